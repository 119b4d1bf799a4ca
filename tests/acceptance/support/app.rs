//! A real server on its own port with its own database, started through the library behind the binary.

use std::fs;
use std::time::{Duration, Instant};

use api::{Config, HashCost, Running, Secret};
use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};
use client::Client;
use domain::choices::UserRole;
use serde_json::json;
use tokio::sync::OnceCell;

use super::actor::{Actor, Call};
use super::environment;
use super::place::Template;
pub(crate) use super::place::{Database, Place};

/// Password of the first administrator of every test server.
pub(crate) const ADMIN_PASSWORD: &str = "grand island grinding 41";
/// Password that administrators give new users, who must change it at the first sign-in.
pub(crate) const GIVEN_PASSWORD: &str = "first load of the morning 7";
/// Password of all other users.
pub(crate) const PASSWORD: &str = "forty thousand pounds 85";

/// Runs a test with a fresh server on a database.
pub(crate) fn run(database: Database, test: impl AsyncFnOnce(&mut App)) {
    let start = Instant::now();
    runtime().block_on(async {
        let mut app = App::start(database).await;
        test(&mut app).await;
        app.stop().await;
    });
    environment::note_time(start.elapsed());
}

/// A runtime per test, so that tests run in parallel.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime")
}

/// Created once per kind of database in this process; its files stay in memory, so that none are left behind.
async fn template(database: Database) -> &'static Template {
    static SQLITE: OnceCell<Template> = OnceCell::const_new();
    static POSTGRES: OnceCell<Template> = OnceCell::const_new();
    let cell = match database {
        Database::Sqlite => &SQLITE,
        Database::Postgres => &POSTGRES,
    };
    cell.get_or_init(async || {
        let mut app = App::start_empty(database, |_| {}).await;
        app.stop().await;
        let name = format!("{}_template", app.place.name());
        if database == Database::Postgres {
            app.place
                .disturb(&format!("CREATE DATABASE {name} TEMPLATE {{}}"));
        }
        let files = fs::read_dir(app.place.folder())
            .expect("a folder")
            .flatten();
        let files = files.map(|file| (file.file_name(), fs::read(file.path()).expect("a file")));
        Template {
            files: files.collect(),
            name,
        }
    })
    .await
}

/// A server under test.
pub(crate) struct App {
    /// Settings, kept for a restart.
    pub(crate) config: Config,
    /// Data of the server.
    pub(crate) place: Place,
    /// An HTTP client without redirects and proxies.
    pub(crate) http: reqwest::Client,
    running: Option<Running>,
    people: u32,
}

impl App {
    /// Starts a server with a migrated database and an administrator, copied from a template.
    pub(crate) async fn start(database: Database) -> Self {
        let place = Place::new(database);
        place.copy_from(template(database).await);
        Self::at(place, |_| {}).await
    }

    /// Starts a server on an empty database.
    pub(crate) async fn start_empty(database: Database, change: impl FnOnce(&mut Config)) -> Self {
        Self::at(Place::empty(database), change).await
    }

    async fn at(place: Place, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = settings(&place);
        change(&mut config);
        let mut app = Self {
            config,
            place,
            http: http(),
            running: None,
            people: 0,
        };
        app.go().await;
        app
    }

    async fn go(&mut self) {
        let running = api::start(self.config.clone()).await;
        self.running = Some(running.expect("the server starts"));
    }

    /// Stops the server; its data stays.
    pub(crate) async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    /// Restarts the server on the same data.
    pub(crate) async fn restart(&mut self) {
        self.configured(|_| {}).await;
    }

    /// Restarts the server with other settings on the same data.
    pub(crate) async fn configured(&mut self, change: impl FnOnce(&mut Config)) {
        self.stop().await;
        change(&mut self.config);
        self.go().await;
    }

    /// The sign-in that the first start printed.
    pub(crate) fn first_sign_in(&self) -> Option<&api::SignIn> {
        self.running.as_ref()?.sign_in.as_ref()
    }

    /// Kind of database that the server runs on.
    pub(crate) fn database(&self) -> Database {
        self.place.database
    }

