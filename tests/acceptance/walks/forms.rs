//! Forms: undo of a saved change, creating records in a row, drafts that survive a reload, and merging of concurrent changes.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::signed_in;
use crate::support::browser::{Browser, Window, keys};
use crate::support::reply::contains;
use crate::support::{Actor, App, on_sqlite};

on_sqlite!(
    one_record_after_the_other,
    what_was_typed_survives_a_reload,
    what_was_kept_meets_what_was_saved_since,
    the_parts_are_photographed_in_both_themes;
    and on postgres: a_saved_change_is_taken_back, two_presses_make_one_record,
);

/// The records of a deal, by ID.
pub(super) struct Deal {
    pub(super) supplier: i64,
    pub(super) customer: i64,
    pub(super) plant: i64,
    pub(super) carrier: i64,
    pub(super) dock: i64,
    pub(super) line: i64,
    pub(super) product: i64,
    pub(super) seller: i64,
    pub(super) buyer: i64,
}

/// A supplier that does not deliver, its plant and supply line, a customer with one dock, a carrier, a product.
pub(super) async fn deal(broker: &Actor) -> Deal {
    let make = async |path: &str, body: Value| broker.create(path, &body).await.id();
    let supplier = make(
        "/suppliers",
        json!({
            "name": "Brindlemoor Beef Packing", "payment_terms": "net_7", "delivery_profile": "does_not_deliver",
            "address_line1": "120 Sample Road", "city": "Omaha", "state": "NE", "postal_code": "68102",
        }),
    )
    .await;
    let customer = make(
        "/customers",
        json!({
            "name": "Wexcombe Grinding Company", "payment_terms": "net_15",
            "address_line1": "410 Sample Road", "city": "Chicago", "state": "IL", "postal_code": "60609",
        }),
    )
    .await;
    let plant = make(
        "/plants",
        json!({"name": "Brindlemoor Grand Island", "city": "Grand Island", "state": "NE"}),
    )
    .await;
    let seller = make(
        "/contacts",
        json!({"name": "Rosa Tillman", "supplier_id": supplier, "is_primary": true}),
    )
    .await;
    let buyer = make(
        "/contacts",
        json!({"name": "Walt Jessup", "customer_id": customer}),
    )
    .await;
    let dock = make(
        "/locations",
        json!({"name": "Receiving dock", "customer_id": customer}),
    )
    .await;
    let line = make(
        "/supplier-plant-mappings",
        json!({"supplier_id": supplier, "plant_id": plant, "customer_id": customer}),
    )
    .await;
    let carrier = make(
        "/carriers",
        json!({"name": "Northquill Refrigerated Lines", "usdot_number": "99000011", "suppliers": [supplier],
            "insurance_expires_on": "2999-12-31",
            "address_line1": "1 Sample Road", "city": "Omaha", "state": "NE", "postal_code": "68102"}),
    )
    .await;
    let product = make(
        "/products",
        json!({
            "code": "BEEF-050-FC-T", "description": "Trim 50's - Tested", "species": "beef", "test_class": "tested",
            "country_of_origin": "USA", "weight_basis": "net", "unit_weight": "2000.00", "unit_weight_unit": "lb",
            "suppliers": [{"supplier_id": supplier}],
        }),
    )
    .await;
    Deal {
        supplier,
        customer,
        plant,
        carrier,
        dock,
        line,
        product,
        seller,
        buyer,
    }
}

/// Waits until a field has a value.
pub(super) async fn holds(browser: &Browser, label: &str, text: &str) {
    let script = "const [label, text] = arguments;
        const named = (e) => [...(e.labels || [])].some((l) => l.textContent.trim().startsWith(label)) || e.getAttribute('aria-label') === label;
        return [...document.querySelectorAll('input, select, textarea')].some((e) => named(e) && (e.value === text || e.selectedOptions?.[0]?.textContent === text))";
    browser
        .wait(
            &format!("«{text}» in «{label}»"),
            script,
            json!([label, text]),
        )
        .await;
}

async fn a_saved_change_is_taken_back(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let supplier = broker
        .create(
            "/suppliers",
            &json!({"name": "Brindlemoor Beef Packing", "code": "BRI", "species": ["beef"]}),
        )
        .await
        .id();
    let path = format!("/suppliers/{supplier}");
    browser.go(&format!("{path}/edit")).await;
    browser.fill("Code", "BRIND").await;
    browser.press("Save").await;
    browser.sees("Brindlemoor Beef Packing saved").await;
    assert_eq!(broker.get(&path).await.expect(200).json()["code"], "BRIND");
    browser.press("Undo").await;
    browser.sees("change undone").await;
    let now = broker.get(&path).await.expect(200).json();
    contains(
        &now,
        &json!({"code": "BRI", "species": ["beef"], "version": 3}),
        "",
    );
    // The page shows it without being reopened.
    let shown = "return [...document.querySelectorAll('main .token')].some((token) => token.textContent === 'BRI')";
    browser
        .wait("the old code on the page", shown, json!([]))
        .await;

    // After another user's save, the change cannot be undone.
    browser.go(&format!("{path}/edit")).await;
    browser.fill("Code", "MINE").await;
    browser.press("Save").await;
    browser.sees("saved").await;
    let etag = broker.get(&path).await.etag();
    broker
        .patch(&path, &etag, &json!({"city": "Omaha"}))
        .await
        .expect(200);
    browser.press("Undo").await;
    browser.sees("Nothing was undone").await;
    assert_eq!(broker.get(&path).await.expect(200).json()["code"], "MINE");
    browser.close(&["401", "412"]).await;
}

