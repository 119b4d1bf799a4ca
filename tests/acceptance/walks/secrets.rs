//! Passwords typed in the browser: passwords set by others must be changed, and no password is stored by the browser.

use std::path::PathBuf;
use std::time::Duration;

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::signed_in;
use crate::support::app::{ADMIN_PASSWORD, GIVEN_PASSWORD, PASSWORD};
use crate::support::browser::{Browser, Window};
use crate::support::{App, environment, on_sqlite};

on_sqlite!(
    no_typed_password_is_kept,
    a_given_password_is_changed_first,
    a_given_password_is_changed_over_the_page,
);

/// Everything that a page can store: both storages, databases, caches, cookies, the history state, and the URL.
const KEPT: &str = "window.everythingKept = null;
    const done = (kept) => { window.everythingKept = kept; };
    (async () => {
        const kept = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), document.cookie,
            JSON.stringify(history.state), location.href];
        for (const {name} of await indexedDB.databases()) {
            const db = await new Promise((found, failed) => {
                const open = indexedDB.open(name);
                open.onsuccess = () => found(open.result);
                open.onerror = failed;
            });
            for (const store of db.objectStoreNames) {
                const all = db.transaction(store).objectStore(store).getAll();
                kept.push(JSON.stringify(await new Promise((found) => { all.onsuccess = () => found(all.result); })));
            }
        }
        for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) kept.push(request.url + await (await cache.match(request)).text());
        }
        done(kept.join('\\n'));
    })().catch((error) => done('failed: ' + error));";

/// Asserts that the browser stores none of the secrets.
async fn keeps_none(browser: &Browser, secrets: &[&str], when: &str) {
    browser.script(KEPT, json!([])).await;
    let found = "return window.everythingKept";
    let kept = browser.wait("what is kept", found, json!([])).await;
    let kept = kept.as_str().expect("a text");
    assert!(!kept.starts_with("failed"), "{kept}");
    assert!(
        kept.contains("signed-in"),
        "the search sees what is kept: {kept}"
    );
    for secret in secrets {
        assert!(!kept.contains(secret), "{when}: {secret} is kept in {kept}");
    }
}

/// Longer than the delay of saving drafts.
async fn until_drafts_are_kept() {
    tokio::time::sleep(Duration::from_millis(1_400)).await;
}

async fn no_typed_password_is_kept(app: &mut App) {
    app.configured(|config| config.web_dir = Some(PathBuf::from(environment::web_dir())))
        .await;
    let broker = app.broker().await;
    let browser = Browser::open(app, Window::Desk).await;
    let (made, set) = ("seven pallets of trim", "nine combos of chuck");
    let secrets = [ADMIN_PASSWORD, PASSWORD, made, set, "half typed secret"];
    browser.go("/").await;
    browser.sign_in("admin", ADMIN_PASSWORD).await;
    browser.sees("Work to do").await;
    keeps_none(&browser, &secrets, "after signing in").await;

    // A new user: the draft is stored without the password, so a reload asks for it again.
    browser.go("/users/new").await;
    browser.heading("New user").await;
    browser.fill("Username", "morgan").await;
    browser.fill("E-mail", "morgan@projectmeats.example").await;
    browser.fill("Password", "half typed secret").await;
    until_drafts_are_kept().await;
    keeps_none(&browser, &secrets, "while a user is made").await;
    let draft = browser
        .script("return localStorage['draft:users/new']", json!([]))
        .await;
    assert!(
        draft.as_str().is_some_and(|draft| draft.contains("morgan")),
        "{draft}"
    );
    browser.fill("Password", made).await;
    browser.press("Create").await;
    browser.arrives("/users/").await;
    browser.sees("morgan").await;
    keeps_none(&browser, &secrets, "after a user was made").await;
    app.first_sign_in_of("morgan", made).await;

    // A new password: a failed save does not store it, and it cannot be undone.
    browser.go(&format!("/users/{}/edit", broker.id())).await;
    browser.fill("Job title", "Beef broker").await;
    browser.fill("Password", "short").await;
    browser.press("Save").await;
    browser.sees("Use at least 12").await;
    browser.fill("Password", set).await;
    until_drafts_are_kept().await;
    keeps_none(&browser, &secrets, "while a password is set").await;
    browser.press("Save").await;
    browser.sees("saved").await;
    browser.press("Undo").await;
    browser.sees("change undone").await;
    keeps_none(&browser, &secrets, "after a password was set").await;
    app.first_sign_in_of(&broker.username, set).await;

    // Concurrent saves: the page that shows both versions shows no password, and the typed one is still sent.
    let admin = app.admin().await;
    let path = format!("/users/{}", broker.id());
    browser.go(&format!("{path}/edit")).await;
    browser.fill("Department", "Trading").await;
    browser.fill("Password", made).await;
    let etag = admin.get(&path).await.etag();
    let theirs = json!({"department": "Accounting"});
    admin.patch(&path, &etag, &theirs).await.expect(200);
    browser.press("Save").await;
    browser.sees("Yours").await;
    let page = browser.script("return document.body.innerHTML + [...document.querySelectorAll('.merge input')].map((i) => i.value)", json!([])).await;
    assert!(!page.as_str().unwrap_or_default().contains(made));
    keeps_none(&browser, &secrets, "while two changes are merged").await;
    browser.tick("Trading").await;
    browser.press("Save result").await;
    browser.sees("saved").await;
    app.first_sign_in_of(&broker.username, made).await;

    // The user's own password.
    browser.go("/profile").await;
    browser.fill("Current password", ADMIN_PASSWORD).await;
    browser.fill("New password", set).await;
    until_drafts_are_kept().await;
    keeps_none(&browser, &secrets, "while the own password is changed").await;
    browser.press("Change password").await;
    browser.sees("Password changed").await;
    keeps_none(&browser, &secrets, "after the own password was changed").await;
    browser.close(&["412", "422"]).await;
}

