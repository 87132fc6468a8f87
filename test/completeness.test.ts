import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffArrays } from 'diff';
import { describe, expect, it } from 'vitest';
import { Compiler, type Compiled } from '../src/compile.ts';
import type { Result, Source } from '../src/diagnostic.ts';
import { accepts } from '../src/manifest/accepts.ts';
import type { Schema } from '../src/manifest/bundle.ts';
import { validate } from '../src/manifest/messages.ts';
import { checkOf } from '../src/manifest/validator.ts';
import type { Artifact, LineOrigins } from '../src/render/artifact.ts';
import { parse } from '../src/source/parse.ts';
import type { Node, ScalarNode } from '../src/source/tree.ts';
import { Workspace } from '../src/workspace.ts';
import { readCase } from './cases.ts';
import { PROJECT, prepared } from './compiled.ts';

/** Scalars that change no artifact, or that cannot be changed alone: another program has other variables. */
const UNCHANGEABLE = /^(sitewright|site)$|\.(program|application)$/;

/**
 * Each scalar of a manifest is changed in turn; every line of an artifact that changes must have named it before. A
 * value for which no other is allowed without a finding cannot be changed: those are counted, and a small manifest that
 * is about names has more of them.
 */
describe.each<[string, string, number?]>([
  ['ooy', join(PROJECT, 'sites/ooy.yaml'), 0.2],
  ['cims', join(PROJECT, 'sites/cims.yaml'), 0.4],
  ['every kind of route', join(PROJECT, 'templates/nginx/cases/every-kind-of-route.txt')],
  ['rapidproctl.conf', join(PROJECT, 'templates/rapidproctl/cases/debian.txt'), 0.3],
  ['uWSGI', join(PROJECT, 'templates/uwsgi/cases/rapidpro.txt'), 0.3],
  ['the nginx of a host', join(PROJECT, 'templates/nginx/cases/host.txt'), 0.25],
  ['the nginx of a pair', join(PROJECT, 'templates/nginx/cases/host-pair.txt'), 0.4],
  ['every kind of opening', join(PROJECT, 'templates/nftables/cases/every-kind-of-opening.txt'), 0.35],
  ['every field of a Redis', join(PROJECT, 'templates/redis/cases/every-field.txt')],
  ['every field of a job', join(PROJECT, 'templates/cron/cases/every-field.txt')],
  ['crontabs of users', join(PROJECT, 'templates/cron/cases/crontab-of-a-user.txt')],
  ['names of hosts', join(PROJECT, 'templates/hosts/cases/pair.txt')],
  ['a pair of PostgreSQL', join(PROJECT, 'templates/postgresql/cases/pair.txt'), 0.4],
  ['a pair of Redis', join(PROJECT, 'templates/redis/cases/pair.txt'), 0.6],
  ['the script of a pair', join(PROJECT, 'templates/sitectl/cases/pair.txt'), 0.45],
  ['addresses that pacemaker moves', join(PROJECT, 'templates/pacemaker/cases/every-field.txt'), 0.6],
  ['addresses that keepalived moves', join(PROJECT, 'templates/keepalived/cases/every-field.txt'), 0.6],
  ['firewalls of pairs', join(PROJECT, 'templates/nftables/cases/pairs.txt'), 0.6],
  ['backups', join(PROJECT, 'templates/sitectl/cases/backups.txt'), 0.3],
  ['backups of a pair', join(PROJECT, 'templates/sitectl/cases/backups-of-a-pair.txt'), 0.4],
  ['known programs', join(PROJECT, 'templates/compose/cases/known-programs.txt'), 0.3],
  ['every field of a log file', join(PROJECT, 'templates/logrotate/cases/every-field.txt')],
  ['every field of a process', join(PROJECT, 'templates/systemd/cases/every-field.txt')],
  ['a pair of processes', join(PROJECT, 'templates/systemd/cases/pair.txt'), 0.6],
  [
    'a pair of processes under an older systemd',
    join(PROJECT, 'templates/systemd/cases/pair-older-systemd.txt'),
    0.6,
  ],
  ['jobs of a pair', join(PROJECT, 'templates/cron/cases/pair.txt'), 0.4],
  ['every field of a check', join(PROJECT, 'templates/monit/cases/every-field.txt')],
  ['sets of a pair', join(PROJECT, 'templates/monit/cases/pair.txt'), 0.6],
  ['files of a pair', join(PROJECT, 'templates/files/cases/pair.txt'), 0.6],
  ['every field of a container', join(PROJECT, 'templates/compose/cases/every-field.txt')],
])('%s', (_, path, most = 0.15) => {
  it('names every scalar in every line that it changes', { timeout: 600_000 }, async () => {
    const file = readFileSync(path, 'utf8');
    const text = (path.endsWith('.txt') ? (readCase(file).inputs.get('site.yaml') ?? '') : file).replace(
      /^site: .*$/m,
      'site: example',
    );
    const source = { name: 'sites/example.yaml', text };
    const tree = parse(source).value;
    if (!tree) throw new Error('the manifest does not parse');
    const compile = memory(source);
    const base = await compile(tree, true);
    expect(base.artifacts).not.toBeNull();
    const scalars = [...scalarsOf(tree, '')].filter(({ path: at }) => !UNCHANGEABLE.test(at));
    const unnamed: string[] = [];
    const kept: string[] = [];
    for (const scalar of scalars) {
      const other = await change(compile, tree, scalar);
      if (!other) kept.push(scalar.path);
      else for (const line of unnamedLines(base, other, scalar.node)) unnamed.push(`${scalar.path}: ${line}`);
    }
    expect(unnamed).toEqual([]);
    expect(kept.length / scalars.length, `no other value was found for ${kept.join(', ')}`).toBeLessThan(
      most,
    );
  });
});

