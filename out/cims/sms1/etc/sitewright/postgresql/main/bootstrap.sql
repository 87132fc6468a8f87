-- Written by sitewright from sites/cims.yaml. Edit that, then run `sitewright generate`.
-- For the administrator: psql -X -d postgres -f bootstrap.sql. It may be run again at any time.
\set ON_ERROR_STOP on
\set QUIET on
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET client_min_messages = 'warning';
-- Passwords stand in these statements: they must not reach the log.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';
SET password_encryption = 'on';

-- Users
SELECT format('CREATE ROLE %I', 'rapidpro_user') WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'rapidpro_user') \gexec
ALTER ROLE "rapidpro_user" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD '${secret:rapidpro_db_password}';
SELECT format('CREATE ROLE %I', 'replica') WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'replica') \gexec
ALTER ROLE "replica" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE REPLICATION PASSWORD '${secret:replica_password}';

-- Databases: nobody connects to them who is not named here.
SELECT format('CREATE DATABASE %I OWNER %I ENCODING %L TEMPLATE template0', 'rapidpro_db', 'rapidpro_user', 'UTF8') WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = 'rapidpro_db') \gexec
ALTER DATABASE "rapidpro_db" OWNER TO "rapidpro_user";
REVOKE ALL ON DATABASE "rapidpro_db" FROM PUBLIC;

\connect "rapidpro_db"
SET client_min_messages = 'warning';
CREATE EXTENSION IF NOT EXISTS "hstore";
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO "rapidpro_user";
