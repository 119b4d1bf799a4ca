//! `cargo xtask bench`: measures the release build on both databases, with a brokerage's volume of data.
//!
//! Everything runs on this machine: the load generator and the databases compete for the processors.

mod baseline;
mod instructions;
mod load;
mod sql;
mod subject;
mod table;

use anyhow::{Result, bail};

use crate::build::Build;
use crate::interrupt;
use crate::report::{print, say, step};
use crate::server;
use crate::services::packages::{self, POSTGRES, SQLITE, VALGRIND, WRK};
use crate::services::postgres::{self, Durability};
use crate::services::scratch::Scratch;
use crate::workspace::Workspace;

use baseline::Baseline;
use load::{Figures, Load, Target};
use sql::Sql;
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
    /// Measures this filled database instead of a new one; it is written to.
    pub(crate) at: Option<String>,
    /// Keeps the ratios as the baseline.
    pub(crate) keep: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            orders: 100_000,
            seconds: 15,
            runs: 3,
            database: None,
            only: None,
            at: None,
            keep: false,
        }
    }
}

/// Measures, and prints one table per database.
pub(crate) fn bench(workspace: &Workspace, options: &Options) -> Result<()> {
    let databases: Vec<&str> = match (options.database.as_deref(), options.at.as_deref()) {
        (_, Some(url)) if url.starts_with("sqlite://") => vec!["sqlite"],
        (_, Some(_)) => vec!["postgres"],
        (None, None) => vec!["sqlite", "postgres"],
        (Some(name @ ("sqlite" | "postgres")), None) => vec![name],
        (Some(other), None) => bail!("`{other}` is no database: sqlite or postgres"),
    };
    server::prerequisites()?;
    packages::ensure(&[&WRK, &POSTGRES, &SQLITE, &VALGRIND])?;
    let mut baseline = Baseline::read(&workspace.root)?;
    let mut slower = Vec::new();
    server::build_with(workspace, Build::Release, &["volume"])?;
    for database in databases {
        interrupt::check()?;
        let table = measure(workspace, options, database)?;
        if options.keep {
            baseline.keep(&workspace.root, database, &table.rows)?;
        }
        slower.extend(baseline.slower(database, &table.rows));
        print(table);
    }
    if !slower.is_empty() {
        bail!("slower than before:\n{}", slower.join("\n"));
    }
    Ok(())
}

fn measure(workspace: &Workspace, options: &Options, database: &str) -> Result<table::Table> {
    let scratch = Scratch::new()?;
    let data = scratch.folder("data")?;
    let (_postgres, url) = if let Some(url) = &options.at {
        (None, url.clone())
    } else if database == "postgres" {
        let (server, url) = postgres::start(&scratch, Durability::Full)?;
        (Some(server), url)
    } else {
        let file = data.join("projectmeats.db");
        (None, format!("sqlite://{}", file.display()))
    };
    let sql = Sql::new(&url, scratch.folder("sql")?, options.seconds);
    let subject = Subject::new(workspace.server("release"), url, data);
    if options.at.is_none() {
        step(
            &format!("{database}: filling in {} orders", options.orders),
            || subject.fill(options.orders),
        )?;
    }
    let mut running = subject.start()?;
    let mut table = table::Table::new(database, options, &running);
    let targets = step(&format!("{database}: looking for page 2,500"), || {
        load::targets(&running)
    })?;
    let load = Load {
        script: workspace.root.join("crates/xtask/bench/request.lua"),
        seconds: options.seconds,
        runs: options.runs,
    };
    let wanted = options.only.as_deref().unwrap_or_default();
    let is_wanted = |target: &&Target| target.name.contains(wanted);
    for target in targets.all.iter().filter(is_wanted) {
        // An access token expires after 15 minutes, so sign in each time.
        running.sign_in()?;
        let result = load.run(&running, target)?;
        say(format_args!("{database}: {result}"));
        table.rows.push(Figures {
            sql: sql.rate(target.name, targets.ids)?,
            ..result
        });
    }
    table.memory = running.memory()?;
    drop(running);
    let all: Vec<Target> = targets.all.iter().filter(is_wanted).cloned().collect();
    table.instructions = step(&format!("{database}: counting instructions"), || {
        instructions::count(&subject, &scratch.folder("callgrind")?, &load, &all)
    })?;
    Ok(table)
}
