//! Browser tests of the app in Chromium, from a broker's perspective. Controls are found by their visible text.

mod archived;
mod axe;
mod claims;
mod costs;
mod docs;
mod entities;
mod first_use;
mod focus;
mod forms;
mod forms_defaults;
mod home;
mod in_place;
mod keyboard;
mod ledger;
mod lists;
mod lists_bulk;
mod lists_keyboard;
mod lists_long;
mod lists_look;
mod lists_typed;
mod lists_views;
mod looks;
mod order_cases;
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
use serde_json::json;

use crate::support::browser::{Browser, Window};
use crate::support::{Actor, App, environment};

/// A server with the browser app, a user with a role, and a browser with that user's session, in which no page is open yet.
async fn signed_in(app: &mut App, role: UserRole, window: Window) -> (Browser, Actor) {
    app.configured(|config| config.web_dir = Some(PathBuf::from(environment::web_dir())))
        .await;
    browser_of(app, role, window).await
}

/// A user with a role, and a browser with that user's session.
async fn browser_of(app: &mut App, role: UserRole, window: Window) -> (Browser, Actor) {
    let actor = app.user(role).await;
    let browser = Browser::open(app, window).await;
    let login =
        json!({"username": actor.username, "password": actor.password, "refresh": "cookie"});
    let session = app.call("POST", "/api/v1/auth/login").json(&login).send();
    let session = session.await.expect(200);
    let cookie = session.header("set-cookie").unwrap_or_default();
    let (_, token) = cookie.split_once('=').expect("a cookie");
    let token = token.split(';').next().unwrap_or_default();
    browser.continue_session(token).await;
    (browser, actor)
}
