//! The statement of a customer: opening balance, what moved since, closing balance. The span of days is in the address.

use chrono::NaiveDate;
use domain::choices::FixedChoice;
use domain::payments::{PostingKind, Statement, StatementLine};
use domain::receivables::ReceivableKind;
use leptos::prelude::*;

use crate::api::session::Session;
use crate::config::{customers, payments, receivables};
use crate::pages::report_answer::ReportAnswer;
use crate::pages::report_csv::{csv, download};
use crate::pages::report_table::{ReportColumn, ReportRow, report_table};
use crate::pages::span_buttons::{month_start, span_buttons};
use crate::ui::button::Button;
use crate::ui::date_input::DateInput;
use crate::ui::dom::set_title;
use crate::ui::field::{Field, FieldPrefix};
use crate::ui::format::{day, money, today};
use crate::ui::icon::Icon;
use crate::ui::live;
use crate::ui::page_states::not_found;
use crate::ui::record_parts::record_head;
use crate::ui::table::{Cell, OnCard};
use crate::ui::url_query::{Pairs, UrlQuery};

/// The report as it comes.
#[derive(Clone, Copy)]
struct StatementPage {
    session: Session,
    customer: i64,
    query: UrlQuery,
    answer: ReportAnswer<Statement>,
}

/// The page.
pub fn statement(customer: i64) -> AnyView {
    set_title(&["Statement", customers::LIST.title]);
    FieldPrefix::provide("statement-");
    let page = StatementPage {
        session: Session::from_context(),
        customer,
        query: UrlQuery::current(),
        answer: ReportAnswer::new(),
    };
    let span = Memo::new(move |_| page.span());
    Effect::new(move || page.fetch(span.get()));
    Effect::new(move || {
        if let Some(name) = page
            .answer
            .read(|statement| statement.customer_name.clone())
        {
            set_title(&["Statement", &name, customers::LIST.title]);
        }
    });
    let is_missing = Memo::new(move |_| page.answer.has_status(404));
    live(move || {
        if is_missing.get() {
            let back = (customers::LIST.path, customers::LIST.title);
            let about = "The address may be wrong, or your role cannot view it.";
            return Some(not_found("Record not found", about, back));
        }
        Some(page.view(span))
    })
}

impl StatementPage {
    /// The first and last day: this month until today, unless the address has others.
    fn span(self) -> (String, String) {
        let to = self.query.get("to").unwrap_or_else(|| today().to_string());
        let from = self.query.get("from").unwrap_or_else(|| {
            let last = to.parse().unwrap_or_else(|_no_day| today());
            month_start(last).to_string()
        });
        (from, to)
    }

    fn fetch(self, (from, to): (String, String)) {
        let (session, customer) = (self.session, self.customer);
        let pairs: Pairs = vec![("from".to_owned(), from), ("to".to_owned(), to)];
        self.answer
            .ask(async move { session.api().statement(customer, &pairs).await });
    }

    fn view(self, span: Memo<(String, String)>) -> AnyView {
        let of = move |read: fn(&Statement) -> String| {
            Memo::new(move |_| self.answer.read(read).unwrap_or_default())
        };
        let (name, days) = (
            of(|statement| statement.customer_name.clone()),
            of(|statement| format!("{} to {}", day(statement.from), day(statement.to))),
        );
        let title = view! { "Statement" <span class="only-print">" " {name}</span> };
        let href = customers::LIST.at(self.customer);
        let summary =
            view! { <p class="row"><a class="link" href=href>{name}</a> <span>{days}</span></p> };
        let again = move || self.fetch(span.get_untracked());
        let body = self.answer.body(again, |statement| {
            let rows = rows(statement).into_iter().map(ReportRow::of).collect();
            report_table("Statement", &columns(), rows, Some(closing(statement)))
        });
        let missing = Signal::derive(move || self.answer.read(|_statement| ()).is_none());
        let save = move |()| self.save();
        let print = move |()| drop(window().print());
        let actions = view! {
            <Button label="Download CSV" sign=Icon::Down disabled=missing on_press=save/>
            <Button label="Print" sign=Icon::Print disabled=missing on_press=print/>
        };
        view! {
            {record_head(
                (customers::LIST.path, customers::LIST.title),
                title.into_any(),
                ().into_any(),
                actions.into_any(),
                summary.into_any(),
            )}
            {self.controls(span)}
            <div class="block report-block">{body}</div>
        }
        .into_any()
    }

