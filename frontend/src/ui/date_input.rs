//! A date input: typed in any common format, or picked from a calendar.

use chrono::{Datelike, Duration, Months, NaiveDate};
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::button::IconButton;
use super::dom::{focus_soon, keeps_focus};
use super::dropdown_position::place_soon;
use super::field::FieldLink;
use super::format::{day, month_and_year, read_day, today, weekday};
use super::icon::{Icon, icon};

/// A day. Its value is `YYYY-MM-DD`; what cannot be read as a day is passed on for the check to refuse.
#[component]
pub fn DateInput(
    /// The day as `YYYY-MM-DD`; empty for none.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the new day when the field is left or a day is picked.
    #[prop(into)]
    on_change: Callback<String>,
    /// Its accessible name outside a field.
    #[prop(optional, into)]
    label: Option<String>,
    /// An example, in faint ink.
    #[prop(default = "Mar 2, 3/2, tomorrow")]
    placeholder: &'static str,
) -> AnyView {
    let link = FieldLink::from_context("");
    let invalid = link.aria_invalid();
    let draft = RwSignal::new(None::<String>);
    let open = RwSignal::new(false);
    let shown = move || {
        draft.get().unwrap_or_else(|| {
            let value = value.get();
            value.parse().map_or(value, day)
        })
    };
    let take = move || {
        if let Some(typed) = draft.try_get_untracked().flatten() {
            let read = read_day(&typed, today()).map(|day| day.to_string());
            on_change.run(read.unwrap_or_else(|| typed.trim().to_owned()));
            draft.set(None);
        }
    };
    let pick = Callback::new(move |day: NaiveDate| {
        draft.set(None);
        on_change.run(day.to_string());
        open.set(false);
    });
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            take();
            open.set(true);
            focus_soon(".month td > button[tabindex='0']");
        }
        "Enter" => take(),
        _ => {}
    };
    let anchor = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if open.get() {
            place_soon(anchor);
        }
    });
    let month = move || {
        open.get().then(|| {
            let chosen = value.get_untracked().parse().ok();
            view! { <Month chosen=chosen on_pick=pick on_close=move |()| open.set(false)/> }
        })
    };
    view! {
        <div
            class="anchor"
            node_ref=anchor
            on:focusout=move |event| {
                if !keeps_focus(&event) {
                    open.try_set(false);
                }
            }
        >
            <span class="joined">
                <input
                    class="input"
                    id=(!link.id.is_empty()).then_some(link.id)
                    type="text"
                    autocomplete="off"
                    placeholder=placeholder
                    aria-label=label
                    aria-required=link.required.then_some("true")
                    aria-invalid=invalid
                    aria-describedby=link.described_by
                    prop:value=shown
                    on:input=move |event| draft.set(Some(event_target_value(&event)))
                    on:blur=move |_| take()
                    on:keydown=on_key
                />
                <button
                    type="button"
                    class="btn quiet bare"
                    tabindex="-1"
                    aria-label="Pick a day"
                    on:click=move |_| {
                        open.update(|open| *open = !*open);
                        focus_soon(".month td > button[tabindex='0']");
                    }
                >
                    {icon(Icon::Calendar)}
                </button>
            </span>
            {month}
        </div>
    }
    .into_any()
}

/// The calendar: arrows move by day and week, Page Up and Down by month.
#[component]
fn Month(
    chosen: Option<NaiveDate>,
    on_pick: Callback<NaiveDate>,
    #[prop(into)] on_close: Callback<()>,
) -> AnyView {
    let today = today();
    let at = RwSignal::new(chosen.unwrap_or(today));
    let step = move |to: Option<NaiveDate>| {
        if let Some(to) = to {
            at.set(to);
            focus_soon(".month td > button[tabindex='0']");
        }
    };
    let by_days = move |days: i64| at.get_untracked().checked_add_signed(Duration::days(days));
    let on_key = move |event: KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowLeft" => by_days(-1),
            "ArrowRight" => by_days(1),
            "ArrowUp" => by_days(-7),
            "ArrowDown" => by_days(7),
            "PageUp" => at.get_untracked().checked_sub_months(Months::new(1)),
            "PageDown" => at.get_untracked().checked_add_months(Months::new(1)),
            "Escape" => {
                event.stop_propagation();
                event.prevent_default();
                on_close.run(());
                return;
            }
            _ => return,
        };
        event.prevent_default();
        step(to);
    };
    let weeks = move || {
        let now = at.get();
        let first = now.with_day(1).unwrap_or(now);
        let start = first - Duration::days(i64::from(first.weekday().num_days_from_sunday()));
        (0..6)
            .map(|week| {
                let days = (0..7)
                    .filter_map(|weekday| {
                        start.checked_add_signed(Duration::days(week * 7 + weekday))
                    })
                    .map(|date| {
                        let name = format!("{}, {}", weekday(date), day(date));
                        view! {
                            <td>
                                <button
                                    type="button"
                                    class:other=date.month() != now.month()
                                    class:today=date == today
                                    tabindex=if date == now { "0" } else { "-1" }
                                    aria-label=name
                                    aria-pressed=(Some(date) == chosen).to_string()
                                    on:click=move |_| on_pick.run(date)
                                >
                                    {date.day()}
                                </button>
                            </td>
                        }
                    })
                    .collect_view();
                view! { <tr>{days}</tr> }
            })
            .collect_view()
    };
    let title = move || month_and_year(at.get());
    view! {
        <div class="list drop month" tabindex="-1" role="dialog" aria-label="Pick a day" on:keydown=on_key>
            <header>
                <IconButton
                    sign=Icon::Previous
                    label="Month before"
                    slim=true
                    on_press=move |()| step(at.get_untracked().checked_sub_months(Months::new(1)))
                />
                <b aria-live="polite">{title}</b>
                <IconButton
                    sign=Icon::Next
                    label="Month after"
                    slim=true
                    on_press=move |()| step(at.get_untracked().checked_add_months(Months::new(1)))
                />
            </header>
            <table>
                <thead>
                    <tr>
                        {["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"]
                            .map(|name| view! { <th scope="col">{name}</th> })
                            .into_iter()
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>{weeks}</tbody>
            </table>
        </div>
    }
    .into_any()
}
