//! The server as a process of its own, for tests that kill it: the very program that `projectmeats` is, always built with the tests.

use std::process::ExitCode;

fn main() -> ExitCode {
    api::commands::run(std::env::args().skip(1).collect())
}
