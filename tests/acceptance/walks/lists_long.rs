//! A list of 10,000 rows renders only the visible ones, and scrolling stays smooth.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::signed_in;
use crate::support::browser::{Browser, Window};
use crate::support::{App, on_sqlite};

on_sqlite!(ten_thousand_rows_at_the_desk, ten_thousand_rows_on_a_phone);

/// Answers requests for suppliers in the page with 10,000 rows, because creating them would take too long.
const MANY: &str = "const real = window.fetch; window.fetch = (request) => {
    const url = new URL(request.url || request, location.href);
    if (url.pathname !== '/api/v1/suppliers' || request.method !== 'GET') return real(request);
    const from = Number(url.searchParams.get('cursor') || 0), limit = Number(url.searchParams.get('limit') || 50);
    const items = [];
    for (let n = from; n < Math.min(from + limit, 10000); n++) items.push({id: n + 1, version: 1, name: 'Packer ' + String(n).padStart(5, '0'),
        code: 'P' + n, kind: 'vertical', city: 'Omaha', state: 'NE', delivery_profile: 'delivers', species: ['beef', 'pork'],
        payment_terms: 'net_7', phone: '+14025550100', has_credit_application: true, has_contacts: true, credit_application_sent_on: '2026-01-02',
        open_order_count: n % 7, owner_id: 1, owner_name: 'Lee Castell', archived_at: null});
    const next = from + limit < 10000 ? String(from + limit) : null;
    return Promise.resolve(new Response(JSON.stringify({items, next_cursor: next}), {headers: {'content-type': 'application/json'}})); }";

/// Number of rendered rows, and the names of the first and last visible ones.
const SEEN: &str = "const rows = [...document.querySelectorAll('[data-grid] tbody tr[data-id]')];
    const frame = document.querySelector('[data-grid]').getBoundingClientRect();
    const top = Math.max(frame.top, 0), bottom = Math.min(frame.bottom, innerHeight);
    const seen = rows.filter((row) => { const box = row.getBoundingClientRect(); return box.bottom > top + 40 && box.top < bottom - 20; });
    const name = (row) => row?.querySelector('th').innerText.trim();
    return {drawn: rows.length, first: name(seen[0]), last: name(seen[seen.length - 1])}";

async fn load(browser: &Browser) {
    browser.script(MANY, json!([])).await;
}

async fn ten_thousand_rows_at_the_desk(app: &mut App) {
    let (browser, _broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/purchase-orders").await;
    browser.heading("Purchase orders").await;
    load(&browser).await;
    browser.follow("Suppliers").await;
    browser.sees("Packer 00000").await;
    browser.tick("Select Packer 00000").await;
    browser.press("All matching").await;
    browser.sees("10,000 selected").await;
    browser.sees("10,000 suppliers").await;
    let mut most = 0;
    for part in [0, 1, 10, 33, 50, 75, 99, 100] {
        let scroll = "const frame = document.querySelector('[data-grid]');
            frame.scrollTop = (frame.scrollHeight - frame.clientHeight) * arguments[0] / 100; return true";
        browser.script(scroll, json!([part])).await;
        let wanted = "const frame = document.querySelector('[data-grid]');
            const height = document.querySelector('[data-grid] tbody tr[data-id]').getBoundingClientRect().height;
            const first = Math.floor(frame.scrollTop / height);
            const names = [...document.querySelectorAll('[data-grid] tbody tr[data-id] th')].map((cell) => cell.innerText.trim());
            return names.includes('Packer ' + String(Math.min(first + 3, 9999)).padStart(5, '0'))";
        browser
            .wait(&format!("the rows at {part} %"), wanted, json!([]))
            .await;
        let seen = browser.script(SEEN, json!([])).await;
        most = most.max(seen["drawn"].as_i64().unwrap_or_default());
    }
    assert!(most <= 120, "{most} rows are drawn");
    let seen = browser.script(SEEN, json!([])).await;
    assert_eq!(seen["last"], "Packer 09999", "{seen}");
    // The arrow keys continue from there, and Home returns to the start.
    browser
        .script("document.querySelector('[data-grid]').focus()", json!([]))
        .await;
    browser.keys("\u{e011}").await;
    let at = "return document.activeElement.textContent.includes('Packer 00000')";
    browser.wait("the first row", at, json!([])).await;
    // A row scrolled out of view leaves its position to the arrow keys.
    let scroll = "document.querySelector('[data-grid]').scrollTop = 200000; return true";
    browser.script(scroll, json!([])).await;
    let left = "return document.activeElement.matches('[data-grid]')";
    browser.wait("the row to go", left, json!([])).await;
    browser.keys("\u{e015}").await;
    let at = "return document.activeElement.textContent.includes('Packer 00001')";
    browser.wait("the second row", at, json!([])).await;
    browser.close(&["401"]).await;
}

async fn ten_thousand_rows_on_a_phone(app: &mut App) {
    let (browser, _broker) = signed_in(app, UserRole::Broker, Window::Phone).await;
    browser.go("/purchase-orders").await;
    browser.heading("Purchase orders").await;
    load(&browser).await;
    browser.press("Menu").await;
    browser.follow("Suppliers").await;
    browser.sees("Packer 00000").await;
    browser.press("More list actions").await;
    browser.press("Select rows").await;
    browser.press("All matching").await;
    browser.sees("10,000 selected").await;
    let mut seen = Value::Null;
    for part in [10, 60, 100, 100] {
        let scroll =
            "scrollTo(0, document.documentElement.scrollHeight * arguments[0] / 100); return true";
        browser.script(scroll, json!([part])).await;
        let drawn = "return [...document.querySelectorAll('[data-grid] tbody tr[data-id]')].some((row) => {
            const box = row.getBoundingClientRect(); return box.top < innerHeight && box.bottom > 0; })";
        browser
            .wait(&format!("cards at {part} %"), drawn, json!([]))
            .await;
        seen = browser.script(SEEN, json!([])).await;
        assert!(seen["drawn"].as_i64().unwrap_or_default() <= 120, "{seen}");
    }
    assert_eq!(seen["last"], "Packer 09999", "{seen}");
    browser.close(&["401"]).await;
}
