//! Copies of an order, and the rest of a short shipment: a back-order, or given up with a reason.

use domain::permissions::Operation;
use domain::purchase_orders::PurchaseOrder;
use domain::record::EntityKind;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, json};

use super::formatting::weight;
use super::step_dialog::StepContext;
use super::{LIST, RECORD};
use crate::api::idempotency_key::new_key;
use crate::pages::loaded_record::LoadedRecord;
use crate::pages::record_page::RecordPage;
use crate::ui::button::{Button, ButtonStyle};
use crate::ui::dialog::Dialog;
use crate::ui::dom::focus_soon;
use crate::ui::field::Field;
use crate::ui::icon::Icon;
use crate::ui::input::TextArea;
use crate::ui::menu::MenuItem;
use crate::ui::record_parts::internal_block;

/// Creates a draft from the order of the page, and opens it.
fn create(page: RecordPage, acting: StepContext, how: &'static str, words: &'static str) {
    let Some((id, etag)) = page
        .loaded
        .try_with_untracked(|loaded| (loaded.id, loaded.etag.clone()))
    else {
        return;
    };
    let session = page.session;
    spawn_local(async move {
        let api = session.api();
        let orders = api.records(LIST.path);
        let made = orders
            .act(id, how, &etag, Some(&new_key()), &Map::new())
            .await;
        match made {
            Ok(made) => {
                let made = LoadedRecord::new(&RECORD, made);
                acting.opens(made.id, &format!("{}: {words}", made.label));
            }
            Err(error) => acting.says(&error.into()),
        }
    });
}

/// The menu item that copies the order.
pub(super) fn copy_item(page: RecordPage, acting: StepContext) -> Option<MenuItem> {
    page.session
        .may(Operation::Create, EntityKind::PurchaseOrder)
        .then(|| {
            let copy = move |()| create(page, acting, "copy", "a copy, to be checked");
            MenuItem::new("Copy order", Some(Icon::Copy), Callback::new(copy))
        })
}

/// The rest of a short shipment: what is missing, and what became of it. Nothing if nothing is missing.
pub(super) fn rest_block(
    page: RecordPage,
    acting: StepContext,
    order: &PurchaseOrder,
) -> Option<AnyView> {
    let origin = order.back_order_of.as_ref().map(|short| {
        let href = LIST.at(short.id.get());
        view! { <p>"Delivers the rest of "<a class="link" href=href>{short.number.clone()}</a>"."</p> }
    });
    let decided = order.rest.as_ref().map(|rest| match (&rest.back_order_id, &rest.back_order_number) {
        (Some(id), Some(number)) => {
            let href = LIST.at(id.get());
            view! { <p>"The rest comes with "<a class="link" href=href>{number.clone()}</a>"."</p> }
                .into_any()
        }
        _ => {
            let reason = rest.given_up_reason.clone().unwrap_or_default();
            view! { <p>"The rest was given up: "{reason}</p> }.into_any()
        }
    });
    let short = order.short_weight_lb();
    let missing =
        short.map(|short| view! { <p class="muted">{weight(short)}" lb less than ordered"</p> });
    let open = order.has_open_rest() && order.stamps.archived_at.is_none();
    let may = page
        .session
        .may(Operation::Create, EntityKind::PurchaseOrder);
    let choice = (open && may).then(|| choice(page, acting));
    if origin.is_none() && decided.is_none() && short.is_none() {
        return None;
    }
    let content = view! { {missing}{decided}{origin}{choice} };
    Some(internal_block("Short shipment", content.into_any()))
}

fn choice(page: RecordPage, acting: StepContext) -> AnyView {
    let open = RwSignal::new(false);
    let back = move |()| create(page, acting, "back-order", "the back-order");
    view! {
        <div class="row">
            <Button label="Make a back-order" slim=true on_press=back/>
            <Button label="Give up the rest" look=ButtonStyle::Quiet slim=true on_press=move |()| open.set(true)/>
        </div>
        <Dialog open=open label=Signal::stored("Give up the rest".to_owned())>
            {move || open.get().then(|| giving_up(page, acting, open))}
        </Dialog>
    }
    .into_any()
}

fn giving_up(page: RecordPage, acting: StepContext, open: RwSignal<bool>) -> AnyView {
    let reason = RwSignal::new(String::new());
    let missing = RwSignal::new(None::<String>);
    let key = StoredValue::new(new_key());
    let go = move |()| {
        let text = reason.get_untracked().trim().to_owned();
        if text.is_empty() {
            missing.set(Some("Enter a reason; it is kept with the order".to_owned()));
            return;
        }
        let Some((id, etag)) = page
            .loaded
            .try_with_untracked(|loaded| (loaded.id, loaded.etag.clone()))
        else {
            return;
        };
        let body = json!({"reason": text})
            .as_object()
            .cloned()
            .unwrap_or_default();
        let session = page.session;
        spawn_local(async move {
            let api = session.api();
            let orders = api.records(LIST.path);
            let key = key.get_value();
            let given = orders
                .act(id, "give-up-rest", &etag, Some(&key), &body)
                .await;
            match given {
                Ok(order) => {
                    open.try_set(false);
                    acting.shows(LoadedRecord::new(&RECORD, order), "The rest is given up");
                }
                Err(error) => acting.says(&error.into()),
            }
        });
    };
    focus_soon("dialog[open] textarea");
    view! {
        <div class="body">
            <h2>"Give up the rest"</h2>
            <p class="muted">"What this load lacks is not delivered later."</p>
            <Field name="reason" label="Reason" required=true error=missing>
                <TextArea value=reason on_change=move |text| reason.set(text)/>
            </Field>
        </div>
        <footer>
            <Button label="Cancel" on_press=move |()| open.set(false)/>
            <Button label="Give up the rest" look=ButtonStyle::Primary on_press=go/>
        </footer>
    }
    .into_any()
}
