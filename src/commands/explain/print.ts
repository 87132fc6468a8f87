import type { Span } from '../../diagnostic.ts';
import type { Origin } from '../../fact.ts';
import { printable } from '../../report/cells.ts';
import { frame } from '../../report/frame.ts';
import type { Masks } from '../../report/mask.ts';
import { positionOf } from '../../report/position.ts';
import { plural } from '../../console/report.ts';
import type { Explanation, Writer } from './explanation.ts';

/** An explanation for people. Credentials are hidden, as in findings. */
export function inWords(
  { file, artifact, at, written, because, digests }: Explanation,
  masks: Masks,
): string {
  const { target, mode, owner, group, unit, content } = artifact;
  const link = content.kind === 'link' ? [`a link to ${content.to}`] : [];
  const about = [
    `target ${target}`,
    ...link,
    `${owner}:${group} ${mode}`,
    ...(unit === null ? [] : [`used by ${unit}`]),
  ];
  const places = (origins: readonly Origin[]): readonly string[] =>
    origins.flatMap((origin) => ['', ...placeOf(origin, masks)]);
  const lines = [
    ...(at === null ? [file] : framed(at, '', masks)),
    ...(at === null ? [] : ['']),
    `  ${about.join(', ')}`,
    '',
    'Written by',
    ...written.flatMap((writer) => ['', ...writerOf(writer, masks)]),
    ...(written.length === 0 ? ['', '  the target itself'] : []),
    '',
    because.length > 0 ? 'Because of' : 'Because of no place of a manifest: it is always so.',
    ...places(because),
    ...digests.flatMap((digest) => [
      '',
      `and of the content of ${digest.path}, which ${plural(digest.because.length, 'place')} of the manifests decide${digest.because.length === 1 ? 's' : ''}${digest.listed ? '' : ' (--all prints them)'}`,
      ...(digest.listed ? places(digest.because) : []),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

const writerOf = (writer: Writer, masks: Masks): readonly string[] =>
  writer.kind === 'template' ? framed(writer.at, '', masks) : [`  the serialiser of ${writer.id}`];

const placeOf = ({ at, note }: Origin, masks: Masks): readonly string[] =>
  framed(at, note === null ? '' : `: ${note}`, masks);

function framed(at: Span, tail: string, masks: Masks): readonly string[] {
  const { place, lines } = frame(at, masks.ranges(at.source));
  return [
    `  ${printable(place)}${printable(masks.words(tail))}`,
    ...lines.map(({ gutter, text }) => `  ${gutter} ${text}`.trimEnd()),
  ];
}

/**
 * An explanation for programs; this form is a contract. `{file, line, text, target, mode, owner, group, unit, written,
 * because, digests}`: `written` is an array of `{file, line}` or `{serialiser}`; `because` of `{file, line, column,
 * endLine, endColumn, note}`; `digests` of `{path, places}` with the number of places, and `because` after `--all`.
 */
export function inJson({ file, artifact, at, written, because, digests }: Explanation): string {
  const { target, mode, owner, group, unit } = artifact;
  const line = at === null ? null : (positionOf(at)?.line ?? null);
  const text = at === null ? null : at.source.text.slice(at.start, at.end);
  return `${JSON.stringify(
    {
      ...{ file, line, text, target, mode, owner, group, unit },
      written: written.map((writer) =>
        writer.kind === 'template'
          ? { file: writer.at.source.name, line: positionOf(writer.at)?.line ?? null }
          : { serialiser: writer.id },
      ),
      because: because.map(placeInJson),
      digests: digests.map((digest) => ({
        path: digest.path,
        places: digest.because.length,
        ...(digest.listed ? { because: digest.because.map(placeInJson) } : {}),
      })),
    },
    null,
    2,
  )}\n`;
}

const placeInJson = ({ at, note }: Origin): object => ({ file: at.source.name, ...positionOf(at), note });
