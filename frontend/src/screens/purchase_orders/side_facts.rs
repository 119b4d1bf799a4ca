//! The facts beside the lines: deal, invoices, printed notes.

use domain::choices::{Choices, FixedChoice};
use domain::permissions::Operation;
use domain::purchase_orders::PurchaseOrder;
use domain::receivables::{ReceivableKind, ReceivableStatus};
use domain::{EntityKind, Money};
use leptos::prelude::*;
use serde_json::Value;

use super::invoice_correction::{InvoiceCorrection, only_correction};
use super::{LIST, RECORD};
use crate::config::{receivables, supplier_plant_mappings};
use crate::pages::loaded_record::LoadedRecord;
use crate::pages::record_page::RecordPage;
use crate::ui::app_error::BoxFuture;
use crate::ui::button::Button;
use crate::ui::format::{UNKNOWN, cash, day};
use crate::ui::icon::{Icon, icon};
use crate::ui::record_parts::{block, internal_block, pair};
use crate::ui::status::token;

/// Terms, days and our role.
pub(super) fn deal_facts(order: &PurchaseOrder, choices: &Choices) -> AnyView {
    let details = &order.details;
    let terms = |code: Option<&String>| {
        code.map_or_else(
            || UNKNOWN.to_owned(),
            |code| choices.label("payment_terms", code).to_owned(),
        )
    };
    let ordered = details.order_date.map_or_else(|| UNKNOWN.to_owned(), day);
    view! {
        <dl class="pairs">
            {pair("Ordered", ordered)}
            {copied("supplier-copy", "Supplier terms", terms(details.supplier_terms.as_ref()))}
            {copied("customer-copy", "Customer terms", terms(details.customer_terms.as_ref()))}
            {copied("internal", "Our role", details.deal_role.label().to_owned())}
        </dl>
        {supply_line(order)}
    }
    .into_any()
}

/// A fact that is printed on one copy alone, or on none.
fn copied(class: &'static str, label: &'static str, text: String) -> AnyView {
    view! { <dt class=class>{label}</dt><dd class=class>{text}</dd> }.into_any()
}

/// The supply line. Its name is long, so it is below its label.
fn supply_line(order: &PurchaseOrder) -> Option<AnyView> {
    let id = order.details.mapping_id?.get();
    let name = order.links.mapping_name.clone()?;
    let past = order
        .links
        .archived_links
        .iter()
        .any(|link| link == "mapping_id");
    let mark = past.then(|| view! { " " {token("Archived")} });
    let href = supplier_plant_mappings::LIST.at(id);
    Some(view! { <dl class="below internal"><dt>"Supply line"</dt><dd><a class="link" href=href>{name}</a>{mark}</dd></dl> }.into_any())
}

/// The invoices and credit memos of the order, and what they differ from it; nothing while there are none.
pub(super) fn invoices(
    page: RecordPage,
    correcting: InvoiceCorrection,
    order: &PurchaseOrder,
) -> Option<AnyView> {
    let rows = order.invoices.iter().map(|invoice| {
        let href = receivables::LIST.at(invoice.id.get());
        let draft = (invoice.status == ReceivableStatus::Draft)
            .then(|| view! { " " {token(invoice.status.label())} });
        let credits = invoice.kind == ReceivableKind::CreditNote;
        let memo = credits.then(|| view! { " " {token(invoice.kind.label())} });
        let sign = if credits { "-" } else { "" };
        let amount = format!("{sign}{}", invoice.amount);
        view! {
            <dt><a class="link" href=href>{invoice.number.clone()}</a>{memo}{draft}</dt>
            <dd>{cash(&amount)}</dd>
        }
    });
    let rows = rows.collect_view();
    let difference = order
        .billing_difference
        .map(|amount| difference(page, correcting, order, amount));
    (!order.invoices.is_empty()).then(|| {
        let nothing = || ().into_any();
        let content = view! { <dl class="pairs">{rows}</dl>{difference} }.into_any();
        let invoices = block("Invoices", nothing(), nothing(), content);
        view! { <div class="customer-copy">{invoices}</div> }.into_any()
    })
}

/// The differences between order and invoices, with a correct button.
fn difference(
    page: RecordPage,
    correcting: InvoiceCorrection,
    order: &PurchaseOrder,
    amount: Money,
) -> AnyView {
    let words = if amount.is_negative() {
        "Invoiced more than the order: "
    } else {
        "Invoiced less than the order: "
    };
    let plain = amount.to_string();
    let figure = cash(plain.trim_start_matches('-'));
    let may = page
        .session
        .may(Operation::Update, EntityKind::PurchaseOrder);
    let open = !order.status.is_read_only() && order.stamps.archived_at.is_none();
    let button = (may && open).then(|| {
        let start = move |()| {
            correcting.start(Callback::new(move |reason: String| {
                correct(page, &reason);
            }));
        };
        view! { <Button label="Correct invoices" on_press=start/> }
    });
    view! {
        <p><span class="status caution">{icon(Icon::Caution)}{words}{figure}</span></p>
        {button}
    }
    .into_any()
}

fn correct(page: RecordPage, reason: &str) {
    let (session, body) = (page.session, Value::Object(only_correction(reason)));
    page.run(
        move |id, etag| -> BoxFuture<LoadedRecord> {
            Box::pin(async move {
                let api = session.api();
                let now = api.records(LIST.path).update(id, &etag, &body).await?;
                Ok(LoadedRecord::new(&RECORD, now))
            })
        },
        move |now| page.say(format!("The invoices of {} are corrected", now.label)),
    );
}

/// Printed text and notes, if any.
pub(super) fn papers_text(order: &PurchaseOrder) -> AnyView {
    let text = |title: &'static str, text: Option<&String>| {
        let text = text?.clone();
        let nothing = || ().into_any();
        Some(block(
            title,
            nothing(),
            nothing(),
            view! { <p class="prose">{text}</p> }.into_any(),
        ))
    };
    let details = &order.details;
    view! {
        {text("Special instructions", details.special_instructions.as_ref())}
        {details.notes.clone().map(|notes| {
            internal_block("Notes", view! { <p class="prose">{notes}</p> }.into_any())
        })}
    }
    .into_any()
}
