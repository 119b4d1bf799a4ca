//! The binary `projectmeats`.

use std::process::ExitCode;

fn main() -> ExitCode {
    api::commands::run(std::env::args().skip(1).collect())
}
