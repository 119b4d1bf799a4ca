//! The business rules of a meat brokerage in plain Rust: entities and their drafts, choice lists, exact arithmetic, the order
//! lifecycle, permissions, problems.
//!
//! No I/O, no clock, no random numbers; callers pass the time. The server and the browser run the same code, so a form rejects what
//! the API rejects. Money, prices and weights are scaled integers, never floats.

#![cfg_attr(not(test), deny(clippy::float_arithmetic))]

#[macro_use]
mod value_macros;
#[macro_use]
mod macros;

pub mod all_choices;
pub mod auth;
pub mod batch;
pub mod boards;
pub mod carriers;
pub mod choice_entries;
pub mod choices;
pub mod claims;
pub mod contact_details;
pub mod contacts;
pub mod credit;
pub mod csv;
pub mod customers;
pub mod date_range;
pub mod dates;
pub mod decimal;
pub mod entity_kind;
mod field_errors;
pub mod field_rules;
pub mod fields;
pub mod filter;
pub mod gs1;
pub mod history;
pub mod id;
pub mod instant;
mod invisible;
mod json_error;
pub mod list;
pub mod locations;
pub mod order_cases;
pub mod party_snapshot;
pub mod passwords;
pub mod payments;
pub mod permissions;
pub mod plants;
pub mod pricing;
pub mod problem;
pub mod products;
pub mod purchase_orders;
mod quantities;
pub mod receivables;
pub mod receiving_hours;
pub mod record;
pub mod reports;
mod rules;
pub mod settings;
pub mod similar;
pub mod supplier_plant_mappings;
pub mod suppliers;
pub mod text;
pub mod transition_error;
pub mod users;
pub mod views;

pub use decimal::{CaseWeight, Money, PriceAmount, PricePerLb, Temperature, WeightAmount};
pub use field_errors::{ERRORS_MAX, FieldError, FieldErrors};
pub use fields::{CheckContext, Rules};
pub use id::Id;
pub use pricing::{Price, PriceBasis, Weight, WeightUnit};
pub use problem::{Problem, ProblemCode};
pub use record::{Business, Drafted, EntityKind, Resource, Stamps};
