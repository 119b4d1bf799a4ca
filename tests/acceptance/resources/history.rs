//! History: author, time and changes, newest first, without entries for changes that did not happen.

use domain::history::AuditAction;
use serde_json::{Value, json};

use crate::support::{App, Sample, World, for_every_resource};

for_every_resource!(
    tells_who_did_what,
    pages_without_loss,
    is_of_one_record_only
);

async fn tells_who_did_what<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    let path = S::path(made.id());
    let call = world
        .admin
        .call("PATCH", &path)
        .etag(&made.etag())
        .header("x-request-id", "req-41");
    let changed = call
        .patch(&json!({S::TEXT: "new", S::NAME: "Renamed"}))
        .send()
        .await
        .expect(200);
    let archived = world.admin.delete(&path, &changed.etag()).await.expect(200);
    let restored = world
        .broker
        .post_with_etag(&format!("{path}/restore"), &archived.etag(), &json!({}))
        .await;
    restored.expect(200);

    let page = world
        .broker
        .api
        .history::<S>(S::typed(made.id()), None)
        .await
        .expect("a history");
    let actions: Vec<AuditAction> = page.items.iter().map(|entry| entry.action).collect();
    assert_eq!(
        actions,
        [
            AuditAction::Restore,
            AuditAction::Archive,
            AuditAction::Update,
            AuditAction::Create
        ]
    );
    let versions: Vec<i64> = page.items.iter().map(|entry| entry.version).collect();
    assert_eq!(versions, [4, 3, 2, 1]);
    assert!(
        page.items
            .is_sorted_by(|one, next| one.id > next.id && one.at >= next.at)
    );
    assert_eq!(page.next_cursor, None);

    let update = &page.items[2];
    assert_eq!(update.actor_id, Some(world.admin.id()));
    assert_eq!(update.actor_name, world.admin.me.user.display_name);
    assert_eq!(update.request_id.as_deref(), Some("req-41"));
    let mut fields: Vec<(&str, &Value, &Value)> = update
        .changes
        .iter()
        .map(|change| (change.pointer.as_str(), &change.before, &change.after))
        .collect();
    fields.sort_by_key(|(pointer, ..)| *pointer);
    let (name, text) = (format!("/{}", S::NAME), format!("/{}", S::TEXT));
    let (was, renamed, new) = (&made.json()[S::NAME], json!("Renamed"), json!("new"));
    let mut wanted = vec![
        (name.as_str(), was, &renamed),
        (text.as_str(), &Value::Null, &new),
    ];
    wanted.sort_by_key(|(pointer, ..)| *pointer);
    assert_eq!(fields, wanted);

    let create = &page.items[3];
    assert_eq!(create.actor_id, Some(world.broker.id()));
    let named = create.changes.iter().find(|change| change.pointer == name);
    assert_eq!(
        named.map(|change| (&change.before, &change.after)),
        Some((&Value::Null, was))
    );
    let archive = &page.items[1];
    assert!(
        archive
            .changes
            .iter()
            .any(|change| change.pointer == "/archived_at"),
        "{archive:?}"
    );
}

async fn pages_without_loss<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    let (path, mut etag) = (S::path(made.id()), made.etag());
    for n in 0..9 {
        etag = world
            .broker
            .patch(&path, &etag, &json!({S::TEXT: n.to_string()}))
            .await
            .expect(200)
            .etag();
    }
    let history = format!("{path}/history");
    let (mut versions, mut cursor): (Vec<i64>, Option<String>) = (Vec::new(), None);
    loop {
        let mut pairs = vec![("limit", "4")];
        if let Some(cursor) = &cursor {
            pairs.push(("cursor", cursor));
        }
        let page = world
            .broker
            .query(&history, &pairs)
            .await
            .expect(200)
            .json();
        let items = page["items"].as_array().expect("items");
        assert!(items.len() <= 4, "{page}");
        versions.extend(items.iter().filter_map(|entry| entry["version"].as_i64()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => break,
        }
    }
    assert_eq!(versions, (1..=10).rev().collect::<Vec<i64>>());
    for (name, value) in [
        ("limit", "0"),
        ("limit", "201"),
        ("colour", "red"),
        ("cursor", "x"),
    ] {
        let refused = world
            .broker
            .query(&history, &[(name, value)])
            .await
            .expect(400)
            .any_problem();
        assert!(
            ["invalid_parameter", "unknown_parameter", "invalid_cursor"]
                .contains(&refused.code.as_str()),
            "{refused:?}"
        );
    }
}

async fn is_of_one_record_only<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let one = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    world
        .broker
        .create(&S::list(), &S::minimal(&world, 2))
        .await;
    let page = world
        .broker
        .get(&format!("{}/history", S::path(one.id())))
        .await
        .expect(200)
        .json();
    assert_eq!(page["items"].as_array().map(Vec::len), Some(1), "{page}");
    let nobody = world
        .broker
        .get(&format!("{}/history", S::path(9_007_199_254_740_991)))
        .await;
    nobody.problem(404, "not_found");
}
