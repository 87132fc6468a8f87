-- Written by sitewright from sites/ooy.yaml. Edit that, then run `sitewright generate`.
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
SET password_encryption = 'md5';

-- Users
SELECT format('CREATE ROLE %I', 'rapidpro') WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'rapidpro') \gexec
ALTER ROLE "rapidpro" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD '${secret:rapidpro_db_password}';
SELECT format('CREATE ROLE %I', 'casepro') WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'casepro') \gexec
ALTER ROLE "casepro" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD '${secret:casepro_db_password}';
SELECT format('CREATE ROLE %I', 'contentrepo') WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'contentrepo') \gexec
ALTER ROLE "contentrepo" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD '${secret:contentrepo_db_password}';

-- Databases: nobody connects to them who is not named here.
SELECT format('CREATE DATABASE %I OWNER %I ENCODING %L TEMPLATE template0', 'rapidpro', 'rapidpro', 'UTF8') WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = 'rapidpro') \gexec
ALTER DATABASE "rapidpro" OWNER TO "rapidpro";
REVOKE ALL ON DATABASE "rapidpro" FROM PUBLIC;
SELECT format('CREATE DATABASE %I OWNER %I ENCODING %L TEMPLATE template0', 'casepro', 'casepro', 'UTF8') WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = 'casepro') \gexec
ALTER DATABASE "casepro" OWNER TO "casepro";
REVOKE ALL ON DATABASE "casepro" FROM PUBLIC;
SELECT format('CREATE DATABASE %I OWNER %I ENCODING %L TEMPLATE template0', 'contentrepo', 'contentrepo', 'UTF8') WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = 'contentrepo') \gexec
ALTER DATABASE "contentrepo" OWNER TO "contentrepo";
REVOKE ALL ON DATABASE "contentrepo" FROM PUBLIC;

\connect "rapidpro"
SET client_min_messages = 'warning';
CREATE EXTENSION IF NOT EXISTS "postgis";
CREATE EXTENSION IF NOT EXISTS "hstore";
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO "rapidpro";

\connect "casepro"
SET client_min_messages = 'warning';
CREATE EXTENSION IF NOT EXISTS "hstore";
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO "casepro";

\connect "contentrepo"
SET client_min_messages = 'warning';
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO "contentrepo";
