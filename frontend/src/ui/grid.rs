//! The grid: draws rows and columns. On a phone the same rows are cards. Beyond 200 rows only those near the window are drawn.

use std::collections::BTreeSet;

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::dom::find_all;
use super::icon::{Icon, icon};
use super::live;
use super::table::{Cell, Column, Row, Shown, Sorting};

/// So many rows are drawn without asking which are near.
const ALL_DRAWN: usize = 200;
/// So many rows are drawn beyond the window on either side.
const SPARE: usize = 30;

/// The rows that are ticked, by id.
pub type Ticked = RwSignal<BTreeSet<i64>>;

/// A table of records. The first column names the row and is its link; j, k and the arrows move, Enter opens, x ticks.
#[component]
pub fn Grid(
    /// What it lists, read out.
    label: &'static str,
    /// The columns that are shown.
    #[prop(into)]
    columns: Signal<Vec<Shown>>,
    /// The rows.
    #[prop(into)]
    rows: Signal<Vec<Row>>,
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
    /// While true, bones stand in for rows.
    #[prop(optional, into)]
    loading: Signal<bool>,
    /// `comfortable`, `compact`, `dense`.
    #[prop(optional, into)]
    density: Signal<String>,
    /// The rows that are ticked; without it none can be.
    #[prop(optional_no_strip)]
    ticked: Option<Ticked>,
    /// A row of sums under the grid: one cell a column of the list.
    #[prop(optional, into)]
    sums: Signal<Option<Vec<Cell>>>,
) -> AnyView {
    let navigate = use_navigate();
    let open = StoredValue::new(move |href: String| navigate(&href, NavigateOptions::default()));
    let frame = NodeRef::<html::Div>::new();
    // The rows that are drawn, as places from and to.
    let near = RwSignal::new((0_usize, ALL_DRAWN));
    let count = Memo::new(move |_| rows.with(Vec::len));
    let drawn = Memo::new(move |_| match count.get() {
        count if count <= ALL_DRAWN => (0, count),
        count => {
            let (from, to) = near.get();
            (from.min(count), to.min(count))
        }
    });
    let height = StoredValue::new(0_i32);
    let look_around = move |_| {
        if count.get_untracked() <= ALL_DRAWN {
            return;
        }
        let Some(frame) = frame.get_untracked() else {
            return;
        };
        if let Some(row) = find_all(&frame, "tbody tr[aria-rowindex]").first() {
            height.set_value(row.offset_height());
        }
        let height = height.get_value().max(1);
        let place = |pixels: i32| usize::try_from(pixels / height).unwrap_or(0);
        let first = place(frame.scroll_top());
        let now = near.get_untracked();
        // Moved in steps, so that scrolling by a row draws nothing anew.
        let from = first.saturating_sub(SPARE) / 10 * 10;
        let to = first + place(frame.client_height()) + SPARE;
        if from != now.0 || to > now.1 {
            near.set((from, to.div_ceil(10) * 10));
        }
    };
    let spacer = move |rows: usize| {
        let pixels = i64::from(height.get_value()) * i64::try_from(rows).unwrap_or(0);
        (rows > 0).then(
            || view! { <tr class="spacer" aria-hidden="true"><td style:height=format!("{pixels}px")></td></tr> }.into_any(),
        )
    };
    let head = live(move || {
        let all = columns.get().into_iter().enumerate();
        let cells: Vec<AnyView> = all
            .map(|(index, shown)| {
                let ticks = ticked.map(|ticked| (ticked, rows));
                head_cell(&shown, index == 0, sorting, on_sort, on_width, ticks)
            })
            .collect();
        Some(cells.into_any())
    });
    let body = live(move || {
        let shown = StoredValue::new(columns.get());
        if loading.get() {
            return Some(shown.with_value(|shown| bones(shown)));
        }
        let each = move || {
            let (from, to) = drawn.get();
            rows.with(|rows| {
                let near = rows.iter().enumerate().take(to).skip(from);
                near.map(|(at, row)| (at, row.clone())).collect::<Vec<_>>()
            })
        };
        let go = Callback::new(move |href: String| open.with_value(|open| open(href)));
        let drawn_rows = view! {
            <For
                each=each
                key=|(_, row)| (row.id, row.version, row.past)
                children=move |(at, row)| shown.with_value(|shown| body_row(row, at, shown, ticked, go))
            />
        };
        let before = live(move || spacer(drawn.get().0));
        let after = live(move || spacer(count.get().saturating_sub(drawn.get().1)));
        Some(view! { {before}{drawn_rows}{after} }.into_any())
    });
    let foot = live(move || {
        sums.get().map(|cells| {
            let shown = columns.get().into_iter().enumerate();
            let cells = shown.map(|(index, shown)| {
                let class = shown.column.class(index == 0);
                let cell = cells.get(shown.at).cloned().unwrap_or(Cell::Unknown).view();
                if index == 0 {
                    view! { <th scope="row" class=class>{cell}</th> }.into_any()
                } else {
                    view! { <td class=class data-label=shown.column.card_label()>{cell}</td> }
                        .into_any()
                }
            });
            let cells: Vec<AnyView> = cells.collect();
            view! { <tfoot><tr>{cells}</tr></tfoot> }.into_any()
        })
    });
    let density_now = Signal::derive(move || {
        let density = density.get();
        (!density.is_empty()).then_some(density)
    });
    let many =
        Signal::derive(move || (count.get() > ALL_DRAWN).then(|| (count.get() + 1).to_string()));
    let busy = Signal::derive(move || loading.get().then(|| "true".to_owned()));
    view! {
        <div
            class="scroll"
            tabindex="0"
            role="region"
            aria-label=format!("{label}, table")
            data-density=density_now
            data-grid=""
            node_ref=frame
            on:keydown=move |event| keys(&event, ticked)
            on:scroll=look_around
        >
            <table
                class=if plain { "table plain cards" } else { "table cards" }
                aria-busy=busy
                aria-rowcount=many
            >
                <thead><tr>{head}</tr></thead>
                <tbody>{body}</tbody>
                {foot}
            </table>
        </div>
    }
    .into_any()
}

