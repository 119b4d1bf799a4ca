//! Swagger UI for developers: authorize with a token, then send a request.

use serde_json::json;

use crate::support::browser::{Browser, Window};
use crate::support::{App, on_sqlite};

on_sqlite!(a_developer_authorises_and_calls);

/// Status and text of the latest response.
const ANSWER: &str = "const row = document.querySelector('.live-responses-table tbody tr.response');
    return row?.querySelector('.response-col_status')?.textContent.trim() === arguments[0] && row.innerText";

async fn a_developer_authorises_and_calls(app: &mut App) {
    let broker = app.broker().await;
    let supplier = json!({"name": "Brindlemoor Beef"});
    broker.create("/suppliers", &supplier).await;
    let browser = Browser::open(app, Window::Desk).await;
    browser.go("/api/docs/#/suppliers/list_suppliers").await;
    browser.press("Execute").await;
    let refused = browser.wait("a refusal", ANSWER, json!(["401"])).await;
    assert!(refused.to_string().contains("unauthenticated"), "{refused}");
    browser.press("Authorize").await;
    browser.fill("auth-bearer-value", &broker.token).await;
    browser.press("Apply credentials").await;
    browser.press("Close").await;
    browser.press("Execute").await;
    let answer = browser.wait("an answer", ANSWER, json!(["200"])).await;
    assert!(answer.to_string().contains("Brindlemoor Beef"), "{answer}");
    // The token is lost when the page is closed.
    browser.reload().await;
    browser.press("Execute").await;
    browser.wait("a refusal", ANSWER, json!(["401"])).await;
    browser.close_foreign(&["401 /api/v1/"]).await;
}
