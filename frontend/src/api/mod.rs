//! Calls to the server, the session, and what this browser stores.

pub mod browser_storage;
mod client_error;
pub mod company;
pub mod idempotency_key;
pub mod record_json;
pub mod records;
pub mod session;
pub mod tab_lock;
