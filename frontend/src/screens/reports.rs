//! Reports over orders: volume, sales, costs and margin by one or two dimensions. The query is in the address.

use chrono::NaiveDate;
use domain::choices::FixedChoice;
use domain::reports::{OrderReport, ReportDimension, ReportFigures, ReportRow as Figures};
use leptos::prelude::*;

use crate::api::session::Session;
use crate::pages::report_answer::ReportAnswer;
use crate::pages::report_csv::{csv, download};
use crate::pages::report_table::{ReportColumn, ReportRow, report_table};
use crate::pages::span_buttons::{span_buttons, year_start};
use crate::ui::button::Button;
use crate::ui::chart::{Bar, bar_chart};
use crate::ui::date_input::DateInput;
use crate::ui::dom::set_title;
use crate::ui::field::{Field, FieldPrefix};
use crate::ui::format::{day, grouped, money, month_and_year, today};
use crate::ui::icon::Icon;
use crate::ui::input::{Choice, Select, Switch};
use crate::ui::table::{Cell, OnCard};
use crate::ui::url_query::{Pairs, UrlQuery};

/// Bars of the chart; the table has all rows.
const BARS: usize = 24;

/// The report as it comes.
#[derive(Clone, Copy)]
struct ReportPage {
    session: Session,
    query: UrlQuery,
    answer: ReportAnswer<OrderReport>,
}

pub fn draw() -> AnyView {
    set_title(&["Reports"]);
    FieldPrefix::provide("report-");
    let page = ReportPage {
        session: Session::from_context(),
        query: UrlQuery::current(),
        answer: ReportAnswer::new(),
    };
    let pairs = Memo::new(move |_| page.pairs());
    Effect::new(move || page.fetch(pairs.get()));
    let again = move || page.fetch(pairs.get_untracked());
    let body = page.answer.body(again, move |report| page.table(report));
    let about = move || {
        let about =
            |report: &OrderReport| format!("Orders of {} to {}", day(report.from), day(report.to));
        page.answer.read(about).unwrap_or_default()
    };
    let missing = Signal::derive(move || page.answer.read(|_report| ()).is_none());
    let save = move |()| page.save();
    let print = move |()| drop(window().print());
    view! {
        <header class="head">
            <div class="title"><h1 tabindex="-1">"Reports"</h1></div>
            <div class="actions row">
                <Button label="Download CSV" sign=Icon::Down disabled=missing on_press=save/>
                <Button label="Print" sign=Icon::Print disabled=missing on_press=print/>
            </div>
            <div class="summary">{about}</div>
        </header>
        {page.controls()}
        <div class="block report-block">{body}</div>
    }
    .into_any()
}

impl ReportPage {
    /// What is asked for: this year until today by customer, unless the address says otherwise.
    fn pairs(self) -> Pairs {
        let to = self.query.get("to").unwrap_or_else(|| today().to_string());
        let from = self
            .query
            .get("from")
            .unwrap_or_else(|| year_start(today()).to_string());
        let mut pairs = vec![("from".to_owned(), from), ("to".to_owned(), to)];
        for name in ["by", "across", "compare"] {
            pairs.extend(self.query.get(name).map(|value| (name.to_owned(), value)));
        }
        pairs
    }

    fn fetch(self, pairs: Pairs) {
        let session = self.session;
        self.answer
            .ask(async move { session.api().order_report(&pairs).await });
    }

