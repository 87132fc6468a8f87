import {
  EMPTY_STAGE,
  inEachRole,
  stageOf,
  throughRole,
  type Check,
  type HostArtifacts,
  type Problem,
  type ProgramAnswer,
  type ProgramNeed,
  type Verification,
} from '../../src/target/verification.ts';
import { ROLE_LINK } from '../../src/site/pair/roles.ts';
import { readKeepalived, type Statement } from './syntax.ts';

const need = (suite: ProgramNeed['suite']): ProgramNeed => ({
  id: `keepalived-${suite}`,
  suite,
  packages: ['keepalived', 'iproute2'],
  closure: true,
});

const ROLES = '/etc/sitewright/roles/';

/** The versions that can be had: 2.1.5, 2.2.7 and 2.3.3. */
const PROGRAMS = { bullseye: need('bullseye'), bookworm: need('bookworm'), trixie: need('trixie') };

export const verification: Verification = {
  id: 'keepalived',
  programs: Object.values(PROGRAMS),
  checks: (host) =>
    [...host.files].flatMap(([path, { target }]) =>
      target === 'keepalived' && !path.startsWith(ROLES)
        ? inEachRole(host).flatMap((one) => checkOf(one, path))
        : [],
    ),
  readerOnly: () => new Map(),
};

/**
 * It looks for its interfaces and scripts, so they are there. Where the host’s own version cannot be had, the oldest one
 * is asked: what it reads, later ones read.
 */
function checkOf(host: HostArtifacts, path: string): readonly Check[] {
  const [vantage] = host.vantages;
  const staged = vantage && stageOf(host, vantage);
  const own = staged?.files.get(path);
  if (!staged || !own) return [];
  const found = valuesOf(own.text);
  const script = [
    ...found.interfaces.map(
      (name) => `ip link add '${name}' type bridge && ip link set '${name}' up || exit`,
    ),
    'exec keepalived --config-test --use-file="$1"',
  ].join('\n');
  const others = [...found.scripts, ...found.included.map((name) => throughRole(host, name))].flatMap(
    (name) => {
      const file = staged.files.get(name);
      return file ? [[name, file] as const] : [];
    },
  );
  const role = host.links.get(ROLE_LINK);
  return [
    {
      title: `keepalived --config-test of ${path}${role === undefined ? '' : ` as ${role.replace(/^.*\//, '')}`}`,
      artifacts: [path, ...others.map(([name]) => name).filter((name) => name.startsWith(ROLES))],
      program: PROGRAMS[vantage.suite ?? 'bullseye'],
      stage: {
        ...EMPTY_STAGE,
        files: new Map([...others, [path, { ...own, text: shortened(own.text) }]]),
        links: new Map(role === undefined ? [] : [[ROLE_LINK, role]]),
        fromProgram: vantage.suite === 'trixie' ? ['/etc/keepalived/keepalived.config-opts'] : [],
      },
      command: ['sh', '-c', script, 'sh', path],
      read: (answer) => readAnswer(path, own.text, answer),
    },
  ];
}

/** The interfaces, programs and further files that a file names. */
function valuesOf(text: string): {
  readonly interfaces: readonly string[];
  readonly scripts: readonly string[];
  readonly included: readonly string[];
} {
  const interfaces = new Set<string>();
  const scripts = new Set<string>();
  const included = new Set<string>();
  const visit = ({ words: [word = '', value = ''], block }: Statement): void => {
    if (word === 'interface' && /^[A-Za-z0-9_.-]+$/.test(value)) interfaces.add(value);
    if (word === 'script' || word.startsWith('notify_')) scripts.add(value.split(' ')[0] ?? '');
    if (word === 'include') included.add(value);
    block?.forEach(visit);
  };
  statementsOf(text).forEach(visit);
  return { interfaces: [...interfaces], scripts: [...scripts], included: [...included] };
}

/** What stands for a secret is longer than keepalived takes; a value of a host is asked about there. */
const shortened = (text: string): string => text.replace(/^(\s*auth_pass stub)\S*$/m, '$1');

/** `(/etc/keepalived/keepalived.conf: Line 18) Unknown keyword 'nopreemt'` */
const COMPLAINT = /^\((\S+): Line (\d+)\) (.+)$/;

export function readAnswer(path: string, text: string, answer: ProgramAnswer): readonly Problem[] {
  const said = `${answer.stdout}\n${answer.stderr}`.split('\n').filter((row) => row !== '');
  const problems = said.flatMap((row): readonly Problem[] => {
    const [, file, line, message] = COMPLAINT.exec(row) ?? [];
    return file === path && message !== undefined
      ? [{ path, line: Number(line), key: null, message }]
      : [{ path, line: null, key: null, message: row }];
  });
  if (problems.length === 0 && statementsOf(text).length === 0)
    return [{ path, line: null, key: null, message: 'nothing is read of it' }];
  return problems;
}

/** A file that our reader refuses is left to what the program says about it. */
function statementsOf(text: string): readonly Statement[] {
  try {
    return readKeepalived(text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return [];
    throw fault;
  }
}
