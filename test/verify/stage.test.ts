import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { StageNeed } from '../../src/target/verification.ts';
import { execute, isFailure } from '../../src/verify/process.ts';
import { ensurePrograms, type Program } from '../../src/verify/programs.ts';
import { openStage, type Stage } from '../../src/verify/stage.ts';
import { needs } from '../programs.ts';

let programs: ReadonlyMap<string, Program> = new Map();
beforeAll(async () => {
  programs = (await ensurePrograms(needs)).value ?? new Map();
}, 300_000);

async function open(need: Partial<StageNeed>, id: string | null = 'nginx'): Promise<Stage> {
  const stage = await openStage(need, { program: id === null ? null : (programs.get(id) ?? null) });
  if (isFailure(stage)) throw new Error(stage.failed);
  return stage;
}

const file = (text: string, mode = 0o644) => ({ text, mode });

describe('isolation', () => {
  const marker = join(tmpdir(), `sitewright-marker-${process.pid}`);
  let stage: Stage;
  beforeAll(async () => {
    writeFileSync(marker, 'host');
    stage = await open({
      users: ['app'],
      names: new Map([
        ['db', '10.7.7.7'],
        ['web', null],
      ]),
      directories: ['/srv/data'],
    });
  });
  afterAll(async () => {
    await stage.close();
    await execute(['rm', '-f', marker], { timeout: 5000 });
  });
  const sh = async (script: string) => (await stage.run(['sh', '-c', script])).stdout;

  test('only its own /etc', async () => {
    expect((await sh('ls /etc')).split('\n').filter(Boolean)).toEqual([
      'group',
      'hosts',
      'nsswitch.conf',
      'passwd',
    ]);
    expect(await sh('cat /etc/passwd')).toBe(
      'root:x:0:0:root:/root:/bin/sh\nnobody:x:0:0::/home/nobody:/usr/sbin/nologin\napp:x:0:0::/home/app:/usr/sbin/nologin\n',
    );
  });
  test('no folder of the host', async () => {
    expect(await sh(`ls ${marker} ${homedir()}/.bashrc ${import.meta.dirname} 2>/dev/null`)).toBe('');
  });
  test('no network but its own loopback', async () => {
    const links = await sh('ip -brief link');
    expect(links.trim().split('\n')).toHaveLength(1);
    expect(links).toMatch(/^lo /);
  });
  test('no process of the host', async () => {
    const processes = (await sh('ls /proc')).split('\n').filter((name) => /^\d+$/.test(name));
    expect(processes.length).toBeLessThan(6);
  });
  test('no variable of the host and no name of it', async () => {
    expect(
      (await sh('env'))
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split('=')[0])
        .sort(),
    ).toEqual(['HOME', 'LC_ALL', 'PATH', 'PWD']);
    expect(await sh('cat /proc/sys/kernel/hostname')).toBe('sandbox\n');
    expect(hostname()).not.toBe('sandbox');
  });
  test('nothing of /usr can be written', async () => {
    const answer = await stage.run(['sh', '-c', 'echo x > /usr/bin/sh']);
    expect(answer.status).not.toBe(0);
    expect(answer.stderr).toContain('Read-only file system');
  });
  test('names resolve to what the model says, or to one address each', async () => {
    expect(await sh('cat /etc/hosts')).toBe(
      '127.0.0.1 localhost\n::1 localhost\n10.7.7.7 db\n127.0.0.3 web\n',
    );
  });
  test('the directories that were asked for', async () => {
    expect((await stage.run(['sh', '-c', 'cd /srv/data && echo y > z'])).status).toBe(0);
    expect(existsSync(join(stage.root, 'srv/data/z'))).toBe(true);
  });
});

