//! Receivables: their columns and entity-specific rules.
//!
//! The column `settled` holds the settled amount; only postings of the ledger change it. The balance is computed from it and not
//! stored. Notes and owner of an active receivable stay editable: neither is printed or moves
//! money.

mod act;
mod balance;
mod billed;
mod blockers;
mod corrections;
mod credit_memos;
mod lines;
mod prepare;
mod settlements;
mod sums;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::choices::Currency;
use domain::customers::Customer;
use domain::problem::Blocker;
use domain::purchase_orders::{PartySnapshot, PurchaseOrder, TransitionError};
use domain::receivables::{
    PaymentStatus, Receivable, ReceivableDraft, ReceivableFilter, ReceivableKind, ReceivableSort,
    ReceivableStatus, ReceivableSummary,
};
use domain::record::Resource;
use domain::text::name_key;
use domain::{Id, Money};
use serde_json::{Value as Json, json};

use crate::audit;
use crate::codes::codes;
use crate::connection::DbConnection;
use crate::credit;
use crate::entity_store::entity_table::{Columns, entity_table};
use crate::entity_store::links::Linked;
use crate::entity_store::{ArchiveStore, ReadStore, WriteStore};
use crate::error::StoreError;
use crate::filters::Conditions;
use crate::fragment::{Fragment, Value};
use crate::locks;
use crate::numbers::number_sort;
use crate::paging::SortColumn;
use crate::purchase_order_rows::refresh_difference;
use crate::receivable_conditions::{PAID, UNSETTLED, in_bucket, owed, stands, unsettled};
use crate::records::{Unique, UniqueScope};
use crate::schema::receivables;
use crate::search::Found;
use crate::transaction::Transaction;

pub(crate) use act::issue_credit_memo;
pub use act::{issue, void};
use balance::{
    AGREES, BALANCE, DIFFERENCE, DIFFERS, balance, row_balance, row_standing, standing_of,
};
pub(crate) use blockers::{holding, unsettled_of};
pub(crate) use corrections::{Difference, correct, refresh_drafts};
use credit_memos::IS_CORRECTION;
use prepare::is_prepaid;
pub(crate) use prepare::prepaid_terms;
pub use settlements::{allocate, refund, write_off};
pub(crate) use settlements::{must_allocate, receivables_of, settle};
pub use sums::sums;

entity_table! {
    Receivable, ReceivableDraft, ReceivableSummary in receivables;
    derived {
        status: ReceivableStatus = "receivables.status",
        settled: Money = "receivables.settled",
        bill_to: Option<PartySnapshot> = "receivables.bill_to_snapshot",
        void_reason: Option<String> = "receivables.void_reason",
        is_correction: bool = IS_CORRECTION,
        billing_difference: Option<Money> = DIFFERENCE,
    }
    links {
        customer_id => customers.name,
        purchase_order_id => purchase_orders.number,
        corrects_id => receivables.number,
    }
    draft {
        kind: ReceivableKind,
        purchase_order_id: Option<Id<PurchaseOrder>>,
        customer_po_number: Option<String>,
        payment_terms: Option<String>,
        due_date_reason: Option<String>,
        freight_amount: Money,
        tax_amount: Money,
        opening_amount: Option<Money>,
        corrects_id: Option<Id<Receivable>>,
        notes: Option<String>,
    }
    required {
        number: String,
        customer_id: Id<Customer>,
        invoice_date: NaiveDate,
        due_date: NaiveDate,
    }
    computed |draft, linked| {
        number_key: String = name_key(draft.number.as_deref().unwrap_or_default()),
        number_sort: String = number_sort(draft.number.as_deref().unwrap_or_default()),
        customer_key: String = name_key(&linked.required("customer_id")),
        amount: Money = draft.amount().unwrap_or_default(),
    }
    record |parts| {
        currency: Currency::default(),
        status: parts.derived.status,
        standing: standing_of(&parts.details, status, balance(status, parts.details.amount().unwrap_or_default(), parts.derived.settled), parts.today).standing,
        allowed_actions: parts.derived.status.allowed_actions().to_vec(),
        customer_name: parts.linked.required("customer_id"),
        purchase_order_number: parts.linked.name("purchase_order_id"),
        corrects_number: parts.linked.name("corrects_id"),
        is_correction: parts.derived.is_correction,
        billing_difference: parts.derived.billing_difference,
        amount: parts.details.amount().unwrap_or_default(),
        balance: balance(parts.derived.status, amount, parts.derived.settled),
        payment_status: standing_of(&parts.details, parts.derived.status, balance, parts.today).payment_status,
        is_overdue: standing_of(&parts.details, parts.derived.status, balance, parts.today).is_overdue,
        aging_bucket: standing_of(&parts.details, parts.derived.status, balance, parts.today).aging_bucket,
        bill_to_snapshot: parts.derived.bill_to.clone(),
        void_reason: parts.derived.void_reason.clone(),
        archived_links: parts.linked.archived(),
    }
    list_row {
        number: String,
        kind: ReceivableKind,
        status: ReceivableStatus,
        customer_id: Id<Customer>,
        purchase_order_id: Option<Id<PurchaseOrder>>,
        corrects_id: Option<Id<Receivable>>,
        invoice_date: NaiveDate,
        due_date: NaiveDate,
        payment_terms: Option<String>,
        amount: Money,
    }
    sort_only { settled: Money, number_sort: String, customer_key: String, }
    row |row, related, today| {
        customer_name: related.linked.required("customer_id"),
        purchase_order_number: related.linked.name("purchase_order_id"),
        corrects_number: related.linked.name("corrects_id"),
        is_correction: related.derived.is_correction,
        billing_difference: related.derived.billing_difference,
        standing: row_standing(row, today)?.standing,
        balance: row_balance(row)?,
        payment_status: row_standing(row, today)?.payment_status,
        is_overdue: row_standing(row, today)?.is_overdue,
        aging_bucket: row_standing(row, today)?.aging_bucket,
        archived_links: related.linked.archived(),
    }
}

