#!/bin/sh
# Runs once, on an empty database: makes the login of api and worker, which owns nothing and row-level security binds.
# The two group roles are those that the migrations grant to; they take them as they find them.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$KONWENT_RUNTIME_PASSWORD" \
  --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE konwent_app NOLOGIN;
CREATE ROLE konwent_public NOLOGIN;
CREATE ROLE konwent_runtime LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION
  PASSWORD :'password' IN ROLE konwent_app, konwent_public;
SQL