    fn controls(self, span: Memo<(String, String)>) -> AnyView {
        let query = self.query;
        let set = move |name: &'static str| {
            Callback::new(move |text: String| query.set(&[(name, Some(text))], false))
        };
        view! {
            <div class="bar report-bar">
                <Field name="from" label="From">
                    <DateInput value=Signal::derive(move || span.get().0) on_change=set("from")/>
                </Field>
                <Field name="to" label="To">
                    <DateInput value=Signal::derive(move || span.get().1) on_change=set("to")/>
                </Field>
                <div class="row">
                    {span_buttons(query)}
                </div>
            </div>
        }
        .into_any()
    }

    fn save(self) {
        self.answer.read_untracked(|statement| {
            let mut all = rows(statement);
            all.push(closing(statement));
            let file = csv(&columns(), all.iter().map(Vec::as_slice));
            let name = format!("statement-{}-{}.csv", statement.from, statement.to);
            download(&name, &file);
        });
    }
}

fn columns() -> Vec<ReportColumn> {
    vec![
        ReportColumn::new("Day", OnCard::Head),
        ReportColumn::new("What", OnCard::Lead),
        ReportColumn::new("Document", OnCard::Side),
        ReportColumn::new("Reference", OnCard::Third),
        ReportColumn::new("Due", OnCard::Third),
        ReportColumn::figure("Amount, $", OnCard::Far),
        ReportColumn::figure("Balance, $", OnCard::State),
    ]
}

/// The opening balance and the lines.
fn rows(statement: &Statement) -> Vec<Vec<Cell>> {
    let opening = edge(
        statement.from,
        "Opening balance",
        &statement.opening_balance.to_string(),
    );
    let lines = statement.lines.iter().map(line);
    std::iter::once(opening).chain(lines).collect()
}

fn closing(statement: &Statement) -> Vec<Cell> {
    edge(
        statement.to,
        "Closing balance",
        &statement.closing_balance.to_string(),
    )
}

fn edge(day: NaiveDate, words: &str, balance: &str) -> Vec<Cell> {
    let nothing = || Cell::Text(String::new());
    vec![
        Cell::Day(day),
        Cell::Text(words.to_owned()),
        nothing(),
        nothing(),
        nothing(),
        nothing(),
        Cell::figure(Some(money(balance))),
    ]
}

fn line(line: &StatementLine) -> Vec<Cell> {
    let href = match (line.payment_id, line.receivable_id) {
        (Some(payment), _) => payments::LIST.at(payment.get()),
        (None, Some(receivable)) => receivables::LIST.at(receivable.get()),
        (None, None) => String::new(),
    };
    let figure = |amount: domain::Money| Cell::figure(Some(money(&amount.to_string())));
    let nothing = || Cell::Text(String::new());
    vec![
        Cell::Day(line.posted_on),
        Cell::Text(words(line)),
        Cell::Link(line.number.clone(), href, false),
        line.reference.clone().map_or_else(nothing, Cell::Text),
        line.due_date.map_or_else(nothing, Cell::Day),
        figure(line.amount),
        figure(line.balance),
    ]
}

/// What a line is called: an issued receivable by its kind.
fn words(line: &StatementLine) -> String {
    let kind = line.receivable_kind.map(ReceivableKind::label);
    match (line.kind, kind) {
        (PostingKind::Issue, Some(kind)) => kind.to_owned(),
        (PostingKind::Void, Some(kind)) => format!("{kind} voided"),
        (kind, _) => kind.label().to_owned(),
    }
}
