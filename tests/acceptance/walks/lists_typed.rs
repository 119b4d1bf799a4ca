//! Typed filters, and returning to a list.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::lists::{add_filter, asks, focused, lists};
use super::signed_in;
use crate::support::browser::{Window, keys};
use crate::support::{App, on_sqlite};

on_sqlite!(
    figures_and_words_are_asked_for_when_they_are_whole,
    one_comes_back_to_the_row_that_was_opened,
);

async fn figures_and_words_are_asked_for_when_they_are_whole(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    for (code, lean) in [
        ("TRIM-50", json!(50)),
        ("TRIM-85", json!(85)),
        ("NAVELS", Value::Null),
    ] {
        let product =
            json!({"code": code, "description": "Beef", "species": "beef", "lean_pct": lean});
        broker.create("/products", &product).await;
    }
    browser.go("/products").await;
    add_filter(&browser, "Lean, %").await;
    browser.fill("From", "60").await;
    browser.keys("\u{e004}").await;
    asks(&browser, "lean_pct[gte]=60").await;
    lists(&browser, &["TRIM-85"]).await;
    browser.fill("Until", "70.5").await;
    browser.keys(keys::ENTER).await;
    browser.sees("Type a whole number, such as 50").await;
    browser.fill("Until", "70").await;
    browser.keys(keys::ENTER).await;
    browser.sees("Nothing matches these filters").await;
    // A number and "not set" exclude each other.
    browser.tick("Not set").await;
    lists(&browser, &["NAVELS"]).await;
    browser.fill("From", "80").await;
    browser.keys(keys::ENTER).await;
    lists(&browser, &["TRIM-85"]).await;

    let supplier = json!({"name": "Alder"});
    let supplier = broker.create("/suppliers", &supplier).await.id();
    for city in ["Omaha", "Lincoln"] {
        let place = json!({"supplier_id": supplier, "name": city, "city": city});
        broker.create("/locations", &place).await;
    }
    browser.go("/locations").await;
    add_filter(&browser, "City").await;
    browser.fill("City", "Omaha").await;
    asks(&browser, "city=Omaha").await;
    lists(&browser, &["Omaha"]).await;
    browser.close(&["401"]).await;
}

async fn one_comes_back_to_the_row_that_was_opened(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/purchase-orders").await;
    for n in 0..90 {
        let supplier = json!({"name": format!("Packer {n:02}")});
        broker.create("/suppliers", &supplier).await;
    }
    browser.follow("Suppliers").await;
    browser.sees("50 of many").await;
    browser.press("Load more").await;
    browser.sees("90 suppliers").await;
    let open = "[...document.querySelectorAll('[data-grid] th > a')].find((link) => link.textContent === 'Packer 80').click()";
    browser.script(open, json!([])).await;
    browser.heading("Packer 80").await;
    browser.script("history.back()", json!([])).await;
    browser.sees("90 suppliers").await;
    focused(&browser, "Packer 80").await;
    // Navigating forward is a new visit.
    browser.follow("Customers").await;
    browser.heading("Customers").await;
    browser.follow("Suppliers").await;
    browser.sees("50 of many").await;
    browser.close(&["401"]).await;
}
