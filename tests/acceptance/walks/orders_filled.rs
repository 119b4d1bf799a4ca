//! What an order takes over from linked records: products by the customer's preferences, appointments by the dock's settings.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::signed_in;
use crate::support::browser::{Browser, Window};
use crate::support::{Actor, App, on_sqlite};

on_sqlite!(
    products_are_those_the_customer_prefers,
    a_booking_takes_over_what_the_dock_says
);

/// Creates a supplier and two of its products.
async fn goods(broker: &Actor) {
    let supplier = json!({"name": "Brindlemoor Packing"});
    let supplier = broker.create("/suppliers", &supplier).await.id();
    for (code, species) in [("BEEF-050", "beef"), ("PORK-072", "pork")] {
        let product = json!({
            "code": code, "description": format!("Trim, {species}"), "species": species,
            "suppliers": [{"supplier_id": supplier}],
        });
        broker.create("/products", &product).await;
    }
}

/// The options that a picker offers.
async fn offered(browser: &Browser) -> Vec<String> {
    let lines = "const all = [...document.querySelectorAll('[role=option]')].map((o) => o.textContent.trim()); return all.length ? all : null";
    let lines = browser.wait("hits", lines, json!([])).await;
    let lines = lines.as_array().expect("lines").iter();
    lines.filter_map(Value::as_str).map(str::to_owned).collect()
}

async fn products_are_those_the_customer_prefers(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    goods(&broker).await;
    let customer = json!({"name": "Wexcombe Sausage", "species": ["pork"]});
    broker.create("/customers", &customer).await;
    browser.go("/purchase-orders/new").await;
    browser.heading("New order").await;
    browser
        .pick("Supplier", "brindle", "Brindlemoor Packing")
        .await;
    browser.pick("Customer", "wexc", "Wexcombe Sausage").await;
    let hits = "return [...document.querySelectorAll('[role=option]')].some((o) => o.textContent.includes(arguments[0]))";
    browser.fill("Product", "0").await;
    browser
        .wait("the way to all", hits, json!(["Show all, not only pork"]))
        .await;
    let narrowed = "const all = [...document.querySelectorAll('[role=option]')]; return all.length && !all.some((o) => o.textContent.includes('BEEF'))";
    browser.wait("pork alone", narrowed, json!([])).await;
    let preferred = offered(&browser).await;
    assert!(
        preferred.iter().any(|line| line.starts_with("PORK-072")),
        "{preferred:?}"
    );
    assert!(
        !preferred.iter().any(|line| line.starts_with("BEEF")),
        "{preferred:?}"
    );
    let switch = "const way = [...document.querySelectorAll('[role=option]')].find((o) => o.textContent.includes(arguments[0]));
        way?.dispatchEvent(new MouseEvent('mousedown', {bubbles: true})); return !!way;";
    browser
        .wait("all of them", switch, json!(["Show all, not only pork"]))
        .await;
    browser.wait("beef too", hits, json!(["BEEF-050"])).await;
    browser
        .wait(
            "the way back",
            hits,
            json!(["Only pork (customer preference)"]),
        )
        .await;
    // The preference only narrows the options: other products can still be sold.
    browser.pick("Product", "BEEF", "BEEF-050").await;
    browser.press("Create").await;
    browser.sees("Draft").await;
    browser.sees("Trim, beef").await;
    browser.close(&["401"]).await;
}

async fn a_booking_takes_over_what_the_dock_says(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    goods(&broker).await;
    for (name, zone, method) in [
        ("Wexcombe Sausage", "America/Denver", "email"),
        (
            "Marrowick Grocers",
            "America/Halifax",
            "first_come_first_serve",
        ),
    ] {
        let customer = broker
            .create("/customers", &json!({"name": name}))
            .await
            .id();
        let dock = json!({
            "customer_id": customer, "name": format!("Dock of {name}"), "time_zone": zone, "appointment_method": method,
        });
        broker.create("/locations", &dock).await;
    }
    browser.go("/purchase-orders/new").await;
    browser.heading("New order").await;
    browser
        .pick("Supplier", "brindle", "Brindlemoor Packing")
        .await;
    browser.pick("Customer", "wexc", "Wexcombe Sausage").await;
    browser.sees("From the dock's record").await;
    assert_eq!(browser.value("Dock time zone").await, "Mountain");
    assert_eq!(browser.value("Booked by").await, "email");

    // Another dock has another time zone; first come first served needs no time, so it counts as booked.
    browser
        .pick("Customer", "marrow", "Marrowick Grocers")
        .await;
    let method = "return [...document.querySelectorAll('select')].some((s) => s.checkVisibility() && s.value === 'first_come_first_serve')";
    browser.wait("as they come", method, json!([])).await;
    browser.pick("Product", "BEEF", "BEEF-050").await;
    browser.press("Create").await;
    browser.sees("Draft").await;
    let made = broker.query("/purchase-orders", &[]).await.json();
    let id = made["items"][0]["id"].as_i64().expect("an order");
    let made = broker.get(&format!("/purchase-orders/{id}")).await.json();
    assert_eq!(
        made["delivery_appointment"],
        json!({"at": null, "time_zone": "America/Halifax", "method": "first_come_first_serve", "confirmation": null})
    );
    // The dock's booking method alone is not an appointment.
    browser.go(&format!("/purchase-orders/{id}/edit")).await;
    browser.pick("Customer", "wexc", "Wexcombe Sausage").await;
    let zone = "return [...document.querySelectorAll('input')].some((i) => i.checkVisibility() && i.value === 'Mountain')";
    browser
        .wait("the other dock's clock", zone, json!([]))
        .await;
    browser.press("Save").await;
    browser.arrives(&format!("/purchase-orders/{id}")).await;
    browser.sees("saved").await;
    let saved = broker.get(&format!("/purchase-orders/{id}")).await.json();
    assert_eq!(saved["delivery_appointment"], json!(null));
    browser.close(&["401"]).await;
}
