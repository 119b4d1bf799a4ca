//! What became of the rest of a short shipment, both ways.

use diesel::prelude::*;
use domain::Id;
use domain::purchase_orders::{OrderRest, OrderStatus, PurchaseOrder, ShortOrder};

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::schema::{order_rests, purchase_orders};

/// Shows what became of the rest of an order, and whose rest it delivers. A cancelled back-order leaves the rest open.
pub(super) fn show(conn: &mut DbConnection, order: &mut PurchaseOrder) -> Result<(), StoreError> {
    type Found = (Option<i64>, Option<String>, Option<String>, Option<String>);
    let id = order.id.get();
    let found: Option<Found> = order_rests::table
        .left_join(
            purchase_orders::table
                .on(order_rests::back_order_id.eq(purchase_orders::id.nullable())),
        )
        .filter(order_rests::order_id.eq(id))
        .select((
            order_rests::back_order_id,
            order_rests::given_up_reason,
            purchase_orders::number.nullable(),
            purchase_orders::status.nullable(),
        ))
        .get_result(conn)
        .optional()?;
    let cancelled = OrderStatus::Cancelled.to_string();
    order.rest = found
        .filter(|(.., status)| status.as_ref() != Some(&cancelled))
        .map(|(back, given_up_reason, number, _)| OrderRest {
            back_order_id: back.map(Id::new),
            back_order_number: number,
            given_up_reason,
        });
    let found: Option<(i64, String)> = order_rests::table
        .inner_join(purchase_orders::table.on(order_rests::order_id.eq(purchase_orders::id)))
        .filter(order_rests::back_order_id.eq(id))
        .select((purchase_orders::id, purchase_orders::number))
        .get_result(conn)
        .optional()?;
    order.back_order_of = found.map(|(id, number)| ShortOrder {
        id: Id::new(id),
        number,
    });
    Ok(())
}
