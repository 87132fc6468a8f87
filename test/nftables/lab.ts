import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { transform } from 'esbuild';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { execute, type Answer } from '../../src/verify/process.ts';
import { network } from '../programs.ts';

export interface Listener {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
}
export interface Endpoint extends Listener {
  readonly address: string;
}
export type Asking =
  | { readonly kind: 'probe'; readonly endpoints: readonly Endpoint[]; readonly patience: number }
  /** a connection that is made once, and spoken through after that */
  | { readonly kind: 'keep'; readonly name: string; readonly endpoint: Endpoint };

/** A machine or container of the lab: a network namespace of its own, with one cable to a switch. */
export interface Node {
  readonly name: string;
  /** the switch, a bridge of the host under test */
  readonly on: string;
  /** addresses with the length of their network */
  readonly addresses: readonly string[];
  readonly routes: readonly string[];
  readonly listens: readonly Listener[];
}

export interface Lab {
  /** runs a program in the host under test, or in a node */
  readonly run: (argv: readonly string[], input?: string, node?: string) => Promise<Answer>;
  readonly ask: (node: string, asking: Asking) => Promise<readonly (string | null)[]>;
  readonly stop: () => void;
}

/** The host under test, by this name among the nodes. */
export const HOST = 'host';

/**
 * Builds a network of namespaces, in which root is root of them alone. Everything ends with this process, because all
 * of it reads from a pipe that this process holds.
 * @param wiring lines of sh that make the switches and addresses of the host
 */
export async function openLab(
  wiring: readonly string[],
  nodes: readonly Node[],
  listens: readonly Listener[],
): Promise<Lab> {
  const { value } = await ensurePrograms([network]);
  const root = value?.get(network.id)?.root ?? '';
  const anchor = spawn('unshare', ['-rnm', 'sh', '-euc', script(root, wiring, nodes)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const pids = new Map<string, number>();
  await new Promise<void>((resolve, reject) => {
    anchor.on('error', reject);
    anchor.on('close', (status) => reject(new Error(`the lab ended with status ${status}`)));
    createInterface({ input: anchor.stdout }).on('line', (line) => {
      const [name = '', pid] = line.split(' ');
      if (pid === undefined) resolve();
      else pids.set(name, Number(pid));
    });
  });
  const at = (node: string): string[] => ['nsenter', '-t', String(pids.get(node)), '-U', '-n'];
  const probers = new Map<string, Prober>();
  const all = [...nodes, { name: HOST, listens }];
  // Once for all of them: eight processes that each compile it take the machine longer than the probes.
  const prober = readFileSync(join(import.meta.dirname, 'prober.ts'), 'utf8');
  const { code } = await transform(prober, { loader: 'ts', format: 'esm' });
  await Promise.all(
    all.map(async ({ name, listens: own }) => {
      const script_ = [process.execPath, '--input-type=module', '--eval', code];
      const argv = [...at(name), '--preserve-credentials', '--', ...script_, '--', name, JSON.stringify(own)];
      probers.set(name, await proberFor(argv));
    }),
  );
  return {
    run: (argv, input, node = HOST) =>
      execute([...at(node), '-m', '--preserve-credentials', '--', ...argv], {
        timeout: 20_000,
        env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
        ...(input === undefined ? {} : { input }),
      }),
    ask: async (node, asking) => {
      const prober = probers.get(node);
      if (prober === undefined) throw new Error(`no node ${node}`);
      return prober.ask(asking);
    },
    stop: () => {
      for (const { child } of probers.values()) child.kill('SIGKILL');
      anchor.stdin.end();
    },
  };
}

/** Every program from here on is one of the lab's own packages: their /usr lies over that of this machine. */
function script(root: string, wiring: readonly string[], nodes: readonly Node[]): string {
  return [
    'exec 3<&0',
    `mount --bind '${root}/usr' /usr`,
    'ip link set lo up',
    'echo 1 > /proc/sys/net/ipv4/ip_forward',
    // A fresh address would not be used until it is known that nobody else has it.
    'echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad',
    ...wiring,
    ...nodes.flatMap(({ name, on, addresses, routes }, index) => [
      'unshare -n cat <&3 >/dev/null & node=$!',
      'until [ "$(readlink /proc/$node/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.01; done',
      `ip link add v${index} type veth peer name eth0 netns $node`,
      `ip link set v${index} master ${on} up`,
      'inside() { nsenter -t $node -n -- "$@"; }',
      'inside ip link set lo up',
      'nsenter -t $node -n -- sh -c "echo 0 > /proc/sys/net/ipv6/conf/eth0/accept_dad"',
      'inside ip link set eth0 up',
      ...addresses.map((address) => `inside ip address add ${address} dev eth0`),
      ...routes.map((route) => `inside ip route add ${route}`),
      `echo ${name} $node`,
    ]),
    `echo ${HOST} $$`,
    'echo ready',
    'exec cat <&3 >/dev/null',
  ].join('\n');
}

interface Prober {
  readonly child: ChildProcess;
  readonly ask: Lab['ask'] extends (node: string, asking: infer A) => infer R ? (asking: A) => R : never;
}

/** Node of this machine, which shares nothing with the lab but a network. */
async function proberFor([command = '', ...argv]: readonly string[]): Promise<Prober> {
  const child = spawn(command, argv, { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, (found: readonly (string | null)[]) => void>();
  let next = 0;
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => reject(new Error(`a prober ended with status ${status}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as
        'ready' | { readonly id: number; readonly found: readonly (string | null)[] };
      if (said === 'ready') return resolve();
      waiting.get(said.id)?.(said.found);
      waiting.delete(said.id);
    });
  });
  return {
    child,
    ask: (asking) =>
      new Promise((resolve) => {
        next += 1;
        waiting.set(next, resolve);
        child.stdin.write(`${JSON.stringify({ id: next, asking })}\n`);
      }),
  };
}
