//! Boards: the loads of this week and the next by day and dock, and the orders behind each kind of work that waits.

use chrono::{Days, NaiveDate};
use domain::boards::{BoardLoad, BoardOrder, LoadBoard, LoadEnd, Worklist};
use domain::choices::FixedChoice;
use domain::reports::WaitingKind;
use leptos::prelude::*;

use crate::api::session::Session;
use crate::config::purchase_orders::{self, order_standing};
use crate::pages::report_answer::ReportAnswer;
use crate::ui::button::{Button, ButtonStyle};
use crate::ui::dom::set_title;
use crate::ui::format::{UNKNOWN, day, grouped, short_day, today, weekday};
use crate::ui::icon::{Icon, icon};
use crate::ui::status::{StatusLabel, Tone, pill, status};
use crate::ui::url_query::UrlQuery;
use crate::ui::zoned_time;

/// What the page shows.
#[derive(Debug, Clone, PartialEq)]
enum Shown {
    Loads(LoadBoard),
    Work(Worklist),
}

pub fn draw() -> AnyView {
    set_title(&["Boards"]);
    let session = Session::from_context();
    let query = UrlQuery::current();
    let kind = Memo::new(move |_| {
        query
            .get("work")
            .and_then(|code| code.parse::<WaitingKind>().ok())
    });
    let from = Memo::new(move |_| query.get("from"));
    let answer = ReportAnswer::new();
    let fetch = move |kind: Option<WaitingKind>, from: Option<String>| {
        answer.ask(async move {
            let api = session.api();
            let Some(kind) = kind else {
                let from = from.map(|from| ("from".to_owned(), from));
                let pairs: Vec<_> = from.into_iter().collect();
                return api.load_board(&pairs).await.map(Shown::Loads);
            };
            api.worklist(kind).await.map(Shown::Work)
        });
    };
    Effect::new(move || fetch(kind.get(), from.get()));
    let link = move |href: String, words: &'static str, wanted: Option<WaitingKind>| {
        let current = Signal::derive(move || (kind.get() == wanted).then_some("page"));
        view! { <a class="board-link" href=href aria-current=current>{words}</a> }
    };
    let of_orders = WaitingKind::ALL.iter().filter(|kind| kind.is_of_orders());
    let lists = of_orders.map(|kind| {
        link(
            format!("/boards?work={}", kind.code()),
            kind.label(),
            Some(*kind),
        )
    });
    let lists = lists.collect_view();
    let step = move |label: &'static str, days: i64| {
        let press = move |()| {
            let first = answer.read_untracked(|shown| match shown {
                Shown::Loads(board) => Some(board.from),
                Shown::Work(_) => None,
            });
            let first = first.flatten();
            let first = first.unwrap_or_else(today);
            let moved = if days < 0 {
                first.checked_sub_days(Days::new(days.unsigned_abs()))
            } else {
                first.checked_add_days(Days::new(days.unsigned_abs()))
            };
            query.set(&[("from", moved.map(|day| day.to_string()))], false);
        };
        view! { <Button label=label look=ButtonStyle::Quiet slim=true on_press=press/> }
    };
    let steps = move || {
        kind.get().is_none().then(|| {
            let now = move |()| query.set(&[("from", None)], false);
            view! {
                <div class="bar">
                    {step("Week before", -7)}
                    <Button label="This week" look=ButtonStyle::Quiet slim=true on_press=now/>
                    {step("Week after", 7)}
                </div>
            }
        })
    };
    let again = move || fetch(kind.get_untracked(), from.get_untracked());
    let body = answer.body(again, |shown| match shown {
        Shown::Loads(board) => weeks(board),
        Shown::Work(list) => worklist(list),
    });
    view! {
        <header class="head">
            <div class="title"><h1 tabindex="-1">"Boards"</h1></div>
            <div class="summary">"Pick-ups and deliveries by day and dock, and the orders that wait for something. An order is one load: it has one pick-up and one delivery."</div>
        </header>
        <nav class="bar board-links" aria-label="Boards">{link("/boards".to_owned(), "This week and next", None)}{lists}</nav>
        {steps}
        {body}
    }
    .into_any()
}

