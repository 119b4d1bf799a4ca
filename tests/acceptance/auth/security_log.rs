//! Security events name user, address and request, and never a secret.

use serde_json::{Value, json};

use crate::support::app::{ADMIN_PASSWORD, GIVEN_PASSWORD, PASSWORD, http};
use crate::support::process::Process;
use crate::support::{Actor, App, on_both_databases};

on_both_databases!(events_say_who_and_where_and_no_secret);

async fn events_say_who_and_where_and_no_secret(app: &mut App) {
    let mut viewer = app.viewer().await;
    app.stop().await;
    let settings = [
        ("PROJECTMEATS_LOG", "off,security=info"),
        ("PROJECTMEATS_LOG_FORMAT", "json"),
    ];
    let server = Process::logging(&app.place, &settings);
    let http = http();
    let client = client::Client::with_http(&server.origin, http.clone());
    let in_body = domain::auth::RefreshIn::Body;
    for (name, password) in [
        (viewer.username.as_str(), "a wrong password 1"),
        ("my password typed as name", "a wrong password 2"),
    ] {
        client
            .login(name, password, in_body)
            .await
            .expect_err("refused");
    }
    viewer = Actor::sign_in(&http, &server.origin, &viewer.username, PASSWORD).await;
    let refused = viewer.post("/suppliers", &json!({"name": "x"})).await;
    refused.problem(403, "forbidden");
    let request = refused
        .header("x-request-id")
        .unwrap_or_default()
        .to_owned();
    let admin = Actor::sign_in(&http, &server.origin, "admin", ADMIN_PASSWORD).await;
    let path = format!("/users/{}", viewer.id());
    let etag = admin.get(&path).await.etag();
    let patch = json!({"password": GIVEN_PASSWORD});
    admin.patch(&path, &etag, &patch).await.expect(200);
    let given = Actor::sign_in(&http, &server.origin, &viewer.username, GIVEN_PASSWORD).await;
    given
        .get("/suppliers")
        .await
        .problem(403, "password_change_required");
    let wrong = json!({"current_password": "a wrong password 3", "new_password": PASSWORD});
    given.post("/me/password", &wrong).await.expect(422);
    let tokens = [
        given.token.clone(),
        given.refresh.clone(),
        admin.refresh.clone(),
    ];

    let lines = server.lines_with("password_change_refused");
    let events: Vec<Value> = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect();
    let event = |name: &str| {
        let found = events.iter().find(|event| event["event"] == json!(name));
        found.unwrap_or_else(|| panic!("no {name} in {lines:#?}"))
    };
    for event in &events {
        for field in ["request_id", "address"] {
            assert!(event[field].is_string(), "{field} is missing in {event}");
        }
    }
    let id = json!(viewer.id().get());
    let name = json!(viewer.username);
    let failed = event("sign_in_refused");
    assert_eq!(
        (&failed["account"], &failed["reason"]),
        (&name, &json!("wrong_password"))
    );
    assert!(failed["account_key"].is_string());
    let unknown = events
        .iter()
        .find(|event| event["reason"] == json!("unknown_account"))
        .expect("the other refusal");
    assert!(unknown["account"].is_null(), "{unknown}");
    assert_ne!(unknown["account_key"], failed["account_key"]);
    let forbidden = event("forbidden");
    assert_eq!((&forbidden["user"], &forbidden["account"]), (&id, &name));
    assert_eq!(
        (
            &forbidden["request_id"],
            &forbidden["method"],
            &forbidden["route"]
        ),
        (&json!(request), &json!("POST"), &json!("/api/v1/suppliers"))
    );
    assert_eq!(event("signed_in")["user"], id);
    let set = event("password_set");
    assert_eq!(
        (&set["user"], &set["subject"]),
        (&json!(admin.id().get()), &id)
    );
    assert_eq!(event("password_change_required")["user"], id);
    assert_eq!(event("password_change_refused")["user"], id);
    let all = lines.join("\n");
    for secret in [
        PASSWORD,
        GIVEN_PASSWORD,
        ADMIN_PASSWORD,
        "a wrong password",
        "my password typed",
    ] {
        assert!(!all.contains(secret), "{secret} is in the log");
    }
    assert!(tokens.iter().all(|token| !all.contains(token.as_str())));
}
