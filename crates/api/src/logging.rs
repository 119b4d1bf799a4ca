//! Log lines on standard error: text on a terminal, JSON elsewhere. The target `access` has one line per
//! request, `security` one per security event.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{Config, LogFormat, WrongSetting};

/// Starts logging for this process; later calls have no effect.
///
/// # Errors
/// When the log filter is invalid.
pub(crate) fn start(config: &Config) -> Result<(), WrongSetting> {
    let filter = EnvFilter::try_new(&config.log).map_err(|error| WrongSetting {
        variable: "PROJECTMEATS_LOG",
        problem: error.to_string(),
    })?;
    let json = match config.log_format {
        LogFormat::Json => true,
        LogFormat::Text => false,
        LogFormat::Auto => !std::io::stderr().is_terminal(),
    };
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let _ = if json {
        lines.json().flatten_event(true).finish().try_init()
    } else {
        lines.finish().try_init()
    };
    Ok(())
}
