//! Browser tests of the app in Chromium, from a broker's perspective. Controls are found by their visible text.

mod archived;
mod axe;
mod docs;
mod entities;
mod first_use;
mod focus;
mod forms;
mod forms_defaults;
mod in_place;
mod keyboard;
mod lists;
mod lists_bulk;
mod lists_keyboard;
mod lists_long;
mod lists_look;
mod lists_typed;
mod lists_views;
mod looks;
mod order_form;
mod orders;
mod orders_filled;
mod palette;
mod parties;
mod pickers;
mod printing;
mod profile;
mod refusals;
mod reload;
mod roles;
mod secrets;
mod signing_in;
mod steps;

use std::path::PathBuf;

use domain::choices::UserRole;

use crate::support::browser::{Browser, Window};
use crate::support::{Actor, App, environment};

/// A server with the browser app, a user with a role, and a browser in which that user is signed in.
async fn signed_in(app: &mut App, role: UserRole, window: Window) -> (Browser, Actor) {
    app.configured(|config| config.web_dir = Some(PathBuf::from(environment::web_dir())))
        .await;
    let actor = app.user(role).await;
    let browser = Browser::open(app, window).await;
    browser.go("/").await;
    browser.sign_in(&actor.username, &actor.password).await;
    (browser, actor)
}