impl ReadStore for Receivable {
    const CALLED: &'static str = "number";

    fn apply_filter(all: &mut Conditions, filter: &ReceivableFilter, today: NaiveDate) {
        all.any_of(receivables::status, &filter.status);
        all.computed(&filter.standing, |standing| stands(standing, today));
        all.any_of(receivables::kind, &filter.kind);
        all.any_of(receivables::customer_id, &filter.customer_id);
        all.any_of(receivables::purchase_order_id, &filter.purchase_order_id);
        all.any_of(receivables::corrects_id, &filter.corrects_id);
        match filter.has_billing_difference {
            Some(true) => all.push(Fragment::sql(DIFFERS)),
            Some(false) => all.push(Fragment::sql(AGREES)),
            None => {}
        }
        all.range(receivables::invoice_date, &filter.invoice_date);
        all.range(receivables::due_date, &filter.due_date);
        all.range(receivables::amount, &filter.amount);
        all.range_through(BALANCE, &filter.balance);
        all.computed(&filter.payment_status, |status| match status {
            PaymentStatus::Unpaid => unsettled(" AND receivables.settled = 0"),
            PaymentStatus::Partial => unsettled(" AND receivables.settled > 0"),
            PaymentStatus::Paid => Fragment::sql(PAID),
        });
        let overdue = owed()
            .and_sql(" AND receivables.due_date < ")
            .value(Value::Day(today));
        all.holds(overdue, filter.is_overdue);
        all.computed(&filter.aging_bucket, |bucket| in_bucket(bucket, today));
    }

    fn search(all: &mut Conditions, found: &Found) {
        all.search(found, receivables::id);
    }

    fn sort_column(key: ReceivableSort) -> SortColumn<ListRow> {
        match key {
            ReceivableSort::InvoiceDate => SortColumn::new("receivables.invoice_date", |row| {
                Value::Day(row.cells.invoice_date)
            }),
            ReceivableSort::Number => SortColumn::new("receivables.number_sort", |row| {
                Value::Text(row.cells.number_sort.clone())
            }),
            ReceivableSort::Amount => {
                SortColumn::new("receivables.amount", |row| Value::Int(row.cells.amount))
            }
            ReceivableSort::Balance => SortColumn::new(BALANCE, |row| {
                Value::Int(row_balance(row).unwrap_or_default().units())
            }),
            ReceivableSort::CustomerName => SortColumn::new("receivables.customer_key", |row| {
                Value::Text(row.cells.customer_key.clone())
            }),
            _ => SortColumn::new("receivables.due_date", |row| Value::Day(row.cells.due_date)),
        }
    }

    fn read_parts(
        conn: &mut DbConnection,
        id: i64,
        draft: &mut ReceivableDraft,
    ) -> Result<(), StoreError> {
        draft.lines = lines::read(conn, id)?;
        draft.credit_reason = credit_memos::read_reason(conn, id)?;
        Ok(())
    }
}

