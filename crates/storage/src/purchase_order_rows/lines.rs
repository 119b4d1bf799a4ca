//! The lines of an order: their rows, and how they are matched by id when an order changes.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::choices::FixedChoice;
use domain::purchase_orders::{LineDraft, LineWeights, OrderLine, ProductFacts};
use domain::{Id, PriceAmount, WeightAmount};

use super::billing;
use crate::codes::{read as code, read_some};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::schema::purchase_order_lines;

/// Offset added to line numbers while lines change positions.
const ASIDE: i32 = 100_000;

/// A line, without its id and order.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = purchase_order_lines, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct LineValues {
    pub(crate) line_no: i32,
    pub(crate) description: String,
    pub(crate) ordered_units: Option<i64>,
    pub(crate) ordered_weight: Option<i64>,
    pub(crate) weight_unit: String,
    pub(crate) weight_basis: String,
    pub(crate) buy_price: Option<i64>,
    pub(crate) buy_basis: Option<String>,
    pub(crate) zero_price_reason: Option<String>,
    pub(crate) sell_price: Option<i64>,
    pub(crate) sell_basis: Option<String>,
    pub(crate) max_age: Option<String>,
    pub(crate) production_date: Option<NaiveDate>,
    pub(crate) lot_number: Option<String>,
    pub(crate) test_class: Option<String>,
    pub(crate) lot_test_result: String,
    pub(crate) country_of_origin: Option<String>,
    pub(crate) notes: Option<String>,
    pub(crate) actual_units: Option<i64>,
    pub(crate) actual_weight: Option<i64>,
    pub(crate) weight_source: Option<String>,
    pub(crate) product_id: Option<i64>,
    pub(crate) case_count: i64,
    pub(crate) markup: Option<i64>,
}

impl LineValues {
    /// Converts a line to its row.
    pub(crate) fn of(line: &OrderLine) -> Self {
        let (entered, weighed) = (&line.details, &line.weights);
        let basis = |basis: Option<domain::PriceBasis>| basis.map(|basis| basis.code().to_owned());
        Self {
            line_no: line.line_no,
            description: entered.description.clone(),
            ordered_units: entered.ordered_units,
            ordered_weight: entered.ordered_weight.map(WeightAmount::units),
            weight_unit: entered.weight_unit.code().to_owned(),
            weight_basis: entered.weight_basis.code().to_owned(),
            buy_price: entered.buy_price.map(PriceAmount::units),
            buy_basis: basis(entered.buy_basis),
            zero_price_reason: entered.zero_price_reason.clone(),
            sell_price: entered.sell_price.map(PriceAmount::units),
            sell_basis: basis(entered.sell_basis),
            max_age: entered.max_age.clone(),
            production_date: entered.production_date,
            lot_number: entered.lot_number.clone(),
            test_class: entered.test_class.clone(),
            lot_test_result: entered.lot_test_result.code().to_owned(),
            country_of_origin: entered.country_of_origin.clone(),
            notes: entered.notes.clone(),
            actual_units: weighed.actual_units,
            actual_weight: weighed.actual_weight.map(WeightAmount::units),
            weight_source: weighed.weight_source.clone(),
            product_id: entered.product_id.map(Id::get),
            case_count: weighed.case_count,
            markup: entered.markup.map(PriceAmount::units),
        }
    }

    /// Converts the row to a line.
    pub(crate) fn line(self, id: i64) -> Result<OrderLine, StoreError> {
        let weights = LineWeights {
            actual_units: self.actual_units,
            actual_weight: self.actual_weight.map(WeightAmount::of),
            weight_source: self.weight_source,
            case_count: self.case_count,
        };
        let details = LineDraft {
            id: Some(Id::new(id)),
            product_id: self.product_id.map(Id::new),
            description: self.description,
            ordered_units: self.ordered_units,
            ordered_weight: self.ordered_weight.map(WeightAmount::of),
            weight_unit: code(&self.weight_unit)?,
            weight_basis: code(&self.weight_basis)?,
            buy_price: self.buy_price.map(PriceAmount::of),
            buy_basis: read_some(self.buy_basis.as_deref())?,
            zero_price_reason: self.zero_price_reason,
            markup: self.markup.map(PriceAmount::of),
            sell_price: self.sell_price.map(PriceAmount::of),
            sell_basis: read_some(self.sell_basis.as_deref())?,
            max_age: self.max_age,
            production_date: self.production_date,
            lot_number: self.lot_number,
            test_class: self.test_class,
            lot_test_result: code(&self.lot_test_result)?,
            country_of_origin: self.country_of_origin,
            notes: self.notes,
        };
        Ok(OrderLine::compute(self.line_no, details, weights))
    }
}

/// The product of a line: its name, and what a line's weight is compared with.
pub(crate) struct LineProduct {
    pub(crate) id: i64,
    pub(crate) is_archived: bool,
    pub(crate) facts: ProductFacts,
}

