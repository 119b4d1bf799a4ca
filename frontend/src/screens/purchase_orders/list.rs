//! The list of orders: views as tabs, filters, and the row.

use domain::choices::FixedChoice;
use domain::customers::Customer;
use domain::permissions::Operation;
use domain::purchase_orders::{OrderStatus, PurchaseOrder, PurchaseOrderSummary, Totals};
use domain::record::EntityKind;
use domain::suppliers::Supplier;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::ENTITY;
use super::words::{dollars, per_lb, weight};
use crate::records::{hits, name_of, rows};
use crate::screens::parties::order_standing;
use crate::session::Session;
use crate::trouble::Soon;
use crate::ui::button::{LinkButton, Look};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::format::short_day;
use crate::ui::icon::Icon;
use crate::ui::list::{ListPage, ListWords, RowPage};
use crate::ui::picker::Hit;
use crate::ui::place::{Pairs, Place, value_of};
use crate::ui::states::empty_list;
use crate::ui::status::{Flag, Tone};
use crate::ui::table::{Cell, Column, OnCard, Row};

/// The list of orders.
pub struct PurchaseOrderList;

#[lazy_route]
impl LazyRoute for PurchaseOrderList {
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let PurchaseOrderList = this;
        list()
    }
}

const WORDS: ListWords = ListWords {
    title: "Purchase orders",
    one: "order",
    many: "orders",
    search: "Number, party, product",
    default_sort: "-order_date",
};

const COLUMNS: &[Column] = &[
    Column::new("Order").sort("number").card(OnCard::Head),
    Column::new("Status").sort("status").card(OnCard::State),
    Column::new("Supplier")
        .sort("supplier_name")
        .cut()
        .card(OnCard::Lead),
    Column::new("Customer")
        .sort("customer_name")
        .cut()
        .card(OnCard::Lead),
    Column::new("Pick-up")
        .sort("pickup_date")
        .card(OnCard::Side)
        .short("Pick-up"),
    Column::new("Delivery")
        .sort("delivery_date")
        .card(OnCard::Side)
        .short("Delivery"),
    Column::new("Weight, lb").sort("weight_lb").figure(),
    Column::new("Sell, $").figure(),
    Column::new("Margin, $").figure().card(OnCard::Hidden),
    Column::new("$/lb").figure().card(OnCard::Far),
];

/// The views over the list: their word and the states they show. The first shows whatever is not cancelled.
const VIEWS: &[(&str, &[OrderStatus])] = &[
    ("All but cancelled", &[]),
    ("Open", &OrderStatus::OPEN),
    ("Drafts", &[OrderStatus::Draft]),
    ("To confirm", &[OrderStatus::Issued]),
    ("To ship", &[OrderStatus::Confirmed]),
    ("On the road", &[OrderStatus::InTransit]),
    ("To close", &[OrderStatus::Delivered]),
    ("Cancelled", &[OrderStatus::Cancelled]),
];

fn codes(states: &[OrderStatus]) -> String {
    states
        .iter()
        .map(|status| status.code())
        .collect::<Vec<_>>()
        .join(",")
}

/// The rows to ask for: cancelled ones only where they are asked for, or something is searched.
fn asked(mut pairs: Pairs) -> Pairs {
    let about_status = pairs
        .iter()
        .any(|(name, _)| name == "q" || name.starts_with("status"));
    if !about_status {
        pairs.push((
            "status[not]".to_owned(),
            OrderStatus::Cancelled.code().to_owned(),
        ));
    }
    pairs
}

