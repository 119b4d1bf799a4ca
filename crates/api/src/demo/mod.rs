//! The demo brokerage behind `serve --demo`: small and realistic, with every status and consistent amounts.
//!
//! Records pass the same rules as a user's, with the clock set to their date, so history and audit are real.
//! Seeding is one transaction: an interrupted start leaves no records. The same seeding day gives the same
//! records.

mod carriers;
mod claims;
mod demo_seed;
mod goods;
mod orders;
mod parties;
mod payments;
mod people;
mod places;
mod receivables;
mod steps;
mod users;

pub use demo_seed::{SeedError, seed};

/// Name of the setting that marks a demo database.
pub const MARKER: &str = "demo";
/// Username of the administrator whose password the demo prints.
pub const SIGN_IN: &str = "dana";
/// Owners of records created in volume; the first also creates them.
#[cfg(feature = "volume")]
pub const OWNERS: [&str; 3] = [SIGN_IN, "lee", "priya"];
