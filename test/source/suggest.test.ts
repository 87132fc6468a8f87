import { describe, expect, test } from 'vitest';
import { didYouMean, listOf } from '../../src/source/suggest.ts';

describe('didYouMean', () => {
  test.each<[title: string, name: string, candidates: string[], expected: string]>([
    ['swapped letters', 'prot', ['env', 'port', 'image'], ' Did you mean "port"?'],
    ['swapped letters of a short name', 'no', ['on', 'as'], ' Did you mean "on"?'],
    ['swapped letters at the end', 'hots', ['host', 'on'], ' Did you mean "host"?'],
    ['a missing letter', 'adress', ['addresses', 'address', 'platform'], ' Did you mean "address"?'],
    ['case', 'maxbody', ['maxBody', 'readTimeout'], ' Did you mean "maxBody"?'],
    ['hyphens and underscores', 'max-connections', ['max_connections'], ' Did you mean "max_connections"?'],
    [
      'a beginning',
      'mem',
      ['memory', 'memoryReservation', 'cpus'],
      ' Did you mean "memory" or "memoryReservation"?',
    ],
    ['too long by a word', 'timeoutSeconds', ['timeout', 'retries'], ' Did you mean "timeout"?'],
    [
      'at most three, by distance and then by name',
      'por',
      ['pot', 'pop', 'port', 'bor'],
      ' Did you mean "bor", "pop" or "port"?',
    ],
    ['nothing far', 'volumes', ['port', 'image', 'env'], ''],
    ['another short name is not near', 'tag', ['tls', 'env'], ''],
    ['one letter is not near another', 'a', ['b'], ''],
    [
      'nothing much farther than the nearest',
      'shared_bufers',
      ['shared_buffers', 'share_buffs'],
      ' Did you mean "shared_buffers"?',
    ],
    ['not the name itself', 'port', ['port'], ''],
    ['a candidate said twice', 'prot', ['port', 'port'], ' Did you mean "port"?'],
    ['no candidates', 'port', [], ''],
    ['the empty name', '', ['port'], ''],
    ['quotes and controls are escaped', 'a"b\u001b', ['a"c\u001b'], ' Did you mean "a\\"c\\u001b"?'],
  ])('%s', (_title, name, candidates, expected) => {
    expect(didYouMean(name, candidates)).toBe(expected);
    expect(didYouMean(name, [...candidates].reverse())).toBe(expected);
  });
});

describe('listOf', () => {
  const letters = (count: number) => [...'abcdefghijkl'].slice(0, count).reverse();
  test.each<[names: string[], expected: string]>([
    [[], ''],
    [['a'], '"a"'],
    [['b', 'a'], '"a" or "b"'],
    [['c', 'a', 'b', 'a'], '"a", "b" or "c"'],
    [['b', 'B', 'a'], '"B", "a" or "b"'],
    [letters(8), '"a", "b", "c", "d", "e", "f", "g" or "h"'],
    [letters(9), '"a", "b", "c", "d", "e", "f", "g", "h", … (9 in all)'],
    [letters(12), '"a", "b", "c", "d", "e", "f", "g", "h", … (12 in all)'],
  ])('%j', (names, expected) => {
    expect(listOf(names)).toBe(expected);
    expect(listOf(new Set(names))).toBe(expected);
  });
});
