//! All settings. The only module that reads the environment; errors name the variable.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

mod checks;
mod source;
mod variables;

use crate::address::TrustedProxy;
use source::Source;
use variables::*;
pub use variables::{VARIABLES, Variable};

/// Username of the administrator created in an empty database.
pub(crate) const ADMIN: &str = "admin";
/// Email address of that administrator until it is changed.
pub(crate) const ADMIN_EMAIL: &str = "admin@projectmeats.invalid";

/// A text that `Debug` never shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// An invalid setting, which stops the start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {problem}")]
pub struct WrongSetting {
    /// Name of the environment variable.
    pub variable: &'static str,
    /// What is wrong with it.
    pub problem: String,
}

/// Format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    #[default]
    Auto,
    /// One JSON object per line.
    Json,
    /// Human-readable text.
    Text,
}

/// All settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// Database URL.
    pub database_url: Secret,
    /// URLs of read replicas.
    pub database_read_urls: Vec<Secret>,
    /// Folder for files that the server keeps outside the database.
    pub data_dir: PathBuf,
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Folder of the browser app.
    pub web_dir: Option<PathBuf>,
    /// Origin that browsers use.
    pub public_url: Option<String>,
    /// Name of the company, printed at the top of pages.
    pub company_name: String,
    /// Redis URL.
    pub redis_url: Option<Secret>,
    /// Log filter.
    pub log: String,
    /// Log format.
    pub log_format: LogFormat,
    /// Token for `/metrics`.
    pub metrics_token: Option<Secret>,
    /// Signing key, instead of the one in the data folder.
    pub signing_key: Option<Secret>,
    /// The previous signing key.
    pub previous_signing_key: Option<Secret>,
    /// Password of the first administrator.
    pub admin_password: Option<Secret>,
    /// Whether to migrate at start.
    pub migrate: bool,
    /// Size of the write pool.
    pub write_pool: u32,
    /// Size of the read pool.
    pub read_pool: u32,
    /// Longest wait for a pooled connection.
    pub pool_wait: Duration,
    /// Timeout of a statement.
    pub statement_timeout: Duration,
    /// Timeout of a request.
    pub request_timeout: Duration,
    /// How long a peer may accept no bytes of a response before its connection is closed.
    pub write_timeout: Duration,
    /// Most concurrent connections.
    pub max_connections: usize,
    /// Most concurrent connections from one address.
    pub address_connections: usize,
    /// Longest graceful shutdown.
    pub shutdown: Duration,
    /// Worker threads; `None` means one per processor.
    pub workers: Option<usize>,
    /// Largest request body, in bytes.
    pub body_limit: usize,
    /// Requests allowed in 5 minutes; 0 disables the limit.
    pub rate_limit: u32,
    /// Failed sign-ins to an account before further attempts must wait.
    pub login_failures: u32,
    /// Failed sign-ins from an address within an hour before it is blocked.
    pub address_failures: u32,
    /// Proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<TrustedProxy>,
    /// Whether responses forbid browsers to store anything.
    pub no_store: bool,
    /// Whether HSTS includes `preload`.
    pub hsts_preload: bool,
    /// Whether the start fills a new database with demo data; set by the command line.
    pub demo: bool,
    /// Whether responses report their number of statements in `X-Query-Count`. For tests only, not settable
    /// from outside.
    pub expose_query_count: bool,
    /// Cost of password hashes; only tests use less than the default.
    pub hash_cost: HashCost,
}

/// Cost of a password hash (argon2id).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashCost {
    /// Memory in KiB.
    pub memory: u32,
    /// Number of passes.
    pub passes: u32,
}

