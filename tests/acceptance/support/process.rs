//! The server as a separate process, for tests that kill it, stop it, or start it with wrong settings.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::app::{Place, http};
use super::{Actor, app::ADMIN_PASSWORD};

/// The server binary, built with these tests.
const PROGRAM: &str = env!("CARGO_BIN_EXE_server-under-test");

/// A running process.
pub(crate) struct Process {
    child: Child,
    /// The line printed when it was ready.
    pub(crate) greeting: String,
    /// Its origin, without a trailing slash.
    pub(crate) origin: String,
    /// Log lines so far, if captured.
    log: Arc<Mutex<Vec<String>>>,
}

/// The program with only these environment variables.
pub(crate) fn command(words: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .args(words)
        .env_clear()
        .envs(settings.iter().copied())
        .stdin(Stdio::null());
    command
}

/// Runs a command of the program to completion.
pub(crate) fn run(words: &[&str], settings: &[(&str, &str)]) -> Output {
    command(words, settings).output().expect("the program runs")
}

/// The server of a place; `wrapper` is a program that runs it.
fn program(place: &Place, words: &[&str], settings: &[(&str, &str)], wrapper: &[&str]) -> Command {
    let folder = place.folder().display().to_string();
    let url = place.url();
    let mut all = vec![
        ("PROJECTMEATS_DATA_DIR", folder.as_str()),
        ("PROJECTMEATS_DATABASE_URL", url.as_str()),
        ("PROJECTMEATS_LISTEN", "127.0.0.1:0"),
        ("PROJECTMEATS_ADMIN_PASSWORD", ADMIN_PASSWORD),
        ("PROJECTMEATS_LOG", "error"),
    ];
    all.extend(settings);
    let mut line = wrapper.to_vec();
    line.extend([PROGRAM, "serve"]);
    line.extend(words);
    let mut program = Command::new(line[0]);
    program
        .args(&line[1..])
        .env_clear()
        .envs(all)
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .stdin(Stdio::null());
    program
}

impl Process {
    /// Starts a server on a place and waits for its ready line.
    pub(crate) fn serve(place: &Place, words: &[&str], settings: &[(&str, &str)]) -> Self {
        Self::start(place, words, settings, Stdio::inherit(), &[])
    }

    /// Starts a server from a line of a shell, which ends by becoming the program: `exec "$0" "$@"`.
    pub(crate) fn serve_in_shell(place: &Place, line: &str) -> Self {
        let shell = ["/bin/sh", "-c", line];
        Self::start(place, &[], &[], Stdio::inherit(), &shell)
    }

    /// Starts a server and captures its log.
    pub(crate) fn logging(place: &Place, settings: &[(&str, &str)]) -> Self {
        Self::start(place, &[], settings, Stdio::piped(), &[])
    }

    fn start(
        place: &Place,
        words: &[&str],
        settings: &[(&str, &str)],
        errors: Stdio,
        wrapper: &[&str],
    ) -> Self {
        let mut program = program(place, words, settings, wrapper);
        let mut child = program
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .expect("the server starts");
        let log = Arc::new(Mutex::new(Vec::new()));
        if let Some(errors) = child.stderr.take() {
            let log = Arc::clone(&log);
            std::thread::spawn(move || {
                for line in BufReader::new(errors).lines().map_while(Result::ok) {
                    log.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(line);
                }
            });
        }
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        let mut greeting = String::new();
        out.read_line(&mut greeting).expect("a line");
        // Drains later output, so that the pipe does not fill up.
        std::thread::spawn(move || out.read_to_end(&mut Vec::new()));
        let origin = greeting
            .split_whitespace()
            .find(|word| word.starts_with("http://"));
        let Some(origin) = origin.map(str::to_owned) else {
            let _ = child.kill();
            panic!("the server said {greeting:?}");
        };
        Self {
            child,
            greeting: greeting.trim_end().to_owned(),
            origin,
            log,
        }
    }

    /// Waits for a log line with a text, and returns all lines.
    pub(crate) fn lines_with(&self, words: &str) -> Vec<String> {
        let limit = Instant::now() + Duration::from_secs(10);
        loop {
            let lines = self
                .log
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone();
            if lines.iter().any(|line| line.contains(words)) || Instant::now() > limit {
                return lines;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sets the largest size of a file that the process may write.
    pub(crate) fn set_file_limit(&self, bytes: &str) {
        let (id, limit) = (self.child.id().to_string(), format!("--fsize={bytes}"));
        let set = Command::new("prlimit")
            .args(["--pid", &id, &limit])
            .status();
        assert!(set.expect("prlimit runs").success());
    }

    /// Kills the process with SIGKILL. The system keeps what was written to files by then; a power failure may not.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }

    /// Asks the process to stop, and returns its exit code.
    pub(crate) fn terminate(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        let asked = Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .expect("kill runs");
        assert!(asked.success());
        let limit = Instant::now() + Duration::from_secs(40);
        while Instant::now() < limit {
            if let Some(status) = self.child.try_wait().expect("its state") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it did not stop");
    }

    /// Signs in the first administrator.
    pub(crate) async fn admin(&self) -> Actor {
        Actor::sign_in(&http(), &self.origin, "admin", ADMIN_PASSWORD).await
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
