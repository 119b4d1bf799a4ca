//! Typed client of the ProjectMeats REST API for native programs and the browser.
//!
//! [`Client`] sends requests and reads responses and problems; it holds no secrets. [`SignedIn`] adds a
//! source of access tokens, so that protected calls cannot be made without one. API paths appear only in this
//! crate.

mod answer;
mod auth;
mod claims;
mod error;
mod http;
mod ledger;
mod order_cases;
mod plain;
mod problem;
mod purchase_orders;
mod reports;
mod request;
mod resource;
mod tagged;
mod transport;

pub use answer::Answer;
pub use auth::{AccessTokens, SignedIn};
pub use error::ClientError;
pub use http::Client;
pub use plain::{Fields, Records};
pub use purchase_orders::OrderStep;
pub use tagged::Tagged;
