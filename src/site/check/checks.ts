import { error, type Diagnostic } from '../../diagnostic.ts';
import { because, type Fact } from '../../fact.ts';
import { entriesOf, isFact, keyIn, keyOf, originOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import type { Datastore, Host } from '../model.ts';
import type { World } from '../service/world.ts';
import { commandsOf, runOf } from './commands.ts';
import { derivedTests, derivedUnit, processOf } from './derived.ts';
import type { Check, Subject } from './model.ts';
import { testOf, textOf } from './tests.ts';

type Draft = { -readonly [Key in keyof Check]: Check[Key] };
type TestSets = ReadonlyMap<string, Located<M.TestSet>>;

/**
 * Every check once for each of its hosts, that of a datastore for each of its servers; what cannot be watched is left
 * out, and said.
 */
export function checksOf(
  said: Located<M.SiteManifest>,
  servers: readonly Datastore[],
  world: World,
): readonly Check[] {
  const sets: TestSets = new Map(entriesOf(said.testSets).map(({ name, value }) => [name.value, value]));
  const drafts = entriesOf(said.checks).flatMap(({ name, value }) =>
    placesOf(value, name, servers, world).flatMap((place) => draftOf(place, name, value, sets, world) ?? []),
  );
  for (const draft of drafts) draft.depends = dependsOf(draft, drafts, world.diagnostics);
  return drafts;
}

interface Place {
  readonly host: Host;
  /** where its host is said; null for the only host */
  readonly on: Fact<string> | null;
  readonly datastore: Datastore | null;
}

function placesOf(
  said: Located<M.Check>,
  name: Fact<string>,
  servers: readonly Datastore[],
  world: World,
): readonly Place[] {
  const { on, of } = said;
  if (of) {
    world.datastores.find(of.datastore);
    if (on)
      world.diagnostics.push(
        error('unused-field', keyIn(said, 'on') ?? keyOf(said), '"on" says nothing beside `of`.', {
          why: 'A datastore is looked at on the host that it runs on.',
          help: 'Remove it.',
        }),
      );
    const own = servers.filter((one) => one.name.value === of.datastore.value);
    return own.map((datastore) => ({
      host: datastore.host,
      on: because(datastore.said.on, of.datastore),
      datastore,
    }));
  }
  const hosts = on && !isFact(on) ? on : [on];
  return hosts.flatMap((one) => {
    const host = world.hosts.only(one, keyOf(said), `The check ${name.value}`);
    return host ? [{ host, on: one ?? null, datastore: null }] : [];
  });
}

function draftOf(
  { host, on, datastore }: Place,
  name: Fact<string>,
  said: Located<M.Check>,
  sets: TestSets,
  world: World,
): Draft | null {
  const subject = datastore ? processOf(datastore) : subjectOf(host, said, world);
  if (!subject) return null;
  const here = because(name, on, { from: [originOf(said)] });
  const unit = said.unit ?? (datastore && derivedUnit(datastore));
  return {
    name: here,
    at: keyOf(said),
    said,
    host,
    set: because(said.set ?? here, on),
    subject,
    datastore,
    commands: commandsOf(host, said, unit ?? null, world),
    depends: [],
    tests: [
      ...(datastore ? derivedTests(datastore) : []),
      ...[...(said.tests ?? []), ...shared(said, sets, world.diagnostics)].flatMap(
        (test) => testOf(test, host, world) ?? [],
      ),
    ],
  };
}

function subjectOf(host: Host, said: Located<M.Check>, world: World): Subject | null {
  const { host: other, program, file, directory, filesystem, network, system } = said;
  if (said.process)
    return { kind: 'process', pidfile: said.process.pidfile ?? null, match: said.process.match ?? null };
  if (other) {
    const address = textOf(other.address, host, world);
    return address && { kind: 'host', address };
  }
  if (program) {
    const command = runOf(program.run, program.as, undefined, host, world);
    return command && { kind: 'program', command, timeout: program.timeout ?? null };
  }
  if (file) return { kind: 'file', path: file.path };
  if (directory) return { kind: 'directory', path: directory.path };
  if (filesystem) return { kind: 'filesystem', path: filesystem.path };
  if (network)
    return { kind: 'network', interface: network.interface ?? null, address: network.address ?? null };
  if (system) return { kind: 'system', said: system };
  throw new Error('the schema asks for one kind of check');
}

function shared(
  said: Located<M.Check>,
  sets: TestSets,
  diagnostics: Diagnostic[],
): readonly Located<M.CheckTest>[] {
  return (said.testSets ?? []).flatMap((name) => {
    const found = sets.get(name.value);
    if (found) return found;
    diagnostics.push(unknown('test set', 'testSets', name, sets.keys()));
    return [];
  });
}

function dependsOf(draft: Draft, drafts: readonly Draft[], diagnostics: Diagnostic[]): Check['depends'] {
  const near = drafts.filter(({ host }) => host === draft.host);
  return (draft.said.depends ?? []).flatMap((name) => {
    const check = near.find((one) => one.name.value === name.value);
    if (check) return [{ check, name }];
    diagnostics.push(
      unknown(
        'check',
        'checks',
        name,
        near.filter((one) => one !== draft).map((one) => one.name.value),
        ` on ${draft.host.name.value}`,
      ),
    );
    return [];
  });
}

function unknown(
  kind: string,
  section: string,
  name: Fact<string>,
  known: Iterable<string>,
  where = '',
): Diagnostic {
  const names = [...known];
  const [origin] = name.from;
  if (!origin) throw new Error(`the name ${name.value} comes from nowhere`);
  return error(
    `unknown-${kind.replace(' ', '-')}`,
    origin.at,
    `There is no ${kind} "${name.value}"${where}.${didYouMean(name.value, names)}`,
    { help: names.length === 0 ? `Say it under \`${section}\`.` : `Known: ${listOf(names)}.` },
  );
}
