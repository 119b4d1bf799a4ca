//! Temporary servers of one run, and their programs.

pub(crate) mod browser;
pub(crate) mod clients;
pub(crate) mod npm;
pub(crate) mod packages;
pub(crate) mod postgres;
pub(crate) mod redis;
pub(crate) mod scratch;
