import { distance } from 'fastest-levenshtein';
import {
  EMPTY_STAGE,
  stageOf,
  type Check,
  type HostArtifacts,
  type Problem,
  type ProgramAnswer,
  type ProgramNeed,
  type Verification,
} from '../../src/target/verification.ts';
import { readSysctl, type SysctlSetting } from './syntax.ts';

const procps: ProgramNeed = { id: 'procps', suite: 'bookworm', packages: ['procps'], closure: true };

export const verification: Verification = {
  id: 'sysctl',
  programs: [procps],
  checks: (host) =>
    [...host.files].flatMap(([path, file]) => (file.target === 'sysctl' ? (checkOf(host, path) ?? []) : [])),
  readerOnly: () => new Map(),
};

/** Between what sysctl read of the file and the names of all keys of this kernel. */
const DIVIDER = '== keys ==';

function checkOf(host: HostArtifacts, path: string): Check | null {
  const [vantage] = host.vantages;
  const own = vantage === undefined ? undefined : stageOf(host, vantage).files.get(path);
  if (own === undefined) return null;
  // Status 1 may mean a key that only the host's kernel has; what is wrong stands on stderr.
  const script = `sysctl --dry-run -p "$1" || [ $? -eq 1 ] || exit; echo '${DIVIDER}'; sysctl -aN 2>/dev/null; true`;
  return {
    title: `sysctl --dry-run of ${path}`,
    artifacts: [path],
    program: procps,
    stage: { ...EMPTY_STAGE, files: new Map([[path, own]]) },
    command: ['sh', '-c', script, 'sh', path],
    read: (answer) => readAnswer(path, own.text, answer),
  };
}

/**
 * The kernel of the host may have keys that this one has not: a module's, an interface's, another version's. Such a key
 * is a problem only where this kernel has one of nearly the same name.
 */
export function readAnswer(path: string, text: string, answer: ProgramAnswer): readonly Problem[] {
  const [printed = '', listed = ''] = answer.stdout.split(`${DIVIDER}\n`);
  const known = listed.split('\n').filter((key) => key !== '');
  const settings = settingsOf(text);
  const unknown = new Set<string>();
  const problems: Problem[] = [];
  const complain = (line: number | null, message: string): void => {
    problems.push({ path, line, key: null, message });
  };
  for (const words of answer.stderr.split('\n').filter((line) => line !== '')) {
    const said = words.replace(/^sysctl: /, '');
    const missing = /^cannot stat \/proc\/sys\/(.*): No such file or directory$/.exec(said)?.[1];
    const fixed = /^setting key "(.*)": Invalid argument$/.exec(said)?.[1];
    const key = (missing ?? fixed)?.replaceAll('/', '.');
    const [, line, fault] = /^\S+\((\d+)\): (.*?)(?:, continuing\.\.\.)?$/.exec(said) ?? [];
    if (line !== undefined && fault !== undefined) complain(Number(line), fault);
    else if (key === undefined) complain(null, said);
    else {
      unknown.add(key);
      const at = settings.find((one) => dotted(one.key) === key)?.line ?? null;
      const near = missing === undefined ? undefined : nearest(key, known);
      if (near !== undefined) complain(at, `there is no key ${key}; there is ${near}`);
      // In a network namespace of its own, keys of the whole host cannot be written.
      else if (fixed !== undefined && !key.startsWith('net.')) complain(at, `${key} cannot be set`);
    }
  }
  const read = new Set(printed.split('\n'));
  for (const { key, value, line } of settings)
    if (/^[a-z0-9_.]+$/.test(key) && !unknown.has(key) && !read.has(`${key} = ${value}`))
      if (problems.every((one) => one.line !== line)) complain(line, `${key} is not read as ${value}`);
  return problems;
}

/** A file that our reader refuses is left to what the program says about it. */
function settingsOf(text: string): readonly SysctlSetting[] {
  try {
    return readSysctl(text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return [];
    throw fault;
  }
}

const dotted = (key: string): string => (key.includes('/') ? key.replaceAll('/', '.') : key);

/** A key of this kernel that differs by a slip of the keyboard. */
const nearest = (key: string, known: readonly string[]): string | undefined =>
  known.find((one) => Math.abs(one.length - key.length) <= 2 && distance(one, key) <= 2);
