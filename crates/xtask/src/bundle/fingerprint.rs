//! Detects whether a bundle is up to date with its inputs.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use sha2::{Digest as _, Sha256};

use super::names::{all_files, files_in};
use super::optimise::Optimiser;
use super::{Sources, names};
use crate::build::Build;

/// A hash of all inputs of a bundle, including this program.
pub(super) fn of(sources: &Sources, build: Build, optimiser: Option<&Optimiser>) -> Result<String> {
    let mut hasher = Sha256::new();
    let program = fs::metadata(std::env::current_exe()?)?;
    hasher.update(format!(
        "{build:?} {:?} {} {:?}",
        optimiser.map(Optimiser::identity),
        program.len(),
        program.modified()?
    ));
    hasher.update(names::short_hash(&sources.wasm));
    let mut files = vec![sources.frontend.join("index.html")];
    files.extend(files_in(&sources.frontend.join("styles"))?);
    files.extend(files_in(&sources.frontend.join("static"))?);
    for file in files {
        hasher.update(file.to_string_lossy().as_bytes());
        hasher.update(names::short_hash(&fs::read(&file)?));
    }
    Ok(names::short_hash(&hasher.finalize()))
}

/// Beside the folder, because files in it are served.
fn mark_of(web: &Path) -> PathBuf {
    web.with_extension("mark")
}

/// Whether the existing bundle has this hash.
pub(super) fn matches(web: &Path, mark: &str) -> bool {
    let known = fs::read_to_string(mark_of(web)).unwrap_or_default();
    let complete = all_files(web).is_ok_and(|files| files.len() > 1);
    known == mark && complete
}

/// Stores the hash of the existing bundle.
pub(super) fn remember(web: &Path, mark: &str) -> Result<()> {
    Ok(fs::write(mark_of(web), mark)?)
}

/// Removes the hash before the bundle is replaced.
pub(super) fn forget(web: &Path) -> Result<()> {
    let mark = mark_of(web);
    if mark.exists() {
        fs::remove_file(mark)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_holds_until_it_is_taken_off() {
        let folder = tempfile::tempdir().unwrap();
        let web = folder.path().join("web");
        fs::create_dir(&web).unwrap();
        assert!(!matches(&web, "a"));
        fs::write(web.join("index.html"), "").unwrap();
        fs::write(web.join("app.js"), "").unwrap();
        remember(&web, "a").unwrap();
        assert!(matches(&web, "a"));
        assert!(!matches(&web, "b"));
        forget(&web).unwrap();
        assert!(!matches(&web, "a"));
    }
}
