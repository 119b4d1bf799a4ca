//! The state of a list in the query of the address, so that a link shows the same list.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::table::Sorting;

/// Query parameters, the same as the API's.
pub type Pairs = Vec<(String, String)>;

/// The query parameter of the open saved view; not a parameter of the API.
pub const VIEW: &str = "view";

/// Reads and writes the query of the address.
#[derive(Debug, Clone, Copy)]
pub struct UrlQuery {
    pairs: Memo<Pairs>,
    go: Callback<(Pairs, bool)>,
}

impl UrlQuery {
    /// The address of this page.
    #[must_use]
    pub fn current() -> Self {
        let location = use_location();
        let navigate = use_navigate();
        let path = location.pathname;
        let search = location.search;
        let pairs = Memo::new(move |_| search.with(|search| read_pairs(search)));
        let go = Callback::new(move |(pairs, replace): (Pairs, bool)| {
            let query = write_pairs(&pairs);
            let path = path.get_untracked();
            let href = if query.is_empty() {
                path
            } else {
                format!("{path}?{query}")
            };
            navigate(
                &href,
                NavigateOptions {
                    replace,
                    scroll: false,
                    ..NavigateOptions::default()
                },
            );
        });
        Self { pairs, go }
    }

    /// All parameters, tracked.
    #[must_use]
    pub fn pairs(self) -> Pairs {
        self.pairs.get()
    }

    /// The value of a parameter, tracked.
    #[must_use]
    pub fn get(self, name: &str) -> Option<String> {
        self.pairs.with(|pairs| value_of(pairs, name))
    }

    /// Sets several parameters at once; `None` and empty text remove one. With `replace` no history entry is added, as while
    /// typing.
    pub fn set(self, changes: &[(&str, Option<String>)], replace: bool) {
        let mut pairs = self.pairs.get_untracked();
        for (name, value) in changes {
            pairs.retain(|(other, _)| other != name);
            if let Some(value) = value.as_ref().filter(|value| !value.is_empty()) {
                pairs.push(((*name).to_owned(), value.clone()));
            }
        }
        if pairs != self.pairs.get_untracked() {
            self.go.run((pairs, replace));
        }
    }

    /// Replaces all filters of a field, including `[not]` and `[is_null]`.
    pub fn set_only(self, field: &str, value: Option<String>) {
        let mut pairs = self.pairs.get_untracked();
        pairs.retain(|(name, _)| name.split('[').next() != Some(field));
        pairs.extend(value.map(|value| (field.to_owned(), value)));
        self.go.run((pairs, false));
    }

    /// Replaces the whole query.
    pub fn open(self, query: &str, replace: bool) {
        self.go.run((read_pairs(query), replace));
    }

    /// Removes the parameters whose name matches.
    pub fn drop_where(self, gone: impl Fn(&str) -> bool) {
        let mut pairs = self.pairs.get_untracked();
        pairs.retain(|(name, _)| !gone(name));
        if pairs != self.pairs.get_untracked() {
            self.go.run((pairs, false));
        }
    }

    /// The sort order in the address, if any.
    #[must_use]
    pub fn sorting(self) -> Option<Sorting> {
        self.get("sort").map(|sort| read_sorting(&sort))
    }

    /// Whether any filter is set.
    #[must_use]
    pub fn is_filtered(self) -> bool {
        self.pairs
            .with(|pairs| pairs.iter().any(|(name, _)| narrows(name)))
    }
}

/// Whether a query parameter filters rows, as opposed to sorting or paging.
#[must_use]
pub fn narrows(name: &str) -> bool {
    !matches!(name, "sort" | "limit" | "tab" | VIEW)
}

/// The value of a parameter.
#[must_use]
pub fn value_of(pairs: &Pairs, name: &str) -> Option<String> {
    pairs
        .iter()
        .find(|(other, _)| other == name)
        .map(|(_, value)| value.clone())
}

/// The first key of a sort order such as `-order_date,number`.
#[must_use]
pub fn read_sorting(sort: &str) -> Sorting {
    let first = sort.split(',').next().unwrap_or_default();
    match first.strip_prefix('-') {
        Some(key) => Sorting {
            key: key.to_owned(),
            descending: true,
        },
        None => Sorting {
            key: first.to_owned(),
            descending: false,
        },
    }
}

#[must_use]
pub fn read_pairs(search: &str) -> Pairs {
    let parts = search
        .trim_start_matches('?')
        .split('&')
        .filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decoded(name), decoded(value))
        })
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

fn decoded(text: &str) -> String {
    let text = text.replace('+', " ");
    js_sys::decode_uri_component(&text).map_or(text, String::from)
}

#[must_use]
pub fn write_pairs(pairs: &Pairs) -> String {
    let parts: Vec<String> = pairs
        .iter()
        .map(|(name, value)| {
            // Brackets and commas stay readable: `order_date[gte]=2026-01-01`, `species=beef,pork`.
            let value = String::from(js_sys::encode_uri_component(value)).replace("%2C", ",");
            format!("{name}={value}")
        })
        .collect();
    parts.join("&")
}
