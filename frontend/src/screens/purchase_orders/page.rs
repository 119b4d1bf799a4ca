//! The page of one order: summary sentence, timeline, lines, load and margin, route, history, next step.

use domain::choices::{DealRole, FixedChoice};
use domain::permissions::Operation;
use domain::purchase_orders::{OrderAction, PartySnapshot, PurchaseOrder};
use domain::record::EntityKind;
use leptos::prelude::*;

use super::case_entry::CaseEntry;
use super::case_list::CaseList;
use super::claims::ClaimEntry;
use super::costs::costs_block;
use super::formatting::who_moves;
use super::history_labels::{Names, in_words, products_in};
use super::lines_table::lines_block;
use super::notices::warnings_of;
use super::readouts::load_and_margin;
use super::rest::{copy_item, rest_block};
use super::route::route;
use super::side_facts::{deal_facts, invoices, papers_text};
use super::step_dialog::{StepContext, StepDialog};
use super::timeline::life;
use super::weighing::WeightEntry;
use super::{LIST, RECORD, order_of};
use crate::api::session::Session;
use crate::config::products;
use crate::config::purchase_orders::order_standing;
use crate::pages::loaded_record::{RecordCalls, calls};
use crate::pages::printing::{PrintCopy, print};
use crate::pages::record_history::person;
use crate::pages::record_page::RecordPage;
use crate::ui::app_error::{AppError, BoxFuture};
use crate::ui::banner::banner;
use crate::ui::button::{Button, ButtonStyle};
use crate::ui::history::HistoryPage;
use crate::ui::icon::Icon;
use crate::ui::menu::{Menu, MenuItem};
use crate::ui::page_states::failed;
use crate::ui::record_parts::{block, internal_block, record_head};
use crate::ui::status::{Tone, pill, token};

/// The calls of orders, with a history that speaks of lines and parties by name.
pub(super) fn page_calls(session: Session) -> RecordCalls {
    let plain = calls(session, &RECORD);
    let history = Callback::new(
        move |(id, cursor): (i64, Option<String>)| -> BoxFuture<HistoryPage> {
            Box::pin(async move {
                let (entries, next) = plain.history.run((id, cursor)).await?;
                // The page may have been left meanwhile.
                let Some(coming) = plain.read.try_run(id) else {
                    return Ok((entries, next));
                };
                let order = order_of(&coming.await?).ok_or_else(AppError::unreadable)?;
                let mut products = Names::new();
                for id in products_in(&entries) {
                    let api = session.api();
                    // A product that cannot be read is shown by its id.
                    if let Ok(product) = api.records(products::LIST.path).read(id).await {
                        products.insert(id, products::LIST.label(&product.value));
                    }
                }
                let choices = session.choices();
                let labeled = entries.into_iter();
                let labeled = labeled.map(|entry| in_words(entry, &order, &products, &choices));
                Ok((labeled.collect(), next))
            })
        },
    );
    RecordCalls { history, ..plain }
}

/// Draws the page of one order.
pub(super) fn draw(page: RecordPage) -> AnyView {
    let acting = StepContext::on(page);
    let adding = CaseEntry::on(page);
    let cases = CaseList::of(adding);
    let claims = ClaimEntry::on(page);
    let content = move || match page.loaded.with(order_of) {
        Some(order) => whole(page, (acting, claims), (adding, cases), &order),
        None => failed(&AppError::unreadable(), None),
    };
    view! { {content}<StepDialog acting=acting/>{cases.dialog()}{adding.dialogs()}{claims.dialog()} }.into_any()
}

fn whole(
    page: RecordPage,
    (acting, claims): (StepContext, ClaimEntry),
    cases: (CaseEntry, CaseList),
    order: &PurchaseOrder,
) -> AnyView {
    let weighing = WeightEntry::new(page, order);
    let figures = weighing.figures;
    let choices = page.session.choices();
    let number = order.details.number.clone().unwrap_or_default();
    let nothing = || ().into_any();
    let papers = papers_text(order);
    view! {
        {record_head(
            (LIST.path, LIST.title),
            number.into_any(),
            pill(order_standing(order.status)),
            actions(page, (acting, claims), weighing, order),
            view! { <span class="internal">{sentence(order)}</span>{printed_parties(order)} }.into_any(),
        )}
        {life(order)}
        {page.archived_banner()}
        {ended(order)}
        {(!order.status.is_read_only()).then(|| warnings_of(order.id.get()))}
        <div class="split order-page">
            <div class="column">
                <div class="goods">{lines_block(order, weighing, cases, &choices)}</div>
                <div class="rest">
                    {block("Route", nothing(), nothing(), route(order, &choices))}
                    {papers}
                    {internal_block("Activity", page.history())}
                </div>
            </div>
            <div class="column">
                <div class="side sums internal" role="group" aria-label="Load and margin">{move || figures.with(load_and_margin)}</div>
                <aside class="side deal" aria-label="Deal">
                    {block("Deal", nothing(), nothing(), deal_facts(order, &choices))}
                    {rest_block(page, acting, order)}
                    {costs_block(order)}
                    {invoices(page, weighing.correcting, order)}
                    {claims.section(order)}
                    {internal_block("Record", page.stamps())}
                </aside>
            </div>
        </div>
        {weighing.correcting.dialog()}
    }
    .into_any()
}

/// Why an order came to its end before its time.
fn ended(order: &PurchaseOrder) -> Option<AnyView> {
    let (icon, text) = match (&order.cancel_reason, &order.unbilled_reason) {
        (Some(reason), _) if order.status.is_read_only() => {
            (Icon::Cancelled, format!("Cancelled: {reason}"))
        }
        (_, Some(reason)) => (Icon::Closed, format!("Closed without an invoice: {reason}")),
        _ => return None,
    };
    Some(banner(Tone::Still, icon, text, None))
}

