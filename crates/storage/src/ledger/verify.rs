//! Recomputes everything that follows from postings, and names each difference from what is kept.

use diesel::RunQueryDsl;
use diesel::sql_types::{Nullable, Text};

use crate::connection::DbConnection;
use crate::credit;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};

/// Most differences that are named for each check.
const MOST: i64 = 100;

/// A kept value that does not follow from the postings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The record, for example `receivable INV-2026-0007`.
    pub record: String,
    /// The value, for example `settled`.
    pub field: &'static str,
    /// The value that is kept; amounts in cents.
    pub kept: Option<String>,
    /// The value that follows from the postings.
    pub derived: Option<String>,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
        let (kept, derived) = (shown(&self.kept), shown(&self.derived));
        let Self { record, field, .. } = self;
        write!(f, "{record}: {field} is {kept}, the ledger gives {derived}")
    }
}

const POSTED: &str =
    "(SELECT CAST(coalesce(sum(postings.amount), 0) AS BIGINT) FROM postings WHERE ";

/// The checks: table, label of its records, field, kept value, derived value.
fn checks() -> Vec<(&'static str, &'static str, &'static str, String, Fragment)> {
    let of = |condition: &str| Fragment::sql(format!("{POSTED}{condition})"));
    let receivable = "'receivable ' || receivables.number";
    let payment = "'payment ' || payments.number";
    let mut checks = vec![
        (
            "receivables",
            receivable,
            "settled",
            "receivables.settled".to_owned(),
            Fragment::sql(format!(
                "({POSTED}postings.receivable_id = receivables.id AND postings.kind IN ('allocation', 'discount', 'write_off')) \
                 + {POSTED}postings.credit_id = receivables.id))"
            )),
        ),
        (
            "receivables",
            receivable,
            "issued amount",
            "CASE receivables.status WHEN 'issued' THEN receivables.amount ELSE 0 END".to_owned(),
            of("postings.receivable_id = receivables.id AND postings.kind IN ('issue', 'void')"),
        ),
        (
            "payments",
            payment,
            "applied",
            "payments.applied".to_owned(),
            of("postings.payment_id = payments.id AND postings.kind = 'allocation'"),
        ),
        (
            "payments",
            payment,
            "refunded",
            "payments.refunded".to_owned(),
            of("postings.payment_id = payments.id AND postings.kind = 'refund'"),
        ),
        (
            "payments",
            payment,
            "received amount",
            "CASE WHEN payments.is_void THEN 0 ELSE payments.amount END".to_owned(),
            of(
                "postings.payment_id = payments.id AND postings.kind IN ('payment', 'payment_void')",
            ),
        ),
    ];
    // A claim of the customer settles as an issued credit memo over its amount, on its order.
    checks.push((
        "claims",
        "'claim ' || claims.number",
        "credited amount",
        "CASE WHEN claims.party = 'customer' THEN claims.settled END".to_owned(),
        Fragment::sql(
            "(SELECT receivables.amount FROM receivables WHERE receivables.id = claims.credit_memo_id AND receivables.status = 'issued' \
             AND receivables.kind = 'credit_note' AND receivables.customer_id = claims.customer_id \
             AND receivables.purchase_order_id = claims.purchase_order_id)",
        ),
    ));
    for (column, derived) in credit::kept_figures() {
        checks.push((
            "customers",
            "'customer ' || customers.name",
            column,
            format!("customers.{column}"),
            derived,
        ));
    }
    checks.push((
        "customers",
        "'customer ' || customers.name",
        "statement balance",
        "customers.open_balance".to_owned(),
        Fragment::sql(format!(
            "(SELECT CAST(coalesce(sum({}), 0) AS BIGINT) FROM postings WHERE postings.customer_id = customers.id)",
            super::statement::EFFECT
        )),
    ));
    checks
}

/// All differences, at most 100 for each kind of value.
///
/// # Errors
/// If the database fails.
pub fn verify(conn: &mut DbConnection) -> Result<Vec<Difference>, StoreError> {
    let mut differences = Vec::new();
    for (table, label, field, kept, derived) in checks() {
        let query = Fragment::sql(format!(
            "SELECT record, CAST(kept AS TEXT), CAST(derived AS TEXT) FROM (SELECT {table}.id AS id, {label} AS record, {kept} AS kept, "
        ))
        .and(derived)
        .and_sql(format!(
            " AS derived FROM {table}) AS compared WHERE kept IS DISTINCT FROM derived ORDER BY id LIMIT "
        ))
        .value(Value::Int(MOST))
        .not_kept();
        let rows: Vec<(String, Option<String>, Option<String>)> =
            Statement::<(Text, Nullable<Text>, Nullable<Text>)>::new(query).load(conn)?;
        differences.extend(rows.into_iter().map(|(record, kept, derived)| Difference {
            record,
            field,
            kept,
            derived,
        }));
    }
    Ok(differences)
}
