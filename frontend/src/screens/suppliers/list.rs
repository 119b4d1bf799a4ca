//! The list of suppliers.

use std::sync::Arc;

use domain::choices::{Choices, FixedChoice};
use domain::contact_details::show_phone;
use domain::permissions::Operation;
use domain::record::EntityKind;
use domain::suppliers::{Supplier, SupplierSummary};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use crate::records::rows;
use crate::session::Session;
use crate::ui::button::{LinkButton, Look};
use crate::ui::filters::{FilterKind, FilterSpec};
use crate::ui::icon::Icon;
use crate::ui::list::{ListPage, ListWords};
use crate::ui::states::empty_list;
use crate::ui::table::{Cell, Column, OnCard, Row};

/// The list of suppliers.
pub struct SupplierList;

#[lazy_route]
impl LazyRoute for SupplierList {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        list()
    }
}

const WORDS: ListWords = ListWords {
    title: "Suppliers",
    one: "supplier",
    many: "suppliers",
    search: "Name, code, city",
    default_sort: "name",
};

const COLUMNS: &[Column] = &[
    Column::new("Supplier")
        .sort("name")
        .cut()
        .card(OnCard::Head),
    Column::new("Code").card(OnCard::State),
    Column::new("City").card(OnCard::Lead),
    Column::new("Delivery").card(OnCard::Side),
    Column::new("Kind").card(OnCard::Hidden),
    Column::new("Species").card(OnCard::Whole),
    Column::new("Terms").card(OnCard::Third),
    Column::new("Phone").card(OnCard::Third),
    Column::new("Open orders").figure().card(OnCard::Far),
];

const FILTERS: &[FilterSpec] = &[
    FilterSpec::new("species", "Species", FilterKind::Codes("species")),
    FilterSpec::new("kind", "Kind", FilterKind::Codes("plant_kind")),
    FilterSpec::new(
        "delivery_profile",
        "Delivery",
        FilterKind::Codes("delivery_profile"),
    ),
    FilterSpec::new(
        "shipping_scope",
        "Ships",
        FilterKind::Codes("shipping_scope"),
    ),
    FilterSpec::new(
        "certificate",
        "Certificate",
        FilterKind::Codes("certificate"),
    ),
    FilterSpec::new("payment_terms", "Terms", FilterKind::Codes("payment_terms")),
    FilterSpec::new("edibility", "Edibility", FilterKind::Codes("edibility")),
    FilterSpec::new("state", "State", FilterKind::Codes("us_state")),
    FilterSpec::new(
        "has_credit_application",
        "Credit application",
        FilterKind::Flag,
    ),
    FilterSpec::new(
        "credit_application_sent_on",
        "Application sent",
        FilterKind::Days,
    ),
    FilterSpec::new("archived", "Archived", FilterKind::Archived),
];

fn row(supplier: SupplierSummary, choices: &Choices) -> Row {
    let label =
        |list: &str, code: Option<String>| code.map(|code| choices.label(list, &code).to_owned());
    let town = [supplier.city, supplier.state]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let orders = supplier.open_order_count;
    Row {
        id: supplier.id.get(),
        version: supplier.version,
        href: format!("/suppliers/{}", supplier.id),
        cells: vec![
            Cell::Text(supplier.name),
            supplier.code.map_or(Cell::Unknown, Cell::Muted),
            Cell::text(Some(town)),
            Cell::Text(supplier.delivery_profile.label().to_owned()),
            Cell::text(label("plant_kind", supplier.kind)),
            Cell::Tokens(
                supplier
                    .species
                    .iter()
                    .map(|code| choices.label("species", code).to_owned())
                    .collect(),
            ),
            Cell::text(label("payment_terms", supplier.payment_terms)),
            Cell::text(supplier.phone.as_deref().map(show_phone)),
            if orders > 0 {
                Cell::figure(Some(orders.to_string()))
            } else {
                Cell::Muted("0".to_owned())
            },
        ],
        past: supplier.archived_at.is_some(),
    }
}

fn list() -> AnyView {
    let session = Session::here();
    let load = rows::<Supplier>(session, move |supplier| row(supplier, &session.choices()));
    let may_create = session.may(Operation::Create, EntityKind::Supplier);
    let create = move || {
        may_create.then(|| {
            view! { <LinkButton href="/suppliers/new" label="New supplier" look=Look::Primary sign=Icon::Plus key="n"/> }
                .into_any()
        })
    };
    let empty = move || {
        empty_list(
            "No suppliers yet",
            "Here stand the plants and houses you buy from, with their terms and papers.",
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
