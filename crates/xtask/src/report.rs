//! What this program says while it works: one line a step, with the time since the start.

use std::fmt::Display;
use std::io::Write as _;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use anyhow::Result;

static START: OnceLock<Instant> = OnceLock::new();

/// The time since the first line.
pub(crate) fn elapsed() -> Duration {
    START.get_or_init(Instant::now).elapsed()
}

/// Prints a line with the time since the start.
pub(crate) fn say(text: impl Display) {
    let seconds = elapsed().as_secs_f64();
    let _ = writeln!(std::io::stderr().lock(), "[{seconds:6.1} s] {text}");
}

/// Prints text beside the progress, as it is.
pub(crate) fn note(text: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Prints a line as it is: results, as opposed to progress.
pub(crate) fn print(text: impl Display) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Runs a step between two lines: its name, and how long it took.
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
