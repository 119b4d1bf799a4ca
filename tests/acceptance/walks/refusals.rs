//! A rejected save is visible at any scroll position: its message is in view and has the focus, in forms and in dialogs. An
//! issued invoice has no form; issuing asks once and runs once.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::signed_in;
use crate::support::browser::{Browser, Window};
use crate::support::samples::order_between;
use crate::support::{Actor, App, on_sqlite};

on_sqlite!(
    a_refused_form_is_seen,
    a_refused_dialog_is_seen,
    an_issued_invoice_is_not_edited
);

/// Waits until the focus is on a message, or on a field with its message, that nothing covers.
async fn message_in_sight(browser: &Browser, words: &str) {
    let script = "const at = document.activeElement;
        const message = at.matches('.refusal') ? at : at.matches('[aria-invalid=true]') ? at.closest('.field, .cell') : null;
        if (!message || !message.textContent.includes(arguments[0])) return null;
        const box = message.getBoundingClientRect();
        if (box.top < 0 || box.bottom > innerHeight) return null;
        const top = document.elementFromPoint(box.left + 12, box.top + box.height / 2);
        return message.contains(top) || top?.closest('label') !== null && message.contains(top.closest('label'))";
    browser
        .wait(&format!("«{words}» in sight"), script, json!([words]))
        .await;
}

const TO_THE_FOOT: &str =
    "window.scrollTo(0, document.documentElement.scrollHeight); return scrollY";

async fn a_refused_form_is_seen(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let first = json!({"name": "Brindlemoor Beef Packing", "code": "BRI"});
    broker.create("/suppliers", &first).await;
    for (width, height) in [(1440, 500), (390, 600)] {
        browser.resize(width, height).await;
        // An invalid field, and one that the server rejects.
        browser.go("/suppliers/new").await;
        browser.heading("New supplier").await;
        browser.script(TO_THE_FOOT, json!([])).await;
        browser.press("Create").await;
        message_in_sight(&browser, "required").await;
        browser.fill("Name", "Brindlemoor Beef Packing").await;
        browser.script(TO_THE_FOOT, json!([])).await;
        browser.press("Create").await;
        message_in_sight(&browser, "").await;
    }
    // Rejected as a whole: the record was archived meanwhile.
    browser.resize(1440, 500).await;
    let made = broker
        .create("/suppliers", &json!({"name": "Fenwick Foods"}))
        .await;
    let path = format!("/suppliers/{}", made.id());
    browser.go(&format!("{path}/edit")).await;
    browser.heading("Edit Fenwick Foods").await;
    browser.fill("Code", "FEN").await;
    broker.delete(&path, &made.etag()).await.expect(200);
    browser.script(TO_THE_FOOT, json!([])).await;
    browser.press("Save").await;
    let seen = "const at = document.activeElement, box = at.getBoundingClientRect();
        return (at.matches('.refusal, [aria-invalid=true]') || at.closest('.merge, .conflict')) && box.top >= 0 && box.bottom <= innerHeight
            || !!document.querySelector('.merge')";
    browser.wait("what became of it", seen, json!([])).await;
    browser.close(&["401", "409", "412", "422"]).await;
}

