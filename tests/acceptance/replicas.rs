//! A lagging standby: users read their own writes at once. PostgreSQL only; the test has its own pair of servers.

use std::time::{Duration, Instant};

use api::Secret;
use serde_json::json;

use crate::support::{Actor, App, Database, environment, postgres};

/// Whether the list of suppliers has this name.
async fn sees(actor: &Actor, name: &str) -> bool {
    let listed = actor.query("/suppliers", &[("q", name)]).await;
    let listed = listed.expect(200).json();
    listed["items"]
        .as_array()
        .is_some_and(|items| !items.is_empty())
}

/// Queries a server until it returns this answer.
fn wait(url: &str, question: &str, answer: &str) {
    let start = Instant::now();
    while postgres::execute(url, question) != [answer] {
        assert!(start.elapsed() < Duration::from_secs(30), "{question}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Waits until the standby has replayed everything committed on the primary.
fn catch_up(primary: &str, standby: &str) {
    // The insert position, which the server tracks per user: without synchronous commits, the written position lags behind it.
    let committed = postgres::execute(primary, "SELECT pg_current_wal_insert_lsn()");
    // Ends the WAL segment, so that the log reaches the standby past that position.
    postgres::execute(primary, "SELECT pg_switch_wal()");
    let replayed = format!("SELECT pg_last_wal_replay_lsn() >= '{}'", committed[0]);
    wait(standby, &replayed, "t");
}

/// Pauses replay on a standby; dropping it resumes replay, also after a failed test.
struct Paused<'a> {
    standby: &'a str,
}

impl<'a> Paused<'a> {
    fn new(standby: &'a str) -> Self {
        postgres::execute(standby, "SELECT pg_wal_replay_pause()");
        wait(standby, "SELECT pg_get_wal_replay_pause_state()", "paused");
        Self { standby }
    }
}

impl Drop for Paused<'_> {
    fn drop(&mut self) {
        let resumed = postgres::try_execute(self.standby, "SELECT pg_wal_replay_resume()");
        drop(resumed);
    }
}

#[test]
fn users_read_their_own_writes() {
    let (primary, standby) = environment::postgres_pair();
    crate::support::app::run(Database::Postgres, async |app: &mut App| {
        let name = format!("pm_replicated_{}", std::process::id());
        postgres::execute(&primary, &format!("CREATE DATABASE {name}"));
        let known = format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'");
        wait(&standby, &known, "1");
        let read = postgres::with_database(&standby, &name);
        let write = postgres::with_database(&primary, &name);
        app.configured(|config| {
            config.database_url = Secret::new(write.clone());
            config.database_read_urls = vec![Secret::new(read.clone())];
        })
        .await;
        let broker = app.broker().await;
        let viewer = app.viewer().await;
        // Everything written so far has arrived, so the viewer can read from the standby.
        catch_up(&primary, &standby);
        let paused = Paused::new(&standby);
        lagging(app, &broker, &viewer).await;
        drop(paused);
        // It has caught up, so no reads need the primary.
        let start = Instant::now();
        while !sees(&viewer, "Brindlemoor").await {
            assert!(start.elapsed() < Duration::from_secs(30));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(sees(&broker, "Brindlemoor").await);
        app.stop().await;
        postgres::execute(&primary, &format!("DROP DATABASE {name} WITH (FORCE)"));
    });
}

/// Reads while the standby replays nothing.
async fn lagging(app: &App, broker: &Actor, viewer: &Actor) {
    let made = broker
        .call("POST", "/suppliers")
        .json(&json!({"name": "Brindlemoor Beef"}))
        .send()
        .await
        .expect(201);
    let path = format!("/suppliers/{}", made.id());
    let history = broker.call("GET", &format!("{path}/history")).send().await;
    let history = history.expect(200).json();
    assert_eq!(history["items"].as_array().map(Vec::len), Some(1));
    assert!(sees(broker, "Brindlemoor").await, "its own list");
    // Other users read from the standby, which is still empty: this proves that it lags.
    assert!(
        !sees(viewer, "Brindlemoor").await,
        "others read the standby"
    );

    // A second instance knows only from the cookie.
    let cookie = made.header("set-cookie").unwrap_or_default().to_owned();
    assert!(cookie.starts_with("pm_written="), "{cookie}");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    let other = api::start(app.config.clone())
        .await
        .expect("a second instance");
    let ask = async |cookie: Option<&str>| {
        let url = format!("http://{}/api/v1{path}/history", other.address);
        let mut call = app.http.get(url).bearer_auth(&broker.token);
        if let Some(cookie) = cookie {
            call = call.header("cookie", cookie);
        }
        call.send().await.expect("an answer").status().as_u16()
    };
    assert_eq!(
        ask(None).await,
        404,
        "without the cookie it reads the standby"
    );
    assert_eq!(ask(Some(&cookie)).await, 200);
    assert_eq!(ask(Some("pm_written=nonsense")).await, 404);
    other.stop().await;
}
