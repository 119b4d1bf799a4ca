//! Payments: their columns, how they are entered, and their steps. A payment is entered with its allocations and never changes; the
//! ledger says what is applied.

mod steps;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use domain::choices::Currency;
use domain::customers::Customer;
use domain::fields::FieldErrors;
use domain::payments::{
    Allocation, Payment, PaymentDraft, PaymentFilter, PaymentSort, PaymentStanding, PaymentSummary,
    PostingKind, check_allocations,
};
use domain::permissions::Operation;
use domain::record::EntityKind;
use domain::text::name_key;
use domain::{Id, Money};
use serde_json::{Value as Json, json};

use crate::audit;
use crate::connection::DbConnection;
use crate::credit;
use crate::entity_store::entity_table::entity_table;
use crate::entity_store::links::{Linked, Names};
use crate::entity_store::{ReadStore, WriteStore};
use crate::error::StoreError;
use crate::filters::{Conditions, Subquery};
use crate::fragment::{Fragment, Value};
use crate::ledger::{self, Parties};
use crate::locks;
use crate::numbers::{PAYMENTS, number_sort};
use crate::paging::SortColumn;
use crate::receivables::receivables_of;
use crate::records::{Unique, UniqueScope};
use crate::schema::payments;
use crate::search::Found;
use crate::transaction::Transaction;

pub use steps::{allocate, create, pay_receivable, refund, reverse, void};

/// The method of a payment that names none.
const DEFAULT_METHOD: &str = "check";

/// Must match the index expression.
const UNAPPLIED: &str = "(CASE WHEN payments.is_void THEN 0 ELSE payments.amount - payments.applied - payments.refunded END)";

/// Must match the partial index.
const OPEN: &str =
    "NOT payments.is_void AND payments.applied + payments.refunded < payments.amount";

entity_table! {
    Payment, PaymentDraft, PaymentSummary in payments;
    derived {
        refunded: Money = "payments.refunded",
        is_void: bool = "payments.is_void",
        void_reason: Option<String> = "payments.void_reason",
    }
    links {
        customer_id => customers.name,
    }
    draft {
        reference: Option<String>,
        notes: Option<String>,
    }
    required {
        number: String,
        customer_id: Id<Customer>,
        received_on: NaiveDate,
        method: String,
        amount: Money,
    }
    computed |draft, linked| {
        number_key: String = name_key(draft.number.as_deref().unwrap_or_default()),
        number_sort: String = number_sort(draft.number.as_deref().unwrap_or_default()),
        customer_key: String = name_key(&linked.required("customer_id")),
        reference_key: Option<String> = draft.reference.as_deref().map(name_key),
    }
    record |parts| {
        currency: Currency::default(),
        applied: applied(&parts.details),
        refunded: parts.derived.refunded,
        unapplied: unapplied(parts.derived.is_void, parts.details.amount.unwrap_or_default(), applied, refunded),
        standing: PaymentStanding::of(parts.derived.is_void, parts.details.amount.unwrap_or_default(), unapplied),
        allowed_actions: standing.allowed_actions(refunded),
        customer_name: parts.linked.required("customer_id"),
        void_reason: parts.derived.void_reason.clone(),
        archived_links: parts.linked.archived(),
    }
    list_row {
        number: String,
        customer_id: Id<Customer>,
        received_on: NaiveDate,
        method: String,
        reference: Option<String>,
        amount: Money,
    }
    sort_only { applied: Money, refunded: Money, is_void: bool, number_sort: String, customer_key: String, }
    row |row, related, today| {
        customer_name: related.linked.required("customer_id"),
        unapplied: row_unapplied(row),
        standing: PaymentStanding::of(row.cells.is_void, Money::of(row.cells.amount), unapplied),
        archived_links: related.linked.archived(),
    }
}

/// What the allocations come to.
fn applied(draft: &PaymentDraft) -> Money {
    let parts = draft.allocations.iter().map(|allocation| allocation.amount);
    parts.fold(Money::ZERO, |sum, part| sum.plus(part).unwrap_or(sum))
}

fn unapplied(is_void: bool, amount: Money, applied: Money, refunded: Money) -> Money {
    if is_void {
        return Money::ZERO;
    }
    let left = amount.minus(applied).and_then(|left| left.minus(refunded));
    left.unwrap_or_default()
}

fn row_unapplied(row: &ListRow) -> Money {
    let cells = &row.cells;
    let (amount, applied) = (Money::of(cells.amount), Money::of(cells.applied));
    unapplied(cells.is_void, amount, applied, Money::of(cells.refunded))
}

