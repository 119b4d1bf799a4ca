//! Texts and fields of each order step. A step is validated by taking it on a copy of the order.

use std::sync::Arc;

use client::OrderStep;
use domain::FieldError;
use domain::choices::{Choices, FixedChoice, UserRole};
use domain::fields::{Draft, read_leniently};
use domain::purchase_orders::{
    CancelOrder, CloseOrder, ConfirmOrder, CreditFacts, DeliverOrder, InvoiceOrder, IssueOrder,
    OrderAction, OverridableRule, Override, PurchaseOrder, ShipOrder, StepBack, StepContext,
    StepFacts, TransitionError,
};
use serde_json::{Map, Value, json};

use super::order_form::reworded;
use super::{LIST, RECORD};
use crate::api::session::Session;
use crate::pages::loaded_record::LoadedRecord;
use crate::ui::app_error::AppError;
use crate::ui::field_spec::{FieldSpec, Kind};
use crate::ui::form::{Check, object_of};
use crate::ui::format::today;

/// Text and fields of a step's dialog.
pub(super) struct StepForm {
    /// The question or the sentence at its head.
    pub(super) title: String,
    /// What follows from the step.
    pub(super) text: String,
    /// The fields.
    pub(super) fields: &'static [FieldSpec],
    /// The initial values.
    pub(super) start: Map<String, Value>,
    /// The success message.
    pub(super) done: String,
}

/// The name under which the reason of an override is typed.
pub(super) const OVERRIDE_REASON: &str = "override_reason";
/// The form field with the reason for a margin below the floor.
pub(super) const MARGIN_REASON: &str = "margin_reason";
/// The form field that accepts a loss.
pub(super) const ACCEPTS_LOSS: &str = "accept_negative_margin";

const CONFIRM: &[FieldSpec] = &[FieldSpec::new(
    "supplier_confirmation_number",
    "Supplier's confirmation number",
    Kind::Line,
)
.full_width()];
const SHIP: &[FieldSpec] = &[
    FieldSpec::new("shipped_on", "Shipped on", Kind::Day).required(),
    FieldSpec::new("carrier_release_number", "Release number", Kind::Line),
    FieldSpec::new("seal_out", "Seal out", Kind::Line),
];
const DELIVER: &[FieldSpec] = &[
    FieldSpec::new("delivered_on", "Delivered on", Kind::Day).required(),
    FieldSpec::new("seal_in", "Seal in", Kind::Line),
];
const INVOICE: &[FieldSpec] =
    &[FieldSpec::new("invoice_date", "Invoice date", Kind::Day).required()];
const CLOSE: &[FieldSpec] = &[FieldSpec::new(
    "unbilled_reason",
    "Reason for closing without an invoice",
    Kind::Note,
)
.full_width()];
const REASON: &[FieldSpec] = &[FieldSpec::new("reason", "Reason", Kind::Note)
    .required()
    .full_width()];

