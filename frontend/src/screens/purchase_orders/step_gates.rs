//! What blocks an order step: errors with links to where they are fixed, and gates that a manager can override.

use domain::FieldError;
use domain::choices::{FixedChoice, UserRole};
use domain::permissions::Operation;
use domain::purchase_orders::{OrderAction, PurchaseOrder};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::fields::label_of;
use super::step_fields::OVERRIDE_REASON;
use super::step_request::StepRequest;
use super::{LIST, order_of};
use crate::api::records::fetch_list;
use crate::config::list_config::ListConfig;
use crate::config::{carriers, claims, customers, suppliers, users};
use crate::ui::dom::focus_soon;
use crate::ui::field::Field;
use crate::ui::icon::{Icon, icon};
use crate::ui::input::TextArea;

/// The errors to fix first, each with a link.
pub(super) fn blockers(errors: &[FieldError], id: i64, order: &PurchaseOrder) -> Option<AnyView> {
    if errors.is_empty() {
        return None;
    }
    let items = errors
        .iter()
        .map(|error| {
            let pointer = error.pointer.clone().unwrap_or_default();
            let href = fix_elsewhere(error, order)
                .unwrap_or_else(|| format!("{}/{id}/edit?at={pointer}", LIST.path));
            // Weights are entered on the page itself.
            let here = pointer.ends_with("/actual_weight");
            let label = label_of(&pointer);
            let name = if here {
                label.into_any()
            } else {
                view! { <a class="link" href=href>{label}</a> }.into_any()
            };
            view! { <li>{name} ": " {error.message.clone()}</li> }
        })
        .collect_view();
    Some(
        view! {
            <div class="in-the-way caution refusal" role="status" tabindex="-1">
                <p><span class="status caution">{icon(Icon::Caution)}"Required first:"</span></p>
                <ul>{items}</ul>
            </div>
        }
        .into_any(),
    )
}

/// The form of another record that has to be fixed, such as a party without an address.
fn fix_elsewhere(error: &FieldError, order: &PurchaseOrder) -> Option<String> {
    let details = &order.details;
    let (list, id) = match (error.code.as_str(), error.pointer.as_deref()?) {
        ("needs_address", "/supplier_id") => {
            (&suppliers::LIST, details.supplier_id.map(domain::Id::get)?)
        }
        ("needs_address", "/customer_id") => {
            (&customers::LIST, details.customer_id.map(domain::Id::get)?)
        }
        ("needs_address", "/carrier_id") => {
            (&carriers::LIST, details.carrier_id.map(domain::Id::get)?)
        }
        _ => return None,
    };
    Some(format!("{}/edit", list.at(id)))
}

/// A gate that refused: a manager can override it with a reason; a broker sees who can.
pub(super) fn gate(asking: StepRequest) -> AnyView {
    if !asking.acting.may(Operation::Override) {
        return override_roles(asking);
    }
    let form = asking.form;
    let label = match asking.action {
        OrderAction::Ship => "Reason for shipping anyway",
        OrderAction::Close => "Reason for closing anyway",
        _ => "Reason for issuing anyway",
    };
    focus_soon(format!("#field-{OVERRIDE_REASON}"));
    view! {
        <Field
            name=OVERRIDE_REASON
            label=label
            help="Kept in history"
            required=true
            error=form.error(OVERRIDE_REASON)
            on_leave=form.leave(OVERRIDE_REASON)
        >
            <TextArea value=form.text(OVERRIDE_REASON) on_change=form.set_text(OVERRIDE_REASON) rows=2/>
        </Field>
    }
    .into_any()
}

/// The users who can override the gate, by name.
fn override_roles(asking: StepRequest) -> AnyView {
    let session = asking.acting.page.session;
    let names = RwSignal::new(Vec::<String>::new());
    let roles = [UserRole::Manager, UserRole::Admin]
        .map(UserRole::code)
        .join(",");
    let pairs = vec![
        ("role".to_owned(), roles),
        ("is_active".to_owned(), "true".to_owned()),
        ("limit".to_owned(), "4".to_owned()),
    ];
    spawn_local(async move {
        // Without names, show the role.
        let found = fetch_list(session, users::LIST.path, pairs)
            .await
            .unwrap_or_default();
        let found = found.items.iter().map(|user| users::LIST.label(user));
        names.try_set(found.collect());
    });
    let done = match asking.action {
        OrderAction::Ship => "ship",
        OrderAction::Close => "close",
        _ => "issue",
    };
    let words = move || {
        let names = names.get();
        let who = match names.as_slice() {
            [] => String::new(),
            [one] => format!(": {one}"),
            [first @ .., last] => format!(": {} or {last}", first.join(", ")),
        };
        format!("A manager can {done} it with a reason{who}.")
    };
    view! { <p class="muted">{words}</p> }.into_any()
}

/// The record in whose name the gate refused: the customer with its credit, the carrier with its insurance.
pub(super) fn record_to_fix(asking: StepRequest) -> Option<AnyView> {
    let link = |id: Option<i64>, list: &ListConfig, name: Option<String>| {
        let href = list.at(id?);
        Some(view! { <a class="link" href=href>{format!("Open {}", name?)}</a> }.into_any())
    };
    let loaded = asking.acting.page.loaded;
    let order = loaded.with_untracked(order_of)?;
    let details = &order.details;
    match asking.action {
        OrderAction::Ship => link(
            details.carrier_id.map(domain::Id::get),
            &carriers::LIST,
            order.links.carrier_name.clone(),
        ),
        OrderAction::Close => {
            let href = format!(
                "{}?is_open=true&purchase_order_id={}",
                claims::LIST.path,
                order.id
            );
            Some(view! { <a class="link" href=href>"Open claims"</a> }.into_any())
        }
        _ => link(
            details.customer_id.map(domain::Id::get),
            &customers::LIST,
            order.customer_name.clone(),
        ),
    }
}
