//! Temporary databases for tests: SQLite always, PostgreSQL if a server is configured (`cargo xtask test` does).

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use domain::Id;
use domain::choices::UserRole;
use domain::users::User;

use crate::schema::users;
use crate::{Store, StoreSettings, WriteContext};

static DATABASES: AtomicU32 = AtomicU32::new(0);

/// Runs a test on a new database of each kind.
pub(crate) fn each_store(test: impl Fn(&Store)) {
    on_sqlite(|url| test(&opened(url)));
    on_postgres(|url| test(&opened(url)));
}

/// Runs a test with the URL of a new SQLite file.
pub(crate) fn on_sqlite(test: impl FnOnce(&str)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.sqlite");
    test(&format!("sqlite://{}", path.display()));
}

/// Runs a test with the URL of a new PostgreSQL database, if a server is configured.
pub(crate) fn on_postgres(test: impl FnOnce(&str)) {
    let Some(server) = server() else { return };
    let name = format!(
        "storage_{}_{}",
        std::process::id(),
        DATABASES.fetch_add(1, Ordering::Relaxed)
    );
    let mut admin = PgConnection::establish(&server).unwrap();
    admin
        .batch_execute(&format!("CREATE DATABASE {name}"))
        .unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    let url = format!("{base}/{name}");
    let _dropped = Dropped { admin, name };
    test(&url);
}

/// Drops a database when its test ends, even if it fails, because some are large.
struct Dropped {
    admin: PgConnection,
    name: String,
}

impl Drop for Dropped {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        // If the server is gone, its data folder is deleted as a whole.
        let _ = self.admin.batch_execute(&drop);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test server is named by the command that starts it"
)]
fn server() -> Option<String> {
    let server = std::env::var("PM_TEST_POSTGRES_URL").ok();
    assert!(
        server.is_some() || std::env::var_os("CI").is_none(),
        "PM_TEST_POSTGRES_URL is not set: without it nothing would be tested on PostgreSQL"
    );
    server
}

/// Opens a database and runs its migrations.
pub(crate) fn opened(url: &str) -> Store {
    let store = Store::open(&StoreSettings {
        url: url.to_owned(),
        read_urls: Vec::new(),
        write_pool: 4,
        read_pool: 2,
        statement_timeout: Duration::from_secs(20),
        wait: Duration::from_secs(5),
    })
    .unwrap();
    store.migrate().unwrap();
    store
}

/// A date in 2026.
pub(crate) fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// Noon of a date in 2026.
pub(crate) fn noon(month: u32, date: u32) -> NaiveDateTime {
    day(month, date).and_hms_opt(12, 0, 0).unwrap()
}

/// Creates a user with a role.
pub(crate) fn user(store: &Store, name: &str, role: UserRole) -> Id<User> {
    let id: i64 = store
        .write_plain(|conn| {
            Ok(diesel::insert_into(users::table)
                .values((
                    users::username.eq(name),
                    users::username_key.eq(name),
                    users::email.eq(format!("{name}@example.com")),
                    users::email_key.eq(format!("{name}@example.com")),
                    users::password_hash.eq("!"),
                    users::password_changed_at.eq(noon(1, 1)),
                    users::role.eq(role.to_string()),
                    users::first_name_key.eq(""),
                    users::last_name_key.eq(""),
                    users::display_name.eq(name),
                    users::created_at.eq(noon(1, 1)),
                    users::updated_at.eq(noon(1, 1)),
                ))
                .returning(users::id)
                .get_result(conn)?)
        })
        .unwrap();
    Id::new(id)
}

/// A context of a user on March 2.
pub(crate) fn context(actor: Id<User>, role: UserRole) -> WriteContext {
    WriteContext {
        actor: Some(actor),
        role,
        ..WriteContext::of_the_program(noon(3, 2))
    }
}
