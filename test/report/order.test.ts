import fc from 'fast-check';
import { expect, test } from 'vitest';
import { error, warning } from '../../src/diagnostic.ts';
import type { Diagnostic } from '../../src/diagnostic.ts';
import { inOrder } from '../../src/report/order.ts';
import { marked, spanIn } from './marked.ts';

const at = (name: string, start: number, end = start + 1) => ({
  source: { name, text: 'x'.repeat(99) },
  start,
  end,
});
const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map((one) => one.code);

test('by name, then start, then code; names by code unit, starts by number', () => {
  const mixed = [
    error('five', at('b.yaml', 1), 'm'),
    error('three', at('a.yaml', 9), 'm'),
    error('four', at('a.yaml', 10), 'm'),
    error('two', at('a.yaml', 2), 'm'),
    warning('one', at('a.yaml', 2), 'm'),
    error('zero', at('Z.yaml', 50), 'm'),
  ];
  expect(codes(inOrder(mixed))).toEqual(['zero', 'one', 'two', 'three', 'four', 'five']);
});

test('only what a reader cannot tell apart is dropped', () => {
  const one = error('x', at('a.yaml', 1), 'm');
  const others: readonly Diagnostic[] = [
    { ...one, severity: 'warning' },
    { ...one, code: 'y' },
    { ...one, message: 'n' },
    { ...one, why: 'w' },
    { ...one, help: 'h' },
    { ...one, at: at('a.yaml', 1, 5) },
    { ...one, at: at('b.yaml', 1) },
    { ...one, related: [{ at: at('a.yaml', 7), message: 'r' }] },
    { ...one, related: [{ at: at('a.yaml', 8), message: 'r' }] },
    { ...one, related: [{ at: at('a.yaml', 8), message: 's' }] },
  ];
  expect(inOrder([one, ...others, { ...one, at: at('a.yaml', 1) }])).toHaveLength(1 + others.length);
});

test('a repeated finding keeps its mask wherever it was said', async () => {
  const { pretty } = await import('../../src/report/pretty.ts');
  const of = marked('a.yaml', '«key»: «hunter2»\n');
  const open = error('x', spanIn(of), 'Wrong.');
  const masked = { ...open, masked: [spanIn(of, 1)] };
  for (const both of [
    [open, masked],
    [masked, open],
  ])
    expect(pretty(both, { color: false })).not.toContain('hunter2');
});

test('no order of arrival changes the result', () => {
  const one = fc.record({
    code: fc.constantFrom('x', 'y'),
    severity: fc.constantFrom('error' as const, 'warning' as const),
    message: fc.constantFrom('m', 'n'),
    at: fc
      .record({ name: fc.constantFrom('a', 'b'), start: fc.nat(3) })
      .map(({ name, start }) => at(name, start)),
    why: fc.constantFrom(null, 'w'),
  });
  fc.assert(
    fc.property(
      fc
        .array(one, { maxLength: 12 })
        .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      ([list, shuffled]) => {
        const all = (some: typeof list) =>
          inOrder(some.map((each) => ({ ...each, related: [], help: null, masked: [] })));
        expect(all(shuffled)).toEqual(all(list));
      },
    ),
  );
});
