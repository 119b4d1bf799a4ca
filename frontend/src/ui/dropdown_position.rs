//! Positions an open list or menu below its control, or above it at the window's end, and limits its height.

use leptos::html;
use leptos::prelude::*;
use web_sys::Element;

use super::dom::{find, find_all};

/// Pixels between a list and the edge of the window or of a bar.
const GAP: f64 = 8.0;
/// A list shorter than this is not made to fit; its dialog scrolls instead.
const SHORTEST: f64 = 120.0;

/// Places the list inside `anchor` after the next drawing.
pub fn place_soon(anchor: NodeRef<html::Div>) {
    request_animation_frame(move || {
        if let Some(Some(anchor)) = anchor.try_get_untracked() {
            place(&anchor);
        }
    });
}

fn place(anchor: &Element) {
    let Some(list) = find_all(anchor, ".drop").into_iter().next() else {
        return;
    };
    let style = web_sys::HtmlElement::style(&list);
    // Measured without earlier limits.
    drop(list.class_list().remove_1("up"));
    drop(style.remove_property("max-height"));
    let (control, natural) = (
        anchor.get_bounding_client_rect(),
        list.get_bounding_client_rect(),
    );
    let (top, bottom) = limits(anchor);
    let (below, above) = (bottom - control.bottom() - GAP, control.top() - top - GAP);
    if natural.height() <= below {
        return;
    }
    let room = below.max(above);
    if room < SHORTEST {
        list.scroll_into_view_with_bool(false);
        return;
    }
    if above > below {
        drop(list.class_list().add_1("up"));
    }
    if natural.height() > room {
        let height = format!("{}px", whole(room));
        drop(style.set_property("max-height", &height));
    }
}

/// The upper and lower edge of the room for a list: the window's, less what is fixed there, or those of the dialog around it.
fn limits(anchor: &Element) -> (f64, f64) {
    let height = window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64())
        .unwrap_or_default();
    if let Ok(Some(dialog)) = anchor.closest("dialog[open]") {
        let frame = dialog.get_bounding_client_rect();
        return (frame.top().max(0.0), frame.bottom().min(height));
    }
    let top = find("header.top").map_or(0.0, |bar| bar.get_bounding_client_rect().bottom());
    // On a phone the page's actions are fixed at the foot.
    let foot = find(".head > .actions").map(|bar| bar.get_bounding_client_rect());
    let bottom = foot
        .filter(|foot| foot.height() > 0.0 && foot.bottom() >= height - 1.0)
        .map_or(height, |foot| foot.top());
    (top, bottom)
}

/// Whole pixels as JavaScript writes them: the app carries no float formatting of its own.
fn whole(pixels: f64) -> String {
    js_sys::Number::from(js_sys::Math::floor(pixels))
        .to_string_with_radix(10)
        .map_or_else(|_never| String::new(), String::from)
}
