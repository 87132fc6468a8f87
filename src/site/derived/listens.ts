import { error, type Diagnostic } from '../../diagnostic.ts';
import { fact, originsOf, owedTo, type Fact } from '../../fact.ts';
import { entriesOf, HERE, keyIn, keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { didYouMean } from '../../source/suggest.ts';
import { originIn, placeOf, wordsOf, type Running } from '../program/known.ts';
import { entriesBefore, hereAt, type Entry } from './made.ts';
import type { ProgramPort } from '../program/program.ts';
import { concerns, has } from '../program/version.ts';

type Ports = NonNullable<Located<M.Service>['ports']>;
type Port = Located<M.ServicePort>;

/** The ports that a program has in its version, by name. */
export const portsIn = ({ program, version, duty }: Running): readonly (readonly [string, ProgramPort])[] =>
  Object.entries(program.ports ?? {}).filter(
    ([, port]) => has(version.value, port) && concerns(port, duty?.name.value ?? null),
  );

/** The variable that moves a port, where there is one in this version. */
export const moverOf = ({ program, version }: Running, port: ProgramPort): string | null =>
  (port.variables ?? []).find((name) => {
    const variable = program.variables[name];
    return variable !== undefined && has(version.value, variable);
  }) ?? null;

/** What a service listens on: what its program does, and what is said. A port without a number is a finding, and lost. */
export function portsOf(
  said: Located<M.Service>,
  running: Running | null,
  diagnostics: Diagnostic[],
): Ports | undefined {
  const known = running ? portsIn(running) : [];
  const derived = running
    ? known.map(([name, port]) => derivedPort(name, port, said.ports?.[name], running, diagnostics))
    : [];
  if (!said.ports && derived.length === 0) return undefined;
  const ports = entriesBefore<Port>(said.ports, [], keyOf(said));
  const others = entriesOf(said.ports).filter(({ name }) => !known.some(([one]) => one === name.value));
  const whole = others.filter(({ name, value }) => {
    if ('number' in value) return true;
    diagnostics.push(
      error(
        'schema/required',
        keyOf(value),
        `"${name.value}" lacks "number".${didYouMean(
          name.value,
          known.map(([one]) => one),
        )}`,
        {
          help: running
            ? `${wordsOf(running)} has no port of this name: say its number.`
            : 'number: The port that the process listens on, inside its container.',
        },
      ),
    );
    return false;
  });
  const kept = whole.map(({ name, value }) => ({ name: name.value, value, at: placeOf(name) }));
  const all = [...derived, ...kept];
  return { ...entriesBefore(undefined, all, keyOf(said)), [HERE]: { ...ports[HERE], keys: keysOf(all) } };
}

const keysOf = (all: readonly Entry<Port>[]) => new Map(all.map(({ name, at }) => [name, { key: at }]));

function derivedPort(
  name: string,
  port: ProgramPort,
  said: Port | undefined,
  running: Running,
  diagnostics: Diagnostic[],
): Entry<Port> {
  const at = said ? keyOf(said) : placeOf(running.name);
  const ours = (): ReturnType<typeof originsOf> =>
    originsOf(running.name, running.version, running.duty?.name ?? null, {
      from: [originIn(running, name)],
    });
  const usual = <T>(value: T): Fact<T> =>
    fact(value, [{ at, note: 'default of schema/service.schema.json' }]);
  const number = said && 'number' in said ? said.number : owedTo(port.number, ours);
  if (number.value !== port.number && moverOf(running, port) === null)
    diagnostics.push(
      error(
        'fixed-port',
        placeOf(number),
        `${wordsOf(running)} listens on ${port.number}, and no variable moves it.`,
        {
          related: [{ at: placeOf(running.name), message: 'The program is named here.' }],
          why: 'Whoever connects would be sent to a port that nobody listens on.',
          help: `Remove the number. Say \`published\` for another port of the host.`,
        },
      ),
    );
  const speaks: Port['speaks'] =
    said && keyIn(said, 'speaks') ? said.speaks : owedTo(port.speaks ?? 'http', ours);
  const value: Port = said
    ? { ...said, number, speaks }
    : {
        [HERE]: hereAt(at, []),
        ...{ number, speaks, protocol: usual('tcp'), expose: usual('network') },
      };
  return { name, value, at };
}

/** The health check of a program whose image can ask it; what is said of it stays. */
export function healthOf(said: Located<M.Service>, running: Running): Located<M.Health> | undefined {
  const { health } = running.program;
  if (said.health || !health?.tool || !concerns(health, running.duty?.name.value ?? null)) return said.health;
  if (!portsIn(running).some(([name]) => name === health.port)) return undefined;
  const at = placeOf(running.name);
  const ours = <T>(value: T): Fact<T> =>
    owedTo(value, () => originsOf(running.name, { from: [originIn(running, 'health')] }));
  return {
    [HERE]: hereAt(at, []),
    http: ours(health.http),
    port: ours(health.port),
    ...(health.every === undefined ? {} : { every: ours(health.every) }),
    ...(health.timeout === undefined ? {} : { timeout: ours(health.timeout) }),
    ...(health.grace === undefined ? {} : { grace: ours(health.grace) }),
  };
}
