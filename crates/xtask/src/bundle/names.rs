//! Content-hashed names: a changed file gets a new name, so browsers can cache each file forever.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};

use super::page::{self, Places};
use super::split::{BINDINGS, LOADER, MAIN};

/// The folder of hashed files, and the paths by placeholder.
#[derive(Debug)]
pub(super) struct Assets {
    folder: PathBuf,
    places: Places,
}

impl Assets {
    /// Creates an empty folder of assets.
    pub(super) fn new(folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self {
            folder,
            places: Places::new(),
        })
    }

    /// The paths of the assets added so far, by placeholder.
    pub(super) fn places(&self) -> &Places {
        &self.places
    }

    /// Adds the splitter's output: `wasm`, `app_js`, `screens_js`, and `js`, the script that starts the app.
    pub(super) fn add_code(&mut self, scratch: &Path) -> Result<()> {
        let mut renamed = BTreeMap::new();
        let mut scripts = BTreeMap::new();
        for path in all_files(scratch)? {
            let relative = path.strip_prefix(scratch)?.to_string_lossy().into_owned();
            let content = fs::read(&path)?;
            if relative == BINDINGS || relative == LOADER {
                scripts.insert(relative, String::from_utf8(content)?);
                continue;
            }
            let name = self.write(&relative.replace('/', "-"), &content)?;
            renamed.insert(relative, name);
        }
        // The two scripts import each other, so neither hash can cover the other's name: they share one.
        for text in scripts.values_mut() {
            *text = rename_imports(text, &renamed);
        }
        let both: String = scripts.values().map(String::as_str).collect();
        for name in scripts.keys() {
            renamed.insert(name.clone(), hashed_name(name, both.as_bytes()));
        }
        for (name, text) in &scripts {
            let hashed = renamed.get(name).context("named above")?;
            fs::write(self.folder.join(hashed), rename_imports(text, &renamed))?;
        }
        let path = |name: &str| -> Result<String> {
            let hashed = renamed
                .get(name)
                .with_context(|| format!("the splitter wrote no {name}"))?;
            Ok(url(hashed))
        };
        let (wasm, bindings, loader) = (path(MAIN)?, path(BINDINGS)?, path(LOADER)?);
        let start = format!(
            "import init from \"{bindings}\";\nimport {{insist}} from \"{loader}\";\ninsist(() => init({{module_or_path: \"{wasm}\"}}));\n"
        );
        let start = self.write("start.js", start.as_bytes())?;
        self.place("js", url(&start));
        self.place("wasm", wasm);
        self.place("app_js", bindings);
        self.place("screens_js", loader);
        Ok(())
    }

    /// Adds the files of a folder unchanged; `theme.js` fills `{{theme_js}}`. Web manifests may refer to the
    /// others.
    pub(super) fn add_static(&mut self, folder: &Path) -> Result<()> {
        let is_manifest = |path: &PathBuf| {
            path.extension()
                .is_some_and(|extension| extension == "webmanifest")
        };
        let (manifests, plain): (Vec<_>, Vec<_>) =
            files_in(folder)?.into_iter().partition(is_manifest);
        for path in plain {
            let name = file_name(&path)?;
            let hashed = self.write(&name, &fs::read(&path)?)?;
            self.place(&page::place_of(&name), url(&hashed));
        }
        for path in manifests {
            let name = file_name(&path)?;
            let text = page::fill(&name, &fs::read_to_string(&path)?, &self.places)?;
            let hashed = self.write(&name, text.as_bytes())?;
            self.place(&page::place_of(&name), url(&hashed));
        }
        Ok(())
    }

    /// Adds the style sheet as `css`.
    pub(super) fn add_styles(&mut self, sheet: &str) -> Result<()> {
        let hashed = self.write("app.css", sheet.as_bytes())?;
        self.place("css", url(&hashed));
        Ok(())
    }

    fn write(&self, name: &str, content: &[u8]) -> Result<String> {
        let hashed = hashed_name(name, content);
        fs::write(self.folder.join(&hashed), content)?;
        Ok(hashed)
    }

    fn place(&mut self, name: &str, path: String) {
        self.places.insert(name.to_owned(), path);
    }
}

fn url(name: &str) -> String {
    format!("/assets/{name}")
}

fn file_name(path: &Path) -> Result<String> {
    let name = path.file_name().context("a file without a name")?;
    Ok(name.to_string_lossy().into_owned())
}

