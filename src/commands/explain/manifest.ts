import type { Compiled } from '../../compile.ts';
import { error, nowhere, type Diagnostic } from '../../diagnostic.ts';
import type { Origin } from '../../fact.ts';
import type { Artifact } from '../../render/artifact.ts';
import { printable } from '../../report/cells.ts';
import { positionOf } from '../../report/position.ts';
import type { Call } from '../../console/io.ts';
import { compiled, open, OUT } from '../../console/project.ts';
import { report, statusOf } from '../../console/report.ts';
import { pathOf } from '../../tree.ts';

/** A line of a manifest or of a layer. */
export interface ManifestLine {
  /** `sites/base/common.yaml` */
  readonly file: string;
  /** from 1 */
  readonly line: number;
}

/** What a line of a manifest decides: a line of an artifact, or, without `line`, the existence of a whole one. */
interface Decided {
  readonly file: string;
  readonly line: number | null;
  readonly text: string | null;
}

/** Reads `sites/ooy.yaml:71`, with or without a column. */
export function manifestLineIn(word: string): ManifestLine | null {
  const [, file, line] = /^(?:\.\/)?(sites\/.+\.yaml):(\d+)(?::\d+)?$/.exec(word) ?? [];
  return file === undefined || line === undefined ? null : { file, line: Number(line) };
}

/** Compiles every site that reads the manifest, and prints each line of an artifact that is owed to the line. */
export async function explainManifest(place: ManifestLine, call: Call): Promise<number> {
  const project = await open({ ...call, words: [] });
  const diagnostics: Diagnostic[] = [...project.diagnostics];
  const decided: Decided[] = [];
  let lines: number | null = null;
  for await (const one of compiled(project, call, { recording: true })) {
    const source = one.sources.find(({ name }) => name === place.file);
    if (source === undefined) continue;
    lines = source.text.replace(/\n$/, '').split('\n').length;
    diagnostics.push(...one.diagnostics);
    decided.push(...decidedIn(one, place));
  }
  if (lines === null || place.line < 1 || place.line > lines) {
    const message =
      lines === null
        ? `No site reads ${place.file}.`
        : `${place.file} has ${lines} lines, and no line ${place.line}.`;
    await report(call, [...diagnostics, error('explain/no-line', nowhere(place.file), message)]);
    return 2;
  }
  if (call.format === 'json') call.io.out(`${JSON.stringify(decided, null, 2)}\n`);
  else {
    call.io.out(decided.map(row).join(''));
    if (diagnostics.length > 0) await report(call, diagnostics);
    else if (decided.length === 0)
      call.io.err(`No line of an artifact is owed to ${place.file}:${place.line}.\n`);
  }
  return statusOf(diagnostics);
}

const row = ({ file, line, text }: Decided): string =>
  line === null ? `${file}: the whole file\n` : `${file}:${line}: ${printable(text ?? '')}\n`;

function decidedIn({ name, artifacts }: Compiled, place: ManifestLine): readonly Decided[] {
  const isThere = ({ at }: Origin): boolean => {
    const position = at.source.name === place.file ? positionOf(at) : null;
    return position !== null && position.line <= place.line && place.line <= position.endLine;
  };
  return (artifacts ?? []).flatMap((artifact): readonly Decided[] => {
    const file = `${OUT}/${name}/${pathOf(artifact)}`;
    const whole = artifact.from.filter(isThere);
    const rows = linesOf(artifact).flatMap(({ origins, text }, index): readonly Decided[] =>
      origins.some((origin) => isThere(origin) && !artifact.from.includes(origin))
        ? [{ file, line: index + 1, text }]
        : [],
    );
    return whole.length > 0 ? [{ file, line: null, text: null }, ...rows] : rows;
  });
}

function linesOf({
  content,
  lines,
}: Artifact): readonly { readonly origins: readonly Origin[]; readonly text: string }[] {
  const texts = content.kind === 'file' ? content.text.split('\n') : [content.to];
  return (lines ?? []).map(({ origins }, index) => ({ origins, text: texts[index] ?? '' }));
}
