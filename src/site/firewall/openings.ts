import { because, concat, fact, map, originsOf, type Fact, type Origin } from '../../fact.ts';
import { entriesOf, keyOf, originOf } from '../../manifest/located.ts';
import { addressesOf, alone, type Connection } from '../clients.ts';
import type { Pair } from '../pair/model.ts';
import type { Datastore, Host, Service, Webserver } from '../model.ts';
import type { Opening, Source } from './model.ts';
import type { Range } from './sources.ts';

/** What openings are derived from. */
export interface Known {
  readonly hosts: readonly Host[];
  readonly pairs: readonly Pair[];
  readonly services: readonly Service[];
  readonly webservers: readonly Pick<Webserver, 'name' | 'host' | 'http' | 'https'>[];
  readonly datastores: readonly Datastore[];
  readonly connections: readonly Connection[];
  readonly ranges: ReadonlyMap<string, Range>;
}

export const words = (...pieces: readonly (string | Fact<string>)[]): Fact<string> =>
  map(concat(...pieces), String);

/** Ports of containers that are published, and those of programs on the host’s own network. */
export function publishedOn(host: Host, known: Known): readonly Opening[] {
  return known.services
    .filter((service) => service.host === host)
    .flatMap(({ ports }) =>
      ports.flatMap((port) => {
        const { said, published, service } = port;
        const { expose } = said;
        if (!published || expose.value === 'network' || expose.value === 'loopback') return [];
        const isPublic = expose.value === 'public';
        const onHost = service.container?.networkMode;
        const number = onHost?.value === 'host' ? because(said.number, onHost) : published.port;
        return [
          {
            kind: 'published' as const,
            protocol: said.protocol,
            port: because(number, expose),
            to: isPublic ? [] : [published.address],
            sources: isPublic ? [everywhere(expose.from)] : lan(said, host, known),
            purpose: words(
              service.name,
              ' ',
              port.name,
              ': ',
              map(expose, (word) => FOR[word] ?? word),
            ),
            note: null,
            from: originsOf(service.name, port.name, expose, service.said.stack ?? null),
            at: port.at,
          },
        ];
      }),
    );
}

/** Where the nginx of a host listens for others. */
export const listenedOn = (host: Host, known: Known): readonly Opening[] =>
  known.webservers
    .filter((webserver) => webserver.host === host)
    .flatMap(({ name, http, https }) =>
      [http, https].flatMap((listener): readonly Opening[] => {
        const { exposed } = listener ?? {};
        if (!listener || !exposed || exposed.expose.value === 'loopback') return [];
        const { expose, via } = exposed;
        const isPublic = expose.value === 'public';
        return [
          {
            kind: 'published',
            protocol: fact('tcp', expose.from),
            port: because(listener.number, expose),
            to: isPublic ? [] : listener.addresses,
            sources: isPublic
              ? [everywhere(expose.from)]
              : lan({ expose, ...(via ? { via } : {}) }, host, known),
            purpose: words(
              name,
              ' ',
              listener.name,
              ': ',
              map(expose, (word) => FOR[word] ?? word),
            ),
            note: null,
            from: originsOf(name, listener.name, expose),
            at: listener.at,
          },
        ];
      }),
    );

const FOR: Readonly<Record<string, string>> = { public: 'for everybody', lan: 'for its network' };

const everywhere = (from: readonly Origin[]): Source => ({ network: null, bridged: false, from });

/** The range of the network, where one is said, else the other hosts that are in it; and the host’s own containers. */
function lan(
  { expose, via }: { readonly expose: Fact<string>; readonly via?: Fact<string> },
  host: Host,
  known: Known,
): readonly Source[] {
  const [first = null] = host.addresses.keys();
  const name = via?.value ?? first;
  const reason = originsOf(expose, via ?? null);
  const source = (network: Fact<string>): Source => ({
    network: because(network, { from: reason }),
    bridged: false,
    from: originsOf(network, { from: reason }),
  });
  const range = name === null ? undefined : known.ranges.get(name);
  const others = known.hosts.flatMap((other) => {
    const address = other === host || name === null ? undefined : other.addresses.get(name);
    return address ? [source(address)] : [];
  });
  return [...(range ?? []).map(source), ...others, { network: null, bridged: true, from: reason }];
}

/** Datastores that listen on addresses of the host, for those who refer to them and those whom `access` names. */
export function datastoresOn(host: Host, known: Known): readonly Opening[] {
  return known.datastores
    .filter((store) => store.host === host && store.addresses.length > 0)
    .flatMap((store) => {
      const sources = [
        ...known.connections.filter((one) => one.store.name.value === store.name.value).flatMap(connecting),
        ...(store.said.access ?? []).flatMap((access) => {
          if (access.method.value === 'reject' || access.socket) return [];
          const reason = originsOf(access.network ?? null, access.host ?? null, access.method);
          if (access.network) return [{ network: access.network, bridged: false, from: reason }];
          const other = known.hosts.find(({ name }) => name.value === access.host?.value);
          return (other ? addressesOf(other, store) : []).map((address) => ({
            network: because(alone(address), { from: reason }),
            bridged: false,
            from: reason,
          }));
        }),
      ].filter(({ network }) => !store.addresses.some(({ value }) => value === network?.value.split('/')[0]));
      if (sources.length === 0) return [];
      return [
        {
          kind: 'datastore' as const,
          protocol: fact('tcp' as const, store.said.engine.from),
          port: store.port,
          to: store.addresses,
          sources,
          purpose: words(store.name, ' (', store.said.engine, ')'),
          note: null,
          from: [
            ...originsOf(store.name, store.said.engine, store.said.on),
            ...originsOf(...store.addresses),
          ],
          at: store.at,
        },
      ];
    });
}

const connecting = ({ sources, bridged }: Connection): readonly Source[] =>
  sources.map((network) => ({ network, bridged, from: network.from }));

/** What the manifest says itself: who administers, and which further ports are open. */
export function saidOn(
  host: Host,
  sources: (said: NonNullable<Host['said']['firewall']>['administer']['from'][number]) => readonly Source[],
): { readonly first: readonly Opening[]; readonly last: readonly Opening[] } {
  const said = host.said.firewall;
  if (!said) return { first: [], last: [] };
  const { administer } = said;
  const first: Opening = {
    kind: 'administration',
    protocol: fact('tcp'),
    port: administer.port,
    to: [],
    sources: administer.from.flatMap(sources),
    purpose: fact('ssh', [originOf(administer)]),
    note: administer.note ?? null,
    from: [originOf(administer)],
    at: keyOf(administer),
  };
  const last = entriesOf(said.admit).map(({ name, value }): Opening => ({
    kind: 'admitted',
    protocol: value.protocol,
    port: value.port,
    to: [],
    sources: value.from.flatMap(sources),
    purpose: value.listener ? words(name, ' (', value.listener, ')') : name,
    note: value.note ?? null,
    from: name.from,
    at: keyOf(value),
  }));
  return { first: [first], last };
}
