import { describe, expect, test } from 'vitest';
import type { HostArtifacts } from '../../src/target/verification.ts';
import type { Verdict } from '../../src/verify/verdict.ts';
import { verifyHost } from '../../src/verify/verify.ts';
import { verification as cron } from '../../templates/cron/verify.ts';
import { verification as env } from '../../templates/env/verify.ts';
import { verification as hosts } from '../../templates/hosts/verify.ts';
import { verification as logrotate } from '../../templates/logrotate/verify.ts';
import { verification as nftables } from '../../templates/nftables/verify.ts';
import { verification as sysctl } from '../../templates/sysctl/verify.ts';

const PATH = '/etc/site/some.conf';

function hostWith(target: string, format: string, text: string, path: string, mode: number): HostArtifacts {
  const here = {
    service: null,
    suite: null,
    platform: null,
    present: [],
    names: new Map(),
    addresses: [],
    users: [],
  };
  return {
    site: 'cims',
    host: 'web1',
    files: new Map([[path, { text, mode, target, format }]]),
    links: new Map(),
    vantages: [{ ...here, files: new Map([[path, path]]) }],
  };
}

async function asked(
  target: string,
  format: string,
  text: string,
  path = PATH,
  mode = 0o640,
): Promise<{ readonly verdict: Verdict | undefined; readonly said: readonly string[] }> {
  const { value, diagnostics } = await verifyHost(
    hostWith(target, format, text, path, mode),
    [cron, env, hosts, logrotate, nftables, sysctl],
    {
      origin: () => null,
    },
  );
  const said = diagnostics.map((one) =>
    one.message.replace(/^\S+ \S+ refuses \S+?(:\d+)?: /, '$1 ').trimStart(),
  );
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

describe('env files of systemd', () => {
  const of = (text: string): ReturnType<typeof asked> => asked('env', 'env-systemd', text);

  test.each([ENV, `${ENV}H=a b # c\nI=x$Y\\nz\nJ="1 2\n3"\nD=f\nK=\n`, '# Nothing.\n'])(
    'a good one is read as it was meant',
    async (text) => {
      expect(await of(text)).toEqual({
        verdict: {
          path: PATH,
          outcome: 'verified',
          by: [expect.stringMatching(/^systemd 252/) as string],
          why: null,
        },
        said: [],
      });
    },
  );
  test.each<[string, string, string, string]>([
    ['a quote that is never closed', "F='g'", "F='g", ':6 env file, line 6: a quote has no end.'],
    ['a line without `=`', 'D=e', 'De', ':5 env file, line 5: no name of a variable.'],
  ])('%s', async (_, from, to, expected) => {
    const { verdict, said } = await of(ENV.replace(from, to));
    expect(said).toEqual([expected]);
    expect(verdict?.outcome).toBe('refused');
  });
});

test('nobody can be asked about an env file of docker', async () => {
  const { verdict, said } = await asked('env', 'env-docker', ENV);
  expect(said).toEqual([]);
  expect(verdict).toMatchObject({ outcome: 'reader only', why: expect.stringMatching('docker') as string });
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

describe('tables of cron', () => {
  const GOOD = '# Jobs.\nMAILTO=ops@example.org\n*/5 * * * * root /usr/local/bin/sync --day $(date +\\%F)\n';
  const of = (text: string, path = '/etc/cron.d/example-sync', mode = 0o644): ReturnType<typeof asked> =>
    asked('cron', 'cron', text, path, mode);

  test('a good one is accepted, and so is the crontab of a user', async () => {
    const verified = { outcome: 'verified', by: ['cron 3.0pl1'], why: null };
    expect(await of(GOOD)).toEqual({ verdict: { path: '/etc/cron.d/example-sync', ...verified }, said: [] });
    const own = await asked('cron', 'crontab', GOOD.replace(' root ', ' '));
    expect(own).toEqual({ verdict: { path: PATH, ...verified }, said: [] });
  });
  test.each<[string, string, string, readonly string[]]>([
    ['a minute that is out of range', '*/5', '60', [':3 bad minute.']],
    ['a variable without a name', 'MAILTO=', '=', [':2 crontab, line 2: neither a variable nor a command.']],
    ['a % that is none', '\\%', '%', [':3 the command ends at a % that has no backslash.']],
    [
      'a user without a command',
      ' /usr/local/bin/sync --day $(date +\\%F)',
      '',
      [':3 crontab, line 3: neither a variable nor a command.'],
    ],
    ['the end of a line from elsewhere', '\\%F)\n', '\\%F)\r\n', [':3 the line ends in a carriage return.']],
  ])('%s', async (_, from, to, expected) => {
    const { verdict, said } = await of(GOOD.replace(from, to));
    expect(said).toEqual(expected);
    expect(verdict?.outcome).toBe('refused');
  });
  test('a last line without an end', async () => {
    const { said } = await of(GOOD.trimEnd());
    expect(said).toContainEqual(expect.stringMatching(/^crontab: the last line has no end\.$/));
  });
  test.each<[string, number, string]>([
    ['/etc/cron.d/example.sync', 0o644, 'cron does not read a file of this name.'],
    ['/etc/cron.d/example-sync', 0o664, 'cron does not read a file that others may write.'],
  ])('%s with the mode %i', async (path, mode, expected) => {
    expect((await of(GOOD, path, mode)).said).toEqual([expected]);
  });
});

describe('names of a host', () => {
  const GOOD =
    '127.0.0.1 localhost\n::1 localhost ip6-localhost\n192.0.2.4 db1.example.org db1\n2001:db8::c8 six\n';
  const of = (text: string): ReturnType<typeof asked> => asked('hosts', 'hosts', text, '/etc/hosts', 0o644);

  test('are found by the resolver', async () => {
    expect(await of(GOOD)).toEqual({
      verdict: { path: '/etc/hosts', outcome: 'verified', by: ['libc-bin 2.36'], why: null },
      said: [],
    });
  });
  test.each<[string, string, readonly string[]]>([
    ['192.0.2.4 ', '192.0.2.400 ', [':3 db1.example.org is not found.', ':3 db1 is not found.']],
    ['2001:db8::c8 ', '2001:db8::g8 ', [':4 six is not found.']],
    [' six', '', [':4 2001:db8::c8 has no name.']],
    [' db1.example.org', ' # db1.example.org', [':3 192.0.2.4 has no name.']],
  ])('%s → %s', async (from, to, expected) => {
    const { verdict, said } = await of(GOOD.replace(from, to));
    expect(said).toEqual(expected);
    expect(verdict?.outcome).toBe('refused');
  });
});

describe('nftables.conf', () => {
  const RULES =
    '# Rules.\ntable inet a\ndelete table inet a\ntable inet a {\n  chain b {\n    tcp dport 22 accept comment "ssh"\n' +
    '    ip saddr { 10.0.10.4, 10.1.0.0/16 } drop\n    goto c\n  }\n  chain c {\n    ct status dnat accept\n  }\n}\n';
  const of = (text: string): ReturnType<typeof asked> => asked('nftables', 'nftables', text);

  test('a good one is taken by the oldest nft', async () => {
    expect(await of(RULES)).toEqual({
      verdict: { path: PATH, outcome: 'verified', by: ['nftables 0.9.8'], why: null },
      said: [],
    });
  });
  test.each<[string, string, string, string]>([
    ['a word that nobody knows', 'accept comment', 'admit comment', ':6 syntax error, unexpected comment'],
    ['a host name', '10.0.10.4,', 'no.example.invalid,', ':7 Could not resolve hostname'],
    ['a chain that is not there', 'goto c', 'goto d', ':8 Could not process rule'],
    ['a port that is none', 'dport 22', 'dport 65536', ':6 Service out of range'],
    ['a brace that is missing', '  }\n}\n', '  }\n', 'syntax error, unexpected end of file'],
  ])('%s', async (_, from, to, expected) => {
    const { verdict, said } = await of(RULES.replace(from, to));
    expect(said).not.toEqual([]);
    for (const one of said) expect(one).toContain(expected);
    expect(verdict?.outcome).toBe('refused');
  });
});

describe('rotation of log files', () => {
  const FILE = '/etc/logrotate.d/example-app';
  const GOOD = `# The log file app.
/var/log/app/*.log
/var/log/app/[a-z]?.out
{
    daily
    rotate 7
    missingok
    create 0640 app www-data
    sharedscripts
    postrotate
        if /usr/bin/systemctl --quiet is-active app.service; then /usr/bin/systemctl reload app.service; fi
    endscript
}
`;
  const of = (text: string, mode = 0o644): ReturnType<typeof asked> =>
    asked('logrotate', 'logrotate', text, FILE, mode);

  test.each([
    '    daily',
    '    weekly',
    '    monthly',
    '    daily\n    maxsize 100M',
    '    daily\n    copytruncate',
  ])('is accepted, with %j', async (frequency) => {
    expect(await of(GOOD.replace('    daily', frequency))).toEqual({
      verdict: { path: FILE, outcome: 'verified', by: ['logrotate 3.21.0'], why: null },
      said: [],
    });
  });
  test.each<[string, string, string, readonly string[]]>([
    ['a word that it does not know', 'daily', 'dayly', [":5 unknown option 'dayly' -- ignoring line."]],
    ['an amount that is none', 'rotate 7', 'rotate seven', [":6 bad rotation count 'seven'."]],
    ['an entry that does not close', '\n}\n', '\n', [' logrotate: an entry does not close.']],
    [
      'a file that stands twice',
      '/var/log/app/[a-z]?.out',
      '/var/log/app/x.log',
      [':3 duplicate log entry for /var/log/app/x.log.'],
    ],
  ])('%s', async (_, from, to, expected) => {
    const { verdict, said } = await of(GOOD.replace(from, to));
    expect(said).toEqual(expected.map((one) => one.trimStart()));
    expect(verdict?.outcome).toBe('refused');
  });
  test('a file that others may write is not read', async () => {
    const { verdict, said } = await of(GOOD, 0o664);
    expect(said).toEqual(['logrotate does not read a file that others may write.']);
    expect(verdict?.outcome).toBe('refused');
  });
});
