//! Entering actual weights in place: what is typed beside the lines, what follows from it at once, and saving it with an undo.

use std::collections::BTreeMap;

use domain::choices::lists;
use domain::permissions::Operation;
use domain::purchase_orders::{LineWeight, LineWeights, OrderAction, OrderLine, PurchaseOrder, StepContext, Totals, WeighOrder};
use domain::record::EntityKind;
use domain::{Id, ProblemCode};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::figures::Figures;
use super::page::order_of;
use super::words::counted;
use crate::record_page::OnPage;
use crate::records::Loaded;
use crate::session::request_key;
use crate::trouble::Trouble;
use crate::ui::dom::focus_soon;
use crate::ui::format::today;
use crate::ui::guard::Guard;
use crate::ui::toast::Toasts;

/// What is typed for a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct TypedWeight {
    pub(super) units: String,
    pub(super) weight: String,
    pub(super) source: String,
}

impl TypedWeight {
    fn of(weights: &LineWeights) -> Self {
        let text = |text: Option<String>| text.unwrap_or_default();
        Self {
            units: text(weights.actual_units.map(|units| units.to_string())),
            weight: text(weights.actual_weight.map(|weight| weight.to_string())),
            source: text(weights.weight_source.clone()),
        }
    }

    /// What is typed as it is understood; what is no figure leaves the line as it was.
    fn read(&self, before: &LineWeights) -> LineWeights {
        let weight = if self.weight.is_empty() { Ok(None) } else { self.weight.parse().map(Some) };
        let units = if self.units.is_empty() { Ok(None) } else { self.units.parse().map(Some) };
        let Ok(actual_weight) = weight else { return before.clone() };
        LineWeights {
            actual_units: units.unwrap_or(before.actual_units),
            actual_weight,
            weight_source: actual_weight.map(|_| self.source.clone()).filter(|source| !source.is_empty()),
        }
    }
}

/// The weights of an order while they are typed.
#[derive(Clone, Copy)]
pub(super) struct Weighing {
    page: OnPage,
    order: StoredValue<PurchaseOrder>,
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

fn id_of(line: &OrderLine) -> i64 {
    line.details.id.map(Id::get).unwrap_or_default()
}

impl Weighing {
    /// The weights of the order on this page.
    pub(super) fn of(page: OnPage, order: &PurchaseOrder) -> Self {
        let active = order.stamps.archived_at.is_none() && order.allowed_actions.contains(&OrderAction::Weigh);
        let stored = StoredValue::new(order.clone());
        let typed = RwSignal::new(BTreeMap::<i64, TypedWeight>::new());
        let figures = Memo::new(move |_| stored.with_value(|order| typed.with(|typed| figures_with(order, typed))));
        let changed = Memo::new(move |_| stored.with_value(|order| typed.with(|typed| !changes(order, typed).is_empty())));
        Guard::watch(changed.into());
        Self {
            page,
            order: stored,
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
            known.map(|line| TypedWeight::of(&line.weights)).unwrap_or_default()
        })
    }

