import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { HostArtifacts, Problem } from '../../src/target/verification.ts';
import { isFailure } from '../../src/verify/process.ts';
import type { Program } from '../../src/verify/programs.ts';
import { openStage } from '../../src/verify/stage.ts';
import { readRedis, type RedisDirective } from '../../templates/redis/reader.ts';
import { verification } from '../../templates/redis/verify.ts';
import type { Vocabulary } from '../../templates/redis/vocabulary.ts';
import { readCase } from '../cases.ts';
import { PROJECT } from '../compiled.ts';
import { hostNamed, siteOf, textOf } from '../real/compiled.ts';
import { redisPrograms } from './programs.ts';

const read = (path: string): string => readFileSync(join(PROJECT, 'templates/redis', path), 'utf8');
const { directives } = JSON.parse(read('vocabulary.json')) as Vocabulary;
const manifest = readCase(read('cases/every-field.txt')).inputs.get('site.yaml') ?? '';

let programs: readonly Program[];
beforeAll(async () => {
  programs = await redisPrograms();
});

/** What the server of the stated version says about the files of a host. */
async function problemsOf(host: HostArtifacts): Promise<readonly Problem[]> {
  const [check] = verification.checks(host);
  const program = programs.find(({ need }) => need.id === check?.program.id);
  if (!check || !program) throw new Error('nobody is asked');
  const stage = await openStage(check.stage, { program });
  if (isFailure(stage)) throw new Error(stage.failed);
  try {
    return check.read(await stage.run(check.command));
  } finally {
    await stage.close();
  }
}

const FILES = ['/etc/redis/redis-shared.conf', '/etc/redis/access-shared.conf'];

/** The same host with one line of one file rewritten. */
function withLine(
  host: HostArtifacts,
  path: string,
  line: number,
  write: (row: string) => string,
): HostArtifacts {
  const rows = textOf(host, path).split('\n');
  const row = rows[line - 1] ?? '';
  expect(write(row)).not.toBe(row);
  rows[line - 1] = write(row);
  const file = host.files.get(path);
  if (!file) throw new Error(`no file ${path}`);
  return { ...host, files: new Map([...host.files, [path, { ...file, text: rows.join('\n') }]]) };
}

const typed = ({ name }: RedisDirective): boolean =>
  (directives[name] ?? []).every(({ type, args }) => type !== 'text' && args === undefined);

describe.each(['7.0', '8.0'])('each line of the files of a Redis %s', (version) => {
  test('is refused, and named, once its name or its value is damaged', { timeout: 240_000 }, async () => {
    const host = hostNamed(await siteOf(manifest.replace("version: '7.2'", `version: '${version}'`)), 'web1');
    expect(await problemsOf(host)).toEqual([]);
    let values = 0;
    for (const path of FILES)
      for (const directive of readRedis(textOf(host, path))) {
        const { name, line } = directive;
        const renamed = withLine(host, path, line, (row) => row.replace(name, `${name}x`));
        expect(await problemsOf(renamed), `${path}:${line} ${name}x`).toMatchObject([{ path, line }]);
        if (!typed(directive)) continue;
        values++;
        const changed = withLine(host, path, line, () => `${name} nonsense`);
        expect(await problemsOf(changed), `${path}:${line} ${name}`).toMatchObject([{ path, line }]);
      }
    expect(values).toBeGreaterThan(8);
  });
});
