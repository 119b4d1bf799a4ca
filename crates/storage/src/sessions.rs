//! Sessions of signed-in devices. A session is a family of refresh tokens: each works once and returns the next. Reuse of a token
//! ends the session, because the token may be stolen. Tokens are stored as hashes.

mod live;

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use domain::Id;
use domain::auth::Session;
use domain::users::User;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::schema::{refresh_tokens, sessions, users};

pub use live::{LiveSession, alive};

/// Maximum number of sessions listed per user, because a program may leave one at every sign-in.
pub const MOST_LISTED: i64 = 200;

/// SHA-256 of a refresh token.
pub type TokenHash = [u8; 32];

/// Data of a new session.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// User.
    pub user: Id<User>,
    /// Hash of its first refresh token.
    pub token_hash: TokenHash,
    /// The client that signs in.
    pub client: Client,
    /// Current time.
    pub now: NaiveDateTime,
    /// Deadline of the next refresh.
    pub idle_until: NaiveDateTime,
    /// Absolute end of the session.
    pub ends_at: NaiveDateTime,
}

/// The device and the address of a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Client {
    /// User agent of the device.
    pub device: Option<String>,
    /// Its address.
    pub address: Option<String>,
}

/// Result of using a refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotated {
    /// The token was valid; its successor is stored.
    Renewed {
        /// The session.
        session: Id<Session>,
        /// User.
        user: Id<User>,
    },
    /// The token was used before, so the session has been ended.
    Reused {
        /// The session.
        session: Id<Session>,
        /// User.
        user: Id<User>,
    },
    /// There is no such token, its session has ended, or its user is inactive.
    Unknown,
}

/// Creates a session.
///
/// # Errors
/// If the database fails.
pub fn create(conn: &mut DbConnection, new: &NewSession) -> Result<Id<Session>, StoreError> {
    let id: i64 = diesel::insert_into(sessions::table)
        .values((
            sessions::user_id.eq(new.user.get()),
            sessions::device.eq(&new.client.device),
            sessions::address.eq(&new.client.address),
            sessions::created_at.eq(new.now),
            sessions::last_used_at.eq(new.now),
            sessions::idle_until.eq(new.idle_until),
            sessions::ends_at.eq(new.ends_at),
        ))
        .returning(sessions::id)
        .get_result(conn)?;
    issue(conn, id, &new.token_hash, new.now)?;
    Ok(Id::new(id))
}

/// Uses a refresh token and stores its successor. A token reused within `grace` by the same client returns one more successor,
/// because a response was lost or two tabs refreshed at once.
///
/// # Errors
/// If the database fails.
pub fn rotate(
    conn: &mut DbConnection,
    presented: &TokenHash,
    successor: &TokenHash,
    client: &Client,
    now: NaiveDateTime,
    grace: TimeDelta,
    idle: TimeDelta,
) -> Result<Rotated, StoreError> {
    let token = refresh_tokens::table.find(presented.as_slice());
    // Of two requests with the same token, one finds the row unspent; on PostgreSQL the other waits here for the first.
    let spent = diesel::update(token.filter(refresh_tokens::spent_at.is_null()))
        .set(refresh_tokens::spent_at.eq(now))
        .execute(conn)?;
    let Some(family) = Family::of(conn, presented)? else {
        return Ok(Rotated::Unknown);
    };
    let (session, user) = (Id::new(family.session), Id::new(family.user));
    if !family.is_alive(now) {
        return Ok(Rotated::Unknown);
    }
    if spent == 0 {
        let lost = family
            .spent_at
            .is_some_and(|spent_at| now - spent_at <= grace)
            && family.client() == *client;
        let again = refresh_tokens::reissued.eq(false);
        let reissued = lost
            && diesel::update(token.filter(again))
                .set(refresh_tokens::reissued.eq(true))
                .execute(conn)?
                == 1;
        if !reissued {
            let stolen = sessions::table.find(family.session);
            diesel::update(stolen)
                .set((
                    sessions::ended_at.eq(now),
                    sessions::end_reason.eq("token_reused"),
                ))
                .execute(conn)?;
            return Ok(Rotated::Reused { session, user });
        }
    }
    issue(conn, family.session, successor, now)?;
    diesel::update(sessions::table.find(family.session))
        .set((
            sessions::last_used_at.eq(now),
            sessions::idle_until.eq((now + idle).min(family.ends_at)),
            sessions::device.eq(&client.device),
            sessions::address.eq(&client.address),
        ))
        .execute(conn)?;
    Ok(Rotated::Renewed { session, user })
}

/// The active sessions of a user, the last used first, up to [`MOST_LISTED`]. Does not set `current`, which the caller knows.
///
/// # Errors
/// If the database fails.
pub fn list(
    conn: &mut DbConnection,
    user: Id<User>,
    now: NaiveDateTime,
) -> Result<Vec<Session>, StoreError> {
    let rows: Vec<Device> = sessions::table
        .filter(sessions::user_id.eq(user.get()))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::idle_until.gt(now))
        .filter(sessions::ends_at.gt(now))
        .order((sessions::last_used_at.desc(), sessions::id.desc()))
        .limit(MOST_LISTED)
        .select(Device::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Device::into_session).collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct Device {
    id: i64,
    user_id: i64,
    device: Option<String>,
    address: Option<String>,
    created_at: NaiveDateTime,
    last_used_at: NaiveDateTime,
}

