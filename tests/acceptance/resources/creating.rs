//! Creating records: accepted bodies, responses, rejections.

use domain::fields::Draft;
use serde_json::{Value, json};

use crate::support::reply::{contains, expected};
use crate::support::samples::{merged, needed, optional_texts};
use crate::support::{App, Sample, World, for_every_resource, for_resources_with};

for_every_resource!(
    takes_the_least,
    takes_everything,
    sets_owner_and_stamps_from_the_session;
    before sql:
    names_every_wrong_field_at_once,
    refuses_what_only_the_server_sets,
    refuses_a_body_that_is_no_object,
    reads_blank_text_as_nothing,
    reads_blank_text_as_nothing_in_every_field,
    cleans_text_but_never_its_meaning,
    refuses_text_that_is_too_long_or_holds_control_characters,
);
for_resources_with!(a unique text: refuses_a_name_twice);

async fn takes_the_least<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let reply = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    let id = reply.id();
    assert_eq!(
        reply.header("location"),
        Some(format!("/api/v1{}", S::path(id)).as_str())
    );
    assert_eq!(reply.etag(), "\"1\"");
    let record = reply.json();
    assert_eq!(record["version"], 1);
    contains(&record, &S::minimal(&world, 1), "");
    assert_eq!(record["archived_at"], Value::Null);
    assert_eq!(record["created_at"], record["updated_at"]);
    let read = world.broker.get(&S::path(id)).await.expect(200);
    assert_eq!(read.json(), record, "what was answered is what is stored");
    assert_eq!(read.etag(), reply.etag());
}

async fn takes_everything<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let body = S::full(&world, 1);
    let mut sent: Vec<&str> = body
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    let mut known = <S::Draft as Draft>::fields();
    known.retain(|field| !S::SAID.contains(field));
    sent.sort_unstable();
    known.sort_unstable();
    assert_eq!(sent, known, "the sample fills in every field");
    let record = world.admin.create(&S::list(), &body).await.json();
    contains(&record, &body, "");
    let id = record["id"].as_i64().expect("an id");
    let typed = world
        .broker
        .api
        .read::<S>(S::typed(id))
        .await
        .expect("readable through the client");
    assert_eq!(
        serde_json::to_value(&typed.value).expect("JSON"),
        record,
        "the client loses nothing"
    );
}

async fn names_every_wrong_field_at_once<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let (body, wrong) = S::wrong_types();
    let refused = world.broker.post(&S::list(), &body).await;
    let found = refused.wrong_fields();
    for place in expected(wrong) {
        assert!(found.contains(&place), "{place:?} is missing in {found:?}");
    }
    let problem = refused.problem(422, "validation_failed");
    assert_eq!(
        problem.instance.as_deref(),
        Some(format!("/api/v1{}", S::list()).as_str())
    );
    assert_eq!(
        world.broker.ids(&S::list(), &[]).await.len(),
        S::BEFORE,
        "nothing was made"
    );
}

async fn refuses_what_only_the_server_sets<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let common = [
        "id",
        "version",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
        "archived_at",
        "archived_by",
        "owner_name",
        "created_by_name",
        "updated_by_name",
    ];
    let mut body = S::minimal(&world, 1);
    for name in common
        .into_iter()
        .chain(S::READ_ONLY.iter().copied())
        .chain([S::DERIVED])
    {
        body[name] = Value::Null;
    }
    let found = world.broker.post(&S::list(), &body).await.wrong_fields();
    for name in common.into_iter().chain(S::READ_ONLY.iter().copied()) {
        assert!(
            found.contains(&(format!("/{name}"), "read_only".to_owned())),
            "{name}: {found:?}"
        );
    }
    // A complete record from a response is rejected, because it has read-only fields.
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    let again = world
        .broker
        .put(&S::path(made.id()), &made.etag(), &made.json())
        .await;
    let found = again.wrong_fields();
    assert!(
        found.contains(&("/id".to_owned(), "read_only".to_owned())),
        "{found:?}"
    );
}

async fn refuses_a_body_that_is_no_object<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    for body in [json!([]), json!("x"), json!(5), json!(null), json!(true)] {
        let found = world.broker.post(&S::list(), &body).await.wrong_fields();
        assert_eq!(found, expected(&[("", "wrong_type")]), "{body}");
    }
    world
        .broker
        .post(&S::list(), &json!({}))
        .await
        .refuses(&needed::<S>());
}

async fn reads_blank_text_as_nothing<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let body = merged(S::minimal(&world, 1), &json!({S::TEXT: " \t \n "}));
    let made = world.broker.create(&S::list(), &body).await;
    assert_eq!(made.json()[S::TEXT], Value::Null, "on creating");
    let filled = world
        .broker
        .patch(&S::path(made.id()), &made.etag(), &json!({S::TEXT: "x"}))
        .await
        .expect(200);
    assert_eq!(filled.json()[S::TEXT], "x");
    let blank = world
        .broker
        .patch(
            &S::path(made.id()),
            &filled.etag(),
            &json!({S::TEXT: "   "}),
        )
        .await
        .expect(200);
    assert_eq!(blank.json()[S::TEXT], Value::Null, "on changing");
}

