//! Reads cases and their sums.

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use domain::order_cases::{OrderCase, WeightSum};
use domain::purchase_orders::{OrderLine, PurchaseOrder};
use domain::{CaseWeight, Id, WeightAmount, WeightUnit};

use super::{CasesWanted, ORDER_MAX};
use crate::codes::read as code;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::history::PROGRAM;
use crate::schema::{order_cases, purchase_order_lines, purchase_orders};

#[derive(Queryable, Selectable)]
#[diesel(table_name = order_cases)]
struct CaseRow {
    id: i64,
    line_id: i64,
    gtin: Option<String>,
    units: i64,
    weight: i64,
    weight_unit: String,
    weight_lb: i64,
    production_date: Option<NaiveDate>,
    packaging_date: Option<NaiveDate>,
    best_before: Option<NaiveDate>,
    expiration_date: Option<NaiveDate>,
    lot_number: Option<String>,
    serial: Option<String>,
    source: String,
    scanned_text: String,
    created_at: NaiveDateTime,
    removed_at: Option<NaiveDateTime>,
    remove_reason: Option<String>,
}

/// Display names of who entered and who removed a case.
type Names = (Option<String>, Option<String>);

impl CaseRow {
    fn case(self, (created_by, removed_by): Names) -> Result<OrderCase, StoreError> {
        Ok(OrderCase {
            id: Id::new(self.id),
            line_id: Id::new(self.line_id),
            gtin: self.gtin,
            units: self.units,
            weight: CaseWeight::of(self.weight),
            weight_unit: code(&self.weight_unit)?,
            weight_lb: WeightAmount::of(self.weight_lb),
            production_date: self.production_date,
            packaging_date: self.packaging_date,
            best_before: self.best_before,
            expiration_date: self.expiration_date,
            lot_number: self.lot_number,
            serial: self.serial,
            source: code(&self.source)?,
            scanned_text: self.scanned_text,
            created_at: self.created_at,
            created_by_name: created_by.unwrap_or_else(|| PROGRAM.to_owned()),
            removed_at: self.removed_at,
            removed_by_name: removed_by,
            remove_reason: self.remove_reason,
        })
    }
}

/// A page of an order's cases in the order of entry, and one more case if more follow.
///
/// # Errors
/// `NotFound` if there is no such order.
pub fn list(
    conn: &mut DbConnection,
    order: Id<PurchaseOrder>,
    wanted: CasesWanted,
) -> Result<Vec<OrderCase>, StoreError> {
    must_exist(conn, order)?;
    let mut query = order_cases::table
        .filter(order_cases::order_id.eq(order.get()))
        .filter(order_cases::id.gt(wanted.after.map_or(0, Id::get)))
        .order(order_cases::id)
        .limit(i64::from(wanted.limit) + 1)
        .select((
            CaseRow::as_select(),
            (
                sql::<Nullable<Text>>(
                    "(SELECT users.display_name FROM users WHERE users.id = order_cases.created_by)",
                ),
                sql::<Nullable<Text>>(
                    "(SELECT users.display_name FROM users WHERE users.id = order_cases.removed_by)",
                ),
            ),
        ))
        .into_boxed();
    if let Some(line) = wanted.line {
        query = query.filter(order_cases::line_id.eq(line.get()));
    }
    if !wanted.with_removed {
        query = query.filter(order_cases::removed_at.is_null());
    }
    let rows: Vec<(CaseRow, Names)> = query.load(conn)?;
    rows.into_iter()
        .map(|(row, names)| row.case(names))
        .collect()
}

/// Cases, and the position of each line.
pub type CasesOfLines = (Vec<OrderCase>, HashMap<Id<OrderLine>, i32>);

/// All cases of an order, the removed ones too.
///
/// # Errors
/// `NotFound` if there is no such order.
pub fn all(conn: &mut DbConnection, order: Id<PurchaseOrder>) -> Result<CasesOfLines, StoreError> {
    let wanted = CasesWanted {
        line: None,
        with_removed: true,
        after: None,
        limit: u32::try_from(ORDER_MAX).unwrap_or(u32::MAX),
    };
    let cases = list(conn, order, wanted)?;
    let lines: Vec<(i64, i32)> = purchase_order_lines::table
        .filter(purchase_order_lines::order_id.eq(order.get()))
        .select((purchase_order_lines::id, purchase_order_lines::line_no))
        .load(conn)?;
    let lines = lines.into_iter().map(|(id, no)| (Id::new(id), no));
    Ok((cases, lines.collect()))
}

fn must_exist(conn: &mut DbConnection, order: Id<PurchaseOrder>) -> Result<(), StoreError> {
    let found: i64 = purchase_orders::table
        .find(order.get())
        .select(purchase_orders::id)
        .get_result(conn)?;
    debug_assert_eq!(found, order.get());
    Ok(())
}

/// How many cases an order has, the removed ones too.
pub(super) fn count(conn: &mut DbConnection, order: Id<PurchaseOrder>) -> Result<i64, StoreError> {
    let all = order_cases::table.filter(order_cases::order_id.eq(order.get()));
    Ok(all.count().get_result(conn)?)
}

/// The cases of a line together.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    pub(super) units: i64,
    pub(super) weight: WeightSum,
}

/// The sums of an order's cases by line.
pub(super) fn sums(
    conn: &mut DbConnection,
    order: Id<PurchaseOrder>,
) -> Result<BTreeMap<i64, Sum>, StoreError> {
    let query = Fragment::sql(
        "SELECT line_id, weight_unit, CAST(sum(units) AS BIGINT), CAST(sum(weight) AS BIGINT) FROM order_cases WHERE order_id = ",
    )
    .value(Value::Int(order.get()))
    .and_sql(" AND removed_at IS NULL GROUP BY line_id, weight_unit");
    let rows: Vec<(i64, String, i64, i64)> =
        Statement::<(BigInt, Text, BigInt, BigInt)>::new(query).load(conn)?;
    let mut sums: BTreeMap<i64, Sum> = BTreeMap::new();
    for (line, unit, units, weight) in rows {
        let unit: WeightUnit = code(&unit)?;
        let sum = sums.entry(line).or_default();
        sum.units += units;
        sum.weight.add(weight, unit);
    }
    Ok(sums)
}
