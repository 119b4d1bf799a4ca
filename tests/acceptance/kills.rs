//! SIGKILL of the server, or of PostgreSQL, in the middle of changes, actions, batches and sessions: what was acknowledged is there,
//! and nothing is there by half.
//!
//! This proves that an acknowledged write has reached the operating system, and that the database repairs what a dead process
//! leaves. What a power failure leaves also depends on syncing, which no test here can show.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use api::Secret;

use crate::support::app::{Database, http, runtime};
use crate::support::own_postgres::OwnPostgres;
use crate::support::process::Process;
use crate::support::samples::order;
use crate::support::{Actor, App, Call, Reply, World, on_both_databases};

on_both_databases!(a_kill_cuts_no_change_in_half);

mod many {
    use crate::support::app::{Database, run};

    #[test]
    #[ignore = "long: cargo xtask test --all"]
    fn fifty_kills_on_sqlite() {
        run(Database::Sqlite, super::fifty_kills);
    }

    #[test]
    #[ignore = "long: cargo xtask test --all"]
    fn fifty_kills_on_postgres() {
        run(Database::Postgres, super::fifty_kills);
    }
}

#[test]
fn a_killed_database_cuts_no_change_in_half() {
    runtime().block_on(database_kills(2));
}

#[test]
#[ignore = "long: cargo xtask test --all"]
fn twenty_five_kills_of_the_database() {
    runtime().block_on(database_kills(25));
}

async fn a_kill_cuts_no_change_in_half(app: &mut App) {
    kills(app, 4, None).await;
}

async fn fifty_kills(app: &mut App) {
    kills(app, 50, None).await;
}

async fn database_kills(rounds: u64) {
    let mut postgres = OwnPostgres::start();
    let url = Secret::new(postgres.url());
    let mut app = App::start_empty(Database::Sqlite, |config| config.database_url = url).await;
    kills(&mut app, rounds, Some(&mut postgres)).await;
}

/// Sends a request; `None` if the server is gone, or says that its database is.
async fn acknowledged(call: Call) -> Option<Reply> {
    let reply = call.try_send().await.ok()?;
    (reply.status != 503).then_some(reply)
}

/// What one lane was seen, for the look after the kill.
#[derive(Default)]
struct Acknowledged {
    /// Number of acknowledged writes.
    count: usize,
    /// The last acknowledged response, if it is a record.
    last: Option<Reply>,
    /// Paths or tokens of acknowledged responses.
    names: Vec<String>,
}

/// Changes one record again and again.
async fn patches(actor: &Actor, supplier: &Reply) -> Acknowledged {
    let mut seen = Acknowledged::default();
    let path = supplier.path();
    let mut now = supplier.clone();
    loop {
        let body = json!({"notes": format!("change {}", seen.count + 1)});
        let call = actor.call("PATCH", &path).etag(&now.etag()).patch(&body);
        let Some(reply) = acknowledged(call).await else {
            seen.last = Some(now);
            return seen;
        };
        now = reply.expect(200);
        seen.count += 1;
    }
}

/// Takes an order back and forth between two statuses.
async fn steps(actor: &Actor, order: &Reply) -> Acknowledged {
    let mut seen = Acknowledged::default();
    let path = order.path();
    let mut now = order.clone();
    loop {
        let (action, body) = if seen.count % 2 == 0 {
            ("issue", json!({}))
        } else {
            ("step-back", json!({"reason": "test"}))
        };
        let call = actor.call("POST", &format!("{path}/{action}"));
        let call = call.etag(&now.etag()).json(&body);
        let Some(reply) = acknowledged(call).await else {
            seen.last = Some(now);
            return seen;
        };
        now = reply.expect(200);
        seen.count += 1;
    }
}

/// Creates three records at a time, all or none.
async fn batches(actor: &Actor, round: u64) -> Acknowledged {
    let mut seen = Acknowledged::default();
    loop {
        let name = |part: usize| format!("Batch r{round}x {} {part}", seen.count);
        let items: Vec<Value> = (0..3)
            .map(|part| json!({"op": "create", "body": {"name": name(part)}}))
            .collect();
        let body = json!({"atomic": true, "items": items});
        let call = actor.call("POST", "/customers/batch").json(&body);
        let Some(reply) = acknowledged(call).await else {
            return seen;
        };
        assert_eq!(reply.expect(200).json()["done"], 3);
        seen.count += 1;
    }
}

/// Refreshes a session; each response ends the token before it.
async fn refreshes(actor: &Actor) -> Acknowledged {
    let mut seen = Acknowledged::default();
    seen.names.push(actor.refresh.clone());
    loop {
        let token = seen.names.last().cloned();
        let body = json!({"refresh_token": token});
        let call = actor.call("POST", "/auth/refresh").json(&body);
        let Some(reply) = acknowledged(call).await else {
            return seen;
        };
        let answer = reply.expect(200).json();
        let next = answer["refresh_token"].as_str().unwrap_or_default();
        seen.names.push(next.to_owned());
        seen.count += 1;
    }
}

