//! The start page: the work that waits, what customers owe, and the months behind.

use chrono::Datelike;
use domain::choices::FixedChoice;
use domain::payments::BucketSums;
use domain::permissions::Operation;
use domain::receivables::AgingBucket;
use domain::record::EntityKind;
use domain::reports::{Home, ReportRow, WaitingKind};
use domain::settings::AgingEdges;
use leptos::prelude::*;

use crate::api::session::Session;
use crate::config::claims;
use crate::pages::report_answer::ReportAnswer;
use crate::ui::chart::{Bar, bar_chart, share_strip};
use crate::ui::dom::set_title;
use crate::ui::format::{UNKNOWN, grouped, money, month_and_year, weekday};
use crate::ui::icon::{Icon, icon};
use crate::ui::record_parts::block;

/// Where the records of a kind of work stand, and its sign.
fn place(kind: WaitingKind) -> (String, Icon) {
    let on_board = || format!("/boards?work={}", kind.code());
    match kind {
        WaitingKind::OverdueCustomers => ("/aging".to_owned(), Icon::Caution),
        WaitingKind::Claims => ("/claims?is_open=true".to_owned(), claims::LIST.icon),
        WaitingKind::Insurance => (
            "/carriers?insurance_state=expiring%2Cexpired".to_owned(),
            Icon::Carrier,
        ),
        WaitingKind::Drafts => (on_board(), Icon::Draft),
        WaitingKind::ToConfirm => (on_board(), Icon::Issued),
        WaitingKind::NoAppointment => (on_board(), Icon::Board),
        WaitingKind::Late => (on_board(), Icon::Aging),
        WaitingKind::ToWeigh => (on_board(), Icon::Order),
        WaitingKind::ToInvoice => (on_board(), Icon::Receivable),
    }
}

pub fn draw() -> AnyView {
    set_title(&["Home"]);
    let session = Session::from_context();
    let answer = ReportAnswer::new();
    let fetch = move || answer.ask(async move { session.api().home().await });
    fetch();
    let may_write = session.may(Operation::Create, EntityKind::PurchaseOrder);
    let title = move || {
        let date = |home: &Home| {
            let month = month_and_year(home.today);
            let month = month.split(' ').next().unwrap_or_default();
            format!("{}, {month} {}", weekday(home.today), home.today.day())
        };
        answer.read(date).unwrap_or_else(|| "Home".to_owned())
    };
    let new_order = may_write.then(|| {
        view! { <a class="btn primary" href="/purchase-orders/new">{icon(Icon::Plus)}"New order"</a> }
    });
    let body = answer.body(fetch, move |home| content(home, may_write));
    view! {
        <header class="head">
            <div class="title"><h1 tabindex="-1">{title}</h1></div>
            <div class="actions row">{new_order}</div>
        </header>
        {body}
    }
    .into_any()
}

fn content(home: &Home, may_write: bool) -> AnyView {
    let nothing = || ().into_any();
    let total: i64 = home.waiting.iter().map(|work| work.count).sum();
    let heading = if may_write { "Work to do" } else { "Open work" };
    let work = block(
        heading,
        (total > 0)
            .then(|| view! { {grouped(&total.to_string())} })
            .into_any(),
        nothing(),
        waiting(home, may_write),
    );
    let link = |href: &'static str, words: &'static str| {
        view! { <a class="link small" href=href>{words}</a> }.into_any()
    };
    let owed = block(
        "Receivables",
        nothing(),
        link("/aging", "Aging"),
        receivables(&home.receivables),
    );
    let report = || link("/reports", "Report");
    let (pounds, margin) = (month_chart(home, true), month_chart(home, false));
    let ranks = |rows: &[ReportRow], by: &'static str, field: &'static str, home: &Home| {
        best(rows, by, field, home)
    };
    view! {
        <div class="split">
            {work}
            <aside class="side" aria-label="Receivables">{owed}</aside>
        </div>
        <div class="figures">
            {block("Pounds by month", nothing(), report(), pounds)}
            {block("Margin by month", nothing(), report(), margin)}
        </div>
        <div class="figures">
            {block("Best customers", "by margin, 13 months".into_any(), nothing(), ranks(&home.top_customers, "Customer", "customer_id", home))}
            {block("Best suppliers", "by margin, 13 months".into_any(), nothing(), ranks(&home.top_suppliers, "Supplier", "supplier_id", home))}
        </div>
        {month_table(home)}
    }
    .into_any()
}

