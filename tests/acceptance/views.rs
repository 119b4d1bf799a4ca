//! Saved views: private, shared, default.

use serde_json::json;

use crate::support::{Actor, App, People, on_both_databases};

on_both_databases!(
    private_ones_are_their_owners_alone,
    one_view_opens_a_list,
    wrong_ones_are_refused,
    a_view_is_changed_and_removed,
);

async fn names(actor: &Actor, list: &str) -> Vec<String> {
    let found = actor
        .query("/views", &[("list", list)])
        .await
        .expect(200)
        .json();
    let items = found["items"].as_array().cloned().unwrap_or_default();
    let name = |view: &serde_json::Value| view["name"].as_str().unwrap_or_default().to_owned();
    items.iter().map(name).collect()
}

async fn private_ones_are_their_owners_alone(app: &mut App) {
    let people = People::new(app).await;
    let mine = json!({"list": "suppliers", "name": "Beef", "query": "species=beef"});
    let private = people.broker.create("/views", &mine).await;
    let mut shared = mine.clone();
    (shared["name"], shared["is_shared"]) = (json!("Archived"), json!(true));
    people.manager.create("/views", &shared).await;
    assert_eq!(
        names(&people.broker, "suppliers").await,
        ["Beef", "Archived"],
        "own ones first"
    );
    assert_eq!(names(&people.viewer, "suppliers").await, ["Archived"]);
    assert!(names(&people.broker, "customers").await.is_empty());
    let path = format!("/views/{}", private.id());
    people.broker.get(&path).await.expect(200);
    for other in [&people.viewer, &people.admin] {
        other.get(&path).await.problem(404, "not_found");
        other
            .patch(&path, &private.etag(), &json!({"name": "Mine"}))
            .await
            .problem(404, "not_found");
        other
            .delete(&path, &private.etag())
            .await
            .problem(404, "not_found");
    }
    people
        .viewer
        .post("/views", &shared)
        .await
        .problem(403, "forbidden");
    people.viewer.create("/views", &mine).await;
}

async fn one_view_opens_a_list(app: &mut App) {
    let people = People::new(app).await;
    let view =
        |name: &str| json!({"list": "plants", "name": name, "query": "", "is_default": true});
    let first = people.broker.create("/views", &view("First")).await;
    let second = people.broker.create("/views", &view("Second")).await;
    let first = people
        .broker
        .get(&format!("/views/{}", first.id()))
        .await
        .expect(200);
    assert_eq!(
        first.json()["is_default"],
        false,
        "the later one took its place"
    );
    assert_eq!(first.json()["version"], 2, "that is a change of its own");
    let path = format!("/views/{}", first.id());
    people
        .broker
        .patch(&path, &first.etag(), &json!({"is_default": true}))
        .await
        .expect(200);
    let second = people
        .broker
        .get(&format!("/views/{}", second.id()))
        .await
        .expect(200)
        .json();
    assert_eq!(second["is_default"], false);
}

async fn wrong_ones_are_refused(app: &mut App) {
    let people = People::new(app).await;
    let body = json!({"list": "nothing", "name": " ", "query": "a b", "columns": ["Name!"]});
    let refused = people.broker.post("/views", &body).await;
    let wrong = [
        ("/columns", "invalid_columns"),
        ("/list", "unknown_code"),
        ("/name", "required"),
        ("/query", "invalid_characters"),
    ];
    refused.refuses(&wrong);
    people.broker.get("/views").await.any_problem();
    people
        .broker
        .query("/views", &[("list", "plants"), ("x", "1")])
        .await
        .any_problem();
    let body = json!({"list": "plants", "name": "One", "query": ""});
    people.broker.create("/views", &body).await;
    let mut twice = body.clone();
    twice["name"] = json!(" ONE ");
    people
        .broker
        .post("/views", &twice)
        .await
        .problem(409, "duplicate");
}

async fn a_view_is_changed_and_removed(app: &mut App) {
    let people = People::new(app).await;
    let body = json!({"list": "plants", "name": "One", "query": "q=x", "columns": ["name", "city"], "is_shared": true});
    let made = people.broker.create("/views", &body).await;
    let path = format!("/views/{}", made.id());
    people
        .viewer
        .patch(&path, &made.etag(), &json!({"name": "Two"}))
        .await
        .problem(403, "forbidden");
    let changed = people
        .manager
        .patch(&path, &made.etag(), &json!({"columns": ["city"]}))
        .await
        .expect(200);
    assert_eq!(changed.json()["columns"], json!(["city"]));
    people
        .broker
        .patch(&path, &made.etag(), &json!({"name": "Two"}))
        .await
        .problem(412, "stale_version");
    let moved = people
        .broker
        .patch(&path, &changed.etag(), &json!({"list": "suppliers"}))
        .await;
    moved.refuses(&[("/list", "cannot_change")]);
    people
        .broker
        .delete(&path, &changed.etag())
        .await
        .expect(204);
    people.broker.get(&path).await.problem(404, "not_found");
}
