//! Updates composed names of supply lines after their supplier, plant or customer is renamed.

use std::collections::HashMap;

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Nullable, Text};
use domain::history::{AuditAction, FieldChange};
use domain::record::EntityKind;
use domain::supplier_plant_mappings::compose_name;
use domain::text::name_key;

use crate::audit::{self, OneOfMany};
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::transaction::Transaction;

/// Number of supply lines per batch.
const BATCH: usize = 500;

/// A renamed party of supply lines.
pub(crate) struct Renamed<'a> {
    /// The link to it: `supplier_id`, `plant_id` or `customer_id`.
    pub(crate) link: &'static str,
    pub(crate) id: i64,
    pub(crate) before: &'a str,
    pub(crate) after: &'a str,
}

/// A supply line with the current names of its parties: id, version, name, supplier, plant, customer.
type Line = (i64, i64, String, String, String, Option<String>);

/// Recomposes the names of supply lines that were composed of the party's old name, with a new version and a history entry. Typed
/// names stay unchanged.
pub(crate) fn follow(tx: &mut Transaction<'_>, renamed: &Renamed<'_>) -> Result<(), StoreError> {
    let mut last = 0;
    loop {
        let lines = lines(tx, renamed, last)?;
        let Some((newest, ..)) = lines.last() else {
            return Ok(());
        };
        last = *newest;
        let full = lines.len() == BATCH;
        let stale: Vec<(Line, String)> = lines
            .into_iter()
            .filter_map(|line| Some((composed_anew(&line, renamed)?, line)))
            .map(|(name, line)| (line, name))
            .collect();
        write(tx, renamed, stale)?;
        if !full {
            return Ok(());
        }
    }
}

fn lines(
    tx: &mut Transaction<'_>,
    renamed: &Renamed<'_>,
    after: i64,
) -> Result<Vec<Line>, StoreError> {
    let query = Fragment::sql(format!(
        "SELECT line.id, line.version, line.name, suppliers.name, plants.name, customers.name \
         FROM supplier_plant_mappings AS line JOIN suppliers ON suppliers.id = line.supplier_id \
         JOIN plants ON plants.id = line.plant_id LEFT JOIN customers ON customers.id = line.customer_id \
         WHERE line.{} = ",
        renamed.link
    ))
    .value(Value::Int(renamed.id))
    .and_sql(" AND line.id > ")
    .value(Value::Int(after))
    .and_sql(format!(" ORDER BY line.id LIMIT {BATCH}"));
    Ok(
        Statement::<(BigInt, BigInt, Text, Text, Text, Nullable<Text>)>::new(query)
            .load(tx.conn)?,
    )
}

/// The new name of a line, if its name was composed of the party's old name.
fn composed_anew(line: &Line, renamed: &Renamed<'_>) -> Option<String> {
    let (_, _, name, supplier, plant, customer) = line;
    let with = |party: &str| {
        let (mut parts, mut buyer) = ([supplier.as_str(), plant.as_str()], customer.as_deref());
        match renamed.link {
            "supplier_id" => parts = [party, plant.as_str()],
            "plant_id" => parts = [supplier.as_str(), party],
            _ => buyer = Some(party),
        }
        let [supplier, plant] = parts;
        compose_name(supplier, plant, buyer)
    };
    let after = with(renamed.after);
    (*name == with(renamed.before) && *name != after).then_some(after)
}

fn write(
    tx: &mut Transaction<'_>,
    renamed: &Renamed<'_>,
    stale: Vec<(Line, String)>,
) -> Result<(), StoreError> {
    if stale.is_empty() {
        return Ok(());
    }
    let actor = tx.actor()?.get();
    let mut update = Fragment::sql("WITH composed (id, name, name_key) AS (VALUES ");
    for (index, ((id, ..), name)) in stale.iter().enumerate() {
        let start = if index == 0 { "(" } else { "), (" };
        update = update.and_sql(start).list([
            Value::Int(*id),
            Value::Text(name.clone()),
            Value::Text(name_key(name)),
        ]);
    }
    let update = update
        .and_sql(
            ")) UPDATE supplier_plant_mappings SET name = composed.name, name_key = composed.name_key, \
             version = supplier_plant_mappings.version + 1, updated_at = ",
        )
        .value(Value::Instant(tx.now()))
        .and_sql(", updated_by = ")
        .value(Value::Int(actor))
        .and_sql(
            " FROM composed WHERE composed.id = supplier_plant_mappings.id \
             RETURNING supplier_plant_mappings.id, supplier_plant_mappings.version",
        )
        .not_kept();
    let versions: Vec<(i64, i64)> = Statement::<(BigInt, BigInt)>::new(update).load(tx.conn)?;
    let versions: HashMap<i64, i64> = versions.into_iter().collect();
    let entries = stale.into_iter().map(|((id, version, before, ..), after)| {
        let change = FieldChange {
            pointer: "/name".to_owned(),
            before: before.into(),
            after: after.into(),
        };
        OneOfMany {
            id,
            version: versions.get(&id).copied().unwrap_or(version + 1),
            changes: vec![change],
        }
    });
    let entries: Vec<OneOfMany> = entries.collect();
    let reason = format!("with {}", renamed.after);
    let kind = EntityKind::SupplierPlantMapping;
    audit::record_many(tx, kind, AuditAction::Update, &reason, &entries)
}
