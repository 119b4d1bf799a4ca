//! The server as a separate process for tests that kill it: the same program as `projectmeats`, always built with the tests.

use std::process::ExitCode;

fn main() -> ExitCode {
    api::commands::run(std::env::args().skip(1).collect())
}