describe('what a stage holds', () => {
  test('files with modes, links, certificates that match their key, addresses', async () => {
    const stage = await open({
      files: new Map([
        ['/etc/app/a.conf', file('a\n', 0o600)],
        ['/usr/local/bin/hello', file('#!/bin/sh\necho hello\n', 0o755)],
        ['/lib/systemd/system/app.service', file('[Unit]\n')],
      ]),
      links: new Map([['/etc/enabled/a.conf', '../app/a.conf']]),
      certificates: ['/etc/tls/cert.pem', '/etc/tls/key.pem'],
      addresses: ['10.9.8.7', 'fd00::7'],
    });
    const answer = await stage.run([
      'sh',
      '-c',
      `stat -c %a /etc/app/a.conf; cat /etc/enabled/a.conf; /usr/local/bin/hello; cat /usr/lib/systemd/system/app.service
       test -e /usr/bin/sh && echo usr
       openssl x509 -in /etc/tls/cert.pem -noout -pubkey > /tmp/a; openssl pkey -in /etc/tls/key.pem -pubout > /tmp/b
       [ "$(cat /tmp/a)" = "$(cat /tmp/b)" ] && echo match
       sed -n "/BEGIN DH/,/END DH/p" /etc/tls/cert.pem | openssl dhparam -noout -text | head -1
       ip -brief address show lo`,
    ]);
    await stage.close();
    expect(answer.stderr).toBe('');
    expect(answer.stdout).toMatch(/^600\na\nhello\n\[Unit\]\nusr\nmatch\n *DH Parameters: \(2048 bit\)\n/);
    expect(answer.stdout).toContain('10.9.8.7/32');
    expect(answer.stdout).toContain('fd00::7/128');
  });

  test('without a program, the tools of this host', async () => {
    const stage = await open({}, null);
    expect((await stage.run(['sh', '-c', 'echo here'])).stdout).toBe('here\n');
    await stage.close();
  });

  test('a plain program beside the tools of this host', async () => {
    const stage = await open({}, 'docker-compose');
    expect((await stage.run(['docker-compose', 'version', '--short'])).stdout).toMatch(/^2\.26\.1/);
    await stage.close();
  });

  test.each<[string, Partial<StageNeed>, string]>([
    ['a relative path', { files: new Map([['etc/x', file('')]]) }, 'not a path of a stage: etc/x'],
    ['a path that climbs', { links: new Map([['/etc/../x', 'y']]) }, 'not a path of a stage: /etc/../x'],
    [
      'a link where a file is',
      { files: new Map([['/a', file('')]]), links: new Map([['/a', 'b']]) },
      'EEXIST',
    ],
  ])('%s is a fault of the caller, and leaves nothing', async (_, need, words) => {
    const folder = mkdtempSync(join(tmpdir(), 'sitewright-test-tmp-'));
    vi.stubEnv('TMPDIR', folder);
    await expect(openStage(need)).rejects.toThrow(words);
    vi.unstubAllEnvs();
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});

describe('nothing is left', () => {
  test('of a stage that is closed', async () => {
    const stage = await open({ files: new Map([['/etc/a', file('a')]]) });
    await stage.run(['sh', '-c', 'mkdir -m 700 /var/lib/own; echo x > /var/lib/own/x']);
    expect(existsSync(stage.root)).toBe(true);
    await stage.close();
    expect(existsSync(stage.root)).toBe(false);
  });

  test('of a program that takes too long, nor of its children', async () => {
    const stage = await open({});
    const before = Date.now();
    const answer = await stage.run(['sh', '-c', 'sleep 7654 & sleep 7654'], { timeout: 300 });
    expect(answer).toMatchObject({ status: null, signal: 'SIGKILL', late: true });
    expect(Date.now() - before).toBeLessThan(5000);
    await stage.close();
    await expect.poll(() => running('7654')).toBe(false);
  });

  test('of a server; while it runs, another program can talk to it', async () => {
    const text = `user root; daemon off; error_log stderr; events {}
      http { access_log off; server { listen 10.9.8.7:8417 ssl; ssl_certificate /pem; ssl_certificate_key /pem; return 200 "served"; } }`;
    const stage = await open({
      files: new Map([['/etc/nginx/nginx.conf', file(text)]]),
      directories: ['/var/log/nginx', '/var/lib/nginx'],
      certificates: ['/pem'],
      addresses: ['10.9.8.7'],
    });
    const server = await stage.spawn(['nginx', '-g', 'master_process off;']);
    const client = ['openssl', 's_client', '-quiet', '-connect', '10.9.8.7:8417'];
    const fetching = () => server.run(client, { input: 'GET / HTTP/1.0\r\n\r\n' });
    await expect.poll(async () => (await fetching()).stdout).toMatch(/^HTTP\/1\.1 200 OK[^]*served$/);
    await stage.close();
    expect(await server.ended).toBe(null);
    expect(existsSync(stage.root)).toBe(false);
  });
});

/** Whether a process of this host has this word among its arguments. */
const running = async (word: string): Promise<boolean> => {
  const answers = await Promise.all(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
      .map((pid) => execute(['cat', `/proc/${pid}/cmdline`], { timeout: 5000 })),
  );
  return answers.some((answer) => answer.stdout.split('\0').includes(word));
};
