//! Lists with the keyboard, and rows copied as a table.

use domain::choices::UserRole;
use serde_json::json;

use super::lists::{focused, lists, suppliers};
use super::signed_in;
use crate::support::browser::{Window, keys};
use crate::support::{App, on_sqlite};

on_sqlite!(keys_lead_through_a_list, rows_are_copied_as_a_table);

async fn keys_lead_through_a_list(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/purchase-orders").await;
    suppliers(&broker).await;
    browser.heading("Purchase orders").await;
    browser.keys("gs").await;
    browser.arrives("/suppliers").await;
    lists(
        &browser,
        &["Alder Packing", "Birch Poultry", "Cedar Trading"],
    )
    .await;

    browser.keys("jj").await;
    focused(&browser, "Birch Poultry").await;
    browser.keys(DOWN).await;
    focused(&browser, "Cedar Trading").await;
    browser.keys("k").await;
    focused(&browser, "Birch Poultry").await;
    browser.keys("x").await;
    browser.sees("1 selected").await;
    browser.keys("x").await;
    browser.misses("1 selected").await;
    browser.keys("e").await;
    browser.heading("Edit Birch Poultry").await;
    browser.script("history.back()", json!([])).await;
    lists(
        &browser,
        &["Alder Packing", "Birch Poultry", "Cedar Trading"],
    )
    .await;
    // The focus returns to the opened row and continues from there.
    focused(&browser, "Birch Poultry").await;
    browser.keys("k").await;
    browser.keys(keys::ENTER).await;
    browser.heading("Alder Packing").await;
    browser.script("history.back()", json!([])).await;
    browser.heading("Suppliers").await;
    focused(&browser, "Alder Packing").await;

    browser.keys("/").await;
    focused(&browser, "Search suppliers").await;
    browser.keys("cedar").await;
    lists(&browser, &["Cedar Trading"]).await;
    browser.keys(keys::ENTER).await;
    focused(&browser, "Cedar Trading").await;
    browser.keys("/").await;
    browser.keys(keys::ESCAPE).await;
    browser.keys(keys::ESCAPE).await;
    lists(
        &browser,
        &["Alder Packing", "Birch Poultry", "Cedar Trading"],
    )
    .await;

    // Single keys are disabled in the list of shortcuts, and stay disabled.
    browser.keys("j").await;
    browser.press("Keyboard shortcuts").await;
    browser.heading("Keyboard shortcuts").await;
    browser.tick("Use single-key shortcuts").await;
    browser.press("Close").await;
    let kept =
        async || broker.get("/me").await.json()["preferences"]["keys"]["single"]["on"].clone();
    while kept().await != json!(false) {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    browser.reload().await;
    lists(
        &browser,
        &["Alder Packing", "Birch Poultry", "Cedar Trading"],
    )
    .await;
    browser.keys("n?gc").await;
    browser.heading("Suppliers").await;
    browser.arrives("/suppliers").await;
    browser.misses("Use single-key shortcuts").await;
    browser.close(&["401"]).await;
}

const DOWN: &str = "\u{e015}";

async fn rows_are_copied_as_a_table(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Viewer, Window::Desk).await;
    let writer = app.broker().await;
    suppliers(&writer).await;
    drop(broker);
    browser.go("/suppliers").await;
    lists(
        &browser,
        &["Alder Packing", "Birch Poultry", "Cedar Trading"],
    )
    .await;
    let listen = "navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }";
    browser.script(listen, json!([])).await;
    let copied = async || {
        browser
            .wait("a copy", "return window.copied", json!([]))
            .await
    };

    browser.press("More list actions").await;
    browser.press("Copy rows").await;
    browser.sees("3 suppliers copied").await;
    let text = copied().await.as_str().unwrap_or_default().to_owned();
    let lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert_eq!(lines[0][0], "Supplier");
    assert_eq!(lines[3][0], "Cedar Trading");
    assert!(
        lines.iter().all(|line| line.len() == lines[0].len()),
        "{text}"
    );
    assert!(lines[3].contains(&"Beef, Pork"), "{text}");

    browser.tick("Select Birch Poultry").await;
    browser.press("Copy").await;
    browser.sees("1 supplier copied").await;
    let text = copied().await.as_str().unwrap_or_default().to_owned();
    assert_eq!(text.lines().count(), 2, "{text}");
    // A viewer can copy, but has no other bulk actions.
    browser.misses("Archive").await;
    browser.misses("Set a field").await;
    browser.close(&["401"]).await;
}
