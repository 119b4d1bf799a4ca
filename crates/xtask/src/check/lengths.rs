//! Limits source files to 400 lines.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::workspace::Workspace;

const LONGEST: usize = 400;
const FOLDERS: [&str; 5] = ["crates", "docker", "frontend", "migrations", "tests"];
const KINDS: [&str; 7] = ["rs", "css", "js", "html", "sql", "sh", "lua"];

/// Rejects longer files.
pub(super) fn check(workspace: &Workspace) -> Result<()> {
    let mut long = Vec::new();
    for folder_name in FOLDERS {
        let folder = workspace.root.join(folder_name);
        if folder.is_dir() {
            long.extend(longer_than(LONGEST, &folder)?);
        }
    }
    if long.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = long
        .iter()
        .map(|(path, lines)| {
            let path = path.strip_prefix(&workspace.root).unwrap_or(path);
            format!("{}: {lines} lines, at most {LONGEST}", path.display())
        })
        .collect();
    bail!("{}", lines.join("\n"))
}

fn longer_than(longest: usize, folder: &Path) -> Result<Vec<(PathBuf, usize)>> {
    let mut long = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            long.extend(longer_than(longest, &path)?);
        } else if path
            .extension()
            .is_some_and(|extension| KINDS.iter().any(|kind| extension == *kind))
        {
            let lines = fs::read_to_string(&path)?.lines().count();
            if lines > longest {
                long.push((path, lines));
            }
        }
    }
    long.sort();
    Ok(long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_found_in_subfolders() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("deep")).unwrap();
        fs::write(folder.path().join("deep/long.rs"), "\n".repeat(501)).unwrap();
        fs::write(folder.path().join("short.rs"), "\n".repeat(500)).unwrap();
        fs::write(folder.path().join("data.json"), "\n".repeat(900)).unwrap();
        let long = longer_than(500, folder.path()).unwrap();
        assert_eq!(long, [(folder.path().join("deep/long.rs"), 501)]);
    }
}
