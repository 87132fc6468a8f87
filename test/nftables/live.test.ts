import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Firewall } from '../../src/site/firewall/model.ts';
import { holds } from '../../src/site/firewall/cidr.ts';
import { hostNamed, siteOf, textOf, type Rendered } from '../real/compiled.ts';
import { dockerRules } from './docker.ts';
import { HOST, openLab, type Endpoint, type Lab, type Node } from './lab.ts';
import { CONTAINERS, ENDPOINTS, LISTENS, NETWORKS, NODES, SITE, WIRING } from './topology.ts';

/** From which address a node asks; null where it has none of the family. */
function sourceOf({ addresses }: Node, endpoint: Endpoint): string | null {
  const isSix = endpoint.address.includes(':');
  return addresses.find((one) => one.includes(':') === isSix)?.split('/')[0] ?? null;
}

/** What the model says: whether a node may connect. */
function isOpen({ openings }: Firewall, from: Node, { address, port, protocol }: Endpoint): boolean {
  const source = sourceOf(from, { address, port, protocol });
  return openings.some(
    (one) =>
      one.port.value === port &&
      one.protocol.value === protocol &&
      (one.to.length === 0 || one.to.some(({ value }) => value === address)) &&
      one.sources.some(
        ({ network, bridged }) =>
          (!bridged || CONTAINERS.includes(from.name)) &&
          (network === null || (source !== null && holds(network.value, source))),
      ),
  );
}

const spelt = (from: string, { address, port, protocol }: Endpoint): string =>
  `${from} → ${address} ${port}/${protocol}`;

const asked = (from: Node): readonly Endpoint[] => ENDPOINTS.filter((one) => sourceOf(from, one) !== null);

/** Which connections are answered, of all that can be tried and are wanted. */
async function probed(
  lab: Lab,
  patience: number,
  isWanted: (from: Node, endpoint: Endpoint) => boolean = () => true,
): Promise<readonly string[]> {
  const found = await Promise.all(
    NODES.map(async (from) => {
      const endpoints = asked(from).filter((one) => isWanted(from, one));
      const answers = await lab.ask(from.name, { kind: 'probe', endpoints, patience });
      return endpoints.filter((_, index) => answers[index] !== null).map((one) => spelt(from.name, one));
    }),
  );
  return found.flat();
}

let rendered: Rendered;
let firewall: Firewall;
let ruleset = '';
const expected = (): readonly string[] =>
  NODES.flatMap((from) =>
    asked(from)
      .filter((one) => isOpen(firewall, from, one))
      .map((one) => spelt(from.name, one)),
  );

beforeAll(async () => {
  rendered = await siteOf(SITE);
  const [first] = rendered.site.firewalls;
  if (!first) throw new Error('the site has no firewall');
  firewall = first;
  ruleset = textOf(hostNamed(rendered, 'web1'), '/etc/nftables.conf');
});

const PATIENCE = 1000;

