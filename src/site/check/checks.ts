import { error, type Diagnostic } from '../../diagnostic.ts';
import { because, type Fact } from '../../fact.ts';
import { entriesOf, keyOf, originOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import type { Service } from '../model.ts';
import { onlyRole } from '../pair/member.ts';
import type { Role } from '../pair/roles.ts';
import type { From } from '../reference/reference.ts';
import type { World } from '../service/world.ts';
import { commandsOf, runOf } from './commands.ts';
import { derivedTests, differsByRole, processOf, unitOf } from './derived.ts';
import type { Check, Subject } from './model.ts';
import { checkPlaces, componentsOn, type CheckPlace } from './places.ts';
import { meet, rolesOf } from './roles.ts';
import { testOf, textOf } from './tests.ts';

type Draft = { -readonly [Key in keyof Check]: Check[Key] };
type TestSets = ReadonlyMap<string, Located<M.TestSet>>;

/**
 * Every check once for each of its hosts, that of something of this site for each place where it runs; what cannot be
 * watched is left out, and said.
 */
export function checksOf(said: Located<M.SiteManifest>, world: World): readonly Check[] {
  const sets: TestSets = new Map(entriesOf(said.testSets).map(({ name, value }) => [name.value, value]));
  const drafts = entriesOf(said.checks).flatMap(({ name, value }) =>
    checkPlaces(value, name, world)
      .flatMap((place) => inRoles(place))
      .flatMap((place) => draftOf(place, name, value, sets, world) ?? []),
  );
  for (const draft of drafts) draft.depends = dependsOf(draft, drafts, world.diagnostics);
  return drafts;
}

/** Once for each role, where what it looks at is watched in another way in each. */
const inRoles = (place: CheckPlace): readonly CheckPlace[] => {
  const { member, component } = place;
  return member && component && differsByRole(component)
    ? member.roles.map((role) => ({ ...place, member: { ...member, roles: [role] } }))
    : [place];
};

function draftOf(
  { host, on, member, component }: CheckPlace,
  name: Fact<string>,
  said: Located<M.Check>,
  sets: TestSets,
  world: World,
): Draft | null {
  const from: From = { host, stack: null, said: null, member };
  const subject = component ? processOf(component) : subjectOf(from, said, world);
  if (!subject) {
    if (component?.kind === 'service') world.diagnostics.push(withoutPidfile(component.of, said, name));
    return null;
  }
  const here = because(name, on, { from: [originOf(said)] });
  const unit = said.unit ?? (component && unitOf(component));
  const controls =
    component ?? componentsOn(host, world).find((one) => unit && unitOf(one)?.value === unit.value) ?? null;
  return {
    name: here,
    at: keyOf(said),
    said,
    host,
    member,
    set: because(said.set ?? here, on),
    subject,
    component,
    controls,
    commands: commandsOf(from, said, unit ?? null, controls, world),
    depends: [],
    tests: [
      ...(component ? derivedTests(component, onlyRole(member)) : []),
      ...(said.tests ?? []).flatMap((test) => testOf(test, null, from, world) ?? []),
      ...shared(said, sets, world.diagnostics).flatMap(
        ({ test, set }) => testOf(test, set, from, world) ?? [],
      ),
    ],
  };
}

const withoutPidfile = (service: Service, said: Located<M.Check>, name: Fact<string>): Diagnostic =>
  error(
    'missing-pidfile',
    said.of?.service?.from[0]?.at ?? keyOf(said),
    `${name.value} cannot find the process of ${service.name.value}: nobody says which pid file it writes.`,
    {
      related: [{ at: service.at, message: `${service.name.value} is said here.` }],
      help: `Say \`pidFile\` at its process, or look for its command line: \`process: {match: …}\` with \`unit: ${service.process?.unit.value ?? ''}\`.`,
    },
  );

function subjectOf(from: From, said: Located<M.Check>, world: World): Subject | null {
  const { host: other, program, file, directory, filesystem, network, system } = said;
  if (said.process)
    return { kind: 'process', pidfile: said.process.pidfile ?? null, match: said.process.match ?? null };
  if (other) {
    const address = textOf(other.address, from, world);
    return address && { kind: 'host', address };
  }
  if (program) {
    const command = runOf(program.run, program.as, undefined, from, world);
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
): readonly { readonly test: Located<M.CheckTest>; readonly set: Fact<string> }[] {
  return (said.testSets ?? []).flatMap((set) => {
    const found = sets.get(set.value);
    if (found) return found.map((test) => ({ test, set }));
    diagnostics.push(unknown('test set', 'testSets', set, sets.keys()));
    return [];
  });
}

/** A check depends on one that monit knows whenever it knows the check itself: on its host, and in each of its roles. */
function dependsOf(draft: Draft, drafts: readonly Draft[], diagnostics: Diagnostic[]): Check['depends'] {
  const near = drafts.filter(({ host }) => host === draft.host);
  return (draft.said.depends ?? []).flatMap((name) => {
    const lacking = rolesOf(draft).find((role) => !there(near, role).has(name.value));
    const check = near.find((one) => one.name.value === name.value && meet(one, draft));
    if (check && lacking === undefined) return [{ check, name }];
    const known = [...there(near, lacking ?? 'primary')].filter((one) => one !== draft.name.value);
    const isElsewhere = near.some((one) => one.name.value === name.value);
    const where = ` on ${draft.host.name.value}${isElsewhere ? ` while it is ${lacking ?? ''}` : ''}`;
    const found = unknown('check', 'checks', name, known, where);
    diagnostics.push(isElsewhere ? { ...found, help: 'Let both look in the same roles.' } : found);
    return [];
  });
}

const there = (checks: readonly Draft[], role: Role): ReadonlySet<string> =>
  new Set(checks.filter((one) => rolesOf(one).includes(role)).map(({ name }) => name.value));

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