async fn a_refused_dialog_is_seen(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.resize(1440, 420).await;
    // Created in place from a picker.
    browser.go("/purchase-orders/new").await;
    browser.heading("New order").await;
    browser.fill("Supplier", "Fenwick").await;
    let create = "const way = [...document.querySelectorAll('[role=option]')].find((o) => o.textContent.includes('Create “Fenwick”'));
        way?.dispatchEvent(new MouseEvent('mousedown', {bubbles: true})); return !!way;";
    browser
        .wait("the way to a new one", create, json!([]))
        .await;
    browser.heading("New supplier").await;
    browser.fill("Name", " ").await;
    let foot = "const dialog = document.querySelector('dialog[open]'); dialog.scrollTo(0, dialog.scrollHeight); return true";
    browser.script(foot, json!([])).await;
    browser.press("Create").await;
    message_in_sight(&browser, "required").await;

    // An action rejected as a whole: the order was changed meanwhile.
    let supplier = json!({"name": "Brindlemoor Beef Packing"});
    let supplier = broker.create("/suppliers", &supplier).await.id();
    let customer = json!({"name": "Wexcombe Grinding Company"});
    let customer = broker.create("/customers", &customer).await.id();
    let made = broker
        .create("/purchase-orders", &order_between(supplier, customer))
        .await;
    let path = format!("/purchase-orders/{}", made.id());
    browser.script("sessionStorage.clear(); localStorage.removeItem('draft:purchase-orders/new'); return true", json!([])).await;
    browser.go("/purchase-orders").await;
    browser.heading("Purchase orders").await;
    browser.go(&path).await;
    browser.press("Issue order").await;
    browser
        .wait(
            "the dialog",
            "return document.querySelector('dialog[open] form')",
            json!([]),
        )
        .await;
    let patch = json!({"customer_po_number": "CP-1"});
    broker.patch(&path, &made.etag(), &patch).await.expect(200);
    browser.press("Issue order").await;
    message_in_sight(&browser, "").await;
    browser.close(&["401", "409", "412", "422"]).await;
}

async fn invoice(broker: &Actor) -> (i64, Value) {
    let customer = json!({"name": "Wexcombe Grinding Company", "payment_terms": "net_15", "address_line1": "410 Sample Road",
        "city": "Chicago", "state": "IL", "postal_code": "60609"});
    let customer = broker.create("/customers", &customer).await.id();
    let body = json!({"customer_id": customer, "kind": "invoice", "invoice_date": "2026-03-02",
        "lines": [{"description": "Trim 50's", "weight": "1000.00", "weight_unit": "lb", "price": "1.5000", "basis": "per_lb"}]});
    let made = broker.create("/receivables", &body).await;
    (customer, made.json())
}

async fn an_issued_invoice_is_not_edited(app: &mut App) {
    let (browser, manager) = signed_in(app, UserRole::Manager, Window::Desk).await;
    let (customer, made) = invoice(&manager).await;
    let path = format!("/receivables/{}", made["id"]);
    browser.go(&path).await;
    browser.press("Issue").await;
    browser.sees("After that it cannot be edited").await;
    // Pressed twice: one request is sent.
    let twice = "const button = document.querySelector('dialog[open] button[type=submit]'); button.click(); button.click(); return true";
    browser.script(twice, json!([])).await;
    browser.misses("After that it cannot be edited").await;
    browser.sees("Issue done").await;
    browser.sees("is issued and cannot be edited").await;
    let now = manager.get(&path).await.expect(200).json();
    assert_eq!(
        (&now["status"], &now["version"]),
        (&json!("issued"), &json!(2))
    );
    let actions = "return [...document.querySelectorAll('.head .actions a, .head .actions button')].map((e) => e.textContent.trim())";
    let actions = browser.script(actions, json!([])).await;
    assert!(!actions.to_string().contains("Edit"), "{actions}");

    // Its form explains the alternatives and leads to them.
    browser.go(&format!("{path}/edit")).await;
    browser
        .sees("create a credit memo, or void it and invoice again")
        .await;
    browser.follow("Create credit memo").await;
    browser.heading("New receivable").await;
    let kind = "return document.querySelector('#field-kind')?.value === 'credit_note'";
    browser.wait("a credit memo", kind, json!([])).await;
    super::forms::holds(&browser, "Customer", "Wexcombe Grinding Company").await;
    assert!(customer > 0);

    // Voiding asks for a reason, in the same dialog that shows an error.
    browser.go(&path).await;
    browser.press("More actions").await;
    browser.press("Void").await;
    let submit = "document.querySelector('dialog[open] button[type=submit]').click(); return true";
    browser
        .wait(
            "the dialog",
            "return document.querySelector('dialog[open] textarea')",
            json!([]),
        )
        .await;
    browser.script(submit, json!([])).await;
    message_in_sight(&browser, "Enter a reason").await;
    browser.fill("Reason for voiding", "billed twice").await;
    browser.script(submit, json!([])).await;
    browser
        .sees("This receivable is void and cannot be edited")
        .await;
    browser.close(&["401"]).await;
}
