/** Extensions that Debian's and Ubuntu's archives bring in packages of their own, besides those of the servers that were asked. */
export const PACKAGED: readonly string[] = `
  age asn1oid auto_explain credcheck debversion decoder_raw dirtyread extra_window_functions first_last_agg
  h3 h3_postgis hll http hypopg icu_ext ip4r jsquery mimeo mysql_fdw numeral ogr_fdw orafce periods pg_cron
  pg_dirtyread pg_fact_loader pg_hint_plan pg_partman pg_permissions pg_qualstats pg_rational pg_repack pg_rrule
  pg_similarity pg_snakeoil pg_squeeze pg_stat_kcache pg_track_settings pg_wait_sampling pgaudit pgfincore pgl_ddl_deploy
  pglogical pglogical_ticker pgmemcache pgmp pgpcre pgpool_adm pgpool_recovery pgq pgq_node pgrouting pgsphere pgtap
  pgtt pldbgapi pljava plperl plperlu plpgsql_check plprofiler plproxy plpython3u plr plsh pltcl pltclu pointcloud
  pointcloud_postgis powa prefix prioritize q3c rdkit repmgr roaringbitmap rum semver set_user table_version
  tablelog tds_fdw tdigest toastinfo topn unit vector wal2json
  postgis postgis_raster postgis_sfcgal postgis_tiger_geocoder postgis_topology address_standardizer
  address_standardizer_data_us plpython2u hstore_plperl hstore_plpython3u jsonb_plperl jsonb_plpython3u ltree_plpython3u
`
  .trim()
  .split(/\s+/);
