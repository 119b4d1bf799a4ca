//! The dialog of an order step: consequences, inputs, blockers, and gates that a manager can override.

use std::sync::Arc;

use domain::choices::FixedChoice;
use domain::permissions::Operation;
use domain::purchase_orders::{OrderAction, OrderHeader, PurchaseOrder};
use domain::record::EntityKind;
use domain::{FieldError, ProblemCode};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use serde_json::{Map, json};

use super::formatting::dollars;
use super::step_fields::{
    ACCEPTS_LOSS, MARGIN_REASON, OVERRIDE_REASON, StepForm, check, step_form, take,
};
use super::step_gates::{blockers, gate, record_to_fix};
use super::step_request::StepRequest;
use super::{LIST, order_of};
use crate::api::idempotency_key::new_key;
use crate::config::receivables;
use crate::pages::loaded_record::LoadedRecord;
use crate::pages::record_page::RecordPage;
use crate::pages::unsaved_drafts::autosave_while_open;
use crate::ui::app_error::AppError;
use crate::ui::button::{Button, ButtonStyle, SubmitButton};
use crate::ui::dialog::{Dialog, ask_before_closing};
use crate::ui::dom::focus_soon;
use crate::ui::field_spec::{FieldSpec, Kind};
use crate::ui::focus::focus_next_step;
use crate::ui::form::Form;
use crate::ui::form_view::form_field;
use crate::ui::icon::{Icon, icon};
use crate::ui::input::Switch;
use crate::ui::toast::Toasts;

/// The step in progress on a page.
#[derive(Clone, Copy)]
pub struct StepContext {
    pub(super) page: RecordPage,
    action: RwSignal<OrderAction>,
    open: RwSignal<bool>,
    toasts: Toasts,
    /// Goes to another page.
    opened: Callback<String>,
}

impl StepContext {
    /// Steps on the order of this page.
    pub(super) fn on(page: RecordPage) -> Self {
        let navigate = use_navigate();
        Self {
            page,
            action: RwSignal::new(OrderAction::Issue),
            open: RwSignal::new(false),
            toasts: Toasts::from_context(),
            opened: Callback::new(move |href: String| navigate(&href, NavigateOptions::default())),
        }
    }

    /// Opens the dialog of a step.
    pub(super) fn start(self, action: OrderAction) {
        self.action.set(action);
        self.open.set(true);
    }

    pub(super) fn may(self, operation: Operation) -> bool {
        self.page.session.may(operation, EntityKind::PurchaseOrder)
    }

    /// Says what was made, and goes to it.
    pub(super) fn opens(self, id: i64, words: &str) {
        self.toasts.say(words.to_owned());
        self.opened.run(LIST.at(id));
    }

    /// Shows the order as it is now, and says what happened.
    pub(super) fn shows(self, loaded: LoadedRecord, words: &str) {
        self.toasts.say(words.to_owned());
        show(self.page, loaded);
    }

    /// Says why something could not be done.
    pub(super) fn says(self, error: &AppError) {
        self.toasts.error(error);
    }

    pub(super) fn done(self, loaded: LoadedRecord, words: String) {
        let action = self.action.get_untracked();
        let after = (loaded.id, loaded.etag.clone());
        self.open.set(false);
        let invoice = order_of(&loaded)
            .filter(|_| action == OrderAction::Invoice)
            .and_then(|order| order.invoices.last().map(|invoice| invoice.id.get()));
        if let Some(id) = invoice {
            self.toasts.say(words);
            self.opened.run(receivables::LIST.at(id));
            return;
        }
        self.page.loaded.set(loaded);
        focus_next_step();
        let about = (LIST.path, after.0);
        let back = matches!(
            action,
            OrderAction::Issue
                | OrderAction::Confirm
                | OrderAction::Ship
                | OrderAction::Deliver
                | OrderAction::Close
        );
        if back && self.may(Operation::TakeBack) {
            let (page, toasts) = (self.page, self.toasts);
            let undo = move || take_back(page, toasts, after.clone());
            self.toasts.offer_undo_of(about, words, undo);
        } else {
            self.toasts.withdraw_offer(about);
            self.toasts.say(words);
        }
    }
}

/// Undo of a step is a step back, with its reason in the history. It holds for the order as the step left it: once the order
/// has moved on, another step back is another decision.
fn take_back(page: RecordPage, toasts: Toasts, (id, etag): (i64, String)) {
    let values = json!({"reason": "Undone right away"});
    let values = values.as_object().cloned().unwrap_or_default();
    let session = page.session;
    spawn_local(async move {
        match take(
            session,
            OrderAction::StepBack,
            id,
            &etag,
            &new_key(),
            &values,
        )
        .await
        {
            Ok(loaded) => {
                toasts.say(format!("{}: step undone", loaded.label));
                show(page, loaded);
            }
            Err(error) if error.is(ProblemCode::StaleVersion) => {
                toasts.say("The order has changed since. Nothing was undone");
            }
            Err(error) => toasts.error(&error),
        }
    });
}

/// Shows an order on its page, if that is still there.
pub(super) fn show(page: RecordPage, loaded: LoadedRecord) {
    let here = page
        .loaded
        .try_with_untracked(|shown| shown.id == loaded.id);
    if here == Some(true) {
        page.loaded.set(loaded);
    }
}

