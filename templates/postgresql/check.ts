import { settingNamed } from './said.ts';
import { error, type Diagnostic, type Span } from '../../src/diagnostic.ts';
import { entriesOf, keyOf } from '../../src/manifest/located.ts';
import type { Datastore, Site } from '../../src/site/model.ts';
import { access, type Row } from './access.ts';
import { place, settings } from './check-settings.ts';
import { extensions } from './extensions.ts';
import { MAJORS, majorOf, type Major } from './versions.ts';
import { nearNames, type Vocabulary } from './vocabulary.ts';
import { passwordOf } from './server.ts';
import { rival } from './view.ts';

/** Findings about PostgreSQL servers: settings, extensions, and who may connect to what. */
export function* check(site: Site, vocabulary: () => unknown): Generator<Diagnostic> {
  for (const store of site.datastores) {
    if (store.said.engine.value !== 'postgresql') continue;
    const major = majorOf(store.said.version.value);
    if (!major) {
      yield error(
        'postgresql/unknown-version',
        place(store.said.version, store),
        `There is no PostgreSQL ${String(store.said.version.value)} that is known here.`,
        { help: `The versions: ${MAJORS.join(', ')}. 9.6 stands in quotes.` },
      );
      continue;
    }
    // The registry hands each target its own vocabulary.json.
    const known = vocabulary() as Vocabulary;
    yield* settings(store, major, known);
    yield* packaged(site, store, major, known);
    yield* users(site, store);
    yield* lines(site, store);
    yield* clients(site, store);
  }
}

/** What the platform of its host makes of a server; a host without a platform is the business of a rule. */
function* packaged(site: Site, store: Datastore, major: Major, known: Vocabulary): Generator<Diagnostic> {
  const { platform, said, name } = store.host;
  if (!platform) return;
  const { lacks, many } = platform.postgresql;
  const related = [
    { at: place(said.platform, store), message: `The platform of ${name.value} is said here.` },
  ];
  if (lacks.includes(major))
    yield error(
      'postgresql/unpackaged-version',
      place(store.said.version, store),
      `There never was a package of PostgreSQL ${major} for ${platform.title}.`,
      { related, help: 'State an older version, or let it run on a newer platform.' },
    );
  const first = rival(site, store);
  if (!many && first)
    yield error(
      'postgresql/second-server',
      place(store.said.on, store),
      `${name.value} has a PostgreSQL server already, and ${platform.title} starts one alone.`,
      {
        related: [{ at: first.at, message: `${first.name.value} is said here.` }, ...related],
        help: 'Put its databases into the first one, or let it run on another host.',
      },
    );
  yield* extensions(store, major, platform, known);
}

function* users(site: Site, store: Datastore): Generator<Diagnostic> {
  const databases = Object.keys(store.said.databases ?? {});
  const paths = new Map<string, string>();
  for (const { name, value } of entriesOf(store.said.users)) {
    const isReferred = site.clients.some(
      (one) => !one.replication && one.store.name.value === store.name.value && one.user.value === name.value,
    );
    if (!isReferred && !passwordOf(site, value) && site.secrets.length > 0)
      yield unknown(
        'secret',
        value.password.secret,
        site.secrets.map((one) => one.name.value),
        store,
      );
    for (const grant of entriesOf(value.grants))
      if (!databases.includes(grant.name.value)) yield unknown('database', grant.name, databases, store);
    const { passfile } = value;
    if (!passfile) continue;
    const owner = passfile.owner?.value ?? 'root';
    const before = paths.get(passfile.path.value);
    if (before !== undefined && before !== owner)
      yield error(
        'postgresql/passfile-clash',
        keyOf(passfile),
        `The passfile ${passfile.path.value} belongs to ${before} and to ${owner}.`,
        { why: 'A passfile that somebody else may read is ignored.', help: 'Give each its own path.' },
      );
    paths.set(passfile.path.value, owner);
  }
}

interface Name {
  readonly value: string;
  readonly from: readonly { readonly at: Span }[];
}

