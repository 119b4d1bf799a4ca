//! Changing records: merge patches and replacements.

use domain::fields::Draft;
use serde_json::{Map, Value, json};

use crate::support::reply::{contains, expected};
use crate::support::samples::{merged, needed, optional_texts};
use crate::support::{App, Sample, World, for_every_resource, for_resources_with};

for_every_resource!(
    a_patch_leaves_the_other_fields,
    null_clears_each_optional_field,
    a_patch_that_changes_nothing_keeps_the_version,
    a_replacement_resets_what_it_leaves_out,
    two_writers_one_wins;
    before sql:
    blank_text_clears_each_optional_field,
    a_patch_names_unknown_and_read_only_fields,
    a_wrong_patch_changes_nothing,
    a_patch_is_taken_under_both_media_types,
    a_replacement_needs_the_required_fields,
);
for_resources_with!(a set of codes: keeps_sets_sorted_and_without_repeats);

/// The writable part of a response.
fn writable<S: Sample>(record: &Value) -> Value {
    let fields = <S::Draft as Draft>::fields();
    let all = record.as_object().expect("a record");
    let mut kept: Map<String, Value> = all
        .iter()
        .filter(|(name, _)| fields.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    kept.remove("lines");
    kept.remove("costs");
    Value::Object(kept)
}

async fn a_patch_leaves_the_other_fields<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world.admin.create(&S::list(), &S::full(&world, 1)).await;
    let patch = json!({S::TEXT: "only this"});
    let changed = world
        .broker
        .patch(&S::path(made.id()), &made.etag(), &patch)
        .await
        .expect(200);
    assert_eq!(changed.etag(), "\"2\"");
    let record = changed.json();
    assert_eq!(record["version"], 2);
    contains(&record, &merged(S::full(&world, 1), &patch), "");
    assert_eq!(
        world
            .broker
            .get(&S::path(made.id()))
            .await
            .expect(200)
            .json(),
        record
    );
}

async fn null_clears_each_optional_field<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let names = <S::Draft as Draft>::fields();
    let names = names.into_iter().filter(|name| *name != "lines");
    clears::<S>(&world, names.map(str::to_owned), &Value::Null).await;
}

async fn blank_text_clears_each_optional_field<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let names = optional_texts::<S>(&world.admin).await;
    clears::<S>(&world, names.into_iter(), &json!(" \t \u{a0} ")).await;
}

/// Clears one field after the other, and asserts that each is as if it had never been filled in.
async fn clears<S: Sample>(world: &World, names: impl Iterator<Item = String>, nothing: &Value) {
    let made = world.admin.create(&S::list(), &S::full(world, 1)).await;
    let least = world
        .admin
        .create(&S::list(), &S::minimal(world, 2))
        .await
        .json();
    let mut etag = made.etag();
    let fixed = [S::NAME, "owner_id"];
    let fields = <S::Draft as Draft>::fields();
    for name in names.filter(|name| {
        let name = name.as_str();
        !fixed.contains(&name) && !S::VARIES.contains(&name)
    }) {
        let mut patch = json!({name.as_str(): nothing});
        // Dependent fields are cleared together.
        if name == "credit_application_sent_on" {
            patch["credit_application_approved_on"] = Value::Null;
        }
        if name == "customer_id" && fields.contains(&"customer_contact_id") {
            patch["customer_contact_id"] = Value::Null;
        }
        if name == "country" {
            for part in [
                "address_line1",
                "address_line2",
                "city",
                "state",
                "postal_code",
            ] {
                patch[part] = Value::Null;
            }
        }
        let cleared = world
            .admin
            .patch(&S::path(made.id()), &etag, &patch)
            .await
            .expect(200);
        etag = cleared.etag();
        // Blank terms of an order are copied from the parties; these parties have none.
        assert_eq!(cleared.json()[&name], least[&name], "{name}");
    }
}

async fn a_patch_that_changes_nothing_keeps_the_version<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world.admin.create(&S::list(), &S::full(&world, 1)).await;
    let path = S::path(made.id());
    for patch in [
        json!({}),
        json!({S::TEXT: made.json()[S::TEXT]}),
        writable::<S>(&made.json()),
    ] {
        let same = world
            .broker
            .patch(&path, &made.etag(), &patch)
            .await
            .expect(200);
        assert_eq!(same.etag(), made.etag(), "{patch}");
        assert_eq!(same.json(), made.json(), "{patch}");
    }
    let whole = merged(S::full(&world, 1), &json!({}));
    if S::PATH != "purchase-orders" {
        let same = world
            .admin
            .put(&path, &made.etag(), &whole)
            .await
            .expect(200);
        assert_eq!(same.etag(), made.etag());
    }
    let history = world
        .broker
        .get(&format!("{path}/history"))
        .await
        .expect(200)
        .json();
    assert_eq!(
        history["items"].as_array().map(Vec::len),
        Some(1),
        "{history}"
    );
}

async fn a_patch_names_unknown_and_read_only_fields<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    let patch = json!({"colour": null, "a/b": 1, "version": 9, "created_by": 1, S::DERIVED: null, S::NAME: 7});
    let found = world
        .broker
        .patch(&S::path(made.id()), &made.etag(), &patch)
        .await
        .wrong_fields();
    let derived = format!("/{}", S::DERIVED);
    let name = format!("/{}", S::NAME);
    let wanted = [
        ("/a~1b", "unknown_field"),
        ("/colour", "unknown_field"),
        ("/created_by", "read_only"),
        ("/version", "read_only"),
        (derived.as_str(), "read_only"),
        (name.as_str(), "wrong_type"),
    ];
    for place in expected(&wanted) {
        assert!(found.contains(&place), "{place:?} is missing in {found:?}");
    }
}

