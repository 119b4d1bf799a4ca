//! A number input: accepts `1,234.5`, shows `1,234.50`, stores `1234.50`.

use leptos::prelude::*;

use super::field::FieldLink;
use super::format::{grouped, padded, plain_decimal};

/// A decimal. Its value is always the plain string that travels; the marks for thousands are only shown.
#[component]
pub fn DecimalInput(
    /// The plain decimal; empty for none.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the plain decimal at each change. What is no decimal is passed on for the check to refuse.
    #[prop(into)]
    on_change: Callback<String>,
    /// Digits behind the point when shown: 2 for money and weights, 4 for prices, 0 for counts.
    #[prop(default = 2)]
    places: usize,
    /// The placeholder.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// Cannot be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Its accessible name outside a field.
    #[prop(optional, into)]
    label: Option<String>,
    /// Further classes: `tiny`.
    #[prop(optional)]
    class: &'static str,
    /// Marks it invalid outside a field.
    #[prop(optional, into)]
    wrong: Signal<bool>,
) -> AnyView {
    let link = FieldLink::from_context("");
    let invalid = link.invalid;
    // What is in the control while it has the focus; the shown form is made on leaving.
    let draft = RwSignal::new(None::<String>);
    let shown = move || draft.get().unwrap_or_else(|| grouped(&value.get()));
    view! {
        <input
            class=format!("input figure-input {class}")
            id=(!link.id.is_empty()).then_some(link.id)
            type="text"
            inputmode="decimal"
            autocomplete="off"
            placeholder=placeholder
            aria-label=label
            aria-required=link.required.then_some("true")
            aria-invalid=move || (invalid.get() || wrong.get()).then_some("true")
            aria-describedby=link.described_by
            disabled=move || disabled.get()
            prop:value=shown
            on:input=move |event| {
                let typed = event_target_value(&event);
                on_change.run(plain_decimal(&typed));
                draft.set(Some(typed));
            }
            on:blur=move |_| {
                // Taken away while it has the focus: there is nothing left to fill up.
                let Some(plain) = value.try_get_untracked() else { return };
                let full = padded(&plain, places);
                if full != plain {
                    on_change.run(full);
                }
                draft.set(None);
            }
        />
    }
    .into_any()
}

/// A figure and its unit or basis in one frame: put a `DecimalInput` and a `Select` or a `Unit` inside.
#[component]
pub fn Joined(
    /// The figure first.
    children: Children,
) -> AnyView {
    view! { <span class="joined">{children()}</span> }.into_any()
}

/// The fixed unit behind a figure.
#[component]
pub fn Unit(
    /// `lb`, `$`, `%`.
    #[prop(into)]
    text: String,
) -> AnyView {
    view! { <span class="unit">{text}</span> }.into_any()
}
