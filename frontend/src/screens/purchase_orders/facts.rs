//! The facts beside the lines: the deal, what is billed, what is written on papers.

use domain::choices::{Choices, FixedChoice};
use domain::purchase_orders::PurchaseOrder;
use domain::receivables::ReceivableStatus;
use leptos::prelude::*;

use super::words::dollars;
use crate::desks::{receivables, supplier_plant_mappings};
use crate::ui::format::{UNKNOWN, day};
use crate::ui::record::{block, pair};
use crate::ui::status::token;

/// Terms, days and the role we stand in.
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
            {pair("We pay", terms(details.supplier_terms.as_ref()))}
            {pair("We are paid", terms(details.customer_terms.as_ref()))}
            {pair("Our role", details.deal_role.label())}
        </dl>
        {supply_line(order)}
    }
    .into_any()
}

/// The supply line that it is bought on: a long name, so it stands below its label.
fn supply_line(order: &PurchaseOrder) -> Option<AnyView> {
    let id = order.details.mapping_id?.get();
    let name = order.links.mapping_name.clone()?;
    let past = order
        .links
        .archived_links
        .iter()
        .any(|link| link == "mapping_id");
    let mark = past.then(|| view! { " " {token("Archived")} });
    let href = supplier_plant_mappings::DESK.at(id);
    Some(view! { <dl class="below"><dt>"Supply line"</dt><dd><a class="link" href=href>{name}</a>{mark}</dd></dl> }.into_any())
}

/// The invoices that bill it; nothing while there are none.
pub(super) fn invoices(order: &PurchaseOrder) -> Option<AnyView> {
    let rows = order.invoices.iter().map(|invoice| {
        let href = receivables::DESK.at(invoice.id.get());
        let draft = (invoice.status == ReceivableStatus::Draft)
            .then(|| view! { " " {token(invoice.status.label())} });
        view! {
            <dt><a class="link" href=href>{invoice.number.clone()}</a>{draft}</dt>
            <dd>{dollars(invoice.amount)}" $"</dd>
        }
    });
    let rows = rows.collect_view();
    (!order.invoices.is_empty()).then(|| {
        let nothing = || ().into_any();
        block(
            "Invoices",
            nothing(),
            nothing(),
            view! { <dl class="pairs">{rows}</dl> }.into_any(),
        )
    })
}

/// What is printed on papers and what is noted, where there is any.
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
        {text("Notes", details.notes.as_ref())}
    }
    .into_any()
}
