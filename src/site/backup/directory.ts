import { error, type Diagnostic } from '../../diagnostic.ts';
import { map, type Fact } from '../../fact.ts';
import { keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Datastore } from '../model.ts';
import { redisPlace } from '../platform/datastore.ts';
import { placed, postgresqlMajor } from '../platform/platform.ts';

/** Folders that a start of the host, or systemd-tmpfiles, empties (hier(7), tmpfiles.d of systemd). */
const EMPTIED = ['/tmp', '/var/tmp', '/run', '/var/run', '/dev/shm', '/var/lock'];

const below = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/**
 * Where dumps would be lost, or where others than root could put links in their way.
 * @param targets the servers whose database is dumped
 * @param servers all servers
 */
export function* placeFaults(
  site: Located<M.SiteManifest>,
  name: Fact<string>,
  said: Located<M.Backup>,
  targets: readonly Datastore[],
  servers: readonly Datastore[],
): Generator<Diagnostic> {
  const at = said.directory.from[0]?.at ?? keyOf(said);
  const path = said.directory.value.replace(/\/$/, '');
  const odd = path
    .split('/')
    .some((step, index) => step === '..' || step === '.' || (step === '' && index > 0));
  if (path === '' || odd)
    yield error('backup/directory', at, `${said.directory.value} is no directory for dumps.`, {
      help: 'Say a directory of their own, without `.` and `..`.',
    });
  const emptied = EMPTIED.find((folder) => below(path, folder));
  if (emptied !== undefined)
    yield error('backup/emptied', at, `${emptied} is emptied by the host, and ${name.value} with it.`, {
      why: 'Below it nothing is meant to stay.',
      help: 'Say a directory of a disk, best of another one than that of the data.',
    });
  for (const store of servers) {
    const data = targets.some(({ host }) => host === store.host) ? dataOf(store) : null;
    if (data !== null && below(path, data)) {
      yield error(
        'backup/in-data',
        at,
        `${said.directory.value} is inside the data of ${store.name.value}.`,
        {
          related: [{ at: store.at, message: `${store.name.value} is said here.` }],
          why: 'What happens to the data happens to its dumps; copies of the data would take them along.',
          help: 'Say a directory outside, best on another disk.',
        },
      );
      break;
    }
  }
  const stated = Object.entries(site.directories ?? {}).find(([one]) => one.replace(/\/$/, '') === path)?.[1];
  const owner = stated?.owner;
  if (owner && owner.value !== 'root')
    yield error(
      'backup/owner',
      owner.from[0]?.at ?? keyOf(stated),
      `${path} belongs to ${owner.value}, and root writes dumps there.`,
      {
        related: [{ at, message: `It is the directory of ${name.value} here.` }],
        why: 'Who owns a directory can put a link there, and root would write where it points to.',
        help: 'Let root own it. Who is to read the dumps can be its `group`, with the mode 0750.',
      },
    );
}

/** The folder of a server's data; null on a host of which nothing is known. */
function dataOf(store: Datastore): string | null {
  const { host, said, name } = store;
  if (!host.platform) return null;
  const { postgresql, redis } = host.platform;
  if (said.engine.value === 'redis') return placed(host, redisPlace(store, redis).data, { name }).value;
  const major = map<string | number, string>(said.version, postgresqlMajor);
  return placed(host, postgresql.data, { major, name }).value;
}
