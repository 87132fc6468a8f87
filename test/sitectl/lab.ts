import type { HostArtifacts, ProgramNeed } from '../../src/target/verification.ts';
import { isFailure } from '../../src/verify/process.ts';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { openStage } from '../../src/verify/stage.ts';
import { liveStandIns } from './live-stand-ins.ts';

/** PostgreSQL and Redis of one Debian release, and what makes a network of several hosts. */
export const pairLab = (major: string): ProgramNeed => ({
  id: `pair-lab-${major}`,
  suite: major === '13' ? 'bullseye' : major === '15' ? 'bookworm' : 'trixie',
  packages: [
    `postgresql-${major}`,
    'redis-server',
    'redis-tools',
    'iproute2',
    'util-linux',
    'mount',
    'findutils',
    'bash',
  ],
  closure: true,
});

/** What a verb or a command of a node said. */
export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A node with a network, files, servers and a sitectl of its own. */
export interface Node {
  readonly name: string;
  /** a line of bash, as root */
  readonly run: (line: string) => Promise<Said>;
  /** the same, where it must work; what it prints */
  readonly must: (line: string) => Promise<string>;
  readonly sitectl: (line: string) => Promise<Said>;
  /** one statement for PostgreSQL, as the administrator */
  readonly sql: (statement: string) => Promise<string>;
  readonly redis: (command: string) => Promise<string>;
  /** as if the machine had been switched off */
  readonly crash: () => Promise<void>;
}

export interface Lab {
  readonly nodes: readonly [Node, Node];
  /** pulls the cable between the nodes, or plugs it in */
  readonly cable: (state: 'up' | 'down') => Promise<void>;
  /** what pacemaker would do by itself */
  readonly give: (node: string) => Promise<void>;
  readonly mails: () => Promise<string>;
  readonly close: () => Promise<void>;
}

const OWN = ['etc', 'var', 'run', 'tmp'];

