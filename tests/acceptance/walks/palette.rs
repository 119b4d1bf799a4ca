//! The palette with the keyboard only: recent records, commands, creating records, signing out.

use domain::choices::UserRole;
use serde_json::json;

use super::signed_in;
use crate::support::browser::{Browser, Window, keys};
use crate::support::{App, on_sqlite};

on_sqlite!(the_palette_leads_everywhere);

/// Opens the palette and types.
pub(super) async fn ask(browser: &Browser, typed: &str) {
    browser.hold(keys::CONTROL, "k").await;
    let ready = "return document.activeElement?.matches('.palette[open] input') && document.querySelector('.palette [role=option]')";
    browser.wait("the palette", ready, json!([])).await;
    browser.keys(typed).await;
}

/// Waits until an option of the palette is selected, and runs it.
pub(super) async fn take(browser: &Browser, name: &str) {
    let chosen = "return document.querySelector('.palette [aria-selected=true]')?.textContent.startsWith(arguments[0])";
    browser.wait(name, chosen, json!([name])).await;
    browser.keys(keys::ENTER).await;
    // While it closes, the next key would still go to it.
    let closed = "return !document.querySelector('.palette[open]')";
    browser.wait("no palette", closed, json!([])).await;
}

async fn the_palette_leads_everywhere(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let supplier = json!({"name": "Brindlemoor Beef Packing"});
    let path = format!(
        "/suppliers/{}",
        broker.create("/suppliers", &supplier).await.id()
    );
    browser.go(&path).await;
    browser.heading("Brindlemoor Beef Packing").await;
    browser.go("/purchase-orders").await;
    browser.heading("Purchase orders").await;

    // Recent records come first, before anything is typed.
    ask(&browser, "").await;
    browser.sees("Recent").await;
    take(&browser, "Brindlemoor").await;
    browser.arrives(&path).await;

    ask(&browser, "dark").await;
    take(&browser, "Dark theme").await;
    let dark = "return document.documentElement.dataset.theme === 'dark'";
    browser.wait("the dark", dark, json!([])).await;

    ask(&browser, ">new prod").await;
    take(&browser, "New product").await;
    browser.heading("New product").await;

    // The arrow keys select, and the selection stays visible.
    ask(&browser, keys::UP).await;
    take(&browser, "Sign out").await;
    let door = "return document.querySelector('input[type=password]') && localStorage.getItem('recent') === null";
    browser
        .wait("the door, and nothing kept", door, json!([]))
        .await;
    browser.close(&["401"]).await;
}
