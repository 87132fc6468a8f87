import { error, nowhere, type Diagnostic, type Span } from '../../diagnostic.ts';
import { because, type Fact } from '../../fact.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import type { Host } from '../model.ts';
import type { Member, Pair } from './model.ts';
import type { Names } from '../names.ts';
import { ROLES, type Role } from './roles.ts';

/** The pairs of a site by name; null for one that an earlier finding took out. */
export type Pairs = ReadonlyMap<string, Pair | null>;

/** A host, and what it is to the pair that was named; null where a host itself was. */
export interface Place {
  readonly host: Host;
  readonly member: Member | null;
}

/**
 * Where something is that says `on: <host>`, `on: <pair>` or `on: <pair>/<role>`: one place, or one on each node. What is
 * said for a role is on both nodes too, since either may have it.
 */
export function placesOf(
  on: Fact<string>,
  hosts: Names<Host>,
  pairs: Pairs,
  diagnostics: Diagnostic[],
): readonly Place[] {
  const slash = on.value.indexOf('/');
  const name = slash === -1 ? on.value : on.value.slice(0, slash);
  const pair = pairs.get(name);
  if (pair === null) return [];
  if (pair === undefined) {
    if (slash !== -1) {
      diagnostics.push(noPair(on, name, hosts, pairs));
      return [];
    }
    const host = hosts.find(on);
    return host ? [{ host, member: null }] : [];
  }
  const roles = slash === -1 ? ROLES : rolesNamed(on, on.value.slice(slash + 1), pair, diagnostics);
  if (roles.length === 0) return [];
  const [a, b] = pair.nodes;
  const [first, second] = pair.said.nodes;
  return [
    { host: a, member: { pair, host: a, peer: b, roles, on: because(on, first ?? null) } },
    { host: b, member: { pair, host: b, peer: a, roles, on: because(on, second ?? null) } },
  ];
}

function rolesNamed(on: Fact<string>, text: string, pair: Pair, diagnostics: Diagnostic[]): readonly Role[] {
  const role = ROLES.find((one) => one === text);
  if (role) return [role];
  const name = pair.name.value;
  diagnostics.push(
    error(
      text === '' ? 'missing-role' : 'unknown-role',
      placeOf(on),
      text === ''
        ? `${on.value} names no role, so that it would run on neither node.`
        : `The pair ${name} has no role "${text}".${didYouMean(text, ROLES)}`,
      {
        related: [{ at: pair.at, message: `${name} is said here.` }],
        help: `Say ${listOf(ROLES.map((one) => `${name}/${one}`))}, or "${name}" for both.`,
      },
    ),
  );
  return [];
}

function noPair(on: Fact<string>, name: string, hosts: Names<Host>, pairs: Pairs): Diagnostic {
  const host = hosts.all.find((one) => one.name.value === name);
  const known = [...pairs.keys()];
  if (host)
    return error('role-of-host', placeOf(on), `${name} is a host, and no host has a role of its own.`, {
      related: [{ at: host.at, message: `${name} is said here.` }],
      why: 'A role is what the nodes of a pair take in turns.',
      help:
        known.length === 0
          ? `Say ${name} alone, or a pair under \`pairs\`.`
          : `Say ${name} alone, or a pair: ${listOf(known)}.`,
    });
  return error('unknown-pair', placeOf(on), `There is no pair "${name}".${didYouMean(name, known)}`, {
    help: known.length === 0 ? 'Say it under `pairs`.' : `Known: ${listOf(known)}.`,
  });
}

const placeOf = (one: Fact<unknown>): Span => one.from[0]?.at ?? nowhere('');

/** The one role in which something runs; null for what runs in both, or has nothing to do with a pair. */
export const onlyRole = (member: Member | null): Role | null =>
  member?.roles.length === 1 ? (member.roles[0] ?? null) : null;

/** Whether something that runs on a node in these roles finds, whenever it runs, the other one running there. */
export const runsBeside = (member: Member, beside: Member | null): boolean =>
  (beside?.pair === member.pair ? beside.roles : ROLES).every((role) => member.roles.includes(role));

/** Something that is on both nodes of a pair, and knows its other one. */
interface Twin<T> {
  readonly host: Host | null;
  readonly twin: T | null;
}

/** The one on this host, of something that is on both nodes of a pair; itself where it is not. */
export const nearest = <T extends Twin<T>>(one: T, host: Host | null): T =>
  one.twin && host && one.twin.host === host ? one.twin : one;

/** Something on each of its hosts. */
export const everywhere = <T extends Twin<T>>(one: T): readonly T[] => (one.twin ? [one, one.twin] : [one]);