/// The dialog's text and fields for a step of an order.
pub(super) fn step_form(action: OrderAction, order: &PurchaseOrder) -> StepForm {
    let details = &order.details;
    let number = details.number.clone().unwrap_or_default();
    let supplier = &order.supplier_name;
    let customer = order.customer_name.as_deref();
    let (title, text, fields, start, done) = match action {
        OrderAction::Issue => (
            format!("Issue {number}?"),
            match customer {
                Some(customer) => format!(
                    "Parties and lines are locked, and the amount counts against the credit of {customer}."
                ),
                None => "Parties and lines are locked.".to_owned(),
            },
            &[][..],
            json!({ACCEPTS_LOSS: false, MARGIN_REASON: null, OVERRIDE_REASON: null}),
            "issued",
        ),
        OrderAction::Confirm => (
            format!("Confirm {number}"),
            format!("Enter the confirmation number of {supplier}."),
            CONFIRM,
            json!({"supplier_confirmation_number": details.supplier_confirmation_number}),
            "marked confirmed",
        ),
        OrderAction::Ship => (
            format!("Ship {number}"),
            "The load is in transit from this date.".to_owned(),
            SHIP,
            json!({"shipped_on": today(), "carrier_release_number": details.carrier_release_number, "seal_out": details.seal_out, OVERRIDE_REASON: null}),
            "marked shipped",
        ),
        OrderAction::Deliver => (
            format!("Deliver {number}"),
            "The claim period starts on this date.".to_owned(),
            DELIVER,
            json!({"delivered_on": today(), "seal_in": details.seal_in}),
            "marked delivered",
        ),
        OrderAction::Invoice => (
            format!("Invoice {number}"),
            format!(
                "Drafts an invoice to {} for the lines not billed yet.",
                customer.unwrap_or("the customer")
            ),
            INVOICE,
            json!({"invoice_date": today()}),
            "invoiced; the invoice is a draft",
        ),
        OrderAction::Close => (
            format!("Close {number}?"),
            "A closed order cannot be changed.".to_owned(),
            if order.needs_unbilled_reason() {
                CLOSE
            } else {
                &[][..]
            },
            json!({"unbilled_reason": null, OVERRIDE_REASON: null}),
            "closed",
        ),
        OrderAction::Cancel => (
            format!("Cancel {number}?"),
            "This cannot be undone. The number is not reused.".to_owned(),
            REASON,
            json!({"reason": ""}),
            "cancelled",
        ),
        OrderAction::StepBack | OrderAction::Weigh => {
            let back = order
                .status
                .after(OrderAction::StepBack)
                .unwrap_or_default();
            (
                format!("Move {number} back to {}?", back.label().to_lowercase()),
                "History keeps both steps and the reason.".to_owned(),
                REASON,
                json!({"reason": ""}),
                "moved back one step",
            )
        }
    };
    let start = start.as_object().cloned().unwrap_or_default();
    StepForm {
        title,
        text,
        fields,
        start,
        done: format!("{number} {done}"),
    }
}

fn body<D: Draft>(values: &Map<String, Value>) -> (D, Vec<FieldError>) {
    let (body, errors) = read_leniently::<D>(Value::Object(values.clone()), &[]);
    (body, errors.into_vec())
}

/// Passing a gate, where a reason was typed.
fn override_reason(rule: OverridableRule, values: &Map<String, Value>) -> Option<Override> {
    let reason = values.get(OVERRIDE_REASON)?.as_str()?.trim();
    (!reason.is_empty()).then(|| Override {
        rule,
        reason: reason.to_owned(),
    })
}

/// The body of `issue` out of what was ticked and typed.
fn issue_body(values: &Map<String, Value>) -> IssueOrder {
    let loses = values.get(ACCEPTS_LOSS).and_then(Value::as_bool);
    IssueOrder {
        accept_negative_margin: loses.unwrap_or(false),
        margin_reason: values
            .get(MARGIN_REASON)
            .and_then(Value::as_str)
            .map(str::to_owned),
        r#override: override_reason(OverridableRule::CreditBlocked, values),
    }
}

/// The body of `ship` out of what was typed.
fn ship_body(values: &Map<String, Value>) -> (ShipOrder, Vec<FieldError>) {
    let mut typed = values.clone();
    typed.remove(OVERRIDE_REASON);
    let (mut ship, errors) = body::<ShipOrder>(&typed);
    ship.r#override = override_reason(OverridableRule::TenderBlocked, values);
    (ship, errors)
}

/// The body of `close` out of what was typed.
fn close_body(values: &Map<String, Value>) -> (CloseOrder, Vec<FieldError>) {
    let mut typed = values.clone();
    typed.remove(OVERRIDE_REASON);
    let (mut close, errors) = body::<CloseOrder>(&typed);
    close.r#override = override_reason(OverridableRule::ClaimsOpen, values);
    (close, errors)
}

