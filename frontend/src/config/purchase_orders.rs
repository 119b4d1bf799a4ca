//! Purchase orders in lists: status tabs, filters, columns. Their page and form are in `screens`.

use domain::EntityKind;
use domain::choices::{Choices, FixedChoice};
use domain::purchase_orders::OrderStatus;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::shared::{
    ARCHIVED, CHANGED, CHANGED_COLUMN, CREATED, CREATED_COLUMN, OWNER_COLUMN, OWNER_FILTER,
    SUPPLIER_FILTER,
};
use crate::api::record_json::{Record, day, is, number, some_text, text};
use crate::api::session::Session;
use crate::config::list_config::{ListConfig, Sums};
use crate::ui::field_spec::{FieldSpec, Kind};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::format::{grouped, money};
use crate::ui::icon::Icon;
use crate::ui::status::{Flag, StatusLabel, Tone};
use crate::ui::table::{Cell, Column, OnCard};
use crate::ui::url_query::{Pairs, UrlQuery, narrows, value_of, write_pairs};

/// Orders in lists.
pub static LIST: ListConfig = ListConfig {
    path: "/purchase-orders",
    kind: EntityKind::PurchaseOrder,
    icon: Icon::Order,
    title: "Purchase orders",
    short: "Orders",
    singular: "order",
    plural: "orders",
    description: "Loads you buy and sell, from draft to closed, with weight and margin",
    search_hint: "Number, party, product",
    default_sort: "-order_date",
    extra_sorts: &[("actual_weight_lb", "Actual weight")],
    name_field: "number",
    distinguishing_fields: &["supplier_name", "customer_name"],
    columns: COLUMNS,
    filters: FILTERS,
    default_params: Some(without_cancelled),
    unfiltered_param: Some(("status", EVERY_STATUS)),
    view_tabs: Some(views),
    sums: Some(sums),
    bulk_fields: SETTABLE,
    ..ListConfig::DEFAULT
};

const COLUMNS: &[Column] = &[
    Column::new("number", "Order", Kind::Line)
        .sorts()
        .card(OnCard::Head),
    Column::new("status", "Status", Kind::Code("po_status"))
        .sorts()
        .card(OnCard::State)
        .made(status),
    Column::new("supplier_name", "Supplier", Kind::Line)
        .sorts()
        .cut()
        .card(OnCard::Lead)
        .made(supplier),
    Column::new("customer_name", "Customer", Kind::Line)
        .sorts()
        .cut()
        .card(OnCard::Lead)
        .made(customer),
    Column::new("order_date", "Ordered", Kind::Day)
        .sorts()
        .card(OnCard::Hidden)
        .extra(),
    Column::new("pickup_date", "Pick-up", Kind::Day)
        .sorts()
        .card(OnCard::Side)
        .short("Pick-up")
        .made(|order, _| either_day(order, "shipped_on", "pickup_date")),
    Column::new("delivery_date", "Delivery", Kind::Day)
        .sorts()
        .card(OnCard::Side)
        .short("Delivery")
        .made(|order, _| either_day(order, "delivered_on", "delivery_date")),
    Column::new("weight_lb", "Weight, lb", Kind::Weight)
        .sorts()
        .made(weight),
    Column::new("buy_total", "Buy, $", Kind::Money)
        .sorts()
        .card(OnCard::Hidden)
        .extra()
        .internal()
        .made(|order, _| figure(order, "buy_total", false)),
    Column::new("sell_total", "Sell, $", Kind::Money)
        .sorts()
        .made(|order, _| figure(order, "sell_total", false)),
    Column::new("margin", "Margin, $", Kind::Money)
        .sorts()
        .internal()
        .card(OnCard::Hidden)
        .made(|order, _| figure(order, "margin", false)),
    Column::new("margin_per_lb", "$/lb", Kind::Price)
        .sorts()
        .internal()
        .card(OnCard::Far)
        .made(|order, _| figure(order, "margin_per_lb", true)),
    Column::new(
        "logistics_scenario",
        "Moved by",
        Kind::Code("logistics_scenario"),
    )
    .card(OnCard::Hidden)
    .extra(),
    Column::new("carrier_id", "Carrier", Kind::Record("/carriers"))
        .cut()
        .card(OnCard::Hidden)
        .extra(),
    Column::new("ship_from_plant_id", "Ships from", Kind::Record("/plants"))
        .cut()
        .card(OnCard::Hidden)
        .extra(),
    OWNER_COLUMN,
    CREATED_COLUMN,
    CHANGED_COLUMN,
];

