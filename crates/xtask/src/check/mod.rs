//! `cargo xtask check`: all automatic checks of the sources.

mod circles;
mod deny;
mod imports;
mod lengths;
mod modules;
pub(crate) mod openapi;

use anyhow::{Result, bail};

use crate::bundle;
use crate::interrupt;
use crate::linted;
use crate::migrations;
use crate::process;
use crate::report::{say, step};
use crate::workspace::Workspace;

type Rule = (&'static str, fn(&Workspace) -> Result<()>);

/// Fast checks first.
const RULES: [Rule; 10] = [
    ("format", format),
    ("import rules", imports::check),
    ("module order", modules::check),
    ("module circles", circles::check),
    ("file lengths", lengths::check),
    ("migrations", migrations::check),
    ("dependencies", deny::check),
    ("lints, native", linted::check),
    ("lints, wasm", wasm_lints),
    ("API document", openapi::check),
];

/// Runs every check, and fails at the end if any of them failed.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut failed = Vec::new();
    for (name, rule) in RULES {
        if let Err(error) = step(name, || rule(workspace)) {
            interrupt::check()?;
            say(format_args!("{error:#}"));
            failed.push(name);
        }
    }
    if !failed.is_empty() {
        bail!("not in order: {}", failed.join(", "));
    }
    say("everything in order");
    Ok(())
}

fn format(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.cargo();
    command.args(["fmt", "--all", "--check"]);
    process::run("cargo fmt", &mut command)
}

fn wasm_lints(workspace: &Workspace) -> Result<()> {
    bundle::ensure_target(workspace)?;
    let mut command = workspace.cargo();
    command
        .args(["clippy", "--target", bundle::TARGET])
        .args(["-p", "frontend", "-p", "client", "-p", "domain"])
        .args(["--features", "frontend/style-guide"])
        .args(["--", "-D", "warnings"]);
    process::run_quietly("clippy for wasm", &mut command)
}
