//! Rejected actions of an order: errors with links to fix them, and gates that a manager may override with a reason; then its
//! invoice. Also choice lists, and concurrent changes of an order.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::forms::{Deal, deal};
use super::signed_in;
use crate::support::browser::{Browser, Window, keys};
use crate::support::reply::contains;
use crate::support::{Actor, App, on_sqlite};

on_sqlite!(
    a_carrier_without_insurance_is_not_given_a_load,
    a_customer_on_hold_is_not_sold_to,
    what_is_missing_is_named_with_the_way_there,
    a_loss_is_meant_or_not_saved,
    terms_of_payment_are_edited;
    and on postgres: a_delivered_load_is_billed, two_people_change_one_order,
);

/// An order of the deal in JSON, merged with `more`.
fn order(deal: &Deal, more: &Value) -> Value {
    let mut body = json!({
        "supplier_id": deal.supplier, "customer_id": deal.customer, "mapping_id": deal.line, "carrier_id": deal.carrier,
        "ship_from_plant_id": deal.plant, "ship_to_location_id": deal.dock, "logistics_scenario": "we_pickup", "freight_cost": "1980.00",
        "carrier_release_number": "REL-0001", "pickup_appointment": {"method": "first_come_first_serve"},
        "delivery_appointment": {"method": "first_come_first_serve"},
        "lines": [{
            "product_id": deal.product, "description": "Trim 50's - Tested", "ordered_units": 20, "ordered_weight": "40000.00",
            "buy_price": "1.2275", "buy_basis": "per_lb", "sell_price": "1.3150", "sell_basis": "per_lb",
        }],
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body
}

async fn made(broker: &Actor, body: &Value) -> String {
    let id = broker.create("/purchase-orders", body).await.id();
    format!("/purchase-orders/{id}")
}

async fn step(actor: &Actor, path: &str, action: &str, body: Value) {
    let etag = actor.get(path).await.etag();
    actor
        .post_with_etag(&format!("{path}/{action}"), &etag, &body)
        .await
        .expect(200);
}

async fn dialog(browser: &Browser, shown: bool) {
    let script = "return !!document.querySelector('dialog[open]') === arguments[0]";
    browser.wait("the dialog", script, json!([shown])).await;
}

async fn links_to(browser: &Browser, words: &str, href: &str) {
    let script = "const [words, href] = arguments; return [...document.querySelectorAll('dialog[open] a')].some((a) => a.textContent.trim() === words && a.getAttribute('href').startsWith(href))";
    browser
        .wait(
            &format!("«{words}» to {href}"),
            script,
            json!([words, href]),
        )
        .await;
}

async fn a_carrier_without_insurance_is_not_given_a_load(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let manager = app.user(UserRole::Manager).await;
    let deal = deal(&broker).await;
    let carrier = format!("/carriers/{}", deal.carrier);
    let etag = broker.get(&carrier).await.etag();
    let uninsured = json!({"insurance_expires_on": null});
    broker.patch(&carrier, &etag, &uninsured).await.expect(200);
    let path = made(&broker, &order(&deal, &json!({}))).await;
    step(&broker, &path, "issue", json!({})).await;
    step(&broker, &path, "confirm", json!({})).await;
    browser.go(&path).await;
    browser.press("Mark shipped").await;
    dialog(&browser, true).await;
    browser.press("Mark shipped").await;
    browser
        .sees("No insurance on record for Northquill Refrigerated Lines")
        .await;
    browser.sees("A manager can ship it with a reason").await;
    links_to(
        &browser,
        "Open Northquill Refrigerated Lines",
        &format!("/carriers/{}", deal.carrier),
    )
    .await;
    let offered = "return [...document.querySelectorAll('dialog[open] footer button')].map((b) => b.textContent.trim())";
    assert_eq!(
        browser.script(offered, json!([])).await,
        json!(["Not now"]),
        "a broker cannot pass the gate"
    );
    contains(
        &broker.get(&path).await.json(),
        &json!({"status": "confirmed"}),
        "",
    );
    browser.close(&["401", "409"]).await;
    let browser = Browser::open(app, Window::Desk).await;
    browser.go("/purchase-orders").await;
    browser.sign_in(&manager.username, &manager.password).await;
    browser.go(&path).await;
    browser.press("Mark shipped").await;
    dialog(&browser, true).await;
    browser.press("Mark shipped").await;
    browser.sees("No insurance on record for Northquill").await;
    browser.press("Ship anyway").await;
    browser.sees("A reason is required").await;
    browser
        .fill("Reason for shipping anyway", "certificate came by fax")
        .await;
    browser.press("Ship anyway").await;
    browser.sees("In transit").await;
    dialog(&browser, false).await;
    browser.sees("certificate came by fax").await;
    contains(
        &broker.get(&path).await.json(),
        &json!({"status": "in_transit"}),
        "",
    );
    browser.close(&["401", "409"]).await;
}

async fn a_customer_on_hold_is_not_sold_to(app: &mut App) {
    let (browser, manager) = signed_in(app, UserRole::Manager, Window::Desk).await;
    let deal = deal(&manager).await;
    let customer = format!("/customers/{}", deal.customer);
    let etag = manager.get(&customer).await.etag();
    manager
        .patch(&customer, &etag, &json!({"credit_hold": true}))
        .await
        .expect(200);
    let path = made(&manager, &order(&deal, &json!({}))).await;
    browser.go(&path).await;
    browser.press("Issue order").await;
    dialog(&browser, true).await;
    browser.press("Issue order").await;
    browser.sees("The customer is on credit hold").await;
    links_to(&browser, "Open Wexcombe Grinding Company", &customer).await;
    browser
        .fill("Reason for issuing anyway", "paid by wire today")
        .await;
    browser.press("Issue anyway").await;
    dialog(&browser, false).await;
    browser.sees("Mark confirmed").await;
    contains(
        &manager.get(&path).await.json(),
        &json!({"status": "issued"}),
        "",
    );
    browser.close(&["401", "409"]).await;
}

async fn what_is_missing_is_named_with_the_way_there(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let deal = deal(&broker).await;
    let line = json!({"description": "Trim", "ordered_units": 20, "ordered_weight": "40000.00", "buy_price": "1.2275", "buy_basis": "per_lb"});
    let body = order(
        &deal,
        &json!({"lines": [line], "ship_from_plant_id": null, "ship_to_location_id": null, "mapping_id": null}),
    );
    let path = made(&broker, &body).await;
    browser.go(&path).await;
    browser.press("Issue order").await;
    browser.sees("Required first").await;
    // The link leads to the control in the form.
    browser.follow("Line 1 product from the list").await;
    let there = "return document.activeElement?.getAttribute('aria-label') === 'Product'";
    browser
        .wait("the focus on the product", there, json!([]))
        .await;
    browser.pick("Product", "50s", "BEEF-050-FC-T").await;
    browser.press("Save").await;
    browser.sees("saved").await;
    browser.press("Issue order").await;
    dialog(&browser, true).await;
    browser.press("Issue order").await;
    dialog(&browser, false).await;
    step(&broker, &path, "confirm", json!({})).await;
    browser.reload().await;
    browser.press("Mark shipped").await;
    links_to(
        &browser,
        "Ship from plant",
        &format!("{path}/edit?at=/ship_from_plant_id"),
    )
    .await;
    links_to(
        &browser,
        "Ship to location",
        &format!("{path}/edit?at=/ship_to_location_id"),
    )
    .await;
    browser.follow("Ship from plant").await;
    let there = "return document.activeElement?.id === 'field-ship_from_plant_id'";
    browser
        .wait("the focus on the plant", there, json!([]))
        .await;
    browser.close(&["401"]).await;
}

async fn a_delivered_load_is_billed(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let deal = deal(&broker).await;
    let carrier = format!("/carriers/{}", deal.carrier);
    let etag = broker.get(&carrier).await.etag();
    broker
        .patch(
            &carrier,
            &etag,
            &json!({"insurance_expires_on": "2099-01-01"}),
        )
        .await
        .expect(200);
    let path = made(&broker, &order(&deal, &json!({}))).await;
    step(&broker, &path, "issue", json!({})).await;
    step(&broker, &path, "confirm", json!({})).await;
    let today = broker.get(&path).await.json()["order_date"].clone();
    step(&broker, &path, "ship", json!({"shipped_on": today})).await;
    step(&broker, &path, "deliver", json!({"delivered_on": today})).await;
    browser.go(&path).await;
    browser.press("Enter weights").await;
    // Implausible weights are reported while typing.
    browser.fill("Actual weight of line 1", "41000").await;
    browser.sees("2.50% over").await;
    browser.sees("Differs from the product's net weight").await;
    browser.press("Cancel").await;
    browser.misses("2.50% over").await;
    let lines = broker.get(&path).await.json()["lines"].clone();
    let weighed = json!({"lines": [{"id": lines[0]["id"], "actual_units": 20, "actual_weight": "39950.50", "weight_source": "bol"}]});
    step(&broker, &path, "weigh", weighed).await;
    browser.reload().await;
    browser.press("Create invoice").await;
    dialog(&browser, true).await;
    browser.press("Create invoice").await;
    browser.arrives("/receivables/").await;
    browser.sees("52,534.91").await;
    browser.sees("Draft").await;
    let order = broker.get(&path).await.json();
    let number = order["invoices"][0]["number"]
        .as_str()
        .expect("an invoice")
        .to_owned();
    browser.go(&path).await;
    browser.follow(&number).await;
    browser.arrives("/receivables/").await;
    browser.close(&["401"]).await;
}

async fn a_loss_is_meant_or_not_saved(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let deal = deal(&broker).await;
    let path = made(&broker, &order(&deal, &json!({}))).await;
    step(&broker, &path, "issue", json!({})).await;
    browser.go(&format!("{path}/edit")).await;
    let meant = "Accept the loss on this order";
    browser.sees("Margin").await;
    browser.misses(meant).await;
    browser.fill("Selling price", "1.1000").await;
    browser.press("Save").await;
    browser.sees(meant).await;
    let before = broker.get(&path).await.json();
    assert_eq!(before["lines"][0]["sell_price"], "1.3150");
    browser.tick(meant).await;
    browser.press("Save").await;
    browser.sees("saved").await;
    let after = broker.get(&path).await.json();
    assert_eq!(after["lines"][0]["sell_price"], "1.1000");
    browser.close(&["401", "422"]).await;
}

async fn terms_of_payment_are_edited(app: &mut App) {
    let (browser, admin) = signed_in(app, UserRole::Admin, Window::Desk).await;
    browser.go("/choice-lists?list=payment_terms").await;
    browser.sees("15 days from the invoice date").await;
    let row = "const row = [...document.querySelectorAll('tbody tr')].find((row) => row.querySelector('th')?.textContent === arguments[0]);
        row?.querySelector('button')?.click(); return !!row";
    browser.wait("Net 45", row, json!(["Net 45"])).await;
    browser.heading("Edit entry").await;
    assert_eq!(browser.value("Days").await, "45");
    // Another user changes it meanwhile: the typed text is merged with that version and saved on the next attempt.
    let all = admin.get("/choices").await.json();
    let entry = all["lists"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|list| list["entries"].as_array().into_iter().flatten())
        .find(|entry| entry["code"] == "net_45")
        .expect("the entry");
    let entry = format!("/choices/{}", entry["id"]);
    let etag = admin.get(&entry).await.etag();
    let theirs = json!({"label": "Net 45 days"});
    admin.patch(&entry, &etag, &theirs).await.expect(200);
    browser.fill("Days", "44").await;
    browser.press("Save").await;
    browser.sees("changed this entry").await;
    assert_eq!(browser.value("Label").await, "Net 45 days");
    assert_eq!(browser.value("Days").await, "44");
    browser.fill("Label", "Net 45").await;
    browser.press("Save").await;
    dialog(&browser, false).await;
    browser.sees("44 days from the invoice date").await;
    browser.wait("Net 45", row, json!(["Net 45"])).await;
    browser.heading("Edit entry").await;
    browser.fill("Days", "400").await;
    browser.press("Save").await;
    browser.sees("Days are 0 to 365").await;
    browser.fill("Days", "42").await;
    browser.choose_nth("Count from", 0, "Receiving date").await;
    browser.press("Save").await;
    dialog(&browser, false).await;
    browser.sees("42 days from the receiving date").await;
    browser.wait("Net 45", row, json!(["Net 45"])).await;
    browser.heading("Edit entry").await;
    browser.press("History").await;
    browser.sees("Invoice date → to Receiving date").await;
    browser.press("Cancel").await;
    browser.press("New entry").await;
    browser.fill("Code", "net_10").await;
    browser.fill("Label", "Net 10").await;
    browser.fill("Days", "10").await;
    browser.press("Save").await;
    browser.sees("10 days from the invoice date").await;
    // Other lists have no terms.
    browser.go("/choice-lists?list=species").await;
    browser.wait("Beef", row, json!(["Beef"])).await;
    browser.heading("Edit entry").await;
    browser.misses("Count from").await;
    // Esc does not discard entered values.
    browser.fill("Label", "Ox").await;
    browser.keys(keys::ESCAPE).await;
    browser.heading("Close without saving?").await;
    browser.press("Close").await;
    dialog(&browser, false).await;
    let choices = admin.get("/choices").await.json();
    let lists = choices["lists"].as_array().expect("lists");
    let terms = lists
        .iter()
        .find(|list| list["name"] == "payment_terms")
        .expect("terms");
    assert!(
        terms["entries"]
            .as_array()
            .expect("entries")
            .iter()
            .any(|entry| entry["code"] == "net_10")
    );
    browser.close(&["401", "412"]).await;
}

async fn two_people_change_one_order(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let other = app.user(UserRole::Manager).await;
    let deal = deal(&broker).await;
    let second = broker
        .create("/carriers", &json!({"name": "Coldwater Haulage"}))
        .await
        .id();
    let path = made(&broker, &order(&deal, &json!({}))).await;
    browser.go(&format!("{path}/edit")).await;
    browser.fill("Carrier", "x").await;
    browser
        .fill("Carrier", crate::support::browser::keys::BACKSPACE)
        .await;
    browser.fill("Customer PO number", "CP-41").await;
    let etag = other.get(&path).await.etag();
    other
        .patch(
            &path,
            &etag,
            &json!({"carrier_id": second, "freight_cost": "2100.00"}),
        )
        .await
        .expect(200);
    browser.press("Save").await;
    browser.heading("Two people changed this record").await;
    // Records are shown by name: before, mine and theirs.
    browser.sees("Northquill Refrigerated Lines").await;
    browser.sees("Coldwater Haulage").await;
    // Computed values of the result are shown below, beside the old ones.
    browser.sees("Calculated from the result").await;
    browser.sees("Freight, $ 2,100.00").await;
    browser.sees("Margin, $/lb").await;
    browser.press("Save result").await;
    browser.sees("saved").await;
    contains(
        &broker.get(&path).await.json(),
        &json!({"carrier_id": null, "freight_cost": "2100.00", "customer_po_number": "CP-41"}),
        "",
    );
    browser.close(&["401", "412"]).await;
}
