//! Records much like one that is about to be made: the same number, phone or address, or a name that means the same house.

use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;
use domain::Rules as _;
use domain::fields::read_leniently;
use domain::similar::{SIMILAR_MAX, SimilarRecord, are_alike, core_of};
use serde_json::{Map, Value as Json};

use super::{Kept, write};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::search::{self, Found};

/// Names that are looked at more closely.
const CANDIDATES: usize = 50;

/// In which field records can be alike.
pub(crate) enum Alike {
    /// Names that mean the same house, by the words that tell.
    Name(&'static str),
    /// The same value in a column; as the draft keeps it.
    Same(&'static str, &'static str),
    /// A value found elsewhere: the field, the query up to the value, how the value is written there.
    Elsewhere(&'static str, &'static str, fn(&str) -> Option<String>),
}

impl Alike {
    /// The field, as it is asked for.
    pub(crate) const fn field(&self) -> &'static str {
        match self {
            Self::Name(field) | Self::Same(field, _) | Self::Elsewhere(field, ..) => field,
        }
    }
}

/// Looks for records like what was typed so far.
pub(super) fn similar<R: Kept>(
    conn: &mut DbConnection,
    typed: &[(String, String)],
) -> Result<Vec<SimilarRecord>, StoreError> {
    let clean = cleaned::<R>(typed);
    let mut found: Vec<SimilarRecord> = Vec::new();
    for alike in R::ALIKE {
        let field = alike.field();
        let as_typed = typed
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, text)| text.as_str());
        let Some(as_typed) = as_typed.filter(|text| !text.trim().is_empty()) else {
            continue;
        };
        let kept = clean.get(field).and_then(Json::as_str).unwrap_or(as_typed);
        let ids = match alike {
            Alike::Name(_) => candidates(conn, R::KIND, as_typed)?,
            Alike::Same(_, column) => {
                let query = Fragment::sql(format!("SELECT id FROM {} WHERE {column} = ", R::TABLE));
                select(conn, query, kept)?
            }
            Alike::Elsewhere(_, query, write) => match write(as_typed) {
                Some(value) => select(conn, Fragment::sql(*query), &value)?,
                None => Vec::new(),
            },
        };
        for id in ids {
            if found.len() >= SIMILAR_MAX {
                return Ok(found);
            }
            if found.iter().any(|known| known.id == id) {
                continue;
            }
            let record = write::read::<R>(conn, chrono::NaiveDate::default(), id)?.record;
            let label = record.label();
            if !is_within::<R>(&record, typed)? {
                continue;
            }
            if matches!(alike, Alike::Name(_)) && !are_alike(as_typed, &label) {
                continue;
            }
            found.push(SimilarRecord {
                id,
                label,
                field: field.to_owned(),
                archived: record.is_archived(),
            });
        }
    }
    Ok(found)
}

/// Whether a record is of the same parent as what is typed.
fn is_within<R: Kept>(record: &R, typed: &[(String, String)]) -> Result<bool, StoreError> {
    let parents = typed
        .iter()
        .filter(|(name, text)| R::ALIKE_WITHIN.contains(&name.as_str()) && !text.is_empty());
    let draft = serde_json::to_value(record.details())?;
    let of = |(name, text): &(String, String)| {
        let id = draft.get(name).and_then(Json::as_i64);
        id.map(|id| id.to_string()).as_ref() == Some(text)
    };
    Ok(parents.into_iter().all(of))
}

/// What was typed, as a draft would keep it.
fn cleaned<R: Kept>(typed: &[(String, String)]) -> Map<String, Json> {
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

fn select(conn: &mut DbConnection, query: Fragment, value: &str) -> Result<Vec<i64>, StoreError> {
    let query = query
        .value(Value::Text(value.to_owned()))
        .and_sql(format!(" ORDER BY 1 LIMIT {SIMILAR_MAX}"));
    Ok(Statement::<BigInt>::new(query).load(conn)?)
}

/// Records whose texts hold the telling words, or else the first two of them.
fn candidates(
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
        if let Found::Rare(mut ids) = search::find(conn, kind, Some(text))?
            && !ids.is_empty()
        {
            ids.sort_unstable();
            ids.truncate(CANDIDATES);
            return Ok(ids);
        }
    }
    Ok(Vec::new())
}
