//! The start page and the reports in the browser: what waits leads to its records, and figures lead to their orders.

use domain::choices::UserRole;
use serde_json::json;

use super::forms::deal;
use super::signed_in;
use crate::support::browser::Window;
use crate::support::{App, on_sqlite};

on_sqlite!(figures_lead_to_their_orders);

async fn figures_lead_to_their_orders(app: &mut App) {
    let (browser, broker) = signed_in(app, UserRole::Broker, Window::Desk).await;
    browser.go("/").await;
    browser.sees("Set up the first order").await;
    let deal = deal(&broker).await;
    let line = json!({
        "product_id": deal.product, "ordered_units": 20, "ordered_weight": "40000.00", "buy_price": "2.5000", "buy_basis": "per_lb",
        "sell_price": "2.5600", "sell_basis": "per_lb",
    });
    let body = json!({"supplier_id": deal.supplier, "customer_id": deal.customer, "lines": [line]});
    broker.create("/purchase-orders", &body).await;
    let issued = broker.create("/purchase-orders", &body).await;
    broker.act(&issued, "issue", &json!({})).await.expect(200);
    browser.go("/").await;
    browser.sees("1 Drafts to issue").await;
    browser.sees("1 Orders to confirm").await;
    browser.follow("1Drafts to issueOpen").await;
    browser.heading("Boards").await;
    browser
        .sees("Draft Brindlemoor Beef Packing Wexcombe Grinding Company")
        .await;
    browser.follow("This week and next").await;
    browser.sees("No pick-up or delivery is planned").await;
    // The report has the issued order alone.
    browser.keys("gx").await;
    browser.heading("Reports").await;
    browser
        .sees("Wexcombe Grinding Company 1 40,000.00 102,400.00 100,000.00")
        .await;
    browser.choose_nth("Rows", 0, "Month").await;
    browser.choose_nth("Crossed with", 0, "Customer").await;
    browser.sees("All 1 40,000.00").await;
    browser.choose_nth("Crossed with", 0, "Supplier").await;
    browser.sees("Brindlemoor Beef Packing").await;
    let month =
        "const link = document.querySelector('.report tbody th a'); link.click(); return true";
    browser.script(month, json!([])).await;
    browser.heading("Purchase orders").await;
    let number = issued.json()["number"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    browser.sees(&number).await;
    browser.close(&["401"]).await;
}
