import { because, fact, map, type Fact, type Value } from '../../fact.ts';
import { keyOf, originOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { error, warning, type Diagnostic } from '../../diagnostic.ts';
import type { Check, Datastore, Host } from '../model.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import { redisPlace } from '../platform/datastore.ts';
import { fill, placed, postgresqlMajor } from '../platform/platform.ts';
import { resolveText } from '../reference/text.ts';
import type { World } from '../service/world.ts';
import type { Pair } from '../pair/model.ts';

/** /etc/rapidproctl.conf of a node: what the scripts of rapidpro_controller read. */
export interface Rapidproctl {
  readonly pair: Pair;
  readonly host: Host;
  readonly entries: readonly { readonly key: string; readonly value: Entry }[];
}
/** null is JSON's */
export type Entry = Fact<Value | null> | readonly Fact<string>[];

type Said = Located<M.Rapidproctl>;
interface Node {
  readonly said: Said;
  readonly pair: Pair;
  readonly host: Host;
  readonly stores: readonly Datastore[];
  /** names of monit's sets on the host; none where the manifest says none */
  readonly sets: ReadonlySet<string>;
}

/** One for each node of a pair that keeps the package; what is not said follows from the site, else it is the package's default. */
export function rapidproctlsOf(
  pairs: readonly Pair[],
  servers: readonly Datastore[],
  checks: readonly Check[],
  world: World,
): readonly Rapidproctl[] {
  return pairs.flatMap((pair) => {
    const said = pair.said.rapidproctl;
    if (!said) return [];
    return pair.nodes.map((host): Rapidproctl => {
      const stores = servers.filter((store) => store.host === host && store.member?.pair === pair);
      if (host === pair.nodes[0]) world.diagnostics.push(...edited(said, stores));
      const sets = new Set(checks.filter((one) => one.host === host).map(({ set }) => set.value));
      if (host === pair.nodes[0]) world.diagnostics.push(...strange(said, sets));
      const node = { said, pair, host, stores, sets };
      return { pair, host, entries: entriesFor(node, world) };
    });
  });
}

/** Its scripts write into files that are rendered too, and are not written as those scripts expect. */
function* edited(said: Said, stores: readonly Datastore[]): Generator<Diagnostic> {
  for (const store of stores)
    yield warning(
      'rapidproctl/edited-file',
      keyOf(said),
      `rapidpro-change-role edits the configuration of ${store.name.value}, which is rendered.`,
      {
        related: [{ at: store.at, message: `${store.name.value} is said here.` }],
        why: 'It replaces the text between its marks, which a rendered file has not, and fails; what it did change, the next install would undo.',
        help: 'Change roles with sitectl, and leave `rapidproctl` out; or take the datastore out of the manifest.',
      },
    );
}

/** Sets that are in use only if the file exists; a missing one ends `rapidpro-monit-reconfigure` half way. */
function* strange(said: Said, sets: ReadonlySet<string>): Generator<Diagnostic> {
  for (const name of said.MONIT_FILES ?? [])
    if (sets.size > 0 && !sets.has(name.value))
      yield error(
        'rapidproctl/unknown-set',
        name.from[0]?.at ?? keyOf(said),
        `There is no set of checks "${name.value}".${didYouMean(name.value, sets)}`,
        {
          why: 'rapidpro-monit-reconfigure would link a file that does not exist.',
          help: `Known: ${listOf(sets)}.`,
        },
      );
}

/** The components that the package starts and stops. */
const FILES = ['nginx', 'postgresql', 'redis-server', 'rapidpro', 'celerybeat', 'celery'];
const GATEWAY = 'http://smsgateway:90/sendsmstt.php';

function entriesFor(node: Node, world: World): Rapidproctl['entries'] {
  const { said, pair, host, sets } = node;
  const [a, b] = pair.nodes;
  const [first, second] = pair.said.nodes;
  const usual = <T extends Value | null>(value: T): Fact<T> =>
    fact(value, [{ ...originOf(said), note: 'default of rapidpro_controller' }]);
  const { platform } = host;
  const ours = (text: string | null | undefined, or: string): Fact<string> =>
    platform && typeof text === 'string' ? placed(host, text, {}) : usual(or);
  const sms = said.SEND_SMS_URL
    ? resolveText(said.SEND_SMS_URL, { host, stack: null, said: null }, world)
    : usual(GATEWAY);
  const mover = pair.mover?.kind === 'pacemaker' ? pair.mover.said.resource : null;
  const data = said.POSTGRES_DATA_DIR ?? postgresPath(node, 'data', world);
  const configuration =
    said.POSTGRES_CONFIG_PATH ?? below(postgresPath(node, 'configuration', world), 'postgresql.conf');
  const folder = configuration && map(configuration, (path) => path.replace(/\/[^/]*$/, ''));
  const all: Readonly<Record<string, Entry | null>> = {
    LOG_FILE: said.LOG_FILE,
    LOG_LEVEL: said.LOG_LEVEL,
    SSH_USER: said.SSH_USER,
    SERVERA: because(a.name, first ?? null),
    SERVERB: because(b.name, second ?? null),
    ROLE_PATH: said.ROLE_PATH,
    STATUS_PATH: said.STATUS_PATH,
    CLUSTERIP_PATH: said.CLUSTERIP_PATH,
    SERVICE_COMMAND: said.SERVICE_COMMAND ?? ours(platform?.tools.systemctl, 'systemctl'),
    REDIS_CONFIG_PATH: said.REDIS_CONFIG_PATH ?? redisPath(node) ?? usual('/etc/redis/redis.conf'),
    POSTGRES_CONFIG_PATH: configuration,
    POSTGRES_HBACONF_PATH: said.POSTGRES_HBACONF_PATH ?? below(folder, 'pg_hba.conf'),
    POSTGRES_DATA_DIR: data,
    POSTGRES_DATABACKUP_DIR: said.POSTGRES_DATABACKUP_DIR ?? (data && map(data, (path) => `${path}_backup`)),
    POSTGRES_TRIGGER_PATH: said.POSTGRES_TRIGGER_PATH,
    POSTGRES_USER: said.POSTGRES_USER ?? ours(platform?.postgresql.user, 'postgres'),
    POSTGRES_GROUP: said.POSTGRES_GROUP ?? ours(platform?.postgresql.group, 'postgres'),
    PG_BASEBACKUP_COMMAND: said.PG_BASEBACKUP_COMMAND ?? null,
    WORKING_SLAVE_BACKUP_ON: said.WORKING_SLAVE_BACKUP_ON,
    SUPPORTED_MASTER_BACKUP_ON:
      said.SUPPORTED_MASTER_BACKUP_ON ?? ['0600', '2300'].map((time) => usual(time)),
    SINGLE_MASTER_BACKUP_ON: said.SINGLE_MASTER_BACKUP_ON,
    BACKUP_DIR: said.BACKUP_DIR,
    SUB_HOURLY_BACKUPS_TO_KEEP: said.SUB_HOURLY_BACKUPS_TO_KEEP,
    HOURLY_BACKUPS_TO_KEEP: said.HOURLY_BACKUPS_TO_KEEP,
    DAILY_BACKUPS_TO_KEEP: said.DAILY_BACKUPS_TO_KEEP,
    MONTHLY_BACKUPS_TO_KEEP: said.MONTHLY_BACKUPS_TO_KEEP,
    ENABLE_BACKUP: said.ENABLE_BACKUP,
    SEND_EMAIL_ALERTS: said.SEND_EMAIL_ALERTS,
    SEND_SMS_ALERTS: said.SEND_SMS_ALERTS,
    EMAIL_ALERTS_TO: said.EMAIL_ALERTS_TO ?? [],
    SMS_ALERTS_TO: said.SMS_ALERTS_TO ?? [],
    ALERT_COMMAND: said.ALERT_COMMAND,
    SEND_SMS_URL: sms,
    SEND_SMS_FROM: said.SEND_SMS_FROM,
    HTTP_PROXY: said.HTTP_PROXY ?? usual(null),
    HTTPS_PROXY: said.HTTPS_PROXY ?? usual(null),
    CRM_IP_RESOURCE: said.CRM_IP_RESOURCE ?? mover ?? usual('admin_addr'),
    MONIT_AVAILABLE_CONF_DIR:
      said.MONIT_AVAILABLE_CONF_DIR ?? ours(platform?.monit.available, '/etc/monit/conf-available'),
    MONIT_ENABLED_CONF_DIR:
      said.MONIT_ENABLED_CONF_DIR ?? ours(platform?.monit.enabled, '/etc/monit/conf-enabled'),
    MONIT_FILES:
      said.MONIT_FILES ??
      FILES.filter((name) => sets.size === 0 || sets.has(name)).map((name) => usual(name)),
    MONIT_COMMAND: said.MONIT_COMMAND ?? ours(platform?.tools.monit, '/usr/bin/monit'),
    BIN_PREFIX: said.BIN_PREFIX,
  };
  return Object.entries(all).flatMap(([key, value]) => (value === null ? [] : [{ key, value }]));
}

const below = (folder: Fact<string> | null, file: string): Fact<string> | null =>
  folder && map(folder, (path) => `${path}/${file}`);

function redisPath({ host, stores }: Node): Fact<string> | null {
  const store = stores.find(({ said }) => said.engine.value === 'redis');
  if (!store || !host.platform) return null;
  const place = redisPlace(store, host.platform.redis);
  return because(placed(host, place.configuration, { name: store.name }), store.name, store.said.engine);
}

/** A folder of the PostgreSQL of the pair, else of the platform; a finding where it depends on what nobody says. */
function postgresPath(
  { said, host, stores }: Node,
  which: 'data' | 'configuration',
  world: World,
): Fact<string> | null {
  const store = stores.find((one) => one.said.engine.value === 'postgresql');
  const text = host.platform?.postgresql[which];
  if (store && text !== undefined) {
    const major = map<string | number, string>(store.said.version, postgresqlMajor);
    return because(placed(host, text, { major, name: store.name }), store.name, store.said.engine);
  }
  // SLES keeps what belongs to the server in its data directory.
  const plain = which === 'configuration' ? host.platform?.postgresql.data : text;
  if (plain !== undefined && fill(plain, {}) === plain) return placed(host, plain, {});
  const field = which === 'data' ? 'POSTGRES_DATA_DIR' : 'POSTGRES_CONFIG_PATH';
  world.diagnostics.push(
    error('rapidproctl/missing-path', keyOf(said), `${field} of ${host.name.value} is not known.`, {
      related: [{ at: host.at, message: `${host.name.value} is said here.` }],
      why: 'On this platform it depends on the version of PostgreSQL and on the name of the server.',
      help: `Say \`${field}\`.`,
    }),
  );
  return null;
}
