import { expect, test } from 'vitest';
import { isRefusal } from '../../src/format/place.ts';
import type { Program } from '../../src/verify/programs.ts';
import { syntax } from '../../templates/systemd/syntax.ts';
import { sample } from '../format/strings.ts';
import { stageFor, systemdPrograms } from './programs.ts';

/** What a place makes of each text that it does not refuse. */
const quoted = (name: string, texts: readonly string[]): readonly (readonly [string, string])[] =>
  texts.flatMap((text) => {
    const written = syntax.places[name]?.quote(text);
    return written === undefined || isRefusal(written) ? [] : [[text, written] as const];
  });

/** No PID 1 is needed to read units; systemd refuses to do it as root, and looks for its cgroup. */
const SCRIPT = `mkdir -p /run/u /sys/fs/cgroup && chmod 700 /run/u && exec unshare -UrmC sh -c '
  mount -t cgroup2 -o ro none /sys/fs/cgroup && exec unshare -U --map-user=1000 --map-group=1000 \\
  /usr/lib/systemd/systemd --test --user --log-target=console --log-level=debug'`;

/** What systemd says that it read of these units. */
async function dump(program: Program, units: readonly string[]): Promise<string> {
  const folder = '/home/u/.config/systemd/user';
  const file = (text: string, at: number): [string, { text: string; mode: number }] => [
    `${folder}/u${at}.service`,
    { text, mode: 0o644 },
  ];
  const links = units.map((_, at): [string, string] => [
    `${folder}/default.target.wants/u${at}.service`,
    `../u${at}.service`,
  ]);
  const stage = await stageFor(program, { files: new Map(units.map(file)), links: new Map(links) });
  try {
    const answer = await stage.run(['sh', '-c', SCRIPT], {
      env: { HOME: '/home/u', XDG_RUNTIME_DIR: '/run/u' },
      timeout: 60_000,
    });
    expect(answer.status, answer.stderr.slice(-2000)).toBe(0);
    const complaints = answer.stderr.split('\n').filter((line) => /u\d+\.service:\d+:/.test(line));
    expect(complaints).toEqual([]);
    return answer.stdout;
  } finally {
    await stage.close();
  }
}

/** Each text between two marks; null where a mark is missing. */
function between(text: string, marks: readonly string[], end: RegExp): readonly (string | null)[] {
  let from = 0;
  return marks.map((mark, at) => {
    const start = text.indexOf(mark, from);
    if (start === -1) return null;
    const value = start + mark.length;
    const next = marks[at + 1];
    const stop = next === undefined ? value + text.slice(value).search(end) : text.indexOf(next, value);
    from = value;
    return stop < value ? null : text.slice(value, stop).replace(/\n$/, '');
  });
}

const CONTROL: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};

/** A word of a command line as systemd prints it since 252: bare, or between double quotes with escapes. */
const printed = (text: string): string =>
  text.startsWith('"')
    ? text
        .slice(1, -1)
        .replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
          code.length === 3 ? String.fromCodePoint(Number.parseInt(code, 8)) : (CONTROL[code] ?? code),
        )
    : text;

const VALUES = sample(700);

// 247 prints command lines without saying where a word ends.
const programs = await systemdPrograms();

test.each(programs.map((program) => [program.version, program] as const))(
  'systemd %s reads variables as they were meant',
  { timeout: 120_000 },
  async (_, program) => {
    const all = quoted('setting', VALUES);
    expect(all.length).toBeGreaterThan(400);
    const lines = all.map(([, written], at) => `Environment="V${at}=${written}"\n`);
    const output = await dump(program, [`[Service]\n${lines.join('')}ExecStart=/bin/true\n`]);
    const marks = all.map((__, at) => `\t\tEnvironment: V${at}=`);
    expect(between(output, marks, /\n\t\t\w/)).toEqual(all.map(([text]) => text));
  },
);

test.each(
  programs.filter(({ version }) => !version.startsWith('247')).map((one) => [one.version, one] as const),
)('systemd %s reads arguments as they were meant', { timeout: 120_000 }, async (_, program) => {
  // The dump shows a `$$` before it is made one, when the command is run.
  const all = quoted('argument', VALUES).map(
    ([text, written]) => [text.replaceAll('$', '$$$$'), written] as const,
  );
  expect(all.length).toBeGreaterThan(400);
  const lines = all.map(([, written], at) => `ExecStart=/bin/mark${at}end ${written}\n`);
  const output = await dump(program, [`[Service]\nType=oneshot\n${lines.join('')}`]);
  const marks = all.map((__, at) => `Command Line: /bin/mark${at}end `);
  const read = between(output, marks, /\n\t/).map((one) => one?.replace(/\n\t+(-> )?$/, '') ?? null);
  expect(read.map((one) => one && printed(one))).toEqual(all.map(([text]) => text));
});

test.each(programs.map((program) => [program.version, program] as const))(
  'systemd %s reads descriptions and directories as they were meant',
  { timeout: 120_000 },
  async (_, program) => {
    const all = quoted(
      'value',
      VALUES.filter((text) => !/[\n/]|^\.+$/.test(text)),
    ).slice(0, 150);
    expect(all.length).toBe(150);
    const units = all.map(
      ([, written]) =>
        `[Unit]\nDescription=${written}\n[Service]\nWorkingDirectory=/x${written}\nExecStart=/bin/true\n`,
    );
    const output = await dump(program, units);
    const blocks = new Map(
      output
        .split(/(?:->|→) Unit (?=u\d+\.service:\n)/)
        .map((block) => [block.slice(0, block.indexOf('.')), block]),
    );
    const read = all.map((__, at) => {
      const block = blocks.get(`u${at}`) ?? '';
      return ['Description', 'WorkingDirectory'].map(
        (name) => new RegExp(`\t${name}: ([^\n]*)\n`).exec(block)?.[1],
      );
    });
    expect(read).toEqual(all.map(([text]) => [text, `/x${text}`]));
  },
);
