//! Entering actual weights in place: inputs beside the lines, computed values, saving with undo.

use std::collections::BTreeMap;

use domain::Id;
use domain::choices::lists;
use domain::permissions::Operation;
use domain::purchase_orders::{
    CorrectInvoices, OrderAction, OrderLine, PurchaseOrder, StepContext, TransitionError,
    WeighOrder,
};
use domain::record::EntityKind;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::container_weights::ContainerWeights;
use super::figures::Figures;
use super::formatting::counted;
use super::invoice_correction::InvoiceCorrection;
use super::weigh_request::{take_back, weigh};
use super::weights::{TypedWeight, before_of, changes, figures_with, id_of, unreadable};
use crate::pages::record_page::RecordPage;
use crate::pages::unsaved_drafts::{self, UnsavedDraft};
use crate::ui::app_error::AppError;
use crate::ui::dom::{find_all, focus, focus_soon};
use crate::ui::focus::{focus_next_step, show_refusal};
use crate::ui::format::today;
use crate::ui::object;
use crate::ui::toast::Toasts;
use crate::ui::unsaved_guard::UnsavedGuard;

/// The weights of an order while they are typed.
#[derive(Clone, Copy)]
pub(super) struct WeightEntry {
    page: RecordPage,
    toasts: Toasts,
    order: StoredValue<PurchaseOrder>,
    containers: ContainerWeights,
    typed: RwSignal<BTreeMap<i64, TypedWeight>>,
    /// What is wrong, by line.
    errors: RwSignal<BTreeMap<i64, String>>,
    /// Whether all lines take a weight, the weighed ones too.
    pub(super) all: RwSignal<bool>,
    /// Whether weights can be entered at all.
    pub(super) allowed: bool,
    /// The figures with the input.
    pub(super) figures: Memo<Figures>,
    /// Whether something is typed that is not saved.
    pub(super) changed: Memo<bool>,
    /// Whether it is being saved.
    pub(super) saving: RwSignal<bool>,
    /// Whether saving again confirms weights that differ from the ordered ones.
    pub(super) confirms: RwSignal<bool>,
    /// Why saving was refused as a whole.
    pub(super) refusal: RwSignal<Option<String>>,
    /// Asks whether invoices are corrected with the weights.
    pub(super) correcting: InvoiceCorrection,
}

impl WeightEntry {
    /// The weights of the order on this page.
    pub(super) fn new(page: RecordPage, order: &PurchaseOrder) -> Self {
        let active = order.stamps.archived_at.is_none()
            && order.allowed_actions.contains(&OrderAction::Weigh);
        let stored = StoredValue::new(order.clone());
        let typed = RwSignal::new(BTreeMap::<i64, TypedWeight>::new());
        let containers = ContainerWeights::new();
        let figures = Memo::new(move |_| {
            stored.with_value(|order| typed.with(|typed| figures_with(order, typed, containers)))
        });
        let changed = Memo::new(move |_| {
            stored.with_value(|order| typed.with(|typed| !changes(order, typed).is_empty()))
        });
        UnsavedGuard::watch(changed.into());
        keep_typed(order, typed, changed);
        Self {
            page,
            toasts: Toasts::from_context(),
            order: stored,
            containers,
            typed,
            errors: RwSignal::new(BTreeMap::new()),
            all: RwSignal::new(false),
            allowed: active && page.session.may(Operation::Act, EntityKind::PurchaseOrder),
            figures,
            changed,
            saving: RwSignal::new(false),
            confirms: RwSignal::new(false),
            refusal: RwSignal::new(None),
            correcting: InvoiceCorrection::new(),
        }
    }

    /// Whether a line takes a weight now.
    pub(super) fn takes(self, line: &OrderLine) -> bool {
        // The weight of a line with cases is their sum.
        let by_cases = line.weights.case_count > 0;
        self.allowed && !by_cases && (line.needs_weight() || self.all.get())
    }

    /// The input of a line, initially its stored weight.
    pub(super) fn text(self, line: i64, part: fn(&TypedWeight) -> &String) -> Signal<String> {
        Memo::new(move |_| {
            self.typed.with(|typed| match typed.get(&line) {
                Some(typed) => part(typed).clone(),
                None => part(&self.before(line)).clone(),
            })
        })
        .into()
    }

