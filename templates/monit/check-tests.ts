import { secondsOf } from '../../src/site/spelling/units.ts';
import { error, type Diagnostic, type Span } from '../../src/diagnostic.ts';
import type { Fact } from '../../src/fact.ts';
import { wholeText } from '../../src/format/text.ts';
import { keyIn, keyOf, type Located, type Placed } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import type { Check, SaidTest } from '../../src/site/model.ts';
import { tokens } from './native.ts';

type Said = Located<M.CheckTest>;
type Kind = Check['subject']['kind'];

/** Which checks can have which tests; monit refuses the others. */
const FITS: Readonly<Record<string, readonly Kind[]>> = {
  connection: ['process', 'host'],
  ping: ['host'],
  user: ['process', 'file', 'directory', 'filesystem'],
  group: ['process', 'file', 'directory', 'filesystem'],
  mode: ['file', 'directory', 'filesystem'],
  resource: ['process', 'system'],
  space: ['filesystem'],
  inodes: ['filesystem'],
  age: ['file', 'directory'],
  size: ['file'],
  checksum: ['file'],
  content: ['file', 'program'],
  exists: ['process', 'file', 'directory', 'filesystem'],
  status: ['program'],
  link: ['network'],
  saturation: ['network'],
  traffic: ['network'],
  uptime: ['process', 'system'],
};
const CHANGES: Readonly<Record<NonNullable<M.CheckTest['changed']>, readonly Kind[]>> = {
  checksum: ['file'],
  pid: ['process'],
  parent: ['process'],
  time: ['file', 'directory'],
  size: ['file'],
  mode: ['file', 'directory', 'filesystem'],
  status: ['program'],
  link: ['network'],
  flags: ['filesystem'],
};

const PROCESS_ONLY = ['totalCpu', 'totalMemory', 'children', 'threads'];
const SYSTEM_ONLY = ['cpuUser', 'cpuSystem', 'cpuWait', 'swap'];
const SHARES = ['cpu', 'cpuUser', 'cpuSystem', 'cpuWait', 'totalCpu'];
const COUNTS = ['load1', 'load5', 'load15', 'children', 'threads'];

const at = (fact: Fact<unknown> | undefined, otherwise: Placed): Span =>
  fact?.from[0]?.at ?? keyOf(otherwise);

/** Findings about one test that somebody said. */
export function* checkTest({ said, connection: to }: SaidTest, check: Check): Generator<Diagnostic> {
  yield* fitting(said, check);
  yield* counts(said);
  yield* amounts(said);
  yield* times(said);
  if (said.connection) yield* connection(said.connection);
  const port = to?.port;
  if (
    port &&
    !(Number.isInteger(Number(port.value)) && Number(port.value) > 0 && Number(port.value) < 65_536)
  )
    yield error('monit/bad-port', at(port, said), `${wholeText(port.value) ?? 'A secret'} is no port.`, {
      why: 'Monit takes any number, and no name.',
      help: 'Write a number from 1 to 65535, or refer to a port.',
    });
  if (said.native) {
    const found = tokens(said.native.value);
    if ('fault' in found)
      yield error('monit/bad-condition', at(said.native, said), `The condition ${found.fault}.`, {
        help: 'Write what stands between `if` and `then`, with texts in double quotes.',
      });
  }
}

