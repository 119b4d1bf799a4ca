//! Extractors for the caller. A handler's signature states its authorization: `Authorized<Create, Supplier>`
//! checks the permission table, `SignedIn` accepts every signed-in user, and `AnySession` also those who must
//! change their password first. A handler without any of them is public.

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use chrono_tz::Tz;
use domain::auth::Session;
use domain::choices::UserRole;
use domain::permissions::{Operation, allows_some};
use domain::users::User;
use domain::{Id, ProblemCode, Resource};

use crate::auth;
use crate::problem::ApiError;
use crate::request;
use crate::state::State;

/// A signed-in user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// ID of the user.
    pub user: Id<User>,
    /// ID of the session.
    pub session: Id<Session>,
    /// Role, as stored in the database now.
    pub role: UserRole,
    /// Time zone; decides the user's current date.
    pub zone: Tz,
    /// Name that the user signs in with.
    pub username: String,
    /// Display name.
    pub name: String,
    /// Whether the user must change the password before doing anything else, because another person has seen
    /// it.
    pub must_change_password: bool,
}

/// An operation of the permission table, as a type.
pub trait Grant: 'static {
    /// The operation.
    const OPERATION: Operation;
}

macro_rules! grants {
    ($( $(#[$doc:meta])* $name:ident ),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Grant for $name {
            const OPERATION: Operation = Operation::$name;
        }
    )+ };
}

grants! {
    /// Read lists, records and their history.
    Read,
    /// Create a record.
    Create,
    /// Change a record.
    Update,
    /// Archive or restore a record.
    Archive,
    /// Take an action on an order.
    Act,
}

/// A caller whose role allows an operation on at least some records of a kind. Storage checks whether the
/// record is the caller's own.
#[derive(Debug)]
pub struct Authorized<O, R> {
    caller: Arc<Caller>,
    permission: PhantomData<fn() -> (O, R)>,
}

impl<O, R> Deref for Authorized<O, R> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

/// Any signed-in user whose password needs no change.
#[derive(Debug)]
pub struct SignedIn(Arc<Caller>);

impl Deref for SignedIn {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

/// Any signed-in user, including those who must change their password: for the requests that this needs.
#[derive(Debug)]
pub struct AnySession(Arc<Caller>);

impl Deref for AnySession {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

/// A kind of record in the permission table.
pub trait Guarded: 'static {
    /// The kind.
    const KIND: domain::EntityKind;
}

impl<R: Resource> Guarded for R {
    const KIND: domain::EntityKind = <R as Resource>::KIND;
}

impl<O: Grant, R: Guarded> FromRequest for Authorized<O, R> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(caller(request).and_then(|caller| {
            permit(caller.role, O::OPERATION, R::KIND)?;
            Ok(Self {
                caller,
                permission: PhantomData,
            })
        }))
    }
}

impl FromRequest for SignedIn {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(caller(request).map(Self))
    }
}

/// 404 without read permission, 403 with it.
fn permit(
    role: UserRole,
    operation: Operation,
    entity: domain::EntityKind,
) -> Result<(), ApiError> {
    if allows_some(role, operation, entity) {
        Ok(())
    } else if allows_some(role, Operation::Read, entity) {
        Err(ProblemCode::Forbidden.into())
    } else {
        Err(ProblemCode::NotFound.into())
    }
}

/// Result of checking a request's token, computed before routing so that every extractor can use it
/// synchronously.
type Outcome = Result<Arc<Caller>, ProblemCode>;

impl FromRequest for AnySession {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(any_caller(request).map(Self))
    }
}

/// The caller, unless the password must be changed first.
fn caller(request: &HttpRequest) -> Result<Arc<Caller>, ApiError> {
    let caller = any_caller(request)?;
    if caller.must_change_password {
        return Err(ProblemCode::PasswordChangeRequired.into());
    }
    Ok(caller)
}

/// The caller, including one whose password must be changed first.
fn any_caller(request: &HttpRequest) -> Result<Arc<Caller>, ApiError> {
    let outcome = request
        .extensions()
        .get::<Rc<Outcome>>()
        .map(|outcome| outcome.as_ref().clone());
    match outcome {
        Some(outcome) => outcome.map_err(ApiError::from),
        None => Err(ProblemCode::Unauthenticated.into()),
    }
}

/// The caller of a public endpoint, if signed in.
pub(crate) fn of(request: &HttpRequest) -> Option<Arc<Caller>> {
    caller(request).ok()
}

/// Checks the token of a request and stores the outcome in the request: a bad token, or a database that is unavailable, is an
/// error only for handlers that need a caller.
pub async fn identify(state: &State, request: &HttpRequest) -> Option<Arc<Caller>> {
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
