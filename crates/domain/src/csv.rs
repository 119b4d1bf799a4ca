//! Cells of comma-separated values.

use std::borrow::Cow;

/// A text that no spreadsheet runs as a formula: if it looks like one, it begins with an apostrophe.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    let looks_like_formula = text.trim_start().starts_with(['=', '+', '-', '@']);
    if looks_like_formula || text.starts_with(['\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_texts() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\rx"] {
            assert_eq!(guarded(formula), format!("'{formula}"));
        }
        for plain in ["", "Trim 50's", "1-2", "a=b"] {
            assert_eq!(guarded(plain), plain);
        }
    }
}
