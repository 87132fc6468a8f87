import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { cacheFolder } from '../../src/verify/cache.ts';
import { openSuite } from '../../src/verify/debian/suite.ts';
import { execute, isFailure } from '../../src/verify/process.ts';

/** A Debian package, as its own file tells. */
export interface DebianPackage {
  readonly version: string;
  readonly depends: readonly string[];
  /** absolute paths */
  readonly files: readonly string[];
  /** the texts of some files, by path, and of the scripts that run at its installation */
  readonly texts: Readonly<Record<string, string>>;
}

/** Files whose words are compared: units, and the configuration that the package ships. */
const READ =
  /\/systemd\/system\/[^/]+$|^\/etc\/(monit\/monitrc|nginx\/nginx\.conf|redis\/redis\.conf|logrotate\.conf|init\.d\/(monit|postgresql))$/;

/** Asks the packages of a suite what they hold; downloaded once, nothing of them is unpacked or run. */
export async function packagesIn(
  suite: 'bookworm',
  names: readonly string[],
): Promise<Readonly<Record<string, DebianPackage>>> {
  const folder = join(cacheFolder(), 'packages');
  const key = createHash('sha256')
    .update([...names].sort().join(' '))
    .digest('hex')
    .slice(0, 12);
  const file = join(folder, `${suite}-${key}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Record<string, DebianPackage>;
  // The archive drops a package when a newer one comes, so lists from the cache may name what is gone.
  const found = (await ask(suite, names, false)) ?? (await ask(suite, names, true));
  if (found === null) throw new Error(`the packages of ${suite} cannot be fetched: ${names.join(' ')}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(found));
  renameSync(`${file}.${process.pid}`, file);
  return found;
}

async function ask(
  name: 'bookworm',
  names: readonly string[],
  fresh: boolean,
): Promise<Record<string, DebianPackage> | null> {
  const suite = await openSuite(cacheFolder(), name, fresh, () => undefined);
  if (isFailure(suite)) throw new Error(suite.failed);
  try {
    const answer = await suite.apt(['download', ...names], suite.scratch);
    if (answer.status !== 0) return null;
    const all: Record<string, DebianPackage> = {};
    for (const file of readdirSync(suite.scratch)
      .filter((one) => one.endsWith('.deb'))
      .sort())
      all[file.slice(0, file.indexOf('_'))] = await read(join(suite.scratch, file));
    return all;
  } finally {
    suite.close();
  }
}

async function read(deb: string): Promise<DebianPackage> {
  const said = async (line: string): Promise<string> => {
    const { stdout, status, stderr } = await execute(['sh', '-c', line, 'sh', deb], { timeout: 60_000 });
    if (status !== 0) throw new Error(`${line}: ${stderr}`);
    return stdout;
  };
  const paths = (await said('dpkg-deb --fsys-tarfile "$1" | tar -t'))
    .split('\n')
    .map((path) => path.slice(1));
  const files = paths.filter(
    (path) => path !== '' && !path.endsWith('/') && !path.startsWith('/usr/share/doc/'),
  );
  const texts: Record<string, string> = {};
  for (const path of files.filter((one) => READ.test(one)))
    texts[path] = await said(`dpkg-deb --fsys-tarfile "$1" | tar -xO '.${path}'`);
  texts['postinst'] = await said('dpkg-deb --ctrl-tarfile "$1" | tar -xO ./postinst 2>/dev/null || true');
  const depends = await said('dpkg-deb -f "$1" Depends');
  return {
    version: (await said('dpkg-deb -f "$1" Version')).trim(),
    depends: depends.split(/[,|]/).map((one) => one.trim().split(/[\s(:]/, 1)[0] ?? ''),
    files,
    texts,
  };
}
