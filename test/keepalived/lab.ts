import type { ProgramNeed } from '../../src/target/verification.ts';
import { isFailure } from '../../src/verify/process.ts';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { openStage } from '../../src/verify/stage.ts';

/** keepalived, and what makes a network of several hosts. */
export const keepalivedLab: ProgramNeed = {
  id: 'keepalived-lab',
  suite: 'bookworm',
  packages: ['keepalived', 'iproute2', 'util-linux', 'mount', 'libuid-wrapper'],
  closure: true,
};

/** A host: an interface eth0 with an address, and its own /etc and /run. */
export interface Node {
  readonly name: string;
  /** with the length of its network */
  readonly address: string;
  readonly role: 'primary' | 'standby';
  /** its files below /etc, secrets filled */
  readonly files: ReadonlyMap<string, string>;
}

export interface Lab {
  /** runs a line of sh on a host and gives what it prints; it may fail */
  readonly on: (node: string, line: string) => Promise<string>;
  /** plugs the cable of a host in, or pulls it */
  readonly cable: (node: string, state: 'up' | 'down') => Promise<void>;
  /** starts keepalived on a host */
  readonly start: (node: string) => Promise<void>;
  /** what its sitectl was told on each host, oldest first, with how often the address was there then */
  readonly record: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** The simplest sitectl: the role follows the address, and a file says that it may not come. */
const sitectl = (address: string): string => `#!/bin/sh
case $1 in
  has-role) exec test "$(readlink /etc/sitewright/role)" = "roles/$2" ;;
  may-get-address) [ ! -e /etc/unavailable ] ;;
  record-ipmaster) ln -sfn roles/primary /etc/sitewright/role ;;
  record-ipslave) ln -sfn roles/standby /etc/sitewright/role ;;
esac
status=$?
case $1 in
  record-*) echo "$(cat /etc/hostname) $1 $(ip -o address show to ${address} | wc -l)" >>/record ;;
esac
exit $status
`;

/** Two hosts on one switch, in namespaces of the sandbox: everything ends with it. */
export async function openLab(nodes: readonly Node[], virtual: string): Promise<Lab> {
  const { value } = await ensurePrograms([keepalivedLab]);
  const files = new Map([
    ['/usr/local/sbin/sitectl', { text: sitectl(virtual), mode: 0o755 }],
    ['/record', { text: '', mode: 0o644 }],
    ...nodes.flatMap(({ name, files: own }) =>
      [
        ...own,
        ['/etc/hostname', `${name}\n`] as const,
        ['/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n'] as const,
        ['/etc/group', 'root:x:0:\n'] as const,
      ].map(([path, text]) => [`/nodes/${name}${path}`, { text, mode: 0o600 }] as const),
    ),
  ]);
  const stage = await openStage(
    {
      files,
      links: new Map(nodes.map(({ name, role }) => [`/nodes/${name}/etc/sitewright/role`, `roles/${role}`])),
      directories: nodes.map(({ name }) => `/nodes/${name}/run`),
    },
    { program: value?.get(keepalivedLab.id) ?? null },
  );
  if (isFailure(stage)) throw new Error(stage.failed);
  const box = await stage.spawn(['unshare', '-U', '-r', '-n', '-m', 'sh', '-ec', wiring(nodes)]);
  const run = async (line: string): Promise<string> => (await box.run(['sh', '-c', line])).stdout.trim();
  const joined = (pid: string): string => `nsenter -t $(cat ${pid}) -U -n -m --preserve-credentials --`;
  const on = (node: string, line: string): Promise<string> =>
    run(`${joined(`/nodes/${node}/pid`)} sh -c '${line}'`);
  for (let tries = 0; (await run('cat /ready 2>/dev/null')) !== 'ready'; tries += 1)
    if (tries > 200) throw new Error(`the lab does not come up: ${box.output()}`);
  return {
    on,
    cable: async (node, state) => {
      await run(`${joined('/switch')} ip link set to-${node} ${state}`);
    },
    start: async (node) => {
      await on(
        node,
        'LD_PRELOAD=libuid_wrapper.so UID_WRAPPER=1 UID_WRAPPER_ROOT=1 keepalived --use-file=/etc/keepalived/keepalived.conf --dont-fork --log-console --log-detail >/run/log 2>&1 &',
      );
    },
    record: async () => (await run('cat /record')).split('\n').filter((row) => row !== ''),
    close: () => stage.close(),
  };
}

const wiring = (nodes: readonly Node[]): string =>
  [
    'echo $$ >/switch',
    'ip link add switch type bridge',
    'ip link set switch up',
    ...nodes.flatMap(({ name, address }) => [
      `unshare -n -m sh -ec 'mount --bind /nodes/${name}/etc /etc; mount --bind /nodes/${name}/run /run; exec sleep infinity' &`,
      'node=$!',
      'until [ "$(readlink /proc/$node/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.02; done',
      `ip link add to-${name} type veth peer name eth0 netns $node`,
      `ip link set to-${name} master switch up`,
      'nsenter -t $node -n -- ip link set lo up',
      'nsenter -t $node -n -- ip link set eth0 up',
      `nsenter -t $node -n -- ip address add ${address} dev eth0`,
      `until [ "$(nsenter -t $node -m -- cat /etc/hostname)" = ${name} ]; do sleep 0.02; done`,
      `echo $node >/nodes/${name}/pid`,
    ]),
    'echo ready >/ready',
    'exec sleep infinity',
  ].join('\n');
