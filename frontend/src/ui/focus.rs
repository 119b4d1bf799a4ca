//! Moves the focus after a save: to the first error, or to the next step.

use js_sys::{Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::dom::{find_all, top_dialog};

/// What can take the focus for an error, and the messages that concern a form as a whole.
const WRONG: &str = "[aria-invalid='true'], fieldset.field:has(> .error)";
const REFUSAL: &str = ".refusal";

/// Focuses the first invalid field of the top dialog or of the page, else the message about the whole form. Runs after the next
/// drawing.
pub fn show_errors() {
    soon(&[WRONG, REFUSAL]);
}

/// Focuses the message about the whole top dialog or page. Runs after the next drawing.
pub fn show_refusal() {
    soon(&[REFUSAL, WRONG]);
}

fn soon(wanted: &'static [&'static str]) {
    request_animation_frame(move || request_animation_frame(move || attend(wanted)));
}

fn attend(wanted: &[&str]) {
    let Some(root) = top_dialog().or_else(|| document().document_element()) else {
        return;
    };
    let drawn = |selector: &&str| find_all(&root, selector).into_iter().find(is_drawn);
    if let Some(target) = wanted.iter().find_map(drawn) {
        // Focusing scrolls only where the focus was elsewhere.
        drop(target.focus());
        let around = target.closest(".field, .cell").ok().flatten();
        scroll_to(around.as_ref().unwrap_or(&target));
    }
}

/// Scrolls an element to the middle of what scrolls around it, clear of bars that stay at the edges.
fn scroll_to(element: &Element) {
    let options = js_sys::Object::new();
    let set = Reflect::set(&options, &"block".into(), &"center".into());
    let scroll = Reflect::get(element, &"scrollIntoView".into());
    let scroll = scroll
        .ok()
        .and_then(|scroll| scroll.dyn_into::<Function>().ok());
    if let (Some(scroll), Ok(true)) = (scroll, set) {
        drop(scroll.call1(element, &options));
    }
}

/// Whether the next page focuses its next step, because the record was just saved; in the context of the shell.
#[derive(Debug, Clone, Copy)]
pub struct ArrivalFocus(StoredValue<bool>);

impl ArrivalFocus {
    /// Puts it into the context. Once, round the pages.
    pub fn provide() {
        provide_context(Self(StoredValue::new(false)));
    }

    /// Says that the next page follows from saving.
    pub fn saved(self) {
        self.0.try_set_value(true);
    }

    /// Whether this page follows from saving; holds for one page.
    #[must_use]
    pub fn is_after_saving() -> bool {
        let Some(Self(saved)) = use_context::<Self>() else {
            return false;
        };
        let now = saved.get_value();
        saved.set_value(false);
        now
    }
}

/// Focuses the next step: the main action of the page, else another action, else the heading. Runs after the next drawing.
pub fn focus_next_step() {
    request_animation_frame(|| request_animation_frame(next_step));
}

/// Focuses the heading of a new page, unless something has the focus. Runs after the next drawing.
pub fn focus_heading() {
    let go = || {
        let body = document().body();
        let nowhere = document()
            .active_element()
            .is_none_or(|now| body.is_some_and(|body| now.is_same_node(Some(&body))));
        if nowhere {
            super::dom::focus("main h1");
        }
    };
    request_animation_frame(move || request_animation_frame(go));
}

fn next_step() {
    const WANTED: [&str; 3] = [
        "main .head > .actions .btn.primary",
        "main .head > .actions > .btn",
        "main h1",
    ];
    let Some(root) = document().document_element() else {
        return;
    };
    let drawn = |selector: &&str| find_all(&root, selector).into_iter().find(is_drawn);
    if let Some(target) = WANTED.iter().find_map(drawn) {
        drop(target.focus());
    }
}

/// Whether an element takes room on the page.
fn is_drawn(element: &HtmlElement) -> bool {
    let frame = element.get_bounding_client_rect();
    frame.width() > 0.0 && frame.height() > 0.0
}
