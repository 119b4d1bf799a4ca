//! Limits per caller: canonical paths, requests, batch items, and permission before validation.

use serde_json::{Value, json};

use crate::support::samples::order;
use crate::support::wire::exchange;
use crate::support::{Actor, App, Reply, World, on_both_databases};

on_both_databases!(
    permission_is_asked_before_the_body,
    a_batch_counts_its_items,
    a_path_has_one_spelling,
    strangers_do_not_lock_out_an_office,
);

/// Requests a path exactly as written, which HTTP libraries do not do.
async fn get(app: &App, path: &str, token: &str) -> String {
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nAccept: application/json\r\nConnection: close\r\n\r\n"
    );
    exchange(&app.origin(), vec![head.into_bytes()]).await
}

async fn a_path_has_one_spelling(app: &mut App) {
    let broker = app.broker().await;
    let made = broker.create("/suppliers", &json!({"name": "Once"})).await;
    let plain = get(app, "/api/v1/suppliers", &broker.token).await;
    let absolute = get(app, "http://x/api/v1/suppliers?limit=5", &broker.token).await;
    for answer in [&plain, &absolute] {
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        for header in ["cache-control: private, no-cache", "vary: ", "ratelimit: "] {
            assert!(answer.to_lowercase().contains(header), "{header}: {answer}");
        }
    }
    let id = made.id();
    for path in [
        "/%61pi/v1/suppliers".to_owned(),
        "/ap%69/v1/suppliers?colour=red".to_owned(),
        "/api/v%31/suppliers".to_owned(),
        "/api/v1/supplier%73".to_owned(),
        "/api/v1/SUPPLIERS".to_owned(),
        "/api/v1/supplier%53".to_owned(),
        "/api/v1/purchase%2Dorders".to_owned(),
        "/api/v1/suppliers/%31".to_owned(),
        format!("/api/v1/suppliers/{id}%2Fhistory"),
        "/api/v1/%2e/suppliers".to_owned(),
        "/api/v1/%2E%2e/v1/suppliers".to_owned(),
        "/api%2Fv1/suppliers".to_owned(),
        "/api%2fv1%2fsuppliers".to_owned(),
        "/api/v1%2Fsuppliers".to_owned(),
        "/api/v1/%2561".to_owned(),
        "//api/v1/suppliers".to_owned(),
        "/api//v1/suppliers".to_owned(),
        "/api/v1//suppliers".to_owned(),
        "/./api/v1/suppliers".to_owned(),
        "/api/./v1/suppliers".to_owned(),
        "/api/v1/./suppliers".to_owned(),
        "/x/../api/v1/suppliers".to_owned(),
        "/api/v1/me/../suppliers".to_owned(),
        "/api/v1;x=1/suppliers".to_owned(),
        "/api\\v1\\suppliers".to_owned(),
        "/m%65trics".to_owned(),
        "/health/l%69ve".to_owned(),
        "/api/openapi%2ejson".to_owned(),
    ] {
        let answer = get(app, &path, &broker.token).await;
        let refused = ["HTTP/1.1 404", "HTTP/1.1 400"];
        assert!(
            refused.iter().any(|start| answer.starts_with(start)),
            "{path}: {answer}"
        );
        let lower = answer.to_lowercase();
        for header in [
            "x-request-id: ",
            "x-content-type-options: nosniff",
            "cache-control: ",
        ] {
            assert!(lower.contains(header), "{path}: {header}: {answer}");
        }
        assert!(
            lower.contains("application/problem+json"),
            "{path}: {answer}"
        );
        assert!(!answer.contains("Once"), "{path}: {answer}");
    }
    let figures = app.call("GET", "/metrics").send().await.expect(200).text();
    for word in ["%", "//", "SUPPLIERS", "/./"] {
        let named = figures
            .lines()
            .any(|line| line.contains("route=") && line.contains(word));
        assert!(!named, "a route is named after a spelling with {word}");
    }
}

