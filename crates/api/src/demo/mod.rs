//! The demo brokerage behind `serve --demo`: small, believable, every state occurs, every amount multiplies.
//!
//! Records are made through the same rules as a user's, with the clock set to the day in question, so history and audit are real.
//! All of it is one transaction: an interrupted start leaves nothing behind. The same day of seeding gives the same records.

mod carriers;
mod demo_seed;
mod goods;
mod orders;
mod parties;
mod people;
mod places;
mod receivables;
mod steps;
mod users;

pub use demo_seed::{SeedError, seed};

/// Name of the setting that marks a database made by the demo.
pub const MARKER: &str = "demo";
/// The administrator that the demo prints a sign-in for.
pub const SIGN_IN: &str = "dana";
/// Who owns what is made in volume, the maker first.
pub const OWNERS: [&str; 3] = [SIGN_IN, "lee", "priya"];
