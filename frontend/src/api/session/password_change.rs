//! Sessions whose password an administrator set: nothing loads until the user chooses a new one.

use client::ClientError;
use leptos::prelude::*;
use serde_json::Value;

use super::{Session, Stage};
use crate::ui::app_error::AppError;

impl Session {
    /// Whether the password must be changed before anything else, followed.
    #[must_use]
    pub fn must_change_password(self) -> bool {
        let given =
            |me: &super::Profile| me.0.get("password_change_required") == Some(&Value::Bool(true));
        self.me.with(|me| me.as_ref().is_some_and(given))
    }

    /// Shows the page that asks for a new password, unless the question stands over a page already.
    pub(super) fn ask_for_password(self) {
        if self.stage.get_untracked() != Stage::SignedIn {
            self.stage.set(Stage::NewPassword);
        }
    }

    /// Goes on after a sign-in: into the app, back to the page under the question, or to the page that asks for a password.
    pub(super) async fn resume(self) -> Result<(), ClientError> {
        self.load_app().await?;
        if !untrack(|| self.must_change_password()) {
            self.asking.set(false);
            self.wake();
        }
        Ok(())
    }

    /// Goes on where a new password was asked for.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn password_changed(self) -> Result<(), AppError> {
        let profile = self.api().plain_me().await?;
        self.set_profile(profile);
        Ok(self.resume().await?)
    }
}
