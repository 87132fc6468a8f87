import type { Value } from '../../src/fact.ts';
import { isRefusal } from '../../src/format/place.ts';
import type { Directive } from '../../templates/nginx/reader.ts';
import { syntax } from '../../templates/nginx/syntax.ts';

/** What became of a template: its text, or why not; and the place of each value, by name. */
export interface Filled {
  readonly text: string | null;
  readonly places: readonly (string | null)[];
  /** of the machine, of a quoter, or `incomplete` */
  readonly wrong: string | null;
}

/** Fills each `@` of a template with the next value, as the template compiler does with its mustaches. */
export function fill(template: string, values: readonly Value[] = []): Filled {
  const [first = '', ...rest] = template.split('@');
  const places: (string | null)[] = [];
  let state = syntax.advance(syntax.initial, first);
  let text = first;
  let wrong: string | null = null;
  rest.forEach((static_, at) => {
    const key = syntax.place(state);
    places.push(key);
    const quoted = key === null ? null : syntax.places[key]?.quote(values[at] ?? 'x');
    if (quoted === null || quoted === undefined) wrong ??= `no value may stand before \`${static_}\``;
    else if (isRefusal(quoted)) wrong ??= quoted.refused;
    else text += quoted;
    state = syntax.advance(syntax.after(state), static_);
    text += static_;
  });
  if (state.startsWith('error: ')) wrong ??= state;
  else if (!syntax.complete(state)) wrong ??= 'incomplete';
  return { text: wrong === null ? text : null, places, wrong };
}

/** A statement as its words, with the statements of its block last. */
export type Plain = [name: string, ...args: (string | Plain[])[]];

export const plain = (directive: Directive): Plain => [
  directive.name,
  ...directive.args,
  ...(directive.block === null ? [] : [directive.block.map(plain)]),
];