type Compile = (tree: Node, recording: boolean) => Promise<Compiled>;

/** Compiles trees as if they had been read: the text stays, so that places can be compared. What is read is read once. */
function memory(source: Source): Compile {
  const workspace = new (class extends Workspace {
    override manifests(): readonly string[] {
      return ['example.yaml'];
    }
    override read(): Result<Source> {
      return { value: source, diagnostics: [] };
    }
    override schema(): Schema {
      return schema;
    }
  })(PROJECT, PROJECT);
  let now: Node | null = null;
  const compiler = new Compiler(workspace, prepared.library, { tree: () => now });
  return (tree, recording) => {
    now = tree;
    return compiler.compile('example', { recording, reached: null });
  };
}

const schema = new Workspace(PROJECT, PROJECT).schema();
const check = checkOf(schema);

/** What the schema refuses has an error, whatever the rest of the compiler would say. */
const isRefused = (tree: Node): boolean => !accepts(tree, schema) && validate(tree, check).length > 0;

interface Placed {
  readonly node: ScalarNode;
  readonly path: string;
}

function* scalarsOf(node: Node, path: string): Generator<Placed> {
  if (node.kind === 'scalar') yield { node, path };
  else if (node.kind === 'list')
    for (const [index, item] of node.items.entries()) yield* scalarsOf(item, `${path}[${index}]`);
  else
    for (const [name, { value }] of node.entries)
      yield* scalarsOf(value, path === '' ? name : `${path}.${name}`);
}

const WORDS = [
  'url-safe',
  'worker',
  'alert',
  'unmonitor',
  'memory',
  'free',
  'laststate',
  'passive',
  'download',
  'nobody',
  'https',
  'exec',
  'load1',
  'debian-12',
  'on-failure',
  'local',
  'udp',
  'uwsgi',
  'lan',
  'network',
  'started',
  'healthy',
  'completed',
  'HEAD',
  'error',
  'timeout',
  'last',
  'break',
  'json',
  'none',
  'deny',
  'allow',
  'TLSv1.3',
  'TLSv1.1',
  'always',
  'shell',
  'any',
  'missing',
  'least-connections',
  'host',
  'address',
  'name',
  'region',
  'user',
  '0600',
  '/srv/other',
  '198.51.100.7',
  'http',
  'uuid',
  'citext',
  'ubuntu-22.04',
  'root',
  'system',
  'sh',
  'bash',
  'stdout',
  'all',
  'tuesday',
  'friday',
  '@daily',
  'week',
  'other.service',
  'month',
];

/** The manifest compiled with another value in one place; null where every other value that is tried is refused. */
async function change(compile: Compile, tree: Node, { node, path }: Placed): Promise<Compiled | null> {
  const field = path.replace(/.*\.|\[[0-9]+\]$/g, '');
  const proven = PROVEN.get(field) ?? new Set();
  PROVEN.set(field, proven);
  for (const value of new Set(candidates(node.value, tree, proven))) {
    if (value === node.value) continue;
    const changed = replaced(tree, node, value);
    if (isRefused(changed)) continue;
    const result = await compile(changed, false);
    if (!result.artifacts || result.diagnostics.some(({ severity }) => severity === 'error')) continue;
    if (WORDS.includes(String(value))) proven.add(String(value));
    return result;
  }
  return null;
}

/** Words of the list that a field of this name was found to take: they are tried before the others. */
const PROVEN = new Map<string, Set<string>>();

function replaced(tree: Node, node: ScalarNode, value: ScalarNode['value']): Node {
  if (tree === node) return { ...node, value };
  if (tree.at.start > node.at.start || tree.at.end < node.at.end || tree.kind === 'scalar') return tree;
  if (tree.kind === 'list') return { ...tree, items: tree.items.map((item) => replaced(item, node, value)) };
  return {
    ...tree,
    entries: new Map(
      [...tree.entries].map(([name, pair]) => [name, { ...pair, value: replaced(pair.value, node, value) }]),
    ),
  };
}