/// Validates a step by taking it on a copy. Facts that only the server knows (credit, whether the customer cooks) are not checked.
pub(super) fn check(
    action: OrderAction,
    order: Arc<PurchaseOrder>,
    role: UserRole,
    choices: Arc<Choices>,
) -> Check {
    Arc::new(move |values| {
        let context = StepContext {
            today: today(),
            choices: &choices,
            role,
        };
        // Ignores errors about facts that only the server knows.
        let facts = StepFacts {
            credit: CreditFacts {
                cooks_product: true,
                ..CreditFacts::default()
            },
            margin_floor: domain::settings::current().margin_floor(),
            ..StepFacts::default()
        };
        let mut copy = PurchaseOrder::clone(&order);
        let (mut errors, outcome) = match action {
            OrderAction::Issue => {
                let outcome = copy.issue(&issue_body(values), context, &facts);
                (Vec::new(), outcome.map(drop))
            }
            OrderAction::Confirm => {
                let (body, errors) = body::<ConfirmOrder>(values);
                (errors, copy.confirm(&body, context))
            }
            OrderAction::Ship => {
                let (body, errors) = ship_body(values);
                (errors, copy.ship(&body, context, &facts).map(drop))
            }
            OrderAction::Deliver => {
                let (body, errors) = body::<DeliverOrder>(values);
                (errors, copy.deliver(&body, context))
            }
            OrderAction::Invoice => {
                let (body, errors) = body::<InvoiceOrder>(values);
                (errors, copy.invoice(&body, context).map(drop))
            }
            OrderAction::Close => {
                let (body, errors) = close_body(values);
                (errors, copy.close(&body, context, &facts).map(drop))
            }
            OrderAction::Cancel => {
                let (body, errors) = body::<CancelOrder>(values);
                (errors, copy.cancel(&body, context))
            }
            OrderAction::StepBack | OrderAction::Weigh => {
                let (body, errors) = body::<StepBack>(values);
                (errors, copy.step_back(&body, context))
            }
        };
        if let Err(TransitionError::Invalid(found)) = outcome {
            // A day that cannot be read is named once; addresses of parties are known to the server.
            let known: Vec<_> = errors.iter().map(|error| error.pointer.clone()).collect();
            let ours = |error: &FieldError| {
                !known.contains(&error.pointer) && error.code != "needs_address"
            };
            errors.extend(found.into_vec().into_iter().filter(ours));
        }
        errors.into_iter().map(reworded).collect()
    })
}

/// Takes the step on the server.
pub(super) async fn take(
    session: Session,
    action: OrderAction,
    id: i64,
    etag: &str,
    key: &str,
    values: &Map<String, Value>,
) -> Result<LoadedRecord, AppError> {
    match action {
        OrderAction::Issue => act(session, id, etag, key, &issue_body(values)).await,
        OrderAction::Confirm => act(session, id, etag, key, &body::<ConfirmOrder>(values).0).await,
        OrderAction::Ship => act(session, id, etag, key, &ship_body(values).0).await,
        OrderAction::Deliver => act(session, id, etag, key, &body::<DeliverOrder>(values).0).await,
        OrderAction::Invoice => act(session, id, etag, key, &body::<InvoiceOrder>(values).0).await,
        OrderAction::Close => act(session, id, etag, key, &close_body(values).0).await,
        OrderAction::Cancel => act(session, id, etag, key, &body::<CancelOrder>(values).0).await,
        OrderAction::StepBack | OrderAction::Weigh => {
            act(session, id, etag, key, &body::<StepBack>(values).0).await
        }
    }
}

async fn act<S: OrderStep>(
    session: Session,
    id: i64,
    etag: &str,
    key: &str,
    step: &S,
) -> Result<LoadedRecord, AppError> {
    let (api, body) = (session.api(), object_of(step));
    let orders = api.records(LIST.path);
    let order = orders.act(id, S::ACTION.code(), etag, Some(key), &body);
    Ok(LoadedRecord::new(&RECORD, order.await?))
}
