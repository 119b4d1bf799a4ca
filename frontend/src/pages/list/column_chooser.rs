//! The column chooser: shows, hides, moves and resizes columns by buttons, so that no dragging is needed.

use leptos::prelude::*;

use super::layout::ColumnLayout;
use super::lazy_parts::draw_part;
use crate::ui::button::IconButton;
use crate::ui::dropdown_button::drop_button;
use crate::ui::icon::{Icon, icon};

/// The button with the list of columns below it.
pub fn chooser(layout: ColumnLayout) -> AnyView {
    let label = Signal::stored("Columns".to_owned());
    let open = RwSignal::new(false);
    let inside = move || draw_part(move |parts| (parts.columns)(layout));
    drop_button(Icon::Columns, label, "Columns", "columns", open, inside)
}

/// The columns: those that are shown come first, in their order.
pub fn columns(layout: ColumnLayout) -> AnyView {
    let names = move || {
        let mut names = layout.names.get();
        let rest = layout.list.columns.iter().map(|column| column.name);
        let rest: Vec<_> = rest.filter(|name| !names.contains(name)).collect();
        names.extend(rest);
        names
    };
    view! {
        <For each=names key=|name| *name children=move |name| line(layout, name)/>
        <hr/>
        <button type="button" on:click=move |_| layout.reset()>{icon(Icon::Undo)} "Reset columns"</button>
    }
    .into_any()
}

fn line(layout: ColumnLayout, name: &'static str) -> AnyView {
    let Some((_, column)) = layout.list.column(name) else {
        return ().into_any();
    };
    let is_shown = Memo::new(move |_| layout.names.with(|names| names.contains(&name)));
    let last = move || layout.names.with(|names| names.len() == 1);
    let flip = move |_| {
        layout.set(
            |names| match names.iter().position(|known| *known == name) {
                Some(at) => drop(names.remove(at)),
                None => names.push(name),
            },
        );
    };
    let step = move |by: isize| {
        move |()| {
            layout.set(|names| {
                let from = names.iter().position(|known| *known == name);
                let to = from.and_then(|from| from.checked_add_signed(by));
                if let (Some(from), Some(to)) = (from, to)
                    && to < names.len()
                {
                    names.swap(from, to);
                }
            });
        }
    };
    let mover = move |by: isize, sign: Icon, word: &'static str| {
        let label = format!("{word}: {}", column.label);
        view! { <IconButton sign=sign label=label slim=true on_press=step(by)/> }
    };
    let sizer = move |step: i32, sign: Icon, word: &'static str| {
        let label = format!("{word}: {}", column.label);
        let resize = move |()| layout.resize(name, step);
        view! { <IconButton sign=sign label=label slim=true on_press=resize/> }
    };
    view! {
        <div class="column-line">
            <label class="hit">
                <input
                    type="checkbox"
                    class="check"
                    prop:checked=is_shown
                    disabled=Signal::derive(move || is_shown.get() && last())
                    on:change=flip
                />
                {column.label}
            </label>
            <Show when=move || is_shown.get()>
                <span class="row not-phone">
                    {sizer(-1, Icon::Previous, "Narrower")}
                    {sizer(1, Icon::Next, "Wider")}
                </span>
                {mover(-1, Icon::Up, "Earlier")}
                {mover(1, Icon::Down, "Later")}
            </Show>
        </div>
    }
    .into_any()
}
