import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { versionsFor } from '../../templates/nginx/versions.ts';
import {
  checkDirective,
  checkVariable,
  contextInside,
  type Context,
  type Use,
  type Vocabulary,
} from '../../templates/nginx/vocabulary.ts';
import { derive } from './derive.ts';
import { mergeVersions, printVocabulary, spellCounts } from './merge.ts';
import { nginxPrograms } from './prober.ts';

const FILE = new URL('../../templates/nginx/vocabulary.json', import.meta.url);

test('vocabulary.json is what the real programs answer', { timeout: 600_000 }, async () => {
  const all = await Promise.all((await nginxPrograms()).map(derive));
  const merged = mergeVersions(all);
  expect(merged.versions).toEqual(['1.22.1', '1.26.3']);
  expect(Object.keys(merged.directives).length).toBeGreaterThan(550);
  expect(Object.values(merged.directives)).not.toContainEqual([]);
  await expect(printVocabulary(merged)).toMatchFileSnapshot(FILE.pathname);
});

const real = JSON.parse(readFileSync(FILE, 'utf8')) as Vocabulary;
const use = (name: string, context: Context, count: number, block = false): Use => ({
  name,
  context,
  args: Array.from({ length: count }, () => 'x'),
  block,
});

describe('what nginx takes', () => {
  test.each<[string | null, Use]>([
    [null, use('proxy_pass', 'location', 1)],
    ['1.22', use('proxy_pass', 'stream server', 1)],
    ['1.26', use('http2', 'server', 1)],
    ['1.22.1', use('ssl', 'server', 1)],
    ['1.25.3', use('http2', 'server', 1)],
    ['1.25.3', use('ssl', 'server', 1)],
    ['1.29', use('add_header', 'if in location', 3)],
    ['1.18', use('add_header', 'http', 2)],
    [null, use('server', 'http', 0, true)],
    [null, use('server', 'upstream', 4)],
    [null, use('location', 'location', 2, true)],
    [null, use('map', 'http', 2, true)],
    [null, use('include', 'limit_except', 1)],
    [null, use('random', 'upstream', 0)],
    [null, use('log_format', 'http', 9)],
    ['1.26.0', use('server_name', 'stream server', 1)],
  ])('%s: %j', (stated, one) => {
    expect(checkDirective(real, stated, one)).toBeNull();
  });
});

describe('what it does not take', () => {
  test.each<[string | null, Use, string, string, string]>([
    [
      '1.26',
      use('proxi_pass', 'location', 1),
      'unknown',
      '`proxi_pass` is no directive that nginx 1.26.3 knows.',
      'Did you mean `proxy_pass`?',
    ],
    [
      '1.26',
      use('toString', 'location', 1),
      'unknown',
      '`toString` is no directive that nginx 1.26.3 knows.',
      'See the list of directives at https://nginx.org/en/docs/dirindex.html.',
    ],
    [
      '1.22',
      use('http2', 'server', 1),
      'newer',
      '`http2` is not known to nginx 1.22.1.',
      'Leave it out, or state a newer version: nginx 1.26.3 knows it.',
    ],
    [
      '1.22',
      use('server_name', 'stream server', 1),
      'newer',
      '`server_name` in stream server is not known to nginx 1.22.1.',
      'Leave it out, or state a newer version: nginx 1.26.3 knows it.',
    ],
    [
      '1.26',
      use('ssl', 'server', 1),
      'removed',
      '`ssl` is no longer known to nginx 1.26.3.',
      'Leave it out: nginx 1.22.1 still knew it.',
    ],
    [
      null,
      use('proxy_pass', 'server', 1),
      'context',
      '`proxy_pass` may not stand in server for nginx 1.26.3.',
      'It may stand in location, if in location, limit_except or stream server.',
    ],
    [null, use('gzip', 'http', 0), 'arity', '`gzip` has 0 arguments.', 'Write 1 argument.'],
    [null, use('add_header', 'http', 4), 'arity', '`add_header` has 4 arguments.', 'Write 2 to 3 arguments.'],
    [
      null,
      use('error_page', 'http', 1),
      'arity',
      '`error_page` has 1 argument.',
      'Write 2 or more arguments.',
    ],
    [
      null,
      use('gzip', 'http', 1, true),
      'block',
      '`gzip` has a block, and nginx wants none.',
      'End it with `;`.',
    ],
    [
      null,
      use('location', 'server', 1),
      'block',
      '`location` has no block, and nginx wants one.',
      'Only a template can write it.',
    ],
  ])('%s: %j', (stated, one, problem, message, help) => {
    expect(checkDirective(real, stated, one)).toEqual({ problem, message, help, certain: true });
  });

  test.each<[string, Use, string]>([
    ['1.29.1', use('http_2', 'server', 1), 'so 1.26.3 had to answer for it.'],
    ['1.18', use('http2', 'server', 1), 'so 1.22.1 had to answer for it.'],
    ['1.24', use('http22', 'server', 1), 'so 1.22.1 and 1.26.3 had to answer for it.'],
  ])('with less certainty where nginx %s was not asked', (stated, one, note) => {
    const misuse = checkDirective(real, stated, one);
    expect(misuse?.certain).toBe(false);
    expect(misuse?.message).toContain(`Nothing is recorded about nginx ${stated}, ${note}`);
  });
});

