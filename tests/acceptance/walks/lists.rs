//! Lists: filters of every kind in the URL, preferences that follow the user to another browser, and empty lists.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::signed_in;
use crate::support::browser::{Browser, Window, keys};
use crate::support::{Actor, App, on_sqlite};

on_sqlite!(
    habits_come_along,
    a_list_says_why_it_is_empty;
    and on postgres: filters_of_every_kind_stand_in_the_address,
);

/// Waits until the URL's query contains a text.
pub(super) async fn asks(browser: &Browser, text: &str) {
    let script = "return decodeURIComponent(location.search).includes(arguments[0])";
    browser
        .wait(&format!("{text} in the address"), script, json!([text]))
        .await;
}

/// Waits until the list shows exactly these rows, by their row headers.
pub(super) async fn lists(browser: &Browser, rows: &[&str]) {
    let script = "const rows = [...document.querySelectorAll('main [data-grid] tbody th')].map((cell) => cell.innerText.trim());
        return JSON.stringify(rows) === JSON.stringify(arguments[0])";
    browser
        .wait(&format!("the rows {rows:?}"), script, json!([rows]))
        .await;
}

/// Waits until the focus is on a row's link or a control with this text.
pub(super) async fn focused(browser: &Browser, words: &str) {
    let script = "const now = document.activeElement; return (now.getAttribute('aria-label') || now.labels?.[0]?.textContent
        || now.textContent).trim().includes(arguments[0])";
    browser
        .wait(&format!("the focus on «{words}»"), script, json!([words]))
        .await;
}

pub(super) async fn add_filter(browser: &Browser, label: &str) {
    browser.press("Filter").await;
    browser.press(label).await;
}

pub(super) async fn suppliers(broker: &Actor) {
    for (name, species, terms, sent) in [
        (
            "Alder Packing",
            json!(["beef"]),
            json!("net_7"),
            json!("2026-01-10"),
        ),
        (
            "Birch Poultry",
            json!(["chicken", "turkey"]),
            json!("net_30"),
            Value::Null,
        ),
        (
            "Cedar Trading",
            json!(["beef", "pork"]),
            Value::Null,
            json!("2026-02-20"),
        ),
    ] {
        let supplier = json!({"name": name, "species": species, "payment_terms": terms,
            "credit_application_sent_on": sent});
        broker.create("/suppliers", &supplier).await;
    }
}

/// Removes all filters and waits until their chips are gone.
async fn clear(browser: &Browser) {
    browser.press("Clear").await;
    let gone = "return !document.querySelector('[data-filter].chip')";
    browser.wait("no chip", gone, json!([])).await;
}

async fn filters_of_every_kind_stand_in_the_address(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/purchase-orders").await;
    suppliers(&broker).await;
    browser.follow("Suppliers").await;
    lists(
        &browser,
        &["Alder Packing", "Birch Poultry", "Cedar Trading"],
    )
    .await;

    add_filter(&browser, "Species").await;
    browser.tick("Pork").await;
    browser.tick("Turkey").await;
    asks(&browser, "species=pork,turkey").await;
    lists(&browser, &["Birch Poultry", "Cedar Trading"]).await;
    browser.keys(keys::ESCAPE).await;

    add_filter(&browser, "Credit application").await;
    browser.tick("Yes").await;
    lists(&browser, &["Cedar Trading"]).await;
    browser.tick("Any").await;
    lists(&browser, &["Birch Poultry", "Cedar Trading"]).await;
    clear(&browser).await;
    lists(
        &browser,
        &["Alder Packing", "Birch Poultry", "Cedar Trading"],
    )
    .await;

    add_filter(&browser, "Application sent").await;
    browser.fill("From", "2/1/2026").await;
    browser.keys(keys::ENTER).await;
    asks(&browser, "credit_application_sent_on[gte]=2026-02-01").await;
    lists(&browser, &["Cedar Trading"]).await;
    clear(&browser).await;

    add_filter(&browser, "Terms").await;
    browser.tick("Not set").await;
    asks(&browser, "payment_terms[is_null]=true").await;
    lists(&browser, &["Cedar Trading"]).await;
    clear(&browser).await;

    add_filter(&browser, "Created").await;
    browser.fill("From", "tomorrow").await;
    browser.keys(keys::ENTER).await;
    browser.sees("Nothing matches these filters").await;
    // Going back undoes a filter; a pasted URL shows the same list.
    browser.script("history.back()", json!([])).await;
    lists(
        &browser,
        &["Alder Packing", "Birch Poultry", "Cedar Trading"],
    )
    .await;
    browser
        .go("/suppliers?species=beef&sort=-name&owner_id[not]=999")
        .await;
    lists(&browser, &["Cedar Trading", "Alder Packing"]).await;
    browser.sees("Species Beef").await;
    browser.sees("Owner not").await;

    browser.go("/purchase-orders").await;
    add_filter(&browser, "Supplier").await;
    for (typed, name) in [("ald", "Alder Packing"), ("ced", "Cedar Trading")] {
        browser.fill("Supplier", typed).await;
        let found = "return [...document.querySelectorAll('[role=option]')].some((o) => o.textContent.includes(arguments[0]))";
        browser.wait(name, found, json!([name])).await;
        browser.keys(keys::ENTER).await;
        browser.press(&format!("Remove {name}")).await;
        browser.fill("Supplier", typed).await;
        browser.wait(name, found, json!([name])).await;
        browser.keys(keys::ENTER).await;
        browser.sees(name).await;
    }
    browser.sees("Supplier Alder Packing, Cedar Trading").await;
    browser.close(&["401", "404"]).await;
}

