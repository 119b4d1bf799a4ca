//! The caller's own profile and password.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use domain::FieldErrors;
use domain::auth::PasswordChange;
use domain::text::composed;
use domain::users::{Me, ProfileDraft, User, UserDraft};
use storage::users::NewPassword;
use storage::{StoreError, sessions, users};

use crate::answer::{self, Answer};
use crate::auth::Fit;
use crate::caller::{AnySession, SignedIn};
use crate::extract::{Body, IfMatch};
use crate::password_rules::password_errors;
use crate::problem::ApiError;
use crate::routes::Register;
use crate::security_log::SecurityEvent;
use crate::state::State;
use crate::validate::{change_of, new_of};

/// User fields that are not part of the profile.
const NOT_PROFILE: &[&str] = &[
    "id",
    "version",
    "display_name",
    "username",
    "email",
    "role",
    "is_active",
    "password",
    "password_change_required",
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

/// Get your profile
///
/// The signed-in user with role, preferences and the profile fields that are still empty.
#[utoipa::path(tag = "me", responses((status = 200, description = "The caller.", body = Me)))]
#[get("/me")]
async fn get_me(caller: AnySession, state: Data<State>) -> Answer {
    let id = caller.user;
    let me = state
        .read_fresh(move |conn| users::get(conn, id))
        .await
        .map(Me::of)?;
    answer::tagged(&me, me.user.version)
}

/// Change your profile
///
/// A JSON merge patch; `preferences` are merged field by field. Username, email, role and password are
/// changed elsewhere.
#[utoipa::path(
    tag = "me",
    params(IfMatch),
    request_body(content = ProfileDraft, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The profile as it is now.", body = Me))
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
                    validate,
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

/// Change your password
///
/// Requires the current password and ends all other sessions. This is the only way to change one's own password, and the only
/// change a user can make while `password_change_required` is true.
#[utoipa::path(
    tag = "me",
    request_body = PasswordChange,
    responses((status = 204, description = "The password is changed."))
)]
#[post("/me/password")]
async fn change_own_password(caller: AnySession, state: Data<State>, body: Body) -> Answer {
    let id = caller.user;
    let (user, known) = state
        .read_fresh(move |conn| Ok((users::get(conn, id)?, users::password_hash(conn, id)?)))
        .await?;
    let change: PasswordChange = new_of(body.value, &[], |change: &mut PasswordChange| {
        check_change(change, &user)
    })
    .map_err(ApiError::invalid)?;
    let guess = match state.throttle.try_own_password(id).await {
        Ok(guess) => guess,
        Err(error) => {
            SecurityEvent::new("password_change_delayed").record();
            return Err(error);
        }
    };
    let compared = state
        .passwords
        .check(change.current_password, Some(known.clone()))
        .await;
    match compared {
        Ok(Fit::Right | Fit::RightButCheap(_)) => state.throttle.guess_succeeded(guess).await,
        Ok(Fit::Wrong) => {
            state.throttle.guess_failed(guess).await;
            SecurityEvent::new("password_change_refused").record();
            return Err(wrong_password().into());
        }
        Err(error) => {
            state.throttle.guess_withdrawn(guess).await;
            return Err(error);
        }
    }
    let hash = state.passwords.hash(change.new_password).await?;
    let (session, now) = (caller.session, state.clock.now());
    state
        .write(&caller, None, move |tx| {
            let new = NewPassword {
                hash: &hash,
                must_change: false,
            };
            // The password may have changed while this one was hashed.
            if !users::replace_password(tx, id, &known, new)? {
                return Err(wrong_password());
            }
            sessions::end_all(tx.conn, id, Some(session), now)?;
            Ok(())
        })
        .await?;
    state.live.forget_user(id);
    SecurityEvent::new("password_changed").subject(id).record();
    Ok(answer::nothing())
}

fn wrong_password() -> StoreError {
    let mut errors = FieldErrors::new();
    errors.add(
        "/current_password",
        "wrong_password",
        "This is not your password",
    );
    StoreError::Invalid(errors)
}

/// Normalizes and validates a profile, including its time zone.
pub(super) fn validate(profile: &mut ProfileDraft) -> FieldErrors {
    let mut errors = FieldErrors::new();
    profile.tidy();
    profile.check(&mut errors);
    check_zone(profile, &mut errors);
    errors
}

/// Adds an error if the time zone is not an IANA zone.
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

fn check_change(change: &PasswordChange, user: &User) -> FieldErrors {
    let mut errors = FieldErrors::new();
    let pointer = "/new_password";
    errors.require(
        !change.current_password.is_empty(),
        "/current_password",
        "required",
        "Your password now is needed",
    );
    let identities = [
        user.details.username.as_str(),
        &user.details.email,
        &user.display_name,
    ];
    for error in password_errors(pointer, &change.new_password, &identities).into_vec() {
        errors.add(pointer, error.code, error.message);
    }
    if !errors.has(pointer) && composed(&change.new_password) == composed(&change.current_password)
    {
        errors.add(
            pointer,
            "same_password",
            "Choose another password than the one you have now",
        );
    }
    errors
}
