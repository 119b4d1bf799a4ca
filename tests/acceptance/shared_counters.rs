//! Two servers with one Redis count as one: failed sign-ins and requests at one server count at the other.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use api::Secret;
use serde_json::json;

use crate::support::{App, Call, environment, on_both_databases};

on_both_databases!(
    failed_sign_ins_count_at_both_servers,
    requests_count_at_both_servers,
);

/// The origin of a second server on the same database and Redis.
async fn second(app: &App) -> (api::Running, String) {
    let running = api::start(app.config.clone()).await;
    let running = running.expect("a second server");
    let origin = format!("http://{}", running.address);
    (running, origin)
}

/// Restarts the server with Redis, behind a proxy, with few requests per minute.
async fn with_redis(app: &mut App, limit: u32) {
    app.configured(|config| {
        config.redis_url = Some(Secret::new(environment::redis_url()));
        config.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
        config.rate_limit = limit;
    })
    .await;
}

/// A number that no other test or run uses in the shared Redis.
fn unique() -> u32 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap_or_default().subsec_nanos() ^ std::process::id()
}

async fn failed_sign_ins_count_at_both_servers(app: &mut App) {
    with_redis(app, 0).await;
    let (other, origin) = second(app).await;
    let username = format!("nobody{}", unique());
    let body = json!({"username": username, "password": "wrong wrong wrong", "refresh": "body"});
    let origins = [app.origin(), origin];
    // Five attempts are free, whichever server gets them.
    for attempt in 0..6 {
        let url = format!("{}/api/v1/auth/login", origins[attempt % 2]);
        let reply = Call::new(&app.http, "POST", &url).json(&body).send().await;
        if attempt < 5 {
            reply.problem(401, "invalid_credentials");
        } else {
            reply.problem(429, "rate_limited");
        }
    }
    other.stop().await;
}

async fn requests_count_at_both_servers(app: &mut App) {
    with_redis(app, 6).await;
    let (other, origin) = second(app).await;
    let [_, b, c, d] = unique().to_be_bytes();
    let address = format!("10.{b}.{c}.{d}");
    let origins = [app.origin(), origin];
    // Counting begins again at each full minute, so the test stays away from the end of one.
    let second = SystemTime::now().duration_since(UNIX_EPOCH);
    let second = second.unwrap_or_default().as_secs() % 60;
    if second > 45 {
        tokio::time::sleep(Duration::from_secs(60 - second)).await;
    }
    for request in 0..8 {
        let url = format!("{}/api/v1/suppliers", origins[request % 2]);
        let call = Call::new(&app.http, "GET", &url).header("x-forwarded-for", &address);
        let reply = call.send().await;
        if request < 6 {
            reply.problem(401, "unauthenticated");
        } else {
            reply.problem(429, "rate_limited");
        }
    }
    other.stop().await;
}
