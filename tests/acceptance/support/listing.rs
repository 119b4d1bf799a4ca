//! Checks of lists: every documented filter and sort works.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Actor, World};

/// Query parameters of every list that are not filters.
const NO_FILTERS: [&str; 4] = ["limit", "cursor", "count", "sort"];

/// Distance between two cases that are tried together; cases of the same filter are adjacent.
const STEP: usize = 11;

/// A filter, its value, and the names of the records that it must return.
pub(crate) type Case<'a> = (&'a str, &'a str, &'a [&'a str]);

/// Records with the names that cases use.
pub(crate) struct Shelf<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) path: &'a str,
    pub(crate) records: Vec<(&'a str, i64)>,
}

impl<'a> Shelf<'a> {
    /// Creates three records for [`Shelf::try_all_of_three`].
    pub(crate) async fn of_three(
        world: &'a World,
        path: &'a str,
        low: &Value,
        high: &Value,
        empty: &Value,
    ) -> Self {
        let mut records = Vec::new();
        for (name, maker, body) in [
            ("low", &world.broker, low),
            ("high", &world.admin, high),
            ("empty", &world.broker, empty),
        ] {
            records.push((name, maker.create(path, body).await.id()));
        }
        Self {
            actor: &world.broker,
            path,
            records,
        }
    }

    /// The named records that a query returns, in shelf order.
    pub(crate) async fn found(&self, pairs: &[(&str, &str)]) -> Vec<&str> {
        let ids = self.actor.ids(self.path, pairs).await;
        let on_page = |(_, id): &&(&str, i64)| ids.contains(id);
        self.records
            .iter()
            .filter(on_page)
            .map(|(name, _)| *name)
            .collect()
    }

