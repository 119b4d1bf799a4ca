//! Style guide: colors, type, button styles, overlays, row heights.

use domain::choices::Density;
use domain::choices::FixedChoice;
use leptos::prelude::*;

use crate::ui::button::ButtonStyle;
use crate::ui::field_spec::Kind;
use crate::ui::format::grouped;
use crate::ui::grid::Grid;
use crate::ui::icon::{Icon, icon};
use crate::ui::status::{StatusLabel, Tone, pill, status};
use crate::ui::table::{Cell, Column, OnCard, Row, all_shown};

/// Groups of colors: what they are for, and each with its use. The name is that of its token and of its class.
const COLORS: &[(&str, &[(&str, &str)])] = &[
    (
        "Surfaces, from the back to the front",
        &[
            ("surface-canvas", "behind the navigation"),
            ("surface-page", "where work happens"),
            ("surface-raised", "menus, dialogs"),
            ("surface-sunken", "read only, disabled"),
            ("surface-hover", "row under the pointer"),
            ("surface-chosen", "row chosen"),
        ],
    ),
    (
        "Ink, lines and the one warm accent",
        &[
            ("ink", "text"),
            ("ink-muted", "labels"),
            ("ink-faint", "units, hints"),
            ("line", "hairline"),
            ("line-control", "button frame"),
            ("line-input", "field frame, 3:1"),
            ("accent", "main action"),
            ("ink-accent", "link, focus, current"),
        ],
    ),
    (
        "Tones: where a thing stands",
        &[
            ("tone-still", "draft, closed, cancelled"),
            ("tone-asked", "issued, unpaid"),
            ("tone-agreed", "confirmed"),
            ("tone-moving", "in transit, partial"),
            ("tone-good", "delivered, paid, valid"),
            ("tone-caution", "expiring, missing"),
            ("tone-trouble", "overdue, expired, refused"),
        ],
    ),
    (
        "Drawn figures",
        &[("plot", "the figure meant"), ("plot-quiet", "the others")],
    ),
];

/// The colors by name.
pub(super) fn colors() -> AnyView {
    let swatch = |(name, purpose): &(&'static str, &'static str)| {
        view! {
            <li class="swatch"><span class=format!("paint {name}")></span><b>{*name}</b><small>{*purpose}</small></li>
        }
    };
    COLORS
        .iter()
        .map(|(title, colors)| {
            let all = colors.iter().map(swatch).collect_view();
            view! { <p class="small muted">{*title}</p><ul class="swatches">{all}</ul> }
        })
        .collect_view()
        .into_any()
}

/// The sizes of type.
pub(super) fn letters() -> AnyView {
    const SIZES: &[(&str, &str, &str)] = &[
        ("figure 26, 600", "in-figure", "40,139.50"),
        ("title 22, 600", "in-title", "Brindlemoor Beef Packing"),
        ("lead 16, 600", "in-lead", "Changed by both of you"),
        (
            "read 14",
            "in-read",
            "We buy from Brindlemoor Beef Packing and sell to Wexcombe Grinding Company.",
        ),
        (
            "text 13, tabular",
            "in-text",
            "16,088.50 lb at 338.5000 $/cwt is 54,459.57",
        ),
        ("caption 12", "in-caption", "BEEF-085-FC-T, lot BL-4811"),
    ];
    let rows = SIZES.iter().map(|(name, class, words)| {
        view! { <dt class="small faint">{*name}</dt><dd class=*class>{*words}</dd> }
    });
    view! {
        <dl class="letters">
            {rows.collect_view()}
            <dt class="small faint">"keys, 11"</dt>
            <dd><kbd>"Ctrl"</kbd> " " <kbd>"K"</kbd></dd>
        </dl>
    }
    .into_any()
}

/// Money and papers as shapes with their words.
pub(super) fn money() -> AnyView {
    let all = || {
        vec![
            StatusLabel::new(Tone::Asked, Icon::Unpaid, "Unpaid"),
            StatusLabel::new(Tone::Moving, Icon::PartlyPaid, "Partly paid"),
            StatusLabel::new(Tone::Good, Icon::Paid, "Paid"),
            StatusLabel::new(Tone::Danger, Icon::Stop, "Overdue"),
        ]
    };
    view! {
        <div class="row">{all().into_iter().map(status).collect_view()}{all().into_iter().map(pill).collect_view()}</div>
    }
    .into_any()
}

