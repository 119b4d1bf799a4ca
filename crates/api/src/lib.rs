//! The REST API server of ProjectMeats: a library that tests can start, and the binary `projectmeats`.
//!
//! | module
//! content |
//! |---|---|
//! | `config`, `clock`, `random`
//! the only modules that read the environment, the time, random bytes |
//! | `server`, `state`, `commands`
//! start and stop; shared state of requests; the command line |
//! | `routes/`
//! one file per entity: authorization, input, one storage call, the response |
//! | `extract/`, `validate`, `caller`, `answer`, `problem`, `cursor`
//! extractors, permissions, responses, problems |
//! | `auth/`, `throttle/`, `security_log`
//! keys, tokens, passwords, cookies; rate limits; security events |
//! | `freshness`
//! read-your-writes with replicas |
//! | `middleware/`, `route_table`, `web`, `openapi/`
//! wrapping of every request; endpoints outside the API |
//! | `demo/` | the demo brokerage |
//!
//! No handler names a table, and no code in this crate uses diesel directly.

mod accept;
mod activity;
pub mod address;
pub mod answer;
mod asset;
pub mod auth;
pub mod caller;
pub mod clock;
pub mod commands;
mod compression;
pub mod config;
mod cursor;
pub mod demo;
pub mod extract;
mod freshness;
pub mod health;
mod logging;
pub mod metrics;
mod middleware;
pub mod openapi;
mod password_rules;
pub mod problem;
pub mod random;
pub mod request;
mod route_table;
pub mod routes;
mod security_headers;
pub mod security_log;
mod server;
mod settings_cache;
pub mod state;
mod sweeper;
pub mod throttle;
pub mod validate;
pub mod web;

pub use config::{Config, HashCost, LogFormat, Secret, WrongSetting};
pub use server::{Running, SignIn, StartError, open_store, start};
