//! The style guide: every part in all its states, in both themes.

mod basics;
mod controls;
mod data;
mod orders;

use leptos::prelude::*;

use crate::config::suppliers;
use crate::pages::possible_duplicates::{PossibleDuplicate, duplicates_banner};
use crate::ui::app_error::AppError;
use crate::ui::banner::banner;
use crate::ui::button::Button;
use crate::ui::dialog::{ConfirmDialog, Question};
use crate::ui::dom::set_title;
use crate::ui::field_spec::Kind;
use crate::ui::format::grouped;
use crate::ui::grid::Grid;
use crate::ui::icon::Icon;
use crate::ui::metrics_panel::{
    LoadFigures, MarginFigures, StepState, TimelineStep, load_meter, margin_readout, steps,
};
use crate::ui::page_states::{empty_list, failed, no_results};
use crate::ui::record_parts::block;
use crate::ui::status::{Flag, StatusLabel, Tone, flag, pill, status, token};
use crate::ui::table::{Cell, Column, OnCard, Row, Sorting, all_shown};
use crate::ui::theme::ThemeSwitch;
use crate::ui::toast::Toasts;
use controls::{buttons, fields};

pub fn draw() -> AnyView {
    set_title(&["Parts"]);
    let part = |title: &'static str, content: AnyView| {
        block(
            title,
            ().into_any(),
            ().into_any(),
            view! { <div class="guide">{content}</div> }.into_any(),
        )
    };
    view! {
        <header class="head"><div class="title"><h1 tabindex="-1">"Parts"</h1><span class="muted">"in their states"</span></div><div class="actions row"><ThemeSwitch/></div></header>
        {part("Color", basics::colors())}
        {part("Type", basics::letters())}
        {part("Status", view! { {standings()}{basics::money()} }.into_any())}
        {part("Buttons", view! { {basics::buttons()}{buttons()} }.into_any())}
        {part("Fields", view! { {fields()}{orders::held()} }.into_any())}
        {part("Filters", data::filters())}
        {data::tabs()}
        {data::form()}
        {part("Facts", data::facts())}
        {part("Table", table())}
        {part("Densities", basics::densities())}
        {part("Selected rows", data::ticked())}
        {part("Two people changed it", orders::merge())}
        {steps("Life of an order", life())}
        {orders::lines()}
        <div class="readouts">{readouts()}</div>
        {part("History", data::history())}
        {part("Messages", messages())}
        {banners()}
        {orders::refusals()}
        {part("Overlays", view! { {basics::overlays()}{orders::hits()} }.into_any())}
        {part("States", states())}
    }
    .into_any()
}

fn all_standings() -> Vec<StatusLabel> {
    vec![
        StatusLabel::new(Tone::Still, Icon::Draft, "Draft"),
        StatusLabel::new(Tone::Asked, Icon::Issued, "Issued"),
        StatusLabel::new(Tone::Agreed, Icon::Confirmed, "Confirmed"),
        StatusLabel::new(Tone::Moving, Icon::InTransit, "In transit"),
        StatusLabel::new(Tone::Good, Icon::Delivered, "Delivered"),
        StatusLabel::new(Tone::Still, Icon::Closed, "Closed"),
        StatusLabel::new(Tone::Still, Icon::Cancelled, "Cancelled"),
        StatusLabel::new(Tone::Good, Icon::Valid, "Valid"),
        StatusLabel::new(Tone::Caution, Icon::Caution, "Expiring"),
        StatusLabel::new(Tone::Danger, Icon::Stop, "On hold"),
        StatusLabel::new(Tone::Caution, Icon::Missing, "Missing"),
        StatusLabel::new(Tone::Still, Icon::Approx, "Estimated"),
    ]
}

fn standings() -> AnyView {
    let warning = Flag {
        tone: Tone::Caution,
        shape: Icon::Caution,
        name: "Over the limit",
    };
    view! {
        <div class="row">{all_standings().into_iter().map(status).collect_view()}{flag(warning)}</div>
        <div class="row">{all_standings().into_iter().map(pill).collect_view()}</div>
        <div class="row">{["Beef", "Chicken", "BRC"].map(token).into_iter().collect_view()}</div>
    }
    .into_any()
}

fn table() -> AnyView {
    let columns = all_shown(&[
        Column::new("number", "Order", Kind::Line)
            .sorts()
            .card(OnCard::Head),
        Column::new("status", "Status", Kind::Line).card(OnCard::State),
        Column::new("supplier", "Supplier", Kind::Line)
            .cut()
            .card(OnCard::Lead),
        Column::new("weight", "Weight, lb", Kind::Weight).sorts(),
        Column::new("margin", "$/lb", Kind::Price).card(OnCard::Far),
    ]);
    let row = |id: i64, standing: StatusLabel, estimated: bool| Row {
        id,
        version: 1,
        href: "/styleguide".to_owned(),
        cells: vec![
            Cell::Text(format!("PO-2026-00{id}")),
            Cell::Status(standing, Vec::new()),
            Cell::Text("Brindlemoor Beef Packing".to_owned()),
            Cell::Figure {
                text: grouped("40127.50"),
                estimated,
                strong: false,
            },
            Cell::Figure {
                text: "0.0382".to_owned(),
                estimated,
                strong: true,
            },
        ],
        past: id == 16,
        archived: false,
    };
    let rows: Vec<Row> = all_standings()
        .into_iter()
        .take(7)
        .zip(10..)
        .map(|(standing, id)| row(id, standing, id < 13))
        .collect();
    let sorting = Some(Sorting {
        key: "number".to_owned(),
        descending: false,
    });
    let sums = Some(vec![
        Cell::Text("7 orders".to_owned()),
        Cell::Text(String::new()),
        Cell::Text(String::new()),
        Cell::Figure {
            text: "280,892.50".to_owned(),
            estimated: true,
            strong: true,
        },
        Cell::Unknown,
    ]);
    view! {
        <Grid
            label="Orders"
            columns=Signal::stored(columns.clone())
            rows=rows
            plain=true
            density="compact"
            sorting=sorting
            on_sort=Callback::new(|_| ())
            sums=Signal::stored(sums)
        />
        <Grid label="Orders, loading" columns=Signal::stored(columns) rows=Vec::new() plain=true density="dense" loading=true/>
    }
    .into_any()
}

