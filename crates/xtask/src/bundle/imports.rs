//! Shortens the names by which the main module imports its JavaScript functions: wasm-bindgen's end in a hash, which does not
//! compress.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{ImportSection, Module, RawSection};
use wasmparser::{ImportSectionReader, Parser, Payload};

use super::split::{BINDINGS, MAIN};

/// The module name of wasm-bindgen's functions.
const MODULE: &str = "./app_bg.js";

/// Renames the imports in the main module and in its bindings.
pub(super) fn shorten(folder: &Path) -> Result<()> {
    let (wasm, script) = (folder.join(MAIN), folder.join(BINDINGS));
    let mut names = Vec::new();
    fs::write(&wasm, renamed(&fs::read(&wasm)?, &mut names)?)?;
    let mut text = fs::read_to_string(&script)?;
    for (number, name) in names.iter().enumerate() {
        let definition = format!(" {name}: ");
        if text.matches(&definition).count() != 1 {
            bail!("the bindings do not define {name} once");
        }
        text = text.replace(&definition, &format!(" {}: ", short_name(number)));
    }
    fs::write(&script, without_comments(&text))?;
    Ok(())
}

/// `0` -> `a`, `25` -> `z`, `26` -> `ba`.
fn short_name(mut number: usize) -> String {
    let mut letters = Vec::new();
    loop {
        let letter = u8::try_from(number % 26).unwrap_or_default();
        letters.push(char::from(b'a' + letter));
        number /= 26;
        if number == 0 {
            return letters.into_iter().rev().collect();
        }
    }
}

/// Takes documentation and indentation out of wasm-bindgen's script.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut in_comment = false;
    for line in text.lines().map(str::trim) {
        in_comment |= line.starts_with("/**");
        if !in_comment && !line.is_empty() && !line.starts_with("//") {
            kept.push_str(line);
            kept.push('\n');
        }
        in_comment &= !line.ends_with("*/");
    }
    kept
}

/// The module with short names for the functions of wasm-bindgen; adds their old names to `names`, in order.
fn renamed(wasm: &[u8], names: &mut Vec<String>) -> Result<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let Payload::ImportSection(section) = payload {
            module.section(&renamed_imports(section, names)?);
        } else if let Some((id, range)) = payload.as_section() {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            let data = wasm.get(range).context("the wasm file is cut off")?;
            module.section(&RawSection { id, data });
        }
    }
    Ok(module.finish())
}

fn renamed_imports(
    section: ImportSectionReader<'_>,
    names: &mut Vec<String>,
) -> Result<ImportSection> {
    let mut imports = ImportSection::new();
    for import in section.into_imports() {
        let import = import?;
        let kind = RoundtripReencoder.entity_type(import.ty)?;
        if import.module == MODULE {
            imports.import(MODULE, &short_name(names.len()), kind);
            names.push(import.name.to_owned());
        } else {
            imports.import(import.module, import.name, kind);
        }
    }
    Ok(imports)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CustomSection, EntityType, MemoryType, TypeSection};

    /// Two functions, and the memory of another module.
    fn module() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        for name in ["__wbg_get_507a50627bffa49b", "__wbg_now_86c0d4ba3fa605b8"] {
            imports.import(MODULE, name, EntityType::Function(0));
        }
        let memory = MemoryType {
            minimum: 17,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        };
        imports.import("./screens.js", "memory", memory);
        let mut module = Module::new();
        module.section(&types).section(&imports);
        let custom = CustomSection {
            name: "x".into(),
            data: [9; 300].as_slice().into(),
        };
        module.section(&custom);
        module.finish()
    }

    #[test]
    fn imports_get_short_names_and_all_else_stays() {
        let mut names = Vec::new();
        let wasm = renamed(&module(), &mut names).unwrap();
        let expected = ["__wbg_get_507a50627bffa49b", "__wbg_now_86c0d4ba3fa605b8"];
        assert_eq!(names, expected);
        let text = String::from_utf8_lossy(&wasm);
        assert!(!text.contains("__wbg"), "{text}");
        assert!(text.contains("./app_bg.js\u{1}a") && text.contains("./app_bg.js\u{1}b"));
        assert!(text.contains("memory"));
        assert!(wasm.ends_with(&[9; 300]));
    }

    #[test]
    fn the_bindings_get_the_same_names() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(MAIN), module()).unwrap();
        let script = "/**\n * Words.\n */\n// More.\nconst import0 = {\n    __wbg_get_507a50627bffa49b: function(a) { return a; },\n    __wbg_now_86c0d4ba3fa605b8: () => 1,\n};\n";
        let path = folder.path().join(BINDINGS);
        fs::write(&path, script).unwrap();
        shorten(folder.path()).unwrap();
        let expected = "const import0 = {\na: function(a) { return a; },\nb: () => 1,\n};\n";
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);

        fs::write(folder.path().join(MAIN), module()).unwrap();
        assert!(shorten(folder.path()).is_err(), "names that are not there");
    }

    #[test]
    fn names_do_not_repeat() {
        let names = (0..2000).map(short_name);
        let names: std::collections::BTreeSet<String> = names.collect();
        assert_eq!(names.len(), 2000);
    }

    #[test]
    fn a_file_that_ends_early_is_an_error() {
        let whole = module();
        assert!(renamed(&whole[..whole.len() - 1], &mut Vec::new()).is_err());
    }
}
