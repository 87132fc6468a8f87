import type { Said } from './derive.ts';

/**
 * What the release notes say of settings between the versions that can be asked, and before them. Where two neighbours
 * can be asked, this table must say exactly what lies between them.
 */
export const ADDED: Readonly<Record<string, readonly string[]>> = {
  '10': words(`enable_gathermerge max_parallel_workers min_parallel_table_scan_size min_parallel_index_scan_size
    max_logical_replication_workers max_sync_workers_per_subscription max_pred_locks_per_relation
    max_pred_locks_per_page wal_consistency_checking ssl_dh_params_file allow_in_place_tablespaces`),
  '11': words(`data_directory_mode enable_parallel_append enable_parallel_hash enable_partition_pruning
    enable_partitionwise_join enable_partitionwise_aggregate jit jit_above_cost jit_debugging_support jit_dump_bitcode
    jit_expressions jit_inline_above_cost jit_optimize_above_cost jit_profiling_support jit_provider
    jit_tuple_deforming max_parallel_maintenance_workers parallel_leader_participation ssl_passphrase_command
    ssl_passphrase_command_supports_reload vacuum_cleanup_index_scale_factor`),
  '12': words(`archive_cleanup_command default_table_access_method log_transaction_sample_rate plan_cache_mode
    primary_conninfo primary_slot_name promote_trigger_file recovery_end_command recovery_min_apply_delay
    recovery_target recovery_target_action recovery_target_inclusive recovery_target_lsn recovery_target_name
    recovery_target_time recovery_target_timeline recovery_target_xid restore_command
    restrict_nonsystem_relation_kind shared_memory_type ssl_library ssl_max_protocol_version
    ssl_min_protocol_version tcp_user_timeout wal_init_zero wal_recycle`),
  '13': words(`autovacuum_vacuum_insert_threshold autovacuum_vacuum_insert_scale_factor backtrace_functions
    enable_incremental_sort hash_mem_multiplier ignore_invalid_pages log_min_duration_sample
    log_parameter_max_length log_parameter_max_length_on_error log_statement_sample_rate logical_decoding_work_mem
    maintenance_io_concurrency max_slot_wal_keep_size wal_keep_size wal_receiver_create_temp_slot
    wal_skip_threshold`),
  '14': words(`client_connection_check_interval compute_query_id debug_discard_caches default_toast_compression
    enable_async_append enable_memoize huge_page_size idle_session_timeout in_hot_standby
    log_recovery_conflict_waits min_dynamic_shared_memory recovery_init_sync_method remove_temp_files_after_crash
    ssl_crl_dir track_wal_io_timing vacuum_failsafe_age vacuum_multixact_failsafe_age`),
  '15': words(`archive_library log_startup_progress_interval recovery_prefetch recursive_worktable_factor
    shared_memory_size shared_memory_size_in_huge_pages stats_fetch_consistency wal_decode_buffer_size`),
  '16': words(`createrole_self_grant debug_io_direct debug_logical_replication_streaming debug_parallel_query
    enable_presorted_aggregate file_extend_method gss_accept_delegation icu_validation_level
    max_parallel_apply_workers_per_subscription reserved_connections scram_iterations send_abort_for_crash
    send_abort_for_kill vacuum_buffer_usage_limit`),
  '17': words(`allow_alter_system commit_timestamp_buffers enable_group_by_reordering event_triggers
    huge_pages_status io_combine_limit max_notify_queue_pages multixact_member_buffers multixact_offset_buffers
    notify_buffers output_plugin_libraries serializable_buffers subtransaction_buffers summarize_wal
    sync_replication_slots synchronized_standby_slots trace_connection_negotiation transaction_buffers
    transaction_timeout wal_summary_keep_time`),
};

/** The first version without them. */
export const REMOVED: Readonly<Record<string, readonly string[]>> = {
  '10': ['min_parallel_relation_size', 'sql_inheritance'],
  '11': ['replacement_sort_tuples'],
  '12': ['default_with_oids'],
  '13': ['wal_keep_segments'],
  '14': ['operator_precedence_warning', 'vacuum_cleanup_index_scale_factor'],
  '15': ['stats_temp_directory'],
  '16': words('force_parallel_mode lc_collate lc_ctype promote_trigger_file vacuum_defer_cleanup_age'),
  '17': ['db_user_namespace', 'old_snapshot_threshold', 'trace_recovery_messages'],
};

const count = { type: 'integer', min: '0', max: '2147483647' } as const;

/** Settings that no server that can be asked still has. */
export const FORMER: Readonly<Record<string, Said>> = {
  default_with_oids: { type: 'bool', context: 'user' },
  min_parallel_relation_size: { type: 'integer', unit: '8kB', min: '0', max: '715827882', context: 'user' },
  replacement_sort_tuples: { ...count, context: 'user' },
  sql_inheritance: { type: 'bool', context: 'user' },
  wal_keep_segments: { ...count, context: 'sighup' },
};

/** What older versions took where the oldest one that can be asked takes something else: the last such version. */
export const OTHERWISE: Readonly<Record<string, { readonly until: string; readonly said: Said }>> = {
  password_encryption: { until: '9.6', said: { type: 'bool', context: 'user' } },
  vacuum_cost_delay: {
    until: '11',
    said: { type: 'integer', unit: 'ms', min: '0', max: '100', context: 'user' },
  },
  autovacuum_vacuum_cost_delay: {
    until: '11',
    said: { type: 'integer', unit: 'ms', min: '-1', max: '100', context: 'sighup' },
  },
};

/** Settings that take something else in the later of two neighbours that can be asked: the first version that does. */
export const CHANGED: Readonly<Record<string, string>> = {
  restore_command: '14',
  wal_compression: '15',
  maintenance_work_mem: '17',
};

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
