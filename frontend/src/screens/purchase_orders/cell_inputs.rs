//! Inputs inside table cells, each with its own id, label and error for screen readers.

use leptos::context::Provider;
use leptos::prelude::*;

use crate::ui::dom::keeps_focus;
use crate::ui::field::FieldLink;
use crate::ui::icon::{Icon, icon};

/// Draws one control.
pub(super) type DrawControl = Box<dyn FnOnce() -> AnyView + Send>;

/// One or two controls with their error below. `parts` are drawn in order, each with its own id; the first gets the id that
/// error links target.
pub(super) fn cell(
    id: String,
    error: Signal<Option<String>>,
    on_leave: Callback<()>,
    parts: Vec<DrawControl>,
) -> AnyView {
    let error_id = format!("{id}-error");
    let controls = linked(&id, error, parts);
    let joined = controls.len() > 1;
    let controls = controls.into_iter().collect_view();
    let controls = if joined {
        view! { <span class="joined">{controls}</span> }.into_any()
    } else {
        controls.into_any()
    };
    view! {
        <div
            class="cell"
            on:focusout=move |event| {
                if !keeps_focus(&event) {
                    let _ = on_leave.try_run(());
                }
            }
        >
            {controls}
            {move || error.get().map(|text| {
                view! { <span class="error" id=error_id.clone()>{icon(Icon::Caution)}<span>{text}</span></span> }
            })}
        </div>
    }
    .into_any()
}

fn linked(id: &str, error: Signal<Option<String>>, parts: Vec<DrawControl>) -> Vec<AnyView> {
    let error_id = format!("{id}-error");
    parts
        .into_iter()
        .enumerate()
        .map(|(index, part)| {
            let error_id = error_id.clone();
            let link = FieldLink {
                id: if index == 0 {
                    id.to_owned()
                } else {
                    format!("{id}-{index}")
                },
                described_by: Signal::derive(move || {
                    error.with(Option::is_some).then(|| error_id.clone())
                }),
                invalid: Signal::derive(move || error.with(Option::is_some)),
                required: false,
                max_length: None,
            };
            view! { <Provider value=link>{part()}</Provider> }.into_any()
        })
        .collect()
}
