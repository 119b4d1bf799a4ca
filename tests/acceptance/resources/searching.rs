//! Search and sort orders of lists.

use std::collections::{BTreeMap, BTreeSet};

use domain::choices::FixedChoice;
use domain::list::SortKey;
use domain::purchase_orders::OrderStatus;
use serde_json::{Value, json};

use crate::support::listing::assert_sorted;
use crate::support::samples::merged;
use crate::support::{App, Sample, World, for_every_resource};

for_every_resource!(
    search_finds_any_part_blind_to_case_and_accents,
    search_text_is_data,
    every_sort_key_sorts_both_ways,
    sorts_by_several_keys;
    before sql:
    search_has_limits,
    refuses_unknown_sort_keys,
);

async fn search_finds_any_part_blind_to_case_and_accents<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let names = ["Zürich Ñandú Proteins", "BRINDLEMOOR beef", "Ab 7"];
    let mut ids = BTreeMap::new();
    for (name, n) in names.into_iter().zip(1..) {
        let body = merged(S::minimal(&world, n), &json!({S::NAME: name}));
        ids.insert(name, world.broker.create(&S::list(), &body).await.id());
    }
    let cases: [(&str, &[&str]); 18] = [
        ("zürich", &names[..1]),
        ("ZURICH", &names[..1]),
        ("nandu", &names[..1]),
        ("ÑANDÚ prot", &names[..1]),
        ("rotei", &names[..1]),
        ("ch n", &names[..1]),
        ("  zurich   nandu  ", &names[..1]),
        ("dlemoor", &names[1..2]),
        ("Bríndlemöor", &names[1..2]),
        ("moor beef", &names[1..2]),
        ("b 7", &names[2..]),
        ("7", &names[2..]),
        ("be", &names[1..2]),
        ("beef zurich", &[]),
        // Every word counts, in any order, including words shorter than a trigram.
        ("proteins zurich", &names[..1]),
        ("prot ch ñand", &names[..1]),
        ("beef brindle", &names[1..2]),
        ("nandu proteins beef", &[]),
    ];
    for (q, wanted) in cases {
        let found: BTreeSet<i64> = world
            .broker
            .ids(&S::list(), &[("q", q)])
            .await
            .into_iter()
            .collect();
        let wanted: BTreeSet<i64> = wanted.iter().map(|name| ids[name]).collect();
        assert_eq!(found, wanted, "q={q}");
    }
    // A renamed record is found by its new name only; an archived one only on request.
    let id = ids["Ab 7"];
    let renamed = world
        .broker
        .patch(&S::path(id), "\"1\"", &json!({S::NAME: "Quillhaven"}))
        .await
        .expect(200);
    assert_eq!(
        world.broker.ids(&S::list(), &[("q", "Ab 7")]).await,
        Vec::<i64>::new()
    );
    assert_eq!(world.broker.ids(&S::list(), &[("q", "quillh")]).await, [id]);
    world
        .broker
        .delete(&S::path(id), &renamed.etag())
        .await
        .expect(200);
    assert_eq!(
        world.broker.ids(&S::list(), &[("q", "quillh")]).await,
        Vec::<i64>::new()
    );
    assert_eq!(
        world
            .broker
            .ids(&S::list(), &[("q", "quillh"), ("archived", "any")])
            .await,
        [id]
    );
}

async fn search_text_is_data<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let names = [
        "100% beef",
        "a_b",
        "back\\slash",
        "O'Brien \"quoted\"",
        "semi; DROP TABLE x --",
        "plain",
        "NEAR (x*) OR y^",
    ];
    let mut ids = BTreeMap::new();
    for (name, n) in names.into_iter().zip(1..) {
        let body = merged(S::minimal(&world, n), &json!({S::NAME: name}));
        ids.insert(name, world.broker.create(&S::list(), &body).await.id());
    }
    let cases: [(&str, &str); 15] = [
        ("%", "100% beef"),
        ("100%", "100% beef"),
        ("0% b", "100% beef"),
        ("_", "a_b"),
        ("a_b", "a_b"),
        ("\\", "back\\slash"),
        ("k\\s", "back\\slash"),
        ("'", "O'Brien \"quoted\""),
        ("o'b", "O'Brien \"quoted\""),
        ("\"quo", "O'Brien \"quoted\""),
        ("\"", "O'Brien \"quoted\""),
        ("; drop", "semi; DROP TABLE x --"),
        ("--", "semi; DROP TABLE x --"),
        ("(x*)", "NEAR (x*) OR y^"),
        ("or y^", "NEAR (x*) OR y^"),
    ];
    for (q, wanted) in cases {
        assert_eq!(
            world.broker.ids(&S::list(), &[("q", q)]).await,
            [ids[wanted]],
            "q={q}"
        );
    }
    for q in [
        "%%%",
        "___",
        "a%b",
        "' OR 1=1 --",
        "\\\\",
        "beef*",
        "beef OR plain",
        "\"\"\"",
    ] {
        assert_eq!(
            world.broker.ids(&S::list(), &[("q", q)]).await,
            Vec::<i64>::new(),
            "q={q}"
        );
    }
}

