//! Prevents commits of a request that has been given up, for example after a timeout.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::Mutex;

use crate::error::StoreError;

thread_local! {
    static CURRENT: RefCell<Option<Arc<CommitGate>>> = const { RefCell::new(None) };
}

/// What a request has committed when its gate closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committed {
    /// Nothing was or will be committed.
    Nothing,
    /// Some transactions were committed; no more will be.
    Some,
    /// A commit is in progress and can still succeed or fail.
    Unknown,
}

#[derive(Debug, Default)]
struct Progress {
    closed: bool,
    committing: bool,
    committed: bool,
}

/// The gate that every commit of a request passes. Closing and committing exclude each other.
#[derive(Debug, Default)]
pub struct CommitGate(Mutex<Progress>);

impl CommitGate {
    /// Blocks further commits, and returns what was committed.
    pub fn close(&self) -> Committed {
        self.with(|progress| {
            progress.closed = true;
            match progress {
                Progress {
                    committing: true, ..
                } => Committed::Unknown,
                Progress {
                    committed: true, ..
                } => Committed::Some,
                _ => Committed::Nothing,
            }
        })
    }

    /// Whether the request has been given up.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.with(|progress| progress.closed)
    }

    fn with<T>(&self, work: impl FnOnce(&mut Progress) -> T) -> T {
        let mut progress = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        work(&mut progress)
    }
}

/// Runs `work` on this thread; its commits pass the gate.
pub fn with_commit_gate<T>(gate: Arc<CommitGate>, work: impl FnOnce() -> T) -> T {
    /// Restores the previous gate, also after a panic, because the thread serves other requests next.
    struct Reset(Option<Arc<CommitGate>>);
    impl Drop for Reset {
        fn drop(&mut self) {
            CURRENT.set(self.0.take());
        }
    }
    let _reset = Reset(CURRENT.replace(Some(gate)));
    work()
}

/// Fails if the request of this thread has been given up.
pub(crate) fn check() -> Result<(), StoreError> {
    let closed = CURRENT.with_borrow(|gate| gate.as_ref().is_some_and(|gate| gate.is_closed()));
    if closed {
        Err(StoreError::Timeout)
    } else {
        Ok(())
    }
}

/// Commits, unless the gate of this thread is closed.
pub(crate) fn pass<E>(commit: impl FnOnce() -> Result<(), E>) -> Result<Result<(), E>, StoreError> {
    let Some(gate) = CURRENT.with_borrow(Clone::clone) else {
        return Ok(commit());
    };
    let open = gate.with(|progress| {
        progress.committing = !progress.closed;
        progress.committing
    });
    if !open {
        return Err(StoreError::Timeout);
    }
    let outcome = commit();
    gate.with(|progress| {
        progress.committing = false;
        progress.committed |= outcome.is_ok();
    });
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_gate_lets_no_commit_pass() {
        let gate = Arc::new(CommitGate::default());
        with_commit_gate(Arc::clone(&gate), || {
            assert!(check().is_ok());
            assert_eq!(pass(|| Ok::<_, ()>(())).unwrap(), Ok(()));
            assert_eq!(gate.close(), Committed::Some);
            assert!(check().is_err());
            let passed = pass(|| -> Result<(), ()> { panic!("committed") });
            assert!(matches!(passed, Err(StoreError::Timeout)));
        });
        assert!(check().is_ok(), "the thread is free of it again");
    }

    #[test]
    fn a_commit_under_way_is_not_denied() {
        let gate = Arc::new(CommitGate::default());
        let seen = with_commit_gate(Arc::clone(&gate), || {
            let mut seen = None;
            let passed = pass(|| {
                seen = Some(gate.close());
                Ok::<_, ()>(())
            });
            assert!(passed.is_ok());
            seen
        });
        assert_eq!(seen, Some(Committed::Unknown));
        assert_eq!(CommitGate::default().close(), Committed::Nothing);
    }
}
