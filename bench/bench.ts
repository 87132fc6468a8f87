import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median, peak, run } from './measure.ts';
import { nameOf, writeFleet } from './sites.ts';

/** One row: something that is done again and again, each time after it was prepared. */
interface Case {
  readonly title: string;
  /** in a folder with sites/; may make or remove out/ and the caches */
  readonly prepare: () => void;
  readonly argv: readonly string[];
  readonly cwd: string;
}

const { values } = parseArgs({
  options: {
    sites: { type: 'string', default: '100,1000' },
    repetitions: { type: 'string', default: '5' },
    dist: { type: 'string', default: join(import.meta.dirname, '../dist') },
  },
});
const counts = values.sites.split(',').map(Number);
const repetitions = Number(values.repetitions);
const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'sitewright-bench-'));
try {
  main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function main(): void {
  // Away from the checkout, as it is installed: there it asks whether its sources have changed.
  const dist = join(scratch, 'package/dist');
  cpSync(values.dist, dist, { recursive: true });
  const bin = join(dist, 'sitewright.cjs');
  const model = { name: 'ooy', text: readFileSync(join(root, 'sites/ooy.yaml'), 'utf8') };
  const one = join(scratch, 'one');
  mkdirSync(join(one, 'node_modules'), { recursive: true });
  cpSync(join(root, 'sites'), join(one, 'sites'), { recursive: true });
  console.log(`${repetitions} repetitions each; medians; ratios to \`node -e 0\` of the same minutes.\n`);
  console.log('| | ms | ratio | peak MiB |\n|---|---|---|---|');
  for (const row of [
    { title: 'start (`--version`)', prepare: () => undefined, argv: [bin, '--version'], cwd: one },
    ...casesOf('ooy', one, bin, ['ooy'], model.text),
    ...counts.flatMap((count) => {
      const cwd = join(scratch, `fleet-${count}`);
      mkdirSync(join(cwd, 'node_modules'), { recursive: true });
      writeFleet(cwd, model, count);
      return casesOf(
        `${count} sites`,
        cwd,
        bin,
        [],
        readFileSync(join(cwd, `sites/${nameOf(0)}.yaml`), 'utf8'),
      );
    }),
  ])
    console.log(measured(row));
}

function casesOf(
  what: string,
  cwd: string,
  bin: string,
  names: readonly string[],
  text: string,
): readonly Case[] {
  const argv = [bin, 'generate', ...names];
  const base = { argv, cwd };
  const out = join(cwd, 'out');
  const caches = join(cwd, 'node_modules/.cache');
  const manifest = join(cwd, 'sites', names[0] === undefined ? `${nameOf(0)}.yaml` : `${names[0]}.yaml`);
  const remove = (...folders: readonly string[]): void =>
    folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
  let edit = 0;
  return [
    { ...base, title: `${what}: first run`, prepare: () => remove(out, caches) },
    { ...base, title: `${what}: second run`, prepare: () => (remove(out, caches), once(argv, cwd)) },
    {
      ...base,
      title: `${what}: all looked at, nothing to write`,
      prepare: () => (once(argv, cwd), remove(caches)),
    },
    { ...base, title: `${what}: nothing changed`, prepare: () => settle(argv, cwd) },
    {
      ...base,
      title: `${what}: one manifest changed`,
      prepare: () => {
        settle(argv, cwd);
        edit += 1;
        writeFileSync(manifest, text.replace('INDEXER_POLL: 10', `INDEXER_POLL: ${10 + edit}`));
      },
    },
  ];
}

function once(argv: readonly string[], cwd: string): void {
  const { status, stderr } = run(argv, cwd);
  if (status !== 0) throw new Error(`generate ended with ${status}:\n${stderr}`);
}

/** Until nothing is looked at: a run does not trust what was written within the last tick of the clock. */
function settle(argv: readonly string[], cwd: string): void {
  once(argv, cwd);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  once(argv, cwd);
}

function measured({ title, prepare, argv, cwd }: Case): string {
  const [times, bases]: [number[], number[]] = [[], []];
  for (let n = 0; n < repetitions; n += 1) {
    prepare();
    bases.push(run(['-e', '0'], cwd).milliseconds);
    const { milliseconds, status, stderr } = run(argv, cwd);
    if (status !== 0) throw new Error(`${title} ended with ${status}:\n${stderr}`);
    times.push(milliseconds);
  }
  prepare();
  const most = peak(argv, cwd);
  const time = median(times);
  return `| ${title} | ${time.toFixed(0)} | ${(time / median(bases)).toFixed(2)} | ${most.toFixed(0)} |`;
}
