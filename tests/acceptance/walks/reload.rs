//! A reload keeps typed text, even when typed within the last second: edit pages, dialogs, the user's own profile. A part of the
//! app that does not load shows a message.

use domain::choices::UserRole;
use serde_json::json;

use super::forms::holds;
use super::signed_in;
use crate::support::browser::Window;
use crate::support::{App, on_sqlite};

on_sqlite!(
    a_reload_keeps_every_form,
    a_part_that_does_not_load_is_asked_for_again
);

async fn a_reload_keeps_every_form(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Manager, Window::Desk).await;
    let customer = json!({"name": "Wexcombe Grinding Company", "payment_terms": "net_15"});
    let customer = broker.create("/customers", &customer).await.id();
    // An edit page offers to restore it.
    browser.go("/suppliers/new").await;
    browser.heading("New supplier").await;
    browser.fill("Name", "Fenwick Foods").await;
    browser.reload().await;
    browser.press("Restore changes").await;
    holds(&browser, "Name", "Fenwick Foods").await;
    browser
        .script(
            "localStorage.removeItem('draft:suppliers/new'); return true",
            json!([]),
        )
        .await;

    // The profile shows it again.
    browser.go("/profile").await;
    browser.fill("Job title", "Buyer").await;
    browser.reload().await;
    holds(&browser, "Job title", "Buyer").await;
    browser.press("Save").await;
    browser.sees("Profile saved").await;

    // A dialog shows it when reopened.
    let body = json!({"customer_id": customer, "kind": "invoice", "invoice_date": "2026-03-02",
        "lines": [{"description": "Trim 50's", "weight": "1000.00", "weight_unit": "lb", "price": "1.5000", "basis": "per_lb"}]});
    let made = broker.create("/receivables", &body).await;
    let path = format!("/receivables/{}", made.id());
    let issued = broker
        .post_with_etag(&format!("{path}/issue"), &made.etag(), &json!({}))
        .await;
    issued.expect(200);
    browser.go(&path).await;
    browser.press("Void").await;
    browser.fill("Reason for voiding", "billed twice").await;
    browser.reload().await;
    browser.press("Void").await;
    holds(&browser, "Reason for voiding", "billed twice").await;
    // Closed with a confirmation, it is discarded.
    browser.press("Not now").await;
    browser.press("Void").await;
    holds(&browser, "Reason for voiding", "").await;
    browser.close(&["401"]).await;
}

async fn a_part_that_does_not_load_is_asked_for_again(app: &mut App) {
    let (browser, _) = signed_in(app, UserRole::Broker, Window::Phone).await;
    browser.go("/").await;
    browser.heading("Purchase orders").await;
    browser.block(&["*/assets/split_lazy_parts*"]).await;
    browser.go("/profile").await;
    browser.sees("could not be loaded").await;
    browser.press("Try again").await;
    browser.misses("could not be loaded").await;
    browser.sees("could not be loaded").await;
    browser.block(&[]).await;
    browser.press("Try again").await;
    browser.heading("Your profile").await;
    browser.misses("could not be loaded").await;
}
