//! The migrations, embedded in the program and run by one instance at a time.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::migration::MigrationSource;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::{PgConnection, RunQueryDsl, SqliteConnection, select};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::connection::DbConnection;
use crate::error::{Cause, StoreError};
use crate::rekey;

const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

/// Advisory lock id shared by all migrating instances: "pmeats" in ASCII.
const LOCK: i64 = 0x0070_6d65_6174_7300;

/// Runs pending migrations under a lock; returns their names. Also recomputes keys that SQL cannot compute.
pub(crate) fn run(conn: &mut DbConnection) -> Result<Vec<String>, StoreError> {
    let names = match conn {
        DbConnection::Postgres(conn) => {
            conn.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))?;
            let outcome = run_pending(conn, POSTGRES);
            conn.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))?;
            outcome
        }
        DbConnection::Sqlite(conn) => run_sqlite(conn),
    }?;
    rekey::run(conn)?;
    Ok(names)
}

fn run_pending<C, DB>(conn: &mut C, source: EmbeddedMigrations) -> Result<Vec<String>, StoreError>
where
    C: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let mut names = Vec::new();
    for migration in conn.pending_migrations(source).map_err(failed)? {
        conn.run_migration(&migration).map_err(failed)?;
        names.push(migration.name().to_string());
    }
    Ok(names)
}

/// Runs all pending migrations in one immediate transaction. A second instance waits for it and then finds none pending.
fn run_sqlite(conn: &mut SqliteConnection) -> Result<Vec<String>, StoreError> {
    // Foreign keys are checked at the end instead, because rebuilding a table drops it for a moment.
    conn.batch_execute("PRAGMA foreign_keys = OFF")?;
    let outcome = conn.immediate_transaction(|conn| {
        let names = run_pending(conn, SQLITE)?;
        let broken = sql::<BigInt>("(SELECT count(*) FROM pragma_foreign_key_check)");
        if !names.is_empty() && select(broken).get_result::<i64>(conn)? > 0 {
            return Err(StoreError::internal("a migration broke a foreign key"));
        }
        Ok(names)
    });
    conn.batch_execute("PRAGMA foreign_keys = ON")?;
    outcome
}

/// Whether migrations are pending.
pub(crate) fn are_pending(conn: &mut DbConnection) -> Result<bool, StoreError> {
    let tables = match conn {
        DbConnection::Postgres(conn) => are_pending_on_postgres(conn)?,
        DbConnection::Sqlite(conn) => conn.has_pending_migration(SQLITE).map_err(failed)?,
    };
    Ok(tables || rekey::is_pending(conn)?)
}

/// Avoids diesel's own check, which creates its table first: the program's role may not create tables.
fn are_pending_on_postgres(conn: &mut PgConnection) -> Result<bool, StoreError> {
    let there = sql::<Bool>("to_regclass('__diesel_schema_migrations') IS NOT NULL");
    if !select(there).get_result::<bool>(conn)? {
        return Ok(true);
    }
    let applied: Vec<String> =
        sql::<Text>("SELECT version::text FROM __diesel_schema_migrations").load(conn)?;
    let known = MigrationSource::<diesel::pg::Pg>::migrations(&POSTGRES).map_err(failed)?;
    Ok(known
        .iter()
        .any(|migration| !applied.contains(&migration.name().version().to_string())))
}

fn failed(cause: Cause) -> StoreError {
    match cause.downcast::<diesel::result::Error>() {
        Ok(error) => StoreError::from(*error),
        Err(cause) => StoreError::internal(cause),
    }
}
