//! Writes a brotli and a gzip copy of each compressible file, so that servers need not compress them at
//! request time.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::names::all_files;
use super::parallel;

const COMPRESSIBLE: [&str; 9] = [
    "css",
    "html",
    "ico",
    "js",
    "json",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
];

/// Writes `.br` and `.gz` copies of a folder's compressible files.
pub(super) fn beside_each(folder: &Path) -> Result<()> {
    let files: Vec<PathBuf> = all_files(folder)?
        .into_iter()
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| COMPRESSIBLE.iter().any(|known| extension == *known))
        })
        .collect();
    parallel::for_each(&files, one)
}

fn one(path: &Path) -> Result<()> {
    let content = fs::read(path)?;
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..BrotliEncoderParams::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut content.as_slice(), &mut packed, &parameters)?;
    fs::write(with_suffix(path, "br"), packed)?;

    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&content)?;
    fs::write(with_suffix(path, "gz"), encoder.finish()?)?;
    Ok(())
}

/// `app.css` -> `app.css.br`.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_gets_both_copies_and_pictures_none() {
        let folder = tempfile::tempdir().unwrap();
        let text = "body { color: red }".repeat(50);
        fs::write(folder.path().join("a.css"), &text).unwrap();
        fs::write(folder.path().join("a.png"), &text).unwrap();
        beside_each(folder.path()).unwrap();
        let mut unpacked = Vec::new();
        let packed = fs::read(folder.path().join("a.css.br")).unwrap();
        brotli::BrotliDecompress(&mut packed.as_slice(), &mut unpacked).unwrap();
        assert_eq!(unpacked, text.as_bytes());
        assert!(folder.path().join("a.css.gz").exists());
        assert!(!folder.path().join("a.png.br").exists());
    }
}
