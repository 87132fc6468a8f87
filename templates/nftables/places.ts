import { isRefusal, type Place, type Refusal } from '../../src/format/place.ts';
import { keyText, refusal, spell, unprintable } from '../../src/format/text.ts';

/** A place that holds one of few words, or text of a certain shape. */
const shaped = (name: string, isRight: (text: string) => boolean, wants: string): Place => ({
  name,
  quote: (value) => {
    const text = keyText(value);
    return isRefusal(text) || isRight(text)
      ? text
      : refusal(`is ${JSON.stringify(text)}, which is no ${wants}`, `Write ${wants}.`);
  },
});

const KEYWORDS: readonly string[] = ['tcp', 'udp', 'ip', 'ip6'];
const keyword = shaped('nft keyword', (text) => KEYWORDS.includes(text), 'protocol or family');

const port = shaped(
  'nft port',
  (text) => /^[1-9][0-9]{0,4}$/.test(text) && Number(text) <= 65535,
  'port from 1 to 65535',
);

const address = shaped('nft address', isNetwork, 'address or network in CIDR notation');

/** A host name would be asked for when the rules are loaded, so only addresses are taken. */
function isNetwork(text: string): boolean {
  const [host = '', length = '0', ...rest] = text.split('/');
  const bits = isIPv4(host) ? 32 : isIPv6(host) ? 128 : -1;
  return rest.length === 0 && /^(0|[1-9][0-9]{0,2})$/.test(length) && Number(length) <= bits;
}

const isIPv4 = (text: string): boolean =>
  /^(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}$/.test(text) &&
  text.split('.').every((part) => Number(part) < 256);

function isIPv6(text: string): boolean {
  const halves = text.split('::');
  const counts = halves.map((half) => (half === '' ? 0 : groups(half)));
  const count = counts.reduce((sum, one) => sum + one, 0);
  return halves.length === 2 ? count < 8 : halves.length === 1 && count === 8;
}

/** How many groups of 16 bits stand between colons; NaN where something else stands there. */
function groups(text: string): number {
  const parts = text.split(':');
  return parts.every((part) => /^[0-9A-Fa-f]{1,4}$/.test(part)) ? parts.length : NaN;
}

/** nft takes 128 bytes (NFTNL_UDATA_COMMENT_MAXLEN). */
const LONGEST = 128;

/** Between double quotes, which have no escapes; nft(8), lexical conventions. */
function quoted(text: string): string | Refusal {
  const bad = unprintable(text);
  if (bad !== null) return bad;
  if (text.includes('"'))
    return refusal('holds a double quote, which nothing can escape between quotes', 'Leave it out.');
  if (text.includes('\n')) return refusal('holds a newline, which ends a rule', 'Write it on one line.');
  return text;
}

const string: Place = {
  name: 'nft string',
  quote: (given) => {
    const text = spell(given, quoted);
    if (isRefusal(text)) return text;
    if (text === '') return refusal('is empty', 'Say something.');
    return Buffer.byteLength(text) <= LONGEST
      ? text
      : refusal(`is longer than ${LONGEST} bytes, which nft does not take`, 'Use shorter names.');
  },
};

const comment: Place = {
  name: 'nft comment',
  quote: (given) =>
    spell(given, (text) =>
      text.includes('\n')
        ? refusal('holds a newline, which ends a comment', 'Write it on one line.')
        : (unprintable(text) ?? text),
    ),
};

export const PLACES = { keyword, port, address, string, comment };
