//! The aging: what customers owe by days past due, as of any day. The query is in the address.

use chrono::NaiveDate;
use domain::choices::FixedChoice;
use domain::payments::{Aging, AgingBasis, BucketSums};
use domain::receivables::{AgingBucket, PaymentStatus, ReceivableKind};
use domain::settings::AgingEdges;
use leptos::prelude::*;

use crate::api::session::Session;
use crate::config::receivables;
use crate::pages::report_answer::ReportAnswer;
use crate::pages::report_csv::{csv, download};
use crate::pages::report_table::{ReportColumn, ReportRow, report_table};
use crate::ui::button::Button;
use crate::ui::date_input::DateInput;
use crate::ui::dom::set_title;
use crate::ui::field::{Field, FieldPrefix};
use crate::ui::format::{day, money, today};
use crate::ui::icon::Icon;
use crate::ui::input::{Choice, Select, TextInput};
use crate::ui::page_states::empty_list;
use crate::ui::table::{Cell, OnCard};
use crate::ui::url_query::{Pairs, UrlQuery, write_pairs};

/// The most customers that are shown.
const LIMIT: &str = "1000";

const BUCKETS: [AgingBucket; 5] = [
    AgingBucket::Current,
    AgingBucket::D1To30,
    AgingBucket::D31To60,
    AgingBucket::D61To90,
    AgingBucket::D90Plus,
];

/// The report as it comes.
#[derive(Clone, Copy)]
struct AgingPage {
    session: Session,
    query: UrlQuery,
    answer: ReportAnswer<Aging>,
}

/// The page.
pub fn aging() -> AnyView {
    set_title(&["Aging"]);
    FieldPrefix::provide("aging-");
    let page = AgingPage {
        session: Session::from_context(),
        query: UrlQuery::current(),
        answer: ReportAnswer::new(),
    };
    let pairs = Memo::new(move |_| page.pairs());
    Effect::new(move || page.fetch(pairs.get()));
    let again = move || page.fetch(pairs.get_untracked());
    let body = page.answer.body(again, move |aging| page.table(aging));
    let shown = Signal::derive(move || {
        let about = |aging: &Aging| {
            let basis = aging.basis.label().to_lowercase();
            format!("As of {}, by {basis}", day(aging.as_of))
        };
        page.answer.read(about).unwrap_or_default()
    });
    let nothing = Signal::derive(move || {
        let is_empty = page.answer.read(|aging| aging.customers.is_empty());
        is_empty.unwrap_or(true)
    });
    let save = move |()| page.save();
    let print = move |()| drop(window().print());
    view! {
        <header class="head">
            <div class="title"><h1 tabindex="-1">"Aging"</h1></div>
            <div class="actions row">
                <Button label="Download CSV" sign=Icon::Down disabled=nothing on_press=save/>
                <Button label="Print" sign=Icon::Print disabled=nothing on_press=print/>
            </div>
            <div class="summary">{shown}</div>
        </header>
        {page.controls()}
        <div class="block report-block">{body}</div>
    }
    .into_any()
}

