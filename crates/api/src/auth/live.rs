//! Which sessions are alive and whose they are, remembered for 5 seconds and forgotten on every change made here.

use std::sync::Arc;

use domain::Id;
use domain::auth::Session;
use domain::users::User;
use moka::sync::Cache;

use crate::caller::Caller;

/// How long another instance's change may go unseen, in milliseconds.
const REMEMBERED: i64 = 5_000;

/// The sessions seen lately.
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
    /// The caller of a session seen within the last seconds; `now` in milliseconds.
    #[must_use]
    pub fn find(&self, session: Id<Session>, now: i64) -> Option<Arc<Caller>> {
        let (seen, caller) = self.callers.get(&session.get())?;
        (0..REMEMBERED).contains(&(now - seen)).then_some(caller)
    }

    /// Remembers the caller of a session; `asked` is when the database was asked, in milliseconds.
    pub fn remember(&self, caller: Arc<Caller>, asked: i64) {
        self.callers.insert(caller.session.get(), (asked, caller));
    }

    /// Forgets a session that has ended.
    pub fn forget(&self, session: Id<Session>) {
        self.callers.invalidate(&session.get());
    }

    /// Forgets all sessions of a user whose role, profile or right to sign in changed.
    pub fn forget_user(&self, user: Id<User>) {
        for (session, (_, caller)) in &self.callers {
            if caller.user == user {
                self.callers.invalidate(session.as_ref());
            }
        }
    }
}