function* candidates(
  value: ScalarNode['value'],
  tree: Node,
  proven: ReadonlySet<string>,
): Generator<ScalarNode['value']> {
  if (typeof value === 'boolean') yield !value;
  if (typeof value === 'number') yield* [value + 1, value - 1, value + 7];
  if (typeof value !== 'string') return;
  for (const digits of [/[0-9]+/, /[0-9]+(?=[^0-9]*$)/])
    yield value.replace(digits, (all) => String(Number(all) + 1).padStart(all.length, '0'));
  yield value.replace(/[a-z](?=[^a-z]*$)/, (letter) => (letter === 'q' ? 'z' : 'q'));
  yield `${value}x`;
  const others = siblings(tree, value);
  if (others) yield* others;
  // What names a thing can name nothing but a thing of its kind: no word of the list is one.
  if (others || value.includes('/')) return;
  yield* proven;
  yield* WORDS;
}

/**
 * The names that stand beside a name: a reference may be changed to another thing of its kind. Null where nothing has this
 * name.
 */
function siblings(node: Node, value: string): readonly string[] | null {
  const [store, thing] = value.split('/');
  if (node.kind !== 'map') return null;
  const names = [...node.entries.keys()];
  const own = [
    ...(names.includes(value) ? [names] : []),
    ...(thing && names.includes(thing) ? [names.map((name) => `${store}/${name}`)] : []),
    ...[...node.entries.values()].flatMap((entry) => {
      const inner = siblings(entry.value, value);
      return inner ? [inner] : [];
    }),
  ];
  return own.length > 0 ? own.flat() : null;
}

/** Lines of the first compilation that the second one lost, and that did not name the changed place. */
function* unnamedLines(base: Compiled, other: Compiled, node: ScalarNode): Generator<string> {
  const byPlace = ({ artifacts }: Compiled): ReadonlyMap<string, Artifact> =>
    new Map((artifacts ?? []).map((artifact) => [`${artifact.host}${artifact.path}`, artifact]));
  const after = byPlace(other);
  const all = byPlace(base);
  for (const [path, artifact] of all) {
    const lines = linesOf(artifact);
    const now = after.get(path);
    // What speaks of all files of a host goes with the last of them: the line that says who wrote it names them.
    if (!now && artifact.beside && artifact.lines?.some((line) => names(line, node, artifact.host, all)))
      continue;
    if (now && contentOf(now) === contentOf(artifact)) continue;
    const parts = diffArrays([...lines], now ? [...linesOf(now)] : []);
    const left = counted(now ? linesOf(now) : []);
    const before = counted(lines);
    /** Stands as often as before: it has moved, and which of several equal lines a diff calls moved is its own choice. */
    const moved = (line: string): boolean => (left.get(line) ?? 0) >= (before.get(line) ?? 0);
    const fault = (index: number): boolean =>
      !moved(lines[index] ?? '') && !names(artifact.lines?.[index], node, artifact.host, all);
    let index = 0;
    for (const [at, part] of parts.entries()) {
      if (part.added) continue;
      const alone = part.removed && !parts[at - 1]?.added && !parts[at + 1]?.added;
      if (part.removed)
        for (const line of alone
          ? slid(lines, index, part.value.length, fault)
          : within(index, part.value.length, fault))
          yield `${path}:${line + 1}: ${lines[line]}`;
      index += part.value.length;
    }
  }
}

function counted(lines: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

const within = (start: number, length: number, fault: (index: number) => boolean): readonly number[] =>
  Array.from({ length }, (_, offset) => start + offset).filter(fault);

/** Of a run that was removed, where equal lines stand before or after it, several are possible: the one that explains itself. */
function slid(
  lines: readonly string[],
  start: number,
  length: number,
  fault: (index: number) => boolean,
): readonly number[] {
  let best = within(start, length, fault);
  for (let first = start; first > 0 && lines[first - 1] === lines[first + length - 1]; first--) {
    const found = within(first - 1, length, fault);
    if (found.length < best.length) best = found;
  }
  for (let first = start; lines[first] !== undefined && lines[first] === lines[first + length]; first++) {
    const found = within(first + 1, length, fault);
    if (found.length < best.length) best = found;
  }
  return best;
}

const contentOf = ({ content }: Artifact): string => (content.kind === 'file' ? content.text : content.to);

const linesOf = ({ content }: Artifact): readonly string[] =>
  content.kind === 'file' ? content.text.replace(/\n$/, '').split('\n') : [content.to];

function names(
  line: LineOrigins | undefined,
  node: ScalarNode,
  host: string,
  all: ReadonlyMap<string, Artifact>,
): boolean {
  if (!line) return false;
  if (line.origins.some(({ at }) => at.start <= node.at.start && at.end >= node.at.end)) return true;
  return line.digests.some((path) =>
    all.get(`${host}${path}`)?.lines?.some((other) => names(other, node, host, all)),
  );
}
