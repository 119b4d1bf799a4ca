//! The lines of the order form: add, remove, copy, move, and their totals. Amounts are computed, never typed.

use std::sync::Arc;

use domain::choices::Choices;
use domain::pricing::PriceBasis;
use domain::purchase_orders::LineDraft;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::figures::{Figures, all_units};
use super::form_context::LockedFields;
use super::formatting::{counted, dollars, per_lb, weight};
use super::line_row::line_row;
use super::order_form::OrderForm;
use crate::ui::button::{Button, ButtonStyle};
use crate::ui::dom::focus_soon;
use crate::ui::form::object_of;
use crate::ui::format::{UNKNOWN, grouped};
use crate::ui::icon::Icon;

/// A new line: its prices are per what those of the line before are.
pub(super) fn blank_line(before: Option<&LineDraft>) -> LineDraft {
    let per_lb = Some(PriceBasis::PerLb);
    let Some(before) = before else {
        return LineDraft {
            buy_basis: per_lb,
            sell_basis: per_lb,
            ..LineDraft::default()
        };
    };
    LineDraft {
        buy_basis: before.buy_basis.or(per_lb),
        sell_basis: before.sell_basis.or(per_lb),
        weight_unit: before.weight_unit,
        weight_basis: before.weight_basis,
        ..LineDraft::default()
    }
}

/// The lines of a form, each with a key that stays when it moves.
#[derive(Clone, Copy)]
pub(super) struct FormLines {
    pub(super) order: OrderForm,
    /// The inputs of the lines.
    pub(super) all: Memo<Vec<Map<String, Value>>>,
    /// The keys of the lines in their order.
    pub(super) keys: RwSignal<Vec<u32>>,
    next: StoredValue<u32>,
    /// The pointer that the address asks to focus; its line opens.
    asked: StoredValue<Option<String>>,
}

impl FormLines {
    /// The lines of a form; `asked` is the pointer that the address asks to focus.
    pub(super) fn new(order: OrderForm, asked: Option<String>) -> Self {
        let all = Memo::new(move |_| lines_in(&order.form.tracked()));
        let count = u32::try_from(all.with_untracked(Vec::len)).unwrap_or(0);
        let lines = Self {
            order,
            all,
            keys: RwSignal::new((0..count).collect()),
            next: StoredValue::new(count),
            asked: StoredValue::new(asked),
        };
        // A merge or a draft replaced the lines.
        Effect::new(move || {
            let count = lines.all.with(Vec::len);
            if lines.keys.with_untracked(Vec::len) != count {
                lines
                    .keys
                    .set((0..count).map(|_| lines.new_key()).collect());
            }
        });
        lines
    }

    fn new_key(self) -> u32 {
        let key = self.next.get_value();
        self.next.set_value(key.wrapping_add(1));
        key
    }

    /// The index of a line by key.
    pub(super) fn place_of(self, key: u32) -> Memo<usize> {
        Memo::new(move |_| {
            self.keys
                .with(|keys| keys.iter().position(|other| *other == key))
                .unwrap_or(usize::MAX)
        })
    }

    /// Whether the focus request names one of this line's fields.
    pub(super) fn asks_for(self, place: usize, names: &[&str]) -> bool {
        let prefix = format!("/lines/{place}/");
        self.asked.with_value(|asked| {
            asked
                .as_deref()
                .and_then(|pointer| pointer.strip_prefix(&prefix))
                .is_some_and(|name| names.contains(&name))
        })
    }

    fn change(self, change: impl FnOnce(&mut Vec<Value>, &mut Vec<u32>)) {
        let mut lines: Vec<Value> = self
            .all
            .get_untracked()
            .into_iter()
            .map(Value::Object)
            .collect();
        let mut keys = self.keys.get_untracked();
        change(&mut lines, &mut keys);
        self.keys.set(keys);
        self.order.form.set("lines", Value::Array(lines));
        // Messages name lines by their place, which may be another now.
        self.order.form.recheck();
    }

    /// Adds a line at the end and focuses it.
    pub(super) fn add(self) {
        let key = self.new_key();
        let typed = self.order.typed;
        let line = typed.with_untracked(|typed| blank_line(typed.draft.lines.last()));
        self.change(|lines, keys| {
            lines.push(Value::Object(object_of(&line)));
            keys.push(key);
        });
        focus_soon(format!("#line-{key}-product_id"));
    }

    /// Adds a copy behind a line; lot and weights are its own, so they stay blank.
    pub(super) fn copy(self, index: usize) {
        let key = self.new_key();
        self.change(|lines, keys| {
            let Some(mut line) = lines.get(index).cloned() else {
                return;
            };
            if let Some(line) = line.as_object_mut() {
                for name in ["id", "lot_number", "production_date"] {
                    line.insert(name.to_owned(), Value::Null);
                }
            }
            lines.insert(index + 1, line);
            keys.insert(index + 1, key);
        });
        focus_soon(format!("#line-{key}-product_id"));
    }

    /// Removes a line and focuses its neighbor.
    pub(super) fn remove(self, index: usize) {
        self.change(|lines, keys| {
            if index < lines.len() {
                lines.remove(index);
                keys.remove(index);
            }
        });
        let keys = self.keys.get_untracked();
        match keys.get(index).or_else(|| keys.last()) {
            Some(key) => focus_soon(format!("#line-{key}-product_id")),
            None => focus_soon(".order-lines-block .btn"),
        }
    }

