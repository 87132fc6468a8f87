import { because, map, type Fact } from '../../fact.ts';
import type { ServicePort } from '../model.ts';
import { runsBeside } from '../pair/member.ts';
import type { Member } from '../pair/model.ts';
import type { From } from '../reference/reference.ts';

/** Where a program connects to. */
export interface Seen {
  readonly address: Fact<string>;
  readonly port: Fact<number>;
}
/** Why it cannot; `why` is a sentence about the port. */
interface Unseen {
  readonly why: string;
  readonly help: string;
}

/** The address and the port at which a program finds a port of a service. */
export function seenFrom(port: ServicePort, from: From): Seen | Unseen {
  const { service, published, said, name } = port;
  if (from.stack && from.stack === service.stack) return { address: service.name, port: said.number };
  if (service.member) return onPair(port, service.member, from);
  return (
    besides(port, from) ??
    elsewhere(port) ?? {
      why: `The port ${name.value} is for ${published ? 'programs of its own host' : 'containers of its own stack'} only.`,
      help: 'Say `expose: lan` or `expose: public` at the port, or use a vhost.',
    }
  );
}

const isWildcard = ({ value }: Fact<string>): boolean => value === '0.0.0.0' || value === '::';

/** From a program of the same host. */
function besides({ service, published }: ServicePort, from: From): Seen | null {
  if (!published || from.stack || service.host !== from.host) return null;
  const { address, port } = published;
  return { address: isWildcard(address) ? map(address, () => '127.0.0.1') : address, port };
}

function elsewhere({ service, published }: ServicePort): Seen | null {
  if (!published) return null;
  const { address: bound, port } = published;
  const address = isWildcard(bound) ? [...(service.host?.addresses.values() ?? [])][0] : bound;
  return address && !/^127\.|^::1$/.test(address.value) ? { address, port } : null;
}

/**
 * Of a process of a pair: what runs only where it runs finds it on its own node; all others at the virtual address, which
 * the primary has, and which is bound by who binds every address.
 */
function onPair(port: ServicePort, member: Member, from: From): Seen | Unseen {
  const own = from.member?.pair === member.pair ? from.member : null;
  const owed = (seen: Seen): Seen => ({
    ...seen,
    address: because(seen.address, member.on, own?.on ?? null),
  });
  const beside = runsBeside(member, own) ? besides(port, from) : null;
  if (beside) return owed(beside);
  const { pair, roles } = member;
  const name = pair.name.value;
  if (!roles.includes('primary'))
    return {
      why: `It runs on the standby of ${name}, and nobody knows which node that is.`,
      help: `Let what asks for it run on ${name}/standby too, or say \`on: ${name}\` at the service.`,
    };
  if (!pair.address)
    return {
      why: `It runs on the primary of ${name}, and nobody knows which node that is.`,
      help: `Say the virtual \`address\` of the pair ${name}.`,
    };
  if (!port.published || !isWildcard(port.published.address))
    return {
      why: `The port ${port.name.value} is not bound on the virtual address of ${name}.`,
      help: `Say \`expose: public\` at the port, which binds every address, or let what asks for it run on ${name}/${roles.length > 1 ? 'primary' : (roles[0] ?? 'primary')} too.`,
    };
  return owed({ address: pair.address, port: port.published.port });
}
