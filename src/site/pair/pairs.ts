import { error, type Diagnostic } from '../../diagnostic.ts';
import { because, map, type Fact } from '../../fact.ts';
import { entriesOf, keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import type { Host, Secret } from '../model.ts';
import { virtualAddress } from './address.ts';
import type { Pair } from './model.ts';
import { moverOf } from './mover.ts';
import type { Names } from '../names.ts';

/** The pairs of a site; one that lacks a node, or whose nodes cannot reach each other, is a finding and is left out. */
export function pairsOf(
  said: Located<M.SiteManifest>,
  hosts: Names<Host>,
  secrets: Names<Secret>,
  diagnostics: Diagnostic[],
): readonly Pair[] {
  const taken = new Map<Host, Fact<string>>();
  return entriesOf(said.pairs).flatMap(({ name, value }) => {
    const nodes = free(nodesOf(name, value, hosts, diagnostics), name, value, taken, diagnostics);
    if (hosts.has(name.value))
      diagnostics.push(
        error('pair-clash', keyOf(value), `A host is called ${name.value} too.`, {
          help: 'Give the pair another name: `on` must say which of the two is meant.',
        }),
      );
    if (!nodes) return [];
    const primary = nodes.find((node) => node.name.value === value.primary.value);
    if (!primary) {
      const names = nodes.map((node) => node.name.value);
      diagnostics.push(
        error(
          'unknown-node',
          value.primary.from[0]?.at ?? keyOf(value),
          `${value.primary.value} is no node of ${name.value}.${didYouMean(value.primary.value, names)}`,
          { help: `Its nodes are ${listOf(names)}.` },
        ),
      );
      return [];
    }
    const [first, second] = nodes.map((node, index) =>
      addressOf(node, value.nodes[index] ?? null, name, value, diagnostics),
    );
    if (!first || !second) return [];
    const addresses = new Map([
      [nodes[0], first],
      [nodes[1], second],
    ]);
    const virtual = value.address ?? null;
    if (virtual) virtualAddress(virtual.at, addresses, hosts.all, diagnostics);
    return [
      {
        name,
        at: keyOf(value),
        said: value,
        nodes,
        primary,
        addresses,
        address: virtual && map(virtual.at, (text) => text.split('/')[0] ?? text),
        mover: virtual && moverOf(virtual, secrets, diagnostics),
      },
    ];
  });
}

/** The nodes, where none of them is a node of another pair: a host has one role. */
function free(
  nodes: readonly [Host, Host] | null,
  name: Fact<string>,
  said: Located<M.Pair>,
  taken: Map<Host, Fact<string>>,
  diagnostics: Diagnostic[],
): readonly [Host, Host] | null {
  const again = nodes?.find((node) => taken.has(node));
  const other = again && taken.get(again);
  if (!again || !other) {
    for (const node of nodes ?? []) taken.set(node, name);
    return nodes;
  }
  const place = said.nodes.find(({ value }) => value === again.name.value);
  diagnostics.push(
    error(
      'node-of-two-pairs',
      place?.from[0]?.at ?? keyOf(said),
      `${again.name.value} is a node of ${other.value} already.`,
      {
        related: other.from.slice(0, 1).map(({ at }) => ({ at, message: `${other.value} is said here.` })),
        why: 'A host has one role: it cannot be the primary of one pair and the standby of another.',
        help: 'Let one pair have all that fails over together, or name other hosts.',
      },
    ),
  );
  return null;
}

function nodesOf(
  name: Fact<string>,
  said: Located<M.Pair>,
  hosts: Names<Host>,
  diagnostics: Diagnostic[],
): readonly [Host, Host] | null {
  const [first, second, ...more] = said.nodes;
  const twice = said.nodes.find(
    (node, index) => said.nodes.findIndex(({ value }) => value === node.value) < index,
  );
  if (twice)
    diagnostics.push(
      error(
        'node-twice',
        twice.from[0]?.at ?? keyOf(said),
        `${twice.value} is a node of ${name.value} twice.`,
        {
          related: said.nodes
            .filter((node) => node !== twice && node.value === twice.value)
            .flatMap(({ from }) =>
              from.slice(0, 1).map(({ at }) => ({ at, message: 'It is named here first.' })),
            ),
          help: 'Name two different hosts.',
        },
      ),
    );
  else if (!first || !second || more.length > 0)
    diagnostics.push(
      error(
        'pair-of-one',
        keyOf(said),
        `${name.value} has ${said.nodes.length === 1 ? 'one node' : `${said.nodes.length} nodes`}; a pair has two.`,
        {
          help: 'Name the two hosts under `nodes`.',
        },
      ),
    );
  const found = said.nodes.map((node) => hosts.find(node));
  const [a, b] = found;
  return a && b && !twice && found.length === 2 ? [a, b] : null;
}

/** Where the other node reaches this one. */
function addressOf(
  node: Host,
  called: Fact<string> | null,
  name: Fact<string>,
  said: Located<M.Pair>,
  diagnostics: Diagnostic[],
): Fact<string> | null {
  const address = node.addresses.get(said.via.value);
  if (address) return because(address, said.via, called);
  diagnostics.push(
    error(
      'unknown-address',
      said.via.from[0]?.at ?? keyOf(said),
      `The host ${node.name.value} has no address "${said.via.value}", by which ${name.value} would reach it.${didYouMean(said.via.value, node.addresses.keys())}`,
      {
        related: [{ at: node.at, message: `${node.name.value} is said here.` }],
        help: `It has ${listOf(node.addresses.keys()) || 'none'}. Say \`via\`, or the address.`,
      },
    ),
  );
  return null;
}
