import { createHash } from 'node:crypto';
import { error, nowhere, type Diagnostic, type Result } from '../diagnostic.ts';
import { originsOf, type Fact, type Origin } from '../fact.ts';
import type { Site } from '../site/model.ts';
import type { Everything, FileSpec, PlacedFile, Rendered, Target } from '../target/target.ts';
import type { Artifact, LineOrigins } from './artifact.ts';
import { Interpreter, type Reached } from './interpret.ts';
import type { Library } from './program.ts';
import { DIGESTS, Seam } from './seam.ts';

export interface RenderOptions {
  /** whether every line remembers where it came from */
  readonly recording: boolean;
  readonly reached: Reached | null;
}

/** All artifacts of a site, sorted by host and path. A file that cannot be written whole is left out, and said. */
export function render(
  site: Site,
  targets: readonly Target[],
  library: Library,
  options: RenderOptions,
): Result<readonly Artifact[]> {
  const diagnostics: Diagnostic[] = [];
  const specs = targets.flatMap((target) => [...target.files(site)].map((spec) => ({ target, spec })));
  const rendered = new Map<string, Artifact>();
  const add = (target: Target, spec: FileSpec): void => {
    const fault = pathFault(spec);
    const key = `${spec.host.name.value}:${spec.path.value}`;
    const before = rendered.get(key);
    const around = before ? undefined : aroundOf(spec, rendered.values());
    if (fault) diagnostics.push(fault);
    else if (before) diagnostics.push(twice(spec, before));
    else if (around) diagnostics.push(inside(spec, around));
    else {
      const artifact = renderOne(site, target, spec, rendered, library, options, diagnostics);
      if (artifact) rendered.set(key, artifact);
    }
  };
  for (const { target, spec } of specs) if (spec.body.kind !== 'late') add(target, spec);
  for (const { target, spec } of specs) if (spec.body.kind === 'late') add(target, spec);
  // A file that is missing because of a finding would be missed by what speaks of all files.
  if (diagnostics.length === 0) {
    const all: Everything = {
      files: [...rendered.values()].map(placed),
      units: targets.flatMap((target) => [...(target.effects?.(site) ?? [])]),
    };
    for (const target of targets) {
      const last = target.last?.(site, all);
      diagnostics.push(...(last?.diagnostics ?? []));
      for (const spec of last?.files ?? []) add(target, spec);
    }
  }
  const value = [...rendered.values()].sort((a, b) => compare(a.host, b.host) || compare(a.path, b.path));
  return { value, diagnostics };
}

const placed = ({ content, ...rest }: Artifact): PlacedFile => ({
  ...rest,
  text: content.kind === 'file' ? content.text : null,
  to: content.kind === 'link' ? content.to : null,
});

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const placeOf = (from: readonly Origin[], otherwise: string): Origin =>
  from[0] ?? { at: nowhere(otherwise), note: null };

/** The artifact that would have to be a file and a folder: an earlier one above or below this path. */
function aroundOf({ host, path }: FileSpec, rendered: Iterable<Artifact>): Artifact | undefined {
  for (const one of rendered)
    if (
      one.host === host.name.value &&
      (one.path.startsWith(`${path.value}/`) || path.value.startsWith(`${one.path}/`))
    )
      return one;
  return undefined;
}

function inside(spec: FileSpec, around: Artifact): Diagnostic {
  const [upper, lower] =
    around.path.length < spec.path.value.length
      ? [around.path, spec.path.value]
      : [spec.path.value, around.path];
  return error(
    'render/path-clash',
    placeOf(spec.path.from, spec.path.value).at,
    `${upper} of ${around.host} would be a file and the folder of ${lower}.`,
    {
      related: around.from.map(({ at }) => ({ at, message: 'The other one comes from here.' })),
      help: 'Give one of them another path.',
    },
  );
}

/** The longest name of a file that Linux file systems take, in bytes. */
const LONGEST_NAME = 255;

