//! Everything that speaks SQL, on SQLite and on PostgreSQL behind one [`Store`].
//!
//! | file | what lives there |
//! |---|---|
//! | `store`, `pool`, `connection` | which pools there are, how they heal, how a connection is opened |
//! | `transaction`, `idempotency`, `commit_gate` | one command, one transaction, at most once, and not after its request was given up |
//! | `error`, `dialect` | the closed list of refusals; where the databases are spelled differently |
//! | `migrations`, `schema`, `grants` | the tables; what the program's role may do to them |
//! | `locks`, `credit` | the order of locks for what moves money; what a customer owes and has on order |
//! | `fragment`, `filters`, `paging`, `search`, `fuzzy` | what every list is made of; records with misspelled names |
//! | `records`, `audit`, `names`, `addresses`, `choice_sets` | what every business record has |
//! | `kept` | what is done to every business record: list, get, create, update, archive, restore |
//! | `supply_line_names`, `rekey` | names that follow other names; keys of names after their rules change |
//! | `suppliers`, `customers`, `plants`, `locations`, `carriers`, `contacts` | each entity's columns, and what sets it apart |
//! | `purchase_orders`, `receivables`, `users`, `sessions`, `choices` | those with a life of their own |
//! | `private_file` | modes of the files that hold data or secrets |
//! | `settings`, `volume` | what the program notes for itself; data in volume, for measuring |
//!
//! Locks are taken in one order: customers, suppliers, orders, receivables (`locks`), then plants, carriers, products, locations,
//! contacts, supply lines (`entity_store::locks`); numbers are drawn last. Whoever still meets another in a circle is run again.
//!
//! Queries return domain types; rows stay private. No query names a status code, no caller names a table.

mod addresses;
mod audit;
mod carriers;
mod choice_sets;
pub mod choices;
mod codes;
mod commit_gate;
mod connection;
mod contacts;
mod credit;
mod customers;
mod dialect;
mod entity_store;
mod error;
mod filters;
mod fixed_sql;
mod fragment;
mod fuzzy;
pub mod grants;
pub mod idempotency;
mod locations;
mod locks;
mod migrations;
mod names;
mod numbers;
mod paging;
mod plants;
mod pool;
#[cfg(test)]
mod pressure_tests;
pub mod private_file;
mod products;
pub mod purchase_orders;
pub mod receivables;
mod records;
mod rekey;
mod schema;
#[cfg(test)]
mod schema_tests;
mod search;
pub mod sessions;
pub mod settings;
mod store;
mod supplier_plant_mappings;
mod suppliers;
mod supply_line_names;
#[cfg(test)]
mod testing;
mod transaction;
pub mod users;
pub mod views;
pub mod volume;

pub use audit::{StaleChanges, history};
pub use commit_gate::{CommitGate, Committed, with_commit_gate};
pub use connection::{DbConnection, queries_on_this_thread};
pub use entity_store::Repository;
pub use error::{Stale, StoreError, Unavailable};
pub use paging::{Listed, Position};
pub use pool::PoolState;
pub use records::Expected;
pub use store::{Health, LogPosition, NoPosition, PoolStates, Store, StoreSettings};
pub use transaction::{IdempotencyKey, Transaction, WriteContext, Written};
