//! Appearance of lists: compact bars, low windows, sortable numbers, own records, tabs with counts, phone links.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::lists::{add_filter, asks, lists};
use super::signed_in;
use crate::support::browser::{Browser, Window, keys};
use crate::support::samples::{order_between, sold};
use crate::support::{App, World, on_sqlite};

on_sqlite!(
    filters_leave_the_tools_in_place,
    a_low_window_keeps_its_rows,
    orders_sort_by_what_they_earn,
    own_records_at_one_press,
    tabs_count_what_they_show,
    phones_call_and_mails_write,
    plants_stand_with_their_suppliers,
);

async fn filters_leave_the_tools_in_place(app: &mut App) {
    let (browser, _broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/purchase-orders?status=issued,confirmed&order_date[gte]=2026-04-30&order_date[lte]=2026-09-17&archived=any").await;
    browser.sees("Clear").await;
    let boxes = "const box = (e) => { const b = e.getBoundingClientRect(); return {top: b.top, right: b.right, left: b.left, bottom: b.bottom}; };
        return {seek: box(document.querySelector('.seek')), tools: box(document.querySelector('.tools')),
            bar: box(document.querySelector('.bar')), filters: [...document.querySelectorAll('.filters > .chip')].map(box)}";
    let found = browser.script(boxes, json!([])).await;
    let at = |place: &str| found.pointer(place).and_then(Value::as_f64).expect("a box");
    assert!((at("/seek/top") - at("/tools/top")).abs() < 8.0, "{found}");
    assert!(at("/bar/bottom") - at("/bar/top") < 90.0, "{found}");
    for chip in found["filters"].as_array().expect("chips") {
        let right = chip["right"].as_f64().expect("a number");
        assert!(right <= at("/tools/left"), "{found}");
    }
    browser.close(&["401"]).await;
}

async fn a_low_window_keeps_its_rows(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    for n in 0..30 {
        let supplier = json!({"name": format!("Packer {n:02}")});
        broker.create("/suppliers", &supplier).await;
    }
    // 1440 x 900 at 200 %.
    browser.resize(720, 450).await;
    browser.go("/suppliers?species[is_null]=true").await;
    browser.sees("Packer 05").await;
    let rows = "const frame = document.querySelector('[data-grid]'); frame.scrollIntoView({block: 'start'});
        const head = frame.querySelector('thead th').getBoundingClientRect().bottom, low = Math.min(innerHeight, frame.getBoundingClientRect().bottom);
        return [...frame.querySelectorAll('tbody tr')].filter((row) => { const box = row.getBoundingClientRect();
            return box.top >= head - 1 && box.bottom <= low + 1; }).length";
    let seen = browser.script(rows, json!([])).await;
    assert!(seen.as_i64() >= Some(8), "{seen} rows can be seen");
    browser.fits("the low window").await;
    browser.close(&["401"]).await;
}

async fn orders_sort_by_what_they_earn(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let world = World::new(app).await;
    // The highest margin, the highest per pound, a loss, and no sell price.
    for (number, weight, buy, sell) in [
        ("MOST", "40000.00", "1.0000", Some("1.1000")),
        ("DEAR", "1000.00", "1.0000", Some("3.0000")),
        ("LOSS", "10000.00", "1.0000", Some("0.9000")),
        ("OPEN", "10000.00", "1.0000", None),
    ] {
        let mut order = order_between(world.supplier, world.customer);
        order["number"] = json!(number);
        order["accept_negative_margin"] = json!(true);
        order["lines"] = json!([sold(&world, weight, buy, sell)]);
        broker.create("/purchase-orders", &order).await;
    }
    browser.go("/purchase-orders").await;
    for (head, key, ascending) in [
        ("Margin, $", "margin", ["LOSS", "DEAR", "MOST", "OPEN"]),
        ("$/lb", "margin_per_lb", ["LOSS", "MOST", "DEAR", "OPEN"]),
        ("Sell, $", "sell_total", ["DEAR", "LOSS", "MOST", "OPEN"]),
    ] {
        browser.press(head).await;
        asks(&browser, &format!("sort={key}")).await;
        lists(&browser, &ascending).await;
        browser.press(head).await;
        asks(&browser, &format!("sort=-{key}")).await;
        let mut descending = ascending;
        descending.reverse();
        lists(&browser, &descending).await;
    }
    browser.close(&["401"]).await;
}

async fn own_records_at_one_press(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let other = app.manager().await;
    broker
        .create("/carriers", &json!({"name": "Own Lines"}))
        .await;
    other
        .create("/carriers", &json!({"name": "Other Lines"}))
        .await;
    for path in [
        "/purchase-orders",
        "/receivables",
        "/suppliers",
        "/customers",
        "/contacts",
        "/locations",
        "/plants",
        "/products",
        "/supplier-plant-mappings",
        "/carriers",
    ] {
        browser.go(path).await;
        browser.press("Mine").await;
        asks(&browser, &format!("owner_id={}", broker.id())).await;
    }
    lists(&browser, &["Own Lines"]).await;
    // The same filter is not shown twice.
    browser.misses("Owner").await;
    browser.press("Mine").await;
    lists(&browser, &["Other Lines", "Own Lines"]).await;
    let query = browser.script("return location.search", json!([])).await;
    assert_eq!(query, json!(""));
    browser.close(&["401"]).await;
}

/// Waits until the tabs above the orders show these counts.
async fn tabs(browser: &Browser, wanted: &Value) {
    let script = "const tabs = [...document.querySelectorAll('main nav.tabs a')].map((tab) => {
            const count = tab.querySelector('.count'); return [tab.firstChild.textContent.trim(), count ? count.textContent : null]; });
        const shown = tabs.filter(([, count]) => count !== null && count !== '0').sort();
        return JSON.stringify(shown) === JSON.stringify(Object.entries(arguments[0]).sort())";
    browser
        .wait(&format!("the counts {wanted}"), script, json!([wanted]))
        .await;
}

