//! The list of customers.

use std::sync::Arc;

use domain::choices::Choices;
use domain::contact_details::show_phone;
use domain::customers::{Customer, CustomerSummary};
use domain::permissions::Operation;
use domain::record::EntityKind;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use crate::records::rows;
use crate::session::Session;
use crate::ui::button::{LinkButton, Look};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::format::money;
use crate::ui::icon::Icon;
use crate::ui::list::{ListPage, ListWords};
use crate::ui::states::empty_list;
use crate::ui::status::{Standing, Tone};
use crate::ui::table::{Cell, Column, OnCard, Row};

/// The list of customers.
pub struct CustomerList;

#[lazy_route]
impl LazyRoute for CustomerList {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        list()
    }
}

const WORDS: ListWords = ListWords {
    title: "Customers",
    one: "customer",
    many: "customers",
    search: "Name, code, city",
    default_sort: "name",
};

const COLUMNS: &[Column] = &[
    Column::new("Customer")
        .sort("name")
        .cut()
        .card(OnCard::Head),
    Column::new("Credit").card(OnCard::State),
    Column::new("City").card(OnCard::Lead),
    Column::new("Code").card(OnCard::Side),
    Column::new("Segments").card(OnCard::Whole),
    Column::new("Terms").card(OnCard::Third),
    Column::new("Phone").card(OnCard::Hidden),
    Column::new("Credit limit, $").figure().card(OnCard::Third),
    Column::new("Open orders").figure().card(OnCard::Far),
];

const FILTERS: &[FilterSpec] = &[
    FilterSpec::new("segment", "Segment", FilterKind::Codes("customer_segment")),
    FilterSpec::new("species", "Species", FilterKind::Codes("species")),
    FilterSpec::new(
        "document_needed",
        "Paper needed",
        FilterKind::Codes("required_document"),
    ),
    FilterSpec::new("payment_terms", "Terms", FilterKind::Codes("payment_terms")),
    FilterSpec::new("edibility", "Edibility", FilterKind::Codes("edibility")),
    FilterSpec::new("state", "State", FilterKind::Codes("us_state")),
    FilterSpec::new("credit_hold", "Credit hold", FilterKind::Flag),
    FilterSpec::new("archived", "Archived", FilterKind::Archived),
];

fn row(customer: CustomerSummary, choices: &Choices) -> Row {
    let label =
        |list: &str, code: Option<String>| code.map(|code| choices.label(list, &code).to_owned());
    let town = [customer.city, customer.state]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let orders = customer.open_order_count;
    let credit = if customer.credit_hold {
        Standing::new(Tone::Trouble, Icon::Stop, "On hold")
    } else {
        Standing::new(Tone::Good, Icon::Valid, "Open")
    };
    Row {
        id: customer.id.get(),
        version: customer.version,
        href: format!("/customers/{}", customer.id),
        cells: vec![
            Cell::Text(customer.name),
            Cell::Status(credit, Vec::new()),
            Cell::text(Some(town)),
            customer.code.map_or(Cell::Unknown, Cell::Muted),
            Cell::Tokens(
                customer
                    .segments
                    .iter()
                    .map(|code| choices.label("customer_segment", code).to_owned())
                    .collect(),
            ),
            Cell::text(label("payment_terms", customer.payment_terms)),
            Cell::text(customer.phone.as_deref().map(show_phone)),
            Cell::figure(customer.credit_limit.map(|limit| money(&limit.to_string()))),
            if orders > 0 {
                Cell::figure(Some(orders.to_string()))
            } else {
                Cell::Muted("0".to_owned())
            },
        ],
        past: customer.archived_at.is_some(),
    }
}

fn list() -> AnyView {
    let session = Session::here();
    let load = rows::<Customer>(session, move |customer| row(customer, &session.choices()));
    let may_create = session.may(Operation::Create, EntityKind::Customer);
    let create = move || {
        may_create.then(|| {
            view! { <LinkButton href="/customers/new" label="New customer" look=Look::Primary sign=Icon::Plus key="n"/> }
                .into_any()
        })
    };
    let empty = move || {
        empty_list(
            "No customers yet",
            "Here stand the houses you sell to, with their terms, their credit and the papers they ask for.",
            create(),
        )
    };
    let choices: Arc<Choices> = session.choices();
    view! {
        <ListPage
            words=WORDS
            columns=COLUMNS.to_vec()
            filters=FILTERS.to_vec()
            choices=choices
            load=load
            actions=create
            empty=empty
        />
    }
    .into_any()
}
