import { beforeAll, describe, expect, test } from 'vitest';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { openStage } from '../../src/verify/stage.ts';
import { isFailure } from '../../src/verify/process.ts';
import type { Problem } from '../../src/target/verification.ts';
import { verification } from '../../templates/compose/verify.ts';
import { hostOf, outcomeOf } from './host.ts';

beforeAll(async () => {
  expect((await ensurePrograms(verification.programs)).diagnostics).toEqual([]);
}, 300_000);

const FILE = '/srv/stack/docker-compose.yml';
const GOOD = `services:
  db:
    image: postgres:\${TAG}
    restart: always
    env_file: [db.env]
    healthcheck: { test: pg_isready, interval: 10s }
    volumes: ["data:/var/lib/postgresql/data"]
    networks: [back]
  web:
    image: registry.test/web:1
    profiles: [late]
    depends_on: { db: { condition: service_healthy } }
    ports: ["127.0.0.1:8417:80"]
    networks: [back]
networks: { back: {} }
volumes: { data: {} }
`;

const beside = { '/srv/stack/.env': 'TAG=13\n', '/srv/stack/db.env': 'PASSWORD=${secret:db_password}\n' };

/** The problems of a project file, as its reader gives them. */
async function problemsOf(
  text: string,
  others: Readonly<Record<string, string>> = beside,
): Promise<readonly Problem[]> {
  const [check] = verification.checks(hostOf({ ...others, [FILE]: text }));
  if (check === undefined) throw new Error('no check');
  const program = (await ensurePrograms(verification.programs)).value?.get(check.program.id) ?? null;
  const stage = await openStage(check.stage, { program });
  if (isFailure(stage)) throw new Error(stage.failed);
  const answer = await stage.run(check.command);
  await stage.close();
  return check.read(answer);
}

test('a good project is accepted; a secret in an env file is asked about as if it were filled in', async () => {
  const { verdicts, said } = await outcomeOf(hostOf({ ...beside, [FILE]: GOOD }));
  expect(said).toEqual([]);
  expect(verdicts.find((one) => one.path === FILE)).toMatchObject({
    outcome: 'verified',
    by: ['docker-compose 2.26.1'],
  });
  expect(verdicts.find((one) => one.path === '/srv/stack/db.env')?.outcome).toBe('reader only');
});

describe('each damage has its words and its place', () => {
  const cases: readonly [string, string | RegExp, string, Partial<Problem>][] = [
    [
      'an unknown key',
      'restart:',
      'restrat:',
      {
        key: ['services', 'db', 'restrat'],
        message: 'services.db Additional property restrat is not allowed',
      },
    ],
    ['an unknown section', 'services:', 'service:', { key: ['service'] }],
    ['a wrong type', 'registry.test/web:1', '[1]', { key: ['services', 'web', 'image'] }],
    [
      'an unknown condition',
      'service_healthy',
      'service_helthy',
      { key: ['services', 'web', 'depends_on', 'db', 'condition'] },
    ],
    [
      'a key twice',
      'restart: always',
      'restart: always\n    restart: always',
      { line: 5, key: null, message: 'line 5: mapping key "restart" already defined at line 4' },
    ],
    [
      'an undefined network',
      'networks: [back]\n  web',
      'networks: [bakc]\n  web',
      {
        key: ['services', 'db', 'networks', 'bakc'],
        message: 'service "db" refers to undefined network bakc: invalid compose project',
      },
    ],
    ['an undefined volume', 'data:/var', 'dat:/var', { key: ['services', 'db', 'volumes', 'dat'] }],
    [
      'an undefined service, in a profile',
      'depends_on: { db:',
      'depends_on: { dbx:',
      { key: ['services', 'web', 'depends_on', 'dbx'] },
    ],
    [
      'a cycle',
      'restart: always',
      'depends_on: [web]',
      { key: ['services', 'db', 'depends_on', 'web'], message: 'dependency cycle detected: db -> web -> db' },
    ],
    [
      'a missing env file',
      'db.env',
      'nope.env',
      { key: null, message: expect.stringContaining('env file /srv/stack/nope.env not found') as string },
    ],
    ['a port out of range', '8417:80', '84170:80', { message: 'Invalid hostPort: 84170' }],
    [
      'a bad duration',
      'interval: 10s',
      'interval: 10 sec',
      { key: ['services', 'db', 'healthcheck', 'interval'] },
    ],
    [
      'a variable that nobody sets',
      '${TAG}',
      '${TAGX}',
      { message: 'The "TAGX" variable is not set. Defaulting to a blank string.' },
    ],
    ['a required variable', '${TAG}', '${TAGX:?say TAGX}', { key: ['services', 'db', 'image'] }],
    [
      'a number that is none',
      'image: registry',
      'mem_limit: 12XB\n    image: registry',
      { key: ['services', 'web', 'mem_limit'] },
    ],
    [
      'neither image nor build',
      'image: registry.test/web:1',
      'restart: always',
      { key: ['services', 'web'] },
    ],
    [
      'a network mode beside networks',
      'profiles: [late]',
      'network_mode: host',
      { key: ['services', 'web'] },
    ],
    [
      'the old version line',
      'services:',
      'version: "3"\nservices:',
      { message: expect.stringContaining('`version` is obsolete') as string },
    ],
  ];
  test.each(cases)('%s', async (_, from, to, expected) => {
    const problems = await problemsOf(GOOD.replace(from, to));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path: FILE, ...expected });
  });
});

test('the variables of this process do not reach compose', async () => {
  process.env['TAGX'] = '13';
  try {
    const problems = await problemsOf(GOOD.replace('${TAG}', '${TAGX}'));
    expect(problems.map((one) => one.message)).toEqual([
      'The "TAGX" variable is not set. Defaulting to a blank string.',
    ]);
  } finally {
    delete process.env['TAGX'];
  }
});

test('without the .env file beside it, its variable is not set', async () => {
  const others = { '/srv/stack/db.env': 'A=b\n' };
  expect((await problemsOf(GOOD, others)).map((one) => one.message)).toEqual([
    'The "TAG" variable is not set. Defaulting to a blank string.',
  ]);
});
