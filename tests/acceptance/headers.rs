//! Headers of every response, including errors (`security.md` section 1).

use serde_json::json;

use crate::support::{App, Reply, World, on_both_databases};

on_both_databases!(
    every_answer_is_guarded,
    answers_to_people_are_private,
    limits_are_told,
    answers_are_compressed_on_demand,
    hsts_goes_with_tls_only,
);

/// Asserts the headers of an API response.
#[track_caller]
fn guarded(reply: &Reply) {
    let call = &reply.call;
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        (
            "permissions-policy",
            "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
        ),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(reply.header(name), Some(value), "{call}: {name}");
    }
    for name in [
        "server",
        "x-powered-by",
        "x-xss-protection",
        "access-control-allow-origin",
        "access-control-allow-credentials",
        "strict-transport-security",
    ] {
        assert_eq!(reply.header(name), None, "{call}: {name}");
    }
    let id = reply.header("x-request-id").unwrap_or_default();
    assert!(!id.is_empty(), "{call}: no request id");
    let policy = reply.header("content-security-policy").unwrap_or_default();
    if call.contains("/api/docs") {
        assert!(
            policy.contains("script-src 'self'")
                && policy.contains("img-src 'self' data:")
                && !policy.contains("unsafe-eval"),
            "{call}: {policy}"
        );
    } else {
        assert_eq!(
            policy, "default-src 'none'; frame-ancestors 'none'",
            "{call}"
        );
    }
    for secret in [
        "diesel",
        "actix",
        "panicked",
        "sqlite3",
        "postgres://",
        ".rs:",
        "/root/",
        "/tmp/",
    ] {
        assert!(
            !reply.text().to_lowercase().contains(secret)
                || call.contains("/api/docs")
                || call.contains("openapi"),
            "{call} tells {secret}: {}",
            reply.text()
        );
    }
}

async fn every_answer_is_guarded(app: &mut App) {
    let world = World::new(app).await;
    let broker = &world.broker;
    let body = json!({"name": "Guarded"});
    let made = broker.create("/suppliers", &body).await;
    let path = format!("/suppliers/{}", made.id());
    let tag = broker
        .get("/suppliers")
        .await
        .header("etag")
        .unwrap_or_default()
        .to_owned();
    let replies = vec![
        broker.get("/suppliers").await.expect(200),
        broker.call("HEAD", &path).send().await.expect(200),
        broker
            .call("GET", "/suppliers")
            .header("if-none-match", &tag)
            .send()
            .await
            .expect(304),
        broker.get("/suppliers/").await.expect(308),
        broker
            .query("/suppliers", &[("colour", "red")])
            .await
            .expect(400),
        broker
            .call("POST", "/suppliers")
            .body("application/json", "{")
            .send()
            .await
            .expect(400),
        app.call("GET", "/api/v1/suppliers")
            .send()
            .await
            .expect(401),
        app.viewer()
            .await
            .post("/suppliers", &body)
            .await
            .expect(403),
        broker.get("/suppliers/999999").await.expect(404),
        broker.get("/nothing").await.expect(404),
        app.call("GET", "/nothing/at/all.js")
            .send()
            .await
            .expect(404),
        broker.call("DELETE", "/suppliers").send().await.expect(405),
        broker
            .call("GET", "/suppliers")
            .header("accept", "text/html")
            .send()
            .await
            .expect(406),
        broker.post("/suppliers", &body).await.expect(409),
        broker.patch(&path, "\"9\"", &body).await.expect(412),
        broker
            .call("POST", "/suppliers")
            .body("application/json", "x".repeat(1_100_000))
            .send()
            .await
            .expect(413),
        broker
            .call("POST", "/suppliers")
            .body("text/plain", "x")
            .send()
            .await
            .expect(415),
        broker.post("/suppliers", &json!({})).await.expect(422),
        broker
            .call("PATCH", &path)
            .patch(&body)
            .send()
            .await
            .expect(428),
        broker.call("OPTIONS", "/suppliers").send().await,
        broker
            .call("POST", "/auth/logout")
            .json(&json!({}))
            .header("x-requested-with", "projectmeats")
            .send()
            .await
            .expect(204),
        app.call("GET", "/health").send().await.expect(200),
        app.call("GET", "/health/live").send().await.expect(200),
        app.call("GET", "/api/openapi.json")
            .send()
            .await
            .expect(200),
        app.call("GET", "/api/docs/").send().await.expect(200),
        app.call("GET", "/api/problems/duplicate")
            .send()
            .await
            .expect(200),
        made,
    ];
    for reply in &replies {
        guarded(reply);
    }
}

