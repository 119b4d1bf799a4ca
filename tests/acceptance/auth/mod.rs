//! Authentication: signing in, sessions, tokens, passwords.

mod cookies;
mod first_password;
mod guessing;
mod passwords;
mod privacy;
mod security_log;
mod sessions;
mod sign_in;
mod tokens;

use serde_json::{Value, json};

use crate::support::{App, Reply};

/// A sign-in as a program sends it.
async fn login(app: &App, username: &str, password: &str) -> Reply {
    let body = json!({"username": username, "password": password, "refresh": "body"});
    app.call("POST", "/api/v1/auth/login")
        .json(&body)
        .send()
        .await
}

/// A refresh as a program sends it.
async fn refresh(app: &App, token: &str) -> Reply {
    let body = json!({"refresh_token": token});
    app.call("POST", "/api/v1/auth/refresh")
        .json(&body)
        .send()
        .await
}

/// A text field of a body.
#[track_caller]
fn text(body: &Value, name: &str) -> String {
    body[name]
        .as_str()
        .unwrap_or_else(|| panic!("no {name} in {body}"))
        .to_owned()
}
