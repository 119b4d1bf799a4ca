//! The session of a request, with its user.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use domain::Id;
use domain::auth::Session;
use domain::choices::UserRole;
use domain::users::User;

use crate::codes;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::schema::{sessions, users};

/// An active session, with the user data that each request needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveSession {
    /// User.
    pub user: Id<User>,
    /// Role of the user.
    pub role: UserRole,
    /// Time zone of the user.
    pub time_zone: Option<String>,
    /// Username.
    pub username: String,
    /// Display name.
    pub name: String,
    /// Whether the password must be changed first.
    pub password_change_required: bool,
}

/// An active session with its user, in one query; none if it has ended or the user is inactive.
///
/// # Errors
/// If the database fails.
pub fn alive(
    conn: &mut DbConnection,
    session: Id<Session>,
    now: NaiveDateTime,
) -> Result<Option<LiveSession>, StoreError> {
    type Found = (i64, String, Option<String>, String, String, bool);
    let found: Option<Found> = sessions::table
        .inner_join(users::table)
        .filter(sessions::id.eq(session.get()))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::ends_at.gt(now))
        .filter(users::is_active.eq(true))
        .select((
            users::id,
            users::role,
            users::time_zone,
            users::username,
            users::display_name,
            users::password_change_required,
        ))
        .get_result(conn)
        .optional()?;
    let Some((user, role, time_zone, username, name, password_change_required)) = found else {
        return Ok(None);
    };
    Ok(Some(LiveSession {
        user: Id::new(user),
        role: codes::read(&role)?,
        time_zone,
        username,
        name,
        password_change_required,
    }))
}
