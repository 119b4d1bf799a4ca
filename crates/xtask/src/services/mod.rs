//! Servers that exist for one run only, and the programs behind them.

pub(crate) mod browser;
pub(crate) mod clients;
pub(crate) mod npm;
pub(crate) mod packages;
pub(crate) mod postgres;
pub(crate) mod redis;
pub(crate) mod scratch;
