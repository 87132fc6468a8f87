import { because, fact, map, originsOf, type Fact } from '../../src/fact.ts';
import { ENCODERS } from '../../src/format/place.ts';
import type { Host, Site } from '../../src/site/model.ts';
import type { Need, Unit } from '../../src/target/effects.ts';
import { owed, type PlacedFile, type ViewMap } from '../../src/target/target.ts';
import { inOrder, unitsView } from './commands.ts';
import { encodersOf, isForm, type Use } from './uses.ts';

/** All that the script of a host is made from. */
export interface Installation {
  readonly site: Site;
  readonly host: Host;
  readonly files: readonly PlacedFile[];
  readonly units: readonly Unit[];
  readonly uses: readonly Use[];
}

/** Stands in a table where there is nothing. */
const NOTHING = fact('');

/** What install.hbs reads. */
export function scriptView(all: Installation): ViewMap {
  const { site, host } = all;
  const told = inOrder(all.units.filter(({ through }) => through === null));
  const used = encodersOf(all.files);
  const because = { from: all.uses.flatMap(({ from }) => from) };
  const encoder = (name: string): Fact<boolean> | null => (used.has(name) ? fact(true, because.from) : null);
  return {
    site: site.name,
    host: host.name,
    tables: tables(all, told),
    units: unitsView(inOrder(all.units)),
    encoders: {
      swap: ENCODERS.some((name) => name !== 'percent' && used.has(name)) ? fact(true, because.from) : null,
      percent: encoder('percent'),
      double: encoder('double'),
      single: encoder('single'),
      shell: encoder('shell'),
      sql: encoder('sql'),
      passfile: encoder('passfile'),
      used: ENCODERS.filter((name) => used.has(name)).map((name) => fact<string>(name, because.from)),
    },
  };
}

function tables({ host, files, units, uses }: Installation, told: readonly Unit[]): ViewMap {
  const { platform } = host.said;
  const [, id = '', version = ''] = /^([a-z]+)-(.+)$/.exec(platform.value) ?? [];
  const needs = inOrder(units).flatMap((unit) => unit.needs.map((need) => ({ need, unit })));
  return {
    osId: map(platform, () => id),
    osVersion: map(platform, () => version),
    packager: map(platform, () =>
      host.platform?.packages === 'zypper' ? 'zypper install' : 'apt-get install',
    ),
    programs: unique(needs, ({ need }) => need.command).map(({ need, unit }) => program(need, unit)),
    answers: unique(
      needs.flatMap(({ need, unit }) => (need.answers ?? []).map((answer) => ({ answer, unit }))),
      ({ answer }) => answer.command,
    ).map(({ answer, unit }) =>
      owed(unit.from, { command: fact(answer.command), otherwise: fact(answer.otherwise) }),
    ),
    secrets: uses.map(({ secret, from }) => {
      const { stored, said } = secret;
      return owed(originsOf(secret.stored, said.deliver, { from }), {
        name: stored,
        deliver: said.deliver,
        alphabet: said.alphabet,
        owner: ownerOf(said),
        mode: modeOf(said),
      });
    }),
    files: files.map((file) => row(file, units)),
    initial: files
      .filter(({ initial }) => initial)
      .map(({ path, from, rights }) => fact(path, originsOf({ from }, { from: rights }))),
    readers: readers(files, units, uses),
    scratch: unique(
      units.flatMap(({ scratch }) => scratch),
      ({ value }) => value,
    ),
    admits: units
      .flatMap(({ admits }) => admits)
      .map(({ port, network, to, from }) =>
        owed(originsOf(port, network, to, { from }), {
          port: map(port, String),
          network: network ?? NOTHING,
          to: to ?? NOTHING,
        }),
      ),
    units: told.map((unit) => owed(unit.from, { name: unit.name, does: fact(unit.does) })),
  };
}

function row(file: PlacedFile, units: readonly Unit[]): ViewMap {
  const unit = units.find(({ name }) => name.value === file.unit);
  const columns =
    file.to === null
      ? { mode: fact(file.mode), owner: fact(file.owner), group: fact(file.group) }
      : { mode: fact('link'), owner: fact(file.to, pointing(file)), group: NOTHING };
  return owed(originsOf(file, { from: file.rights }, unit ?? null), {
    path: fact(file.path, file.from),
    ...columns,
    unit: unit ? (unit.through ?? unit.name) : NOTHING,
  });
}

/** What a link is owed to, and where it points to. */
const pointing = ({ from, lines }: PlacedFile): Fact<string>['from'] =>
  originsOf({ from }, { from: lines?.[0]?.origins ?? [] });

const program = ({ command, packages, archive, from = [] }: Need, unit: Unit): ViewMap =>
  owed(originsOf(unit, { from }, unit.host.said.platform), {
    command: fact(command),
    packages: fact(packages.join(' ')),
    archive: fact(archive ?? ''),
  });

/** Who reads a file besides its own unit. Where nothing is filled in, what reads it is told by another unit. */
function readers(
  files: readonly PlacedFile[],
  units: readonly Unit[],
  uses: readonly Use[],
): readonly ViewMap[] {
  const secrets = new Set(uses.map(({ secret }) => secret.path.value));
  const forms = new Set(files.filter(isForm).map(({ path }) => path));
  const rendered = new Set(files.map(({ path }) => path));
  const rows = inOrder(units).flatMap((unit) => [
    ...unit.reads
      .filter(({ value }) => secrets.has(value) || rendered.has(value))
      .map((path) => ({ path, unit })),
    ...unit.readsFilled.filter(({ value }) => forms.has(value)).map((path) => ({ path, unit })),
  ]);
  return unique(rows, ({ path, unit }) => `${path.value}\0${unit.name.value}`).map(({ path, unit }) =>
    owed(originsOf(path, unit), { path, unit: unit.through ?? unit.name }),
  );
}

function unique<T>(all: readonly T[], key: (one: T) => string): readonly T[] {
  const seen = new Set<string>();
  return all.filter((one) => !seen.has(key(one)) && seen.add(key(one)));
}

/** What secrets.list.hbs reads. */
export function listView({ host, uses }: Installation): ViewMap {
  return owed(originsOf(...uses), {
    host: host.name,
    secrets: uses.map(({ secret, readers, from }) => {
      const { said, stored } = secret;
      const isFile = said.deliver.value === 'file';
      return owed(originsOf(stored, said.deliver, said.alphabet, { from }), {
        for: said.for,
        kind: because(
          map(said.alphabet, (alphabet) => (isFile ? KINDS.file : KINDS[alphabet])),
          said.deliver,
        ),
        path: secret.path,
        owner: ownerOf(said),
        mode: modeOf(said),
        generation: said.generation,
        readers: readers.map((reader) => fact(reader, from)),
        name: stored,
        at: isFile ? fact('@', said.deliver.from) : NOTHING,
      });
    }),
  });
}

const KINDS = {
  'url-safe': 'A value: letters, digits and - _ . ~',
  any: 'A value: any characters of one line',
  file: 'A file',
} as const;

const ownerOf = (said: Use['secret']['said']): Fact<string> => said.owner ?? fact('root');
const modeOf = (said: Use['secret']['said']): Fact<string> => said.mode ?? fact('0600');
