//! `/users`. Users are disabled, never archived; users can also change their own profile under `/me`.

use actix_web::web::Data;
use actix_web::{get, patch, post, put};
use domain::choices::UserRole;
use domain::history::{AuditAction, HistoryEntry};
use domain::list::Page;
use domain::passwords::PASSWORD_MIN;
use domain::users::{PRIVATE_FIELDS, User, UserDraft, UserSort, UserSummary, sees_private_fields};
use domain::{EntityKind, FieldErrors, Id, ProblemCode, Resource};
use serde_json::Value;
use storage::users::NewPassword;
use storage::{Expected, users};

use super::me::check_zone;
use crate::answer::{self, Answer};
use crate::caller::{Authorized, Caller, Create, Read, Update};
use crate::extract::{Body, HistoryQuery, IfMatch, ListParameters, ListRequest, PathId, Replay};
use crate::password_rules::check_common;
use crate::problem::ApiError;
use crate::routes::Register;
use crate::security_log::SecurityEvent;
use crate::state::State;
use crate::validate::{change_of, new_of};

pub(super) fn configure(config: &mut impl Register) {
    config
        .service(list_users)
        .service(create_user)
        .service(get_user)
        .service(change_user)
        .service(replace_user)
        .service(user_history);
}

/// Normalizes and validates a draft.
fn validate(draft: &mut UserDraft) -> FieldErrors {
    draft.tidy();
    let mut errors = draft.check();
    check_zone(&draft.profile, &mut errors);
    if let Some(password) = &draft.password {
        check_common(&mut errors, "/password", password);
    }
    errors
}

/// Validates the draft of a new user, which needs a password.
fn validate_new(draft: &mut UserDraft) -> FieldErrors {
    let mut errors = validate(draft);
    errors.require(
        draft.password.is_some(),
        "/password",
        "required",
        &format!("A password of at least {PASSWORD_MIN} characters is needed"),
    );
    errors
}

/// List users
///
/// Sorted by last and first name by default; disabled users are included. Only administrators can see, and sort by, the last
/// sign-in of others.
#[utoipa::path(
    tag = "users",
    params(ListParameters<User>),
    responses((status = 200, description = "A page of users.", body = Page<UserSummary>))
)]
#[get("/users")]
async fn list_users(
    caller: Authorized<Read, User>,
    state: Data<State>,
    list: ListRequest<User>,
) -> Answer {
    let (query, after) = (list.query, list.after);
    // The order would reveal the hidden values, and the cursor contains the timestamp itself.
    let by_last_login = query
        .sort
        .iter()
        .any(|key| key.key == UserSort::LastLoginAt);
    if by_last_login && caller.role != UserRole::Admin {
        return Err(ApiError::new(ProblemCode::Forbidden)
            .detail("Only administrators see when others signed in last"));
    }
    let mut listed = state
        .read(move |conn| users::list(conn, &query, after.as_ref()))
        .await?;
    for user in &mut listed.items {
        if !sees_private_fields(caller.user, caller.role, user.id) {
            user.last_login_at = None;
        }
    }
    answer::page(&state, listed, &list.address)
}

/// Create a user
///
/// Administrators only. The user must change the password at the first sign-in.
#[utoipa::path(
    tag = "users",
    params(Replay),
    request_body = UserDraft,
    responses((status = 201, description = "The user.", body = User))
)]
#[post("/users")]
async fn create_user(
    caller: Authorized<Create, User>,
    state: Data<State>,
    replay: Replay,
    body: Body,
) -> Answer {
    let key = replay.of(&body.bytes);
    let mut draft: UserDraft =
        new_of(body.value, User::READ_ONLY, validate_new).map_err(ApiError::invalid)?;
    let hash = hash(&state, draft.password.take()).await?;
    let written = state
        .write(&caller, key, move |tx| {
            users::create(tx, draft.clone(), hash.as_deref().map(temporary_password))
        })
        .await?;
    if !written.replayed {
        SecurityEvent::new("user_created")
            .subject(written.value.id)
            .record();
    }
    answer::created(&written)
}

/// Get a user
///
/// Every signed-in user may look up colleagues. Display settings and the last sign-in are shown to the user and to administrators
/// only.
#[utoipa::path(
    tag = "users",
    params(PathId<User>),
    responses((status = 200, description = "The user as it is now.", body = User))
)]
#[get("/users/{id}")]
async fn get_user(caller: Authorized<Read, User>, state: Data<State>, id: PathId<User>) -> Answer {
    let user = state.read_fresh(move |conn| users::get(conn, id.0)).await?;
    if sees_private_fields(caller.user, caller.role, user.id) {
        answer::record(&user)
    } else {
        answer::record(&user.without_private_fields())
    }
}

