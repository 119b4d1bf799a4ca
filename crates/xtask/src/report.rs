//! Progress output: one line per step, with the time since the start.

use std::fmt::Display;
use std::io::Write as _;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use anyhow::Result;

static START: OnceLock<Instant> = OnceLock::new();

/// Time since the first line.
pub(crate) fn elapsed() -> Duration {
    START.get_or_init(Instant::now).elapsed()
}

/// Prints a line with the time since the start.
pub(crate) fn say(text: impl Display) {
    let seconds = elapsed().as_secs_f64();
    let _ = writeln!(std::io::stderr().lock(), "[{seconds:6.1} s] {text}");
}

/// Prints text to standard error without the time.
pub(crate) fn note(text: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Prints a result line to standard output.
pub(crate) fn print(text: impl Display) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Runs a step, printing its name before and its duration after.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    say(name);
    let start = Instant::now();
    let result = work();
    let outcome = if result.is_ok() { "done" } else { "failed" };
    say(format_args!(
        "{name}: {outcome} in {:.1} s",
        start.elapsed().as_secs_f64()
    ));
    result
}
