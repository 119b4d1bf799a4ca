//! `Idempotency-Key`: a repeated request takes effect once (`api.md` 5.5).

use futures_util::future::join_all;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::support::samples::{merged, order};
use crate::support::{App, Database, Reply, Sample, World, for_every_resource, on_both_databases};

for_every_resource!(
    a_repeat_is_answered_from_store,
    a_key_with_another_body_is_refused,
    ten_at_once_make_one,
    a_restore_is_replayed,
);

on_both_databases!(
    steps_are_replayed,
    keys_belong_to_person_and_route,
    refusals_are_not_stored,
    odd_keys_are_refused,
    keys_outlive_a_restart,
    keys_outlive_a_change_of_the_signing_key,
);

/// Asserts that a response is the stored one of another.
#[track_caller]
fn replayed(reply: &Reply, first: &Reply) {
    assert_eq!(
        (reply.status, reply.json()),
        (first.status, first.json()),
        "{}",
        reply.call
    );
    for name in ["etag", "location", "content-type"] {
        assert_eq!(
            reply.header(name),
            first.header(name),
            "{}: {name}",
            reply.call
        );
    }
    assert_eq!(
        reply.header("idempotency-replayed"),
        Some("true"),
        "{}",
        reply.call
    );
    assert_eq!(first.header("idempotency-replayed"), None, "{}", reply.call);
}

async fn a_repeat_is_answered_from_store<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let body = S::minimal(&world, 1);
    let send = || {
        world
            .broker
            .call("POST", &S::list())
            .key("key-1")
            .json(&body)
            .send()
    };
    let first = send().await.expect(201);
    replayed(&send().await, &first);
    // The stored response shows the original state, despite later changes.
    world
        .broker
        .patch(
            &S::path(first.id()),
            &first.etag(),
            &json!({S::TEXT: "later"}),
        )
        .await
        .expect(200);
    replayed(&send().await, &first);
    assert_eq!(world.broker.ids(&S::list(), &[]).await.len(), S::BEFORE + 1);
    // The typed client reports it too.
    let draft: S::Draft = serde_json::from_value(S::minimal(&world, 2)).expect("a draft");
    let made = world
        .broker
        .api
        .create::<S>(&draft, Some("key-2"))
        .await
        .expect("made");
    let again = world
        .broker
        .api
        .create::<S>(&draft, Some("key-2"))
        .await
        .expect("replayed");
    assert_eq!(
        (made.replayed, again.replayed, made.value == again.value),
        (false, true, true)
    );
}

async fn a_key_with_another_body_is_refused<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let send = async |n: u32| {
        world
            .broker
            .call("POST", &S::list())
            .key("key-1")
            .json(&S::minimal(&world, n))
            .send()
            .await
    };
    send(1).await.expect(201);
    send(2).await.problem(422, "idempotency_key_reused");
    assert_eq!(world.broker.ids(&S::list(), &[]).await.len(), S::BEFORE + 1);
}

async fn ten_at_once_make_one<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let body = S::minimal(&world, 1);
    let calls = (0..10).map(|_| {
        world
            .broker
            .call("POST", &S::list())
            .key("all at once")
            .json(&body)
            .send()
    });
    let replies = join_all(calls).await;
    let first = replies
        .iter()
        .find(|reply| reply.header("idempotency-replayed").is_none() && reply.status == 201);
    let first = first.expect("one of them made it");
    for reply in &replies {
        if reply.status == 409 {
            reply.problem(409, "idempotency_in_progress");
            assert_eq!(reply.header("retry-after"), Some("1"));
            continue;
        }
        assert_eq!((reply.status, reply.json()), (201, first.json()));
    }
    let fresh = replies
        .iter()
        .filter(|reply| reply.status == 201 && reply.header("idempotency-replayed").is_none());
    assert_eq!(fresh.count(), 1);
    assert_eq!(world.broker.ids(&S::list(), &[]).await.len(), S::BEFORE + 1);
}

async fn a_restore_is_replayed<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    let archived = world
        .broker
        .delete(&S::path(made.id()), &made.etag())
        .await
        .expect(200);
    let restore = format!("{}/restore", S::path(made.id()));
    let send = || {
        world
            .broker
            .call("POST", &restore)
            .key("undo")
            .etag(&archived.etag())
            .json(&json!({}))
            .send()
    };
    let first = send().await.expect(200);
    assert_eq!(first.etag(), "\"3\"");
    // The tag is stale by now, but the repeated request is the same.
    replayed(&send().await, &first);
    let history = world
        .broker
        .get(&format!("{}/history", S::path(made.id())))
        .await
        .expect(200)
        .json();
    assert_eq!(history["items"].as_array().map(Vec::len), Some(3));
}

async fn steps_are_replayed(app: &mut App) {
    let world = World::new(app).await;
    let made = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    let path = format!("/purchase-orders/{}/issue", made.id());
    let send = |body: serde_json::Value| {
        world
            .broker
            .call("POST", &path)
            .key("issue-1")
            .etag(&made.etag())
            .json(&body)
            .send()
    };
    let first = send(json!({})).await.expect(200);
    replayed(&send(json!({})).await, &first);
    send(json!({"accept_negative_margin": true}))
        .await
        .problem(422, "idempotency_key_reused");
    let history = world
        .broker
        .get(&format!("/purchase-orders/{}/history", made.id()))
        .await
        .expect(200)
        .json();
    assert_eq!(
        history["items"].as_array().map(Vec::len),
        Some(2),
        "issued once: {history}"
    );
}