async fn reads_blank_text_as_nothing_in_every_field<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let least = world
        .admin
        .create(&S::list(), &S::minimal(&world, 1))
        .await
        .json();
    let texts: Vec<String> = optional_texts::<S>(&world.admin)
        .await
        .into_iter()
        .filter(|name| *name != S::NAME && !S::VARIES.contains(&name.as_str()))
        .collect();
    let mut body = S::minimal(&world, 2);
    for name in &texts {
        body[name] = json!(" \t \u{a0} ");
    }
    let made = world.admin.create(&S::list(), &body).await.json();
    for name in texts {
        assert_eq!(made[&name], least[&name], "{name} is as if it were absent");
    }
}

async fn cleans_text_but_never_its_meaning<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    // The second é is typed as e with a combining accent: text is stored in composed form.
    let typed = json!({S::NAME: "  O'Brien   & <Sons> caf\u{e9} cafe\u{301}  ", S::TEXT: "one  \r\n\r\ntwo \"%_\\ 'x'; --\r\n"});
    let made = world
        .broker
        .create(&S::list(), &merged(S::minimal(&world, 1), &typed))
        .await
        .json();
    assert_eq!(made[S::NAME], "O'Brien & <Sons> caf\u{e9} caf\u{e9}");
    assert_eq!(made[S::TEXT], "one\n\ntwo \"%_\\ 'x'; --");
}

async fn refuses_text_that_is_too_long_or_holds_control_characters<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let longest = S::NAME_MAX;
    let name = |n: u32, text: String| merged(S::minimal(&world, n), &json!({S::NAME: text}));
    let place = format!("/{}", S::NAME);
    world
        .broker
        .post(&S::list(), &name(1, "ü".repeat(longest + 1)))
        .await
        .refuses(&[(&place, "too_long")]);
    let fits = world
        .broker
        .create(&S::list(), &name(1, "ü".repeat(longest)))
        .await;
    assert_eq!(
        fits.json()[S::NAME],
        "ü".repeat(longest),
        "characters count, not bytes"
    );
    for character in ['\u{0}', '\u{7}', '\u{1b}', '\u{7f}', '\u{85}'] {
        let body = name(2, format!("a{character}b"));
        let refused = world.broker.post(&S::list(), &body).await;
        // U+0085 is white space, so a single-line field may also drop it.
        if character == '\u{85}' && refused.status == 201 {
            continue;
        }
        assert_eq!(
            refused.wrong_fields(),
            expected(&[(&place, "control_character")]),
            "{character:?}"
        );
    }
}

async fn refuses_a_name_twice<S: Sample>(app: &mut App) {
    let unique = S::UNIQUE.expect("a unique text");
    let world = World::of::<S>(app).await;
    let body = |name: &str| merged(S::minimal(&world, 1), &json!({unique.field: name}));
    let first = world
        .broker
        .create(&S::list(), &body("Twice Straße 1"))
        .await;
    let mut names = vec!["Twice Straße 1", "  Twice   Straße 1 "];
    if unique.loosely {
        names.extend(["TWICE straße 1", "twice\u{a0}straße 1", "Twice Straße １"]);
    }
    for name in names {
        let refused = world
            .broker
            .post(&S::list(), &body(name))
            .await
            .problem(409, "duplicate");
        let existing = refused.existing.expect("the record in the way");
        assert_eq!(
            (existing.id, existing.archived),
            (first.id(), false),
            "{name}"
        );
        assert_eq!(
            refused.errors[0].pointer.as_deref(),
            Some(format!("/{}", unique.field).as_str())
        );
    }
    let other = world.broker.create(&S::list(), &body("Another")).await;
    let renamed = json!({unique.field: "Twice Straße 1"});
    let refused = world
        .broker
        .patch(&S::path(other.id()), &other.etag(), &renamed)
        .await;
    assert_eq!(
        refused
            .problem(409, "duplicate")
            .existing
            .map(|existing| existing.id),
        Some(first.id())
    );
    let own = world
        .broker
        .patch(&S::path(first.id()), &first.etag(), &renamed)
        .await;
    own.expect(200);
}

async fn sets_owner_and_stamps_from_the_session<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    let (id, broker, admin) = (made.id(), world.broker.id().get(), world.admin.id().get());
    let record = made.json();
    assert_eq!(
        (
            &record["created_by"],
            &record["updated_by"],
            &record["owner_id"]
        ),
        (&json!(broker), &json!(broker), &json!(broker))
    );
    assert_eq!(
        record["owner_name"],
        json!(world.broker.me.user.display_name)
    );
    let changed = world
        .admin
        .patch(&S::path(id), &made.etag(), &json!({S::TEXT: "changed"}))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (
            &changed["created_by"],
            &changed["updated_by"],
            &changed["owner_id"]
        ),
        (&json!(broker), &json!(admin), &json!(broker))
    );
    assert_eq!(changed["created_at"], record["created_at"]);
    assert!(
        changed["updated_at"].as_str() > record["updated_at"].as_str(),
        "{changed}"
    );
}
