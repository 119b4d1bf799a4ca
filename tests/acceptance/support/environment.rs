//! The throw-away servers that `cargo xtask test` starts, as it names them in the environment.

/// URL of PostgreSQL's superuser.
pub(crate) fn postgres_url() -> String {
    required("PM_TEST_POSTGRES_URL")
}

/// URL of Redis.
pub(crate) fn redis_url() -> String {
    required("PM_TEST_REDIS_URL")
}

/// Address of chromedriver.
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

/// The script of axe-core.
pub(crate) fn axe() -> String {
    required("PM_TEST_AXE")
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place of the tests that reads the environment"
)]
fn required(name: &str) -> String {
    match std::env::var(name) {
        Ok(value) if !value.is_empty() => value,
        _ => panic!(
            "{name} is not set: run the tests with `cargo xtask test`, which starts the servers they need"
        ),
    }
}
