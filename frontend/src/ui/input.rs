//! Plain controls: text, multiline text, select, switch, segments.

use leptos::prelude::*;

use super::field::FieldLink;

/// One value of a choice list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is stored.
    pub code: String,
    /// Its label.
    pub label: String,
}

impl Choice {
    /// A choice of a code and its label.
    pub fn new(code: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            label: label.into(),
        }
    }
}

/// The label of a code; the code itself where the list does not know it.
#[must_use]
pub fn label_of(choices: &[Choice], code: &str) -> String {
    choices
        .iter()
        .find(|choice| choice.code == code)
        .map_or_else(|| code.to_owned(), |choice| choice.label.clone())
}

/// A line of text.
#[component]
pub fn TextInput(
    /// The value.
    #[prop(into)]
    value: Signal<String>,
    /// Called at each change.
    #[prop(into)]
    on_change: Callback<String>,
    /// `text`, `email`, `tel`, `search`, `password`.
    #[prop(default = "text")]
    kind: &'static str,
    /// An example, in faint ink.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// What a password manager or address book may fill in.
    #[prop(optional)]
    autocomplete: &'static str,
    /// Cannot be changed.
    #[prop(optional, into)]
    read_only: Signal<bool>,
    /// Its accessible name outside a field.
    #[prop(optional, into)]
    label: Option<String>,
    /// Further classes: `roomy`, `tiny`.
    #[prop(optional)]
    class: &'static str,
) -> AnyView {
    let link = FieldLink::from_context("");
    let invalid = link.aria_invalid();
    let max_length = link.max_length();
    view! {
        <input
            class=format!("input {class}")
            id=(!link.id.is_empty()).then_some(link.id)
            type=kind
            autocomplete=if autocomplete.is_empty() { "off" } else { autocomplete }
            placeholder=placeholder
            aria-label=label
            maxlength=max_length
            aria-required=link.required.then_some("true")
            aria-invalid=invalid
            aria-describedby=link.described_by
            readonly=read_only
            prop:value=value
            on:input=move |event| on_change.run(event_target_value(&event))
        />
    }
    .into_any()
}

/// Several lines of text.
#[component]
pub fn TextArea(
    /// The value.
    #[prop(into)]
    value: Signal<String>,
    /// Called at each change.
    #[prop(into)]
    on_change: Callback<String>,
    /// How many lines are seen.
    #[prop(default = 3)]
    rows: u32,
) -> AnyView {
    let link = FieldLink::from_context("");
    let invalid = link.aria_invalid();
    let max_length = link.max_length();
    view! {
        <textarea
            class="input"
            id=(!link.id.is_empty()).then_some(link.id)
            rows=rows
            maxlength=max_length
            aria-required=link.required.then_some("true")
            aria-invalid=invalid
            aria-describedby=link.described_by
            prop:value=value
            on:input=move |event| on_change.run(event_target_value(&event))
        ></textarea>
    }
    .into_any()
}

/// One of a list.
#[component]
pub fn Select(
    /// The choices in their order.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// The chosen code; empty for none.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the new code; empty for none.
    #[prop(into)]
    on_change: Callback<String>,
    /// The words for no choice; without them one must be chosen.
    #[prop(optional)]
    blank: &'static str,
    /// Its accessible name outside a field, or as the second control of one.
    #[prop(optional, into)]
    label: Option<String>,
) -> AnyView {
    let link = FieldLink::from_context("");
    let invalid = link.aria_invalid();
    // A stored code that the list no longer offers is kept and shown.
    let options = move || {
        let mut all = choices.get();
        let chosen = value.get();
        if !chosen.is_empty() && !all.iter().any(|choice| choice.code == chosen) {
            all.push(Choice::new(chosen.clone(), chosen.clone()));
        }
        all.into_iter()
            .map(|choice| {
                let selected = choice.code == chosen;
                view! { <option value=choice.code prop:selected=selected>{choice.label}</option> }
            })
            .collect_view()
    };
    view! {
        <select
            class="input"
            id=(label.is_none() && !link.id.is_empty()).then_some(link.id)
            aria-label=label
            aria-required=link.required.then_some("true")
            aria-invalid=invalid
            aria-describedby=link.described_by
            on:change=move |event| on_change.run(event_target_value(&event))
        >
            {(!blank.is_empty()).then(|| {
                view! { <option value="" prop:selected=move || value.with(String::is_empty)>{blank}</option> }
            })}
            {options}
        </select>
    }
    .into_any()
}

/// Yes or no, as a switch with its words beside it.
#[component]
pub fn Switch(
    /// What is on when it is on.
    #[prop(into)]
    label: String,
    /// Whether it is on.
    #[prop(into)]
    value: Signal<bool>,
    /// Called with the new state.
    #[prop(into)]
    on_change: Callback<bool>,
) -> AnyView {
    view! {
        <label class="hit">
            <input
                class="switch"
                type="checkbox"
                role="switch"
                prop:checked=move || value.get()
                on:change=move |event| on_change.run(event_target_checked(&event))
            />
            {label}
        </label>
    }
    .into_any()
}

/// A few choices of which one holds, side by side.
#[component]
pub fn Segment(
    /// What is chosen here, read out.
    label: &'static str,
    /// Names the group in the page.
    name: &'static str,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    /// The chosen code.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the new code.
    #[prop(into)]
    on_change: Callback<String>,
) -> AnyView {
    view! {
        <fieldset class="segment">
            <legend class="unseen">{label}</legend>
            {move || {
                choices
                    .get()
                    .into_iter()
                    .map(|choice| {
                        let code = choice.code.clone();
                        let chosen = choice.code.clone();
                        view! {
                            <label>
                                <input
                                    class="unseen"
                                    type="radio"
                                    name=name
                                    prop:checked=move || value.with(|now| *now == chosen)
                                    on:change=move |_| on_change.run(code.clone())
                                />
                                {choice.label}
                            </label>
                        }
                    })
                    .collect_view()
            }}
        </fieldset>
    }
    .into_any()
}
