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
import { readCrm, type CrmObject } from './syntax.ts';

const pacemaker: ProgramNeed = {
  id: 'pacemaker',
  suite: 'bookworm',
  packages: ['pacemaker-cli-utils', 'crmsh', 'resource-agents', 'iproute2'],
  closure: true,
};

export const verification: Verification = {
  id: 'pacemaker',
  programs: [pacemaker],
  checks: (host) =>
    [...host.files].flatMap(([path, { target }]) => (target === 'pacemaker' ? checkOf(host, path) : [])),
  readerOnly: () => new Map(),
};

/** Between what crm shows after loading the file, and what crm_verify and crm_simulate say about the cluster then. */
const DIVIDER = '== verified ==';

const SHADOW = '/tmp/shadow.xml';

/**
 * A cluster that exists in a file alone takes the resource; then it is asked what it has, whether that can be, and
 * where the address would be with one node and with both.
 */
function checkOf(host: HostArtifacts, path: string): readonly Check[] {
  const [vantage] = host.vantages;
  const own = vantage && stageOf(host, vantage).files.get(path);
  if (!own) return [];
  const nodes = readCrm(own.text).flatMap(({ kind, words }) => (kind === 'location' ? words.slice(-1) : []));
  const script = [
    'crm --force configure load update "$1" || exit',
    `crm configure show; echo '${DIVIDER}'`,
    `crm_verify --verbose --xml-file ${SHADOW}`,
  ].join('\n');
  return [
    {
      title: `crm configure load update ${path}`,
      artifacts: [path],
      program: pacemaker,
      stage: {
        ...EMPTY_STAGE,
        files: new Map([
          [path, own],
          [SHADOW, { text: shadow(nodes), mode: 0o600 }],
        ]),
        directories: [
          '/var/log/crmsh',
          '/var/log/pacemaker',
          '/var/lib/pacemaker/cib',
          '/var/lib/pacemaker/cores',
        ],
        fromProgram: ['/etc/crm/crm.conf', '/etc/crm/profiles.yml'],
        users: ['hacluster', 'haclient'],
      },
      command: ['env', `CIB_file=${SHADOW}`, 'sh', '-c', script, 'sh', path],
      read: (answer) => readAnswer(path, own.text, answer),
    },
  ];
}

/** An empty cluster of the nodes that the file names. Fencing is the cluster’s own affair. */
const shadow = (
  nodes: readonly string[],
): string => `<cib validate-with="pacemaker-3.0" crm_feature_set="3.0.14" \
epoch="1" num_updates="0" admin_epoch="0" have-quorum="1"><configuration>
<crm_config><cluster_property_set id="cib-bootstrap-options">\
<nvpair id="fencing" name="stonith-enabled" value="false"/></cluster_property_set></crm_config>
<nodes>${nodes.map((name, index) => `<node id="${index + 1}" uname="${name}"/>`).join('')}</nodes>
<resources/><constraints/></configuration><status/></cib>
`;

/** crm ends with 0 whatever it complains about, so its words decide, and what it shows afterwards. */
export function readAnswer(path: string, text: string, answer: ProgramAnswer): readonly Problem[] {
  const [shown = '', verified] = answer.stdout.split(`${DIVIDER}\n`);
  const own = objectsOf(text);
  const problems: Problem[] = [];
  const complain = (line: number | null, message: string): void => {
    problems.push({ path, line, key: null, message });
  };
  const said = [answer.stderr, shown, verified ?? ''].join('\n').replaceAll(COLOUR, '').split('\n');
  for (const row of said) {
    const [, message] = /^(?:ERROR|error): (.+)$/.exec(row) ?? [];
    if (message === undefined) continue;
    complain(own.find(({ name }) => message.startsWith(`${name}: `))?.line ?? null, message);
  }
  if (problems.length > 0) return problems;
  if (verified === undefined) {
    complain(null, `crm does not load it: ${said.filter((row) => row !== '').at(-1) ?? 'it says nothing'}`);
    return problems;
  }
  const taken = objectsOf(shown);
  for (const { kind, name, words, line } of own) {
    const there = taken.find((one) => one.kind === kind && one.name === name);
    if (there?.words.join(' ') !== words.join(' '))
      complain(line, `${kind} ${name} is read as: ${there?.words.join(' ') ?? 'nothing'}`);
  }
  return problems;
}

// eslint-disable-next-line no-control-regex
const COLOUR = /\u001b\[[0-9;]*m/g;

/** A text that our reader refuses is left to what the program says about it. */
function objectsOf(text: string): readonly CrmObject[] {
  try {
    return readCrm(text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return [];
    throw fault;
  }
}
