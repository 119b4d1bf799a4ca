//! Open orders of a party or another record: lock, count, on-order amount, blockers of archiving.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use domain::problem::Blocker;
use domain::record::EntityKind;

use crate::connection::DbConnection;
use crate::error::{BLOCKERS, StoreError};
use crate::fragment::{Fragment, Statement, Value};
use crate::schema::{customers, purchase_orders, suppliers};

/// Issued and not yet closed; must match the partial indexes.
pub(crate) const OPEN: &str = "purchase_orders.status_rank IN (1, 2, 3, 4)";
/// A party of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// The supplier with this id.
    Supplier(i64),
    /// The customer with this id.
    Customer(i64),
}

impl Party {
    const fn id(self) -> i64 {
        match self {
            Self::Supplier(id) | Self::Customer(id) => id,
        }
    }

    const fn column(self) -> &'static str {
        match self {
            Self::Supplier(_) => "supplier_id",
            Self::Customer(_) => "customer_id",
        }
    }

    /// Pointer to the link in an order.
    pub(crate) const fn pointer(self) -> &'static str {
        match self {
            Self::Supplier(_) => "/supplier_id",
            Self::Customer(_) => "/customer_id",
        }
    }

    /// `purchase_orders.supplier_id = 12`.
    pub(crate) fn condition(self) -> Fragment {
        Fragment::sql(format!("purchase_orders.{} = ", self.column())).value(Value::Int(self.id()))
    }
}

/// Locks a party until the transaction ends, by a no-op update of its row: orders of one customer are issued one after the other,
/// and the party cannot be archived meanwhile. Returns whether it is archived.
pub(crate) fn lock(conn: &mut DbConnection, party: Party) -> Result<bool, StoreError> {
    let archived = match party {
        Party::Supplier(id) => diesel::update(suppliers::table.find(id))
            .set(suppliers::version.eq(suppliers::version))
            .returning(suppliers::archived_at.is_not_null())
            .get_result(conn)?,
        Party::Customer(id) => diesel::update(customers::table.find(id))
            .set(customers::version.eq(customers::version))
            .returning(customers::archived_at.is_not_null())
            .get_result(conn)?,
    };
    Ok(archived)
}

/// SQL expression for a customer's on-order amount: priced lines of open orders, less what issued invoices bill per order;
/// `customer` is the SQL of the customer's id. An order whose lines are all billed counts zero, whatever was billed for them.
pub(crate) fn uninvoiced(customer: Fragment) -> Fragment {
    Fragment::sql(
        "(SELECT CAST(coalesce(sum(CASE WHEN ordered > billed THEN ordered - billed ELSE 0 END), 0) AS BIGINT) FROM (\
         SELECT CASE WHEN EXISTS (SELECT 1 FROM purchase_order_lines WHERE purchase_order_lines.order_id = purchase_orders.id \
         AND NOT EXISTS (SELECT 1 FROM receivable_lines JOIN receivables ON receivables.id = receivable_lines.receivable_id \
         WHERE receivable_lines.po_line_id = purchase_order_lines.id AND receivables.kind = 'invoice' \
         AND receivables.status = 'issued')) THEN purchase_order_details.credit_amount ELSE 0 END AS ordered, \
         (SELECT coalesce(sum(receivables.amount - receivables.freight_amount - receivables.tax_amount), 0) FROM receivables \
         WHERE receivables.purchase_order_id = purchase_orders.id AND receivables.kind = 'invoice' \
         AND receivables.status = 'issued') AS billed FROM purchase_orders JOIN purchase_order_details \
         ON purchase_order_details.order_id = purchase_orders.id WHERE purchase_orders.customer_id = ",
    )
    .and(customer)
    .and_sql(" AND ")
    .and_sql(OPEN)
    .and_sql(") AS on_order)")
}

/// The open orders of the rows of a table, by the link to it.
pub(crate) fn open_of(link: &str, table: &str) -> String {
    format!("SELECT 1 FROM purchase_orders WHERE purchase_orders.{link} = {table}.id AND {OPEN}")
}

/// The number of open orders of the rows of a table, by the link to it.
pub(crate) fn count_open(link: &str, table: &str) -> String {
    format!(
        "(SELECT count(*) FROM purchase_orders WHERE purchase_orders.{link} = {table}.id AND {OPEN})"
    )
}

/// The open orders that block archiving other records, by the links to them: the first ones, and their number. The records are
/// locked, so that no new order is issued until this transaction ends.
pub(crate) fn open_orders_linking(
    conn: &mut DbConnection,
    links: &[&str],
    ids: &[i64],
) -> Result<(Vec<Blocker>, i64), StoreError> {
    let mut query = Fragment::sql(format!(
        "SELECT purchase_orders.id, purchase_orders.number, count(*) OVER () FROM purchase_orders WHERE {OPEN} AND purchase_orders.id IN ("
    ));
    for (index, link) in links.iter().enumerate() {
        let union = if index > 0 { " UNION " } else { "" };
        query = query.and_sql(format!(
            "{union}SELECT order_id FROM purchase_order_links WHERE {link}"
        ));
        query = match ids {
            [id] => query.and_sql(" = ").value(Value::Int(*id)),
            ids => query.and(Fragment::written_ids(ids)),
        };
    }
    let query = query.and_sql(format!(") ORDER BY purchase_orders.id LIMIT {BLOCKERS}"));
    let found: Vec<(i64, String, i64)> =
        Statement::<(BigInt, Text, BigInt)>::new(query).load(conn)?;
    let count = found.first().map_or(0, |(_, _, count)| *count);
    let named = found.into_iter().map(|(id, number, _)| (id, number));
    Ok((blockers(named.collect()), count))
}

/// Converts orders to blockers.
fn blockers(found: Vec<(i64, String)>) -> Vec<Blocker> {
    let named = found.into_iter().map(|(id, number)| Blocker {
        entity: EntityKind::PurchaseOrder.to_string(),
        id,
        label: number,
    });
    named.collect()
}

/// The open orders that block archiving a party: the first ones, and their number. Locks the party first, so that no new order is
/// issued until this transaction ends.
pub(crate) fn open_orders_of(
    conn: &mut DbConnection,
    party: Party,
) -> Result<(Vec<Blocker>, i64), StoreError> {
    lock(conn, party)?;
    let open = || {
        purchase_orders::table
            .filter(party.condition())
            .filter(Fragment::sql(OPEN))
    };
    let found: Vec<(i64, String)> = open()
        .order(purchase_orders::id)
        .limit(i64::try_from(BLOCKERS).unwrap_or(i64::MAX))
        .select((purchase_orders::id, purchase_orders::number))
        .load(conn)?;
    let count = open().count().get_result(conn)?;
    Ok((blockers(found), count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::purchase_order_rows::rows::rank;
    use domain::choices::FixedChoice;
    use domain::purchase_orders::OrderStatus;

    #[test]
    fn open_orders_are_those_of_the_domain() {
        let all = OrderStatus::ALL.iter().filter(|status| status.is_open());
        let ranks: Vec<String> = all.map(|status| rank(*status).to_string()).collect();
        let expected = format!("purchase_orders.status_rank IN ({})", ranks.join(", "));
        assert_eq!(OPEN, expected);
    }
}
