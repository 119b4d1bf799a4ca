//! Entering actual weights in place: what is typed beside the lines, what follows from it at once, and saving it with an undo.

use std::collections::BTreeMap;

use client::ClientError;
use domain::choices::{FixedChoice, lists};
use domain::permissions::Operation;
use domain::purchase_orders::{
    LineWeight, OrderAction, OrderLine, PurchaseOrder, Refusal, StepContext, WeighOrder,
};
use domain::record::EntityKind;
use domain::{Id, ProblemCode};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::containers::Containers;
use super::figures::Figures;
use super::step_dialog::show;
use super::weights::{TypedWeight, before_of, changes, figures_with, id_of, unreadable};
use super::words::counted;
use super::{DESK, SHEET, order_of};
use crate::once::request_key;
use crate::record_page::OnPage;
use crate::records::Loaded;
use crate::trouble::Trouble;
use crate::ui::dom::focus_soon;
use crate::ui::form::object_of;
use crate::ui::format::today;
use crate::ui::guard::Guard;
use crate::ui::toast::Toasts;

/// The weights of an order while they are typed.
#[derive(Clone, Copy)]
pub(super) struct Weighing {
    page: OnPage,
    toasts: Toasts,
    order: StoredValue<PurchaseOrder>,
    containers: Containers,
    typed: RwSignal<BTreeMap<i64, TypedWeight>>,
    /// What is wrong, by line.
    errors: RwSignal<BTreeMap<i64, String>>,
    /// Whether all lines take a weight, the weighed ones too.
    pub(super) all: RwSignal<bool>,
    /// Whether weights can be entered at all.
    pub(super) allowed: bool,
    /// What follows from what is typed.
    pub(super) figures: Memo<Figures>,
    /// Whether something is typed that is not saved.
    pub(super) changed: Memo<bool>,
    /// Whether it is being saved.
    pub(super) saving: RwSignal<bool>,
}

impl Weighing {
    /// The weights of the order on this page.
    pub(super) fn of(page: OnPage, order: &PurchaseOrder) -> Self {
        let active = order.stamps.archived_at.is_none()
            && order.allowed_actions.contains(&OrderAction::Weigh);
        let stored = StoredValue::new(order.clone());
        let typed = RwSignal::new(BTreeMap::<i64, TypedWeight>::new());
        let containers = Containers::new();
        let figures = Memo::new(move |_| {
            stored.with_value(|order| typed.with(|typed| figures_with(order, typed, containers)))
        });
        let changed = Memo::new(move |_| {
            stored.with_value(|order| typed.with(|typed| !changes(order, typed).is_empty()))
        });
        Guard::watch(changed.into());
        Self {
            page,
            toasts: Toasts::here(),
            order: stored,
            containers,
            typed,
            errors: RwSignal::new(BTreeMap::new()),
            all: RwSignal::new(false),
            allowed: active && page.session.may(Operation::Act, EntityKind::PurchaseOrder),
            figures,
            changed,
            saving: RwSignal::new(false),
        }
    }

    /// Whether a line takes a weight now.
    pub(super) fn takes(self, line: &OrderLine) -> bool {
        self.allowed && (line.needs_weight() || self.all.get())
    }

    /// What is typed for a line; what it has while nothing is.
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
                .map(|line| TypedWeight::of(&line.weights))
                .unwrap_or_default()
        })
    }

    /// Changes what is typed for a line. The source that was chosen last is offered for the next.
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

    /// Gives up what is typed.
    pub(super) fn reset(self) {
        self.typed.set(BTreeMap::new());
        self.errors.set(BTreeMap::new());
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
        self.errors.set(found);
        if any {
            focus_soon(".goods [aria-invalid='true']");
        }
        any
    }

    /// Saves what is typed.
    pub(super) fn save(self) {
        if self.saving.get_untracked() {
            return;
        }
        let (order, body) = self.order.with_value(|order| {
            let body = self.typed.with_untracked(|typed| WeighOrder {
                lines: changes(order, typed),
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
        if let Err(Refusal::Invalid(errors)) = order.clone().weigh(&body, context) {
            self.refuse(&body, &errors.into_vec());
            return;
        }
        let undo = WeighOrder {
            lines: body
                .lines
                .iter()
                .filter_map(|line| before_of(&order, line.id))
                .collect(),
        };
        self.send(body, undo);
    }

    fn send(self, body: WeighOrder, undo: WeighOrder) {
        let Some(seen) = self.page.loaded.try_get_untracked() else {
            return;
        };
        let (page, toasts) = (self.page, self.toasts);
        self.saving.set(true);
        spawn_local(async move {
            let answer = weigh(page, &seen, &body).await;
            self.saving.try_set(false);
            match answer {
                Ok(after) => {
                    let count = counted(body.lines.len(), "line", "lines");
                    let back = move || take_back(page, toasts, after.clone(), undo.clone());
                    toasts.offer_undo(format!("Weights of {count} saved"), back);
                }
                Err(trouble) => {
                    let shown = self.errors.try_get_untracked().is_some()
                        && self.refuse(&body, &trouble.errors());
                    if !shown {
                        toasts.trouble(&trouble);
                    }
                }
            }
        });
    }
}

/// Weighs on the server and shows the outcome. Where somebody else changed the order meanwhile but not these weights, they are
/// entered on the order as it is now.
async fn weigh(page: OnPage, seen: &Loaded, body: &WeighOrder) -> Result<Loaded, Trouble> {
    let api = page.session.api();
    let (orders, weights) = (api.records(DESK.path), object_of(body));
    let step = OrderAction::Weigh.code();
    let mut answer = orders
        .act(seen.id, step, &seen.etag, Some(&request_key()), &weights)
        .await;
    let stale = |error: &ClientError| error.is(ProblemCode::StaleVersion);
    if answer.as_ref().err().is_some_and(stale) {
        let now = orders.read(seen.id).await?;
        let both = order_of(&seen.record).zip(order_of(&now.value));
        if both.is_some_and(|(seen, now)| same_weights(&seen, &now, body)) {
            answer = orders
                .act(seen.id, step, &now.etag, Some(&request_key()), &weights)
                .await;
        } else {
            show(page, Loaded::of(&SHEET, now));
        }
    }
    let after = Loaded::of(&SHEET, answer?);
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
fn take_back(page: OnPage, toasts: Toasts, after: Loaded, body: WeighOrder) {
    spawn_local(async move {
        match weigh(page, &after, &body).await {
            Ok(_) => toasts.say("The weights are as they were"),
            Err(trouble) => toasts.trouble(&trouble),
        }
    });
}
