//! Who calls. A handler says in its signature who may: `caller: Authorized<Create, Supplier>` asks the table of permissions,
//! `caller: SignedIn` takes everybody who is signed in, `caller: AnySession` also those who must change their password first, and a
//! handler without any of them is open to the world.

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
    /// Who.
    pub user: Id<User>,
    /// In which session.
    pub session: Id<Session>,
    /// With which role, as the database says now.
    pub role: UserRole,
    /// Where: decides what day it is.
    pub zone: Tz,
    /// What the user signs in with.
    pub username: String,
    /// Whether somebody else knows the password, so that it is to be changed before anything else is done.
    pub must_change_password: bool,
}

/// An operation of the permission table, as a type.
pub trait Grant: 'static {
    /// Which.
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
    /// See lists, records and their history.
    Read,
    /// Make a record.
    Create,
    /// Change a record.
    Update,
    /// Archive or restore a record.
    Archive,
    /// Take an order one step on.
    Act,
}

/// A caller whose role allows an operation on at least some records of a kind. Own and others' are told apart by storage.
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

/// Anybody who is signed in.
#[derive(Debug)]
pub struct SignedIn(Arc<Caller>);

impl Deref for SignedIn {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

/// Anybody who is signed in, also one who must change the password before anything else: for what changing it needs.
#[derive(Debug)]
pub struct AnySession(Arc<Caller>);

impl Deref for AnySession {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

/// A kind of record that the table of permissions knows.
pub trait Guarded: 'static {
    /// Which.
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

/// Who may not read is told that there is nothing; who may read is told that the role does not allow more.
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

/// What the token of a request came to, found before routing so that every extractor can ask at once.
type Outcome = Result<Arc<Caller>, ProblemCode>;

impl FromRequest for AnySession {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(any_caller(request).map(Self))
    }
}

/// The caller who may do what a role allows, or why there is none.
fn caller(request: &HttpRequest) -> Result<Arc<Caller>, ApiError> {
    let caller = any_caller(request)?;
    if caller.must_change_password {
        return Err(ProblemCode::PasswordChangeRequired.into());
    }
    Ok(caller)
}

/// The caller, or why there is none.
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

/// The caller of an address that is open to the world, where one has signed in.
pub(crate) fn of(request: &HttpRequest) -> Option<Arc<Caller>> {
    caller(request).ok()
}

/// Looks at the token of a request and keeps what it comes to.
///
/// # Errors
/// When the database cannot say; a bad token is an error only where a caller is asked for.
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
                must_change_password: found.password_change_required,
            });
            // Not remembered while it must change the password, so that a change on another instance acts at once.
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

/// The zone of a name; UTC without one.
fn zone(name: Option<&str>) -> Tz {
    name.and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC)
}
