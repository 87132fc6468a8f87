import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { isRefusal, type Place } from '../../src/format/place.ts';
import { syntax } from '../../templates/cron/syntax.ts';
import { compiled } from '../compiled.ts';
import { sample } from '../format/strings.ts';
import { RECORDER, asked, startCron, type CronStage } from './live.ts';

function place(name: string): Place {
  const found = syntax.places[name];
  if (found === undefined) throw new Error(`no place ${name}`);
  return found;
}

/** What the quoters of two places make of the same texts. */
const quoted = sample(700).flatMap((text) => {
  const word = place('word').quote(text);
  const value = place('assigned').quote(text);
  return isRefusal(word) || isRefusal(value) || word.length > 300 ? [] : [{ text, word, value }];
});
const BUNDLE = 8;
const bundles = Array.from({ length: Math.ceil(quoted.length / BUNDLE) }, (_, index) =>
  quoted.slice(index * BUNDLE, (index + 1) * BUNDLE),
);

const MANIFEST = String.raw`sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}, accounts: [app]}}
services: {gateway: {external: {kind: http, address: gateway.example.org, port: 90}}}
jobs:
  words:
    schedule: {cron: '@reboot'}
    command: [${RECORDER}, words, '100%', "it's", 'a\\b', '\%', '$HOME', {service: gateway, as: url}]
    user: app
    directory: /srv/dir with blanks
    env: {TITLE: 50% of "it", EMPTY: '', TZ: Etc/UTC}
    timeout: 20s
    note: What the model says is what the command gets.
  line:
    schedule: {cron: '@reboot'}
    command: 'printf "%s\\\\%s" a b | ${RECORDER} line "$(printf %03d 7)" "$X"'
    shell: bash
    env: {X: 'a b'}
    output: {append: /var/log/line.log}
  own:
    schedule: {cron: '@reboot'}
    command: [${RECORDER}, own, '%']
    crontab: user
    user: app
    env: {X: "it's 5%", Y: '\\'}
  slow:
    schedule: {cron: '@reboot'}
    command: 'echo x >>/tmp/held; sleep 5'
    output: {discard: stdout}
  slow-too:
    schedule: {cron: '@reboot'}
    command: 'echo x >>/tmp/held; sleep 5'
    lock: slow
  endless:
    schedule: {cron: '@reboot'}
    command: 'echo begun >/tmp/endless; sleep 60; echo never >/tmp/endless'
    timeout: 1s
    output: {discard: all}
  talks:
    schedule: {cron: '@reboot'}
    command: [sh, -c, 'echo said; echo complained >&2']
    mail: [ops@example.org, team@example.org]
    output: {discard: stdout}
  quiet:
    schedule: {cron: '@reboot'}
    command: [echo, nobody hears it]
    mail: []
`;

describe('the cron of Debian, in a sandbox', () => {
  let cron: CronStage;
  let files: Readonly<Record<string, string>> = {};

  beforeAll(async () => {
    const { artifacts, diagnostics } = await compiled(MANIFEST);
    expect(diagnostics).toEqual([]);
    files = Object.fromEntries(
      (artifacts ?? []).flatMap(({ path, content }) =>
        content.kind === 'file' ? [[path, content.text]] : [],
      ),
    );
    const many = bundles.flatMap((bundle, index) => [
      ...bundle.map(({ value }, at) => `V${at}=${value}\n`),
      `@reboot root ${RECORDER} bundle-${index} ${bundle.map(({ word }) => word).join(' ')}\n`,
    ]);
    const own = files['/etc/sitewright/crontabs/app'] ?? '';
    cron = await startCron(
      // crontab(1) puts a table into the spool and gives it to its user; here a line of /etc/cron.d names the user.
      {
        ...files,
        '/etc/cron.d/many': many.join(''),
        '/etc/cron.d/own': own.replace(/^@reboot /gm, '@reboot app '),
        '/tmp/many': many.join('').replaceAll('@reboot root', '@reboot'),
        '/tmp/own': own,
      },
      ['/srv/dir with blanks'],
    );
  });
  afterAll(() => cron.stage.close());

  it('hands every word and every variable to a command as it was said', async () => {
    expect(quoted.length).toBeGreaterThan(300);
    for (const [index, bundle] of bundles.entries()) {
      const { args, env, input } = await cron.recorded(`bundle-${index}`);
      expect(args).toEqual(bundle.map(({ text }) => text));
      expect(bundle.map((_, at) => env[`V${at}`])).toEqual(bundle.map(({ text }) => text));
      expect(input).toBe('');
    }
  });

  it('accepts all of that as a table of a user, and the crontab of one', async () => {
    expect(await asked(cron.stage, '/tmp/many')).toBeNull();
    expect(await asked(cron.stage, '/tmp/own')).toBeNull();
  });

  it('gives a command its words, variables and directory', async () => {
    const { args, env, input, directory } = await cron.recorded('words');
    expect(args).toEqual(['100%', "it's", 'a\\\\b', '\\%', '$HOME', 'http://gateway.example.org:90']);
    expect(env).toMatchObject({ TITLE: '50% of "it"', EMPTY: '', TZ: 'Etc/UTC', LOGNAME: 'app' });
    expect(directory).toBe('/srv/dir with blanks');
    expect(input).toBe('');
  });

  it('lets a shell read a line as it was written', async () => {
    const { args, input } = await cron.recorded('line');
    expect(args).toEqual(['007', 'a b']);
    expect(input).toBe('a\\b');
  });

  it('hands the variables of a job in a crontab to its command', async () => {
    const { args, env } = await cron.recorded('own');
    expect(args).toEqual(['%']);
    expect(env).toMatchObject({ X: "it's 5%", Y: '\\\\' });
  });

  it('skips a job while another one holds the lock', async () => {
    expect(await cron.file('/tmp/held')).toBe('x\n');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await cron.file('/tmp/held')).toBe('x\n');
  });

  it('ends a job that takes too long', async () => {
    expect(await cron.file('/tmp/endless')).toBe('begun\n');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const { status } = await cron.stage.run(['flock', '-n', '/run/lock/example-endless.lock', 'true']);
    expect(status).toBe(0);
    expect(await cron.file('/tmp/endless')).toBe('begun\n');
  });

  it('mails what a job prints besides its usual output, to those who are named', async () => {
    const mails = async (): Promise<string> => (await cron.stage.run(['sh', '-c', 'cat /tmp/mail.*'])).stdout;
    let all = await mails();
    for (let left = 50; left > 0 && !all.includes('complained'); left -= 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      all = await mails();
    }
    expect(all).toMatch(/^-FCronDaemon .* ops@example\.org,team@example\.org$/m);
    expect(all).toContain('\ncomplained\n');
    expect(all).not.toMatch(/^said$/m);
    expect(all).not.toContain('nobody hears it');
  });

  test.each([
    ['a command that is too long', `* * * * * ${'x'.repeat(999)}\n`, /"\S+":1: command too long/],
    ['a minute that is out of range', '# a\n60 * * * * x\n', /"\S+":1: bad minute/],
    ['a last line without an end', '* * * * * x', /premature EOF|newline/],
  ])('refuses %s', async (_, table, words) => {
    const { status, stderr } = await cron.stage.run([
      'sh',
      '-c',
      'printf %s "$1" >/tmp/t; crontab -n /tmp/t',
      'sh',
      table,
    ]);
    expect(status).not.toBe(0);
    expect(stderr).toMatch(words);
  });
});
