//! A menu of further actions behind a button.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::dom::{find_all, keeps_focus};
use super::dropdown_position::place_soon;
use super::icon::{Icon, icon};
use super::live;

/// One entry of a menu.
#[derive(Debug, Clone)]
pub struct MenuItem {
    pub label: String,
    pub sign: Option<Icon>,
    pub on_press: Callback<()>,
    /// Calls something off.
    pub danger: bool,
}

impl MenuItem {
    /// An entry.
    pub fn new(label: impl Into<String>, sign: Option<Icon>, on_press: Callback<()>) -> Self {
        Self {
            label: label.into(),
            sign,
            on_press,
            danger: false,
        }
    }
}

/// The menus of the page that is shown, for what offers their entries by name too; in the context.
#[derive(Debug, Clone, Copy)]
pub struct PageMenus(RwSignal<Vec<Signal<Vec<MenuItem>>>>);

impl PageMenus {
    /// Puts it into the context. Once, round the pages.
    pub fn provide() {
        provide_context(Self(RwSignal::new(Vec::new())));
    }

    /// Those of the shell, for what is asked outside of any part of the page: a key.
    #[must_use]
    pub fn from_context() -> Option<Self> {
        use_context()
    }

    /// All entries now.
    #[must_use]
    pub fn entries(self) -> Vec<MenuItem> {
        let menus = self.0.get_untracked().into_iter();
        menus
            .filter_map(|items| items.try_get_untracked())
            .flatten()
            .collect()
    }

    /// Registers the entries of a menu until the calling part of the page is disposed.
    fn offer(items: Signal<Vec<MenuItem>>) {
        let Some(Self(menus)) = use_context::<Self>() else {
            return;
        };
        menus.update(|menus| menus.push(items));
        on_cleanup(move || {
            menus.try_update(|menus| menus.retain(|other| *other != items));
        });
    }
}

/// A button with a menu below it. Nothing is drawn while there are no entries.
#[component]
pub fn Menu(
    /// The button's name.
    #[prop(into)]
    label: Signal<String>,
    #[prop(into)] items: Signal<Vec<MenuItem>>,
    /// The button's sign.
    #[prop(default = Icon::More)]
    sign: Icon,
    /// Above the entries, such as the signed-in user.
    #[prop(optional)]
    header: Option<ViewFn>,
    /// The button's face instead of the sign.
    #[prop(optional)]
    face: Option<ViewFn>,
    /// Holds what is done with the whole page, which is offered in the palette too.
    #[prop(optional)]
    of_page: bool,
) -> AnyView {
    if of_page {
        PageMenus::offer(items);
    }
    let open = RwSignal::new(false);
    let anchor = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if open.get() {
            place_soon(anchor);
        }
    });
    let focus_entry = move |step: isize| {
        let Some(anchor) = anchor.get_untracked() else {
            return;
        };
        let entries = find_all(&anchor, "[role=menuitem]");
        let now = document().active_element();
        let at = entries.iter().position(|entry| {
            now.as_ref()
                .is_some_and(|now| entry.is_same_node(Some(now)))
        });
        let last = entries.len().saturating_sub(1);
        let next = match at {
            Some(at) => at
                .checked_add_signed(step)
                .filter(|at| *at <= last)
                .unwrap_or(if step < 0 { last } else { 0 }),
            None => 0,
        };
        if let Some(entry) = entries.get(next) {
            drop(entry.focus());
        }
    };
    let close_to_button = move || {
        open.set(false);
        if let Some(button) = anchor
            .get_untracked()
            .and_then(|anchor| anchor.query_selector("button").ok().flatten())
            && let Ok(button) = button.dyn_into::<web_sys::HtmlElement>()
        {
            drop(button.focus());
        }
    };
    let on_key = move |event: KeyboardEvent| {
        match event.key().as_str() {
            "ArrowDown" => {
                if open.get_untracked() {
                    focus_entry(1);
                } else {
                    open.set(true);
                    request_animation_frame(move || focus_entry(1));
                }
            }
            "ArrowUp" if open.get_untracked() => focus_entry(-1),
            "Escape" if open.get_untracked() => close_to_button(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let header = StoredValue::new(header);
    let drop_down = live(move || {
        open.get().then(|| {
            let entries: Vec<AnyView> = items
                .get()
                .into_iter()
                .map(|item| {
                    let on_press = item.on_press;
                    view! {
                        <button
                            type="button"
                            role="menuitem"
                            tabindex="-1"
                            class:danger=item.danger
                            on:click=move |_| {
                                close_to_button();
                                on_press.run(());
                            }
                        >
                            {item.sign.map(icon)}
                            <span>{item.label}</span>
                        </button>
                    }
                    .into_any()
                })
                .collect();
            let top = header.with_value(|header| header.as_ref().map(ViewFn::run));
            view! { <div class="list drop end" tabindex="-1" role="menu" aria-label=label>{top}{entries}</div> }
                .into_any()
        })
    });
    let has_face = face.is_some();
    let none = Signal::derive(move || items.with(Vec::is_empty));
    let face = match face {
        Some(face) => face.run(),
        None => icon(sign),
    };
    view! {
            <div
                class="anchor"
                hidden=none
                node_ref=anchor
                on:keydown=on_key
                on:focusout=move |event| {
                    if !keeps_focus(&event) {
                        open.set(false);
                    }
                }
            >
                <button
                    type="button"
                    class=if has_face { "face" } else { "btn quiet bare" }
                    aria-label=label
                    title=label
                    aria-haspopup="menu"
                    aria-expanded=Signal::derive(move || open.get().to_string())
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {face}
                </button>
                {drop_down}
            </div>
    }
    .into_any()
}