async fn search_has_limits<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    for q in ["", &"x".repeat(101), &"ü".repeat(2_000)] {
        let refused = world
            .broker
            .query(&S::list(), &[("q", q)])
            .await
            .problem(400, "invalid_parameter");
        assert_eq!(refused.errors[0].parameter.as_deref(), Some("q"));
    }
    assert_eq!(
        world
            .broker
            .ids(&S::list(), &[("q", &"ü".repeat(100))])
            .await,
        Vec::<i64>::new()
    );
    for q in ["a\u{0}b", "\u{0}"] {
        let reply = world.broker.query(&S::list(), &[("q", q)]).await;
        reply.problem(400, "invalid_parameter");
    }
}

/// Records that differ in every sort key, some with empty values.
async fn contrasts<S: Sample>(world: &World) {
    for n in 0..6_u32 {
        let body = if n % 3 == 2 {
            S::minimal(world, n)
        } else {
            merged(S::full(world, n), &S::sorted(n))
        };
        let body = match n {
            0 => merged(body, &json!({S::NAME: "aardvark LOWER"})),
            1 => merged(body, &S::apart(world).await),
            _ => body,
        };
        let made = world.admin.create(&S::list(), &body).await;
        if n % 2 == 0 {
            world
                .admin
                .patch(
                    &S::path(made.id()),
                    &made.etag(),
                    &json!({S::TEXT: "touched"}),
                )
                .await
                .expect(200);
        }
        S::afterwards(world, n, &made).await;
    }
}

async fn every_sort_key_sorts_both_ways<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    contrasts::<S>(&world).await;
    let ranks: BTreeMap<String, usize> = OrderStatus::ALL
        .iter()
        .map(|status| status.code().to_owned())
        .zip(0..)
        .collect();
    for key in S::Sort::ALL {
        for descending in [false, true] {
            let sort = format!("{}{}", if descending { "-" } else { "" }, key.code());
            let ids = world.broker.ids(&S::list(), &[("sort", &sort)]).await;
            assert_eq!(ids.len(), 6 + S::BEFORE, "sort={sort}");
            let mut values = Vec::new();
            for id in ids {
                let record = world.broker.get(&S::path(id)).await.expect(200).json();
                values.push(S::sorted_by(&record, key.code()));
            }
            assert!(
                values.iter().any(|value| *value != values[0]),
                "sort={sort}: nothing to sort in {values:?}"
            );
            assert_sorted(&values, descending, &ranks, &format!("sort={sort}"));
        }
    }
    let default = world.broker.ids(&S::list(), &[]).await;
    let spelled = domain::list::show_sort(&S::Sort::default_order());
    assert_eq!(
        world.broker.ids(&S::list(), &[("sort", &spelled)]).await,
        default
    );
}

async fn sorts_by_several_keys<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    contrasts::<S>(&world).await;
    for sort in [
        "-updated_at,id",
        "created_at,-id",
        "-created_at,updated_at,id",
    ] {
        let ids = world.broker.ids(&S::list(), &[("sort", sort)]).await;
        let mut paged = Vec::new();
        let mut cursor = String::new();
        loop {
            let mut pairs = vec![("sort", sort), ("limit", "2")];
            if !cursor.is_empty() {
                pairs.push(("cursor", &cursor));
            }
            let page = world
                .broker
                .query(&S::list(), &pairs)
                .await
                .expect(200)
                .json();
            paged.extend(crate::support::actor::ids_of(&page));
            match &page["next_cursor"] {
                Value::String(next) => cursor.clone_from(next),
                _ => break,
            }
        }
        assert_eq!(paged, ids, "sort={sort}");
    }
}

async fn refuses_unknown_sort_keys<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    for sort in [
        "colour",
        "",
        "-",
        "name;id",
        "--id",
        "id,id",
        "id,-id",
        "id,",
        "notes",
        "id desc",
        "created_at,updated_at,id,id",
    ] {
        let refused = world
            .broker
            .query(&S::list(), &[("sort", sort)])
            .await
            .problem(400, "invalid_parameter");
        assert_eq!(
            refused.errors[0].parameter.as_deref(),
            Some("sort"),
            "{sort}"
        );
    }
}