fn views() -> AnyView {
    let place = Place::here();
    let links = VIEWS
        .iter()
        .map(|(label, states)| {
            let wanted = codes(states);
            let href = if wanted.is_empty() {
                ENTITY.path.to_owned()
            } else {
                format!("{}?status={wanted}", ENTITY.path)
            };
            let current = move || {
                let pairs = place.pairs();
                let searched = wanted.is_empty() && value_of(&pairs, "q").is_some();
                (!searched && value_of(&pairs, "status").unwrap_or_default() == wanted)
                    .then_some("page")
            };
            view! { <a href=href aria-current=current>{*label}</a> }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label="Views">{links}</nav> }.into_any()
}

fn filters(session: Session) -> Vec<FilterSpec> {
    let suppliers = hits::<Supplier>(session, |supplier| Hit {
        id: supplier.id.get(),
        name: supplier.name,
        detail: supplier.city.unwrap_or_default(),
        archived: false,
    });
    let customers = hits::<Customer>(session, |customer| Hit {
        id: customer.id.get(),
        name: customer.name,
        detail: customer.city.unwrap_or_default(),
        archived: false,
    });
    vec![
        FilterSpec::new("status", "Status", FilterKind::Codes(OrderStatus::LIST)),
        FilterSpec::new(
            "supplier_id",
            "Supplier",
            FilterKind::Record(suppliers, name_of::<Supplier>(session)),
        ),
        FilterSpec::new(
            "customer_id",
            "Customer",
            FilterKind::Record(customers, name_of::<Customer>(session)),
        ),
        FilterSpec::new("order_date", "Ordered", FilterKind::Days),
        FilterSpec::new("pickup_date", "Pick-up", FilterKind::Days),
        FilterSpec::new("delivery_date", "Delivery", FilterKind::Days),
        FilterSpec::new(
            "logistics_scenario",
            "Moved by",
            FilterKind::Codes("logistics_scenario"),
        ),
        FilterSpec::new("for_stock", "For stock", FilterKind::Flag),
        FilterSpec::new("archived", "Archived", FilterKind::Archived),
    ]
}

/// Why an order needs somebody.
fn flags_of(status: OrderStatus, totals: &Totals) -> Vec<Flag> {
    let caution = |shape, name| Flag {
        tone: Tone::Caution,
        shape,
        name,
    };
    let called_off = status == OrderStatus::Cancelled;
    let over = totals.is_overweight && !called_off;
    let loses = totals.margin.is_some_and(domain::Money::is_negative) && !called_off;
    let unweighed = totals.is_estimated && status == OrderStatus::Delivered;
    [
        over.then(|| caution(Icon::Caution, "Over the load limit")),
        loses.then_some(Flag {
            tone: Tone::Trouble,
            shape: Icon::Stop,
            name: "Below cost",
        }),
        unweighed.then(|| caution(Icon::Missing, "Weights to enter")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn row(order: PurchaseOrderSummary) -> Row {
    let totals = order.totals;
    let estimated = totals.is_estimated;
    let figure = |text: Option<String>, strong: bool| {
        text.map_or(Cell::Unknown, |text| Cell::Figure {
            text,
            estimated,
            strong,
        })
    };
    let known = totals.weight_lb.units() > 0;
    let customer = match order.customer_name {
        Some(name) => Cell::Text(name),
        None if order.for_stock => Cell::Muted("For stock".to_owned()),
        None => Cell::Unknown,
    };
    Row {
        id: order.id.get(),
        version: order.version,
        href: format!("{}/{}", ENTITY.path, order.id),
        cells: vec![
            Cell::Text(order.number),
            Cell::Status(
                order_standing(order.status),
                flags_of(order.status, &totals),
            ),
            Cell::Text(order.supplier_name),
            customer,
            Cell::text(order.shipped_on.or(order.pickup_date).map(short_day)),
            Cell::text(order.delivered_on.or(order.delivery_date).map(short_day)),
            figure(known.then(|| weight(totals.weight_lb)), false),
            figure(totals.sell_total.map(dollars), false),
            figure(totals.margin.map(dollars), false),
            figure(totals.margin_per_lb.map(per_lb), true),
        ],
        past: order.status == OrderStatus::Cancelled || order.archived_at.is_some(),
    }
}

fn list() -> AnyView {
    let session = Session::here();
    let ask = rows::<PurchaseOrder>(session, row);
    let load = Callback::new(move |pairs: Pairs| -> Soon<RowPage> { ask.run(asked(pairs)) });
    let may_create = session.may(Operation::Create, EntityKind::PurchaseOrder);
    let create = move || {
        may_create.then(|| {
            let href = format!("{}/new", ENTITY.path);
            view! { <LinkButton href=href label="New order" look=Look::Primary sign=Icon::Plus key="n"/> }.into_any()
        })
    };
    let empty = move || {
        empty_list(
            "No orders yet",
            "Here stand the loads you buy and sell, from the draft to the closed order, with their weight and margin.",
            create(),
        )
    };
    view! {
        <ListPage
            words=WORDS
            columns=COLUMNS.to_vec()
            filters=filters(session)
            choices=session.choices()
            load=load
            actions=create
            empty=empty
            views=views
        />
    }
    .into_any()
}
