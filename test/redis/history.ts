/**
 * Releases that cannot be had any more, after the release notes and the redis.conf of each. What redis-server 6.0 takes
 * and 5.0 or 4.0 did not yet; nothing that 4.0 took is missing in 6.0.
 */
export const RELEASED: readonly string[] = ['4.0', '5.0'];

/** Names that came with 6.0: accounts, TLS, threads, caching at the client, and what goes with them. */
const SIX =
  /^(acl.*|user|masteruser|tls-.*|io-threads.*|tracking-table-max-keys|active-expire-effort|repl-diskless-load|rdb-del-sync-files|rdb-key-save-delay|key-load-delay|cluster-allow-reads-when-down|lazyfree-lazy-user-del|jemalloc-bg-thread|gopher-enabled|ignore-warnings|oom-score-adj.*|.*_cpulist)$/;

/** Names that came with 5.0: streams, and `replica` for `slave`. */
const FIVE =
  /^(.*replicas?-.*|replicaof|stream-node-.*|dynamic-hz|rdb-save-incremental-fsync|active-defrag-max-scan-fields|lua-replicate-commands|slave-ignore-maxmemory)$/;

/** Whether a name that 6.0 takes was there in an older release. */
export const wasThere = (name: string, release: string): boolean =>
  !SIX.test(name) && (release === '5.0' || !FIVE.test(name));