/// Change fields of a user
///
/// A JSON merge patch: absent fields stay, null clears a field. Administrators only; others change their own profile. A new
/// password or `is_active: false` ends the user's sessions, and the user must change that password at the next sign-in. Change
/// your own password with `POST /me/password`, which requires the current one. The last active administrator cannot be demoted or
/// disabled.
#[utoipa::path(
    tag = "users",
    params(PathId<User>, IfMatch),
    request_body(content = UserDraft, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The user as it is now.", body = User))
)]
#[patch("/users/{id}")]
async fn change_user(
    caller: Authorized<Update, User>,
    state: Data<State>,
    id: PathId<User>,
    expected: IfMatch,
    body: Body,
) -> Answer {
    let change = Change::Patch(body.value);
    change_by(&caller, &state, id.0, expected.expected(), change).await
}

/// Replace a user
///
/// Absent fields become empty or take their default; the password stays.
#[utoipa::path(
    tag = "users",
    params(PathId<User>, IfMatch),
    request_body = UserDraft,
    responses((status = 200, description = "The user as it is now.", body = User))
)]
#[put("/users/{id}")]
async fn replace_user(
    caller: Authorized<Update, User>,
    state: Data<State>,
    id: PathId<User>,
    expected: IfMatch,
    body: Body,
) -> Answer {
    let change = Change::Whole(body.value);
    change_by(&caller, &state, id.0, expected.expected(), change).await
}

/// History of a user
///
/// Newest first. It shows that a password was set, never the password. Password events and display settings are shown to the user
/// and to administrators only.
#[utoipa::path(
    tag = "users",
    params(PathId<User>, HistoryQuery),
    responses((status = 200, description = "A page of the history.", body = Page<HistoryEntry>))
)]
#[get("/users/{id}/history")]
async fn user_history(
    caller: Authorized<Read, User>,
    state: Data<State>,
    id: PathId<User>,
    query: HistoryQuery,
) -> Answer {
    let (before, limit) = (query.before, query.limit);
    let entries = state
        .read(move |conn| {
            users::get(conn, id.0)?;
            storage::history(conn, EntityKind::User, id.0.get(), before, limit + 1)
        })
        .await?;
    if sees_private_fields(caller.user, caller.role, id.0) {
        return answer::history(&state, entries, &query);
    }
    answer::history_of(&state, entries, &query, |entry| {
        entry.changes.retain(|change| {
            let field = change.pointer.trim_start_matches('/');
            !PRIVATE_FIELDS.contains(&field)
        });
        match entry.action {
            AuditAction::Password => false,
            AuditAction::Update => !entry.changes.is_empty(),
            _ => true,
        }
    })
}

/// A password that an administrator set is known to two people, so it must change.
const fn temporary_password(hash: &str) -> NewPassword<'_> {
    NewPassword {
        hash,
        must_change: true,
    }
}

/// A change as sent.
#[derive(Debug, Clone)]
enum Change {
    Patch(Value),
    Whole(Value),
}

impl Change {
    fn sets_password(&self) -> bool {
        let (Self::Patch(sent) | Self::Whole(sent)) = self;
        sent.get("password")
            .is_some_and(|password| !password.is_null())
    }

    /// The draft after the change.
    fn applied(&self, now: &User) -> Result<UserDraft, FieldErrors> {
        match self {
            Self::Patch(patch) => change_of(&now.details, patch.clone(), User::READ_ONLY, validate),
            Self::Whole(body) => new_of(body.clone(), User::READ_ONLY, validate),
        }
    }

    /// The new password of a change that would succeed.
    async fn password(
        &self,
        caller: &Caller,
        state: &State,
        id: Id<User>,
    ) -> Result<Option<String>, ApiError> {
        if !self.sets_password() {
            return Ok(None);
        }
        let change = self.clone();
        let dry_run = state.dry_run(caller, move |tx| {
            let mut password = None;
            users::update(tx, id, &Expected::any(), None, |now| {
                let after = change.applied(now)?;
                password.clone_from(&after.password);
                Ok(after)
            })?;
            Ok(password)
        });
        dry_run.await
    }
}

async fn change_by(
    caller: &Caller,
    state: &State,
    id: Id<User>,
    expected: Expected,
    change: Change,
) -> Answer {
    // Hashing is slow, so it happens before the transaction, and only for a valid change.
    let password = change.password(caller, state, id).await?;
    let hash = hash(state, password).await?;
    let sets_password = hash.is_some();
    let written = state
        .write(caller, None, move |tx| {
            let password = hash.as_deref().map(temporary_password);
            users::update(tx, id, &expected, password, |now| Ok(change.applied(now)?))
        })
        .await?;
    state.live.forget_user(id);
    if sets_password {
        SecurityEvent::new("password_set").subject(id).record();
    }
    answer::changed(&written)
}

async fn hash(state: &State, password: Option<String>) -> Result<Option<String>, ApiError> {
    match password {
        Some(password) => Ok(Some(state.passwords.hash(password).await?)),
        None => Ok(None),
    }
}
