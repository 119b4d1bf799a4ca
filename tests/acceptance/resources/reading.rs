//! Reading a record, and the rows of a list.

use serde_json::json;

use crate::support::{App, Sample, World, for_every_resource};

for_every_resource!(
    rows_are_light_and_carry_names;
    before sql:
    an_id_that_is_none_is_not_found,
    head_answers_like_get_without_a_body,
    a_record_is_always_answered_whole,
    a_list_answers_304_to_its_own_tag,
);

async fn an_id_that_is_none_is_not_found<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    for id in [
        "0",
        "-1",
        "999999",
        "9007199254740991",
        "9007199254740992",
        "99999999999999999999",
        "x",
        "1.0",
        "1x",
    ] {
        let reply = world.broker.get(&format!("{}/{id}", S::list())).await;
        let problem = reply.expect(404).any_problem();
        assert!(
            ["not_found", "route_not_found"].contains(&problem.code.as_str()),
            "{id}: {problem:?}"
        );
    }
    for method in ["PATCH", "PUT", "DELETE"] {
        let call = world
            .broker
            .call(method, &S::path(999_999))
            .etag("\"1\"")
            .json(&S::minimal(&world, 1));
        call.send().await.problem(404, "not_found");
    }
}

async fn head_answers_like_get_without_a_body<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let id = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await
        .id();
    for path in [S::path(id), S::list(), format!("{}/history", S::path(id))] {
        let get = world.broker.get(&path).await.expect(200);
        let head = world.broker.call("HEAD", &path).send().await.expect(200);
        assert!(head.body.is_empty(), "{path}");
        for name in ["content-type", "etag", "cache-control", "vary"] {
            assert_eq!(head.header(name), get.header(name), "{path}: {name}");
        }
    }
    let missing = world
        .broker
        .call("HEAD", &S::path(999_999))
        .send()
        .await
        .expect(404);
    assert!(missing.body.is_empty());
}

async fn a_record_is_always_answered_whole<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    for tag in [made.etag(), "*".to_owned(), "W/\"1\"".to_owned()] {
        // Names of linked records change without the version, so a 304 could hide them.
        let call = world
            .broker
            .call("GET", &S::path(made.id()))
            .header("if-none-match", &tag);
        assert_eq!(call.send().await.expect(200).json(), made.json());
    }
}

async fn a_list_answers_304_to_its_own_tag<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    let list = world.broker.get(&S::list()).await.expect(200);
    let tag = list.header("etag").expect("a tag").to_owned();
    assert!(tag.starts_with("W/\""), "{tag}: lists carry a weak tag");
    let ask = |tag: &str| {
        world
            .broker
            .call("GET", &S::list())
            .header("if-none-match", tag)
            .send()
    };
    let same = ask(&tag).await.expect(304);
    assert!(same.body.is_empty());
    assert_eq!(same.header("etag"), Some(tag.as_str()));
    ask(&format!("\"x\", {tag}")).await.expect(304);
    ask("\"x\"").await.expect(200);
    world
        .broker
        .create(&S::list(), &S::minimal(&world, 2))
        .await;
    let other = ask(&tag).await.expect(200);
    assert_ne!(other.header("etag"), Some(tag.as_str()));
}

async fn rows_are_light_and_carry_names<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let record = world
        .admin
        .create(&S::list(), &S::full(&world, 1))
        .await
        .json();
    let id = record["id"].as_i64().expect("an id");
    let page = world.broker.get(&S::list()).await.expect(200).json();
    let rows = page["items"].as_array().expect("items");
    let row = rows
        .iter()
        .find(|row| row["id"] == json!(id))
        .expect("the row");
    for heavy in ["notes", "lines", "special_instructions", "moves"] {
        assert!(row.get(heavy).is_none(), "{heavy} makes rows heavy");
    }
    for (name, value) in row.as_object().expect("an object") {
        assert_eq!(
            value, &record[name],
            "{name} says the same in the row and in the record"
        );
    }
    for needed in [
        "version",
        "owner_id",
        "owner_name",
        "created_at",
        "updated_at",
        "archived_at",
        S::NAME,
    ] {
        assert!(row.get(needed).is_some(), "{needed} is missing in {row}");
    }
    assert!(
        page.get("total").is_none() && page["next_cursor"].is_null(),
        "{page}"
    );
}
