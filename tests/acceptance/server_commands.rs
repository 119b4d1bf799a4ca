//! The program: first start, settings and commands.

use std::time::Duration;

use serde_json::Value;

use crate::support::process::{self, Process};
use crate::support::{App, on_both_databases};

on_both_databases!(
    an_empty_database_becomes_a_system,
    wrong_settings_are_named,
    commands_do_what_they_say,
);

async fn an_empty_database_becomes_a_system(app: &mut App) {
    let empty = crate::support::app::Place::empty(app.database());
    let (folder, url) = (empty.folder().display().to_string(), empty.url());
    let settings = [
        ("PROJECTMEATS_DATA_DIR", folder.as_str()),
        ("PROJECTMEATS_DATABASE_URL", url.as_str()),
        ("PROJECTMEATS_LISTEN", "127.0.0.1:0"),
        ("PROJECTMEATS_LOG", "error"),
    ];
    let refused = process::run(
        &["serve"],
        &[&settings[..], &[("PROJECTMEATS_MIGRATE", "false")]].concat(),
    );
    assert_eq!(
        refused.status.code(),
        Some(2),
        "{}",
        String::from_utf8_lossy(&refused.stderr)
    );
    let migrated = process::run(&["migrate"], &settings);
    assert!(migrated.status.success() && !migrated.stdout.is_empty());
    let again = process::run(&["migrate"], &settings);
    assert!(String::from_utf8_lossy(&again.stdout).contains("up to date"));
    let server = Process::serve(
        &empty,
        &[],
        &[
            ("PROJECTMEATS_MIGRATE", "false"),
            ("PROJECTMEATS_ADMIN_PASSWORD", ""),
        ],
    );
    let words: Vec<&str> = server.greeting.split_whitespace().collect();
    assert_eq!(
        words.get(..3),
        Some(&["ProjectMeats", "is", "ready:"][..]),
        "{}",
        server.greeting
    );
    assert_eq!(
        words.get(4..7),
        Some(&["sign", "in:", "admin"][..]),
        "{}",
        server.greeting
    );
    let password = server
        .greeting
        .split("admin ")
        .nth(1)
        .expect("a password")
        .to_owned();
    let http = crate::support::app::http();
    crate::support::Actor::sign_in(&http, &server.origin, "admin", &password).await;
    drop(server);
    let server = Process::serve(&empty, &[], &[]);
    assert!(
        !server.greeting.contains("sign in"),
        "it is said once: {}",
        server.greeting
    );
    crate::support::Actor::sign_in(&http, &server.origin, "admin", &password).await;
}

async fn wrong_settings_are_named(app: &mut App) {
    let (folder, url) = (app.place.folder().display().to_string(), app.place.url());
    let taken = app.origin().trim_start_matches("http://").to_owned();
    for (variable, value) in [
        ("PROJECTMEATS_LISTEN", "8080"),
        ("PROJECTMEATS_LISTEN", taken.as_str()),
        ("PROJECTMEATS_DATABASE_URL", "mysql://x"),
        (
            "PROJECTMEATS_DATABASE_URL",
            "postgres://nobody@127.0.0.1:1/none",
        ),
        ("PROJECTMEATS_WEB_DIR", "/nowhere"),
        ("PROJECTMEATS_READ_POOL", "none"),
        ("PROJECTMEATS_SIGNING_KEY", "short"),
        ("PROJECTMEATS_PUBLIC_URL", "orders.example.com"),
        ("REDIS_URL", "localhost"),
    ] {
        let mut settings = vec![
            ("PROJECTMEATS_DATA_DIR", folder.as_str()),
            ("PROJECTMEATS_DATABASE_URL", url.as_str()),
            ("PROJECTMEATS_LISTEN", "127.0.0.1:0"),
        ];
        settings.push((variable, value));
        let output = process::run(&["serve"], &settings);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{variable}={value}: {said}");
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines.len(), 1, "one line: {said}");
        assert!(lines[0].contains(variable), "{said}");
        assert!(output.stdout.is_empty());
    }
    for words in [
        &["serve", "--colour"][..],
        &["dance"],
        &["serve", "--port", "x"],
    ] {
        let output = process::run(words, &[("PROJECTMEATS_DATA_DIR", folder.as_str())]);
        assert_eq!(
            (output.status.code(), output.stderr.is_empty()),
            (Some(2), false),
            "{words:?}"
        );
    }
}

async fn commands_do_what_they_say(app: &mut App) {
    app.stop().await;
    let (folder, url) = (app.place.folder().display().to_string(), app.place.url());
    let settings = [
        ("PROJECTMEATS_DATA_DIR", folder.as_str()),
        ("PROJECTMEATS_DATABASE_URL", url.as_str()),
        ("PROJECTMEATS_LOG", "error"),
    ];
    let text = |words: &[&str]| {
        let output = process::run(words, &settings);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{words:?}: {said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let document: Value = serde_json::from_str(&text(&["openapi"])).expect("the document");
    assert!(document["paths"].is_object());
    assert!(text(&["check"]).contains("PROJECTMEATS_LISTEN"));
    assert!(text(&["help"]).contains("migrate"));
    let made = text(&["user", "create", "lee", "lee@x.example", "broker"]);
    let password = made
        .split_whitespace()
        .last()
        .expect("a password")
        .to_owned();
    let server = Process::serve(&app.place, &[], &[]);
    let http = crate::support::app::http();
    let lee = crate::support::Actor::first_sign_in(&http, &server.origin, "lee", &password).await;
    lee.get("/suppliers").await.expect(200);
    let reset = text(&["user", "password", "lee"]);
    let renewed = reset
        .split_whitespace()
        .last()
        .expect("a password")
        .to_owned();
    assert_ne!(password, renewed);
    let again = crate::support::Actor::sign_in(&http, &server.origin, "lee", &renewed).await;
    again
        .get("/suppliers")
        .await
        .problem(403, "password_change_required");
    tokio::time::sleep(Duration::from_millis(5_500)).await;
    lee.get("/me").await.problem(401, "token_revoked");
    drop(server);
    let output = process::run(&["user", "password", "nobody"], &settings);
    assert_eq!(output.status.code(), Some(1));
}