fn life() -> Vec<TimelineStep> {
    let done = |label, note: &str| TimelineStep {
        label,
        note: note.to_owned(),
        place: StepState::Done,
    };
    let to_come = |label, note: &str| TimelineStep {
        label,
        note: note.to_owned(),
        place: StepState::ToCome,
    };
    let now = StepState::Now(Tone::Moving, Icon::InTransit);
    vec![
        done("Draft", "Sep 9, 2:58 PM"),
        done("Issued", "Sep 9, 3:21 PM"),
        done("Confirmed", "Sep 10, SC-0017"),
        TimelineStep {
            label: "In transit",
            note: "since Sep 15".to_owned(),
            place: now,
        },
        to_come("Delivered", "due today"),
        to_come("Closed", "needs 1 weight"),
    ]
}

fn readouts() -> AnyView {
    let load = LoadFigures {
        weighed: 32_139,
        planned: 8_000,
        truckload: 40_000,
        limit: 42_500,
        total: "40,139.50".to_owned(),
        weighed_text: "32,139.50".to_owned(),
        over: None,
    };
    let heavy = LoadFigures {
        weighed: 0,
        planned: 43_200,
        total: "43,200.00".to_owned(),
        over: Some("700.00".to_owned()),
        ..load.clone()
    };
    let part = |label: &str, amount: &str| (label.to_owned(), amount.to_owned());
    let margin = MarginFigures {
        per_lb: Some("0.0362".to_owned()),
        loss: false,
        estimated: true,
        parts: vec![
            part("Sell", "104,094.61"),
            part("Buy", "− 100,662.17"),
            part("Freight", "− 1,980.00"),
        ],
        total: Some("1,452.44".to_owned()),
        missing: "",
    };
    let loss = MarginFigures {
        per_lb: Some("0.0104".to_owned()),
        loss: true,
        total: Some("(417.03)".to_owned()),
        ..margin.clone()
    };
    let none = MarginFigures {
        missing: "No selling price yet: the order is for stock.",
        ..MarginFigures::default()
    };
    view! { {load_meter(&load)}{load_meter(&heavy)}{margin_readout(&margin)}{margin_readout(&loss)}{margin_readout(&none)} }.into_any()
}

fn messages() -> AnyView {
    let toasts = Toasts::from_context();
    let asker = ConfirmDialog::from_context();
    let question = move |()| {
        asker.ask(Question {
            title: "Cancel PO-2026-0012?".to_owned(),
            text: "This cannot be undone. The number is not reused.".to_owned(),
            yes: "Cancel the order".to_owned(),
            no: "Keep the order".to_owned(),
            on_yes: std::sync::Arc::new(move || toasts.say("Order cancelled")),
        });
    };
    view! {
        <div class="row">
            <Button label="Say something" on_press=move |()| toasts.say("Supplier saved")/>
            <Button label="Offer undo" on_press=move |()| toasts.offer_undo("Supplier archived", || ())/>
            <Button label="Ask" on_press=question/>
        </div>
    }
    .into_any()
}

fn banners() -> AnyView {
    let alike = vec![PossibleDuplicate {
        id: 1,
        label: "Brindlemoor Beef Packing".to_owned(),
        field: "name".to_owned(),
        archived: true,
    }];
    let restore = view! { <Button label="Restore" slim=true on_press=|()| ()/> }.into_any();
    view! {
        {banner(Tone::Still, Icon::Archive, "Oldharrow Meats was archived on Jul 19, 2026.", Some(restore))}
        {banner(Tone::Caution, Icon::Offline, "No connection. Figures are as of 9:41 AM.", None)}
        {duplicates_banner(&suppliers::RECORD, alike, false.into(), Callback::new(|()| ()))}
        {banner(Tone::Danger, Icon::Stop, "This load cannot ship: the carrier’s insurance ended on Sep 5.", None)}
    }
    .into_any()
}

fn states() -> AnyView {
    let again = Callback::new(|()| ());
    let not_allowed = AppError {
        status: 403,
        title: "Your role can view orders but not edit them".to_owned(),
        problem: None,
    };
    view! {
        <div class="facts">
            {empty_list("No suppliers yet", "Companies you buy from, with terms and certificates", None)}
            {no_results(again)}
            {failed(&AppError::unreachable(), Some(again))}
            {failed(&not_allowed, None)}
        </div>
    }
    .into_any()
}
