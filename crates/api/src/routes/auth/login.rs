//! Signing in with a password.

use actix_web::web::Data;
use actix_web::{HttpRequest, post};
use domain::auth::{Login, RefreshIn, Session, TokenAnswer};
use domain::users::User;
use domain::{FieldErrors, Id, ProblemCode};
use storage::sessions::{self, Client, NewSession};
use storage::users::{self, LoginRow};

use super::{client, days, token_answer};
use crate::answer::Answer;
use crate::auth::{self, Fit};
use crate::extract::Body;
use crate::problem::ApiError;
use crate::random;
use crate::security_log::SecurityEvent;
use crate::state::State;

/// The account was disabled, or its hash changed, while the password was being compared.
const CHANGED_MEANWHILE: &str = "changed_meanwhile";

/// Sign in
///
/// With the username or email address. The response and its timing are the same whether the user is unknown
/// or disabled or the password is wrong. After 5 failures each further attempt with the same name or address
/// waits longer, even if no account has it. While `user.password_change_required` is true, other calls return
/// 403 `password_change_required` until `POST /me/password` sets a new one. A browser's previous session,
/// named by its cookie, ends.
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
pub(super) async fn login(state: Data<State>, request: HttpRequest, body: Body) -> Answer {
    let asked: Login = read_login(body)?;
    if asked.refresh == RefreshIn::Cookie && auth::from_elsewhere(&state.config, &request) {
        return Err(ProblemCode::CsrfFailed.into());
    }
    let client = client(&request);
    let address = client.address.clone().unwrap_or_default();
    let typed = asked.username.clone();
    // Counted before any lookup or hashing, so that parallel attempts share one limit and a rejection reveals
    // nothing.
    let guess = match state.throttle.try_sign_in(&typed, &address).await {
        Ok(guess) => guess,
        Err(error) => {
            SecurityEvent::new("sign_in_delayed").typed(&typed).record();
            return Err(error);
        }
    };
    let cookie = asked.refresh == RefreshIn::Cookie;
    let former = cookie
        .then(|| auth::read_refresh(&state.config, &request))
        .flatten();
    let mut started = Ok(Err(CHANGED_MEANWHILE));
    // Tries once more if the account changed during hashing: another sign-in may have upgraded the hash.
    for _ in 0..2 {
        if matches!(started, Ok(Err(CHANGED_MEANWHILE))) {
            started = attempt(&state, &asked, &client, former.as_deref()).await;
        }
    }
    match started {
        Ok(Ok(Started {
            user,
            session,
            token,
        })) => {
            state.throttle.guess_succeeded(guess).await;
            state.metrics.sign_in("done");
            SecurityEvent::new("signed_in")
                .typed(&typed)
                .user(user)
                .record();
            token_answer(&state, user, session, token, asked.refresh).await
        }
        Ok(Err(reason)) => {
            state.throttle.guess_failed(guess).await;
            state.metrics.sign_in("refused");
            SecurityEvent::new("sign_in_refused")
                .reason(reason)
                .typed(&typed)
                .record();
            Err(ProblemCode::InvalidCredentials.into())
        }
        // Either no password was compared, or it was right and the session could not be stored.
        Err(error) => {
            state.throttle.guess_withdrawn(guess).await;
            Err(error)
        }
    }
}

/// Checks the password and starts a session; the error is a reason for the log only.
async fn attempt(
    state: &State,
    asked: &Login,
    client: &Client,
    former: Option<&str>,
) -> Result<Result<Started, &'static str>, ApiError> {
    let (found, fit) = compare(state, &asked.username, asked.password.clone()).await?;
    let Some(row) = found else {
        return Ok(Err("unknown_account"));
    };
    if let Some(facts) = crate::request::current() {
        facts.asked_for(&row.username);
    }
    match fit {
        Fit::Wrong => Ok(Err("wrong_password")),
        _ if !row.is_active => Ok(Err("switched_off")),
        fit => start_session(state, &row, client.clone(), fit, former).await,
    }
}

/// Looks up the account and compares the password; takes as long without an account.
async fn compare(
    state: &State,
    typed: &str,
    password: String,
) -> Result<(Option<LoginRow>, Fit), ApiError> {
    // No account name has control characters, and no database accepts all of them.
    let found = match typed.chars().any(char::is_control) {
        true => None,
        false => {
            let name = typed.to_owned();
            state
                .read_fresh(move |conn| users::find_for_login(conn, &name))
                .await?
        }
    };
    let hash = found.as_ref().map(|row| row.password_hash.clone());
    let fit = state.passwords.check(password, hash).await?;
    Ok((found, fit))
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

/// A new session.
struct Started {
    user: Id<User>,
    session: Id<Session>,
    token: String,
}

/// Starts a session and ends the browser's previous one. The same transaction checks the account again: an
/// administrator may have disabled it or set another password during hashing.
async fn start_session(
    state: &State,
    row: &LoginRow,
    client: Client,
    fit: Fit,
    former: Option<&str>,
) -> Result<Result<Started, &'static str>, ApiError> {
    let token = random::token()?;
    let now = state.clock.now();
    let (user, known) = (row.id, row.password_hash.clone());
    let former = former.map(auth::token_hash);
    let new = NewSession {
        user,
        token_hash: auth::token_hash(&token),
        client,
        now,
        idle_until: now + days(auth::IDLE_DAYS),
        ends_at: now + days(auth::SESSION_DAYS),
    };
    let begun = state
        .write_plain(move |conn| {
            if !users::record_login(conn, user, &known, now)? {
                return Ok(None);
            }
            if let Fit::RightButCheap(hash) = &fit {
                users::rehash(conn, user, hash)?;
            }
            let replaced = match &former {
                Some(token) => sessions::replace(conn, token, now)?,
                None => None,
            };
            Ok(Some((sessions::create(conn, &new)?, replaced)))
        })
        .await?;
    let Some((session, replaced)) = begun else {
        return Ok(Err(CHANGED_MEANWHILE));
    };
    if let Some((ended, whose)) = replaced {
        state.live.forget(ended);
        SecurityEvent::new("session_replaced")
            .user(user)
            .subject(whose)
            .record();
    }
    Ok(Ok(Started {
        user,
        session,
        token,
    }))
}
