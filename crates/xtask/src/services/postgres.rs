//! A PostgreSQL of our own: no passwords, this machine only.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use nix::sys::signal::Signal;
use nix::unistd::{Uid, User};

use super::packages::POSTGRES;
use super::scratch::{Scratch, free_port, wait_for};
use crate::interrupt::Kind;
use crate::process::{self, Running};

const SUPERUSER: &str = "projectmeats";

/// What an acknowledged write means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Nothing is synced: fast, for tests.
    None,
    /// PostgreSQL's own settings, for measurements.
    Full,
}

/// Starts it; returns the server and the URL of its superuser.
pub(crate) fn start(scratch: &Scratch, durability: Durability) -> Result<(Running, String)> {
    // Through its links: PostgreSQL's programs look for each other beside themselves.
    let programs = fs::canonicalize(POSTGRES.path()?)?;
    let folder = scratch.folder("postgres")?;
    let account = account()?;
    if let Some(user) = &account {
        chown(&folder, Some(user.uid.as_raw()), Some(user.gid.as_raw()))?;
    }
    let command = |program: &str| {
        let mut command = Command::new(programs.with_file_name(program));
        command.current_dir(&folder).stdout(Stdio::null());
        if let Some(user) = &account {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
            command.env("HOME", &folder);
        }
        command
    };
    let data = folder.join("data");
    let mut create = command("initdb");
    create
        .arg("--pgdata")
        .arg(&data)
        .args(["--username", SUPERUSER, "--auth", "trust"])
        .args(["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]);
    process::run_quietly("initdb", &mut create)?;

    let port = free_port()?;
    let mut serve = command("postgres");
    serve.stderr(log_in(&folder)?).arg("-D").arg(&data);
    for setting in [
        &format!("port={port}"),
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "max_connections=400",
    ] {
        serve.args(["-c", setting]);
    }
    if durability == Durability::None {
        for setting in [
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
        ] {
            serve.args(["-c", setting]);
        }
    }
    // SIGINT is its "fast" stop: no waiting for clients to leave.
    let mut server =
        Running::start("postgres", &mut serve, Kind::Service)?.stopped_by(Signal::SIGINT);
    wait_for("PostgreSQL", &mut server, || {
        let mut ask = command("pg_isready");
        ask.args(["--host", "127.0.0.1", "--port", &port.to_string()]);
        ask.status().is_ok_and(|status| status.success())
    })?;
    Ok((
        server,
        format!("postgres://{SUPERUSER}@127.0.0.1:{port}/postgres"),
    ))
}

/// The account to run it as: PostgreSQL refuses to be root.
fn account() -> Result<Option<User>> {
    if !Uid::effective().is_root() {
        return Ok(None);
    }
    for name in ["postgres", "nobody"] {
        if let Some(user) = User::from_name(name)? {
            return Ok(Some(user));
        }
    }
    bail!("PostgreSQL refuses to run as root, and there is no user postgres or nobody")
}

fn log_in(folder: &Path) -> Result<Stdio> {
    let path = folder.join("log");
    let file =
        fs::File::create(&path).with_context(|| format!("{} could not be made", path.display()))?;
    Ok(file.into())
}
