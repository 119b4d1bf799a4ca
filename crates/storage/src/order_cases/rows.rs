//! Rows of cases: adding them, and marking them as removed.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::Id;
use domain::fields::FieldErrors;
use domain::order_cases::{NewCase, OrderCase, WeightSum};
use domain::purchase_orders::{OrderLine, PurchaseOrder};
use domain::{WeightAmount, WeightUnit};

use crate::error::StoreError;
use crate::fragment::{Fragment, Value};
use crate::schema::order_cases;
use crate::transaction::Transaction;

/// Rows of one statement: with 18 values each, below the limits of both databases (32,766 and 65,535).
const CHUNK: usize = 500;

const INSERT: &str = "INSERT INTO order_cases (order_id, line_id, gtin, units, weight, weight_unit, weight_lb, production_date, \
    packaging_date, best_before, expiration_date, lot_number, serial, source, scanned_text, created_at, created_by) VALUES ";

/// Adds cases.
pub(super) fn insert(
    tx: &mut Transaction<'_>,
    order: Id<PurchaseOrder>,
    cases: &[NewCase],
) -> Result<(), StoreError> {
    let actor = tx.actor()?;
    for some in cases.chunks(CHUNK) {
        let mut insert = Fragment::sql(INSERT);
        for (index, case) in some.iter().enumerate() {
            let start = if index == 0 { "(" } else { "), (" };
            let values = [
                Value::Int(order.get()),
                Value::Int(case.line.get()),
                case.read.gtin.as_ref().map(ToString::to_string).into(),
                Value::Int(case.read.units),
                Value::Int(case.read.weight.units()),
                Value::Text(case.unit.to_string()),
                Value::Int(pounds(case).units()),
                case.read.production_date.into(),
                case.read.packaging_date.into(),
                case.read.best_before.into(),
                case.read.expiration_date.into(),
                case.read.lot_number.clone().into(),
                case.read.serial.clone().into(),
                Value::Text(case.read.source.to_string()),
                Value::Text(case.read.text.clone()),
                Value::Instant(tx.now()),
                Value::Int(actor.get()),
            ];
            insert = insert.and_sql(start).list(values);
        }
        insert.and_sql(")").not_kept().execute(tx.conn)?;
    }
    Ok(())
}

/// The weight of a case in pounds, rounded. It always fits.
fn pounds(case: &NewCase) -> WeightAmount {
    let sum = WeightSum::of(case.read.weight, case.unit);
    sum.in_unit(WeightUnit::Lb).unwrap_or_default()
}

/// Marks cases as removed; returns their lines.
pub(super) fn remove(
    tx: &mut Transaction<'_>,
    order: Id<PurchaseOrder>,
    ids: &[Id<OrderCase>],
    reason: &str,
) -> Result<BTreeSet<Id<OrderLine>>, StoreError> {
    let plain: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    let rows: Vec<(i64, i64, bool)> = order_cases::table
        .filter(order_cases::order_id.eq(order.get()))
        .filter(Fragment::of(order_cases::id).and(Fragment::written_ids(&plain)))
        .select((
            order_cases::id,
            order_cases::line_id,
            order_cases::removed_at.is_not_null(),
        ))
        .load(tx.conn)?;
    let found: BTreeMap<i64, (i64, bool)> = rows
        .into_iter()
        .map(|(id, line, removed)| (id, (line, removed)))
        .collect();
    let mut errors = FieldErrors::new();
    for (index, id) in plain.iter().enumerate() {
        let pointer = format!("/ids/{index}");
        match found.get(id) {
            None => errors.add(pointer, "unknown_case", "The order does not have this case"),
            Some((_, true)) => errors.add(pointer, "removed", "This case was removed already"),
            Some((_, false)) => {}
        }
    }
    errors.into_result()?;
    let actor = tx.actor()?;
    Fragment::sql("UPDATE order_cases SET removed_at = ")
        .value(Value::Instant(tx.now()))
        .and_sql(", removed_by = ")
        .value(Value::Int(actor.get()))
        .and_sql(", remove_reason = ")
        .value(Value::Text(reason.to_owned()))
        .and_sql(" WHERE removed_at IS NULL AND id")
        .and(Fragment::written_ids(&plain))
        .execute(tx.conn)?;
    Ok(found.values().map(|(line, _)| Id::new(*line)).collect())
}
