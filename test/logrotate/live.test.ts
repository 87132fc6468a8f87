import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFailure } from '../../src/verify/process.ts';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { openStage, type Stage } from '../../src/verify/stage.ts';
import { verification } from '../../templates/logrotate/verify.ts';
import { compiled } from '../compiled.ts';

const MANIFEST = `sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
logFiles:
  app:
    paths: [/var/log/app/*.log]
    keep: 2
    maxSize: 1KiB
    reload: [app.service, idle.service]
    owner: root
    mode: '0600'
  copied: {paths: [/var/log/copied.out], keep: 1, maxSize: 10B, copyTruncate: true}
  plain: {paths: [/var/log/plain.log], keep: 1, maxSize: 10B, compress: false, reopened: true}
`;

/** Notes what it is asked; one unit does not run. */
const SYSTEMCTL = '#!/bin/sh\necho "$*" >>/tmp/asked\ncase "$*" in *is-active*idle*) exit 3 ;; esac\n';

describe('logrotate of Debian, in a sandbox', () => {
  let stage: Stage;
  const read = (path: string): string => readFileSync(join(stage.root, path), 'utf8');
  const has = (path: string): boolean => existsSync(join(stage.root, path));
  const run = async (): Promise<void> => {
    const { status, stderr } = await stage.run(['sh', '-c', 'logrotate -s /tmp/state /tmp/main']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  };

  beforeAll(async () => {
    const { artifacts, diagnostics } = await compiled(MANIFEST);
    expect(diagnostics).toEqual([]);
    const { value, diagnostics: missing } = await ensurePrograms(verification.programs);
    const program = value?.get('logrotate');
    if (!program) throw new Error(missing.map(({ message }) => message).join('\n'));
    const own = (artifacts ?? []).flatMap(({ target, path, content }) =>
      target === 'logrotate' && content.kind === 'file'
        ? [[path, { text: content.text, mode: 0o644 }] as const]
        : [],
    );
    const opened = await openStage(
      {
        files: new Map([
          ...own,
          ['/tmp/main', { text: own.map(([path]) => `include ${path}\n`).join(''), mode: 0o644 }],
          ['/usr/bin/systemctl', { text: SYSTEMCTL, mode: 0o755 }],
          ['/var/log/app/a.log', { text: 'a'.repeat(2000), mode: 0o644 }],
          ['/var/log/app/small.log', { text: 'small', mode: 0o644 }],
          ['/var/log/app/empty.log', { text: '', mode: 0o644 }],
          ['/var/log/copied.out', { text: 'copied and emptied\n', mode: 0o604 }],
          ['/var/log/plain.log', { text: 'moved and made anew\n', mode: 0o604 }],
        ]),
      },
      { program },
    );
    if (isFailure(opened)) throw new Error(opened.failed);
    stage = opened;
  });
  afterAll(() => stage.close());

  it('puts aside what has grown too large, and nothing else', async () => {
    const before = statSync(join(stage.root, '/var/log/copied.out')).ino;
    await run();
    expect(read('/var/log/app/a.log')).toBe('');
    expect(read('/var/log/app/a.log.1')).toHaveLength(2000);
    expect(statSync(join(stage.root, '/var/log/app/a.log')).mode & 0o777).toBe(0o600);
    expect(has('/var/log/app/small.log.1')).toBe(false);
    expect(has('/var/log/app/empty.log.1')).toBe(false);
    expect(read('/var/log/copied.out')).toBe('');
    expect(statSync(join(stage.root, '/var/log/copied.out')).ino).toBe(before);
    expect(has('/var/log/copied.out.1.gz')).toBe(true);
    expect(read('/var/log/plain.log')).toBe('');
    expect(statSync(join(stage.root, '/var/log/plain.log')).mode & 0o777).toBe(0o604);
    expect(read('/var/log/plain.log.1')).toBe('moved and made anew\n');
  });

  it('tells units that run, once for all files', () => {
    expect(read('/tmp/asked').trim().split('\n')).toEqual([
      '--quiet is-active app.service',
      'reload app.service',
      '--quiet is-active idle.service',
    ]);
  });

  it('compresses at the next time, and keeps as many as it is told', async () => {
    for (let round = 2; round <= 4; round += 1) {
      writeFileSync(join(stage.root, '/var/log/app/a.log'), `${round}`.repeat(2000));
      await run();
    }
    expect(read('/var/log/app/a.log.1')).toBe('4'.repeat(2000));
    expect(has('/var/log/app/a.log.2.gz')).toBe(true);
    expect(has('/var/log/app/a.log.3.gz')).toBe(false);
  });
});
