//! Typed client of the ProjectMeats REST API, one source for native programs and for the browser.
//!
//! [`Client`] knows how to send and how to read answers and problems; it holds no secrets. [`SignedIn`] wraps it with a source of
//! access tokens, so that no protected call can be made without one. Addresses of the API are spelled here and nowhere else.

mod auth;
mod error;
mod http;
mod plain;
mod problem;
mod purchase_orders;
mod request;
mod resource;
mod transport;

pub use auth::{AccessTokens, SignedIn};
pub use error::ClientError;
pub use http::{Answer, Client};
pub use plain::{Fields, Records};
pub use purchase_orders::OrderStep;
pub use resource::Tagged;
