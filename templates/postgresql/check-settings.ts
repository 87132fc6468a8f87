import { listsOf, settingNamed, settingsOf } from './said.ts';
import { error, type Diagnostic, type Span } from '../../src/diagnostic.ts';
import type { Datastore } from '../../src/site/model.ts';
import { packagedAnywhere } from './extensions.ts';
import type { Major } from './versions.ts';
import { checkSetting, nearNames, type Vocabulary } from './vocabulary.ts';

/** Where a value stands, for a diagnostic. */
export const place = (
  fact: { readonly from: readonly { readonly at: Span }[] } | undefined,
  store: Datastore,
): Span => fact?.from[0]?.at ?? store.at;

/** Settings that the compiler writes, and what to say instead. */
const OWNED: Readonly<Record<string, string>> = {
  listen_addresses: '`listen`',
  port: '`port`',
  cluster_name: 'the datastore’s name',
  data_directory: 'the datastore’s name and `version`',
  config_file: 'the datastore’s name and `version`',
  hba_file: '`access`, and references to the databases',
  ident_file: 'the datastore’s name and `version`',
  external_pid_file: 'the datastore’s name and `version`',
  unix_socket_directories: 'the socket in /var/run/postgresql',
  include: 'a layer of the manifest',
  include_dir: 'a layer of the manifest',
  include_if_exists: 'a layer of the manifest',
};

/** Settings that this version does not take. */
export function* settings(store: Datastore, major: Major, vocabulary: Vocabulary): Generator<Diagnostic> {
  const { version } = store.said;
  const related = [{ at: place(version, store), message: `PostgreSQL is ${String(version.value)} here.` }];
  const certain = Object.hasOwn(vocabulary.asked, major);
  for (const name of listsOf(store))
    yield error(
      'postgresql/type-setting',
      place(name, store),
      `\`${name.value}\` has one value, and a list stands here.`,
      {
        help: 'Write the list as one text, the way postgresql.conf has it.',
      },
    );
  for (const { name, value } of settingsOf(store)) {
    const instead = Object.hasOwn(OWNED, name.value) ? OWNED[name.value] : undefined;
    if (instead) {
      yield error(
        'postgresql/owned-setting',
        place(name, store),
        `\`${name.value}\` is written by the compiler.`,
        {
          why: 'Written twice, the last one would win without a word.',
          help: `It follows from ${instead}.`,
        },
      );
      continue;
    }
    if (name.value.includes('.')) {
      yield* dotted(name.value, place(name, store), store, vocabulary);
      continue;
    }
    const misuse = checkSetting(vocabulary, major, name.value, value.value);
    if (!misuse) continue;
    yield error(
      `postgresql/${misuse.problem}-setting`,
      place(misuse.about === 'name' ? name : value, store),
      misuse.message,
      {
        related,
        why: certain
          ? misuse.problem === 'wrong-unit' && /^[0-9.]+$/.test(String(value.value))
            ? 'PostgreSQL takes a bare number in a unit that each setting has of its own.'
            : 'PostgreSQL does not start with a setting that it cannot read.'
          : `No server of version ${major} could be asked: this follows from its neighbours and from the table of changes.`,
        help: misuse.help,
      },
    );
  }
}

/** Modules with settings that are no extensions. */
const MODULES = [
  'auto_explain',
  'plpgsql',
  'plperl',
  'pltcl',
  'plpython',
  'auth_delay',
  'basebackup_to_shell',
  'cron',
];

/** PostgreSQL takes any name with a dot, so that a misspelt module would go unnoticed. */
function* dotted(name: string, at: Span, store: Datastore, vocabulary: Vocabulary): Generator<Diagnostic> {
  const module = name.slice(0, name.indexOf('.'));
  const loaded = ['shared_preload_libraries', 'session_preload_libraries', 'local_preload_libraries'].flatMap(
    (library) => String(settingNamed(store, library)?.value ?? '').split(/[\s,"]+/),
  );
  const modules = [
    ...vocabulary.extensions,
    ...packagedAnywhere(),
    ...MODULES,
    ...loaded.filter((one) => one !== ''),
  ];
  if (modules.includes(module)) return;
  const near = nearNames(module, modules);
  yield error('postgresql/unknown-setting', at, `\`${name}\` belongs to no module that is known here.`, {
    why: 'PostgreSQL takes every name with a dot: the setting would do nothing.',
    help: `${near === '' ? '' : `Did you mean ${near}? `}Name the module in \`shared_preload_libraries\`.`,
  });
}
