//! Sessions: refresh with rotation, listing and ending; role changes and disabling apply at once.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::{login, refresh, text};
use crate::support::app::PASSWORD;
use crate::support::{Actor, App, on_both_databases};

on_both_databases!(
    a_refresh_gives_new_tokens,
    reuse_ends_the_family,
    a_lost_answer_is_forgiven_for_ten_seconds,
    sessions_end_when_idle_or_old,
    sign_out_ends_this_session,
    sign_out_everywhere_ends_all,
    own_sessions_are_listed_and_ended,
    a_browser_that_signs_in_again_leaves_no_session,
    a_disabled_user_is_out,
    a_change_of_role_acts_at_once,
    sessions_outlive_a_restart,
);

/// Whether an access token is still valid.
async fn holds(actor: &Actor) -> bool {
    actor.get("/me").await.status == 200
}

async fn a_refresh_gives_new_tokens(app: &mut App) {
    let broker = app.broker().await;
    let body = refresh(app, &broker.refresh).await.expect(200).json();
    let (access, next) = (text(&body, "access_token"), text(&body, "refresh_token"));
    assert!(access != broker.token && next != broker.refresh);
    assert_eq!(body["user"]["id"], json!(broker.id().get()));
    assert!(
        holds(&broker).await,
        "the access token before holds for its time"
    );
    app.call("GET", "/api/v1/me")
        .bearer(&access)
        .send()
        .await
        .expect(200);
    // Rotation can be repeated.
    let mut token = next;
    for _ in 0..3 {
        token = text(
            &refresh(app, &token).await.expect(200).json(),
            "refresh_token",
        );
    }
    for wrong in [
        "",
        "x",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        &broker.token,
    ] {
        refresh(app, wrong).await.problem(401, "token_revoked");
    }
    // A refresh token is not an access token.
    app.call("GET", "/api/v1/me")
        .bearer(&token)
        .send()
        .await
        .problem(401, "unauthenticated");
}

async fn reuse_ends_the_family(app: &mut App) {
    let broker = app.broker().await;
    let first = broker.refresh.clone();
    let second = text(
        &refresh(app, &first).await.expect(200).json(),
        "refresh_token",
    );
    app.advance(11);
    refresh(app, &first).await.problem(401, "token_revoked");
    refresh(app, &second).await.problem(401, "token_revoked");
    app.advance(6);
    broker.get("/me").await.problem(401, "token_revoked");
    // Other sessions of the same user continue.
    let other = app.sign_in(&broker.username, PASSWORD).await;
    refresh(app, &first).await.problem(401, "token_revoked");
    assert!(holds(&other).await);
}

async fn a_lost_answer_is_forgiven_for_ten_seconds(app: &mut App) {
    let broker = app.broker().await;
    let first = broker.refresh.clone();
    let second = text(
        &refresh(app, &first).await.expect(200).json(),
        "refresh_token",
    );
    app.advance(5);
    let again = text(
        &refresh(app, &first).await.expect(200).json(),
        "refresh_token",
    );
    assert!(
        again != second && again != first,
        "one more successor of the same family"
    );
    // The same token from another client is treated as theft.
    let body = json!({"refresh_token": again});
    refresh(app, &again).await.expect(200);
    let thief = app
        .call("POST", "/api/v1/auth/refresh")
        .header("user-agent", "another client")
        .json(&body);
    thief.send().await.problem(401, "token_revoked");
    app.advance(6);
    assert!(!holds(&broker).await);
}

async fn sessions_end_when_idle_or_old(app: &mut App) {
    let day = 24 * 3_600;
    let broker = app.broker().await;
    app.advance(29 * day);
    let token = text(
        &refresh(app, &broker.refresh).await.expect(200).json(),
        "refresh_token",
    );
    app.advance(31 * day);
    refresh(app, &token).await.expect(401);
    let broker = app.sign_in(&broker.username, PASSWORD).await;
    let mut token = broker.refresh.clone();
    for _ in 0..4 {
        app.advance(22 * day);
        token = text(
            &refresh(app, &token).await.expect(200).json(),
            "refresh_token",
        );
    }
    app.advance(3 * day);
    refresh(app, &token).await.expect(401);
}