fn waiting(home: &Home, may_write: bool) -> AnyView {
    let rows = home.waiting.iter().filter(|work| work.count > 0).map(|work| {
        let (href, sign) = place(work.kind);
        let class = match work.kind {
            WaitingKind::OverdueCustomers | WaitingKind::Late => "trouble",
            WaitingKind::Insurance | WaitingKind::NoAppointment => "caution",
            _ => "",
        };
        let count = match work.count {
            1_000.. => "1,000+".to_owned(),
            count => count.to_string(),
        };
        view! {
            <li><a class=class href=href>{icon(sign)}<b>{count}</b><span>{work.kind.label()}</span><span class="at-end">"Open"</span></a></li>
        }
    });
    let rows = rows.collect_view();
    let is_new = home.months.iter().all(|row| row.figures.orders == 0);
    if rows.is_empty() && is_new && may_write {
        return view! {
            <p class="muted">"There are no orders yet. Suppliers, customers and products come first."</p>
            <p><a class="btn" href="/purchase-orders">"Set up the first order"</a></p>
        }
        .into_any();
    }
    if rows.is_empty() {
        return view! { <p class="muted">"Nothing waits. New orders, weights to enter and overdue invoices show up here."</p> }
            .into_any();
    }
    view! { <ul class="work-list">{rows}</ul> }.into_any()
}

fn receivables(sums: &BucketSums) -> AnyView {
    let mut sums = *sums;
    let shares: Vec<(String, i64)> = AgingBucket::ALL
        .iter()
        .zip(bucket_names())
        .map(|(bucket, name)| (name, sums.bucket_mut(*bucket).units()))
        .collect();
    let pairs = shares.iter().enumerate().map(|(index, (label, cents))| {
        let amount = money(&domain::Money::of(*cents).to_string());
        view! { <dt><i class=format!("share-{index}")></i>{label.clone()}</dt><dd>{amount}</dd> }
    });
    let less = [
        ("Credit memos", sums.credits),
        ("Unapplied cash", sums.unapplied),
    ];
    let less = less
        .into_iter()
        .filter(|(_, amount)| *amount != domain::Money::ZERO);
    let less = less.map(|(label, amount)| {
        view! { <dt>{label}</dt><dd>"− "{money(&amount.to_string())}</dd> }
    });
    let strip = share_strip("Open receivables by days past due", &shares);
    view! {
        <p class="figure"><small>"$"</small>{money(&sums.total.to_string())}</p>
        {strip}
        <dl class="pairs">{pairs.collect_view()}{less.collect_view()}</dl>
    }
    .into_any()
}

/// The buckets of the company by their days.
fn bucket_names() -> [String; 5] {
    let [first, second, third] = AgingEdges::default().0;
    [
        AgingBucket::Current.label().to_owned(),
        format!("1-{first} days"),
        format!("{}-{second} days", first + 1),
        format!("{}-{third} days", second + 1),
        format!("{third}+ days"),
    ]
}

/// The name of a month key, `2026-03`, with its year.
fn named(key: &str) -> String {
    let day = format!("{key}-01").parse();
    day.map_or_else(|_no_month| key.to_owned(), month_and_year)
}

