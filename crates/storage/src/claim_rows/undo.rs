//! Voiding the credit memo of a settled claim: a trigger approves the claim again, and the history says so here.

use diesel::prelude::*;
use domain::Id;
use domain::claims::Claim;
use domain::history::AuditAction;
use domain::receivables::Receivable;

use crate::entity_store::{ReadRepository, WriteStore, keep_history};
use crate::error::StoreError;
use crate::schema::claims;
use crate::transaction::Transaction;

/// A claim as its credit memo settled it.
pub(crate) struct Settlement(Claim);

/// The claim that a credit memo settled. Its order is locked.
pub(crate) fn settled_by(
    tx: &mut Transaction<'_>,
    credit_memo: Id<Receivable>,
) -> Result<Option<Settlement>, StoreError> {
    let id: Option<i64> = claims::table
        .filter(claims::credit_memo_id.eq(credit_memo.get()))
        .select(claims::id)
        .get_result(tx.conn)
        .optional()?;
    let Some(id) = id else { return Ok(None) };
    let claim = Claim::get(tx.conn, tx.context.today, Id::new(id))?;
    Ok(Some(Settlement(claim)))
}

impl Settlement {
    /// The order of the claim.
    pub(crate) fn order(&self) -> i64 {
        self.0.details.purchase_order_id.map_or(0, Id::get)
    }

    /// Writes the history of the claim, whose credit memo has just been voided.
    pub(crate) fn undone(self, tx: &mut Transaction<'_>, reason: &str) -> Result<(), StoreError> {
        let before = self.0;
        let after = Claim::get(tx.conn, tx.context.today, before.id)?;
        keep_history(
            tx,
            AuditAction::Unsettle,
            Some(reason),
            &before.watched()?,
            &after,
        )
    }
}
