//! The row of a user, and its conversion.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use domain::Id;
use domain::choices::FixedChoice;
use domain::problem::Existing;
use domain::text::name_key;
use domain::users::{ProfileDraft, User, UserDraft, display_name};

use crate::codes::{FAR_TEXT, read as code};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::Value;
use crate::records::{Unique, UniqueScope};
use crate::schema::users;

const USERNAME: Unique = Unique {
    table: "users",
    columns: &["username_key"],
    pointer: "/username",
    among: UniqueScope::Unarchived,
};
const EMAIL: Unique = Unique {
    table: "users",
    columns: &["email_key"],
    pointer: "/email",
    among: UniqueScope::Unarchived,
};

/// The writable columns.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = users, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct Values {
    username: String,
    username_key: String,
    email: String,
    email_key: String,
    role: String,
    is_active: bool,
    first_name: Option<String>,
    last_name: Option<String>,
    first_name_key: String,
    last_name_key: String,
    display_name: String,
    phone: Option<String>,
    department: Option<String>,
    job_title: Option<String>,
    bio: Option<String>,
    time_zone: Option<String>,
    locale: Option<String>,
    theme: String,
    density: String,
    page_size: Option<i32>,
    email_notifications: Option<bool>,
    preferences: String,
}

/// A user row without the password.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = users)]
pub(super) struct Row {
    id: i64,
    version: i64,
    #[diesel(embed)]
    values: Values,
    password_change_required: bool,
    last_login_at: Option<NaiveDateTime>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl Row {
    pub(super) fn into_user(self) -> Result<User, StoreError> {
        let values = self.values;
        let page_size = values.page_size.map(u32::try_from).transpose();
        Ok(User {
            id: Id::new(self.id),
            version: self.version,
            display_name: values.display_name,
            details: UserDraft {
                username: values.username,
                email: values.email,
                role: code(&values.role)?,
                is_active: Some(values.is_active),
                password: None,
                profile: ProfileDraft {
                    first_name: values.first_name,
                    last_name: values.last_name,
                    phone: values.phone,
                    department: values.department,
                    job_title: values.job_title,
                    bio: values.bio,
                    time_zone: values.time_zone,
                    locale: values.locale,
                    theme: code(&values.theme)?,
                    density: code(&values.density)?,
                    page_size: page_size.map_err(StoreError::internal)?,
                    email_notifications: values.email_notifications,
                    preferences: serde_json::from_str(&values.preferences)?,
                },
            },
            password_change_required: self.password_change_required,
            last_login_at: self.last_login_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

impl Values {
    /// The unique fields.
    pub(super) fn unique(&self) -> [(&'static Unique, Value); 2] {
        [
            (&USERNAME, Value::Text(self.username_key.clone())),
            (&EMAIL, Value::Text(self.email_key.clone())),
        ]
    }

    /// Rejects a username that is another user's e-mail address, and the reverse, because either can be used to sign in.
    pub(super) fn refuse_ambiguous(
        &self,
        conn: &mut DbConnection,
        own: Option<i64>,
    ) -> Result<(), StoreError> {
        let clash = users::email_key
            .eq(&self.username_key)
            .or(users::username_key.eq(&self.email_key));
        let other: Option<(i64, String, String)> = users::table
            .filter(users::id.ne(own.unwrap_or(0)))
            .filter(clash)
            .select((users::id, users::email_key, users::display_name))
            .get_result(conn)
            .optional()?;
        let Some((id, email_key, label)) = other else {
            return Ok(());
        };
        let field = if email_key == self.username_key {
            &USERNAME
        } else {
            &EMAIL
        };
        Err(StoreError::Duplicate {
            pointer: field.pointer.to_owned(),
            existing: Existing {
                id,
                label,
                archived: false,
            },
        })
    }
}

impl TryFrom<&UserDraft> for Values {
    type Error = StoreError;

    fn try_from(draft: &UserDraft) -> Result<Self, StoreError> {
        let draft = draft.clone();
        let profile = draft.profile;
        let key = |name: &Option<String>| name.as_deref().map_or(FAR_TEXT.to_owned(), name_key);
        let shown = display_name(
            profile.first_name.as_deref(),
            profile.last_name.as_deref(),
            &draft.username,
        );
        let page_size = profile.page_size.map(i32::try_from).transpose();
        Ok(Self {
            username_key: name_key(&draft.username),
            username: draft.username,
            email_key: name_key(&draft.email),
            email: draft.email,
            role: draft.role.code().to_owned(),
            is_active: draft.is_active.unwrap_or(true),
            first_name_key: key(&profile.first_name),
            last_name_key: key(&profile.last_name),
            first_name: profile.first_name,
            last_name: profile.last_name,
            display_name: shown,
            phone: profile.phone,
            department: profile.department,
            job_title: profile.job_title,
            bio: profile.bio,
            time_zone: profile.time_zone,
            locale: profile.locale,
            theme: profile.theme.code().to_owned(),
            density: profile.density.code().to_owned(),
            page_size: page_size.map_err(StoreError::internal)?,
            email_notifications: profile.email_notifications,
            preferences: serde_json::to_string(&profile.preferences)?,
        })
    }
}

/// Completes a draft: sets whether the user is active, and removes the password, which is stored separately as a hash.
pub(super) fn settle(draft: &mut UserDraft, active: bool) {
    draft.password = None;
    draft.is_active = Some(draft.is_active.unwrap_or(active));
}
