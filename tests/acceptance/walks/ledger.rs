//! The ledger in the browser: entering and applying payments, writing off, voiding, reversing, aging and statements.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::signed_in;
use crate::support::browser::{Browser, Window, keys};
use crate::support::samples::owes;
use crate::support::{Actor, App, Reply, on_sqlite};

on_sqlite!(
    a_payment_is_entered_and_applied,
    a_short_payment_is_written_off_and_a_payment_voided,
    what_does_not_fit_is_named_before_it_is_sent,
    reports_show_what_the_api_says,
    the_ledger_fits_a_phone,
);

async fn customer(actor: &Actor) -> i64 {
    let customer = json!({"name": "Wexcombe Grinding Company"});
    actor.create("/customers", &customer).await.id()
}

fn number(reply: &Reply) -> String {
    let number = &reply.json()["number"];
    number.as_str().unwrap_or_default().to_owned()
}

async fn balance(actor: &Actor, receivable: &Reply) -> Value {
    actor.get(&receivable.path()).await.expect(200).json()["balance"].clone()
}

/// The text of the first cell with a label in the first row of a table that contains a text.
async fn cell(browser: &Browser, row: &str, label: &str) -> String {
    let script = "const row = [...document.querySelectorAll('main tr')].find((row) => row.textContent.includes(arguments[0]));
        return row?.querySelector(`[data-label='${arguments[1]}']`)?.textContent.trim();";
    let text = browser.script(script, json!([row, label])).await;
    text.as_str().unwrap_or_default().to_owned()
}

/// The amounts that are offered, in the order of the rows.
async fn offered(browser: &Browser, wanted: &[&str]) {
    let script = "const shown = [...document.querySelectorAll('.allocations [aria-label^=\"Amount for\"]')].map((input) => input.value);
        return JSON.stringify(shown) === JSON.stringify(arguments[0]);";
    browser
        .wait(&format!("offered {wanted:?}"), script, json!([wanted]))
        .await;
}

async fn a_payment_is_entered_and_applied(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let customer = customer(&broker).await;
    let first = owes(&broker, customer, "100.00").await;
    let second = owes(&broker, customer, "50.00").await;
    browser.go("/payments").await;
    browser.heading("Payments").await;
    browser.sees("No payments yet").await;
    browser.keys("n").await;
    browser.heading("New payment").await;
    browser
        .pick("Customer", "wexc", "Wexcombe Grinding Company")
        .await;
    browser.sees(&number(&second)).await;
    browser.fill("Amount", "120").await;
    offered(&browser, &["100.00", "20.00"]).await;
    browser.sees("A check or wire has a number").await;
    browser.fill("Reference", "1048").await;
    browser.misses("A check or wire has a number").await;
    // Typed amounts hold; the rest is unapplied.
    browser
        .fill(&format!("Amount for {}", number(&second)), "5")
        .await;
    browser.keys(keys::TAB).await;
    offered(&browser, &["100.00", "5.00"]).await;
    browser.hold(keys::CONTROL, "s").await;
    browser.sees("Partly applied").await;
    let made = broker.ids("/payments", &[]).await;
    assert_eq!(made.len(), 1);
    let payment = format!("/payments/{}", made[0]);
    let shown = broker.get(&payment).await.expect(200).json();
    assert_eq!(shown["unapplied"], "15.00", "{shown}");
    assert_eq!(shown["reference"], "1048");
    browser.arrives(&payment).await;
    browser.sees(&number(&first)).await;
    // What is left is applied later.
    browser.press("Apply").await;
    browser
        .heading(&format!(
            "Apply {}",
            shown["number"].as_str().unwrap_or_default()
        ))
        .await;
    offered(&browser, &["15.00"]).await;
    browser.hold(keys::CONTROL, "s").await;
    browser.sees("applied").await;
    let open = "return !document.querySelector('dialog[open]')";
    browser.wait("the dialog closes", open, json!([])).await;
    assert_eq!(balance(&broker, &second).await, "30.00");
    assert_eq!(
        broker.get(&payment).await.json()["standing"],
        json!("applied")
    );
    // Brokers take nothing back.
    browser.misses("Void").await;
    browser.close(&["401"]).await;
}

async fn a_short_payment_is_written_off_and_a_payment_voided(app: &mut App) {
    let (browser, manager) = signed_in(app, UserRole::Manager, Window::Desk).await;
    let customer = customer(&manager).await;
    let invoice = owes(&manager, customer, "100.00").await;
    browser.go(&invoice.path()).await;
    browser.heading(&number(&invoice)).await;
    browser.sees("Issued").await;
    browser.follow("Record payment").await;
    browser.heading("New payment").await;
    offered(&browser, &["100.00"]).await;
    browser.fill("Amount", "97.50").await;
    offered(&browser, &["97.50"]).await;
    browser.fill("Reference", "W-77").await;
    browser.press("Create").await;
    browser.arrives(&invoice.path()).await;
    browser.heading(&number(&invoice)).await;
    assert_eq!(balance(&manager, &invoice).await, "2.50");
    browser.press("More actions").await;
    browser.press("Write off").await;
    browser
        .heading(&format!("Write off {}?", number(&invoice)))
        .await;
    browser.holds("Amount", "2.50").await;
    browser.press("Write off").await;
    browser.sees("Enter a reason").await;
    browser.fill("Reason for the write-off", "wire fee").await;
    browser.hold(keys::CONTROL, "s").await;
    browser.sees("wire fee").await;
    assert_eq!(balance(&manager, &invoice).await, "0.00");
    // A void payment is owed again.
    let made = manager.ids("/payments", &[]).await;
    let payment = format!("/payments/{}", made[0]);
    browser.go(&payment).await;
    browser.sees("W-77").await;
    browser.press("Void").await;
    browser.fill("Reason for voiding", "returned unpaid").await;
    browser.hold(keys::CONTROL, "s").await;
    browser.sees("Payment voided").await;
    browser.sees("returned unpaid").await;
    assert_eq!(balance(&manager, &invoice).await, "97.50");
    // The write-off is reversed from the postings of the invoice.
    browser.go(&invoice.path()).await;
    browser.press("Reverse").await;
    browser.heading("Reverse write-off?").await;
    browser.fill("Reason", "claimed after all").await;
    browser.hold(keys::CONTROL, "s").await;
    browser.sees("Write-off, reversal").await;
    assert_eq!(balance(&manager, &invoice).await, "100.00");
    browser.close(&["401"]).await;
}

