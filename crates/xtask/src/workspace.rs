//! Locates the workspace and runs cargo in it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process;

/// The workspace this program automates.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    /// Folder of the root manifest.
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
    /// Output of `cargo metadata`.
    pub(crate) metadata: Value,
}

impl Workspace {
    /// Finds the workspace from this package's manifest.
    pub(crate) fn find() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = manifest
            .ancestors()
            .nth(2)
            .context("crates/xtask lies two folders below the root")?;
        let mut command = cargo(root);
        command.args(["metadata", "--no-deps", "--format-version", "1"]);
        let text = process::output("cargo metadata", &mut command)?;
        let metadata: Value = serde_json::from_str(&text).context("cargo metadata is no JSON")?;
        let target = metadata
            .get("target_directory")
            .and_then(Value::as_str)
            .context("cargo metadata names no target folder")?;
        Ok(Self {
            root: root.to_owned(),
            target: PathBuf::from(target),
            metadata,
        })
    }

    /// A cargo command in the root of the workspace.
    pub(crate) fn cargo(&self) -> Command {
        cargo(&self.root)
    }

    /// The server's executable in a profile's folder (`release` or `debug`).
    pub(crate) fn server(&self, profile_folder: &str) -> PathBuf {
        self.target.join(profile_folder).join("projectmeats")
    }

    /// The folder of the finished bundle.
    pub(crate) fn web(&self) -> PathBuf {
        self.target.join("web")
    }
}

fn cargo(root: &Path) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(root);
    // `cargo run` sets variables about this package, which build scripts further down must not see.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}
