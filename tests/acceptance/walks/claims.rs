//! Claims in the browser: opening those of an event from an order, deciding and settling them, the clock, and closing with open ones.

use chrono::{Months, NaiveDate};
use domain::choices::UserRole;
use serde_json::json;

use super::signed_in;
use crate::claims::delivered;
use crate::support::browser::{Window, keys};
use crate::support::{App, World, on_sqlite};

on_sqlite!(
    an_event_is_claimed_and_settled,
    an_order_with_open_claims_closes_with_a_reason,
    claims_fit_a_phone,
);

async fn an_event_is_claimed_and_settled(app: &mut App) {
    let (browser, _) = signed_in(app, UserRole::Manager, Window::Desk).await;
    let world = World::new(app).await;
    let mut load = delivered(&world, None).await;
    let invoice = load.bill(&world.broker).await;
    browser.go("/claims").await;
    browser.sees("No claims yet").await;
    browser.misses("New claim").await;
    browser.go(&load.path()).await;
    browser.sees("No claims on this load.").await;
    browser.press("Open claims").await;
    // What is missing is named before it is sent.
    browser.hold(keys::CONTROL, "s").await;
    browser.sees("Choose what happened").await;
    browser.sees("Enter the amount of at least one claim").await;
    browser.choose_nth("What happened", 0, "Temperature").await;
    browser.fill("Description", "41 F for 3 hours").await;
    browser.fill("World customer claims from us", "1000").await;
    browser.fill("Hauler 0 owes us", "0").await;
    browser.hold(keys::CONTROL, "s").await;
    browser.sees("The amount must be more than 0").await;
    browser.fill("Hauler 0 owes us", "800").await;
    browser.hold(keys::CONTROL, "s").await;
    let closed = "return !document.querySelector('dialog[open]')";
    browser.wait("the dialog closes", closed, json!([])).await;
    browser.sees("World customer").await;
    browser.sees("Net loss").await;
    let ids = world.broker.ids("/claims", &[("sort", "id")]).await;
    assert_eq!(ids.len(), 2);
    let claims = ["customer", "carrier"];
    for (id, party) in ids.iter().zip(claims) {
        let claim = world.broker.get(&format!("/claims/{id}")).await.json();
        assert_eq!(claim["party"], party);
        assert_eq!(claim["kind"], "temperature");
    }
    // The customer's claim: approved for less, settled by a credit memo.
    let path = format!("/claims/{}", ids[0]);
    let claim = world.broker.get(&path).await.json();
    browser.follow(claim["number"].as_str().unwrap()).await;
    browser.arrives(&path).await;
    browser.sees("41 F for 3 hours").await;
    browser.sees("Other claims of this event").await;
    browser.press("Approve").await;
    browser.holds("Amount approved", "1,000.00").await;
    browser.fill("Amount approved", "1000.01").await;
    browser.hold(keys::CONTROL, "s").await;
    browser.sees("At most 1000.00 USD").await;
    browser.fill("Amount approved", "900").await;
    browser.hold(keys::CONTROL, "s").await;
    browser.wait("the dialog closes", closed, json!([])).await;
    browser.sees("Approved").await;
    browser.press("Settle").await;
    browser.holds("Amount settled", "900.00").await;
    browser.hold(keys::CONTROL, "s").await;
    browser.sees("A document reference is required").await;
    browser.fill("Document", "reefer download 7741").await;
    browser.hold(keys::CONTROL, "s").await;
    browser.wait("the dialog closes", closed, json!([])).await;
    browser.sees("reefer download 7741").await;
    let settled = world.broker.get(&path).await.json();
    assert_eq!(
        (&settled["status"], &settled["settled"]),
        (&json!("settled"), &json!("900.00"))
    );
    let bill = world.broker.get(&invoice.path()).await.json();
    assert_eq!(bill["balance"], "51700.00");
    browser
        .follow(settled["credit_memo_number"].as_str().unwrap())
        .await;
    browser
        .sees(&format!("Claim {}", settled["number"].as_str().unwrap()))
        .await;
    // The carrier's claim is denied with a reason.
    browser.go(&format!("/claims/{}", ids[1])).await;
    browser.sees("File with the carrier by").await;
    browser.press("More actions").await;
    browser.press("Deny").await;
    browser
        .fill("Reason for the denial", "set point was ours")
        .await;
    browser.hold(keys::CONTROL, "s").await;
    browser.sees("set point was ours").await;
    browser.go(&load.path()).await;
    browser.sees("Loss, settled to the customer").await;
    browser.sees("$900.00").await;
    browser.close(&["401"]).await;
}

async fn an_order_with_open_claims_closes_with_a_reason(app: &mut App) {
    let (browser, _) = signed_in(app, UserRole::Manager, Window::Desk).await;
    let world = World::new(app).await;
    let mut load = delivered(&world, None).await;
    load.bill(&world.broker).await;
    load.open(&world.broker, &[("supplier", "10.00")]).await;
    browser.go(&load.path()).await;
    browser.press("Close order").await;
    browser.hold(keys::CONTROL, "s").await;
    browser.sees("Open claims: CLM-").await;
    browser
        .fill("Reason for closing anyway", "the supplier pays next year")
        .await;
    browser.press("Close anyway").await;
    browser.sees("closed").await;
    let now = world.broker.get(&load.path()).await.json();
    assert_eq!(now["status"], "closed");
    browser.close(&["401", "409"]).await;
}

async fn claims_fit_a_phone(app: &mut App) {
    let (browser, _) = signed_in(app, UserRole::Manager, Window::Phone).await;
    let world = World::new(app).await;
    let today = delivered(&world, None).await.order.json()["order_date"].clone();
    let today: NaiveDate = serde_json::from_value(today).unwrap();
    let load = delivered(&world, Some(today - Months::new(9))).await;
    let parts = [
        ("customer", "1234567.89"),
        ("supplier", "999999.99"),
        ("carrier", "0.01"),
    ];
    let claims = load.open(&world.broker, &parts).await;
    for (path, words) in [
        ("/claims".to_owned(), "Last day"),
        (format!("/claims/{}", claims[2]["id"]), "Last day"),
        (
            format!("/claims/{}", claims[0]["id"]),
            "Other claims of this event",
        ),
        (load.path(), "Net loss"),
    ] {
        browser.go(&path).await;
        browser.sees(words).await;
        browser.fits(&path).await;
        browser.resize(320, 640).await;
        browser.fits(&format!("{path} at 320")).await;
        browser.resize(390, 844).await;
    }
    browser.press("More actions").await;
    browser.press("Open claims").await;
    browser.sees("World supplier owes us").await;
    browser.fits("the dialog").await;
    browser.close(&["401"]).await;
}
