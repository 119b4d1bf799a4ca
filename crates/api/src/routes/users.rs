//! `/users`. Users are switched off, never archived; what they may change of themselves is under `/me` too.

use actix_web::web::Data;
use actix_web::{get, patch, post, put};
use domain::auth::PASSWORD_MIN;
use domain::choices::UserRole;
use domain::history::HistoryEntry;
use domain::list::Page;
use domain::permissions::{Operation, Relation, allows};
use domain::users::{User, UserDraft, UserSummary};
use domain::{EntityKind, FieldErrors, Id, Resource};
use serde_json::Value;
use storage::{Expected, StoreError, users};

use super::me::{check_common, check_zone};
use crate::answer::{self, Answer};
use crate::caller::{Caller, Create, May, Read, Update};
use crate::extract::{
    Body, HistoryQuery, IfMatch, ListParameters, ListRequest, PathId, Replay, change_of, new_of,
};
use crate::problem::ApiError;
use crate::routes::Register;
use crate::state::State;

pub(super) fn configure(config: &mut impl Register) {
    config
        .service(list_users)
        .service(create_user)
        .service(get_user)
        .service(change_user)
        .service(replace_user)
        .service(user_history);
}

/// Cleans a draft and says what breaks a rule.
fn settled(draft: &mut UserDraft) -> FieldErrors {
    draft.tidy();
    let mut errors = draft.check();
    check_zone(&draft.profile, &mut errors);
    if let Some(password) = &draft.password {
        check_common(&mut errors, "/password", password);
    }
    errors
}

/// The same for a user that is to be made: it needs a password.
fn settled_new(draft: &mut UserDraft) -> FieldErrors {
    let mut errors = settled(draft);
    errors.require(
        draft.password.is_some(),
        "/password",
        "required",
        &format!("A password of at least {PASSWORD_MIN} characters is needed"),
    );
    errors
}

/// Users, a page at a time
///
/// By last and first name unless asked otherwise, the ones that are switched off too.
#[utoipa::path(
    tag = "users",
    params(ListParameters<User>),
    responses((status = 200, description = "A page of users.", body = Page<UserSummary>))
)]
#[get("/users")]
async fn list_users(
    _caller: May<Read, User>,
    state: Data<State>,
    list: ListRequest<User>,
) -> Answer {
    let (query, after) = (list.query, list.after);
    let listed = state
        .read(move |conn| users::list(conn, &query, after.as_ref()))
        .await?;
    answer::page(&state, listed, &list.address)
}

/// Makes a user
///
/// Administrators only. The password is told to the user by other means and changed at the first chance.
#[utoipa::path(
    tag = "users",
    params(Replay),
    request_body = UserDraft,
    responses((status = 201, description = "The user.", body = User))
)]
#[post("/users")]
async fn create_user(
    caller: May<Create, User>,
    state: Data<State>,
    replay: Replay,
    body: Body,
) -> Answer {
    let key = replay.of(&body.bytes);
    let mut draft: UserDraft =
        new_of(body.value, User::READ_ONLY, settled_new).map_err(ApiError::invalid)?;
    let hash = hash(&state, draft.password.take()).await?;
    let written = state
        .write(&caller, key, move |tx| {
            users::create(tx, draft.clone(), hash.as_deref())
        })
        .await?;
    answer::created(&written)
}

/// One user
///
/// Everybody may look up who is who.
#[utoipa::path(
    tag = "users",
    params(PathId<User>),
    responses((status = 200, description = "The user.", body = User))
)]
#[get("/users/{id}")]
async fn get_user(_caller: May<Read, User>, state: Data<State>, id: PathId<User>) -> Answer {
    let user = state.read_fresh(move |conn| users::get(conn, id.0)).await?;
    answer::record(&user)
}