    /// Fails unless every balance follows from the ledger, by the program's own command.
    pub(crate) fn verify_ledger(&self) {
        let (folder, url) = (self.place.folder().display().to_string(), self.place.url());
        let settings = [
            ("PROJECTMEATS_DATA_DIR", folder.as_str()),
            ("PROJECTMEATS_DATABASE_URL", url.as_str()),
            ("PROJECTMEATS_LOG", "error"),
        ];
        let verified = super::process::run(&["verify"], &settings);
        let said = String::from_utf8_lossy(&verified.stdout).into_owned();
        assert!(verified.status.success(), "{said}");
    }

    /// Moves the server's clock forward.
    pub(crate) fn advance(&self, seconds: i64) {
        let running = self.running.as_ref().expect("the server runs");
        running.clock().advance(seconds);
    }

    /// Moves the clock forward to the next noon at an offset from UTC in minutes, so that no midnight passes during a test.
    /// Returns the day there. Access tokens may have expired afterwards.
    pub(crate) async fn noon(&self, offset: i64) -> NaiveDate {
        let sign = self.call("GET", "/health/live").send().await.json();
        let utc = sign["timestamp"].as_str().unwrap_or_default();
        let utc: NaiveDateTime = utc.trim_end_matches('Z').parse().expect("an instant");
        let there = utc + TimeDelta::minutes(offset);
        let noon = |day: NaiveDate| day.and_hms_opt(12, 0, 0).expect("noon");
        let mut day = there.date();
        if noon(day) <= there {
            day = day + Days::new(1);
        }
        self.advance((noon(day) - there).num_seconds());
        day
    }

    /// Its origin, without a trailing slash.
    pub(crate) fn origin(&self) -> String {
        let running = self.running.as_ref().expect("the server runs");
        format!("http://{}", running.address)
    }

    /// A typed client that has not signed in.
    pub(crate) fn client(&self) -> Client {
        Client::with_http(self.origin(), self.http.clone())
    }

    /// Creates a request without a token to any path of the server.
    pub(crate) fn call(&self, method: &str, path: &str) -> Call {
        Call::new(&self.http, method, &format!("{}{path}", self.origin()))
    }

    /// Signs in.
    pub(crate) async fn sign_in(&self, username: &str, password: &str) -> Actor {
        Actor::sign_in(&self.http, &self.origin(), username, password).await
    }

    /// The administrator created by the first start, signed in.
    pub(crate) async fn admin(&self) -> Actor {
        self.sign_in("admin", ADMIN_PASSWORD).await
    }

    /// Creates a user with a role and signs in.
    pub(crate) async fn user(&mut self, role: UserRole) -> Actor {
        self.people += 1;
        let username = format!("{role}{}", self.people);
        let admin = self.admin().await;
        let body = json!({
            "username": username, "email": format!("{username}@projectmeats.example"), "role": role.to_string(),
            "password": GIVEN_PASSWORD, "first_name": "Kim", "last_name": format!("{role} {}", self.people),
        });
        admin.create("/users", &body).await;
        self.first_sign_in_of(&username, GIVEN_PASSWORD).await
    }

    /// Signs in with a password set by another user, changes it to [`PASSWORD`], and signs in again.
    pub(crate) async fn first_sign_in_of(&self, username: &str, given: &str) -> Actor {
        Actor::first_sign_in(&self.http, &self.origin(), username, given).await
    }

    /// Creates a manager.
    pub(crate) async fn manager(&mut self) -> Actor {
        self.user(UserRole::Manager).await
    }

    /// Creates a broker.
    pub(crate) async fn broker(&mut self) -> Actor {
        self.user(UserRole::Broker).await
    }

    /// Creates a viewer.
    pub(crate) async fn viewer(&mut self) -> Actor {
        self.user(UserRole::Viewer).await
    }
}

/// An HTTP client without redirects and proxies, with a timeout of a minute.
pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(60))
        .build()
        .expect("an HTTP client")
}

/// Settings for a fast start and low resource use; all others are as in production.
fn settings(place: &Place) -> Config {
    Config {
        database_url: Secret::new(place.url()),
        data_dir: place.folder().to_owned(),
        listen: ([127, 0, 0, 1], 0).into(),
        admin_password: Some(Secret::new(ADMIN_PASSWORD)),
        log: "off".to_owned(),
        workers: Some(1),
        write_pool: 3,
        read_pool: 2,
        expose_query_count: true,
        hash_cost: HashCost {
            memory: 8,
            passes: 1,
        },
        ..Config::default()
    }
}
