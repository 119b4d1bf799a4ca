//! Reports of the ledger: aging, and the statement of a customer.

use actix_web::get;
use actix_web::web::Data;
use chrono::Datelike;
use domain::customers::Customer;
use domain::payments::{Aging, Statement};
use domain::receivables::Receivable;
use storage::ledger::{self, AgingQuery};

use crate::answer::{self, Answer};
use crate::caller::{Authorized, Read};
use crate::extract::{AgingRequest, PathId, StatementRequest};
use crate::routes::Register;
use crate::state::State;

/// Must be registered before the records, whose `{id}` would match these paths otherwise.
pub(super) fn configure(config: &mut impl Register) {
    config.service(read_aging).service(customer_statement);
}

/// Age receivables
///
/// What customers owe by days past due, on any day: a past day is answered from the postings as they stood then. Credit memos and
/// unapplied cash stand apart; the total is the buckets less both. Customers with the largest total come first.
#[utoipa::path(
    tag = "receivables",
    params(AgingRequest),
    responses((status = 200, description = "The aging.", body = Aging))
)]
#[get("/receivables/aging")]
async fn read_aging(
    caller: Authorized<Read, Receivable>,
    state: Data<State>,
    request: AgingRequest,
) -> Answer {
    let query = AgingQuery {
        as_of: request.as_of.unwrap_or(state.clock.today(caller.zone)),
        basis: request.basis,
        edges: request
            .edges
            .unwrap_or_else(|| state.settings().aging_edges()),
        customer: request.customer,
        limit: request.limit,
    };
    let aging = state.read(move |conn| ledger::aging(conn, &query)).await?;
    answer::plain(&aging)
}

/// Read the statement of a customer
///
/// What the customer owed before a span of days, the postings in it, and what it owes after. Allocations are no lines, because they
/// move nothing. At most 5,000 lines.
#[utoipa::path(
    tag = "customers",
    params(PathId<Customer>, StatementRequest),
    responses((status = 200, description = "The statement.", body = Statement))
)]
#[get("/customers/{id}/statement")]
async fn customer_statement(
    caller: Authorized<Read, Customer>,
    state: Data<State>,
    id: PathId<Customer>,
    request: StatementRequest,
) -> Answer {
    let to = request.to.unwrap_or(state.clock.today(caller.zone));
    let from = request.from.or(to.with_day(1)).unwrap_or(to).min(to);
    let statement = state
        .read(move |conn| ledger::statement(conn, id.0, from, to))
        .await?;
    answer::plain(&statement)
}
