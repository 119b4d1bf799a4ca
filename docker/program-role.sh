#!/bin/sh
# Run once by the image of PostgreSQL, on an empty data folder: makes the role under which the program serves. It owns nothing;
# `projectmeats grant projectmeats_program` gives it what serving needs.
set -eu
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 --set password="$PROGRAM_PASSWORD" <<'SQL'
CREATE ROLE projectmeats_program LOGIN PASSWORD :'password';
SQL
