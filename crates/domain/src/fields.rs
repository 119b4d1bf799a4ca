//! Reads a JSON object field by field, so that all wrong fields are reported at once.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use chrono::NaiveDate;

use crate::choices::Choices;
use crate::date_range::date_error;
use crate::field_rules::FieldRule;
use crate::json_error::CODE_END;

pub use crate::field_errors::{FieldError, FieldErrors};

/// What checks need besides the draft: the day and the choice lists. The caller provides both.
#[derive(Debug, Clone, Copy)]
pub struct CheckContext<'a> {
    /// Today in the user's time zone.
    pub today: NaiveDate,
    /// All choice lists.
    pub choices: &'a Choices,
    /// Whether an IANA time zone exists. The server checks its full list; the browser checks only the syntax.
    pub is_zone: fn(&str) -> bool,
}

/// The writable fields of a request body.
pub trait Draft:
    Sized + Default + Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// Read-only fields that responses add to this draft when it is nested in another one; bodies may not contain them.
    const READ_ONLY: &'static [&'static str] = &[];

    /// Names of its fields in JSON.
    fn fields() -> Vec<&'static str>;

    /// Reads every field; the reader collects the errors.
    fn read(reader: &mut FieldReader<'_>) -> Self;
}

/// A draft with rules for its fields.
pub trait Rules: Draft {
    /// Normalizes the texts.
    fn tidy(&mut self);

    /// All errors of a tidied draft.
    #[must_use]
    fn check(&self, context: CheckContext<'_>) -> FieldErrors;

    /// What the rules ask of each field that has one.
    #[must_use]
    fn field_rules() -> Vec<FieldRule> {
        Vec::new()
    }

    /// Sorts and deduplicates sets. Runs after all checks, whose errors name values by their index as sent.
    fn sort_sets(&mut self);

    /// Tidies the draft, then checks it.
    #[must_use]
    fn validate(&mut self, context: CheckContext<'_>) -> FieldErrors {
        self.tidy();
        self.check(context)
    }
}

/// The JSON name of a field, without the `r#` of a Rust raw identifier.
#[must_use]
pub fn json_name(source: &'static str) -> &'static str {
    source.strip_prefix("r#").unwrap_or(source)
}

/// Reads a JSON object field by field.
pub struct FieldReader<'a> {
    object: Map<String, Value>,
    path: String,
    errors: &'a mut FieldErrors,
}

impl<'a> FieldReader<'a> {
    /// Creates a reader of `object`, which is at `path` in the body.
    pub fn new(
        object: Map<String, Value>,
        path: impl Into<String>,
        errors: &'a mut FieldErrors,
    ) -> Self {
        Self {
            object,
            path: path.into(),
            errors,
        }
    }

    /// Takes a field. Absent and null give the default; a value of the wrong type gives the default and an error.
    pub fn take<T: DeserializeOwned + Default + 'static>(&mut self, name: &str) -> T {
        match self.object.remove(name) {
            None | Some(Value::Null) => T::default(),
            Some(Value::Array(items)) => self.take_array(name, items),
            Some(Value::String(text)) if let Some((code, message)) = date_error::<T>(&text) => {
                let pointer = format!("{}/{name}", self.path);
                self.errors.add(pointer, code, message);
                T::default()
            }
            Some(value) => serde_json::from_value(value).unwrap_or_else(|error| {
                self.note(&format!("{}/{name}", self.path), &error);
                T::default()
            }),
        }
    }

    /// Takes an array item by item, so that errors name the index of each wrong item.
    fn take_array<T: DeserializeOwned + Default>(&mut self, name: &str, items: Vec<Value>) -> T {
        let whole = serde_json::from_value::<T>(Value::Array(items.clone()));
        let error = match whole {
            Ok(value) => return value,
            Err(error) => error,
        };
        // If the type accepts no array at all, the error is in the field, not in its items.
        if serde_json::from_value::<T>(Value::Array(Vec::new())).is_err() {
            self.note(&format!("{}/{name}", self.path), &error);
            return T::default();
        }
        let before = self.errors.len();
        for (index, item) in items.into_iter().enumerate() {
            if let Err(error) = serde_json::from_value::<T>(Value::Array(vec![item])) {
                self.note(&format!("{}/{name}/{index}", self.path), &error);
            }
        }
        if self.errors.len() == before {
            self.note(&format!("{}/{name}", self.path), &error);
        }
        T::default()
    }

    /// Takes a list of drafts, reading each field by field.
    pub fn take_list<T: Draft>(&mut self, name: &str) -> Vec<T> {
        let path = format!("{}/{name}", self.path);
        match self.object.remove(name) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(items)) => items
                .into_iter()
                .enumerate()
                .map(|(index, item)| {
                    read_at(item, &format!("{path}/{index}"), T::READ_ONLY, self.errors)
                })
                .collect(),
            Some(_) => {
                self.errors.add(path, "wrong_type", "Send an array");
                Vec::new()
            }
        }
    }

    /// Takes an object that is itself a draft; `None` when absent or null.
    pub fn take_object<T: Draft>(&mut self, name: &str) -> Option<T> {
        let path = format!("{}/{name}", self.path);
        match self.object.remove(name) {
            None | Some(Value::Null) => None,
            Some(item) => Some(read_at(item, &path, T::READ_ONLY, self.errors)),
        }
    }

    fn note(&mut self, pointer: &str, error: &serde_json::Error) {
        let text = error.to_string();
        match text.split_once(CODE_END) {
            Some((code, message)) => self.errors.add(pointer, code, message),
            None => self.errors.add(pointer, "wrong_type", expected(&text)),
        }
    }

    fn refuse_rest(&mut self, read_only: &[&str]) {
        for name in self.object.keys() {
            let pointer = format!("{}/{}", self.path, escape(name));
            if read_only.contains(&name.as_str()) {
                self.errors
                    .add(pointer, "read_only", "This field is set by the server");
            } else {
                self.errors.add(pointer, "unknown_field", "Unknown field");
            }
        }
    }
}