impl WriteStore for Receivable {
    const UNIQUE: &'static [Unique] = &[Unique {
        table: "receivables",
        columns: &["number_key"],
        pointer: "/number",
        among: UniqueScope::Always,
    }];

    fn lock(conn: &mut DbConnection, id: i64) -> Result<(), StoreError> {
        locks::receivable(conn, id)
    }

    fn lock_new(conn: &mut DbConnection, draft: &ReceivableDraft) -> Result<(), StoreError> {
        locks::billed(conn, prepare::deal(draft))
    }

    fn lock_all(conn: &mut DbConnection, ids: &[i64]) -> Result<(), StoreError> {
        locks::customers_of(conn, "receivables", ids)
    }

    fn texts(&self) -> Vec<Option<&str>> {
        vec![
            self.details.number.as_deref(),
            Some(&self.customer_name),
            self.purchase_order_number.as_deref(),
            self.details.customer_po_number.as_deref(),
        ]
    }

    fn prepare(
        tx: &mut Transaction<'_>,
        before: Option<&Self>,
        draft: &mut ReceivableDraft,
        _linked: &Linked,
    ) -> Result<(), StoreError> {
        prepare::prepare(tx, before, draft)
    }

    fn more_columns(
        conn: &mut DbConnection,
        draft: &ReceivableDraft,
    ) -> Result<Columns, StoreError> {
        let prepaid = is_prepaid(conn, draft.payment_terms.as_deref())?;
        Ok(vec![("is_prepaid", Value::Flag(prepaid))])
    }

    fn write_parts(
        tx: &mut Transaction<'_>,
        id: i64,
        before: Option<&ReceivableDraft>,
        draft: &mut ReceivableDraft,
    ) -> Result<(), StoreError> {
        if before.and_then(|before| before.credit_reason.as_ref()) != draft.credit_reason.as_ref() {
            credit_memos::write_reason(tx.conn, id, draft.credit_reason.as_deref())?;
        }
        if before.is_some_and(|before| before.lines == draft.lines) {
            return Ok(());
        }
        lines::write(tx.conn, id, &draft.lines)
    }

    fn watched(&self) -> Result<Json, StoreError> {
        let mut watched = audit::watched(&self.details, &self.stamps)?;
        if let Json::Object(fields) = &mut watched {
            fields.insert("status".to_owned(), json!(self.status));
            fields.insert("void_reason".to_owned(), json!(self.void_reason));
        }
        Ok(watched)
    }

    /// Updates the order's difference, the ledger and the customer's credit figures.
    fn after_save(
        tx: &mut Transaction<'_>,
        before: Option<&Self>,
        after: &Self,
    ) -> Result<(), StoreError> {
        let restored = before.is_some_and(|before| before.is_archived() && !after.is_archived());
        if restored && after.status == ReceivableStatus::Draft {
            billed::must_be_free_again(tx.conn, after)?;
            credit_memos::check(tx, after.id.get(), Some(&after.details), &after.details)?;
        }
        let orders = [before.and_then(bills_order), bills_order(after)];
        for order in orders.into_iter().flatten().collect::<BTreeSet<_>>() {
            refresh_difference(tx.conn, order)?;
        }
        let status = before.map_or(ReceivableStatus::Draft, |before| before.status);
        if status == after.status {
            return Ok(());
        }
        settlements::post_status(tx, status, after)?;
        credit::refresh(tx.conn, after.details.customer_id.map_or(0, Id::get))
    }
}

impl ArchiveStore for Receivable {
    /// An unsettled receivable cannot be archived.
    fn blockers(conn: &mut DbConnection, id: i64) -> Result<(Vec<Blocker>, i64), StoreError> {
        let open: i64 = receivables::table
            .filter(receivables::id.eq(id))
            .filter(Fragment::sql(UNSETTLED))
            .count()
            .get_result(conn)?;
        if open > 0 {
            return Err(illegal(ReceivableStatus::Issued));
        }
        Ok((Vec::new(), 0))
    }
}

/// The order whose lines it bills.
fn bills_order(receivable: &Receivable) -> Option<i64> {
    let draft = &receivable.details;
    let of_order = draft.lines.iter().any(|line| line.po_line_id.is_some());
    draft.purchase_order_id.map(Id::get).filter(|_| of_order)
}

/// The error of a step that the status does not allow, with the steps that it does.
fn illegal(status: ReceivableStatus) -> StoreError {
    StoreError::Refused {
        refusal: Box::new(TransitionError::IllegalTransition),
        allowed: codes(status.allowed_actions()),
    }
}
