import { spawn, type ChildProcess } from 'node:child_process';
import { pipeline } from 'node:stream/promises';
import type { Failure } from '../process.ts';

const UNREAD = ['./usr/share/doc', './usr/share/man', './usr/share/locale', './dev'];

/**
 * Unpacks a Debian package into a folder. No owner, no set-uid bit and no device comes out of it: what is unpacked is
 * only read and run, by whoever runs us.
 */
export async function unpack(deb: string, root: string): Promise<Failure | null> {
  const archive = spawn('dpkg-deb', ['--fsys-tarfile', deb], { stdio: ['ignore', 'pipe', 'pipe'] });
  const tar = spawn(
    'tar',
    [
      ...['-x', '-C', root, '--no-same-owner', '--no-same-permissions', '--keep-directory-symlink'],
      ...UNREAD.map((path) => `--exclude=${path}`),
    ],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  // A broken pipe only says that tar ended early; tar says why.
  const piped = pipeline(archive.stdout, tar.stdin).catch(() => undefined);
  const said = await Promise.all([complaint(archive), complaint(tar), piped]);
  const why = said.filter((one) => typeof one === 'string');
  return why.length === 0 ? null : { failed: `The package ${deb} cannot be unpacked: ${why.join(' ')}` };
}

/** Waits for a program's end; null when it was a good one, else what it said. */
function complaint(child: ChildProcess): Promise<string | null> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(`${error.message}.`));
    child.on('close', (status) => resolve(status === 0 ? null : `${child.spawnfile}: ${said.trim()}`));
  });
}
