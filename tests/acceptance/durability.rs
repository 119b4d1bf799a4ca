//! Acknowledged writes survive restarts, kills under load, and two servers that start together.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::app::GIVEN_PASSWORD;
use crate::support::process::Process;
use crate::support::samples::order;
use crate::support::{App, Sample, World, for_every_resource, on_both_databases};

for_every_resource!(a_restart_keeps_everything);

on_both_databases!(
    a_kill_under_load_loses_nothing_acknowledged,
    a_stop_lets_running_requests_end,
    two_servers_start_together_and_share,
);

async fn a_restart_keeps_everything<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let full = world.admin.create(&S::list(), &S::full(&world, 1)).await;
    let other = world.admin.create(&S::list(), &S::minimal(&world, 2)).await;
    world
        .admin
        .delete(&S::path(other.id()), &other.etag())
        .await
        .expect(200);
    let paths = [
        S::path(full.id()),
        S::path(other.id()),
        format!("{}/history", S::path(full.id())),
        format!("{}?archived=any&count=true", S::list()),
    ];
    let mut before = Vec::new();
    for path in &paths {
        before.push(world.admin.get(path).await.expect(200).json());
    }
    app.restart().await;
    let admin = app.admin().await;
    for (path, before) in paths.iter().zip(before) {
        assert_eq!(admin.get(path).await.expect(200).json(), before, "{path}");
    }
    let patch = admin
        .patch(
            &S::path(full.id()),
            &full.etag(),
            &json!({S::TEXT: "after"}),
        )
        .await
        .expect(200);
    assert_eq!(patch.etag(), "\"2\"");
}

/// Orders by number, as a server lists them; fails on duplicate numbers.
async fn orders(server: &Process) -> BTreeMap<String, Value> {
    let admin = server.admin().await;
    let mut found = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let mut pairs = vec![("limit", "200"), ("archived", "any"), ("sort", "id")];
        if !cursor.is_empty() {
            pairs.push(("cursor", &cursor));
        }
        let page = admin
            .query("/purchase-orders", &pairs)
            .await
            .expect(200)
            .json();
        for row in page["items"].as_array().expect("items") {
            let number = row["number"].as_str().unwrap_or_default().to_owned();
            assert!(
                found.insert(number.clone(), row.clone()).is_none(),
                "{number} stands twice"
            );
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => return found,
        }
    }
}

async fn a_kill_under_load_loses_nothing_acknowledged(app: &mut App) {
    let world = World::new(app).await;
    app.stop().await;
    let body = order(&world);
    let mut acknowledged: Vec<(String, String)> = Vec::new();
    for round in 0..4_u64 {
        let server = Process::serve(&app.place, &[], &[]);
        let admin = server.admin().await;
        let load = (0..6).map(|lane| {
            let (admin, body) = (&admin, &body);
            async move {
                let mut made: Vec<(String, String)> = Vec::new();
                for n in 0.. {
                    let key = format!("{round}-{lane}-{n}");
                    let call = admin.call("POST", "/purchase-orders").key(&key).json(body);
                    match call.try_send().await {
                        Ok(reply) => {
                            let record = reply.expect(201).json();
                            made.push((
                                key,
                                record["number"].as_str().unwrap_or_default().to_owned(),
                            ));
                        }
                        // The server is gone: this order may or may not exist.
                        Err(_gone) => return (made, key),
                    }
                }
                (made, String::new())
            }
        });
        let moment = Duration::from_millis(400 + 150 * round);
        let killed = async {
            tokio::time::sleep(moment).await;
            server.kill();
        };
        let (lanes, ()) = tokio::join!(join_all(load), killed);
        let unsure: Vec<String> = lanes.iter().map(|(_, key)| key.clone()).collect();
        acknowledged.extend(lanes.into_iter().flat_map(|(made, _)| made));

        let server = Process::serve(&app.place, &[], &[]);
        let found = orders(&server).await;
        for (key, number) in &acknowledged {
            let row = found
                .get(number)
                .unwrap_or_else(|| panic!("{key}: {number} was acknowledged and is gone"));
            assert_eq!(
                row["buy_total"], "49100.00",
                "{number} is half an order: {row}"
            );
        }
        // Unacknowledged orders are repeated with their key, and exist once afterwards in either case.
        let admin = server.admin().await;
        for key in unsure {
            let reply = admin
                .call("POST", "/purchase-orders")
                .key(&key)
                .json(&body)
                .send()
                .await
                .expect(201);
            acknowledged.push((
                key,
                reply.json()["number"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
            ));
        }
        let (key, number) = acknowledged.first().expect("an order");
        let again = admin
            .call("POST", "/purchase-orders")
            .key(key)
            .json(&body)
            .send()
            .await
            .expect(201);
        assert_eq!(
            again.json()["number"],
            json!(number),
            "keys outlive the kill"
        );
        let found = orders(&server).await;
        assert_eq!(
            found.len(),
            acknowledged.len(),
            "exactly those that were asked for"
        );
        server.kill();
    }
    let mut ordinals: Vec<usize> = acknowledged
        .iter()
        .filter_map(|(_, number)| number.rsplit('-').next()?.parse().ok())
        .collect();
    ordinals.sort_unstable();
    assert_eq!(
        ordinals,
        (1..=acknowledged.len()).collect::<Vec<_>>(),
        "no number is missing and none is double"
    );
    assert!(
        acknowledged.len() > 40,
        "the load was none: {}",
        acknowledged.len()
    );
}

async fn a_stop_lets_running_requests_end(app: &mut App) {
    let world = World::new(app).await;
    app.stop().await;
    let server = Process::serve(&app.place, &[], &[]);
    let admin = server.admin().await;
    let body = order(&world);
    let lanes = (0..4).map(|_| async {
        let mut count = 0;
        loop {
            match admin
                .call("POST", "/purchase-orders")
                .json(&body)
                .try_send()
                .await
            {
                Ok(reply) if reply.status == 201 => count += 1,
                Ok(reply) => {
                    reply.problem(503, "unavailable");
                    return count;
                }
                Err(error) => {
                    assert!(
                        error.is_connect() || error.is_request(),
                        "an answer was cut off: {error:?}"
                    );
                    return count;
                }
            }
        }
    });
    let stopped = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        tokio::task::spawn_blocking(move || server.terminate())
            .await
            .expect("it stops")
    };
    let (counts, code) = tokio::join!(join_all(lanes), stopped);
    assert_eq!(code, Some(0));
    let server = Process::serve(&app.place, &[], &[]);
    let found = orders(&server).await.len();
    let answered: usize = counts.iter().sum();
    assert!(
        found >= answered && found <= answered + 4,
        "{answered} answered, {found} kept"
    );
}

