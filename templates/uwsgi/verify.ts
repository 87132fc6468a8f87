import {
  stageOf,
  type Check,
  type HostArtifacts,
  type Problem,
  type ProgramAnswer,
  type ProgramNeed,
  type StageNeed,
  type Vantage,
  type Verification,
} from '../../src/target/verification.ts';
import { readUwsgi, type UwsgiOption } from './reader.ts';

const need = (id: string, suite: ProgramNeed['suite'], plugin: string): ProgramNeed => ({
  id,
  suite,
  packages: ['uwsgi-core', 'uwsgi-plugin-python3'],
  closure: true,
  // As update-alternatives makes it when the packages are installed.
  links: new Map([['/usr/lib/uwsgi/plugins/python3_plugin.so', `${plugin}_plugin.so`]]),
});

/** The ones that can be had, the oldest first: 2.0.19, 2.0.21 and 2.0.28. */
export const programs: readonly ProgramNeed[] = [
  need('uwsgi-bullseye', 'bullseye', 'python39'),
  need('uwsgi-bookworm', 'bookworm', 'python311'),
  need('uwsgi', 'trixie', 'python313'),
];

export const verification: Verification = {
  id: 'uwsgi',
  programs,
  checks: (host) =>
    [...host.files].flatMap(([path, { target }]) => (target === 'uwsgi' ? checkOf(host, path) : [])),
  readerOnly: () => new Map(),
};

/** It reads its options, opens its log, loads an application that stands in for the real one, and ends before it listens. */
const SCRIPT = `uwsgi-core "$@" --no-server --show-config 2>&1
status=$?
cat /tmp/logs/* 2>/dev/null
exit $status`;

function checkOf(host: HostArtifacts, path: string): readonly Check[] {
  const [vantage] = host.vantages;
  if (!vantage) return [];
  const text = stageOf(host, vantage).files.get(path)?.text ?? '';
  const options = optionsIn(text);
  const program = programs.find(({ suite }) => suite === (vantage.suite ?? 'bookworm'));
  if (!program) return [];
  const own = options.some(({ name, value }) => name === 'plugins' && value.includes('python'));
  return [
    {
      title: `uwsgi --no-server with ${path}`,
      artifacts: [path],
      program,
      stage: stageFor(host, vantage, options),
      command: ['sh', '-c', SCRIPT, 'sh', '--plugins', own ? 'http' : 'http,python3', '--ini', path],
      read: (answer) => readAnswer(path, text, answer),
    },
  ];
}

/** Paths of which the folder must be there, and paths that are folders themselves. */
const IN_FOLDER = new Set([
  'socket',
  'http-socket',
  'fastcgi-socket',
  'pidfile',
  'logto',
  'stats',
  'wsgi-file',
]);
const FOLDER = new Set(['chdir', 'virtualenv', 'pythonpath']);

function stageFor(host: HostArtifacts, vantage: Vantage, options: readonly UwsgiOption[]): StageNeed {
  const stage = stageOf(host, vantage);
  const folders = options.flatMap(({ name, value }) =>
    !value.startsWith('/')
      ? []
      : FOLDER.has(name)
        ? [value]
        : IN_FOLDER.has(name)
          ? [value.slice(0, value.lastIndexOf('/'))]
          : [],
  );
  // By this file Python knows a virtual environment (PEP 405).
  const venvs = options.filter(({ name }) => name === 'virtualenv');
  return {
    ...stage,
    files: new Map([
      ...stage.files,
      ...standIn(options),
      ...venvs.map(
        ({ value }) => [`${value}/pyvenv.cfg`, { text: 'home = /usr/bin\n', mode: 0o644 }] as const,
      ),
    ]),
    directories: [...new Set(folders.filter((folder) => folder !== ''))],
  };
}

/** An application that can be loaded, where the real one would be. */
function standIn(
  options: readonly UwsgiOption[],
): readonly (readonly [string, { readonly text: string; readonly mode: number }])[] {
  const valueOf = (name: string): string | undefined => options.find((one) => one.name === name)?.value;
  const [module = '', callable = 'application'] = valueOf('module')?.split(':') ?? [];
  const path =
    valueOf('wsgi-file') ??
    (/^\w+(\.\w+)*$/.test(module)
      ? `${valueOf('chdir') ?? ''}/${module.replaceAll('.', '/')}.py`
      : undefined);
  const name = valueOf('callable') ?? callable;
  if (path === undefined || !/^\w+$/.test(name)) return [];
  return [[path, { text: `def ${name}(environ, start_response):\n    return []\n`, mode: 0o644 }]];
}

/** A file that our reader refuses is left to what uWSGI says about it. */
function optionsIn(text: string): readonly UwsgiOption[] {
  try {
    return readUwsgi(text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return [];
    throw fault;
  }
}

/** What uWSGI refused, and what it did not read as it is meant. */
export function readAnswer(path: string, text: string, answer: ProgramAnswer): readonly Problem[] {
  const options = optionsIn(text);
  const at = (name: string): number | null => options.find((one) => one.name === name)?.line ?? null;
  const problem = (line: number | null, message: string): Problem => ({ path, line, key: null, message });
  const said = answer.stdout.split('\n');
  for (const row of said) {
    const [, unknown] = /^\[strict-mode\] unknown config directive: (\S+)/.exec(row) ?? [];
    if (unknown !== undefined) return [problem(at(unknown), `unknown option ${unknown}`)];
  }
  // With a log of its own it says the rest there.
  const shown = new Set(said);
  const hasLog = options.some(({ name }) => name === 'logto');
  const unread = hasLog
    ? []
    : options.flatMap(({ name, value, line }) =>
        shown.has(`${name} = ${value}`) ? [] : [problem(line, `${name} is not read as ${value}`)],
      );
  if (answer.status === 0) return unread;
  const last = said.map((row) => row.trim()).findLast((row) => row !== '' && !row.startsWith('***'));
  return [problem(null, last ?? 'ended without a word'), ...unread];
}