fn pixels(width: Option<u32>) -> Option<String> {
    width.map(|width| format!("{width}px"))
}

fn head_cell(
    shown: &Shown,
    first: bool,
    sorting: Signal<Option<Sorting>>,
    on_sort: Option<Callback<&'static str>>,
    on_width: Option<Callback<(&'static str, u32)>>,
    ticks: Option<(Ticked, Signal<Vec<Row>>)>,
) -> AnyView {
    let Column {
        name, label, sort, ..
    } = shown.column;
    let class = shown.column.class(first);
    let tick_all = ticks.filter(|_| first).map(|(ticked, rows)| {
        let all = Signal::derive(move || {
            let whole = |ticked: &BTreeSet<i64>| {
                rows.with(|rows| !rows.is_empty() && rows.iter().all(|row| ticked.contains(&row.id)))
            };
            ticked.with(whole)
        });
        let toggle = move |event| {
            let on = event_target_checked(&event);
            ticked.set(if on { rows.with(|rows| rows.iter().map(|row| row.id).collect()) } else { BTreeSet::new() });
        };
        view! { <input type="checkbox" class="check tick" aria-label="All rows" prop:checked=all on:change=toggle/> }.into_any()
    });
    let direction = Signal::derive(move || {
        let sorting = sorting.get().filter(|now| Some(now.key.as_str()) == sort)?;
        let words = if sorting.descending {
            "descending"
        } else {
            "ascending"
        };
        Some(words.to_owned())
    });
    let arrow = live(move || {
        let falls = direction.with(|now| now.as_deref() == Some("descending"));
        Some(icon(if falls { Icon::Down } else { Icon::Up }))
    });
    let words = match sort.zip(on_sort) {
        Some((key, on_sort)) => view! {
            <button type="button" on:click=move |_| on_sort.run(key)>
                {label}
                {arrow}
            </button>
        }
        .into_any(),
        None => label.into_any(),
    };
    let handle = on_width.map(|on_width| width_handle(name, on_width));
    let width = pixels(shown.width);
    view! {
        <th
            scope="col"
            class=class
            aria-sort=direction
            style:width=width.clone()
            style:min-width=width.clone()
            style:max-width=width
        >
            {tick_all}{words}{handle}
        </th>
    }
    .into_any()
}

/// The edge of a head: dragged, it makes the column wider or narrower. (The list of columns does so by buttons.)
fn width_handle(name: &'static str, on_width: Callback<(&'static str, u32)>) -> AnyView {
    let cell_of = |handle: Option<web_sys::EventTarget>| {
        handle
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|handle| handle.parent_element())
            .and_then(|cell| cell.dyn_into::<web_sys::HtmlElement>().ok())
    };
    let wide = |pixels: i32| u32::try_from(pixels.clamp(48, 640)).unwrap_or(48);
    let drag = move |event: MouseEvent| {
        event.prevent_default();
        event.stop_propagation();
        let Some(cell) = cell_of(event.current_target()) else {
            return;
        };
        let (start, before) = (event.client_x(), cell.offset_width());
        let moving = window_event_listener(leptos::ev::mousemove, move |event| {
            let width = format!("{}px", wide(before + event.client_x() - start));
            for property in ["width", "min-width", "max-width"] {
                // A style of our own making is refused by no browser.
                drop(cell.style().set_property(property, &width));
            }
        });
        let moving = StoredValue::new_local(Some(moving));
        let done = StoredValue::new_local(None::<WindowListenerHandle>);
        done.set_value(Some(window_event_listener(
            leptos::ev::mouseup,
            move |event| {
                for listener in [moving, done] {
                    if let Some(Some(listener)) = listener.try_update_value(Option::take) {
                        listener.remove();
                    }
                }
                on_width.run((name, wide(before + event.client_x() - start)));
            },
        )));
    };
    view! { <span class="edge" aria-hidden="true" on:mousedown=drag></span> }.into_any()
}

