//! No circles between the modules of a crate.
//!
//! A type that a file names only as `Id<T>` does not count: ids of records refer to each other's entities.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::MAIN_SEPARATOR;

use anyhow::{Result, bail};

use super::modules::files_in;
use crate::workspace::Workspace;

/// Sources of the crates that are checked.
const CRATES: [&str; 5] = [
    "crates/api/src",
    "crates/client/src",
    "crates/domain/src",
    "crates/storage/src",
    "crates/xtask/src",
];

/// A source file: its path from the folder of the sources, and its text.
type Source = (Vec<String>, String);
/// The imported modules of each module, with the file that imports.
type Imports = BTreeMap<String, BTreeMap<String, String>>;

/// Refuses circles of imports.
pub(super) fn check(workspace: &Workspace) -> Result<()> {
    let mut broken = Vec::new();
    for folder in CRATES {
        let sources = workspace.root.join(folder);
        let mut files = Vec::new();
        for file in files_in(&sources)? {
            let path = file.strip_prefix(&sources)?.to_string_lossy();
            let path = path.split(MAIN_SEPARATOR).map(str::to_owned).collect();
            files.push((path, code_of(&fs::read_to_string(&file)?)));
        }
        if let Some(circle) = circle(&imports(&files)) {
            broken.push(format!("{folder}: modules import each other: {circle}"));
        }
    }
    if !broken.is_empty() {
        bail!("{}", broken.join("\n"));
    }
    Ok(())
}

/// A source without comments and without its tests, which end the file.
fn code_of(source: &str) -> String {
    let code = source.split("#[cfg(test)]\nmod tests {").next();
    let lines = code.unwrap_or_default().lines();
    let lines = lines.filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn imports(files: &[Source]) -> Imports {
    let tests: BTreeSet<&str> = files
        .iter()
        .flat_map(|(_, code)| code.split("#[cfg(test)]\nmod ").skip(1))
        .filter_map(|rest| rest.split(';').next())
        .collect();
    let module = |path: &[String]| {
        let first = path.first().map_or("", String::as_str);
        first.strip_suffix(".rs").unwrap_or(first).to_owned()
    };
    let modules: BTreeSet<String> = files.iter().map(|(path, _)| module(path)).collect();
    let root = files.iter().find(|(path, _)| module(path) == "lib");
    let exports: BTreeMap<String, String> = root
        .into_iter()
        .flat_map(|(_, code)| uses(code).0)
        .filter_map(|path| Some((last(&path).to_owned(), path.split_once("::")?.0.to_owned())))
        .collect();
    let mut all = Imports::new();
    for (path, code) in files {
        let name = module(path);
        let is_test = path
            .iter()
            .any(|part| tests.contains(part.trim_end_matches(".rs")));
        if is_test || name == "lib" || name == "main" {
            continue;
        }
        // `super` leaves the file's module once for each step of its path; `mod.rs` is no step.
        let depth = path.len() - usize::from(path.last().is_some_and(|last| last == "mod.rs"));
        for found in imported(code, &["crate::".to_owned(), "super::".repeat(depth)]) {
            let known = modules.get(&found).or_else(|| exports.get(&found));
            if let Some(other) = known.filter(|other| **other != name) {
                let of_module = all.entry(name.clone()).or_default();
                of_module.insert(other.clone(), path.join("/"));
            }
        }
    }
    all
}

/// First names behind the roots that a file imports, except types named only as ids.
fn imported(code: &str, roots: &[String]) -> Vec<String> {
    let below_root = |path: &str| {
        roots
            .iter()
            .find_map(|root| path.strip_prefix(root.as_str()).map(str::to_owned))
    };
    let (uses, without_uses) = uses(code);
    let named_only_as_id = |name: &str| {
        let mut places = words(&without_uses, name).peekable();
        places.peek().is_some() && places.all(|before| before.ends_with("Id<"))
    };
    let mut found: Vec<String> = uses
        .iter()
        .filter_map(|path| below_root(path))
        .filter(|path| !named_only_as_id(last(path)))
        .collect();
    for root in roots {
        for (at, _) in without_uses.match_indices(root.as_str()) {
            let (before, rest) = without_uses.split_at(at);
            let inside =
                before.ends_with(|letter: char| letter.is_alphanumeric() || "_:".contains(letter));
            if !inside && !before.ends_with("Id<") {
                found.push(
                    rest.strip_prefix(root.as_str())
                        .unwrap_or_default()
                        .to_owned(),
                );
            }
        }
    }
    let first = |path: &String| {
        path.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .next()
            .map(str::to_owned)
    };
    found.iter().filter_map(first).collect()
}

/// The text before each place where a word stands.
fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = &'a str> {
    let of_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices(word).filter_map(move |(at, _)| {
        let (before, after) = (code.get(..at)?, code.get(at + word.len()..)?);
        (!before.ends_with(of_word) && !after.starts_with(of_word)).then_some(before)
    })
}

fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// The full paths of all `use` statements, and the code without them.
fn uses(code: &str) -> (Vec<String>, String) {
    let (mut paths, mut rest) = (Vec::new(), String::new());
    let mut tree: Option<String> = None;
    for line in code.lines().map(str::trim_start) {
        let begun = ["", "pub ", "pub(crate) ", "pub(super) "]
            .iter()
            .find_map(|public| line.strip_prefix(public)?.strip_prefix("use "));
        let so_far = match (tree.take(), begun) {
            (Some(so_far), _) => so_far + line,
            (None, Some(begun)) => begun.to_owned(),
            (None, None) => {
                rest.push_str(line);
                rest.push('\n');
                continue;
            }
        };
        match so_far.split_once(';') {
            Some((whole, _)) => {
                paths.extend(expanded(&whole.split_whitespace().collect::<String>()));
            }
            None => tree = Some(so_far),
        }
    }
    (paths, rest)
}

/// The paths of a use tree without whitespace: `a::{b,c::D}` is `a::b` and `a::c::D`.
fn expanded(tree: &str) -> Vec<String> {
    let Some((start, group)) = tree.split_once('{') else {
        return vec![tree.strip_suffix("::self").unwrap_or(tree).to_owned()];
    };
    let mut depth = 0_i32;
    let group = group.strip_suffix('}').unwrap_or(group);
    let items = group.split(|letter| {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        letter == ',' && depth == 0
    });
    items
        .filter(|item| !item.is_empty())
        .flat_map(|item| expanded(&format!("{start}{item}")))
        .collect()
}

/// The shortest way from a module back to itself, with the file of each import.
fn circle(imports: &Imports) -> Option<String> {
    for start in imports.keys() {
        let mut from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut next = VecDeque::from([start.as_str()]);
        while let Some(module) = next.pop_front() {
            for other in imports.get(module).into_iter().flat_map(BTreeMap::keys) {
                if !from.contains_key(other.as_str()) {
                    from.insert(other, module);
                    next.push_back(other);
                }
            }
        }
        let Some(mut module) = from.get(start.as_str()).copied() else {
            continue;
        };
        let mut way = vec![(module, start.as_str())];
        while module != start {
            let before = from.get(module).copied()?;
            way.push((before, module));
            module = before;
        }
        let steps = way.iter().rev().map(|(module, other)| {
            let file = imports.get(*module).and_then(|all| all.get(*other));
            format!("{module} -> {other} ({})", file.map_or("", String::as_str))
        });
        return Some(steps.collect::<Vec<_>>().join(", "));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Option<String> {
        let files: Vec<Source> = files
            .iter()
            .map(|(path, code)| (path.split('/').map(str::to_owned).collect(), code_of(code)))
            .collect();
        circle(&imports(&files))
    }

    #[test]
    fn a_circle_is_named_with_its_files() {
        let files = [
            ("a.rs", "use crate::b::{self, x::Y};"),
            ("b/mod.rs", "fn f() { crate::c::g() }"),
            ("b/deep.rs", "use super::inner;"),
            ("c/part.rs", "use super::super::a;"),
        ];
        let way = "a -> b (a.rs), b -> c (b/mod.rs), c -> a (c/part.rs)";
        assert_eq!(found(&files).as_deref(), Some(way));
        assert_eq!(found(&files[..3]), None);
    }

    #[test]
    fn names_exported_by_the_root_belong_to_their_module() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\npub use a::{One, Two};"),
            ("a.rs", "use crate::b;"),
            ("b.rs", "use crate::Two;"),
        ];
        assert_eq!(
            found(&files).as_deref(),
            Some("a -> b (a.rs), b -> a (b.rs)")
        );
    }

    #[test]
    fn ids_comments_and_tests_are_no_imports() {
        let circle = |b: &str| found(&[("a.rs", "use crate::b::B;\nstruct A(B);"), ("b.rs", b)]);
        assert_eq!(
            circle("use crate::a::A;\nstruct B(Id<A>, Option<Id<A>>);"),
            None
        );
        assert!(circle("use crate::a::A;\nstruct B(Id<A>, A);").is_some());
        assert_eq!(
            circle("// See crate::a::A.\nstruct B(Id<crate::a::A>);"),
            None
        );
        assert_eq!(
            circle("#[cfg(test)]\nmod tests {\n    use crate::a::A;\n}"),
            None
        );
        let fixtures = [
            ("a.rs", "use crate::b;"),
            ("b/mod.rs", "#[cfg(test)]\nmod fixtures;"),
            ("b/fixtures.rs", "use crate::a;"),
        ];
        assert_eq!(found(&fixtures), None);
    }
}
