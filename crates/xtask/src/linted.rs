//! The tests, compiled by clippy: what lints them also compiles them, so that the crates and their dependencies are built once.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::Value;

use crate::process;
use crate::report::{note, say};
use crate::workspace::Workspace;

/// Linted for wasm instead: natively, half of the browser app is unused.
const NOT_NATIVE: &str = "frontend/Cargo.toml";

/// The tests of everything but this program. Those of the browser app need no browser: they test what it computes.
pub(crate) fn workspace_tests(workspace: &Workspace) -> Result<Command> {
    let mut command = compiled_by_clippy(workspace)?;
    command.args(["test", "--workspace", "--no-fail-fast"]);
    command.args(["--exclude", "xtask"]);
    Ok(command)
}

/// This program's own tests: built as this program is, apart from the others, lest the whole be compiled twice.
pub(crate) fn own_tests(workspace: &Workspace) -> Result<Command> {
    let mut command = compiled_by_clippy(workspace)?;
    command.args(["test", "--package", "xtask"]);
    Ok(command)
}

/// Cargo with clippy in the place of the compiler; with the compiler alone where clippy is not installed.
fn compiled_by_clippy(workspace: &Workspace) -> Result<Command> {
    let mut command = workspace.cargo();
    let driver = clippy_driver(workspace)?;
    if driver.exists() {
        command.env("RUSTC_WORKSPACE_WRAPPER", driver);
    }
    Ok(command)
}

fn clippy_driver(workspace: &Workspace) -> Result<PathBuf> {
    let mut command = Command::new("rustc");
    command
        .current_dir(&workspace.root)
        .args(["--print", "sysroot"]);
    let sysroot = process::output("rustc", &mut command)?;
    Ok(PathBuf::from(sysroot.trim()).join("bin/clippy-driver"))
}

/// Compiles all tests; any warning is an error.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    if !clippy_driver(workspace)?.exists() {
        bail!("clippy is missing: run `rustup component add clippy`");
    }
    let mut warnings = Vec::new();
    for mut command in [workspace_tests(workspace)?, own_tests(workspace)?] {
        warnings.extend(compile(&mut command)?);
    }
    if warnings.is_empty() {
        return Ok(());
    }
    warnings.dedup();
    note(warnings.concat());
    bail!("clippy: {} warnings", warnings.len())
}

/// Compiles and returns the warnings, also those of crates that were compiled before.
fn compile(command: &mut Command) -> Result<Vec<String>> {
    command.args(["--no-run", "--quiet", "--message-format", "json"]);
    let (mut warnings, mut compiled, mut last) = (Vec::new(), 0_u32, Instant::now());
    let outcome = process::run_watched("clippy", command, |line| {
        let Ok(message) = serde_json::from_str::<Value>(line) else {
            return;
        };
        warnings.extend(warning(&message));
        if text(&message, "/reason") == Some("compiler-artifact") {
            compiled += 1;
            if last.elapsed() > Duration::from_secs(10) {
                let package = text(&message, "/target/name").unwrap_or_default();
                say(format_args!("clippy: {compiled} units, now {package}"));
                last = Instant::now();
            }
        }
    });
    if outcome.is_err() {
        note(warnings.concat());
    }
    outcome.map(|()| warnings)
}

/// The text of a message of the compiler about a crate that is linted natively.
fn warning(message: &Value) -> Option<String> {
    let level = text(message, "/message/level")?;
    if !matches!(level, "warning" | "error") {
        return None;
    }
    if level == "warning" && text(message, "/manifest_path")?.ends_with(NOT_NATIVE) {
        return None;
    }
    // The last message of a crate only counts the others.
    message.pointer("/message/spans/0")?;
    text(message, "/message/rendered").map(str::to_owned)
}

fn text<'a>(message: &'a Value, pointer: &str) -> Option<&'a str> {
    message.pointer(pointer)?.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(manifest: &str, level: &str, spans: &Value) -> Value {
        json!({
            "reason": "compiler-message", "manifest_path": manifest,
            "message": {"level": level, "spans": spans, "rendered": "unused import"},
        })
    }

    #[test]
    fn warnings_count_but_for_the_browser_app() {
        let span = json!([{"file_name": "src/lib.rs"}]);
        let found = |manifest: &str, level: &str, spans: &Value| {
            warning(&message(manifest, level, spans)).is_some()
        };
        assert!(found("/x/crates/api/Cargo.toml", "warning", &span));
        assert!(found("/x/frontend/Cargo.toml", "error", &span));
        assert!(!found("/x/frontend/Cargo.toml", "warning", &span));
        assert!(!found("/x/crates/api/Cargo.toml", "note", &span));
        assert!(!found("/x/crates/api/Cargo.toml", "warning", &json!([])));
        assert!(warning(&json!({"reason": "compiler-artifact"})).is_none());
    }
}