fn body_row(
    row: Row,
    at: usize,
    columns: &[Shown],
    ticked: Option<Ticked>,
    open: Callback<String>,
) -> AnyView {
    let (id, href) = (row.id, row.href);
    let opens = !href.is_empty();
    let mut all: Vec<Option<Cell>> = row.cells.into_iter().map(Some).collect();
    let name = all
        .first()
        .and_then(Option::as_ref)
        .and_then(Cell::title)
        .unwrap_or_default();
    let cells: Vec<AnyView> = columns
        .iter()
        .enumerate()
        .map(|(index, shown)| {
            let column = shown.column;
            let cell = all
                .get_mut(shown.at)
                .and_then(Option::take)
                .unwrap_or(Cell::Unknown);
            let class = column.class(index == 0);
            let cut = column.cut || shown.width.is_some();
            let title = cut.then(|| cell.title()).flatten();
            let width = pixels(shown.width);
            if index == 0 {
                let tick = ticked.map(|ticked| tick_box(ticked, id, &name));
                let content = if opens {
                    view! { <a href=href.clone()>{cell.view()}</a> }.into_any()
                } else {
                    cell.view()
                };
                view! {
                    <th scope="row" class=class class:cut=cut title=title style:max-width=width>{tick}{content}</th>
                }
                .into_any()
            } else {
                let label = column.card_label();
                view! {
                    <td class=class class:cut=cut title=title data-label=label data-short=column.short style:max-width=width>
                        {cell.view()}
                    </td>
                }
                .into_any()
            }
        })
        .collect();
    let pressed = move |event: MouseEvent| {
        if opens && is_plain_press(&event) {
            open.run(href.clone());
        }
    };
    let chosen = Signal::derive(move || {
        ticked.is_some_and(|ticked| ticked.with(|ticked| ticked.contains(&id)))
    });
    view! {
        <tr
            class:opens=opens
            class:past=row.past
            class:chosen=chosen
            data-id=id
            aria-rowindex=at + 2
            on:click=pressed
        >
            {cells}
        </tr>
    }
    .into_any()
}

fn tick_box(ticked: Ticked, id: i64, name: &str) -> AnyView {
    view! {
        <input
            type="checkbox"
            class="check tick"
            aria-label=format!("Tick {name}")
            prop:checked=Signal::derive(move || ticked.with(|ticked| ticked.contains(&id)))
            on:change=move |_| toggle(ticked, id)
        />
    }
    .into_any()
}

fn toggle(ticked: Ticked, id: i64) {
    ticked.update(|ticked| {
        if !ticked.remove(&id) {
            ticked.insert(id);
        }
    });
}

/// A press on the row itself: not on a control in it, not with a key held, not the end of a selection of text.
fn is_plain_press(event: &MouseEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let on_control = target.is_some_and(|target| {
        let control = target.closest("a, button, input, select, label");
        control.ok().flatten().is_some()
    });
    let held = event.ctrl_key() || event.meta_key() || event.shift_key();
    let selecting = window()
        .get_selection()
        .ok()
        .flatten()
        .is_some_and(|selection| !selection.is_collapsed());
    !on_control && !held && !selecting
}

fn bones(columns: &[Shown]) -> AnyView {
    let rows: Vec<AnyView> = (0..8)
        .map(|_| {
            let cells: Vec<AnyView> = columns
                .iter()
                .enumerate()
                .map(|(index, shown)| {
                    let bone = if shown.column.cut {
                        "bone long"
                    } else if shown.column.is_figure() {
                        "bone short"
                    } else {
                        "bone"
                    };
                    let class = shown.column.class(index == 0);
                    view! { <td class=class><span class=bone></span></td> }.into_any()
                })
                .collect();
            view! { <tr aria-hidden="true">{cells}</tr> }.into_any()
        })
        .collect();
    rows.into_any()
}

fn keys(event: &KeyboardEvent, ticked: Option<Ticked>) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let Some(grid) = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return;
    };
    let taken = match event.key().as_str() {
        "j" | "ArrowDown" => move_row(&grid, 1),
        "k" | "ArrowUp" => move_row(&grid, -1),
        "x" => ticked.zip(row_at_focus()).is_some_and(|(ticked, row)| {
            let id = row.get_attribute("data-id").and_then(|id| id.parse().ok());
            id.is_some_and(|id| {
                toggle(ticked, id);
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

/// The row that holds the focus.
fn row_at_focus() -> Option<Element> {
    document()
        .active_element()?
        .closest("tr[data-id]")
        .ok()
        .flatten()
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