async fn a_wrong_patch_changes_nothing<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    let path = S::path(made.id());
    let patch = json!({S::TEXT: "half a change", "owner_id": "nobody"});
    world
        .broker
        .patch(&path, &made.etag(), &patch)
        .await
        .expect(422);
    for body in [
        json!([{"op": "remove", "path": "/name"}]),
        json!("x"),
        json!(null),
    ] {
        let refused = world.broker.patch(&path, &made.etag(), &body).await;
        assert_eq!(
            refused.wrong_fields(),
            expected(&[("", "wrong_type")]),
            "{body}"
        );
    }
    assert_eq!(
        world.broker.get(&path).await.expect(200).json(),
        made.json()
    );
}

async fn a_patch_is_taken_under_both_media_types<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    let path = S::path(made.id());
    let mut etag = made.etag();
    for (media, text) in [
        ("application/merge-patch+json", "one"),
        ("application/json", "two"),
        ("application/json; charset=utf-8", "three"),
    ] {
        let body = json!({S::TEXT: text}).to_string();
        let call = world
            .broker
            .call("PATCH", &path)
            .etag(&etag)
            .body(media, body);
        let changed = call.send().await.expect(200);
        assert_eq!(changed.json()[S::TEXT], text);
        etag = changed.etag();
    }
    for media in [
        "application/json-patch+json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin-1",
    ] {
        let call = world
            .broker
            .call("PATCH", &path)
            .etag(&etag)
            .body(media, "{}");
        call.send().await.problem(415, "unsupported_media_type");
    }
}

/// A body without its blank fields.
fn given(mut body: Value) -> Value {
    if let Value::Object(fields) = &mut body {
        fields.retain(|_, value| !value.is_null());
    }
    body
}

async fn a_replacement_resets_what_it_leaves_out<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world.admin.create(&S::list(), &S::full(&world, 1)).await;
    let replaced = world
        .admin
        .put(
            &S::path(made.id()),
            &made.etag(),
            &given(S::minimal(&world, 2)),
        )
        .await
        .expect(200);
    assert_eq!(replaced.etag(), "\"2\"");
    let mut fresh = world
        .admin
        .create(&S::list(), &S::minimal(&world, 3))
        .await
        .json();
    let mut record = replaced.json();
    contains(&record, &S::minimal(&world, 2), "");
    for differs in [
        "id",
        "version",
        "created_at",
        "updated_at",
        "moves",
        "owner_id",
        "owner_name",
        S::NAME,
    ]
    .iter()
    .chain(S::VARIES)
    {
        record[*differs] = Value::Null;
        fresh[*differs] = Value::Null;
    }
    assert_eq!(
        record, fresh,
        "as if it had been made with just these fields"
    );
}

async fn a_replacement_needs_the_required_fields<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world.admin.create(&S::list(), &S::full(&world, 1)).await;
    let refused = world
        .admin
        .put(&S::path(made.id()), &made.etag(), &json!({S::TEXT: "x"}))
        .await;
    refused.refuses(&needed::<S>());
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

async fn two_writers_one_wins<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let made = world
        .broker
        .create(&S::list(), &S::minimal(&world, 1))
        .await;
    let (path, etag) = (S::path(made.id()), made.etag());
    for round in 0..5 {
        let etag = if round == 0 {
            etag.clone()
        } else {
            world.admin.get(&path).await.etag()
        };
        let (mine, theirs) = (
            json!({S::TEXT: format!("mine {round}")}),
            json!({S::TEXT: format!("theirs {round}")}),
        );
        let (one, other) = tokio::join!(
            world.broker.patch(&path, &etag, &mine),
            world.admin.patch(&path, &etag, &theirs)
        );
        let (won, lost) = if one.status == 200 {
            (one, other)
        } else {
            (other, one)
        };
        let stored = won.expect(200);
        lost.problem(412, "stale_version");
        assert_eq!(
            world.admin.get(&path).await.expect(200).json(),
            stored.json(),
            "the winner's text stands"
        );
    }
}

async fn keeps_sets_sorted_and_without_repeats<S: Sample>(app: &mut App) {
    let (field, [first, second, third, last]) = S::SET.expect("a set of codes");
    let world = World::of::<S>(app).await;
    let body = merged(
        S::minimal(&world, 1),
        &json!({field: [last, first, last, third]}),
    );
    let made = world.broker.create(&S::list(), &body).await;
    assert_eq!(made.json()[field], json!([first, third, last]));
    let path = S::path(made.id());
    let unknown = json!({field: [first, "unicorn"]});
    let refused = world.broker.patch(&path, &made.etag(), &unknown).await;
    let place = format!("/{field}/1");
    refused.refuses(&[(place.as_str(), "unknown_code")]);
    let other = json!({field: [second]});
    let replaced = world.broker.patch(&path, &made.etag(), &other).await;
    let replaced = replaced.expect(200);
    assert_eq!(
        replaced.json()[field],
        json!([second]),
        "arrays are replaced whole"
    );
    let none = json!({field: null});
    let emptied = world.broker.patch(&path, &replaced.etag(), &none).await;
    assert_eq!(emptied.expect(200).json()[field], json!([]));
}
