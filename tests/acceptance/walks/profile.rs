//! The user's own profile: edits are kept, the password changes, another device is signed out.

use domain::choices::UserRole;
use serde_json::json;

use super::signed_in;
use crate::support::browser::Window;
use crate::support::{App, on_sqlite};

on_sqlite!(one_looks_after_the_own_profile);

async fn one_looks_after_the_own_profile(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/purchase-orders").await;
    browser.heading("Purchase orders").await;
    browser.go("/profile").await;
    browser.heading("Your profile").await;
    browser.sees("Missing:").await;
    browser.fill("Job title", "Beef broker").await;
    browser.fill("Phone", "(402) 555-0123").await;
    browser.pick("Time zone", "denver", "Mountain").await;
    browser.press("Save").await;
    browser.sees("Profile saved").await;
    let me = broker.get("/me").await.expect(200).json();
    assert_eq!(me["job_title"], json!("Beef broker"));
    assert_eq!(me["phone"], json!("+14025550123"));
    assert_eq!(me["time_zone"], json!("America/Denver"));
    // The change can be undone and repeated.
    browser.press("Undo").await;
    browser.sees("Change undone").await;
    let me = broker.get("/me").await.expect(200).json();
    assert_eq!(
        (&me["job_title"], &me["phone"]),
        (&json!(null), &json!(null))
    );
    browser.fill("Phone", "(402) 555-0123").await;
    browser.press("Save").await;
    browser.sees("Profile saved").await;

    // Server errors are shown at their field, and nothing is saved.
    browser.fill("Phone", "12").await;
    browser.press("Save").await;
    browser.sees("digits").await;
    browser.fill("Phone", "(402) 555-0123").await;

    // The test's own client has a second session: the browser lists it and ends it.
    browser.sees("This device").await;
    browser.press("Sign out").await;
    browser.sees("Device signed out").await;
    broker.get("/me").await.expect(401);

    browser.fill("Current password", "not mine at all").await;
    browser.fill("New password", "quiet river stone").await;
    browser.press("Change password").await;
    browser.sees("This is not your password").await;
    browser.fill("Current password", &broker.password).await;
    browser.press("Change password").await;
    browser.sees("Password changed").await;
    app.sign_in(&broker.username, "quiet river stone").await;
    browser.close(&["422"]).await;
}
