//! Checks the access token of a request before routing.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpMessage, HttpRequest};
use chrono_tz::Tz;
use domain::ProblemCode;

use crate::auth;
use crate::caller::{Caller, Outcome};
use crate::problem::ApiError;
use crate::request;
use crate::state::State;

/// Checks the token of a request and stores the outcome in the request: a bad token, or a database that is unavailable, is an
/// error only for handlers that need a caller.
pub(super) async fn identify(state: &State, request: &HttpRequest) -> Option<Arc<Caller>> {
    let header = request.headers().get(AUTHORIZATION)?;
    let outcome = match header.to_str().ok().and_then(bearer) {
        Some(token) => of_token(state, token).await,
        None => Err(ProblemCode::Unauthenticated),
    };
    let found = outcome.as_ref().ok().cloned();
    if let (Some(caller), Some(facts)) = (&found, request::current()) {
        facts.asked_by(caller.user.get(), &caller.username);
    }
    request.extensions_mut().insert(Rc::new(outcome));
    found
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

async fn of_token(state: &State, token: &str) -> Outcome {
    let claims = auth::read(&state.keys, token, state.clock.timestamp())?;
    let session = claims.session();
    let asked = state.clock.milliseconds();
    let known = match state.live.find(session, asked) {
        Some(caller) => caller,
        None => {
            let now = state.clock.now();
            let found = state
                .read_fresh(move |conn| storage::sessions::alive(conn, session, now))
                .await
                .map_err(ApiError::into_code)?
                .ok_or(ProblemCode::TokenRevoked)?;
            let caller = Arc::new(Caller {
                user: found.user,
                session,
                role: found.role,
                zone: zone(found.time_zone.as_deref()),
                username: found.username,
                name: found.name,
                must_change_password: found.password_change_required,
            });
            // Not cached while the password must change, so that a change on another instance applies at
            // once.
            if !caller.must_change_password {
                state.live.remember(Arc::clone(&caller), asked);
            }
            caller
        }
    };
    if claims.user() == Some(known.user) {
        Ok(known)
    } else {
        Err(ProblemCode::Unauthenticated)
    }
}

/// Parses a time zone; UTC when missing or unknown.
fn zone(name: Option<&str>) -> Tz {
    name.and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC)
}
