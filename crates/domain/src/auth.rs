//! Sign-in requests, password rules and sessions.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::record::instant;
use crate::users::{Me, User};

fixed_choice! {
    /// How the refresh token is sent.
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
        /// Where to return the refresh token.
        pub refresh: RefreshIn,
    }
}

draft! {
    /// Token refresh by a program that stores its token.
    pub struct RefreshRequest {
        /// The refresh token of the last response; browsers send a cookie instead.
        pub refresh_token: Option<String>,
    }
}

draft! {
    /// A password change.
    pub struct PasswordChange {
        /// Current password.
        #[cfg_attr(feature = "openapi", schema(max_length = 256, format = Password))]
        pub current_password: String,
        /// The new password, at least 12 characters.
        #[cfg_attr(feature = "openapi", schema(min_length = 12, max_length = 256, format = Password))]
        pub new_password: String,
    }
}

/// Response to a sign-in or a refresh.
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
    /// Only if requested in the body. It works once; each refresh returns the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// The signed-in user.
    pub user: Me,
}

/// One signed-in device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// Id.
    pub id: Id<Session>,
    /// User.
    pub user_id: Id<User>,
    /// User agent of the device.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0")
    )]
    pub device: Option<String>,
    /// Browser and system, or the name that a program sends.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = "Firefox on Linux"))]
    pub device_name: String,
    /// IP address of the last use.
    #[cfg_attr(feature = "openapi", schema(example = "192.0.2.10"))]
    pub address: Option<String>,
    /// Time of sign-in.
    #[serde(with = "instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: NaiveDateTime,
    /// Time of the last refresh.
    #[serde(with = "instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub last_used_at: NaiveDateTime,
    /// Whether this request uses this session.
    pub current: bool,
}

/// Tokens that identify browsers in a `User-Agent`. Several browsers name each other, so the first match wins.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Tokens that identify operating systems in a `User-Agent`; the first match wins.
const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// Describes a device by browser and system from its `User-Agent`; otherwise by the name that the program sends.
#[must_use]
pub fn device_name(agent: Option<&str>) -> String {
    let Some(agent) = agent.map(str::trim).filter(|agent| !agent.is_empty()) else {
        return "Other program".to_owned();
    };
    let named = |marks: &[(&str, &'static str)]| {
        let found = marks.iter().find(|(mark, _)| agent.contains(mark));
        found.map(|(_, name)| *name)
    };
    match (named(BROWSERS), named(SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ => {
            let program = agent.split([' ', '(']).next().unwrap_or(agent);
            let whole = if agent.contains('/') { program } else { agent };
            whole.replace('/', " ").chars().take(60).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_named_in_words() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        for (agent, name) in [
            (chrome, "Chrome on Windows"),
            (&format!("{chrome} Edg/140.0.0.0"), "Edge on Windows"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox on Linux",
            ),
            ("curl/8.5.0", "curl 8.5.0"),
            ("Warehouse tablet", "Warehouse tablet"),
            ("", "Other program"),
        ] {
            assert_eq!(device_name(Some(agent)), name, "{agent}");
        }
        assert_eq!(device_name(None), "Other program");
    }
}
