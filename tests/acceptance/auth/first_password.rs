//! A password set by another person allows nothing until it is changed; users change their own password only
//! where the current one is required.

use domain::Resource;
use domain::users::User;
use serde_json::{Value, json};

use super::{login, refresh};
use crate::support::app::{ADMIN_PASSWORD, GIVEN_PASSWORD, PASSWORD, Place};
use crate::support::process::{self, Process};
use crate::support::{Actor, App, on_both_databases};

on_both_databases!(
    a_given_password_opens_nothing_else,
    every_way_of_giving_one_asks_for_a_change,
    the_own_password_is_changed_in_one_place,
    the_rule_holds_for_the_settings,
    a_reset_beats_a_sign_in_under_way,
);

/// Operations allowed while the password must be changed.
const OPEN: &[&str] = &[
    "GET /api/v1/me",
    "POST /api/v1/me/password",
    "POST /api/v1/auth/logout",
    "POST /api/v1/auth/logout-all",
    // These need no access token.
    "POST /api/v1/auth/login",
    "POST /api/v1/auth/refresh",
    "GET /health",
    "GET /health/live",
    "GET /health/ready",
    "GET /metrics",
    "GET /api/openapi.json",
    "GET /api/docs/",
    "GET /api/problems/{code}",
];

async fn given(app: &App, role: &str) -> Actor {
    let admin = app.admin().await;
    let body = json!({"username": "lee", "email": "lee@x.example", "role": role, "password": GIVEN_PASSWORD});
    let made = admin.create("/users", &body).await;
    assert_eq!(made.json()["password_change_required"], json!(true));
    app.sign_in("lee", GIVEN_PASSWORD).await
}

async fn a_given_password_opens_nothing_else(app: &mut App) {
    let lee = given(app, "admin").await;
    assert!(lee.me.user.password_change_required);
    let document = app.call("GET", "/api/openapi.json").send().await.json();
    let mut closed = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in item.as_object().expect("methods").keys() {
            let method = method.to_uppercase();
            if OPEN.contains(&format!("{method} {path}").as_str()) {
                continue;
            }
            let path = path.trim_start_matches("/api/v1").replace("{id}", "1");
            for bodied in [false, true] {
                let call = lee.call(&method, &path);
                let call = if bodied {
                    call.etag("\"1\"").key("k").json(&json!({}))
                } else {
                    call
                };
                call.send().await.problem(403, "password_change_required");
            }
            closed += 1;
        }
    }
    assert!(closed > 100, "{closed}");
    // Neither the administrators' health details nor a refreshed session is available.
    let health = lee.call("GET", "/../../health").send().await;
    assert!(health.status == 404 || health.json().get("pools").is_none());
    let renewed = refresh(app, &lee.refresh).await.expect(200).json();
    assert_eq!(renewed["user"]["password_change_required"], json!(true));
    let token = renewed["access_token"].as_str().expect("a token");
    app.call("GET", "/api/v1/suppliers")
        .bearer(token)
        .send()
        .await
        .problem(403, "password_change_required");

    let change = async |current: &str, new: &str| {
        let body = json!({"current_password": current, "new_password": new});
        lee.post("/me/password", &body).await
    };
    change(GIVEN_PASSWORD, GIVEN_PASSWORD)
        .await
        .refuses(&[("/new_password", "same_password")]);
    change("something else", PASSWORD)
        .await
        .refuses(&[("/current_password", "wrong_password")]);
    change(GIVEN_PASSWORD, PASSWORD).await.expect(204);
    lee.get("/suppliers").await.expect(200);
    let me = lee.get("/me").await.expect(200).json();
    assert_eq!(me["password_change_required"], json!(false));
    login(app, "lee", GIVEN_PASSWORD)
        .await
        .problem(401, "invalid_credentials");
}

