//! Cache of live sessions and their users, kept for 5 seconds and invalidated by every change made on this
//! instance.

use std::sync::Arc;

use domain::Id;
use domain::auth::Session;
use domain::users::User;
use moka::sync::Cache;

use crate::caller::Caller;

/// How long a change made on another instance may go unnoticed, in milliseconds.
const REMEMBERED: i64 = 5_000;

/// The sessions seen recently.
#[derive(Debug, Clone)]
pub struct LiveSessions {
    callers: Cache<i64, (i64, Arc<Caller>)>,
}

impl Default for LiveSessions {
    fn default() -> Self {
        Self {
            callers: Cache::new(10_000),
        }
    }
}

impl LiveSessions {
    /// The caller of a session seen within the last 5 seconds; `now` is in milliseconds.
    #[must_use]
    pub fn find(&self, session: Id<Session>, now: i64) -> Option<Arc<Caller>> {
        let (seen, caller) = self.callers.get(&session.get())?;
        (0..REMEMBERED).contains(&(now - seen)).then_some(caller)
    }

    /// Caches the caller of a session; `asked` is the time of the database query, in milliseconds.
    pub fn remember(&self, caller: Arc<Caller>, asked: i64) {
        self.callers.insert(caller.session.get(), (asked, caller));
    }

    /// Drops a session that has ended.
    pub fn forget(&self, session: Id<Session>) {
        self.callers.invalidate(&session.get());
    }

    /// Drops all sessions of a user whose role, profile or right to sign in changed.
    pub fn forget_user(&self, user: Id<User>) {
        for (session, (_, caller)) in &self.callers {
            if caller.user == user {
                self.callers.invalidate(session.as_ref());
            }
        }
    }
}
