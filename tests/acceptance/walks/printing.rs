//! Printed pages: no buy price or margin on a customer's copy, light in any theme, with company, title and page numbers in the
//! margins.

use domain::choices::UserRole;
use serde_json::json;

use super::signed_in;
use crate::support::browser::{Browser, Window};
use crate::support::samples::{order, sold};
use crate::support::{App, World, on_sqlite};

on_sqlite!(
    an_order_prints_without_what_we_pay,
    lists_print_without_margins,
    a_long_list_prints_whole,
);

/// The printed text, in one line.
async fn paper(browser: &Browser) -> String {
    browser.media("print").await;
    browser
        .script("dispatchEvent(new Event('beforeprint'))", json!([]))
        .await;
    let text = browser
        .script(
            "return document.body.innerText.replace(/\\s+/g, ' ')",
            json!([]),
        )
        .await;
    text.as_str().unwrap_or_default().to_owned()
}

/// Returns to the screen.
async fn screen(browser: &Browser) {
    browser
        .script("dispatchEvent(new Event('afterprint'))", json!([]))
        .await;
    browser.media("").await;
}

fn has(paper: &str, words: &[&str]) {
    for word in words {
        assert!(paper.contains(word), "«{word}» is not on paper: {paper}");
    }
}

fn lacks(paper: &str, words: &[&str]) {
    for word in words {
        assert!(!paper.contains(word), "«{word}» is on paper: {paper}");
    }
}

async fn an_order_prints_without_what_we_pay(app: &mut App) {
    app.configured(|config| config.company_name = "Castell \"Prime\" Provisions".to_owned())
        .await;
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/purchase-orders").await;
    browser.heading("Purchase orders").await;
    let world = World::new(app).await;
    let mut body = order(&world);
    body["lines"] = json!([sold(&world, "40000.00", "1.2345", Some("1.6789"))]);
    body["notes"] = json!("Squeeze them on price");
    body["special_instructions"] = json!("Pre-cool to 28 F");
    body["customer_po_number"] = json!("CP-31");
    let made = broker.create("/purchase-orders", &body).await;
    let (number, path) = (
        made.json()["number"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        format!("/purchase-orders/{}", made.id()),
    );
    browser
        .script("localStorage.setItem('theme', 'dark')", json!([]))
        .await;
    browser.go(&path).await;
    browser.heading(&number).await;
    browser.sees("1.2345").await;
    browser.sees("World plant").await;

    let customers = paper(&browser).await;
    has(
        &customers,
        &[
            &number,
            "World customer",
            "1.6789",
            "67,156.00",
            "Pre-cool to 28 F",
            "CP-31",
            "World dock",
        ],
    );
    let ours = [
        "1.2345",
        "49,380.00",
        "123.45",
        "17,776.00",
        "0.4444",
        "Margin",
        "Squeeze",
        "Activity",
        "Created by",
        "Supplier terms",
        "World supplier",
        "World plant",
        "Owner",
    ];
    lacks(&customers, &ours);
    let looks = "const root = getComputedStyle(document.documentElement), body = getComputedStyle(document.body);
        return [root.colorScheme, body.backgroundColor, getComputedStyle(document.querySelector('main h1')).color,
            root.getPropertyValue('--print-company'), root.getPropertyValue('--print-title').includes(arguments[0])]";
    let looks = browser.script(looks, json!([number])).await;
    assert_eq!(looks[0], json!("light"), "{looks}");
    assert_eq!(looks[1], json!("rgb(255, 255, 255)"), "{looks}");
    assert_eq!(looks[3], json!("\"Castell \\\"Prime\\\" Provisions\""));
    assert_eq!(looks[4], json!(true), "{looks}");
    screen(&browser).await;

    // The supplier's copy shows buy prices, but nothing of the customer.
    browser
        .script(
            "window.print = () => { window.copy = document.documentElement.dataset.copy; }",
            json!([]),
        )
        .await;
    browser.press("More actions").await;
    browser.press("Print supplier copy").await;
    let copy = browser.script("return window.copy", json!([])).await;
    assert_eq!(copy, json!("supplier"));
    let left = "return document.documentElement.hasAttribute('data-copy')";
    assert_eq!(browser.script(left, json!([])).await, json!(false));
    browser
        .script(
            "document.documentElement.dataset.copy = 'supplier'",
            json!([]),
        )
        .await;
    let suppliers = paper(&browser).await;
    has(
        &suppliers,
        &[
            &number,
            "World supplier",
            "1.2345",
            "49,380.00",
            "World plant",
        ],
    );
    lacks(
        &suppliers,
        &[
            "1.6789",
            "67,156.00",
            "17,776.00",
            "World customer",
            "CP-31",
            "Squeeze",
            "Margin",
        ],
    );
    let pages = browser.pages_on_paper().await;
    assert_eq!(pages, 1, "a short order fits on a page");
    browser.close(&["401"]).await;
}

async fn lists_print_without_margins(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let world = World::new(app).await;
    let mut body = order(&world);
    body["lines"] = json!([sold(&world, "40000.00", "1.2345", Some("1.6789"))]);
    for _ in 0..2 {
        broker.create("/purchase-orders", &body).await;
    }
    for path in [
        "/purchase-orders".to_owned(),
        format!("/suppliers/{}", world.supplier),
    ] {
        browser.go(&path).await;
        browser.sees("0.4444").await;
        let list = paper(&browser).await;
        has(&list, &["World customer", "40,000.00"]);
        lacks(
            &list,
            &[
                "0.4444",
                "17,776.00",
                "35,552.00",
                "49,380.00",
                "98,760.00",
                "New order",
                "Filter",
            ],
        );
        screen(&browser).await;
    }
    browser.close(&["401"]).await;
}

async fn a_long_list_prints_whole(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    for n in 0..120 {
        let supplier = json!({"name": format!("Packer {n:03}")});
        broker.create("/suppliers", &supplier).await;
    }
    browser.go("/suppliers?limit=200").await;
    browser.sees("120 suppliers").await;
    let drawn = "return document.querySelectorAll('[data-grid] tbody tr[data-id]').length";
    let few = browser.script(drawn, json!([])).await;
    assert!(
        few.as_i64() < Some(120),
        "{few} rows are drawn on the screen"
    );
    let list = paper(&browser).await;
    has(&list, &["Packer 000", "Packer 060", "Packer 119"]);
    screen(&browser).await;
    // Printed by the browser, which fires the print events itself.
    let pages = browser.pages_on_paper().await;
    assert!((3..=6).contains(&pages), "{pages} pages");
    browser.close(&["401"]).await;
}
