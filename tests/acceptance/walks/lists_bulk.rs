//! Bulk actions: selection, preview, action and undo, on desktop and phone.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::lists::lists;
use super::signed_in;
use crate::support::browser::{Browser, Window};
use crate::support::samples::order;
use crate::support::{Actor, App, World, on_sqlite};

on_sqlite!(
    rows_are_archived_and_brought_back,
    a_phone_ticks_rows,
    the_row_in_focus_is_never_covered;
    and on postgres: all_that_match_get_a_field, orders_are_archived_and_changed_together,
);

async fn packers(broker: &Actor, count: usize) {
    for n in 0..count {
        let supplier = json!({"name": format!("Packer {n:02}"), "payment_terms": "net_7"});
        broker.create("/suppliers", &supplier).await;
    }
}

/// History of a record, newest first.
async fn history(broker: &Actor, id: i64) -> Vec<Value> {
    let page = broker
        .get(&format!("/suppliers/{id}/history"))
        .await
        .expect(200)
        .json();
    page["items"].as_array().cloned().unwrap_or_default()
}

async fn count(broker: &Actor, pairs: &[(&str, &str)], wanted: usize) {
    for _ in 0..200 {
        if broker.ids("/suppliers", pairs).await.len() == wanted {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{pairs:?} never came to {wanted}");
}

async fn rows_are_archived_and_brought_back(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    packers(&broker, 4).await;
    // Another user's record: the preview shows that it will be rejected.
    let other = app.broker().await;
    let theirs = other
        .create("/suppliers", &json!({"name": "Theirs"}))
        .await
        .id();
    browser.go("/suppliers").await;
    browser.tick("Select Packer 01").await;
    browser.tick("Select Packer 02").await;
    browser.tick("Select Theirs").await;
    browser.sees("3 selected").await;
    browser.press("Archive").await;
    browser.heading("Archive 3 suppliers?").await;
    browser.sees("2 will be archived, 1 refused").await;
    count(&broker, &[], 5).await;
    browser.press("Archive 2").await;
    browser.sees("2 suppliers archived, 1 refused").await;
    lists(&browser, &["Packer 00", "Packer 03", "Theirs"]).await;
    let ids = broker.ids("/suppliers", &[("archived", "true")]).await;
    assert_eq!(ids.len(), 2);
    assert_eq!(history(&broker, ids[0]).await.len(), 2, "made, archived");
    browser.press("Undo").await;
    browser.sees("2 undone").await;
    count(&broker, &[], 5).await;
    assert_eq!(history(&broker, ids[0]).await.len(), 3);
    assert_eq!(history(&broker, theirs).await.len(), 1);

    // All rows of the page, and restoring them.
    browser.go("/suppliers?q=Packer").await;
    lists(
        &browser,
        &["Packer 00", "Packer 01", "Packer 02", "Packer 03"],
    )
    .await;
    browser.tick("Select all rows").await;
    browser.sees("4 selected").await;
    browser.press("Archive").await;
    browser.press("Archive 4").await;
    browser.sees("4 suppliers archived").await;
    browser.go("/suppliers?archived=true").await;
    browser.tick("Select all rows").await;
    browser.press("Restore").await;
    browser.press("Restore 4").await;
    browser.sees("4 suppliers restored").await;
    browser.sees("No archived suppliers").await;
    count(&broker, &[], 5).await;
    browser.close(&["401"]).await;
}

async fn all_that_match_get_a_field(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    packers(&broker, 30).await;
    broker
        .create(
            "/suppliers",
            &json!({"name": "Aside", "payment_terms": "net_7"}),
        )
        .await;
    let me = broker.get("/me").await;
    broker
        .patch("/me", &me.etag(), &json!({"page_size": 25}))
        .await
        .expect(200);
    browser.go("/suppliers?q=Packer").await;
    browser.sees("25 of many").await;
    browser.tick("Select Packer 00").await;
    browser.press("All matching").await;
    browser.sees("30 selected").await;
    browser.press("Set a field").await;
    browser.choose_nth("Field", 0, "Payment terms").await;
    browser.choose_nth("Payment terms", 0, "Net 30").await;
    browser.press("Preview").await;
    browser.sees("30 will be changed").await;
    browser.sees("was Net 7").await;
    count(&broker, &[("payment_terms", "net_30")], 0).await;
    browser.press("Change").await;
    browser.sees("30 suppliers changed").await;
    let limit = ("limit", "100");
    count(&broker, &[("payment_terms", "net_30"), limit], 30).await;
    count(&broker, &[("payment_terms", "net_7"), limit], 1).await;
    let id = broker.ids("/suppliers", &[("q", "Packer 07")]).await[0];
    assert_eq!(history(&broker, id).await.len(), 2);
    browser.press("Undo").await;
    browser.sees("30 undone").await;
    count(&broker, &[("payment_terms", "net_7"), limit], 31).await;
    browser.close(&["401"]).await;
}

/// Creates draft orders and one issued order.
async fn orders(app: &mut App, broker: &Actor, drafts: usize) -> Vec<String> {
    let world = World::new(app).await;
    let mut numbers = Vec::new();
    for place in 0..=drafts {
        let made = broker.create("/purchase-orders", &order(&world)).await;
        let number = made.json()["number"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        numbers.push(number);
        if place == drafts {
            let path = format!("/purchase-orders/{}/issue", made.id());
            broker
                .post_with_etag(&path, &made.etag(), &json!({}))
                .await
                .expect(200);
        }
    }
    numbers
}

async fn orders_are_archived_and_changed_together(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Manager, Window::Desk).await;
    let numbers = orders(app, &broker, 2).await;
    let archived = async |wanted: usize| {
        for _ in 0..200 {
            let pairs = [("archived", "true")];
            if broker.ids("/purchase-orders", &pairs).await.len() == wanted {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("never {wanted} archived orders");
    };
    browser.go("/purchase-orders?sort=number").await;
    browser.sees(&numbers[2]).await;
    browser.tick("Select all rows").await;
    browser.press("Archive").await;
    browser.heading("Archive 3 orders?").await;
    // The open one stays, and the reason is shown before.
    browser.sees("2 will be archived, 1 refused:").await;
    browser.sees("Close or cancel an open order first.").await;
    browser.press("Archive 2").await;
    browser.sees("2 orders archived, 1 refused").await;
    archived(2).await;
    browser.press("Undo").await;
    browser.sees("2 undone").await;
    archived(0).await;
    browser.go("/purchase-orders?status=issued").await;
    browser.tick("Select all rows").await;
    browser.press("Archive").await;
    browser.sees("It cannot be archived:").await;
    browser.press("Cancel").await;

    browser
        .go("/purchase-orders?status=draft&sort=number")
        .await;
    browser.sees(&numbers[1]).await;
    browser.tick("Select all rows").await;
    browser.press("Set a field").await;
    browser.choose_nth("Field", 0, "Moved by").await;
    browser.choose_nth("Moved by", 0, "Customer Pickup").await;
    browser.press("Preview").await;
    browser.sees("2 will be changed").await;
    browser.press("Change").await;
    browser.sees("2 orders changed").await;
    let moved = [("logistics_scenario", "customer_pickup")];
    assert_eq!(broker.ids("/purchase-orders", &moved).await.len(), 2);
    browser.press("Undo").await;
    browser.sees("2 undone").await;
    assert!(broker.ids("/purchase-orders", &moved).await.is_empty());
    browser.close(&["401"]).await;
}

async fn a_phone_ticks_rows(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Phone).await;
    packers(&broker, 3).await;
    browser.go("/suppliers").await;
    lists(&browser, &["Packer 00", "Packer 01", "Packer 02"]).await;
    // A long touch selects a row; its end does not open the row.
    let finger = "const [kind] = arguments, row = [...document.querySelectorAll('tr[data-id]')].find((row) => row.innerText.includes('Packer 01'));
        const cell = row.querySelector('th'), touch = new Touch({identifier: 1, target: cell});
        const event = new TouchEvent(kind, {bubbles: true, cancelable: true, touches: [touch], changedTouches: [touch]});
        return cell.dispatchEvent(event)";
    browser.script(finger, json!(["touchstart"])).await;
    browser.sees("1 selected").await;
    let presses = browser.script(finger, json!(["touchend"])).await;
    assert_eq!(presses, json!(false), "the lifting would press the row");
    browser.press("All shown").await;
    browser.sees("3 selected").await;
    browser.fits("the list while ticking").await;
    // The bar of bulk actions does not cover other controls.
    let free = "const bar = document.querySelector('.bulk').getBoundingClientRect(), foot = document.querySelector('main .actions').getBoundingClientRect();
        return bar.bottom <= foot.top && bar.left >= 0 && bar.right <= innerWidth";
    browser
        .wait("the bar beside the main action", free, json!([]))
        .await;
    browser.press("Archive").await;
    browser.press("Archive 3").await;
    browser.sees("3 suppliers archived").await;
    count(&broker, &[], 0).await;
    browser.press("Undo").await;
    browser.sees("3 undone").await;
    // Sort and filter, which are in column headers and chips on desktop.
    browser.press("Filters").await;
    browser.choose_nth("Sort by", 0, "Created").await;
    browser.press("Smallest first; reverse").await;
    browser.press("Filter").await;
    browser.press("Terms").await;
    browser.tick("Net 7").await;
    browser.press("Show suppliers").await;
    lists(&browser, &["Packer 02", "Packer 01", "Packer 00"]).await;
    browser.close(&["401"]).await;
}

async fn the_row_in_focus_is_never_covered(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    packers(&broker, 40).await;
    browser.go("/suppliers").await;
    browser.sees("40 suppliers").await;
    browser.tick("Select Packer 39").await;
    browser.sees("1 selected").await;
    browser
        .script(
            "document.querySelector('[data-grid]').scrollTop = 0; document.activeElement.blur()",
            json!([]),
        )
        .await;
    for step in ["j", "k"] {
        for _ in 0..45 {
            browser.keys(step).await;
            insist_free(&browser).await;
        }
    }
    browser.close(&["401"]).await;
}

/// Asserts that nothing covers the middle of the focused element.
async fn insist_free(browser: &Browser) {
    let script = "const now = document.activeElement, box = now.getBoundingClientRect();
        const top = document.elementFromPoint(box.left + Math.min(box.width, 40) / 2, box.top + box.height / 2);
        return now.matches('th > a') && now.closest('tr').contains(top) ? null : now.outerHTML.slice(0, 120) + ' under ' + top?.outerHTML.slice(0, 120)";
    let covered = browser.script(script, json!([])).await;
    assert!(covered.is_null(), "{covered}");
}