async fn sign_out_ends_this_session(app: &mut App) {
    let broker = app.broker().await;
    let other = app.sign_in(&broker.username, PASSWORD).await;
    let reply = broker
        .call("POST", "/auth/logout")
        .header("x-requested-with", "projectmeats")
        .send()
        .await
        .expect(204);
    assert!(reply.body.is_empty());
    broker.get("/me").await.problem(401, "token_revoked");
    refresh(app, &broker.refresh)
        .await
        .problem(401, "token_revoked");
    assert!(holds(&other).await);
    // The same through the typed client.
    other.api.logout().await.expect("signed out");
    assert!(!holds(&other).await);
}

async fn sign_out_everywhere_ends_all(app: &mut App) {
    let broker = app.broker().await;
    let others = [
        app.sign_in(&broker.username, PASSWORD).await,
        app.sign_in(&broker.username, PASSWORD).await,
    ];
    let stranger = app.broker().await;
    broker.api.logout_all().await.expect("signed out");
    for session in others.iter().chain([&broker]) {
        session.get("/me").await.problem(401, "token_revoked");
        refresh(app, &session.refresh).await.expect(401);
    }
    assert!(holds(&stranger).await);
}

async fn own_sessions_are_listed_and_ended(app: &mut App) {
    let broker = app.broker().await;
    let body = json!({"username": broker.username, "password": PASSWORD, "refresh": "body"});
    let call = app
        .call("POST", "/api/v1/auth/login")
        .header("user-agent", "Warehouse tablet")
        .json(&body);
    let tablet = text(&call.send().await.expect(200).json(), "access_token");
    let sessions = broker.get("/auth/sessions").await.expect(200).json();
    let sessions = sessions.as_array().expect("a list");
    assert_eq!(sessions.len(), 2);
    let current: Vec<&Value> = sessions
        .iter()
        .filter(|session| session["current"] == json!(true))
        .collect();
    assert_eq!(current.len(), 1);
    let other = sessions
        .iter()
        .find(|session| session["device"] == json!("Warehouse tablet"))
        .expect("the tablet");
    assert_eq!(other["device_name"], json!("Warehouse tablet"));
    assert!(other["created_at"].is_string() && other["last_used_at"].is_string());
    assert_eq!(
        (&other["address"], &other["current"]),
        (&json!("127.0.0.1"), &json!(false))
    );
    let stranger = app.admin().await;
    let path = format!("/auth/sessions/{}", other["id"]);
    stranger
        .call("DELETE", &path)
        .send()
        .await
        .problem(404, "not_found");
    broker.call("DELETE", &path).send().await.expect(204);
    broker
        .call("DELETE", &path)
        .send()
        .await
        .problem(404, "not_found");
    app.call("GET", "/api/v1/me")
        .bearer(&tablet)
        .send()
        .await
        .problem(401, "token_revoked");
    let own = format!("/auth/sessions/{}", current[0]["id"]);
    broker.call("DELETE", &own).send().await.expect(204);
    assert!(!holds(&broker).await);
}

