//! Signing in, and the sessions that come of it.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::fields::FieldErrors;
use crate::id::Id;
use crate::record::instant;
use crate::users::{Me, User};

/// Shortest password.
pub const PASSWORD_MIN: usize = 12;
/// Longest password.
pub const PASSWORD_MAX: usize = 256;

fixed_choice! {
    /// Where the refresh token travels.
    pub enum RefreshIn in "refresh_in" {
        /// In a cookie that scripts cannot read: for browsers.
        #[default]
        Cookie = "cookie" => "Cookie",
        /// In the body: for programs.
        Body = "body" => "Body",
    }
}

draft! {
    /// A sign-in.
    pub struct Login {
        /// User name or e-mail address.
        #[cfg_attr(feature = "openapi", schema(example = "dana", max_length = 254))]
        pub username: String,
        /// Password.
        #[cfg_attr(feature = "openapi", schema(example = "correct horse battery", max_length = 256, format = Password))]
        pub password: String,
        /// Where the refresh token is wanted.
        pub refresh: RefreshIn,
    }
}

draft! {
    /// A refresh by a program that holds its token itself.
    pub struct RefreshRequest {
        /// The refresh token of the last answer; browsers send a cookie instead.
        pub refresh_token: Option<String>,
    }
}

draft! {
    /// A change of the own password.
    pub struct PasswordChange {
        /// The password now.
        #[cfg_attr(feature = "openapi", schema(max_length = 256, format = Password))]
        pub current_password: String,
        /// The new password, at least 12 characters.
        #[cfg_attr(feature = "openapi", schema(min_length = 12, max_length = 256, format = Password))]
        pub new_password: String,
    }
}

/// The answer to a sign-in or a refresh.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenAnswer {
    /// Send it as `Authorization: Bearer`.
    pub access_token: String,
    /// Always `Bearer`.
    #[cfg_attr(feature = "openapi", schema(example = "Bearer"))]
    pub token_type: String,
    /// Seconds until the access token expires.
    #[cfg_attr(feature = "openapi", schema(example = 900))]
    pub expires_in: u32,
    /// For programs that asked for it in the body; used once, each refresh answers the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// Who signed in.
    pub user: Me,
}

/// One signed-in device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// Its id.
    pub id: Id<Session>,
    /// Whose.
    pub user_id: Id<User>,
    /// What the device calls itself.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Mozilla/5.0 (X11; Linux x86_64)")
    )]
    pub device: Option<String>,
    /// Address it signed in from.
    #[cfg_attr(feature = "openapi", schema(example = "192.0.2.10"))]
    pub address: Option<String>,
    /// When it signed in.
    #[serde(with = "instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: NaiveDateTime,
    /// When it was used last, to the refresh.
    #[serde(with = "instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub last_used_at: NaiveDateTime,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// Checks a new password: its length as typed, and that it is not the name, the address or the company.
/// Whether it is a common one is asked of the server's list.
pub fn check_password(
    errors: &mut FieldErrors,
    pointer: &str,
    password: &str,
    username: &str,
    email: &str,
) {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        errors.add(
            pointer,
            "too_short",
            format!("Use at least {PASSWORD_MIN} characters; several words are good"),
        );
    } else if length > PASSWORD_MAX {
        errors.add(
            pointer,
            "too_long",
            format!("At most {PASSWORD_MAX} characters fit"),
        );
    } else if [username, email, "projectmeats"]
        .iter()
        .any(|known| password.eq_ignore_ascii_case(known))
    {
        errors.add(
            pointer,
            "too_common",
            "Choose something that is not your name or address",
        );
    }
}
