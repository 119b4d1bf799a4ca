//! Checks which crate may import which, using `cargo metadata`.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::workspace::Workspace;

/// The crates of the workspace, each with the crates it may import.
const CRATES: [(&str, &[&str]); 8] = [
    ("domain", &[]),
    ("storage", &["domain", "sqlite_deadline"]),
    ("sqlite_deadline", &[]),
    ("client", &["domain"]),
    ("api", &["domain", "storage"]),
    ("frontend", &["domain", "client"]),
    ("acceptance", &["domain", "client", "api"]),
    ("xtask", &[]),
];

/// Restricted libraries, each with the only crates that may import it.
const LIBRARIES: [(&str, &[&str]); 10] = [
    ("diesel", &["storage"]),
    ("diesel_migrations", &["storage"]),
    ("r2d2", &["storage"]),
    ("actix-http", &["api"]),
    ("actix-web", &["api"]),
    ("jsonwebtoken", &["api"]),
    ("argon2", &["api"]),
    // The acceptance tests also send requests that the client never would.
    ("reqwest", &["client", "acceptance"]),
    ("leptos", &["frontend"]),
    ("web-sys", &["frontend"]),
];

/// Rejects imports that the tables above do not allow.
pub(super) fn check(workspace: &Workspace) -> Result<()> {
    let broken = violations(&workspace.metadata)?;
    if !broken.is_empty() {
        bail!("{}", broken.join("\n"));
    }
    Ok(())
}

fn violations(metadata: &Value) -> Result<Vec<String>> {
    let packages = metadata
        .get("packages")
        .and_then(Value::as_array)
        .context("cargo metadata lists no packages")?;
    let mut broken = Vec::new();
    for package in packages {
        let package_name = text(package, "name")?;
        let Some((_, allowed)) = CRATES.iter().find(|(name, _)| *name == package_name) else {
            broken.push(format!(
                "{package_name}: a crate without import rules; add it to the table in crates/xtask/src/check/imports.rs"
            ));
            continue;
        };
        let dependencies = package
            .get("dependencies")
            .and_then(Value::as_array)
            .with_context(|| format!("cargo metadata lists no dependencies of {package_name}"))?;
        for dependency in dependencies {
            let name = text(dependency, "name")?;
            let ours = dependency.get("path").is_some_and(Value::is_string);
            if ours && name != package_name && !allowed.contains(&name) {
                broken.push(format!(
                    "{package_name} imports {name}; it may import {}",
                    list(allowed)
                ));
            }
            let reserved = LIBRARIES.iter().find(|(library, _)| *library == name);
            if let Some((library, crates)) = reserved
                && !crates.contains(&package_name)
            {
                broken.push(format!(
                    "{package_name} names {library}; only {} may",
                    list(crates)
                ));
            }
        }
    }
    Ok(broken)
}

fn text<'a>(value: &'a Value, key: &str) -> Result<&'a str> {
    value
        .get(key)
        .and_then(Value::as_str)
        .with_context(|| format!("cargo metadata gives no {key}"))
}

fn list(names: &[&str]) -> String {
    if names.is_empty() {
        "nothing of ours".to_owned()
    } else {
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn package(name: &str, ours: &[&str], libraries: &[&str]) -> Value {
        let ours = ours
            .iter()
            .map(|name| json!({"name": name, "path": "/somewhere"}));
        let libraries = libraries
            .iter()
            .map(|name| json!({"name": name, "path": null}));
        let dependencies: Vec<Value> = ours.chain(libraries).collect();
        json!({"name": name, "dependencies": dependencies})
    }

    fn broken(package: Value) -> Vec<String> {
        violations(&json!({"packages": [package]})).unwrap()
    }

    #[test]
    fn what_is_allowed_passes() {
        assert!(
            broken(package(
                "api",
                &["domain", "storage"],
                &["actix-web", "serde"]
            ))
            .is_empty()
        );
        assert!(broken(package("storage", &["domain"], &["diesel"])).is_empty());
    }

    #[test]
    fn a_forbidden_room_is_named_with_the_allowed_ones() {
        assert_eq!(
            broken(package("acceptance", &["storage"], &[])),
            ["acceptance imports storage; it may import domain, client, api"]
        );
        assert_eq!(
            broken(package("domain", &["storage"], &[])),
            ["domain imports storage; it may import nothing of ours"]
        );
    }

    #[test]
    fn a_reserved_library_is_named_with_its_crate() {
        assert_eq!(
            broken(package("api", &[], &["diesel"])),
            ["api names diesel; only storage may"]
        );
    }

    #[test]
    fn a_new_room_wants_rules() {
        assert!(
            broken(package("billing", &[], &[]))
                .concat()
                .contains("billing")
        );
    }
}
