//! Signing in and out, refreshing, and the sessions that come of it.

use actix_web::http::header::{HeaderName, HeaderValue, USER_AGENT};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use chrono::TimeDelta;
use domain::auth::{Login, RefreshIn, RefreshRequest, Session, TokenAnswer};
use domain::fields::read_body;
use domain::users::{Me, User};
use domain::{FieldErrors, Id, ProblemCode};
use storage::sessions::{self, Client, NewSession, Rotated};
use storage::users;

use crate::answer::{self, Answer};
use crate::auth;
use crate::caller::SignedIn;
use crate::extract::{Body, OptionalBody, PathId};
use crate::problem::ApiError;
use crate::random;
use crate::request;
use crate::routes::Register;
use crate::state::State;

/// Longest device name that is kept.
const DEVICE: usize = 255;
const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

pub(super) fn configure(config: &mut impl Register) {
    config
        .service(login)
        .service(refresh)
        .service(logout)
        .service(logout_all)
        .service(list_sessions)
        .service(end_session);
}

/// Signs in
///
/// With the user name or the e-mail address. The answer is the same, and takes as long, whether the user is unknown or disabled
/// or the password is wrong. After 5 failures each next try waits longer.
#[utoipa::path(
    tag = "auth",
    security(()),
    request_body = Login,
    responses(
        (status = 200, description = "An access token; the refresh token is in the cookie or in the body, as asked.", body = TokenAnswer),
        (status = 401, description = "`invalid_credentials`.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 403, description = "`csrf_failed`: another site asked for the cookie.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
#[post("/auth/login")]
async fn login(state: Data<State>, request: HttpRequest, body: Body) -> Answer {
    let asked: Login = read_login(body)?;
    if asked.refresh == RefreshIn::Cookie && auth::from_elsewhere(&state.config, &request) {
        security("csrf_failed", None);
        return Err(ProblemCode::CsrfFailed.into());
    }
    let client = client(&request);
    let address = client.address.clone().unwrap_or_default();
    let name = asked.username.clone();
    // No account has control characters in its name, and no database takes all of them.
    let plain = !name.chars().any(char::is_control);
    let found = match plain {
        true => {
            state
                .read_fresh(move |conn| users::find_for_login(conn, &name))
                .await?
        }
        false => None,
    };
    // One account has one count, whether its name or its address is typed.
    let account = found
        .as_ref()
        .map_or_else(|| asked.username.clone(), |row| row.username.clone());
    state.throttle.may_sign_in(&account, &address).await?;
    let hash = found.as_ref().map(|row| row.password_hash.clone());
    let fit = state.passwords.check(asked.password, hash).await?;
    let user = found.filter(|row| row.is_active && fit != auth::Fit::Wrong);
    let Some(user) = user else {
        state.throttle.sign_in_failed(&account, &address).await;
        state.metrics.sign_in("refused");
        security("sign_in_refused", None);
        return Err(ProblemCode::InvalidCredentials.into());
    };
    state.throttle.signed_in(&account).await;
    state.metrics.sign_in("done");
    let token = random::token()?;
    let session = start_session(&state, user.id, client, &token, fit).await?;
    security("signed_in", Some(user.id));
    let place = asked.refresh;
    token_answer(&state, user.id, session, token, place).await
}

/// Gives a new access token
///
/// Browsers send the refresh cookie, programs the refresh token of the last answer. A refresh token is used once; showing a spent
/// one ends the session, except within 10 seconds by the same client. The cookie asks for our origin and `X-Requested-With: projectmeats`.
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
                security("csrf_failed", None);
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
            security("refresh_token_reused", Some(user));
            revoked(&state)
        }
        Rotated::Unknown => revoked(&state),
    }
}

/// Signs out
///
/// Ends this session; its access token holds no longer.
#[utoipa::path(tag = "auth", responses((status = 204, description = "The session has ended.")))]
#[post("/auth/logout")]
async fn logout(caller: SignedIn, state: Data<State>) -> Answer {
    let (session, user, now) = (caller.session, caller.user, state.clock.now());
    state
        .write_plain(move |conn| sessions::end(conn, session, user, now))
        .await?;
    state.live.forget(session);
    security("signed_out", Some(user));
    Ok(signed_out(&state))
}

/// Signs out everywhere
///
/// Ends all sessions of the caller, this one too.
#[utoipa::path(tag = "auth", responses((status = 204, description = "All sessions have ended.")))]
#[post("/auth/logout-all")]
async fn logout_all(caller: SignedIn, state: Data<State>) -> Answer {
    let (user, now) = (caller.user, state.clock.now());
    state
        .write_plain(move |conn| sessions::end_all(conn, user, None, now))
        .await?;
    state.live.forget_user(user);
    security("signed_out_everywhere", Some(user));
    Ok(signed_out(&state))
}

/// Own sessions
///
/// The devices that the caller is signed in on, the last used first.
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "All own sessions.", body = Vec<Session>))
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

/// Ends an own session
///
/// Of a device that was lost, for example.
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
    security("session_ended", Some(user));
    Ok(answer::nothing())
}

fn read_login(body: Body) -> Result<Login, ApiError> {
    let (asked, mut errors) = domain::fields::read_leniently::<Login>(body.value, &[]);
    for (pointer, text) in [
        ("/username", &asked.username),
        ("/password", &asked.password),
    ] {
        if text.is_empty() && !errors.has(pointer) && !errors.has("") {
            errors.add(pointer, "required", "Fill it in");
        }
    }
    let long = asked.username.len() > 4 * 254 || asked.password.len() > 4 * 256;
    errors.require(!long, "/username", "too_long", "No account has that");
    errors
        .into_result()
        .map_err(|errors: FieldErrors| ApiError::invalid(errors))?;
    Ok(asked)
}

/// What a session is remembered by.
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

async fn start_session(
    state: &State,
    user: Id<User>,
    client: Client,
    token: &str,
    fit: auth::Fit,
) -> Result<Id<Session>, ApiError> {
    let now = state.clock.now();
    let new = NewSession {
        user,
        token_hash: auth::token_hash(token),
        client,
        now,
        idle_until: now + days(auth::IDLE_DAYS),
        ends_at: now + days(auth::SESSION_DAYS),
    };
    state
        .write_plain(move |conn| {
            if let auth::Fit::RightButCheap(hash) = &fit {
                users::rehash(conn, user, hash)?;
            }
            users::record_login(conn, user, now)?;
            sessions::create(conn, &new)
        })
        .await
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

/// The session is over; the browser may forget its cookie.
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

/// One line for those who watch over sign-ins.
pub(super) fn security(event: &str, user: Option<Id<User>>) {
    let facts = request::current();
    tracing::warn!(
        target: "security",
        event,
        user = user.map(Id::get),
        request_id = facts.as_ref().map(|facts| facts.id.as_str()),
        address = facts.as_ref().map(|facts| facts.address.as_str()),
    );
}

fn seconds(count: i64) -> TimeDelta {
    TimeDelta::try_seconds(count).unwrap_or_default()
}

fn days(count: i64) -> TimeDelta {
    TimeDelta::try_days(count).unwrap_or_default()
}
