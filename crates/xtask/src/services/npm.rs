//! Pinned npm packages, installed in the target folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use sha2::{Digest as _, Sha256};

use super::packages::NPM;
use crate::process;
use crate::report::say;
use crate::workspace::Workspace;

/// The accessibility checker.
const AXE: PinnedScript = PinnedScript {
    package: "axe-core@4.14.1",
    folder: "axe-core",
    file: "axe.min.js",
    sha256: "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
};

/// The script of axe-core, installed if missing.
pub(crate) fn axe(workspace: &Workspace) -> Result<PathBuf> {
    if !AXE.is_installed(workspace) {
        AXE.install(workspace, &NPM.path()?)?;
    }
    AXE.verified(workspace)
}

/// A package with a single used script, pinned by the script's SHA-256.
#[derive(Debug)]
pub(crate) struct PinnedScript {
    /// Name and exact version.
    pub(crate) package: &'static str,
    /// Name of the package, and of its folder in the target folder.
    pub(crate) folder: &'static str,
    /// Path of the script inside the package.
    pub(crate) file: &'static str,
    /// Hash of the script, in lower-case hexadecimal.
    pub(crate) sha256: &'static str,
}

impl PinnedScript {
    fn path(&self, workspace: &Workspace) -> PathBuf {
        let package = workspace.target.join(self.folder).join("node_modules");
        package.join(self.folder).join(self.file)
    }

    /// Whether the script exists and has its hash.
    pub(crate) fn is_installed(&self, workspace: &Workspace) -> bool {
        is(&self.path(workspace), self.sha256)
    }

    /// Installs the package in the target folder, without checking the hash.
    pub(crate) fn install(&self, workspace: &Workspace, npm: &Path) -> Result<()> {
        say(format_args!("{}: installing with npm", self.folder));
        let folder = workspace.target.join(self.folder);
        if folder.exists() {
            // npm does not replace a damaged copy of the same version.
            fs::remove_dir_all(&folder)?;
        }
        install(npm, self.package, &folder)
    }

    /// The path of the script.
    ///
    /// # Errors
    /// When the script is missing or has another hash.
    pub(crate) fn verified(&self, workspace: &Workspace) -> Result<PathBuf> {
        if !self.is_installed(workspace) {
            bail!(
                "{}: {} does not have its pinned SHA-256",
                self.package,
                self.file
            );
        }
        Ok(self.path(workspace))
    }
}

/// Installs a package into a folder without running its scripts.
fn install(npm: &Path, package: &str, folder: &Path) -> Result<()> {
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

/// Whether a file exists and has this SHA-256.
fn is(path: &Path, sha256: &str) -> bool {
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
