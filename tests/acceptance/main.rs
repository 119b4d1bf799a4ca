//! Acceptance tests: the real server, called like programs and browsers call it, on both databases.
//!
//! Tests use only the API: behavior that it does not show is not promised. `cargo xtask test` starts the
//! required servers.

#[cfg(test)]
mod archived_steps;
#[cfg(test)]
mod array_limits;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod auth;
#[cfg(test)]
mod batch;
#[cfg(test)]
mod batch_permissions;
#[cfg(test)]
mod carriers;
#[cfg(test)]
mod choices;
#[cfg(test)]
mod claims;
#[cfg(test)]
mod connections;
#[cfg(test)]
mod contacts;
#[cfg(test)]
mod contention;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod customers;
#[cfg(test)]
mod database_roles;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod disk;
#[cfg(test)]
mod doors;
#[cfg(test)]
mod durability;
#[cfg(test)]
mod edge_values;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod generated_clients;
#[cfg(test)]
mod generated_requests;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod health;
#[cfg(test)]
mod hostile_values;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod kills;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod locations;
#[cfg(test)]
mod names;
#[cfg(test)]
mod order_cases;
#[cfg(test)]
mod outage;
#[cfg(test)]
mod own_profile;
#[cfg(test)]
mod parity;
#[cfg(test)]
mod payments;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod plants;
#[cfg(test)]
mod private_files;
#[cfg(test)]
mod products;
#[cfg(test)]
mod purchase_orders;
#[cfg(test)]
mod receivables;
#[cfg(test)]
mod replicas;
#[cfg(test)]
#[cfg(test)]
mod reports;
#[cfg(test)]
mod request_bodies;
#[cfg(test)]
mod resources;
#[cfg(test)]
mod server_commands;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod shared_counters;
#[cfg(test)]
mod similar;
#[cfg(test)]
mod stopping;
#[cfg(test)]
mod sums;
#[cfg(test)]
mod supplier_filters;
#[cfg(test)]
mod supplier_plant_mappings;
#[cfg(test)]
mod suppliers;
#[cfg(test)]
mod support;
#[cfg(test)]
mod upgrades;
#[cfg(test)]
mod user_filters;
#[cfg(test)]
mod users;
#[cfg(test)]
mod views;
#[cfg(test)]
mod walks;