impl AgingPage {
    /// What the API is asked for; the address has the same names.
    fn pairs(self) -> Pairs {
        let names = ["as_of", "basis", "edges"];
        let mut pairs: Pairs = names
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), self.query.get(name)?)))
            .collect();
        pairs.push(("limit".to_owned(), LIMIT.to_owned()));
        pairs
    }

    fn fetch(self, pairs: Pairs) {
        let session = self.session;
        self.answer
            .ask(async move { session.api().aging(&pairs).await });
    }

    fn controls(self) -> AnyView {
        let query = self.query;
        let value =
            move |name: &'static str| Signal::derive(move || query.get(name).unwrap_or_default());
        let as_of =
            Signal::derive(move || query.get("as_of").unwrap_or_else(|| today().to_string()));
        let set = move |name: &'static str, usual: String| {
            Callback::new(move |text: String| {
                let text = text.replace(' ', "");
                query.set(&[(name, Some(text).filter(|text| *text != usual))], false);
            })
        };
        let bases = AgingBasis::ALL.iter();
        let bases: Vec<Choice> = bases
            .map(|basis| Choice::new(basis.code(), basis.label()))
            .collect();
        let usual = AgingBasis::default().code();
        let basis = Signal::derive(move || query.get("basis").unwrap_or_else(|| usual.to_owned()));
        // Those of the company, as the answer without edges says.
        let answer = self.answer;
        let usual_edges = Memo::new(move |before: Option<&String>| {
            let asked = query.get("edges").is_some();
            let days = |aging: &Aging| edges_of(aging).map(|day| day.to_string()).join(",");
            let answered = answer.read(days).filter(|_| !asked);
            let known = || {
                domain::settings::current()
                    .aging_edges()
                    .0
                    .map(|day| day.to_string())
                    .join(",")
            };
            answered.or_else(|| before.cloned()).unwrap_or_else(known)
        });
        // The address changes once the field is left, not at each digit.
        let typed = RwSignal::new(None::<String>);
        let edges = Signal::derive(move || {
            let kept = value("edges").get();
            typed.get().unwrap_or_else(|| {
                if kept.is_empty() {
                    usual_edges.get()
                } else {
                    kept
                }
            })
        });
        let wrong = Signal::derive(move || {
            let wrong = typed.with(|typed| typed.as_deref().is_some_and(|typed| !is_edges(typed)));
            wrong.then(|| "Three rising numbers of days, like 30,60,90".to_owned())
        });
        let take = Callback::new(move |()| {
            if let Some(text) = typed.get_untracked().filter(|text| is_edges(text)) {
                set("edges", usual_edges.get_untracked()).run(text);
                typed.set(None);
            }
        });
        let enter = move |event: leptos::ev::KeyboardEvent| {
            if event.key() == "Enter" {
                take.run(());
            }
        };
        view! {
            <div class="bar report-bar">
                <Field name="as_of" label="As of">
                    <DateInput value=as_of on_change=set("as_of", today().to_string())/>
                </Field>
                <Field name="basis" label="By">
                    <Select choices=Signal::stored(bases) value=basis on_change=set("basis", usual.to_owned())/>
                </Field>
                <div on:keydown=enter>
                    <Field name="edges" label="Buckets, days" error=wrong on_leave=take>
                        <TextInput value=edges on_change=move |text: String| typed.set(Some(text))/>
                    </Field>
                </div>
            </div>
        }
        .into_any()
    }

    fn table(self, aging: &Aging) -> AnyView {
        if aging.customers.is_empty() {
            let about =
                "Issued receivables, credit memos and unapplied cash of customers show here.";
            return empty_list("Nothing is owed", about, None);
        }
        let rows = rows(aging).into_iter().map(ReportRow::of).collect();
        let more = aging.has_more.then(|| {
            let words = format!(
                "The {LIMIT} customers with the largest totals are shown. The totals are of all."
            );
            view! { <p class="muted">{words}</p> }
        });
        let table = report_table("Aging", &columns(aging), rows, Some(totals(aging)));
        view! { {table}{more} }.into_any()
    }

    fn save(self) {
        self.answer.read_untracked(|aging| {
            let mut all = rows(aging);
            all.push(totals(aging));
            let file = csv(&columns(aging), all.iter().map(Vec::as_slice));
            download(&format!("aging-{}.csv", aging.as_of), &file);
        });
    }
}

/// Whether a text is three rising numbers of days, as the server takes them.
fn is_edges(text: &str) -> bool {
    let days: Vec<Option<u64>> = text
        .split(',')
        .map(|part| {
            part.trim()
                .parse()
                .ok()
                .filter(|days| (1..=3_650).contains(days))
        })
        .collect();
    matches!(days.as_slice(), [Some(first), Some(second), Some(third)] if first < second && second < third)
}

fn edges_of(aging: &Aging) -> [u64; 3] {
    let mut edges = AgingEdges::default().0;
    for (edge, given) in edges.iter_mut().zip(&aging.edges) {
        *edge = u64::try_from(*given).unwrap_or(*edge);
    }
    edges
}

