//! Building the server and starting it.

use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::arguments::ServerOptions;
use crate::bundle;
use crate::interrupt::{self, Kind};
use crate::process::{self, Running};
use crate::report::{say, step};
use crate::workspace::Workspace;

/// Says early, and with the package's name, that the C toolchain is not there.
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

/// Builds the server; `--release` or nothing.
pub(crate) fn build(workspace: &Workspace, release: bool) -> Result<()> {
    let name = if release {
        "server, compiling"
    } else {
        "server, compiling for development"
    };
    step(name, || {
        let mut command = workspace.cargo();
        command.args(["build", "--package", "api", "--bin", "projectmeats"]);
        if release {
            command.arg("--release");
        }
        process::run_quietly("server", &mut command)
    })
}

/// Builds the server and the browser app side by side: the one fills the processors where the other links.
pub(crate) fn build_everything(workspace: &Workspace, options: bundle::Options) -> Result<()> {
    process::side_by_side(
        || build(workspace, true),
        || bundle::bundle(workspace, options),
    )
}

/// The server with a local data folder and the bundle, not started yet.
pub(crate) fn command(
    workspace: &Workspace,
    profile_folder: &str,
    options: &ServerOptions,
) -> Command {
    let mut command = Command::new(workspace.server(profile_folder));
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

/// `cargo xtask run`: builds everything, starts the server, stays until it ends or is asked to.
pub(crate) fn run(workspace: &Workspace, options: &ServerOptions) -> Result<u8> {
    prerequisites()?;
    build_everything(workspace, bundle::Options::default())?;
    say("server, starting (Ctrl-C stops it)");
    let mut command = command(workspace, "release", options);
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