    fn before(self, line: i64) -> TypedWeight {
        self.order.with_value(|order| {
            let known = order.lines.iter().find(|other| id_of(other) == line);
            known
                .map(|line| TypedWeight::new(&line.weights))
                .unwrap_or_default()
        })
    }

    /// Changes the input of a line. The last chosen source is the default of the next line.
    pub(super) fn change(self, line: i64, change: impl FnOnce(&mut TypedWeight)) {
        let before = self.before(line);
        self.order.with_value(|order| {
            let here = order.lines.iter().filter(|other| id_of(other) == line);
            self.containers.ask(here);
        });
        let usual = self.typed.with_untracked(|typed| {
            typed
                .values()
                .rev()
                .find_map(|typed| Some(typed.source.clone()).filter(|source| !source.is_empty()))
        });
        let choices = self.page.session.choices();
        let first = choices
            .list(lists::WEIGHT_SOURCE)
            .first()
            .map(|entry| entry.code.clone());
        self.typed.update(|typed| {
            let now = typed.entry(line).or_insert(before);
            change(now);
            if now.source.is_empty() {
                now.source = usual.or(first).unwrap_or_default();
            }
        });
        self.errors.update(|errors| drop(errors.remove(&line)));
        self.confirms.set(false);
    }

    /// What is wrong with the weight of a line.
    pub(super) fn error(self, line: i64) -> Signal<Option<String>> {
        Signal::derive(move || self.errors.with(|errors| errors.get(&line).cloned()))
    }

    /// Goes to the first line that needs a weight.
    pub(super) fn go(self) {
        if self
            .order
            .with_value(|order| order.lines.iter().all(|line| !line.needs_weight()))
        {
            self.all.set(true);
        }
        focus_soon(".goods td .figure-input");
    }

    /// Discards the input.
    pub(super) fn reset(self) {
        self.typed.set(BTreeMap::new());
        self.errors.set(BTreeMap::new());
        self.confirms.set(false);
        self.all.set(false);
    }

    /// Shows errors that name a line of the body by its index; `false` when there are none.
    fn refuse(self, body: &WeighOrder, errors: &[domain::FieldError]) -> bool {
        let mut found = BTreeMap::new();
        for error in errors {
            let index = error
                .pointer
                .as_deref()
                .and_then(|pointer| pointer.split('/').nth(2)?.parse::<usize>().ok());
            let line = index
                .and_then(|index| body.lines.get(index)?.id)
                .map(Id::get);
            found
                .entry(line.unwrap_or_default())
                .or_insert_with(|| error.message.clone());
        }
        let any = !found.is_empty();
        // What only has to be confirmed is confirmed by saving again.
        let confirmable = errors.iter().all(|error| error.code == "weight_variance");
        self.confirms.set(any && confirmable);
        self.errors.set(found);
        if any {
            focus_soon(".goods [aria-invalid='true']");
        }
        any
    }

    /// Saves the input.
    pub(super) fn save(self) {
        if self.saving.get_untracked() {
            return;
        }
        let (order, body) = self.order.with_value(|order| {
            let body = self.typed.with_untracked(|typed| WeighOrder {
                accept_variance: self.confirms.get_untracked(),
                lines: changes(order, typed),
                correct_invoices: None,
            });
            (order.clone(), body)
        });
        if body.lines.is_empty() {
            return;
        }
        let choices = self.page.session.choices();
        let context = StepContext {
            today: today(),
            choices: &choices,
            role: untrack(|| self.page.session.role()),
        };
        let typed_wrong = self.typed.with_untracked(|typed| unreadable(&order, typed));
        if !typed_wrong.is_empty() {
            self.errors.set(typed_wrong);
            focus_soon(".goods [aria-invalid='true']");
            return;
        }
        if let Err(TransitionError::Invalid(errors)) = order.clone().weigh(&body, context) {
            self.refuse(&body, &errors.into_vec());
            return;
        }
        let undo = WeighOrder {
            accept_variance: true,
            lines: body
                .lines
                .iter()
                .filter_map(|line| before_of(&order, line.id))
                .collect(),
            correct_invoices: None,
        };
        self.send(body, undo);
    }

