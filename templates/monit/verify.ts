import {
  EMPTY_STAGE,
  hostPath,
  inEachRole,
  stageOf,
  type Check,
  type HostArtifacts,
  type Problem,
  type ProgramAnswer,
  type ProgramNeed,
  type Verification,
} from '../../src/target/verification.ts';
import { ROLE_LINK, roleOfPath, WATCHED_LINK } from '../../src/site/pair/roles.ts';
import { readMonit, type MonitToken } from './reader.ts';

const monit: ProgramNeed = { id: 'monit', suite: 'bookworm', packages: ['monit'], closure: true };

export const verification: Verification = {
  id: 'monit',
  programs: [monit],
  checks: (host) =>
    inEachRole(host).flatMap((one) =>
      [...one.files].flatMap(([path, { target }]) =>
        target === 'monit' && path.endsWith('/monitrc') ? (checkOf(one, path) ?? []) : [],
      ),
    ),
  readerOnly: () => new Map(),
};

/**
 * `monit -t` looks up accounts and the programs of `check program`, and warns of other programs that are not there: both
 * stand in for those of the host. It writes its id and its log, in the sandbox.
 */
function checkOf(host: HostArtifacts, path: string): Check | null {
  const [vantage] = host.vantages;
  if (vantage === undefined) return null;
  const own = [...host.files].filter(([, file]) => file.target === 'monit');
  const staged = stageOf(host, vantage);
  const tokens = own.flatMap(([, file]) => tokensIn(file.text));
  const stubs = tokens.flatMap(({ args: [program = ''] }) => (program.startsWith('/') ? [program] : []));
  const seen = [...host.links].map(([link, to]) => ({ link, to, file: hostPath(host, vantage, link) ?? '' }));
  const folder = host.links.get(ROLE_LINK);
  const role = roleOfPath(folder ?? '');
  const inRole = seen.filter(({ link }) => [null, role].includes(roleOfPath(link)));
  const used = inRole.filter(({ file }) => host.files.get(file)?.target === 'monit');
  return {
    title: `monit -t with ${path}${role === null ? '' : ` as ${role}`}`,
    artifacts: [path, ...used.map(({ file }) => file)],
    program: monit,
    stage: {
      ...EMPTY_STAGE,
      files: new Map([
        ...stubs.map((stub) => [stub, { text: '#!/bin/sh\n', mode: 0o755 }] as const),
        ...own.flatMap(([file]) => {
          const found = staged.files.get(file);
          return found ? [[file, found] as const] : [];
        }),
      ]),
      links: new Map([
        ...used.map(({ link, to }) => [link, to] as const),
        // As it is while the node works.
        ...(folder === undefined
          ? []
          : [[ROLE_LINK, folder] as const, [WATCHED_LINK, `${folder}/monit`] as const]),
      ]),
      directories: ['/var/lib/monit/events'],
      users: [...new Set([...vantage.users, ...accountsIn(tokens)])],
      addresses: staged.addresses,
    },
    command: ['monit', '-t', '-c', path],
    read: (answer) =>
      readAnswer(
        path,
        (one) => hostPath(host, vantage, one.replace(WATCHED_LINK, `${folder ?? ''}/monit`)),
        answer,
      ),
  };
}

/** What our reader refuses is left to what monit says about it. */
function tokensIn(text: string): readonly MonitToken[] {
  try {
    return readMonit(text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return [];
    throw fault;
  }
}

/** The accounts that tests and programs name; whether the host has them, the compiler has judged. */
const accountsIn = (tokens: readonly MonitToken[]): readonly string[] =>
  tokens.flatMap(({ text }, index) =>
    /^(uid|gid)$/.test(tokens[index - 1]?.text ?? '') && /^[a-z_][a-z0-9_-]*$/.test(text) ? [text] : [],
  );

/** Lines that are said of every file. */
const USUAL = /^(Control file syntax OK|Adding |$)/;

/** @param rendered the file that is seen under a path: monit names a set by the link through which it was read */
export function readAnswer(
  path: string,
  rendered: (seen: string) => string | null,
  answer: ProgramAnswer,
): readonly Problem[] {
  const said = `${answer.stdout}\n${answer.stderr}`.split('\n');
  const problems = said.flatMap((line): readonly Problem[] => {
    if (USUAL.test(line) || /New Monit id:|^\s*Stored in/.test(line)) return [];
    const [, file = '', number = '', message = ''] = /^(\/[^:]+):(\d+): (.*)$/.exec(line) ?? [];
    if (file === '') return [{ path, line: null, key: null, message: line.trim() }];
    return [{ path: rendered(file) ?? path, line: Number(number), key: null, message }];
  });
  const read = said.includes('Control file syntax OK');
  return problems.length > 0 || read
    ? problems
    : [{ path, line: null, key: null, message: 'monit does not say that it takes the file' }];
}