async fn what_does_not_fit_is_named_before_it_is_sent(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let customer = customer(&broker).await;
    let invoice = owes(&broker, customer, "100.00").await;
    browser
        .go(&format!("/payments/new?customer_id={customer}"))
        .await;
    browser.heading("New payment").await;
    browser.sees(&number(&invoice)).await;
    browser.fill("Amount", "50").await;
    let amount = format!("Amount for {}", number(&invoice));
    browser.fill(&amount, "100.01").await;
    browser.sees("100.00 USD is open on").await;
    browser.sees("50.00 USD is available").await;
    browser.press("Create").await;
    assert!(broker.ids("/payments", &[]).await.is_empty());
    // A reload keeps what is typed.
    browser.reload().await;
    browser.sees("100.00 USD is open on").await;
    browser.press("Oldest due first").await;
    offered(&browser, &["50.00"]).await;
    browser.press("Create").await;
    browser.sees("Applied").await;
    assert_eq!(balance(&broker, &invoice).await, "50.00");
    browser.close(&["401"]).await;
}

async fn reports_show_what_the_api_says(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let customer = customer(&broker).await;
    owes(&broker, customer, "1234.56").await;
    let payment = json!({"customer_id": customer, "amount": "34.56", "reference": "1048"});
    broker.create("/payments", &payment).await;
    browser.go("/aging").await;
    browser.heading("Aging").await;
    browser.sees("1,200.00").await;
    let aging = broker
        .query("/receivables/aging", &[])
        .await
        .expect(200)
        .json();
    assert_eq!(aging["totals"]["total"], "1200.00");
    let late = cell(&browser, "Wexcombe", "Over 90").await;
    assert_eq!(late, "1,234.56");
    let unapplied = cell(&browser, "Wexcombe", "Unapplied").await;
    assert_eq!(unapplied, "34.56");
    // The bucket leads to its receivables, the query stays in the address.
    browser.follow("1,234.56").await;
    browser.heading("Receivables").await;
    browser.sees("Wexcombe").await;
    browser.go("/aging?edges=10,20,3000").await;
    browser.sees("21 to 3000").await;
    assert_eq!(cell(&browser, "Wexcombe", "21 to 3000").await, "1,234.56");
    // A day before anything was posted.
    browser.go("/aging?as_of=2020-01-31").await;
    browser.sees("Nothing is owed").await;

    browser.go(&format!("/customers/{customer}")).await;
    browser.follow("Statement").await;
    browser.sees("Closing balance").await;
    let shown = broker.get(&format!("/customers/{customer}")).await.json();
    assert_eq!(shown["open_balance"], "1200.00");
    let closing = "return document.querySelector('tfoot tr').textContent";
    let closing = browser.script(closing, json!([])).await;
    assert!(
        closing.as_str().unwrap_or_default().ends_with("1,200.00"),
        "{closing}"
    );
    browser.sees("(34.56)").await;
    let file = "const made = document.createElement; document.createElement = function (name) { const node = made.call(document, name); if (name === 'a') { node.click = () => { window.file = decodeURIComponent(node.href); }; } return node; };";
    browser.script(file, json!([])).await;
    browser.press("Download CSV").await;
    let file = browser.script("return window.file", json!([])).await;
    let file = file.as_str().unwrap_or_default();
    assert!(file.contains("-34.56,1200.00"), "{file}");
    browser.press("Last month").await;
    browser.sees("Opening balance").await;
    let kept = browser.script("return location.search", json!([])).await;
    assert!(
        kept.as_str().unwrap_or_default().contains("from="),
        "{kept}"
    );
    browser.close(&["401"]).await;
}

async fn the_ledger_fits_a_phone(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Manager, Window::Phone).await;
    let customer = customer(&broker).await;
    let invoice = owes(&broker, customer, "1234567.89").await;
    let payment = json!({
        "customer_id": customer, "amount": "1034.56", "reference": "a long reference of a wire transfer 0123456789",
        "allocations": [{"receivable_id": invoice.id(), "amount": "34.56"}],
    });
    let payment = broker.create("/payments", &payment).await;
    for (path, words) in [
        ("/payments".to_owned(), "Partly applied"),
        (payment.path(), "Postings"),
        (invoice.path(), "Postings"),
        (
            format!("/payments/new?receivable_id={}", invoice.id()),
            "Applied to",
        ),
        ("/aging".to_owned(), "1,233,533.33"),
        (
            format!("/customers/{customer}/statement"),
            "Closing balance",
        ),
    ] {
        browser.go(&path).await;
        browser.sees(words).await;
        browser.fits(&path).await;
        browser.resize(320, 640).await;
        browser.fits(&format!("{path} at 320")).await;
        browser.resize(390, 844).await;
    }
    browser.close(&["401"]).await;
}
