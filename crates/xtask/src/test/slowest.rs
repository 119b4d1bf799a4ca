//! Reports the slowest tests: each acceptance test with its own server records its duration.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::fs;
use std::path::Path;

/// Number of tests and groups to print.
const SHOWN: usize = 15;

/// Test durations in milliseconds, with names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Times(Vec<(u64, String)>);

impl Times {
    /// Reads the file that the tests write, one line per test; empty if it does not exist.
    pub(super) fn read(path: &Path) -> Self {
        fs::read_to_string(path).map_or_else(|_| Self::default(), |text| Self::parse(&text))
    }

    fn parse(text: &str) -> Self {
        let lines = text.lines().filter_map(|line| {
            let (time, name) = line.split_once(' ')?;
            Some((time.parse().ok()?, name.to_owned()))
        });
        let mut times: Vec<_> = lines.collect();
        times.sort_unstable_by(|a, b| b.cmp(a));
        Self(times)
    }

    /// Sums by test module, the slowest first.
    fn groups(&self) -> Vec<(u64, usize, &str)> {
        let mut groups: BTreeMap<&str, (u64, usize)> = BTreeMap::new();
        for (time, name) in &self.0 {
            let module = name.split("::").next().unwrap_or_default();
            let (sum, count) = groups.entry(module).or_default();
            *sum += time;
            *count += 1;
        }
        let mut groups: Vec<_> = groups
            .into_iter()
            .map(|(module, (sum, count))| (sum, count, module))
            .collect();
        groups.sort_unstable_by(|a, b| b.cmp(a));
        groups
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::from("slowest acceptance tests, in seconds\n");
        for (time, name) in self.0.iter().take(SHOWN) {
            writeln!(text, "{:>8} {name}", seconds(*time))?;
        }
        text.push_str("by module\n");
        for (sum, count, module) in self.groups().into_iter().take(SHOWN) {
            writeln!(text, "{:>8} {module} ({count} tests)", seconds(sum))?;
        }
        f.write_str(text.trim_end())
    }
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{}", milliseconds / 1_000, milliseconds % 1_000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_come_first_with_sums_by_module() {
        let times = Times::parse("120 lists::a\nnonsense\n9950 walks::b\n80 lists::c\n");
        assert_eq!(
            times.to_string(),
            "slowest acceptance tests, in seconds\n     9.9 walks::b\n     0.1 lists::a\n     0.0 lists::c\n\
             by module\n     9.9 walks (1 tests)\n     0.2 lists (2 tests)"
        );
    }
}