const FILTERS: &[FilterSpec] = &[
    FilterSpec::new("status", "Status", FilterKind::Codes(OrderStatus::LIST)),
    SUPPLIER_FILTER,
    FilterSpec::new("customer_id", "Customer", FilterKind::Record("/customers")).or_blank(),
    FilterSpec::new("carrier_id", "Carrier", FilterKind::Record("/carriers")).or_blank(),
    FilterSpec::new("product_id", "Product", FilterKind::Record("/products")),
    FilterSpec::new(
        "ship_from_plant_id",
        "Ships from plant",
        FilterKind::Record("/plants"),
    )
    .or_blank(),
    FilterSpec::new("species", "Species", FilterKind::Codes("species")),
    FilterSpec::new("order_date", "Ordered", FilterKind::Days),
    FilterSpec::new("pickup_date", "Pick-up", FilterKind::Days).or_blank(),
    FilterSpec::new("delivery_date", "Delivery", FilterKind::Days).or_blank(),
    FilterSpec::new("shipped_on", "Shipped", FilterKind::Days).or_blank(),
    FilterSpec::new("delivered_on", "Delivered on", FilterKind::Days).or_blank(),
    FilterSpec::new("buy_total", "Buy, $", FilterKind::Figures(2)),
    FilterSpec::new(
        "logistics_scenario",
        "Moved by",
        FilterKind::Codes("logistics_scenario"),
    ),
    FilterSpec::new("fulfilled", "Delivered", FilterKind::Flag),
    FilterSpec::new("for_stock", "For stock", FilterKind::Flag),
    FilterSpec::new(
        "has_billing_difference",
        "Differs from its invoices",
        FilterKind::Flag,
    ),
    CREATED,
    CHANGED,
    OWNER_FILTER,
    ARCHIVED,
];

/// What several orders are given at once.
const SETTABLE: &[FieldSpec] = &[
    FieldSpec::new("carrier_id", "Carrier", Kind::Record("/carriers")),
    FieldSpec::new("pickup_date", "Pick-up", Kind::Day),
    FieldSpec::new("delivery_date", "Delivery", Kind::Day),
    FieldSpec::new(
        "logistics_scenario",
        "Moved by",
        Kind::Code("logistics_scenario"),
    ),
    FieldSpec::new(
        "freight_terms",
        "Freight terms",
        Kind::Code("freight_terms"),
    ),
];

/// The totals of the filtered orders. Orders without a figure are left out and counted in the note.
fn sums(sums: &Record) -> Sums {
    let cell = |name: &str, strong| figure(sums, name, strong);
    let left_out = |name: &str, what: &str| {
        let count = number(sums, name).filter(|count| *count > 0)?;
        let orders = if count == 1 { "order" } else { "orders" };
        Some(format!("{count} {orders} without {what}"))
    };
    let without = [
        left_out("without_sell_total", "a selling price"),
        left_out("without_buy_total", "a buying price"),
    ];
    let without: Vec<String> = without.into_iter().flatten().collect();
    let note = if without.is_empty() {
        String::new()
    } else {
        format!("Totals exclude {}", without.join(" and "))
    };
    Sums {
        cells: vec![
            ("weight_lb", cell("weight_lb", true)),
            ("buy_total", cell("buy_total", true)),
            ("sell_total", cell("sell_total", true)),
            ("margin", cell("margin", true)),
            ("margin_per_lb", cell("margin_per_lb", true)),
        ],
        note,
    }
}

/// The tabs above the list: label and statuses. The first shows all but cancelled orders.
const VIEWS: &[(&str, &[OrderStatus])] = &[
    ("Active", &[]),
    ("Open", &OrderStatus::OPEN),
    ("Drafts", &[OrderStatus::Draft]),
    ("To confirm", &[OrderStatus::Issued]),
    ("To ship", &[OrderStatus::Confirmed]),
    ("In transit", &[OrderStatus::InTransit]),
    ("Ready to close", &[OrderStatus::Delivered]),
    ("Cancelled", &[OrderStatus::Cancelled]),
];

