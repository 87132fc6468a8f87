import type { Origin } from '../../fact.ts';
import { originsOfLine } from '../origins.ts';
import type { Artifact, LineOrigins } from '../../render/artifact.ts';
import type { Source, Span } from '../../diagnostic.ts';

/** What an artifact, or a line of it, is owed to. */
export interface Explanation {
  /** below the working directory */
  readonly file: string;
  readonly artifact: Artifact;
  /** null for the whole file */
  readonly at: Span | null;
  /** a place of a template, or the name of a serialiser */
  readonly written: readonly Writer[];
  readonly because: readonly Origin[];
  /** other files whose content the line speaks of */
  readonly digests: readonly Digest[];
}

export type Writer =
  { readonly kind: 'template'; readonly at: Span } | { readonly kind: 'serialiser'; readonly id: string };

export interface Digest {
  readonly path: string;
  /** every place that the other file is owed to */
  readonly because: readonly Origin[];
  /** whether the places are to be printed, and not only counted */
  readonly listed: boolean;
}

export interface Around {
  readonly file: string;
  /** the other artifacts of its site */
  readonly artifacts: readonly Artifact[];
  /** the templates' texts, by their path below templates/ */
  readonly texts: Readonly<Record<string, string>>;
  /** whether the places behind digests are to be printed */
  readonly all: boolean;
}

/** @param line from 1, and one that the artifact has; null for the whole file */
export function explanationOf(
  artifact: Artifact,
  line: number | null,
  { file, artifacts, texts, all }: Around,
): Explanation {
  const lines = artifact.lines ?? [];
  const said: LineOrigins = (line === null ? null : lines[line - 1]) ?? {
    written: [...new Set(lines.flatMap(({ written }) => written.map((one) => one.replace(/:\d+$/, ''))))],
    origins: artifact.from,
    digests: [],
  };
  return {
    file,
    artifact,
    at: line === null ? null : lineOf({ name: file, text: textOf(artifact) }, line),
    written: said.written.map((name) => writerOf(name, texts)),
    because: line === null ? artifact.from : originsOfLine(lines, line),
    digests: said.digests.map((path) => {
      const other = artifacts.find((one) => one.host === artifact.host && one.path === path);
      return { path, because: placesOf(other), listed: all };
    }),
  };
}

/** `nginx/server.hbs:14`, `nginx/server.hbs`, or the id of a serialiser. */
function writerOf(written: string, texts: Readonly<Record<string, string>>): Writer {
  const [, name = written, line] = /^(.+?)(?::(\d+))?$/.exec(written) ?? [];
  const text = texts[name];
  if (text === undefined) return { kind: 'serialiser', id: name };
  const source = { name: `templates/${name}`, text };
  return { kind: 'template', at: lineOf(source, Number(line ?? 1)) };
}

const textOf = ({ content }: Artifact): string =>
  content.kind === 'file' ? content.text : `${content.to}\n`;

/** The text of a line, from 1, without its newline. */
export function lineOf(source: Source, line: number): Span {
  let start = 0;
  for (let number = 1; number < line; number += 1) start = source.text.indexOf('\n', start) + 1;
  const end = source.text.indexOf('\n', start);
  return { source, start, end: end === -1 ? source.text.length : end };
}

/** Every place that some line of an artifact is owed to, each once, in the order of the manifests. */
function placesOf(artifact: Artifact | undefined): readonly Origin[] {
  const places = new Map<string, Origin>();
  for (const { origins } of artifact?.lines ?? [])
    for (const origin of origins) {
      const { source, start, end } = origin.at;
      const key = `${source.name}:${start}:${end}`;
      if (!places.has(key)) places.set(key, origin);
    }
  return [...places.values()].sort(
    (a, b) => compare(a.at.source.name, b.at.source.name) || a.at.start - b.at.start,
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