/// `app.js` -> `app.3f2a9c0d1e4b5a67.js`.
fn hashed_name(name: &str, content: &[u8]) -> String {
    let hash = short_hash(content);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

/// The first sixteen hexadecimal digits of the SHA-256 hash.
pub(super) fn short_hash(content: &[u8]) -> String {
    Sha256::digest(content)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Rewrites `"./old"` to `"./new"` where it names a module or a file; keys of import objects stay, because
/// the wasm refers to them.
fn rename_imports(script: &str, renamed: &BTreeMap<String, String>) -> String {
    let mut script = script.to_owned();
    for (old, new) in renamed {
        for (before, after) in [("from ", ""), ("import(", ""), ("new URL(", "")] {
            for quote in ['"', '\''] {
                let was = format!("{before}{quote}./{old}{quote}{after}");
                let is = format!("{before}{quote}./{new}{quote}{after}");
                script = script.replace(&was, &is);
            }
        }
    }
    script
}

/// The files of a folder, sorted by name; empty if the folder is missing.
pub(super) fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_file() {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The files of a folder and its subfolders.
pub(super) fn all_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = files_in(folder)?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(all_files(&path)?);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write(
            "app.js",
            "import * as import1 from \"./screens.js\"\nconst imports = {\"./screens.js\": import1};",
        );
        write(
            "screens.js",
            "import { initSync } from \"./app.js\";\nfetch(new URL(\"./split_a.wasm\", import.meta.url));",
        );
        write("app_bg.wasm", "main");
        write("split_a.wasm", "screen");
        folder
    }

    fn bundle(folder: &Path, scratch: &Path) -> Places {
        let mut assets = Assets::new(folder.to_owned()).unwrap();
        assets.add_code(scratch).unwrap();
        assets.places().clone()
    }

    fn read(folder: &Path, path: &str) -> String {
        fs::read_to_string(folder.join(path.strip_prefix("/assets/").unwrap())).unwrap()
    }

    #[test]
    fn names_carry_the_hash_of_the_content() {
        assert_eq!(hashed_name("app.js", b"a"), "app.ca978112ca1bbdca.js");
        assert_ne!(hashed_name("app.js", b"a"), hashed_name("app.js", b"b"));
        assert_eq!(hashed_name("LICENCE", b"a"), "LICENCE.ca978112ca1bbdca");
    }

    #[test]
    fn scripts_name_each_other_and_the_screens_by_hashed_names() {
        let (scratch, out) = (scratch(), tempfile::tempdir().unwrap());
        let places = bundle(out.path(), scratch.path());
        let short = |place: &str| places[place].replace("/assets/", "./");
        let app = read(out.path(), &places["app_js"]);
        assert!(app.contains(&format!("from \"{}\"", short("screens_js"))));
        assert!(app.contains("{\"./screens.js\": import1}"), "{app}");
        let screens = read(out.path(), &places["screens_js"]);
        assert!(screens.contains(&format!("from \"{}\"", short("app_js"))));
        let screen = hashed_name("split_a.wasm", b"screen");
        assert!(screens.contains(&format!("new URL(\"./{screen}\"")));
        let start = read(out.path(), &places["js"]);
        assert!(start.contains(&places["wasm"]) && start.contains(&places["app_js"]));
    }

    #[test]
    fn a_changed_screen_renames_the_scripts_that_lead_to_it() {
        let (scratch, out) = (scratch(), tempfile::tempdir().unwrap());
        let before = bundle(out.path(), scratch.path());
        fs::write(scratch.path().join("split_a.wasm"), "changed").unwrap();
        let after = bundle(out.path(), scratch.path());
        assert_eq!(before["wasm"], after["wasm"]);
        for place in ["app_js", "screens_js", "js"] {
            assert_ne!(before[place], after[place], "{place}");
        }
    }

    #[test]
    fn a_manifest_names_hashed_icons() {
        let (statics, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(statics.path().join("icon.svg"), "<svg/>").unwrap();
        fs::write(
            statics.path().join("app.webmanifest"),
            "{\"icons\":[{\"src\":\"{{icon_svg}}\"}]}",
        )
        .unwrap();
        let mut assets = Assets::new(out.path().to_owned()).unwrap();
        assets.add_static(statics.path()).unwrap();
        let manifest = read(out.path(), &assets.places()["app_webmanifest"]);
        assert!(
            manifest.contains(&assets.places()["icon_svg"]),
            "{manifest}"
        );
    }
}
