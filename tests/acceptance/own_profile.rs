//! The user's own profile: its fields, preferences and completion.

use serde_json::json;

use super::users::draft;
use crate::support::reply::contains;
use crate::support::{App, on_both_databases};

on_both_databases!(
    own_profile_is_ones_own,
    preferences_are_merged,
    completion_counts_what_is_filled_in,
);

async fn own_profile_is_ones_own(app: &mut App) {
    let broker = app.broker().await;
    let other = app.broker().await;
    let me = broker.get("/me").await.expect(200);
    assert_eq!(me.json()["id"], json!(broker.id().get()));
    let patch = json!({"job_title": "Beef broker", "time_zone": "America/Denver", "theme": "dark"});
    let changed = broker.patch("/me", &me.etag(), &patch).await.expect(200);
    contains(&changed.json(), &patch, "");
    broker
        .patch("/me", &me.etag(), &json!({"theme": "light"}))
        .await
        .problem(412, "stale_version");
    broker
        .call("PATCH", "/me")
        .patch(&json!({}))
        .send()
        .await
        .problem(428, "precondition_required");
    for forged in ["role", "username", "email", "is_active", "password"] {
        let found = broker
            .patch("/me", &changed.etag(), &json!({forged: "admin"}))
            .await
            .wrong_fields();
        assert_eq!(found[0].0, format!("/{forged}"), "{found:?}");
    }
    let zone = broker
        .patch(
            "/me",
            &changed.etag(),
            &json!({"time_zone": "Mars/Olympus"}),
        )
        .await
        .wrong_fields();
    assert_eq!(zone[0].0, "/time_zone");
    // Other users are readable, because their names appear everywhere, but cannot be changed.
    let path = format!("/users/{}", other.id());
    let read = broker.get(&path).await.expect(200);
    broker
        .patch(&path, &read.etag(), &json!({"job_title": "x"}))
        .await
        .problem(403, "forbidden");
    broker
        .post("/users", &draft("lee"))
        .await
        .problem(403, "forbidden");
    assert_eq!(
        other.get("/me").await.expect(200).json()["theme"],
        "auto",
        "one user's settings never touch another's"
    );
}

async fn preferences_are_merged(app: &mut App) {
    let viewer = app.viewer().await;
    let other = app.viewer().await;
    let me = viewer.get("/me").await.expect(200);
    assert_eq!(me.json()["preferences"], json!({}), "there from the start");
    let first = json!({"preferences": {"sidebar": {"open": true, "width": 200}, "menu": ["a"]}});
    let first = viewer.patch("/me", &me.etag(), &first).await.expect(200);
    let second = json!({"preferences": {"sidebar": {"width": 240}, "menu": null, "theme": "x"}});
    let second = viewer
        .patch("/me", &first.etag(), &second)
        .await
        .expect(200);
    assert_eq!(
        second.json()["preferences"],
        json!({"sidebar": {"open": true, "width": 240}, "theme": "x"})
    );
    let others = other.get("/me").await.expect(200);
    assert_eq!(
        (&others.json()["preferences"], others.etag()),
        (&json!({}), me.etag()),
        "one user's settings never touch another's"
    );
    let large = json!({"preferences": {"blob": "x".repeat(65 * 1024)}});
    viewer
        .patch("/me", &second.etag(), &large)
        .await
        .refuses(&[("/preferences", "too_long")]);
}

async fn completion_counts_what_is_filled_in(app: &mut App) {
    let broker = app.broker().await;
    let me = broker.get("/me").await.expect(200);
    contains(
        &me.json(),
        &json!({"profile_completion": 42, "profile_missing": ["phone", "department", "job_title", "bio"]}),
        "",
    );
    let rest = json!({"phone": "402 555 0100", "department": "Trading", "job_title": "Broker", "bio": "x"});
    let full = broker
        .patch("/me", &me.etag(), &rest)
        .await
        .expect(200)
        .json();
    contains(
        &full,
        &json!({"profile_completion": 100, "profile_missing": []}),
        "",
    );
    assert_eq!(full["display_name"], json!(broker.me.user.display_name));
}
