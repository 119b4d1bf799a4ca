//! The postings of a payment or a receivable: what moved its balance, when, by whom, and the way to reverse one.

use domain::choices::FixedChoice;
use domain::payments::{Posting, PostingKind};
use domain::permissions::Operation;
use domain::record::EntityKind;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::reverse_dialog::ReverseDialog;
use crate::config::{payments, receivables};
use crate::pages::record_page::RecordPage;
use crate::pages::report_table::{ReportColumn, ReportRow, report_table};
use crate::ui::app_error::AppError;
use crate::ui::button::{Button, ButtonStyle};
use crate::ui::format::money;
use crate::ui::live;
use crate::ui::page_states::failed;
use crate::ui::record_parts::internal_block;
use crate::ui::table::{Cell, OnCard};

/// The postings as they come.
#[derive(Clone, Copy)]
struct Postings {
    page: RecordPage,
    all: RwSignal<Vec<Posting>>,
    next: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
    /// Tells answers to earlier questions apart.
    asked: StoredValue<u32>,
}

/// The section of a page; read again whenever the record changes.
pub(super) fn section(page: RecordPage) -> AnyView {
    let postings = Postings {
        page,
        all: RwSignal::new(Vec::new()),
        next: RwSignal::new(None),
        busy: RwSignal::new(true),
        error: RwSignal::new(None),
        asked: StoredValue::new(0),
    };
    Effect::new(move || {
        page.loaded.track();
        postings.fetch(None);
    });
    let reversing = ReverseDialog::new(page);
    let body = live(move || {
        if let Some(error) = postings.error.get() {
            let again = Callback::new(move |()| postings.fetch(None));
            return Some(failed(&error, Some(again)));
        }
        let all = postings.all.get();
        if all.is_empty() {
            let words = if postings.busy.get() {
                "Loading"
            } else {
                "No postings yet."
            };
            return Some(view! { <p class="muted">{words}</p> }.into_any());
        }
        Some(postings.table(&all, reversing))
    });
    let more = live(move || {
        let cursor = postings.next.get()?;
        let more = move |()| postings.fetch(Some(cursor.clone()));
        let button =
            view! { <Button label="Load more" slim=true busy=postings.busy on_press=more/> };
        Some(view! { <div class="foot">{button}</div> }.into_any())
    });
    let content = view! { {body}{more}{reversing.view()} };
    internal_block("Postings", content.into_any())
}

impl Postings {
    fn fetch(self, cursor: Option<String>) {
        self.asked.update_value(|asked| *asked += 1);
        let asked = self.asked.get_value();
        self.busy.set(true);
        self.error.set(None);
        let page = self.page;
        let of = page.path();
        spawn_local(async move {
            let api = page.session.api();
            let answer = api.postings(&of, cursor.as_deref()).await;
            if self.asked.try_get_value() != Some(asked) {
                return;
            }
            match answer {
                Ok(found) => {
                    self.next.set(found.next_cursor);
                    self.all.update(|all| {
                        if cursor.is_none() {
                            all.clear();
                        }
                        all.extend(found.items);
                    });
                }
                Err(error) => self.error.set(Some(error.into())),
            }
            self.busy.set(false);
        });
    }

    fn table(self, all: &[Posting], reversing: ReverseDialog) -> AnyView {
        let (of_payment, own) = (
            self.page.config.list.path == payments::LIST.path,
            self.page.id(),
        );
        let may = self
            .page
            .session
            .may(Operation::TakeBack, EntityKind::Payment);
        let columns = [
            ReportColumn::new("Day", OnCard::Lead),
            ReportColumn::new("What", OnCard::Head),
            ReportColumn::figure("Amount, $", OnCard::State),
            ReportColumn::new("Document", OnCard::Side),
            ReportColumn::new("Reason", OnCard::Whole),
            ReportColumn::new("By", OnCard::Whole),
        ];
        let rows = all.iter().map(|posting| {
            let reversible = may
                && posting.kind.is_reversible()
                && posting.reverses_id.is_none()
                && posting.reversed_by_id.is_none();
            let action = reversible.then(|| {
                let (id, words) = (posting.id, words(posting));
                let press = move |()| reversing.ask(id, words.clone());
                view! { <Button label="Reverse" slim=true look=ButtonStyle::Quiet on_press=press/> }
                    .into_any()
            });
            ReportRow {
                cells: vec![
                    Cell::Day(posting.posted_on),
                    Cell::Text(words(posting)),
                    Cell::figure(Some(money(&posting.amount.to_string()))),
                    document(posting, of_payment, own),
                    Cell::text(posting.reason.clone()),
                    Cell::text(posting.created_by_name.clone()),
                ],
                past: posting.reversed_by_id.is_some() || posting.reverses_id.is_some(),
                action,
            }
        });
        report_table("Postings", &columns, rows.collect(), None)
    }
}

/// What a posting is called, with what became of it.
fn words(posting: &Posting) -> String {
    let label = posting.kind.label();
    if posting.reverses_id.is_some() {
        format!("{label}, reversal")
    } else if posting.reversed_by_id.is_some() {
        format!("{label}, reversed")
    } else {
        label.to_owned()
    }
}

/// The other document of a posting: on a payment the receivable, on a receivable the payment or credit memo.
fn document(posting: &Posting, of_payment: bool, own: i64) -> Cell {
    let receivable = posting
        .receivable_id
        .zip(posting.receivable_number.clone())
        .map(|(id, number)| (number, receivables::LIST.at(id.get()), id.get()));
    let credit = posting
        .credit_id
        .zip(posting.credit_number.clone())
        .map(|(id, number)| (number, receivables::LIST.at(id.get()), id.get()));
    let payment = posting
        .payment_id
        .zip(posting.payment_number.clone())
        .map(|(id, number)| (number, payments::LIST.at(id.get()), 0));
    let elsewhere = |(number, href, id): (String, String, i64)| {
        (of_payment || id != own).then_some(Cell::Link(number, href, false))
    };
    let other = if of_payment {
        receivable.and_then(elsewhere)
    } else {
        let parts = [payment, credit, receivable];
        parts.into_iter().flatten().find_map(elsewhere)
    };
    let is_own = matches!(
        posting.kind,
        PostingKind::Payment | PostingKind::PaymentVoid | PostingKind::Issue | PostingKind::Void
    );
    other.filter(|_| !is_own).unwrap_or(Cell::Unknown)
}
