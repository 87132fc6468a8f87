import { error, type Diagnostic } from '../../../src/diagnostic.ts';
import { keyIn } from '../../../src/manifest/located.ts';
import type { Site } from '../../../src/site/model.ts';
import { running, type Running } from '../order.ts';
import { at, quoted } from './place.ts';

/** What starts a service and when: contradictions that leave it stopped, or start it against what is said. */
export function* starts(site: Site): Generator<Diagnostic> {
  for (const one of running(site)) {
    yield* waits(one);
    yield* restarts(one);
    yield* sockets(one);
    yield* lowPorts(one);
  }
  yield* timers(site);
}

/** systemd knows when a unit is started, and nothing of health. */
function* waits({ service }: Running): Generator<Diagnostic> {
  for (const { service: other, condition } of service.after) {
    const type = other.process?.said.type;
    if (!type) continue;
    const whose = `${service.name.value} waits until ${other.name.value}`;
    if (condition.value === 'healthy')
      yield error(
        'systemd/wait-for-health',
        at(condition),
        `${whose} is healthy, which systemd does not know.`,
        {
          related: [{ at: other.at, message: `${other.name.value} is said here.` }],
          help: 'Wait for `started`; a program of `type: notify` counts as started when it says so.',
        },
      );
    if (condition.value === 'completed' && type.value !== 'oneshot')
      yield error('systemd/never-completes', at(condition), `${whose} is done, and it keeps running.`, {
        related: [{ at: other.at, message: `${other.name.value} is of the type ${type.value}.` }],
        why: 'Only a `oneshot` counts as started when it has ended.',
        help: `Say \`type: oneshot\` at ${other.name.value}, or wait for \`started\`.`,
      });
  }
}

function* restarts({ service, own }: Running): Generator<Diagnostic> {
  const { restart } = service.said;
  if (own.said.type.value !== 'oneshot' || !restart || /^(no|on-failure)$/.test(restart.value)) return;
  yield error(
    'systemd/oneshot-restart',
    at(restart),
    `${service.name.value} ends by itself, and would be started again each time.`,
    {
      related: [{ at: at(own.said.type), message: 'Its type is said here.' }],
      why: 'systemd refuses a unit of the type oneshot that is always restarted.',
      help: 'Say `no` or `on-failure`, or start it by a timer.',
    },
  );
}

function* sockets({ service, own }: Running): Generator<Diagnostic> {
  const known = service.ports.map(({ name }) => name.value);
  for (const name of own.said.socket?.ports ?? [])
    if (!known.includes(name.value))
      yield error(
        'unknown-port',
        at(name),
        `The service ${service.name.value} has no port "${name.value}".`,
        {
          related: [{ at: service.at, message: `${service.name.value} is said here.` }],
          help: `Its ports: ${quoted(known)}.`,
        },
      );
}

/** bind(2): a port below 1024 wants CAP_NET_BIND_SERVICE, which root has and `strict` takes away. */
function* lowPorts({ service, own }: Running): Generator<Diagnostic> {
  const { user, hardening, socket, settings } = own.said;
  const native = settings?.['Service'] ?? {};
  const isPlain = user !== undefined && user.value !== 'root';
  if ((!isPlain && hardening.value !== 'strict') || Object.hasOwn(native, 'AmbientCapabilities')) return;
  for (const { said, name } of service.ports) {
    const handed = (socket?.ports ?? []).some(({ value }) => value === name.value);
    if (said.number.value >= 1024 || handed) continue;
    yield error(
      'systemd/low-port',
      at(said.number),
      `${service.name.value} cannot listen on the port ${said.number.value}: ports below 1024 are for root.`,
      {
        related: [
          isPlain && user
            ? { at: at(user), message: 'Its user is said here.' }
            : { at: service.at, message: 'Its hardening is `strict`.' },
        ],
        help: 'Let systemd open it: `process.socket.ports`. Or say another port, or `AmbientCapabilities` and `CapabilityBoundingSet` under `settings.Service`.',
      },
    );
  }
}

function* timers(site: Site): Generator<Diagnostic> {
  for (const timer of site.timers) {
    const { service, said } = timer;
    if (service.said.runs.value === 'onDemand')
      yield error(
        'systemd/timer-on-demand',
        at(said.starts),
        `The timer ${timer.name.value} starts ${service.name.value}, which is only started on demand.`,
        {
          related: [{ at: at(service.said.runs), message: 'It is said here.' }],
          help: 'Remove the timer, or `runs`: a service with a timer is not started at boot anyway.',
        },
      );
    for (const [field, other] of [
      ['afterBoot', 'every'],
      ['persistent', 'calendar'],
    ] as const) {
      const place = keyIn(said, field);
      if (place && !said[other])
        yield error('unused-qualifier', place, `"${field}" says nothing without \`${other}\`.`, {
          why: 'What is written and has no effect is a misunderstanding.',
          help: 'Remove it.',
        });
    }
  }
}
