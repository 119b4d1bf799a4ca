//! Limits on guesses, with local counters and a clock that tests move.

use std::sync::Arc;

use super::*;
use crate::clock::Clock;
use crate::config::Config;

const HERE: &str = "192.0.2.1";

fn throttle(clock: &Arc<Clock>) -> Throttle {
    let config = Config {
        address_failures: 20,
        ..Config::default()
    };
    Throttle::new(&config, Arc::clone(clock)).unwrap()
}

async fn fail(throttle: &Throttle, typed: &str, address: &str) {
    let guess = throttle.try_sign_in(typed, address).await.unwrap();
    throttle.guess_failed(guess).await;
}

/// How long an account must wait; 0 when an attempt is allowed, which is then withdrawn.
async fn wait(throttle: &Throttle, typed: &str, address: &str) -> u64 {
    match throttle.try_sign_in(typed, address).await {
        Ok(guess) => {
            throttle.guess_withdrawn(guess).await;
            0
        }
        Err(error) => error.wait_seconds().unwrap(),
    }
}

#[actix_web::test]
async fn guesses_wait_longer_and_longer() {
    let clock = Arc::new(Clock::default());
    let throttle = throttle(&clock);
    for _ in 0..4 {
        fail(&throttle, "Dana", HERE).await;
        assert_eq!(wait(&throttle, " dana", HERE).await, 0);
    }
    let mut waits = Vec::new();
    for _ in 0..10 {
        fail(&throttle, "dana", HERE).await;
        let seconds = wait(&throttle, "DANA", HERE).await;
        waits.push(seconds);
        assert_eq!(wait(&throttle, "sam", HERE).await, 0);
        clock.advance(i64::try_from(seconds).unwrap());
        assert_eq!(wait(&throttle, "dana", HERE).await, 0);
    }
    assert_eq!(waits, [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
    let right = throttle.try_sign_in("dana", HERE).await.unwrap();
    throttle.guess_succeeded(right).await;
    fail(&throttle, "dana", "192.0.2.2").await;
    assert_eq!(wait(&throttle, "dana", "192.0.2.2").await, 0);
}

#[actix_web::test]
async fn tries_at_once_share_the_free_ones() {
    let clock = Arc::new(Clock::default());
    let throttle = throttle(&clock);
    let mut begun = Vec::new();
    for _ in 0..5 {
        begun.push(throttle.try_sign_in("dana", HERE).await.unwrap());
    }
    assert!(
        wait(&throttle, "dana", HERE).await > 0,
        "none has an outcome yet"
    );
    for guess in begun {
        throttle.guess_failed(guess).await;
    }
    assert_eq!(wait(&throttle, "dana", HERE).await, 5);
    // After the wait, one attempt is allowed, not one per connection.
    clock.advance(5);
    let next = throttle.try_sign_in("dana", HERE).await.unwrap();
    assert!(wait(&throttle, "dana", HERE).await > 0);
    clock.advance(30);
    assert!(
        wait(&throttle, "dana", HERE).await > 0,
        "it waits for its turn to be hashed"
    );
    throttle.guess_failed(next).await;
    assert_eq!(wait(&throttle, "dana", HERE).await, 10);
}

#[actix_web::test]
async fn a_right_password_forgives_only_what_came_before_it() {
    let clock = Arc::new(Clock::default());
    let throttle = throttle(&clock);
    let early = throttle.try_sign_in("dana", HERE).await.unwrap();
    let right = throttle.try_sign_in("dana", HERE).await.unwrap();
    let mut late = Vec::new();
    for _ in 0..3 {
        late.push(throttle.try_sign_in("dana", HERE).await.unwrap());
    }
    assert!(wait(&throttle, "dana", HERE).await > 0);
    throttle.guess_succeeded(right).await;
    throttle.guess_failed(early).await;
    for guess in late {
        throttle.guess_failed(guess).await;
    }
    // Three count: the fourth is free, the fifth makes the account wait.
    fail(&throttle, "dana", HERE).await;
    fail(&throttle, "dana", HERE).await;
    assert_eq!(wait(&throttle, "dana", HERE).await, 5);
    // For the address, all but the right one count: 6 so far.
    for number in 0..14 {
        fail(&throttle, &format!("user{number}"), HERE).await;
    }
    assert!(wait(&throttle, "somebody", HERE).await > 0);
}

#[actix_web::test]
async fn an_address_that_tries_many_accounts_is_refused() {
    let clock = Arc::new(Clock::default());
    let throttle = throttle(&clock);
    for number in 0..20 {
        fail(&throttle, &format!("user{number}"), "192.0.2.9").await;
        // Signing in to one's own account in between changes nothing.
        if number < 19 {
            let own = throttle.try_sign_in("own", "192.0.2.9").await.unwrap();
            throttle.guess_succeeded(own).await;
        }
    }
    assert!(wait(&throttle, "dana", "192.0.2.9").await > 3_000);
    assert_eq!(wait(&throttle, "dana", "192.0.2.8").await, 0);
    clock.advance(3_600);
    assert_eq!(wait(&throttle, "dana", "192.0.2.9").await, 0);
}

#[actix_web::test]
async fn many_who_sign_in_at_once_are_not_shut_out() {
    let clock = Arc::new(Clock::default());
    let throttle = throttle(&clock);
    let mut begun = Vec::new();
    for number in 0..20 {
        let name = format!("user{number}");
        begun.push(throttle.try_sign_in(&name, HERE).await.unwrap());
    }
    assert!(wait(&throttle, "late", HERE).await > 0);
    for guess in begun {
        throttle.guess_succeeded(guess).await;
    }
    assert_eq!(wait(&throttle, "late", HERE).await, 0);
}

#[actix_web::test]
async fn an_account_is_one_however_it_is_typed_and_unknown_ones_are_no_different() {
    let clock = Arc::new(Clock::default());
    let throttle = throttle(&clock);
    for typed in ["lee", "LEE", " lee ", "Lee", "lee"] {
        fail(&throttle, typed, HERE).await;
    }
    assert_eq!(wait(&throttle, "lee", HERE).await, 5);
    // An email address and a username are counted separately.
    assert_eq!(wait(&throttle, "lee@projectmeats.example", HERE).await, 0);
    assert_eq!(
        wait(&throttle, "made-up@projectmeats.example", HERE).await,
        0
    );
    // Failed sign-ins by others do not prevent a change of the own password.
    let own = throttle.try_own_password(Id::new(3)).await.unwrap();
    throttle.guess_failed(own).await;
    for _ in 0..4 {
        let own = throttle.try_own_password(Id::new(3)).await.unwrap();
        throttle.guess_failed(own).await;
    }
    assert!(throttle.try_own_password(Id::new(3)).await.is_err());
    assert!(throttle.try_own_password(Id::new(4)).await.is_ok());
}
