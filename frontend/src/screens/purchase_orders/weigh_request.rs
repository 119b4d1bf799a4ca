//! Saves the weights of an order, and undoes it.

use client::ClientError;
use domain::ProblemCode;
use domain::choices::FixedChoice;
use domain::purchase_orders::{LineWeight, OrderAction, PurchaseOrder, WeighOrder};
use leptos::task::spawn_local;

use super::step_dialog::show;
use super::weights::before_of;
use super::{LIST, RECORD, order_of};
use crate::api::idempotency_key::new_key;
use crate::pages::loaded_record::LoadedRecord;
use crate::pages::record_page::RecordPage;
use crate::ui::app_error::AppError;
use crate::ui::form::object_of;
use crate::ui::toast::Toasts;

/// Saves the weights and shows the result. If the order was changed meanwhile but not these weights, they are
/// entered on the order as it is now.
pub(super) async fn weigh(
    page: RecordPage,
    seen: &LoadedRecord,
    body: &WeighOrder,
) -> Result<LoadedRecord, AppError> {
    let api = page.session.api();
    let (orders, weights) = (api.records(LIST.path), object_of(body));
    let step = OrderAction::Weigh.code();
    let mut answer = orders
        .act(seen.id, step, &seen.etag, Some(&new_key()), &weights)
        .await;
    let stale = |error: &ClientError| error.is(ProblemCode::StaleVersion);
    if answer.as_ref().err().is_some_and(stale) {
        let now = LoadedRecord::new(&RECORD, orders.read(seen.id).await?);
        let both = order_of(seen).zip(order_of(&now));
        if both.is_some_and(|(seen, now)| same_weights(&seen, &now, body)) {
            answer = orders
                .act(seen.id, step, &now.etag, Some(&new_key()), &weights)
                .await;
        } else {
            show(page, now);
        }
    }
    let after = LoadedRecord::new(&RECORD, answer?);
    show(page, after.clone());
    Ok(after)
}

/// Whether the lines to be weighed have the same weights in two forms of an order.
fn same_weights(seen: &PurchaseOrder, now: &PurchaseOrder, body: &WeighOrder) -> bool {
    let of = |order: &PurchaseOrder, line: &LineWeight| before_of(order, line.id);
    body.lines
        .iter()
        .all(|line| of(seen, line) == of(now, line))
}

/// Puts the weights back that were there before.
pub(super) fn take_back(page: RecordPage, toasts: Toasts, after: LoadedRecord, body: WeighOrder) {
    spawn_local(async move {
        match weigh(page, &after, &body).await {
            Ok(_) => toasts.say("Weights restored"),
            Err(error) => toasts.error(&error),
        }
    });
}
