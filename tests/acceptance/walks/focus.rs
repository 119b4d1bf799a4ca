//! Focus and shortcuts: the next action after saving, an action by its number, Enter down the column of weights, End in a long
//! list; no shortcuts while a menu is open.

use domain::choices::UserRole;
use serde_json::json;

use super::forms::deal;
use super::{palette, signed_in};
use crate::support::browser::{Browser, Window, keys};
use crate::support::{App, on_sqlite};

on_sqlite!(
    work_goes_on_after_saving,
    every_action_has_a_key,
    enter_goes_down_the_weights,
    end_keeps_the_focus
);

async fn focus_on(browser: &Browser, words: &str) {
    let script = "const at = document.activeElement; return at && (at.textContent.trim() === arguments[0] || at.ariaLabel === arguments[0])";
    browser
        .wait(&format!("the focus on «{words}»"), script, json!([words]))
        .await;
}

async fn dialog(browser: &Browser, shown: bool) {
    let script = "return !!document.querySelector('dialog[open]') === arguments[0]";
    browser.wait("the dialog", script, json!([shown])).await;
}

async fn work_goes_on_after_saving(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    deal(&broker).await;
    browser.go("/purchase-orders/new").await;
    browser.heading("New order").await;
    browser
        .pick("Supplier", "brindle", "Brindlemoor Beef Packing")
        .await;
    browser
        .pick("Customer", "wexc", "Wexcombe Grinding Company")
        .await;
    browser.pick("Product", "50s", "BEEF-050-FC-T").await;
    browser.fill("Units", "20").await;
    browser.fill("Buying price", "1.2275").await;
    browser.fill("Selling price", "1.315").await;
    browser.hold(keys::CONTROL, "s").await;
    browser.sees("created").await;
    focus_on(&browser, "Issue order").await;
    // Issued with the keyboard only; the focus moves to the next action.
    browser.keys(keys::ENTER).await;
    dialog(&browser, true).await;
    focus_on(&browser, "Issue order").await;
    browser.keys(keys::ENTER).await;
    dialog(&browser, false).await;
    focus_on(&browser, "Mark confirmed").await;
    // The same after a change.
    browser.keys("e").await;
    browser.fill("Customer PO number", "CP-41").await;
    browser.hold(keys::CONTROL, "s").await;
    browser.sees("saved").await;
    focus_on(&browser, "Mark confirmed").await;
    browser.close(&["401"]).await;
}

async fn every_action_has_a_key(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let deal = deal(&broker).await;
    let line = json!({"product_id": deal.product, "ordered_weight": "40000.00", "buy_price": "1.2275", "buy_basis": "per_lb"});
    let body = json!({"supplier_id": deal.supplier, "customer_id": deal.customer, "lines": [line]});
    let path = format!(
        "/purchase-orders/{}",
        broker.create("/purchase-orders", &body).await.id()
    );
    browser.go(&path).await;
    browser.sees("Issue order").await;
    // All actions are listed with their keys, also in the palette.
    browser.keys("?").await;
    browser.heading("Keyboard shortcuts").await;
    let listed = "const names = [...document.querySelectorAll('dialog[open] .keys dd')].map((e) => e.textContent);
        return arguments[0].filter((name) => !names.includes(name))";
    let names = json!(["Issue order", "Edit", "Cancel order", "Archive"]);
    let missing = browser.script(listed, json!([names])).await;
    assert_eq!(missing, json!([]), "not among the keys");
    let shown = "const lines = [...document.querySelectorAll('dialog[open] .keys > div')];
        return lines.find((line) => line.querySelector('dd').textContent === arguments[0]).querySelector('dt').textContent";
    let archive = browser.script(shown, json!(["Archive"])).await;
    browser.keys(keys::ESCAPE).await;
    dialog(&browser, false).await;
    palette::ask(&browser, "").await;
    let offered = "const lines = [...document.querySelectorAll('.palette [role=option]')].map((e) => e.textContent);
        return lines.length && arguments[0].filter((name) => !lines.some((line) => line.includes(name))).length === 0";
    browser
        .wait("the actions in the palette", offered, json!([names]))
        .await;
    browser.keys("issue").await;
    palette::take(&browser, "Issue order").await;
    browser.sees("Parties and lines are locked").await;
    browser.keys(keys::ESCAPE).await;
    dialog(&browser, false).await;

    // A number runs the action listed with it.
    browser
        .script("document.activeElement.blur(); return true", json!([]))
        .await;
    browser.keys("1").await;
    browser.sees("Parties and lines are locked").await;
    // Shortcuts do nothing while an overlay is open.
    for key in ["1", "e", "n", "?", "gs"] {
        browser.keys(key).await;
    }
    browser.sees("Parties and lines are locked").await;
    browser.keys(keys::ESCAPE).await;
    dialog(&browser, false).await;
    browser.press("More actions").await;
    browser
        .wait(
            "the menu",
            "return document.querySelector('[role=menu]')",
            json!([]),
        )
        .await;
    for key in ["1", "e", "n", "?", "gs"] {
        browser.keys(key).await;
    }
    let still =
        "return !document.querySelector('dialog[open]') && location.pathname === arguments[0]";
    assert_eq!(
        browser.script(still, json!([path])).await,
        json!(true),
        "a key passed a menu"
    );
    browser.keys(keys::ESCAPE).await;
    browser
        .wait(
            "no menu",
            "return !document.querySelector('[role=menu]')",
            json!([]),
        )
        .await;
    browser.keys(archive.as_str().unwrap_or_default()).await;
    browser.sees("Archive PO-").await;
    browser.close(&["401"]).await;
}