function* fitting(said: Said, { subject, at: place }: Check): Generator<Diagnostic> {
  const field = Object.keys(FITS).find((one) => keyIn(said, one) !== null);
  const kinds = said.changed ? CHANGES[said.changed.value] : field ? FITS[field] : undefined;
  const what = said.changed ? `changed: ${said.changed.value}` : field;
  const { resource } = said;
  const isOther =
    resource && (subject.kind === 'system' ? PROCESS_ONLY : SYSTEM_ONLY).includes(resource.of.value);
  if (kinds?.includes(subject.kind) !== false && !isOther) return;
  yield error(
    'monit/wrong-test',
    isOther ? at(resource.of, said) : (keyIn(said, field ?? 'changed') ?? keyOf(said)),
    `A check of a ${subject.kind} has no test of ${isOther ? resource.of.value : `\`${what}\``}.`,
    {
      related: [{ at: place, message: 'The check is said here.' }],
      help: isOther
        ? `Say it in a check of the ${subject.kind === 'system' ? 'process' : 'system'}.`
        : `It belongs to a check of a ${kinds?.join(', ') ?? ''}.`,
    },
  );
}

function* counts({ restarts, for: tolerance }: Said): Generator<Diagnostic> {
  const pairs = [
    [restarts?.count, restarts?.within],
    [tolerance?.times, tolerance?.cycles],
  ] as const;
  for (const [count, within] of pairs)
    if (count && within && count.value > within.value)
      yield error(
        'monit/unreachable-count',
        count.from[0]?.at ?? lost(),
        `${count.value} times within ${within.value} cycles can never be.`,
        { why: 'Each cycle counts once. Monit refuses it.', help: 'Say more cycles, or fewer times.' },
      );
}

const lost = (): never => {
  throw new Error('a number comes from nowhere');
};

function* amounts({ resource, space, inodes, saturation }: Said): Generator<Diagnostic> {
  const limits = [resource, space, inodes].map((one) => one?.over ?? one?.under);
  for (const limit of [...limits, saturation?.over])
    if (typeof limit?.value === 'string' && limit.value.endsWith('%') && Number.parseFloat(limit.value) > 100)
      yield error('monit/bad-amount', limit.from[0]?.at ?? lost(), `${limit.value} is more than all.`, {
        why: 'The test would never be met, and monit does not say so.',
        help: 'Write a share up to 100%.',
      });
  const [limit] = limits;
  if (resource && limit) {
    const of = resource.of.value;
    const wanted = SHARES.includes(of) ? 'a share' : COUNTS.includes(of) ? 'a number' : 'a share or a size';
    if (!wanted.split(' or ').includes(unitOf(limit.value)))
      yield mismatch(limit, of, wanted, wanted === 'a number' ? '3' : '80%');
  }
  const rooms = [
    [limits[1], 'space', 'a share or a size'],
    [limits[2], 'inodes', 'a share or a number'],
  ] as const;
  for (const [one, of, wanted] of rooms)
    if (one && !wanted.split(' or ').includes(unitOf(one.value))) yield mismatch(one, of, wanted, '80%');
}

const unitOf = (value: string | number): string =>
  typeof value === 'number' ? 'a number' : value.endsWith('%') ? 'a share' : 'a size';

const mismatch = (limit: Fact<string | number>, of: string, wanted: string, example: string): Diagnostic =>
  error(
    'monit/bad-amount',
    limit.from[0]?.at ?? lost(),
    `\`${of}\` is ${wanted}, and ${limit.value} is ${unitOf(limit.value)}.`,
    { help: `Write it like ${example}.` },
  );

/** Monit counts whole seconds, hours and days; answers alone are timed in milliseconds. */
function* times({ age, uptime, traffic, connection: to, ping }: Said): Generator<Diagnostic> {
  yield* whole(
    [age?.over, age?.under, uptime?.over, uptime?.under, to?.timeout, ping?.timeout],
    1,
    'seconds',
  );
  yield* whole([traffic?.within], 3600, 'hours');
  yield* whole([to?.tls?.validFor], 86_400, 'days');
  yield* whole([to?.slowerThan], 0.001, 'milliseconds');
}

export function* whole(
  all: readonly (Fact<string> | undefined)[],
  unit: number,
  name: string,
): Generator<Diagnostic> {
  for (const time of all) {
    const count = time ? Math.round((secondsOf(time.value) / unit) * 1000) / 1000 : 1;
    if (time && (!Number.isInteger(count) || count === 0))
      yield error(
        'monit/unsayable-time',
        time.from[0]?.at ?? lost(),
        `Monit cannot wait ${time.value} here.`,
        {
          help: `It counts whole ${name}, at least one.`,
        },
      );
  }
}

const LOGIN = ['http', 'https', 'pgsql', 'mysql', 'mqtt', 'smtp', 'smtps'];

function* connection(said: Located<M.TestConnection>): Generator<Diagnostic> {
  const protocol = said.protocol?.value;
  const isHttp = protocol === 'http' || protocol === 'https';
  const idle: readonly (readonly [field: string, isIdle: boolean, why: string])[] = [
    ['http', said.http !== undefined && !isHttp, 'the protocol is not http or https'],
    ['user', said.user !== undefined && !LOGIN.includes(protocol ?? ''), 'nobody logs in with this protocol'],
    [
      'password',
      said.password !== undefined && !LOGIN.includes(protocol ?? ''),
      'nobody logs in with this protocol',
    ],
    ['database', said.database !== undefined && protocol !== 'pgsql', 'the protocol is not pgsql'],
    ['exchange', said.exchange !== undefined && protocol !== undefined, 'a protocol is spoken instead'],
    ['host', said.host !== undefined && said.socket !== undefined, 'a unix socket is of this machine'],
    [
      'tls',
      said.tls !== undefined && (said.socket !== undefined || said.transport.value === 'udp'),
      'only TCP is encrypted',
    ],
  ];
  for (const [field, isIdle, why] of idle)
    if (isIdle)
      yield error(
        'unused-field',
        keyIn(said, field) ?? keyOf(said),
        `"${field}" says nothing here: ${why}.`,
        {
          why: 'Monit refuses it, or leaves it out.',
          help: 'Remove it, or say another protocol.',
        },
      );
  const { method, content } = said.http ?? {};
  if (method?.value === 'HEAD' && content)
    yield error('monit/head-with-content', at(method, said), 'An answer to HEAD has no content.', {
      related: [{ at: at(content, said), message: 'The content is looked for here.' }],
      why: 'Monit refuses it.',
      help: 'Leave out `method`, or `content`.',
    });
}
