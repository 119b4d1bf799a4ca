//! The command line.

use std::ffi::OsString;

use anyhow::{Result, bail};
use pico_args::Arguments;

use crate::build::Build;
use crate::server::ServerOptions;
use crate::{bench, bundle};

/// A command of `cargo xtask`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Builds the browser app into `target/web`.
    Bundle(bundle::Options),
    /// Builds everything and starts the server.
    Run(ServerOptions),
    /// Like `Run`, and again at every change.
    Dev(ServerOptions),
    /// Runs the tests against temporary servers.
    Test(TestOptions),
    /// Checks the sources against the workspace's rules.
    Check,
    /// Writes the published API document.
    Openapi,
    /// Writes the migrations of both databases.
    Migrations,
    /// Measures the release build.
    Bench(bench::Options),
    /// Prints the list of commands.
    Help,
}

/// Which tests to run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TestOptions {
    /// Includes the tests that are too long for each run.
    pub(crate) all: bool,
    /// Arguments of the test binaries.
    pub(crate) words: Vec<OsString>,
}

/// The text of `cargo xtask help`.
pub(crate) const HELP: &str = "\
cargo xtask COMMAND

  run [--demo] [--port N]   builds everything, starts the server with a local data folder (data/)
  test [--all] [FILTER]     runs the tests against throw-away PostgreSQL, Redis and Chromium; --all: also the long ones
  check                     format, lints (native and wasm), import rules, file sizes, API document
  dev [--demo] [--port N]   like run, quicker to build, and again at every change
  bundle [--enforce]        the browser app into target/web; --enforce: a first load over the budget is an error
         [--style-guide]    with the style guide, as tests need it
  bench [--orders N] [--seconds N] [--runs N] [--database sqlite|postgres] [--only NAME] [--at URL] [--keep]
                            rates and latency of the release build, beside SQL alone; instructions, start-up time, memory;
                            --at: of this filled database; --keep: keeps the ratios as the baseline
  openapi                   writes openapi/projectmeats.json
  migrations                writes migrations of both databases from migrations/common
  help                      this text";

/// Parses the command line, without the program's own name.
pub(crate) fn parse(words: Vec<OsString>) -> Result<Command> {
    let mut arguments = Arguments::from_vec(words);
    let Some(name) = arguments.subcommand()? else {
        if arguments.contains(["-h", "--help"]) {
            return Ok(Command::Help);
        }
        let rest = arguments.finish();
        if rest.is_empty() {
            return Ok(Command::Help);
        }
        bail!("a command comes first; see `cargo xtask help`");
    };
    if name != "test" && arguments.contains(["-h", "--help"]) {
        return Ok(Command::Help);
    }
    let command = match name.as_str() {
        "bundle" => Command::Bundle(bundle::Options {
            build: if arguments.contains("--dev") {
                Build::Dev
            } else {
                Build::Release
            },
            enforce: arguments.contains("--enforce"),
            style_guide: arguments.contains("--style-guide"),
            sizes: true,
        }),
        "run" => Command::Run(server_options(&mut arguments)?),
        "dev" => Command::Dev(server_options(&mut arguments)?),
        "test" => {
            let all = arguments.contains("--all");
            let words = arguments.finish();
            return Ok(Command::Test(TestOptions { all, words }));
        }
        "bench" => Command::Bench(bench_options(&mut arguments)?),
        "check" => Command::Check,
        "openapi" => Command::Openapi,
        "migrations" => Command::Migrations,
        "help" => Command::Help,
        other => bail!("`{other}` is no command; see `cargo xtask help`"),
    };
    if let Some(word) = arguments.finish().first() {
        bail!("{name} does not know `{}`", word.to_string_lossy());
    }
    Ok(command)
}

fn server_options(arguments: &mut Arguments) -> Result<ServerOptions> {
    Ok(ServerOptions {
        demo: arguments.contains("--demo"),
        port: arguments.opt_value_from_str("--port")?,
    })
}

fn bench_options(arguments: &mut Arguments) -> Result<bench::Options> {
    let usual = bench::Options::default();
    Ok(bench::Options {
        orders: arguments
            .opt_value_from_str("--orders")?
            .unwrap_or(usual.orders),
        seconds: arguments
            .opt_value_from_str("--seconds")?
            .unwrap_or(usual.seconds),
        runs: arguments
            .opt_value_from_str("--runs")?
            .unwrap_or(usual.runs),
        database: arguments.opt_value_from_str("--database")?,
        only: arguments.opt_value_from_str("--only")?,
        at: arguments.opt_value_from_str("--at")?,
        keep: arguments.contains("--keep"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(OsString::from).collect())
    }

    #[test]
    fn commands_and_their_options() {
        assert_eq!(parsed("").unwrap(), Command::Help);
        assert_eq!(parsed("--help").unwrap(), Command::Help);
        assert_eq!(parsed("run --help").unwrap(), Command::Help);
        let run = ServerOptions {
            demo: true,
            port: Some(9000),
        };
        assert_eq!(parsed("run --demo --port 9000").unwrap(), Command::Run(run));
        assert_eq!(
            parsed("dev").unwrap(),
            Command::Dev(ServerOptions::default())
        );
        let enforce = bundle::Options {
            enforce: true,
            sizes: true,
            ..bundle::Options::default()
        };
        assert_eq!(
            parsed("bundle --enforce").unwrap(),
            Command::Bundle(enforce)
        );
    }

    #[test]
    fn tests_get_their_words_as_they_are() {
        let words = vec![OsString::from("orders"), OsString::from("--nocapture")];
        for (line, all) in [
            ("test orders --nocapture", false),
            ("test --all orders --nocapture", true),
        ] {
            let words = words.clone();
            let options = TestOptions { all, words };
            assert_eq!(parsed(line).unwrap(), Command::Test(options));
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (line, word) in [
            ("rnu", "`rnu`"),
            ("check --fast", "`--fast`"),
            ("run --port high", "high"),
            ("--demo", "command"),
        ] {
            let error = parsed(line).unwrap_err().to_string();
            assert!(error.contains(word), "{line}: {error}");
        }
    }
}
