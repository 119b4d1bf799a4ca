//! Completes a receivable from its order and its customer, and runs the checks that need them: terms, due date, billed lines,
//! number.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;
use domain::Id;
use domain::fields::FieldErrors;
use domain::purchase_orders::OrderLine;
use domain::receivables::{
    AnchorDays, PaymentTerms, Receivable, ReceivableDraft, ReceivableKind, ReceivableStatus,
};
use domain::record::Drafted;

use super::billed::{self, Billed};
use super::{credit_memos, illegal};
use crate::codes::read as code;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::locks;
use crate::numbers::{CREDIT_NOTES, INVOICES};
use crate::purchase_order_rows::lines::of_order as lines_of;
use crate::schema::{customers, payment_terms, purchase_order_details, purchase_orders};
use crate::transaction::Transaction;

/// Order data for an invoice.
struct OrderFacts {
    customer: Option<i64>,
    days: AnchorDays,
    terms: Option<String>,
    customer_po_number: Option<String>,
    billed: Billed,
}

/// The customer and the order of a draft.
pub(super) fn deal(draft: &ReceivableDraft) -> (Option<i64>, Option<i64>) {
    (
        draft.customer_id.map(Id::get),
        draft.purchase_order_id.map(Id::get),
    )
}

/// Completes a checked draft, and runs the checks that need other records.
pub(super) fn prepare(
    tx: &mut Transaction<'_>,
    before: Option<&Receivable>,
    draft: &mut ReceivableDraft,
) -> Result<(), StoreError> {
    let old = before.map(Drafted::details);
    if let Some(old) = old {
        // Set at creation; a change cannot blank them.
        draft.number = draft.number.take().or_else(|| old.number.clone());
        draft.invoice_date = draft.invoice_date.or(old.invoice_date);
    }
    if let Some(before) = before.filter(|before| before.status != ReceivableStatus::Draft) {
        draft.due_date = draft.due_date.or(before.details.due_date);
        return if draft.bills_the_same(&before.details) {
            Ok(())
        } else {
            Err(illegal(before.status))
        };
    }
    if old.is_some_and(|old| deal(old) != deal(draft)) {
        // The new deal is locked out of order. The database breaks a resulting deadlock, and the write is retried.
        locks::billed(tx.conn, deal(draft))?;
    }
    let order = draft
        .purchase_order_id
        .map(|id| order_facts(tx.conn, id.get()))
        .transpose()?;
    let mut errors = check(old, draft, order.as_ref());
    let own = before.map_or(0, |before| before.id.get());
    if let Some(order) = &order {
        errors.extend(billed::check(tx.conn, own, old, draft, &order.billed)?);
    }
    let sold = order.as_ref().map_or(&[][..], |order| &order.billed.lines);
    match draft.settle_figures(old, sold) {
        Ok(needs_manager) => {
            draft.check_amount(&mut errors);
            errors.into_result()?;
            if needs_manager {
                credit_memos::must_be_manager(tx)?;
            }
        }
        Err(more) => {
            errors.extend(more);
            errors.into_result()?;
        }
    }
    credit_memos::check(tx, own, old, draft)?;
    inherit(tx.conn, old, draft, order.as_ref())?;
    let terms = terms(tx.conn, draft.payment_terms.as_deref())?;
    let days = order.map(|order| order.days).unwrap_or_default();
    draft.settle_due_date(old, terms, days, tx.context.today)?;
    number(tx, old, draft)
}

fn check(
    old: Option<&ReceivableDraft>,
    draft: &ReceivableDraft,
    order: Option<&OrderFacts>,
) -> FieldErrors {
    let mut errors = FieldErrors::new();
    errors.require(
        old.is_none_or(|old| old.kind == draft.kind),
        "/kind",
        "cannot_change",
        "The kind cannot be changed once numbered. Void it and create another",
    );
    let Some(order) = order else { return errors };
    errors.require(
        order.customer == draft.customer_id.map(Id::get),
        "/purchase_order_id",
        "other_customer",
        "The order belongs to another customer",
    );
    for (index, line) in draft.lines.iter().enumerate() {
        let known = line.po_line_id.is_none_or(|id| {
            order
                .billed
                .lines
                .iter()
                .any(|line| line.details.id == Some(id))
        });
        errors.require(
            known,
            format!("/lines/{index}/po_line_id"),
            "unknown_line",
            "The order has no such line",
        );
    }
    errors
}

/// Checks before issuing: the goods are delivered and not billed elsewhere, and the due date follows from the deal's current dates,
/// unless another one has a reason.
pub(super) fn settle(
    tx: &mut Transaction<'_>,
    receivable: &mut Receivable,
) -> Result<(), StoreError> {
    let order = receivable
        .details
        .purchase_order_id
        .map(|id| order_facts(tx.conn, id.get()))
        .transpose()?;
    if let Some(order) = &order {
        let own = receivable.id.get();
        if !receivable.is_correction {
            let details = &receivable.details;
            billed::check(tx.conn, own, None, details, &order.billed)?.into_result()?;
            must_bill_the_order(&receivable.details, &order.billed.lines)?;
        }
    }
    let drafted = receivable.details.clone();
    let terms = terms(tx.conn, drafted.payment_terms.as_deref())?;
    let days = order.map(|order| order.days).unwrap_or_default();
    let draft = &mut receivable.details;
    draft.settle_due_date(Some(&drafted), terms, days, tx.context.today)?;
    Ok(())
}

