//! On a phone nothing overflows; in the dark theme nothing stays white.

use domain::choices::UserRole;
use serde_json::json;

use super::signed_in;
use crate::support::browser::{Browser, Window};
use crate::support::samples::{full_order, order_between, product};
use crate::support::{Actor, App, on_sqlite};

on_sqlite!(a_phone_shows_everything, the_dark_is_dark);

/// Creates records to show, and returns the pages that show them.
async fn pages(broker: &Actor) -> Vec<String> {
    let supplier = broker.create("/suppliers", &json!({"name": "Dunwicket Cold Storage & Boxing of the Greater Dallas Area", "city": "Dallas", "state": "TX", "notes": "x ".repeat(200)})).await.id();
    let customer = broker
        .create("/customers", &json!({"name": "Thistlebay Foodservice"}))
        .await
        .id();
    let draft = broker
        .create("/purchase-orders", &full_order(supplier, customer))
        .await
        .id();
    let mut order = order_between(supplier, customer);
    order["lines"][0]["product_id"] = json!(product(broker).await);
    let made = broker.create("/purchase-orders", &order).await;
    broker
        .post_with_etag(
            &format!("/purchase-orders/{}/issue", made.id()),
            &made.etag(),
            &json!({}),
        )
        .await
        .expect(200);
    vec![
        "/purchase-orders".to_owned(),
        format!("/purchase-orders/{}", made.id()),
        format!("/purchase-orders/{draft}/edit"),
        "/purchase-orders/new".to_owned(),
        "/suppliers".to_owned(),
        format!("/suppliers/{supplier}"),
        format!("/suppliers/{supplier}/edit"),
        format!("/suppliers/{supplier}?tab=history"),
        "/customers".to_owned(),
        format!("/customers/{customer}"),
        "/customers/new".to_owned(),
    ]
}

/// Opens a page and waits until it is rendered.
async fn visit(browser: &Browser, path: &str) {
    browser.go(path).await;
    browser.wait(path, "return document.querySelector('main h1')?.textContent && !document.querySelector('[aria-busy=true], .bones, #boot')", json!([])).await;
}

async fn a_phone_shows_everything(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Phone).await;
    for path in pages(&broker).await {
        visit(&browser, &path).await;
        browser.fits(&path).await;
        browser.resize(320, 640).await;
        browser.fits(&format!("{path} at 320")).await;
        browser.resize(390, 844).await;
    }
    browser.go("/purchase-orders").await;
    browser.press("Menu").await;
    browser.follow("Suppliers").await;
    browser.heading("Suppliers").await;
    browser.sees("Dunwicket").await;
    browser.close(&["401"]).await;
}

async fn the_dark_is_dark(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/purchase-orders").await;
    browser.heading("Purchase orders").await;
    let me = broker.get("/me").await;
    broker
        .patch("/me", &me.etag(), &json!({"theme": "dark"}))
        .await
        .expect(200);
    browser
        .script("localStorage.setItem('theme', 'dark')", json!([]))
        .await;
    // Relative luminance of every painted background and of the text on it.
    let script = "const light = (colour) => { const c = (colour.match(/[\\d.]+/g) || []).map(Number);
            if (c.length > 3 && c[3] < 0.5) return null; return (0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]) / 255; };
        const bright = [...document.querySelectorAll('body, body *')].filter((e) => e.checkVisibility() && e.getBoundingClientRect().width > 60
            && e.getBoundingClientRect().height > 20 && light(getComputedStyle(e).backgroundColor) > 0.5 && !e.closest('.btn.primary'));
        const canvas = document.createElement('canvas').getContext('2d');
        const title = getComputedStyle(document.querySelector('main h1')).color;
        return {bright: bright.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)), scheme: getComputedStyle(document.documentElement).colorScheme, title};";
    for path in pages(&broker).await {
        visit(&browser, &path).await;
        let found = browser.script(script, json!([])).await;
        assert_eq!(found["bright"], json!([]), "{path} is bright in the dark");
        assert!(
            found["scheme"]
                .as_str()
                .unwrap_or_default()
                .contains("dark"),
            "{path}: {found}"
        );
    }
    browser.close(&["401"]).await;
}
