//! Splits one wasm file into a main module, one module per lazy screen, and the JavaScript bindings.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use wasm_bindgen_cli_support::Bindgen;

/// The script that loads the screens' modules.
pub(super) const LOADER: &str = "screens.js";
/// The bindings of the main module.
pub(super) const BINDINGS: &str = "app.js";
/// The main module.
pub(super) const MAIN: &str = "app_bg.wasm";

/// Screens, with the wasm files that they need beyond the main module.
pub(super) type Screens = BTreeMap<String, Vec<String>>;

/// Writes `app.js`, `screens.js`, `app_bg.wasm` and the screens' wasm files into `folder`.
pub(super) fn split(wasm: &[u8], folder: &Path) -> Result<Screens> {
    let main = folder.join("main.wasm");
    let bindings = format!("./{BINDINGS}");
    let loader = format!("./{LOADER}");
    let mut options = wasm_split_cli_support::Options::new(wasm);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = &bindings;
    options.link_name = &loader;
    let parts = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("splitting the wasm failed: {error:#}"))?;

    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(&main)
        .out_name("app")
        .keep_lld_exports(true)
        .demangle(false)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen.web(true)?;
    bindgen
        .generate(folder)
        .context("writing the JavaScript bindings failed")?;
    fs::remove_file(&main)?;

    let loader = folder.join(LOADER);
    let script = insistent(&fs::read_to_string(&loader)?)?;
    fs::write(&loader, script)?;
    let screens = parts.prefetch_map.into_iter();
    Ok(screens
        .map(|(name, files)| {
            let files = files.iter().map(|file| format!("{file}.wasm")).collect();
            (screen_name(&name), files)
        })
        .collect())
}

/// `__supplier_list_view_5194573496698638657` -> `supplier list`, `orders_part_2272667085936629892` -> `orders part`.
fn screen_name(name: &str) -> String {
    let name = name.trim_matches('_');
    let name = name.split_once("_view_").map_or(name, |(name, _)| name);
    let name = name.trim_end_matches(|letter: char| letter == '_' || letter.is_ascii_digit());
    name.replace('_', " ")
}

/// Makes the loader retry: with the splitter's own code, a module that fails to load makes the app panic.
fn insistent(loader: &str) -> Result<String> {
    const CALL: &str = "await callee();";
    if loader.matches(CALL).count() != 1 {
        bail!("the splitter writes another loader than this program knows");
    }
    let loader = loader.replace(CALL, "await insist(callee);");
    Ok(format!("{loader}{}", include_str!("insist.js")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn screens_are_called_as_in_the_sources() {
        let name = screen_name("__supplier_list_view_5194573496698638657");
        assert_eq!(name, "supplier list");
        assert_eq!(
            screen_name("orders_part_2272667085936629892"),
            "orders part"
        );
        assert_eq!(screen_name("chart"), "chart");
    }

    #[test]
    fn the_loader_is_made_to_try_again() {
        let script = insistent("try { await callee(); }\n").unwrap();
        assert!(script.starts_with("try { await insist(callee); }\n"));
        assert!(script.contains("async function insist"));
        assert!(insistent("something else").is_err());
    }
}
