//! What is known about the request that is being answered, wherever its task is.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderMap, HeaderName};
use storage::{CommitGate, LogPosition};

use crate::address;
use crate::config::Config;
use crate::freshness;
use crate::random;

/// The header with the request id, both ways.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

tokio::task_local! {
    static CURRENT: Rc<RequestContext>;
}

/// The facts of one request.
#[derive(Debug)]
pub struct RequestContext {
    /// Its id: the caller's own, or ours.
    pub id: String,
    /// Its path without the query.
    pub path: String,
    /// Where it comes from, past proxies that are believed.
    pub address: String,
    /// Statements sent to the database so far.
    pub queries: Cell<u64>,
    /// Who asks, once known.
    pub user: Cell<Option<i64>>,
    /// The user name of who asks.
    account: RefCell<Option<String>>,
    /// Where in the database's log the browser says that it wrote last.
    pub written_before: Cell<Option<LogPosition>>,
    /// Where in the database's log this request wrote.
    pub written: Cell<Option<LogPosition>>,
    /// Code of the problem it was answered with.
    pub problem: Cell<Option<&'static str>>,
    /// Header values for the answer that were found on the way, such as limits.
    pub headers: RefCell<Vec<(HeaderName, String)>>,
    /// Whether its writes may still be committed.
    pub commits: Arc<CommitGate>,
}

impl RequestContext {
    /// Reads them from a request.
    #[must_use]
    pub fn of(request: &ServiceRequest, config: &Config) -> Rc<Self> {
        Rc::new(Self {
            id: own_id(request.headers())
                .or_else(|| random::short_id().ok())
                .unwrap_or_default(),
            path: request.path().to_owned(),
            address: address(request, config),
            queries: Cell::new(0),
            user: Cell::new(None),
            account: RefCell::new(None),
            written_before: Cell::new(freshness::from_browser(request)),
            written: Cell::new(None),
            problem: Cell::new(None),
            headers: RefCell::new(Vec::new()),
            commits: Arc::default(),
        })
    }

    /// Notes who asks.
    pub fn asked_by(&self, user: i64, account: &str) {
        self.user.set(Some(user));
        *self.account.borrow_mut() = Some(account.to_owned());
    }

    /// Notes which account was meant, where nobody is signed in.
    pub fn asked_for(&self, account: &str) {
        *self.account.borrow_mut() = Some(account.to_owned());
    }

    /// The user name of who asks, once known.
    #[must_use]
    pub fn account(&self) -> Option<String> {
        self.account.borrow().clone()
    }

    /// Those of a request in a test.
    #[cfg(test)]
    pub(crate) fn for_tests(path: &str) -> Self {
        Self {
            id: "test".to_owned(),
            path: path.to_owned(),
            address: "192.0.2.1".to_owned(),
            queries: Cell::new(0),
            user: Cell::new(None),
            account: RefCell::new(None),
            written_before: Cell::new(None),
            written: Cell::new(None),
            problem: Cell::new(None),
            headers: RefCell::new(Vec::new()),
            commits: Arc::default(),
        }
    }

    /// Adds a header to the answer.
    pub fn add_header(&self, name: HeaderName, value: impl Into<String>) {
        self.headers.borrow_mut().push((name, value.into()));
    }
}

/// The facts of the request that this task answers; none outside of one.
#[must_use]
pub fn current() -> Option<Rc<RequestContext>> {
    CURRENT.try_with(Rc::clone).ok()
}

/// Runs a future as the answer to a request.
pub async fn within<F: Future>(facts: Rc<RequestContext>, future: F) -> F::Output {
    CURRENT.scope(facts, future).await
}

fn own_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let fits = (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    fits.then(|| id.to_owned())
}

/// The peer, or the client that trusted proxies name.
fn address(request: &ServiceRequest, config: &Config) -> String {
    let Some(peer) = request.peer_addr().map(|peer| peer.ip()) else {
        return String::new();
    };
    let forwarded: Vec<&str> = request
        .headers()
        .get_all(FORWARDED_FOR)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    address::client(peer, forwarded.into_iter(), &config.trusted_proxies).to_string()
}
