//! Changing one's own password, and resets by an administrator.

use serde_json::json;

use super::{login, refresh};
use crate::support::app::PASSWORD;
use crate::support::reply::expected;
use crate::support::{App, on_both_databases};

on_both_databases!(
    a_new_password_ends_other_sessions,
    wrong_and_weak_ones_are_refused,
    an_administrator_resets,
    guessing_the_current_one_is_slowed_down
);

const NEW: &str = "eighty-five percent lean";

async fn a_new_password_ends_other_sessions(app: &mut App) {
    let broker = app.broker().await;
    let other = app.sign_in(&broker.username, PASSWORD).await;
    broker
        .api
        .change_password(PASSWORD, NEW)
        .await
        .expect("changed");
    other.get("/me").await.problem(401, "token_revoked");
    refresh(app, &other.refresh).await.expect(401);
    broker.get("/me").await.expect(200);
    refresh(app, &broker.refresh).await.expect(200);
    login(app, &broker.username, PASSWORD)
        .await
        .problem(401, "invalid_credentials");
    app.sign_in(&broker.username, NEW).await;
    let history = broker
        .get(&format!("/users/{}/history", broker.id()))
        .await
        .expect(200);
    assert_eq!(history.json()["items"][0]["action"], "password");
    assert!(!history.text().contains("argon2"), "{}", history.text());
}

async fn wrong_and_weak_ones_are_refused(app: &mut App) {
    let broker = app.broker().await;
    let change = async |current: &str, new: &str| {
        broker
            .post(
                "/me/password",
                &json!({"current_password": current, "new_password": new}),
            )
            .await
    };
    assert_eq!(
        change("wrong wrong wrong", NEW).await.wrong_fields()[0].0,
        "/current_password"
    );
    for (new, code) in [
        ("short", "too_short"),
        (broker.me.user.details.email.as_str(), "too_common"),
        ("password1234", "too_common"),
    ] {
        assert_eq!(
            change(PASSWORD, new).await.wrong_fields(),
            expected(&[("/new_password", code)]),
            "{new}"
        );
    }
    let bare = broker.post("/me/password", &json!({})).await.wrong_fields();
    assert!(!bare.is_empty());
    app.sign_in(&broker.username, PASSWORD).await;
}

async fn an_administrator_resets(app: &mut App) {
    let broker = app.broker().await;
    let admin = app.admin().await;
    let path = format!("/users/{}", broker.id());
    let read = admin.get(&path).await;
    let reset = admin
        .patch(&path, &read.etag(), &json!({"password": NEW}))
        .await
        .expect(200);
    assert!(
        reset
            .json()
            .get("password")
            .is_none_or(serde_json::Value::is_null)
    );
    app.advance(6);
    broker.get("/me").await.problem(401, "token_revoked");
    login(app, &broker.username, PASSWORD)
        .await
        .problem(401, "invalid_credentials");
    // Two people know it now, so it allows nothing until it is changed.
    let broker = app.sign_in(&broker.username, NEW).await;
    broker
        .get("/suppliers")
        .await
        .problem(403, "password_change_required");
    let weak = admin
        .patch(&path, &reset.etag(), &json!({"password": "short"}))
        .await;
    weak.refuses(&[("/password", "too_short")]);
}

async fn guessing_the_current_one_is_slowed_down(app: &mut App) {
    let broker = app.broker().await;
    let mut slowed = false;
    for n in 0..20 {
        let body = json!({"current_password": format!("wrong guess {n}"), "new_password": NEW});
        let reply = broker.post("/me/password", &body).await;
        if reply.status == 429 {
            reply.problem(429, "rate_limited");
            slowed = true;
            break;
        }
        reply.expect(422);
    }
    assert!(
        slowed,
        "a stolen session must not guess the password for ever"
    );
}