function unknown(what: string, name: Name, known: readonly string[], store: Datastore): Diagnostic {
  const near = nearNames(name.value, known);
  return error(
    `unknown-${what}`,
    place(name, store),
    what === 'host' || what === 'secret'
      ? `There is no ${what} "${name.value}".`
      : `The datastore ${store.name.value} has no ${what} "${name.value}".`,
    { help: near === '' ? `It is none of: ${known.join(', ')}.` : `Did you mean ${near}?` },
  );
}

/** The lines of pg_hba.conf that `access` asks for. */
function* lines(site: Site, store: Datastore): Generator<Diagnostic> {
  const databases = Object.keys(store.said.databases ?? {});
  const names = Object.keys(store.said.users ?? {});
  for (const said of store.said.access ?? []) {
    if (!['all', 'replication', 'postgres', ...databases].includes(said.database.value))
      yield unknown('database', said.database, databases, store);
    if (!['all', 'postgres', ...names].includes(said.user.value))
      yield unknown('user', said.user, names, store);
    const host = said.host && site.hosts.find(({ name }) => name.value === said.host?.value);
    if (said.host && !host)
      yield unknown(
        'host',
        said.host,
        site.hosts.map(({ name }) => name.value),
        store,
      );
    if (host?.addresses.size === 0)
      yield error(
        'unreachable-host',
        place(said.host, store),
        `The host ${host.name.value} has no address.`,
        {
          help: 'Say `addresses` at the host.',
        },
      );
    const ssl = settingNamed(store, 'ssl');
    if (said.tls.value && !/^(true|on|yes|1)$/.test(String(ssl?.value)))
      yield error('postgresql/tls-without-ssl', keyOf(said), `${store.name.value} does not speak TLS.`, {
        why: 'A line that asks for TLS never fits a connection, and PostgreSQL says so at each start.',
        help: 'Say `ssl: true`, `ssl_cert_file` and `ssl_key_file` under `settings`, or leave `tls` out.',
      });
    if (said.method.value === 'peer' && !said.socket)
      yield error(
        'postgresql/peer-without-socket',
        keyOf(said),
        '`peer` knows accounts of the own host alone.',
        {
          why: 'PostgreSQL refuses the file.',
          help: 'Say `socket: true`, or another method.',
        },
      );
  }
  for (const { row, by } of access(site, store).shadowed)
    yield error('postgresql/shadowed-access', row.at, `${words(row)} is decided by an earlier line.`, {
      related: by.at.source.text === '' ? [] : [{ at: by.at, message: `${words(by)} stands before it.` }],
      why: 'The first line of pg_hba.conf that fits a connection decides about it; later ones are never read.',
      help: 'Put the narrower line first, or leave one of them out.',
    });
}

const words = ({ type, database, user, address, method }: Row): string =>
  `\`${[type.value, database.value, user.value, ...(address ? [address.value] : []), method.value].join(' ')}\``;

/** Who refers to a database must have a right in it, and an address. */
function* clients(site: Site, store: Datastore): Generator<Diagnostic> {
  const said = new Set<string>();
  for (const client of site.clients) {
    if (client.replication || client.store.name.value !== store.name.value) continue;
    const database = store.said.databases?.[client.database.value];
    const user = store.said.users?.[client.user.value];
    const isAllowed =
      database?.owner.value === client.user.value ||
      user?.superuser.value === true ||
      user?.grants?.[client.database.value] !== undefined;
    const key = `${client.at.source.name}:${client.at.start}`;
    if (!isAllowed && !said.has(key))
      yield error(
        'postgresql/user-without-grant',
        client.at,
        `The user ${client.user.value} has no right in the database ${client.database.value}.`,
        {
          related: [{ at: user ? keyOf(user) : store.at, message: `${client.user.value} is said here.` }],
          why: 'Nobody may connect to a database who neither owns it nor has a grant in it.',
          help: `Say \`grants: {${client.database.value}: read}\` at the user, or \`connect\` or \`write\`.`,
        },
      );
    else if (client.sources.length === 0 && !said.has(key))
      yield error(
        'unreachable-host',
        client.at,
        `It connects to ${store.name.value} from a host without an address.`,
        {
          related: [{ at: store.at, message: `${store.name.value} is said here.` }],
          why: 'pg_hba.conf admits addresses; from which one this comes is not known.',
          help: 'Say `addresses` at the host.',
        },
      );
    said.add(key);
  }
}
