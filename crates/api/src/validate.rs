//! Turns a body into a valid draft. Parse errors and rule violations are reported together.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::choices::Choices;
use domain::fields::{Draft, read_leniently, read_patch};
use domain::{CheckContext, FieldErrors};
use serde_json::Value;

/// Inputs of validation: the caller's current date and the choice lists.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Today in the caller's time zone.
    pub today: NaiveDate,
    /// All choice lists.
    pub choices: Arc<Choices>,
}

impl Rules {
    /// The same, as the type that `domain` takes.
    #[must_use]
    pub fn context(&self) -> CheckContext<'_> {
        CheckContext {
            today: self.today,
            choices: &self.choices,
            is_zone: |name| name.parse::<chrono_tz::Tz>().is_ok(),
        }
    }
}

/// Parses a complete draft; `check` normalizes and validates it.
///
/// # Errors
/// All errors found.
pub fn new_of<D: Draft>(
    body: Value,
    read_only: &[&str],
    check: impl FnOnce(&mut D) -> FieldErrors,
) -> Result<D, FieldErrors> {
    validate(read_leniently(body, read_only), check)
}

/// Applies a merge patch to a draft; `check` normalizes and validates the result.
///
/// # Errors
/// All errors found.
pub fn change_of<D: Draft>(
    current: &D,
    patch: Value,
    read_only: &[&str],
    check: impl FnOnce(&mut D) -> FieldErrors,
) -> Result<D, FieldErrors> {
    validate(read_patch(current, patch, read_only), check)
}

/// Drops rule violations at or below fields that failed to parse: such a field holds its default, so they
/// would mislead.
fn validate<D: Draft>(
    (mut draft, mut errors): (D, FieldErrors),
    check: impl FnOnce(&mut D) -> FieldErrors,
) -> Result<D, FieldErrors> {
    let unread: Vec<String> = errors
        .iter()
        .filter_map(|error| error.pointer.clone())
        .collect();
    let found = check(&mut draft);
    // A truncated list is not filtered, so that it still says that it is truncated.
    if unread.is_empty() || found.is_truncated() {
        errors.extend(found);
        errors.into_result()?;
        return Ok(draft);
    }
    for error in found.into_vec() {
        let pointer = error.pointer.unwrap_or_default();
        let known = unread.iter().any(|path| {
            pointer
                .strip_prefix(path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                || path
                    .strip_prefix(pointer.as_str())
                    .is_some_and(|rest| rest.starts_with('/'))
        });
        if !known {
            errors.add(pointer, error.code, error.message);
        }
    }
    errors.into_result()?;
    Ok(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use domain::Rules as _;
    use domain::all_choices::all_choices;
    use domain::suppliers::SupplierDraft;
    use serde_json::json;

    fn codes(errors: &FieldErrors) -> Vec<(&str, &str)> {
        errors
            .iter()
            .map(|error| (error.pointer.as_deref().unwrap_or(""), error.code.as_str()))
            .collect()
    }

    #[test]
    fn reading_and_rules_are_told_together_once() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let rules = Rules {
            today,
            choices: Arc::new(all_choices(Default::default())),
        };
        let tomorrow = today.checked_add_days(Days::new(1)).unwrap().to_string();
        let body = json!({"name": 5, "credit_application_sent_on": tomorrow, "id": 1});
        let errors = new_of::<SupplierDraft>(body, &["id"], |draft| {
            draft.tidy();
            draft.check(rules.context())
        })
        .unwrap_err();
        let expected = [
            ("/name", "wrong_type"),
            ("/id", "read_only"),
            ("/credit_application_sent_on", "in_the_future"),
        ];
        assert_eq!(codes(&errors), expected);
    }

    #[test]
    fn a_body_that_is_no_object_has_one_error() {
        let errors = new_of::<SupplierDraft>(json!([]), &[], |draft| {
            let mut errors = FieldErrors::new();
            errors.require(!draft.name.is_empty(), "/name", "required", "needed");
            errors
        })
        .unwrap_err();
        assert_eq!(codes(&errors), [("", "wrong_type")]);
    }
}
