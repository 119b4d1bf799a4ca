#!/bin/sh
# Keeps the demo's data of a release for the tests of upgrades: dump.sh PROGRAM NAME, where NAME is the last migration's number.
# PM_TEST_POSTGRES_URL names the superuser of a PostgreSQL server; psql and pg_dump are of its version; sqlite3 moves the log into the file.
set -eu
program=$1 name=$2
here=$(dirname "$(readlink -f "$0")")
folder=$(mktemp -d)
database=${PM_TEST_POSTGRES_URL%/*}/dump_$name
psql -q "$PM_TEST_POSTGRES_URL" -c "CREATE DATABASE dump_$name"
for url in "sqlite://$folder/projectmeats.db" "$database"; do
    : > "$folder/ready"
    PROJECTMEATS_DATA_DIR=$folder/data PROJECTMEATS_DATABASE_URL=$url PROJECTMEATS_LISTEN=127.0.0.1:0 \
        "$program" serve --demo > "$folder/ready" &
    until [ -s "$folder/ready" ]; do sleep 1; done
    kill -INT $!
    wait $! || true
    rm -r "$folder/data"
done
sqlite3 "$folder/projectmeats.db" "PRAGMA wal_checkpoint(TRUNCATE)" > "$folder/ready"
gzip -9nc "$folder/projectmeats.db" > "$here/$name.sqlite.gz"
pg_dump --inserts --no-owner --no-privileges "$database" | grep -v -e '^\\' -e '^--' -e '^$' | gzip -9nc > "$here/$name.postgres.sql.gz"
psql -q "$PM_TEST_POSTGRES_URL" -c "DROP DATABASE dump_$name WITH (FORCE)"
rm -r "$folder"
