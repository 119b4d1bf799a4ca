//! Layout of the order form: lines beside the side column, nothing cut off or covered, load and margin always visible, and no
//! horizontal scrolling in a narrow window. Also the confirmation of unusual prices.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::forms::{Deal, deal};
use super::signed_in;
use crate::support::browser::{Window, keys};
use crate::support::{Actor, App, on_sqlite};

on_sqlite!(
    the_lines_stand_beside_the_sums,
    load_and_margin_stay_in_sight,
    a_price_in_the_wrong_basis_is_asked_for,
    a_price_far_from_the_last_is_asked_for
);

async fn order(broker: &Actor, deal: &Deal, price: &str) -> String {
    let line = |basis: &str, buy: &str, sell: &str| {
        json!({"product_id": deal.product, "description": "Trim 50's - Tested, frozen, combos, for further processing only",
            "ordered_units": 20, "ordered_weight": "140000.00", "weight_unit": "lb",
            "buy_price": buy, "buy_basis": basis, "sell_price": sell, "sell_basis": "per_lb"})
    };
    let lines: Vec<Value> = vec![
        line("per_lb", price, "1.3150"),
        line("per_cwt", "338.5000", "3.4750"),
        line("per_lb", "1.2275", "1.3150"),
        line("per_lb", "1.2275", "1.3150"),
    ];
    let body = json!({"supplier_id": deal.supplier, "customer_id": deal.customer, "lines": lines});
    let id = broker.create("/purchase-orders", &body).await.id();
    format!("/purchase-orders/{id}")
}

/// Layout faults of the order form, by bounding boxes.
const BOXES: &str = "const box = (e) => e.getBoundingClientRect();
    const faults = [];
    const table = document.querySelector('.order-lines'), block = document.querySelector('.order-lines-block');
    const side = document.querySelector('.order-form > .side');
    const beside = side.checkVisibility() && box(side).top < box(block).bottom && box(side).left > box(block).left + 100;
    const right = beside ? box(side).left : document.documentElement.clientWidth;
    const scrolls = getComputedStyle(block.querySelector('.scroll')).overflowX !== 'visible';
    if (!scrolls && box(table).right > right + 0.5) faults.push(`table ${box(table).right} beyond ${right}`);
    if (document.documentElement.scrollWidth > document.documentElement.clientWidth) faults.push('the page scrolls sideways');
    for (const cell of table.querySelectorAll('tbody > tr:first-child > :is(th, td)')) {
        if (!cell.checkVisibility()) continue;
        for (const part of cell.querySelectorAll('input, select, button, span, small')) {
            if (!part.checkVisibility() || part.closest('.unseen, .drop')) continue;
            if (box(part).width > 0 && (box(part).right > box(cell).right + 1 || box(part).left < box(cell).left - 1))
                faults.push(`${cell.dataset.label || 'Product'}: ${part.outerHTML.slice(0, 60)} ${box(part).left}-${box(part).right} in ${box(cell).left}-${box(cell).right}`);
            if (part.matches('input:not([type=checkbox])') && part.value && part.scrollWidth > part.clientWidth + 1 && part.inputMode === 'decimal')
                faults.push(`${part.ariaLabel}: ${part.value} is cut off, ${part.scrollWidth} in ${part.clientWidth}`);
        }
    }
    const foot = table.tFoot && box(table.tFoot);
    for (const row of table.tBodies) if (foot && box(row).bottom > foot.top + 1) faults.push('the sums cover a line');
    return faults;";

