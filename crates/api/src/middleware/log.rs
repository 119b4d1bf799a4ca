//! Access log and request metrics.

use std::rc::Rc;
use std::time::Instant;

use actix_web::HttpResponse;
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::HeaderName;

use crate::accept::{self, Encoding};
use crate::request::RequestContext;
use crate::route_table::RouteTable;
use crate::security_log;
use crate::state::State;

const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");

/// Parts of a request that the log and the response headers need.
#[derive(Debug)]
pub(super) struct Exchange {
    facts: Rc<RequestContext>,
    method: &'static str,
    route: String,
    trace: Option<String>,
    accepts: Encoding,
    begun: Instant,
}

impl Exchange {
    pub(super) fn of(
        request: &ServiceRequest,
        routes: &RouteTable,
        facts: Rc<RequestContext>,
        begun: Instant,
    ) -> Self {
        // Paths without a route share one label, so that guessed paths do not fill the memory of
        // monitoring.
        let route = match routes.find(request.path()) {
            Some(route) => route.template().to_owned(),
            None => "other".to_owned(),
        };
        let trace = request
            .headers()
            .get(TRACE_PARENT)
            .and_then(|value| value.to_str().ok())
            .filter(|value| is_trace_parent(value))
            .map(str::to_owned);
        Self {
            facts,
            method: known(request.method()),
            route,
            trace,
            accepts: accept::encoding(request.headers()),
            begun,
        }
    }

    pub(super) fn facts(&self) -> &RequestContext {
        &self.facts
    }

    pub(super) const fn method(&self) -> &'static str {
        self.method
    }

    pub(super) fn path(&self) -> &str {
        &self.facts.path
    }

    pub(super) fn accepts(&self) -> Encoding {
        self.accepts
    }

    /// Logs and counts the request.
    pub(super) fn record(&self, state: &State, response: &HttpResponse) {
        let facts = &self.facts;
        let status = response.status().as_u16();
        let taken = self.begun.elapsed();
        let bytes = match response.body().size() {
            BodySize::Sized(bytes) => bytes,
            BodySize::None | BodySize::Stream => 0,
        };
        state
            .metrics
            .answered(self.method, &self.route, status, taken.as_secs_f64());
        if let Some(code) = facts.problem.get() {
            state.metrics.refused(code);
        }
        security_log::answered(facts, self.method, &self.route);
        tracing::info!(
            target: "access",
            request_id = facts.id,
            user = facts.user.get(),
            method = self.method,
            route = self.route,
            path = facts.path,
            status,
            duration_us = u64::try_from(taken.as_micros()).unwrap_or(u64::MAX),
            problem = facts.problem.get(),
            address = facts.address,
            queries = facts.queries.get(),
            bytes,
            traceparent = self.trace,
            "answered"
        );
    }
}

/// Unknown methods share one label, for the same reason as unknown paths.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Whether a text is `00-TRACE-SPAN-FLAGS` in hexadecimal digits (W3C Trace Context).
fn is_trace_parent(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [2, 32, 16, 2] && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_have_one_shape() {
        assert!(is_trace_parent(
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        ));
        assert!(!is_trace_parent(
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7"
        ));
        assert!(!is_trace_parent(
            "zz-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        ));
    }
}
