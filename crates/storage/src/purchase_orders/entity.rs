//! Implements the operations of all records for orders.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use domain::Id;
use domain::list::ListQuery;
use domain::purchase_orders::{
    PurchaseOrder, PurchaseOrderDraft, PurchaseOrderFilter, PurchaseOrderSort, PurchaseOrderSummary,
};

use super::{defaults, write};
use crate::connection::DbConnection;
use crate::entity_store::links::Names;
use crate::entity_store::{ReadRepository, Repository};
use crate::error::StoreError;
use crate::lists;
use crate::locks;
use crate::paging::{Listed, Position};
use crate::purchase_order_rows::read;
use crate::records::Expected;
use crate::transaction::Transaction;

impl ReadRepository for PurchaseOrder {
    fn list(
        conn: &mut DbConnection,
        today: NaiveDate,
        query: &ListQuery<PurchaseOrderFilter, PurchaseOrderSort>,
        after: Option<&Position>,
    ) -> Result<Listed<PurchaseOrderSummary>, StoreError> {
        lists::list::<Self>(conn, today, query, after)
    }

    fn get(conn: &mut DbConnection, _today: NaiveDate, id: Id<Self>) -> Result<Self, StoreError> {
        read::get(conn, id)
    }

    fn labels(conn: &mut DbConnection, ids: &[i64]) -> Result<HashMap<i64, String>, StoreError> {
        let wanted = ids.iter().map(|id| ("purchase_orders", "number", *id));
        Ok(Names::load(conn, wanted)?.by_id())
    }
}

/// Several loads of the same goods between the same parties are normal, so no order is a possible duplicate.
impl Repository for PurchaseOrder {
    fn lock_all(tx: &mut Transaction<'_>, ids: &[i64]) -> Result<(), StoreError> {
        locks::customers_of(tx.conn, "purchase_orders", ids)
    }

    fn create(tx: &mut Transaction<'_>, draft: PurchaseOrderDraft) -> Result<Self, StoreError> {
        write::create(tx, draft)
    }

    fn create_given(
        tx: &mut Transaction<'_>,
        mut draft: PurchaseOrderDraft,
        given: &BTreeSet<String>,
    ) -> Result<Self, StoreError> {
        defaults::fill(tx, &mut draft.header, given)?;
        write::create(tx, draft)
    }

    fn update(
        tx: &mut Transaction<'_>,
        id: Id<Self>,
        expected: &Expected,
        change: impl FnOnce(&Self) -> Result<PurchaseOrderDraft, StoreError>,
    ) -> Result<Self, StoreError> {
        write::update(tx, id, expected, change)
    }

    fn archive(
        tx: &mut Transaction<'_>,
        id: Id<Self>,
        expected: &Expected,
    ) -> Result<Self, StoreError> {
        write::archive(tx, id, expected)
    }

    fn restore(
        tx: &mut Transaction<'_>,
        id: Id<Self>,
        expected: &Expected,
    ) -> Result<Self, StoreError> {
        write::restore(tx, id, expected)
    }
}
