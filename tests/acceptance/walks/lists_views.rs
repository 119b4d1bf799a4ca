//! Saved views: saved, opened, changed, renamed, shared, set as default; other users' views are read-only.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::lists::lists;
use super::signed_in;
use crate::support::browser::{Browser, Window};
use crate::support::{Actor, App, on_sqlite};

on_sqlite!(
    a_view_is_kept_and_changed,
    the_default_of_the_api_opens_the_list,
    views_of_others_are_theirs,
);

async fn suppliers(broker: &Actor) {
    for (name, species) in [("Alder", "beef"), ("Birch", "pork"), ("Cedar", "lamb")] {
        let supplier = json!({"name": name, "species": [species]});
        broker.create("/suppliers", &supplier).await;
    }
}

async fn views(broker: &Actor) -> Vec<Value> {
    let found = broker
        .query("/views", &[("list", "suppliers")])
        .await
        .expect(200)
        .json();
    found["items"].as_array().cloned().unwrap_or_default()
}

async fn until(what: &str, done: impl AsyncFn() -> bool) {
    for _ in 0..200 {
        if done().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{what}: waited in vain");
}

async fn more(browser: &Browser, button: &str, view: &str) {
    browser.press(button).await;
    browser.press(&format!("More actions for {view}")).await;
}

async fn a_view_is_kept_and_changed(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    suppliers(&broker).await;
    browser.go("/suppliers?species=beef").await;
    lists(&browser, &["Alder"]).await;
    browser.press("Views").await;
    browser.sees("No saved views.").await;
    browser.press("Save current view").await;
    browser.fill("Name", "Beef houses").await;
    browser.press("Save").await;
    browser.sees("View Beef houses saved").await;
    // The view is open, and the list reports when it shows something else.
    browser.press("Beef houses").await;
    browser.sees("Close view Beef houses").await;
    browser.press("Beef houses").await;
    browser.go("/suppliers").await;
    lists(&browser, &["Alder", "Birch", "Cedar"]).await;
    browser.press("Views").await;
    browser.press("Beef houses").await;
    lists(&browser, &["Alder"]).await;
    browser.press("Filter").await;
    browser.press("Terms").await;
    browser.tick("Not set").await;
    browser.press("Columns").await;
    browser.tick("Phone").await;
    browser.press("Beef houses, changed").await;
    browser.press("Save changes to Beef houses").await;
    browser.misses("Beef houses, changed").await;
    let kept = views(&broker).await;
    assert_eq!(
        kept[0]["query"], "species=beef&payment_terms[is_null]=true",
        "{kept:?}"
    );
    let columns = kept[0]["columns"].as_array().cloned().unwrap_or_default();
    assert!(
        !columns.contains(&json!("phone")) && columns.contains(&json!("name")),
        "{kept:?}"
    );
    // Closing the view restores the list as it was.
    browser.press("Close view Beef houses").await;
    lists(&browser, &["Alder", "Birch", "Cedar"]).await;
    let heads = "return document.querySelector('[data-grid] thead').innerText.includes('Phone')";
    browser.wait("the column again", heads, json!([])).await;

    more(&browser, "Views", "Beef houses").await;
    browser.press("Share with everyone").await;
    browser.sees("Beef houses is shared with everyone").await;
    browser.press("Make default").await;
    browser.sees("Beef houses is your default view").await;
    browser.press("Rename").await;
    browser.fill("Name", "Beef, no terms").await;
    browser.press("Save").await;
    browser.sees("View Beef, no terms saved").await;
    let kept = views(&broker).await;
    assert_eq!(kept[0]["name"], "Beef, no terms");
    assert_eq!(
        (&kept[0]["is_shared"], &kept[0]["is_default"]),
        (&json!(true), &json!(true))
    );
    browser.go("/purchase-orders").await;
    browser.follow("Suppliers").await;
    lists(&browser, &["Alder"]).await;
    more(&browser, "Beef, no terms", "Beef, no terms").await;
    browser.press("Remove as default").await;
    browser
        .sees("Beef, no terms is no longer your default view")
        .await;
    browser.press("Stop sharing").await;
    browser.sees("Beef, no terms is private").await;
    let kept = views(&broker).await;
    assert_eq!(
        (&kept[0]["is_shared"], &kept[0]["is_default"]),
        (&json!(false), &json!(false))
    );
    browser.press("Remove").await;
    browser.sees("View Beef, no terms removed").await;
    until("the view gone", async || views(&broker).await.is_empty()).await;
    browser.press("Undo").await;
    browser.sees("View Beef, no terms restored").await;
    let kept = views(&broker).await;
    assert_eq!(kept[0]["query"], "species=beef&payment_terms[is_null]=true");
    browser.close(&["401"]).await;
}

async fn the_default_of_the_api_opens_the_list(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    suppliers(&broker).await;
    let view = json!({"list": "suppliers", "name": "Pork", "query": "species=pork", "columns": ["name", "species"],
        "is_shared": false, "is_default": true});
    let id = broker.create("/views", &view).await.id();
    browser.go("/suppliers").await;
    lists(&browser, &["Birch"]).await;
    let heads = "return [...document.querySelectorAll('[data-grid] thead th')].map((head) => head.innerText.trim()).join()";
    assert_eq!(
        browser.script(heads, json!([])).await,
        json!("Supplier,Species")
    );
    // A link to a view shows the view; one with filters shows those.
    browser.go(&format!("/suppliers?view={id}")).await;
    lists(&browser, &["Birch"]).await;
    browser.go("/suppliers?species=lamb").await;
    lists(&browser, &["Cedar"]).await;
    browser.close(&["401"]).await;
}

async fn views_of_others_are_theirs(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let owner = app.broker().await;
    suppliers(&broker).await;
    let view = json!({"list": "suppliers", "name": "Theirs", "query": "species=pork", "columns": [],
        "is_shared": true, "is_default": false});
    owner.create("/views", &view).await;
    browser.go("/suppliers").await;
    browser.press("Views").await;
    browser.sees(&owner.me.user.display_name).await;
    browser.press("Theirs").await;
    lists(&browser, &["Birch"]).await;
    browser.press("Clear").await;
    lists(&browser, &["Alder", "Birch", "Cedar"]).await;
    browser.press("Theirs, changed").await;
    browser
        .sees("Only the owner or a manager can change it")
        .await;
    browser.misses("Save changes").await;
    // Personal settings are allowed: another user's view can be the default.
    browser.press("More actions for Theirs").await;
    browser.misses("Rename").await;
    browser.press("Make default").await;
    browser.sees("Theirs is your default view").await;
    browser.press("Discard changes").await;
    lists(&browser, &["Birch"]).await;
    browser.go("/purchase-orders").await;
    browser.follow("Suppliers").await;
    lists(&browser, &["Birch"]).await;
    browser.close(&["401"]).await;
}
