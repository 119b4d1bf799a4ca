//! Signing in: by name or address, the same rejection for every reason, slower with every guess.

use std::time::{Duration, Instant};

use serde_json::json;

use super::login;
use crate::support::app::{ADMIN_PASSWORD, PASSWORD};
use crate::support::reply::{contains, expected};
use crate::support::{App, Database, on_both_databases};

on_both_databases!(
    name_and_address_sign_in,
    every_failure_looks_the_same,
    unknown_names_take_as_long,
    wrong_bodies_are_named,
    guesses_at_an_account_are_slowed_down,
    guesses_from_an_address_are_slowed_down,
    a_sign_in_is_remembered,
    the_first_start_makes_an_administrator_once,
);

async fn name_and_address_sign_in(app: &mut App) {
    let broker = app.broker().await;
    let address = broker.me.user.details.email.clone();
    for name in [
        &broker.username,
        &address,
        &broker.username.to_uppercase(),
        &address.to_uppercase(),
        &format!(" {address} "),
    ] {
        let body = login(app, name, PASSWORD).await.expect(200).json();
        contains(
            &body,
            &json!({"token_type": "Bearer", "expires_in": 900, "user": {"id": broker.id().get(), "username": broker.username}}),
            name,
        );
        assert!(
            body["user"]
                .get("password")
                .is_none_or(serde_json::Value::is_null)
        );
    }
    // Scripts in browsers do not see the refresh token.
    let body = json!({"username": broker.username, "password": PASSWORD});
    let reply = app
        .call("POST", "/api/v1/auth/login")
        .header("x-requested-with", "projectmeats")
        .json(&body)
        .send()
        .await
        .expect(200);
    assert!(
        reply
            .json()
            .get("refresh_token")
            .is_none_or(serde_json::Value::is_null),
        "{}",
        reply.text()
    );
}

async fn every_failure_looks_the_same(app: &mut App) {
    let broker = app.broker().await;
    let off = app.broker().await;
    let admin = app.admin().await;
    let path = format!("/users/{}", off.id());
    let etag = admin.get(&path).await.etag();
    admin
        .patch(&path, &etag, &json!({"is_active": false}))
        .await
        .expect(200);
    app.configured(|config| config.login_failures = 1_000).await;
    let mut bodies = Vec::new();
    for (name, password) in [
        (broker.username.as_str(), "wrong wrong wrong"),
        ("nobody", PASSWORD),
        (&off.username, PASSWORD),
        (&broker.username, " "),
        ("'; --", "x"),
    ] {
        let reply = login(app, name, password).await;
        let mut problem = reply.problem(401, "invalid_credentials");
        assert_eq!(reply.header("set-cookie"), None);
        problem.request_id = None;
        bodies.push(problem);
    }
    assert!(
        bodies.windows(2).all(|pair| pair[0] == pair[1]),
        "{bodies:?}"
    );
}

/// Unknown names take as long as known ones, because a hash is computed either way.
async fn unknown_names_take_as_long(app: &mut App) {
    let broker = app.broker().await;
    app.configured(|config| {
        config.hash_cost = api::HashCost::default();
        config.login_failures = 1_000;
        config.address_failures = 1_000;
    })
    .await;
    // The password was hashed at the tests' low cost; signing in renews the hash.
    login(app, &broker.username, PASSWORD).await.expect(200);
    let try_once = async |name: &str| {
        let start = Instant::now();
        login(app, name, "wrong wrong wrong").await.expect(401);
        start.elapsed()
    };
    let (mut known, mut unknown) = (Duration::MAX, Duration::MAX);
    // Other load only adds time, so the fastest of many attempts shows the cost. More attempts compensate for
    // noise on one side; a cheaper path stays cheaper however often it is tried.
    for n in 0..60 {
        known = known.min(try_once(&broker.username).await);
        unknown = unknown.min(try_once(&format!("nobody{n}")).await);
        if n >= 10 && unknown < known * 3 / 2 && known < unknown * 3 / 2 {
            return;
        }
    }
    panic!("a known name takes {known:?} at least, an unknown one {unknown:?}");
}

async fn wrong_bodies_are_named(app: &mut App) {
    let send = async |body: serde_json::Value| {
        app.call("POST", "/api/v1/auth/login")
            .json(&body)
            .send()
            .await
    };
    let found =
        send(json!({"username": 5, "password": true, "refresh": "pigeon", "colour": "red"}))
            .await
            .wrong_fields();
    let wanted = [
        ("/username", "wrong_type"),
        ("/password", "wrong_type"),
        ("/refresh", "unknown_code"),
        ("/colour", "unknown_field"),
    ];
    for place in expected(&wanted) {
        assert!(found.contains(&place), "{place:?} is missing in {found:?}");
    }
    send(json!({})).await.problem(422, "validation_failed");
    let long = send(
        json!({"username": "x".repeat(20_000), "password": "y".repeat(20_000), "refresh": "body"}),
    )
    .await;
    long.problem(422, "validation_failed");
    for body in [json!([]), json!(null), json!("admin")] {
        send(body).await.problem(422, "validation_failed");
    }
}

