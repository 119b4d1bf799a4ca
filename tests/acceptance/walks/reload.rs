//! A reload keeps typed text, even when typed within the last second: edit pages, dialogs, the user's own profile. A part of the
//! app that does not load shows a message.

use std::fs;
use std::path::Path;

use domain::choices::UserRole;
use serde_json::json;

use super::forms::holds;
use super::{browser_of, signed_in};
use crate::support::browser::Window;
use crate::support::environment::web_dir;
use crate::support::{App, on_sqlite};

on_sqlite!(
    a_reload_keeps_every_form,
    a_part_that_does_not_load_is_asked_for_again,
    after_a_deploy_a_missing_part_offers_to_reload
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
    browser.press("More actions").await;
    browser.press("Void").await;
    browser.fill("Reason for voiding", "billed twice").await;
    browser.reload().await;
    browser.press("More actions").await;
    browser.press("Void").await;
    holds(&browser, "Reason for voiding", "billed twice").await;
    // Closed with a confirmation, it is discarded.
    browser.press("Not now").await;
    browser.press("More actions").await;
    browser.press("Void").await;
    holds(&browser, "Reason for voiding", "").await;
    browser.close(&["401"]).await;
}

async fn a_part_that_does_not_load_is_asked_for_again(app: &mut App) {
    let (browser, _) = signed_in(app, UserRole::Broker, Window::Phone).await;
    browser.go("/purchase-orders").await;
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

async fn after_a_deploy_a_missing_part_offers_to_reload(app: &mut App) {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(Path::new(&web_dir()), folder.path());
    let served = folder.path().to_path_buf();
    app.configured(|config| config.web_dir = Some(served)).await;
    let (browser, _) = browser_of(app, UserRole::Broker, Window::Desk).await;
    browser.block(&["*/assets/split_lazy_parts*"]).await;
    browser.go("/profile").await;
    browser.sees("could not be loaded").await;
    // The deploy: the page names other files from now on.
    let page = folder.path().join("index.html");
    let text = fs::read_to_string(&page).unwrap();
    fs::write(&page, text.replace("/assets/screens.", "/assets/other.")).unwrap();
    for packed in ["index.html.br", "index.html.gz"] {
        fs::remove_file(folder.path().join(packed)).unwrap();
    }
    browser.press("Try again").await;
    browser
        .sees("There is a newer version of ProjectMeats")
        .await;
    browser.block(&[]).await;
    browser.press("Reload").await;
    browser.heading("Your profile").await;
    browser.misses("There is a newer version").await;
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
