//! The published API document: the server's output, checked in.

use std::fs;
use std::path::PathBuf;

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
    command.args(["--bin", "projectmeats", "--", "openapi"]);
    process::output("projectmeats openapi", &mut command)
}

/// Rejects a published document that differs from the current one.
pub(super) fn check(workspace: &Workspace) -> Result<()> {
    let published = fs::read_to_string(path(workspace)).unwrap_or_default();
    let current = current(workspace)?;
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
