//! Archive and restore: hidden from lists, never deleted.

use domain::fields::Draft;
use serde_json::{Value, json};

use crate::support::samples::merged;
use crate::support::{App, Sample, World, for_every_resource, for_resources_with};

for_every_resource!(
    archiving_hides_and_restoring_brings_back,
    archiving_twice_changes_nothing,
    an_archived_record_is_not_changed;
    before sql:
    nothing_can_be_deleted_for_good,
);
for_resources_with!(a unique text: a_name_is_free_while_its_record_is_archived);

async fn archiving_hides_and_restoring_brings_back<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let kept = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await
        .id();
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 2))
        .await;
    let (id, path) = (made.id(), S::path(made.id()));
    let archived = world.broker.delete(&path, &made.etag()).await.expect(200);
    assert_eq!(archived.etag(), "\"2\"");
    let record = archived.json();
    assert!(record["archived_at"].is_string(), "{record}");
    assert_eq!(record["archived_by"], json!(world.broker.id().get()));
    assert_eq!(record["updated_at"], record["archived_at"]);
    assert_eq!(
        world.broker.get(&path).await.expect(200).json(),
        record,
        "single records are read in any state"
    );

    let list = S::list();
    let active = world.broker.ids(&list, &[]).await;
    assert!(
        active.contains(&kept) && !active.contains(&id),
        "{active:?}"
    );
    assert_eq!(
        world.broker.ids(&list, &[("archived", "false")]).await,
        active
    );
    assert_eq!(world.broker.ids(&list, &[("archived", "true")]).await, [id]);
    let any = world.broker.ids(&list, &[("archived", "any")]).await;
    assert!(any.contains(&kept) && any.contains(&id), "{any:?}");
    world
        .broker
        .query(&list, &[("archived", "both")])
        .await
        .problem(400, "invalid_parameter");

    let restored = world
        .broker
        .post_with_etag(&format!("{path}/restore"), &archived.etag(), &json!({}))
        .await
        .expect(200);
    assert_eq!(restored.etag(), "\"3\"");
    assert_eq!(
        (
            &restored.json()["archived_at"],
            &restored.json()["archived_by"]
        ),
        (&Value::Null, &Value::Null)
    );
    assert!(world.broker.ids(&list, &[]).await.contains(&id));
    assert_eq!(
        world.broker.ids(&list, &[("archived", "true")]).await,
        Vec::<i64>::new()
    );
}

async fn archiving_twice_changes_nothing<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    let path = S::path(made.id());
    let restore = format!("{path}/restore");
    let active = world
        .broker
        .post_with_etag(&restore, &made.etag(), &json!({}))
        .await
        .expect(200);
    assert_eq!(
        active.json(),
        made.json(),
        "an active record is not restored"
    );
    let once = world.broker.delete(&path, &made.etag()).await.expect(200);
    let twice = world.broker.delete(&path, &once.etag()).await.expect(200);
    assert_eq!((twice.json(), twice.etag()), (once.json(), once.etag()));
    let history = world
        .broker
        .get(&format!("{path}/history"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        history["items"].as_array().map(Vec::len),
        Some(2),
        "{history}"
    );
}

async fn an_archived_record_is_not_changed<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    let path = S::path(made.id());
    let archived = world.broker.delete(&path, &made.etag()).await.expect(200);
    let patch = world
        .broker
        .patch(&path, &archived.etag(), &json!({S::TEXT: "x"}))
        .await;
    patch.problem(409, "archived");
    let put = world
        .broker
        .put(&path, &archived.etag(), &S::minimal(&world, 2))
        .await;
    put.problem(409, "archived");
    assert_eq!(
        world.broker.get(&path).await.expect(200).json(),
        archived.json()
    );
}

async fn a_name_is_free_while_its_record_is_archived<S: Sample>(app: &mut App) {
    let unique = S::UNIQUE.expect("a unique text");
    let world = World::of::<S>(app).await;
    let body = merged(S::minimal(&world, 1), &json!({unique.field: "Unique 1"}));
    let first = world.broker.create(&S::list(), &body).await;
    let path = S::path(first.id());
    let archived = world.broker.delete(&path, &first.etag()).await.expect(200);
    let again = world.broker.post(&S::list(), &body).await;
    if unique.for_ever {
        // Numbers stay in use forever.
        let existing = again
            .problem(409, "duplicate")
            .existing
            .expect("the order in the way");
        assert_eq!((existing.id, existing.archived), (first.id(), true));
        return;
    }
    let second = again.expect(201);
    let restore = world
        .broker
        .post_with_etag(&format!("{path}/restore"), &archived.etag(), &json!({}))
        .await;
    let existing = restore
        .problem(409, "duplicate")
        .existing
        .expect("the record in the way");
    assert_eq!((existing.id, existing.archived), (second.id(), false));
    assert_eq!(
        world.broker.get(&path).await.expect(200).json(),
        archived.json()
    );
    // The code behaves like the name.
    if !<S::Draft as Draft>::fields().contains(&"code") {
        return;
    }
    let coded = |name: &str| merged(S::minimal(&world, 1), &json!({"name": name, "code": "X-1"}));
    let holder = world.broker.create(&S::list(), &coded("Holder")).await;
    let refused = world
        .broker
        .post(&S::list(), &coded("Taker"))
        .await
        .problem(409, "duplicate");
    assert_eq!(refused.errors[0].pointer.as_deref(), Some("/code"));
    assert_eq!(
        refused.existing.map(|existing| existing.id),
        Some(holder.id())
    );
    world
        .broker
        .delete(&S::path(holder.id()), &holder.etag())
        .await
        .expect(200);
    world.broker.create(&S::list(), &coded("Taker")).await;
}

async fn nothing_can_be_deleted_for_good<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world.admin.create(&S::list(), &S::minimal(&world, 1)).await;
    let archived = world
        .admin
        .delete(&S::path(made.id()), &made.etag())
        .await
        .expect(200);
    world
        .admin
        .delete(&S::path(made.id()), &archived.etag())
        .await
        .expect(200);
    world.admin.get(&S::path(made.id())).await.expect(200);
    let list = world.admin.call("DELETE", &S::list()).send().await;
    list.problem(405, "method_not_allowed");
}
