//! A button with a dropdown that stays open while the focus is inside, and closes on Esc.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Node;

use super::dom::{find_all, keeps_focus};
use super::dropdown_position::place_soon;
use super::icon::{Icon, icon};
use super::{live, live_text};

/// The button and its box. Both get `class`; `name` is the box's accessible name.
pub fn drop_button(
    sign: Icon,
    label: Signal<String>,
    name: &'static str,
    class: &'static str,
    open: RwSignal<bool>,
    inside: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let list = live(move || {
        open.get().then(|| {
            view! { <div class="list drop end" tabindex="-1" role="group" aria-label=name>{inside()}</div> }.into_any()
        })
    });
    let anchor = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if open.get() {
            place_soon(anchor);
        }
    });
    let close = move || {
        open.set(false);
        let button = anchor
            .get_untracked()
            .and_then(|anchor| find_all(&anchor, "button").into_iter().next());
        if let Some(button) = button {
            drop(button.focus());
        }
    };
    // The focused control may have been removed: then neither Esc nor focusout reaches this element.
    let keys = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && open.get_untracked() && !event.default_prevented() {
            close();
        }
    });
    let presses = window_event_listener(ev::pointerdown, move |event| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Node>().ok());
        let inside = anchor
            .get_untracked()
            .is_some_and(|anchor| anchor.contains(target.as_ref()));
        if open.get_untracked() && !inside {
            open.set(false);
        }
    });
    on_cleanup(move || {
        keys.remove();
        presses.remove();
    });
    view! {
        <div
            node_ref=anchor
            class=format!("anchor {class}")
            on:focusout=move |event| {
                // A press on what cannot take the focus leaves it open.
                if event.related_target().is_some() && !keeps_focus(&event) {
                    open.set(false);
                }
            }
            on:keydown=move |event| {
                if event.key() == "Escape" && open.get_untracked() {
                    event.stop_propagation();
                    close();
                }
            }
        >
            <button
                type="button"
                class="btn quiet slim"
                aria-expanded=Signal::derive(move || open.get().to_string())
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {icon(sign)}
                <span>{live_text(move || label.get())}</span>
            </button>
            {list}
        </div>
    }
    .into_any()
}
