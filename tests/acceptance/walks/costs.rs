//! Costs, markup and the margin floor in the browser: figures follow what is typed, an administrator sets the floor, and issuing below
//! it asks for a reason.

use domain::choices::UserRole;

use super::forms::{deal, holds};
use super::signed_in;
use crate::support::browser::Window;
use crate::support::{App, on_sqlite};

on_sqlite!(a_load_earns_what_its_costs_leave);

async fn a_load_earns_what_its_costs_leave(app: &mut App) {
    let (browser, admin) = signed_in(app, UserRole::Admin, Window::Desk).await;
    deal(&admin).await;
    browser.go("/settings").await;
    browser.heading("Settings").await;
    browser.sees("Never changed").await;
    browser.fill("Margin floor, $ per lb", "0.06").await;
    browser.fill("First bucket ends on day", "60").await;
    browser.press("Save").await;
    browser
        .sees("Each bucket ends later than the one before")
        .await;
    browser.fill("First bucket ends on day", "30").await;
    browser.press("Save").await;
    browser.sees("Settings saved").await;
    browser.sees("Last changed by Kim admin").await;

    browser.go("/purchase-orders/new").await;
    browser.heading("New order").await;
    browser
        .pick("Supplier", "brindle", "Brindlemoor Beef Packing")
        .await;
    browser
        .pick("Customer", "wexc", "Wexcombe Grinding Company")
        .await;
    browser.pick("Product", "50s", "BEEF-050-FC-T").await;
    browser.fill("Units", "20").await;
    // The selling price follows the buying price until one is typed.
    browser.fill("Buying price", "2.5").await;
    browser.press("Tested, United States").await;
    browser.fill("Markup, $", "0.06").await;
    holds(&browser, "Selling price", "2.5600").await;
    browser.fill("Buying price", "2.4").await;
    holds(&browser, "Selling price", "2.4600").await;
    browser.fill("Selling price", "2.465").await;
    holds(&browser, "Markup, $", "").await;
    browser.sees("Sell 98,600.00 Buy − 96,000.00").await;
    // 40,000 lb at 1.25 per hundredweight.
    browser.press("Add a cost").await;
    browser.choose_nth("Cost", 0, "Cold storage").await;
    browser.choose_nth("Basis", 0, "$/cwt").await;
    browser.fill("Rate", "1.25").await;
    browser.sees("Costs − 500.00 Margin, $ 2,100.00").await;
    browser.press("Create").await;
    browser.sees("created").await;
    browser.sees("Cold storage").await;
    browser.sees("Enter actual amounts").await;

    browser.press("Issue order").await;
    browser.sees("Parties and lines are locked").await;
    browser.press("Issue order").await;
    browser.sees("is below the floor of $0.0600").await;
    browser
        .fill("Reason for a margin below the floor", "keeps the account")
        .await;
    browser.press("Issue order").await;
    browser.sees("issued").await;
    browser.sees("keeps the account").await;
    browser.close(&["401"]).await;
}
