import type { Compiled } from '../../compile.ts';
import { error, nowhere, type Diagnostic } from '../../diagnostic.ts';
import { LIST } from '../../output/owned.ts';
import type { Artifact } from '../../render/artifact.ts';
import { masksOf } from '../../report/mask.ts';
import type { Call } from '../../console/io.ts';
import { compiled, open, OUT, type Project } from '../../console/project.ts';
import { plural, report, statusOf } from '../../console/report.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import { pathOf } from '../../tree.ts';
import { explanationOf } from './explanation.ts';
import { inJson, inWords } from './print.ts';

/** A line of an artifact, or all of it. */
export interface Place {
  readonly site: string;
  /** below `out/<site>/` */
  readonly path: string;
  /** from 1; null for the whole file */
  readonly line: number | null;
}

/** Reads `out/ooy/web1/etc/x.conf:14`, with or without `out/` and a column. */
export function placeIn(word: string): Place | null {
  const [, site, path, line] = /^(?:\.\/)?(?:out\/)?([^/:]+)\/(.+?)(?::(\d+)(?::\d+)?)?$/.exec(word) ?? [];
  if (site === undefined || path === undefined) return null;
  return { site, path, line: line === undefined ? null : Number(line) };
}

/** Compiles the artifact's site and says where the line comes from. */
export async function explainArtifact(place: Place, call: Call): Promise<number> {
  const project = await open({ ...call, words: [place.site] });
  if (project.diagnostics.length > 0) await report(call, project.diagnostics);
  for await (const one of compiled(project, call, { recording: true }))
    return explainIn(one, place, call, project);
  return statusOf(project.diagnostics);
}

async function explainIn(
  { artifacts, diagnostics }: Compiled,
  place: Place,
  call: Call,
  { library }: Project,
): Promise<number> {
  if (artifacts === null) {
    await report(call, diagnostics);
    return statusOf(diagnostics);
  }
  const found = find(place, artifacts);
  if ('code' in found) {
    await report(call, [found]);
    return 2;
  }
  const explanation = explanationOf(found, place.line, {
    artifacts,
    texts: library.texts,
    file: nameOf(place),
    all: call.flags.has('all'),
  });
  call.io.out(call.format === 'json' ? inJson(explanation) : inWords(explanation, masksOf(diagnostics)));
  return 0;
}

const nameOf = ({ site, path }: Place): string => `${OUT}/${site}/${path}`;

function find(place: Place, artifacts: readonly Artifact[]): Artifact | Diagnostic {
  const name = nameOf(place);
  const artifact = artifacts.find((one) => pathOf(one) === place.path);
  if (artifact !== undefined) {
    const { content } = artifact;
    const lines = content.kind === 'file' ? content.text.split('\n').length - 1 : 1;
    if (place.line === null || (place.line > 0 && place.line <= lines)) return artifact;
    return error(
      'explain/no-line',
      nowhere(name),
      `${name} has ${plural(lines, 'line')}, and no line ${place.line}.`,
    );
  }
  const what = `explain/${place.path === LIST ? 'list' : 'no-artifact'}`;
  if (place.path === LIST)
    return error(what, nowhere(name), `${name} is the list of the other files, and owed to all of them.`);
  const known = artifacts.map(pathOf);
  return error(what, nowhere(name), `Nothing gives ${name}.${didYouMean(place.path, known)}`, {
    help: `The manifest gives ${listOf(known)}.`,
  });
}