async fn answers_to_people_are_private(app: &mut App) {
    let world = World::new(app).await;
    let path = format!("/suppliers/{}", world.supplier);
    for path in [path.as_str(), "/suppliers", "/choices"] {
        let reply = world.broker.get(path).await.expect(200);
        assert_eq!(
            reply.header("cache-control"),
            Some("private, no-cache"),
            "{path}"
        );
        let vary = reply.header("vary").unwrap_or_default().to_lowercase();
        assert!(
            vary.contains("authorization") && vary.contains("accept-encoding"),
            "{path}: {vary}"
        );
    }
    for path in ["/users", "/me", "/auth/sessions"] {
        assert_eq!(
            world
                .broker
                .get(path)
                .await
                .expect(200)
                .header("cache-control"),
            Some("no-store"),
            "{path}"
        );
    }
    let body = json!({"username": "admin", "password": crate::support::app::ADMIN_PASSWORD});
    let login = app
        .call("POST", "/api/v1/auth/login")
        .json(&body)
        .header("x-requested-with", "projectmeats")
        .send()
        .await
        .expect(200);
    assert_eq!(login.header("cache-control"), Some("no-store"));
    app.configured(|config| config.no_store = true).await;
    let world_again = app.admin().await;
    assert_eq!(
        world_again
            .get("/suppliers")
            .await
            .expect(200)
            .header("cache-control"),
        Some("no-store")
    );
}

async fn limits_are_told(app: &mut App) {
    let broker = app.broker().await;
    let first = broker.get("/suppliers").await.expect(200);
    assert_eq!(
        first.header("ratelimit-policy"),
        Some("\"default\";q=6000;w=300")
    );
    let left = |reply: &Reply| -> u32 {
        let limit = reply.header("ratelimit").unwrap_or_default();
        assert!(
            limit.starts_with("\"default\";r=") && limit.contains(";t="),
            "{limit}"
        );
        limit
            .split(['=', ';'])
            .nth(2)
            .and_then(|left| left.parse().ok())
            .unwrap_or_default()
    };
    let before = left(&first);
    assert_eq!(left(&broker.get("/suppliers").await), before - 1);
    app.configured(|config| config.rate_limit = 5).await;
    let broker = app.sign_in(&broker.username, &broker.password).await;
    let other = app.admin().await;
    let mut refused = None;
    for _ in 0..8 {
        let reply = broker.get("/suppliers").await;
        if reply.status == 429 {
            refused = Some(reply);
            break;
        }
    }
    let refused = refused.expect("the limit holds");
    refused.problem(429, "rate_limited");
    assert_eq!(left(&refused), 0);
    other.get("/suppliers").await.expect(200);
    app.call("GET", "/health").send().await.expect(200);
    app.advance(301);
    broker.get("/suppliers").await.expect(200);
}

async fn answers_are_compressed_on_demand(app: &mut App) {
    let world = World::new(app).await;
    for n in 0..20 {
        world
            .broker
            .create(
                "/suppliers",
                &json!({"name": format!("Brindlemoor Beef Packing {n}")}),
            )
            .await;
    }
    let plain = world.broker.get("/suppliers").await.expect(200);
    assert_eq!(plain.header("content-encoding"), None);
    for (accept, encoding) in [
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br", "br"),
        ("br;q=0, gzip", "gzip"),
    ] {
        let reply = world
            .broker
            .call("GET", "/suppliers")
            .header("accept-encoding", accept)
            .send()
            .await
            .expect(200);
        assert_eq!(reply.header("content-encoding"), Some(encoding), "{accept}");
        assert!(
            reply.body.len() * 2 < plain.body.len(),
            "{accept}: {} of {}",
            reply.body.len(),
            plain.body.len()
        );
    }
    let none = world
        .broker
        .call("GET", "/suppliers")
        .header("accept-encoding", "identity")
        .send()
        .await
        .expect(200);
    assert_eq!(
        (none.header("content-encoding"), none.body.len()),
        (None, plain.body.len())
    );
    let empty = world
        .broker
        .call("HEAD", "/suppliers")
        .header("accept-encoding", "br")
        .send()
        .await
        .expect(200);
    assert!(empty.body.is_empty());
}

async fn hsts_goes_with_tls_only(app: &mut App) {
    app.configured(|config| config.public_url = Some("https://orders.example.com".to_owned()))
        .await;
    let reply = app.call("GET", "/health/live").send().await.expect(200);
    assert_eq!(
        reply.header("strict-transport-security"),
        Some("max-age=31536000; includeSubDomains")
    );
}
