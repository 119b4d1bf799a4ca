//! Concatenates the style sheets in the order of their names and minifies them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, StyleSheet};

use super::names::files_in;
use super::page::{self, Places};

/// Reads `*.css` of a folder and returns one minified sheet.
pub(super) fn minified(folder: &Path, places: &Places) -> Result<String> {
    let mut sheet = String::new();
    for file in files_in(folder)? {
        if file.extension().is_some_and(|extension| extension == "css") {
            let text = fs::read_to_string(&file)?;
            // Each sheet is parsed alone first, so that an error names its file and line.
            let name = file.display().to_string();
            minify(&name, &text)?;
            sheet.push_str(&page::fill(&name, &text, places)?);
            sheet.push('\n');
        }
    }
    minify("the style sheets together", &sheet)
}

fn minify(name: &str, text: &str) -> Result<String> {
    let mut sheet = StyleSheet::parse(text, ParserOptions::default())
        .map_err(|error| anyhow!("{name}: {error}"))?;
    sheet
        .minify(MinifyOptions::default())
        .map_err(|error| anyhow!("{name}: {error}"))?;
    let printed = sheet
        .to_css(PrinterOptions {
            minify: true,
            ..PrinterOptions::default()
        })
        .with_context(|| format!("{name} could not be printed"))?;
    Ok(printed.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_come_in_the_order_of_their_names() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("20-b.css"), "b { color: red }").unwrap();
        fs::write(
            folder.path().join("10-a.css"),
            "/* first */ a { color: red }",
        )
        .unwrap();
        fs::write(folder.path().join("notes.txt"), "not css").unwrap();
        let sheet = minified(folder.path(), &Places::new()).unwrap();
        assert_eq!(sheet, "a,b{color:red}");
    }

    #[test]
    fn an_error_names_its_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("bad.css"), "a { color: red; } }").unwrap();
        let error = minified(folder.path(), &Places::new()).unwrap_err();
        assert!(error.to_string().contains("bad.css"), "{error}");
    }
}
