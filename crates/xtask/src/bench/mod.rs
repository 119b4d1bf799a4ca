//! `cargo xtask bench`: measures the release build on both databases, with a brokerage's volume of data.
//!
//! Everything runs on this machine: the load generator and the databases compete for the processors.

mod load;
mod subject;
mod table;

use anyhow::{Result, bail};

use crate::build::Build;
use crate::interrupt;
use crate::report::{print, say, step};
use crate::server;
use crate::services::packages::{self, POSTGRES, WRK};
use crate::services::postgres::{self, Durability};
use crate::services::scratch::Scratch;
use crate::workspace::Workspace;

use load::Load;
use subject::Subject;

/// What to measure, and how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// Purchase orders to create first.
    pub(crate) orders: u32,
    /// Length of a run, in seconds.
    pub(crate) seconds: u32,
    /// Runs per request; the result is the median.
    pub(crate) runs: u32,
    /// `sqlite` or `postgres`; both by default.
    pub(crate) database: Option<String>,
    /// Measures only requests whose name contains this.
    pub(crate) only: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            orders: 100_000,
            seconds: 15,
            runs: 3,
            database: None,
            only: None,
        }
    }
}

/// Measures, and prints one table per database.
pub(crate) fn bench(workspace: &Workspace, options: &Options) -> Result<()> {
    let databases: Vec<&str> = match options.database.as_deref() {
        None => vec!["sqlite", "postgres"],
        Some(name @ ("sqlite" | "postgres")) => vec![name],
        Some(other) => bail!("`{other}` is no database: sqlite or postgres"),
    };
    server::prerequisites()?;
    packages::ensure(&[&WRK, &POSTGRES])?;
    server::build_with(workspace, Build::Release, &["volume"])?;
    for database in databases {
        interrupt::check()?;
        print(measure(workspace, options, database)?);
    }
    Ok(())
}

fn measure(workspace: &Workspace, options: &Options, database: &str) -> Result<table::Table> {
    let scratch = Scratch::new()?;
    let data = scratch.folder("data")?;
    let (_postgres, url) = if database == "postgres" {
        let (server, url) = postgres::start(&scratch, Durability::Full)?;
        (Some(server), url)
    } else {
        let file = data.join("projectmeats.db");
        (None, format!("sqlite://{}", file.display()))
    };
    let subject = Subject::new(workspace.server("release"), url, data);
    step(
        &format!("{database}: filling in {} orders", options.orders),
        || subject.fill(options.orders),
    )?;
    let mut running = subject.start()?;
    let mut table = table::Table::new(database, options, running.start_up);
    let targets = step(&format!("{database}: looking for page 2,500"), || {
        load::targets(&running)
    })?;
    let load = Load {
        script: workspace.root.join("crates/xtask/bench/request.lua"),
        seconds: options.seconds,
        runs: options.runs,
    };
    for target in targets {
        let wanted = options.only.as_deref().unwrap_or_default();
        if !target.name.contains(wanted) {
            continue;
        }
        // An access token expires after 15 minutes, so sign in each time.
        running.sign_in()?;
        let result = load.run(&running, &target)?;
        say(format_args!("{database}: {result}"));
        table.add(result);
    }
    table.memory = running.memory()?;
    Ok(table)
}
