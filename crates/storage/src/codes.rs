//! Codes as columns hold them.

use domain::choices::FixedChoice;

use crate::error::StoreError;

/// Sorts behind every text: what a sort column holds where there is nothing to sort by.
pub(crate) const FAR_TEXT: &str = "\u{10FFFF}";

/// Reads a code of a fixed list. Other codes cannot get into the column.
pub(crate) fn read<T: FixedChoice>(text: &str) -> Result<T, StoreError> {
    text.parse()
        .map_err(|_unknown| StoreError::internal(format!("{text} is no code of {}", T::LIST)))
}

/// Codes of several choices.
pub(crate) fn codes<T: FixedChoice>(choices: &[T]) -> Vec<String> {
    choices.iter().map(ToString::to_string).collect()
}

/// Reads a code where there is one.
pub(crate) fn read_some<T: FixedChoice>(text: Option<&str>) -> Result<Option<T>, StoreError> {
    text.map(read).transpose()
}
