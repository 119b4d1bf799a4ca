//! Users and their profiles.

mod rules;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::choices::{Density, Theme, UserRole};
use crate::filter::{AnyOf, Choice};
use crate::id::Id;
use crate::record::{EntityKind, Resource, instant};

/// Maximum size of `preferences`, in bytes of JSON.
pub const PREFERENCES_MAX: usize = 64 * 1024;

draft! {
    /// Profile fields that a user can edit.
    pub struct ProfileDraft {
        /// First name.
        #[cfg_attr(feature = "openapi", schema(example = "Dana"))]
        pub first_name: Option<String>,
        /// Last name.
        #[cfg_attr(feature = "openapi", schema(example = "Whitlock"))]
        pub last_name: Option<String>,
        /// Phone.
        #[cfg_attr(feature = "openapi", schema(example = "+14025550100"))]
        pub phone: Option<String>,
        /// Department.
        pub department: Option<String>,
        /// Job title.
        pub job_title: Option<String>,
        /// About the person.
        pub bio: Option<String>,
        /// IANA time zone; null means UTC.
        #[cfg_attr(feature = "openapi", schema(example = "America/Chicago"))]
        pub time_zone: Option<String>,
        /// Language and region; null means en-US.
        #[cfg_attr(feature = "openapi", schema(example = "en-US"))]
        pub locale: Option<String>,
        /// Color theme.
        pub theme: Theme,
        /// Height of table rows.
        pub density: Density,
        /// Rows per page: 25, 50, 100 or 200; null means 50.
        #[cfg_attr(feature = "openapi", schema(example = 50, minimum = 25, maximum = 200, multiple_of = 25))]
        pub page_size: Option<u32>,
        /// Whether to send e-mail; null means yes.
        pub email_notifications: Option<bool>,
        /// Settings of the browser app, merged field by field, at most 64 KB.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        pub preferences: Map<String, Value>,
    }
}

draft! {
    /// A user, as created or changed by an admin.
    pub struct UserDraft {
        /// User name: letters, digits and `._@+-`; unique, ignoring case, and never reused.
        #[cfg_attr(feature = "openapi", schema(example = "lee"))]
        pub username: String,
        /// E-mail address; unique, ignoring case.
        #[cfg_attr(feature = "openapi", schema(example = "lee.castell@projectmeats.example"))]
        pub email: String,
        /// Role.
        pub role: UserRole,
        /// False ends every session and refuses new ones; null means true.
        pub is_active: Option<bool>,
        /// New password; never returned. Required to create a user.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(min_length = 12, max_length = 256, format = Password))]
        pub password: Option<String>,
    }
    flat {
        /// The profile.
        pub profile: ProfileDraft,
    }
}

/// A user. A password never leaves the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// Id.
    pub id: Id<User>,
    /// Version of the record; the `ETag` holds it.
    pub version: i64,
    /// First and last name, else username.
    #[cfg_attr(feature = "openapi", schema(example = "Lee Castell"))]
    pub display_name: String,
    /// Writable fields; `password` is never set here. The display settings (`theme`, `density`, `page_size`, `email_notifications`,
    /// `preferences`) are visible to the user and administrators only; others see defaults.
    #[serde(flatten)]
    pub details: UserDraft,
    /// Whether another user set the password, so that it must be changed first. Visible to the user and administrators only; false
    /// to others.
    #[serde(default)]
    pub password_change_required: bool,
    /// Last successful sign-in. Visible to the user and administrators only; else null.
    #[serde(with = "instant::optional")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub last_login_at: Option<NaiveDateTime>,
    /// Time of creation.
    #[serde(with = "instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: NaiveDateTime,
    /// Time of the last change.
    #[serde(with = "instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub updated_at: NaiveDateTime,
}

/// List row of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserSummary {
    /// Id.
    pub id: Id<User>,
    /// Version of the record.
    pub version: i64,
    /// Username.
    #[cfg_attr(feature = "openapi", schema(example = "lee"))]
    pub username: String,
    /// First and last name, else username.
    #[cfg_attr(feature = "openapi", schema(example = "Lee Castell"))]
    pub display_name: String,
    /// E-mail address.
    pub email: String,
    /// Role.
    pub role: UserRole,
    /// Whether the user may sign in.
    pub is_active: bool,
    /// Department.
    pub department: Option<String>,
    /// Job title.
    pub job_title: Option<String>,
    /// Last successful sign-in. Visible to the user and administrators only; else null.
    #[serde(with = "instant::optional")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub last_login_at: Option<NaiveDateTime>,
    /// Time of creation.
    #[serde(with = "instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: NaiveDateTime,
    /// Time of the last change.
    #[serde(with = "instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub updated_at: NaiveDateTime,
}

