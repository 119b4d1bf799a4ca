//! Keeps the assets of the last release in the new bundle, for tabs that were opened before a deploy and load the rest of the app
//! later.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::names::files_in;

/// The names of assets.
pub(super) type Names = BTreeSet<String>;

/// Beside the folder, because files in it are served.
fn manifest_of(web: &Path) -> PathBuf {
    web.with_extension("release")
}

/// The assets in the folder of a bundle.
pub(super) fn assets_in(web: &Path) -> Result<Names> {
    let files = files_in(&web.join("assets"))?.into_iter();
    let names = files.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    Ok(names.collect())
}

/// The assets of the bundle's own release, without those kept from the last one.
pub(super) fn own_assets(web: &Path) -> Result<Names> {
    match fs::read_to_string(manifest_of(web)) {
        Ok(text) => Ok(text.lines().map(str::to_owned).collect()),
        Err(_) => assets_in(web),
    }
}

/// Copies the existing release's own assets into the new bundle; what it kept of the release before it is left behind.
pub(super) fn keep_last(web: &Path, new: &Path) -> Result<()> {
    for name in own_assets(web)? {
        let (from, to) = (
            web.join("assets").join(&name),
            new.join("assets").join(&name),
        );
        if from.exists() && !to.exists() {
            fs::copy(from, to)?;
        }
    }
    Ok(())
}

/// Stores which assets are the release's own.
pub(super) fn remember(web: &Path, own: &Names) -> Result<()> {
    let names: Vec<&str> = own.iter().map(String::as_str).collect();
    Ok(fs::write(manifest_of(web), names.join("\n"))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(folder: &Path, names: &[&str]) {
        let assets = folder.join("assets");
        fs::create_dir_all(&assets).unwrap();
        for name in names {
            fs::write(assets.join(name), name).unwrap();
        }
    }

    fn names(names: &[&str]) -> Names {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_last_release_stays_and_the_one_before_goes() {
        let folder = tempfile::tempdir().unwrap();
        let web = folder.path().join("web");
        for own in [
            &["part.1.wasm", "font.woff2"],
            &["part.2.wasm", "font.woff2"],
            &["part.3.wasm", "font.woff2"],
        ] {
            let new = folder.path().join("new");
            release(&new, own);
            keep_last(&web, &new).unwrap();
            if web.exists() {
                fs::remove_dir_all(&web).unwrap();
            }
            fs::rename(&new, &web).unwrap();
            remember(&web, &names(own)).unwrap();
        }
        let there = assets_in(&web).unwrap();
        assert_eq!(there, names(&["part.2.wasm", "part.3.wasm", "font.woff2"]));
        assert_eq!(
            own_assets(&web).unwrap(),
            names(&["part.3.wasm", "font.woff2"])
        );
    }

    #[test]
    fn without_a_manifest_all_assets_are_of_the_release() {
        let folder = tempfile::tempdir().unwrap();
        let web = folder.path().join("web");
        release(&web, &["part.1.wasm"]);
        let new = folder.path().join("new");
        release(&new, &["part.2.wasm"]);
        keep_last(&web, &new).unwrap();
        let both = names(&["part.1.wasm", "part.2.wasm"]);
        assert_eq!(assets_in(&new).unwrap(), both);
    }
}
