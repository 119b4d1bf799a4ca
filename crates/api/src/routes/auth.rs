//! Signing out, refreshing tokens, and the list of sessions.

mod login;

use actix_web::http::header::{HeaderName, HeaderValue, USER_AGENT};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use chrono::TimeDelta;
use domain::auth::{RefreshIn, RefreshRequest, Session, TokenAnswer};
use domain::fields::read_body;
use domain::users::{Me, User};
use domain::{Id, ProblemCode};
use storage::sessions::{self, Client, Rotated};
use storage::users;

use crate::answer::{self, Answer};
use crate::auth;
use crate::caller::{AnySession, SignedIn};
use crate::extract::{OptionalBody, PathId};
use crate::problem::ApiError;
use crate::random;
use crate::request;
use crate::routes::Register;
use crate::security_log::SecurityEvent;
use crate::state::State;

/// Longest stored device name, in characters.
const DEVICE: usize = 255;
const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

pub(super) fn configure(config: &mut impl Register) {
    config
        .service(login::login)
        .service(refresh)
        .service(logout)
        .service(logout_all)
        .service(list_sessions)
        .service(end_session);
}

/// Refresh the access token
///
/// Browsers send the refresh cookie, programs the last refresh token. A refresh token works once; reusing one ends the session,
/// except within 10 seconds from the same client. The cookie requires the same origin and `X-Requested-With: projectmeats`.
#[utoipa::path(
    tag = "auth",
    security(()),
    request_body(content = Option<RefreshRequest>, content_type = "application/json"),
    responses(
        (status = 200, description = "A new access token and a new refresh token.", body = TokenAnswer),
        (status = 401, description = "`token_revoked`, or `unauthenticated` without a token.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 403, description = "`csrf_failed`.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
#[post("/auth/refresh")]
async fn refresh(state: Data<State>, request: HttpRequest, body: OptionalBody) -> Answer {
    let asked: RefreshRequest = read_body(body.0.value, &[]).map_err(ApiError::invalid)?;
    let (shown, place) = match asked.refresh_token {
        Some(token) => (token, RefreshIn::Body),
        None => {
            let token = auth::read_refresh(&state.config, &request)
                .ok_or_else(|| ApiError::new(ProblemCode::Unauthenticated))?;
            if !auth::from_our_pages(&state.config, &request) {
                return Err(ProblemCode::CsrfFailed.into());
            }
            (token, RefreshIn::Cookie)
        }
    };
    let token = random::token()?;
    let (old, new) = (auth::token_hash(&shown), auth::token_hash(&token));
    let client = client(&request);
    let now = state.clock.now();
    let rotated = state
        .write_plain(move |conn| {
            let (grace, idle) = (seconds(auth::GRACE_SECONDS), days(auth::IDLE_DAYS));
            sessions::rotate(conn, &old, &new, &client, now, grace, idle)
        })
        .await?;
    match rotated {
        Rotated::Renewed { session, user } => {
            token_answer(&state, user, session, token, place).await
        }
        Rotated::Reused { session, user } => {
            state.live.forget(session);
            SecurityEvent::new("refresh_token_reused")
                .user(user)
                .record();
            revoked(&state)
        }
        Rotated::Unknown => revoked(&state),
    }
}

/// Sign out
///
/// Ends this session; its access token stops working.
#[utoipa::path(tag = "auth", responses((status = 204, description = "The session has ended.")))]
#[post("/auth/logout")]
async fn logout(caller: AnySession, state: Data<State>) -> Answer {
    let (session, user, now) = (caller.session, caller.user, state.clock.now());
    state
        .write_plain(move |conn| sessions::end(conn, session, user, now))
        .await?;
    state.live.forget(session);
    SecurityEvent::new("signed_out").record();
    Ok(signed_out(&state))
}

/// Sign out everywhere
///
/// Ends all sessions of the caller, including this one.
#[utoipa::path(tag = "auth", responses((status = 204, description = "All sessions have ended.")))]
#[post("/auth/logout-all")]
async fn logout_all(caller: AnySession, state: Data<State>) -> Answer {
    let (user, now) = (caller.user, state.clock.now());
    state
        .write_plain(move |conn| sessions::end_all(conn, user, None, now))
        .await?;
    state.live.forget_user(user);
    SecurityEvent::new("signed_out_everywhere").record();
    Ok(signed_out(&state))
}

/// List your sessions
///
/// Devices on which the caller is signed in, most recently used first, 200 at most: browser or program, address, sign-in and last
/// use.
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "The caller's sessions.", body = Vec<Session>))
)]
#[get("/auth/sessions")]
async fn list_sessions(caller: SignedIn, state: Data<State>) -> Answer {
    let (user, now) = (caller.user, state.clock.now());
    let mut items = state
        .read_fresh(move |conn| sessions::list(conn, user, now))
        .await?;
    for session in &mut items {
        session.current = session.id == caller.session;
    }
    answer::plain(&items)
}

