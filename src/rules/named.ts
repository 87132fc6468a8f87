import { nowhere, type Span } from '../diagnostic.ts';
import { entriesOf, isFact, type Located, type LocatedAny, type Placed } from '../manifest/located.ts';
import type * as M from '../manifest/types.ts';
import { dataOf, isList, isReference } from '../site/files.ts';
import type { Site } from '../site/model.ts';
import type { Running } from '../site/program/known.ts';
import { isTexts } from '../site/spelling/speller.ts';
import { at } from './rule.ts';
import { isLiteral, within } from './said.ts';

/** A literal under a name that the manifest's author chose: a variable, a label, an argument, a key of a file. */
export interface NamedLiteral {
  readonly name: string;
  readonly value: string;
  readonly place: Span;
}

type Variables = ({ readonly [key: string]: Located<M.Variable> } & Placed) | undefined;

export function* namedOf({ said, services }: Site): Generator<NamedLiteral> {
  for (const { value } of entriesOf(said.envSets)) yield* inMap(value);
  for (const { name, value } of entriesOf(said.applications))
    yield* inMap(
      value.env,
      services.find(({ running }) => running?.application?.value === name.value)?.running,
    );
  for (const { value } of entriesOf(said.volumes)) yield* inMap(value.options);
  for (const { name, value } of entriesOf(said.services)) {
    yield* inMap(value.env, services.find((one) => one.name.value === name.value)?.running);
    yield* inMap(value.logs?.options);
    yield* inMap(value.container?.labels);
    yield* inMap(value.container?.build?.args);
    for (const argv of [value.container?.command, value.container?.entrypoint, value.health?.command])
      yield* inWords(wordsOf(argv));
    yield* inWords(wordsOf(value.process?.command));
    yield* inMap(value.process?.uwsgi?.env);
    const { conditions, before, started, reload, stop, stopped } = value.process?.steps ?? {};
    for (const steps of [conditions, before, started, reload, stop, stopped])
      for (const { run } of steps ?? []) yield* inWords(wordsOf(run));
    yield* inWords(wordsOf(value.health?.shell));
  }
  for (const { value } of entriesOf(said.jobs)) {
    yield* inMap(value.env);
    yield* inWords(wordsOf(value.command));
  }
  for (const { name, value } of entriesOf(said.files)) {
    const data = dataOf(value);
    if (data) yield* inData(name.value, data);
  }
}

/** @param running a program whose own variables need no guess: what is known of each says whether it is a credential */
function* inMap(record: Variables, running?: Running | null): Generator<NamedLiteral> {
  for (const { name, value } of entriesOf(record))
    if (!running?.program.variables[name.value]) yield* literal(name.value, value);
}

function* literal(name: string, text: Located<M.Variable>): Generator<NamedLiteral> {
  if (isFact(text)) yield { name, value: String(text.value), place: at(text) };
  else if (isTexts(text)) for (const piece of text) yield* literal(name, piece);
  else if (isLiteral(text))
    for (const piece of text.concat ?? text.list ?? text.pattern ?? []) yield* literal(name, piece);
}

function* inData(name: string, data: LocatedAny): Generator<NamedLiteral> {
  if (isFact(data)) yield { name, value: String(data.value), place: at(data) };
  else if (isList(data)) for (const item of data) yield* inData(name, item);
  else if (isReference(data)) yield* literal(name, data);
  else for (const entry of entriesOf<LocatedAny>(data)) yield* inData(entry.name.value, entry.value);
}

interface Word {
  readonly text: string;
  readonly place: Span;
}

/** The words of a command, each with its place; a reference is a word without text. */
function wordsOf(argv: Located<M.Argv | M.JobCommand> | undefined): readonly Word[] {
  if (argv === undefined) return [];
  if (!isFact(argv))
    return argv.map((word) => (isFact(word) ? { text: String(word.value), place: at(word) } : REFERENCE));
  const place = at(argv);
  return argv.value.split(/\s+/).map((text) => ({ text, place: within(place, text) }));
}

const REFERENCE: Word = { text: '', place: nowhere('') };

/** `--name=value` and `--name value` */
function* inWords(words: readonly Word[]): Generator<NamedLiteral> {
  for (const [index, { text, place }] of words.entries()) {
    const [option, name, value] = /^--?([\w.-]+)(?:=(.+))?$/s.exec(text) ?? [];
    const next = words[index + 1];
    if (option === undefined || name === undefined) continue;
    if (value !== undefined) yield { name, value, place: within(place, text, text.length - value.length) };
    else if (next && !next.text.startsWith('-')) yield { name, value: next.text, place: next.place };
  }
}
