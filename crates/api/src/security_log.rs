//! Security events: sign-ins, denied requests, changes of passwords and sessions. One line per event on the
//! log target `security`, always with the same fields, never with a secret.

use domain::Id;
use domain::users::User;

use crate::request::{self, RequestContext};
use crate::throttle;

/// Problem codes that are security events by themselves.
const REFUSALS: &[&str] = &["forbidden", "csrf_failed", "password_change_required"];

/// An event: what happened, to which user, and who did it.
#[derive(Debug, Default)]
#[must_use]
pub struct SecurityEvent {
    name: &'static str,
    reason: Option<&'static str>,
    account: Option<String>,
    account_key: Option<String>,
    user: Option<i64>,
    subject: Option<i64>,
}

impl SecurityEvent {
    /// Creates an event with a name such as `signed_in`.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }

    /// Sets the reason, such as `wrong_password`.
    pub const fn reason(mut self, reason: &'static str) -> Self {
        self.reason = Some(reason);
        self
    }

    /// Sets the username of an existing account.
    pub fn account(mut self, username: &str) -> Self {
        self.account = Some(username.to_owned());
        self
    }

    /// Sets the account as typed. Users mistype passwords there, so only a hash is logged; it still groups
    /// attempts at one account.
    pub fn typed(mut self, typed: &str) -> Self {
        self.account_key = Some(throttle::typed_fingerprint(typed));
        self
    }

    /// Sets the acting user, where the request context does not have one.
    pub const fn user(mut self, user: Id<User>) -> Self {
        self.user = Some(user.get());
        self
    }

    /// Sets the user that the event affects.
    pub const fn subject(mut self, user: Id<User>) -> Self {
        self.subject = Some(user.get());
        self
    }

    /// Logs the event with the context of the current request.
    pub fn record(self) {
        let facts = request::current();
        let facts = facts.as_deref();
        let account = self
            .account
            .or_else(|| facts.and_then(RequestContext::account));
        tracing::warn!(
            target: "security",
            event = self.name,
            reason = self.reason,
            account,
            account_key = self.account_key,
            user = self.user.or_else(|| facts.and_then(|facts| facts.user.get())),
            subject = self.subject,
            request_id = facts.map(|facts| facts.id.as_str()),
            address = facts.map(|facts| facts.address.as_str()),
        );
    }
}

/// Logs a request that was denied with one of the codes in [`REFUSALS`], wherever the decision was made.
pub(crate) fn answered(facts: &RequestContext, method: &str, route: &str) {
    let Some(code) = facts.problem.get().filter(|code| REFUSALS.contains(code)) else {
        return;
    };
    tracing::warn!(
        target: "security",
        event = code,
        account = facts.account(),
        user = facts.user.get(),
        request_id = facts.id,
        address = facts.address,
        method,
        route,
    );
}
