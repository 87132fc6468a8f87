import { describe, expect, test } from 'vitest';
import type { HostArtifacts } from '../../src/target/verification.ts';
import { verifyHost, type Verdict } from '../../src/verify/verify.ts';
import { verification as env } from '../../templates/env/verify.ts';
import { verification as sysctl } from '../../templates/sysctl/verify.ts';

const PATH = '/etc/site/some.conf';

function hostWith(target: string, format: string, text: string): HostArtifacts {
  const here = { service: null, suite: null, present: [], names: new Map(), addresses: [], users: [] };
  return {
    site: 'cims',
    host: 'web1',
    files: new Map([[PATH, { text, mode: 0o640, target, format }]]),
    links: new Map(),
    vantages: [{ ...here, files: new Map([[PATH, PATH]]) }],
  };
}

async function asked(
  target: string,
  format: string,
  text: string,
): Promise<{ readonly verdict: Verdict | undefined; readonly said: readonly string[] }> {
  const { value, diagnostics } = await verifyHost(hostWith(target, format, text), [env, sysctl], {
    origin: () => null,
  });
  const said = diagnostics.map((one) => one.message.replace(/^\S+ \S+ refuses \S+?(:\d+)?: /, '$1 '));
  return { verdict: value?.[0], said };
}

const ENV = "# Variables.\nA='x y'\nB='${secret:one}'\n# More.\nD=e\nF='g'\n";

describe('env files of compose', () => {
  const of = (text: string): ReturnType<typeof asked> => asked('env', 'env-compose', text);

  test('a good one is read as it was meant', async () => {
    expect(await of(ENV)).toEqual({
      verdict: { path: PATH, outcome: 'verified', by: ['docker-compose 2.26.1'], why: null },
      said: [],
    });
  });
  test.each<[string, string, string, string]>([
    ['a quote that is never closed', "F='g'", "F='g", ":6 unterminated quoted value 'g."],
    ['an open quote in the middle', 'D=e', 'D="e', ':5 unterminated quoted value "e.'],
    ['a name with a blank', 'D=e', 'D e', ':5 key cannot contain a space.'],
    ['a strange name', 'D=e', 'D!=e', ':5 unexpected character "!" in variable name "D!=e".'],
    [
      'a value that is interpolated',
      'D=e',
      'D=$E',
      ':5 The "E" variable is not set. Defaulting to a blank string.',
    ],
    ['a line without `=`', 'D=e', 'De', ':5 env file, line 5: no name of a variable.'],
    ['a line without a name', 'D=e', '=e', ':5 env file, line 5: no name of a variable.'],
  ])('%s', async (_, from, to, expected) => {
    const { verdict, said } = await of(ENV.replace(from, to));
    expect(said).toEqual([expected]);
    expect(verdict?.outcome).toBe('refused');
  });
});

describe('env files of a shell', () => {
  const of = (text: string): ReturnType<typeof asked> => asked('env', 'env-shell', text);

  test('a good one is read as it was meant', async () => {
    expect(await of(ENV)).toEqual({
      verdict: { path: PATH, outcome: 'verified', by: ['dash 0.5.12'], why: null },
      said: [],
    });
  });
  test.each<[string, string, string, string]>([
    ['a quote that is never closed', "F='g'", "F='g", ':7 Syntax error: Unterminated quoted string.'],
    ['a second word', 'D=e', 'D=e f', ':5 f: not found.'],
    ['a variable that nobody sets', 'D=e', 'D=$E', ':5 E: parameter not set.'],
    ['a command', 'D=e', 'D=$(echo e)', ':5 env file, line 5: sh would expand or run part of this line.'],
  ])('%s', async (_, from, to, expected) => {
    const { verdict, said } = await of(ENV.replace(from, to));
    expect(said).toEqual([expected]);
    expect(verdict?.outcome).toBe('refused');
  });
});

test.each(['docker', 'systemd'])('nobody can be asked about an env file of %s', async (consumer) => {
  const { verdict, said } = await asked('env', `env-${consumer}`, ENV);
  expect(said).toEqual([]);
  expect(verdict).toMatchObject({ outcome: 'reader only', why: expect.stringMatching(consumer) as string });
});

describe('kernel settings', () => {
  const GOOD = '# Settings.\nvm.max_map_count = 262144\nkernel.core_pattern = |/bin/x %p\n';
  const of = (text: string): ReturnType<typeof asked> => asked('sysctl', 'sysctl', text);

  test.each([
    '',
    'net.ipv4.conf.*.rp_filter = 1\n',
    'net.netfilter.nf_conntrack_max = 1\n',
    'abi.nobody.knows = 1\n',
  ])('are accepted, with %j too', async (more) => {
    expect(await of(GOOD + more)).toEqual({
      verdict: { path: PATH, outcome: 'verified', by: ['procps 4.0.2'], why: null },
      said: [],
    });
  });
  test.each<[string, string, string]>([
    ['vm.max_map_count =', 'vm.max_map_count', ':2 invalid syntax.'],
    ['vm.max_map_count', 'vm.max_map_coun', ':2 there is no key vm.max_map_coun; there is vm.max_map_count.'],
    ['kernel.core_pattern', 'kernel.version', ':3 kernel.version cannot be set.'],
  ])('%s → %s', async (from, to, expected) => {
    const { verdict, said } = await of(GOOD.replace(from, to));
    expect(said).toEqual([expected]);
    expect(verdict?.outcome).toBe('refused');
  });
});
