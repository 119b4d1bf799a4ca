//! Receivables: their columns, and what sets them apart from other records. `lines` is what is billed, `prepare` what is taken
//! over from the order and the customer, `billed` that a line is billed once, `act` the steps in a receivable's life.
//!
//! What is settled of one stands in `settled`, which only allocations will move; the balance follows and is stored nowhere.

mod act;
mod billed;
mod lines;
mod prepare;
mod sums;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::choices::Currency;
use domain::customers::Customer;
use domain::problem::Blocker;
use domain::purchase_orders::{PartySnapshot, PurchaseOrder, Refusal};
use domain::receivables::{
    AgingBucket, AgingEdges, PaymentStatus, Receivable, ReceivableDraft, ReceivableFilter,
    ReceivableKind, ReceivableSort, ReceivableStatus, ReceivableSummary, Standing,
};
use domain::record::Resource;
use domain::text::name_key;
use domain::{EntityKind, Id, Money};
use serde_json::{Value as Json, json};

use crate::audit;
use crate::codes::{codes, read as code};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::filters::Conditions;
use crate::fragment::{Fragment, Value};
use crate::kept::links::{Link, Linked};
use crate::kept::rows::{Columns, rows};
use crate::kept::{Kept, linked};
use crate::numbers::number_sort;
use crate::paging::SortColumn;
use crate::records::{Among, Unique};
use crate::schema::receivables;
use crate::search::Found;
use crate::transaction::Transaction;

pub use act::{issue, void};
pub use sums::sums;

/// Most records that are named when they keep another one from something.
pub(crate) const BLOCKERS: usize = 20;
/// Spelled as the partial indexes are.
const UNSETTLED: &str =
    "receivables.status = 'issued' AND receivables.settled < receivables.amount";
/// Spelled as the index has it.
const BALANCE: &str = "(CASE WHEN receivables.status = 'void' THEN 0 ELSE receivables.amount - receivables.settled END)";

/// What of a receivable people do not fill in.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    status: ReceivableStatus,
    settled: Money,
    bill_to: Option<PartySnapshot>,
    void_reason: Option<String>,
}

rows! {
    Receivable, ReceivableDraft, ReceivableSummary in receivables;
    derived State;
    draft {
        kind: ReceivableKind,
        purchase_order_id: Option<Id<PurchaseOrder>>,
        customer_po_number: Option<String>,
        payment_terms: Option<String>,
        due_date_reason: Option<String>,
        freight_amount: Money,
        tax_amount: Money,
        opening_amount: Option<Money>,
        notes: Option<String>,
    }
    given {
        number: String,
        customer_id: Id<Customer>,
        invoice_date: NaiveDate,
        due_date: NaiveDate,
    }
    keys |draft, linked| {
        number_key: String = name_key(draft.number.as_deref().unwrap_or_default()),
        number_sort: String = number_sort(draft.number.as_deref().unwrap_or_default()),
        customer_key: String = name_key(&linked.required("customer_id")),
        amount: Money = draft.amount().unwrap_or_default(),
    }
    record |whole| {
        currency: Currency::default(),
        status: whole.derived.status,
        allowed_actions: whole.derived.status.allowed_actions().to_vec(),
        customer_name: whole.linked.required("customer_id"),
        purchase_order_number: whole.linked.name("purchase_order_id"),
        amount: whole.details.amount().unwrap_or_default(),
        balance: balance(whole.derived.status, amount, whole.derived.settled),
        payment_status: standing(&whole.details, whole.derived.status, balance, whole.today).payment_status,
        is_overdue: standing(&whole.details, whole.derived.status, balance, whole.today).is_overdue,
        aging_bucket: standing(&whole.details, whole.derived.status, balance, whole.today).aging_bucket,
        bill_to_snapshot: whole.derived.bill_to.clone(),
        void_reason: whole.derived.void_reason.clone(),
        archived_links: whole.linked.archived(),
    }
    light {
        number: String,
        kind: ReceivableKind,
        status: ReceivableStatus,
        customer_id: Id<Customer>,
        purchase_order_id: Option<Id<PurchaseOrder>>,
        invoice_date: NaiveDate,
        due_date: NaiveDate,
        payment_terms: Option<String>,
        amount: Money,
    }
    only { settled: Money, number_sort: String, customer_key: String, }
    row |row, facts| {
        customer_name: facts.linked.required("customer_id"),
        purchase_order_number: facts.linked.name("purchase_order_id"),
        balance: row_balance(row)?,
        payment_status: row_standing(row, facts.today)?.payment_status,
        is_overdue: row_standing(row, facts.today)?.is_overdue,
        aging_bucket: row_standing(row, facts.today)?.aging_bucket,
        archived_links: facts.linked.archived(),
    }
}

