//! Addresses of the temporary servers of `cargo xtask test`, from the environment.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

/// URL of PostgreSQL's superuser.
pub(crate) fn postgres_url() -> String {
    required("PM_TEST_POSTGRES_URL")
}

/// Folder of PostgreSQL's programs.
pub(crate) fn postgres_programs() -> PathBuf {
    required("PM_TEST_POSTGRES_PROGRAMS").into()
}

/// URL of Redis.
pub(crate) fn redis_url() -> String {
    required("PM_TEST_REDIS_URL")
}

/// URL of ChromeDriver.
pub(crate) fn driver_url() -> String {
    required("PM_TEST_CHROMEDRIVER_URL")
}

/// Path of Chromium.
pub(crate) fn chromium() -> String {
    required("PM_TEST_CHROMIUM")
}

/// Folder of the bundled browser app.
pub(crate) fn web_dir() -> String {
    required("PM_TEST_WEB_DIR")
}

/// Path of the axe-core script.
pub(crate) fn axe() -> String {
    required("PM_TEST_AXE")
}

/// Folder with the generators of API clients.
pub(crate) fn clients() -> PathBuf {
    required("PM_TEST_CLIENTS").into()
}

/// URLs of PostgreSQL's superuser on a primary and its standby.
pub(crate) fn postgres_pair() -> (String, String) {
    (
        required("PM_TEST_POSTGRES_PRIMARY_URL"),
        required("PM_TEST_POSTGRES_STANDBY_URL"),
    )
}

/// Seed of random tests, to repeat a failure.
pub(crate) fn seed() -> Option<u64> {
    let text = optional("PM_TEST_SEED")?;
    Some(text.parse().expect("PM_TEST_SEED is a number"))
}

/// Appends the duration of this thread's test to the file from which `cargo xtask test` prints the slowest.
pub(crate) fn note_time(time: Duration) {
    let Some(path) = optional("PM_TEST_TIMES") else {
        return;
    };
    let thread = std::thread::current();
    let line = format!(
        "{} {}\n",
        time.as_millis(),
        thread.name().unwrap_or_default()
    );
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .expect("PM_TEST_TIMES is a file");
    file.write_all(line.as_bytes()).expect("a line");
}

fn required(name: &str) -> String {
    optional(name).unwrap_or_else(|| {
        panic!(
            "{name} is not set: run the tests with `cargo xtask test`, which starts the servers they need"
        )
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place of the tests that reads the environment"
)]
fn optional(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
