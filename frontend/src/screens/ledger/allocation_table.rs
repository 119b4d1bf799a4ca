//! The table in which a payment or a credit memo is applied: a row for each open receivable, with live sums.

use domain::payments::{Allocation, MAX_ALLOCATIONS, OpenItem};
use domain::{FieldError, Money};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::allocation_draft::{AllocationDraft, FIELD, Supply};
use super::open_items::open_items;
use crate::api::session::Session;
use crate::config::receivables;
use crate::ui::app_error::AppError;
use crate::ui::button::Button;
use crate::ui::form::Form;
use crate::ui::format::{money, short_day};
use crate::ui::icon::{Icon, icon};
use crate::ui::number_input::DecimalInput;
use crate::ui::page_states::failed;
use crate::ui::{live, live_text};

/// The allocations of a form.
#[derive(Clone, Copy)]
pub(super) struct AllocationEntry {
    session: Session,
    form: Form,
    pub(super) supply: RwSignal<Supply>,
    customer: Signal<Option<i64>>,
    loading: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
    has_more: RwSignal<bool>,
    draft: Memo<AllocationDraft>,
    /// What the server refused, with the rows that it was sent.
    refused: RwSignal<(Vec<Allocation>, Vec<FieldError>)>,
}

impl AllocationEntry {
    /// Loads what the customer owes, again whenever another is chosen.
    pub(super) fn new(
        session: Session,
        form: Form,
        supply: RwSignal<Supply>,
        customer: Signal<Option<i64>>,
    ) -> Self {
        let refused = RwSignal::new((Vec::new(), Vec::new()));
        let draft = Memo::new(move |_| {
            let values = form.tracked();
            let mut draft = supply.with(|supply| AllocationDraft::of(&values, supply));
            // A refusal is about the rows that were sent.
            refused.with(|(sent, errors): &(Vec<Allocation>, Vec<FieldError>)| {
                if *sent == draft.list {
                    draft.place(errors);
                }
            });
            draft
        });
        let entry = Self {
            session,
            form,
            supply,
            customer,
            loading: RwSignal::new(false),
            error: RwSignal::new(None),
            has_more: RwSignal::new(false),
            draft,
            refused,
        };
        Effect::new(move |before: Option<Option<i64>>| {
            let now = customer.get();
            if before != Some(now) {
                if before.is_some() {
                    // What was typed is another customer's.
                    form.set(FIELD, serde_json::Value::Null);
                    supply.update(|supply| supply.first = None);
                }
                entry.load();
            }
            now
        });
        entry
    }

