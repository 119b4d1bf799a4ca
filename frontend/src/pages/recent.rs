//! The records opened last, stored in this browser. The palette offers them before anything is typed.

use serde_json::{Value, json};

use crate::api::browser_storage::RECENT;
use crate::api::record_json::{Record, number, text};
use crate::config::find_list;
use crate::config::list_config::ListConfig;
use crate::ui::dom::{store, stored};
use crate::ui::object;

/// The number of stored records.
const MOST: usize = 8;

/// Keeps a record as the one opened last.
pub fn remember(list: &ListConfig, id: i64, name: &str) {
    let kept: Vec<Value> = with_newest(stored_records(), list, id, name)
        .into_iter()
        .map(Value::Object)
        .collect();
    store(RECENT, Some(&Value::Array(kept).to_string()));
}

/// The records opened last, newest first: their entity, id and name.
#[must_use]
pub fn recent() -> Vec<(&'static ListConfig, i64, String)> {
    let known = |record: &Record| {
        let list = find_list(text(record, "path"))?;
        Some((list, number(record, "id")?, text(record, "name").to_owned()))
    };
    stored_records().iter().filter_map(known).collect()
}

fn stored_records() -> Vec<Record> {
    let text = stored(RECENT).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Puts a record first and removes its earlier entry.
fn with_newest(mut kept: Vec<Record>, list: &ListConfig, id: i64, name: &str) -> Vec<Record> {
    kept.retain(|other| text(other, "path") != list.path || number(other, "id") != Some(id));
    let newest = [
        ("path", json!(list.path)),
        ("id", json!(id)),
        ("name", json!(name)),
    ];
    let newest = newest.map(|(name, value)| (name.to_owned(), value));
    kept.insert(0, object(newest));
    kept.truncate(MOST);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{customers, suppliers};

    #[test]
    fn the_newest_stands_first_and_once() {
        let kept = with_newest(Vec::new(), &suppliers::LIST, 1, "Oldfen");
        let kept = with_newest(kept, &customers::LIST, 1, "Wexcombe");
        let kept = with_newest(kept, &suppliers::LIST, 1, "Oldfen Smokehouse");
        let names: Vec<&str> = kept.iter().map(|kept| text(kept, "name")).collect();
        assert_eq!(names, ["Oldfen Smokehouse", "Wexcombe"]);
        let many = (2..20).fold(kept, |kept, id| {
            with_newest(kept, &suppliers::LIST, id, "X")
        });
        assert_eq!(many.len(), MOST);
    }
}
