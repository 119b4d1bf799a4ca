//! What is known about the request that is being answered, wherever its task is.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderMap, HeaderName};

use crate::config::Config;
use crate::random;

/// The header with the request id, both ways.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

tokio::task_local! {
    static CURRENT: Rc<Facts>;
}

/// The facts of one request.
#[derive(Debug)]
pub struct Facts {
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
    /// Code of the problem it was answered with.
    pub problem: Cell<Option<&'static str>>,
    /// Header values for the answer that were found on the way, such as limits.
    pub headers: RefCell<Vec<(HeaderName, String)>>,
}

impl Facts {
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
            problem: Cell::new(None),
            headers: RefCell::new(Vec::new()),
        })
    }

    /// Adds a header to the answer.
    pub fn add_header(&self, name: HeaderName, value: impl Into<String>) {
        self.headers.borrow_mut().push((name, value.into()));
    }
}

/// The facts of the request that this task answers; none outside of one.
#[must_use]
pub fn current() -> Option<Rc<Facts>> {
    CURRENT.try_with(Rc::clone).ok()
}

/// Runs a future as the answer to a request.
pub async fn within<F: Future>(facts: Rc<Facts>, future: F) -> F::Output {
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

/// The peer, or what the nearest proxy that is not believed says it is.
fn address(request: &ServiceRequest, config: &Config) -> String {
    let Some(peer) = request.peer_addr().map(|peer| peer.ip()) else {
        return String::new();
    };
    if !config.trusted_proxies.contains(&peer) {
        return peer.to_string();
    }
    let said: Vec<&str> = request
        .headers()
        .get_all(FORWARDED_FOR)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let hops = said
        .iter()
        .rev()
        .map_while(|hop| hop.trim().parse::<std::net::IpAddr>().ok());
    let mut found = peer;
    for hop in hops {
        found = hop;
        if !config.trusted_proxies.contains(&hop) {
            break;
        }
    }
    found.to_string()
}