    /// Changes what is typed for a line. The source that was chosen last is offered for the next.
    pub(super) fn change(self, line: i64, change: impl FnOnce(&mut TypedWeight)) {
        let before = self.before(line);
        let usual = self.typed.with_untracked(|typed| typed.values().rev().find_map(|typed| Some(typed.source.clone()).filter(|source| !source.is_empty())));
        let choices = self.page.session.choices();
        let first = choices.list(lists::WEIGHT_SOURCE).first().map(|entry| entry.code.clone());
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
        if self.order.with_value(|order| order.lines.iter().all(|line| !line.needs_weight())) {
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
            let index = error.pointer.as_deref().and_then(|pointer| pointer.split('/').nth(2)?.parse::<usize>().ok());
            let line = index.and_then(|index| body.lines.get(index)?.id).map(Id::get);
            found.entry(line.unwrap_or_default()).or_insert_with(|| error.message.clone());
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
            let body = self.typed.with_untracked(|typed| WeighOrder { lines: changes(order, typed) });
            (order.clone(), body)
        });
        if body.lines.is_empty() {
            return;
        }
        let choices = self.page.session.choices();
        let context = StepContext { today: today(), choices: &choices, role: untrack(|| self.page.session.role()) };
        let typed_wrong = self.typed.with_untracked(|typed| unreadable(&order, typed));
        if !typed_wrong.is_empty() {
            self.errors.set(typed_wrong);
            focus_soon(".goods [aria-invalid='true']");
            return;
        }
        if let Err(domain::purchase_orders::Refusal::Invalid(errors)) = order.clone().weigh(&body, context) {
            self.refuse(&body, &errors.into_vec());
            return;
        }
        let undo = WeighOrder { lines: body.lines.iter().filter_map(|line| before_of(&order, line.id)).collect() };
        self.send(body, Some(undo));
    }

    fn send(self, body: WeighOrder, undo: Option<WeighOrder>) {
        let toasts = Toasts::here();
        self.saving.set(true);
        spawn_local(async move {
            let answer = send(self.page, &body).await;
            self.saving.try_set(false);
            match answer {
                Ok(()) => {
                    let text = format!("Weights of {} saved", counted(body.lines.len(), "line", "lines"));
                    match undo {
                        Some(undo) => toasts.offer_undo(text, move || take_back(self.page, undo.clone())),
                        None => toasts.say(text),
                    }
                }
                Err(trouble) => {
                    let shown = self.errors.try_get_untracked().is_some() && self.refuse(&body, &trouble.errors());
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
async fn send(page: OnPage, body: &WeighOrder) -> Result<(), Trouble> {
    let Some(seen) = page.loaded.try_get_untracked() else { return Ok(()) };
    let id = Id::<PurchaseOrder>::new(seen.id);
    let api = page.session.api();
    let mut answer = api.act(id, &seen.etag, Some(&request_key()), body).await;
    if answer.as_ref().err().is_some_and(|error| error.is(ProblemCode::StaleVersion)) {
        let now = api.read(id).await?;
        let untouched = order_of(&seen).is_some_and(|seen| same_weights(&seen, &now.value, body));
        if untouched {
            answer = api.act(id, &now.etag, Some(&request_key()), body).await;
        } else {
            page.loaded.try_set(Loaded::of(&now));
        }
    }
    page.loaded.try_set(Loaded::of(&answer?));
    Ok(())
}

/// Whether the lines to be weighed have the same weights in two forms of an order.
fn same_weights(seen: &PurchaseOrder, now: &PurchaseOrder, body: &WeighOrder) -> bool {
    body.lines.iter().all(|line| before_of(seen, line.id) == before_of(now, line.id))
}

/// Puts the weights back that were there before.
fn take_back(page: OnPage, body: WeighOrder) {
    let toasts = Toasts::here();
    spawn_local(async move {
        match send(page, &body).await {
            Ok(()) => toasts.say("The weights are as they were"),
            Err(trouble) => toasts.trouble(&trouble),
        }
    });
}

fn before_of(order: &PurchaseOrder, id: Option<Id<OrderLine>>) -> Option<LineWeight> {
    let line = order.lines.iter().find(|line| line.details.id == id)?;
    Some(LineWeight {
        id,
        actual_units: line.weights.actual_units,
        actual_weight: line.weights.actual_weight,
        weight_source: line.weights.weight_source.clone(),
    })
}

/// The lines for which something else is typed than what they have.
fn changes(order: &PurchaseOrder, typed: &BTreeMap<i64, TypedWeight>) -> Vec<LineWeight> {
    order
        .lines
        .iter()
        .filter_map(|line| {
            let now = typed.get(&id_of(line))?;
            let read = now.read(&line.weights);
            let wrong = !now.weight.is_empty() && read.actual_weight.is_none_or(|weight| Ok(weight) != now.weight.parse());
            (wrong || read != line.weights).then_some(LineWeight {
                id: line.details.id,
                actual_units: read.actual_units,
                actual_weight: read.actual_weight,
                weight_source: read.weight_source,
            })
        })
        .collect()
}

/// The lines for which no figure is typed.
fn unreadable(order: &PurchaseOrder, typed: &BTreeMap<i64, TypedWeight>) -> BTreeMap<i64, String> {
    order
        .lines
        .iter()
        .filter_map(|line| {
            let now = typed.get(&id_of(line))?;
            let weight = now.weight.parse::<domain::WeightAmount>().err().filter(|_| !now.weight.is_empty());
            let units = now.units.parse::<i64>().is_err() && !now.units.is_empty();
            let words = match weight {
                Some(error) => error.to_string(),
                None if units => "Units are a whole number".to_owned(),
                None => return None,
            };
            Some((id_of(line), words))
        })
        .collect()
}

fn figures_with(order: &PurchaseOrder, typed: &BTreeMap<i64, TypedWeight>) -> Figures {
    if typed.is_empty() {
        return Figures::of(order);
    }
    let lines: Vec<OrderLine> = order
        .lines
        .iter()
        .map(|line| match typed.get(&id_of(line)) {
            Some(now) => OrderLine::compute(line.line_no, line.details.clone(), now.read(&line.weights)),
            None => line.clone(),
        })
        .collect();
    let freight = order.details.own_freight();
    let totals = Totals::of(&lines, freight);
    Figures { lines, totals, freight }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_weight_is_read_with_its_source() {
        let before = LineWeights::default();
        let typed = TypedWeight { units: String::new(), weight: "16088.5".to_owned(), source: "bol".to_owned() };
        let read = typed.read(&before);
        assert_eq!(read.actual_weight, "16088.50".parse().ok());
        assert_eq!(read.weight_source.as_deref(), Some("bol"));
        let nothing = TypedWeight { weight: String::new(), ..typed.clone() };
        assert_eq!(nothing.read(&before), before);
        let wrong = TypedWeight { weight: "16x".to_owned(), ..typed };
        assert_eq!(wrong.read(&before), before);
    }
}
