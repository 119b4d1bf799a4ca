//! Health and metrics: accurate, and without details for anonymous callers.

use api::Secret;
use serde_json::json;

use crate::support::relay::Relay;
use crate::support::{App, environment, on_both_databases};

on_both_databases!(
    a_well_server_says_so,
    redis_is_reported,
    without_redis_everything_works,
    figures_need_a_token,
    behind_a_proxy_figures_always_need_a_token,
    choices_are_served
);

async fn a_well_server_says_so(app: &mut App) {
    for path in ["/health", "/health/ready"] {
        let reply = app.call("GET", path).send().await.expect(200);
        let body = reply.json();
        assert_eq!(
            (&body["status"], &body["database"], &body["cache"]),
            (&json!("healthy"), &json!("connected"), &json!("absent"))
        );
        assert!(
            body["version"].is_string() && body["timestamp"].is_string(),
            "{body}"
        );
        assert!(
            body.get("checks").is_none(),
            "details are for administrators"
        );
        assert_eq!(reply.header("cache-control"), Some("no-store"));
    }
    let live = app
        .call("GET", "/health/live")
        .send()
        .await
        .expect(200)
        .json();
    assert_eq!(live["status"], "healthy");
    let admin = app.admin().await;
    let body = app
        .call("GET", "/health")
        .bearer(&admin.token)
        .send()
        .await
        .expect(200)
        .json();
    assert!(body["checks"].is_object(), "{body}");
    let viewer = app.viewer().await;
    let body = app
        .call("GET", "/health")
        .bearer(&viewer.token)
        .send()
        .await
        .expect(200)
        .json();
    assert!(body.get("checks").is_none(), "{body}");
}

async fn redis_is_reported(app: &mut App) {
    app.configured(|config| config.redis_url = Some(Secret::new(environment::redis_url())))
        .await;
    let body = app.call("GET", "/health").send().await.expect(200).json();
    assert_eq!(
        (&body["status"], &body["cache"]),
        (&json!("healthy"), &json!("active"))
    );
    app.admin().await.get("/suppliers").await.expect(200);
}

async fn without_redis_everything_works(app: &mut App) {
    let relay = Relay::before(&environment::redis_url());
    let url = relay.leading_to(&environment::redis_url());
    app.configured(|config| config.redis_url = Some(Secret::new(url)))
        .await;
    let broker = app.broker().await;
    let state = async |app: &App| {
        let body = app.call("GET", "/health").send().await.expect(200).json();
        (body["status"].clone(), body["cache"].clone())
    };
    assert_eq!(state(app).await, (json!("healthy"), json!("active")));
    for (n, silent) in [(1, false), (2, true)] {
        if silent {
            relay.mute();
        } else {
            relay.cut();
        }
        broker
            .create("/suppliers", &json!({"name": format!("Without Redis {n}")}))
            .await;
        broker.get("/suppliers").await.expect(200);
        app.sign_in(&broker.username, &broker.password).await;
        assert_eq!(
            state(app).await,
            (json!("degraded"), json!("away")),
            "silent: {silent}"
        );
        relay.mend();
        let mut healed = false;
        for _ in 0..100 {
            broker.get("/suppliers").await.expect(200);
            if state(app).await == (json!("healthy"), json!("active")) {
                healed = true;
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        assert!(healed, "it comes back by itself");
    }
    // A server also starts without Redis.
    relay.cut();
    app.restart().await;
    app.admin().await.get("/suppliers").await.expect(200);
}

async fn figures_need_a_token(app: &mut App) {
    app.configured(|config| {
        config.metrics_token = Some(Secret::new("scrape me every fifteen seconds"))
    })
    .await;
    app.call("GET", "/metrics").send().await.expect(401);
    app.call("GET", "/metrics")
        .bearer("wrong")
        .send()
        .await
        .expect(401);
    let broker = app.broker().await;
    app.call("GET", "/metrics")
        .bearer(&broker.token)
        .send()
        .await
        .expect(401);
    broker.get("/suppliers/41").await.expect(404);
    let reply = app
        .call("GET", "/metrics")
        .bearer("scrape me every fifteen seconds")
        .send()
        .await
        .expect(200);
    assert!(
        reply
            .header("content-type")
            .is_some_and(|media| media.starts_with("text/plain"))
    );
    let text = reply.text();
    assert!(
        text.contains("/api/v1/suppliers/{id}"),
        "counted by route, not by address: {text}"
    );
    assert!(!text.contains("suppliers/41"), "{text}");
}

async fn behind_a_proxy_figures_always_need_a_token(app: &mut App) {
    app.call("GET", "/metrics").send().await.expect(200);
    app.configured(|config| config.public_url = Some("https://orders.example.com".to_owned()))
        .await;
    app.call("GET", "/metrics")
        .send()
        .await
        .problem(404, "route_not_found");
    app.configured(|config| config.metrics_token = Some(Secret::new("scrape me now and then")))
        .await;
    app.call("GET", "/metrics").send().await.expect(401);
    app.call("GET", "/metrics")
        .bearer("scrape me now and then")
        .send()
        .await
        .expect(200);
}

async fn choices_are_served(app: &mut App) {
    let viewer = app.viewer().await;
    let reply = viewer.get("/choices").await.expect(200);
    let tag = reply.header("etag").expect("a tag").to_owned();
    viewer
        .call("GET", "/choices")
        .header("if-none-match", &tag)
        .send()
        .await
        .expect(304);
    let choices = viewer.api.choices().await.expect("choices");
    for (list, code, label) in [
        ("species", "beef", "Beef"),
        ("payment_terms", "wire_1_day_prior", "Wire 1 day prior"),
        ("po_status", "in_transit", "In transit"),
        ("us_state", "NE", "Nebraska"),
        ("country", "USA", "USA"),
        ("weight_source", "barcode_sum", "Sum of case barcodes"),
        ("price_basis", "per_cwt", "$/cwt"),
    ] {
        assert!(choices.has(list, code), "{list} has {code}");
        assert!(
            choices.label(list, code).starts_with(label) || list == "country",
            "{list} {code}: {}",
            choices.label(list, code)
        );
    }
    assert!(choices.lists.is_sorted_by(|one, next| one.name < next.name));
    for list in &choices.lists {
        assert!(
            list.entries
                .is_sorted_by(|one, next| one.position <= next.position),
            "{}",
            list.name
        );
    }
    let retired = choices
        .list("species")
        .iter()
        .find(|entry| entry.code == "mutton");
    assert_eq!(retired.map(|entry| entry.retired), Some(true));
}