async fn one_record_after_the_other(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let supplier = broker
        .create("/suppliers", &json!({"name": "Brindlemoor Beef Packing"}))
        .await
        .id();
    browser
        .go(&format!("/contacts/new?supplier_id={supplier}"))
        .await;
    browser.fill("Name", "Rosa Tillman").await;
    browser.tick("Sales Rep").await;
    browser.press("Create and add another").await;
    browser.sees("Rosa Tillman created").await;
    browser.wait("an empty form", "return document.querySelector('#field-name')?.value === '' && document.activeElement?.id === 'field-name'", json!([])).await;
    // With the keyboard; the parent is still filled in.
    browser.fill("Name", "Greg Amato").await;
    browser.hold(keys::CONTROL, keys::ENTER).await;
    browser.sees("Greg Amato created").await;
    let contacts = broker
        .ids("/contacts", &[("supplier_id", &supplier.to_string())])
        .await;
    assert_eq!(contacts.len(), 2);
    browser.close(&["401"]).await;
}

async fn what_was_typed_survives_a_reload(app: &mut App) {
    let (browser, _broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/customers/new").await;
    browser.fill("Name", "Wexcombe Grinding Company").await;
    browser.fill("City", "Chicago").await;
    let kept = "return Object.keys(localStorage).some((key) => key.startsWith('draft:customers/new') && localStorage[key].includes('Chicago'))";
    browser
        .wait("the draft in this browser", kept, json!([]))
        .await;
    // The page closes without a prompt, as in a crash.
    browser.script("window.onbeforeunload = null; window.addEventListener('beforeunload', (e) => e.stopImmediatePropagation(), true)", json!([])).await;
    browser.reload().await;
    browser.sees("unsaved changes").await;
    browser.press("Restore changes").await;
    assert_eq!(browser.value("Name").await, "Wexcombe Grinding Company");
    assert_eq!(browser.value("City").await, "Chicago");
    browser.press("Create").await;
    browser.heading("Wexcombe Grinding Company").await;
    browser.go("/customers/new").await;
    browser.heading("New customer").await;
    browser.misses("unsaved changes").await;
    browser.close(&["401"]).await;
}

async fn what_was_kept_meets_what_was_saved_since(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let made = json!({"name": "Brindlemoor Beef Packing", "code": "BRI", "city": "Omaha"});
    let made = broker.create("/suppliers", &made).await;
    let path = format!("/suppliers/{}", made.id());
    browser.go(&format!("{path}/edit")).await;
    browser.fill("Code", "MINE").await;
    browser.fill("Phone", "4025550100").await;
    let kept = "return Object.keys(localStorage).some((key) => key.startsWith('draft:') && localStorage[key].includes('4025550100'))";
    browser
        .wait("the draft in this browser", kept, json!([]))
        .await;
    // The session ends; the draft is kept for its author.
    broker.api.logout_all().await.expect("signed out");
    browser
        .script(
            "window.addEventListener('beforeunload', (e) => e.stopImmediatePropagation(), true)",
            json!([]),
        )
        .await;
    browser.reload().await;
    browser.heading("Sign in").await;
    let theirs = json!({"code": "THEIRS", "city": "Lincoln"});
    let sam = app.manager().await;
    sam.patch(&path, &made.etag(), &theirs).await.expect(200);
    browser.sign_in(&broker.username, &broker.password).await;
    browser.heading("Edit Brindlemoor Beef Packing").await;
    browser.press("Restore changes").await;
    // Another user has saved since, so the form shows both versions.
    browser.heading("Two people changed this record").await;
    browser.tick("THEIRS").await;
    browser.press("Save result").await;
    browser.heading("Brindlemoor Beef Packing").await;
    let now = sam.get(&path).await.expect(200).json();
    let both = json!({"code": "THEIRS", "city": "Lincoln", "phone": "+14025550100"});
    contains(&now, &both, "");
    browser.close(&["401"]).await;
}

async fn two_presses_make_one_record(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/customers/new").await;
    browser.fill("Name", "Wexcombe Grinding Company").await;
    let twice = "const button = document.querySelector('button[form=editor], .head button[type=submit]'); button.click(); button.click(); return true";
    browser.script(twice, json!([])).await;
    browser.heading("Wexcombe Grinding Company").await;
    assert_eq!(broker.ids("/customers", &[]).await.len(), 1);
    browser.close(&["401"]).await;
}

async fn the_parts_are_photographed_in_both_themes(app: &mut App) {
    let (browser, _broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/purchase-orders").await;
    for theme in ["light", "dark"] {
        browser
            .script(
                "localStorage.setItem('theme', arguments[0])",
                json!([theme]),
            )
            .await;
        browser.go("/styleguide").await;
        browser.heading("Parts").await;
        for (words, picture) in [
            ("Color", "colors"),
            ("Fields", "fields"),
            ("Selected rows", "rows"),
            ("Overlays", "overlays"),
        ] {
            let there = "const heading = [...document.querySelectorAll('main h2')].find((h) => h.textContent === arguments[0]);
                heading?.scrollIntoView(); return !!heading";
            browser.wait(words, there, json!([words])).await;
            browser
                .photograph(&format!("parts-{picture}-{theme}"))
                .await;
        }
        let scheme = "return getComputedStyle(document.documentElement).colorScheme";
        assert_eq!(browser.script(scheme, json!([])).await, theme);
    }
    browser.close(&["401", "404"]).await;
}
