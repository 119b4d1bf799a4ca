//! The command line. An error is one line on standard error; a wrong setting or argument exits with code 2,
//! anything else with 1.

mod demo;
mod serve;
mod users;
#[cfg(feature = "volume")]
mod volume;

use std::io::Write;
use std::process::ExitCode;

use storage::{StoreError, grants};

use crate::config::{self, Config, WrongSetting};
use crate::server::{self, StartError};
use crate::{logging, openapi};

const USAGE: &str = "\
projectmeats [COMMAND]

  serve [--demo] [--port N]           answers requests (the default)
  migrate                             brings the database up to date
  grant ROLE                          gives a PostgreSQL role what serving needs, and nothing else; run by the owner of the tables
  demo                                fills an empty database with the demo brokerage
  user create NAME EMAIL [ROLE]       makes a user (admin, manager, broker, viewer) and prints the password
  user password NAME                  gives a user a new password, prints it and ends all sessions of the user
  verify                              recomputes balances from the ledger; names each difference and exits with 1
  openapi                             prints the API's document
  check                               checks settings and database, and lists all settings
";

/// Why a command fails.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// The arguments are not valid.
    #[error("{0}; see `projectmeats help`")]
    Usage(String),
    /// The settings, the database or a file is unusable.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The request cannot be carried out.
    #[error("{0}")]
    Refused(String),
}

impl From<WrongSetting> for CommandError {
    fn from(wrong: WrongSetting) -> Self {
        Self::Start(wrong.into())
    }
}

impl From<storage::StoreError> for CommandError {
    fn from(error: storage::StoreError) -> Self {
        Self::Start(error.into())
    }
}

impl CommandError {
    const fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Start(StartError::Setting(_)) => 2,
            Self::Start(_) | Self::Refused(_) => 1,
        }
    }
}

/// Runs a command.
#[must_use]
pub fn run(arguments: Vec<String>) -> ExitCode {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let text = error.to_string();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let _ = writeln!(std::io::stderr(), "projectmeats: {text}");
            ExitCode::from(error.exit_code())
        }
    }
}

fn dispatch(words: &[&str]) -> Result<(), CommandError> {
    match words {
        [] => serve::serve(&[]),
        ["serve", rest @ ..] => serve::serve(rest),
        [first, ..] if first.starts_with("--") && *first != "--help" => serve::serve(words),
        ["migrate"] => migrate(),
        ["grant", role] => grant(role),
        ["demo", rest @ ..] => demo::demo(rest),
        ["user", rest @ ..] => users::user(rest),
        ["verify"] => verify(),
        ["openapi"] => {
            let document = openapi::document().map_err(StartError::from)?;
            say(document.trim_end());
            Ok(())
        }
        ["check"] => check(),
        ["help" | "--help" | "-h"] => {
            say(USAGE.trim_end());
            Ok(())
        }
        [other, ..] => Err(CommandError::Usage(format!("there is no command {other}"))),
    }
}

/// Prints a line to standard output.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}

fn migrate() -> Result<(), CommandError> {
    let config = Config::from_env()?;
    logging::start(&config)?;
    let applied = server::open_store(&config)?.migrate()?;
    for name in &applied {
        say(name);
    }
    if applied.is_empty() {
        say("the database is up to date");
    }
    Ok(())
}

fn verify() -> Result<(), CommandError> {
    let config = Config::from_env()?;
    logging::start(&config)?;
    let differences = server::open_store(&config)?.read_fresh(storage::ledger::verify)?;
    for difference in &differences {
        say(&difference.to_string());
    }
    match differences.len() {
        0 => {
            say("all balances follow from the ledger");
            Ok(())
        }
        count => Err(CommandError::Refused(format!(
            "{count} values do not follow from the ledger"
        ))),
    }
}

fn grant(role: &str) -> Result<(), CommandError> {
    let config = Config::from_env()?;
    logging::start(&config)?;
    let store = server::open_store(&config)?;
    let given = store.write_plain(|conn| grants::give(conn, role));
    match given {
        Ok(statements) => {
            for statement in statements {
                say(&statement);
            }
            Ok(())
        }
        Err(StoreError::Invalid(errors)) => {
            let why = errors.iter().next().map(|error| error.message.clone());
            Err(CommandError::Refused(why.unwrap_or_default()))
        }
        Err(error) => Err(error.into()),
    }
}

fn check() -> Result<(), CommandError> {
    let config = Config::from_env()?;
    logging::start(&config)?;
    let store = server::open_store(&config)?;
    let waiting = store.pending_migrations()?;
    say(&format!(
        "database: {} ({})",
        config.shown_database(),
        store.kind()
    ));
    say(if waiting {
        "migrations: some wait; the start or `projectmeats migrate` applies them"
    } else {
        "migrations: up to date"
    });
    say("settings:");
    for variable in config::VARIABLES {
        say(&format!(
            "  {}\n      {} (default: {})",
            variable.name, variable.meaning, variable.default
        ));
    }
    Ok(())
}
