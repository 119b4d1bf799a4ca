//! Many at once: writers of one version, and an idempotency key that another request holds.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::app::{App, Database, run};
use crate::support::on_both_databases;

on_both_databases!(of_many_writers_of_one_version_one_wins);

async fn of_many_writers_of_one_version_one_wins(app: &mut App) {
    let broker = app.broker().await;
    let made = broker
        .create("/suppliers", &json!({"name": "Contended"}))
        .await;
    let path = format!("/suppliers/{}", made.id());
    let mut version = 1;
    for writers in [16, 50] {
        let etag = broker.get(&path).await.expect(200).etag();
        let bodies: Vec<Value> = (0..writers)
            .map(|n| json!({"notes": format!("writer {n} of {writers}")}))
            .collect();
        let writes = bodies.iter().map(|body| broker.patch(&path, &etag, body));
        let replies = join_all(writes).await;
        let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
        assert_eq!(won.len(), 1, "of {writers} writers");
        for reply in lost {
            reply.problem(412, "stale_version");
        }
        version += 1;
        let now = broker.get(&path).await.expect(200).json();
        assert_eq!(now, won[0].json());
        assert_eq!(now["version"], version);
    }
    let history = broker.get(&format!("{path}/history")).await.json();
    assert_eq!(history["items"].as_array().map(Vec::len), Some(3));
}

/// PostgreSQL only: SQLite has one writer, so there the second request waits for the first.
#[test]
fn a_key_that_another_request_holds_is_refused() {
    run(Database::Postgres, async |app: &mut App| {
        let broker = app.broker().await;
        let user = broker.id().get();
        let insert = format!(
            "INSERT INTO idempotency_keys (principal, route, key, body_hash, created_at) \
             VALUES ({user}, 'POST /api/v1/suppliers', 'held', 'x', now())"
        );
        // Longer than a request waits for a lock, which is five seconds.
        let holder = app.place.hold(&insert, Duration::from_secs(8));
        tokio::time::sleep(Duration::from_secs(1)).await;
        let reply = broker
            .call("POST", "/suppliers")
            .key("held")
            .json(&json!({"name": "Held"}))
            .send()
            .await;
        reply.problem(409, "idempotency_in_progress");
        assert_eq!(reply.header("retry-after"), Some("1"));
        assert_eq!(broker.ids("/suppliers", &[]).await, Vec::<i64>::new());
        holder.join().expect("the holder ends");
    });
}
