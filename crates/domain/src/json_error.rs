//! Errors of values in JSON, with a stable code.

use std::fmt;

/// Separates the code from the message in an error that passes through serde.
pub(crate) const CODE_END: char = '|';

/// A deserialization error that keeps its code on the way through serde.
pub(crate) fn json_error<E: serde::de::Error>(code: &str, message: impl fmt::Display) -> E {
    E::custom(format_args!("{code}{CODE_END}{message}"))
}
