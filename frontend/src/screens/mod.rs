//! The pages that `config` does not drive: sign-in, passwords, profile, choice lists, settings, start page, orders, ledger, claims,
//! reports, style guide.

pub mod boards;
pub mod choice_entry;
pub mod choice_lists;
pub mod claims;
pub mod home;
pub mod ledger;
pub mod new_password;
pub mod not_found;
pub mod password_form;
pub mod profile;
pub mod purchase_orders;
pub mod reports;
pub mod settings;
pub mod sign_in;
#[cfg(feature = "style-guide")]
pub mod style_guide;
pub mod unreachable;

use crate::config::route::DrawRoute;

/// Fetches the part with orders.
#[leptos::lazy]
pub fn orders_part() -> DrawRoute {
    purchase_orders::draw
}