/// What is not settled; nothing of a void one.
fn balance(status: ReceivableStatus, amount: Money, settled: Money) -> Money {
    match status {
        ReceivableStatus::Void => Money::ZERO,
        _ => amount.minus(settled).unwrap_or_default(),
    }
}

fn standing(
    draft: &ReceivableDraft,
    status: ReceivableStatus,
    balance: Money,
    today: NaiveDate,
) -> Standing {
    let amounts = (draft.amount().unwrap_or_default(), balance);
    let due = draft.due_date.unwrap_or(today);
    Standing::of((draft.kind, status), amounts, due, today)
}

fn row_balance(row: &Light) -> Result<Money, StoreError> {
    let (amount, settled) = (Money::of(row.cells.amount), Money::of(row.cells.settled));
    Ok(balance(code(&row.cells.status)?, amount, settled))
}

fn row_standing(row: &Light, today: NaiveDate) -> Result<Standing, StoreError> {
    let cells = &row.cells;
    let amounts = (Money::of(cells.amount), row_balance(row)?);
    let what = (code(&cells.kind)?, code(&cells.status)?);
    Ok(Standing::of(what, amounts, cells.due_date, today))
}

impl Kept for Receivable {
    const CALLED: &'static str = "number";
    const UNIQUE: &'static [Unique] = &[Unique {
        table: "receivables",
        columns: &["number_key"],
        pointer: "/number",
        among: Among::Ever,
    }];
    const LINKS: &'static [Link<ReceivableDraft, Light>] = &[
        linked!(customer_id => "customers"),
        linked!(purchase_order_id => "purchase_orders", "number"),
    ];

    fn narrow(all: &mut Conditions, filter: &ReceivableFilter, today: NaiveDate) {
        all.any_of(receivables::status, &filter.status);
        all.any_of(receivables::kind, &filter.kind);
        all.any_of(receivables::customer_id, &filter.customer_id);
        all.any_of(receivables::purchase_order_id, &filter.purchase_order_id);
        all.range(receivables::invoice_date, &filter.invoice_date);
        all.range(receivables::due_date, &filter.due_date);
        all.range(receivables::amount, &filter.amount);
        all.range_through(BALANCE, &filter.balance);
        all.computed(&filter.payment_status, |status| match status {
            PaymentStatus::Unpaid => unsettled(" AND receivables.settled = 0"),
            PaymentStatus::Partial => unsettled(" AND receivables.settled > 0"),
            PaymentStatus::Paid => Fragment::sql(
                "receivables.status = 'issued' AND receivables.settled = receivables.amount",
            ),
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

    fn sort_column(key: ReceivableSort) -> SortColumn<Light> {
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

    fn texts(&self) -> Vec<Option<&str>> {
        vec![
            self.details.number.as_deref(),
            Some(&self.customer_name),
            self.purchase_order_number.as_deref(),
            self.details.customer_po_number.as_deref(),
        ]
    }

    fn derived_of_one(conn: &mut DbConnection, id: i64) -> Result<State, StoreError> {
        type Found = (String, i64, Option<String>, Option<String>);
        let (status, settled, bill_to, void_reason): Found = receivables::table
            .find(id)
            .select((
                receivables::status,
                receivables::settled,
                receivables::bill_to_snapshot,
                receivables::void_reason,
            ))
            .first(conn)?;
        let bill_to = bill_to.as_deref().map(serde_json::from_str).transpose()?;
        Ok(State {
            status: code(&status)?,
            settled: Money::of(settled),
            bill_to,
            void_reason,
        })
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

    fn read_parts(
        conn: &mut DbConnection,
        id: i64,
        draft: &mut ReceivableDraft,
    ) -> Result<(), StoreError> {
        draft.lines = lines::read(conn, id)?;
        Ok(())
    }

    fn write_parts(
        tx: &mut Transaction<'_>,
        id: i64,
        before: Option<&ReceivableDraft>,
        draft: &mut ReceivableDraft,
    ) -> Result<(), StoreError> {
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

    /// What its customer owes follows.
    fn settled(
        tx: &mut Transaction<'_>,
        before: Option<&Self>,
        after: &Self,
    ) -> Result<(), StoreError> {
        let restored = before.is_some_and(|before| before.is_archived() && !after.is_archived());
        if restored && after.status == ReceivableStatus::Draft {
            billed::must_be_free_again(tx.conn, after)?;
        }
        if before.map_or(ReceivableStatus::Draft, |before| before.status) == after.status {
            return Ok(());
        }
        owe()
            .and_sql(" WHERE id = ")
            .value(Value::Int(after.details.customer_id.map_or(0, Id::get)))
            .execute(tx.conn)
            .map(drop)
    }

    /// One that is still to be settled stays in sight.
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

/// A step that the status does not allow, with those that it does.
fn illegal(status: ReceivableStatus) -> StoreError {
    StoreError::Refused {
        refusal: Box::new(Refusal::IllegalTransition),
        allowed: codes(status.allowed_actions()),
    }
}

fn unsettled(more: &'static str) -> Fragment {
    Fragment::sql(UNSETTLED).and_sql(more)
}

/// What a customer still has to pay.
fn owed() -> Fragment {
    unsettled(" AND receivables.kind <> 'credit_note'")
}

fn in_bucket(bucket: AgingBucket, today: NaiveDate) -> Fragment {
    let (first, last) = bucket.due_dates(today, AgingEdges::default());
    let mut late = owed();
    for (comparison, day) in [
        (" AND receivables.due_date >= ", first),
        (" AND receivables.due_date <= ", last),
    ] {
        if let Some(day) = day {
            late = late.and_sql(comparison).value(Value::Day(day));
        }
    }
    late
}

/// Sums up what customers owe.
fn owe() -> Fragment {
    Fragment::sql(
        "UPDATE customers SET open_balance = (SELECT CAST(coalesce(sum(CASE kind WHEN 'credit_note' THEN settled - amount \
         ELSE amount - settled END), 0) AS BIGINT) FROM receivables WHERE receivables.customer_id = customers.id AND ",
    )
    .and_sql(UNSETTLED)
    .and_sql(")")
}

/// Sums up what every customer owes, after receivables were settled in volume.
pub(crate) fn owe_anew(conn: &mut DbConnection) -> Result<(), StoreError> {
    owe().execute(conn).map(drop)
}

/// Receivables of a customer that are not settled yet: the first of them, and how many there are.
pub(crate) fn unsettled_of(
    conn: &mut DbConnection,
    customer: i64,
) -> Result<(Vec<Blocker>, i64), StoreError> {
    named(conn, || {
        Fragment::sql("receivables.customer_id = ")
            .value(Value::Int(customer))
            .and_sql(" AND ")
            .and_sql(UNSETTLED)
    })
}

/// Due date of the oldest invoice that a customer has not settled.
pub(crate) fn oldest_due(
    conn: &mut DbConnection,
    customer: i64,
) -> Result<Option<NaiveDate>, StoreError> {
    let due = receivables::table
        .filter(receivables::customer_id.eq(customer))
        .filter(owed())
        .select(diesel::dsl::min(receivables::due_date))
        .first(conn)?;
    Ok(due)
}

/// Whether terms ask for the money before the load is picked up.
pub(crate) fn is_prepaid(conn: &mut DbConnection, terms: Option<&str>) -> Result<bool, StoreError> {
    let terms = prepare::terms(conn, terms)?;
    Ok(terms.is_some_and(domain::receivables::PaymentTerms::is_prepaid))
}

/// Receivables that keep an order where it is: issued ones, and drafts too where they would be left without an order. The first of
/// them, and how many there are.
pub(crate) fn holding(
    conn: &mut DbConnection,
    order: i64,
    drafts: bool,
) -> Result<(Vec<Blocker>, i64), StoreError> {
    let standing = if drafts {
        " AND (receivables.status = 'issued' OR (receivables.status = 'draft' AND receivables.archived_at IS NULL))"
    } else {
        " AND receivables.status = 'issued'"
    };
    named(conn, || {
        Fragment::sql("receivables.purchase_order_id = ")
            .value(Value::Int(order))
            .and_sql(standing)
    })
}

fn named(
    conn: &mut DbConnection,
    condition: impl Fn() -> Fragment,
) -> Result<(Vec<Blocker>, i64), StoreError> {
    let found: Vec<(i64, String)> = receivables::table
        .filter(condition())
        .order(receivables::id)
        .limit(i64::try_from(BLOCKERS).unwrap_or(i64::MAX))
        .select((receivables::id, receivables::number))
        .load(conn)?;
    let count = receivables::table
        .filter(condition())
        .count()
        .get_result(conn)?;
    let blockers = found.into_iter().map(|(id, label)| Blocker {
        entity: EntityKind::Receivable.to_string(),
        id,
        label,
    });
    Ok((blockers.collect(), count))
}
