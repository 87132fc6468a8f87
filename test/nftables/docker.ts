import type { Service, ServicePort, Site } from '../../src/site/model.ts';

/** A network of Docker: its bridge, its addresses, and where the containers of the test are. */
export interface DockerNetwork {
  readonly bridge: string;
  readonly subnet: string;
  /** service → address */
  readonly containers: Readonly<Record<string, string>>;
}

/**
 * What dockerd 24 writes for these networks (iptables-save on a host that runs it shows the same lines in the same
 * order), as input of iptables-restore: addresses of published ports are translated before the host’s own chains are
 * asked, and FORWARD lets them through.
 */
export function dockerRules(site: Site, networks: readonly DockerNetwork[]): string {
  const ports = networks.flatMap((network) =>
    site.services.flatMap((service) =>
      service.ports.flatMap((port) => {
        const published = publishedAt(port);
        const address = network.containers[service.name.value];
        return published && address !== undefined && !isOnHost(service)
          ? [{ ...published, network, address, inside: port.said.number.value }]
          : [];
      }),
    ),
  );
  return [
    '*nat',
    ...[':PREROUTING ACCEPT', ':INPUT ACCEPT', ':OUTPUT ACCEPT', ':POSTROUTING ACCEPT', ':DOCKER -'],
    '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
    '-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER',
    ...networks.map(({ subnet, bridge }) => `-A POSTROUTING -s ${subnet} ! -o ${bridge} -j MASQUERADE`),
    ...ports.map(
      ({ address, protocol, inside }) =>
        `-A POSTROUTING -s ${address}/32 -d ${address}/32 -p ${protocol} -m ${protocol} --dport ${inside} -j MASQUERADE`,
    ),
    ...networks.map(({ bridge }) => `-A DOCKER -i ${bridge} -j RETURN`),
    ...ports.map(({ at, port, protocol, network, address, inside }) => {
      const to = at === '0.0.0.0' ? '' : `-d ${at}/32 `;
      const match = `-p ${protocol} -m ${protocol} --dport ${port}`;
      return `-A DOCKER ${to}! -i ${network.bridge} ${match} -j DNAT --to-destination ${address}:${inside}`;
    }),
    'COMMIT',
    '*filter',
    ...[':INPUT ACCEPT', ':FORWARD DROP', ':OUTPUT ACCEPT', ':DOCKER -', ':DOCKER-USER -'],
    ...[':DOCKER-ISOLATION-STAGE-1 -', ':DOCKER-ISOLATION-STAGE-2 -'],
    '-A FORWARD -j DOCKER-USER',
    '-A FORWARD -j DOCKER-ISOLATION-STAGE-1',
    ...networks.flatMap(({ bridge }) => [
      `-A FORWARD -o ${bridge} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
      `-A FORWARD -o ${bridge} -j DOCKER`,
      `-A FORWARD -i ${bridge} ! -o ${bridge} -j ACCEPT`,
      `-A FORWARD -i ${bridge} -o ${bridge} -j ACCEPT`,
    ]),
    ...ports.map(
      ({ address, network: { bridge }, protocol, inside }) =>
        `-A DOCKER -d ${address}/32 ! -i ${bridge} -o ${bridge} -p ${protocol} -m ${protocol} --dport ${inside} -j ACCEPT`,
    ),
    ...networks.map(
      ({ bridge }) => `-A DOCKER-ISOLATION-STAGE-1 -i ${bridge} ! -o ${bridge} -j DOCKER-ISOLATION-STAGE-2`,
    ),
    '-A DOCKER-ISOLATION-STAGE-1 -j RETURN',
    ...networks.map(({ bridge }) => `-A DOCKER-ISOLATION-STAGE-2 -o ${bridge} -j DROP`),
    '-A DOCKER-ISOLATION-STAGE-2 -j RETURN',
    '-A DOCKER-USER -j RETURN',
    'COMMIT',
    '',
  ].join('\n');
}

const isOnHost = ({ container }: Service): boolean => container?.networkMode?.value === 'host';

const publishedAt = ({ published, said }: ServicePort) =>
  published && { at: published.address.value, port: published.port.value, protocol: said.protocol.value };