fn columns(aging: &Aging) -> Vec<ReportColumn> {
    let [first, second, third] = edges_of(aging);
    let figure = |label: &str, card| ReportColumn::figure(label, card);
    vec![
        ReportColumn::new("Customer", OnCard::Head),
        figure("Current", OnCard::Third),
        figure(&format!("1 to {first}"), OnCard::Third),
        figure(&format!("{} to {second}", first + 1), OnCard::Third),
        figure(&format!("{} to {third}", second + 1), OnCard::Third),
        figure(&format!("Over {third}"), OnCard::Third),
        figure("Credits", OnCard::Third),
        figure("Unapplied", OnCard::Third),
        figure("Total, $", OnCard::State),
    ]
}

fn rows(aging: &Aging) -> Vec<Vec<Cell>> {
    // Today's list has the same receivables as today's report; a past day has not.
    let linked = aging.as_of == today();
    let all = aging.customers.iter();
    all.map(|row| {
        let customer = row.customer_id.get();
        let name = row.customer_name.clone();
        let mut cells = vec![Cell::Link(name, listed(customer, &[]), false)];
        let parts = figures(&row.sums);
        for (at, amount) in parts.into_iter().enumerate() {
            let days = BUCKETS.get(at).filter(|_| linked && amount != "0.00");
            cells.push(match days {
                Some(bucket) => {
                    let href = listed(customer, &span(aging, *bucket));
                    Cell::Link(money(&amount), href, false)
                }
                None => figure(&amount),
            });
        }
        cells
    })
    .collect()
}

fn totals(aging: &Aging) -> Vec<Cell> {
    let mut cells = vec![Cell::Text("Total".to_owned())];
    cells.extend(figures(&aging.totals).iter().map(|amount| figure(amount)));
    cells
}

fn figure(plain: &str) -> Cell {
    if plain == "0.00" {
        Cell::Muted(plain.to_owned())
    } else {
        Cell::figure(Some(money(plain)))
    }
}

/// The sums in the order of the columns. Credits and unapplied cash lower the total.
fn figures(sums: &BucketSums) -> [String; 8] {
    [
        sums.current,
        sums.d1_30,
        sums.d31_60,
        sums.d61_90,
        sums.d90_plus,
        sums.credits,
        sums.unapplied,
        sums.total,
    ]
    .map(|amount| amount.to_string())
}

/// The filters on the date of a bucket.
fn span(aging: &Aging, bucket: AgingBucket) -> Pairs {
    let name = match aging.basis {
        AgingBasis::DueDate => "due_date",
        AgingBasis::InvoiceDate => "invoice_date",
    };
    let (from, to) = bucket.due_dates(aging.as_of, AgingEdges(edges_of(aging)));
    let bound = |end: &str, day: Option<NaiveDate>| {
        day.map(|day| (format!("{name}[{end}]"), day.to_string()))
    };
    let mut pairs: Pairs = bound("gte", from).into_iter().collect();
    pairs.extend(bound("lte", to));
    pairs.push((
        "kind".to_owned(),
        format!(
            "{},{}",
            ReceivableKind::Invoice.code(),
            ReceivableKind::OpeningBalance.code()
        ),
    ));
    pairs
}

/// The open receivables of a customer in their list.
fn listed(customer: i64, more: &[(String, String)]) -> String {
    let open = [PaymentStatus::Unpaid.code(), PaymentStatus::Partial.code()];
    let mut pairs = vec![
        ("customer_id".to_owned(), customer.to_string()),
        ("payment_status".to_owned(), open.join(",")),
    ];
    pairs.extend_from_slice(more);
    format!("{}?{}", receivables::LIST.path, write_pairs(&pairs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_rise_as_on_the_server() {
        assert!(is_edges("30, 60,90"));
        for wrong in ["", "30,60", "30,60,60", "0,1,2", "a,b,c", "1,2,9999"] {
            assert!(!is_edges(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_bucket_leads_to_its_due_dates() {
        let aging = Aging {
            as_of: "2026-06-30".parse().unwrap(),
            basis: AgingBasis::DueDate,
            edges: vec![30, 60, 90],
            totals: BucketSums::default(),
            customers: Vec::new(),
            has_more: false,
        };
        let pairs = span(&aging, AgingBucket::D1To30);
        let named: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            named.get(..2),
            Some(
                [
                    ("due_date[gte]", "2026-05-31"),
                    ("due_date[lte]", "2026-06-29")
                ]
                .as_slice()
            )
        );
    }
}