/// The signed-in user with the completeness of the profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The user.
    #[serde(flatten)]
    pub user: User,
    /// Percentage of first name, last name, e-mail, phone, department, job title and bio filled in.
    #[cfg_attr(feature = "openapi", schema(example = 57))]
    pub profile_completion: u8,
    /// Names of missing fields.
    pub profile_missing: Vec<String>,
}

filter! {
    /// Filters of the list of users.
    pub struct UserFilter {
        /// Role.
        pub role: AnyOf<Choice<UserRole>>,
        /// Whether the user may sign in.
        pub is_active: Option<bool>,
        /// Department, as written.
        pub department: AnyOf<String>,
    }
}

sort_keys! {
    /// Sort keys of the list of users.
    pub enum UserSort {
        /// Last name.
        LastName = "last_name",
        /// First name.
        FirstName = "first_name",
        /// Last sign-in.
        LastLoginAt = "last_login_at",
        /// Creation.
        CreatedAt = "created_at",
        /// Last change.
        UpdatedAt = "updated_at",
        /// Id.
        Id = "id",
    }
    default [LastName asc, FirstName asc]
}

impl Resource for User {
    const KIND: EntityKind = EntityKind::User;
    const PATH: &'static str = "users";
    const READ_ONLY: &'static [&'static str] = &[
        "id",
        "version",
        "display_name",
        "password_change_required",
        "last_login_at",
        "created_at",
        "updated_at",
    ];

    type Draft = UserDraft;
    type Summary = UserSummary;
    type Filter = UserFilter;
    type Sort = UserSort;

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn draft(&self) -> UserDraft {
        self.details.clone()
    }

    fn is_archived(&self) -> bool {
        false
    }

    fn label(&self) -> String {
        self.display_name.clone()
    }
}

/// Whether a reader may see another user's private fields: display settings, preferences, last sign-in.
#[must_use]
pub fn sees_private_fields(reader: Id<User>, role: UserRole, user: Id<User>) -> bool {
    reader == user || role == UserRole::Admin
}

/// Fields of a user's history that only readers of the private fields see.
pub const PRIVATE_FIELDS: &[&str] = &["theme", "density", "page_size", "email_notifications"];

impl User {
    /// The user without private fields.
    #[must_use]
    pub fn without_private_fields(mut self) -> Self {
        let profile = &mut self.details.profile;
        profile.theme = Theme::default();
        profile.density = Density::default();
        profile.page_size = None;
        profile.email_notifications = None;
        profile.preferences = Map::new();
        self.password_change_required = false;
        self.last_login_at = None;
        self
    }
}

/// The display name: first and last name, else the user name.
#[must_use]
pub fn display_name(first: Option<&str>, last: Option<&str>, username: &str) -> String {
    let names: Vec<&str> = [first, last]
        .into_iter()
        .flatten()
        .filter(|name| !name.is_empty())
        .collect();
    if names.is_empty() {
        username.to_owned()
    } else {
        names.join(" ")
    }
}

impl Me {
    /// Computes the completeness of the profile.
    #[must_use]
    pub fn of(user: User) -> Self {
        let profile = &user.details.profile;
        let filled = [
            ("first_name", profile.first_name.is_some()),
            ("last_name", profile.last_name.is_some()),
            ("email", !user.details.email.is_empty()),
            ("phone", profile.phone.is_some()),
            ("department", profile.department.is_some()),
            ("job_title", profile.job_title.is_some()),
            ("bio", profile.bio.is_some()),
        ];
        let missing: Vec<String> = filled
            .iter()
            .filter(|(_, filled)| !filled)
            .map(|(name, _)| (*name).to_owned())
            .collect();
        let percent = (filled.len() - missing.len()) * 100 / filled.len();
        Self {
            user,
            profile_completion: u8::try_from(percent).unwrap_or(100),
            profile_missing: missing,
        }
    }

    /// Role of the signed-in user.
    #[must_use]
    pub const fn role(&self) -> UserRole {
        self.user.details.role
    }
}