async fn a_given_password_is_changed_first(app: &mut App) {
    app.configured(|config| config.web_dir = Some(PathBuf::from(environment::web_dir())))
        .await;
    let admin = app.admin().await;
    let lee = json!({"username": "lee", "email": "lee@x.example", "role": "broker", "password": GIVEN_PASSWORD});
    admin.create("/users", &lee).await;
    let browser = Browser::open(app, Window::Phone).await;
    browser.go("/suppliers").await;
    browser.sign_in("lee", GIVEN_PASSWORD).await;
    browser.heading("Choose a new password").await;
    // A reload does not skip it either.
    browser.reload().await;
    browser.heading("Choose a new password").await;
    browser.fits("the page that asks for a password").await;
    browser.photograph("given-password-phone").await;
    let (given, new) = ("Password you were given", "New password");
    browser.fill(given, GIVEN_PASSWORD).await;
    browser.fill(new, "short").await;
    browser.press("Set password and continue").await;
    browser.sees("Use at least 12").await;
    browser.fill(new, GIVEN_PASSWORD).await;
    browser.press("Set password and continue").await;
    browser.sees("Choose another password").await;
    // The focus moves to the wrong field; what is typed before that would go there.
    let moved = "return document.activeElement?.ariaInvalid === 'true'";
    browser.wait("the wrong field", moved, json!([])).await;
    browser.fill(given, "not the one given").await;
    browser.fill(new, PASSWORD).await;
    browser.press("Set password and continue").await;
    browser.sees("This is not your password").await;
    browser.fill(given, GIVEN_PASSWORD).await;
    browser.press("Set password and continue").await;
    browser.heading("Suppliers").await;
    keeps_none(
        &browser,
        &[GIVEN_PASSWORD, PASSWORD],
        "after the first sign-in",
    )
    .await;
    app.sign_in("lee", PASSWORD).await;
    browser.close(&["401", "422"]).await;
}

/// An administrator sets another password while a page is open: it is changed in a dialog, and the page stays.
async fn a_given_password_is_changed_over_the_page(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/suppliers/new").await;
    browser.fill("Name", "Brindlemoor").await;
    let admin = app.admin().await;
    let path = format!("/users/{}", broker.id());
    let etag = admin.get(&path).await.etag();
    let reset = json!({"password": GIVEN_PASSWORD});
    admin.patch(&path, &etag, &reset).await.expect(200);
    browser.press("Create").await;
    browser.heading("Sign in again").await;
    browser.fill("Password", GIVEN_PASSWORD).await;
    browser.press("Sign in").await;
    browser.heading("Choose a new password").await;
    browser.photograph("given-password-over-the-page").await;
    browser
        .fill("Password you were given", GIVEN_PASSWORD)
        .await;
    browser
        .fill("New password", "a third and private one")
        .await;
    browser.press("Set password and continue").await;
    browser.arrives("/suppliers/").await;
    browser.heading("Brindlemoor").await;
    let found: Value = admin.get("/suppliers").await.json();
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1));
    browser.close(&["401", "401 /api/v1/suppliers"]).await;
}
