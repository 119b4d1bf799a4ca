//! Helpers for the DOM and the browser.

use std::time::Duration;

use js_sys::Promise;
use leptos::ev::FocusEvent;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, Node};

/// Whether the focus only moves within the element that listens.
#[must_use]
pub fn keeps_focus(event: &FocusEvent) -> bool {
    let inside = event
        .current_target()
        .and_then(|target| target.dyn_into::<Node>().ok());
    let next = event
        .related_target()
        .and_then(|target| target.dyn_into::<Node>().ok());
    inside
        .zip(next)
        .is_some_and(|(inside, next)| inside.contains(Some(&next)))
}

/// Whether the focus is in an element.
#[must_use]
pub fn holds_focus(element: Option<&web_sys::EventTarget>) -> bool {
    let element = element.and_then(|element| element.dyn_ref::<Node>());
    let now = document().active_element();
    element.is_some_and(|element| now.is_some_and(|now| element.contains(Some(&now))))
}

/// The first element that matches a selector.
#[must_use]
pub fn find(selector: &str) -> Option<HtmlElement> {
    document()
        .query_selector(selector)
        .ok()
        .flatten()?
        .dyn_into()
        .ok()
}

/// All elements that match a selector.
#[must_use]
pub fn find_all(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(nodes) = root.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..nodes.length())
        .filter_map(|at| nodes.item(at)?.dyn_into().ok())
        .collect()
}

/// Gives an element the focus, if it is there.
pub fn focus(selector: &str) {
    if let Some(element) = find(selector) {
        // An element that refuses the focus leaves it where it was.
        drop(element.focus());
    }
}

/// Focuses an element after the next drawing.
pub fn focus_soon(selector: impl Into<String>) {
    let selector = selector.into();
    request_animation_frame(move || request_animation_frame(move || focus(&selector)));
}

/// The dialog on top: the one in which the focus is; the last in the page where it is in none.
#[must_use]
pub fn top_dialog() -> Option<Element> {
    let focused = document().active_element();
    let around = focused.and_then(|focused| focused.closest("dialog[open]").ok().flatten());
    around.or_else(|| {
        let all = find_all(&document().document_element()?, "dialog[open]");
        all.into_iter().next_back().map(Element::from)
    })
}

/// Whether keys typed now go into a control that takes letters. A box to tick takes none.
#[must_use]
pub fn is_typing() -> bool {
    const TAKES: &str = "input:not([type=checkbox], [type=radio]), textarea, select, \
                         [contenteditable], [role=listbox], dialog";
    document()
        .active_element()
        .is_some_and(|element| element.closest(TAKES).ok().flatten().is_some())
}

/// Whether a dialog, dropdown, menu or popover is open that takes the keys.
#[must_use]
pub fn has_layer() -> bool {
    const LAYERS: [&str; 3] = ["dialog[open]", ".anchor > .drop", ":popover-open"];
    // A browser without popovers refuses that selector, and has none open.
    LAYERS.iter().any(|layer| find(layer).is_some())
}

/// Reads a value from local storage.
#[must_use]
pub fn stored(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Writes a value to local storage; `None` removes it. Does nothing where storage is disabled.
pub fn store(key: &str, value: Option<&str>) {
    if let Ok(Some(storage)) = window().local_storage() {
        drop(match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        });
    }
}

/// Waits.
pub async fn sleep(time: Duration) {
    let over = Promise::new(&mut |resolve, _| {
        set_timeout(move || drop(resolve.call0(&JsValue::NULL)), time);
    });
    drop(JsFuture::from(over).await);
}

/// Runs before (`true`) and after (`false`) printing, until the calling part of the page is disposed.
pub fn on_print(run: impl Fn(bool) + Copy + 'static) {
    let listen = |name: &'static str, before: bool| {
        let event = leptos::ev::Custom::<web_sys::Event>::new(name);
        window_event_listener(event, move |_| run(before))
    };
    let (before, after) = (listen("beforeprint", true), listen("afterprint", false));
    on_cleanup(move || {
        before.remove();
        after.remove();
    });
}

/// Names the page in the tab: `record - list - ProjectMeats`.
pub fn set_title(parts: &[&str]) {
    let mut title = String::new();
    for part in parts {
        title.push_str(part);
        title.push_str(" - ");
    }
    title.push_str("ProjectMeats");
    document().set_title(&title);
}
