//! Several choices of a list: checkboxes for a short list, tokens for a long one.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::dropdown_position::place_soon;
use super::field::FieldLink;
use super::highlight::holds_words;
use super::icon::{Icon, icon};
use super::input::{Choice, label_of};
use super::pending_text::{PendingText, ReportPending};

/// A short list to tick. Put it in a `Field` with `group=true`.
#[component]
pub fn TickList(
    /// The choices in their order.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// The chosen codes.
    #[prop(into)]
    value: Signal<Vec<String>>,
    /// Called with all chosen codes.
    #[prop(into)]
    on_change: Callback<Vec<String>>,
) -> AnyView {
    let row = move |choice: Choice| {
        let (code, shown) = (choice.code.clone(), choice.code);
        view! {
            <label class="hit">
                <input
                    class="check"
                    type="checkbox"
                    prop:checked=move || value.with(|codes| codes.contains(&shown))
                    on:change=move |event| {
                        let mut codes = value.get_untracked();
                        codes.retain(|other| *other != code);
                        if event_target_checked(&event) {
                            codes.push(code.clone());
                        }
                        on_change.run(codes);
                    }
                />
                {choice.label}
            </label>
        }
    };
    view! { <div class="ticks">{move || choices.get().into_iter().map(row).collect_view()}</div> }
        .into_any()
}

/// A long list: chosen values as tokens, typing filters the options.
#[component]
pub fn TokenInput(
    /// The choices in their order.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// The chosen codes.
    #[prop(into)]
    value: Signal<Vec<String>>,
    /// Called with all chosen codes.
    #[prop(into)]
    on_change: Callback<Vec<String>>,
) -> AnyView {
    let link = FieldLink::from_context("");
    let invalid = link.aria_invalid();
    let list_id = format!("{}-list", link.id);
    let typed = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let at = RwSignal::new(0_usize);
    let input = NodeRef::<html::Input>::new();
    let offered = Signal::derive(move || {
        let needle = typed.get();
        let chosen = value.get();
        choices
            .get()
            .into_iter()
            .filter(|choice| !chosen.contains(&choice.code) && holds_words(&choice.label, &needle))
            .collect::<Vec<_>>()
    });
    let form = use_context::<ReportPending>();
    let add = move |code: String| {
        let mut codes = value.get_untracked();
        codes.push(code);
        on_change.run(codes);
        typed.set(String::new());
        at.set(0);
        if let Some(ReportPending(report)) = form {
            let _ = report.try_run(None);
        }
    };
    let remove = move |code: &str| {
        let mut codes = value.get_untracked();
        codes.retain(|other| other != code);
        on_change.run(codes);
    };
    let anchor = NodeRef::<html::Div>::new();
    Effect::new(move || {
        offered.track();
        if open.get() {
            place_soon(anchor);
        }
    });
    let report = move |text: Option<PendingText>| {
        if let Some(ReportPending(report)) = form {
            let _ = report.try_run(text);
        }
    };
    on_cleanup(move || report(None));
    // Text that is left behind takes the only choice that it fits; other text stays, with what is wrong with it.
    let leave = move || {
        open.set(false);
        let text = typed.get_untracked();
        let text = text.trim();
        let fitting = offered.get_untracked();
        match fitting.as_slice() {
            _ if text.is_empty() => {}
            [only] => add(only.code.clone()),
            _ if form.is_none() => typed.set(String::new()),
            fitting => {
                let message = if fitting.is_empty() {
                    format!("Nothing matches “{text}”. Pick from the list, or clear it.")
                } else {
                    format!("“{text}” matches more than one. Pick one from the list.")
                };
                report(Some(PendingText {
                    message,
                    is_shown: true,
                }));
            }
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let count = offered.with(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => {
                event.prevent_default();
                if open.get_untracked() {
                    at.update(|at| *at = (*at + 1) % count);
                }
                open.set(true);
            }
            "ArrowUp" if count > 0 => {
                event.prevent_default();
                at.update(|at| *at = (*at + count - 1) % count);
            }
            "Enter" if open.get_untracked() => {
                event.prevent_default();
                if let Some(choice) = offered.with(|all| all.get(at.get_untracked()).cloned()) {
                    add(choice.code);
                }
            }
            "Escape" if open.get_untracked() => {
                event.stop_propagation();
                event.prevent_default();
                typed.set(String::new());
                open.set(false);
                report(None);
            }
            "Backspace" if typed.with_untracked(String::is_empty) => {
                if let Some(last) = value.get_untracked().last() {
                    remove(last);
                }
            }
            _ => {}
        }
    };
    let tokens = move || {
        let all = choices.get();
        value
            .get()
            .into_iter()
            .map(|code| {
                let label = label_of(&all, &code);
                let name = format!("Remove {label}");
                view! {
                    <span class="token">
                        {label}
                        <button type="button" tabindex="-1" aria-label=name on:click=move |_| remove(&code)>
                            {icon(Icon::Cross)}
                        </button>
                    </span>
                }
            })
            .collect_view()
    };
    let option_id = list_id.clone();
    let drop_id = list_id.clone();
    let drop_down = move || {
        let shown = offered.get();
        (open.get() && !shown.is_empty()).then(|| {
            let options = shown
                .into_iter()
                .enumerate()
                .map(|(index, choice)| {
                    let code = choice.code;
                    view! {
                        <li
                            role="option"
                            id=format!("{option_id}-{index}")
                            aria-selected=move || (at.get() == index).to_string()
                            on:mousedown=move |event| {
                                event.prevent_default();
                                add(code.clone());
                            }
                        >
                            {choice.label}
                        </li>
                    }
                })
                .collect_view();
            view! { <ul class="list drop wide" role="listbox" id=drop_id.clone()>{options}</ul> }
        })
    };
    let active_id = list_id.clone();
    view! {
        <div
            class="anchor"
            node_ref=anchor
            on:focusout=move |event| {
                if !super::dom::keeps_focus(&event) && !open.is_disposed() {
                    leave();
                }
            }
        >
            <div
                class="token-box"
                on:click=move |_| {
                    if let Some(input) = input.get_untracked() {
                        drop(input.focus());
                    }
                }
            >
                {tokens}
                <input
                    node_ref=input
                    id=link.id
                    role="combobox"
                    autocomplete="off"
                    aria-expanded=move || open.get().to_string()
                    aria-controls=list_id
                    aria-autocomplete="list"
                    aria-activedescendant=move || open.get().then(|| format!("{active_id}-{}", at.get()))
                    aria-required=link.required.then_some("true")
                    aria-invalid=invalid
                    aria-describedby=link.described_by
                    prop:value=move || typed.get()
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        let message = format!("“{}” is not picked yet. Pick one from the list.", text.trim());
                        let waits = !text.trim().is_empty();
                        report(waits.then_some(PendingText { message, is_shown: false }));
                        typed.set(text);
                        at.set(0);
                        open.set(true);
                    }
                    on:click=move |_| open.set(true)
                    on:keydown=on_key
                />
            </div>
            {drop_down}
        </div>
    }
    .into_any()
}
