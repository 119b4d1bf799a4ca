//! Tests of storage on real databases: SQLite always, PostgreSQL if `PM_TEST_POSTGRES_URL` names a server.

#![expect(
    clippy::unwrap_used,
    reason = "in tests, helpers included, a failure is a panic"
)]

mod concurrency;
mod databases;
mod lists;
mod outage;
mod round_trips;
mod schema;
mod search;
mod sessions;
mod statistics;
mod suppliers;
mod writes;
