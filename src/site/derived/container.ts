import { error, type Diagnostic, type Span } from '../../diagnostic.ts';
import { fact, map, originsOf, owedTo, type Fact, type Origin } from '../../fact.ts';
import { entriesOf, HERE, isFact, keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import { spelled } from '../spelling/spell.ts';
import { originIn, placeOf, wordsOf, type Running } from '../program/known.ts';
import { imageIn } from '../program/version.ts';
import { hereAt, madeList, madeValue } from './made.ts';

/** The container of a program: what is said of it, and the image and command that follow where they are not. */
export function containerOf(
  said: Located<M.Service>,
  running: Running,
  diagnostics: Diagnostic[],
): Located<M.Container> {
  const at = placeOf(running.name);
  const own = said.container ?? { [HERE]: hereAt(at, []) };
  const image = running.program.image && imageIn(running.program.image, running.version.value);
  const ours = (key: string, more: readonly Fact<unknown>[]) => (): readonly Origin[] =>
    originsOf(running.name, ...more, { from: [originIn(running, key)] });
  const isOther = own.from !== undefined;
  const command = own.command ?? commandOf(said, running, diagnostics);
  return {
    ...own,
    ...(own.image || isOther || !image
      ? {}
      : { image: owedTo(image.name, ours('image', [running.version])) }),
    ...(own.tag || own.digest || isOther || !image
      ? {}
      : {
          tag: owedTo(
            image.tag.replace('{version}', running.version.value),
            ours('image', [running.version]),
          ),
        }),
    ...(command === undefined ? {} : { command }),
  };
}

/** The words of the duty, each with the options that are said; a word whose option nobody says is left out. */
function commandOf(
  said: Located<M.Service>,
  running: Running,
  diagnostics: Diagnostic[],
): Located<M.Argv> | undefined {
  const { duty } = running;
  const options = optionsOf(said, running, diagnostics);
  const command = duty?.said.command;
  if (!duty || !command) return undefined;
  const at = placeOf(duty.name);
  const because = (facts: readonly Fact<unknown>[]) => (): readonly Origin[] =>
    originsOf(running.name, duty.name, ...facts, { from: [originIn(running, duty.name.value)] });
  const words = command.flatMap((word): Fact<string>[] => {
    const names = [...word.matchAll(OPTION)].map(([, name = '']) => name);
    const found = names.map((name) => options.get(name));
    if (found.includes(undefined)) return [];
    const text = word.replaceAll(OPTION, (_, name: string) => options.get(name)?.value ?? '');
    return [owedTo(text, because(found.filter((one) => one !== undefined)))];
  });
  return madeList(at, words);
}

const OPTION = /\{([a-zA-Z0-9]+)\}/g;

/** The options of the duty in the spelling of the program, those with a default included. */
function optionsOf(
  said: Located<M.Service>,
  running: Running,
  diagnostics: Diagnostic[],
): ReadonlyMap<string, Fact<string>> {
  const known = running.duty?.said.options ?? {};
  const result = new Map<string, Fact<string>>();
  const add = (name: string, value: Located<M.Variable>, at: Fact<string>): void => {
    const option = known[name];
    if (!option) return;
    const speller = {
      ...{ running, name: at, variable: option, diagnostics },
      resolve: (text: Located<M.Text>): Fact<string> | null =>
        isFact(text) ? map(text, String) : reference(keyOf(text), name, diagnostics),
    };
    const found = spelled(value, speller);
    if (found) result.set(name, map(found, String));
  };
  for (const [name, { default: usual }] of Object.entries(known)) {
    if (usual === undefined || !running.duty) continue;
    const from = [originIn(running, name)];
    const place = placeOf(running.duty.name);
    add(
      name,
      madeValue(usual, place, () => from),
      fact(name, from),
    );
  }
  for (const { name, value } of entriesOf(said.options)) {
    if (known[name.value]) add(name.value, value, name);
    else diagnostics.push(unknownOption(name, running, Object.keys(known)));
  }
  return result;
}

function reference(at: Span, name: string, diagnostics: Diagnostic[]): null {
  diagnostics.push(
    error('variable-type', at, `The option "${name}" is a reference; it must be written out.`, {
      help: 'Write its value.',
    }),
  );
  return null;
}

function unknownOption(name: Fact<string>, running: Running, known: readonly string[]): Diagnostic {
  const whose = running.duty
    ? `The duty ${running.duty.name.value} of ${wordsOf(running)}`
    : wordsOf(running);
  return error(
    'unknown-option',
    placeOf(name),
    `${whose} has no option "${name.value}".${didYouMean(name.value, known)}`,
    { help: known.length > 0 ? `It has ${listOf(known)}.` : 'It has none.' },
  );
}