async fn every_way_of_giving_one_asks_for_a_change(app: &mut App) {
    let admin = app.admin().await;
    let broker = app.broker().await;
    broker.get("/suppliers").await.expect(200);
    let path = format!("/users/{}", broker.id());
    // A change and a full replacement by an administrator.
    let read = admin.get(&path).await.expect(200);
    let new = json!({"password": GIVEN_PASSWORD});
    let patched = admin.patch(&path, &read.etag(), &new).await.expect(200);
    assert_eq!(patched.json()["password_change_required"], json!(true));
    let given = app.sign_in(&broker.username, GIVEN_PASSWORD).await;
    given
        .get("/suppliers")
        .await
        .problem(403, "password_change_required");
    let broker = app.first_sign_in_of(&broker.username, GIVEN_PASSWORD).await;
    broker.get("/suppliers").await.expect(200);
    let read = admin.get(&path).await.expect(200);
    let mut whole = read.json();
    for name in User::READ_ONLY {
        whole.as_object_mut().expect("an object").remove(*name);
    }
    whole["password"] = json!(GIVEN_PASSWORD);
    let put = admin.put(&path, &read.etag(), &whole).await.expect(200);
    assert_eq!(put.json()["password_change_required"], json!(true));
    // The mark is read-only.
    for forged in [
        json!({"password_change_required": false}),
        json!({"password_change_required": true}),
    ] {
        let refused = admin.patch(&path, &put.etag(), &forged).await;
        refused.refuses(&[("/password_change_required", "read_only")]);
    }
    // The operator chose the password in the settings, so it need not be changed.
    admin.get("/suppliers").await.expect(200);
    assert!(!admin.me.user.password_change_required);
}

async fn the_own_password_is_changed_in_one_place(app: &mut App) {
    let admin = app.admin().await;
    let broker = app.broker().await;
    for actor in [&admin, &broker] {
        let path = format!("/users/{}", actor.id());
        let read = actor.get(&path).await.expect(200);
        let patch = json!({"password": "another long one 44"});
        let patched = actor.patch(&path, &read.etag(), &patch).await;
        let mut whole = read.json();
        for name in User::READ_ONLY {
            whole.as_object_mut().expect("an object").remove(*name);
        }
        whole["password"] = json!("another long one 44");
        let put = actor.put(&path, &read.etag(), &whole).await;
        for refused in [patched, put] {
            if refused.status == 422 {
                refused.refuses(&[("/password", "own_password")]);
            } else {
                refused.problem(403, "forbidden");
            }
        }
        let me = actor.get("/me").await.expect(200);
        let found = actor.patch("/me", &me.etag(), &patch).await.wrong_fields();
        assert_eq!(found[0].0, "/password");
        app.sign_in(&actor.username, &actor.password).await;
    }
}

async fn the_rule_holds_for_the_settings(app: &mut App) {
    let empty = Place::empty(app.database());
    let (folder, url) = (empty.folder().display().to_string(), empty.url());
    for weak in ["a", "password1234", "admin@projectmeats.invalid"] {
        let settings = [
            ("PROJECTMEATS_DATA_DIR", folder.as_str()),
            ("PROJECTMEATS_DATABASE_URL", url.as_str()),
            ("PROJECTMEATS_LISTEN", "127.0.0.1:0"),
            ("PROJECTMEATS_ADMIN_PASSWORD", weak),
        ];
        for words in [["serve"], ["migrate"], ["check"]] {
            let refused = process::run(&words, &settings);
            let said = String::from_utf8_lossy(&refused.stderr).into_owned();
            assert_eq!(refused.status.code(), Some(2), "{words:?} {weak}: {said}");
            assert!(said.contains("PROJECTMEATS_ADMIN_PASSWORD"), "{said}");
            assert_eq!(said.trim_end().lines().count(), 1, "{said}");
            assert!(weak == "a" || !said.contains(weak), "{said}");
        }
    }
    let server = Process::serve(&empty, &[], &[]);
    let admin = server.admin().await;
    admin.get("/users").await.expect(200);
    assert!(!server.greeting.is_empty() && ADMIN_PASSWORD.len() > 12);
}

/// Sign-ins with the old password that run while an administrator sets another one leave no session.
async fn a_reset_beats_a_sign_in_under_way(app: &mut App) {
    let broker = app.broker().await;
    let admin = app.admin().await;
    app.configured(|config| {
        config.hash_cost = api::HashCost::default();
        config.login_failures = 1_000;
    })
    .await;
    let admin = app.sign_in(&admin.username, ADMIN_PASSWORD).await;
    let path = format!("/users/{}", broker.id());
    let etag = admin.get(&path).await.etag();
    let reset = json!({"password": GIVEN_PASSWORD});
    let tries = (0..12).map(|_| login(app, &broker.username, PASSWORD));
    let (replies, reset) = tokio::join!(
        futures_util::future::join_all(tries),
        admin.patch(&path, &etag, &reset)
    );
    reset.expect(200);
    for reply in replies.iter().filter(|reply| reply.status == 200) {
        let body: Value = reply.json();
        let token = body["access_token"].as_str().expect("a token");
        app.call("GET", "/api/v1/me")
            .bearer(token)
            .send()
            .await
            .problem(401, "token_revoked");
        let renewed = refresh(app, body["refresh_token"].as_str().expect("a token")).await;
        renewed.problem(401, "token_revoked");
    }
}
