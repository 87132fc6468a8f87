import { afterAll, beforeAll, expect, it } from 'vitest';
import { MANIFEST, certificate, hostOf, secretsFile } from './site.ts';
import { Machine } from './machine.ts';

/** A run that changes something of everything: a kernel setting, a cache, an application, a file that goes. */
const CHANGED = MANIFEST.replace('vm.swappiness: 10', 'vm.swappiness: 20')
  .replace('caches: {app: {number: 0}}', 'caches: {app: {number: 1}}')
  .replace('{number: 8417}', '{number: 8418}')
  .replace('  motd: {path: /etc/motd, format: text, content: Welcome.}\n', '');

let before: Machine;
let files: ReadonlyMap<string, string>;
let wanted: ReadonlyMap<string, string>;
let actions: readonly string[];
let counts: { readonly all: number; readonly before: number };

/** As bubblewrap tells that a program was killed by signal 9. */
const KILLED = 137;

/** What only says how often it was tried. */
const APART = ['/run/sitewright.example.lock'];
/** The state of a run that was killed may hold units as told that it had told. */
const rest = (tree: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...tree].filter(([path]) => !path.startsWith('/run/')));

beforeAll(async () => {
  before = new Machine();
  before.bring(await hostOf(MANIFEST));
  before.write('/root/secrets', secretsFile(), 0o600);
  before.write('/root/site.pem', await certificate(), 0o600);
  expect(before.install(['--secrets', '/root/secrets'])).toMatchObject({ status: 0, stderr: '' });
  files = await hostOf(CHANGED);
  const whole = changed();
  try {
    expect(whole.install([], { counting: true })).toMatchObject({ status: 0, stderr: '' });
    wanted = rest(whole.tree(APART));
    actions = whole.actions();
    counts = whole.counts();
  } finally {
    whole.close();
  }
}, 120_000);
afterAll(() => before?.close());

/** A machine on which no run was yet, with files of its own. */
async function untouched(): Promise<Machine> {
  const machine = new Machine();
  machine.bring(await hostOf(MANIFEST));
  machine.write('/etc/motd', 'of the host\n');
  machine.write('/root/secrets', secretsFile(), 0o600);
  machine.write('/root/site.pem', await certificate(), 0o600);
  return machine;
}

const FIRST = ['--secrets', '/root/secrets'];

function holdsFound(machine: Machine, when: string): void {
  const folder = '/var/lib/sitewright/example/found/etc';
  expect([when, machine.read(`${folder}/redis/redis.conf`)]).toEqual([when, '# by Debian\n']);
  expect([when, machine.read(`${folder}/motd`)]).toEqual([when, 'of the host\n']);
}

it('a first run that is killed or fails loses nothing that the host had', { timeout: 300_000 }, async () => {
  const whole = await untouched();
  let inside: readonly number[] = [];
  try {
    expect(whole.install(FIRST, { counting: true })).toMatchObject({ status: 0, stderr: '' });
    holdsFound(whole, 'a whole run');
    const { all, before: start } = whole.counts();
    inside = Array.from({ length: 12 }, (_, i) => start + 1 + Math.floor(((all - start) * i) / 12));
  } finally {
    whole.close();
  }
  for (const how of [...inside, 'pg_createcluster', 'docker compose'] as const) {
    const machine = await untouched();
    try {
      const when = `stopped at ${how}`;
      const stopped = machine.install(FIRST, typeof how === 'number' ? { killAt: how } : { failing: [how] });
      expect([when, stopped.status]).toEqual([when, typeof how === 'number' ? KILLED : 1]);
      expect([when, machine.install(FIRST).status]).toEqual([when, 0]);
      holdsFound(machine, when);
      machine.bring(files);
      expect([when, machine.install().status]).toEqual([when, 0]);
      holdsFound(machine, `${when}, and changed`);
    } finally {
      machine.close();
    }
  }
});

function changed(): Machine {
  const machine = new Machine('web1', before);
  machine.bring(files);
  return machine;
}

it(
  'may be killed anywhere: the next run does what is left, and ends as if nothing had been',
  { timeout: 300_000 },
  () => {
    expect(actions).toHaveLength(4);
    expect(counts.all).toBeGreaterThan(counts.before);
    expect(counts.before).toBeGreaterThan(100);
    const inside = Array.from(
      { length: 14 },
      (_, index) => counts.before + 1 + Math.floor(((counts.all - counts.before) * index) / 14),
    );
    const outside = [1, 2, 3].map((part) => Math.floor((counts.before * part) / 4));
    let unfinished = 0;
    for (const killAt of [...outside, ...inside]) {
      const machine = changed();
      try {
        const start = rest(machine.tree(APART));
        expect(machine.install([], { killAt }).status, `killed before command ${killAt}`).toBe(KILLED);
        if (outside.includes(killAt)) expect(rest(machine.tree(APART))).toEqual(start);
        const told = machine.actions();
        const next = machine.install();
        expect([killAt, next.status], next.stderr).toEqual([killAt, 0]);
        if (next.stderr.includes('An earlier run did not end: not told yet is ')) unfinished += 1;
        const all = [...told, ...machine.actions()];
        for (const action of actions)
          expect([killAt, all]).toEqual([killAt, expect.arrayContaining([action])]);
        expect([killAt, rest(machine.tree(APART))]).toEqual([killAt, wanted]);
        // What was left in memory by the killed run is gone.
        expect([...machine.tree(APART).keys()].filter((path) => path.startsWith('/run/'))).toEqual([]);
      } finally {
        machine.close();
      }
    }
    expect(unfinished).toBeGreaterThan(5);
  },
);
