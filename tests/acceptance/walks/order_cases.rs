//! Case weights on the screen: pasted and scanned, with what is wrong, listed, removed with a reason; on a phone too.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::browser_of;
use super::signed_in;
use crate::support::browser::{Browser, Window};
use crate::support::reply::contains;
use crate::support::samples::{World, gtin, order};
use crate::support::{App, on_sqlite};

on_sqlite!(
    cases_are_pasted_and_corrected,
    cases_are_scanned_on_a_phone,
    the_line_is_chosen_where_nothing_tells_it,
);

/// An order on its way with lines of two cases, 80 lb.
async fn on_its_way(world: &World, lines: usize) -> String {
    let mut body = order(world);
    body["lines"][0]["ordered_units"] = json!(2);
    body["lines"][0]["ordered_weight"] = json!("80.00");
    body["lines"] = json!(vec![body["lines"][0].clone(); lines]);
    let mut order = world.broker.create("/purchase-orders", &body).await;
    let day = order.json()["order_date"].clone();
    for (action, body) in [
        ("issue", json!({})),
        ("confirm", json!({})),
        ("ship", json!({"shipped_on": day})),
    ] {
        order = world.broker.act(&order, action, &body).await.expect(200);
    }
    order.path()
}

fn label(weight: u32, serial: &str) -> String {
    format!("01{}3202{weight:06}10L7\u{1d}21{serial}", gtin(1))
}

/// Puts a text into the dialog at once, as pasting does.
async fn paste(browser: &Browser, text: &str) {
    let script = "const area = document.querySelector('dialog[open] textarea'); if (!area) return false; \
        area.value = arguments[0]; area.dispatchEvent(new InputEvent('input', {bubbles: true})); return true";
    browser
        .wait("a place to paste", script, json!([text]))
        .await;
}

async fn dialog(browser: &Browser, shown: bool) {
    let script = "return !!document.querySelector('dialog[open]') === arguments[0]";
    browser.wait("the dialog", script, json!([shown])).await;
}

async fn cases_are_pasted_and_corrected(app: &mut App) {
    let (browser, _broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let world = World::new(app).await;
    let path = on_its_way(&world, 1).await;
    browser.go(&path).await;
    browser.press("Add cases").await;
    // 90012345000011 with another check digit.
    let broken = format!("(01){}(3202)004000", gtin(1).replace("00001", "00002"));
    let labels = [
        label(4_010, "A1"),
        label(3_990, "A2"),
        label(4_010, "A1"),
        broken,
    ];
    paste(&browser, &labels.join("\n")).await;
    browser.sees("2 cases, 80.00 lb").await;
    browser.sees("2 entries will be left out").await;
    browser.sees("Serial number A1 appears twice").await;
    browser.sees("The check digit of the GTIN is wrong").await;
    browser.photograph("cases_preview").await;
    browser.press("Save 2 cases").await;
    browser.sees("2 cases saved.").await;
    browser.sees("2 entries left out").await;
    browser.press("Close").await;
    dialog(&browser, false).await;
    let now = world.broker.get(&path).await.json();
    let line = json!({"actual_weight": "80.00", "weight_source": "barcode_sum", "case_count": 2});
    contains(&now["lines"][0], &line, "");
    // A line with cases takes no total.
    browser.misses("Correct weights").await;
    browser.press("2 cases").await;
    browser.sees("serial A1").await;
    browser.photograph("cases_list").await;
    browser.tick("40.10 lb").await;
    browser.press("Remove 1 case").await;
    browser.sees("Enter a reason").await;
    browser.fill("Why they are removed", "label misread").await;
    browser.press("Remove 1 case").await;
    browser.sees("50.13% under the ordered weight").await;
    browser.press("Remove 1 case anyway").await;
    browser.sees("1 case removed").await;
    browser.tick("Removed cases too").await;
    browser.sees("label misread").await;
    browser.press("Close").await;
    let now = world.broker.get(&path).await.json();
    contains(
        &now["lines"][0],
        &json!({"actual_weight": "39.90", "case_count": 1}),
        "",
    );
    browser.sees("label misread").await;
    // The corrected one, again from a list of weights: the confirmation is not asked within the limit.
    browser.press("Add cases").await;
    paste(&browser, "18.19 kg").await;
    browser.sees("1 case, 40.10 lb").await;
    browser.press("Save 1 case").await;
    dialog(&browser, false).await;
    let now = world.broker.get(&path).await.json();
    contains(
        &now["lines"][0],
        &json!({"actual_weight": "80.00", "case_count": 2}),
        "",
    );
    browser.close(&["401", "422"]).await;
}

async fn cases_are_scanned_on_a_phone(app: &mut App) {
    let (browser, _broker) = signed_in(app, UserRole::Broker, Window::Phone).await;
    let world = World::new(app).await;
    let path = on_its_way(&world, 1).await;
    browser.go(&path).await;
    browser.press("Add cases").await;
    dialog(&browser, true).await;
    // A scanner types the label and Enter; the separator comes as Ctrl+].
    let focused = "return document.activeElement?.tagName === 'TEXTAREA'";
    browser
        .wait("the focus in the text", focused, json!([]))
        .await;
    browser.keys(&format!("01{}320200401010L7", gtin(1))).await;
    browser.hold("\u{e009}", "]").await;
    browser.keys("21B1\u{e007}").await;
    browser.keys("40").await;
    browser.sees("2 cases, 80.10 lb").await;
    browser.fits("the dialog of cases").await;
    browser.photograph("cases_phone").await;
    browser.press("Save 2 cases").await;
    dialog(&browser, false).await;
    let cases = world.broker.get(&format!("{path}/cases")).await.json();
    let found: Vec<(&Value, &Value)> = cases["items"]
        .as_array()
        .expect("cases")
        .iter()
        .map(|case| (&case["serial"], &case["lot_number"]))
        .collect();
    assert_eq!(
        found,
        [(&json!("B1"), &json!("L7")), (&Value::Null, &Value::Null)]
    );
    browser.press("2 cases").await;
    browser.sees("serial B1").await;
    browser.fits("the list of cases").await;
    browser.close(&["401"]).await;
    // Who may only read sees the cases and changes nothing.
    let (browser, _viewer) = browser_of(app, UserRole::Viewer, Window::Desk).await;
    browser.go(&path).await;
    browser.press("2 cases").await;
    browser.sees("serial B1").await;
    let boxes = "return document.querySelectorAll('dialog[open] .case-list input').length";
    assert_eq!(browser.script(boxes, json!([])).await, json!(0));
    browser.misses("Add cases").await;
    browser.close(&["401"]).await;
}

async fn the_line_is_chosen_where_nothing_tells_it(app: &mut App) {
    let (browser, _broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let world = World::new(app).await;
    let path = on_its_way(&world, 2).await;
    browser.go(&path).await;
    browser.press("Add cases").await;
    paste(&browser, &format!("{}\n39.90", label(4_010, "A1"))).await;
    // Which product has the GTIN only the server knows; of a bare weight nobody does.
    browser.sees("1 case, 40.10 lb").await;
    browser
        .sees("Choose the line that this case belongs to")
        .await;
    browser.choose_nth("Line", 0, "2. Trim 50's").await;
    browser.sees("2 cases, 80.00 lb").await;
    browser.press("Save 2 cases").await;
    dialog(&browser, false).await;
    let now = world.broker.get(&path).await.json();
    let lines = json!([
        {"case_count": 0, "actual_weight": null},
        {"case_count": 2, "actual_weight": "80.00"},
    ]);
    contains(&now["lines"], &lines, "");
    browser.close(&["401"]).await;
}
