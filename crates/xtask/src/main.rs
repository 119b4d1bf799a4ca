//! Automation of the workspace: `cargo xtask help` lists the commands.

mod arguments;
mod bench;
mod build;
mod bundle;
mod check;
mod dev;
mod interrupt;
mod linted;
mod migrations;
mod process;
mod report;
mod server;
mod services;
mod test;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;

use arguments::Command;
use workspace::Workspace;

fn main() -> ExitCode {
    match work() {
        Ok(code) => ExitCode::from(code),
        Err(_) if interrupt::requested() => {
            report::say("interrupted");
            ExitCode::from(130)
        }
        Err(error) => {
            report::say(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn work() -> Result<u8> {
    let command = arguments::parse(std::env::args_os().skip(1).collect())?;
    if command == Command::Help {
        report::print(arguments::HELP);
        return Ok(0);
    }
    interrupt::install()?;
    let workspace = Workspace::find()?;
    match command {
        Command::Run(options) => return server::run(&workspace, &options),
        Command::Dev(options) => dev::dev(&workspace, &options)?,
        Command::Test(options) => test::test(&workspace, &options)?,
        Command::Bench(options) => bench::bench(&workspace, &options)?,
        Command::Check => check::check(&workspace)?,
        Command::Migrations => migrations::write(&workspace)?,
        Command::Openapi => check::openapi::write(&workspace)?,
        Command::Bundle(options) => bundle::bundle(&workspace, options)?,
        Command::Help => {}
    }
    Ok(0)
}