/// Copies terms and the customer's PO number from a newly linked order or customer, unless others were given.
fn inherit(
    conn: &mut DbConnection,
    old: Option<&ReceivableDraft>,
    draft: &mut ReceivableDraft,
    order: Option<&OrderFacts>,
) -> Result<(), StoreError> {
    let links = |draft: &ReceivableDraft| (draft.customer_id, draft.purchase_order_id);
    if old.is_some_and(|old| links(old) == links(draft)) {
        return Ok(());
    }
    let terms = match order.and_then(|order| order.terms.clone()) {
        Some(terms) => Some(terms),
        None => customers::table
            .find(draft.customer_id.map_or(0, Id::get))
            .select(customers::payment_terms)
            .get_result(conn)?,
    };
    let number = order.and_then(|order| order.customer_po_number.clone());
    let old_terms = old.map(|old| &old.payment_terms);
    if draft.payment_terms.is_none() || (old_terms == Some(&draft.payment_terms) && terms.is_some())
    {
        draft.payment_terms = terms;
    }
    let old_number = old.map(|old| &old.customer_po_number);
    if draft.customer_po_number.is_none()
        || (old_number == Some(&draft.customer_po_number) && number.is_some())
    {
        draft.customer_po_number = number;
    }
    Ok(())
}

/// Draws the number last, because other transactions that draw one wait for this one.
pub(super) fn number(
    tx: &mut Transaction<'_>,
    old: Option<&ReceivableDraft>,
    draft: &mut ReceivableDraft,
) -> Result<(), StoreError> {
    let series = match draft.kind {
        ReceivableKind::CreditNote => CREDIT_NOTES,
        ReceivableKind::Invoice | ReceivableKind::OpeningBalance => INVOICES,
    };
    match &draft.number {
        Some(number) if old.is_some_and(|old| old.number.as_ref() == Some(number)) => Ok(()),
        Some(number) => series.push_past(tx.conn, number),
        None => {
            let year = draft.invoice_date.unwrap_or(tx.context.today).year();
            draft.number = Some(series.draw(tx.conn, year)?);
            Ok(())
        }
    }
}

/// The meaning of a `payment_terms` code.
pub(super) fn terms(
    conn: &mut DbConnection,
    terms: Option<&str>,
) -> Result<Option<PaymentTerms>, StoreError> {
    let Some(terms) = terms else { return Ok(None) };
    let found: Option<(String, i32, String)> = payment_terms::table
        .find(terms)
        .select((
            payment_terms::kind,
            payment_terms::days,
            payment_terms::anchor,
        ))
        .get_result(conn)
        .optional()?;
    let Some((kind, days, anchor)) = found else {
        return Ok(None);
    };
    Ok(Some(PaymentTerms {
        kind: code(&kind)?,
        days: days.into(),
        anchor: code(&anchor)?,
    }))
}

/// Rejects issuing a draft that differs from its order. Changes of an order rewrite its drafts, so this draft predates that rule.
fn must_bill_the_order(draft: &ReceivableDraft, sold: &[OrderLine]) -> Result<(), StoreError> {
    let mut now = draft.clone();
    now.settle_figures(Some(draft), sold)?;
    let mut errors = FieldErrors::new();
    for (index, (line, now)) in draft.lines.iter().zip(&now.lines).enumerate() {
        errors.require(
            line.computed_amount == now.computed_amount,
            format!("/lines/{index}/amount"),
            "differs_from_order",
            "The order says another weight or price by now: correct the invoices on the order, or make the draft anew",
        );
    }
    errors.into_result()?;
    Ok(())
}

fn order_facts(conn: &mut DbConnection, id: i64) -> Result<OrderFacts, StoreError> {
    type Day = Option<NaiveDate>;
    type Found = (
        Option<i64>,
        (Day, Day, Day),
        (Option<String>, Option<String>),
        String,
    );
    let (customer, (shipped, received, pickup), (terms, customer_po_number), status): Found =
        purchase_orders::table
            .inner_join(purchase_order_details::table)
            .filter(purchase_orders::id.eq(id))
            .select((
                purchase_orders::customer_id,
                (
                    purchase_orders::shipped_on,
                    purchase_orders::delivered_on,
                    purchase_orders::pickup_date,
                ),
                (
                    purchase_order_details::customer_terms,
                    purchase_order_details::customer_po_number,
                ),
                purchase_orders::status,
            ))
            .get_result(conn)?;
    let lines = lines_of(conn, id)?;
    let days = AnchorDays {
        shipped,
        received,
        pickup,
    };
    let is_prepaid = self::terms(conn, terms.as_deref())?.is_some_and(PaymentTerms::is_prepaid);
    Ok(OrderFacts {
        customer,
        days,
        terms,
        customer_po_number,
        billed: Billed {
            status: code(&status)?,
            is_prepaid,
            lines,
        },
    })
}

/// Whether terms require payment before pickup.
pub(super) fn is_prepaid(conn: &mut DbConnection, terms: Option<&str>) -> Result<bool, StoreError> {
    let terms = self::terms(conn, terms)?;
    Ok(terms.is_some_and(PaymentTerms::is_prepaid))
}

/// The payment terms that ask for payment before pickup.
pub(crate) fn prepaid_terms(conn: &mut DbConnection) -> Result<BTreeSet<String>, StoreError> {
    let codes: Vec<String> = payment_terms::table
        .filter(payment_terms::kind.eq("prepaid"))
        .select(payment_terms::code)
        .load(conn)?;
    Ok(codes.into_iter().collect())
}
