//! Generators of API clients, and of requests to try, from PyPI and npm, with pinned versions and hashes, installed in the target
//! folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::packages::{self, NPM, PYTHON};
use crate::process;
use crate::report::say;
use crate::workspace::Workspace;

/// Installs missing or outdated generators; returns the folder, with `python` (a virtual environment) and
/// `typescript` in it.
pub(crate) fn generators(workspace: &Workspace) -> Result<PathBuf> {
    let sources = workspace.root.join("tests/clients");
    let folder = workspace.target.join("clients");
    python(&sources.join("python"), &folder.join("python"))?;
    typescript(&sources.join("typescript"), &folder.join("typescript"))?;
    Ok(folder)
}

/// Installs Schemathesis for full runs, if it is missing or outdated, beside the generators.
pub(crate) fn schemathesis(workspace: &Workspace) -> Result<()> {
    let sources = workspace.root.join("tests/clients/schemathesis");
    python(&sources, &workspace.target.join("clients/schemathesis"))
}

/// Creates a virtual environment with exactly the packages of `requirements.txt`; pip checks their hashes.
fn python(sources: &Path, folder: &Path) -> Result<()> {
    let requirements = sources.join("requirements.txt");
    if is_current(folder, &[&requirements])? {
        return Ok(());
    }
    say(format_args!(
        "{}: installing with pip",
        requirements.display()
    ));
    clear(folder)?;
    let python = PYTHON.path()?;
    let mut create = Command::new(&python);
    create
        .args(["-m", "venv"])
        .arg(folder)
        .stdout(Stdio::null());
    process::run_quietly("python3 -m venv", &mut create)?;
    let mut install = Command::new(folder.join("bin/python"));
    install
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args([
            "--require-hashes",
            "--no-deps",
            "--only-binary",
            ":all:",
            "--requirement",
        ])
        .arg(&requirements)
        .stdout(Stdio::null());
    process::run_quietly("pip", &mut install).context("installing with pip")?;
    mark(folder, &[&requirements])
}

/// Installs exactly the packages of `package-lock.json`; npm checks their hashes and runs no install scripts.
fn typescript(sources: &Path, folder: &Path) -> Result<()> {
    let files = ["package.json", "package-lock.json"].map(|name| sources.join(name));
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    if is_current(folder, &files)? {
        return Ok(());
    }
    say("openapi-typescript: installing with npm");
    clear(folder)?;
    fs::create_dir_all(folder)?;
    for file in &files {
        if let Some(name) = file.file_name() {
            fs::copy(file, folder.join(name))?;
        }
    }
    let mut install = Command::new(NPM.path()?);
    install
        .args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefix",
        ])
        .arg(folder)
        .stdout(Stdio::null());
    process::run_quietly("npm", &mut install).context("installing openapi-typescript")?;
    mark(folder, &files)
}

/// Ensures that Python can create virtual environments, which Debian packages separately.
pub(crate) fn ensure_venv() -> Result<()> {
    packages::ensure_part("python3-venv", || {
        PYTHON.path().is_ok_and(|python| {
            Command::new(python)
                .args(["-c", "import ensurepip, venv"])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success())
        })
    })
}

/// File with the pins of the installed packages.
fn marker(folder: &Path) -> PathBuf {
    folder.join("installed")
}

fn pins(files: &[&Path]) -> Result<String> {
    let mut all = String::new();
    for file in files {
        let text = fs::read_to_string(file);
        all.push_str(&text.with_context(|| format!("{} is missing", file.display()))?);
    }
    Ok(all)
}

fn is_current(folder: &Path, files: &[&Path]) -> Result<bool> {
    let pins = pins(files)?;
    Ok(fs::read_to_string(marker(folder)).is_ok_and(|installed| installed == pins))
}

fn mark(folder: &Path, files: &[&Path]) -> Result<()> {
    Ok(fs::write(marker(folder), pins(files)?)?)
}

fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_pins_ask_for_another_installation() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("requirements.txt");
        fs::write(&file, "attrs==1").unwrap();
        let folder = root.path().join("python");
        fs::create_dir(&folder).unwrap();
        assert!(!is_current(&folder, &[&file]).unwrap());
        mark(&folder, &[&file]).unwrap();
        assert!(is_current(&folder, &[&file]).unwrap());
        fs::write(&file, "attrs==2").unwrap();
        assert!(!is_current(&folder, &[&file]).unwrap());
        assert!(is_current(&folder, &[&root.path().join("gone")]).is_err());
    }
}
