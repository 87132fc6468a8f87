import { error, type Diagnostic } from '../../diagnostic.ts';
import { because, fact, map, originsOf, type Fact } from '../../fact.ts';
import { entriesOf, keyOf, originOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import type { Host, Image, Service, ServicePort, Stack } from '../model.ts';
import { placementsOf, type Placement } from '../job/placements.ts';
import type { Names } from '../names.ts';
import type { Pairs } from '../pair/member.ts';
import type { Expanded } from '../program/expand.ts';
import { shellOf } from '../process/complete.ts';

/** What of a service must be known before references can be resolved; the rest is filled in by `complete`. */
export type Draft = { -readonly [Key in keyof Service]: Service[Key] };

/** The services of a site: one draft each, and for a process of a pair one on each node. */
export const drafts = (services: readonly Expanded[], known: Known): readonly Draft[] =>
  services.flatMap((service) => {
    const { said, name } = service;
    const whose = `The service ${name.value}`;
    const places = said.process ? placementsOf(said.on, keyOf(said), whose, known) : [];
    const all = (places.length > 0 ? places : [null]).map((place) => draftOf(service, place, known));
    for (const one of all) one.twin = all.find((other) => other !== one) ?? null;
    return all;
  });

interface Known {
  readonly stacks: Names<Stack>;
  readonly hosts: Names<Host>;
  readonly pairs: Pairs;
  readonly images: Names<Located<M.Image>>;
  readonly diagnostics: Diagnostic[];
}

const NOTHING = {
  env: [],
  envFiles: [],
  mounts: [],
  after: [],
  attachments: [],
  labels: [],
  secretFiles: [],
};

/** @param place where its process runs; null for another kind of service, or where a finding says why nowhere */
function draftOf({ name, said, running }: Expanded, place: Placement | null, known: Known): Draft {
  const { stacks, hosts, images, diagnostics } = known;
  const member = place?.member ?? null;
  const value = member ? { ...said, on: member.on } : said;
  const stack = value.container ? stackOf(value, name, stacks, hosts, diagnostics) : null;
  const draft: Draft = {
    ...NOTHING,
    name,
    at: keyOf(value),
    said: value,
    running,
    host: stack?.host ?? place?.host ?? null,
    member,
    twin: null,
    stack,
    process: value.process && place ? shellOf(value.process, name) : null,
    container: value.container ?? null,
    image: value.container ? imageOf(value.container, images, diagnostics) : null,
    external: null,
    ports: [],
    sockets: [],
    command: null,
    entrypoint: null,
    health: null,
    webserver: null,
    logs: value.logs ?? stack?.said.logs ?? null,
    restart: value.restart ?? stack?.said.restart ?? usualRestart(value),
  };
  draft.ports = entriesOf(value.ports).map((port) => servicePort(port.name, port.value, draft, diagnostics));
  draft.sockets = entriesOf(value.sockets).map((socket) => ({
    name: socket.name,
    at: keyOf(socket.value),
    said: socket.value,
    service: draft,
  }));
  return draft;
}

/** What is done once and ends well is not done again. */
function usualRestart(said: Located<M.Service>): Fact<string> {
  const type = said.process?.type;
  return type?.value === 'oneshot'
    ? map(type, () => 'no')
    : fact('unless-stopped', [{ ...originOf(said), note: 'default: unless-stopped' }]);
}

/** The image of a container, its own or one of those that services share. */
function imageOf(
  said: Located<M.Container>,
  images: Names<Located<M.Image>>,
  diagnostics: Diagnostic[],
): Image | null {
  if (said.image) return { name: said.image, tag: said.tag ?? null, digest: said.digest ?? null };
  const shared = said.from && images.find(said.from);
  if (!shared) return null;
  const again = said.tag ?? said.digest;
  if (again)
    diagnostics.push(
      error(
        'image-clash',
        again.from[0]?.at ?? keyOf(said),
        'The version of a shared image is said at the image.',
        {
          related: [{ at: keyOf(shared), message: 'The image is said here.' }],
          help: 'Say it there, or write `image` instead of `from`.',
        },
      ),
    );
  const owed = said.from ?? null;
  const tag = shared.tag ? because(shared.tag, owed) : null;
  const digest = shared.digest ? because(shared.digest, owed) : null;
  return { name: because(shared.image, owed), tag, digest };
}

function stackOf(
  said: Located<M.Service>,
  name: Fact<string>,
  stacks: Names<Stack>,
  hosts: Names<Host>,
  diagnostics: Diagnostic[],
): Stack | null {
  const stack = stacks.only(said.stack, keyOf(said), `The service ${name.value}`);
  if (!said.on || !stack || !hosts.find(said.on) || said.on.value === stack.host.name.value) return stack;
  diagnostics.push(
    error(
      'stack-clash',
      said.on.from[0]?.at ?? keyOf(said),
      `${name.value} is on ${said.on.value}, its stack ${stack.name.value} on ${stack.host.name.value}.`,
      {
        related: [{ at: stack.at, message: `${stack.name.value} is said here.` }],
        help: 'A compose project runs on one host: say another stack.',
      },
    ),
  );
  return null;
}

function servicePort(
  name: Fact<string>,
  said: Located<M.ServicePort>,
  service: Service,
  diagnostics: Diagnostic[],
): ServicePort {
  return { name, at: keyOf(said), said, service, published: published(said, service, diagnostics) };
}

function published(
  said: Located<M.ServicePort>,
  service: Service,
  diagnostics: Diagnostic[],
): ServicePort['published'] {
  const isProcess = service.said.process !== undefined;
  // A program of the host is in no network of containers.
  const expose = isProcess && said.expose.value === 'network' ? 'loopback' : said.expose.value;
  if (expose === 'network') return null;
  const port = (isProcess ? null : said.published) ?? said.number;
  if (expose === 'loopback') return { address: map(said.expose, () => '127.0.0.1'), port };
  if (expose === 'public') return { address: map(said.expose, () => '0.0.0.0'), port };
  const { host } = service;
  const address = said.via ? host?.addresses.get(said.via.value) : [...(host?.addresses.values() ?? [])][0];
  if (address)
    return {
      address: { value: address.value, from: originsOf(address, said.expose, said.via ?? null) },
      port,
    };
  if (host)
    diagnostics.push(
      error(
        'unknown-address',
        said.via?.from[0]?.at ?? keyOf(said),
        `The host ${host.name.value} has no address${said.via ? ` "${said.via.value}"` : ''} to publish on.${said.via ? didYouMean(said.via.value, host.addresses.keys()) : ''}`,
        {
          related: [{ at: host.at, message: `${host.name.value} is said here.` }],
          help: `It has ${listOf(host.addresses.keys()) || 'none'}.`,
        },
      ),
    );
  return null;
}
