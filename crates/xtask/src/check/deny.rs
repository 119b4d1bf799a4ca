//! Runs cargo-deny over all dependencies if it is installed: licenses, sources and bans always; known
//! vulnerabilities only against a local advisory database, because a check must not depend on the network.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::process;
use crate::report::say;
use crate::workspace::Workspace;

/// Checks that need only the sources.
const ALWAYS: [&str; 3] = ["bans", "licenses", "sources"];

/// Runs the possible checks and reports the skipped ones.
pub(super) fn check(workspace: &Workspace) -> Result<()> {
    if !is_installed() {
        say(
            "cargo-deny: not installed; licences, sources and advisories are not checked (`cargo install --locked cargo-deny`)",
        );
        return Ok(());
    }
    process::run_quietly("cargo deny", &mut command(workspace, &ALWAYS))?;
    let Some(database) = database(cargo_home().as_deref()) else {
        say(
            "advisories: not checked, there is no database here (`cargo deny fetch db` on a machine with network)",
        );
        return Ok(());
    };
    say(format_args!("advisories: {}", database.display()));
    let mut advisories = command(workspace, &["advisories"]);
    process::run_quietly("cargo deny", &mut advisories)
}

fn is_installed() -> bool {
    let mut command = Command::new("cargo-deny");
    command.arg("--version").stdin(Stdio::null());
    command.output().is_ok_and(|output| output.status.success())
}

/// Runs offline, ignoring what cargo has not fetched or the database does not contain.
fn command(workspace: &Workspace, checks: &[&str]) -> Command {
    let mut command = workspace.cargo();
    command.args(["deny", "--offline", "--workspace", "check"]);
    command.arg("--disable-fetch").args(checks);
    command
}

fn cargo_home() -> Option<PathBuf> {
    let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo"));
    std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(home)
}

/// The advisory database that `cargo deny fetch db` creates; `None` while it is empty.
fn database(cargo_home: Option<&Path>) -> Option<PathBuf> {
    let all = cargo_home?.join("advisory-dbs");
    let found = std::fs::read_dir(all).ok()?.flatten();
    found
        .map(|entry| entry.path())
        .find(|path| path.join("crates").is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_a_folder_with_crates_in_it() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(database(None), None);
        assert_eq!(database(Some(home.path())), None);
        let fetched = home
            .path()
            .join("advisory-dbs/advisory-db-3157b0e258782691");
        std::fs::create_dir_all(fetched.join(".git")).unwrap();
        assert_eq!(database(Some(home.path())), None);
        std::fs::create_dir_all(fetched.join("crates")).unwrap();
        assert_eq!(database(Some(home.path())), Some(fetched));
    }
}
