//! `If-Match`: changes apply to the version that the user saw.

use serde_json::{Value, json};

use crate::support::{App, Reply, Sample, World, for_every_resource};

for_every_resource!(
    a_stale_etag_tells_what_happened,
    restoring_minds_an_etag_that_is_sent;
    before sql:
    a_change_needs_an_etag,
    odd_etags_never_match,
    one_of_several_etags_is_enough,
);

/// Every operation that changes a record, with or without `If-Match`.
async fn every_change<S: Sample>(world: &World, id: i64, etag: Option<&str>) -> Vec<Reply> {
    let path = S::path(id);
    let calls = [
        world
            .admin
            .call("PATCH", &path)
            .patch(&json!({S::TEXT: "x"})),
        world.admin.call("PUT", &path).json(&S::minimal(world, 7)),
        world.admin.call("DELETE", &path),
    ];
    let mut replies = Vec::new();
    for call in calls {
        let call = match etag {
            Some(etag) => call.etag(etag),
            None => call,
        };
        replies.push(call.send().await);
    }
    replies
}

async fn a_change_needs_an_etag<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    for etag in [None, Some("*")] {
        for reply in every_change::<S>(&world, made.id(), etag).await {
            reply.problem(428, "precondition_required");
        }
    }
    assert_eq!(
        world
            .admin
            .get(&S::path(made.id()))
            .await
            .expect(200)
            .json(),
        made.json()
    );
}

async fn a_stale_etag_tells_what_happened<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    let path = S::path(made.id());
    let second = world
        .broker
        .patch(&path, &made.etag(), &json!({S::TEXT: "second"}))
        .await
        .expect(200);
    let third = world
        .admin
        .patch(
            &path,
            &second.etag(),
            &json!({S::TEXT: "third", S::NAME: "Third"}),
        )
        .await
        .expect(200);
    for reply in every_change::<S>(&world, made.id(), Some(&made.etag())).await {
        let problem = reply.problem(412, "stale_version");
        assert_eq!(problem.current_etag.as_deref(), Some(third.etag().as_str()));
        let change = |pointer: &str| {
            let found = problem
                .changes
                .iter()
                .find(|change| change.pointer == pointer);
            found.unwrap_or_else(|| panic!("{pointer} is missing in {:?}", problem.changes))
        };
        let text = change(&format!("/{}", S::TEXT));
        assert_eq!(
            (&text.from, &text.to),
            (&Value::Null, &json!("third")),
            "from the version held to the version now"
        );
        assert_eq!(text.by, world.admin.me.user.display_name);
        let name = change(&format!("/{}", S::NAME));
        assert_eq!(
            (&name.from, &name.to),
            (&made.json()[S::NAME], &json!("Third"))
        );
        assert_eq!(problem.changes.len(), 2, "{:?}", problem.changes);
    }
    assert_eq!(
        world.admin.get(&path).await.expect(200).json(),
        third.json(),
        "nothing was lost"
    );
}

async fn odd_etags_never_match<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    for etag in [
        "W/\"1\"",
        "\"2\"",
        "\"0\"",
        "\"-1\"",
        "\"x\"",
        "\"\"",
        "\"99999999999999999999\"",
        "\"01\"",
    ] {
        for reply in every_change::<S>(&world, made.id(), Some(etag)).await {
            reply.problem(412, "stale_version");
        }
    }
    assert_eq!(
        world
            .admin
            .get(&S::path(made.id()))
            .await
            .expect(200)
            .json(),
        made.json()
    );
}

async fn one_of_several_etags_is_enough<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    let path = S::path(made.id());
    let changed = world
        .broker
        .patch(&path, "\"7\", W/\"1\", \"1\"", &json!({S::TEXT: "x"}))
        .await
        .expect(200);
    assert_eq!(changed.etag(), "\"2\"");
    world
        .broker
        .patch(&path, "\"7\", \"1\"", &json!({S::TEXT: "y"}))
        .await
        .problem(412, "stale_version");
}

async fn restoring_minds_an_etag_that_is_sent<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    let path = S::path(made.id());
    let archived = world.broker.delete(&path, &made.etag()).await.expect(200);
    let restore = format!("{path}/restore");
    let stale = world
        .broker
        .post_with_etag(&restore, &made.etag(), &json!({}))
        .await;
    assert_eq!(
        stale.problem(412, "stale_version").current_etag,
        Some(archived.etag())
    );
    // An undo may come from a list, which has no ETag.
    let restored = world.broker.call("POST", &restore).send().await.expect(200);
    assert_eq!(restored.json()["archived_at"], Value::Null);
}
