//! A temporary Redis without persistence.

use std::process::{Command, Stdio};

use anyhow::Result;

use super::packages::REDIS;
use super::scratch::{Scratch, free_port, listening, wait_for};
use crate::interrupt::Kind;
use crate::process::Running;

/// Starts Redis; returns the server and its URL.
pub(crate) fn start(scratch: &Scratch) -> Result<(Running, String)> {
    let port = free_port()?;
    let mut serve = Command::new(REDIS.path()?);
    serve
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(["--save", "", "--appendonly", "no", "--dir"])
        .arg(scratch.folder("redis")?)
        .stdout(Stdio::null());
    let mut server = Running::start("redis-server", &mut serve, Kind::Service)?;
    wait_for("Redis", &mut server, || listening(port))?;
    Ok((server, format!("redis://127.0.0.1:{port}")))
}
