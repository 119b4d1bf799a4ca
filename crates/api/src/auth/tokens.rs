//! Access tokens: JWTs that last 15 minutes, with one algorithm and every claim checked. The session in the
//! database is what persists.

use domain::Id;
use domain::auth::Session;
use domain::problem::ProblemCode;
use domain::users::User;
use jsonwebtoken::{Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};

use super::keys::Keys;
use crate::problem::ApiError;
use crate::random;

/// Lifetime of an access token, in seconds.
pub const ACCESS_SECONDS: u32 = 900;
/// Allowed clock difference between two instances, in seconds.
const LEEWAY: i64 = 30;
const KIND: &str = "at+jwt";
const ISSUER: &str = "projectmeats";
const AUDIENCE: &str = "projectmeats-api";

/// Claims of an access token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    sub: String,
    sid: i64,
    jti: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

impl Claims {
    /// The user it was issued to.
    #[must_use]
    pub fn user(&self) -> Option<Id<User>> {
        self.sub.parse().ok()
    }

    /// The session it belongs to.
    #[must_use]
    pub const fn session(&self) -> Id<Session> {
        Id::new(self.sid)
    }
}

/// Why a token is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenRefusal {
    /// Not ours, tampered with, or not an access token.
    Invalid,
    /// Expired.
    Expired,
}

impl From<TokenRefusal> for ProblemCode {
    fn from(refusal: TokenRefusal) -> Self {
        match refusal {
            TokenRefusal::Invalid => Self::Unauthenticated,
            TokenRefusal::Expired => Self::TokenExpired,
        }
    }
}

/// Issues a token.
///
/// # Errors
/// When the token cannot be signed.
pub fn issue(
    keys: &Keys,
    user: Id<User>,
    session: Id<Session>,
    now: i64,
) -> Result<String, ApiError> {
    let claims = Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: user.to_string(),
        sid: session.get(),
        jti: random::short_id()?,
        iat: now,
        nbf: now,
        exp: now + i64::from(ACCESS_SECONDS),
    };
    let mut header = Header::new(Keys::ALGORITHM);
    header.typ = Some(KIND.to_owned());
    header.kid = Some(keys.id().to_owned());
    encode(&header, &claims, keys.encoding()).map_err(ApiError::internal)
}

/// Verifies a token. Times are compared with `now` so that tests can move the clock.
///
/// # Errors
/// The reason for a rejection.
pub fn read(keys: &Keys, token: &str, now: i64) -> Result<Claims, TokenRefusal> {
    let invalid = |_error: jsonwebtoken::errors::Error| TokenRefusal::Invalid;
    let header = decode_header(token).map_err(invalid)?;
    let kind = header.typ.as_deref().unwrap_or_default();
    if header.alg != Keys::ALGORITHM || !kind.eq_ignore_ascii_case(KIND) {
        return Err(TokenRefusal::Invalid);
    }
    let key = header
        .kid
        .as_deref()
        .and_then(|id| keys.decoding(id))
        .ok_or(TokenRefusal::Invalid)?;
    let mut validation = Validation::new(Keys::ALGORITHM);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
    validation.validate_exp = false;
    let claims = decode::<Claims>(token, key, &validation)
        .map_err(invalid)?
        .claims;
    if claims.nbf > now + LEEWAY || claims.iat > now + LEEWAY {
        return Err(TokenRefusal::Invalid);
    }
    if claims.exp < now - LEEWAY {
        return Err(TokenRefusal::Expired);
    }
    Ok(claims)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use jsonwebtoken::Algorithm;

    const NOW: i64 = 1_772_460_000;

    fn keys() -> Keys {
        Keys::of("0123456789abcdef0123456789abcdef", None)
    }

    fn token(change: impl FnOnce(&mut Header, &mut Claims)) -> String {
        let mut claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: "7".to_owned(),
            sid: 9,
            jti: "x".to_owned(),
            iat: NOW,
            nbf: NOW,
            exp: NOW + 900,
        };
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(KIND.to_owned());
        header.kid = Some(keys().id().to_owned());
        change(&mut header, &mut claims);
        encode(&header, &claims, keys().encoding()).unwrap()
    }

    #[test]
    fn a_token_holds_for_its_time() {
        let token = issue(&keys(), Id::new(7), Id::new(9), NOW).unwrap();
        let claims = read(&keys(), &token, NOW).unwrap();
        assert_eq!(
            (claims.user(), claims.session()),
            (Some(Id::new(7)), Id::new(9))
        );
        assert!(read(&keys(), &token, NOW + 929).is_ok());
        assert_eq!(read(&keys(), &token, NOW + 931), Err(TokenRefusal::Expired));
        assert_eq!(read(&keys(), &token, NOW - 31), Err(TokenRefusal::Invalid));
    }

    #[test]
    fn forged_tokens_are_refused() {
        let refused = |text: &str| assert_eq!(read(&keys(), text, NOW), Err(TokenRefusal::Invalid));
        assert!(read(&keys(), &token(|_, _| {}), NOW).is_ok());
        refused(&token(|header, _| header.alg = Algorithm::HS384));
        refused(&token(|header, _| header.typ = Some("JWT".to_owned())));
        refused(&token(|header, _| header.kid = Some("other".to_owned())));
        refused(&token(|_, claims| claims.aud = "other".to_owned()));
        refused(&token(|_, claims| claims.iss = "other".to_owned()));
        refused("");
        refused("a.b.c");
        let good = token(|_, _| {});
        let (_, rest) = good.split_once('.').unwrap();
        let none = format!(r#"{{"alg":"none","typ":"at+jwt","kid":"{}"}}"#, keys().id());
        refused(&format!("{}.{rest}", URL_SAFE_NO_PAD.encode(none)));
        let other = Keys::of("fedcba9876543210fedcba9876543210", None);
        refused(&issue(&other, Id::new(7), Id::new(9), NOW).unwrap());
    }
}
