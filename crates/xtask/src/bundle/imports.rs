//! Shortens the names by which the main module imports its JavaScript functions: wasm-bindgen's end in a hash, which does not
//! compress.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::split::{BINDINGS, MAIN};

/// The section of a wasm file that lists its imports.
const IMPORT_SECTION: u8 = 2;
/// The module name of wasm-bindgen's functions.
const MODULE: &[u8] = b"./app_bg.js";

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
    let mut input = Reader(wasm);
    let mut output = input.take(8)?.to_vec();
    while let Some(section) = input.0.first().copied() {
        input.take(1)?;
        let size = input.number()?;
        let content = input.take(size)?;
        let content = if section == IMPORT_SECTION {
            renamed_imports(content, names)?
        } else {
            content.to_vec()
        };
        output.push(section);
        write_bytes(&mut output, &content);
    }
    Ok(output)
}

fn renamed_imports(section: &[u8], names: &mut Vec<String>) -> Result<Vec<u8>> {
    let mut input = Reader(section);
    let count = input.number()?;
    let mut output = Vec::new();
    write_number(&mut output, count);
    for _ in 0..count {
        let module = input.bytes()?;
        let name = input.bytes()?;
        write_bytes(&mut output, module);
        if module == MODULE {
            write_bytes(&mut output, short_name(names.len()).as_bytes());
            names.push(String::from_utf8(name.to_vec())?);
        } else {
            write_bytes(&mut output, name);
        }
        let kind = input.0;
        input.skip_kind()?;
        let length = kind.len() - input.0.len();
        output.extend_from_slice(kind.get(..length).unwrap_or_default());
    }
    Ok(output)
}

fn write_bytes(output: &mut Vec<u8>, bytes: &[u8]) {
    write_number(output, bytes.len());
    output.extend_from_slice(bytes);
}

/// Writes an unsigned LEB128 number.
fn write_number(output: &mut Vec<u8>, mut number: usize) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            return output.push(low);
        }
        output.push(low | 0x80);
    }
}

/// What is left to read of a wasm file.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self
            .0
            .split_at_checked(count)
            .context("the wasm file is cut off")?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8> {
        let byte = self.take(1)?;
        byte.first().copied().context("the wasm file is cut off")
    }

    /// An unsigned LEB128 number.
    fn number(&mut self) -> Result<usize> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
            shift += 7;
            if shift > 28 {
                bail!("a number in the wasm file is too large");
            }
        }
    }

    fn bytes(&mut self) -> Result<&'a [u8]> {
        let count = self.number()?;
        self.take(count)
    }

    /// Reads what kind of import it is: function, table, memory, global or tag, with its type.
    fn skip_kind(&mut self) -> Result<()> {
        match self.byte()? {
            0 => drop(self.number()?),
            1 => {
                self.take(1)?;
                self.skip_limits()?;
            }
            2 => self.skip_limits()?,
            3 => drop(self.take(2)?),
            4 => {
                self.take(1)?;
                self.number()?;
            }
            other => bail!("the wasm file has an import of an unknown kind, {other}"),
        }
        Ok(())
    }

    fn skip_limits(&mut self) -> Result<()> {
        let flags = self.byte()?;
        self.number()?;
        if flags & 1 == 1 {
            self.number()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two functions, and the memory of another module.
    fn module() -> Vec<u8> {
        let mut imports = vec![3];
        for name in ["__wbg_get_507a50627bffa49b", "__wbg_now_86c0d4ba3fa605b8"] {
            write_bytes(&mut imports, MODULE);
            write_bytes(&mut imports, name.as_bytes());
            imports.extend([0, 4]);
        }
        write_bytes(&mut imports, b"./screens.js");
        write_bytes(&mut imports, b"memory");
        imports.extend([2, 1, 17, 0x80, 2]);
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.push(IMPORT_SECTION);
        write_bytes(&mut module, &imports);
        module.push(0);
        write_bytes(&mut module, &[9; 300]);
        module
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
