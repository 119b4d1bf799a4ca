//! Sessions whose password an administrator set: nothing loads until the user chooses a new one.

use client::ClientError;
use leptos::prelude::*;
use serde_json::Value;

use super::{Session, Stage};
use crate::ui::app_error::AppError;

impl Session {
    /// Whether the password must be changed first, tracked.
    #[must_use]
    pub fn must_change_password(self) -> bool {
        let given =
            |me: &super::Profile| me.0.get("password_change_required") == Some(&Value::Bool(true));
        self.me.with(|me| me.as_ref().is_some_and(given))
    }

    /// Shows the new-password page, unless the sign-in form is shown over a page.
    pub(super) fn ask_for_password(self) {
        if self.stage.get_untracked() != Stage::SignedIn {
            self.stage.set(Stage::NewPassword);
        }
    }

    /// Continues after sign-in: to the app, to the page below the sign-in form, or to the new-password page.
    pub(super) async fn resume(self) -> Result<(), ClientError> {
        self.load_app().await?;
        if !untrack(|| self.must_change_password()) {
            self.asking.set(false);
            self.wake();
        }
        Ok(())
    }

    /// Continues after the new password is set.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn password_changed(self) -> Result<(), AppError> {
        let profile = self.api().plain_me().await?;
        self.set_profile(profile);
        Ok(self.resume().await?)
    }
}
