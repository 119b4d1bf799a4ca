//! The data of a test server: its folder and its database.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use super::{environment, postgres};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// Kind of database that a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    Sqlite,
    Postgres,
}

/// Storage of a server, deleted when the test ends.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    pub(super) database: Database,
    name: String,
}

impl Place {
    pub(super) fn new(database: Database) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("projectmeats-app-")
            .tempdir()
            .expect("a temporary folder");
        let name = format!(
            "pm_{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        Self {
            folder,
            database,
            name,
        }
    }

    /// An empty place.
    pub(crate) fn empty(database: Database) -> Self {
        let place = Self::new(database);
        place.create_empty();
        place
    }

    /// Name of its database on the PostgreSQL server.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The server's data folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Database URL for the server's settings.
    pub(crate) fn url(&self) -> String {
        match self.database {
            Database::Sqlite => format!(
                "sqlite://{}",
                self.folder.path().join("projectmeats.db").display()
            ),
            Database::Postgres => postgres::with_database(&environment::postgres_url(), &self.name),
        }
    }

    /// Creates an empty PostgreSQL database; SQLite creates its file itself.
    fn create_empty(&self) {
        if self.database == Database::Postgres {
            postgres::execute(
                &environment::postgres_url(),
                &format!("CREATE DATABASE {}", self.name),
            );
        }
    }

    /// Copies the data of a stopped server.
    pub(super) fn copy_from(&self, template: &Template) {
        for (name, bytes) in &template.files {
            fs::write(self.folder().join(name), bytes).expect("a file");
        }
        if self.database == Database::Postgres {
            let statement = format!("CREATE DATABASE {} TEMPLATE {}", self.name, template.name);
            postgres::execute(&environment::postgres_url(), &statement);
        }
    }

    /// Holds the locks of a statement in this database for a while.
    pub(crate) fn hold(&self, statement: &str, time: Duration) -> JoinHandle<()> {
        assert_eq!(
            self.database,
            Database::Postgres,
            "only PostgreSQL can be disturbed"
        );
        let (url, seconds) = (self.url(), time.as_secs());
        let block = format!("BEGIN; {statement}; SELECT pg_sleep({seconds}); COMMIT");
        std::thread::spawn(move || {
            postgres::execute(&url, &block);
        })
    }

    /// Runs a query in this database as PostgreSQL's superuser; returns the first column of its rows.
    pub(crate) fn ask(&self, query: &str) -> Vec<String> {
        postgres::execute(&self.url(), query)
    }

    /// Runs a statement as PostgreSQL's superuser from another database; `{}` is replaced by this database's name.
    pub(crate) fn disturb(&self, statement: &str) -> Vec<String> {
        assert_eq!(
            self.database,
            Database::Postgres,
            "only PostgreSQL can be disturbed"
        );
        postgres::execute(
            &environment::postgres_url(),
            &statement.replace("{}", &self.name),
        )
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.database == Database::Postgres {
            let url = environment::postgres_url();
            let name = self.name.clone();
            // In the background: no test needs it gone. `cargo xtask test` deletes the whole server at the end.
            std::thread::spawn(move || {
                let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                postgres::try_execute(&url, &drop)
            });
        }
    }
}

/// Data of a stopped server that has migrated and created its administrator.
pub(super) struct Template {
    pub(super) files: Vec<(OsString, Vec<u8>)>,
    pub(super) name: String,
}
