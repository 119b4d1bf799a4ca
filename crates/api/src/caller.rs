//! Extractors for the caller. A handler's signature states its authorization: `Authorized<Create, Supplier>`
//! checks the permission table, `SignedIn` accepts every signed-in user, and `AnySession` also those who must
//! change their password first. A handler without any of them is public.

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use chrono_tz::Tz;
use domain::auth::Session;
use domain::choices::UserRole;
use domain::permissions::{Operation, authorize};
use domain::users::User;
use domain::{Id, ProblemCode, Resource};

use crate::problem::ApiError;

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
    /// Step an order back, void a receivable or a payment, refund, or reverse a posting.
    TakeBack,
    /// Write off a balance.
    Override,
}

/// A caller whose role allows an operation on at least some records of a kind; asked before anything of the
/// request is read. Storage asks about the record itself, in the transaction that reads it.
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
            authorize(caller.role, O::OPERATION, R::KIND, None)?;
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

/// Result of checking a request's token, computed before routing so that every extractor can use it
/// synchronously.
pub(crate) type Outcome = Result<Arc<Caller>, ProblemCode>;

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
