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
