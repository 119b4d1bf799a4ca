//! ChromeDriver for the browser tests.

use std::process::{Command, Stdio};

use anyhow::Result;

use super::packages::CHROMEDRIVER;
use super::scratch::{Scratch, free_port, listening, wait_for};
use crate::interrupt::Kind;
use crate::process::Running;

/// Starts ChromeDriver and returns it with its URL. Its browsers keep profiles and caches in the run's
/// folder.
pub(crate) fn start(scratch: &Scratch) -> Result<(Running, String)> {
    let port = free_port()?;
    let folder = scratch.folder("browser")?;
    let mut serve = Command::new(CHROMEDRIVER.path()?);
    serve
        .arg(format!("--port={port}"))
        .env("TMPDIR", &folder)
        .env("HOME", &folder)
        .env("XDG_CONFIG_HOME", folder.join("config"))
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut server = Running::start("chromedriver", &mut serve, Kind::Service)?;
    wait_for("chromedriver", &mut server, || listening(port))?;
    Ok((server, format!("http://127.0.0.1:{port}")))
}