/// The deal in a sentence, with links to both sides.
fn sentence(order: &PurchaseOrder) -> AnyView {
    let details = &order.details;
    let supplier = details
        .supplier_id
        .map(|id| format!("/suppliers/{id}"))
        .unwrap_or_default();
    let past = |field: &str| order.links.archived_links.iter().any(|link| link == field);
    let link = |href: String, name: String, field: &str| {
        let mark = past(field).then(|| view! { " " {token("Archived")} });
        view! { <a class="link" href=href>{name}</a>{mark} }
    };
    let buys = match details.deal_role {
        DealRole::Principal => "We buy from ",
        DealRole::Agent => "As agent, we place an order with ",
    };
    let sells = match details.deal_role {
        DealRole::Principal => " and sell to ",
        DealRole::Agent => " for ",
    };
    let customer = match (details.customer_id, order.customer_name.clone()) {
        (Some(id), Some(name)) => {
            view! { {sells}{link(format!("/customers/{id}"), name, "customer_id")} }.into_any()
        }
        _ if details.for_stock => " for stock".into_any(),
        _ => ", no customer yet".into_any(),
    };
    let supplier = link(supplier, order.supplier_name.clone(), "supplier_id");
    let moves = format!(". {} Owner ", who_moves(details.logistics_scenario));
    let owner = person(
        order.stamps.owner_name.clone(),
        details.owner_id.map(domain::Id::get),
    );
    view! { <span>{buys}{supplier}{customer}{moves}{owner}"."</span> }.into_any()
}

/// The party a printed copy is for. Neither side sees the other.
fn printed_parties(order: &PurchaseOrder) -> AnyView {
    let party = |class: &'static str, word: &'static str, name: String, address: Option<String>| {
        let address = address.filter(|address| !address.is_empty());
        view! {
            <p class=class>{word} " " <b>{name}</b>{address.map(|address| format!(", {address}"))}</p>
        }
    };
    let address = |party: &Option<PartySnapshot>| party.as_ref().map(|party| party.address.clone());
    let customer = order.customer_name.clone().map(|name| {
        let address = address(&order.customer_snapshot);
        party("only-print customer-copy", "Sold to", name, address)
    });
    let name = order.supplier_name.clone();
    let address = address(&order.supplier_snapshot);
    let supplier = party("only-print supplier-copy", "Ordered from", name, address);
    view! { {customer}{supplier} }.into_any()
}

/// The next step of an order.
fn next_step(order: &PurchaseOrder) -> Option<OrderAction> {
    let taken = |action: &OrderAction| {
        !matches!(
            action,
            OrderAction::Cancel | OrderAction::StepBack | OrderAction::Weigh
        )
    };
    order.allowed_actions.iter().copied().find(taken)
}

fn actions(
    page: RecordPage,
    (acting, claims): (StepContext, ClaimEntry),
    weighing: WeightEntry,
    order: &PurchaseOrder,
) -> AnyView {
    let session = page.session;
    let may = |operation| session.may(operation, EntityKind::PurchaseOrder);
    let active = order.stamps.archived_at.is_none();
    let acts = active && may(Operation::Act);
    let first = next_step(order).filter(|_| acts);
    let confirmed = order.status == domain::purchase_orders::OrderStatus::Confirmed;
    let mut items = Vec::new();
    for action in order.allowed_actions.iter().copied() {
        let granted = match action {
            OrderAction::StepBack => active && may(Operation::TakeBack),
            OrderAction::Cancel if confirmed => active && may(Operation::TakeBack),
            OrderAction::Cancel => acts,
            // Billing comes before closing; other actions are in the menu.
            OrderAction::Invoice | OrderAction::Close => acts && first != Some(action),
            _ => false,
        };
        if granted {
            let sign = match action {
                OrderAction::StepBack => Icon::Undo,
                OrderAction::Invoice => Icon::Receivable,
                OrderAction::Close => Icon::Closed,
                _ => Icon::Cancelled,
            };
            let mut item = MenuItem::new(
                action.label(),
                Some(sign),
                Callback::new(move |()| acting.start(action)),
            );
            item.danger = action == OrderAction::Cancel;
            items.push(item);
        }
    }
    let unweighed = order
        .lines
        .iter()
        .any(domain::purchase_orders::OrderLine::needs_weight);
    let last = match first {
        // Billing and closing come after weighing.
        Some(OrderAction::Close | OrderAction::Invoice) if unweighed => Some(
            view! { <Button label="Enter weights" look=ButtonStyle::Primary on_press=move |()| weighing.go()/> }.into_any(),
        ),
        Some(action) => Some(
            view! { <Button label=action.label() look=ButtonStyle::Primary on_press=move |()| acting.start(action)/> }.into_any(),
        ),
        None => None,
    };
    items.extend(copy_item(page, acting));
    items.extend(claims.menu_item(order));
    for (label, copy) in [
        ("Print customer copy", PrintCopy::Customer),
        ("Print supplier copy", PrintCopy::Supplier),
    ] {
        let press = Callback::new(move |()| print(copy));
        items.push(MenuItem::new(label, Some(Icon::Print), press));
    }
    if order.status.is_read_only() {
        // No field can be changed, so there is no edit button.
        items.extend(page.archive_item());
        return view! { <Menu label="More actions" items=items of_page=true/>{last} }.into_any();
    }
    page.actions(Signal::stored(items), last)
}