/// The dialog of the step that was started.
#[component]
pub fn StepDialog(acting: StepContext) -> AnyView {
    let label = Signal::derive(move || acting.action.get().label().to_owned());
    let content = move || {
        let order = acting.page.loaded.with_untracked(order_of);
        order.map(|order| inside(acting, order))
    };
    view! { <Dialog open=acting.open label=label>{content()}</Dialog> }.into_any()
}

fn inside(acting: StepContext, order: Arc<PurchaseOrder>) -> AnyView {
    let action = acting.action.get_untracked();
    let session = acting.page.session;
    let choices = session.choices();
    let StepForm {
        title,
        text,
        fields,
        start,
        done,
    } = step_form(action, &order);
    let role = untrack(|| session.role());
    let form = Form::new(
        start.clone(),
        check(action, Arc::clone(&order), role, Arc::clone(&choices)),
    )
    // Steps write fields of the order, with the same lengths.
    .with_field_rules(OrderHeader::field_rules());
    let id = acting.page.loaded.with_untracked(|loaded| loaded.id);
    autosave_while_open(form, format!("dialog{}/{id}/{}", LIST.path, action.code()));
    ask_before_closing(form.dirty());
    let asking = StepRequest {
        acting,
        action,
        form,
        refusal: RwSignal::new(None),
        blocked: RwSignal::new(false),
        key: StoredValue::new((new_key(), Map::new())),
        done: StoredValue::new(done),
    };
    let names: Vec<&'static str> = fields
        .iter()
        .map(|spec| spec.name)
        .chain([ACCEPTS_LOSS, MARGIN_REASON, OVERRIDE_REASON])
        .collect();
    let rules = check(action, Arc::clone(&order), role, Arc::clone(&choices));
    let meant = Arc::clone(&order);
    let wrong = form.wrong();
    let elsewhere = move || {
        let mut found = rules(&form.tracked());
        for error in wrong.get() {
            if !found.iter().any(|known| known.pointer == error.pointer) {
                found.push(error);
            }
        }
        found.retain(|error| !is_asked(error, &names));
        blockers(&found, id, &meant)
    };
    let controls = fields
        .iter()
        .map(|spec| form_field(form, *spec, &choices))
        .collect_view();
    let loss = order
        .totals
        .margin
        .filter(|margin| margin.is_negative() && action == OrderAction::Issue);
    let loss = loss.map(|margin| {
        let label = format!("Accept the loss of ${}", dollars(margin).trim_matches(['(', ')']));
        let error = form.error(ACCEPTS_LOSS);
        view! {
            <div class="field">
                <Switch label=label value=form.flag(ACCEPTS_LOSS) on_change=form.set_flag(ACCEPTS_LOSS)/>
                {move || error.get().map(|text| view! { <span class="error">{icon(Icon::Caution)}<span>{text}</span></span> })}
            </div>
        }
    });
    // The floor may have been set since the app was opened; then the server asks.
    let below = domain::settings::current()
        .margin_floor()
        .is_above(order.totals.margin_per_lb);
    let refused = form.error(MARGIN_REASON);
    let asks = Memo::new(move |before: Option<&bool>| {
        below || before == Some(&true) || refused.with(Option::is_some)
    });
    let floor_choices = Arc::clone(&choices);
    let floor = move || {
        (action == OrderAction::Issue && asks.get()).then(|| {
            let label = "Reason for a margin below the floor";
            let spec = FieldSpec::new(MARGIN_REASON, label, Kind::Note)
                .required()
                .full_width();
            view! { <div class="fields">{form_field(form, spec, &floor_choices)}</div> }
        })
    };
    let gate = move || asking.blocked.get().then(|| gate(asking));
    let verb = Signal::derive(move || match (asking.blocked.get(), action) {
        (true, OrderAction::Ship) => "Ship anyway".to_owned(),
        (true, OrderAction::Close) => "Close anyway".to_owned(),
        (true, _) => "Issue anyway".to_owned(),
        (false, _) => action.label().to_owned(),
    });
    let shown = Signal::derive(move || !asking.blocked.get() || acting.may(Operation::Override));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        asking.send();
    };
    let first = if fields.is_empty() {
        "dialog[open] button[type=submit]"
    } else {
        "dialog[open] .field :is(input, textarea)"
    };
    focus_soon(first);
    view! {
        <form class="step" novalidate=true on:submit=submit>
            <div class="body">
                <h2>{title}</h2>
                <p class="muted">{text}</p>
                {move || asking.refusal.get().map(|text| {
                    let mend = asking.blocked.get().then(|| record_to_fix(asking));
                    view! { <p class="banner trouble refusal" role="alert" tabindex="-1">{icon(Icon::Caution)}<span>{text}". "{mend}</span></p> }
                })}
                {elsewhere}
                {(!fields.is_empty()).then(|| view! { <div class="fields">{controls}</div> })}
                {loss}
                {floor}
                {gate}
            </div>
            <footer>
                <Button label="Not now" on_press=move |()| acting.open.set(false)/>
                {move || shown.get().then(|| match action {
                    OrderAction::Cancel => view! { <Button label=verb look=ButtonStyle::Danger busy=form.saving() on_press=move |()| asking.send()/> }.into_any(),
                    _ => view! { <SubmitButton label=verb busy=form.saving()/> }.into_any(),
                })}
            </footer>
        </form>
    }
    .into_any()
}

fn is_asked(error: &FieldError, names: &[&str]) -> bool {
    let pointer = error
        .pointer
        .as_deref()
        .unwrap_or_default()
        .trim_start_matches('/');
    names.contains(&pointer) || pointer == "override/reason"
}
