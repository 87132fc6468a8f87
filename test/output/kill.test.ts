import { existsSync, rmSync } from 'node:fs';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recover, writeTrees } from '../../src/output/write.ts';
import { expected, lay, scratch, snapshot } from './scratch.ts';
import { AFTER, BEFORE, FOREIGN } from './states.ts';
import { callsOf, each, inject, needStrace, workplace } from './trace.ts';

const home = scratch();
const driver = `${home}/driver.cjs`;
const writing = [process.execPath, driver, 'write'];
const recovering = [process.execPath, driver, 'recover'];

beforeAll(() => {
  needStrace();
  const entryPoints = [`${import.meta.dirname}/driver.ts`];
  buildSync({ entryPoints, bundle: true, platform: 'node', format: 'cjs', outfile: driver });
  writeTrees(`${home}/before`, BEFORE);
  lay(`${home}/before`, FOREIGN);
  expect(snapshot(`${home}/before`)).toEqual(expected(BEFORE, FOREIGN));
});

afterAll(() => rmSync(home, { recursive: true }));

const site = (all: Record<string, string>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(all).filter(([path]) => path.startsWith(`${name}/`)));

/** Each site is wholly as before or wholly as after, nothing else is there, and what is foreign is as it was. */
function oldOrNew(out: string, where: string): 'old' | 'new' | 'mixed' {
  const now = snapshot(out);
  const [before, after] = [expected(BEFORE, FOREIGN), expected(AFTER, FOREIGN)];
  const sides = ['kisumu', 'nakuru'].map((name) => {
    const isOld =
      JSON.stringify(Object.entries(site(now, name)).sort()) ===
      JSON.stringify(Object.entries(site(before, name)).sort());
    if (!isOld) expect(site(now, name), where).toEqual(site(after, name));
    return isOld ? 'old' : 'new';
  });
  expect(
    Object.keys(now).filter((path) => !/^(kisumu|nakuru)\//.test(path)),
    where,
  ).toEqual(['README']);
  expect(now.README, where).toBe(`file ${FOREIGN.README}`);
  return sides[0] === 'old' && sides[1] === 'old'
    ? 'old'
    : sides[0] === 'new' && sides[1] === 'new'
      ? 'new'
      : 'mixed';
}

test(
  'a run killed at any changing call leaves, once recovered, each site old or new',
  { timeout: 180_000 },
  async () => {
    const calls = await callsOf(writing, `${home}/before`);
    expect(calls.length).toBeGreaterThan(60);
    const ends: Record<string, number> = { old: 0, new: 0, mixed: 0 };
    await each(calls, 'signal=SIGKILL', writing, `${home}/before`, (out, hit, call) => {
      expect(hit.line, call.line).toMatch(/= \?$/);
      expect(recover(out), call.line).toEqual([]);
      const end = oldOrNew(out, call.line);
      ends[end] = (ends[end] ?? 0) + 1;
      expect(recover(out)).toEqual([]);
      expect(writeTrees(out, AFTER).diagnostics, call.line).toEqual([]);
      expect(oldOrNew(out, call.line)).toBe('new');
    });
    // Killed before and after the point of no return, and between those of the two sites.
    expect(ends.old).toBeGreaterThan(20);
    expect(ends.new).toBeGreaterThan(20);
    expect(ends.mixed).toBe(1);
  },
);

test('a recovery killed at any changing call is finished by the next', { timeout: 180_000 }, async () => {
  const [first] = (await callsOf(writing, `${home}/before`)).filter((call) =>
    call.line.includes('cron.d/gone'),
  );
  if (!first) throw new Error('The run removes no orphan.');
  const left = workplace(`${home}/before`);
  expect(await inject(first, first.nth, 'signal=SIGKILL', writing, left.out, left.log)).not.toBeNull();
  expect(existsSync(`${left.out}/.sitewright/kisumu/journal.json`)).toBe(true);
  const calls = await callsOf(recovering, left.out);
  expect(calls.length).toBeGreaterThan(25);
  await each(calls, 'signal=SIGKILL', recovering, left.out, (out, _hit, call) => {
    expect(recover(out), call.line).toEqual([]);
    expect(oldOrNew(out, call.line)).toBe('new');
  });
  left.done();
});

test.each(['EIO', 'ENOSPC', 'EACCES'])(
  '%s of any changing call is a diagnostic',
  { timeout: 180_000 },
  async (errno) => {
    const calls = await callsOf(writing, `${home}/before`);
    await each(calls, `error=${errno}`, writing, `${home}/before`, (out, hit, call) => {
      expect(hit.status, `${call.line}\n${hit.line}`).toBe(0);
      const diagnostics: { code: string }[] = JSON.parse(hit.stdout);
      expect(recover(out), call.line).toEqual([]);
      const end = oldOrNew(out, call.line);
      if (end !== 'new') expect(diagnostics.length, call.line).toBeGreaterThan(0);
      expect(writeTrees(out, AFTER).diagnostics, call.line).toEqual([]);
      expect(oldOrNew(out, call.line)).toBe('new');
    });
  },
);