    fn controls(self) -> AnyView {
        let query = self.query;
        let value = move |name: &'static str, usual: fn() -> String| {
            Signal::derive(move || query.get(name).unwrap_or_else(usual))
        };
        let set = move |name: &'static str| {
            Callback::new(move |text: String| {
                query.set(&[(name, Some(text).filter(|text| !text.is_empty()))], false);
            })
        };
        let dimensions = || -> Vec<Choice> {
            let all = ReportDimension::ALL.iter();
            all.map(|one| Choice::new(one.code(), one.label()))
                .collect()
        };
        let by = value("by", || ReportDimension::default().code().to_owned());
        // The same twice makes no table.
        let choose_by = move |code: String| {
            let same = query.get("across").as_deref() == Some(code.as_str());
            let across = query.get("across").filter(|_| !same);
            query.set(&[("by", Some(code)), ("across", across)], false);
        };
        let others = Signal::derive(move || {
            let by = by.get();
            let mut all = dimensions();
            all.retain(|choice| choice.code != by);
            all
        });
        let compares = Signal::derive(move || query.get("compare").as_deref() == Some("true"));
        let compare =
            move |on: bool| query.set(&[("compare", on.then(|| "true".to_owned()))], false);
        view! {
            <div class="bar report-bar">
                <Field name="by" label="Rows"><Select choices=Signal::stored(dimensions()) value=by on_change=choose_by/></Field>
                <Field name="across" label="Crossed with">
                    <Select choices=others value=value("across", String::new) on_change=set("across") blank="–"/>
                </Field>
                <Field name="from" label="From">
                    <DateInput value=value("from", || year_start(today()).to_string()) on_change=set("from")/>
                </Field>
                <Field name="to" label="To">
                    <DateInput value=value("to", || today().to_string()) on_change=set("to")/>
                </Field>
                <div class="row">
                    {span_buttons(query)}
                    <Switch label="Compare with the span before" value=compares on_change=compare/>
                </div>
            </div>
        }
        .into_any()
    }

    fn table(self, report: &OrderReport) -> AnyView {
        if report.rows.is_empty() {
            return view! { <p class="muted">"No orders were issued in this span. Choose other days."</p> }
                .into_any();
        }
        let rows = rows(report).into_iter().map(ReportRow::of).collect();
        let more = report.has_more.then(|| {
            view! { <p class="muted">{format!("The first {} rows are shown. Choose a shorter span or other rows.", report.rows.len())}</p> }
        });
        let table = report_table("Report", &columns(report), rows, Some(totals(report)));
        view! { {chart(report)}{table}{more} }.into_any()
    }

    fn save(self) {
        self.answer.read_untracked(|report| {
            let mut all = rows(report);
            all.push(totals(report));
            let file = csv(&columns(report), all.iter().map(Vec::as_slice));
            download(&format!("orders-{}-{}.csv", report.from, report.to), &file);
        });
    }
}

/// The margin of each row; of crossed rows none, whose bars would not compare.
fn chart(report: &OrderReport) -> Option<AnyView> {
    if report.across.is_some() || report.rows.len() < 2 {
        return None;
    }
    let bars = report.rows.iter().take(BARS).map(|row| {
        let name = name(report.by, row.key.as_deref(), row.label.as_deref());
        let margin = row.figures.margin;
        Bar {
            short: if report.by == ReportDimension::Month {
                name.chars().take(3).collect()
            } else {
                name.split(' ').next().unwrap_or_default().to_owned()
            },
            words: format!("{name}: ${}", money(&margin.to_string())),
            value: margin.units(),
            is_current: false,
        }
    });
    let title = format!("Margin by {}", report.by.label().to_lowercase());
    let span = format!("Orders of {} to {}.", day(report.from), day(report.to));
    Some(bar_chart(&title, &span, bars.collect()))
}

/// The name of a row.
fn name(by: ReportDimension, key: Option<&str>, label: Option<&str>) -> String {
    match (by, key, label) {
        (ReportDimension::Month, Some(key), _) => {
            let first = format!("{key}-01").parse();
            first.map_or_else(|_no_month| key.to_owned(), month_and_year)
        }
        (_, Some(_), Some(label)) => label.to_owned(),
        (ReportDimension::Customer, ..) => "For stock".to_owned(),
        _ => "None".to_owned(),
    }
}

