import { error, type Diagnostic } from '../../src/diagnostic.ts';
import { keyOf } from '../../src/manifest/located.ts';
import type { Check, Host, Monitor, Site } from '../../src/site/model.ts';
import { meet } from '../../src/site/check/roles.ts';
import { checkTest, whole } from './check-tests.ts';

/** Findings about checks: what monit would refuse, and what it would take and never do. */
export function* check(site: Site): Generator<Diagnostic> {
  for (const host of site.hosts) {
    const own = site.checks.filter((one) => one.host === host);
    yield* clashes(own, host);
    yield* loops(own);
    for (const one of own) {
      yield* single(one);
      for (const test of one.tests) if (test.said) yield* checkTest(test, one);
    }
  }
  for (const monitor of site.monitors) yield* monitored(monitor);
}

const nameOf = ({ subject, name, host }: Check): string =>
  (subject.kind === 'system' ? host : { name }).name.value;

/** Monit does not tell names apart by case, and calls the machine by its own name. */
function* clashes(checks: readonly Check[], host: Host): Generator<Diagnostic> {
  const known: Check[] = [];
  for (const one of checks) {
    const name = nameOf(one).toLowerCase();
    const before = known.find((other) => nameOf(other).toLowerCase() === name && meet(one, other));
    if (before)
      yield error(
        'monit/check-clash',
        one.at,
        `To monit on ${host.name.value}, ${one.name.value} and ${before.name.value} have one name: ${nameOf(one)}.`,
        {
          related: [{ at: before.at, message: `${before.name.value} is said here.` }],
          why: 'Monit takes no file in which a name stands twice; capitals make no difference, and a check of the system has the name of the host.',
          help: 'Give one of them another name.',
        },
      );
    else known.push(one);
  }
}

function* loops(checks: readonly Check[]): Generator<Diagnostic> {
  const done = new Set<Check>();
  for (const start of checks) {
    const way = ringFrom(start, [], done);
    if (way.length === 0) continue;
    const [first = start, ...others] = way;
    for (const one of way) done.add(one);
    yield error(
      'monit/depends-loop',
      placeOf(first),
      `${first.name.value} depends on itself: ${[...way, first].map(({ name }) => name.value).join(' → ')}.`,
      {
        related: others.map((one) => ({ at: placeOf(one), message: `${one.name.value} takes part.` })),
        why: 'None of them could be started first. Monit refuses the file.',
        help: 'Take one `depends` out.',
      },
    );
  }
}

const placeOf = (one: Check) => (one.said.depends ? keyOf(one.said.depends) : one.at);

/** The first ring that is reached from a check; empty where there is none. */
function ringFrom(check: Check, way: readonly Check[], done: Set<Check>): readonly Check[] {
  const seen = way.indexOf(check);
  if (seen !== -1) return way.slice(seen);
  if (done.has(check)) return [];
  for (const { check: next } of check.depends) {
    const ring = ringFrom(next, [...way, check], done);
    if (ring.length > 0) return ring;
  }
  done.add(check);
  return [];
}

function* single(one: Check): Generator<Diagnostic> {
  const { subject, said, commands, tests } = one;
  const has = (...fields: readonly string[]): boolean =>
    tests.some((test) => test.said && fields.some((field) => Object.hasOwn(test.said, field)));
  if (subject.kind === 'host' && !has('connection', 'ping', 'native'))
    yield idle(one, '`connection` or `ping`');
  if (subject.kind === 'program' && !has('status', 'content', 'changed', 'native'))
    yield idle(one, '`status` or `content`');
  const acting = tests.find(
    (test) => test.said && 'do' in test.then && ['restart', 'start', 'stop'].includes(test.then.do.value),
  );
  if (acting?.said && commands.length === 0 && 'do' in acting.then)
    yield error(
      'monit/action-without-command',
      acting.then.do.from[0]?.at ?? one.at,
      `Monit does not know how to ${acting.then.do.value} ${one.name.value}.`,
      {
        related: [{ at: one.at, message: 'The check is said here.' }],
        why: 'It would write that it does, and do nothing.',
        help: 'Say `unit`, or `start` and `stop`.',
      },
    );
  if (said.timeout && !said.unit && !said.of)
    yield error(
      'unused-field',
      said.timeout.from[0]?.at ?? one.at,
      '"timeout" says nothing without `unit`.',
      {
        help: 'Say it under `start`, `stop` or `restart`, or for a program under `program`.',
      },
    );
  yield* whole(
    [said.timeout, said.program?.timeout, said.start?.timeout, said.stop?.timeout, said.restart?.timeout],
    1,
    'seconds',
  );
}

const idle = (one: Check, wanted: string): Diagnostic =>
  error('monit/idle-check', one.at, `The check ${one.name.value} tests nothing.`, {
    why: `Monit refuses a check of a ${one.subject.kind} without a test.`,
    help: `Say ${wanted} under \`tests\`.`,
  });

function* monitored({ said }: Monitor): Generator<Diagnostic> {
  if (!said) return;
  yield* whole([said.every, said.startDelay, said.mail?.timeout], 1, 'seconds');
  for (const alert of [...(said.alerts ?? [])])
    if (alert.only && alert.except)
      yield error('unused-field', keyOf(alert.except), '"except" says nothing beside `only`.', {
        help: 'Keep one of them.',
      });
}
