//! Owner, creation, change and archive of a record, with the names of their users.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use domain::Id;
use domain::record::Stamps;
use domain::users::User;

use crate::error::StoreError;
use crate::schema::users;
use crate::transaction::Transaction;

/// The columns of [`stamps!`].
#[derive(Debug, Queryable)]
pub(crate) struct StampRow {
    owner_id: i64,
    created_at: NaiveDateTime,
    created_by: i64,
    updated_at: NaiveDateTime,
    updated_by: i64,
    archived_at: Option<NaiveDateTime>,
    archived_by: Option<i64>,
    owner_name: String,
    created_by_name: String,
    updated_by_name: String,
}

/// The display name of a user, by a column of a table. A subquery rather than a join: it runs only for the rows returned, and the
/// planner cannot start from users.
macro_rules! user_name {
    ($table:ident, $column:literal) => {
        $crate::fixed_sql::fixed_sql::<diesel::sql_types::Text>(concat!(
            "(SELECT users.display_name FROM users WHERE users.id = ",
            stringify!($table),
            ".",
            $column,
            ")"
        ))
    };
}
pub(crate) use user_name;

/// The columns of a [`StampRow`].
macro_rules! stamps {
    ($table:ident) => {
        (
            $table::owner_id,
            $table::created_at,
            $table::created_by,
            $table::updated_at,
            $table::updated_by,
            $table::archived_at,
            $table::archived_by,
            $crate::stamps::user_name!($table, "owner_id"),
            $crate::stamps::user_name!($table, "created_by"),
            $crate::stamps::user_name!($table, "updated_by"),
        )
    };
}
pub(crate) use stamps;

impl StampRow {
    /// The owner.
    pub(crate) const fn owner(&self) -> Id<User> {
        Id::new(self.owner_id)
    }

    /// The stamps as responses show them.
    pub(crate) fn stamps(self) -> Stamps {
        Stamps {
            owner_name: self.owner_name,
            created_at: self.created_at,
            created_by: Id::new(self.created_by),
            created_by_name: self.created_by_name,
            updated_at: self.updated_at,
            updated_by: Id::new(self.updated_by),
            updated_by_name: self.updated_by_name,
            archived_at: self.archived_at,
            archived_by: self.archived_by.map(Id::new),
        }
    }
}

impl Transaction<'_> {
    /// Stamps of a record that is created now.
    pub(crate) fn stamps_of_new(&mut self, owner: Id<User>) -> Result<Stamps, StoreError> {
        let actor = self.actor()?;
        let owner_name = self.owner_name(owner)?;
        let name = if owner == actor {
            owner_name.clone()
        } else {
            self.actor_name()?
        };
        Ok(Stamps {
            owner_name,
            created_at: self.now(),
            created_by: actor,
            created_by_name: name.clone(),
            updated_at: self.now(),
            updated_by: actor,
            updated_by_name: name,
            archived_at: None,
            archived_by: None,
        })
    }

    /// Stamps of a record that is changed now.
    pub(crate) fn stamps_of_changed(&mut self, before: &Stamps) -> Result<Stamps, StoreError> {
        Ok(Stamps {
            updated_at: self.now(),
            updated_by: self.actor()?,
            updated_by_name: self.actor_name()?,
            ..before.clone()
        })
    }

    /// The name of a record's owner.
    ///
    /// # Errors
    /// `Invalid` if there is no such user.
    pub(crate) fn owner_name(&mut self, owner: Id<User>) -> Result<String, StoreError> {
        let name = self.user_name(owner)?;
        name.ok_or_else(|| StoreError::invalid("/owner_id", "unknown_id", "There is no such user"))
    }

    fn actor_name(&mut self) -> Result<String, StoreError> {
        let actor = self.actor()?;
        Ok(self.user_name(actor)?.unwrap_or_default())
    }

    /// The name of a user; that of the acting user comes with the request.
    fn user_name(&mut self, user: Id<User>) -> Result<Option<String>, StoreError> {
        if let (Some(actor), Some(name)) = (self.context.actor, &self.context.actor_name)
            && actor == user
        {
            return Ok(Some(name.clone()));
        }
        let name = users::table
            .find(user.get())
            .select(users::display_name)
            .get_result(self.conn);
        Ok(name.optional()?)
    }
}
