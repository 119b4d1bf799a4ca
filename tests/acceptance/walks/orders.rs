//! An order on the screen: created with three lines, issued, and kept after a restart.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::signed_in;
use crate::support::browser::{Browser, Window};
use crate::support::reply::contains;
use crate::support::samples::order_between;
use crate::support::{Actor, App, on_sqlite};

on_sqlite!(
    leaving_a_dirty_form_asks;
    and on postgres: an_order_with_three_lines_is_written_and_issued,
);

/// Creates a supplier and a customer.
async fn parties(broker: &Actor) -> (i64, i64) {
    let supplier = json!({"name": "Brindlemoor Beef Packing", "payment_terms": "net_7"});
    let customer = json!({"name": "Wexcombe Grinding Company", "payment_terms": "net_15"});
    (
        broker.create("/suppliers", &supplier).await.id(),
        broker.create("/customers", &customer).await.id(),
    )
}

/// Creates products with codes and descriptions.
async fn goods(broker: &Actor) {
    for (code, words) in [
        ("T85-T", "Trim 85's - Tested"),
        ("T50-T", "Trim 50's - Tested"),
        ("T85-N", "Trim 85's - Not tested"),
    ] {
        let product = json!({"code": code, "description": words, "species": "beef"});
        broker.create("/products", &product).await;
    }
}

async fn line(
    browser: &Browser,
    nth: usize,
    text: &str,
    weight: &str,
    buy: (&str, &str),
    sell: (&str, &str),
) {
    browser.pick_nth("Product", nth, text, text).await;
    browser.fill_nth("Ordered weight", nth, weight).await;
    browser.fill_nth("Buying price", nth, buy.0).await;
    browser.choose_nth("Buying price per", nth, buy.1).await;
    browser.fill_nth("Selling price", nth, sell.0).await;
    browser.choose_nth("Selling price per", nth, sell.1).await;
}

async fn an_order_with_three_lines_is_written_and_issued(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let (supplier, customer) = parties(&broker).await;
    goods(&broker).await;
    browser.go("/purchase-orders").await;
    browser.follow("New order").await;
    browser.heading("New order").await;
    browser
        .pick("Supplier", "brindle", "Brindlemoor Beef Packing")
        .await;
    browser
        .pick("Customer", "wexc", "Wexcombe Grinding Company")
        .await;
    line(
        &browser,
        0,
        "T85-T",
        "16000",
        ("338.50", "/cwt"),
        ("3.475", "/lb"),
    )
    .await;
    browser.press("Add line").await;
    line(
        &browser,
        1,
        "T50-T",
        "16000",
        ("122.75", "/cwt"),
        ("1.315", "/lb"),
    )
    .await;
    browser.press("Add line").await;
    line(
        &browser,
        2,
        "T85-N",
        "8000",
        ("331.25", "/cwt"),
        ("3.385", "/lb"),
    )
    .await;
    // Amounts and sums update while typing, before saving.
    for figure in [
        "54,160.00",
        "55,600.00",
        "19,640.00",
        "21,040.00",
        "26,500.00",
        "27,080.00",
        "100,300.00",
        "103,720.00",
        "3,420.00",
    ] {
        browser.sees(figure).await;
    }
    browser.press("Create").await;
    browser.sees("Draft").await;
    let rows = broker
        .query("/purchase-orders", &[])
        .await
        .expect(200)
        .json();
    let id = rows["items"][0]["id"].as_i64().expect("an order");
    let path = format!("/purchase-orders/{id}");
    browser.arrives(&path).await;
    let made = broker.get(&path).await.expect(200).json();
    let wanted = json!({
        "supplier_id": supplier, "customer_id": customer, "status": "draft", "buy_total": "100300.00", "sell_total": "103720.00",
        "margin": "3420.00", "margin_per_lb": "0.0855", "weight_lb": "40000.00",
    });
    contains(&made, &wanted, "");
    let lines = made["lines"].as_array().expect("lines");
    let texts: Vec<&Value> = lines.iter().map(|line| &line["description"]).collect();
    assert_eq!(
        texts,
        [
            "Trim 85's - Tested",
            "Trim 50's - Tested",
            "Trim 85's - Not tested"
        ]
    );
    assert_eq!(lines[1]["buy_price"], "122.7500");
    let number = made["number"].as_str().expect("a number").to_owned();
    browser.sees(&number).await;

    browser.press("Issue order").await;
    browser
        .wait(
            "the dialog",
            "return document.querySelector('dialog[open]')",
            json!([]),
        )
        .await;
    browser.press("Issue order").await;
    browser
        .wait(
            "the dialog gone",
            "return !document.querySelector('dialog[open]')",
            json!([]),
        )
        .await;
    browser.sees("Mark confirmed").await;
    let issued = broker.get(&path).await.expect(200).json();
    contains(
        &issued,
        &json!({"status": "issued", "supplier_snapshot": {"name": "Brindlemoor Beef Packing"}, "customer_terms": "net_15"}),
        "",
    );
    browser.close(&["401"]).await;

    app.restart().await;
    let broker = app.sign_in(&broker.username, &broker.password).await;
    assert_eq!(
        broker.get(&path).await.expect(200).json(),
        issued,
        "it is there after a restart"
    );
}

async fn leaving_a_dirty_form_asks(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let (supplier, customer) = parties(&broker).await;
    let made = broker
        .create("/purchase-orders", &order_between(supplier, customer))
        .await;
    let path = format!("/purchase-orders/{}", made.id());
    browser.go(&format!("{path}/edit")).await;
    browser.fill("Customer PO number", "CP-41").await;
    browser.follow("Suppliers").await;
    browser
        .wait(
            "the question",
            "return document.querySelector('dialog[open]')",
            json!([]),
        )
        .await;
    browser.keys(crate::support::browser::keys::ESCAPE).await;
    browser
        .wait(
            "the dialog gone",
            "return !document.querySelector('dialog[open]')",
            json!([]),
        )
        .await;
    assert_eq!(browser.value("Customer PO number").await, "CP-41");
    // The user menu leaves the page like any link, and signing out needs a confirmation too.
    for away in ["Your profile", "Sign out"] {
        let menu = "document.querySelector('.top .face').click(); return true";
        browser.script(menu, json!([])).await;
        browser.press(away).await;
        browser.heading("Leave without saving?").await;
        browser.press("Keep editing").await;
    }
    assert_eq!(browser.value("Customer PO number").await, "CP-41");
    browser.press("Save").await;
    browser.arrives(&path).await;
    browser.sees("CP-41").await;
    assert_eq!(
        broker.get(&path).await.expect(200).json()["customer_po_number"],
        "CP-41"
    );
    browser.close(&["401"]).await;
}
