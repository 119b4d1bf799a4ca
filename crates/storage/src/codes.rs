//! Conversion of choice codes from and to columns.

use domain::choices::FixedChoice;

use crate::error::StoreError;

/// Sorts after every other text: the value of a sort column where there is no text.
pub(crate) const FAR_TEXT: &str = "\u{10FFFF}";

/// Parses a code of a fixed list. A check in the table keeps out other codes.
pub(crate) fn read<T: FixedChoice>(text: &str) -> Result<T, StoreError> {
    text.parse()
        .map_err(|_unknown| StoreError::internal(format!("{text} is no code of {}", T::LIST)))
}

/// The codes of several choices.
pub(crate) fn codes<T: FixedChoice>(choices: &[T]) -> Vec<String> {
    choices.iter().map(ToString::to_string).collect()
}

/// The codes of several choices as a list in SQL; codes are letters and `_`.
pub(crate) fn quoted<T: FixedChoice>(choices: impl IntoIterator<Item = T>) -> String {
    let quoted = choices
        .into_iter()
        .map(|choice| format!("'{}'", choice.code()));
    format!("({})", quoted.collect::<Vec<_>>().join(", "))
}

/// Parses an optional code.
pub(crate) fn read_some<T: FixedChoice>(text: Option<&str>) -> Result<Option<T>, StoreError> {
    text.map(read).transpose()
}