    /// Whether correcting the invoices would lift the refusal; opens the dialog if so.
    fn asks_to_correct(self, error: &AppError, body: &WeighOrder, undo: &WeighOrder) -> bool {
        if self.errors.try_get_untracked().is_none() {
            return false;
        }
        let (body, undo) = (body.clone(), undo.clone());
        let again = Callback::new(move |reason: String| {
            let corrected = WeighOrder {
                correct_invoices: Some(CorrectInvoices { reason }),
                ..body.clone()
            };
            self.send(corrected, undo.clone());
        });
        self.correcting.asks(error, again)
    }

    fn send(self, body: WeighOrder, undo: WeighOrder) {
        let Some(seen) = self.page.loaded.try_get_untracked() else {
            return;
        };
        let (page, toasts) = (self.page, self.toasts);
        self.saving.set(true);
        self.refusal.set(None);
        spawn_local(async move {
            let answer = weigh(page, &seen, &body).await;
            self.saving.try_set(false);
            match answer {
                Ok(after) => {
                    let count = counted(body.lines.len(), "line", "lines");
                    if body.correct_invoices.is_some() {
                        // Another weight does not revoke an issued order.
                        toasts.say(format!("Weights of {count} saved, invoices corrected"));
                        return;
                    }
                    let back = move || take_back(page, toasts, after.clone(), undo.clone());
                    toasts.offer_undo(format!("Weights of {count} saved"), back);
                    focus_next_step();
                }
                Err(error) if self.asks_to_correct(&error, &body, &undo) => {}
                Err(error) => {
                    let shown = self.errors.try_get_untracked().is_some()
                        && self.refuse(&body, &error.errors());
                    // The page was left: show a message instead.
                    if !shown && self.refusal.try_set(Some(error.message())).is_some() {
                        toasts.error(&error);
                    } else if !shown {
                        show_refusal();
                    }
                }
            }
        });
    }
}

/// Keeps the weights that are typed in this browser, and puts them back after a reload of the same version of the order.
fn keep_typed(
    order: &PurchaseOrder,
    typed: RwSignal<BTreeMap<i64, TypedWeight>>,
    changed: Memo<bool>,
) {
    let number = order.details.number.clone().unwrap_or_default();
    let name = format!("weights/{number}");
    let base = object([("version".to_owned(), Value::from(order.version))]);
    let kept = unsaved_drafts::stored_draft(&name).filter(|draft| draft.base == base);
    let before = kept.and_then(|mut draft| serde_json::from_value(draft.now.remove("typed")?).ok());
    if let Some(before) = before {
        typed.set(before);
    }
    let kept_as = name.clone();
    Effect::new(move || {
        let now = object([(
            "typed".to_owned(),
            typed.with(|typed| serde_json::to_value(typed).unwrap_or_default()),
        )]);
        let draft = UnsavedDraft {
            base: base.clone(),
            now,
        };
        unsaved_drafts::store_draft(&kept_as, Some(&draft).filter(|_| changed.get()));
    });
    // Left in the app, with a question where something is typed: given up.
    on_cleanup(move || unsaved_drafts::store_draft(&name, None));
}

/// Enter moves down the column of weights or units, and from the last one to the save button.
pub(super) fn go_down(event: &KeyboardEvent) {
    let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key());
    if event.key() != "Enter" || !plain {
        return;
    }
    let input = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input.filter(|input| input.id().starts_with("weigh-")) else {
        return;
    };
    event.prevent_default();
    let id = input.id();
    let part = id.rsplit('-').next().unwrap_or_default();
    let Some(table) = input.closest("table").ok().flatten() else {
        return;
    };
    let column = find_all(&table, &format!("input[id^='weigh-'][id$='-{part}']"));
    let place = column.iter().position(|other| other.id() == id);
    match place.and_then(|place| column.get(place + 1)) {
        Some(next) => {
            drop(next.focus());
            if let Some(next) = next.dyn_ref::<HtmlInputElement>() {
                next.select();
            }
        }
        None => focus(".goods [data-key='save']"),
    }
}
