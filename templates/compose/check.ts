import { error, type Diagnostic } from '../../src/diagnostic.ts';
import { partsOf, type Fact, type Value } from '../../src/fact.ts';
import type { Service, Site, Stack } from '../../src/site/model.ts';
import { variableFor } from './syntax.ts';
import { valuesOf } from './values.ts';

/** What compose refuses or does silently, and `config` does not say. */
export function* check(site: Site): Generator<Diagnostic> {
  yield* cycles(site);
  for (const service of site.services) {
    yield* dependencies(service);
    yield* replicas(service);
  }
  for (const stack of site.stacks) yield* variables(stack);
}

/** Services that wait for each other: none of them would ever start. Each ring is said once. */
function* cycles(site: Site): Generator<Diagnostic> {
  const finished = new Set<Service>();
  for (const first of site.services) {
    const ring = ringFrom(first, [], finished);
    if (!ring) continue;
    const [start, ...others] = ring.map((service, index) => ({
      service,
      after: service.after.find((one) => one.service === ring[(index + 1) % ring.length]),
    }));
    if (!start) continue;
    yield error(
      'after-cycle',
      start.after?.from[0]?.at ?? start.service.at,
      `${[...ring, start.service].map(({ name }) => name.value).join(' waits for ')}.`,
      {
        related: others.map(({ service, after }) => ({
          at: after?.from[0]?.at ?? service.at,
          message: `${service.name.value} waits here.`,
        })),
        why: 'Each of them waits for another: none of them starts.',
        help: 'Take one of them out of `after`.',
      },
    );
  }
}

function ringFrom(
  service: Service,
  path: readonly Service[],
  finished: Set<Service>,
): readonly Service[] | null {
  const back = path.indexOf(service);
  if (back !== -1) return path.slice(back);
  if (finished.has(service)) return null;
  for (const { service: next } of service.after) {
    const ring = ringFrom(next, [...path, service], finished);
    if (ring) {
      for (const one of ring) finished.add(one);
      return ring;
    }
  }
  finished.add(service);
  return null;
}

/** What a shell has set, which compose takes before `.env`, and what steers docker and compose themselves. */
const TAKEN =
  /^(HOME|PATH|TERM|PWD|OLDPWD|SHELL|USER|LOGNAME|HOSTNAME|LANG|LC_\w+|SHLVL|SSH_\w+|SUDO_\w+|(COMPOSE|DOCKER|BUILDKIT)_\w+)$/;

/** A secret inside a URL has a variable of its own, whose name another secret may have. */
function* variables(stack: Stack): Generator<Diagnostic> {
  const taken = new Map<string, { readonly secret: string; readonly value: Fact<Value> }>();
  for (const value of stack.services.flatMap(valuesOf))
    for (const part of partsOf(value.value)) {
      if (typeof part !== 'object' || !('secret' in part)) continue;
      const { secret } = part;
      const { name } = variableFor(part);
      const before = taken.get(name);
      if (!before && TAKEN.test(name))
        yield error(
          'taken-variable',
          value.from[0]?.at ?? stack.at,
          `The secret ${secret} would be the variable ${name} of ${stack.name.value}.`,
          {
            why: 'docker compose takes a variable of the shell before that of its file, or is steered by it.',
            help: 'Give the secret another name.',
          },
        );
      if (before && before.secret !== secret)
        yield error(
          'variable-clash',
          value.from[0]?.at ?? stack.at,
          `The secrets ${before.secret} and ${secret} would both be the variable ${name} of ${stack.name.value}.`,
          {
            related: before.value.from
              .slice(0, 1)
              .map(({ at }) => ({ at, message: 'The other one is read here.' })),
            why: 'A secret of any characters has a variable of its own where it stands in a URL.',
            help: 'Give one of the secrets another name.',
          },
        );
      else taken.set(name, { secret, value });
    }
}

const onDemand = ({ said }: Service): boolean =>
  said.runs.value === 'onDemand' || (said.profiles ?? []).length > 0;

/** `up` starts no profile by itself, and fails where a service waits for one that it does not start. */
function* dependencies(service: Service): Generator<Diagnostic> {
  if (!service.container || onDemand(service)) return;
  for (const after of service.after) {
    if (onDemand(after.service))
      yield error(
        'unreachable-dependency',
        after.from[0]?.at ?? service.at,
        `${service.name.value} waits for ${after.service.name.value}, which is only started on demand.`,
        {
          related: [{ at: after.service.at, message: `${after.service.name.value} is in a profile.` }],
          why: '`docker compose up` refuses a project in which a service depends on one that no profile starts.',
          help: 'Take one of them out of its profile, or the dependency away.',
        },
      );
    if (
      after.condition.value === 'healthy' &&
      (!after.service.health || after.service.health.test.kind === 'none') &&
      after.service.container &&
      !after.restart
    )
      yield error(
        'dependency-without-health',
        after.condition.from[0]?.at ?? service.at,
        `${service.name.value} waits until ${after.service.name.value} is healthy, and nothing says when it is.`,
        {
          related: [{ at: after.service.at, message: `${after.service.name.value} has no \`health\`.` }],
          why: 'Without a check the container is never healthy, and the other one never starts.',
          help: `Say \`health\` at ${after.service.name.value}, or wait for \`started\`.`,
        },
      );
  }
}

function* replicas({ said, container, name }: Service): Generator<Diagnostic> {
  const count = said.limits?.replicas;
  const fixed = container?.name;
  if (count && count.value > 1 && fixed)
    yield error(
      'replicas-with-name',
      count.from[0]?.at ?? fixed.from[0]?.at ?? lost(),
      `${name.value} runs ${count.value} times and has a fixed container name.`,
      {
        related: fixed.from.map(({ at }) => ({ at, message: 'The name is said here.' })),
        why: 'Two containers cannot have one name: the second one is not started.',
        help: 'Take the name away, or run one.',
      },
    );
}

const lost = (): never => {
  throw new Error('a count comes from nowhere');
};
