//! Imports inside a crate run one way: a module imports only itself and the modules before it.

use std::fs;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use anyhow::{Result, bail};

use crate::workspace::Workspace;

/// The modules of a crate.
struct Layers {
    /// The folder of its sources.
    sources: &'static str,
    /// Its modules; each may import itself and those before it.
    modules: &'static [&'static str],
    /// A module, a library, and the only names of the library that the module may import.
    limits: &'static [(&'static str, &'static str, &'static str)],
}

const CRATES: [Layers; 1] = [Layers {
    sources: "frontend/src",
    modules: &[
        "ui", "api", "config", "pages", "screens", "shell", "app", "main",
    ],
    limits: &[("ui", "client", "nothing"), ("ui", "domain", SHARED)],
}];

/// What all entities share: the parts of a screen name no entity.
const SHARED: &str = "FieldError, choices, contact_details, date_range, dates, field_rules, history, permissions, problem, record";

/// Refuses imports that run the wrong way.
pub(super) fn check(workspace: &Workspace) -> Result<()> {
    let mut broken = Vec::new();
    for layers in &CRATES {
        let sources = workspace.root.join(layers.sources);
        for file in files_in(&sources)? {
            let path = file.strip_prefix(&sources)?.to_string_lossy();
            let path: Vec<&str> = path.split(MAIN_SEPARATOR).collect();
            broken.extend(violations(layers, &path, &fs::read_to_string(&file)?));
        }
    }
    if !broken.is_empty() {
        bail!("{}", broken.join("\n"));
    }
    Ok(())
}

/// The Rust files in a folder and below it.
pub(super) fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_in(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// What a file imports against the rules. `path` leads to it from the folder of the sources.
fn violations(layers: &Layers, path: &[&str], source: &str) -> Vec<String> {
    let file = format!("{}/{}", layers.sources, path.join("/"));
    let first = path.first().copied().unwrap_or_default();
    let module = first.strip_suffix(".rs").unwrap_or(first);
    let place = |name: &str| layers.modules.iter().position(|known| *known == name);
    let Some(own) = place(module) else {
        return vec![format!(
            "{file}: a module without a place; add it to crates/xtask/src/check/modules.rs"
        )];
    };
    // `super` leaves the file's module once for each step of its path; `mod.rs` is no step.
    let depth = path.len() - usize::from(path.last() == Some(&"mod.rs"));
    let roots = ["crate::".to_owned(), "super::".repeat(depth)];
    let mut broken = Vec::new();
    for (line, name) in roots.iter().flat_map(|root| imports(source, root)) {
        if place(&name).is_some_and(|other| other > own) {
            let may = layers.modules.get(..=own).unwrap_or_default().join(", ");
            broken.push(format!(
                "{file}:{line}: {module} imports {name}; it may import {may}"
            ));
        }
    }
    let limits = layers.limits.iter();
    for (_, library, may) in limits.filter(|(limited, ..)| *limited == module) {
        for (line, name) in imports(source, &format!("{library}::")) {
            if !may.split(", ").any(|allowed| allowed == name) {
                broken.push(format!(
                    "{file}:{line}: {module} imports {library}::{name}; it may import {may} of {library}"
                ));
            }
        }
    }
    broken
}

/// The names behind a root such as `crate::`, with their lines; comments are left out.
fn imports(source: &str, root: &str) -> Vec<(usize, String)> {
    let lines = source.lines().map(|line| match line.trim_start() {
        comment if comment.starts_with("//") => "",
        _ => line,
    });
    let code = lines.collect::<Vec<_>>().join("\n");
    let in_path = |letter: char| letter.is_alphanumeric() || "_:".contains(letter);
    let mut found = Vec::new();
    for (at, _) in code.match_indices(root) {
        let (before, rest) = (code.get(..at), code.get(at + root.len()..));
        let (before, rest) = (before.unwrap_or_default(), rest.unwrap_or_default());
        if !before.ends_with(in_path) {
            let line = before.matches('\n').count() + 1;
            found.extend(first_names(rest).into_iter().map(|name| (line, name)));
        }
    }
    found
}

/// The first names of a path, or of the paths of a group in braces.
fn first_names(path: &str) -> Vec<String> {
    let word = |text: &str| -> String {
        let letters = text.trim_start().chars();
        letters
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect()
    };
    let Some(group) = path.strip_prefix('{') else {
        return vec![word(path)];
    };
    let mut depth = 0_u32;
    let mut names = vec![word(group)];
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(word(group.get(at + 1..).unwrap_or_default())),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(path: &[&str], source: &str) -> Vec<String> {
        violations(&CRATES[0], path, source)
    }

    #[test]
    fn imports_of_earlier_modules_pass() {
        let source =
            "//! See `crate::shell`.\nuse crate::api::session::Session;\nuse super::list;\n";
        assert!(broken(&["pages", "related.rs"], source).is_empty());
        assert!(broken(&["main.rs"], "mod app; fn main() { crate::app::run() }").is_empty());
    }

    #[test]
    fn an_import_of_a_later_module_is_named_with_its_line() {
        let wrong = ["frontend/src/api/a.rs:2: api imports shell; it may import ui, api"];
        assert_eq!(
            broken(&["api", "a.rs"], "\nuse crate::shell::fetch;"),
            wrong
        );
        assert_eq!(
            broken(&["api", "a.rs"], "\nlet x = crate::shell::x();"),
            wrong
        );
        assert_eq!(
            broken(&["api", "a.rs"], "\nuse super::super::shell;"),
            wrong
        );
        let group = "\nuse crate::{\n    ui::{dom, form},\n    shell::fetch,\n};";
        assert_eq!(broken(&["api", "a.rs"], group), wrong);
    }

    #[test]
    fn parts_of_the_screen_know_no_entity_and_no_client() {
        let source = "use domain::{FieldError, suppliers::Supplier};\nuse client::Client;";
        let found = broken(&["ui", "form.rs"], source);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.concat().contains("ui imports domain::suppliers"));
        assert!(broken(&["api", "a.rs"], source).is_empty());
    }

    #[test]
    fn a_new_module_needs_a_place() {
        let found = broken(&["billing", "mod.rs"], "");
        assert!(found.concat().contains("without a place"), "{found:?}");
    }
}
