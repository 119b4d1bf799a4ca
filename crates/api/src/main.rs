//! The binary `projectmeats`.

use std::process::ExitCode;

/// glibc keeps what password hashing took, and an arena for each thread: twice the memory after the same load.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    api::commands::run(std::env::args().skip(1).collect())
}