describe.each(['iptables-nft', 'iptables-legacy'])('a host whose Docker writes with %s', (backend) => {
  let lab: Lab;
  const run = async (...argv: readonly string[]): Promise<string> => {
    const { stdout, stderr, status } = await lab.run(argv);
    if (status !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
    return stdout;
  };
  const load = async (text: string): Promise<void> => {
    const { stderr, status } = await lab.run(['nft', '-f', '-'], text);
    if (status !== 0) throw new Error(stderr);
  };
  beforeAll(async () => {
    lab = await openLab(WIRING, NODES, LISTENS);
    const restored = await lab.run([`${backend}-restore`], dockerRules(rendered.site, NETWORKS));
    if (restored.status !== 0) throw new Error(restored.stderr);
  });
  afterAll(() => lab.stop());

  it('lets everybody in without the firewall: the probes can tell', async () => {
    const open = await probed(lab, PATIENCE);
    for (const from of ['stranger', 'outside', 'lone'])
      expect(open).toContain(`${from} → 10.0.10.4 5432/tcp`);
    expect(open).toContain('outside → 10.0.10.4 8080/tcp');
  });

  it('is open where the model says so, and nowhere else', async () => {
    await load(ruleset);
    const open = await probed(lab, PATIENCE);
    expect(open).toEqual(expected());
    expect(open.length).toBeGreaterThan(30);
  });

  it('is reached in the container where Docker translates, and by its proxy where it does not', async () => {
    const endpoints: readonly Endpoint[] = [
      { address: '198.51.100.4', port: 443, protocol: 'tcp' },
      { address: '10.0.10.4', port: 443, protocol: 'tcp' },
    ];
    const from = (name: string): Promise<unknown> =>
      lab.ask(name, { kind: 'probe', endpoints, patience: PATIENCE });
    expect(await from('outside')).toEqual(['proxy', 'proxy']);
    expect(await from('app')).toEqual([HOST, HOST]);
    expect(await from(HOST)).toEqual(['proxy', 'proxy']);
  });

  it('lets containers out and to each other, and nobody past the published ports to them', async () => {
    const at = (address: string, port: number): Endpoint => ({ address, port, protocol: 'tcp' });
    const inside = [8443, 8080, 8082, 8083].map((port) => at('172.28.0.2', port));
    const from = (name: string, endpoints: readonly Endpoint[]): Promise<unknown> =>
      lab.ask(name, { kind: 'probe', endpoints, patience: PATIENCE });
    const far = [at('198.51.100.9', 8888)];
    const asks: readonly (readonly [string, readonly Endpoint[], string | null])[] = [
      ['app', inside, 'proxy'],
      ...['stranger', 'web2', 'outside', 'office'].map((name) => [name, inside, null] as const),
      ...['app', 'lone', HOST].map((name) => [name, far, 'outside'] as const),
      // The host is no router between its networks.
      ['stranger', far, null],
    ];
    const answers = await Promise.all(asks.map(([name, endpoints]) => from(name, endpoints)));
    expect(answers).toEqual(asks.map(([, endpoints, who]) => endpoints.map(() => who)));
  });

  it('answers to ping from everywhere', async () => {
    for (const [name, address] of [
      ['stranger', '10.0.10.4'],
      ['stranger', '2001:db8::4'],
      ['outside', '198.51.100.4'],
      ['app', '172.28.0.1'],
    ] as const) {
      const { stdout } = await lab.run(['ping', '-n', '-c', '1', '-W', '2', address], undefined, name);
      expect(stdout, `${name} ${address}`).toContain('1 received');
    }
  });

  it('keeps what is connected, and what Docker wrote, over any number of loads', async () => {
    const kept = [
      ['web2', { address: '10.0.10.4', port: 5432, protocol: 'tcp' }, HOST],
      ['outside', { address: '198.51.100.4', port: 443, protocol: 'tcp' }, 'proxy'],
      ['app', { address: '10.0.10.4', port: 6379, protocol: 'tcp' }, HOST],
    ] as const;
    const say = (name: string, endpoint: Endpoint): Promise<unknown> =>
      lab.ask(name, { kind: 'keep', name: 'long', endpoint });
    for (const [name, endpoint, who] of kept) expect(await say(name, endpoint)).toEqual([who]);
    const listed = (): Promise<string> => run('nft', '-s', 'list', 'ruleset');
    const docker = (): Promise<string> => run(`${backend}-save`);
    const rules = (text: string): string => text.replaceAll(/^#.*\n|\[\d+:\d+\]/gm, '');
    const before = [await listed(), rules(await docker())];
    await load(ruleset);
    await load(ruleset);
    expect([await listed(), rules(await docker())]).toEqual(before);
    for (const [name, endpoint] of kept) expect(await say(name, endpoint)).toEqual(['still here']);
    // Even a file that admits nobody any more cuts nobody off in the middle.
    await load(ruleset.replaceAll(/^.* accept comment .*$/gm, ''));
    for (const [name, endpoint] of kept) expect(await say(name, endpoint)).toEqual(['still here']);
    await load(ruleset);
  });
});

describe('each rule is needed', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab(WIRING, NODES, LISTENS);
    await lab.run(['iptables-nft-restore'], dockerRules(rendered.site, NETWORKS));
  });
  afterAll(() => lab.stop());

  const PASSES =
    /^ *(?:.* accept comment ".*"|goto open|ct status dnat accept|fib daddr type local meta .*)$/gm;
  it('without one of them another set of connections is open', { timeout: 240_000 }, async () => {
    const lines = ruleset.match(PASSES) ?? [];
    expect(lines.length).toBeGreaterThan(12);
    const idle: string[] = [];
    for (const line of lines) {
      const { stderr } = await lab.run(['nft', '-f', '-'], ruleset.replace(`${line}\n`, ''));
      expect(stderr).toBe('');
      const open = await probed(lab, 200);
      const more = open.filter((one) => !expected().includes(one));
      const less = expected().filter((one) => !open.includes(one));
      // What did not answer so fast is asked again, so that a slow machine proves nothing.
      const late = await probed(lab, 500, (from, one) => less.includes(spelt(from.name, one)));
      if (more.length === 0 && late.length === less.length) idle.push(line);
    }
    expect(idle).toEqual([]);
  });
});