async fn strangers_do_not_lock_out_an_office(app: &mut App) {
    app.configured(|config| config.rate_limit = 12).await;
    let office = app.admin().await;
    let stranger = app.admin().await;
    stranger.post("/auth/logout", &json!({})).await.expect(204);
    let mut refused = 0;
    for _ in 0..16 {
        let reply = stranger.get("/suppliers").await;
        refused += usize::from(reply.status == 429);
    }
    assert!(refused > 0, "a dead token is limited");
    let bare = app.call("GET", "/api/v1/suppliers").send().await;
    bare.problem(429, "rate_limited");
    // From the same address, signing in, refreshing and authenticated requests still work.
    office.get("/suppliers").await.expect(200);
    let again = app.admin().await;
    let token = json!({"refresh_token": again.refresh});
    let refresh = app.call("POST", "/api/v1/auth/refresh").json(&token);
    refresh.send().await.expect(200);
    again.get("/suppliers").await.expect(200);
    // Sign-ins do not use up the limit on refreshes either.
    for _ in 0..16 {
        let body = json!({"username": "admin"});
        app.call("POST", "/api/v1/auth/login")
            .json(&body)
            .send()
            .await;
    }
    let token = json!({"refresh_token": office.refresh});
    let refresh = app.call("POST", "/api/v1/auth/refresh").json(&token);
    refresh.send().await.expect(200);
}

fn creates(names: std::ops::Range<usize>) -> Value {
    let items: Vec<Value> = names
        .map(|n| json!({"op": "create", "body": {"name": format!("Counted {n}")}}))
        .collect();
    json!({ "items": items })
}

async fn a_batch_counts_its_items(app: &mut App) {
    app.configured(|config| config.rate_limit = 40).await;
    let broker = app.admin().await;
    let send = async |names| broker.post("/suppliers/batch", &creates(names)).await;
    let first = send(0..30).await.expect(207);
    let left = first.header("ratelimit").unwrap_or_default();
    assert!(left.starts_with("\"default\";r=10;"), "{left}");
    let refused = send(30..50).await;
    refused.problem(429, "rate_limited");
    // Nothing was created, and a rejected batch uses only its own request.
    let found = broker.ids("/suppliers", &[("q", "Counted 45")]).await;
    assert!(found.is_empty(), "{found:?}");
    send(30..38).await.expect(207);
    broker.get("/suppliers").await.problem(429, "rate_limited");
    // Other users are counted separately.
    app.advance(301);
    send(38..60).await.expect(207);
}

pub(super) async fn send(actor: &Actor, method: &str, path: &str, body: String) -> Reply {
    let call = actor.call(method, path).etag("\"1\"");
    call.body("application/json", body).send().await
}

async fn permission_is_asked_before_the_body(app: &mut App) {
    let world = World::new(app).await;
    let (viewer, admin) = (app.viewer().await, app.admin().await);
    let order = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    let order = format!("/purchase-orders/{}", order.id());
    let supplier = format!("/suppliers/{}", world.supplier);
    let user = format!("/users/{}", admin.id());
    let wrong =
        || json!({"name": 5, "colour": "red", "items": 7, "lines": "x", "profile": 1}).to_string();
    for (method, path) in [
        ("PUT", supplier.as_str()),
        ("PATCH", &supplier),
        ("POST", "/suppliers"),
        ("POST", "/suppliers/batch"),
        ("PUT", &order),
        ("PATCH", &order),
        ("PUT", &user),
        ("PATCH", &user),
        ("POST", "/users"),
        ("POST", "/choices"),
        ("POST", &format!("{order}/issue")),
        ("POST", &format!("{order}/cancel")),
    ] {
        let reply = send(&viewer, method, path, wrong()).await;
        reply.problem(403, "forbidden");
    }
    for (method, path) in [
        ("PUT", user.as_str()),
        ("PATCH", &user),
        ("POST", &format!("{order}/step-back")),
        ("POST", "/receivables/1/void"),
    ] {
        let reply = send(&world.broker, method, path, wrong()).await;
        reply.problem(403, "forbidden");
    }
    // A missing or changed record takes precedence over errors in the body, for both methods.
    for method in ["PUT", "PATCH"] {
        let call = world.broker.call(method, "/suppliers/999999").etag("\"1\"");
        let reply = call.body("application/json", wrong()).send().await;
        reply.problem(404, "not_found");
        let call = world.broker.call(method, &supplier).etag("\"99\"");
        let reply = call.body("application/json", wrong()).send().await;
        reply.problem(412, "stale_version");
    }
}
