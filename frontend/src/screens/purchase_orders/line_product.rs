//! The product of an order line. Choosing one sets description, weight basis, test class, country and container weight.

use domain::WeightAmount;
use leptos::context::Provider;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::cell_inputs::cell;
use super::container_weights::ContainerWeights;
use super::form_context::EditedOrder;
use super::form_context::LockedFields;
use super::line_row::Row;
use super::preferred_products::PreferredProducts;
use crate::api::record_json::{Record, some_text, text};
use crate::api::session::Session;
use crate::config::products;
use crate::pages::record_search::find_among;
use crate::ui::finder::{Finder, IdFilter};
use crate::ui::form::Named;
use crate::ui::input::TextInput;
use crate::ui::object;
use crate::ui::record_inputs::{RecordInput, scoped_input};

/// The container weight of a product, and the ordered weight derived from it.
#[derive(Debug, Clone)]
pub(super) struct Nominal {
    weight: WeightAmount,
    unit: String,
    put: Option<String>,
}

/// Product and description.
pub(super) fn product_cell(row: Row, fixed: LockedFields) -> AnyView {
    let names = &["product_id"];
    let picker = cell(
        row.id("product_id"),
        row.error(names),
        row.leave(names),
        vec![Box::new(move || picker(row))],
    );
    let units = row.text("ordered_units");
    Effect::new(move |before: Option<String>| {
        let now = units.get();
        if !fixed.quantities && before.is_some_and(|before| before != now) {
            weigh(row);
        }
        now
    });
    let names = &["description"];
    let words = cell(
        row.id("description"),
        row.error(names),
        row.leave(names),
        vec![Box::new(move || {
            view! {
                <TextInput
                    value=row.text("description")
                    on_change=row.set("description")
                    placeholder="Trim 50's - Tested"
                    label="Description"
                    class="roomy"
                />
            }
            .into_any()
        })],
    );
    view! { {picker}{words} }.into_any()
}

/// What this supplier sells is offered first, of the species that the customer prefers.
fn picker(row: Row) -> AnyView {
    let session = Session::from_context();
    let value = row.value("product_id");
    let containers = use_context::<ContainerWeights>();
    let set = Callback::new(move |picked: Value| {
        let id = picked.as_i64();
        row.put("product_id", picked);
        row.nominal.set_value(None);
        let Some(id) = id else { return };
        spawn_local(async move {
            let api = session.api();
            // Without its facts the choice is kept; the user fills in the line.
            if let Ok(product) = api.records(products::LIST.path).read(id).await {
                let still = value.try_get_untracked();
                if still.is_some_and(|value| value.as_i64() == Some(id)) {
                    if let Some(containers) = containers {
                        containers.note(id, &product.value);
                    }
                    take_over(row, &product.value);
                }
            }
        });
    });
    let supplier = row.order.header(|header| header.supplier_id);
    let sold_by = move || Some(("supplier_id", supplier.try_get()??.get()));
    let place = RecordInput {
        field: "product_id",
        label: "Product",
        path: products::LIST.path,
        value,
        set,
        given: Callback::new(move |()| sold_by().into_iter().collect()),
        bare: true,
    };
    row.provide_pending("product_id");
    let preferred = use_context::<PreferredProducts>();
    let among = move || preferred.map(PreferredProducts::pairs).unwrap_or_default();
    let find = move |(_, typed, within): (&'static str, String, IdFilter)| {
        let mut narrowed = among();
        narrowed.extend(within.map(|(filter, id)| (filter.to_owned(), id.to_string())));
        find_among(session, &products::LIST, &typed, 10, narrowed)
    };
    let finder = Finder {
        search: Callback::new(find),
        ..Finder::from_context()
    };
    let search = finder.preferring(place.path, sold_by);
    let named = Named(StoredValue::new(called(row)));
    let scope = preferred.map(PreferredProducts::scope);
    view! { <Provider value=named>{scoped_input(place, search, scope)}</Provider> }.into_any()
}

/// What the stored order calls the product of this line.
fn called(row: Row) -> Record {
    let id = row.value("product_id").get_untracked();
    let order = EditedOrder::current();
    let mut lines = order.iter().flat_map(|order| &order.lines);
    let code = lines
        .find(|line| line.details.product_id.map(domain::Id::get) == id.as_i64())
        .and_then(|line| line.product_code.clone());
    match code {
        Some(code) => object([
            ("product_id".to_owned(), id),
            ("product_name".to_owned(), Value::from(code)),
        ]),
        None => Record::new(),
    }
}

/// What a line has from its product.
fn take_over(row: Row, product: &Record) {
    for name in [
        "description",
        "weight_basis",
        "test_class",
        "country_of_origin",
    ] {
        if let Some(value) = some_text(product, name) {
            row.put(name, Value::from(value));
        }
    }
    let weight = text(product, "unit_weight").parse();
    row.nominal.set_value(weight.ok().map(|weight| Nominal {
        weight,
        unit: text(product, "unit_weight_unit").to_owned(),
        put: None,
    }));
    weigh(row);
}

/// The weight follows from units and container weight until the user types another weight.
fn weigh(row: Row) {
    let Some(mut nominal) = row.nominal.get_value() else {
        return;
    };
    let units: Option<i64> = row.text("ordered_units").get_untracked().parse().ok();
    let stands = row.text("ordered_weight").get_untracked();
    let free = stands.is_empty() || nominal.put.as_ref() == Some(&stands);
    let weight = units
        .filter(|units| *units > 0 && free)
        .and_then(|units| WeightAmount::new(nominal.weight.units().checked_mul(units)?));
    if let Some(weight) = weight {
        let weight = weight.to_string();
        row.put("ordered_weight", Value::from(weight.clone()));
        row.put("weight_unit", Value::from(nominal.unit.clone()));
        nominal.put = Some(weight);
        row.nominal.set_value(Some(nominal));
    }
}
