//! Handles Ctrl-C and SIGTERM: stops the child processes, then unwinds and cleans up as after any failure.
//!
//! Children run in their own process groups, so a signal from the terminal reaches only this program, which
//! passes it on in an order that lets each child end cleanly.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

static SIGNALS: AtomicUsize = AtomicUsize::new(0);
static COMMANDS: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());
static SERVICES: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());

/// The kind of a process group.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A process that is awaited (cargo, npm): ended by the first signal.
    Command,
    /// A process that keeps running (a database): ended by its owner, or by the second signal.
    Service,
}

fn groups(kind: Kind) -> MutexGuard<'static, BTreeSet<i32>> {
    let list = match kind {
        Kind::Command => &COMMANDS,
        Kind::Service => &SERVICES,
    };
    list.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Installs the handler; must be called once, before everything else.
pub(crate) fn install() -> Result<()> {
    ctrlc::set_handler(|| {
        let again = SIGNALS.fetch_add(1, Ordering::SeqCst) > 0;
        let signal = if again {
            Signal::SIGKILL
        } else {
            Signal::SIGTERM
        };
        signal_all(Kind::Command, signal);
        if again {
            signal_all(Kind::Service, signal);
        }
    })
    .context("the handler for Ctrl-C could not be installed")
}

fn signal_all(kind: Kind, signal: Signal) {
    for &group in groups(kind).iter() {
        // A group that is already gone needs no signal.
        let _ = killpg(Pid::from_raw(group), signal);
    }
}

/// Ends the running commands when one of several has failed.
pub(crate) fn end_commands() {
    signal_all(Kind::Command, Signal::SIGTERM);
}

/// Whether an interrupt was requested.
pub(crate) fn requested() -> bool {
    SIGNALS.load(Ordering::SeqCst) > 0
}

/// Fails once an interrupt was requested.
pub(crate) fn check() -> Result<()> {
    if requested() {
        bail!("interrupted");
    }
    Ok(())
}

/// Registers a process group, so that the handler can end it.
pub(crate) fn register(kind: Kind, group: i32) {
    groups(kind).insert(group);
    if requested() && matches!(kind, Kind::Command) {
        let _ = killpg(Pid::from_raw(group), Signal::SIGTERM);
    }
}

/// Unregisters a process group that has ended.
pub(crate) fn forget(kind: Kind, group: i32) {
    groups(kind).remove(&group);
}
