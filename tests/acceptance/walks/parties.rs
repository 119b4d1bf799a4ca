//! Suppliers and customers on the screen.

use domain::choices::UserRole;
use serde_json::json;

use super::signed_in;
use crate::support::browser::{Window, keys};
use crate::support::{App, on_sqlite};

on_sqlite!(
    a_supplier_is_made_changed_archived_and_brought_back,
    a_list_is_searched_and_remembered,
    a_near_name_is_shown_while_one_types;
    and on postgres: a_conflict_loses_nothing,
);

async fn a_supplier_is_made_changed_archived_and_brought_back(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/purchase-orders").await;
    browser.follow("Suppliers").await;
    browser.heading("Suppliers").await;
    browser.follow("New supplier").await;
    browser.heading("New supplier").await;
    // Submitted empty, the form reports missing fields and stays open.
    browser.press("Create").await;
    browser.sees("A name is required").await;
    browser.fill("Name", "Brindlemoor Beef Packing").await;
    browser.fill("Code", "BRI").await;
    browser.fill("City", "Omaha").await;
    browser.fill("Notes", "O'Brien & <Sons>").await;
    browser.press("Create").await;
    browser.heading("Brindlemoor Beef Packing").await;
    browser.sees("O'Brien & <Sons>").await;
    let ids = broker.ids("/suppliers", &[("q", "brindlemoor")]).await;
    let path = format!("/suppliers/{}", ids[0]);
    browser.arrives(&path).await;
    browser.follow("Edit").await;
    browser.heading("Edit Brindlemoor Beef Packing").await;
    browser.fill("City", "Lincoln").await;
    browser.press("Save").await;
    browser.heading("Brindlemoor Beef Packing").await;
    browser.sees("Lincoln").await;
    let record = broker.get(&path).await.expect(200).json();
    assert_eq!(
        (&record["city"], &record["code"], &record["notes"]),
        (&json!("Lincoln"), &json!("BRI"), &json!("O'Brien & <Sons>"))
    );
    browser.follow("History").await;
    browser.sees("Omaha").await;
    browser.follow("Overview").await;
    browser.press("More actions").await;
    browser.press("Archive").await;
    browser.heading("Archive Brindlemoor Beef Packing?").await;
    browser.press("Archive").await;
    let banner = "return [...document.querySelectorAll('main button')].some((button) => button.textContent.trim() === 'Restore')";
    browser
        .wait("the banner of an archived record", banner, json!([]))
        .await;
    assert!(broker.get(&path).await.expect(200).json()["archived_at"].is_string());
    browser.press("Restore").await;
    browser
        .wait(
            "the banner gone",
            &format!("return !(() => {{ {banner} }})()"),
            json!([]),
        )
        .await;
    assert!(broker.get(&path).await.expect(200).json()["archived_at"].is_null());
    browser.close(&["401"]).await;
}

async fn a_conflict_loses_nothing(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let made = broker
        .create(
            "/suppliers",
            &json!({"name": "Quillhaven Poultry", "city": "Atlanta", "notes": "before"}),
        )
        .await;
    let path = format!("/suppliers/{}", made.id());
    browser.go(&format!("{path}/edit")).await;
    browser.heading("Edit Quillhaven Poultry").await;
    browser.fill("City", "Gainesville").await;
    browser.fill("Notes", "mine").await;
    let sam = app.manager().await;
    sam.patch(
        &path,
        &made.etag(),
        &json!({"notes": "theirs", "code": "QUI"}),
    )
    .await
    .expect(200);
    browser.press("Save").await;
    browser.heading("Two people changed this record").await;
    for words in [
        "before",
        "mine",
        "theirs",
        "Gainesville",
        "QUI",
        &sam.me.user.display_name,
    ] {
        browser.sees(words).await;
    }
    browser.press("Keep editing").await;
    assert_eq!(
        (browser.value("City").await, browser.value("Notes").await),
        ("Gainesville".to_owned(), "mine".to_owned())
    );
    // Saved again after the conflict: the user's own text wins, and the other user's changes are kept.
    browser.press("Save").await;
    browser.heading("Quillhaven Poultry").await;
    let kept = async || {
        let record = broker.get(&path).await.expect(200).json();
        [&record["city"], &record["notes"], &record["code"]]
            .map(|value| value.as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(kept().await, ["Gainesville", "mine", "QUI"]);

    browser.follow("Edit").await;
    browser.fill("City", "Athens").await;
    browser.fill("Notes", "mine again").await;
    let etag = sam.get(&path).await.etag();
    sam.patch(
        &path,
        &etag,
        &json!({"notes": "theirs again", "code": "QU"}),
    )
    .await
    .expect(200);
    browser.press("Save").await;
    browser.heading("Two people changed this record").await;
    browser.tick("theirs again").await;
    browser.press("Save result").await;
    browser.heading("Quillhaven Poultry").await;
    assert_eq!(kept().await, ["Athens", "theirs again", "QU"]);
    browser.close(&["401", "412"]).await;
}

async fn a_list_is_searched_and_remembered(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/purchase-orders").await;
    for n in 0..60 {
        broker
            .create("/suppliers", &json!({"name": format!("Packer {n:02}")}))
            .await;
    }
    broker
        .create("/suppliers", &json!({"name": "Zürich Proteins"}))
        .await;
    browser.follow("Suppliers").await;
    browser.sees("Packer 00").await;
    browser.misses("Zürich").await;
    browser.fill("Search suppliers", "zurich").await;
    browser.sees("Zürich Proteins").await;
    browser.misses("Packer 00").await;
    let script = "return location.search.includes('zurich')";
    browser
        .wait("the search in the address", script, json!([]))
        .await;
    browser.reload().await;
    browser.sees("Zürich Proteins").await;
    assert_eq!(browser.value("Search suppliers").await, "zurich");
    browser.fill("Search suppliers", "no such supplier").await;
    browser.misses("Zürich Proteins").await;
    browser.close(&["401"]).await;
}

async fn a_near_name_is_shown_while_one_types(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let supplier = json!({"name": "Brindlemoor Beef Packing"});
    let supplier = broker.create("/suppliers", &supplier).await.id();
    browser.go("/suppliers/new").await;
    browser.heading("New supplier").await;
    // One letter is missing.
    browser.fill("Name", "Brindlemor Beef Packing").await;
    browser.keys(keys::TAB).await;
    browser
        .sees("Possible duplicate: Brindlemoor Beef Packing")
        .await;
    let link = "return document.querySelector('.banner a').getAttribute('href')";
    let found = browser.script(link, json!([])).await;
    assert_eq!(found, json!(format!("/suppliers/{supplier}")));
    browser.close(&["401"]).await;
}
