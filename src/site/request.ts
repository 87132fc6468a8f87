import { map, type Fact, type Part, type Value } from '../fact.ts';

/** Request text as parts: `https://{host}/` is a literal, a placeholder and a literal. `{{` and `}}` are braces. */
export const requestText = (text: Fact<string>): Fact<Value> => map(text, partsOfRequest);

function partsOfRequest(text: string): Value {
  const parts: Part[] = [];
  let literal = '';
  for (const [token, name] of text.matchAll(/\{\{|\}\}|\{([A-Za-z][A-Za-z0-9_.-]*)\}|[^{}]+|[{}]/g)) {
    if (name === undefined) literal += token === '{{' ? '{' : token === '}}' ? '}' : token;
    else {
      if (literal !== '') parts.push(literal);
      literal = '';
      parts.push({ request: name });
    }
  }
  if (literal !== '') parts.push(literal);
  const [only] = parts;
  return parts.length === 0 ? '' : parts.length === 1 && typeof only === 'string' ? only : parts;
}