/// Signs in and out; keeps the refresh tokens of the sessions that were ended.
async fn sign_outs(actor: &Actor, origin: &str) -> Acknowledged {
    let mut seen = Acknowledged::default();
    let body = json!({"username": actor.username, "password": actor.password, "refresh": "body"});
    loop {
        let call = actor.call("POST", "/auth/login").json(&body);
        let Some(reply) = acknowledged(call).await else {
            return seen;
        };
        let session = reply.expect(200).json();
        let text = |name: &str| session[name].as_str().unwrap_or_default().to_owned();
        let (access, refresh) = (text("access_token"), text("refresh_token"));
        let call = Call::new(&http(), "POST", &format!("{origin}/api/v1/auth/logout"));
        let call = call.bearer(&access);
        let Some(reply) = acknowledged(call).await else {
            return seen;
        };
        reply.expect(204);
        seen.names.push(refresh);
        seen.count += 1;
    }
}

/// A record is as acknowledged, or one write further, with one entry of history for each version.
async fn whole(admin: &Actor, seen: &Acknowledged) -> Reply {
    let last = seen.last.as_ref().expect("a record");
    let now = admin.get(&last.path()).await.expect(200);
    let version = |reply: &Reply| reply.json()["version"].as_i64().unwrap_or_default();
    let further = version(&now) - version(last);
    assert!(
        (0..=1).contains(&further),
        "{} of {}",
        now.text(),
        last.text()
    );
    if further == 0 {
        assert_eq!(now.json(), last.json());
    }
    let mut history = 0;
    let mut cursor = String::new();
    loop {
        let mut pairs = vec![("limit", "200")];
        if !cursor.is_empty() {
            pairs.push(("cursor", cursor.as_str()));
        }
        let path = format!("{}/history", last.path());
        let page = admin.query(&path, &pairs).await.expect(200).json();
        history += page["items"].as_array().map_or(0, Vec::len);
        match page["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(i64::try_from(history).ok(), Some(version(&now)));
    now
}

/// Kills the server in each round, or PostgreSQL below it.
async fn kills(app: &mut App, rounds: u64, mut postgres: Option<&mut OwnPostgres>) {
    let url = postgres
        .as_ref()
        .map_or_else(|| app.place.url(), |own| own.url());
    let settings = [
        ("PROJECTMEATS_RATE_LIMIT", "0"),
        ("PROJECTMEATS_DATABASE_URL", url.as_str()),
    ];
    let world = World::new(app).await;
    let mut draft = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    // A supplier without orders, because a row of the one with orders shows their number.
    let supplier = json!({"name": "Changed again and again"});
    let mut supplier = world.broker.create("/suppliers", &supplier).await;
    app.stop().await;
    let (mut written, mut ended, mut renewed) = (0, 0, 0);
    for round in 0..rounds {
        let mut server = Some(Process::serve(&app.place, &[], &settings));
        let running = server.as_ref().expect("it was started");
        let (admin, session) = (running.admin().await, running.admin().await);
        let origin = running.origin.clone();
        let moment = Duration::from_millis(400 + 170 * round % 850);
        let killed = async {
            tokio::time::sleep(moment).await;
            match (&mut postgres, server.take()) {
                (None, Some(running)) => running.kill(),
                (Some(own), running) => {
                    own.kill();
                    server = running;
                }
                (None, None) => {}
            }
        };
        let (changed, stepped, batched, refreshed, signed_out, ()) = tokio::join!(
            patches(&admin, &supplier),
            steps(&admin, &draft),
            batches(&admin, round),
            refreshes(&session),
            sign_outs(&admin, &origin),
            killed,
        );
        if let Some(own) = &mut postgres {
            own.serve();
        }
        // After a kill of the database the same server goes on.
        let server = match server {
            Some(running) => running,
            None => Process::serve(&app.place, &[], &settings),
        };
        is_ready(&server).await;
        let admin = server.admin().await;
        supplier = whole(&admin, &changed).await;
        draft = whole(&admin, &stepped).await;
        ended += signed_out.count;
        written += changed.count + stepped.count + batched.count + refreshed.count;
        if draft.json()["status"] == "issued" {
            let back = json!({"reason": "test"});
            draft = admin.act(&draft, "step-back", &back).await.expect(200);
        }
        let name = format!("r{round}x");
        let pairs = [("q", name.as_str()), ("count", "true"), ("limit", "1")];
        let found = admin.query("/customers", &pairs).await.expect(200).json();
        let batches = found["total"].as_u64().unwrap_or_default() / 3;
        assert_eq!(found["total"], json!(batches * 3), "half a batch");
        let batches = usize::try_from(batches).expect("a number");
        assert!((batched.count..=batched.count + 1).contains(&batches));
        // The last acknowledged token works; those of ended sessions do not.
        let refresh = async |token: &str| {
            let body = json!({"refresh_token": token});
            admin.call("POST", "/auth/refresh").json(&body).send().await
        };
        let tokens = &refreshed.names;
        let last = tokens.last().expect("a token");
        refresh(last).await.expect(200);
        for ended in &signed_out.names {
            refresh(ended).await.problem(401, "token_revoked");
        }
        renewed += refreshed.count;
        server.kill();
    }
    assert!(
        u64::try_from(written).is_ok_and(|written| written > 10 * rounds),
        "the load was none: {written}"
    );
    assert!(ended > 0, "no session was ended");
    assert!(renewed > 2, "no session was refreshed");
}

/// Waits until the server is ready again.
async fn is_ready(server: &Process) {
    let limit = Instant::now() + Duration::from_secs(20);
    let url = format!("{}/health/ready", server.origin);
    while Call::new(&http(), "GET", &url).send().await.status != 200 {
        assert!(Instant::now() < limit, "the server does not recover");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
