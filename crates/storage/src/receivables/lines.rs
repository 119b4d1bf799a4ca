//! The line rows of a receivable. They are rewritten on changes; no other table refers to them.

use diesel::prelude::*;
use domain::choices::FixedChoice;
use domain::receivables::ReceivableLine;
use domain::{Id, Money, PriceAmount, WeightAmount};

use crate::codes::{read as code, read_some};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::schema::receivable_lines;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = receivable_lines, treat_none_as_default_value = false)]
struct LineRow {
    receivable_id: i64,
    line_no: i32,
    po_line_id: Option<i64>,
    description: String,
    units: Option<i64>,
    weight: Option<i64>,
    weight_unit: String,
    price: Option<i64>,
    basis: Option<String>,
    computed_amount: Option<i64>,
    amount: i64,
    amount_reason: Option<String>,
}

/// The lines of a receivable in order.
pub(super) fn read(
    conn: &mut DbConnection,
    receivable: i64,
) -> Result<Vec<ReceivableLine>, StoreError> {
    let rows: Vec<LineRow> = receivable_lines::table
        .filter(receivable_lines::receivable_id.eq(receivable))
        .order(receivable_lines::line_no)
        .select(LineRow::as_select())
        .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let mut line = ReceivableLine {
                po_line_id: row.po_line_id.map(Id::new),
                description: row.description,
                units: row.units,
                weight: row.weight.map(WeightAmount::of),
                weight_unit: code(&row.weight_unit)?,
                price: row.price.map(PriceAmount::of),
                basis: read_some(row.basis.as_deref())?,
                computed_amount: row.computed_amount.map(Money::of),
                amount: Some(Money::of(row.amount)),
                difference: None,
                amount_reason: row.amount_reason,
            };
            line.note_difference();
            Ok(line)
        })
        .collect()
}

/// Replaces the lines.
pub(super) fn write(
    conn: &mut DbConnection,
    receivable: i64,
    lines: &[ReceivableLine],
) -> Result<(), StoreError> {
    let old = receivable_lines::table.filter(receivable_lines::receivable_id.eq(receivable));
    diesel::delete(old).execute(conn)?;
    for (line, line_no) in lines.iter().zip(1..) {
        let row = LineRow {
            receivable_id: receivable,
            line_no,
            po_line_id: line.po_line_id.map(Id::get),
            description: line.description.clone(),
            units: line.units,
            weight: line.weight.map(WeightAmount::units),
            weight_unit: line.weight_unit.code().to_owned(),
            price: line.price.map(PriceAmount::units),
            basis: line.basis.map(|basis| basis.code().to_owned()),
            computed_amount: line.computed_amount.map(Money::units),
            amount: line.amount.unwrap_or_default().units(),
            amount_reason: line.amount_reason.clone(),
        };
        diesel::insert_into(receivable_lines::table)
            .values(row)
            .execute(conn)?;
    }
    Ok(())
}
