//! Runs wasm-opt if Node or a recent wasm-opt is available; it reduces the compressed size by about a third.
//!
//! The step is optional. Version 116 is the first that keeps the function table that screens are called
//! through.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Result;

use super::names::files_in;
use super::parallel;
use super::split::MAIN;
use crate::process;
use crate::report::say;
use crate::services::npm::PinnedScript;
use crate::workspace::Workspace;

/// A single script that contains the WebAssembly.
const BINARYEN: PinnedScript = PinnedScript {
    package: "binaryen@132.0.0",
    folder: "binaryen",
    file: "index.js",
    sha256: "5f0579abe5dddb48daa46a63933974eea085e0e1752b238d227315cf39d5fb06",
};
const OLDEST: u32 = 116;

/// The features of rustc's wasm. `--all-features` would produce a file that browsers reject.
const FLAGS: [&str; 9] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-multivalue",
];

/// A tool that shrinks wasm.
#[derive(Clone, Debug)]
pub(super) enum Optimiser {
    /// A wasm-opt on PATH, with its version text.
    Native(String),
    /// The Node library, by its main file.
    Node(PathBuf),
}

/// Finds wasm-opt, or installs binaryen with npm into the target folder, or reports that the step is skipped.
pub(super) fn find(workspace: &Workspace) -> Result<Option<Optimiser>> {
    let installed = quiet_output(Command::new("wasm-opt").arg("--version"));
    if let Some(text) = installed
        && version(&text).is_some_and(|version| version >= OLDEST)
    {
        return Ok(Some(Optimiser::Native(text.trim().to_owned())));
    }
    if quiet_output(Command::new("node").arg("--version")).is_none() {
        say("wasm-opt: left out (no Node here); the bundle works, a third larger");
        return Ok(None);
    }
    if !BINARYEN.is_installed(workspace) && BINARYEN.install(workspace, Path::new("npm")).is_err() {
        crate::interrupt::check()?;
        say("wasm-opt: left out (npm could not install it); the bundle works, a third larger");
        return Ok(None);
    }
    Ok(Some(Optimiser::Node(BINARYEN.verified(workspace)?)))
}

impl Optimiser {
    /// Identifies the optimizer and its version.
    pub(super) fn identity(&self) -> &str {
        match self {
            Self::Native(version) => version,
            Self::Node(_) => BINARYEN.package,
        }
    }

    /// Rewrites every wasm file in a folder.
    pub(super) fn shrink(&self, folder: &Path) -> Result<()> {
        let mut files = files_in(folder)?;
        files.retain(|path| {
            path.extension()
                .is_some_and(|extension| extension == "wasm")
        });
        match self {
            Self::Native(_) => parallel::for_each(&files, native),
            Self::Node(library) => {
                // The main module is about as large as all others together.
                let (main, others): (Vec<_>, Vec<_>) =
                    files.into_iter().partition(|path| path.ends_with(MAIN));
                process::side_by_side(|| node(library, &main), || node(library, &others))
            }
        }
    }
}

fn native(path: &Path) -> Result<()> {
    let small = path.with_extension("small");
    let mut command = Command::new("wasm-opt");
    command.args(FLAGS).arg(path).arg("-o").arg(&small);
    process::run_quietly("wasm-opt", &mut command)?;
    fs::rename(small, path)?;
    Ok(())
}

fn node(library: &Path, files: &[PathBuf]) -> Result<()> {
    let mut command = Command::new("node");
    command
        .args([
            "--input-type=module",
            "--eval",
            include_str!("optimise.mjs"),
            "--",
        ])
        .arg(library)
        .args(files);
    process::run_quietly("binaryen", &mut command)
}

/// Output of a program; `None` if there is no such program or it fails.
fn quiet_output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// `wasm-opt version 116 (version_116)` -> 116.
fn version(text: &str) -> Option<u32> {
    text.split_whitespace().find_map(|word| word.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_first_number() {
        assert_eq!(version("wasm-opt version 116 (version_116)"), Some(116));
        assert_eq!(version("wasm-opt"), None);
    }
}
