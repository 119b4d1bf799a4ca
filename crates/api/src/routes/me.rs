//! The caller's own profile and password.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use domain::FieldErrors;
use domain::auth::{PasswordChange, check_password};
use domain::users::{Me, ProfileDraft, User, UserDraft};
use storage::{sessions, users};

use super::auth::security;
use crate::answer::{self, Answer};
use crate::auth::{self, Fit};
use crate::caller::SignedIn;
use crate::extract::{Body, IfMatch, change_of, new_of};
use crate::problem::ApiError;
use crate::routes::Register;
use crate::state::State;

/// Names of fields of a user that are no part of the profile.
const NOT_PROFILE: &[&str] = &[
    "id",
    "version",
    "display_name",
    "username",
    "email",
    "role",
    "is_active",
    "password",
    "last_login_at",
    "created_at",
    "updated_at",
    "profile_completion",
    "profile_missing",
];

pub(super) fn configure(config: &mut impl Register) {
    config
        .service(get_me)
        .service(change_me)
        .service(change_own_password);
}

/// Who is signed in
///
/// The caller with profile, role, and what is missing from the profile.
#[utoipa::path(tag = "me", responses((status = 200, description = "The caller.", body = Me)))]
#[get("/me")]
async fn get_me(caller: SignedIn, state: Data<State>) -> Answer {
    let id = caller.user;
    let me = state
        .read_fresh(move |conn| users::get(conn, id))
        .await
        .map(Me::of)?;
    answer::tagged(&me, me.user.version)
}

/// Changes the own profile
///
/// A JSON merge patch; `preferences` are merged field by field. Name, address, role and password are changed elsewhere.
#[utoipa::path(
    tag = "me",
    params(IfMatch),
    request_body(content = ProfileDraft, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The caller after the change.", body = Me))
)]
#[patch("/me")]
async fn change_me(caller: SignedIn, state: Data<State>, expected: IfMatch, body: Body) -> Answer {
    let (id, expected) = (caller.user, expected.expected());
    let written = state
        .write(&caller, None, move |tx| {
            users::update(tx, id, &expected, None, |now| {
                let profile = change_of(
                    &now.details.profile,
                    body.value.clone(),
                    NOT_PROFILE,
                    settled,
                )?;
                Ok(UserDraft {
                    profile,
                    ..now.details.clone()
                })
            })
        })
        .await?;
    state.live.forget_user(id);
    let me = Me::of(written.value);
    answer::tagged(&me, me.user.version)
}

/// Changes the own password
///
/// Asks for the current one and ends all other sessions.
#[utoipa::path(
    tag = "me",
    request_body = PasswordChange,
    responses((status = 204, description = "The password is changed."))
)]
#[post("/me/password")]
async fn change_own_password(caller: SignedIn, state: Data<State>, body: Body) -> Answer {
    let id = caller.user;
    let (user, hash) = state
        .read_fresh(move |conn| Ok((users::get(conn, id)?, users::password_hash(conn, id)?)))
        .await?;
    let change: PasswordChange = new_of(body.value, &[], |change: &mut PasswordChange| {
        check_change(change, &user)
    })
    .map_err(ApiError::invalid)?;
    let address = crate::request::current().map_or_else(String::new, |facts| facts.address.clone());
    let account = &user.details.username;
    state.throttle.may_sign_in(account, &address).await?;
    if state
        .passwords
        .check(change.current_password, Some(hash))
        .await?
        == Fit::Wrong
    {
        state.throttle.sign_in_failed(account, &address).await;
        security("password_change_refused", Some(id));
        let mut errors = FieldErrors::new();
        errors.add(
            "/current_password",
            "wrong_password",
            "This is not your password",
        );
        return Err(ApiError::invalid(errors));
    }
    let hash = state.passwords.hash(change.new_password).await?;
    let (session, now) = (caller.session, state.clock.now());
    state
        .write(&caller, None, move |tx| {
            users::set_password(tx, id, &hash)?;
            sessions::end_all(tx.conn, id, Some(session), now)?;
            Ok(())
        })
        .await?;
    state.throttle.signed_in(account).await;
    state.live.forget_user(id);
    security("password_changed", Some(id));
    Ok(answer::nothing())
}

/// Cleans a profile and says what breaks a rule; a time zone has to be one that there is.
pub(super) fn settled(profile: &mut ProfileDraft) -> FieldErrors {
    let mut errors = FieldErrors::new();
    profile.tidy();
    profile.check(&mut errors);
    check_zone(profile, &mut errors);
    errors
}

/// Whether the time zone is in the zone list.
pub(super) fn check_zone(profile: &ProfileDraft, errors: &mut FieldErrors) {
    let known = profile
        .time_zone
        .as_deref()
        .is_none_or(|name| name.parse::<chrono_tz::Tz>().is_ok());
    if !known && !errors.has("/time_zone") {
        errors.add(
            "/time_zone",
            "unknown_zone",
            "Choose an IANA zone, for example America/Chicago",
        );
    }
}

/// Adds to the rules for a new password that it is not a common one.
pub(super) fn check_common(errors: &mut FieldErrors, pointer: &str, password: &str) {
    if !errors.has(pointer) && auth::is_common(password) {
        errors.add(
            pointer,
            "too_common",
            "This is among the passwords that are guessed first; several words are better",
        );
    }
}

fn check_change(change: &PasswordChange, user: &User) -> FieldErrors {
    let mut errors = FieldErrors::new();
    let pointer = "/new_password";
    errors.require(
        !change.current_password.is_empty(),
        "/current_password",
        "required",
        "Your password now is needed",
    );
    check_password(
        &mut errors,
        pointer,
        &change.new_password,
        &user.details.username,
        &user.details.email,
    );
    check_common(&mut errors, pointer, &change.new_password);
    errors
}
