//! Calls to the server, the session, and what this browser stores.

mod client_error;
pub mod company;
pub mod idempotency_key;
pub mod kept;
pub mod record_json;
pub mod records;
pub mod session;
pub mod tab_lock;