async fn enter_goes_down_the_weights(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let deal = deal(&broker).await;
    let line = json!({"product_id": deal.product, "ordered_units": 10, "ordered_weight": "20000.00", "buy_price": "1.2275", "buy_basis": "per_lb",
        "sell_price": "1.3150", "sell_basis": "per_lb"});
    let body = json!({"supplier_id": deal.supplier, "customer_id": deal.customer, "logistics_scenario": "supplier_delivery",
        "ship_from_plant_id": deal.plant, "ship_to_location_id": deal.dock, "delivery_appointment": {"method": "first_come_first_serve"},
        "lines": [line, line]});
    let path = format!(
        "/purchase-orders/{}",
        broker.create("/purchase-orders", &body).await.id()
    );
    let today = broker.get(&path).await.json()["order_date"].clone();
    for (action, body) in [
        ("issue", json!({})),
        ("confirm", json!({"supplier_confirmation_number": "SC-1"})),
        ("ship", json!({"shipped_on": today})),
        ("deliver", json!({"delivered_on": today})),
    ] {
        let etag = broker.get(&path).await.etag();
        broker
            .post_with_etag(&format!("{path}/{action}"), &etag, &body)
            .await
            .expect(200);
    }
    browser.go(&path).await;
    browser.press("Enter weights").await;
    focus_on(&browser, "Actual weight of line 1").await;
    browser.keys("20100").await;
    browser.keys(keys::ENTER).await;
    focus_on(&browser, "Actual weight of line 2").await;
    // A reload keeps typed values.
    browser.keys("19950").await;
    browser.reload().await;
    browser.wait("the weights", "return [...document.querySelectorAll('.goods input')].map((i) => i.value.replace(',', '')).join().startsWith('20100')", json!([])).await;
    let second = "const all = document.querySelectorAll('.goods td .figure-input'); const last = all[all.length - 1]; last.focus(); return last.value.replace(',', '').startsWith('19950')";
    browser.wait("the second weight", second, json!([])).await;
    browser.keys(keys::ENTER).await;
    focus_on(&browser, "Save weights").await;
    browser.keys(keys::ENTER).await;
    browser.sees("Weights of 2 lines saved").await;
    focus_on(&browser, "Create invoice").await;
    browser.close(&["401"]).await;
}

async fn end_keeps_the_focus(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let items: Vec<_> = (0..260)
        .map(|n| json!({"op": "create", "body": {"name": format!("Customer {n:03}")}}))
        .collect();
    let batch = json!({"atomic": true, "items": items});
    broker.post("/customers/batch", &batch).await.expect(200);
    browser.go("/customers?limit=200").await;
    browser.sees("Customer 000").await;
    let first = "const link = document.querySelector('tbody th > a'); link?.focus(); return document.activeElement === link && !!link";
    browser.wait("the first row", first, json!([])).await;
    browser.keys(keys::END).await;
    let last = "const row = document.activeElement.closest('tbody tr'); if (!row) return null;
        const box = row.getBoundingClientRect(); const shown = box.top > 0 && box.bottom <= innerHeight;
        return shown && Number(row.ariaRowIndex || row.getAttribute('aria-rowindex')) >= 201";
    browser
        .wait("the focus on the last row", last, json!([]))
        .await;
    browser.keys(keys::UP).await;
    let before = "return document.activeElement.closest('tbody tr') !== null";
    browser.wait("the row before", before, json!([])).await;
    browser.close(&["401"]).await;
}
