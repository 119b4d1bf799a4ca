//! Every kind of record is created on the screen with its required fields; children from the page of their parent.

use domain::choices::UserRole;
use serde_json::json;

use super::signed_in;
use crate::support::browser::{Browser, Window};
use crate::support::{App, on_sqlite};

on_sqlite!(
    a_child_is_made_from_its_parent,
    the_parts_are_shown;
    and on postgres: every_kind_of_record_is_made,
);

/// Opens a list from the navigation and presses its create button.
async fn start(browser: &Browser, list: &str, one: &str) {
    browser.follow(list).await;
    browser.heading(list).await;
    browser.follow(&format!("New {one}")).await;
    browser.heading(&format!("New {one}")).await;
}

async fn every_kind_of_record_is_made(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/purchase-orders").await;
    broker
        .create("/suppliers", &json!({"name": "Brindlemoor Beef Packing"}))
        .await;

    start(&browser, "Customers", "customer").await;
    browser.fill("Name", "Wexcombe Grinding Company").await;
    browser.press("Create").await;
    browser.heading("Wexcombe Grinding Company").await;

    start(&browser, "Carriers", "carrier").await;
    browser.fill("Name", "Coldwater Haulage").await;
    browser.fill("USDOT number", "USDOT 0123456").await;
    browser.press("Create").await;
    browser.heading("Coldwater Haulage").await;
    browser.sees("Insurance missing").await;

    start(&browser, "Contacts", "contact").await;
    browser.fill("Name", "Rosa Tillman").await;
    browser
        .pick("Supplier", "brindle", "Brindlemoor Beef Packing")
        .await;
    browser.tick("Sales Rep").await;
    browser.press("Create").await;
    browser.heading("Rosa Tillman").await;

    start(&browser, "Locations", "location").await;
    browser.fill("Name", "Dock 4").await;
    browser
        .pick("Customer", "wexc", "Wexcombe Grinding Company")
        .await;
    browser.press("Create").await;
    browser.heading("Dock 4").await;

    start(&browser, "Plants", "plant").await;
    browser.fill("Name", "Omaha North").await;
    browser.press("Add to establishments").await;
    browser.fill("Number", "EST. 99101").await;
    browser.press("Create").await;
    browser.heading("Omaha North").await;
    browser.sees("M99101").await;

    start(&browser, "Products", "product").await;
    browser.fill("Description", "Trim 50's - Tested").await;
    browser.choose_nth("Species", 0, "Beef").await;
    browser.press("Add to suppliers").await;
    browser
        .pick("Supplier", "brindle", "Brindlemoor Beef Packing")
        .await;
    browser.press("Create").await;
    // The form shows the same texts, so only the URL identifies the page.
    browser.arrives("/products/1").await;
    browser.sees("Trim 50's - Tested").await;

    start(&browser, "Supply lines", "supply line").await;
    browser
        .pick("Supplier", "brindle", "Brindlemoor Beef Packing")
        .await;
    browser.pick("Plant", "omaha", "Omaha North").await;
    browser.press("Create").await;
    browser
        .heading("Brindlemoor Beef Packing / Omaha North")
        .await;

    start(&browser, "Receivables", "receivable").await;
    browser
        .pick("Customer", "wexc", "Wexcombe Grinding Company")
        .await;
    browser.choose_nth("Terms", 0, "Net 15").await;
    browser.press("Add to lines").await;
    browser.fill("Description", "Trim 50's").await;
    browser.fill("Amount, $", "1250.00").await;
    browser.press("Create").await;
    browser.arrives("/receivables/1").await;
    browser.sees("1,250.00").await;
    browser.press("Issue").await;
    browser.sees("After that it cannot be edited").await;
    browser.press("Issue").await;
    browser
        .sees("This invoice is issued and cannot be edited")
        .await;

    for path in [
        "/customers",
        "/carriers",
        "/contacts",
        "/locations",
        "/plants",
        "/products",
        "/supplier-plant-mappings",
        "/receivables",
    ] {
        assert_eq!(broker.ids(path, &[]).await.len(), 1, "{path}");
    }
    browser.close(&["401"]).await;
}

async fn a_child_is_made_from_its_parent(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let supplier = broker
        .create("/suppliers", &json!({"name": "Brindlemoor Beef Packing"}))
        .await
        .id();
    let path = format!("/suppliers/{supplier}");
    browser.go(&format!("{path}?tab=contacts")).await;
    browser.follow("Add contact").await;
    browser.heading("New contact").await;
    assert_eq!(
        browser.value("Name").await,
        "",
        "the parent is filled in, not the name"
    );
    browser.fill("Name", "Rosa Tillman").await;
    browser.press("Create").await;
    browser.arrives(&path).await;
    browser.sees("Rosa Tillman").await;
    let contacts = broker
        .ids("/contacts", &[("supplier_id", &supplier.to_string())])
        .await;
    assert_eq!(contacts.len(), 1);

    // Missing records are created in place; a similar one is reported first.
    browser
        .go(&format!(
            "/supplier-plant-mappings/new?supplier_id={supplier}"
        ))
        .await;
    browser.fill("Plant", "Omaha North").await;
    let create = "const option = [...document.querySelectorAll('[role=option]')].find((o) => o.textContent.includes('Create'));
        option?.dispatchEvent(new MouseEvent('mousedown', {bubbles: true})); return !!option;";
    browser
        .wait("the offer to create it", create, json!([]))
        .await;
    browser.heading("New plant").await;
    browser.press("Create").await;
    let gone = "return !document.querySelector('dialog[open]')";
    browser.wait("the dialog gone", gone, json!([])).await;
    browser.press("Create").await;
    browser.arrives(&path).await;
    browser.sees("Brindlemoor Beef Packing / Omaha North").await;

    browser.go("/suppliers/new").await;
    browser.fill("Name", "Brindlemoor Beef Packing, Inc.").await;
    browser.fill("Code", "BRI").await;
    browser.sees("Possible duplicate").await;
    browser.press("Create anyway").await;
    browser.heading("Brindlemoor Beef Packing, Inc.").await;

    // Establishment numbers of plants are checked for duplicates, and so are products.
    let plant = json!({"name": "Kearney", "establishments": [{"as_typed": "M99102"}]});
    broker.create("/plants", &plant).await;
    browser.go("/plants/new").await;
    browser.fill("Name", "Quillhaven").await;
    browser.press("Add to establishments").await;
    browser.fill("Number", "M99103").await;
    browser.press("Add to establishments").await;
    browser.fill_nth("Number", 1, "M99102").await;
    browser.fill("Code", "QUI").await;
    browser.sees("Kearney").await;
    let product =
        json!({"code": "BEEF-050", "description": "Trim 50's - Tested", "species": "beef"});
    broker.create("/products", &product).await;
    browser.go("/products/new").await;
    browser.fill("Description", "Trim 50's - Tested").await;
    browser.fill("Cut", "Trim").await;
    browser.sees("Possible duplicate: BEEF-050").await;
    browser.close(&["401"]).await;
}

async fn the_parts_are_shown(app: &mut App) {
    let (browser, _broker) = signed_in(app, UserRole::Broker, Window::Phone).await;
    browser.go("/styleguide").await;
    browser.heading("Parts").await;
    for words in [
        "Kinds of field",
        "Selected rows",
        "Nothing matches these filters",
    ] {
        browser.sees(words).await;
    }
    browser.fits("/styleguide").await;
    browser.close(&["401", "404"]).await;
}