impl Default for HashCost {
    fn default() -> Self {
        Self {
            memory: 19_456,
            passes: 2,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        let data_dir = PathBuf::from("./data");
        Self {
            database_url: sqlite_in(&data_dir),
            database_read_urls: Vec::new(),
            data_dir,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            web_dir: None,
            public_url: None,
            company_name: "ProjectMeats".to_owned(),
            redis_url: None,
            log: "info".to_owned(),
            log_format: LogFormat::Auto,
            metrics_token: None,
            signing_key: None,
            previous_signing_key: None,
            admin_password: None,
            migrate: true,
            write_pool: 10,
            read_pool: 10,
            pool_wait: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            max_connections: 2_048,
            address_connections: 256,
            shutdown: Duration::from_secs(30),
            workers: None,
            body_limit: 1_048_576,
            rate_limit: 6_000,
            login_failures: 5,
            address_failures: 100,
            trusted_proxies: Vec::new(),
            no_store: false,
            hsts_preload: false,
            demo: false,
            expose_query_count: false,
            hash_cost: HashCost::default(),
        }
    }
}

fn sqlite_in(data_dir: &std::path::Path) -> Secret {
    Secret::new(format!(
        "sqlite://{}",
        data_dir.join("projectmeats.db").display()
    ))
}

impl Config {
    /// Reads the settings from the environment.
    ///
    /// # Errors
    /// The first invalid variable.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the environment"
    )]
    pub fn from_env() -> Result<Self, WrongSetting> {
        Self::read(|name| std::env::var(name).ok())
    }

    fn read(look_up: impl Fn(&str) -> Option<String>) -> Result<Self, WrongSetting> {
        let source = Source { look_up };
        let base = Self::default();
        let data_dir = source.text(DATA_DIR).map_or(base.data_dir, PathBuf::from);
        let database_url = source.text(DATABASE_URL).map(Secret::new);
        let config = Self {
            database_url: database_url.unwrap_or_else(|| sqlite_in(&data_dir)),
            database_read_urls: source
                .list(DATABASE_READ_URLS)
                .into_iter()
                .map(Secret::new)
                .collect(),
            data_dir,
            listen: source.parsed(
                LISTEN,
                "an address with a port, such as 127.0.0.1:8080",
                base.listen,
            )?,
            web_dir: source.text(WEB_DIR).map(PathBuf::from),
            public_url: source.text(PUBLIC_URL),
            company_name: source.text(COMPANY_NAME).unwrap_or(base.company_name),
            redis_url: source.text(REDIS).map(Secret::new),
            log: source.text(LOG).unwrap_or(base.log),
            log_format: source.log_format()?,
            metrics_token: source.text(METRICS_TOKEN).map(Secret::new),
            signing_key: source.text(SIGNING_KEY).map(Secret::new),
            previous_signing_key: source.text(PREVIOUS_SIGNING_KEY).map(Secret::new),
            admin_password: source.text(ADMIN_PASSWORD).map(Secret::new),
            migrate: source.flag(MIGRATE, base.migrate)?,
            write_pool: source.number(WRITE_POOL, 1, 1_000, base.write_pool)?,
            read_pool: source.number(READ_POOL, 1, 1_000, base.read_pool)?,
            pool_wait: source.seconds(POOL_WAIT, base.pool_wait)?,
            statement_timeout: source.seconds(STATEMENT_TIMEOUT, base.statement_timeout)?,
            request_timeout: source.seconds(REQUEST_TIMEOUT, base.request_timeout)?,
            write_timeout: source.seconds(WRITE_TIMEOUT, base.write_timeout)?,
            max_connections: source.size(MAX_CONNECTIONS, 8, base.max_connections)?,
            address_connections: source.size(ADDRESS_CONNECTIONS, 8, base.address_connections)?,
            shutdown: source.seconds(SHUTDOWN, base.shutdown)?,
            workers: match source.number(WORKERS, 0, 1_024, 0)? {
                0 => None,
                workers => usize::try_from(workers).ok(),
            },
            body_limit: usize::try_from(source.number(
                BODY_LIMIT,
                1_024,
                104_857_600,
                1_048_576,
            )?)
            .unwrap_or(base.body_limit),
            rate_limit: source.number(RATE_LIMIT, 0, u32::MAX, base.rate_limit)?,
            login_failures: source.number(LOGIN_FAILURES, 1, u32::MAX, base.login_failures)?,
            address_failures: source.number(
                ADDRESS_FAILURES,
                1,
                u32::MAX,
                base.address_failures,
            )?,
            trusted_proxies: source.proxies()?,
            no_store: source.flag(NO_STORE, base.no_store)?,
            hsts_preload: source.flag(HSTS_PRELOAD, base.hsts_preload)?,
            demo: false,
            expose_query_count: false,
            hash_cost: HashCost::default(),
        };
        config.check()?;
        Ok(config)
    }

    /// Whether browsers reach the server over TLS.
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"))
    }

    /// Whether the public URL is not a loopback address, so that local connections may come from a proxy.
    #[must_use]
    pub fn is_public(&self) -> bool {
        let url = self.public_url.as_deref().unwrap_or_default();
        url.split_once("://")
            .is_some_and(|(_, host)| !is_loopback(host))
    }

    /// The database URL without its password, for display.
    #[must_use]
    pub fn shown_database(&self) -> String {
        let url = self.database_url.reveal();
        match (url.split_once("://"), url.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, place))) => format!("{scheme}://(secret)@{place}"),
            _ => url.to_owned(),
        }
    }
}

fn require(holds: bool, variable: &'static str, problem: &str) -> Result<(), WrongSetting> {
    if holds {
        Ok(())
    } else {
        Err(WrongSetting {
            variable,
            problem: problem.to_owned(),
        })
    }
}

/// Whether a host, with or without port, is a loopback address.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost"
        || name
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests;
