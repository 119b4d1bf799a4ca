//! Private data of a user: display settings, the last sign-in, password changes.

use serde_json::{Value, json};

use crate::support::app::GIVEN_PASSWORD;
use crate::support::{Actor, App, People, on_both_databases};

on_both_databases!(
    private_fields_are_told_to_the_user_and_to_administrators,
    no_order_tells_who_signed_in_last,
    a_history_tells_others_nothing_private,
);

const SECRET: &str = "a list of what pays best";

/// A user with display settings that differ from the defaults.
async fn somebody(app: &mut App) -> Actor {
    let user = app.broker().await;
    let me = user.get("/me").await;
    let patch = json!({"preferences": {"note": SECRET}, "theme": "dark", "density": "dense", "page_size": 200, "email_notifications": false});
    user.patch("/me", &me.etag(), &patch).await.expect(200);
    user
}

#[track_caller]
fn shows(user: &Value, private: bool, what: &str) {
    assert_eq!(user["last_login_at"].is_string(), private, "{what}: {user}");
    if user.get("preferences").is_none() {
        return;
    }
    assert_eq!(user.to_string().contains(SECRET), private, "{what}: {user}");
    let set = [
        ("theme", json!("dark")),
        ("density", json!("dense")),
        ("page_size", json!(200)),
        ("email_notifications", json!(false)),
    ];
    for (name, value) in set {
        assert_eq!(user[name] == value, private, "{what}: {name} of {user}");
    }
}

async fn private_fields_are_told_to_the_user_and_to_administrators(app: &mut App) {
    let user = somebody(app).await;
    let people = People::new(app).await;
    let path = format!("/users/{}", user.id());
    for (reader, private) in [
        (&people.admin, true),
        (&user, true),
        (&people.manager, false),
        (&people.broker, false),
        (&people.viewer, false),
    ] {
        let what = &reader.username;
        shows(&reader.get(&path).await.expect(200).json(), private, what);
        for query in [vec![], vec![("q", user.username.as_str())]] {
            let list = reader.query("/users", &query).await.expect(200).json();
            let rows = list["items"].as_array().expect("rows");
            let row = rows.iter().find(|row| row["id"] == json!(user.id().get()));
            shows(row.expect("the user"), private, what);
        }
        // Users see everything about themselves, in the list too.
        let list = reader.get("/users").await.expect(200).json();
        let rows = list["items"].as_array().expect("rows");
        let own = rows
            .iter()
            .find(|row| row["id"] == json!(reader.id().get()));
        assert!(own.expect("the reader")["last_login_at"].is_string());
    }
    // A rejected change of another user's record reveals nothing about it.
    let etag = people.admin.get(&path).await.etag();
    for stale in [etag.as_str(), "\"1\""] {
        let patch = json!({"job_title": "x"});
        let refused = people.viewer.patch(&path, stale, &patch).await;
        refused.problem(403, "forbidden");
        assert!(!refused.text().contains("dense"), "{}", refused.text());
    }
}

async fn no_order_tells_who_signed_in_last(app: &mut App) {
    let people = People::new(app).await;
    for sort in [
        "last_login_at",
        "-last_login_at",
        "first_name,last_login_at",
    ] {
        let sorted = [("sort", sort), ("limit", "1")];
        people.admin.query("/users", &sorted).await.expect(200);
        for reader in [&people.manager, &people.broker, &people.viewer] {
            let refused = reader.query("/users", &sorted).await;
            refused.problem(403, "forbidden");
        }
    }
}

async fn a_history_tells_others_nothing_private(app: &mut App) {
    let user = somebody(app).await;
    let people = People::new(app).await;
    let path = format!("/users/{}", user.id());
    let etag = people.admin.get(&path).await.etag();
    let patch = json!({"job_title": "Beef broker", "theme": "light", "password": GIVEN_PASSWORD});
    people.admin.patch(&path, &etag, &patch).await.expect(200);
    let history = format!("{path}/history");
    let whole = people.admin.get(&history).await.expect(200).text();
    for part in ["password", "/theme", "/density", "/job_title"] {
        assert!(whole.contains(part), "{part}: {whole}");
    }
    for reader in [&people.manager, &people.broker, &people.viewer] {
        let seen = reader.get(&history).await.expect(200);
        for hidden in [
            "password",
            "/theme",
            "/density",
            "/page_size",
            "notifications",
        ] {
            assert!(!seen.text().contains(hidden), "{hidden}: {}", seen.text());
        }
        assert!(seen.text().contains("/job_title"));
        // Paging gives the same entries, although pages omit private ones.
        let mut pages = Vec::new();
        let mut cursor = String::new();
        loop {
            let mut query = vec![("limit", "1")];
            if !cursor.is_empty() {
                query.push(("cursor", &cursor));
            }
            let page = reader.query(&history, &query).await.expect(200).json();
            pages.extend(page["items"].as_array().expect("entries").clone());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(seen.json()["items"], json!(pages));
    }
}
