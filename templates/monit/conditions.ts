import { secondsOf } from '../../src/site/spelling/units.ts';
import { concat, map, type Fact } from '../../src/fact.ts';
import type { Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import type { SaidTest, Test } from '../../src/site/model.ts';
import { connection, ping } from './connection.ts';
import { piecesOf } from './native.ts';
import { spelt, text, word, words, type Piece } from './pieces.ts';
import { amount, size, span } from './units.ts';

type Said = Located<M.CheckTest>;
type Bound<T> = { readonly over?: Fact<T>; readonly under?: Fact<T> };

/** What stands between `if` and `then`. */
export function conditionOf(test: Test): readonly Piece[] {
  if (test.said) return [...said(test), ...(test.said.for ? tolerance(test.said.for) : [])];
  const { condition } = test;
  if (condition.kind === 'user') return [...words('failed uid'), text(condition.user)];
  if (condition.kind === 'group') return [...words('failed gid'), text(condition.group)];
  const { host, port } = condition.connection;
  return [
    ...words('failed'),
    ...(host ? [...words('host'), text(host)] : []),
    ...(port ? [...words('port'), word(port)] : []),
    ...(condition.protocol ? [...words('protocol'), word(condition.protocol)] : []),
  ];
}

function said({ said: one, connection: to }: SaidTest): readonly Piece[] {
  if (one.connection && to) return connection(one.connection, to);
  if (one.ping) return ping(one.ping);
  if (one.user) return [...words('failed uid'), text(one.user)];
  if (one.group) return [...words('failed gid'), text(one.group)];
  if (one.mode) return [...words('failed permission'), word(one.mode)];
  if (one.resource)
    return [word(map(one.resource.of, (of) => RESOURCES[of])), ...bound(one.resource, amount)];
  if (one.space) return [...words('space'), used(one.space), ...bound(one.space, amount)];
  if (one.inodes) return [...words('inode'), used(one.inodes), ...bound(one.inodes, amount)];
  if (one.age) return [...words('timestamp'), ...bound(one.age, span)];
  if (one.size) return [...words('size'), ...bound(one.size, size)];
  if (one.checksum) return [...words('failed checksum expect'), word(one.checksum)];
  if (one.changed) return [...words('changed'), word(map(one.changed, (what) => CHANGES[what]))];
  if (one.content) return content(one.content);
  if (one.exists) return spelt(one.exists, (is) => (is ? 'exist' : 'does not exist'));
  if (one.status) return status(one.status);
  return elsewhere(one);
}

function elsewhere(one: Said): readonly Piece[] {
  if (one.link) return spelt(one.link, () => 'failed link');
  if (one.saturation) return [...words('saturation >'), word(one.saturation.over)];
  if (one.traffic) return traffic(one.traffic);
  if (one.uptime) return [...words('uptime'), ...bound(one.uptime, span)];
  if (one.restarts) {
    const { count, within } = one.restarts;
    return [word(count), ...words('restarts within'), word(within), ...words('cycles')];
  }
  if (one.native) return piecesOf(one.native);
  throw new Error('the schema asks for one kind of test');
}

const RESOURCES: Readonly<Record<M.TestResource['of'], string>> = {
  cpu: 'cpu',
  cpuUser: 'cpu(user)',
  cpuSystem: 'cpu(system)',
  cpuWait: 'cpu(wait)',
  totalCpu: 'totalcpu',
  memory: 'memory',
  totalMemory: 'totalmemory',
  swap: 'swap',
  load1: 'loadavg(1min)',
  load5: 'loadavg(5min)',
  load15: 'loadavg(15min)',
  children: 'children',
  threads: 'threads',
};

const CHANGES: Readonly<Record<NonNullable<M.CheckTest['changed']>, string>> = {
  checksum: 'checksum',
  pid: 'pid',
  parent: 'ppid',
  time: 'timestamp',
  size: 'size',
  mode: 'permission',
  status: 'status',
  link: 'link',
  flags: 'fsflags',
};

function bound<T>({ over, under }: Bound<T>, spell: (value: T) => string): readonly Piece[] {
  const limit = over ?? under;
  if (!limit) throw new Error('the schema asks for a bound');
  return [...words(over ? '>' : '<'), ...spelt(limit, spell)];
}

const used = ({ of }: Located<M.TestSpace>): Piece =>
  word(map(of, (which) => (which === 'used' ? 'usage' : 'free')));

const content = ({ matches, lacks }: Located<M.TestContent>): readonly Piece[] => [
  ...words('content', matches ? '=' : '!='),
  ...[matches ?? lacks].flatMap((one) => (one ? [text(one)] : [])),
];

const status = ({ is, not }: Located<M.TestStatus>): readonly Piece[] => [
  ...words('status', is ? '=' : '!='),
  ...[is ?? not].flatMap((one) => (one ? [word(one)] : [])),
];

const traffic = ({ of, over, within }: Located<M.TestTraffic>): readonly Piece[] =>
  within
    ? [
        ...words('total'),
        word(of),
        ...words('>'),
        ...spelt(over, size),
        ...words('in last'),
        ...spelt(within, (time) => `${Math.round(secondsOf(time) / 3600)} hours`),
      ]
    : [word(of), ...words('>'), ...spelt(over, (most) => `${size(most)}/s`)];

/** `for 3 cycles`, or `for 3 times within 5 cycles`. */
const tolerance = ({ times, cycles }: Located<M.TestFor>): readonly Piece[] =>
  times
    ? [...words('for'), word(times), ...words('times within'), word(cycles), ...words('cycles')]
    : [...words('for'), word(concat(cycles)), ...words('cycles')];
