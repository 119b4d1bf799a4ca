//! `cargo xtask dev`: builds for development, starts the server, and repeats both at every change.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use anyhow::Result;
use notify::{EventKind, RecursiveMode, Watcher as _};

use crate::build::Build;
use crate::bundle;
use crate::interrupt::{self, Kind};
use crate::process::Running;
use crate::report::say;
use crate::server;
use crate::server::ServerOptions;
use crate::workspace::Workspace;

/// Debounce time: changes that an editor saves together arrive within it.
const SETTLE: Duration = Duration::from_millis(200);

/// What a change requires to be built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Work {
    server: bool,
    app: bool,
}

impl Work {
    const ALL: Self = Self {
        server: true,
        app: true,
    };

    fn and(self, other: Self) -> Self {
        Self {
            server: self.server || other.server,
            app: self.app || other.app,
        }
    }
}

/// Builds, serves and watches until interrupted.
pub(crate) fn dev(workspace: &Workspace, options: &ServerOptions) -> Result<()> {
    server::prerequisites()?;
    let (sender, changes) = mpsc::channel::<PathBuf>();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if let Ok(event) = event
            && !matches!(event.kind, EventKind::Access(_))
        {
            for path in event.paths {
                // The receiver is gone only when this program ends.
                let _ = sender.send(path);
            }
        }
    })?;
    for folder in ["crates", "frontend", "migrations"] {
        let folder = workspace.root.join(folder);
        if folder.is_dir() {
            watcher.watch(&folder, RecursiveMode::Recursive)?;
        }
    }
    let mut work = Work::ALL;
    let mut server = None;
    while !interrupt::requested() {
        if work != Work::default() {
            if let Err(error) = build(workspace, work, options, &mut server) {
                interrupt::check()?;
                say(format_args!("{error:#}"));
            }
            say("waiting for changes (Ctrl-C stops)");
        }
        work = next(workspace, &changes);
    }
    Ok(())
}

fn build(
    workspace: &Workspace,
    work: Work,
    options: &ServerOptions,
    server: &mut Option<Running>,
) -> Result<()> {
    if work.app {
        let options = bundle::Options {
            build: Build::Dev,
            style_guide: true,
            ..bundle::Options::default()
        };
        bundle::bundle(workspace, options)?;
    }
    if work.server || server.is_none() {
        server::build(workspace, Build::Dev)?;
        // Stop the old server before the new one binds its port.
        drop(server.take());
        let mut command = server::command(workspace, Build::Dev, options);
        *server = Some(Running::start("server", &mut command, Kind::Service)?);
    }
    Ok(())
}

/// Waits for changes, then for a quiet moment; returns early without work to check for Ctrl-C.
fn next(workspace: &Workspace, changes: &mpsc::Receiver<PathBuf>) -> Work {
    let mut work = Work::default();
    loop {
        match changes.recv_timeout(SETTLE) {
            Ok(path) => {
                if let Ok(path) = path.strip_prefix(&workspace.root) {
                    work = work.and(work_for(path));
                }
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return work,
        }
    }
}

/// What a changed file requires, by its path from the root.
fn work_for(path: &Path) -> Work {
    const SOURCES: [&str; 9] = [
        "rs",
        "toml",
        "css",
        "js",
        "html",
        "svg",
        "png",
        "sql",
        "webmanifest",
    ];
    let source = path
        .extension()
        .is_some_and(|extension| SOURCES.iter().any(|known| extension == *known));
    if !source {
        return Work::default();
    }
    Work {
        server: [
            "crates/api",
            "crates/domain",
            "crates/storage",
            "migrations",
        ]
        .iter()
        .any(|folder| path.starts_with(folder)),
        app: ["crates/client", "crates/domain", "frontend"]
            .iter()
            .any(|folder| path.starts_with(folder)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_built_where_it_counts() {
        let work = |path: &str| {
            let work = work_for(Path::new(path));
            (work.server, work.app)
        };
        assert_eq!(work("crates/domain/src/lib.rs"), (true, true));
        assert_eq!(work("crates/api/src/main.rs"), (true, false));
        assert_eq!(work("migrations/sqlite/1/up.sql"), (true, false));
        assert_eq!(work("frontend/styles/10-base.css"), (false, true));
        assert_eq!(work("frontend/src/.app.rs.swp"), (false, false));
        assert_eq!(work("crates/xtask/src/main.rs"), (false, false));
    }
}