    fn load(self) {
        self.supply.update(|supply| supply.items.clear());
        self.has_more.set(false);
        self.error.set(None);
        let Some(customer) = self.customer.get_untracked() else {
            return self.loading.set(false);
        };
        self.loading.set(true);
        let session = self.session;
        spawn_local(async move {
            let answer = open_items(session, customer).await;
            // Another customer was chosen meanwhile, or the page was left.
            if self.customer.try_get_untracked().flatten() != Some(customer) {
                return;
            }
            self.loading.set(false);
            match answer {
                Ok((items, more)) => {
                    self.has_more.set(more);
                    self.supply.update(|supply| supply.items = items);
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// The rows as they are sent.
    pub(super) fn sent(self) -> serde_json::Value {
        self.draft.with_untracked(AllocationDraft::sent)
    }

    /// Shows what the server refused.
    pub(super) fn refuse(self, errors: &[FieldError]) {
        let sent = self.draft.with_untracked(|draft| draft.list.clone());
        self.refused.set((sent, errors.to_vec()));
    }

    fn set(self, id: i64, amount: Option<String>, discount: Option<String>) {
        let value = self.draft.with_untracked(|draft| {
            draft.changed(id, |row| {
                if let Some(amount) = amount {
                    row.amount = amount;
                }
                if let Some(discount) = discount {
                    row.discount = discount;
                }
            })
        });
        self.form.set(FIELD, value);
    }

    /// The table with its sums; `left_over` says what becomes of what is not applied.
    pub(super) fn view(self, left_over: &'static str) -> AnyView {
        let nothing = Memo::new(move |_| self.supply.with(|supply| supply.items.is_empty()));
        let body = live(move || {
            if let Some(error) = self.error.get() {
                let again = Callback::new(move |()| self.load());
                return Some(failed(&error, Some(again)));
            }
            let words = match (self.customer.get(), self.loading.get(), nothing.get()) {
                (None, ..) => "Choose the customer to see what is open.",
                (_, true, _) => "Loading open receivables",
                (_, _, true) => "Nothing is open for this customer.",
                _ => return Some(self.table()),
            };
            Some(view! { <p class="muted" role="status">{words}</p> }.into_any())
        });
        let more = live(move || {
            self.has_more.get().then(|| {
                let words = format!("The {MAX_ALLOCATIONS} oldest are shown; more are open.");
                view! { <p class="status caution">{icon(Icon::Caution)}{words}</p> }.into_any()
            })
        });
        view! { <div class="applying">{body}{more}{self.sums(left_over)}</div> }.into_any()
    }

    fn table(self) -> AnyView {
        let rows = move || self.supply.with(|supply| supply.items.clone());
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label="Open receivables, table">
                <table class="table plain cards allocations">
                    <thead><tr>
                        <th scope="col">"Receivable"</th>
                        <th scope="col">"Due"</th>
                        <th scope="col" class="num">"Balance, $"</th>
                        <th scope="col" class="num">"Amount, $"</th>
                        <th scope="col" class="num">"Discount, $"</th>
                        <th scope="col" class="num">"Left, $"</th>
                    </tr></thead>
                    <tbody><For each=rows key=|item| item.id children=move |item| self.row(&item)/></tbody>
                </table>
            </div>
        }
        .into_any()
    }

    fn row(self, item: &OpenItem) -> AnyView {
        let (id, balance) = (item.id.get(), item.balance);
        let typed = move |part: fn(&super::allocation_draft::TypedRow) -> &String| {
            Memo::new(move |_| {
                self.draft
                    .with(|draft| draft.rows.get(&id).map(part).cloned())
                    .unwrap_or_default()
            })
        };
        let wrong = move |place: usize| {
            Memo::new(move |_| {
                self.draft
                    .with(|draft| draft.errors.get(&id)?.get(place)?.clone())
            })
        };
        let cell = |label: String,
                    value: Memo<String>,
                    error: Memo<Option<String>>,
                    set: Callback<String>| {
            let message = live(move || {
                error.get().map(|text| {
                    view! { <span class="error">{icon(Icon::Caution)}<span>{text}</span></span> }
                        .into_any()
                })
            });
            view! {
                <div class="cell">
                    <DecimalInput value=value on_change=set label=label wrong=Signal::derive(move || error.with(Option::is_some))/>
                    {message}
                </div>
            }
        };
        let amount = cell(
            format!("Amount for {}", item.number),
            typed(|row| &row.amount),
            wrong(0),
            Callback::new(move |text| self.set(id, Some(text), None)),
        );
        let discount = cell(
            format!("Discount for {}", item.number),
            typed(|row| &row.discount),
            wrong(1),
            Callback::new(move |text| self.set(id, None, Some(text))),
        );
        let left = live_text(move || {
            self.draft.with(|draft| {
                let part = draft
                    .list
                    .iter()
                    .find(|part| part.receivable_id.map(domain::Id::get) == Some(id));
                let settled = part
                    .and_then(|part| part.amount.plus(part.discount))
                    .unwrap_or_default();
                shown(balance.minus(settled).unwrap_or_default())
            })
        });
        let href = receivables::LIST.at(id);
        view! {
            <tr>
                <th scope="row" class="head-cell"><a class="link" href=href>{item.number.clone()}</a></th>
                <td class="side-cell">{short_day(item.due_date)}</td>
                <td class="num" data-label="Balance, $">{shown(balance)}</td>
                <td class="num" data-label="Amount, $">{amount}</td>
                <td class="num" data-label="Discount, $">{discount}</td>
                <td class="num left" data-label="Left, $">{left}</td>
            </tr>
        }
        .into_any()
    }

    fn sums(self, left_over: &'static str) -> AnyView {
        let of = move |part: fn(&AllocationDraft) -> Money| {
            live_text(move || shown(self.draft.with(part)))
        };
        let left = move || {
            let applied = self.draft.with(|draft| draft.applied);
            let left = self.supply.with(|supply| supply.available.minus(applied));
            left.unwrap_or_default()
        };
        let message = live(move || {
            self.draft.with(|draft| draft.total_error.clone()).map(|text| {
                view! { <span class="error" role="alert">{icon(Icon::Caution)}<span>{text}</span></span> }.into_any()
            })
        });
        let again = live(move || {
            let typed = self
                .form
                .value_at(FIELD)
                .is_some_and(|value| value.is_array());
            typed.then(|| {
                let press = move |()| self.form.set(FIELD, serde_json::Value::Null);
                view! { <Button label="Oldest due first" slim=true on_press=press/> }.into_any()
            })
        });
        view! {
            <div class="applied-sums">
                <dl class="pairs" aria-live="polite">
                    <dt>"Applied"</dt><dd>{of(|draft| draft.applied)}</dd>
                    <dt>"Discounts"</dt><dd>{of(|draft| draft.discounts)}</dd>
                    <dt class="total">{left_over}</dt><dd class="total">{live_text(move || shown(left()))}</dd>
                </dl>
                {message}
                {again}
            </div>
        }
        .into_any()
    }
}

fn shown(amount: Money) -> String {
    money(&amount.to_string())
}
