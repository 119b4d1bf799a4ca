//! `cargo xtask test`: every test of the workspace, against temporary servers.

mod full;
mod slowest;
mod tally;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::arguments::TestOptions;
use crate::bundle;
use crate::linted;
use crate::process;
use crate::report::{print, say, step};
use crate::server;
use crate::services::packages::{self, CHROMEDRIVER, CHROMIUM, NPM, POSTGRES, PYTHON, REDIS};
use crate::services::postgres::Durability;
use crate::services::scratch::Scratch;
use crate::services::{browser, clients, npm, postgres, redis};
use crate::workspace::Workspace;

use slowest::Times;
use tally::Tally;

/// Environment variables with the addresses of the temporary servers.
type Addresses = Vec<(&'static str, String)>;

/// Environment variable that names the file for test durations.
const TIMES: &str = "PM_TEST_TIMES";

/// Builds, starts the servers, runs the tests, and always stops the servers.
pub(crate) fn test(workspace: &Workspace, options: &TestOptions) -> Result<()> {
    let all = options.all || (std::env::var_os("CI").is_some() && full::is_due(workspace));
    step("prerequisites", || {
        server::prerequisites()?;
        packages::ensure(&[&POSTGRES, &REDIS, &CHROMIUM, &CHROMEDRIVER, &NPM, &PYTHON])?;
        clients::ensure_venv()?;
        clients::generators(workspace)?;
        if all {
            clients::schemathesis(workspace)?;
        }
        npm::axe(workspace).map(drop)
    })?;
    process::side_by_side(
        || {
            step("tests, compiling", || {
                for mut command in commands(workspace)? {
                    command.arg("--no-run");
                    process::run_quietly("tests", &mut command)?;
                }
                Ok(())
            })
        },
        || {
            let options = bundle::Options {
                enforce: true,
                style_guide: true,
                ..bundle::Options::default()
            };
            bundle::bundle(workspace, options)
        },
    )?;
    let scratch = Scratch::in_memory()?;
    let (services, addresses) = step("throw-away servers, starting", || {
        start(workspace, &scratch)
    })?;
    let mut arguments = options.words.clone();
    if all {
        arguments.push("--include-ignored".into());
    }
    let result = run(workspace, &arguments, &addresses);
    print(Times::read(&times_in(&scratch)?));
    say("throw-away servers, stopping");
    drop(services);
    drop(scratch);
    result?;
    if all && options.words.is_empty() {
        full::record(workspace)?;
    }
    Ok(())
}

/// The tests, of the workspace and of this program.
fn commands(workspace: &Workspace) -> Result<[Command; 2]> {
    Ok([
        linted::workspace_tests(workspace)?,
        linted::own_tests(workspace)?,
    ])
}

/// The file for test durations.
fn times_in(scratch: &Scratch) -> Result<PathBuf> {
    Ok(scratch.folder("times")?.join("milliseconds"))
}

fn start(workspace: &Workspace, scratch: &Scratch) -> Result<(Vec<process::Running>, Addresses)> {
    let (postgres, postgres_url) = postgres::start(scratch, Durability::None)?;
    let pair = postgres::start_pair(scratch)?;
    let (redis, redis_url) = redis::start(scratch)?;
    let (driver, driver_url) = browser::start(scratch)?;
    let addresses = vec![
        ("PM_TEST_POSTGRES_URL", postgres_url),
        ("PM_TEST_POSTGRES_PRIMARY_URL", pair.primary),
        ("PM_TEST_POSTGRES_STANDBY_URL", pair.standby),
        (
            "PM_TEST_POSTGRES_PROGRAMS",
            postgres::programs()?.display().to_string(),
        ),
        ("PM_TEST_REDIS_URL", redis_url),
        ("PM_TEST_CHROMEDRIVER_URL", driver_url),
        ("PM_TEST_CHROMIUM", CHROMIUM.path()?.display().to_string()),
        ("PM_TEST_AXE", npm::axe(workspace)?.display().to_string()),
        (
            "PM_TEST_CLIENTS",
            clients::generators(workspace)?.display().to_string(),
        ),
        ("PM_TEST_WEB_DIR", workspace.web().display().to_string()),
        (TIMES, times_in(scratch)?.display().to_string()),
        ("TMPDIR", scratch.folder("tests")?.display().to_string()),
    ];
    let mut servers = vec![driver, redis, postgres];
    servers.extend(pair.servers);
    Ok((servers, addresses))
}

/// Disables backtraces, which hide the failure, unless `full` ones are requested; some machines enable short
/// ones by default.
fn backtraces() -> Option<(&'static str, &'static str)> {
    let asked = std::env::var_os("RUST_BACKTRACE").is_some_and(|wish| wish == "full");
    (!asked).then_some(("RUST_BACKTRACE", "0"))
}

fn run(workspace: &Workspace, arguments: &[OsString], addresses: &Addresses) -> Result<()> {
    let mut tally = Tally::default();
    let mut failed = Vec::new();
    for (name, mut command) in ["tests", "tests of xtask"]
        .into_iter()
        .zip(commands(workspace)?)
    {
        command
            .envs(addresses.iter().map(|(name, value)| (name, value)))
            .envs(backtraces())
            .arg("--")
            .args(arguments);
        let result = step(name, || {
            process::run_watched(name, &mut command, |line| {
                print(line);
                tally.read(line);
            })
        });
        if result.is_err() {
            crate::interrupt::check()?;
            failed.push(name);
        }
    }
    print(&tally);
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    if tally.passed() == 0 {
        bail!("no test has that name");
    }
    Ok(())
}
