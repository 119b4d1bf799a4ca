//! Pages of lists: the response, sort orders and the query for a page.

use serde::{Deserialize, Serialize};

use crate::field_errors::FieldErrors;
use crate::filter::{Filter, QueryReader};

/// Default number of rows on a page.
pub const DEFAULT_LIMIT: u32 = 50;
/// Most rows on a page.
pub const MAX_LIMIT: u32 = 200;
/// Counting stops at this number.
pub const COUNT_CAP: i64 = 1_000;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Send it as `cursor` to get the next page; null on the last page.
    #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
    pub next_cursor: Option<String>,
    /// Number of matching rows; only with `count=true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub total: Option<i64>,
    /// False when counting stopped at 1,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = true))]
    pub total_is_exact: Option<bool>,
}

/// The sort keys of a list.
pub trait SortKey: Copy + Eq + Send + Sync + 'static {
    /// All keys.
    const ALL: &'static [Self];

    /// Its name in `sort=`.
    fn code(self) -> &'static str;

    /// Finds the key with this name.
    #[must_use]
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.code() == code)
    }

    /// The order of a list without `sort=`.
    fn default_order() -> Vec<SortBy<Self>>;
}

/// One key of a sort order with its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SortBy<S> {
    /// The key.
    pub key: S,
    /// Largest first.
    pub descending: bool,
}

impl<S> SortBy<S> {
    /// Smallest first.
    #[must_use]
    pub const fn ascending(key: S) -> Self {
        Self {
            key,
            descending: false,
        }
    }

    /// Largest first.
    #[must_use]
    pub const fn descending(key: S) -> Self {
        Self {
            key,
            descending: true,
        }
    }
}

/// A request for one page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery<F, S> {
    /// Filter of the rows.
    pub filter: F,
    /// Sort order; the id is always the last key.
    pub sort: Vec<SortBy<S>>,
    /// Number of rows.
    pub limit: u32,
    /// Position to continue from: `next_cursor` of the previous page.
    pub cursor: Option<String>,
    /// Whether to count all matching rows.
    pub count: bool,
}

impl<F: Filter, S: SortKey> Default for ListQuery<F, S> {
    fn default() -> Self {
        Self {
            filter: F::default(),
            sort: S::default_order(),
            limit: DEFAULT_LIMIT,
            cursor: None,
            count: false,
        }
    }
}

impl<F: Filter, S: SortKey> ListQuery<F, S> {
    /// Reads a request's decoded query parameters.
    ///
    /// # Errors
    /// Every unknown, repeated and invalid parameter.
    pub fn read(pairs: impl IntoIterator<Item = (String, String)>) -> Result<Self, FieldErrors> {
        let mut reader = QueryReader::new(pairs);
        let filter = F::read(&mut reader);
        let limit = reader.take("limit").map(|text| match text.parse() {
            Ok(limit @ 1..=MAX_LIMIT) => limit,
            _ => {
                reader.refuse("limit", "limit is a whole number from 1 to 200");
                DEFAULT_LIMIT
            }
        });
        let count = reader.take_flag("count").unwrap_or(false);
        let cursor = reader.take("cursor");
        let sort = match reader.take("sort") {
            Some(text) => read_sort(&text, &mut reader),
            None => S::default_order(),
        };
        reader.finish()?;
        Ok(Self {
            filter,
            sort,
            limit: limit.unwrap_or(DEFAULT_LIMIT),
            cursor,
            count,
        })
    }

    /// Writes it as query parameters, leaving out defaults.
    #[must_use]
    pub fn write(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        self.filter.write(&mut pairs);
        if self.sort != S::default_order() {
            pairs.push(("sort".to_owned(), show_sort(&self.sort)));
        }
        if self.limit != DEFAULT_LIMIT {
            pairs.push(("limit".to_owned(), self.limit.to_string()));
        }
        if let Some(cursor) = &self.cursor {
            pairs.push(("cursor".to_owned(), cursor.clone()));
        }
        if self.count {
            pairs.push(("count".to_owned(), "true".to_owned()));
        }
        pairs
    }
}

/// Formats an order for `sort=`, for example `-order_date,number`.
#[must_use]
pub fn show_sort<S: SortKey>(sort: &[SortBy<S>]) -> String {
    let parts: Vec<String> = sort
        .iter()
        .map(|by| format!("{}{}", if by.descending { "-" } else { "" }, by.key.code()))
        .collect();
    parts.join(",")
}

fn read_sort<S: SortKey>(text: &str, reader: &mut QueryReader) -> Vec<SortBy<S>> {
    let mut sort: Vec<SortBy<S>> = Vec::new();
    for part in text.split(',') {
        let (descending, code) = part
            .strip_prefix('-')
            .map_or((false, part), |code| (true, code));
        match S::from_code(code) {
            Some(key) if sort.iter().all(|by| by.key != key) && sort.len() < 3 => {
                sort.push(SortBy { key, descending })
            }
            _ => {
                let known: Vec<&str> = S::ALL.iter().map(|key| key.code()).collect();
                reader.refuse(
                    "sort",
                    &format!(
                        "sort takes up to three different keys of: {}",
                        known.join(", ")
                    ),
                );
                return S::default_order();
            }
        }
    }
    sort
}