impl Device {
    fn into_session(self) -> Session {
        Session {
            id: Id::new(self.id),
            user_id: Id::new(self.user_id),
            device_name: domain::auth::device_name(self.device.as_deref()),
            device: self.device,
            address: self.address,
            created_at: self.created_at,
            last_used_at: self.last_used_at,
            current: false,
        }
    }
}

/// Ends a session of a user; returns false if it is not the user's or has ended.
///
/// # Errors
/// If the database fails.
pub fn end(
    conn: &mut DbConnection,
    session: Id<Session>,
    user: Id<User>,
    now: NaiveDateTime,
) -> Result<bool, StoreError> {
    let own = sessions::table
        .find(session.get())
        .filter(sessions::user_id.eq(user.get()))
        .filter(sessions::ended_at.is_null());
    let ended = diesel::update(own)
        .set((
            sessions::ended_at.eq(now),
            sessions::end_reason.eq("signed_out"),
        ))
        .execute(conn)?;
    Ok(ended == 1)
}

/// A session that was ended, and its user.
pub type EndedSession = (Id<Session>, Id<User>);

/// Ends the session of a refresh token, spent or not, because its browser signs in again. Returns the session and its user, if it
/// was active.
///
/// # Errors
/// If the database fails.
pub fn replace(
    conn: &mut DbConnection,
    token: &TokenHash,
    now: NaiveDateTime,
) -> Result<Option<EndedSession>, StoreError> {
    let named = refresh_tokens::table
        .find(token.as_slice())
        .select(refresh_tokens::session_id);
    let Some(session) = named.first::<i64>(conn).optional()? else {
        return Ok(None);
    };
    let live = sessions::table
        .find(session)
        .filter(sessions::ended_at.is_null());
    let user: Option<i64> = diesel::update(live)
        .set((
            sessions::ended_at.eq(now),
            sessions::end_reason.eq("replaced"),
        ))
        .returning(sessions::user_id)
        .get_result(conn)
        .optional()?;
    Ok(user.map(|user| (Id::new(session), Id::new(user))))
}

/// Ends the sessions of a user, all or all but one; returns those that were active.
///
/// # Errors
/// If the database fails.
pub fn end_all(
    conn: &mut DbConnection,
    user: Id<User>,
    except: Option<Id<Session>>,
    now: NaiveDateTime,
) -> Result<Vec<Id<Session>>, StoreError> {
    let live = sessions::table
        .filter(sessions::user_id.eq(user.get()))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::id.ne(except.map_or(0, Id::get)));
    let ended: Vec<i64> = diesel::update(live)
        .set((
            sessions::ended_at.eq(now),
            sessions::end_reason.eq("ended_by_user"),
        ))
        .returning(sessions::id)
        .get_results(conn)?;
    Ok(ended.into_iter().map(Id::new).collect())
}

/// Deletes sessions whose absolute end is before an instant; returns their number.
///
/// # Errors
/// If the database fails.
pub fn forget_before(conn: &mut DbConnection, instant: NaiveDateTime) -> Result<usize, StoreError> {
    let over = sessions::table.filter(sessions::ends_at.lt(instant));
    Ok(diesel::delete(over).execute(conn)?)
}

fn issue(
    conn: &mut DbConnection,
    session: i64,
    hash: &TokenHash,
    now: NaiveDateTime,
) -> Result<(), StoreError> {
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::token_hash.eq(hash.as_slice()),
            refresh_tokens::session_id.eq(session),
            refresh_tokens::issued_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// The session and user data of a token that rotation needs.
#[derive(Queryable)]
struct Family {
    session: i64,
    user: i64,
    device: Option<String>,
    address: Option<String>,
    idle_until: NaiveDateTime,
    ends_at: NaiveDateTime,
    ended_at: Option<NaiveDateTime>,
    spent_at: Option<NaiveDateTime>,
    user_is_active: bool,
}

impl Family {
    fn of(conn: &mut DbConnection, hash: &TokenHash) -> Result<Option<Self>, StoreError> {
        Ok(refresh_tokens::table
            .inner_join(sessions::table.inner_join(users::table))
            .filter(refresh_tokens::token_hash.eq(hash.as_slice()))
            .select((
                sessions::id,
                sessions::user_id,
                sessions::device,
                sessions::address,
                sessions::idle_until,
                sessions::ends_at,
                sessions::ended_at,
                refresh_tokens::spent_at,
                users::is_active,
            ))
            .get_result(conn)
            .optional()?)
    }

    fn is_alive(&self, now: NaiveDateTime) -> bool {
        self.ended_at.is_none()
            && now < self.idle_until
            && now < self.ends_at
            && self.user_is_active
    }

    fn client(&self) -> Client {
        Client {
            device: self.device.clone(),
            address: self.address.clone(),
        }
    }
}
