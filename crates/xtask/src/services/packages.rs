//! Programs that tests and benchmarks need: found on the machine, or installed where possible.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use nix::unistd::Uid;

use crate::interrupt;
use crate::process;
use crate::report::say;

/// A program: its Debian package, its names, and folders to search besides PATH.
#[derive(Debug)]
pub(crate) struct Program {
    package: &'static str,
    names: &'static [&'static str],
    folders: &'static [&'static str],
}

/// PostgreSQL: `initdb`, with `postgres` and `pg_isready` beside it.
pub(crate) const POSTGRES: Program = Program {
    package: "postgresql",
    names: &["initdb"],
    folders: &["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin"],
};
/// Redis, or the compatible Valkey.
pub(crate) const REDIS: Program = Program {
    package: "redis-server",
    names: &["redis-server", "valkey-server"],
    folders: &[],
};
/// The browser.
pub(crate) const CHROMIUM: Program = Program {
    package: "chromium",
    names: &["chromium", "chromium-browser", "google-chrome"],
    folders: &["/usr/lib/chromium"],
};
/// The browser's WebDriver server.
pub(crate) const CHROMEDRIVER: Program = Program {
    package: "chromium-driver",
    names: &["chromedriver"],
    folders: &["/usr/lib/chromium", "/usr/lib/chromium-browser"],
};
/// npm, which comes with Node.
pub(crate) const NPM: Program = Program {
    package: "npm",
    names: &["npm"],
    folders: &[],
};
/// Python, for packages of PyPI.
pub(crate) const PYTHON: Program = Program {
    package: "python3",
    names: &["python3"],
    folders: &[],
};
/// SQLite's program.
pub(crate) const SQLITE: Program = Program {
    package: "sqlite3",
    names: &["sqlite3"],
    folders: &[],
};
/// Valgrind, with callgrind.
pub(crate) const VALGRIND: Program = Program {
    package: "valgrind",
    names: &["valgrind"],
    folders: &[],
};
/// The load generator.
pub(crate) const WRK: Program = Program {
    package: "wrk",
    names: &["wrk"],
    folders: &[],
};

/// Installs missing programs, or fails with the names of their packages.
pub(crate) fn ensure(programs: &[&Program]) -> Result<()> {
    let missing: Vec<&str> = programs
        .iter()
        .filter(|program| program.find().is_none())
        .map(|program| program.package)
        .collect();
    if !missing.is_empty() && install(&missing).is_err() {
        interrupt::check()?;
        bail!(
            "missing, and not to be installed from here: run `apt-get install {}`",
            missing.join(" ")
        );
    }
    programs
        .iter()
        .try_for_each(|program| program.path().map(drop))
}

impl Program {
    /// Path of the program.
    pub(crate) fn path(&self) -> Result<PathBuf> {
        self.find().with_context(|| {
            let names = self.names.join(", ");
            format!("{names} is missing: install the package {}", self.package)
        })
    }

    fn find(&self) -> Option<PathBuf> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let on_path = std::env::split_paths(&path);
        let beside = self.folders.iter().flat_map(|pattern| folders(pattern));
        first_of(self.names, on_path.chain(beside))
    }
}

fn first_of(names: &[&str], folders: impl Iterator<Item = PathBuf>) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = folders.collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|path| path.is_file())
}

/// The folders that match a pattern with one `*`, the highest version first.
fn folders(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else {
        return vec![PathBuf::from(pattern)];
    };
    let (parent, prefix) = before.rsplit_once('/').unwrap_or(("", before));
    let mut versions: Vec<(u32, PathBuf)> = Vec::new();
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(Ok(version)) = name.strip_prefix(prefix).map(str::parse) {
            let folder = entry.path().join(after.trim_start_matches('/'));
            versions.push((version, folder));
        }
    }
    versions.sort();
    versions
        .into_iter()
        .rev()
        .map(|(_, folder)| folder)
        .collect()
}

/// Installs a package that provides no program, if `is_there` does not find its content.
pub(crate) fn ensure_part(package: &str, is_there: impl Fn() -> bool) -> Result<()> {
    if is_there() || (install(&[package]).is_ok() && is_there()) {
        return Ok(());
    }
    interrupt::check()?;
    bail!("missing, and not to be installed from here: run `apt-get install {package}`")
}

/// Installs Debian packages as root or through sudo without a password.
fn install(packages: &[&str]) -> Result<()> {
    say(format_args!("installing {}", packages.join(", ")));
    let mut update = apt_get()?;
    // Outdated package lists may still work.
    let _ = process::run_quietly("apt-get update", update.args(["update", "-qq"]));
    interrupt::check()?;
    let mut install = apt_get()?;
    install
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages);
    process::run_quietly("apt-get install", &mut install)
}

fn apt_get() -> Result<Command> {
    // At run level 1, packages do not start their services.
    let words = [
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "RUNLEVEL=1",
        "apt-get",
    ];
    if Uid::effective().is_root() {
        let mut command = Command::new("env");
        command.args(words.iter().skip(1));
        return Ok(command);
    }
    let allowed = Command::new("sudo")
        .args(["-n", "true"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !allowed {
        bail!("neither root nor sudo without a password");
    }
    let mut command = Command::new("sudo");
    command.arg("-n").args(words);
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_version_comes_first() {
        let root = tempfile::tempdir().unwrap();
        for version in ["9", "15", "13", "common"] {
            fs::create_dir_all(root.path().join(version).join("bin")).unwrap();
        }
        let pattern = format!("{}/*/bin", root.path().display());
        let found = folders(&pattern);
        let expected: Vec<PathBuf> = ["15/bin", "13/bin", "9/bin"]
            .iter()
            .map(|folder| root.path().join(folder))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_first_name_wins_over_the_first_folder() {
        let root = tempfile::tempdir().unwrap();
        let (one, two) = (root.path().join("one"), root.path().join("two"));
        for folder in [&one, &two] {
            fs::create_dir(folder).unwrap();
        }
        fs::write(one.join("chromium-browser"), "").unwrap();
        fs::write(two.join("chromium"), "").unwrap();
        let found = first_of(
            &["chromium", "chromium-browser"],
            [one, two.clone()].into_iter(),
        );
        assert_eq!(found, Some(two.join("chromium")));
    }
}
