//! All SQL, for SQLite and PostgreSQL, behind one [`Store`].
//!
//! | modules | contents |
//! |---|---|
//! | `store`, `pool`, `connection` | pools, recovery after an outage, opening a connection |
//! | `transaction`, `idempotency`, `commit_gate` | one command per transaction, at most once, not after its request ended |
//! | `error`, `database_error`, `dialect` | errors; differences between the databases |
//! | `migrations`, `schema`, `grants` | tables; grants for the program's role |
//! | `locks`, `credit` | lock order for records that move money; credit figures of customers |
//! | `lists`, `fragment`, `filters`, `paging`, `search`, `fuzzy` | lists and their building blocks; search for misspelled names |
//! | `audit`, `history` | writing and reading the history of records |
//! | `records`, `stamps`, `addresses`, `choice_sets` | parts shared by business records |
//! | `entity_store` | operations on business records: list, get, create, update, archive, restore |
//! | `supply_line_names`, `rekey` | names composed of other names; rewriting name keys after their rules change |
//! | `suppliers`, `customers`, `plants`, `locations`, `carriers`, `contacts` | columns and rules of each entity |
//! | `purchase_order_rows`, `purchase_orders` | reading orders and their lists; writing them and their steps |
//! | `order_cases` | cases of a load, whose sums are its actual weights |
//! | `receivable_conditions`, `receivables` | which receivables count and are owed; invoices and credit memos, above orders' rows |
//! | `ledger`, `payments` | postings, aging, statements, their verification; payments and their steps |
//! | `claim_rows`, `claims` | claims and their lists; their steps, which issue credit memos |
//! | `reports`, `boards`, `worklists` | sums over orders; loads by day; the work that waits |
//! | `company_settings` | the settings that administrators edit |
//! | `users`, `sessions`, `choices` | entities with their own operations |
//! | `private_file` | permissions of files that hold data or secrets |
//! | `settings`, `volume` | settings that the program stores for itself; bulk data for measurements |
//!
//! Lock order: customers, suppliers, orders, receivables, payments, claims (`locks`), then plants, carriers, products, locations, contacts, supply
//! lines (`entity_store::locks`); document numbers come last. A transaction that still deadlocks is retried.
//!
//! Queries return domain types; row types are private. Queries contain no HTTP status codes, and callers no table names.

mod addresses;
mod audit;
pub mod authorized;
pub mod boards;
mod carriers;
mod choice_sets;
pub mod choices;
mod claim_rows;
pub mod claims;
mod codes;
mod commit_gate;
pub mod company_settings;
mod connection;
mod contacts;
mod credit;
mod customers;
mod database_error;
mod dialect;
mod entity_store;
mod error;
mod filters;
mod fixed_sql;
mod fragment;
mod fuzzy;
pub mod grants;
mod history;
pub mod idempotency;
pub mod ledger;
mod lists;
mod locations;
mod locks;
mod migrations;
mod numbers;
pub mod order_cases;
mod paging;
pub mod payments;
mod plants;
mod pool;
#[cfg(test)]
mod pressure_tests;
pub mod private_file;
mod products;
mod purchase_order_rows;
pub mod purchase_orders;
mod receivable_conditions;
pub mod receivables;
mod records;
mod rekey;
pub mod reports;
mod schema;
#[cfg(test)]
mod schema_tests;
mod search;
pub mod sessions;
pub mod settings;
mod stamps;
mod store;
mod supplier_plant_mappings;
mod suppliers;
mod supply_line_names;
#[cfg(test)]
mod testing;
mod transaction;
pub mod users;
pub mod views;
#[cfg(any(test, feature = "volume"))]
pub mod volume;
pub mod worklists;

pub use commit_gate::{CommitGate, Committed, with_commit_gate};
pub use connection::{DbConnection, queries_on_this_thread};
pub use entity_store::{ReadRepository, Repository};
pub use error::{Stale, StaleChanges, StoreError, Unavailable};
pub use history::history;
pub use idempotency::IdempotencyKey;
pub use paging::{Listed, Position};
pub use pool::PoolState;
pub use records::Expected;
pub use store::{Health, LogPosition, NoPosition, PoolStates, Store, StoreSettings};
pub use transaction::{Transaction, WriteContext, Written};
