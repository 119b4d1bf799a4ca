//! The stream of security events: sign-ins, refusals, passwords and sessions that change. One line an event on the log target
//! `security`, always with the same fields, never with a secret.

use domain::Id;
use domain::users::User;

use crate::request::{self, RequestContext};
use crate::throttle;

/// Codes of refusals that are security events by themselves.
const REFUSALS: &[&str] = &["forbidden", "csrf_failed", "password_change_required"];

/// What happened, to whom it happened, and what is known about who did it.
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
    /// An event of a name such as `signed_in`.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }

    /// Why, in a word such as `wrong_password`.
    pub const fn reason(mut self, reason: &'static str) -> Self {
        self.reason = Some(reason);
        self
    }

    /// The user name of an account that exists.
    pub fn account(mut self, username: &str) -> Self {
        self.account = Some(username.to_owned());
        self
    }

    /// What was typed as the account. People type passwords there, so only a hash is kept: it tells tries at one account.
    pub fn typed(mut self, typed: &str) -> Self {
        self.account_key = Some(throttle::typed_fingerprint(typed));
        self
    }

    /// Who does it, where the request does not say so itself.
    pub const fn user(mut self, user: Id<User>) -> Self {
        self.user = Some(user.get());
        self
    }

    /// The user whom it is done to.
    pub const fn subject(mut self, user: Id<User>) -> Self {
        self.subject = Some(user.get());
        self
    }

    /// Writes the line, with what is known about the request that is being answered.
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

/// Writes the line of a request that was refused for what it may not do, wherever in the program that was decided.
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
