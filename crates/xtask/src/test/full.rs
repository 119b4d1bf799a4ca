//! Full runs, with the tests that are too long for each run: when CI owes one, and the record of the last.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::process;
use crate::report::say;
use crate::workspace::Workspace;

/// Committed file with the commit of the last successful full run and its day.
const RECORD: &str = "tests/last_full_run";
/// A change of these calls for a full run.
const CORE: [&str; 10] = [
    "Cargo.lock",
    "migrations",
    "crates/storage/src/connection.rs",
    "crates/storage/src/dialect.rs",
    "crates/storage/src/entity_store",
    "crates/storage/src/locks.rs",
    "crates/storage/src/migrations.rs",
    "crates/storage/src/pool.rs",
    "crates/storage/src/store.rs",
    "crates/storage/src/transaction.rs",
];
/// Longest time between the commit of the last full run and the current one, in seconds.
const WEEK: i64 = 7 * 24 * 3_600;

/// Whether the tested commit needs a full run; also when that cannot be found out. Until the first one is recorded, none is due.
pub(super) fn is_due(workspace: &Workspace) -> bool {
    let reason = reason(workspace);
    if let Some(reason) = reason {
        say(format_args!("a full run, because {reason}"));
    }
    reason.is_some()
}

fn reason(workspace: &Workspace) -> Option<&'static str> {
    let Ok(record) = fs::read_to_string(path(workspace)) else {
        say("no full run is recorded yet: `cargo xtask test --all` makes the first one");
        return None;
    };
    let last = record.split_whitespace().next().unwrap_or_default();
    let (Ok(then), Ok(now)) = (moment(workspace, last), moment(workspace, "HEAD")) else {
        return Some("the commit of the last one is not here");
    };
    if now - then > WEEK {
        return Some("the last one is over a week old");
    }
    let mut same = git(workspace);
    same.args(["diff", "--quiet", last, "HEAD", "--"])
        .args(CORE);
    if !same.status().is_ok_and(|status| status.success()) {
        return Some("migrations, Cargo.lock or the core of storage changed since the last one");
    }
    None
}

/// Records a successful full run of the current commit, to be committed.
pub(super) fn record(workspace: &Workspace) -> Result<()> {
    let mut show = git(workspace);
    show.args(["log", "-1", "--format=%H %cs", "HEAD"]);
    let line = process::output("git", &mut show)?;
    fs::write(path(workspace), format!("{}\n", line.trim()))?;
    say(format_args!("commit {RECORD}, which records this full run"));
    Ok(())
}

/// Time of a commit, in seconds.
fn moment(workspace: &Workspace, commit: &str) -> Result<i64> {
    let mut show = git(workspace);
    show.args(["log", "-1", "--format=%ct", commit]);
    Ok(process::output("git", &mut show)?.trim().parse()?)
}

fn git(workspace: &Workspace) -> Command {
    let mut command = Command::new("git");
    command.current_dir(&workspace.root);
    command
}

fn path(workspace: &Workspace) -> PathBuf {
    workspace.root.join(RECORD)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::CORE;

    #[test]
    fn what_calls_for_a_full_run_exists() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for path in CORE {
            assert!(root.join(path).exists(), "{path}");
        }
    }
}