/// Rewrites serde's `invalid type: integer 5, expected a string` without Rust type names.
fn expected(text: &str) -> String {
    let wanted = text
        .rsplit_once("expected ")
        .map_or("another type", |(_, wanted)| wanted);
    format!(
        "Send {}",
        wanted
            .trim_start_matches("type ")
            .trim_end_matches(|c: char| c == '.' || c.is_whitespace())
    )
}

/// Escapes one segment of a JSON pointer (RFC 6901).
fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn read_at<T: Draft>(value: Value, path: &str, read_only: &[&str], errors: &mut FieldErrors) -> T {
    let Value::Object(object) = value else {
        errors.add(path, "wrong_type", "Send an object");
        return T::default();
    };
    let mut reader = FieldReader::new(object, path, errors);
    let draft = T::read(&mut reader);
    reader.refuse_rest(read_only);
    draft
}

/// Reads a whole body into a draft. `read_only` names fields that responses contain and bodies may not.
///
/// # Errors
/// Every field of a wrong type, every unknown field and every read-only field.
pub fn read_body<T: Draft>(body: Value, read_only: &[&str]) -> Result<T, FieldErrors> {
    let mut errors = FieldErrors::new();
    let draft = read_at(body, "", read_only, &mut errors);
    errors.into_result()?;
    Ok(draft)
}

/// Like [`read_body`], but returns both the draft and the errors, so that the rules can be checked in the same pass.
pub fn read_leniently<T: Draft>(body: Value, read_only: &[&str]) -> (T, FieldErrors) {
    let mut errors = FieldErrors::new();
    let draft = read_at(body, "", read_only, &mut errors);
    (draft, errors)
}

/// Applies a JSON merge patch (RFC 7396) to a draft and reads the result. Unknown and read-only names in the patch are errors, even
/// if their value is null.
pub fn read_patch<T: Draft>(current: &T, patch: Value, read_only: &[&str]) -> (T, FieldErrors) {
    let mut errors = FieldErrors::new();
    let Value::Object(patch) = patch else {
        errors.add("", "wrong_type", "Send an object");
        return (current.clone(), errors);
    };
    let known = T::fields();
    let mut unknown = Map::new();
    let mut target = match serde_json::to_value(current) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    };
    for (name, value) in patch {
        if known.contains(&name.as_str()) {
            merge(&mut target, name, value);
        } else {
            unknown.insert(name, Value::Null);
        }
    }
    FieldReader::new(unknown, "", &mut errors).refuse_rest(read_only);
    let draft = read_at(Value::Object(target), "", &[], &mut errors);
    (draft, errors)
}

fn merge(target: &mut Map<String, Value>, name: String, patch: Value) {
    match patch {
        Value::Null => {
            target.remove(&name);
        }
        Value::Object(changes) => {
            let mut inner = match target.remove(&name) {
                Some(Value::Object(object)) => object,
                _ => Map::new(),
            };
            for (key, value) in changes {
                merge(&mut inner, key, value);
            }
            target.insert(name, Value::Object(inner));
        }
        other => {
            target.insert(name, other);
        }
    }
}

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macro declares public types")]
mod tests {
    use super::*;
    use crate::Money;
    use serde_json::json;

    draft! {
        /// A sample.
        pub struct Sample {
            /// Text.
            pub name: String,
            /// Money.
            pub limit: Option<Money>,
            /// Several.
            pub amounts: Vec<Money>,
        }
    }

    fn codes(errors: &FieldErrors) -> Vec<(&str, &str)> {
        errors
            .iter()
            .map(|error| (error.pointer.as_deref().unwrap_or(""), error.code.as_str()))
            .collect()
    }

    #[test]
    fn names_every_wrong_field() {
        let body = json!({"name": 5, "limit": 1.5, "amounts": ["1.00", "x"], "id": 1, "a/b": 1});
        let errors = read_body::<Sample>(body, &["id"]).unwrap_err();
        let expected = [
            ("/name", "wrong_type"),
            ("/limit", "expected_decimal_string"),
            ("/amounts/1", "invalid_decimal"),
            ("/a~1b", "unknown_field"),
            ("/id", "read_only"),
        ];
        assert_eq!(codes(&errors), expected);
        assert_eq!(
            errors.at("/name").map(|e| e.message.as_str()),
            Some("Send a string")
        );
    }

    #[test]
    fn a_patch_clears_with_null_and_leaves_the_rest() {
        let now = Sample {
            name: "A".into(),
            limit: Some(Money::of(100)),
            amounts: vec![Money::of(1)],
        };
        let (after, errors) = read_patch(&now, json!({"limit": null}), &[]);
        assert!(errors.is_empty());
        assert_eq!(
            after,
            Sample {
                limit: None,
                ..now.clone()
            }
        );
        let (_, errors) = read_patch(&now, json!({"colour": null, "version": 3}), &["version"]);
        assert_eq!(
            codes(&errors),
            [("/colour", "unknown_field"), ("/version", "read_only")]
        );
    }
}
