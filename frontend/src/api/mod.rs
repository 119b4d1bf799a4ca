//! Calls to the server, the session, and what this browser stores.

pub mod company;
pub mod kept;
pub mod lock;
pub mod once;
pub mod records;
pub mod session;
pub mod wire;
