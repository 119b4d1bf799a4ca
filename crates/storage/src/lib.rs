//! Everything that speaks SQL, on SQLite and on PostgreSQL behind one [`Store`].
//!
//! | file | what lives there |
//! |---|---|
//! | `store`, `pool`, `connection` | which pools there are, how they heal, how a connection is opened |
//! | `transaction`, `idempotency` | one command, one transaction, at most once |
//! | `error`, `dialect` | the closed list of refusals; where the databases are spelled differently |
//! | `migrations`, `schema` | the tables |
//! | `fragment`, `filters`, `paging`, `search` | what every list is made of |
//! | `records`, `audit`, `names`, `addresses`, `choice_sets` | what every business record has |
//! | `kept` | what is done to every business record: list, get, create, update, archive, restore |
//! | `suppliers`, `customers`, `plants`, `locations`, `carriers`, `contacts` | each entity's columns, and what sets it apart |
//! | `purchase_orders`, `receivables`, `users`, `sessions`, `choices` | those with a life of their own |
//! | `settings`, `volume` | what the program notes for itself; data in volume, for measuring |
//!
//! Queries return domain types; rows stay private. No query names a status code, no caller names a table.

mod addresses;
mod audit;
mod carriers;
mod choice_sets;
pub mod choices;
mod codes;
mod connection;
mod contacts;
mod customers;
mod dialect;
mod error;
mod filters;
mod fragment;
pub mod idempotency;
mod kept;
mod locations;
mod migrations;
mod names;
mod numbers;
mod paging;
mod plants;
mod pool;
mod products;
pub mod purchase_orders;
pub mod receivables;
mod records;
mod schema;
#[cfg(test)]
mod schema_tests;
mod search;
pub mod sessions;
pub mod settings;
mod store;
mod supplier_plant_mappings;
mod suppliers;
#[cfg(test)]
mod testing;
mod transaction;
pub mod users;
pub mod views;
pub mod volume;

pub use audit::history;
pub use connection::{DbConnection, queries_on_this_thread};
pub use error::{StoreError, Unavailable};
pub use kept::Entity;
pub use paging::{Listed, Position};
pub use pool::PoolState;
pub use records::Expected;
pub use store::{Health, PoolStates, Store, StoreSettings};
pub use transaction::{IdempotencyKey, Transaction, WriteContext, Written};
