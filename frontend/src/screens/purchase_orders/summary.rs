//! The error summary of the order form, in the order of the form, with a link to each field.

use leptos::prelude::*;

use super::fields::{COSTS, DATES, DEAL, GROUPS, LOGISTICS, NOTES, ROUTE, TERMS, label_of};
use crate::ui::banner::refusal_banner;
use crate::ui::dom::focus;
use crate::ui::field_spec::{FieldGroup, spec_of};
use crate::ui::form::Form;
use crate::ui::map_of;

/// What is wrong, each with a link to its own control, lines included.
pub(super) fn summary(
    form: Form,
    _groups: &'static [FieldGroup],
    refusal: Signal<Option<String>>,
) -> AnyView {
    let wrong = form.wrong();
    (move || {
        if let Some(text) = refusal.get() {
            return Some(refusal_banner(text));
        }
        let errors = wrong.get();
        if errors.is_empty() {
            return None;
        }
        let count = errors.len();
        let placed = errors.into_iter().enumerate().map(|(at, error)| {
            let pointer = error.pointer.as_deref().unwrap_or_default();
            ((place_in_form(pointer), at), error)
        });
        let links = map_of(placed).into_values().enumerate().map(|(index, error)| {
            let pointer = error.pointer.unwrap_or_default();
            let label = label_of(&pointer);
            let named = spec_of(GROUPS, &pointer).is_some();
            let title = error.message.clone();
            let text = if named { label } else { error.message };
            let follow = move |event: leptos::ev::MouseEvent| {
                event.prevent_default();
                focus(&target_of(&pointer));
            };
            view! { {(index > 0).then_some(", ")}<a class="link" href="#editor" title=title on:click=follow>{text}</a> }
        });
        let words = if count == 1 { "1 field needs attention: ".to_owned() } else { format!("{count} fields need attention: ") };
        Some(refusal_banner(view! { {words}{links.collect_view()} }))
    })
    .into_any()
}

/// The position of a pointer in the form from top to bottom; lines come after dates.
fn place_in_form(pointer: &str) -> (usize, usize) {
    let mut steps = pointer.trim_start_matches('/').split('/');
    let first = steps.next().unwrap_or_default();
    let before_lines = DEAL.fields.len() + DATES.fields.len();
    if first == "lines" {
        return (
            before_lines,
            steps
                .next()
                .and_then(|index| index.parse().ok())
                .unwrap_or(0),
        );
    }
    let mut names = [DEAL, DATES, ROUTE, LOGISTICS, COSTS, TERMS, NOTES]
        .into_iter()
        .flat_map(|group| group.fields.iter().map(|spec| spec.name));
    let place = names
        .position(|name| name == first)
        .unwrap_or(usize::MAX - 1);
    (
        if place < before_lines {
            place
        } else {
            place + 1
        },
        0,
    )
}

/// The control of a pointer; lines are found by their place.
pub(super) fn target_of(pointer: &str) -> String {
    let mut steps = pointer.trim_start_matches('/').split('/');
    match (steps.next(), steps.next(), steps.next()) {
        (Some("lines"), Some(index), field) => {
            let place = index.parse::<usize>().map_or(1, |index| index + 1);
            let field = field.unwrap_or("product_id");
            format!(".order-lines > tbody:nth-of-type({place}) [id$='-{field}']")
        }
        (Some("costs"), Some(index), Some(field)) => format!("#field-costs-{index}-{field}"),
        (Some("lines"), ..) => ".order-lines-block".to_owned(),
        (Some(name @ ("pickup_appointment" | "delivery_appointment")), ..) => {
            format!("#field-{name} select")
        }
        (Some(name), ..) => format!("#field-{name}"),
        _ => "#editor".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_listed_from_top_to_bottom() {
        let mut pointers = [
            "/notes",
            "/lines/1/buy_price",
            "/freight_cost",
            "/supplier_id",
            "/lines/0/notes",
            "/pickup_date",
        ];
        pointers.sort_by_key(|pointer| place_in_form(pointer));
        assert_eq!(
            pointers,
            [
                "/supplier_id",
                "/pickup_date",
                "/lines/0/notes",
                "/lines/1/buy_price",
                "/freight_cost",
                "/notes"
            ]
        );
    }
}
