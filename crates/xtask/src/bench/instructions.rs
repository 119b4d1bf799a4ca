//! Counts the instructions of a request with callgrind: unlike times, they hardly change between runs and machines.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::load::{Load, Target};
use super::subject::{Served, Subject};
use crate::process;
use crate::services::packages::VALGRIND;

/// The rows whose instructions are counted.
const ROWS: [&str; 3] = ["orders, first page", "one order", "create supplier"];
/// Seconds of requests before counting, which fill caches and connections, and while counting.
const SECONDS: u32 = 3;

/// The instructions of each row's request, by a server of its own.
pub(super) fn count(
    subject: &Subject,
    folder: &Path,
    load: &Load,
    targets: &[Target],
) -> Result<Vec<(&'static str, u64)>> {
    let out = format!("--callgrind-out-file={}/callgrind", folder.display());
    let valgrind = VALGRIND.path()?;
    let wrapper = [
        valgrind.as_os_str(),
        "--tool=callgrind".as_ref(),
        out.as_ref(),
    ];
    let server = subject.start_under(&wrapper)?;
    let mut counts = Vec::new();
    for target in targets.iter().filter(|target| ROWS.contains(&target.name)) {
        let target = target.alone();
        load.once(&server, &target, SECONDS)?;
        control(&server, "--zero")?;
        let run = load.once(&server, &target, SECONDS)?;
        control(&server, "--dump")?;
        let dump = folder.join(format!("callgrind.{}", counts.len() + 1));
        let text = fs::read_to_string(&dump).with_context(|| dump.display().to_string())?;
        let all = totals(&text).context("callgrind counted nothing")?;
        counts.push((target.name, all / run.requests.max(1)));
    }
    Ok(counts)
}

fn control(server: &Served, order: &str) -> Result<()> {
    let mut command = Command::new(VALGRIND.path()?.with_file_name("callgrind_control"));
    command.args([order, &server.id().to_string()]);
    process::run("callgrind_control", command.stdout(Stdio::null()))
}

/// The sum in a dump.
fn totals(dump: &str) -> Option<u64> {
    let line = dump
        .lines()
        .find_map(|line| line.strip_prefix("totals: "))?;
    line.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_a_dump_is_read() {
        assert_eq!(
            totals("fn=(1) main\n1 5\n\ntotals: 1234567\n"),
            Some(1_234_567)
        );
        assert_eq!(totals("events: Ir\n"), None);
    }
}