    /// Moves a line up or down, and the focus with it.
    pub(super) fn shift(self, index: usize, by: isize) {
        let count = self.keys.with_untracked(Vec::len);
        let Some(to) = index
            .checked_add_signed(by)
            .filter(|to| *to < count && index < count)
        else {
            return;
        };
        let focused = document()
            .active_element()
            .map(|element| element.id())
            .filter(|id| !id.is_empty());
        self.change(|lines, keys| {
            lines.swap(index, to);
            keys.swap(index, to);
        });
        // An element that is moved in the page loses the focus.
        if let Some(id) = focused {
            focus_soon(format!("#{id}"));
        }
    }

    /// Goes to the same field of the next line; behind the last one a line is added where that is allowed.
    pub(super) fn onwards(self, key: u32, field: &str, may_add: bool) {
        let next = self.keys.with_untracked(|keys| {
            let place = keys.iter().position(|other| *other == key)?;
            keys.get(place + 1).copied()
        });
        match next {
            Some(next) => focus_soon(format!("#line-{next}-{field}")),
            None if may_add => self.add(),
            None => {}
        }
    }
}

fn lines_in(values: &Map<String, Value>) -> Vec<Map<String, Value>> {
    let lines = values
        .get("lines")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    lines.iter().filter_map(Value::as_object).cloned().collect()
}

/// The lines as an editable table.
#[component]
pub fn LineEditor(
    lines: FormLines,
    /// What follows from them.
    figures: Memo<Figures>,
    choices: Arc<Choices>,
    /// What the status leaves to be changed.
    fixed: LockedFields,
) -> AnyView {
    let remark = move || {
        figures.with(|figures| {
            let count = counted(figures.lines.len(), "line", "lines");
            if figures.totals.weight_lb == domain::WeightAmount::ZERO {
                return count;
            }
            let sign = if figures.totals.is_estimated {
                "≈ "
            } else {
                ""
            };
            format!("{count}, {sign}{} lb", weight(figures.totals.weight_lb))
        })
    };
    let add = (!fixed.parties).then(|| {
        view! { <Button label="Add line" sign=Icon::Plus look=ButtonStyle::Quiet slim=true on_press=move |()| lines.add()/> }
    });
    let why_fixed = fixed.parties.then(|| {
        let words = if fixed.quantities {
            "Lines and quantities are locked. Prices, lots and notes can still be changed."
        } else {
            "Lines cannot be added or removed once the order is issued. Their contents can still be changed."
        };
        view! { <p class="small muted">{words}</p> }
    });
    let keys_note = (!fixed.parties).then(|| {
        view! {
            <p class="small muted not-phone">
                <kbd>"Enter"</kbd> " goes to the next line or adds a line, " <kbd>"Alt"</kbd> " " <kbd>"↑"</kbd> " "
                <kbd>"↓"</kbd> " moves it."
            </p>
        }
    });
    let wrong = lines
        .order
        .form
        .error_at(Signal::stored("/lines".to_owned()), Signal::stored(false));
    view! {
        <section class="block order-lines-block" aria-label="Lines" tabindex="-1">
            <header><h2>"Lines"</h2><span class="muted">{remark}</span><span class="at-end">{add}</span></header>
            {move || wrong.get().map(|text| view! { <p class="error">{text}</p> })}
            <div class="scroll" role="group" aria-label="Lines of the order">
                <table class="table plain lines cards order-lines">
                    <thead>
                        <tr>
                            <th scope="col" class="pin">"Product"</th>
                            <th scope="col" class="num">"Units"</th>
                            <th scope="col" class="num">"Weight"</th>
                            <th scope="col" class="num">"Buy"</th>
                            <th scope="col" class="num">"Buy, $"</th>
                            <th scope="col" class="num">"Sell"</th>
                            <th scope="col" class="num">"Sell, $"</th>
                            <th scope="col"><span class="unseen">"Actions"</span></th>
                        </tr>
                    </thead>
                    <For
                        each=move || lines.keys.get()
                        key=|key| *key
                        children=move |key| line_row(lines, key, figures, &choices, fixed)
                    />
                    {move || figures.with(sums)}
                </table>
            </div>
            {keys_note}
            {why_fixed}
        </section>
    }
    .into_any()
}

fn sums(figures: &Figures) -> AnyView {
    let totals = &figures.totals;
    let estimated = totals.is_estimated;
    let amount = move |text: Option<String>| match text {
        Some(text) => view! { <span class:est=estimated>{text}</span> }.into_any(),
        None => view! { <span class="faint">{UNKNOWN}</span> }.into_any(),
    };
    let units =
        all_units(figures).map_or_else(|| UNKNOWN.to_owned(), |units| grouped(&units.to_string()));
    let pounds = Some(totals.weight_lb).filter(|weight| *weight != domain::WeightAmount::ZERO);
    let margin = totals.margin.map(|margin| {
        let by_lb = totals.margin_per_lb.map(|margin| format!(", ${}/lb", per_lb(margin))).unwrap_or_default();
        let sign = if estimated { "≈ " } else { "" };
        view! { <tr class="only-narrow"><th scope="row" colspan="8">{format!("Margin {sign}${}{by_lb}", dollars(margin))}</th></tr> }
    });
    view! {
        <tfoot>
            <tr>
                <th scope="row" class="pin">"Total"</th>
                <td class="num" data-label="Units">{units}</td>
                <td class="num far" data-label="Weight, lb">{amount(pounds.map(weight))}" "<span class="faint not-phone">"lb"</span></td>
                <td class="lone"></td>
                <td class="num" data-label="Buy, $">{amount(totals.buy_total.map(dollars))}</td>
                <td class="lone"></td>
                <td class="num far" data-label="Sell, $">{amount(totals.sell_total.map(dollars))}</td>
                <td class="lone"></td>
            </tr>
            {margin}
        </tfoot>
    }
    .into_any()
}
