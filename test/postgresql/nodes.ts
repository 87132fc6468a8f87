import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HostArtifacts, ProgramNeed } from '../../src/target/verification.ts';
import { isFailure } from '../../src/verify/process.ts';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { openStage } from '../../src/verify/stage.ts';
import { needOf, settled } from './server.ts';

/** The server refuses to be root. */
const ACCOUNT = 1000;
/** What each node has for itself; the rest of the sandbox is shared, its network and /srv among it. */
const OWN = ['etc', 'var', 'tmp'];

/** A node of a pair: a host with the files that were rendered for it, and a server of its own. */
export interface Node {
  /** runs a command as the server's account and gives its output; what goes wrong is thrown */
  readonly run: (argv: readonly string[], input?: string) => Promise<string>;
  /** rows of a query, by the administrator through the socket */
  readonly sql: (query: string) => Promise<string>;
}

/** Nodes have folders of their own over those of the sandbox: that takes `mount`. */
export const withMount = (major: string): ProgramNeed => ({
  ...needOf(major),
  id: `postgresql-nodes-${major}`,
  packages: [`postgresql-${major}`, 'util-linux', 'mount'],
});

/** Two hosts in one sandbox, with all their addresses. Secrets are filled as `filled` says. */
export async function nodes(
  major: string,
  hosts: readonly HostArtifacts[],
  addresses: readonly string[],
  filled: (text: string) => string,
  need: ProgramNeed = withMount(major),
): Promise<{ readonly nodes: readonly Node[]; readonly close: () => Promise<void> }> {
  const { value } = await ensurePrograms([need]);
  const stage = await openStage(
    { addresses: [...addresses], directories: ['/srv/archive/main'] },
    { program: value?.get(need.id) ?? null },
  );
  if (isFailure(stage)) throw new Error(stage.failed);
  for (const host of hosts) layOut(stage.root, host, filled);
  const box = await stage.spawn(['sleep', 'infinity']);
  await settled(box, addresses);
  const node = ({ host }: HostArtifacts): Node => {
    const run = async (argv: readonly string[], input?: string): Promise<string> => {
      const binds = OWN.map((name) => `mount --bind /nodes/${host}/${name} /${name}`).join('; ');
      const become = `exec unshare -U --map-user=${ACCOUNT} --map-group=${ACCOUNT} -- "$@"`;
      const answer = await box.run(
        ['unshare', '-U', '-r', '-m', 'sh', '-ec', `${binds}; ${become}`, 'sh', ...argv],
        {
          timeout: 60_000,
          ...(input === undefined ? {} : { input }),
          env: {
            PATH: `/usr/lib/postgresql/${major}/bin:/usr/sbin:/usr/bin`,
            HOME: '/tmp',
            PGCONNECT_TIMEOUT: '5',
          },
        },
      );
      if (answer.status !== 0)
        throw new Error(`${host}: ${argv.join(' ')}: ${answer.stderr}${answer.stdout}`);
      return answer.stdout.trim();
    };
    return {
      run,
      sql: (query) =>
        run([
          'psql',
          '-X',
          '-A',
          '-t',
          '-q',
          '-v',
          'ON_ERROR_STOP=1',
          '-U',
          'postgres',
          '-d',
          'postgres',
          '-c',
          query,
        ]),
    };
  };
  return { nodes: hosts.map(node), close: () => stage.close() };
}

function layOut(root: string, host: HostArtifacts, filled: (text: string) => string): void {
  const own = join(root, 'nodes', host.host);
  const write = (path: string, text: string, mode: number): void => {
    mkdirSync(dirname(join(own, path)), { recursive: true });
    writeFileSync(join(own, path), text, { mode });
  };
  for (const [path, { text, mode }] of host.files) write(path, filled(text), mode);
  write('etc/passwd', `postgres:x:${ACCOUNT}:${ACCOUNT}::/tmp:/bin/sh\n`, 0o644);
  write('etc/group', `postgres:x:${ACCOUNT}:\n`, 0o644);
  for (const folder of ['tmp', 'var/run/postgresql', 'var/lib/postgresql', 'var/tmp'])
    mkdirSync(join(own, folder), { recursive: true });
  for (const path of host.files.keys())
    if (path.endsWith('/pg_hba.conf')) write(path.replace('pg_hba', 'pg_ident'), '', 0o644);
}