/// Waits until all rendered rows have a height in pixels.
async fn heights(browser: &Browser, wanted: i64) {
    let script = "const rows = [...document.querySelectorAll('[data-grid] tbody tr')].map((row) => Math.round(row.getBoundingClientRect().height));
        return rows.length > 0 && rows.every((height) => height === arguments[0])";
    browser
        .wait(&format!("rows of {wanted} px"), script, json!([wanted]))
        .await;
}

/// Selects one of the three row heights.
async fn row_height(browser: &Browser, nth: usize) {
    let script =
        "document.querySelectorAll('input[name=density]')[arguments[0]].click(); return true";
    browser
        .wait("the height chosen", script, json!([nth]))
        .await;
}

async fn habits_come_along(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/purchase-orders").await;
    for n in 0..30 {
        let supplier = json!({"name": format!("Packer {n:02}"), "code": format!("P{:02}", 99 - n)});
        broker.create("/suppliers", &supplier).await;
    }
    browser.follow("Suppliers").await;
    browser.sees("30 suppliers").await;
    heights(&browser, 32).await;
    row_height(&browser, 0).await;
    heights(&browser, 44).await;
    row_height(&browser, 2).await;
    heights(&browser, 26).await;
    browser.choose_nth("Rows per page", 0, "25").await;
    browser.sees("25 of many").await;
    browser.press("Count all").await;
    browser.sees("25 of 30").await;
    browser.press("Columns").await;
    browser.tick("Phone").await;
    browser.tick("Application sent").await;
    browser.press("Earlier: Application sent").await;
    browser.press("Wider: Code").await;
    browser.keys(keys::ESCAPE).await;
    browser.press("Sort").await;
    browser.press("Created").await;
    asks(&browser, "sort=created_at").await;
    browser.press("Created").await;
    asks(&browser, "sort=-created_at").await;
    browser.sees("Packer 29").await;
    let heads = "return [...document.querySelectorAll('[data-grid] thead th')].map((head) => head.innerText.trim())";
    let before = browser.script(heads, json!([])).await;
    let last_two: Vec<&Value> = before
        .as_array()
        .into_iter()
        .flatten()
        .rev()
        .take(2)
        .collect();
    assert_eq!(
        last_two,
        [&json!("Open orders"), &json!("Application sent")],
        "{before}"
    );
    let kept = async || {
        let me = broker.get("/me").await.json();
        let of = &me["preferences"]["lists"]["suppliers"];
        me["density"] == "dense"
            && me["page_size"] == 25
            && of["sort"] == "-created_at"
            && of["widths"]["code"].is_u64()
    };
    while !kept().await {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    browser.close(&["401", "412"]).await;

    // The same user in another browser.
    let other = Browser::open(app, Window::Desk).await;
    other.go("/suppliers").await;
    other.sign_in(&broker.username, &broker.password).await;
    heights(&other, 26).await;
    other.sees("25 of many").await;
    other.sees("Packer 29").await;
    assert_eq!(other.script(heads, json!([])).await, before);
    other.close(&["401"]).await;
}

async fn a_list_says_why_it_is_empty(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    for (path, title, words) in [
        ("/suppliers", "Suppliers", "No suppliers yet"),
        ("/customers", "Customers", "No customers yet"),
        ("/locations", "Locations", "No locations yet"),
        ("/plants", "Plants", "No plants yet"),
        ("/products", "Products", "No products yet"),
        ("/contacts", "Contacts", "No contacts yet"),
        ("/carriers", "Carriers", "No carriers yet"),
        (
            "/supplier-plant-mappings",
            "Supply lines",
            "No supply lines yet",
        ),
        (
            "/purchase-orders",
            "Purchase orders",
            "Set up your first order",
        ),
        ("/receivables", "Receivables", "No receivables yet"),
    ] {
        browser.go(path).await;
        browser.heading(title).await;
        browser.sees(words).await;
        browser.go(&format!("{path}?archived=true")).await;
        browser.sees("No archived").await;
        browser.go(&format!("{path}?q=nothing+of+the+kind")).await;
        browser.sees("Nothing matches these filters").await;
        browser.press("Clear filters").await;
        browser.sees(words).await;
    }
    browser.go("/users?q=nobody+of+that+name").await;
    browser.sees("Nothing matches these filters").await;

    // A link with an unknown parameter.
    broker
        .create("/suppliers", &json!({"name": "Alder Packing"}))
        .await;
    browser.go("/suppliers?colour=red").await;
    browser.sees("Unknown query parameter").await;
    browser.press("Clear filters").await;
    lists(&browser, &["Alder Packing"]).await;

    // The server fails and recovers; then the user lacks permission.
    let fail = "window.real = window.real || window.fetch; window.fetch = (request) => {
        const path = new URL(request.url || request, location.href).pathname;
        if (!path.endsWith('/customers')) return window.real(request);
        const body = {type: 'about:blank', title: arguments[1], status: arguments[0], code: arguments[2], instance: path, request_id: 'abc123', errors: []};
        return Promise.resolve(new Response(JSON.stringify(body), {status: arguments[0], headers: {'content-type': 'application/problem+json'}})); }";
    browser
        .script(fail, json!([500, "Something went wrong here", "internal"]))
        .await;
    browser.follow("Customers").await;
    browser.sees("Something went wrong here").await;
    browser.sees("abc123").await;
    browser
        .script("window.fetch = window.real", json!([]))
        .await;
    browser.press("Try again").await;
    browser.sees("No customers yet").await;
    browser.follow("Suppliers").await;
    browser.heading("Suppliers").await;
    browser
        .script(fail, json!([403, "This is not for your role", "forbidden"]))
        .await;
    browser.follow("Customers").await;
    browser.sees("This is not for your role").await;
    browser.follow("Go to orders").await;
    browser.heading("Purchase orders").await;
    browser.close(&["401", "400"]).await;
}
