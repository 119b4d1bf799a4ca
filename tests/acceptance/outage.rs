//! Database outages: requests get 503 meanwhile, and the server recovers without a restart. PostgreSQL only,
//! because a file has no outages.

use std::time::{Duration, Instant};

use api::Secret;
use serde_json::json;

use crate::support::relay::Relay;
use crate::support::{Actor, App, Database};

/// Asserts that requests are rejected as unavailable within the time limit, and that health reports it.
async fn refused(app: &App, broker: &Actor) {
    for call in [
        broker.call("GET", "/suppliers"),
        broker
            .call("POST", "/suppliers")
            .json(&json!({"name": "Lost"})),
        broker.call("GET", "/suppliers/1"),
    ] {
        let start = Instant::now();
        let reply = call.send().await;
        assert!(
            start.elapsed() < Duration::from_secs(15),
            "{} took {:?}",
            reply.call,
            start.elapsed()
        );
        let problem = reply.expect(503).any_problem();
        assert!(
            ["unavailable", "timeout"].contains(&problem.code.as_str()),
            "{problem:?}"
        );
        reply_tells_nothing(&serde_json::to_string(&problem).expect("JSON"));
    }
    let health = app.call("GET", "/health").send().await.expect(503).json();
    assert_eq!(
        (&health["status"], &health["database"]),
        (&json!("unhealthy"), &json!("disconnected"))
    );
    app.call("GET", "/health/live").send().await.expect(200);
    app.call("GET", "/api/openapi.json")
        .send()
        .await
        .expect(200);
}

fn reply_tells_nothing(text: &str) {
    for secret in ["postgres", "connection", "127.0.0.1", "pm_"] {
        assert!(!text.to_lowercase().contains(secret), "{text}");
    }
}

/// Waits until requests succeed again.
async fn healed(app: &App, broker: &Actor, name: &str) {
    let start = Instant::now();
    loop {
        // With a key, because a response may be lost after the write succeeded.
        let call = broker.call("POST", "/suppliers").key(name);
        let made = call.json(&json!({"name": name})).send().await;
        if made.status == 201 && app.call("GET", "/health").send().await.status == 200 {
            break;
        }
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "not healed: {}",
            made.text()
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    broker.get("/suppliers").await.expect(200);
}

#[test]
fn a_closed_database_is_survived() {
    crate::support::run(Database::Postgres, async |app: &mut App| {
        app.configured(|config| config.pool_wait = Duration::from_secs(1))
            .await;
        let broker = app.broker().await;
        app.place
            .disturb("ALTER DATABASE {} ALLOW_CONNECTIONS false");
        app.place
            .disturb("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'");
        refused(app, &broker).await;
        app.place
            .disturb("ALTER DATABASE {} ALLOW_CONNECTIONS true");
        healed(app, &broker, "Healed").await;
        // Broken pooled connections alone cause no errors.
        for n in 0..3 {
            app.place.disturb(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
            );
            broker.get("/suppliers").await.expect(200);
            let made = broker
                .post("/suppliers", &json!({"name": format!("Unnoticed {n}")}))
                .await;
            made.expect(201);
        }
    });
}

#[test]
fn a_cut_wire_is_survived() {
    crate::support::run(Database::Postgres, async |app: &mut App| {
        let relay = Relay::before(&app.place.url());
        let url = relay.leading_to(&app.place.url());
        app.configured(|config| {
            config.database_url = Secret::new(url);
            config.pool_wait = Duration::from_secs(1);
        })
        .await;
        let broker = app.broker().await;
        for n in 0..2 {
            relay.cut();
            refused(app, &broker).await;
            relay.mend();
            healed(app, &broker, &format!("Healed {n}")).await;
        }
    });
}

#[test]
fn a_silent_database_is_survived() {
    crate::support::run(Database::Postgres, async |app: &mut App| {
        let relay = Relay::before(&app.place.url());
        let url = relay.leading_to(&app.place.url());
        app.configured(|config| {
            config.database_url = Secret::new(url);
            config.pool_wait = Duration::from_secs(1);
            config.statement_timeout = Duration::from_secs(2);
            config.request_timeout = Duration::from_secs(4);
        })
        .await;
        let broker = app.broker().await;
        broker.get("/suppliers").await.expect(200);
        relay.mute();
        refused(app, &broker).await;
        relay.mend();
        healed(app, &broker, "Healed").await;
    });
}

#[test]
fn a_request_that_timed_out_commits_nothing_afterwards() {
    crate::support::run(Database::Postgres, async |app: &mut App| {
        app.configured(|config| config.request_timeout = Duration::from_secs(1))
            .await;
        let broker = app.broker().await;
        broker.create("/suppliers", &json!({"name": "Held"})).await;
        let holder = app
            .place
            .hold("LOCK TABLE suppliers", Duration::from_secs(2));
        tokio::time::sleep(Duration::from_millis(300)).await;
        let late = json!({"name": "Late"});
        let create = || {
            broker
                .call("POST", "/suppliers")
                .key("late")
                .json(&late)
                .send()
        };
        let problem = create().await.problem(503, "timeout");
        let detail = problem.detail.unwrap_or_default();
        assert!(detail.contains("Nothing was changed"), "{detail}");
        holder.join().expect("let go");
        // A statement that waited for the lock ran before this later write.
        broker.create("/suppliers", &json!({"name": "Later"})).await;
        let found = broker.ids("/suppliers", &[("q", "Late")]).await;
        assert_eq!(found.len(), 1, "only the later one was made");
        let made = create().await.expect(201);
        assert_eq!(made.header("idempotency-replayed"), None);
    });
}

#[test]
fn a_slow_statement_is_ended() {
    crate::support::run(Database::Postgres, async |app: &mut App| {
        app.configured(|config| config.statement_timeout = Duration::from_secs(1))
            .await;
        let broker = app.broker().await;
        let made = broker.create("/suppliers", &json!({"name": "Held"})).await;
        let path = format!("/suppliers/{}", made.id());
        // A lock is held on the row for longer than a statement may wait.
        let holder = app.place.hold(
            "UPDATE suppliers SET version = version WHERE id > 0",
            Duration::from_secs(4),
        );
        tokio::time::sleep(Duration::from_millis(500)).await;
        let start = Instant::now();
        let reply = broker
            .patch(&path, &made.etag(), &json!({"notes": "x"}))
            .await;
        reply.problem(503, "timeout");
        assert!(
            start.elapsed() < Duration::from_secs(3),
            "{:?}",
            start.elapsed()
        );
        broker.get(&path).await.expect(200);
        holder.join().expect("let go");
        broker
            .patch(&path, &made.etag(), &json!({"notes": "x"}))
            .await
            .expect(200);
    });
}
