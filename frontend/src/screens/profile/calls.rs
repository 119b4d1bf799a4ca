//! The calls of the profile page.

use client::Fields;
use domain::Id;
use domain::ProblemCode;
use domain::auth::Session as Signed;
use serde_json::Value;

use crate::api::session::Session;
use crate::ui::app_error::AppError;

/// Changes fields of the own profile. When it was changed elsewhere meanwhile, that is read, so that a second try is made on it.
///
/// # Errors
/// What the server refuses.
pub async fn change_profile(session: Session, patch: Fields) -> Result<(), AppError> {
    let version = session.profile_now().get("version").and_then(Value::as_i64);
    let etag = format!("\"{}\"", version.unwrap_or_default());
    let api = session.api();
    match api.update_plain_me(&etag, &Value::Object(patch)).await {
        Ok(profile) => {
            session.set_profile(profile);
            Ok(())
        }
        Err(error) => {
            if error.is(ProblemCode::StaleVersion)
                && let Ok(profile) = api.plain_me().await
            {
                session.set_profile(profile);
            }
            Err(error.into())
        }
    }
}

/// The sessions of the user.
///
/// # Errors
/// What the server refuses.
pub async fn devices(session: Session) -> Result<Vec<Signed>, AppError> {
    Ok(session.api().sessions().await?)
}

/// Ends the session on a device.
///
/// # Errors
/// What the server refuses.
pub async fn end_device(session: Session, id: i64) -> Result<(), AppError> {
    Ok(session.api().end_session(Id::new(id)).await?)
}