/// End one of your sessions
///
/// For example on a lost device.
#[utoipa::path(
    tag = "auth",
    params(PathId<Session>),
    responses((status = 204, description = "The session has ended."))
)]
#[delete("/auth/sessions/{id}")]
async fn end_session(caller: SignedIn, state: Data<State>, id: PathId<Session>) -> Answer {
    let (user, now) = (caller.user, state.clock.now());
    let ended = state
        .write_plain(move |conn| sessions::end(conn, id.0, user, now))
        .await?;
    state.live.forget(id.0);
    if !ended {
        return Err(ProblemCode::NotFound.into());
    }
    SecurityEvent::new("session_ended").record();
    Ok(answer::nothing())
}

/// The device and address stored with a session.
fn client(request: &HttpRequest) -> Client {
    let device: String = request
        .headers()
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(DEVICE)
        .collect();
    Client {
        device: Some(device).filter(|device| !device.is_empty()),
        address: request::current().map(|facts| facts.address.clone()),
    }
}

async fn token_answer(
    state: &State,
    user: Id<User>,
    session: Id<Session>,
    token: String,
    place: RefreshIn,
) -> Answer {
    let me = state
        .read_fresh(move |conn| users::get(conn, user))
        .await
        .map(Me::of)?;
    let access_token = auth::issue(&state.keys, user, session, state.clock.timestamp())?;
    let in_body = place == RefreshIn::Body;
    let cookie = auth::refresh_cookie(&state.config, &token);
    let mut response = answer::plain(&TokenAnswer {
        access_token,
        token_type: "Bearer".to_owned(),
        expires_in: auth::ACCESS_SECONDS,
        refresh_token: in_body.then_some(token),
        user: me,
    })?;
    if !in_body {
        response.add_cookie(&cookie).map_err(ApiError::internal)?;
    }
    Ok(response)
}

/// 401 `token_revoked`, and the browser's cookie is cleared.
fn revoked(state: &State) -> Answer {
    let mut response =
        actix_web::ResponseError::error_response(&ApiError::new(ProblemCode::TokenRevoked));
    response
        .add_cookie(&auth::clear_refresh(&state.config))
        .map_err(ApiError::internal)?;
    Ok(response)
}

fn signed_out(state: &State) -> HttpResponse {
    let mut response = answer::nothing();
    let cleared = response.add_cookie(&auth::clear_refresh(&state.config));
    if cleared.is_ok() {
        let storage = HeaderValue::from_static("\"storage\"");
        response.headers_mut().insert(CLEAR_SITE_DATA, storage);
    }
    response
}

fn seconds(count: i64) -> TimeDelta {
    TimeDelta::try_seconds(count).unwrap_or_default()
}

fn days(count: i64) -> TimeDelta {
    TimeDelta::try_days(count).unwrap_or_default()
}
