//! Which sessions are alive and whose they are, remembered for 5 seconds and forgotten on every change made here.

use std::sync::Arc;
use std::time::Duration;

use domain::Id;
use domain::auth::Session;
use domain::users::User;
use moka::sync::Cache;

use crate::caller::Caller;

/// How long another instance's change may go unseen.
const REMEMBERED: Duration = Duration::from_secs(5);

/// The sessions seen lately.
#[derive(Debug, Clone)]
pub struct LiveSessions {
    callers: Cache<i64, Arc<Caller>>,
}

impl Default for LiveSessions {
    fn default() -> Self {
        Self {
            callers: Cache::builder()
                .max_capacity(10_000)
                .time_to_live(REMEMBERED)
                .build(),
        }
    }
}

impl LiveSessions {
    /// The caller of a session seen within the last seconds.
    #[must_use]
    pub fn find(&self, session: Id<Session>) -> Option<Arc<Caller>> {
        self.callers.get(&session.get())
    }

    /// Remembers the caller of a session.
    pub fn remember(&self, caller: Arc<Caller>) {
        self.callers.insert(caller.session.get(), caller);
    }

    /// Forgets a session that has ended.
    pub fn forget(&self, session: Id<Session>) {
        self.callers.invalidate(&session.get());
    }

    /// Forgets all sessions of a user whose role, profile or right to sign in changed.
    pub fn forget_user(&self, user: Id<User>) {
        for (session, caller) in &self.callers {
            if caller.user == user {
                self.callers.invalidate(session.as_ref());
            }
        }
    }
}