fn month_chart(home: &Home, pounds: bool) -> AnyView {
    let last = home.months.len().saturating_sub(1);
    let text = |row: &ReportRow| {
        if pounds {
            format!(
                "{} lb",
                grouped(&(row.figures.weight_lb.units() / 100).to_string())
            )
        } else {
            format!("${}", money(&row.figures.margin.to_string()))
        }
    };
    let bars: Vec<Bar> = home
        .months
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let month = named(row.key.as_deref().unwrap_or_default());
            Bar {
                short: month.chars().take(1).collect(),
                words: format!("{month}: {}", text(row)),
                value: if pounds {
                    row.figures.weight_lb.units()
                } else {
                    row.figures.margin.units()
                },
                is_current: at == last,
            }
        })
        .collect();
    let now = home.months.last().map(text).unwrap_or_default();
    let (title, about) = if pounds {
        (
            "Pounds by month",
            "Weight of the orders of each month, this one last.",
        )
    } else {
        (
            "Margin by month",
            "Margin of the orders of each month, this one last.",
        )
    };
    view! { <p class="figure">{now}<small>"this month"</small></p>{bar_chart(title, about, bars)} }
        .into_any()
}

fn best(rows: &[ReportRow], by: &'static str, field: &'static str, home: &Home) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="muted">"No order with a margin yet."</p> }.into_any();
    }
    let first = home
        .months
        .first()
        .and_then(|row| row.key.clone())
        .unwrap_or_default();
    let largest = rows
        .iter()
        .map(|row| row.figures.margin.units())
        .max()
        .unwrap_or(1)
        .max(1);
    let lines = rows.iter().map(|row| {
        let key = row.key.clone().unwrap_or_default();
        let href = format!("/purchase-orders?{field}={key}&order_date%5Bgte%5D={first}-01&sort=-order_date");
        let share = i128::from(row.figures.margin.units().max(0)) * 100 / i128::from(largest);
        let per_lb = row.figures.margin_per_lb.map_or_else(|| UNKNOWN.to_owned(), |price| price.to_string());
        view! {
            <tr>
                <th scope="row"><a class="link" href=href>{row.label.clone()}</a></th>
                <td class="bar-cell lone"><svg class="meter" aria-hidden="true"><rect width=format!("{share}%") height="100%"/></svg></td>
                <td class="num">{money(&row.figures.margin.to_string())}</td>
                <td class="num">{per_lb}</td>
            </tr>
        }
    });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=format!("Best {}s, table", by.to_lowercase())>
        <table class="table plain ranks">
            <thead><tr><th scope="col">{by}</th><td class="lone"></td><th scope="col" class="num">"Margin, $"</th><th scope="col" class="num">"$/lb"</th></tr></thead>
            <tbody>{lines.collect_view()}</tbody>
        </table>
        </div>
    }
    .into_any()
}

/// The months as a table, for those who read figures rather than bars.
fn month_table(home: &Home) -> AnyView {
    let rows = home.months.iter().rev().map(|row| {
        let figures = row.figures;
        let per_lb = figures
            .margin_per_lb
            .map_or_else(|| UNKNOWN.to_owned(), |price| price.to_string());
        view! {
            <tr>
                <th scope="row">{named(row.key.as_deref().unwrap_or_default())}</th>
                <td class="num">{grouped(&figures.orders.to_string())}</td>
                <td class="num">{grouped(&figures.weight_lb.to_string())}</td>
                <td class="num">{money(&figures.sell_total.to_string())}</td>
                <td class="num">{money(&figures.margin.to_string())}</td>
                <td class="num">{per_lb}</td>
            </tr>
        }
    });
    view! {
        <details class="block">
            <summary class="link">"Months as a table"</summary>
            <div class="scroll" tabindex="0" role="region" aria-label="Months, table">
                <table class="table plain">
                    <thead><tr>
                        <th scope="col">"Month"</th><th scope="col" class="num">"Orders"</th><th scope="col" class="num">"Weight, lb"</th>
                        <th scope="col" class="num">"Sales, $"</th><th scope="col" class="num">"Margin, $"</th><th scope="col" class="num">"$/lb"</th>
                    </tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_named() {
        assert_eq!(named("2026-03"), "March 2026");
        assert_eq!(named("2025-12"), "December 2025");
    }
}
