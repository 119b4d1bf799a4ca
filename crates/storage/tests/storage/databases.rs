//! A separate database for each test, dropped when the test ends.

use std::time::Duration;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use domain::Id;
use domain::choices::UserRole;
use domain::suppliers::{Supplier, SupplierDraft};
use domain::users::{User, UserDraft};
use storage::{Repository, Store, StoreError, StoreSettings, WriteContext, users};

/// A migrated database with one manager.
pub(crate) struct Database {
    pub(crate) store: Store,
    pub(crate) url: String,
    pub(crate) user: Id<User>,
    _server: Option<EmptyPostgres>,
    _folder: Option<tempfile::TempDir>,
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests learn from the environment where the server is"
)]
fn server() -> Option<String> {
    let server = std::env::var("PM_TEST_POSTGRES_URL").ok();
    assert!(
        server.is_some() || std::env::var_os("CI").is_none(),
        "PM_TEST_POSTGRES_URL is not set: without it nothing would be tested on PostgreSQL"
    );
    server
}

/// A SQLite database, and a PostgreSQL one if a server is configured.
pub(crate) fn both(test: &str) -> Vec<Database> {
    let mut all = vec![sqlite()];
    all.extend(postgres(test));
    all
}

pub(crate) fn sqlite() -> Database {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    open(url, None, Some(folder))
}

pub(crate) fn postgres(test: &str) -> Option<Database> {
    let empty = empty_postgres(test)?;
    Some(open(empty.url.clone(), Some(empty), None))
}

/// A PostgreSQL database without tables, dropped at the end.
pub(crate) struct EmptyPostgres {
    pub(crate) url: String,
    server: String,
    name: String,
}

impl Drop for EmptyPostgres {
    fn drop(&mut self) {
        let mut conn = PgConnection::establish(&self.server).unwrap();
        conn.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name))
            .unwrap();
    }
}

pub(crate) fn empty_postgres(test: &str) -> Option<EmptyPostgres> {
    let server = server()?;
    let name = format!("storage_{test}_{}", std::process::id());
    let mut conn = PgConnection::establish(&server).unwrap();
    conn.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        .unwrap();
    conn.batch_execute(&format!("CREATE DATABASE {name}"))
        .unwrap();
    let base = server
        .rsplit_once('/')
        .map_or(server.as_str(), |(base, _)| base);
    let url = format!("{base}/{name}");
    Some(EmptyPostgres { url, server, name })
}

pub(crate) fn settings(url: &str) -> StoreSettings {
    StoreSettings {
        url: url.to_owned(),
        read_urls: Vec::new(),
        write_pool: 8,
        read_pool: 4,
        statement_timeout: Duration::from_secs(10),
        wait: Duration::from_secs(2),
    }
}

fn open(url: String, server: Option<EmptyPostgres>, folder: Option<tempfile::TempDir>) -> Database {
    let store = Store::open(&settings(&url)).unwrap();
    assert!(store.pending_migrations().unwrap());
    assert!(!store.migrate().unwrap().is_empty());
    assert!(!store.pending_migrations().unwrap());
    let user = make_user(&store, "dana", UserRole::Manager);
    Database {
        store,
        url,
        user,
        _server: server,
        _folder: folder,
    }
}

/// Noon of March 2, 2026.
pub(crate) fn noon() -> NaiveDateTime {
    day(2).and_hms_opt(12, 0, 0).unwrap()
}

pub(crate) fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
}

pub(crate) fn make_user(store: &Store, name: &str, role: UserRole) -> Id<User> {
    let draft = UserDraft {
        username: name.to_owned(),
        email: format!("{name}@projectmeats.example"),
        role,
        ..UserDraft::default()
    };
    let context = WriteContext::of_the_program(noon());
    let written = store.write(&context, |tx| {
        users::create(
            tx,
            draft.clone(),
            Some(users::NewPassword {
                hash: "hash",
                must_change: false,
            }),
        )
    });
    written.unwrap().value.id
}

impl Database {
    pub(crate) fn context(&self) -> WriteContext {
        WriteContext {
            actor: Some(self.user),
            role: UserRole::Manager,
            ..WriteContext::of_the_program(noon())
        }
    }

    pub(crate) fn supplier(&self, draft: &SupplierDraft) -> Result<Supplier, StoreError> {
        let written = self
            .store
            .write(&self.context(), |tx| Supplier::create(tx, draft.clone()));
        written.map(|written| written.value)
    }

    pub(crate) fn kind(&self) -> &'static str {
        self.store.kind()
    }
}

pub(crate) fn named(name: &str) -> SupplierDraft {
    SupplierDraft {
        name: name.to_owned(),
        ..SupplierDraft::default()
    }
}
