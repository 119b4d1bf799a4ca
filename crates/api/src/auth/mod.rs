//! Authentication: signing keys, access tokens, passwords, the refresh cookie, and live sessions.

mod cookies;
mod keys;
mod live;
mod passwords;
mod tokens;

pub use cookies::{clear_refresh, from_elsewhere, from_our_pages, read_refresh, refresh_cookie};
pub(crate) use keys::write_private;
pub use keys::{KeyError, Keys};
pub use live::LiveSessions;
pub use passwords::{Fit, PasswordError, Passwords};
pub use tokens::{ACCESS_SECONDS, Claims, TokenRefusal, issue, read};

use sha2::{Digest, Sha256};

/// Days after which an unused refresh token expires.
pub const IDLE_DAYS: i64 = 30;
/// Days after which a session ends, even when in use.
pub const SESSION_DAYS: i64 = 90;
/// Seconds within which the same client may present a used refresh token again: after a lost response, or
/// from a second tab.
pub const GRACE_SECONDS: i64 = 10;

/// The hash that a refresh token is stored as.
#[must_use]
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
