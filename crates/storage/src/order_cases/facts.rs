//! What the database knows about cases that are to be added: their GTINs and serial numbers.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::Id;
use domain::order_cases::{CaseFacts, CaseReading, KnownGtin, RejectedCase};
use domain::purchase_orders::PurchaseOrder;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::schema::{order_cases, products};

/// Loads what is known of the GTINs that were read, and of the order's cases.
pub(super) fn load(
    conn: &mut DbConnection,
    order: Id<PurchaseOrder>,
    entries: &[Result<CaseReading, RejectedCase>],
) -> Result<CaseFacts, StoreError> {
    let read = entries.iter().flatten();
    let gtins = read.filter_map(|case| case.gtin.as_ref().map(ToString::to_string));
    let gtins: BTreeSet<String> = gtins.collect();
    let mut facts = CaseFacts::default();
    if !gtins.is_empty() {
        let known: Vec<(Option<String>, i64, String)> = products::table
            .filter(products::gtin.eq_any(gtins))
            .filter(products::archived_at.is_null())
            .select((products::gtin, products::id, products::code))
            .load(conn)?;
        for (gtin, product, code) in known {
            let product = Id::new(product);
            let known = KnownGtin { product, code };
            facts.products.insert(gtin.unwrap_or_default(), known);
        }
    }
    let there: Vec<(Option<String>, Option<String>, i64)> = order_cases::table
        .filter(order_cases::order_id.eq(order.get()))
        .filter(order_cases::removed_at.is_null())
        .select((order_cases::gtin, order_cases::serial, order_cases::line_id))
        .load(conn)?;
    for (gtin, serial, line) in there {
        if let Some(gtin) = &gtin {
            let lines = facts.lines.entry(gtin.clone()).or_default();
            lines.insert(Id::new(line));
        }
        if let Some(serial) = serial {
            facts.serials.insert((gtin.unwrap_or_default(), serial));
        }
    }
    Ok(facts)
}
