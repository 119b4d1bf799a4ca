//! Buttons, and links that look like buttons.

use leptos::prelude::*;

use super::icon::{Icon, icon};
use super::truth;

/// How loudly a button speaks. One `Primary` a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonStyle {
    /// A framed button.
    #[default]
    Plain,
    /// The main action of a page.
    Primary,
    /// Without a frame.
    Quiet,
    /// Calls something off.
    Danger,
}

impl ButtonStyle {
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "btn",
            Self::Primary => "btn primary",
            Self::Quiet => "btn quiet",
            Self::Danger => "btn danger",
        }
    }
}

/// A button. While `busy` it keeps its width, shows a spinner and ignores clicks.
#[component]
pub fn Button(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on_press: Callback<()>,
    /// How loudly it speaks.
    #[prop(optional)]
    look: ButtonStyle,
    /// The sign before the word.
    #[prop(optional, into)]
    sign: Option<Icon>,
    /// Lower, for section heads and banners.
    #[prop(optional)]
    slim: bool,
    /// Whether it is at work.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether it is refused for now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The shortcut that presses it: `n`, `e`, `save`.
    #[prop(optional)]
    key: &'static str,
) -> AnyView {
    view! {
        <button
            type="button"
            class=look.class()
            class:slim=slim
            aria-busy=truth(busy)
            disabled=disabled
            data-key=(!key.is_empty()).then_some(key)
            on:click=move |_| {
                if !busy.get_untracked() {
                    on_press.run(());
                }
            }
        >
            {sign.map(icon)}
            {label}
        </button>
    }
    .into_any()
}

/// The button that sends the form around it.
#[component]
pub fn SubmitButton(
    #[prop(into)] label: Signal<String>,
    /// Whether the form is being sent.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// The form's id, if the button is outside it.
    #[prop(optional)]
    form: &'static str,
    /// How loudly it speaks.
    #[prop(default = ButtonStyle::Primary)]
    look: ButtonStyle,
) -> AnyView {
    view! {
        <button
            type="submit"
            class=look.class()
            form=(!form.is_empty()).then_some(form)
            aria-busy=truth(busy)
            data-key="save"
        >
            {label}
        </button>
    }
    .into_any()
}

/// An icon button; `label` is its accessible name and its tooltip.
#[component]
pub fn IconButton(
    /// The sign.
    sign: Icon,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on_press: Callback<()>,
    /// Lower.
    #[prop(optional)]
    slim: bool,
    /// Framed instead of quiet.
    #[prop(optional)]
    framed: bool,
    /// The shortcut that presses it.
    #[prop(optional)]
    key: &'static str,
) -> AnyView {
    view! {
        <button
            type="button"
            class=if framed { "btn bare" } else { "btn quiet bare" }
            class:slim=slim
            aria-label=label
            title=label
            data-key=(!key.is_empty()).then_some(key)
            on:click=move |_| on_press.run(())
        >
            {icon(sign)}
        </button>
    }
    .into_any()
}

/// A link in the shape of a button.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: Signal<String>,
    #[prop(into)] label: Signal<String>,
    /// How loudly it speaks.
    #[prop(optional)]
    look: ButtonStyle,
    /// The sign before the word.
    #[prop(optional, into)]
    sign: Option<Icon>,
    /// Lower.
    #[prop(optional)]
    slim: bool,
    /// The shortcut that follows it.
    #[prop(optional)]
    key: &'static str,
) -> AnyView {
    view! {
        <a
            class=look.class()
            class:slim=slim
            href=href
            data-key=(!key.is_empty()).then_some(key)
        >
            {sign.map(icon)}
            {label}
        </a>
    }
    .into_any()
}
