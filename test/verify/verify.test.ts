import { describe, expect, test } from 'vitest';
import type { Span } from '../../src/diagnostic.ts';
import {
  EMPTY_STAGE,
  type Check,
  type ProgramNeed,
  type Verification,
} from '../../src/target/verification.ts';
import { verifyHost } from '../../src/verify/verify.ts';
import { verification as nginx } from '../../templates/nginx/verify.ts';
import { hostOf } from './host.ts';

const need: ProgramNeed = { id: 'nginx', suite: 'trixie', packages: ['nginx'], closure: true };
const host = hostOf({ '/etc/app/a.conf': 'one\ntwo\n', '/etc/app/b.conf': 'three\n' });
const nowhereKnown = { origin: () => null };

const checking = (check: Partial<Check>): Verification => ({
  id: 'app',
  programs: [need],
  checks: () => [
    {
      ...{ title: 'app', artifacts: ['/etc/app/a.conf'], program: need, stage: EMPTY_STAGE },
      ...{ command: ['true'], read: () => [] },
      ...check,
    },
  ],
  readerOnly: () => new Map([['/etc/app/b.conf', 'the app has no check mode']]),
});

const problem = { path: '/etc/app/a.conf', line: 2, key: null, message: 'two is too many' };

describe('verdicts', () => {
  test('a good answer verifies the files of the question; the others say why not', async () => {
    expect(await verifyHost(host, [checking({})], nowhereKnown)).toEqual({
      value: [
        { path: '/etc/app/a.conf', outcome: 'verified', by: ['nginx 1.26.3'], why: null },
        { path: '/etc/app/b.conf', outcome: 'reader only', by: [], why: 'the app has no check mode' },
      ],
      diagnostics: [],
    });
  });

  test('without a question nothing is fetched or run', async () => {
    const none: Verification = { id: 'none', programs: [], checks: () => [], readerOnly: () => new Map() };
    const { value, diagnostics } = await verifyHost(host, [none], { ...nowhereKnown, cache: '/nonexistent' });
    expect(diagnostics).toEqual([]);
    expect(value?.map((one) => one.outcome)).toEqual(['reader only', 'reader only']);
  });

  test.each<[string, Partial<Check>, RegExp]>([
    ['a bad status', { command: ['sh', '-c', 'echo oh >&2; exit 3'] }, /it ends with status 3: oh\.$/],
    ['a silent bad status', { command: ['false'] }, /it ends with status 1: it says nothing\.$/],
    ['a signal', { command: ['sh', '-c', 'kill -9 $$'] }, /it ends with status 137: it says nothing\.$/],
  ])('%s that the reader cannot explain is a refusal all the same', async (_, check, words) => {
    const { value, diagnostics } = await verifyHost(host, [checking(check)], nowhereKnown);
    expect(diagnostics.map((one) => one.message)).toEqual([expect.stringMatching(words)]);
    expect(value?.[0]?.outcome).toBe('refused');
  });

  test('a program that cannot be had leaves its files unasked, with an error', async () => {
    const ghost: ProgramNeed = { ...need, id: 'ghost', packages: ['no-such-program'] };
    const { value, diagnostics } = await verifyHost(host, [checking({ program: ghost })], nowhereKnown);
    expect(diagnostics.map((one) => [one.code, one.severity])).toEqual([['verify/program', 'error']]);
    expect(value?.[0]).toMatchObject({ outcome: 'unasked', by: ['ghost'] });
  }, 60_000);

  test('a problem in one file leaves the others of the question unasked', async () => {
    const both = checking({ artifacts: ['/etc/app/a.conf', '/etc/app/b.conf'], read: () => [problem] });
    const { value } = await verifyHost(host, [both], nowhereKnown);
    expect(value?.map((one) => one.outcome)).toEqual(['refused', 'unasked']);
  });
});

describe('a refusal', () => {
  test('stands at the rendered line where no origin is recorded', async () => {
    const { diagnostics } = await verifyHost(host, [checking({ read: () => [problem] })], nowhereKnown);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({
      code: 'verify/app',
      severity: 'error',
      message: 'nginx 1.26.3 refuses /etc/app/a.conf:2: two is too many.',
      at: { source: { name: 'out/cims/web1/etc/app/a.conf' }, start: 4, end: 7 },
      related: [],
    });
  });

  test('stands at the manifest, with the rendered line beside it', async () => {
    const manifest: Span = { source: { name: 'sites/cims.yaml', text: 'site: cims\n' }, start: 6, end: 10 };
    const asked: unknown[] = [];
    const origin = (...place: unknown[]): Span => {
      asked.push(place);
      return manifest;
    };
    const { diagnostics } = await verifyHost(host, [checking({ read: () => [problem] })], { origin });
    expect(asked).toEqual([['/etc/app/a.conf', 2, null]]);
    expect(diagnostics[0]?.at).toBe(manifest);
    expect(diagnostics[0]?.related).toMatchObject([
      { at: { start: 4, end: 7 }, message: 'what was rendered' },
    ]);
  });
});

test('questions are asked two at a time, and answered in their order', async () => {
  let open = 0;
  let most = 0;
  const many: Verification = {
    ...checking({}),
    checks: () =>
      [4, 1, 2, 3].map((number) => ({
        ...{ title: `question ${number}`, artifacts: ['/etc/app/a.conf'], program: need, stage: EMPTY_STAGE },
        command: ['sh', '-c', `sleep 0.${number}; echo ${number}; exit 1`],
        read: ({ stdout }) => {
          open -= 1;
          return [{ ...problem, line: null, message: `said ${stdout.trim()}` }];
        },
      })),
  };
  const progress = (line: string): void => {
    if (!line.startsWith('question')) return;
    open += 1;
    most = Math.max(most, open);
  };
  const { diagnostics } = await verifyHost(host, [many], { ...nowhereKnown, progress });
  expect(most).toBe(2);
  const said = diagnostics.map((one) => one.message.replace(/^.*: /, ''));
  expect(said).toEqual(['said 4.', 'said 1.', 'said 2.', 'said 3.']);
});

test('what nginx says reaches the manifest through the whole way', async () => {
  const broken = hostOf({ '/etc/nginx/nginx.conf': 'events {}\nhttp { sendfile maybe; }\n' });
  const { diagnostics } = await verifyHost(broken, [nginx], nowhereKnown);
  expect(diagnostics.map((one) => one.message)).toEqual([
    'nginx 1.26.3 refuses /etc/nginx/nginx.conf:2: invalid value "maybe" in "sendfile" directive, it must be "on" or "off".',
  ]);
});