/// Id, code, time of archiving; weight basis, container weight and its unit, least and most container weight.
pub(crate) type LineProductRow = (
    Option<i64>,
    Option<String>,
    Option<NaiveDateTime>,
    Option<String>,
    Option<i64>,
    Option<String>,
    Option<i64>,
    Option<i64>,
);

/// Converts the product columns of a line.
pub(crate) fn line_product(row: LineProductRow) -> Result<Option<LineProduct>, StoreError> {
    let (Some(id), own_code, archived_at, basis, unit_weight, unit, least, most) = row else {
        return Ok(None);
    };
    let facts = ProductFacts {
        code: own_code.unwrap_or_default(),
        weight_basis: read_some(basis.as_deref())?.unwrap_or_default(),
        unit_weight: unit_weight.map(WeightAmount::of),
        unit_weight_unit: read_some(unit.as_deref())?.unwrap_or_default(),
        band: (least.map(WeightAmount::of), most.map(WeightAmount::of)),
        ..ProductFacts::default()
    };
    Ok(Some(LineProduct {
        id,
        is_archived: archived_at.is_some(),
        facts,
    }))
}

/// Loads the lines of an order.
pub(crate) fn of_order(
    conn: &mut DbConnection,
    order_id: i64,
) -> Result<Vec<OrderLine>, StoreError> {
    let rows: Vec<(i64, LineValues)> = purchase_order_lines::table
        .filter(purchase_order_lines::order_id.eq(order_id))
        .order(purchase_order_lines::line_no)
        .select((purchase_order_lines::id, LineValues::as_select()))
        .load(conn)?;
    rows.into_iter().map(|(id, line)| line.line(id)).collect()
}

/// Saves lines by id: updates, adds, removes.
pub(crate) fn save_lines(
    conn: &mut DbConnection,
    order_id: i64,
    before: &[OrderLine],
    after: &mut [OrderLine],
) -> Result<(), StoreError> {
    let old: HashMap<i64, LineValues> = before.iter().filter_map(identified).collect();
    let new: HashMap<i64, LineValues> = after.iter().filter_map(identified).collect();
    let gone: Vec<i64> = old
        .keys()
        .filter(|id| !new.contains_key(id))
        .copied()
        .collect();
    if !gone.is_empty() {
        billing::must_not_be_named(conn, &gone)?;
        must_have_no_cases(conn, &gone)?;
        diesel::delete(purchase_order_lines::table.filter(purchase_order_lines::id.eq_any(gone)))
            .execute(conn)?;
    }
    let renumbered = new
        .iter()
        .any(|(id, line)| old.get(id).is_some_and(|old| old.line_no != line.line_no));
    if renumbered {
        // Line numbers must stay unique, even while lines change positions.
        diesel::update(
            purchase_order_lines::table.filter(purchase_order_lines::order_id.eq(order_id)),
        )
        .set(purchase_order_lines::line_no.eq(purchase_order_lines::line_no + ASIDE))
        .execute(conn)?;
    }
    for (id, values) in after.iter().filter_map(identified) {
        if renumbered || old.get(&id) != Some(&values) {
            Fragment::update("purchase_order_lines", values)
                .and_sql(" WHERE id = ")
                .value(Value::Int(id))
                .execute(conn)?;
        }
    }
    insert_lines(conn, order_id, after)
}

/// Rejects removing lines that have cases, even removed ones: the cases are their history.
fn must_have_no_cases(conn: &mut DbConnection, lines: &[i64]) -> Result<(), StoreError> {
    let query = Fragment::sql("SELECT count(*) FROM order_cases WHERE line_id IN (")
        .list(lines.iter().copied().map(Value::Int))
        .and_sql(")");
    let cases: i64 = Statement::<BigInt>::new(query).get_result(conn)?;
    if cases == 0 {
        return Ok(());
    }
    let message = "A line that is left out has cases; it has to stay";
    Err(StoreError::invalid("/lines", "has_cases", message))
}

fn identified(line: &OrderLine) -> Option<(i64, LineValues)> {
    Some((line.details.id?.get(), LineValues::of(line)))
}

/// Inserts the lines that have no id yet, and sets their ids.
pub(crate) fn insert_lines(
    conn: &mut DbConnection,
    order_id: i64,
    lines: &mut [OrderLine],
) -> Result<(), StoreError> {
    for line in lines.iter_mut().filter(|line| line.details.id.is_none()) {
        let id: i64 = diesel::insert_into(purchase_order_lines::table)
            .values((
                purchase_order_lines::order_id.eq(order_id),
                LineValues::of(line),
            ))
            .returning(purchase_order_lines::id)
            .get_result(conn)?;
        line.details.id = Some(Id::new(id));
    }
    Ok(())
}
