//! Asks before unsaved changes are lost: by a link, the back button, or closing the tab.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AddEventListenerOptions, Element, Event};

use super::dialog::{ConfirmDialog, Question};

/// Watches over unsaved changes; taken from the context.
#[derive(Clone, Copy)]
pub struct UnsavedGuard {
    dirty: StoredValue<Option<Signal<bool>>>,
    address: StoredValue<String>,
    asker: ConfirmDialog,
    navigate: StoredValue<Option<Navigate>>,
}

type Navigate = Arc<dyn Fn(&str) + Send + Sync>;

impl UnsavedGuard {
    /// Puts it into the context and starts listening. Once, before the router is created: the window calls its `popstate`
    /// listeners in the order of registration, and this one must be first.
    pub fn provide() -> Self {
        let guard = Self {
            dirty: StoredValue::new(None),
            address: StoredValue::new(String::new()),
            asker: ConfirmDialog::from_context(),
            navigate: StoredValue::new(None),
        };
        provide_context(guard);
        guard.listen();
        guard
    }

    /// Takes the router's way of going to a page. Once, inside the router.
    pub fn connect() {
        if let Some(guard) = use_context::<Self>() {
            let navigate = use_navigate();
            let go: Navigate =
                Arc::new(move |path: &str| navigate(path, NavigateOptions::default()));
            guard.navigate.set_value(Some(go));
        }
    }

    /// Asks before leaving this page while `dirty` holds. Ends with the page that called it.
    pub fn watch(dirty: Signal<bool>) {
        let Some(guard) = use_context::<Self>() else {
            return;
        };
        guard.dirty.set_value(Some(dirty));
        guard
            .address
            .set_value(window().location().href().unwrap_or_default());
        on_cleanup(move || guard.release());
    }

    /// Stops asking: the changes are saved or given up.
    pub fn release(self) {
        self.dirty.try_update_value(|dirty| *dirty = None);
    }

    fn is_dirty(self) -> bool {
        self.dirty
            .try_get_value()
            .flatten()
            .and_then(|dirty| dirty.try_get_untracked())
            .unwrap_or(false)
    }

    fn ask(self, leave: impl Fn() + Send + Sync + 'static) {
        self.asker.ask(Question {
            title: "Leave without saving?".to_owned(),
            text: "What you changed on this page will be lost.".to_owned(),
            yes: "Leave".to_owned(),
            no: "Keep editing".to_owned(),
            on_yes: Arc::new(move || {
                self.release();
                leave();
            }),
        });
    }

    /// Goes to another page of the app, asking first where changes would be lost.
    pub fn go(self, path: String) {
        if let Some(navigate) = self.navigate.get_value() {
            self.leave(move || navigate(&path));
        }
    }

    /// Does what gives up this page, asking first where changes would be lost.
    pub fn leave(self, leave: impl Fn() + Send + Sync + 'static) {
        if self.is_dirty() {
            self.ask(leave);
        } else {
            leave();
        }
    }

    fn listen(self) {
        let closing = window_event_listener(ev::beforeunload, move |event| {
            if self.is_dirty() {
                event.prevent_default();
            }
        });
        on_cleanup(move || closing.remove());
        // In the capture phase, before the router sees the event.
        capture("click", move |event| {
            let link = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok())
                .and_then(|target| target.closest("a[href]").ok().flatten());
            let href = link
                .filter(|link| !link.has_attribute("target"))
                .and_then(|link| link.get_attribute("href"));
            let Some(href) = href.filter(|href| !href.starts_with('#') && self.is_dirty()) else {
                return;
            };
            event.prevent_default();
            event.stop_immediate_propagation();
            self.go(href);
        });
        capture("popstate", move |event| {
            if self.is_dirty() {
                event.stop_immediate_propagation();
                let Ok(history) = window().history() else {
                    return;
                };
                // The browser has navigated already: return to the form's address, then ask.
                drop(history.push_state_with_url(
                    &JsValue::NULL,
                    "",
                    Some(&self.address.get_value()),
                ));
                self.ask(|| {
                    if let Ok(history) = window().history() {
                        drop(history.back());
                    }
                });
            }
        });
    }
}

fn capture(name: &str, listener: impl Fn(Event) + 'static) {
    let closure = Closure::<dyn Fn(Event)>::new(listener);
    let options = AddEventListenerOptions::new();
    options.set_capture(true);
    let added = window().add_event_listener_with_callback_and_add_event_listener_options(
        name,
        closure.as_ref().unchecked_ref(),
        &options,
    );
    if added.is_ok() {
        // Lives as long as the page does.
        closure.forget();
    }
}
