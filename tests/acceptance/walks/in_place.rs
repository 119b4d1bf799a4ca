//! Records created in place from a form: they are linked to the right parent, stack as dialogs, and are not lost by Esc. Enter
//! takes the typed text, even before the search responds.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::forms::{deal, holds};
use super::{palette, signed_in};
use crate::support::browser::{Browser, Window, keys};
use crate::support::reply::contains;
use crate::support::{App, on_sqlite};

on_sqlite!(
    what_an_order_lacks_is_made_beside_it,
    dialogs_stand_one_over_the_other,
    a_hurried_enter_takes_what_was_typed,
    a_busy_server_is_asked_again_with_the_same_key,
);

/// Types an unknown name and accepts the offer to create it.
async fn create(browser: &Browser, label: &str, typed: &str, heading: &str) {
    browser.fill(label, typed).await;
    let offer = "const option = [...document.querySelectorAll('[role=option]')].find((o) => o.textContent.includes(`Create “${arguments[0]}”`));
        option?.dispatchEvent(new MouseEvent('mousedown', {bubbles: true})); return !!option;";
    browser.wait("the offer", offer, json!([typed])).await;
    browser.heading(heading).await;
}

/// Waits until this many dialogs are open.
async fn open(browser: &Browser, count: usize) {
    let script = "return document.querySelectorAll('dialog[open]').length === arguments[0]";
    let what = format!("{count} dialogs");
    browser.wait(&what, script, json!([count])).await;
}

async fn what_an_order_lacks_is_made_beside_it(app: &mut App) {
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
    holds(&browser, "Supplier contact", "Rosa Tillman").await;
    // A contact and a location are linked to their party.
    create(&browser, "Supplier contact", "Greg Amato", "New contact").await;
    assert_eq!(browser.value("Name").await, "Greg Amato");
    holds(&browser, "Supplier", "Brindlemoor Beef Packing").await;
    // Shortcuts of the page below are disabled: this saves the contact, not the order.
    browser.hold(keys::CONTROL, "s").await;
    open(&browser, 0).await;
    holds(&browser, "Supplier contact", "Greg Amato").await;
    browser.heading("New order").await;
    create(&browser, "Ship to location", "Dock 7", "New location").await;
    browser.press("Create").await;
    open(&browser, 0).await;
    holds(&browser, "Ship to location", "Dock 7").await;
    // The text typed for a product becomes its description, not its code.
    create(&browser, "Product", "Chuck rolls, frozen", "New product").await;
    assert_eq!(browser.value("Description").await, "Chuck rolls, frozen");
    browser.choose_nth("Species", 0, "Beef").await;
    let offered = "return [...document.querySelector('dialog[open] select[id$=edibility]').options].map((o) => o.textContent)";
    assert_eq!(
        browser.script(offered, json!([])).await,
        json!(["Edible", "Inedible"]),
        "no product is both"
    );
    browser.press("Create").await;
    open(&browser, 0).await;
    holds(&browser, "Description", "Chuck rolls, frozen").await;
    let one = async |path: &str, q: &str| -> Value {
        let ids = broker.ids(path, &[("q", q)]).await;
        assert_eq!(ids.len(), 1, "{q}");
        broker.get(&format!("{path}/{}", ids[0])).await.json()
    };
    contains(
        &one("/contacts", "Amato").await,
        &json!({"supplier_id": deal.supplier, "customer_id": null}),
        "",
    );
    contains(
        &one("/locations", "Dock 7").await,
        &json!({"supplier_id": null, "customer_id": deal.customer}),
        "",
    );
    contains(
        &one("/products", "Chuck").await,
        &json!({"suppliers": [{"supplier_id": deal.supplier}]}),
        "",
    );
    browser.close(&["401"]).await;
}

async fn dialogs_stand_one_over_the_other(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let deal = deal(&broker).await;
    browser
        .go(&format!(
            "/purchase-orders/new?supplier_id={}&customer_id={}",
            deal.supplier, deal.customer
        ))
        .await;
    browser.heading("New order").await;
    holds(&browser, "Customer", "Wexcombe Grinding Company").await;
    create(&browser, "Supply line", "nowhere yet", "New supply line").await;
    holds(&browser, "Supplier", "Brindlemoor Beef Packing").await;
    holds(&browser, "Customer", "Wexcombe Grinding Company").await;
    create(&browser, "Plant", "Omaha North", "New plant").await;
    open(&browser, 2).await;
    // Esc does not discard entered values.
    browser.fill("Name", "Omaha South").await;
    browser.keys(keys::ESCAPE).await;
    browser.heading("Close without saving?").await;
    browser.press("Keep editing").await;
    open(&browser, 2).await;
    assert_eq!(browser.value("Name").await, "Omaha South");
    browser.press("Create").await;
    open(&browser, 1).await;
    browser.heading("New supply line").await;
    holds(&browser, "Plant", "Omaha South").await;
    browser.press("Create").await;
    open(&browser, 0).await;
    let name = "Brindlemoor Beef Packing / Omaha South / Wexcombe Grinding Company";
    holds(&browser, "Supply line", name).await;
    browser.close(&["401"]).await;
}

async fn a_hurried_enter_takes_what_was_typed(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    for name in ["Aldermoor Foods", "Wexcombe Grinding Company"] {
        broker.create("/customers", &json!({"name": name})).await;
    }
    browser.go("/contacts/new").await;
    browser.heading("New contact").await;
    let settled = "return document.activeElement?.id === 'field-name'";
    browser.wait("the form settled", settled, json!([])).await;
    // All customers are offered at first; Enter is pressed before the search for the typed text responds.
    let click = "const field = [...document.querySelectorAll('input')].find((i) => i.labels?.[0]?.textContent.trim() === 'Customer');
        field.focus(); field.click(); return true";
    browser.script(click, json!([])).await;
    let first =
        "return document.querySelector('[role=option]')?.textContent.startsWith('Aldermoor')";
    browser.wait("all customers", first, json!([])).await;
    browser.keys(&format!("wexc{}", keys::ENTER)).await;
    holds(&browser, "Customer", "Wexcombe Grinding Company").await;
    // The same in the palette.
    palette::ask(&browser, &format!("aldermoor{}", keys::ENTER)).await;
    browser.heading("Leave without saving?").await;
    browser.press("Leave").await;
    browser.heading("Aldermoor Foods").await;
    browser.close(&["401"]).await;
}

async fn a_busy_server_is_asked_again_with_the_same_key(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/customers/new").await;
    browser.fill("Name", "Wexcombe Grinding Company").await;
    // The first response is that of a busy server, which names the time to wait.
    let busy = "const asked = window.fetch.bind(window); window.keys = [];
        window.fetch = (request, more) => {
            if (request.method !== 'POST') return asked(request, more);
            window.keys.push(request.headers.get('idempotency-key'));
            return window.keys.length > 1 ? asked(request, more) : Promise.resolve(new Response('{}', {status: 503, headers: {'retry-after': '1'}}));
        }; return true";
    browser.script(busy, json!([])).await;
    browser.press("Create").await;
    browser.heading("Wexcombe Grinding Company").await;
    let tried = browser.script("return window.keys", json!([])).await;
    assert_eq!(tried.as_array().map(Vec::len), Some(2), "{tried}");
    assert_eq!(tried[0], tried[1], "one key for both");
    assert_eq!(broker.ids("/customers", &[]).await.len(), 1);
    browser.close(&["401"]).await;
}
