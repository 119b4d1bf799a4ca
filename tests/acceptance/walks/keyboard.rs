//! Single-key shortcuts: where they lead, and where they are disabled.

use domain::choices::UserRole;
use serde_json::json;

use super::signed_in;
use crate::support::browser::{Window, keys};
use crate::support::{App, on_sqlite};

on_sqlite!(keys_lead_on_from_wherever_the_focus_is);

async fn keys_lead_on_from_wherever_the_focus_is(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    for name in ["Aldermoor Foods", "Brixby Foods"] {
        broker.create("/customers", &json!({"name": name})).await;
    }
    browser.go("/customers").await;
    browser.sees("Brixby Foods").await;
    // A ticked checkbox keeps the focus and accepts no text.
    let tick = "const box = document.querySelector('tbody input[type=checkbox]'); box.focus(); box.click(); return document.activeElement === box";
    browser.wait("a ticked row", tick, json!([])).await;
    browser.keys("?").await;
    browser.heading("Keyboard shortcuts").await;
    browser.keys(keys::ESCAPE).await;
    let closed = "return !document.querySelector('dialog[open]')";
    browser.wait("no dialog", closed, json!([])).await;

    // A drop-down closes on Esc, even when the page has the focus.
    browser.press("Columns").await;
    let open = "return !!document.querySelector('.columns .drop') === arguments[0]";
    browser.wait("the columns", open, json!([true])).await;
    browser
        .script("document.activeElement.blur(); return true", json!([]))
        .await;
    browser.keys(keys::ESCAPE).await;
    browser.wait("no columns", open, json!([false])).await;

    // In a row `k` moves up, but not after `g`.
    let row = "const links = document.querySelectorAll('tbody th > a'); links[1]?.focus(); return document.activeElement === links[1]";
    browser.wait("the second row", row, json!([])).await;
    browser.keys("gk").await;
    browser.heading("Contacts").await;
    browser.close(&["401"]).await;
}
