//! Archiving: consequences and obstacles are shown first, archived records are marked everywhere and found by filters, and
//! changes are reverted from the history.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::lists::lists;
use super::signed_in;
use crate::support::browser::{Browser, Window, keys};
use crate::support::samples::{order_between, order_of};
use crate::support::{Actor, App, World, on_sqlite};

on_sqlite!(
    what_is_archived_is_marked_where_it_stands,
    the_history_sets_back;
    and on postgres: archiving_says_what_refers_to_it,
);

async fn ask_to_archive(browser: &Browser, name: &str) {
    browser.press("More actions").await;
    browser.press("Archive").await;
    browser.heading(&format!("Archive {name}?")).await;
}

/// A supplier with two contacts and a location.
async fn packer(broker: &Actor) -> i64 {
    let id = json!({"name": "Alder Packing"});
    let id = broker.create("/suppliers", &id).await.id();
    for name in ["Rosa", "Walt"] {
        let contact = json!({"supplier_id": id, "name": name});
        broker.create("/contacts", &contact).await;
    }
    let dock = json!({"supplier_id": id, "name": "Dock"});
    broker.create("/locations", &dock).await;
    id
}

async fn archiving_says_what_refers_to_it(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Manager, Window::Desk).await;
    let id = packer(&broker).await;
    let world = World::new(app).await;
    let order = order_of(&world, id, world.customer);
    let order = broker.create("/purchase-orders", &order).await;
    let number = order.json()["number"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let issue = format!("/purchase-orders/{}/issue", order.id());
    let issued = broker
        .post_with_etag(&issue, &order.etag(), &json!({}))
        .await
        .expect(200);

    browser.go(&format!("/suppliers/{id}")).await;
    browser.heading("Alder Packing").await;
    ask_to_archive(&browser, "Alder Packing").await;
    browser
        .sees("It cannot be archived while these are open:")
        .await;
    browser.follow(&number).await;
    browser.heading(&number).await;
    // An open order cannot be archived.
    browser.press("More actions").await;
    browser.misses("Archive").await;
    let cancel = format!("/purchase-orders/{}/cancel", order.id());
    let why = json!({"reason": "no load"});
    broker
        .post_with_etag(&cancel, &issued.etag(), &why)
        .await
        .expect(200);

    browser.go(&format!("/suppliers/{id}")).await;
    ask_to_archive(&browser, "Alder Packing").await;
    browser.sees("Also archived: 2 contacts, 1 location.").await;
    browser.sees("Still used by: 1 order.").await;
    browser.press("Archive").await;
    browser.sees("Alder Packing archived").await;
    // Records archived with it are still listed.
    browser.go(&format!("/suppliers/{id}?tab=contacts")).await;
    lists(&browser, &["Rosa Archived", "Walt Archived"]).await;
    let counted = "return [...document.querySelectorAll('.tabs a')].some((tab) => tab.textContent === 'Contacts2')";
    browser
        .wait("both contacts counted", counted, json!([]))
        .await;
    browser.go(&format!("/suppliers/{id}")).await;
    browser.press("Restore").await;
    browser.sees("Alder Packing restored").await;
    browser.press("Undo").await;
    browser.sees("was archived on").await;
    browser.close(&["401"]).await;
}

async fn what_is_archived_is_marked_where_it_stands(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let id = packer(&broker).await;
    let customer = json!({"name": "Wexcombe"});
    let customer = broker.create("/customers", &customer).await.id();
    let order = order_between(id, customer);
    let order = broker.create("/purchase-orders", &order).await.id();
    let rosa = broker.ids("/contacts", &[("q", "rosa")]).await[0];
    let contact = broker.get(&format!("/contacts/{rosa}")).await;
    broker
        .delete(&format!("/contacts/{rosa}"), &contact.etag())
        .await
        .expect(200);
    // Active records are listed first; archived ones on request.
    browser.go(&format!("/suppliers/{id}?tab=contacts")).await;
    lists(&browser, &["Walt"]).await;
    browser.press("Show 1 archived").await;
    lists(&browser, &["Walt", "Rosa Archived"]).await;

    let supplier = broker.get(&format!("/suppliers/{id}")).await;
    broker
        .delete(&format!("/suppliers/{id}"), &supplier.etag())
        .await
        .expect(200);
    let marked = "return document.querySelector(arguments[0]).innerText.replace(/\\s+/g, ' ').includes('Alder Packing Archived')";
    browser.go(&format!("/contacts/{rosa}")).await;
    browser.heading("Rosa").await;
    browser
        .wait("the mark on a contact", marked, json!([".summary"]))
        .await;
    browser.go(&format!("/purchase-orders/{order}")).await;
    browser.sees("We buy from").await;
    browser
        .wait("the mark on an order", marked, json!([".summary"]))
        .await;
    browser.go("/suppliers?archived=any").await;
    lists(&browser, &["Alder Packing Archived"]).await;

    // Its orders can still be filtered by it.
    browser.go("/purchase-orders").await;
    browser.press("Filter").await;
    browser.press("Supplier").await;
    browser.fill("Supplier", "alder").await;
    let found = "return [...document.querySelectorAll('[role=option]')].some((o) => o.textContent.includes('Alder Packing'))";
    browser
        .wait("the archived supplier", found, json!([]))
        .await;
    browser.keys(keys::ENTER).await;
    browser.press("Remove Alder Packing").await;
    // Its form is neither offered nor shown at its URL.
    browser.go(&format!("/suppliers/{id}/edit")).await;
    browser
        .sees("Alder Packing is archived. Restore it to edit")
        .await;
    browser.close(&["401"]).await;
}

async fn the_history_sets_back(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Manager, Window::Desk).await;
    let other = app.broker().await;
    let made = json!({"name": "Alder Packing", "city": "Omaha"});
    let made = broker.create("/suppliers", &made).await;
    let path = format!("/suppliers/{}", made.id());
    let patch = json!({"city": "Lincoln", "owner_id": other.id().get()});
    broker.patch(&path, &made.etag(), &patch).await.expect(200);
    browser.go(&format!("{path}?tab=history")).await;
    browser.sees("Omaha").await;
    // Users are shown by name, with a link to their page.
    let named = "return [...document.querySelectorAll('.log ins a')].some((link) => link.textContent === arguments[0])";
    let name = json!([other.me.user.display_name]);
    browser.wait("the owner by name", named, name).await;
    browser.press("Revert").await;
    browser.sees("Alder Packing saved").await;
    let city = async || broker.get(&path).await.expect(200).json()["city"].clone();
    assert_eq!(city().await, "Omaha");
    browser.press("Undo").await;
    browser.sees("Alder Packing: change undone").await;
    assert_eq!(city().await, Value::from("Lincoln"));
    browser.close(&["401"]).await;
}
