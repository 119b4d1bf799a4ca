//! A temporary PostgreSQL without passwords, reachable only from this machine.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use nix::sys::signal::Signal;
use nix::unistd::{Uid, User};

use super::packages::POSTGRES;
use super::scratch::{Scratch, free_port, wait_for};
use crate::interrupt::Kind;
use crate::process::{self, Running};

const SUPERUSER: &str = "projectmeats";

/// Durability of writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Nothing is synced: fast, for tests.
    None,
    /// PostgreSQL's own settings, for measurements.
    Full,
}

/// Starts PostgreSQL; returns the server and the URL of its superuser.
pub(crate) fn start(scratch: &Scratch, durability: Durability) -> Result<(Running, String)> {
    let place = Place::of(scratch.folder("postgres")?)?;
    place.create()?;
    place.serve(durability, &["max_connections=400"])
}

/// A small primary with a streaming standby.
pub(crate) struct Pair {
    /// The standby, then the primary: servers are stopped in this order.
    pub(crate) servers: [Running; 2],
    /// URL of the primary's superuser.
    pub(crate) primary: String,
    /// URL of the superuser on the standby.
    pub(crate) standby: String,
}

/// Starts a primary and its standby, separate from the other server, so that pausing the standby affects no
/// other test.
pub(crate) fn start_pair(scratch: &Scratch) -> Result<Pair> {
    // The same for both, because a standby needs at least the limits of its primary.
    let small = [
        "max_connections=40",
        "shared_buffers=16MB",
        "wal_level=replica",
    ];
    let place = Place::of(scratch.folder("postgres-primary")?)?;
    place.create()?;
    let (primary, url) = place.serve(Durability::None, &small)?;
    let copy = Place::of(scratch.folder("postgres-standby")?)?;
    let mut backup = copy.command("pg_basebackup");
    backup.args(["--dbname", &url, "--checkpoint", "fast", "--no-sync"]);
    backup.args(["--wal-method", "stream", "--write-recovery-conf"]);
    backup.arg("--pgdata").arg(copy.data());
    process::run_quietly("pg_basebackup", &mut backup)?;
    let (standby, standby_url) = copy.serve(Durability::None, &small)?;
    Ok(Pair {
        servers: [standby, primary],
        primary: url,
        standby: standby_url,
    })
}

/// The folder of PostgreSQL's programs. Symbolic links are resolved, because the programs look for each other in their own folder.
pub(crate) fn programs() -> Result<PathBuf> {
    let program = fs::canonicalize(POSTGRES.path()?)?;
    let folder = program.parent().context("initdb is in no folder")?;
    Ok(folder.to_owned())
}

/// The folder of a server, and the account that runs it.
struct Place {
    programs: PathBuf,
    folder: PathBuf,
    account: Option<User>,
}

impl Place {
    fn of(folder: PathBuf) -> Result<Self> {
        let programs = programs()?;
        let account = account()?;
        if let Some(user) = &account {
            chown(&folder, Some(user.uid.as_raw()), Some(user.gid.as_raw()))?;
        }
        Ok(Self {
            programs,
            folder,
            account,
        })
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(&self.folder).stdout(Stdio::null());
        if let Some(user) = &self.account {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
            command.env("HOME", &self.folder);
        }
        command
    }

    fn create(&self) -> Result<()> {
        let mut create = self.command("initdb");
        create
            .arg("--pgdata")
            .arg(self.data())
            .args(["--username", SUPERUSER, "--auth", "trust"])
            .args(["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]);
        process::run_quietly("initdb", &mut create)
    }

    fn serve(&self, durability: Durability, settings: &[&str]) -> Result<(Running, String)> {
        let port = free_port()?;
        let mut serve = self.command("postgres");
        serve.stderr(log_in(&self.folder)?);
        serve.arg("-D").arg(self.data());
        let own = [
            &format!("port={port}"),
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
        ];
        let unsafe_and_fast: &[&str] = match durability {
            Durability::None => &[
                "fsync=off",
                "synchronous_commit=off",
                "full_page_writes=off",
            ],
            Durability::Full => &[],
        };
        for setting in own.iter().chain(settings).chain(unsafe_and_fast) {
            serve.args(["-c", setting]);
        }
        // SIGINT is the "fast" shutdown, which does not wait for clients.
        let mut server =
            Running::start("postgres", &mut serve, Kind::Service)?.stopped_by(Signal::SIGINT);
        wait_for("PostgreSQL", &mut server, || {
            let mut ask = self.command("pg_isready");
            ask.args(["--host", "127.0.0.1", "--port", &port.to_string()]);
            ask.status().is_ok_and(|status| status.success())
        })?;
        Ok((
            server,
            format!("postgres://{SUPERUSER}@127.0.0.1:{port}/postgres"),
        ))
    }
}

/// The account to run PostgreSQL as; it refuses to run as root.
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