/// The days of the board that have loads.
fn weeks(board: &LoadBoard) -> AnyView {
    if board.loads.is_empty() {
        let words = format!(
            "No pick-up or delivery is planned from {} to {}.",
            day(board.from),
            day(board.to)
        );
        return view! { <p class="block muted">{words}</p> }.into_any();
    }
    let mut days: Vec<(NaiveDate, Vec<&BoardLoad>)> = Vec::new();
    for load in &board.loads {
        match days.last_mut() {
            Some((day, loads)) if *day == load.day => loads.push(load),
            _ => days.push((load.day, vec![load])),
        }
    }
    let sections = days.into_iter().map(|(date, loads)| {
        let now = (date == today()).then_some("date");
        let word = match date == today() {
            true => "today".to_owned(),
            false => String::new(),
        };
        let mut last_dock = None::<Option<String>>;
        let rows = loads.into_iter().map(|load| {
            let is_new = last_dock.as_ref() != Some(&load.dock);
            last_dock = Some(load.dock.clone());
            row(load, is_new)
        });
        let rows = rows.collect_view();
        view! {
            <section class="block board-day" aria-label=format!("{} {}", weekday(date), day(date))>
                <header><h2 aria-current=now>{weekday(date)}", "{short_day(date)}</h2><span class="muted">{word}</span></header>
                <ul class="board-loads">{rows}</ul>
            </section>
        }
    });
    let more = board.has_more.then(|| {
        view! { <p class="block muted">"The first 1,000 are shown."</p> }
    });
    view! { {sections.collect_view()}{more} }.into_any()
}

fn row(load: &BoardLoad, is_new_dock: bool) -> AnyView {
    let order = &load.order;
    let href = purchase_orders::LIST.at(order.id.get());
    let dock = load
        .dock
        .clone()
        .unwrap_or_else(|| "No dock chosen".to_owned());
    let when = match (&load.at, load.is_first_come) {
        (Some(at), _) => zoned_time::shown(at.0, load.time_zone.as_deref()),
        (None, true) => "first come, first served".to_owned(),
        (None, false) => String::new(),
    };
    let marks = [
        (load.is_late, Tone::Danger, Icon::Caution, "late"),
        (
            load.needs_appointment,
            Tone::Caution,
            Icon::Caution,
            "no appointment",
        ),
        (load.is_done, Tone::Good, Icon::Check, "done"),
    ];
    let marks = marks.into_iter().filter(|(holds, ..)| *holds);
    let marks = marks.map(|(_, tone, sign, words)| status(StatusLabel::new(tone, sign, words)));
    let sign = match load.end {
        LoadEnd::Pickup => Icon::Up,
        LoadEnd::Delivery => Icon::Down,
    };
    let parties = match &order.customer_name {
        Some(customer) => format!("{} to {customer}", order.supplier_name),
        None => format!("{}, for stock", order.supplier_name),
    };
    let heading = is_new_dock.then(|| view! { <li class="dock">{dock}</li> });
    view! {
        {heading}
        <li class="load" class:past=load.is_done>
            <span class="end">{icon(sign)}{load.end.label()}</span>
            <span><a class="link" href=href>{order.number.clone()}</a>{parties}<br/><span class="muted">{load.carrier_name.clone().unwrap_or_else(|| "no carrier".to_owned())}", "{grouped(&order.weight_lb.to_string())}" lb"</span></span>
            <span class="when">{when}<span class="marks">{marks.collect_view()}</span></span>
        </li>
    }
    .into_any()
}

fn worklist(list: &Worklist) -> AnyView {
    if list.orders.is_empty() {
        let words = format!("{}: none now.", list.kind.label());
        return view! { <p class="block muted">{words}</p> }.into_any();
    }
    let rows = list.orders.iter().map(order_row).collect_view();
    let more = list.has_more.then(|| {
        view! { <p class="muted">"The first 1,000 are shown."</p> }
    });
    view! {
        <div class="block report-block">
            <div class="scroll" tabindex="0" role="region" aria-label=format!("{}, table", list.kind.label())>
                <table class="table plain cards report">
                    <thead><tr>
                        <th scope="col">"Order"</th><th scope="col">"Status"</th><th scope="col">"Supplier"</th><th scope="col">"Customer"</th>
                        <th scope="col">"Pick-up"</th><th scope="col">"Delivery"</th><th scope="col" class="num">"Weight, lb"</th><th scope="col">"Owner"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {more}
        </div>
    }
    .into_any()
}

fn order_row(order: &BoardOrder) -> AnyView {
    let href = purchase_orders::LIST.at(order.id.get());
    let date = |date: Option<NaiveDate>| date.map_or_else(|| UNKNOWN.to_owned(), day);
    view! {
        <tr>
            <th scope="row" class="head-cell"><a class="link" href=href>{order.number.clone()}</a></th>
            <td class="state-cell">{pill(order_standing(order.status))}</td>
            <td class="lead-cell">{order.supplier_name.clone()}</td>
            <td class="side-cell">{order.customer_name.clone().unwrap_or_else(|| "For stock".to_owned())}</td>
            <td class="third-cell" data-label="Pick-up">{date(order.pickup_date)}</td>
            <td class="third-cell" data-label="Delivery">{date(order.delivery_date)}</td>
            <td class="num third-cell" data-label="Weight, lb">{grouped(&order.weight_lb.to_string())}</td>
            <td class="third-cell" data-label="Owner">{order.owner_name.clone()}</td>
        </tr>
    }
    .into_any()
}