/// Every look in every state, side by side.
pub(super) fn buttons() -> AnyView {
    const STATES: &[(&str, &str)] = &[
        ("Rest", ""),
        ("Hover", "hovered"),
        ("Pressed", "pressed"),
        ("Focus", "focused"),
        ("Disabled", ""),
        ("Busy", ""),
    ];
    let looks = [
        (ButtonStyle::Primary, "primary", "Mark delivered"),
        (ButtonStyle::Plain, "default", "Edit"),
        (ButtonStyle::Quiet, "quiet", "Export"),
        (ButtonStyle::Danger, "danger", "Cancel order"),
    ];
    let heads = STATES
        .iter()
        .map(|(name, _)| view! { <th scope="col">{*name}</th> });
    let rows = looks.into_iter().map(|(look, name, word)| {
        let cells = STATES.iter().map(move |(state, class)| {
            let classes = format!("{} {class}", look.class());
            let busy = (*state == "Busy").then_some("true");
            view! {
                <td><button type="button" class=classes disabled=*state == "Disabled" aria-busy=busy>{word}</button></td>
            }
        });
        view! { <tr><th scope="row" class="muted">{name}</th>{cells.collect_view()}</tr> }
    });
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label="Buttons by state">
            <table class="table plain states">
                <thead><tr><td></td>{heads.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Rows in the three densities.
pub(super) fn densities() -> AnyView {
    let columns = all_shown(&[
        Column::new("number", "Order", Kind::Line).card(OnCard::Head),
        Column::new("status", "Status", Kind::Line).card(OnCard::State),
        Column::new("supplier", "Supplier", Kind::Line)
            .cut()
            .card(OnCard::Lead),
        Column::new("weight", "Weight, lb", Kind::Weight),
    ]);
    let row = |id: i64, standing: StatusLabel| Row {
        id,
        version: 1,
        href: "/styleguide".to_owned(),
        cells: vec![
            Cell::Text(format!("PO-2026-00{id}")),
            Cell::Status(standing, Vec::new()),
            Cell::Text("Brindlemoor Beef Packing".to_owned()),
            Cell::Figure {
                text: grouped("40127.50"),
                estimated: false,
                strong: false,
            },
        ],
        past: false,
        archived: false,
    };
    let rows = || {
        vec![
            row(
                10,
                StatusLabel::new(Tone::Moving, Icon::InTransit, "In transit"),
            ),
            row(
                11,
                StatusLabel::new(Tone::Good, Icon::Delivered, "Delivered"),
            ),
        ]
    };
    Density::ALL
        .iter()
        .map(|density| {
            view! {
                <p class="small muted">{density.label()}</p>
                <Grid label=density.label() columns=Signal::stored(columns.clone()) rows=rows() plain=true density=density.code()/>
            }
        })
        .collect_view()
        .into_any()
}

/// Overlays drawn in place: messages, a question, a menu, picker results.
pub(super) fn overlays() -> AnyView {
    view! {
        <div class="stage">
            <div class="toast">{icon(Icon::Check)}<span>"Supplier archived"</span><span class="left">"0:28"</span><button type="button" class="btn slim">"Undo"</button></div>
            <div class="toast">{icon(Icon::Caution)}<span>"The server is not responding"</span><button type="button" class="btn slim">"Try again"</button></div>
        </div>
        <div class="stage">
            <section class="dialog still" aria-label="A question">
                <div class="body">
                    <h3>"Cancel PO-2026-0012?"</h3>
                    <p class="muted">"This cannot be undone. The number is not reused."</p>
                    <div class="field">
                        <label for="guide-reason">"Reason " <small>"required"</small></label>
                        <input class="input" id="guide-reason" value="Customer cut its program"/>
                    </div>
                </div>
                <footer>
                    <button type="button" class="btn">"Not now"</button>
                    <button type="button" class="btn danger">"Cancel order"</button>
                </footer>
            </section>
            <ul class="list still" role="listbox" aria-label="Entries of a menu">
                <li role="option" aria-selected="false">{icon(Icon::Copy)}<span>"Copy as new order"</span></li>
                <li role="option" aria-selected="true">{icon(Icon::Undo)}<span>"Step back to Confirmed"</span></li>
                <li role="option" aria-selected="false">{icon(Icon::Archive)}<span>"Archive"</span></li>
            </ul>
            <ul class="list still" role="listbox" aria-label="Hits of a picker">
                <li role="option" aria-selected="true"><span><mark>"Old"</mark>"fen Smokehouse " <span class="muted">"OLF"</span></span></li>
                <li role="option" aria-selected="false" aria-disabled="true"><span><mark>"Old"</mark>"harrow Meats " <span class="muted">"OLD, Denver CO"</span></span><span class="token">"Archived"</span></li>
                <li role="option" aria-selected="false">{icon(Icon::Plus)}<span>"Create “old”"</span></li>
            </ul>
        </div>
    }
    .into_any()
}
