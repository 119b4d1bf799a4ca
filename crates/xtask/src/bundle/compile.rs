//! Compiles the app to wasm.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::Options;
use crate::build;
use crate::process;
use crate::report::say;
use crate::workspace::Workspace;

/// The browser's target triple.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Compiles the app and returns the path of the wasm file.
pub(super) fn compile(workspace: &Workspace, options: Options) -> Result<PathBuf> {
    let build = options.build;
    ensure_target(workspace)?;
    let mut command = workspace.cargo();
    command.args(["build", "--package", "frontend", "--target", TARGET]);
    command.args(["--profile", build.app_profile()]);
    if options.style_guide {
        command.args(["--features", "style-guide"]);
    }
    let flags = [
        // The splitter uses the linker's relocations to find which screen needs which function.
        "-Clink-args=--emit-relocs",
        // Erased view types make the main module 3 % smaller.
        "--cfg",
        "erase_components",
    ];
    command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    process::run_quietly("browser app", &mut command)?;
    Ok(workspace
        .target
        .join(TARGET)
        .join(build::folder(build.app_profile()))
        .join("frontend.wasm"))
}

/// Installs the standard library for wasm if it is missing.
pub(crate) fn ensure_target(workspace: &Workspace) -> Result<()> {
    let mut command = Command::new("rustc");
    command
        .current_dir(&workspace.root)
        .args(["--print", "target-libdir", "--target", TARGET]);
    let folder = process::output("rustc", &mut command)?;
    if PathBuf::from(folder.trim()).exists() {
        return Ok(());
    }
    say("fetching the wasm target");
    let mut command = Command::new("rustup");
    command
        .current_dir(&workspace.root)
        .args(["target", "add", TARGET]);
    if process::run("rustup", &mut command).is_err() {
        bail!("the wasm target is missing: run `rustup target add {TARGET}`");
    }
    Ok(())
}
