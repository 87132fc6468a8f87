import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Vocabulary } from '../../templates/redis/vocabulary.ts';

const { directives, versions } = JSON.parse(
  readFileSync(new URL('../../templates/redis/vocabulary.json', import.meta.url), 'utf8'),
) as Vocabulary;

/**
 * Which release first took a directive, written down from the sources of 4.0 (loadServerConfigFromString in config.c) and
 * the redis.conf of 5.0 and 6.0, without a look at test/redis/history.ts. Servers of 4.0 and 5.0 cannot be had; the
 * redis-server 6.0 that answers must know every one of these names, and no other.
 */
const FIRST: Readonly<Record<string, string>> = {
  '4.0': `
    active-defrag-cycle-max active-defrag-cycle-min active-defrag-ignore-bytes active-defrag-threshold-lower
    active-defrag-threshold-upper activedefrag activerehashing always-show-logo aof-load-truncated
    aof-rewrite-incremental-fsync aof-use-rdb-preamble appendfilename appendfsync appendonly auto-aof-rewrite-min-size
    auto-aof-rewrite-percentage bind client-output-buffer-limit client-query-buffer-limit cluster-announce-bus-port
    cluster-announce-ip cluster-announce-port cluster-config-file cluster-enabled cluster-migration-barrier
    cluster-node-timeout cluster-require-full-coverage cluster-slave-no-failover cluster-slave-validity-factor daemonize
    databases dbfilename dir hash-max-ziplist-entries hash-max-ziplist-value hll-sparse-max-bytes hz include
    latency-monitor-threshold lazyfree-lazy-eviction lazyfree-lazy-expire lazyfree-lazy-server-del lfu-decay-time
    lfu-log-factor list-compress-depth list-max-ziplist-entries list-max-ziplist-size list-max-ziplist-value loadmodule
    logfile loglevel lua-time-limit masterauth maxclients maxmemory maxmemory-policy maxmemory-samples
    min-slaves-max-lag min-slaves-to-write no-appendfsync-on-rewrite notify-keyspace-events pidfile port protected-mode
    proto-max-bulk-len rdbchecksum rdbcompression rename-command repl-backlog-size repl-backlog-ttl
    repl-disable-tcp-nodelay repl-diskless-sync repl-diskless-sync-delay repl-ping-slave-period repl-timeout requirepass
    save set-max-intset-entries slave-announce-ip slave-announce-port slave-lazy-flush slave-priority slave-read-only
    slave-serve-stale-data slaveof slowlog-log-slower-than slowlog-max-len stop-writes-on-bgsave-error supervised
    syslog-enabled syslog-facility syslog-ident tcp-backlog tcp-keepalive timeout unixsocket unixsocketperm
    zset-max-ziplist-entries zset-max-ziplist-value`,
  '5.0': `
    active-defrag-max-scan-fields cluster-replica-no-failover cluster-replica-validity-factor dynamic-hz
    lua-replicate-commands min-replicas-max-lag min-replicas-to-write rdb-save-incremental-fsync
    repl-ping-replica-period replica-announce-ip replica-announce-port replica-ignore-maxmemory replica-lazy-flush
    replica-priority replica-read-only replica-serve-stale-data replicaof slave-ignore-maxmemory stream-node-max-bytes
    stream-node-max-entries`,
  '6.0': `
    aclfile acllog-max-len active-expire-effort aof_rewrite_cpulist bgsave_cpulist bio_cpulist
    cluster-allow-reads-when-down gopher-enabled ignore-warnings io-threads io-threads-do-reads jemalloc-bg-thread
    key-load-delay lazyfree-lazy-user-del masteruser oom-score-adj oom-score-adj-values rdb-del-sync-files
    rdb-key-save-delay repl-diskless-load server_cpulist tls-auth-clients tls-ca-cert-dir tls-ca-cert-file tls-cert-file
    tls-ciphers tls-ciphersuites tls-cluster tls-dh-params-file tls-key-file tls-port tls-prefer-server-ciphers
    tls-protocols tls-replication tls-session-cache-size tls-session-cache-timeout tls-session-caching
    tracking-table-max-keys user`,
};

const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const series = (version: string): string => version.replace(/^(\d+\.\d+).*$/, '$1');

/** The series in which the vocabulary first has a name; what has no `from` was there in the oldest. */
const firstOf = (name: string): string => series(directives[name]?.[0]?.from ?? versions[0] ?? '');

describe('the releases of which no server can be had', () => {
  test.each(Object.entries(FIRST))('what %s was the first to take', (release, names) => {
    const found = Object.keys(directives).filter((name) => firstOf(name) === release);
    expect(found.sort()).toEqual([...words(names)].sort());
  });

  test('what they took, 6.0 takes: a name that 5.0 made new did not replace the old one', () => {
    for (const name of words(FIRST['4.0'] ?? '')) {
      const [first] = directives[name] ?? [];
      expect(first?.until === undefined || Number.parseFloat(first.until) >= 6, name).toBe(true);
    }
  });

  test('each new name for a replica has the old one beside it', () => {
    const pairs = words(FIRST['5.0'] ?? '').filter(
      (name) => name.includes('replica') && !name.startsWith('lua-'),
    );
    expect(pairs.length).toBeGreaterThan(10);
    for (const name of pairs) expect(directives, name).toHaveProperty([name.replace('replica', 'slave')]);
  });
});
