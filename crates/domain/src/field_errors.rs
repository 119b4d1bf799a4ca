//! Errors of an input, field by field, with a cap on how many are kept.

use serde::{Deserialize, Serialize};

/// An invalid field or parameter, with a stable code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// JSON pointer into the body that was sent, for example `/lines/0/ordered_weight`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "/lines/0/ordered_weight"))]
    pub pointer: Option<String>,
    /// Name of the query parameter or header, when the error is not in the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// Stable code.
    #[cfg_attr(feature = "openapi", schema(example = "must_be_positive"))]
    pub code: String,
    /// Explanation in English.
    #[cfg_attr(feature = "openapi", schema(example = "Weight must be more than 0"))]
    pub message: String,
}

/// Most errors kept and returned for one input. The cap also bounds the cost of comparing errors with each other.
pub const ERRORS_MAX: usize = 100;

/// Errors of an input: the first [`ERRORS_MAX`] errors, and whether there were more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldErrors {
    list: Vec<FieldError>,
    truncated: bool,
}

impl FieldErrors {
    /// Creates an empty list.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            list: Vec::new(),
            truncated: false,
        }
    }

    /// Adds an error at a JSON pointer.
    pub fn add(
        &mut self,
        pointer: impl Into<String>,
        code: impl Into<String>,
        message: impl Into<String>,
    ) {
        if self.has_room() {
            self.list.push(FieldError {
                pointer: Some(pointer.into()),
                parameter: None,
                code: code.into(),
                message: message.into(),
            });
        }
    }

    /// Adds an error for a query parameter.
    pub fn add_parameter(
        &mut self,
        name: impl Into<String>,
        code: impl Into<String>,
        message: impl Into<String>,
    ) {
        if self.has_room() {
            self.list.push(FieldError {
                pointer: None,
                parameter: Some(name.into()),
                code: code.into(),
                message: message.into(),
            });
        }
    }

    /// Adds an error unless the condition holds.
    pub fn require(&mut self, holds: bool, pointer: impl Into<String>, code: &str, message: &str) {
        if !holds {
            self.add(pointer, code, message);
        }
    }

    /// Appends the errors of a part of the input.
    pub fn extend(&mut self, others: Self) {
        self.truncated |= others.truncated;
        for error in others.list {
            if !self.has_room() {
                break;
            }
            self.list.push(error);
        }
    }

    /// Whether another error fits. If not, marks the list as truncated.
    fn has_room(&mut self) -> bool {
        let room = self.list.len() < ERRORS_MAX;
        self.truncated |= !room;
        room
    }

    /// Number of errors kept.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether errors were left out.
    #[must_use]
    pub const fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// Whether there is no error.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The errors in the order found.
    pub fn iter(&self) -> std::slice::Iter<'_, FieldError> {
        self.list.iter()
    }

    /// The first error at a pointer, for the form field that shows it.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<&FieldError> {
        self.list
            .iter()
            .find(|error| error.pointer.as_deref() == Some(pointer))
    }

    /// Whether there is an error at a pointer.
    #[must_use]
    pub fn has(&self, pointer: &str) -> bool {
        self.at(pointer).is_some()
    }

    /// The errors as a vector.
    #[must_use]
    pub fn into_vec(self) -> Vec<FieldError> {
        self.list
    }

    /// `Ok` if there is no error.
    ///
    /// # Errors
    /// Returns `self` if there are errors.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl From<Vec<FieldError>> for FieldErrors {
    fn from(errors: Vec<FieldError>) -> Self {
        let mut kept = Self::new();
        kept.extend(Self {
            list: errors,
            truncated: false,
        });
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_capped_and_say_so() {
        let mut errors = FieldErrors::new();
        for number in 0..ERRORS_MAX {
            errors.add(
                format!("/{number}"),
                "unknown_field",
                "There is no such field",
            );
        }
        assert!(!errors.is_truncated(), "exactly the cap is whole");
        let whole = errors.clone();
        errors.require(false, "/more", "required", "needed");
        assert_eq!((errors.len(), errors.is_truncated()), (ERRORS_MAX, true));
        let mut joined = whole.clone();
        joined.extend(whole.clone());
        assert_eq!((joined.len(), joined.is_truncated()), (ERRORS_MAX, true));
        let mut taken = FieldErrors::new();
        taken.extend(errors);
        assert!(taken.is_truncated(), "what a part left out stays known");
        let twice: Vec<FieldError> = [whole.clone().into_vec(), whole.into_vec()].concat();
        assert!(FieldErrors::from(twice).is_truncated());
    }
}