/// Receivables that payments settle; what was reversed does not count.
const SETTLES: Subquery<'static> = Subquery {
    owner: "payment_id",
    rows: "postings WHERE postings.kind = 'allocation' AND postings.amount > 0 AND NOT EXISTS \
           (SELECT 1 FROM postings AS later WHERE later.reverses_id = postings.id)",
};

impl ReadStore for Payment {
    const CALLED: &'static str = "number";

    fn apply_filter(all: &mut Conditions, filter: &PaymentFilter, _today: NaiveDate) {
        all.computed(&filter.standing, |standing| {
            Fragment::sql(match standing {
                PaymentStanding::Unapplied => {
                    "NOT payments.is_void AND payments.applied + payments.refunded = 0"
                }
                PaymentStanding::PartlyApplied => {
                    "NOT payments.is_void AND payments.applied + payments.refunded < payments.amount \
                     AND payments.applied + payments.refunded > 0"
                }
                PaymentStanding::Applied => {
                    "NOT payments.is_void AND payments.applied + payments.refunded = payments.amount"
                }
                PaymentStanding::Void => "payments.is_void",
            })
        });
        all.any_of(payments::customer_id, &filter.customer_id);
        all.any_of(payments::method, &filter.method);
        all.among(
            "payments.id",
            &SETTLES,
            "receivable_id",
            &filter.receivable_id,
        );
        all.holds(Fragment::sql(OPEN), filter.has_unapplied);
        all.flag(payments::is_void, filter.voided);
        all.range(payments::received_on, &filter.received_on);
        all.range(payments::amount, &filter.amount);
        all.range_through(UNAPPLIED, &filter.unapplied);
    }

    fn search(all: &mut Conditions, found: &Found) {
        all.search(found, payments::id);
    }

    fn sort_column(key: PaymentSort) -> SortColumn<ListRow> {
        match key {
            PaymentSort::Number => SortColumn::new("payments.number_sort", |row| {
                Value::Text(row.cells.number_sort.clone())
            }),
            PaymentSort::Amount => {
                SortColumn::new("payments.amount", |row| Value::Int(row.cells.amount))
            }
            PaymentSort::Unapplied => {
                SortColumn::new(UNAPPLIED, |row| Value::Int(row_unapplied(row).units()))
            }
            PaymentSort::CustomerName => SortColumn::new("payments.customer_key", |row| {
                Value::Text(row.cells.customer_key.clone())
            }),
            _ => SortColumn::new("payments.received_on", |row| {
                Value::Day(row.cells.received_on)
            }),
        }
    }

    fn read_parts(
        conn: &mut DbConnection,
        id: i64,
        draft: &mut PaymentDraft,
    ) -> Result<(), StoreError> {
        draft.allocations = allocations(conn, id)?;
        Ok(())
    }
}

/// What a payment settles, by receivable, in the order of posting.
fn allocations(conn: &mut DbConnection, payment: i64) -> Result<Vec<Allocation>, StoreError> {
    let made = ledger::applied_by_payment(conn, payment)?;
    let ids: Vec<i64> = made
        .iter()
        .filter_map(|made| made.parties.receivable)
        .collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let names = Names::load(conn, ids.iter().map(|id| ("receivables", "number", *id)))?.by_id();
    let mut by_receivable: BTreeMap<usize, Allocation> = BTreeMap::new();
    for made in &made {
        let Some(receivable) = made.parties.receivable else {
            continue;
        };
        let place = ids
            .iter()
            .position(|id| *id == receivable)
            .unwrap_or_default();
        let allocation = by_receivable.entry(place).or_insert_with(|| Allocation {
            receivable_id: Some(Id::new(receivable)),
            receivable_number: names.get(&receivable).cloned(),
            ..Allocation::default()
        });
        let sum = match made.kind {
            PostingKind::Discount => &mut allocation.discount,
            _ => &mut allocation.amount,
        };
        *sum = sum.plus(made.amount).unwrap_or(*sum);
    }
    Ok(by_receivable.into_values().collect())
}