async fn two_servers_start_together_and_share(app: &mut App) {
    // SQLite has a single writer, but a second process on the same file must still work.
    let fresh = App::start_empty(app.database(), |_| {}).await;
    let mut fresh = fresh;
    fresh.stop().await;
    let empty = crate::support::app::Place::empty(app.database());
    let keys = [(
        "PROJECTMEATS_SIGNING_KEY",
        "the same key on every instance, 41",
    )];
    let (one, two) = std::thread::scope(|scope| {
        let start = || Process::serve(&empty, &[], &keys);
        let (one, two) = (scope.spawn(start), scope.spawn(start));
        (
            one.join().expect("the first starts"),
            two.join().expect("the second starts"),
        )
    });
    let (admin_one, admin_two) = (one.admin().await, two.admin().await);
    let users = admin_one.ids("/users", &[]).await;
    assert_eq!(users.len(), 1, "one administrator");
    let made = admin_one
        .create("/suppliers", &json!({"name": "Shared"}))
        .await;
    let seen = admin_two
        .get(&format!("/suppliers/{}", made.id()))
        .await
        .expect(200);
    assert_eq!(seen.json(), made.json());
    let body = json!({"supplier_id": made.id()});
    let calls = (0..30).map(|n| {
        if n % 2 == 0 {
            admin_one.create("/purchase-orders", &body)
        } else {
            admin_two.create("/purchase-orders", &body)
        }
    });
    let mut numbers: Vec<String> = join_all(calls)
        .await
        .iter()
        .map(|reply| reply.json()["number"].to_string())
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 30);
    // A token of one instance is valid on the other; a role change on one applies on the other within five
    // seconds.
    let broker = json!({"username": "lee", "email": "lee@x.example", "role": "broker", "password": GIVEN_PASSWORD});
    let broker = admin_one.create("/users", &broker).await;
    let http = crate::support::app::http();
    let at_two =
        crate::support::Actor::first_sign_in(&http, &two.origin, "lee", GIVEN_PASSWORD).await;
    at_two
        .create("/suppliers", &json!({"name": "By lee"}))
        .await;
    admin_one
        .patch(
            &format!("/users/{}", broker.id()),
            &broker.etag(),
            &json!({"is_active": false}),
        )
        .await
        .expect(200);
    tokio::time::sleep(Duration::from_millis(5_500)).await;
    at_two.get("/me").await.problem(401, "token_revoked");
}
