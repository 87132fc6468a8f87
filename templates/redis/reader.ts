/** One line of redis.conf that is no comment. `line` counts from 1. */
export interface RedisDirective {
  /** in small letters, as redis-server compares it */
  readonly name: string;
  /** texts of UTF-8; bytes that are none read as U+FFFD */
  readonly args: readonly string[];
  readonly line: number;
}

/**
 * Reads redis.conf as redis-server does (loadServerConfigFromString() in config.c, sdssplitargs() in sds.c), without
 * a look at the quoters. Throws a SyntaxError, with the line, for quotes that redis-server refuses.
 */
export function readRedis(text: string): RedisDirective[] {
  return text.split('\n').flatMap((row, index) => {
    const trimmed = row.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    const words = split(Buffer.from(trimmed));
    if (words === null) throw new SyntaxError(`redis.conf, line ${index + 1}: Unbalanced quotes.`);
    const [name, ...args] = words;
    return name === undefined ? [] : [{ name: name.toLowerCase(), args, line: index + 1 }];
  });
}

const isBlank = (byte: number | undefined): boolean =>
  byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
const LETTERS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, a: 7 };

/** The words of one line; null where a quote is not closed, or not followed by a blank. */
function split(bytes: Buffer): string[] | null {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (isBlank(bytes[at])) at++;
    if (at >= bytes.length) return words;
    const word: number[] = [];
    let quote: number | null = null;
    for (;;) {
      const byte = bytes[at];
      if (byte === undefined) {
        if (quote !== null) return null;
        break;
      }
      if (quote === null) {
        if (isBlank(byte)) break;
        if (byte === 0x22 || byte === 0x27) quote = byte;
        else word.push(byte);
        at++;
      } else if (byte === quote) {
        at++;
        if (at < bytes.length && !isBlank(bytes[at])) return null;
        break;
      } else {
        const [read, length] = quote === 0x22 ? inDouble(bytes, at) : inSingle(bytes, at);
        word.push(read);
        at += length;
      }
    }
    words.push(Buffer.from(word).toString());
  }
}

function inDouble(bytes: Buffer, at: number): readonly [byte: number, length: number] {
  const byte = bytes[at] ?? 0;
  const next = bytes[at + 1];
  if (byte !== 0x5c || next === undefined) return [byte, 1];
  const hex = /^\\x([0-9a-fA-F]{2})/.exec(bytes.toString('latin1', at, at + 4))?.[1];
  if (hex !== undefined) return [Number.parseInt(hex, 16), 4];
  return [LETTERS[String.fromCharCode(next)] ?? next, 2];
}

const inSingle = (bytes: Buffer, at: number): readonly [byte: number, length: number] =>
  bytes[at] === 0x5c && bytes[at + 1] === 0x27 ? [0x27, 2] : [bytes[at] ?? 0, 1];