impl WriteStore for Payment {
    const UNIQUE: &'static [Unique] = &[Unique {
        table: "payments",
        columns: &["number_key"],
        pointer: "/number",
        among: UniqueScope::Always,
    }];

    fn lock(conn: &mut DbConnection, id: i64) -> Result<(), StoreError> {
        locks::payment(conn, id, &[])
    }

    fn lock_new(conn: &mut DbConnection, draft: &PaymentDraft) -> Result<(), StoreError> {
        let receivables = receivables_of(&draft.allocations);
        locks::new_payment(conn, draft.customer_id.map(Id::get), &receivables)
    }

    fn texts(&self) -> Vec<Option<&str>> {
        vec![
            self.details.number.as_deref(),
            Some(&self.customer_name),
            self.details.reference.as_deref(),
        ]
    }

    fn prepare(
        tx: &mut Transaction<'_>,
        _before: Option<&Self>,
        draft: &mut PaymentDraft,
        _linked: &Linked,
    ) -> Result<(), StoreError> {
        let received_on = *draft.received_on.get_or_insert(tx.context.today);
        draft
            .method
            .get_or_insert_with(|| DEFAULT_METHOD.to_owned());
        let mut errors = FieldErrors::new();
        errors.require(
            received_on <= tx.context.today,
            "/received_on",
            "in_the_future",
            "The day of receipt cannot be in the future",
        );
        errors.into_result()?;
        let available = draft.amount.unwrap_or_default();
        check(
            tx,
            draft.customer_id,
            &draft.allocations,
            available,
            received_on,
        )?;
        number(tx, draft, received_on)
    }

    fn write_parts(
        tx: &mut Transaction<'_>,
        id: i64,
        _before: Option<&PaymentDraft>,
        draft: &mut PaymentDraft,
    ) -> Result<(), StoreError> {
        let parties = Parties {
            customer: draft.customer_id.map_or(0, Id::get),
            payment: Some(id),
            ..Parties::default()
        };
        let amount = draft.amount.unwrap_or_default();
        ledger::post(tx, PostingKind::Payment, parties, amount, None)?;
        post_allocations(tx, parties, &draft.allocations)?;
        draft.allocations = allocations(tx.conn, id)?;
        Ok(())
    }

    fn watched(&self) -> Result<Json, StoreError> {
        let mut watched = audit::watched(&self.details, &self.stamps)?;
        if let Json::Object(fields) = &mut watched {
            fields.insert("refunded".to_owned(), json!(self.refunded));
            fields.insert("void_reason".to_owned(), json!(self.void_reason));
        }
        Ok(watched)
    }

    /// Ends a payment that was voided, and updates the customer's credit figures.
    fn after_save(
        tx: &mut Transaction<'_>,
        before: Option<&Self>,
        after: &Self,
    ) -> Result<(), StoreError> {
        let was_void = before.is_some_and(|before| before.standing == PaymentStanding::Void);
        if after.standing == PaymentStanding::Void && !was_void {
            let receipt = ledger::receipt_of(tx.conn, after.id.get())?
                .ok_or_else(|| StoreError::internal("a payment without a posting"))?;
            ledger::reverse(tx, &receipt, after.void_reason.as_deref())?;
        }
        credit::refresh(tx.conn, after.details.customer_id.map_or(0, Id::get))
    }
}

/// Checks allocations against the receivables, which are locked; a discount beyond the terms needs a manager.
fn check(
    tx: &mut Transaction<'_>,
    customer: Option<Id<Customer>>,
    allocations: &[Allocation],
    available: Money,
    received_on: NaiveDate,
) -> Result<(), StoreError> {
    let items = ledger::open_items(tx.conn, &receivables_of(allocations))?;
    if check_allocations(allocations, &items, customer, available, received_on)? {
        tx.authorize(Operation::Override, EntityKind::Payment, None)?;
    }
    Ok(())
}

fn post_allocations(
    tx: &mut Transaction<'_>,
    payment: Parties,
    allocations: &[Allocation],
) -> Result<(), StoreError> {
    for allocation in allocations {
        let parties = Parties {
            receivable: allocation.receivable_id.map(Id::get),
            ..payment
        };
        for (kind, amount) in [
            (PostingKind::Allocation, allocation.amount),
            (PostingKind::Discount, allocation.discount),
        ] {
            if amount > Money::ZERO {
                ledger::post(tx, kind, parties, amount, None)?;
            }
        }
    }
    Ok(())
}

/// Draws the number last, because other transactions that draw one wait for this one.
fn number(
    tx: &mut Transaction<'_>,
    draft: &mut PaymentDraft,
    received_on: NaiveDate,
) -> Result<(), StoreError> {
    match &draft.number {
        Some(number) => PAYMENTS.push_past(tx.conn, number),
        None => {
            draft.number = Some(PAYMENTS.draw(tx.conn, received_on.year())?);
            Ok(())
        }
    }
}