async fn a_browser_that_signs_in_again_leaves_no_session(app: &mut App) {
    let broker = app.broker().await;
    let other = app.viewer().await;
    let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
    let enter = async |username: &str, password: &str, place: &str, cookie: &str| {
        let body = json!({"username": username, "password": password, "refresh": place});
        let call = app
            .call("POST", "/api/v1/auth/login")
            .header("x-requested-with", "projectmeats")
            .header("origin", &app.origin())
            .header("user-agent", chrome)
            .header("cookie", cookie);
        call.json(&body).send().await
    };
    let cookie_of = |reply: &crate::support::Reply| {
        let cookie = reply.header("set-cookie").expect("a cookie");
        cookie.split(';').next().unwrap_or_default().to_owned()
    };
    let alive = async |token: &str| {
        let call = app.call("GET", "/api/v1/me").bearer(token);
        call.send().await.status == 200
    };
    let first = enter(&broker.username, PASSWORD, "cookie", "pm_refresh=none").await;
    let (held, token) = (cookie_of(&first), text(&first.json(), "access_token"));
    // Neither a wrong password nor a program that sends the cookie ends the browser's session.
    enter(&broker.username, "wrong wrong wrong", "cookie", &held)
        .await
        .expect(401);
    enter(&broker.username, PASSWORD, "body", &held)
        .await
        .expect(200);
    assert!(alive(&token).await);
    let second = enter(&broker.username, PASSWORD, "cookie", &held)
        .await
        .expect(200);
    assert!(!alive(&token).await, "the former session ends at once");
    let call = app
        .call("POST", "/api/v1/auth/refresh")
        .header("x-requested-with", "projectmeats")
        .header("origin", &app.origin())
        .header("cookie", &held);
    call.send().await.problem(401, "token_revoked");
    // A sign-in by another user in the same browser ends the previous session, but no other session of its
    // user.
    let held = cookie_of(&second);
    let third = enter(&other.username, PASSWORD, "cookie", &held)
        .await
        .expect(200);
    assert!(!alive(&text(&second.json(), "access_token")).await);
    assert!(alive(&text(&third.json(), "access_token")).await);
    assert!(holds(&broker).await);
    let listed = broker.get("/auth/sessions").await.expect(200).json();
    let names: Vec<&str> = listed
        .as_array()
        .expect("sessions")
        .iter()
        .filter_map(|session| session["device_name"].as_str())
        .collect();
    assert_eq!(names.len(), 2, "{listed}");
    assert!(names.contains(&"Chrome on Windows"), "{listed}");
}

async fn a_disabled_user_is_out(app: &mut App) {
    let broker = app.broker().await;
    let admin = app.admin().await;
    assert!(holds(&broker).await);
    let path = format!("/users/{}", broker.id());
    let etag = admin.get(&path).await.etag();
    let off = admin
        .patch(&path, &etag, &json!({"is_active": false}))
        .await
        .expect(200);
    app.advance(6);
    broker.get("/me").await.problem(401, "token_revoked");
    refresh(app, &broker.refresh).await.expect(401);
    login(app, &broker.username, PASSWORD)
        .await
        .problem(401, "invalid_credentials");
    // After the account is enabled again, old sessions stay ended.
    admin
        .patch(&path, &off.etag(), &json!({"is_active": true}))
        .await
        .expect(200);
    app.advance(6);
    assert!(!holds(&broker).await);
    app.sign_in(&broker.username, PASSWORD).await;
}

async fn a_change_of_role_acts_at_once(app: &mut App) {
    let broker = app.broker().await;
    let admin = app.admin().await;
    let body = json!({"name": "Made by a broker"});
    broker.create("/suppliers", &body).await;
    let path = format!("/users/{}", broker.id());
    for (role, status) in [
        (UserRole::Viewer, 403),
        (UserRole::Manager, 201),
        (UserRole::Viewer, 403),
    ] {
        let etag = admin.get(&path).await.etag();
        admin
            .patch(&path, &etag, &json!({"role": role.to_string()}))
            .await
            .expect(200);
        app.advance(6);
        // Whether or not the session survives, the old rights are gone.
        let now = if holds(&broker).await {
            broker.clone()
        } else {
            app.sign_in(&broker.username, PASSWORD).await
        };
        let body = json!({"name": format!("Made by {etag} as {role}")});
        assert_eq!(now.post("/suppliers", &body).await.status, status, "{role}");
    }
}

async fn sessions_outlive_a_restart(app: &mut App) {
    let broker = app.broker().await;
    app.restart().await;
    let read = app
        .call("GET", "/api/v1/me")
        .bearer(&broker.token)
        .send()
        .await
        .expect(200);
    assert_eq!(read.json()["id"], json!(broker.id().get()));
    refresh(app, &broker.refresh).await.expect(200);
}