async fn keys_belong_to_person_and_route(app: &mut App) {
    let world = World::new(app).await;
    let named = |name: &str| json!({"name": name});
    let send = async |actor: &crate::support::Actor, path: &str, name: &str| {
        actor
            .call("POST", path)
            .key("same")
            .json(&named(name))
            .send()
            .await
            .expect(201)
            .id()
    };
    let one = send(&world.broker, "/suppliers", "One").await;
    let two = send(&world.admin, "/suppliers", "Two").await;
    send(&world.broker, "/customers", "Three").await;
    assert_ne!(one, two, "another person's key is another key");
    // Another session of the same user counts as the same user.
    let again = app
        .sign_in(&world.broker.username, &world.broker.password)
        .await;
    let reply = again
        .call("POST", "/suppliers")
        .key("same")
        .json(&named("One"))
        .send()
        .await
        .expect(201);
    assert_eq!(
        (reply.id(), reply.header("idempotency-replayed")),
        (one, Some("true"))
    );
    // Actions on two records are two routes.
    for n in 0..2 {
        let made = world
            .broker
            .create(
                "/purchase-orders",
                &merged(order(&world), &json!({"number": format!("K-{n}")})),
            )
            .await;
        let path = format!("/purchase-orders/{}/issue", made.id());
        let issued = world
            .broker
            .call("POST", &path)
            .key("step")
            .etag(&made.etag())
            .json(&json!({}))
            .send()
            .await;
        // Another record is another request: it succeeds or is rejected, but never gets the first record's
        // response.
        match issued.status {
            200 => assert_eq!(issued.id(), made.id()),
            _ => drop(issued.problem(422, "idempotency_key_reused")),
        }
    }
}

async fn refusals_are_not_stored(app: &mut App) {
    let world = World::new(app).await;
    let send = async |name: &str| {
        world
            .broker
            .call("POST", "/suppliers")
            .key("k")
            .json(&json!({"name": name}))
            .send()
            .await
    };
    send("").await.problem(422, "validation_failed");
    send("World supplier").await.problem(409, "duplicate");
    let made = send("Mended").await.expect(201);
    assert_eq!(made.header("idempotency-replayed"), None);
    assert_eq!(send("Mended").await.expect(201).id(), made.id());
}

async fn odd_keys_are_refused(app: &mut App) {
    let world = World::new(app).await;
    for key in ["", &"x".repeat(256), "é", "a\tb"] {
        let call = world
            .broker
            .call("POST", "/suppliers")
            .key(key)
            .json(&json!({"name": "Odd"}));
        call.send().await.problem(400, "invalid_idempotency_key");
    }
    let doubled = world
        .broker
        .call("POST", "/suppliers")
        .key("a")
        .key("b")
        .json(&json!({"name": "Odd"}));
    doubled.send().await.problem(400, "invalid_idempotency_key");
    for (n, key) in ["x", &"x".repeat(255), "!~ a/b=\"c\""]
        .into_iter()
        .enumerate()
    {
        let call = world
            .broker
            .call("POST", "/suppliers")
            .key(key)
            .json(&json!({"name": format!("Fine {n}")}));
        call.send().await.expect(201);
    }
}

async fn keys_outlive_a_restart(app: &mut App) {
    let world = World::new(app).await;
    let body = order(&world);
    let first = world
        .broker
        .call("POST", "/purchase-orders")
        .key("before")
        .json(&body)
        .send()
        .await
        .expect(201);
    app.restart().await;
    let broker = app
        .sign_in(&world.broker.username, &world.broker.password)
        .await;
    let again = broker
        .call("POST", "/purchase-orders")
        .key("before")
        .json(&body)
        .send()
        .await;
    replayed(&again, &first);
}

async fn keys_outlive_a_change_of_the_signing_key(app: &mut App) {
    const OLD: &str = "grinding beef at 122.75 per hundredweight";
    const NEW: &str = "a wholly different key of forty letters!";
    app.configured(|config| config.signing_key = Some(api::Secret::new(OLD)))
        .await;
    let admin = app.admin().await;
    let body =
        json!({"username": "lee", "email": "lee@x.example", "password": "seven pallets of trim"});
    let send = async |admin: &crate::support::Actor, body: &serde_json::Value| {
        let call = admin.call("POST", "/users").key("rotated");
        call.json(body).send().await
    };
    let first = send(&admin, &body).await.expect(201);
    // The stored hash of a body cannot be used to try out passwords.
    let plain: String = Sha256::new()
        .chain_update(format!("\n{body}"))
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let kept = match app.database() {
        Database::Sqlite => {
            let read =
                |name: &str| std::fs::read(app.place.folder().join(name)).unwrap_or_default();
            let bytes = [read("projectmeats.db"), read("projectmeats.db-wal")].concat();
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Database::Postgres => {
            let hashes = "SELECT key || ' ' || body_hash FROM idempotency_keys";
            crate::support::postgres::execute(&app.place.url(), hashes).join("\n")
        }
    };
    assert!(
        kept.contains("rotated") && !kept.contains(&plain),
        "{plain}"
    );
    app.configured(|config| {
        config.signing_key = Some(api::Secret::new(NEW));
        config.previous_signing_key = Some(api::Secret::new(OLD));
    })
    .await;
    let admin = app.admin().await;
    replayed(&send(&admin, &body).await, &first);
    let other = merged(body, &json!({"username": "priya"}));
    send(&admin, &other)
        .await
        .problem(422, "idempotency_key_reused");
}
