import { error } from '../../diagnostic.ts';
import { fact, type Fact, type Value } from '../../fact.ts';
import { isFact } from '../../manifest/located.ts';
import { wordsOf } from '../program/known.ts';
import type { Booleans } from '../program/program.ts';
import { decided, placeIn, type Said, type Speller } from './speller.ts';

/** What a program without words of its own would be given; every file with a boolean has some (a test sees to it). */
const USUAL: Booleans = { true: 'true', false: 'false', reader: 'java' };

/** true and false in the words that the program compares with. */
export function boolean(said: Said, speller: Speller): Fact<Value> | null {
  const words = speller.variable.booleans ?? speller.running.program.booleans ?? USUAL;
  if (isFact(said) && typeof said.value === 'boolean') {
    // Such a program asks whether there is anything at all.
    if (words.reader === 'presence' && !said.value) return null;
    return decided(said.value ? words.true : words.false, fact(null, said.from), speller);
  }
  const { name, running, diagnostics } = speller;
  const text = isFact(said) ? String(said.value) : null;
  diagnostics.push(
    error(
      'boolean-spelling',
      placeIn(said),
      `${name.value} is true or false; ${text === null ? 'something else' : `the ${typeof (isFact(said) ? said.value : '') === 'string' ? 'text' : 'number'} ${JSON.stringify(text)}`} stands here.`,
      {
        why: `${wordsOf(running)} ${READERS[words.reader](words)}`,
        help: `Write ${text === null ? '`true` or `false`' : `\`${isYes(text) ? 'true' : isNo(text) ? 'false' : 'true` or `false'}\``} without quotes: it becomes "${words.true}" or "${words.false}".`,
      },
    ),
  );
  return null;
}

const isYes = (text: string): boolean => /^(true|on|yes|y|t|1|ok|enabled?)$/i.test(text);
const isNo = (text: string): boolean => /^(false|off|no|n|f|0|disabled?)$/i.test(text);

/** How each kind of reader takes a word, after the name of the program. */
const READERS: Readonly<Record<Booleans['reader'], (words: Booleans) => string>> = {
  go: () =>
    'knows 1, t, T, TRUE, true, True, 0, f, F, FALSE, false and False only, and does not start with any other word.',
  equals: ({ true: yes }) => `reads "${yes}" as true and every other word as false.`,
  environ: () => 'reads true, on, ok, y, yes and 1 as true, in any case, and every other word as false.',
  literal: () => 'reads True and False; any other text that is not empty counts as true.',
  java: () => 'knows true and false only, and does not start with any other word.',
  presence: () => 'takes any text that is not empty as true, "false" too.',
};
