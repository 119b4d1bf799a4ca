//! What the rules of a draft say about its fields: for schemas, forms, and the tests of tables.

/// What is asked of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FieldRule {
    /// Name in JSON; that of a field of rows stands behind the rows: `lines/description`.
    pub name: &'static str,
    /// Whether it must be filled in.
    pub is_required: bool,
    /// Longest text, in characters.
    pub max_length: Option<usize>,
}

impl FieldRule {
    /// A field of which nothing is asked.
    #[must_use]
    pub const fn named(name: &'static str) -> Self {
        Self {
            name,
            is_required: false,
            max_length: None,
        }
    }

    /// The same field, required.
    #[must_use]
    pub const fn required(self) -> Self {
        Self {
            is_required: true,
            ..self
        }
    }

    /// The same field with a longest text.
    #[must_use]
    pub const fn at_most(self, characters: usize) -> Self {
        Self {
            max_length: Some(characters),
            ..self
        }
    }

    /// The rules of lines: name in JSON, text, longest text in characters.
    #[must_use]
    pub fn of_lines(lines: &[(&'static str, Option<&str>, usize)]) -> Vec<Self> {
        let lines = lines.iter();
        lines
            .map(|(name, _, max)| Self::named(name).at_most(*max))
            .collect()
    }
}
