//! Every variable with its default and meaning, once: for the reader, for `projectmeats check` and for the README.

/// A variable as the README and `projectmeats check` list it.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What holds without it.
    pub default: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

macro_rules! variables {
    ($( $constant:ident = $name:literal, $default:literal, $meaning:literal; )+) => {
        $( pub(super) const $constant: &str = $name; )+

        /// Every variable that the server reads.
        pub const VARIABLES: &[Variable] = &[
            $( Variable { name: $name, default: $default, meaning: $meaning }, )+
        ];
    };
}

variables! {
    DATABASE_URL = "PROJECTMEATS_DATABASE_URL", "SQLite file projectmeats.db in the data folder", "Database: sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME";
    DATABASE_READ_URLS = "PROJECTMEATS_DATABASE_READ_URLS", "none", "Read replicas of a PostgreSQL primary, joined by commas";
    DATA_DIR = "PROJECTMEATS_DATA_DIR", "./data", "Folder for the SQLite file, the signing keys and the demo sign-in";
    LISTEN = "PROJECTMEATS_LISTEN", "127.0.0.1:8080", "Address and port to listen on; port 0 takes a free one";
    WEB_DIR = "PROJECTMEATS_WEB_DIR", "none", "Folder of the bundled browser app; without it only the API is served";
    COMPANY_NAME = "PROJECTMEATS_COMPANY_NAME", "ProjectMeats", "Name of the company, at the head of printed pages";
    PUBLIC_URL = "PROJECTMEATS_PUBLIC_URL", "http and the address that is listened on", "Origin that browsers see, for example https://orders.example.com; https switches on secure cookies and HSTS";
    REDIS = "REDIS_URL", "none", "Redis for limits shared by several instances; without it, or while it is away, each counts for itself";
    LOG = "PROJECTMEATS_LOG", "info", "What is logged, in the syntax of tracing's EnvFilter, for example info,access=warn";
    LOG_FORMAT = "PROJECTMEATS_LOG_FORMAT", "auto", "json, text, or auto: text on a terminal, JSON elsewhere";
    METRICS_TOKEN = "PROJECTMEATS_METRICS_TOKEN", "none", "Bearer token that /metrics asks for; without it only this machine itself may ask, and nobody once a public address is set";
    SIGNING_KEY = "PROJECTMEATS_SIGNING_KEY", "drawn at the first start, kept in the data folder", "Secret of 32 characters or more that signs tokens and cursors; the same on every instance";
    PREVIOUS_SIGNING_KEY = "PROJECTMEATS_PREVIOUS_SIGNING_KEY", "none", "The signing key before, while it is being replaced; tokens signed with it still hold";
    ADMIN_PASSWORD = "PROJECTMEATS_ADMIN_PASSWORD", "drawn and printed once", "Password of the administrator that the first start creates, by the rule for all passwords; a drawn one must be changed at the first sign-in";
    MIGRATE = "PROJECTMEATS_MIGRATE", "true", "Whether the start brings the database up to date; false: `projectmeats migrate` does";
    WRITE_POOL = "PROJECTMEATS_WRITE_POOL", "10 (SQLite always 1)", "Connections for writing";
    READ_POOL = "PROJECTMEATS_READ_POOL", "10", "Connections for reading";
    POOL_WAIT = "PROJECTMEATS_POOL_WAIT_SECONDS", "5", "How long a request waits for a connection before it is told 503";
    STATEMENT_TIMEOUT = "PROJECTMEATS_STATEMENT_TIMEOUT_SECONDS", "10", "How long one statement may run";
    REQUEST_TIMEOUT = "PROJECTMEATS_REQUEST_TIMEOUT_SECONDS", "30", "How long one request may run";
    WRITE_TIMEOUT = "PROJECTMEATS_WRITE_TIMEOUT_SECONDS", "30", "How long a client may stop reading an answer before its connection is cut";
    MAX_CONNECTIONS = "PROJECTMEATS_MAX_CONNECTIONS", "2048", "Most connections at a time";
    ADDRESS_CONNECTIONS = "PROJECTMEATS_ADDRESS_CONNECTIONS", "256", "Most connections at a time from one address; trusted proxies have no such limit";
    SHUTDOWN = "PROJECTMEATS_SHUTDOWN_SECONDS", "30", "How long running requests may take to end when the server stops";
    WORKERS = "PROJECTMEATS_WORKERS", "one a processor", "Threads that answer requests";
    BODY_LIMIT = "PROJECTMEATS_BODY_LIMIT_BYTES", "1048576", "Largest request body";
    RATE_LIMIT = "PROJECTMEATS_RATE_LIMIT", "6000", "Requests a user may make in 5 minutes; a batch counts its items; 0 lifts the limit";
    LOGIN_FAILURES = "PROJECTMEATS_LOGIN_FAILURES", "5", "Failed sign-ins to an account before each next try waits, doubling up to 15 minutes";
    ADDRESS_FAILURES = "PROJECTMEATS_ADDRESS_FAILURES", "100", "Failed sign-ins from an address within an hour before it is refused";
    TRUSTED_PROXIES = "PROJECTMEATS_TRUSTED_PROXIES", "none", "Addresses or networks (10.0.0.0/8) of proxies whose X-Forwarded-For counts, joined by commas";
    NO_STORE = "PROJECTMEATS_NO_STORE", "false", "Whether browsers may keep no answer at all, for shared computers";
    HSTS_PRELOAD = "PROJECTMEATS_HSTS_PRELOAD", "false", "Whether HSTS says preload; hard to take back";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_lists_every_variable() {
        let readme = include_str!("../../../../README.md");
        let (_, rest) = readme.split_once("<!-- settings").unwrap();
        let (table, _) = rest.split_once("<!-- end of settings -->").unwrap();
        let listed: Vec<&str> = table
            .lines()
            .filter(|line| line.starts_with("| `"))
            .collect();
        let expected: Vec<String> = VARIABLES
            .iter()
            .map(|known| {
                format!(
                    "| `{}` | {} | {} |",
                    known.name, known.default, known.meaning
                )
            })
            .collect();
        assert_eq!(listed, expected);
    }
}