async fn tabs_count_what_they_show(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let world = World::new(app).await;
    let body = order_between(world.supplier, world.customer);
    for _ in 0..2 {
        broker.create("/purchase-orders", &body).await;
    }
    let gone = world.admin.create("/purchase-orders", &body).await;
    let path = format!("/purchase-orders/{}/cancel", gone.id());
    let reason = json!({"reason": "Called off"});
    world
        .admin
        .post_with_etag(&path, &gone.etag(), &reason)
        .await
        .expect(200);
    world.admin.create("/purchase-orders", &body).await;
    browser.go("/purchase-orders").await;
    tabs(&browser, &json!({"Drafts": "3", "Cancelled": "1"})).await;
    browser.press("Mine").await;
    tabs(&browser, &json!({"Drafts": "2"})).await;
    // A tab keeps the other filters, so that it shows the rows that it counts.
    browser
        .script(
            "[...document.querySelectorAll('main nav.tabs a')].find((tab) => tab.textContent.startsWith('Drafts')).click()",
            json!([]),
        )
        .await;
    asks(&browser, "status=draft").await;
    asks(&browser, &format!("owner_id={}", broker.id())).await;
    browser.sees("2 orders").await;
    browser.close(&["401"]).await;
}

async fn phones_call_and_mails_write(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let supplier = json!({"name": "Alder Packing"});
    let supplier = broker.create("/suppliers", &supplier).await.id();
    let contact = json!({"supplier_id": supplier, "name": "Rosa Tillman", "phone": "402-555-0101 ext. 12",
        "email": "rosa@alder.example"});
    let contact = broker.create("/contacts", &contact).await.id();
    let carrier = json!({"name": "Tolmarsh Freight", "phone": "312 555 0199"});
    broker.create("/carriers", &carrier).await;
    let hrefs = "return [...document.querySelectorAll('main a[href^=\"tel:\"], main a[href^=\"mailto:\"]')].map((link) => link.getAttribute('href')).sort().join(' ')";
    let both = "mailto:rosa@alder.example tel:+14025550101;ext=12";
    for (path, wanted) in [
        ("/contacts".to_owned(), both),
        (format!("/contacts/{contact}"), both),
        (format!("/suppliers/{supplier}?tab=contacts"), both),
        ("/carriers".to_owned(), "tel:+13125550199"),
    ] {
        browser.go(&path).await;
        let script = format!("return (() => {{ {hrefs} }})() === arguments[0]");
        browser
            .wait(&format!("{wanted} on {path}"), &script, json!([wanted]))
            .await;
    }
    // A click on the number follows the phone link; one beside it opens the row.
    browser.go("/contacts").await;
    browser.sees("Rosa Tillman").await;
    let press = "addEventListener('click', (event) => event.preventDefault(), {once: true});
        document.querySelector('main a[href^=\"tel:\"]').click()";
    browser.script(press, json!([])).await;
    browser.keys(keys::NULL).await;
    assert_eq!(
        browser.script("return location.pathname", json!([])).await,
        json!("/contacts")
    );
    browser
        .script(
            "document.querySelector('main a[href^=\"tel:\"]').closest('td').click()",
            json!([]),
        )
        .await;
    browser.arrives(&format!("/contacts/{contact}")).await;
    browser.close(&["401"]).await;
}

async fn plants_stand_with_their_suppliers(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let supplier = json!({"name": "Alder Packing"});
    let supplier = broker.create("/suppliers", &supplier).await.id();
    browser
        .go(&format!("/suppliers/{supplier}?tab=plants"))
        .await;
    browser.follow("Add plant").await;
    browser.heading("New plant").await;
    browser.fill("Name", "Alder Works").await;
    browser.press("Create").await;
    // The link is a supply line, which has both parents filled in.
    browser.heading("New supply line").await;
    browser.holds("Supplier", "Alder Packing").await;
    browser.holds("Plant", "Alder Works").await;
    browser.press("Create").await;
    browser.arrives(&format!("/suppliers/{supplier}")).await;
    let plant = broker.ids("/plants", &[]).await[0];
    browser.go("/plants").await;
    lists(&browser, &["Alder Works"]).await;
    browser.sees("Alder Packing").await;
    browser.go(&format!("/plants/{plant}")).await;
    browser.heading("Alder Works").await;
    browser.sees("Alder Packing").await;
    browser.go("/supplier-plant-mappings").await;
    let heads = "return [...document.querySelectorAll('[data-grid] thead th')].some((head) => head.innerText.trim() === 'Supplier')";
    browser
        .wait("the supplier's column", heads, json!([]))
        .await;
    add_filter(&browser, "Supplier").await;
    browser.close(&["401"]).await;
}