function pathFault(spec: FileSpec): Diagnostic | null {
  const path = spec.path.value;
  if (
    path.startsWith('/') &&
    !path.endsWith('/') &&
    path
      .split('/')
      .slice(1)
      .every(
        (step) => step !== '' && step !== '.' && step !== '..' && Buffer.byteLength(step) <= LONGEST_NAME,
      )
  )
    return null;
  return error('render/path', placeOf(spec.path.from, path).at, `"${path}" is no path of a file on a host.`, {
    help: `Write an absolute path without "." and ".." and without doubled slashes, with names of at most ${LONGEST_NAME} bytes.`,
  });
}

function twice(spec: FileSpec, before: Artifact): Diagnostic {
  const [first, ...others] = [...spec.path.from, ...before.from];
  return error(
    'render/path-twice',
    first?.at ?? nowhere(spec.path.value),
    `Two artifacts of ${before.host} would be ${spec.path.value}.`,
    {
      related: others.map(({ at }) => ({ at, message: 'The other one comes from here.' })),
      why: 'One would overwrite the other.',
      help: 'Give one of them another path.',
    },
  );
}

function renderOne(
  site: Site,
  target: Target,
  spec: FileSpec,
  rendered: ReadonlyMap<string, Artifact>,
  library: Library,
  options: RenderOptions,
  diagnostics: Diagnostic[],
): Artifact | null {
  const { body } = spec;
  const base = {
    host: spec.host.name.value,
    path: spec.path.value,
    mode: spec.mode,
    owner: spec.owner,
    group: spec.group,
    target: target.id,
    unit: spec.unit,
    initial: spec.initial ?? false,
    beside: spec.beside === true,
    from: spec.path.from,
    rights: options.recording ? [...(spec.rights?.() ?? []), ...(spec.exists?.() ?? [])] : [],
  };
  if (body.kind === 'link')
    return {
      ...base,
      content: { kind: 'link', to: body.to.value },
      format: 'link',
      lines: options.recording ? [{ written: [], origins: originsOf(body.to), digests: [] }] : null,
    };
  const format = body.kind === 'template' ? body.syntax : body.serialiser;
  const seam = new Seam({ name: format.id, line: null, span: null }, options.recording);
  seam.within(
    () => spec.path.from,
    () => {
      const mark =
        format.comment?.(
          `Written by sitewright from ${site.manifest}. Edit that, then run \`sitewright generate\`.`,
        ) ?? null;
      if (body.kind === 'template' && body.syntax.opening !== undefined) seam.text(body.syntax.opening);
      const placed = body.kind !== 'template' && body.serialiser.placesMark === true;
      if (mark !== null && !placed)
        seam.within(
          () => spec.exists?.() ?? [],
          () => seam.text(`${mark}\n`),
        );
      if (body.kind === 'template')
        new Interpreter(library, body.syntax, seam, options.reached).run(body.template, body.view);
      else
        body.serialiser.write(
          body.kind === 'late' ? body.data(contents(spec, rendered)) : body.data,
          seam,
          placed ? mark : null,
        );
    },
  );
  diagnostics.push(...seam.diagnostics);
  if (seam.diagnostics.length > 0) return null;
  return {
    ...base,
    content: { kind: 'file', text: seam.result },
    format: format.id,
    lines: seam.lines && withoutLast(seam.lines),
  };
}

/** The text ends in a newline: what stands after it is no line. */
const withoutLast = (lines: readonly LineOrigins[]): readonly LineOrigins[] =>
  lines.at(-1)?.written.length === 0 ? lines.slice(0, -1) : lines;

function contents(spec: FileSpec, rendered: ReadonlyMap<string, Artifact>): Rendered {
  return {
    digest(paths): Fact<string> {
      const found = paths.flatMap((path) => rendered.get(`${spec.host.name.value}:${path}`) ?? []);
      const hash = createHash('sha256');
      for (const { path, content } of found)
        hash.update(`${path}\0${content.kind === 'file' ? content.text : content.to}\0`);
      const value: Fact<string> = { value: hash.digest('hex').slice(0, 12), from: [] };
      DIGESTS.set(
        value,
        found.map(({ path }) => path),
      );
      return value;
    },
  };
}
