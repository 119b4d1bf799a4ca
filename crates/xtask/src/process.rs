//! Starts child processes and makes sure that none outlives this program.

use std::io::{BufRead as _, BufReader, Read};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::interrupt::{self, Kind};
use crate::report;

/// Signal number of SIGTERM.
const TERMINATED: i32 = 15;

/// A child in its own process group, ended with its group when dropped.
#[derive(Debug)]
pub(crate) struct Running {
    name: String,
    child: Child,
    group: i32,
    kind: Kind,
    stop_signal: Signal,
}

impl Running {
    /// Starts a program with standard input closed, because no prompt is expected.
    pub(crate) fn start(name: &str, command: &mut Command, kind: Kind) -> Result<Self> {
        interrupt::check()?;
        let child = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .with_context(|| {
                let program = command.get_program().to_string_lossy();
                format!("{name}: {program} could not be started")
            })?;
        let group = i32::try_from(child.id()).context("a process number beyond i32")?;
        interrupt::register(kind, group);
        Ok(Self {
            name: name.to_owned(),
            child,
            group,
            kind,
            stop_signal: Signal::SIGTERM,
        })
    }

    /// Sets the signal that ends this program; SIGTERM by default.
    pub(crate) fn stopped_by(mut self, signal: Signal) -> Self {
        self.stop_signal = signal;
        self
    }

    /// Process ID.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its piped standard output; available once.
    pub(crate) fn stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    /// Exit status, if it has ended.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Waits until it ends.
    pub(crate) fn wait(&mut self) -> Result<ExitStatus> {
        self.child
            .wait()
            .with_context(|| format!("{}: waiting for its end failed", self.name))
    }

    /// Asks it to end, and kills it after `patience`.
    pub(crate) fn stop(&mut self, patience: Duration) {
        let group = Pid::from_raw(self.group);
        if !matches!(self.child.try_wait(), Ok(Some(_))) {
            let _ = killpg(group, self.stop_signal);
            let limit = Instant::now() + patience;
            while Instant::now() < limit {
                if matches!(self.child.try_wait(), Ok(Some(_))) {
                    break;
                }
                thread::sleep(Duration::from_millis(20));
            }
        }
        // Kills the rest of the group, including grandchildren.
        let _ = killpg(group, Signal::SIGKILL);
        let _ = self.child.wait();
        interrupt::forget(self.kind, self.group);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop(Duration::from_secs(10));
    }
}

/// Runs a program to completion with inherited output; a failure is an error.
pub(crate) fn run(name: &str, command: &mut Command) -> Result<()> {
    let status = Running::start(name, command, Kind::Command)?.wait()?;
    outcome(name, status)
}

/// Runs a program and returns what it wrote to standard output.
pub(crate) fn output(name: &str, command: &mut Command) -> Result<String> {
    command.stdout(Stdio::piped());
    let mut running = Running::start(name, command, Kind::Command)?;
    let mut text = String::new();
    if let Some(mut stdout) = running.stdout() {
        stdout
            .read_to_string(&mut text)
            .with_context(|| format!("{name}: its output could not be read"))?;
    }
    outcome(name, running.wait()?)?;
    Ok(text)
}

/// Runs a program to completion and passes each line of its standard output to `line_read`.
pub(crate) fn run_watched(
    name: &str,
    command: &mut Command,
    mut line_read: impl FnMut(&str),
) -> Result<()> {
    command.stdout(Stdio::piped());
    let mut running = Running::start(name, command, Kind::Command)?;
    if let Some(stdout) = running.stdout() {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            line_read(&line);
        }
    }
    outcome(name, running.wait()?)
}

/// Runs a program quietly: prints progress now and then, and the full output if it fails.
pub(crate) fn run_quietly(name: &str, command: &mut Command) -> Result<()> {
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut running = Running::start(name, command, Kind::Command)?;
    let mut transcript = String::new();
    if let Some(stderr) = running.child.stderr.take() {
        transcript = follow(name, stderr);
    }
    let status = running.wait()?;
    let told_to = status.signal() == Some(TERMINATED);
    if !status.success() && !told_to {
        report::note(transcript);
    }
    outcome(name, status)
}

/// Reads cargo's progress to the end and reports it every ten seconds.
fn follow(name: &str, stderr: impl Read) -> String {
    let mut transcript = String::new();
    let mut compiled = 0_u32;
    let mut last = Instant::now();
    for line in BufReader::new(stderr).lines().map_while(Result::ok) {
        if let Some((_, package)) = line.split_once("Compiling ") {
            compiled += 1;
            if last.elapsed() > Duration::from_secs(10) {
                let package = package.split(' ').next().unwrap_or(package);
                report::say(format_args!("{name}: {compiled} packages, now {package}"));
                last = Instant::now();
            }
        }
        transcript.push_str(&line);
        transcript.push('\n');
    }
    transcript
}

/// Runs two tasks in parallel; when one fails, the commands of the other are ended and the first error is
/// returned.
pub(crate) fn side_by_side(
    one: impl FnOnce() -> Result<()> + Send,
    other: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let first: Mutex<Result<()>> = Mutex::new(Ok(()));
    let note = |result: Result<()>| {
        let mut first = first.lock().unwrap_or_else(PoisonError::into_inner);
        if result.is_err() && first.is_ok() {
            *first = result;
            interrupt::end_commands();
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| note(one()));
        note(other());
    });
    first.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn outcome(name: &str, status: ExitStatus) -> Result<()> {
    interrupt::check()?;
    if !status.success() {
        bail!("{name}: failed ({status})");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_dropped_service_takes_its_children_along() {
        let folder = tempfile::tempdir().unwrap();
        let note = folder.path().join("grandchild");
        let script = format!("sh -c 'echo $$ > {0}; sleep 60' & wait", note.display());
        let service = Running::start("shell", &mut shell(&script), Kind::Service).unwrap();
        while std::fs::read_to_string(&note)
            .unwrap_or_default()
            .is_empty()
        {
            thread::sleep(Duration::from_millis(10));
        }
        drop(service);
        let grandchild = std::fs::read_to_string(&note).unwrap();
        let path = format!("/proc/{}/stat", grandchild.trim());
        let state = std::fs::read_to_string(path).unwrap_or_default();
        assert!(state.is_empty() || state.contains(") Z"), "{state}");
    }

    #[test]
    fn commands_report_their_output_and_the_first_failure() {
        assert_eq!(output("echo", &mut shell("echo yes")).unwrap(), "yes\n");
        let error = run("false", &mut shell("exit 3")).unwrap_err().to_string();
        assert!(error.contains("false") && error.contains('3'), "{error}");

        let start = Instant::now();
        let error = side_by_side(
            || run("long", &mut shell("sleep 60")),
            || {
                thread::sleep(Duration::from_millis(200));
                bail!("the other failed")
            },
        );
        assert_eq!(error.unwrap_err().to_string(), "the other failed");
        assert!(start.elapsed() < Duration::from_secs(30));
    }
}
