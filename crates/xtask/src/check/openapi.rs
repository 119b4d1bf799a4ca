//! The published API document: the server's output, checked in.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;
use crate::report::say;
use crate::workspace::Workspace;

fn path(workspace: &Workspace) -> PathBuf {
    workspace.root.join("openapi/projectmeats.json")
}

/// The document as generated from the current sources.
fn current(workspace: &Workspace) -> Result<String> {
    let mut command = workspace.cargo();
    command.args(["run", "--quiet", "--package", "api"]);
    printed(command.args(["--bin", "projectmeats", "--"]))
}

fn printed(server: &mut Command) -> Result<String> {
    process::output("projectmeats openapi", server.arg("openapi"))
}

/// The server that the lints have compiled with the tests.
fn built_with_tests(workspace: &Workspace) -> PathBuf {
    workspace.target.join("debug/server-under-test")
}

/// Rejects a published document that differs from the current one.
pub(super) fn check(workspace: &Workspace) -> Result<()> {
    let published = fs::read_to_string(path(workspace)).unwrap_or_default();
    let current = printed(&mut Command::new(built_with_tests(workspace)))?;
    if published.trim_end() == current.trim_end() {
        return Ok(());
    }
    let line = published
        .lines()
        .zip(current.lines())
        .position(|(a, b)| a != b)
        .unwrap_or_else(|| published.lines().count().min(current.lines().count()));
    bail!(
        "openapi/projectmeats.json is not current (first difference in line {}): run `cargo xtask openapi`",
        line + 1
    )
}

/// Writes the published document.
pub(crate) fn write(workspace: &Workspace) -> Result<()> {
    let current = current(workspace)?;
    let path = path(workspace);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&path, format!("{}\n", current.trim_end()))?;
    say("openapi/projectmeats.json written");
    Ok(())
}
