import { expect, test } from 'vitest';
import {
  bytesIn,
  bytesOf,
  goDuration,
  inUnits,
  millisecondsIn,
  secondsOf,
} from '../../src/site/spelling/units.ts';

test.each([
  ['1B', 1],
  ['64kB', 64_000],
  ['1.5GB', 1_500_000_000],
  ['1TB', 1e12],
  ['1.5KiB', 1536],
  ['512MiB', 536_870_912],
  ['2TiB', 2_199_023_255_552],
])('%s is %d bytes', (said, bytes) => expect(bytesIn(said)).toBe(bytes));

test.each(['', '64', 'kB', '64 kB', '64K', '-1kB', '1e3kB', '1.kB', '64constructor'])(
  '"%s" is no size',
  (said) => expect(bytesIn(said)).toBeNull(),
);

test('a part of a byte is rounded', () => expect(bytesOf('0.0015kB')).toBe(2));

test.each([
  ['250ms', 250],
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  ['1d12h', 129_600_000],
  ['0s', 0],
])('%s is %d milliseconds', (said, milliseconds) => {
  expect(millisecondsIn(said)).toBe(milliseconds);
  expect(secondsOf(said)).toBe(milliseconds / 1000);
});

test.each(['', '90', 's', '1.5h', '1h 30m', '1w', '-1s'])('"%s" is no duration', (said) =>
  expect(millisecondsIn(said)).toBeNull(),
);

test.each([
  ['1d12h', '24h12h'],
  ['1h30m', '1h30m'],
  ['500ms', '500ms'],
])('%s is %s to Go', (said, go) => expect(goDuration(said)).toBe(go));

test.each([
  [0, '0'],
  [1023, '1023'],
  [1024, '1k'],
  [1536, '1536'],
  [2048 * 1024, '2m'],
])('%d in units that count it whole is %s', (amount, text) =>
  expect(
    inUnits(amount, [
      ['m', 1024 ** 2],
      ['k', 1024],
    ]),
  ).toBe(text),
);
