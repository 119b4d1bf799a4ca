//! Ctrl-C and SIGTERM: what this program started is stopped, then it unwinds and tidies up as after any other failure.
//!
//! Children run in process groups of their own, so a signal from the terminal reaches only this program, which passes it on
//! in an order that lets each end cleanly.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

static SIGNALS: AtomicUsize = AtomicUsize::new(0);
static COMMANDS: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());
static SERVICES: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());

/// Which list a process group belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// Something being waited for (cargo, npm): ended by the first signal.
    Command,
    /// Something kept running (a database): ended by its owner, or by the second signal.
    Service,
}

fn groups(kind: Kind) -> MutexGuard<'static, BTreeSet<i32>> {
    let list = match kind {
        Kind::Command => &COMMANDS,
        Kind::Service => &SERVICES,
    };
    list.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Installs the handler; call once, first thing.
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
        // Gone already is as good as stopped.
        let _ = killpg(Pid::from_raw(group), signal);
    }
}

/// Ends the commands that are running, when one of several failed and the others are of no use any more.
pub(crate) fn end_commands() {
    signal_all(Kind::Command, Signal::SIGTERM);
}

/// Whether somebody asked this program to stop.
pub(crate) fn requested() -> bool {
    SIGNALS.load(Ordering::SeqCst) > 0
}

/// An error once somebody asked this program to stop.
pub(crate) fn check() -> Result<()> {
    if requested() {
        bail!("interrupted");
    }
    Ok(())
}

/// Remembers a process group, so that the handler can end it.
pub(crate) fn register(kind: Kind, group: i32) {
    groups(kind).insert(group);
    if requested() && matches!(kind, Kind::Command) {
        let _ = killpg(Pid::from_raw(group), Signal::SIGTERM);
    }
}

/// Forgets a process group that has ended.
pub(crate) fn forget(kind: Kind, group: i32) {
    groups(kind).remove(&group);
}