fn columns(report: &OrderReport) -> Vec<ReportColumn> {
    let mut columns = vec![ReportColumn::new(report.by.label(), OnCard::Head)];
    columns.extend(
        report
            .across
            .map(|across| ReportColumn::new(across.label(), OnCard::Lead)),
    );
    columns.extend([
        ReportColumn::figure("Orders", OnCard::Third),
        ReportColumn::figure("Weight, lb", OnCard::Third),
        ReportColumn::figure("Sales, $", OnCard::Third),
        ReportColumn::figure("Buy, $", OnCard::Third),
        ReportColumn::figure("Costs, $", OnCard::Third),
        ReportColumn::figure("Margin, $", OnCard::Far),
        ReportColumn::figure("$/lb", OnCard::Far),
    ]);
    if report.totals.previous.is_some() {
        columns.extend([
            ReportColumn::figure("Margin before, $", OnCard::Third),
            ReportColumn::figure("Change, $", OnCard::Third),
        ]);
    }
    columns
}

fn rows(report: &OrderReport) -> Vec<Vec<Cell>> {
    let all = report.rows.iter();
    all.map(|row| {
        let named = name(report.by, row.key.as_deref(), row.label.as_deref());
        let mut cells = vec![match link(report, row) {
            Some(href) => Cell::Link(named, href, false),
            None => Cell::Text(named),
        }];
        cells.extend(report.across.map(|across| {
            Cell::Text(name(
                across,
                row.across_key.as_deref(),
                row.across_label.as_deref(),
            ))
        }));
        cells.extend(figures(&row.figures, row.previous.as_ref()));
        cells
    })
    .collect()
}

fn totals(report: &OrderReport) -> Vec<Cell> {
    let mut cells = vec![Cell::Text("All".to_owned())];
    cells.extend(report.across.map(|_| Cell::Text(String::new())));
    cells.extend(figures(
        &report.totals.figures,
        report.totals.previous.as_ref(),
    ));
    cells
}

fn figures(now: &ReportFigures, before: Option<&ReportFigures>) -> Vec<Cell> {
    let dollars = |amount: domain::Money| Cell::figure(Some(money(&amount.to_string())));
    let mut cells = vec![
        Cell::figure(Some(grouped(&now.orders.to_string()))),
        Cell::figure(Some(grouped(&now.weight_lb.to_string()))),
        dollars(now.sell_total),
        dollars(now.buy_total),
        dollars(now.costs),
        dollars(now.margin),
        Cell::figure(now.margin_per_lb.map(|price| price.to_string())),
    ];
    if let Some(before) = before {
        cells.push(dollars(before.margin));
        cells.push(
            now.margin
                .minus(before.margin)
                .map_or(Cell::Unknown, dollars),
        );
    }
    cells
}

/// The orders of a row; none where no filter of the list names them.
fn link(report: &OrderReport, row: &Figures) -> Option<String> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let (mut from, mut to) = (report.from, report.to);
    let dimensions = [
        (Some(report.by), row.key.as_deref()),
        (report.across, row.across_key.as_deref()),
    ];
    for (dimension, key) in dimensions {
        let (Some(dimension), Some(key)) = (dimension, key) else {
            if dimension == Some(ReportDimension::Customer) {
                pairs.push(("for_stock".to_owned(), "true".to_owned()));
                continue;
            }
            if dimension.is_some() {
                return None;
            }
            continue;
        };
        let field = match dimension {
            ReportDimension::Customer => "customer_id",
            ReportDimension::Supplier => "supplier_id",
            ReportDimension::Carrier => "carrier_id",
            ReportDimension::Owner => "owner_id",
            ReportDimension::Scenario => "logistics_scenario",
            ReportDimension::Month => {
                let first: NaiveDate = format!("{key}-01").parse().ok()?;
                let next = first.checked_add_months(chrono::Months::new(1))?;
                from = from.max(first);
                to = to.min(next.pred_opt()?);
                continue;
            }
        };
        pairs.push((field.to_owned(), key.to_owned()));
    }
    pairs.push(("order_date[gte]".to_owned(), from.to_string()));
    pairs.push(("order_date[lte]".to_owned(), to.to_string()));
    pairs.push((
        "status".to_owned(),
        "issued,confirmed,in_transit,delivered,closed".to_owned(),
    ));
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| {
            let encoded = |text: &str| String::from(js_sys::encode_uri_component(text));
            format!("{}={}", encoded(&name), encoded(&value))
        })
        .collect();
    Some(format!("/purchase-orders?{}", pairs.join("&")))
}