/// Changes fields of a user
///
/// A JSON merge patch: what is left out stays, null clears. Administrators only; others change their own profile. A new password or
/// `is_active: false` ends the user's sessions. The last active administrator stays one.
#[utoipa::path(
    tag = "users",
    params(PathId<User>, IfMatch),
    request_body(content = UserDraft, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The user after the change.", body = User))
)]
#[patch("/users/{id}")]
async fn change_user(
    caller: May<Update, User>,
    state: Data<State>,
    id: PathId<User>,
    expected: IfMatch,
    body: Body,
) -> Answer {
    let change = Change::Patch(body.value);
    change_by(&caller, &state, id.0, expected.expected(), change).await
}

/// Replaces a user
///
/// Everything that is left out becomes empty or its default, except the password, which stays.
#[utoipa::path(
    tag = "users",
    params(PathId<User>, IfMatch),
    request_body = UserDraft,
    responses((status = 200, description = "The user after the change.", body = User))
)]
#[put("/users/{id}")]
async fn replace_user(
    caller: May<Update, User>,
    state: Data<State>,
    id: PathId<User>,
    expected: IfMatch,
    body: Body,
) -> Answer {
    let draft: UserDraft =
        new_of(body.value, User::READ_ONLY, settled).map_err(ApiError::invalid)?;
    let change = Change::Whole(Box::new(draft));
    change_by(&caller, &state, id.0, expected.expected(), change).await
}

/// What happened to a user
///
/// Newest first. Passwords stand in no history, only that they were set.
#[utoipa::path(
    tag = "users",
    params(PathId<User>, HistoryQuery),
    responses((status = 200, description = "A page of its history.", body = Page<HistoryEntry>))
)]
#[get("/users/{id}/history")]
async fn user_history(
    _caller: May<Read, User>,
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
    answer::history(&state, entries, &query)
}

/// A change as it was sent.
#[derive(Debug, Clone)]
enum Change {
    Patch(Value),
    Whole(Box<UserDraft>),
}

impl Change {
    /// What the user is to be, and the new password, where there is one. Refuses what the caller may not change.
    fn applied(
        &self,
        caller: &Caller,
        now: &User,
    ) -> Result<(UserDraft, Option<String>), StoreError> {
        let mut after = match self {
            Self::Patch(patch) => change_of(&now.details, patch.clone(), User::READ_ONLY, settled)?,
            Self::Whole(draft) => draft.as_ref().clone(),
        };
        let password = after.password.take();
        may_change(caller.role, caller.user, now, &after, password.is_some())?;
        Ok((after, password))
    }
}

/// Administrators change everything, everybody the own profile.
fn may_change(
    role: UserRole,
    who: Id<User>,
    now: &User,
    after: &UserDraft,
    sets_password: bool,
) -> Result<(), StoreError> {
    let may = |relation| allows(role, Operation::Update, EntityKind::User, relation);
    let profile_only = UserDraft {
        profile: after.profile.clone(),
        ..now.details.clone()
    };
    let own_profile = now.id == who && *after == profile_only && !sets_password;
    if may(Relation::Others) || (own_profile && may(Relation::Own)) {
        Ok(())
    } else {
        Err(StoreError::Forbidden)
    }
}

async fn change_by(
    caller: &Caller,
    state: &State,
    id: Id<User>,
    expected: Expected,
    change: Change,
) -> Answer {
    // Hashing takes long, so it is done before the transaction, and only for a change that holds.
    let (who, asked) = (caller.clone(), change.clone());
    let (_, password) = state
        .read_fresh(move |conn| asked.applied(&who, &users::get(conn, id)?))
        .await?;
    let hash = hash(state, password).await?;
    let who = caller.clone();
    let written = state
        .write(caller, None, move |tx| {
            users::update(tx, id, &expected, hash.clone(), |now| {
                change.applied(&who, now).map(|(after, _)| after)
            })
        })
        .await?;
    state.live.forget_user(id);
    answer::changed(&written)
}

async fn hash(state: &State, password: Option<String>) -> Result<Option<String>, ApiError> {
    match password {
        Some(password) => Ok(Some(state.passwords.hash(password).await?)),
        None => Ok(None),
    }
}
