import { error } from '../../diagnostic.ts';
import { concat, partsOf, type Fact, type Value } from '../../fact.ts';
import { isFact, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { wordsOf } from '../program/known.ts';
import { decided, isTexts, placeIn, type Said, type Speller } from './speller.ts';
import { checkOf } from './shape.ts';
import { wrong } from './wrong.ts';

/** The items with the separator that the program splits at. */
export function list(said: Said, speller: Speller): Fact<Value> | null {
  const { separator = ',' } = speller.variable;
  const texts = itemsOf(said);
  if (texts === null) {
    const value = isFact(said) ? said.value : null;
    const help = value === null ? undefined : `Write [${String(value).split(separator).join(', ')}].`;
    return wrong(
      placeIn(said),
      value === null ? 'a reference stands here' : `${JSON.stringify(value)} is none`,
      speller,
      help,
    );
  }
  if (!isFact(said) && !isTexts(said) && said.separator && said.separator.value !== separator)
    return wrong(
      placeIn(said.separator),
      `${wordsOf(speller.running)} splits it at ${JSON.stringify(separator)}, not at ${JSON.stringify(said.separator.value)}`,
      speller,
      'Leave the separator out.',
    );
  const items = texts.map((text) => item(text, separator, speller));
  const found = items.filter((one) => one !== null);
  if (found.length < items.length) return null;
  const between = decided(separator, { from: [] }, speller);
  return concat(...found.flatMap((one, index) => (index === 0 ? [one] : [between, one])));
}

/** What is said as a list, or as a reference to one. */
function itemsOf(said: Said): readonly Located<M.Text>[] | null {
  if (isFact(said)) return null;
  if (isTexts(said)) return said;
  return said.list ?? null;
}

function item(text: Located<M.Text>, separator: string, speller: Speller): Fact<Value> | null {
  const value = speller.resolve(text);
  if (!value) return null;
  const { variable, name, running, diagnostics } = speller;
  const literal = partsOf(value.value)
    .filter((part) => typeof part === 'string')
    .join('');
  const isWhole = partsOf(value.value).every((part) => typeof part === 'string');
  const unsafe = [separator, ...(variable.reader === 'csv' ? ['"', '\n'] : [])].find((one) =>
    literal.includes(one),
  );
  if (unsafe !== undefined || literal !== literal.trim() || (isWhole && literal === '')) {
    const what =
      unsafe !== undefined
        ? `holds ${JSON.stringify(unsafe)}`
        : literal === ''
          ? 'is empty'
          : 'begins or ends with a blank';
    diagnostics.push(
      error(
        'unsafe-list-item',
        placeIn(text),
        `The item ${JSON.stringify(literal)} of ${name.value} ${what}.`,
        {
          why: `${wordsOf(running)} splits the list at ${JSON.stringify(separator)}${variable.reader === 'csv' ? ', and takes quotes and blanks around an item away' : ''}: it would read something else.`,
          help:
            unsafe === separator
              ? 'Write an item for each part.'
              : 'There is no way to say it in this variable.',
        },
      ),
    );
    return null;
  }
  // Every name, to programs that compare names.
  const isAny = variable.items === 'domain' && literal === '*';
  const fault = isWhole && variable.items && !isAny ? checkOf({ type: variable.items }, literal) : null;
  return fault === null ? value : wrong(placeIn(text), `of an item, ${fault}`, speller);
}
