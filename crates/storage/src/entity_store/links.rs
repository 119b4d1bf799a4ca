//! Links from a record to others: whether the target exists and may be linked, and its name.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use domain::FieldErrors;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fixed_sql::{FixedSql, fixed_sql};
use crate::fragment::{Fragment, Statement, Value};

/// A link of drafts `D`; declared with `entity_table!`.
pub(crate) struct Link<D> {
    /// The field, for example `supplier_id`.
    pub(crate) field: &'static str,
    /// The table of the target.
    pub(crate) table: &'static str,
    /// The column with the target's name.
    pub(crate) name: &'static str,
    /// Reads the link of a draft.
    pub(crate) of: fn(&D) -> Option<i64>,
}

/// A link, the name of its target, and whether the target is archived.
pub(crate) type LinkColumns = (Option<i64>, Option<String>, Option<bool>);

/// The expressions of [`LinkColumns`].
pub(crate) type NamedLink = (
    FixedSql<Nullable<BigInt>>,
    FixedSql<Nullable<Text>>,
    FixedSql<Nullable<Bool>>,
);

/// The expressions of [`LinkColumns`] for a link. Subqueries rather than joins: for a join, PostgreSQL reads all targets.
pub(crate) fn columns(table: &str, field: &str, target: &str, name: &str) -> NamedLink {
    let of_target = |column: &str| {
        format!("(SELECT {column} FROM {target} AS target WHERE target.id = {table}.{field})")
    };
    (
        fixed_sql(format!("{table}.{field}")),
        fixed_sql(of_target(&format!("target.{name}"))),
        fixed_sql(of_target("target.archived_at IS NOT NULL")),
    )
}

/// Several links of drafts `D` to the same kind of record.
pub(crate) struct Many<D> {
    /// The table of the targets.
    pub(crate) table: &'static str,
    /// The column with the target's name.
    pub(crate) name: &'static str,
    /// Reads the links of a draft with their paths, for example `suppliers/0/supplier_id`.
    pub(crate) of: fn(&D) -> Vec<(String, i64)>,
}

