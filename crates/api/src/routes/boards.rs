//! Boards: the loads of two weeks, and the orders behind the work that waits.

use actix_web::get;
use actix_web::web::Data;
use domain::boards::{LoadBoard, Worklist, board_end, monday_of};
use domain::purchase_orders::PurchaseOrder;
use storage::boards;

use crate::answer::{self, Answer};
use crate::caller::{Authorized, Read};
use crate::extract::{BoardRequest, WorkRequest};
use crate::routes::Register;
use crate::state::State;

pub(super) fn configure(config: &mut impl Register) {
    config.service(read_load_board).service(read_worklist);
}

/// Read the load board
///
/// Pick-ups and deliveries of issued orders that are not closed, of two weeks, by day, dock and time. At most 1,000.
#[utoipa::path(
    tag = "reports",
    params(BoardRequest),
    responses((status = 200, description = "The board.", body = LoadBoard))
)]
#[get("/boards/loads")]
async fn read_load_board(
    caller: Authorized<Read, PurchaseOrder>,
    state: Data<State>,
    request: BoardRequest,
) -> Answer {
    let today = state.clock.today(caller.zone);
    let from = request.from.unwrap_or_else(|| monday_of(today));
    let to = board_end(from);
    let board = state
        .read(move |conn| boards::loads(conn, (from, to), today))
        .await?;
    answer::plain(&board)
}

/// Read a worklist
///
/// The orders of a kind of work that the start page counts, the earliest pick-up first. At most 1,000. Kinds that are no orders have
/// lists of their own, and no orders here.
#[utoipa::path(
    tag = "reports",
    params(WorkRequest),
    responses((status = 200, description = "The worklist.", body = Worklist))
)]
#[get("/boards/work")]
async fn read_worklist(
    caller: Authorized<Read, PurchaseOrder>,
    state: Data<State>,
    request: WorkRequest,
) -> Answer {
    let today = state.clock.today(caller.zone);
    let worklist = state
        .read(move |conn| boards::worklist(conn, request.kind, today))
        .await?;
    answer::plain(&worklist)
}
