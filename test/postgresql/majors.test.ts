import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MAJORS, order, type Major } from '../../templates/postgresql/versions.ts';
import { checkSetting, type Vocabulary } from '../../templates/postgresql/vocabulary.ts';

const FILE = new URL('../../templates/postgresql/vocabulary.json', import.meta.url);
const real = JSON.parse(readFileSync(FILE, 'utf8')) as Vocabulary;

type Value = string | number | boolean;
/** A setting with a value, and the majors that take it: from, up to. Written from the release notes, not from the vocabulary. */
type Row = readonly [name: string, value: Value, from: Major, until: Major];

const LIVES: readonly Row[] = [
  ['max_connections', 100, '9.6', '17'],
  ['idle_in_transaction_session_timeout', '5min', '9.6', '17'],
  ['max_parallel_workers_per_gather', 2, '9.6', '17'],
  ['backend_flush_after', '512kB', '9.6', '17'],
  ['min_parallel_relation_size', '8MB', '9.6', '9.6'],
  ['sql_inheritance', true, '9.6', '9.6'],
  ['max_parallel_workers', 4, '10', '17'],
  ['min_parallel_table_scan_size', '8MB', '10', '17'],
  ['min_parallel_index_scan_size', '512kB', '10', '17'],
  ['replacement_sort_tuples', 150000, '9.6', '10'],
  ['jit', true, '11', '17'],
  ['jit_above_cost', 100000, '11', '17'],
  ['max_parallel_maintenance_workers', 2, '11', '17'],
  ['ssl_passphrase_command', 'cat /x', '11', '17'],
  ['vacuum_cleanup_index_scale_factor', 0.1, '11', '13'],
  ['default_with_oids', false, '9.6', '11'],
  ['plan_cache_mode', 'auto', '12', '17'],
  ['primary_conninfo', 'host=db2', '12', '17'],
  ['restore_command', 'cp /a/%f %p', '12', '17'],
  ['recovery_target_timeline', 'latest', '12', '17'],
  ['promote_trigger_file', '/run/promote', '12', '15'],
  ['wal_keep_segments', 32, '9.6', '12'],
  ['wal_keep_size', '512MB', '13', '17'],
  ['max_slot_wal_keep_size', '10GB', '13', '17'],
  ['hash_mem_multiplier', 2, '13', '17'],
  ['ignore_invalid_pages', false, '13', '17'],
  ['operator_precedence_warning', true, '9.6', '13'],
  ['idle_session_timeout', '1h', '14', '17'],
  ['client_connection_check_interval', '10s', '14', '17'],
  ['compute_query_id', 'auto', '14', '17'],
  ['stats_temp_directory', '/run/stats', '9.6', '14'],
  ['archive_library', 'basic_archive', '15', '17'],
  ['recovery_prefetch', 'try', '15', '17'],
  ['wal_decode_buffer_size', '512kB', '15', '17'],
  ['log_startup_progress_interval', '10s', '15', '17'],
  ['vacuum_defer_cleanup_age', 0, '9.6', '15'],
  ['force_parallel_mode', 'off', '9.6', '15'],
  ['reserved_connections', 2, '16', '17'],
  ['scram_iterations', 4096, '16', '17'],
  ['vacuum_buffer_usage_limit', '256kB', '16', '17'],
  ['debug_parallel_query', 'off', '16', '17'],
  ['old_snapshot_threshold', '1d', '9.6', '16'],
  ['db_user_namespace', false, '9.6', '16'],
  ['trace_recovery_messages', 'log', '9.6', '16'],
  ['transaction_timeout', '1h', '17', '17'],
  ['allow_alter_system', false, '17', '17'],
  ['sync_replication_slots', true, '17', '17'],
  ['summarize_wal', true, '17', '17'],
  ['io_combine_limit', '128kB', '17', '17'],
  ['event_triggers', true, '17', '17'],
];

/** Values that some majors take of a setting that all have, and what is wrong in the others. */
const VALUES: readonly (readonly [...Row, problem: string])[] = [
  ['password_encryption', 'scram-sha-256', '10', '17', 'wrong-type'],
  ['password_encryption', 'md5', '10', '17', 'wrong-type'],
  // 10 to 13 take a switch too, and mean md5 by it: the word says so.
  ['password_encryption', true, '9.6', '9.6', 'wrong-type'],
  ['wal_compression', true, '9.6', '17', ''],
  ['wal_compression', 'lz4', '15', '17', 'wrong-type'],
  ['wal_level', 'replica', '9.6', '17', ''],
  ['wal_level', 'hot_standby', '9.6', '17', ''],
  ['shared_buffers', '8388608B', '11', '17', 'wrong-unit'],
  ['shared_buffers', '1.5GB', '12', '17', 'wrong-type'],
  ['maintenance_work_mem', '64kB', '17', '17', 'out-of-range'],
  ['vacuum_cost_delay', '2.5ms', '12', '17', 'wrong-type'],
];

const problems = (name: string, value: Value): Readonly<Record<string, string>> =>
  Object.fromEntries(
    MAJORS.map((major) => [major, checkSetting(real, major, name, value)?.problem ?? 'taken']),
  );

const expected = (
  from: Major,
  until: Major,
  before: string,
  after: string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    MAJORS.map((major) => [
      major,
      order(major) < order(from) ? before : order(major) > order(until) ? after : 'taken',
    ]),
  );

describe('from 9.6 to 17, each major is answered', () => {
  test.each(LIVES)('%s = %j: %s to %s', (name, value, from, until) => {
    expect(problems(name, value)).toEqual(expected(from, until, 'newer', 'removed'));
  });

  test.each(VALUES)('%s = %j: %s to %s', (name, value, from, until, problem) => {
    expect(problems(name, value)).toEqual(expected(from, until, problem, problem));
  });

  // Settings of recovery.conf, and what was gone before 9.6.
  test.each(['standby_mode', 'trigger_file', 'checkpoint_segments', 'ssl_renegotiation_limit'])(
    '%s is a setting of none',
    (name) => expect([...new Set(Object.values(problems(name, 'x')))]).toEqual(['unknown']),
  );
});
