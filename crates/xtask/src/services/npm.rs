//! Packages of npm, each of one version, kept in the target folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use sha2::{Digest as _, Sha256};

use super::packages::NPM;
use crate::process;
use crate::report::say;
use crate::workspace::Workspace;

/// What looks for barriers in a page.
const AXE: &str = "axe-core@4.14.1";
/// SHA-256 of its script: what comes must be what was tried.
const AXE_SHA256: &str = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c";

/// The script of axe-core, installed where it is missing.
pub(crate) fn axe(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target.join("axe-core");
    let script = folder.join("node_modules/axe-core/axe.min.js");
    if !is(&script, AXE_SHA256) {
        say("axe-core: installing with npm");
        install(&NPM.path()?, AXE, &folder)?;
        if !is(&script, AXE_SHA256) {
            bail!("{AXE} is not what it was when it was tried");
        }
    }
    Ok(script)
}

/// Installs a package into a folder; nothing of it is run.
pub(crate) fn install(npm: &Path, package: &str, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let mut command = Command::new(npm);
    command
        .args(["install", "--no-save", "--no-audit", "--no-fund"])
        .args(["--ignore-scripts", "--prefix"])
        .arg(folder)
        .arg(package)
        .stdout(Stdio::null());
    process::run_quietly("npm", &mut command).with_context(|| format!("installing {package}"))
}

/// Whether a file is there and has this SHA-256.
pub(crate) fn is(path: &Path, sha256: &str) -> bool {
    fs::read(path).is_ok_and(|bytes| {
        let digest = Sha256::digest(&bytes);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        hex == sha256
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_hash() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("empty");
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert!(!is(&path, empty));
        fs::write(&path, "").unwrap();
        assert!(is(&path, empty));
    }
}
