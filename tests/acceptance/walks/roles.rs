//! Actions that a role may not take are not offered.

use domain::choices::UserRole;
use serde_json::json;

use super::signed_in;
use crate::support::browser::Window;
use crate::support::{App, on_sqlite};

on_sqlite!(a_broker_is_offered_what_brokers_do, a_viewer_finds_no_forms);

async fn a_broker_is_offered_what_brokers_do(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let customer = json!({"name": "Wexcombe"});
    let customer = broker.create("/customers", &customer).await.id();
    let bill = json!({"customer_id": customer, "kind": "opening_balance", "invoice_date": "2026-01-05",
        "payment_terms": "net_15", "opening_amount": "120.00"});
    let bill = broker.create("/receivables", &bill).await;
    let path = format!("/receivables/{}", bill.id());
    broker
        .post_with_etag(&format!("{path}/issue"), &bill.etag(), &json!({}))
        .await
        .expect(200);
    // Only managers void, change credit and reassign records.
    browser.go(&path).await;
    browser.sees("120.00").await;
    browser.misses("Void").await;
    browser.go(&format!("/customers/{customer}/edit")).await;
    browser.heading("Edit Wexcombe").await;
    browser.sees("Payment terms").await;
    browser.misses("Credit hold").await;
    browser.go("/customers").await;
    browser.tick("Select Wexcombe").await;
    browser.press("Set a field").await;
    browser.heading("Set a field").await;
    let offered = "return [...document.querySelectorAll('dialog[open] option')].map((option) => option.textContent.trim()).join()";
    let offered = browser.script(offered, json!([])).await;
    let offered = offered.as_str().unwrap_or_default();
    assert!(offered.contains("Payment terms"), "{offered}");
    assert!(
        !offered.contains("Owner") && !offered.contains("Credit hold"),
        "{offered}"
    );

    // Only administrators edit users; users edit themselves in their profile.
    for id in [broker.id().get(), app.manager().await.id().get()] {
        browser.go(&format!("/users/{id}")).await;
        browser.sees("Username").await;
        browser.misses("Edit").await;
    }
    browser.go("/users/new").await;
    browser
        .sees("Your role can view users but not edit them")
        .await;
    browser.close(&["401"]).await;
}

async fn a_viewer_finds_no_forms(app: &mut App) {
    let (browser, viewer) = signed_in(app, UserRole::Viewer, Window::Desk).await;
    drop(viewer);
    let broker = app.broker().await;
    let supplier = json!({"name": "Alder"});
    let supplier = broker.create("/suppliers", &supplier).await.id();
    for path in [
        "/suppliers/new".to_owned(),
        format!("/suppliers/{supplier}/edit"),
    ] {
        browser.go(&path).await;
        browser
            .sees("Your role can view suppliers but not edit them")
            .await;
    }
    browser.follow("Go back").await;
    browser.heading("Alder").await;
    browser.misses("Edit").await;
    browser.close(&["401"]).await;
}
