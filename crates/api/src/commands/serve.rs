//! `serve`: answers requests until it receives a stop signal.

use tokio::signal::unix::{SignalKind, signal};

use super::{CommandError, say};
use crate::config::Config;
use crate::logging;
use crate::server::{self, StartError};

pub(super) fn serve(words: &[&str]) -> Result<(), CommandError> {
    let mut config = Config::from_env()?;
    let mut rest = words;
    loop {
        rest = match rest {
            [] => break,
            ["--demo", rest @ ..] => {
                config.demo = true;
                rest
            }
            ["--port", port, rest @ ..] => {
                let port = port
                    .parse()
                    .map_err(|_wrong| CommandError::Usage(format!("{port} is no port")))?;
                config.listen.set_port(port);
                rest
            }
            [other, ..] => {
                return Err(CommandError::Usage(format!("serve takes no {other}")));
            }
        };
    }
    logging::start(&config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(broken)?;
    runtime.block_on(until_stopped(config))
}

async fn until_stopped(config: Config) -> Result<(), CommandError> {
    let mut terminate = signal(SignalKind::terminate()).map_err(broken)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(broken)?;
    let mut running = server::start(config).await?;
    let readiness = if running.writable {
        "ready"
    } else {
        "read-only, because its database accepts no writes"
    };
    let mut line = format!("ProjectMeats is {readiness}: http://{}", running.address);
    if let Some(sign_in) = &running.sign_in {
        line = format!("{line}  sign in: {} {}", sign_in.username, sign_in.password);
    }
    say(&line);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = running.ended() => {
            return Err(CommandError::Refused("the server ended by itself; see the log".to_owned()));
        }
    }
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
}

fn broken(source: std::io::Error) -> CommandError {
    CommandError::Start(StartError::Io {
        what: "the operating system".to_owned(),
        source,
    })
}