/** Two nodes on one switch, in namespaces of one sandbox: everything ends with it. */
export async function openLab(
  major: string,
  hosts: readonly [HostArtifacts, HostArtifacts],
  addresses: ReadonlyMap<string, string>,
  filled: (text: string) => string,
): Promise<Lab> {
  const need = pairLab(major);
  const { value } = await ensurePrograms([need]);
  const files = new Map<string, { text: string; mode: number }>();
  const links = new Map([['/usr/local/sbin/sitectl', '/etc/sitectl']]);
  const add = (path: string, text: string, mode: number): unknown => files.set(path, { text, mode });
  for (const [name, text] of Object.entries(liveStandIns(major))) add(`/usr/local/bin/${name}`, text, 0o755);
  for (const { host, files: own, links: ownLinks } of hosts) {
    const home = `/nodes/${host}`;
    for (const [path, { text, mode }] of own)
      if (path === '/usr/local/sbin/sitectl') add(`${home}/etc/sitectl`, text, 0o755);
      else if (!path.startsWith('/usr/')) add(home + path, filled(text), mode);
    for (const [path, to] of ownLinks) if (!path.startsWith('/usr/')) links.set(home + path, to);
    links.set(`${home}/var/run`, '../run');
    add(`${home}/etc/hostname`, `${host}\n`, 0o644);
    add(`${home}/etc/passwd`, 'root:x:0:0::/root:/bin/bash\npostgres:x:1000:1000::/tmp:/bin/sh\n', 0o644);
    add(`${home}/etc/group`, 'root:x:0:\npostgres:x:1000:\n', 0o644);
    add(`${home}/etc/postgresql/${major}/main/pg_ident.conf`, '', 0o644);
  }
  const stage = await openStage(
    {
      files,
      links,
      directories: [
        '/shared',
        ...hosts.flatMap(({ host }) =>
          [
            'run/lock',
            'run/postgresql',
            'run/redis',
            'tmp',
            'var/log/redis',
            'var/lib/redis',
            'var/lib/postgresql',
          ].map((folder) => `/nodes/${host}/${folder}`),
        ),
      ],
    },
    { program: value?.get(need.id) ?? null },
  );
  if (isFailure(stage)) throw new Error(stage.failed);
  const names = hosts.map(({ host }) => host);
  const box = await stage.spawn(['unshare', '-U', '-r', '-n', '-m', 'sh', '-ec', wiring(names, addresses)]);
  const inside = async (pid: string, line: string): Promise<Said> => {
    const argv = [
      'sh',
      '-c',
      `exec nsenter -t $(cat ${pid}) -U -n -m --preserve-credentials -- bash -c "$1"`,
      'sh',
      line,
    ];
    const { status, stdout, stderr } = await box.run(argv, { timeout: 300_000, env: { PATH } });
    return { status, stdout: stdout.trim(), stderr: stderr.trim() };
  };
  const node = (name: string): Node => {
    const run = (line: string): Promise<Said> => inside(`/nodes/${name}/pid`, line);
    const must = async (line: string): Promise<string> => {
      const said = await run(line);
      if (said.status !== 0) throw new Error(`${name}: ${line}: ${said.stderr}${said.stdout}`);
      return said.stdout;
    };
    const programs = `/usr/lib/postgresql/${major}/bin`;
    return {
      name,
      run,
      must,
      sitectl: (line) => run(`sitectl ${line}`),
      sql: (statement) =>
        must(
          `runuser -u postgres -- ${programs}/psql -X -A -t -q -v ON_ERROR_STOP=1 -d postgres -c "${statement}"`,
        ),
      redis: (command) =>
        must(
          `redis-cli -a "$(sed -n 's/^requirepass //p' /etc/redis/access.conf)" --no-auth-warning ${command}`,
        ),
      crash: async () => {
        await run('systemctl crash');
      },
    };
  };
  for (let tries = 0; (await box.run(['cat', '/ready'])).stdout.trim() !== 'ready'; tries += 1) {
    if (tries > 400) throw new Error(`the lab does not come up: ${box.output()}`);
    await new Promise((done) => setTimeout(done, 50));
  }
  const [first = '', second = ''] = names;
  const own = (line: string): Promise<Said> => inside('/switch', line);
  return {
    nodes: [node(first), node(second)],
    cable: async (state) => {
      await own(
        `ip link set to-${first} ${state}; if [[ ${state} == up ]]; then rm -f /shared/cut; else touch /shared/cut; fi`,
      );
    },
    give: async (name) => {
      await own(`give-address ${name}`);
    },
    mails: async () => (await own('cat /shared/mails')).stdout,
    close: () => stage.close(),
  };
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const wiring = (names: readonly string[], addresses: ReadonlyMap<string, string>): string =>
  [
    'echo $$ >/switch',
    'ip link add switch type bridge',
    'ip link set switch up',
    ...names.flatMap((name) => [
      `unshare -n -m sh -ec '${OWN.map((folder) => `mount --bind /nodes/${name}/${folder} /${folder}`).join('; ')}; exec sleep infinity' &`,
      'node=$!',
      'until [ "$(readlink /proc/$node/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.02; done',
      `ip link add to-${name} type veth peer name eth0 netns $node`,
      `ip link set to-${name} master switch up`,
      'nsenter -t $node -n -- ip link set lo up',
      'nsenter -t $node -n -- ip link set eth0 up',
      // A server listens on the virtual address before its node has it.
      "nsenter -t $node -n -- sh -c 'echo 1 >/proc/sys/net/ipv4/ip_nonlocal_bind'",
      `nsenter -t $node -n -- ip address add ${addresses.get(name) ?? ''}/24 dev eth0`,
      `until [ "$(nsenter -t $node -m -- cat /etc/hostname)" = ${name} ]; do sleep 0.02; done`,
      `echo $node >/nodes/${name}/pid`,
    ]),
    'echo ready >/ready',
    'exec sleep infinity',
  ].join('\n');
