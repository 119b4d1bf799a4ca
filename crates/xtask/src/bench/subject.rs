//! The server under measurement.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::interrupt::Kind;
use crate::process::{self, Running};

/// A server and its data.
#[derive(Debug)]
pub(super) struct Subject {
    program: PathBuf,
    database: String,
    data: PathBuf,
}

impl Subject {
    /// Creates a subject from the server binary, a database and a data folder.
    pub(super) fn new(program: PathBuf, database: String, data: PathBuf) -> Self {
        Self {
            program,
            database,
            data,
        }
    }

    fn command(&self, wrapper: &[&OsStr], arguments: &[&str]) -> Command {
        let words = wrapper.iter().copied().chain([self.program.as_os_str()]);
        let mut words = words.chain(arguments.iter().map(OsStr::new));
        let mut command = Command::new(words.next().unwrap_or_default());
        command
            .args(words)
            .env("PROJECTMEATS_DATABASE_URL", &self.database)
            .env("PROJECTMEATS_DATA_DIR", &self.data)
            .env("PROJECTMEATS_LISTEN", "127.0.0.1:0")
            // One user sends all requests, so the rate limit would dominate the result.
            .env("PROJECTMEATS_RATE_LIMIT", "0")
            .env_remove("PROJECTMEATS_WEB_DIR");
        command
    }

    /// Fills in demo data and this many orders.
    pub(super) fn fill(&self, orders: u32) -> Result<()> {
        let mut command = self.command(&[], &["demo", "--volume", &orders.to_string()]);
        process::run_quietly("projectmeats demo", &mut command)
    }

    /// Starts the server and waits for its first response.
    pub(super) fn start(&self) -> Result<Served> {
        self.start_under(&[])
    }

    /// Starts the server under another program.
    pub(super) fn start_under(&self, wrapper: &[&OsStr]) -> Result<Served> {
        let mut command = self.command(wrapper, &["serve", "--demo"]);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let start = Instant::now();
        let mut server = Running::start("server", &mut command, Kind::Service)?;
        let stdout = server.stdout().context("the server has no output")?;
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let ready = lines
            .find_map(|line| Ready::read(&line))
            .context("the server ended before it was ready")?;
        // Drains the pipe, because a full pipe would block the server.
        thread::spawn(move || lines.for_each(drop));
        let mut served = Served {
            server,
            ready,
            token: String::new(),
            start_up: Duration::ZERO,
            memory_at_start: 0,
        };
        while served.get("/health/ready").is_err() {
            if start.elapsed() > Duration::from_secs(60) {
                bail!("the server did not answer within a minute");
            }
            thread::sleep(Duration::from_millis(1));
        }
        served.start_up = start.elapsed();
        served.memory_at_start = served.memory()?;
        served.sign_in()?;
        Ok(served)
    }
}

/// Contents of the server's ready line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ready {
    url: String,
    username: String,
    password: String,
}

impl Ready {
    /// `ProjectMeats is ready: http://127.0.0.1:8080  sign in: dana secret`
    fn read(line: &str) -> Option<Self> {
        let words = line.strip_prefix("ProjectMeats is ready: ")?;
        let (url, sign_in) = words.split_once("sign in: ")?;
        let (username, password) = sign_in.trim().split_once(' ')?;
        Some(Self {
            url: url.trim().to_owned(),
            username: username.to_owned(),
            password: password.trim().to_owned(),
        })
    }
}

/// A running server.
#[derive(Debug)]
pub(super) struct Served {
    server: Running,
    ready: Ready,
    /// The access token of the latest sign-in.
    pub(super) token: String,
    /// Time from the start of the process to its first response.
    pub(super) start_up: Duration,
    /// Its memory then, in KiB.
    pub(super) memory_at_start: u64,
}

impl Served {
    /// Process of the server.
    pub(super) fn id(&self) -> u32 {
        self.server.id()
    }

    /// URL of the server.
    pub(super) fn url(&self) -> &str {
        &self.ready.url
    }

    /// Body of a sign-in request.
    pub(super) fn credentials(&self) -> Value {
        json!({
            "username": self.ready.username,
            "password": self.ready.password,
            "refresh": "body",
        })
    }

    /// Signs in again.
    pub(super) fn sign_in(&mut self) -> Result<()> {
        let url = format!("{}/api/v1/auth/login", self.ready.url);
        let response = minreq::post(url)
            .with_header("Content-Type", "application/json")
            .with_body(self.credentials().to_string())
            .send()?;
        if response.status_code != 200 {
            bail!("signing in answered {}", response.status_code);
        }
        let answer: Value = serde_json::from_str(response.as_str()?)?;
        answer
            .get("access_token")
            .and_then(Value::as_str)
            .context("the sign-in gave no access token")?
            .clone_into(&mut self.token);
        Ok(())
    }

    /// Reads a resource.
    pub(super) fn get(&self, path: &str) -> Result<Value> {
        let response = minreq::get(format!("{}{path}", self.ready.url))
            .with_header("Authorization", format!("Bearer {}", self.token))
            .with_timeout(30)
            .send()?;
        if response.status_code != 200 {
            bail!("{path} answered {}", response.status_code);
        }
        Ok(serde_json::from_str(response.as_str()?)?)
    }

    /// Resident memory of the server, in KiB.
    pub(super) fn memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.server.id()))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .context("the system does not tell the server's memory")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ready_line_is_read() {
        let line = "ProjectMeats is ready: http://127.0.0.1:41001  sign in: dana a-b-c";
        let ready = Ready::read(line).unwrap();
        assert_eq!(ready.url, "http://127.0.0.1:41001");
        assert_eq!(
            (ready.username.as_str(), ready.password.as_str()),
            ("dana", "a-b-c")
        );
        assert_eq!(Ready::read("starting"), None);
    }
}