fn views() -> AnyView {
    let query = UrlQuery::current();
    let counts = counts(query);
    let links = VIEWS
        .iter()
        .map(|(label, states)| {
            let codes: Vec<&str> = states.iter().map(|status| status.code()).collect();
            let wanted = codes.join(",");
            // The other filters stay, and the counts are theirs.
            let status = wanted.clone();
            let href = move || {
                let mut pairs = beside_status(query);
                if !status.is_empty() {
                    pairs.push(("status".to_owned(), status.clone()));
                }
                let written = write_pairs(&pairs);
                if written.is_empty() {
                    LIST.path.to_owned()
                } else {
                    format!("{}?{written}", LIST.path)
                }
            };
            let count = move || {
                let counts = counts.get()?;
                let of = |status: &OrderStatus| number(&counts, status.code()).unwrap_or_default();
                let count: i64 = states.iter().map(of).sum();
                let shown = grouped(&count.to_string());
                (!states.is_empty()).then(|| view! { <span class="count">{shown}</span> })
            };
            let current = move || {
                let pairs = query.pairs();
                let searched = wanted.is_empty() && value_of(&pairs, "q").is_some();
                (!searched && value_of(&pairs, "status").unwrap_or_default() == wanted)
                    .then_some("page")
            };
            view! { <a href=href aria-current=current>{*label} {count}</a> }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label="Views">{links}</nav> }.into_any()
}

/// The filters of the address without the status.
fn beside_status(query: UrlQuery) -> Pairs {
    let mut pairs = query.pairs();
    pairs.retain(|(name, _)| narrows(name) && name.split('[').next() != Some("status"));
    pairs
}

/// The number of orders by status under the other filters; `None` until it is known.
fn counts(query: UrlQuery) -> RwSignal<Option<Record>> {
    let session = Session::from_context();
    let counts = RwSignal::new(None);
    let asked = Memo::new(move |_| beside_status(query));
    Effect::new(move || {
        let pairs = asked.get();
        spawn_local(async move {
            let api = session.api();
            // Without counts the tabs are shown all the same.
            let Ok(found) = api.records(LIST.path).counts(&pairs).await else {
                return;
            };
            if asked.try_get_untracked() == Some(pairs) {
                counts.try_set(Some(found));
            }
        });
    });
    counts
}

/// Hides cancelled orders unless they are requested or a search is active.
fn without_cancelled(pairs: &mut Pairs) {
    let about_status = pairs
        .iter()
        .any(|(name, _)| name == "q" || name.starts_with("status"));
    if !about_status {
        let cancelled = OrderStatus::Cancelled.code().to_owned();
        pairs.push(("status[not]".to_owned(), cancelled));
    }
}

/// All states, for a list that leaves nothing out.
const EVERY_STATUS: &str = "draft,issued,confirmed,in_transit,delivered,closed,cancelled";

/// The state of an order as shape, tone and word.
#[must_use]
pub fn order_standing(status: OrderStatus) -> StatusLabel {
    let (tone, shape) = match status {
        OrderStatus::Draft => (Tone::Still, Icon::Draft),
        OrderStatus::Issued => (Tone::Asked, Icon::Issued),
        OrderStatus::Confirmed => (Tone::Agreed, Icon::Confirmed),
        OrderStatus::InTransit => (Tone::Moving, Icon::InTransit),
        OrderStatus::Delivered => (Tone::Good, Icon::Delivered),
        OrderStatus::Closed => (Tone::Still, Icon::Closed),
        OrderStatus::Cancelled => (Tone::Still, Icon::Cancelled),
    };
    StatusLabel::new(tone, shape, status.label())
}

fn status(order: &Record, _choices: &Choices) -> Cell {
    let status = text(order, "status").parse().unwrap_or_default();
    Cell::Status(order_standing(status), flags(order, status))
}

/// Why an order needs attention.
fn flags(order: &Record, status: OrderStatus) -> Vec<Flag> {
    let flag = |tone, shape, name| Flag { tone, shape, name };
    let called_off = status == OrderStatus::Cancelled;
    let over = is(order, "is_overweight") && !called_off;
    let loses = text(order, "margin").starts_with('-') && !called_off;
    let unweighed = is(order, "is_estimated") && status == OrderStatus::Delivered;
    let differs = !text(order, "billing_difference").is_empty();
    [
        over.then(|| flag(Tone::Caution, Icon::Caution, "Over load limit")),
        loses.then(|| flag(Tone::Danger, Icon::Stop, "Below cost")),
        unweighed.then(|| flag(Tone::Caution, Icon::Missing, "Weights missing")),
        differs.then(|| flag(Tone::Caution, Icon::Caution, "Differs from its invoices")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn party(order: &Record, name: &str, id: &str, path: &str) -> Option<Cell> {
    let name = some_text(order, name)?;
    let archived = crate::api::record_json::texts(order, "archived_links").any(|link| link == id);
    let href = format!("{path}/{}", number(order, id)?);
    Some(Cell::Link(name, href, archived))
}

fn supplier(order: &Record, _choices: &Choices) -> Cell {
    party(order, "supplier_name", "supplier_id", "/suppliers").unwrap_or(Cell::Unknown)
}

fn customer(order: &Record, _choices: &Choices) -> Cell {
    match party(order, "customer_name", "customer_id", "/customers") {
        Some(cell) => cell,
        None if is(order, "for_stock") => Cell::Muted("For stock".to_owned()),
        None => Cell::Unknown,
    }
}

/// The day on which it happened, else the day for which it is planned.
fn either_day(order: &Record, happened: &str, planned: &str) -> Cell {
    let found = day(order, happened).or_else(|| day(order, planned));
    found.map_or(Cell::Unknown, Cell::Day)
}

fn weight(order: &Record, _choices: &Choices) -> Cell {
    let known = text(order, "weight_lb")
        .bytes()
        .any(|digit| matches!(digit, b'1'..=b'9'));
    if known {
        figure(order, "weight_lb", false)
    } else {
        Cell::Unknown
    }
}

fn figure(order: &Record, name: &str, strong: bool) -> Cell {
    let shown = if name == "weight_lb" { grouped } else { money };
    some_text(order, name).map_or(Cell::Unknown, |plain| Cell::Figure {
        text: shown(&plain),
        estimated: is(order, "is_estimated"),
        strong,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_every_one() {
        let codes: Vec<&str> = OrderStatus::ALL
            .iter()
            .map(|status| status.code())
            .collect();
        assert_eq!(EVERY_STATUS, codes.join(","));
    }
}
