//! Forms fill in values from linked records and parents.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::forms::{deal, holds};
use super::signed_in;
use crate::support::browser::{Window, keys};
use crate::support::reply::contains;
use crate::support::{Actor, App, on_sqlite};

on_sqlite!(
    an_order_knows_where_it_goes_and_by_whom,
    children_come_from_their_parents
);

async fn the_only_order(broker: &Actor) -> i64 {
    let ids = broker.ids("/purchase-orders", &[]).await;
    assert_eq!(ids.len(), 1, "one order");
    ids[0]
}

async fn an_order_knows_where_it_goes_and_by_whom(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let deal = deal(&broker).await;
    browser.go("/purchase-orders/new").await;
    browser.heading("New order").await;
    browser
        .pick("Supplier", "brindle", "Brindlemoor Beef Packing")
        .await;
    browser
        .pick("Customer", "wexc", "Wexcombe Grinding Company")
        .await;
    // Picking the parties fills in dependent fields.
    holds(
        &browser,
        "Supply line",
        "Brindlemoor Beef Packing / Brindlemoor Grand Island / Wexcombe Grinding Company",
    )
    .await;
    holds(&browser, "Ship from plant", "Brindlemoor Grand Island").await;
    holds(&browser, "Ship to location", "Receiving dock").await;
    holds(&browser, "Supplier contact", "Rosa Tillman").await;
    holds(&browser, "Customer contact", "Walt Jessup").await;
    holds(&browser, "Carrier", "Northquill Refrigerated Lines").await;
    holds(&browser, "Supplier terms", "Net 7").await;
    holds(&browser, "Customer terms", "Net 15").await;
    browser.sees("Filled in from their records").await;
    // A product fills in its description, test class and country, and the weight of the containers.
    browser.pick("Product", "50s", "BEEF-050-FC-T").await;
    holds(&browser, "Description", "Trim 50's - Tested").await;
    browser.fill("Units", "20").await;
    holds(&browser, "Ordered weight", "40,000.00").await;
    // An implausible weight of the containers is reported while typing.
    browser.fill("Ordered weight", "41000").await;
    browser.sees("Differs from the product's net weight").await;
    browser.fill("Ordered weight", "40000").await;
    browser
        .misses("Differs from the product's net weight")
        .await;
    browser.fill("Buying price", "1.2275").await;
    browser.fill("Selling price", "1.315").await;
    browser.press("Create").await;
    browser.sees("created").await;
    let id = the_only_order(&broker).await;
    let path = format!("/purchase-orders/{id}");
    browser.arrives(&path).await;
    let made = broker.get(&path).await.expect(200).json();
    contains(
        &made,
        &json!({
            "mapping_id": deal.line, "ship_from_plant_id": deal.plant, "ship_to_location_id": deal.dock,
            "supplier_contact_id": deal.seller, "customer_contact_id": deal.buyer, "carrier_id": deal.carrier,
            "supplier_terms": "net_7", "customer_terms": "net_15", "logistics_scenario": "we_pickup",
            "ordered_weight_lb": "40000.00",
        }),
        "",
    );
    contains(
        &made["lines"][0],
        &json!({"product_id": deal.product, "test_class": "tested", "country_of_origin": "USA", "weight_basis": "net"}),
        "",
    );
    // After a reload they are links on the page.
    browser.reload().await;
    for (name, href) in [
        (
            "Brindlemoor Grand Island",
            format!("/plants/{}", deal.plant),
        ),
        ("Receiving dock", format!("/locations/{}", deal.dock)),
        (
            "Northquill Refrigerated Lines",
            format!("/carriers/{}", deal.carrier),
        ),
        ("Rosa Tillman", format!("/contacts/{}", deal.seller)),
        ("Walt Jessup", format!("/contacts/{}", deal.buyer)),
        ("Trim 50's - Tested", format!("/products/{}", deal.product)),
    ] {
        let script = "const [name, href] = arguments; return [...document.querySelectorAll('main a')].some((a) => a.textContent.trim() === name && a.getAttribute('href') === href)";
        browser
            .wait(&format!("the link {name}"), script, json!([name, href]))
            .await;
    }
    browser.sees("USDOT 99000011").await;
    browser.sees("Insured to Dec 31, 2999").await;
    // They can be changed and cleared like any field.
    browser.go(&format!("{path}/edit")).await;
    browser
        .heading(&format!(
            "Edit {}",
            made["number"].as_str().unwrap_or_default()
        ))
        .await;
    holds(&browser, "Carrier", "Northquill Refrigerated Lines").await;
    browser.fill("Carrier", keys::BACKSPACE).await;
    browser.fill("Customer contact", keys::BACKSPACE).await;
    browser.fill("Product", keys::BACKSPACE).await;
    browser.fill("Customer PO number", "CP-41").await;
    browser.press("Save").await;
    browser.sees("saved").await;
    let now = broker.get(&path).await.expect(200).json();
    contains(
        &now,
        &json!({"carrier_id": null, "customer_contact_id": null, "customer_po_number": "CP-41", "supplier_contact_id": deal.seller}),
        "",
    );
    assert_eq!(now["lines"][0]["product_id"], Value::Null);
    assert_eq!(
        now["lines"][0]["description"], "Trim 50's - Tested",
        "the words stay"
    );
    browser.close(&["401"]).await;
}

async fn children_come_from_their_parents(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let deal = deal(&broker).await;
    // A product created from its supplier is linked to it, a carrier is linked too, and a plant by a supply line.
    browser
        .go(&format!("/suppliers/{}?tab=products", deal.supplier))
        .await;
    browser.follow("Add product").await;
    browser.heading("New product").await;
    holds(&browser, "Supplier", "Brindlemoor Beef Packing").await;
    browser
        .go(&format!("/suppliers/{}?tab=carriers", deal.supplier))
        .await;
    browser.sees("Northquill Refrigerated Lines").await;
    browser
        .go(&format!(
            "/suppliers/{}?tab=supplier-plant-mappings",
            deal.supplier
        ))
        .await;
    browser.follow("Add supply line").await;
    holds(&browser, "Supplier", "Brindlemoor Beef Packing").await;
    // A supply line fills in both parties, the plant and the customer's dock.
    browser
        .go(&format!("/supplier-plant-mappings/{}", deal.line))
        .await;
    browser.follow("New order").await;
    holds(&browser, "Supplier", "Brindlemoor Beef Packing").await;
    holds(&browser, "Customer", "Wexcombe Grinding Company").await;
    holds(&browser, "Ship from plant", "Brindlemoor Grand Island").await;
    holds(&browser, "Ship to location", "Receiving dock").await;
    // An order created from a plant, a carrier or a product starts with it.
    for (path, label, name) in [
        (
            format!("/plants/{}?tab=purchase-orders", deal.plant),
            "Ship from plant",
            "Brindlemoor Grand Island",
        ),
        (
            format!("/carriers/{}?tab=purchase-orders", deal.carrier),
            "Carrier",
            "Northquill Refrigerated Lines",
        ),
        (
            format!("/products/{}?tab=purchase-orders", deal.product),
            "Product",
            "BEEF-050-FC-T",
        ),
    ] {
        browser.go(&path).await;
        browser.follow("Add order").await;
        browser.heading("New order").await;
        holds(&browser, label, name).await;
    }
    browser.close(&["401"]).await;
}
