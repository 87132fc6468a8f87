import { map, type Fact } from '../../src/fact.ts';
import { text, word, type Piece } from './pieces.ts';

const TOKEN = /\s+|"([^"\n]*)"|([^\s"'#;]+)/y;

/** Words that would end the condition, or begin something else. */
const FORBIDDEN = /^(if|then|else|check|set|include|exec)$/i;

/** The words and texts of a native condition; a fault is the end of a sentence. */
export function tokens(
  condition: string,
): readonly { readonly text: string; readonly isQuoted: boolean }[] | { readonly fault: string } {
  const found: { text: string; isQuoted: boolean }[] = [];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < condition.length;) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(condition);
    if (!match) return { fault: `cannot be read from ${JSON.stringify(condition.slice(at))} on` };
    const [, quoted, bare] = match;
    if (quoted !== undefined) found.push({ text: quoted, isQuoted: true });
    if (bare !== undefined) found.push({ text: bare, isQuoted: false });
  }
  const foreign = found.find((one) => !one.isQuoted && FORBIDDEN.test(one.text));
  if (foreign) return { fault: `holds the word "${foreign.text}", which does not belong to a condition` };
  return found.length === 0 ? { fault: 'is empty' } : found;
}

/** A native condition piece by piece, so that each is quoted for its place; one with a fault has been told. */
export function piecesOf(condition: Fact<string>): readonly Piece[] {
  const found = tokens(condition.value);
  if ('fault' in found) return [];
  return found.map(({ isQuoted, text: said }) =>
    isQuoted ? text(map(condition, () => said)) : word(map(condition, () => said)),
  );
}
