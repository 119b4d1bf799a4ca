//! Context of the current request, available anywhere in its task.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderMap, HeaderName};
use storage::{CommitGate, LogPosition};

use crate::address;
use crate::config::Config;
use crate::random;

/// Header with the request ID, in requests and responses.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

tokio::task_local! {
    static CURRENT: Rc<RequestContext>;
}

/// Context of one request.
#[derive(Debug)]
pub struct RequestContext {
    /// Request ID: the client's own, or a generated one.
    pub id: String,
    /// Path without the query.
    pub path: String,
    /// Client address, resolved past trusted proxies.
    pub address: String,
    /// Statements sent to the database so far.
    pub queries: Cell<u64>,
    /// ID of the caller, once known.
    pub user: Cell<Option<i64>>,
    /// Username of the caller, or the account that an anonymous request names.
    account: RefCell<Option<String>>,
    /// Log position of the browser's last write, as reported by the browser.
    pub written_before: Cell<Option<LogPosition>>,
    /// Log position of this request's own write.
    pub written: Cell<Option<LogPosition>>,
    /// Code of the problem in the response.
    pub problem: Cell<Option<&'static str>>,
    /// Headers to add to the response, such as rate limits.
    pub headers: RefCell<Vec<(HeaderName, String)>>,
    /// Whether the request's writes may still be committed.
    pub commits: Arc<CommitGate>,
}

impl RequestContext {
    /// Creates the context of a request.
    #[must_use]
    pub fn of(
        request: &ServiceRequest,
        config: &Config,
        written_before: Option<LogPosition>,
    ) -> Rc<Self> {
        Rc::new(Self {
            id: own_id(request.headers())
                .or_else(|| random::short_id().ok())
                .unwrap_or_default(),
            path: request.path().to_owned(),
            address: address(request, config),
            queries: Cell::new(0),
            user: Cell::new(None),
            account: RefCell::new(None),
            written_before: Cell::new(written_before),
            written: Cell::new(None),
            problem: Cell::new(None),
            headers: RefCell::new(Vec::new()),
            commits: Arc::default(),
        })
    }

    /// Sets the caller.
    pub fn asked_by(&self, user: i64, account: &str) {
        self.user.set(Some(user));
        *self.account.borrow_mut() = Some(account.to_owned());
    }

    /// Sets the account that a request without a caller names.
    pub fn asked_for(&self, account: &str) {
        *self.account.borrow_mut() = Some(account.to_owned());
    }

    /// Username of the caller, once known.
    #[must_use]
    pub fn account(&self) -> Option<String> {
        self.account.borrow().clone()
    }

    /// A context for tests.
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

    /// Adds a header to the response.
    pub fn add_header(&self, name: HeaderName, value: impl Into<String>) {
        self.headers.borrow_mut().push((name, value.into()));
    }
}

/// Context of the request that this task answers; `None` outside a request.
#[must_use]
pub fn current() -> Option<Rc<RequestContext>> {
    CURRENT.try_with(Rc::clone).ok()
}

/// Runs a future with a request context.
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

/// The peer address, or the client behind trusted proxies.
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
