import { because, map, originsOf, partsOf, type Fact, type Value } from '../../fact.ts';
import type { Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Host, Secret, Variable } from '../model.ts';
import type { Process, Step, StepKind, Use } from './model.ts';
import type { From } from '../reference/reference.ts';
import { resolveText } from '../reference/text.ts';
import type { Draft } from '../service/drafts.ts';
import { environment } from '../service/environment.ts';
import { healthOf } from '../service/health.ts';
import type { World } from '../service/world.ts';
import { uwsgiOf } from './uwsgi.ts';

/** Where env files lie that are forms; `install` fills them, root alone can read them. */
const FORMS = '/etc/sitewright/env';

const KINDS: readonly StepKind[] = ['conditions', 'before', 'started', 'reload', 'stop', 'stopped'];

/** What of a process must be known before references can be resolved. */
export function shellOf(said: Located<M.Process>, service: Fact<string>): Process {
  const unit = map(said.unit ?? service, (name) => `${name}.service`);
  const steps = { conditions: [], before: [], started: [], reload: [], stop: [], stopped: [] };
  return { said, unit, command: [], steps, uses: [], credentials: [], plain: [], form: null, uwsgi: null };
}

/** Resolves every reference of a service that is a process of its host. */
export function completeProcess(draft: Draft, host: Host, world: World): void {
  const { process: own, said } = draft;
  if (!own) return;
  const uses: Use[] = [];
  const credentials: Secret[] = [];
  const { member } = draft;
  const from: From = {
    ...{ host, stack: null, said, member },
    process: { unit: own.unit, uses, credentials },
  };
  const words = (argv: readonly Located<M.Text>[]): readonly Fact<Value>[] =>
    argv.map((word) => resolveText(word, from, world)).filter((word) => word !== null);
  const stepsOf = (kind: StepKind): readonly Step[] =>
    (own.said.steps?.[kind] ?? []).map((step) => ({ said: step, run: words(step.run) }));
  draft.env = environment(said, draft.running, from, world);
  draft.health = said.health ? healthOf(said.health, draft, from, world) : null;
  const command = words(own.said.command);
  const steps = Object.fromEntries(KINDS.map((kind) => [kind, stepsOf(kind)])) as Process['steps'];
  draft.process = {
    ...own,
    command,
    steps,
    uses: merged(uses, nameOf, (one, other) => ({ ...one, from: originsOf(one, other) })),
    credentials: merged(
      credentials,
      ({ name }) => name.value,
      (one, other) => ({ ...one, name: because(one.name, other.name) }),
    ),
    plain: draft.env.filter((variable) => !isSecret(variable)),
    form: formOf(own, draft.env.filter(isSecret)),
    uwsgi: own.said.uwsgi ? uwsgiOf(own.said.uwsgi, command, from, world) : null,
  };
}

const isSecret = ({ value }: Variable): boolean =>
  partsOf(value.value).some((part) => typeof part === 'object' && 'secret' in part);

function formOf({ unit }: Process, variables: readonly Variable[]): Process['form'] {
  const path = because(
    map(unit, (name) => `${FORMS}/${name.replace(/\.service$/, '')}.env`),
    ...variables.flatMap(({ name, value }) => [name, value]),
  );
  return variables.length === 0 ? null : { path, variables };
}

/** Each thing once, with every place that asks for it, in the order of the names. */
function merged<T>(all: readonly T[], key: (one: T) => string, join: (a: T, b: T) => T): readonly T[] {
  const found = new Map<string, T>();
  for (const one of all) {
    const before = found.get(key(one));
    found.set(key(one), before ? join(before, one) : one);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

const nameOf = ({ of }: Use): string =>
  `${of.kind} ${(of.kind === 'service' ? of.service : of.datastore).name.value}`;