    /// Tries every case, and asserts that together they cover every filter in the API document.
    pub(crate) async fn try_all(&self, cases: &[Case<'_>]) {
        let (mut excluding, mut including) = (BTreeSet::new(), BTreeSet::new());
        for (parameter, value, wanted) in cases {
            let found = self.found(&[(parameter, value)]).await;
            assert_eq!(found, *wanted, "{}?{parameter}={value}", self.path);
            if found.len() < self.records.len() {
                excluding.insert(parameter.to_string());
            }
            if !found.is_empty() {
                including.insert(parameter.to_string());
            }
        }
        self.try_pairs(cases).await;
        let documented = documented_filters(self.actor, self.path).await;
        let missing: Vec<&String> = documented.difference(&excluding).collect();
        assert!(
            missing.is_empty(),
            "documented filters of {} that no case shows to exclude anything: {missing:?}",
            self.path
        );
        let empty: Vec<&String> = documented
            .iter()
            .filter(|name| !name.ends_with("[is_null]") && !including.contains(*name))
            .collect();
        assert!(
            empty.is_empty(),
            "documented filters of {} that no case shows to find anything: {empty:?}",
            self.path
        );
    }

    /// Tries each case together with another one: the result must match both.
    async fn try_pairs(&self, cases: &[Case<'_>]) {
        for (index, (one, value, left)) in cases.iter().enumerate() {
            let Some((other, other_value, other_left)) =
                cases.get((index + STEP) % cases.len().max(1))
            else {
                continue;
            };
            if one == other {
                continue;
            }
            let both: Vec<&str> = left
                .iter()
                .filter(|name| other_left.contains(name))
                .copied()
                .collect();
            self.try_together(&[(one, value), (other, other_value)], &both)
                .await;
        }
    }

    /// Like [`Self::try_all`] for three records created in this order: `low` and `empty` by the broker, `high` by the
    /// administrator. The filters that every list has are tried too.
    pub(crate) async fn try_all_of_three(&self, world: &World, cases: &[Case<'_>]) {
        let (broker, admin) = (world.broker.id().to_string(), world.admin.id().to_string());
        let both = format!("{broker},{admin}");
        let high = format!("{}/{}", self.path, self.records[1].1);
        let high = self.actor.get(&high).await.expect(200).json();
        let stamp = |name: &str| high[name].as_str().unwrap_or_default().to_owned();
        let (created, updated) = (stamp("created_at"), stamp("updated_at"));
        let mut all: Vec<Case<'_>> = vec![
            ("archived", "true", &[]),
            ("archived", "any", &["low", "high", "empty"]),
            ("owner_id", &broker, &["low", "empty"]),
            ("owner_id[not]", &broker, &["high"]),
            ("owner_id[is_null]", "true", &[]),
            ("owner_id", &both, &["low", "high", "empty"]),
            ("created_at", &created, &["high"]),
            ("created_at[gte]", &created, &["high", "empty"]),
            ("created_at[gt]", &created, &["empty"]),
            ("created_at[lte]", &created, &["low", "high"]),
            ("created_at[lt]", &created, &["low"]),
            ("created_at[is_null]", "true", &[]),
            ("updated_at", &updated, &["high"]),
            ("updated_at[gte]", &updated, &["high", "empty"]),
            ("updated_at[gt]", &updated, &["empty"]),
            ("updated_at[lte]", &updated, &["low", "high"]),
            ("updated_at[lt]", &updated, &["low"]),
            ("updated_at[is_null]", "true", &[]),
        ];
        all.extend(cases);
        self.try_all(&all).await;
    }

    /// Tries two filters together: both must match.
    pub(crate) async fn try_together(&self, pairs: &[(&str, &str)], wanted: &[&str]) {
        assert_eq!(self.found(pairs).await, wanted, "{}?{pairs:?}", self.path);
    }
}

/// The filters of a list in the API document.
async fn documented_filters(actor: &Actor, path: &str) -> BTreeSet<String> {
    let document = actor
        .call("GET", "/../openapi.json")
        .send()
        .await
        .expect(200)
        .json();
    let operation = &document["paths"][format!("/api/v1{path}")]["get"];
    let parameters = operation["parameters"]
        .as_array()
        .unwrap_or_else(|| panic!("{path} documents no parameters"));
    let resolved = |parameter: &'_ Value| match parameter["$ref"].as_str() {
        Some(place) => document.pointer(place.trim_start_matches('#')).cloned(),
        None => Some(parameter.clone()),
    };
    let parameters: Vec<Value> = parameters.iter().filter_map(resolved).collect();
    parameters
        .iter()
        .filter(|parameter| parameter["in"] == "query")
        .filter_map(|parameter| parameter["name"].as_str())
        .filter(|name| !NO_FILTERS.contains(name))
        .map(str::to_owned)
        .collect()
}

/// Asserts that values are sorted, with empty ones last (first when descending).
#[track_caller]
pub(crate) fn assert_sorted(
    values: &[Value],
    descending: bool,
    ranks: &BTreeMap<String, usize>,
    what: &str,
) {
    let in_order = values.is_sorted_by(|one, next| {
        let order = compare(one, next, ranks);
        if descending {
            order != Ordering::Less
        } else {
            order != Ordering::Greater
        }
    });
    assert!(in_order, "{what}: {values:?}");
}

/// Orders numbers and decimals by value, codes by rank, other texts ignoring case, and empty values last.
fn compare(one: &Value, other: &Value, ranks: &BTreeMap<String, usize>) -> Ordering {
    match (one, other) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Greater,
        (_, Value::Null) => Ordering::Less,
        (Value::String(one), Value::String(other)) => {
            if let (Some(one), Some(other)) = (ranks.get(one), ranks.get(other)) {
                return one.cmp(other);
            }
            if let (Some(one), Some(other)) = (decimal(one), decimal(other)) {
                return one.cmp(&other);
            }
            one.to_lowercase().cmp(&other.to_lowercase())
        }
        _ => one.as_i64().cmp(&other.as_i64()),
    }
}

/// Parses a decimal as a whole number of its last place; both sides have the same number of places.
fn decimal(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.')?;
    format!("{whole}{fraction}").parse().ok()
}
