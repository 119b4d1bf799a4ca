//! Strict JSON: no duplicate names in an object, nesting up to 32 levels, arrays and bodies of bounded
//! length.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Deepest nesting of objects and arrays.
pub(crate) const MAX_DEPTH: usize = 32;
/// Most items of one array.
pub(crate) const MAX_ITEMS: usize = 500;
/// Most values in one body, including nested ones: bounds the memory of a body with many tiny values.
const MAX_VALUES: usize = 100_000;

/// Why a body is rejected.
#[derive(Debug)]
pub(crate) enum JsonError {
    /// Not acceptable JSON.
    Malformed(serde_json::Error),
    /// Too many items or values; parsing stopped there.
    TooMany {
        /// JSON pointer to the array or value.
        pointer: String,
        /// The exceeded limit.
        limit: usize,
    },
}

/// Parses a whole body. Parsing stops at the first exceeded limit, so a long array is never built.
///
/// # Errors
/// Where and why the body is not acceptable JSON.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, JsonError> {
    let progress = Progress::default();
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let read = Strict {
        depth: 0,
        progress: &progress,
    }
    .deserialize(&mut deserializer)
    .and_then(|value| deserializer.end().map(|()| value));
    read.map_err(|error| match progress.exceeded.take() {
        Some((pointer, limit)) => JsonError::TooMany { pointer, limit },
        None => JsonError::Malformed(error),
    })
}

/// Current position, and the limit exceeded, if any.
#[derive(Default)]
struct Progress {
    values: Cell<usize>,
    path: RefCell<Vec<Step>>,
    exceeded: RefCell<Option<(String, usize)>>,
}

/// One step of a JSON pointer.
enum Step {
    Name(String),
    Index(usize),
}

impl Progress {
    fn count<E: Error>(&self) -> Result<(), E> {
        let values = self.values.get() + 1;
        self.values.set(values);
        if values > MAX_VALUES {
            return Err(self.exceed(String::new(), MAX_VALUES));
        }
        Ok(())
    }

    fn exceed<E: Error>(&self, pointer: String, limit: usize) -> E {
        *self.exceeded.borrow_mut() = Some((pointer, limit));
        E::custom("too many values")
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in self.path.borrow().iter() {
            pointer.push('/');
            match step {
                Step::Name(name) => pointer.push_str(&name.replace('~', "~0").replace('/', "~1")),
                Step::Index(index) => pointer.push_str(&index.to_string()),
            }
        }
        pointer
    }

    /// Runs `read` with a step appended to the path.
    fn within<T>(&self, step: Step, read: impl FnOnce() -> T) -> T {
        self.path.borrow_mut().push(step);
        let outcome = read();
        self.path.borrow_mut().pop();
        outcome
    }
}

#[derive(Clone, Copy)]
struct Strict<'p> {
    depth: usize,
    progress: &'p Progress,
}

impl Strict<'_> {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom(format_args!("nesting ends at {MAX_DEPTH}")));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.progress.count()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let progress = self.progress;
        let mut list = Vec::new();
        loop {
            let step = Step::Index(list.len());
            let Some(item) = progress.within(step, || items.next_element_seed(inner))? else {
                return Ok(Value::Array(list));
            };
            if list.len() >= MAX_ITEMS {
                return Err(progress.exceed(progress.pointer(), MAX_ITEMS));
            }
            list.push(item);
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                return Err(A::Error::custom(format_args!(
                    "the name {name:?} stands twice"
                )));
            }
            let step = Step::Name(name.clone());
            let value = self
                .progress
                .within(step, || members.next_value_seed(inner))?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        match parse(bytes) {
            Err(JsonError::Malformed(error)) => error.to_string(),
            other => format!("{other:?}"),
        }
    }

    fn exceeded(text: &str) -> Option<(String, usize)> {
        match parse(text.as_bytes()) {
            Err(JsonError::TooMany { pointer, limit }) => Some((pointer, limit)),
            _ => None,
        }
    }

    #[test]
    fn names_stand_once() {
        assert!(parse(br#"{"a": {"x": 1}, "b": {"x": 1}}"#).is_ok());
        let error = text(b"{\"a\": 1,\n \"a\": 2}");
        assert!(
            error.contains("line 2") && error.contains("twice"),
            "{error}"
        );
    }

    #[test]
    fn nesting_ends() {
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert!(text(nested(MAX_DEPTH + 1).as_bytes()).contains("nesting"));
        assert!(parse(nested(100_000).as_bytes()).is_err());
    }

    #[test]
    fn long_arrays_end_the_reading_at_their_place() {
        let array = |items: usize| format!("[{}]", vec!["{}"; items].join(","));
        assert!(parse(array(MAX_ITEMS).as_bytes()).is_ok());
        assert_eq!(
            exceeded(&array(MAX_ITEMS + 1)),
            Some((String::new(), MAX_ITEMS))
        );
        let deep = format!("{{\"lines\": [1, {{\"a/b\": {}}}]}}", array(MAX_ITEMS + 1));
        assert_eq!(
            exceeded(&deep),
            Some(("/lines/1/a~1b".to_owned(), MAX_ITEMS))
        );
        // The rest after the long array is not parsed.
        let cut = array(MAX_ITEMS + 1).replace(']', ",");
        assert_eq!(exceeded(&cut), Some((String::new(), MAX_ITEMS)));
    }

    #[test]
    fn a_body_of_very_many_values_is_refused() {
        let row = format!("[{}]", vec!["0"; MAX_ITEMS - 1].join(","));
        let rows = |count: usize| format!("[{}]", vec![row.as_str(); count].join(","));
        assert!(parse(rows(199).as_bytes()).is_ok());
        assert_eq!(exceeded(&rows(200)), Some((String::new(), MAX_VALUES)));
    }

    #[test]
    fn the_rest_is_plain_json() {
        let text = r#"{"a": [null, true, -3, 7, 1.5, "\u00fc"]}"#;
        let expected: Value = serde_json::from_str(text).unwrap();
        assert_eq!(parse(text.as_bytes()).unwrap(), expected);
        assert!(parse(b"{} {}").is_err());
        assert!(parse(b"").is_err());
        assert!(parse(b"1e999").is_err());
    }
}
