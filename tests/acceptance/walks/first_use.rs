//! An empty system shows setup steps until they are done, and only those that the role allows.

use domain::choices::UserRole;
use serde_json::json;

use super::signed_in;
use crate::support::browser::Window;
use crate::support::samples::order_between;
use crate::support::{App, on_sqlite};

on_sqlite!(
    an_empty_system_says_what_to_do_first,
    a_viewer_is_asked_for_nothing
);

const STEPS: [&str; 5] = [
    "Add a supplier",
    "Add a customer",
    "Add a plant",
    "Add a product",
    "Create the first order",
];

async fn an_empty_system_says_what_to_do_first(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/purchase-orders").await;
    browser.heading("Set up your first order").await;
    let offered = "return [...document.querySelectorAll('.first-steps a.btn')].map((link) => link.textContent.trim()).join('|')";
    let all = STEPS.join("|");
    let wait = async |wanted: &str| {
        let script = format!("return (() => {{ {offered} }})() === arguments[0]");
        browser.wait(wanted, &script, json!([wanted])).await;
    };
    wait(&all).await;
    // Each step leads to its form.
    browser.follow("Add a supplier").await;
    browser.heading("New supplier").await;
    browser.fill("Name", "Alder Packing").await;
    browser.press("Create").await;
    browser.heading("Alder Packing").await;
    browser.follow("Orders").await;
    browser.heading("Set up your first order").await;
    wait(&STEPS[1..].join("|")).await;
    browser.follow("Show suppliers").await;
    browser.sees("Alder Packing").await;
    // A filter without results shows another message.
    browser.go("/purchase-orders?status=draft").await;
    browser.sees("Nothing matches these filters").await;
    let supplier = broker.ids("/suppliers", &[]).await[0];
    let customer = broker.create("/customers", &json!({"name": "Birch"})).await;
    let order = order_between(supplier, customer.id());
    broker.create("/purchase-orders", &order).await;
    browser.go("/purchase-orders").await;
    browser.sees("1 order").await;
    browser.misses("Set up your first order").await;
    browser.close(&["401"]).await;
}

async fn a_viewer_is_asked_for_nothing(app: &mut App) {
    let (browser, _viewer) = signed_in(app, UserRole::Viewer, Window::Phone).await;
    browser.go("/purchase-orders").await;
    browser.sees("No orders yet").await;
    for step in STEPS {
        browser.misses(step).await;
    }
    browser.close(&["401"]).await;
}