async fn guesses_at_an_account_are_slowed_down(app: &mut App) {
    let broker = app.broker().await;
    let other = app.viewer().await;
    let guess =
        async |app: &App, n: u32| login(app, &broker.username, &format!("wrong guess {n}")).await;
    for n in 0..5 {
        guess(app, n).await.problem(401, "invalid_credentials");
    }
    let mut last = 0;
    for n in 0..12 {
        let refused = guess(app, n).await;
        refused.problem(429, "rate_limited");
        let wait: i64 = refused
            .header("retry-after")
            .and_then(|wait| wait.parse().ok())
            .expect("Retry-After");
        assert!(
            wait >= last && wait <= 900,
            "the delay grows up to 15 minutes: {wait} after {last}"
        );
        // The right password must wait too, or guessing could continue in between.
        login(app, &broker.username, PASSWORD)
            .await
            .problem(429, "rate_limited");
        login(
            app,
            &format!(" {} ", broker.username.to_uppercase()),
            PASSWORD,
        )
        .await
        .problem(429, "rate_limited");
        last = wait;
        app.advance(wait);
        guess(app, n).await.problem(401, "invalid_credentials");
    }
    assert!(last >= 600, "after many guesses the delay is long: {last}");
    // Existing sessions continue, and other users can sign in.
    app.sign_in(&other.username, PASSWORD).await;
    app.advance(901);
    app.sign_in(&broker.username, PASSWORD).await;
    // A successful sign-in resets the count.
    guess(app, 1).await.problem(401, "invalid_credentials");
    app.sign_in(&broker.username, PASSWORD).await;
}

async fn guesses_from_an_address_are_slowed_down(app: &mut App) {
    let broker = app.broker().await;
    app.configured(|config| config.address_failures = 7).await;
    for n in 0..7 {
        login(app, &format!("nobody{n}"), "wrong wrong wrong")
            .await
            .problem(401, "invalid_credentials");
    }
    login(app, "nobody8", "wrong wrong wrong")
        .await
        .problem(429, "rate_limited");
    login(app, &broker.username, PASSWORD)
        .await
        .problem(429, "rate_limited");
    // Headers that claim another address are ignored unless they come from a trusted proxy.
    let body = json!({"username": broker.username, "password": PASSWORD, "refresh": "body"});
    for header in [
        "x-forwarded-for",
        "x-real-ip",
        "forwarded",
        "cf-connecting-ip",
    ] {
        let call = app
            .call("POST", "/api/v1/auth/login")
            .header(header, "192.0.2.7")
            .json(&body);
        call.send().await.problem(429, "rate_limited");
    }
    app.advance(3_601);
    app.sign_in(&broker.username, PASSWORD).await;
    app.configured(|config| {
        config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")]
    })
    .await;
    for n in 0..8 {
        let body = json!({"username": format!("nobody{n}"), "password": "wrong wrong wrong"});
        let call = app
            .call("POST", "/api/v1/auth/login")
            .header("x-forwarded-for", "203.0.113.9, 198.51.100.1")
            .json(&body);
        call.header("x-requested-with", "projectmeats").send().await;
    }
    let call = app
        .call("POST", "/api/v1/auth/login")
        .header("x-forwarded-for", "198.51.100.1")
        .json(&body);
    call.send().await.problem(429, "rate_limited");
    let call = app
        .call("POST", "/api/v1/auth/login")
        .header("x-forwarded-for", "198.51.100.2")
        .json(&body);
    call.send().await.expect(200);
}

async fn a_sign_in_is_remembered(app: &mut App) {
    let admin = app.admin().await;
    let made =
        json!({"username": "lee", "email": "lee@projectmeats.example", "password": PASSWORD});
    let made = admin.create("/users", &made).await;
    let path = format!("/users/{}", made.id());
    assert!(made.json()["last_login_at"].is_null());
    app.sign_in("lee", PASSWORD).await;
    let read = admin.get(&path).await.expect(200);
    assert!(read.json()["last_login_at"].is_string());
    assert_eq!(
        read.etag(),
        made.etag(),
        "a sign-in is no change of the record"
    );
}

async fn the_first_start_makes_an_administrator_once(app: &mut App) {
    let database = app.database();
    let fresh = App::start_empty(database, |config| config.admin_password = None).await;
    let first = fresh
        .first_sign_in()
        .expect("the first start says how to sign in");
    let (username, password) = (first.username.clone(), first.password.clone());
    assert_eq!(username, "admin");
    assert!(
        password.len() >= 12 && password != ADMIN_PASSWORD,
        "{password}"
    );
    let admin = fresh.sign_in(&username, &password).await;
    contains(
        &admin.get("/me").await.expect(200).json(),
        &json!({"role": "admin", "password_change_required": true}),
        "",
    );
    // It was printed, so others may have read it.
    admin
        .get("/users")
        .await
        .problem(403, "password_change_required");
    let mut fresh = fresh;
    fresh.restart().await;
    assert!(fresh.first_sign_in().is_none(), "it is said once");
    fresh.sign_in(&username, &password).await;
    fresh.stop().await;
    let other = App::start_empty(Database::Sqlite, |config| config.admin_password = None).await;
    assert_ne!(
        other.first_sign_in().map(|first| first.password.clone()),
        Some(password),
        "drawn anew for each system"
    );
}