async fn the_lines_stand_beside_the_sums(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let deal = deal(&broker).await;
    let path = order(&broker, &deal, "1.2275").await;
    for (width, height) in [
        (1440, 900),
        (1366, 768),
        (1280, 720),
        (1024, 768),
        (768, 900),
        (390, 844),
        (320, 640),
    ] {
        browser.resize(width, height).await;
        browser.go(&format!("{path}/edit")).await;
        let drawn = "return document.querySelectorAll('.order-lines > tbody').length === 4 && document.querySelector('#field-supplier_id')?.value";
        browser.wait("the form", drawn, json!([])).await;
        for part in [
            "0",
            "document.querySelector('.order-lines-block').offsetTop - 200",
            "document.documentElement.scrollHeight",
        ] {
            browser
                .script(
                    &format!("window.scrollTo(0, {part}); return true"),
                    json!([]),
                )
                .await;
            let faults = browser.script(BOXES, json!([])).await;
            assert_eq!(faults, json!([]), "{width} x {height}, scrolled to {part}");
        }
        browser.fits(&format!("{path}/edit at {width}")).await;
    }
    browser.close(&["401"]).await;
}

async fn load_and_margin_stay_in_sight(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let deal = deal(&broker).await;
    let path = order(&broker, &deal, "1.2275").await;
    for (width, height) in [(390, 844), (320, 640), (1024, 768)] {
        browser.resize(width, height).await;
        browser.go(&format!("{path}/edit")).await;
        browser.fill_nth("Ordered weight", 2, "10000").await;
        let seen = "const bar = document.querySelector('.sums-bar'), box = bar.getBoundingClientRect();
            const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
            return bar.contains(at) && bar.textContent.includes(arguments[0]) && bar.textContent.includes('$/lb')";
        browser.wait("the bar", seen, json!(["430,000.00"])).await;
    }
    browser.close(&["401"]).await;
}

async fn a_price_in_the_wrong_basis_is_asked_for(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let deal = deal(&broker).await;
    let path = order(&broker, &deal, "1.2275").await;
    browser.go(&format!("{path}/edit")).await;
    browser.fill("Buying price", "338.5").await;
    // Past the amount and its basis.
    browser.keys(&keys::TAB.repeat(2)).await;
    browser.sees("338.50 /lb is an unusual price").await;
    browser.press("Save").await;
    browser.heading("Is this price right?").await;
    browser.sees("Line 1, buying: 338.50").await;
    browser.press("Keep editing").await;
    browser.press("Make it /cwt").await;
    browser.misses("is an unusual price").await;
    browser.press("Save").await;
    browser.arrives(&path).await;
    browser.sees("saved").await;
    let now = broker.get(&path).await.expect(200).json();
    assert_eq!(now["lines"][0]["buy_basis"], "per_cwt");
    assert_eq!(now["lines"][0]["is_off_price"], false);
    // Confirmed: it is saved, and the response marks it as unusual.
    browser.go(&format!("{path}/edit")).await;
    browser.choose_nth("Buying price per", 0, "/lb").await;
    browser.press("Save").await;
    browser.press("Save anyway").await;
    browser.sees("saved").await;
    let now = broker.get(&path).await.expect(200).json();
    assert_eq!(now["lines"][0]["is_off_price"], true);
    browser.close(&["401"]).await;
}

async fn a_price_far_from_the_last_is_asked_for(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    let deal = deal(&broker).await;
    let body = json!({"supplier_id": deal.supplier, "customer_id": deal.customer, "lines": [{
        "product_id": deal.product, "ordered_weight": "40000.00", "buy_price": "1.2275", "buy_basis": "per_lb",
        "sell_price": "1.3150", "sell_basis": "per_lb"}]});
    let before = broker.create("/purchase-orders", &body).await;
    let issue = format!("/purchase-orders/{}/issue", before.id());
    broker
        .post_with_etag(&issue, &before.etag(), &json!({}))
        .await
        .expect(200);
    browser.go("/purchase-orders/new").await;
    browser.heading("New order").await;
    browser.pick("Product", "50s", "BEEF-050-FC-T").await;
    browser.fill("Ordered weight", "40000").await;
    browser.fill("Buying price", "2.75").await;
    browser.keys(&keys::TAB.repeat(2)).await;
    browser.sees("last 1.2275 /lb, PO-").await;
    browser.fill("Buying price", "1.30").await;
    browser.keys(&keys::TAB.repeat(2)).await;
    browser.misses("last 1.2275").await;
    browser.close(&["401"]).await;
}
