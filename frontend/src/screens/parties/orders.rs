//! The orders of one supplier or customer: the latest on its overview, all of them behind their tab.

use domain::choices::FixedChoice;
use domain::purchase_orders::{OrderStatus, PurchaseOrder, PurchaseOrderSummary};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::records::rows;
use crate::session::Session;
use crate::trouble::Trouble;
use crate::ui::button::Button;
use crate::ui::format::{grouped, money, short_day};
use crate::ui::icon::Icon;
use crate::ui::list::RowPage;
use crate::ui::record::block;
use crate::ui::states::failed;
use crate::ui::status::{Standing, Tone};
use crate::ui::table::{Cell, Column, Grid, OnCard, Row};

/// The state of an order as shape, tone and word.
pub fn order_standing(status: OrderStatus) -> Standing {
    let (tone, shape) = match status {
        OrderStatus::Draft => (Tone::Still, Icon::Draft),
        OrderStatus::Issued => (Tone::Asked, Icon::Issued),
        OrderStatus::Confirmed => (Tone::Agreed, Icon::Confirmed),
        OrderStatus::InTransit => (Tone::Moving, Icon::InTransit),
        OrderStatus::Delivered => (Tone::Good, Icon::Delivered),
        OrderStatus::Closed => (Tone::Still, Icon::Closed),
        OrderStatus::Cancelled => (Tone::Still, Icon::Cancelled),
    };
    Standing::new(tone, shape, status.label())
}

fn columns(party: &'static str) -> Vec<Column> {
    let (other, amount) = if party == "supplier_id" {
        ("Customer", "Buy, $")
    } else {
        ("Supplier", "Sell, $")
    };
    vec![
        Column::new("Order").card(OnCard::Head),
        Column::new("Status").card(OnCard::State),
        Column::new(other).cut().card(OnCard::Lead),
        Column::new("Pick-up").card(OnCard::Side).short("Pick-up"),
        Column::new("Weight, lb").figure(),
        Column::new(amount).figure(),
        Column::new("$/lb").figure().card(OnCard::Far),
    ]
}

fn row(order: PurchaseOrderSummary, of_supplier: bool) -> Row {
    let totals = order.totals;
    let estimated = totals.is_estimated;
    let other = if of_supplier {
        match order.customer_name {
            Some(name) => Cell::Text(name),
            None if order.for_stock => Cell::Muted("For stock".to_owned()),
            None => Cell::Unknown,
        }
    } else {
        Cell::Text(order.supplier_name)
    };
    let amount = if of_supplier {
        totals.buy_total
    } else {
        totals.sell_total
    };
    let figure = |text: Option<String>, strong: bool| {
        text.map_or(Cell::Unknown, |text| Cell::Figure {
            text,
            estimated,
            strong,
        })
    };
    let weight = (totals.weight_lb.units() > 0).then(|| grouped(&totals.weight_lb.to_string()));
    Row {
        id: order.id.get(),
        version: order.version,
        href: format!("/purchase-orders/{}", order.id),
        cells: vec![
            Cell::Text(order.number),
            Cell::Status(order_standing(order.status), Vec::new()),
            other,
            order
                .pickup_date
                .map_or(Cell::Unknown, |day| Cell::Text(short_day(day))),
            figure(weight, false),
            figure(amount.map(|amount| money(&amount.to_string())), false),
            figure(
                totals
                    .margin_per_lb
                    .map(|margin| money(&margin.to_string())),
                true,
            ),
        ],
        past: order.status == OrderStatus::Cancelled || order.archived_at.is_some(),
    }
}

/// The latest orders of a party, on its overview.
pub fn orders_block(party: &'static str, id: i64) -> AnyView {
    let list = format!("/purchase-orders?{party}={id}");
    let link = view! { <a class="link small" href=list>"Show in the list"</a> }.into_any();
    block("Orders", ().into_any(), link, orders(party, id, "6", false))
}

/// All orders of a party, behind their tab.
pub fn orders_tab(party: &'static str, id: i64) -> AnyView {
    let list = format!("/purchase-orders?{party}={id}");
    let link = view! { <a class="link small" href=list>"Show in the list"</a> }.into_any();
    block("Orders", ().into_any(), link, orders(party, id, "50", true))
}

fn orders(party: &'static str, id: i64, limit: &'static str, further: bool) -> AnyView {
    let session = Session::here();
    let of_supplier = party == "supplier_id";
    let load = rows::<PurchaseOrder>(session, move |order| row(order, of_supplier));
    let found = RwSignal::new(Vec::<Row>::new());
    let next = RwSignal::new(None::<String>);
    let busy = RwSignal::new(true);
    let trouble = RwSignal::new(None::<Trouble>);
    let fetch = move |cursor: Option<String>| {
        let mut pairs = vec![
            (party.to_owned(), id.to_string()),
            ("limit".to_owned(), limit.to_owned()),
        ];
        if let Some(cursor) = cursor {
            pairs.push(("cursor".to_owned(), cursor));
        }
        busy.set(true);
        trouble.set(None);
        let coming = load.run(pairs);
        spawn_local(async move {
            let answer: Result<RowPage, Trouble> = coming.await;
            if busy.is_disposed() {
                return;
            }
            match answer {
                Ok(page) => {
                    found.update(|rows| rows.extend(page.rows));
                    next.set(page.next_cursor);
                }
                Err(refused) => trouble.set(Some(refused)),
            }
            busy.set(false);
        });
    };
    fetch(None);
    let first = Signal::derive(move || busy.get() && found.with(Vec::is_empty));
    let body = move || {
        if let Some(trouble) = trouble.get() {
            return failed(
                &trouble,
                Some(Callback::new(move |()| fetch(next.get_untracked()))),
            );
        }
        if !busy.get() && found.with(Vec::is_empty) {
            return view! { <p class="muted">"No orders yet."</p> }.into_any();
        }
        view! {
            <div data-density="compact"><Grid label="Orders" columns=columns(party) rows=found plain=true loading=first/></div>
        }
        .into_any()
    };
    let more = move || {
        next.get().filter(|_| further).map(|cursor| {
            view! { <div class="foot"><Button label="Load more" slim=true busy=busy on_press=move |()| fetch(Some(cursor.clone()))/></div> }
        })
    };
    view! { {body}{more} }.into_any()
}
