//! Conditions on receivables that filters and billing share: which count, which are owed, overall status, aging.

use chrono::{Days, NaiveDate};
use domain::receivables::{AgingBucket, DUE_SOON_DAYS, ReceivableStanding};
use domain::settings::AgingEdges;

use crate::fragment::{Fragment, Value};

/// Must match the partial indexes.
pub(crate) const UNSETTLED: &str =
    "receivables.status = 'issued' AND receivables.settled < receivables.amount";

/// Issued and settled in full.
pub(crate) const PAID: &str =
    "receivables.status = 'issued' AND receivables.settled = receivables.amount";

/// Receivables that count for their order: issued ones, and drafts that are not archived. `table` may be an alias.
pub(crate) fn counts(table: &str) -> String {
    format!(
        "({table}.status = 'issued' OR ({table}.status = 'draft' AND {table}.archived_at IS NULL))"
    )
}

/// Invoices that bill: issued ones, and drafts that are not archived.
pub(crate) fn bills() -> String {
    format!("receivables.kind = 'invoice' AND {}", counts("receivables"))
}

/// Invoices and credit memos that count: issued ones, and drafts that are not archived.
pub(crate) fn bills_or_credits() -> String {
    format!(
        "receivables.kind <> 'opening_balance' AND {}",
        counts("receivables")
    )
}

pub(crate) fn unsettled(more: &'static str) -> Fragment {
    Fragment::sql(UNSETTLED).and_sql(more)
}

/// Receivables that a customer still has to pay.
pub(crate) fn owed() -> Fragment {
    unsettled(" AND receivables.kind <> 'credit_note'")
}

/// Receivables with this overall status today; each has exactly one.
pub(crate) fn stands(standing: ReceivableStanding, today: NaiveDate) -> Fragment {
    let soon = today
        .checked_add_days(Days::new(DUE_SOON_DAYS))
        .unwrap_or(NaiveDate::MAX);
    match standing {
        ReceivableStanding::Draft => Fragment::sql("receivables.status = 'draft'"),
        ReceivableStanding::Void => Fragment::sql("receivables.status = 'void'"),
        ReceivableStanding::Paid => Fragment::sql(PAID),
        ReceivableStanding::Open => {
            unsettled(" AND (receivables.kind = 'credit_note' OR receivables.due_date > ")
                .value(Value::Day(soon))
                .and_sql(")")
        }
        ReceivableStanding::DueSoon => owed()
            .and_sql(" AND receivables.due_date >= ")
            .value(Value::Day(today))
            .and_sql(" AND receivables.due_date <= ")
            .value(Value::Day(soon)),
        ReceivableStanding::Overdue => owed()
            .and_sql(" AND receivables.due_date < ")
            .value(Value::Day(today)),
    }
}

pub(crate) fn in_bucket(bucket: AgingBucket, today: NaiveDate) -> Fragment {
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
