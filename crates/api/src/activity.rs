//! Tracks the state of a connection, so that the server can close one that never sends a complete request.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_web::HttpRequest;

/// Longest time from the first to the last byte of a request head.
pub(crate) const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// Longest time between the end of a response and the head of the next request.
pub(crate) const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// Added to `KEEP_ALIVE`, after which the HTTP library closes an idle connection itself.
const SLACK: Duration = Duration::from_secs(10);

/// State of one connection, shared with the requests that arrive on it.
#[derive(Debug)]
pub(crate) struct Activity {
    requests: Cell<usize>,
    moved: Cell<Instant>,
    head_begun: Cell<Option<Instant>>,
}

impl Activity {
    pub(crate) fn new() -> Rc<Self> {
        Rc::new(Self {
            requests: Cell::new(0),
            moved: Cell::new(Instant::now()),
            head_begun: Cell::new(None),
        })
    }

    /// Marks the connection of a request as busy until the guard is dropped.
    pub(crate) fn busy(request: &HttpRequest) -> Option<Busy> {
        let activity = Rc::clone(request.conn_data::<Rc<Self>>()?);
        activity.requests.set(activity.requests.get() + 1);
        activity.head_begun.set(None);
        Some(Busy(activity))
    }

    /// Records that the client sent bytes.
    pub(crate) fn read(&self) {
        if self.requests.get() == 0 && self.head_begun.get().is_none() {
            self.head_begun.set(Some(Instant::now()));
        }
    }

    /// Records that the client accepted bytes.
    pub(crate) fn written(&self) {
        self.moved.set(Instant::now());
    }

    /// When to give up waiting for the client; `None` while a request is being answered, which has its own
    /// timeout.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        if self.requests.get() > 0 {
            return None;
        }
        let idle = self.moved.get() + KEEP_ALIVE + SLACK;
        let head = self.head_begun.get().map(|begun| begun + HEAD_TIMEOUT);
        Some(head.map_or(idle, |head| head.min(idle)))
    }
}

/// Guard of a request that is being answered.
#[derive(Debug)]
pub(crate) struct Busy(Rc<Activity>);

impl Drop for Busy {
    fn drop(&mut self) {
        let activity = &self.0;
        activity
            .requests
            .set(activity.requests.get().saturating_sub(1));
        activity.written();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_has_its_time_on_every_turn() {
        let activity = Activity::new();
        let idle = activity.deadline().unwrap();
        assert!(idle > Instant::now() + KEEP_ALIVE);
        activity.read();
        let head = activity.deadline().unwrap();
        assert!(head <= Instant::now() + HEAD_TIMEOUT);
        activity.read();
        assert_eq!(activity.deadline(), Some(head), "more bytes win no time");
        activity.requests.set(1);
        activity.head_begun.set(None);
        assert_eq!(activity.deadline(), None, "the request has its own limit");
        activity.read();
        drop(Busy(Rc::clone(&activity)));
        assert!(activity.deadline() >= Some(idle), "idle again");
        activity.read();
        assert!(activity.deadline() <= Some(Instant::now() + HEAD_TIMEOUT));
    }
}
