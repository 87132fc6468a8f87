import type { Site } from '../../src/site/model.ts';
import type { HostArtifacts, Problem, Substitution } from '../../src/target/verification.ts';
import { readNftables } from './reader.ts';

/** What the platform ships, where no archive has it any more; and the oldest version that can be had. */
const GONE = '0.8';
const NEAREST = '0.9.8';

/**
 * The words of rules that nft 0.8 knows and that are written here: nft(8) of version 0.8.2, as Ubuntu 18.04 ships it, and
 * the tests of that release (tests/py/any/ct.t, inet/fib.t, ip6/icmpv6.t). Sets of negations, names of priorities and
 * `ct original ip daddr` came later.
 */
const KNOWN: ReadonlySet<string> = new Set(
  (
    'ct state established,related status dnat accept drop goto iifname ip ip6 protocol icmp icmpv6 type meta nfproto ' +
    'ipv6 l4proto tcp udp fib daddr local saddr sport dport counter destination-unreachable packet-too-big ' +
    'time-exceeded parameter-problem echo-request nd-router-solicit nd-router-advert nd-neighbor-solicit ' +
    'nd-neighbor-advert open "lo" "docker0" "br-*"'
  ).split(' '),
);
const VALUE = /^([0-9]+|[0-9.]+(\/[0-9]+)?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(\/[0-9]+)?)$/;

/** The firewalls of hosts whose nft cannot be had. */
export function substitutions(site: Site, host: HostArtifacts): readonly Substitution[] {
  return site.firewalls.flatMap((firewall): readonly Substitution[] => {
    const nftables = firewall.host.platform?.nftables;
    if (!nftables?.versions.includes(GONE) || firewall.host.name.value !== host.host) return [];
    const path = nftables.configuration;
    return [
      {
        stated: GONE,
        nearest: NEAREST,
        edits: [],
        without: [],
        files: new Map([[path, path]]),
        table: `what nftables ${GONE} knows`,
        problems: problemsIn(path, host.files.get(path)?.text ?? ''),
      },
    ];
  });
}

/** The rules of a file that hold a word which version 0.8 does not know. */
export const problemsIn = (path: string, text: string): readonly Problem[] =>
  readNftables(text).flatMap(({ words, line }) =>
    words
      .flatMap((word) => (word.startsWith('{') ? word.slice(1, -1).split(',') : [word]))
      .map((word) => word.trim())
      .filter((word) => !KNOWN.has(word) && !VALUE.test(word))
      .map((word) => ({ path, line, key: null, message: `${word} is not known to it` })),
  );
