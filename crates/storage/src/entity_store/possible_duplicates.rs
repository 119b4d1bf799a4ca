//! Possible duplicates of a new record: the same number, phone or address, or a similar company name.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Bool, Text};
use domain::Rules as _;
use domain::fields::read_leniently;
use domain::similar::{SIMILAR_MAX, SimilarRecord, are_alike, are_misspelled, core_of, likeness};
use domain::text::{name_key, search_fold};
use serde_json::{Map, Value as Json};

use super::WriteStore;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::fuzzy;
use crate::search::{self, Found};

/// Maximum number of candidates to compare.
const CANDIDATES: usize = 200;

/// How a field reveals a duplicate.
pub(crate) enum DuplicateRule {
    /// Similar company names, by their distinguishing words.
    Name(&'static str),
    /// Field and column with the same value, as stored.
    Same(&'static str, &'static str),
    /// Field and column with the same name or code key.
    Key(&'static str, &'static str),
    /// A value in another table: the field, the query up to the value, and the conversion of the value.
    Elsewhere(&'static str, &'static str, fn(&str) -> Option<String>),
}

impl DuplicateRule {
    /// The field name in the request.
    pub(crate) const fn field(&self) -> &'static str {
        match self {
            Self::Name(field)
            | Self::Same(field, _)
            | Self::Key(field, _)
            | Self::Elsewhere(field, ..) => field,
        }
    }
}

/// A candidate: id, display name, and whether it is archived.
type Candidate = (i64, String, bool);

/// Finds possible duplicates of the fields typed so far.
pub(super) fn possible_duplicates<R: WriteStore>(
    conn: &mut DbConnection,
    typed: &[(String, String)],
) -> Result<Vec<SimilarRecord>, StoreError> {
    let clean = cleaned::<R>(typed);
    let mut found: Vec<SimilarRecord> = Vec::new();
    for alike in R::DUPLICATE_RULES {
        let field = alike.field();
        let as_typed = typed
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, text)| text.as_str());
        let Some(as_typed) = as_typed.filter(|text| !text.trim().is_empty()) else {
            continue;
        };
        let kept = clean.get(field).and_then(Json::as_str).unwrap_or(as_typed);
        let candidates = match alike {
            DuplicateRule::Name(_) => named_alike::<R>(conn, typed, as_typed)?,
            DuplicateRule::Same(_, column) => {
                let same = Fragment::sql(format!("{column} = "));
                let same = same.value(Value::Text(kept.to_owned()));
                candidates::<R>(conn, typed, same)?
            }
            DuplicateRule::Key(_, column) => {
                let same = Fragment::sql(format!("{column} = "));
                let same = same.value(Value::Text(name_key(kept)));
                candidates::<R>(conn, typed, same)?
            }
            DuplicateRule::Elsewhere(_, query, write) => match write(as_typed) {
                Some(value) => {
                    let there = Fragment::sql(format!("id IN ({query}"));
                    let there = there.value(Value::Text(value)).and_sql(")");
                    candidates::<R>(conn, typed, there)?
                }
                None => Vec::new(),
            },
        };
        for (id, label, archived) in candidates {
            if found.len() >= SIMILAR_MAX {
                return Ok(found);
            }
            if found.iter().any(|known| known.id == id) {
                continue;
            }
            found.push(SimilarRecord {
                id,
                label,
                field: field.to_owned(),
                archived,
            });
        }
    }
    Ok(found)
}

/// At most 200 candidates of the same parent that meet a condition.
fn candidates<R: WriteStore>(
    conn: &mut DbConnection,
    typed: &[(String, String)],
    condition: Fragment,
) -> Result<Vec<Candidate>, StoreError> {
    let mut query = Fragment::sql(format!(
        "SELECT id, {}, archived_at IS NOT NULL FROM {} WHERE ",
        R::CALLED,
        R::TABLE
    ))
    .and(condition);
    let parents = typed
        .iter()
        .filter(|(name, text)| R::DUPLICATES_WITHIN.contains(&name.as_str()) && !text.is_empty());
    for (name, text) in parents {
        // Text that is not a number matches no record.
        let id = text.parse().unwrap_or(0);
        query = query
            .and_sql(format!(" AND {name} = "))
            .value(Value::Int(id));
    }
    let query = query.and_sql(format!(" ORDER BY id LIMIT {CANDIDATES}"));
    Ok(Statement::<(BigInt, Text, Bool)>::new(query).load(conn)?)
}

/// Records whose names match, then those that may be misspelled, the most similar first.
fn named_alike<R: WriteStore>(
    conn: &mut DbConnection,
    typed: &[(String, String)],
    name: &str,
) -> Result<Vec<Candidate>, StoreError> {
    let of = |conn: &mut DbConnection, ids: &[i64]| {
        let these = Fragment::sql("id").and(Fragment::written_ids(ids));
        candidates::<R>(conn, typed, these)
    };
    let exact = exactly(conn, R::KIND, name)?;
    let mut found = of(conn, &exact)?;
    found.retain(|(_, label, _)| are_alike(name, label));
    if found.len() >= SIMILAR_MAX {
        return Ok(found);
    }
    let resembling = fuzzy::resembling(conn, R::KIND, &search_fold(&core_of(name)))?;
    let mut misspelled = of(conn, &resembling)?;
    misspelled.retain(|(_, label, _)| are_misspelled(name, label));
    misspelled.sort_by_key(|(_, label, _)| std::cmp::Reverse(likeness(name, label)));
    found.extend(misspelled);
    Ok(found)
}

/// The typed fields, tidied as a draft would be.
fn cleaned<R: WriteStore>(typed: &[(String, String)]) -> Map<String, Json> {
    let fields = typed
        .iter()
        .map(|(name, text)| (name.clone(), Json::from(text.as_str())));
    let (mut draft, _) = read_leniently::<R::Draft>(Json::Object(fields.collect()), &[]);
    draft.tidy();
    match serde_json::to_value(&draft) {
        Ok(Json::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// Records whose texts contain the distinguishing words, or else the first two of them.
fn exactly(
    conn: &mut DbConnection,
    kind: domain::EntityKind,
    name: &str,
) -> Result<Vec<i64>, StoreError> {
    let core = core_of(name);
    let start = core.split(' ').take(2).collect::<Vec<_>>().join(" ");
    for text in [core.as_str(), start.as_str()] {
        if text.chars().count() < 3 {
            continue;
        }
        if let Found::Rare(ids) = search::find(conn, kind, Some(text))?
            && !ids.is_empty()
        {
            return Ok(ids);
        }
    }
    Ok(Vec::new())
}
