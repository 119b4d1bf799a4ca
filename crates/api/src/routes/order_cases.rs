//! `/purchase-orders/{id}/cases`: the cases of a load with their weights, whose sums are the actual weights of the lines.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use domain::Id;
use domain::fields::read_body;
use domain::list::Page;
use domain::order_cases::{AddCases, CasesAdded, OrderCase, RemoveCases, cases_csv};
use domain::purchase_orders::{PurchaseOrder, StepContext};
use storage::order_cases::{self, CasesWanted};

use crate::answer::{self, Answer};
use crate::caller::{Act, Authorized, Read};
use crate::extract::{CaseQuery, IfMatch, OptionalBody, PathId, Replay};
use crate::problem::ApiError;
use crate::routes::Register;
use crate::state::State;

pub(super) fn configure(config: &mut impl Register) {
    config
        .service(list_order_cases)
        .service(export_order_cases)
        .service(add_order_cases)
        .service(remove_order_cases);
}

/// List the cases of an order
///
/// In the order of entry. Removed cases are left out unless `removed=true`.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, CaseQuery),
    responses((status = 200, description = "A page of cases.", body = Page<OrderCase>))
)]
#[get("/purchase-orders/{id}/cases")]
async fn list_order_cases(
    _caller: Authorized<Read, PurchaseOrder>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
    query: CaseQuery,
) -> Answer {
    let wanted = CasesWanted {
        line: query.line,
        with_removed: query.with_removed,
        after: query.after.map(Id::new),
        limit: query.limit,
    };
    let cases = state
        .read(move |conn| order_cases::list(conn, id.0, wanted))
        .await?;
    answer::page_by_id(&state, cases, query.limit, &query.address, |case| {
        case.id.get()
    })
}

/// Export the cases of an order
///
/// All cases as comma-separated values with a header, the removed ones too. A cell that a spreadsheet would take for a formula
/// begins with an apostrophe.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>),
    responses((status = 200, description = "The cases.", body = String, content_type = "text/csv"))
)]
#[get("/purchase-orders/{id}/cases.csv")]
async fn export_order_cases(
    _caller: Authorized<Read, PurchaseOrder>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
) -> Answer {
    let order = id.0;
    let (cases, lines) = state
        .read(move |conn| order_cases::all(conn, order))
        .await?;
    let name = format!("attachment; filename=\"order-{order}-cases.csv\"");
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, name))
        .body(cases_csv(&cases, &lines)))
}

/// Add cases to an order
///
/// From scanned GS1 barcodes or a pasted list of weights, in the statuses in which weights can be entered. Each case belongs to the
/// line of the product that has its GTIN, else to `line_id`, else to the line of earlier cases with the GTIN, else to the only line.
/// Entries that cannot be read, have no line, or repeat a serial number of the order are answered in `rejected`; the others are
/// kept. The sum of a line's cases, rounded once, becomes its actual weight with the source `barcode_sum`, as by `weigh`: more than
/// 1 % off the ordered weight requires `accept_variance`, and 409 `line_billed` is answered until `correct_invoices` gives a reason.
/// While a line has cases, `weigh` cannot enter another total.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = AddCases, content_type = "application/json"),
    responses((status = 200, description = "What was kept, the sums, and what was rejected.", body = CasesAdded))
)]
#[post("/purchase-orders/{id}/cases")]
async fn add_order_cases(
    caller: Authorized<Act, PurchaseOrder>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
) -> Answer {
    let sent = body.0;
    let body: AddCases = read_body(sent.value, &[]).map_err(ApiError::invalid)?;
    let rules = state.rules(&caller).await?;
    let (role, expected, dry_run) = (caller.role, expected.expected(), body.dry_run);
    let key = replay.of(&sent.bytes);
    let work = move |tx: &mut storage::Transaction<'_>| {
        let context = StepContext {
            today: rules.today,
            choices: &rules.choices,
            role,
        };
        order_cases::add(tx, id.0, &expected, &body, context)
    };
    if dry_run {
        let added = state.dry_run(&caller, work).await?;
        return answer::changed_value(&added, added.version, false);
    }
    let written = state.write(&caller, key, work).await?;
    answer::changed_value(&written.value, written.value.version, written.replayed)
}

/// Remove cases from an order
///
/// With a reason; the cases stay in the list, marked as removed. The sums of the other cases become the actual weights, under the
/// same conditions as when cases are added. To correct a case, remove it and add it again.
#[utoipa::path(
    tag = "purchase-orders",
    params(PathId<PurchaseOrder>, IfMatch, Replay),
    request_body(content = RemoveCases, content_type = "application/json"),
    responses((status = 200, description = "The order as it is now.", body = PurchaseOrder))
)]
#[post("/purchase-orders/{id}/cases/remove")]
async fn remove_order_cases(
    caller: Authorized<Act, PurchaseOrder>,
    state: Data<State>,
    id: PathId<PurchaseOrder>,
    expected: IfMatch,
    replay: Replay,
    body: OptionalBody,
) -> Answer {
    let sent = body.0;
    let body: RemoveCases = read_body(sent.value, &[]).map_err(ApiError::invalid)?;
    let rules = state.rules(&caller).await?;
    let (role, expected) = (caller.role, expected.expected());
    let key = replay.of(&sent.bytes);
    let written = state
        .write(&caller, key, move |tx| {
            let context = StepContext {
                today: rules.today,
                choices: &rules.choices,
                role,
            };
            order_cases::remove(tx, id.0, &expected, &body, context)
        })
        .await?;
    answer::changed(&written)
}
