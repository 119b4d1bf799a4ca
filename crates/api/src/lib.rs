//! The REST API server of ProjectMeats: a library that tests start, and the binary `projectmeats`.
//!
//! | file | what lives there |
//! |---|---|
//! | `config`, `clock`, `random` | the only places that read the environment, the time, random bytes |
//! | `server`, `state`, `commands` | starting and stopping; what requests share; the command line |
//! | `routes/` | one file an entity: who may call, what was sent, one call of storage, an answer |
//! | `extract/`, `caller`, `answer`, `problem`, `cursor` | reading requests, permissions, shapes of answers and refusals |
//! | `auth/`, `throttle/`, `security_log` | keys, tokens, passwords, cookies; limits; the stream of security events |
//! | `freshness` | reading one's own writes from replicas |
//! | `middleware/`, `web`, `health`, `metrics`, `openapi/` | around every request; what is served beside the API |
//! | `demo/` | the demo brokerage |
//!
//! No handler names a table, and nothing here names diesel.

pub mod address;
pub mod answer;
mod asset;
pub mod auth;
pub mod caller;
pub mod clock;
pub mod commands;
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
pub mod problem;
pub mod random;
pub mod request;
pub mod routes;
pub mod security_log;
mod server;
pub mod state;
mod sweeper;
pub mod throttle;
pub mod web;

pub use config::{Config, HashCost, LogFormat, Secret, WrongSetting};
pub use server::{Running, SignIn, StartError, open_store, start};
