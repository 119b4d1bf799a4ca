//! The costs of an order: rows that are replaced together when one changes.

use diesel::prelude::*;
use domain::choices::FixedChoice;
use domain::purchase_orders::{CostDraft, OrderCost};
use domain::{Id, Money, PriceAmount};

use crate::codes::read as code;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::{Fragment, Value};
use crate::schema::{carriers, order_costs, suppliers};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = order_costs)]
struct CostValues {
    position: i32,
    kind: String,
    description: Option<String>,
    paid_by: String,
    payee: String,
    carrier_id: Option<i64>,
    supplier_id: Option<i64>,
    payee_name: Option<String>,
    basis: String,
    rate: Option<i64>,
    actual_amount: Option<i64>,
    amount: Option<i64>,
}

impl CostValues {
    fn of(position: i32, cost: &OrderCost) -> Self {
        let entered = &cost.details;
        Self {
            position,
            kind: entered.kind.code().to_owned(),
            description: entered.description.clone(),
            paid_by: entered.paid_by.code().to_owned(),
            payee: entered.payee.code().to_owned(),
            carrier_id: entered.carrier_id.map(Id::get),
            supplier_id: entered.supplier_id.map(Id::get),
            payee_name: entered.payee_name.clone(),
            basis: entered.basis.code().to_owned(),
            rate: entered.rate.map(PriceAmount::units),
            actual_amount: entered.actual_amount.map(Money::units),
            amount: cost.amount.map(Money::units),
        }
    }

    /// The columns of a row, in the order of the table.
    fn row(self, order: i64) -> [Value; 13] {
        [
            Value::Int(order),
            Value::Int(i64::from(self.position)),
            Value::Text(self.kind),
            self.description.into(),
            Value::Text(self.paid_by),
            Value::Text(self.payee),
            self.carrier_id.into(),
            self.supplier_id.into(),
            self.payee_name.into(),
            Value::Text(self.basis),
            self.rate.into(),
            self.actual_amount.into(),
            self.amount.into(),
        ]
    }

    fn draft(self) -> Result<CostDraft, StoreError> {
        Ok(CostDraft {
            kind: code(&self.kind)?,
            description: self.description,
            paid_by: code(&self.paid_by)?,
            payee: code(&self.payee)?,
            carrier_id: self.carrier_id.map(Id::new),
            supplier_id: self.supplier_id.map(Id::new),
            payee_name: self.payee_name,
            basis: code(&self.basis)?,
            rate: self.rate.map(PriceAmount::of),
            actual_amount: self.actual_amount.map(Money::of),
        })
    }
}

/// The costs of an order, without their computed amounts.
pub(super) fn read(conn: &mut DbConnection, order: i64) -> Result<Vec<OrderCost>, StoreError> {
    let rows: Vec<(CostValues, Option<String>, Option<String>)> = order_costs::table
        .left_join(carriers::table)
        .left_join(suppliers::table)
        .filter(order_costs::order_id.eq(order))
        .order(order_costs::position)
        .select((
            CostValues::as_select(),
            carriers::name.nullable(),
            suppliers::name.nullable(),
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(values, carrier_name, supplier_name)| {
            Ok(OrderCost {
                carrier_name,
                supplier_name,
                ..OrderCost::of(values.draft()?)
            })
        })
        .collect()
}

/// Writes the costs of an order, if their rows differ from those before.
pub(crate) fn save(
    conn: &mut DbConnection,
    order: i64,
    before: &[OrderCost],
    after: &[OrderCost],
) -> Result<(), StoreError> {
    let rows = |costs: &[OrderCost]| -> Vec<CostValues> {
        let numbered = (1..).zip(costs);
        numbered
            .map(|(position, cost)| CostValues::of(position, cost))
            .collect()
    };
    let (old, new) = (rows(before), rows(after));
    if old == new {
        return Ok(());
    }
    if !old.is_empty() {
        diesel::delete(order_costs::table.filter(order_costs::order_id.eq(order))).execute(conn)?;
    }
    if new.is_empty() {
        return Ok(());
    }
    let mut insert = Fragment::sql(
        "INSERT INTO order_costs (order_id, position, kind, description, paid_by, payee, carrier_id, supplier_id, payee_name, \
         basis, rate, actual_amount, amount) VALUES ",
    );
    for (index, values) in new.into_iter().enumerate() {
        let start = if index == 0 { "(" } else { "), (" };
        insert = insert.and_sql(start).list(values.row(order));
    }
    insert.and_sql(")").not_kept().execute(conn)?;
    Ok(())
}
