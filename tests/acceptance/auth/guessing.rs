//! Password guesses: parallel ones share a limit, and no response reveals whether an account exists.

use api::Secret;
use futures_util::future::join_all;
use serde_json::json;

use super::login;
use crate::support::app::{GIVEN_PASSWORD, PASSWORD};
use crate::support::{App, Reply, environment, on_both_databases};

on_both_databases!(
    parallel_guesses_share_the_limit,
    parallel_guesses_share_the_limit_in_redis,
    parallel_guesses_from_an_address_share_its_limit,
    parallel_guesses_at_the_own_password_share_a_limit,
    a_sign_in_of_ones_own_clears_no_other_account,
    no_answer_tells_which_accounts_there_are,
);

/// Number of parallel guesses.
const CONNECTIONS: usize = 190;

fn count(replies: &[Reply], status: u16) -> usize {
    replies
        .iter()
        .filter(|reply| reply.status == status)
        .count()
}

/// Sends 189 wrong passwords and the right one in parallel from one address, and asserts the limit of 5.
async fn guess_at_once(app: &App, username: &str, address: &str) {
    let tries = (0..CONNECTIONS).map(|n| {
        let password = match n {
            140 => PASSWORD.to_owned(),
            _ => format!("wrong guess {n}"),
        };
        let body = json!({"username": username, "password": password, "refresh": "body"});
        app.call("POST", "/api/v1/auth/login")
            .header("x-forwarded-for", address)
            .json(&body)
            .send()
    });
    let replies = join_all(tries).await;
    let (wrong, right) = (count(&replies, 401), count(&replies, 200));
    // Five attempts are free. A right one among them frees five more; on a slow machine the wait of five
    // seconds may pass once or twice.
    assert!(wrong >= 4, "{wrong} were tried");
    assert!(
        wrong + right <= 14,
        "{wrong} wrong and {right} right passwords were compared"
    );
    assert_eq!(wrong + right + count(&replies, 429), CONNECTIONS);
    for refused in replies.iter().filter(|reply| reply.status == 429) {
        assert!(refused.header("retry-after").is_some());
    }
}

/// Restarts the server with this machine as a trusted proxy, so that a test can choose its address.
async fn behind_a_proxy(app: &mut App, redis: bool) {
    app.configured(|config| {
        config.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
        config.redis_url = redis.then(|| Secret::new(environment::redis_url()));
        // The production cost, so that many attempts wait for hashing.
        config.hash_cost = api::HashCost::default();
    })
    .await;
}

/// A number that no other test uses in the shared Redis.
fn unique() -> u32 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.unwrap_or_default().subsec_nanos() ^ std::process::id()
}

async fn parallel_guesses_share_the_limit(app: &mut App) {
    let broker = app.broker().await;
    behind_a_proxy(app, false).await;
    guess_at_once(app, &broker.username, "198.51.100.7").await;
    // Other users at that address can still sign in.
    login(app, "admin", crate::support::app::ADMIN_PASSWORD)
        .await
        .expect(200);
}

async fn parallel_guesses_share_the_limit_in_redis(app: &mut App) {
    let admin = app.admin().await;
    let number = unique();
    let username = format!("guessed{number}");
    let body = json!({"username": username, "email": format!("{username}@x.example"), "password": GIVEN_PASSWORD});
    admin.create("/users", &body).await;
    app.first_sign_in_of(&username, GIVEN_PASSWORD).await;
    behind_a_proxy(app, true).await;
    let [_, b, c, d] = number.to_be_bytes();
    let address = format!("10.{b}.{c}.{d}");
    guess_at_once(app, &username, &address).await;
    // A second server that shares the Redis rejects the sign-in too.
    app.restart().await;
    let body = json!({"username": username, "password": "wrong guess", "refresh": "body"});
    for _ in 0..6 {
        let call = app
            .call("POST", "/api/v1/auth/login")
            .header("x-forwarded-for", &address)
            .json(&body);
        let reply = call.send().await;
        if reply.status == 429 {
            return;
        }
    }
    panic!("the failures were forgotten");
}

async fn parallel_guesses_from_an_address_share_its_limit(app: &mut App) {
    app.configured(|config| config.address_failures = 20).await;
    let names: Vec<String> = (0..CONNECTIONS).map(|n| format!("nobody{n}")).collect();
    let tries = names
        .iter()
        .map(|name| login(app, name, "wrong wrong wrong"));
    let replies = join_all(tries).await;
    assert_eq!((count(&replies, 401), count(&replies, 429)), (20, 170));
}

async fn parallel_guesses_at_the_own_password_share_a_limit(app: &mut App) {
    let broker = app.broker().await;
    let new = "quiet river stone";
    let bodies: Vec<_> = (0..60)
        .map(|n| json!({"current_password": format!("wrong guess {n}"), "new_password": new}))
        .collect();
    let replies = join_all(bodies.iter().map(|body| broker.post("/me/password", body))).await;
    let compared = count(&replies, 422);
    assert!((5..=8).contains(&compared), "{compared} were compared");
    assert_eq!(compared + count(&replies, 429), 60);
    // Sign-ins are counted separately, so failures by others do not prevent a password change.
    app.sign_in(&broker.username, PASSWORD).await;
    app.advance(901);
    for n in 0..6 {
        login(app, &broker.username, &format!("wrong guess {n}")).await;
    }
    let body = json!({"current_password": PASSWORD, "new_password": new});
    broker.post("/me/password", &body).await.expect(204);
}

async fn a_sign_in_of_ones_own_clears_no_other_account(app: &mut App) {
    let own = app.broker().await;
    app.configured(|config| config.address_failures = 12).await;
    let mut refused = 0;
    for n in 0..14 {
        let guess = login(app, &format!("somebody{n}"), "wrong wrong wrong").await;
        refused += usize::from(guess.status == 429);
        if n < 11 {
            login(app, &own.username, PASSWORD).await.expect(200);
        }
    }
    assert_eq!(refused, 2, "the address keeps its failures");
}

async fn no_answer_tells_which_accounts_there_are(app: &mut App) {
    let broker = app.broker().await;
    let email = broker.me.user.details.email.clone();
    let made_up = "nobody.at.all@projectmeats.example";
    let guess = async |name: &str| {
        let reply = login(app, name, "wrong wrong wrong").await;
        let mut problem = reply.any_problem();
        (problem.request_id, problem.instance) = (None, None);
        (reply.status, problem)
    };
    for _ in 0..5 {
        assert_eq!(guess(&broker.username).await.0, 401);
    }
    assert_eq!(guess(&broker.username).await.0, 429);
    assert_eq!(guess(&email).await, guess(made_up).await);
    for _ in 0..4 {
        assert_eq!(guess(&email).await.0, 401);
        assert_eq!(guess(made_up).await.0, 401);
    }
    let (known, unknown) = (guess(&email).await, guess(made_up).await);
    assert_eq!((known.0, unknown.0), (429, 429));
    assert_eq!(known.1.title, unknown.1.title);
}
