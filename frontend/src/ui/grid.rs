//! The grid: rows and columns, or cards on a phone. Long lists draw only the rows near the window.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::column_widths::ColumnWidths;
use super::dom::find_all;
use super::grid_head::head_cell;
use super::grid_row::{
    Ticks, body_row, href_of, id_of, is_selecting, pressed, row_at_focus, skeleton_rows,
};
use super::live;
use super::long_press::LongPress;
use super::shortcuts::Shortcuts;
use super::table::{Cell, Row, Shown, Sorting};
use super::virtual_rows::VirtualRows;

pub use super::grid_row::Ticked;

/// A table of records. The first column names the row and is its link; j, k and the arrows move, Enter opens, x ticks, e edits,
/// Ctrl+C copies.
#[component]
pub fn Grid(
    /// What it lists, read out.
    label: &'static str,
    /// The columns that are shown.
    #[prop(into)]
    columns: Signal<Vec<Shown>>,
    #[prop(into)] rows: Signal<Vec<Row>>,
    /// How they are sorted.
    #[prop(optional, into)]
    sorting: Signal<Option<Sorting>>,
    /// Called with a column's key when its head is pressed.
    #[prop(optional, into)]
    on_sort: Option<Callback<&'static str>>,
    /// Called with a column's name and its new width.
    #[prop(optional, into)]
    on_width: Option<Callback<(&'static str, u32)>>,
    /// Stands inside a section instead of filling the page.
    #[prop(optional)]
    plain: bool,
    /// Draws all rows at once, because a scroll position is restored.
    #[prop(optional)]
    at_once: bool,
    /// While true, skeleton rows are shown.
    #[prop(optional, into)]
    loading: Signal<bool>,
    /// While true, other rows are on their way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// `comfortable`, `compact`, `dense`.
    #[prop(optional, into)]
    density: Signal<String>,
    /// The rows that are ticked; without it none can be.
    #[prop(optional_no_strip)]
    ticked: Option<Ticked>,
    /// While it holds, a press anywhere on a row ticks it: for fingers.
    #[prop(optional, into)]
    ticking: Signal<bool>,
    /// Called with the row on which a finger stays.
    #[prop(optional, into)]
    on_long: Option<Callback<i64>>,
    /// Whether `e` opens the form of a row.
    #[prop(optional)]
    editable: bool,
    /// Called to copy what is ticked.
    #[prop(optional, into)]
    on_copy: Option<Callback<()>>,
    /// Called when the last rows come into sight.
    #[prop(optional, into)]
    on_end: Option<Callback<()>>,
    /// A row of sums under the grid: one cell a column of the list.
    #[prop(optional, into)]
    sums: Signal<Option<Vec<Cell>>>,
) -> AnyView {
    let navigate = use_navigate();
    let open = Callback::new(move |href: String| navigate(&href, NavigateOptions::default()));
    let frame = NodeRef::<html::Div>::new();
    let count = Memo::new(move |_| rows.with(Vec::len));
    // Loading a further page sets this again: do not redraw the rows, so that the focus stays.
    let loading = Memo::new(move |_| loading.get());
    let virtual_rows = VirtualRows::new(frame, count, at_once);
    let drawn = virtual_rows.drawn();
    Effect::new(move || {
        density.track();
        columns.track();
        virtual_rows.update_soon();
    });
    let widths = ColumnWidths::new(frame, virtual_rows.is_long(), rows, columns, density, sums);
    let ticks = ticked.map(|ticked| Ticks {
        ticked,
        rows,
        ticking,
        last: StoredValue::new(None),
    });
    if let Some(ticks) = ticks {
        Effect::new(move || {
            ticks.ticked.track();
            if let Some(frame) = frame.get() {
                ticks.show(&frame);
            }
        });
    }
    let long = LongPress::new(on_long);
    let doing = Keys {
        ticks,
        edit: editable.then_some(open),
        copy: on_copy,
        shortcuts: use_context(),
        virtual_rows,
    };
    let head = live(move || {
        let all = columns.get().into_iter().enumerate();
        let cells: Vec<AnyView> = all
            .map(|(index, shown)| head_cell(&shown, index == 0, sorting, on_sort, on_width, ticks))
            .collect();
        Some(cells.into_any())
    });
    let body = live(move || {
        let shown = StoredValue::new(columns.get());
        if loading.get() {
            // A body of its own: rows that take its place do not count as moved.
            let bones = shown.with_value(|shown| skeleton_rows(shown));
            return Some(view! { <tbody>{bones}</tbody> }.into_any());
        }
        let each = move || {
            let (from, to) = drawn.get();
            rows.with(|rows| {
                let near = rows.iter().enumerate().take(to).skip(from);
                near.map(|(at, row)| (at, row.clone())).collect::<Vec<_>>()
            })
        };
        let drawn_rows = view! {
            <For
                each=each
                key=|(_, row)| (row.id, row.version, row.past)
                children=move |(at, row)| shown.with_value(|shown| body_row(row, at, shown, ticks))
            />
        };
        let before = live(move || virtual_rows.spacer(drawn.get().0));
        let after = live(move || virtual_rows.spacer(count.get().saturating_sub(drawn.get().1)));
        let measured = widths.measure_row(shown, ticks);
        let body = view! {
            <tbody
                on:click=move |event| pressed(&event, ticks, open)
                on:touchstart=move |event| long.start(&event)
                on:touchmove=move |_| long.stop()
                on:touchcancel=move |_| long.stop()
                on:touchend=move |event| long.end(&event)
                on:contextmenu=move |event| {
                    if long.holds() {
                        event.prevent_default();
                    }
                }
            >
                {before}
                {drawn_rows}
                {after}
                {measured}
            </tbody>
        };
        Some(body.into_any())
    });
    // On a phone the sums stand above the rows: they come with them, so that nothing that is seen moves down.
    let foot = live(move || {
        let cells = sums.get().filter(|_| !loading.get())?;
        Some(foot(&columns.get(), &cells))
    });
    let density_now = Signal::derive(move || {
        let density = density.get();
        (!density.is_empty()).then_some(density)
    });
    let many = Signal::derive(move || {
        let (from, to) = drawn.get();
        (to - from < count.get()).then(|| (count.get() + 1).to_string())
    });
    let waits = Signal::derive(move || loading.get().then(|| "true".to_owned()));
    view! {
        <div
            class="scroll"
            class:waits=busy
            class:ticking=ticking
            tabindex="0"
            role="region"
            aria-label=format!("{label}, table")
            data-density=density_now
            data-grid=""
            node_ref=frame
            on:keydown=move |event| keys(&event, doing)
            on:scroll=move |_| {
                if virtual_rows.scrolled() && let Some(on_end) = on_end {
                    on_end.run(());
                }
            }
        >
            <table
                class=if plain { "table plain cards" } else { "table cards" }
                class:apart=widths.holds()
                style:--columns=widths.columns()
                style:--whole=widths.whole()
                aria-busy=waits
                aria-rowcount=many
            >
                <thead><tr>{head}</tr></thead>
                {body}
                {foot}
            </table>
        </div>
    }
    .into_any()
}

/// The row of sums.
fn foot(columns: &[Shown], cells: &[Cell]) -> AnyView {
    let shown = columns.iter().enumerate();
    let cells = shown.map(|(index, shown)| {
        let class = shown.column.class(index == 0);
        let cell = cells.get(shown.at).cloned();
        let filled = cell
            .as_ref()
            .is_some_and(|cell| *cell != Cell::Text(String::new()));
        let cell = cell.map(Cell::view);
        if index == 0 {
            view! { <th scope="row" class=class>{cell}</th> }.into_any()
        } else {
            let label = shown.column.card_label().filter(|_| filled);
            view! { <td class=class data-label=label>{cell}</td> }.into_any()
        }
    });
    let cells: Vec<AnyView> = cells.collect();
    view! { <tfoot><tr>{cells}</tr></tfoot> }.into_any()
}

/// What keys do in a grid.
#[derive(Clone, Copy)]
struct Keys {
    ticks: Option<Ticks>,
    edit: Option<Callback<String>>,
    copy: Option<Callback<()>>,
    shortcuts: Option<Shortcuts>,
    virtual_rows: VirtualRows,
}

fn keys(event: &KeyboardEvent, keys: Keys) {
    let Keys {
        ticks,
        edit,
        copy,
        shortcuts,
        virtual_rows,
    } = keys;
    let single = shortcuts.is_none_or(Shortcuts::single);
    let held = event.ctrl_key() || event.meta_key();
    let key = event.key();
    if held && key == "c" && !is_selecting() {
        if let Some(copy) = copy {
            event.prevent_default();
            copy.run(());
        }
        return;
    }
    if held || event.alt_key() || is_in_a_control(event) {
        return;
    }
    let Some(grid) = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return;
    };
    let taken = match key.as_str() {
        "ArrowDown" => virtual_rows.focus_beside(1) || move_row(&grid, 1),
        "ArrowUp" => virtual_rows.focus_beside(-1) || move_row(&grid, -1),
        "j" if single => virtual_rows.focus_beside(1) || move_row(&grid, 1),
        "k" if single => virtual_rows.focus_beside(-1) || move_row(&grid, -1),
        "Home" => virtual_rows.focus_end(true),
        "End" => virtual_rows.focus_end(false),
        "x" if single => ticks.zip(row_at_focus()).is_some_and(|(ticks, row)| {
            id_of(&row).is_some_and(|id| {
                ticks.toggle(id);
                true
            })
        }),
        // What is archived or cancelled has no form.
        "e" if single => edit.zip(row_at_focus()).is_some_and(|(edit, row)| {
            !row.class_list().contains("past")
                && href_of(&row).is_some_and(|href| {
                    edit.run(format!("{href}/edit"));
                    true
                })
        }),
        _ => false,
    };
    if taken {
        event.prevent_default();
        event.stop_propagation();
    }
}

/// Whether the key was typed into a control that takes it; a tick takes none but the space bar.
fn is_in_a_control(event: &KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| {
        let control = "input:not([type=checkbox]), select, textarea";
        target.matches(control).unwrap_or(false)
    })
}

/// Moves the focus by one row in a grid; from outside it goes to the first row.
pub fn move_row(grid: &Element, step: isize) -> bool {
    let links = find_all(grid, "tbody th > a");
    let row = row_at_focus();
    let at = links.iter().position(|link| {
        row.as_ref()
            .is_some_and(|row| row.contains(Some(link.as_ref())))
    });
    let next = match at {
        Some(at) => at.checked_add_signed(step),
        None => Some(0),
    };
    next.and_then(|next| links.get(next))
        .is_some_and(|link| link.focus().is_ok())
}
