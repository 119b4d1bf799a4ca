//! wasm-opt, where Node or a recent enough wasm-opt is at hand: about a third off, after compression.
//!
//! Optional: nothing breaks without it. Version 116 is the first that keeps the table through which screens are called.

use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use super::names::files_in;
use super::parallel;
use crate::process;
use crate::report::say;
use crate::workspace::Workspace;

const PACKAGE: &str = "binaryen@132.0.0";
const OLDEST: u32 = 116;

/// The features that rustc's wasm uses. Not `--all-features`: browsers refuse the result.
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

/// A usable wasm-opt.
#[derive(Clone, Debug)]
pub(super) struct Optimiser {
    program: PathBuf,
    arguments: Vec<PathBuf>,
    identity: String,
}

/// Finds a wasm-opt, or installs one with npm into the target folder, or says that the step is left out.
pub(super) fn find(workspace: &Workspace) -> Result<Option<Optimiser>> {
    let installed = quiet_output(Command::new("wasm-opt").arg("--version"));
    if let Some(text) = installed
        && version(&text).is_some_and(|version| version >= OLDEST)
    {
        return Ok(Some(Optimiser {
            program: "wasm-opt".into(),
            arguments: Vec::new(),
            identity: text.trim().to_owned(),
        }));
    }
    if quiet_output(Command::new("node").arg("--version")).is_none() {
        say("wasm-opt: left out (no Node here); the bundle works, a third larger");
        return Ok(None);
    }
    let folder = workspace.target.join("binaryen");
    let script = folder.join("node_modules/binaryen/bin/wasm-opt");
    if !script.exists() && install(&folder).is_err() {
        crate::interrupt::check()?;
        say("wasm-opt: left out (npm could not install it); the bundle works, a third larger");
        return Ok(None);
    }
    Ok(Some(Optimiser {
        program: "node".into(),
        arguments: vec![script],
        identity: PACKAGE.to_owned(),
    }))
}

fn install(folder: &Path) -> Result<()> {
    say("wasm-opt: installing with npm");
    fs::create_dir_all(folder)?;
    let mut command = Command::new("npm");
    command
        .args(["install", "--no-save", "--no-audit", "--no-fund"])
        .args(["--ignore-scripts", "--prefix"])
        .arg(folder)
        .arg(PACKAGE)
        .stdout(Stdio::null());
    process::run_quietly("npm", &mut command)
}

impl Optimiser {
    /// What tells one optimiser from another.
    pub(super) fn identity(&self) -> &str {
        &self.identity
    }

    /// Rewrites every wasm file of a folder.
    pub(super) fn shrink(&self, folder: &Path) -> Result<()> {
        let mut files = files_in(folder)?;
        files.retain(|path| {
            path.extension()
                .is_some_and(|extension| extension == "wasm")
        });
        // The largest first, so that no processor waits for it at the end.
        files.sort_by_key(|path| Reverse(fs::metadata(path).map_or(0, |file| file.len())));
        parallel::for_each(&files, |path| self.shrink_one(path))
    }

    fn shrink_one(&self, path: &Path) -> Result<()> {
        let small = path.with_extension("small");
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .args(FLAGS)
            .arg(path)
            .arg("-o")
            .arg(&small);
        process::run_quietly("wasm-opt", &mut command)?;
        if fs::metadata(&small)?.len() == 0 {
            bail!("wasm-opt wrote an empty {}", path.display());
        }
        fs::rename(small, path)?;
        Ok(())
    }
}

/// What a program prints, or nothing where there is no such program.
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
