//! Builds and starts the server.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::build::{self, Build};
use crate::bundle;
use crate::interrupt::{self, Kind};
use crate::process::{self, Running};
use crate::report::{say, step};
use crate::workspace::Workspace;

/// The server's default port.
const DEFAULT_PORT: u16 = 8080;

/// Options of the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ServerOptions {
    /// Demo data in a new database.
    pub(crate) demo: bool,
    /// A port instead of the server's default.
    pub(crate) port: Option<u16>,
}

/// Fails early, with the Debian package's name, if the C toolchain is missing.
pub(crate) fn prerequisites() -> Result<()> {
    for (program, package) in [
        ("cc", "build-essential"),
        ("make", "build-essential"),
        ("perl", "perl"),
    ] {
        let there = Command::new(program)
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if there.is_err() {
            bail!("{program} is missing: install the package {package}");
        }
    }
    Ok(())
}

/// Builds the server.
pub(crate) fn build(workspace: &Workspace, build: Build) -> Result<()> {
    build_with(workspace, build, &[])
}

/// Whether the server that this command starts uses PostgreSQL.
fn uses_postgres() -> bool {
    std::env::var_os("PROJECTMEATS_DATABASE_URL")
        .is_some_and(|url| url.to_string_lossy().starts_with("postgres"))
}

/// Builds the server with features of its crate.
pub(crate) fn build_with(workspace: &Workspace, build: Build, features: &[&str]) -> Result<()> {
    step("server, compiling", || {
        let mut command = workspace.cargo();
        command.args(["build", "--package", "api", "--bin", "projectmeats"]);
        command.args(["--profile", build.server_profile()]);
        command.args(["--features", &features.join(",")]);
        if build == Build::Run && !uses_postgres() {
            // Without TLS to PostgreSQL, OpenSSL need not be compiled.
            command.arg("--no-default-features");
        }
        process::run_quietly("server", &mut command)
    })
}

/// Rejects a port in use before a build that takes minutes.
fn refuse_busy_port(options: &ServerOptions) -> Result<()> {
    let configured = std::env::var_os("PROJECTMEATS_LISTEN");
    let address = match (options.port, configured) {
        (Some(port), _) => SocketAddr::from(([127, 0, 0, 1], port)),
        (None, None) => SocketAddr::from(([127, 0, 0, 1], DEFAULT_PORT)),
        // The server validates this setting itself.
        (None, Some(_)) => return Ok(()),
    };
    match TcpListener::bind(address) {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!("{address} is in use: stop what listens there, or choose another with --port")
        }
        _ => Ok(()),
    }
}

/// The server with a local data folder and the bundle, not yet started.
pub(crate) fn command(workspace: &Workspace, build: Build, options: &ServerOptions) -> Command {
    let mut command = Command::new(workspace.server(build::folder(build.server_profile())));
    command
        .current_dir(&workspace.root)
        .env("PROJECTMEATS_WEB_DIR", workspace.web())
        .arg("serve");
    if options.demo {
        command.arg("--demo");
    }
    if let Some(port) = options.port {
        command.args(["--port", &port.to_string()]);
    }
    command
}

/// `cargo xtask run`: builds everything, starts the server, and runs until it ends or is interrupted.
pub(crate) fn run(workspace: &Workspace, options: &ServerOptions) -> Result<u8> {
    prerequisites()?;
    refuse_busy_port(options)?;
    say("building the server and the browser app; the first time takes several minutes");
    let app = bundle::Options {
        build: Build::Run,
        ..bundle::Options::default()
    };
    // In parallel, because one build uses the processors while the other links.
    process::side_by_side(
        || build(workspace, Build::Run),
        || bundle::bundle(workspace, app),
    )?;
    say("server, starting (Ctrl-C stops it)");
    let mut command = command(workspace, Build::Run, options);
    let mut server = Running::start("server", &mut command, Kind::Service)?;
    loop {
        if let Some(status) = server.ended()? {
            return Ok(status
                .code()
                .and_then(|code| u8::try_from(code).ok())
                .unwrap_or(1));
        }
        if interrupt::requested() {
            say("server, stopping");
            server.stop(Duration::from_secs(30));
            return Ok(0);
        }
        thread::sleep(Duration::from_millis(50));
    }
}
