//! Acceptance tests: the real server, called as programs and browsers call it, on both databases.
//!
//! What a test cannot see through the API is not promised. `cargo xtask test` starts the servers that the tests need.

#[cfg(test)]
mod auth;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod customers;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod doors;
#[cfg(test)]
mod durability;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod health;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod outage;
#[cfg(test)]
mod parity;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod purchase_orders;
#[cfg(test)]
mod resources;
#[cfg(test)]
mod suppliers;
#[cfg(test)]
mod support;
#[cfg(test)]
mod users;
#[cfg(test)]
mod walks;