describe('variables', () => {
  test.each<[string, 'http' | 'stream']>([
    ['host', 'http'],
    ['1', 'http'],
    ['http_x_forwarded_proto', 'http'],
    ['arg_anything', 'http'],
    ['upstream_http_etag', 'http'],
    ['bytes_received', 'stream'],
    ['mine', 'http'],
  ])('$%s is known in %s', (name, scope) => {
    expect(checkVariable(real, '1.26', { name, scope, defined: ['mine'] })).toBeNull();
  });

  test.each<[string, 'http' | 'stream', string, string, string]>([
    ['requesturi', 'http', '1.26', 'unknown', 'Did you mean `request_uri`'],
    ['mime', 'http', '1.26', 'unknown', '`mine`'],
    ['host', 'stream', '1.26', 'context', 'Did you mean'],
    ['http_host', 'stream', '1.26', 'context', ''],
    ['http3', 'http', '1.22', 'newer', 'nginx 1.26.3 knows it'],
  ])('$%s in %s of %s is not', (name, scope, stated, problem, help) => {
    const misuse = checkVariable(real, stated, { name, scope, defined: ['mine'] });
    expect(misuse).toMatchObject({ problem, certain: true });
    expect(misuse?.help).toContain(help);
  });
});

test('a stated version is answered for by its series or by its neighbours', () => {
  const versions = ['1.22.1', '1.26.3'];
  expect(versionsFor(versions, null)).toEqual(['1.26.3']);
  expect(versionsFor(versions, '1.26')).toEqual(['1.26.3']);
  expect(versionsFor(versions, '1.22.0')).toEqual(['1.22.1']);
  expect(versionsFor(versions, '1.24.0')).toEqual(['1.22.1', '1.26.3']);
  expect(versionsFor(versions, '1.9')).toEqual(['1.22.1']);
  expect(versionsFor(versions, '2.0')).toEqual(['1.26.3']);
});

test('counts are spelled short', () => {
  expect(spellCounts([1])).toBe('1');
  expect(spellCounts([0, 1, 2])).toBe('0-2');
  expect(spellCounts([1, 3])).toBe('1,3');
  expect(spellCounts([2, 3, 4, 5, 6, 7, 8])).toBe('2+');
});

test('a directive that changes from version to version has a form for each', () => {
  const probed = (args: number[]) => [{ context: 'http' as const, args, block: false, table: false }];
  const version = (name: string, directives: Record<string, number[]>) => ({
    version: name,
    directives: new Map(Object.entries(directives).map(([key, args]) => [key, probed(args)] as const)),
    variables: [],
  });
  const merged = mergeVersions([
    version('1.0', { same: [1], gone: [1], grew: [1], back: [1] }),
    version('1.2', { same: [1], grew: [1] }),
    version('1.4', { same: [1], grew: [1, 2], came: [1], back: [1] }),
  ]);
  expect(merged.directives).toEqual({
    back: [
      { in: ['http'], args: '1', until: '1.0' },
      { in: ['http'], args: '1', from: '1.4' },
    ],
    came: [{ in: ['http'], args: '1', from: '1.4' }],
    gone: [{ in: ['http'], args: '1', until: '1.0' }],
    grew: [
      { in: ['http'], args: '1', until: '1.2' },
      { in: ['http'], args: '1-2', from: '1.4' },
    ],
    same: [{ in: ['http'], args: '1' }],
  });
  expect(checkDirective(merged, '1.2', use('back', 'http', 1))).toMatchObject({ problem: 'newer' });
  expect(checkDirective(merged, '1.0', use('grew', 'http', 2))).toMatchObject({ problem: 'arity' });
});

test('every block of directives says where its directives stand', () => {
  for (const [name, forms] of Object.entries(real.directives))
    for (const form of forms)
      for (const context of form.in)
        expect(contextInside(context, name) !== null, `${context} > ${name}`).toBe(
          form.block === 'directives',
        );
});
