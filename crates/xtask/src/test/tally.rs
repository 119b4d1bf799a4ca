//! Counts the results that the test binaries print.

use std::fmt;

/// Totals over all test binaries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    passed: u64,
    failed: u64,
    ignored: u64,
    failures: Vec<String>,
    /// The first lines of each failed test's output, repeated at the end of the log.
    reasons: Vec<String>,
    /// Lines still taken for the reason of the failure read last.
    room: usize,
}

/// Lines kept of what a failed test printed.
const REASON_LINES: usize = 12;

impl Tally {
    /// Processes an output line of a test binary.
    pub(super) fn read(&mut self, line: &str) {
        if let Some(name) = line
            .strip_prefix("test ")
            .and_then(|rest| rest.strip_suffix(" ... FAILED"))
        {
            self.failures.push(name.to_owned());
        }
        if let Some(name) = line
            .strip_prefix("---- ")
            .and_then(|rest| rest.strip_suffix(" stdout ----"))
        {
            self.reasons.push(format!("WHY {name}"));
            self.room = REASON_LINES;
        } else if line == "failures:" || line.starts_with("test result: ") {
            self.room = 0;
        } else if self.room > 0 && !line.is_empty() {
            self.room -= 1;
            self.reasons
                .push(format!("  {}", line.chars().take(300).collect::<String>()));
        }
        let Some(counts) = line.strip_prefix("test result: ") else {
            return;
        };
        for part in counts.split([';', '.']) {
            let mut words = part.split_whitespace();
            let count = words.next().and_then(|word| word.parse::<u64>().ok());
            match (count, words.next()) {
                (Some(count), Some("passed")) => self.passed += count,
                (Some(count), Some("failed")) => self.failed += count,
                (Some(count), Some("ignored")) => self.ignored += count,
                _ => {}
            }
        }
    }

    /// Number of passed tests.
    pub(super) fn passed(&self) -> u64 {
        self.passed
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.reasons {
            writeln!(f, "{line}")?;
        }
        for name in &self.failures {
            writeln!(f, "FAILED {name}")?;
        }
        write!(
            f,
            "in all: {} passed; {} failed; {} ignored",
            self.passed, self.failed, self.ignored
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_summed() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test orders::numbering ... ok",
            "test orders::paging ... FAILED",
            "failures:",
            "",
            "---- orders::paging stdout ----",
            "thread 'orders::paging' panicked at paging.rs:7:5:",
            "no next page",
            "",
            "failures:",
            "    orders::paging",
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: ok. 10 passed; 0 failed; 1 ignored; 0 measured; 5 filtered out; finished in 1.20s",
        ] {
            tally.read(line);
        }
        assert_eq!(tally.passed(), 12);
        assert_eq!(
            tally.to_string(),
            "WHY orders::paging\n  thread 'orders::paging' panicked at paging.rs:7:5:\n  no next page\nFAILED orders::paging\nin all: 12 passed; 1 failed; 1 ignored"
        );
    }
}