/// Names of linked records by table and id, and whether each is archived.
#[derive(Default)]
pub(crate) struct Names(HashMap<(&'static str, i64), (String, bool)>);

/// The records that one record links to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Linked(Vec<OneLink>);

#[derive(Debug, Clone)]
struct OneLink {
    /// Its path in the draft.
    field: Cow<'static, str>,
    id: i64,
    /// The target's name, and whether it is archived; `None` if it does not exist.
    found: Option<(String, bool)>,
}

impl OneLink {
    /// The path without indexes, so that links of one field compare equal wherever they are in the list.
    fn group(&self) -> Vec<&str> {
        let steps = self.field.split('/');
        steps
            .filter(|step| step.bytes().any(|byte| !byte.is_ascii_digit()))
            .collect()
    }
}

impl Names {
    /// Loads the names of linked records from all tables in one query.
    pub(crate) fn load(
        conn: &mut DbConnection,
        wanted: impl IntoIterator<Item = (&'static str, &'static str, i64)>,
    ) -> Result<Self, StoreError> {
        let mut tables: BTreeMap<(&'static str, &'static str), BTreeSet<i64>> = BTreeMap::new();
        for (table, name, id) in wanted {
            tables.entry((table, name)).or_default().insert(id);
        }
        if tables.is_empty() {
            return Ok(Self::default());
        }
        let places: Vec<&'static str> = tables.keys().map(|(table, _)| *table).collect();
        // All lists are padded to the widest, so that the statement has few shapes.
        let width = tables.values().map(BTreeSet::len).max().unwrap_or(1);
        let mut query = Fragment::sql("");
        for (place, ((table, name), ids)) in tables.into_iter().enumerate() {
            let union = if place > 0 { ") UNION ALL " } else { "" };
            query = query
                .and_sql(format!(
                    "{union}SELECT CAST({place} AS BIGINT), id, {name}, archived_at IS NOT NULL FROM {table} WHERE id IN ("
                ))
                .ids(ids, width);
        }
        let rows: Vec<(i64, i64, String, bool)> =
            Statement::<(BigInt, BigInt, Text, Bool)>::new(query.and_sql(")")).load(conn)?;
        let found = rows.into_iter().filter_map(|(place, id, name, archived)| {
            let table = places.get(usize::try_from(place).ok()?)?;
            Some(((*table, id), (name, archived)))
        });
        Ok(Self(found.collect()))
    }

    /// The links of a draft.
    pub(crate) fn of_draft<D>(&self, links: &[Link<D>], many: &[Many<D>], draft: &D) -> Linked {
        let single = links.iter().filter_map(|link| {
            (link.of)(draft).map(|id| self.one(Cow::Borrowed(link.field), link.table, id))
        });
        let several = many.iter().flat_map(|link| {
            (link.of)(draft)
                .into_iter()
                .map(|(field, id)| self.one(Cow::Owned(field), link.table, id))
        });
        Linked(single.chain(several).collect())
    }

    /// The names by id; only valid if all are of one table.
    pub(crate) fn by_id(self) -> HashMap<i64, String> {
        let all = self.0.into_iter();
        all.map(|((_, id), (name, _))| (id, name)).collect()
    }

    fn one(&self, field: Cow<'static, str>, table: &'static str, id: i64) -> OneLink {
        let found = self.0.get(&(table, id)).cloned();
        OneLink { field, id, found }
    }
}

impl Linked {
    /// The links of a record, from its columns.
    pub(crate) fn of_columns<const N: usize>(columns: [(&'static str, LinkColumns); N]) -> Self {
        let all = columns
            .into_iter()
            .filter_map(|(field, (id, name, archived))| {
                Some(OneLink {
                    field: Cow::Borrowed(field),
                    id: id?,
                    found: name.zip(archived),
                })
            });
        Self(all.collect())
    }

    /// Links of a record by path, with id, name and whether the target is archived.
    pub(crate) fn of_parts(parts: impl Iterator<Item = (String, i64, (String, bool))>) -> Self {
        let all = parts.map(|(field, id, found)| OneLink {
            field: Cow::Owned(field),
            id,
            found: Some(found),
        });
        Self(all.collect())
    }

    /// Adds other links of the same record.
    pub(crate) fn and(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }

    /// The name of a field's target.
    pub(crate) fn name(&self, field: &str) -> Option<String> {
        self.find(field).map(|(name, _)| name.clone())
    }

    /// The name of a required link's target.
    pub(crate) fn required(&self, field: &str) -> String {
        self.name(field).unwrap_or_default()
    }

    /// The paths of links whose target is archived.
    pub(crate) fn archived(&self) -> Vec<String> {
        let archived = self
            .0
            .iter()
            .filter(|link| link.found.as_ref().is_some_and(|(_, archived)| *archived));
        archived
            .map(|link| link.field.clone().into_owned())
            .collect()
    }

    fn find(&self, field: &str) -> Option<&(String, bool)> {
        self.0
            .iter()
            .find(|link| link.field == field)
            .and_then(|link| link.found.as_ref())
    }

    /// Rejects links to missing records, and new links to archived ones; `before` holds the previous links.
    pub(crate) fn check(&self, before: &Self) -> Result<(), StoreError> {
        self.faults(before)
            .into_result()
            .map_err(StoreError::Invalid)
    }

    /// The errors of [`Linked::check`].
    pub(crate) fn faults(&self, before: &Self) -> FieldErrors {
        let mut errors = FieldErrors::new();
        for link in &self.0 {
            let pointer = format!("/{}", link.field);
            let kept = before
                .0
                .iter()
                .any(|old| old.group() == link.group() && old.id == link.id);
            match &link.found {
                None => errors.add(pointer, "unknown_id", "There is no such record"),
                Some((name, true)) if !kept => errors.add(
                    pointer,
                    "archived",
                    format!("{name} is archived. Choose another or restore it"),
                ),
                Some(_) => {}
            }
        }
        errors
    }
}

/// The lookups for links of a draft.
pub(crate) fn wanted_by_draft<D>(
    links: &[Link<D>],
    many: &[Many<D>],
    draft: &D,
) -> Vec<(&'static str, &'static str, i64)> {
    let single = links
        .iter()
        .filter_map(|link| (link.of)(draft).map(|id| (link.table, link.name, id)));
    let several = many.iter().flat_map(|link| {
        (link.of)(draft)
            .into_iter()
            .map(|(_, id)| (link.table, link.name, id))
    });
    single.chain(several).collect()
}

/// Rejects changing the `moved` links of a record while other records refer to it; `named` lists the referring tables and columns.
pub(crate) fn must_stay(
    conn: &mut DbConnection,
    moved: &[&str],
    named: &[(&'static str, &'static str)],
    id: i64,
) -> Result<(), StoreError> {
    if moved.is_empty() || named.is_empty() {
        return Ok(());
    }
    let mut query = Fragment::sql("SELECT CASE WHEN ");
    for (place, (table, column)) in named.iter().enumerate() {
        let or = if place > 0 { " OR " } else { "" };
        query = query
            .and_sql(format!(
                "{or}EXISTS (SELECT 1 FROM {table} WHERE {column} = "
            ))
            .value(Value::Int(id))
            .and_sql(")");
    }
    let query = query.and_sql(" THEN 1 ELSE 0 END");
    let is_named: i32 = Statement::<Integer>::new(query).get_result(conn)?;
    let mut errors = FieldErrors::new();
    for field in moved {
        errors.require(
            is_named == 0,
            format!("/{field}"),
            "cannot_change",
            "Orders or supply lines name it as it is: archive it and make another",
        );
    }
    errors.into_result().map_err(StoreError::Invalid)
}
