//! A button with a box below it that stays open while one works in it, and closes at Esc or when the focus goes elsewhere.

use leptos::prelude::*;

use super::dom::keeps_focus;
use super::icon::{Icon, icon};
use super::{live, live_text};

/// The button and its box. `class` goes to both, `name` is read out for the box.
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
    view! {
        <div
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
                    open.set(false);
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
