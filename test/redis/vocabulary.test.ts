import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkDirective, type Use, type Vocabulary } from '../../templates/redis/vocabulary.ts';
import { versionsFor } from '../../templates/redis/versions.ts';
import { derive, namesOf } from './derive.ts';
import { mergeVersions, printVocabulary } from './merge.ts';
import { redisPrograms } from './programs.ts';

const FILE = new URL('../../templates/redis/vocabulary.json', import.meta.url);

test('vocabulary.json is what the real servers answer', { timeout: 300_000 }, async () => {
  const programs = await redisPrograms();
  const names = (await Promise.all(programs.map(namesOf))).flat();
  const asked = await Promise.all(
    programs.map(async (program) => ({
      version: program.version,
      directives: await derive(program, names),
    })),
  );
  const merged = mergeVersions(asked);
  expect(merged.asked).toEqual(['6.0.16', '7.0.15', '8.0.2']);
  for (const { directives } of asked) expect(directives.size).toBeGreaterThan(150);
  await expect(printVocabulary(merged)).toMatchFileSnapshot(FILE.pathname);
});

const real = JSON.parse(readFileSync(FILE, 'utf8')) as Vocabulary;
const use = (name: string, ...args: Use['args']): Use => ({ name, args });

describe('what redis-server takes', () => {
  test.each<[string, Use]>([
    ['4.0', use('slave-priority', 50)],
    ['4.0', use('slaveof', '192.0.2.5', 6379)],
    ['4.0', use('hash-max-ziplist-entries', 512)],
    ['5.0', use('slave-priority', 50)],
    ['5.0', use('replicaof', '192.0.2.5', 6379)],
    ['6.0', use('io-threads', 4)],
    ['6.0', use('client-output-buffer-limit', 'pubsub', '32mb', '8mb', 60)],
    ['4.0', use('client-output-buffer-limit', 'slave', '256mb', '64mb', 60)],
    ['5.0', use('client-output-buffer-limit', 'Replica', '256mb', '64mb', 60)],
    ['7.0', use('client-output-buffer-limit', 'slave', '256mb', '64mb', 60, 'pubsub', '32mb', '8mb', 60)],
    ['6.2', use('maxmemory-clients', '5%')],
    ['6.2', use('lazyfree-lazy-user-flush', true)],
    ['7.0', use('activedefrag', 'YES')],
    ['7.0', use('proto-max-bulk-len', '512MB')],
    ['7.0', use('proto-max-bulk-len', 536870912)],
    ['7.0.15', use('loglevel', 'Verbose')],
    ['7.0', use('latency-tracking-info-percentiles', 50, 99, 99.9, 99.99, 100)],
    ['7.2', use('maxmemory-samples', 100)],
    ['8.0', use('loglevel', 'nothing')],
  ])('%s: %j', (stated, one) => {
    expect(checkDirective(real, stated, one)).toBeNull();
  });
});

describe('what it does not take', () => {
  test.each<[string, Use, string, string, string]>([
    [
      '7.0',
      use('slowlog-max-length', 512),
      'unknown',
      'no directive that Redis 7.0 knows',
      '`slowlog-max-len`',
    ],
    ['7.0', use('constructor', 1), 'unknown', 'no directive', 'redis.conf of that release'],
    ['7.0', use('vm-enabled', true), 'unknown', 'no directive', ''],
    ['4.0', use('replica-priority', 50), 'newer', 'not known to Redis 4.0', 'Write `slave-priority`, or'],
    ['4.0', use('replicaof', 'a', 1), 'newer', 'not known to Redis 4.0', 'Write `slaveof`, or'],
    ['4.0', use('io-threads', 4), 'newer', 'not known to Redis 4.0', 'Redis 6.0 knows it'],
    ['5.0', use('aclfile', '/etc/x'), 'newer', 'not known to Redis 5.0', 'Redis 6.0 knows it'],
    ['6.0', use('hash-max-listpack-entries', 1), 'newer', 'Redis 6.0', 'Write `hash-max-ziplist-entries`'],
    ['7.0', use('gopher-enabled', true), 'newer', 'Redis 7.0', ''],
    ['7.0', use('activedefrag', 'on'), 'value', 'cannot be "on"', 'write true or false'],
    ['7.0', use('appendfsync', 'sometimes'), 'value', 'cannot be "sometimes"', 'always, everysec, no'],
    ['7.0', use('hz', 'ten'), 'value', 'cannot be "ten"', 'whole number'],
    ['7.0', use('timeout', -1), 'range', 'cannot be -1', 'from 0 to 2147483647'],
    ['8.0', use('maxmemory-samples', 100), 'range', 'cannot be 100', 'from 1 to 64'],
    ['7.0', use('repl-backlog-size', '1.5gb'), 'value', 'cannot be "1.5gb"', 'whole number with'],
    ['7.0', use('repl-backlog-size', '100 mb'), 'value', 'cannot be "100 mb"', 'without a blank'],
    ['7.0', use('maxmemory-clients', '101%'), 'value', 'cannot be "101%"', 'size'],
    ['7.0', use('client-output-buffer-limit', 'pubsub'), 'arity', 'has 1 argument.', 'takes 4 or more'],
    [
      '4.0',
      use('client-output-buffer-limit', 'replica', '256mb', '64mb', 60),
      'value',
      'Redis 4.0 knows no clients that are "replica"',
      'one of normal, slave, pubsub.',
    ],
    [
      '7.0',
      use('client-output-buffer-limit', 'pubsub', '32mb', '8mb', 60, 'masters', 0, 0, 0),
      'value',
      '"masters"',
      'normal, slave, pubsub, replica.',
    ],
    ['7.0', use('replicaof', 'a'), 'arity', 'has 1 argument.', 'takes 2'],
  ])('%s: %j', (stated, one, problem, message, help) => {
    const misuse = checkDirective(real, stated, one);
    expect(misuse).toMatchObject({ problem, certain: true });
    expect(misuse?.message).toContain(message);
    expect(misuse?.help).toContain(help);
  });

  test('with less certainty where only neighbours of the version are known', () => {
    expect(checkDirective(real, '7.2', use('slowlog-max', 1))).toMatchObject({
      problem: 'unknown',
      certain: false,
    });
    expect(checkDirective(real, '6.2', use('timeout', -1))).toMatchObject({
      problem: 'range',
      certain: false,
    });
  });
});

test('a stated version is answered for by its series or by its neighbours', () => {
  expect(versionsFor(real.versions, '7.0.2')).toEqual(['7.0.15']);
  expect(versionsFor(real.versions, '6.2')).toEqual(['6.0.16', '7.0.15']);
  expect(versionsFor(real.versions, '3.2')).toEqual(['4.0']);
  expect(versionsFor(real.versions, '9.0')).toEqual(['8.0.2']);
});
