//! Measures the bundle and checks the budget of the first load.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use super::compress::with_suffix;
use super::releases;
use super::split::{MAIN, Screens};

/// Most brotli bytes of the main module, scripts and styles that load before the first screen.
const BUDGET: u64 = 180 * 1024;

/// The files of a bundle with their sizes.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    parts: Vec<Part>,
    screens: Screens,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Bytes {
    raw: u64,
    brotli: u64,
}

#[derive(Debug)]
struct Part {
    name: String,
    size: Bytes,
}

/// Stores which files belong to which screen, beside the folder because files in it are served.
pub(super) fn remember(web: &Path, screens: &Screens) -> Result<()> {
    fs::write(web.with_extension("screens"), serde_json::to_vec(screens)?)?;
    Ok(())
}

/// Measures a finished bundle.
pub(super) fn measure(web: &Path) -> Result<Sizes> {
    let mut sizes = Sizes::default();
    let screens = fs::read(web.with_extension("screens")).unwrap_or_default();
    sizes.screens = serde_json::from_slice(&screens).unwrap_or_default();
    let own = releases::own_assets(web)?;
    for path in own.iter().map(|name| web.join("assets").join(name)) {
        let packed = with_suffix(&path, "br");
        if packed.exists() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            sizes.parts.push(Part {
                name: unhashed(&name),
                size: Bytes {
                    raw: fs::metadata(&path)?.len(),
                    brotli: fs::metadata(&packed)?.len(),
                },
            });
        }
    }
    sizes
        .parts
        .sort_by(|a, b| b.size.brotli.cmp(&a.size.brotli).then(a.name.cmp(&b.name)));
    Ok(sizes)
}

impl Part {
    /// Whether it loads before the first screen.
    fn is_first(&self) -> bool {
        self.name == MAIN || self.name.ends_with(".js") || self.name.ends_with(".css")
    }
}

impl Sizes {
    fn sum(&self, wanted: impl Fn(&Part) -> bool) -> Bytes {
        let mut sum = Bytes::default();
        for part in self.parts.iter().filter(|part| wanted(part)) {
            sum.raw += part.size.raw;
            sum.brotli += part.size.brotli;
        }
        sum
    }

    fn first_load(&self) -> Bytes {
        self.sum(Part::is_first)
    }

    /// Formats a table: the first load, then what each screen adds when it is opened first.
    pub(super) fn table(&self) -> String {
        let mut table = format!("{:<44}{:>12}{:>12}", "part", "raw", "brotli");
        let mut line = |name: &str, size: Bytes| {
            let (raw, brotli) = (kilobytes(size.raw), kilobytes(size.brotli));
            table.push_str(&format!("\n{name:<44}{raw:>12}{brotli:>12}"));
        };
        for part in self.parts.iter().filter(|part| part.is_first()) {
            line(&part.name, part.size);
        }
        let budget = format!("= first load (budget {})", kilobytes(BUDGET));
        line(&budget, self.first_load());
        for (screen, files) in &self.screens {
            let added = self.sum(|part| files.contains(&part.name));
            line(&format!("+ {screen} ({} files)", files.len()), added);
        }
        table
    }

    /// Fails if the first load exceeds the budget.
    pub(super) fn enforce(&self) -> Result<()> {
        let brotli = self.first_load().brotli;
        if brotli > BUDGET {
            bail!(
                "the first load is {} (brotli), the budget {}",
                kilobytes(brotli),
                kilobytes(BUDGET)
            );
        }
        Ok(())
    }
}

/// `12345` -> `12.1 KB` (of 1024 bytes).
fn kilobytes(bytes: u64) -> String {
    let tenths = (bytes * 10).div_ceil(1024);
    format!("{}.{} KB", tenths / 10, tenths % 10)
}

/// `app.3f2a9c0d1e4b5a67.js` -> `app.js`.
fn unhashed(name: &str) -> String {
    let parts: Vec<&str> = name
        .split('.')
        .filter(|part| part.len() != 16 || !part.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .collect();
    parts.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, raw: usize, brotli: usize) {
        fs::write(folder.join(name), vec![0; raw]).unwrap();
        fs::write(folder.join(format!("{name}.br")), vec![0; brotli]).unwrap();
    }

    #[test]
    fn the_first_load_leaves_out_the_screens() {
        let folder = tempfile::tempdir().unwrap();
        let web = folder.path().join("web");
        let assets = web.join("assets");
        fs::create_dir_all(&assets).unwrap();
        write(&assets, "app_bg.ca978112ca1bbdca.wasm", 300_000, 100_000);
        write(&assets, "app.ca978112ca1bbdca.css", 30_000, 5_000);
        write(
            &assets,
            "split_orders.ca978112ca1bbdca.wasm",
            900_000,
            300_000,
        );
        let sizes = measure(&web).unwrap();
        let expected = Bytes {
            raw: 330_000,
            brotli: 105_000,
        };
        assert_eq!(sizes.first_load(), expected);
        assert!(sizes.enforce().is_ok());
        let screens = vec!["split_orders.wasm".to_owned()];
        remember(&web, &Screens::from([("orders".to_owned(), screens)])).unwrap();
        let table = measure(&web).unwrap().table();
        assert!(table.contains("app_bg.wasm"), "{table}");
        let orders = table.lines().last().unwrap();
        assert!(
            orders.contains("+ orders (1 files)") && orders.contains("293.0 KB"),
            "{table}"
        );

        write(&assets, "app.ca978112ca1bbdca.js", 1_000_000, 90_000);
        let sizes = measure(&web).unwrap();
        assert!(
            sizes
                .enforce()
                .unwrap_err()
                .to_string()
                .contains("180.0 KB")
        );
    }

    #[test]
    fn sizes_are_rounded_up() {
        assert_eq!(kilobytes(1024), "1.0 KB");
        assert_eq!(kilobytes(1025), "1.1 KB");
    }
}
