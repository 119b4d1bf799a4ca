//! Pickers with the keyboard: Tab takes the only match or reports a problem, words match in any order, and the list stays
//! inside the window.

use domain::choices::UserRole;
use serde_json::json;

use super::forms::holds;
use super::signed_in;
use crate::support::browser::{Browser, Window, keys};
use crate::support::{Actor, App, on_sqlite};

// The server searches, and its search is tested on both databases.
on_sqlite!(
    tab_takes_the_only_hit,
    words_are_found_in_any_order,
    hits_stay_inside_the_window
);

async fn goods(broker: &Actor) {
    for name in ["Brindlemoor Beef Packing", "Fenwick Foods"] {
        broker.create("/suppliers", &json!({"name": name})).await;
    }
    for name in ["Wexcombe Grinding Company", "Wexcombe Sausage"] {
        broker.create("/customers", &json!({"name": name})).await;
    }
    for (code, words) in [
        ("BEEF-085-FC-T", "Trim 85's - Tested"),
        ("BEEF-085-FC-N", "Trim 85's - Not examined"),
        ("BEEF-050-FC-T", "Trim 50's - Tested"),
    ] {
        let product = json!({"code": code, "description": words, "species": "beef"});
        broker.create("/products", &product).await;
    }
}

async fn open_form(app: &mut App) -> Browser {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    goods(&broker).await;
    browser.go("/purchase-orders/new").await;
    browser.heading("New order").await;
    browser
}

async fn tab_takes_the_only_hit(app: &mut App) {
    let browser = open_form(app).await;
    // Also before the server has responded.
    browser.fill("Supplier", "brindle").await;
    browser.keys(keys::TAB).await;
    holds(&browser, "Supplier", "Brindlemoor Beef Packing").await;

    browser.fill("Customer", "wexc").await;
    browser.keys(keys::TAB).await;
    browser.sees("“wexc” matches more than one").await;
    assert_eq!(browser.value("Customer").await, "wexc", "the text stays");
    browser.fill("Customer", "zzz").await;
    browser.misses("matches more than one").await;
    browser.keys(keys::TAB).await;
    browser.sees("Nothing matches “zzz”").await;

    // Unmatched text is never dropped: the form is not saved, and the focus moves there.
    browser.press("Create").await;
    let focused = "return document.activeElement.id === 'field-customer_id' && document.activeElement.value === 'zzz'";
    browser.wait("the focus on it", focused, json!([])).await;
    browser.fill("Customer", "sausage").await;
    browser.keys(keys::TAB).await;
    holds(&browser, "Customer", "Wexcombe Sausage").await;
    browser.misses("Nothing matches").await;

    // Esc restores the old value, with the list open or closed.
    browser.fill("Customer", "wexc").await;
    browser.keys(keys::ESCAPE).await;
    holds(&browser, "Customer", "Wexcombe Sausage").await;
    browser.close(&["401"]).await;
}

async fn words_are_found_in_any_order(app: &mut App) {
    let browser = open_form(app).await;
    for typed in ["85 tested", "tested 85"] {
        browser.fill("Product", typed).await;
        browser.keys(keys::TAB).await;
        holds(&browser, "Product", "BEEF-085-FC-T").await;
        browser.fill("Product", keys::BACKSPACE).await;
    }
    browser.fill("Product", "beef 85 exam").await;
    browser.keys(keys::TAB).await;
    holds(&browser, "Product", "BEEF-085-FC-N").await;
    browser.close(&["401"]).await;
}

async fn hits_stay_inside_the_window(app: &mut App) {
    let browser = open_form(app).await;
    let foot = "const input = [...document.querySelectorAll('#field-supplier_id')][0];
        window.scrollBy(0, input.getBoundingClientRect().bottom - arguments[0]); return true";
    let inside = "const list = document.querySelector('.drop'); if (!list) return null;
        const box = list.getBoundingClientRect();
        return box.height > 40 && box.top >= 0 && box.bottom <= innerHeight + 1 && [box.top, box.bottom, innerHeight]";
    // Near the bottom of a low window the list opens upward; in the middle it is as tall as the space below.
    browser.resize(1440, 420).await;
    for bottom in [400, 250] {
        browser.script(foot, json!([bottom])).await;
        browser.fill("Supplier", "e").await;
        browser
            .wait("a list inside the window", inside, json!([]))
            .await;
        browser.keys(keys::ESCAPE).await;
    }
    browser.close(&["401"]).await;
}
