//! Paging: no lost or repeated rows under concurrent changes.

use std::collections::BTreeSet;

use domain::list::SortKey;
use serde_json::{Value, json};

use crate::support::actor::ids_of;
use crate::support::reply::places;
use crate::support::{App, Sample, World, for_every_resource};

for_every_resource!(
    pages_hold_everything_in_every_order,
    pages_lose_nothing_while_others_write,
    counts_on_demand,
    a_page_takes_the_same_queries_for_one_row_and_for_thirty;
    before sql:
    limits_are_kept,
    wrong_parameters_are_all_named,
    cursors_are_bound_to_their_list,
);

async fn fill<S: Sample>(world: &World, numbers: std::ops::Range<u32>) -> Vec<i64> {
    let mut ids = Vec::new();
    for n in numbers {
        ids.push(
            world
                .broker
                .create(&S::list(), &S::minimal(world, n))
                .await
                .id(),
        );
    }
    ids
}

async fn pages_hold_everything_in_every_order<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    fill::<S>(&world, 0..9).await;
    for key in S::Sort::ALL {
        for direction in ["", "-"] {
            let sort = format!("{direction}{}", key.code());
            let whole = world.broker.ids(&S::list(), &[("sort", &sort)]).await;
            assert_eq!(whole.len(), 9 + S::BEFORE);
            let mut paged: Vec<i64> = Vec::new();
            let mut cursor: Option<String> = None;
            loop {
                let mut pairs = vec![("sort", sort.as_str()), ("limit", "4")];
                pairs.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
                let reply = world.broker.query(&S::list(), &pairs).await.expect(200);
                let page = reply.json();
                let link = reply.header("link").map(str::to_owned);
                paged.extend(ids_of(&page));
                cursor = page["next_cursor"].as_str().map(str::to_owned);
                match &cursor {
                    Some(_) => {
                        let link = link.expect("a link to the next page");
                        assert!(
                            link.starts_with("</api/v1/") && link.ends_with(">; rel=\"next\""),
                            "{link}"
                        );
                        let next = link
                            .trim_start_matches("</api/v1")
                            .split('>')
                            .next()
                            .expect("an address");
                        let followed = world.broker.get(next).await.expect(200).json();
                        assert_eq!(ids_of(&followed).first(), whole.get(paged.len()), "{link}");
                    }
                    None => {
                        assert_eq!(link, None);
                        break;
                    }
                }
            }
            assert_eq!(paged, whole, "sort={sort}");
        }
    }
}

async fn pages_lose_nothing_while_others_write<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let there = fill::<S>(&world, 100..120).await;
    let mut fresh = 200..999_u32;
    for sort in ["created_at", "-created_at", "id", "-id", "-updated_at"] {
        let mut seen: Vec<i64> = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let mut pairs = vec![("sort", sort), ("limit", "3")];
            pairs.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let page = world
                .broker
                .query(&S::list(), &pairs)
                .await
                .expect(200)
                .json();
            seen.extend(ids_of(&page));
            cursor = page["next_cursor"].as_str().map(str::to_owned);
            if cursor.is_none() {
                break;
            }
            // Between pages, records are created and every other one of them is archived. In ascending order that would never
            // end.
            let n = fresh.next().expect("a number");
            if seen.len() < 2 * there.len() {
                let made = world.admin.create(&S::list(), &S::minimal(&world, n)).await;
                if n % 2 == 0 {
                    world
                        .admin
                        .delete(&S::path(made.id()), &made.etag())
                        .await
                        .expect(200);
                }
            }
        }
        let unique: BTreeSet<i64> = seen.iter().copied().collect();
        assert_eq!(unique.len(), seen.len(), "sort={sort}: doubled in {seen:?}");
        let lost: Vec<&i64> = there.iter().filter(|id| !unique.contains(id)).collect();
        assert!(lost.is_empty(), "sort={sort}: lost {lost:?}");
    }
}

async fn counts_on_demand<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let ids = fill::<S>(&world, 0..5).await;
    let count = async |pairs: &[(&str, &str)]| {
        world
            .broker
            .query(&S::list(), pairs)
            .await
            .expect(200)
            .json()
    };
    let all = 5 + S::BEFORE;
    let page = count(&[("count", "true"), ("limit", "2")]).await;
    assert_eq!(
        (&page["total"], &page["total_is_exact"]),
        (&json!(all), &json!(true))
    );
    assert_eq!(ids_of(&page).len(), 2);
    let next = page["next_cursor"].as_str().expect("a cursor");
    assert_eq!(
        count(&[("count", "true"), ("limit", "2"), ("cursor", next)]).await["total"],
        json!(all),
        "on each page the same"
    );
    world
        .broker
        .delete(&S::path(ids[0]), "\"1\"")
        .await
        .expect(200);
    assert_eq!(count(&[("count", "true")]).await["total"], json!(all - 1));
    assert_eq!(
        count(&[("count", "true"), ("archived", "true")]).await["total"],
        json!(1)
    );
    assert_eq!(
        count(&[("count", "true"), ("q", "no such thing")]).await["total"],
        json!(0)
    );
    for pairs in [vec![], vec![("count", "false")]] {
        let page = count(&pairs).await;
        assert!(
            page.get("total").is_none() && page.get("total_is_exact").is_none(),
            "{page}"
        );
    }
}

async fn limits_are_kept<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    fill::<S>(&world, 0..3).await;
    for limit in ["0", "201", "-1", "x", "", "1.5", "99999999999", "+5", " 5"] {
        let refused = world.broker.query(&S::list(), &[("limit", limit)]).await;
        // Most parsers accept a leading plus.
        if limit == "+5" && refused.status == 200 {
            continue;
        }
        let problem = refused.problem(400, "invalid_parameter");
        assert_eq!(
            places(&problem.errors),
            [("limit".to_owned(), "invalid_parameter".to_owned())],
            "{limit}"
        );
    }
    assert_eq!(
        world.broker.ids(&S::list(), &[("limit", "1")]).await.len(),
        1
    );
    assert_eq!(
        world
            .broker
            .ids(&S::list(), &[("limit", "200")])
            .await
            .len(),
        3 + S::BEFORE
    );
}

async fn wrong_parameters_are_all_named<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let unknown = world
        .broker
        .query(&S::list(), &[("colour", "red")])
        .await
        .problem(400, "unknown_parameter");
    assert_eq!(unknown.errors[0].parameter.as_deref(), Some("colour"));
    let doubled = world
        .broker
        .query(&S::list(), &[("q", "a"), ("q", "b")])
        .await
        .problem(400, "duplicate_parameter");
    assert_eq!(doubled.errors[0].parameter.as_deref(), Some("q"));
    let pages = world
        .broker
        .query(&S::list(), &[("page", "2"), ("page_size", "10")])
        .await
        .problem(400, "unknown_parameter");
    assert!(
        pages
            .errors
            .iter()
            .all(|error| error.message.contains("cursor")),
        "{pages:?}"
    );
    let all = [
        ("colour", "red"),
        ("limit", "0"),
        ("created_at[gte]", "yesterday"),
        ("updated_at[lt]", "2026-13-01T00:00:00Z"),
        ("owner_id", "x"),
        ("archived", "maybe"),
        ("count", "yes"),
        ("sort", "colour"),
        ("q[gte]", "a"),
        ("created_at[between]", "2026-01-01T00:00:00Z"),
    ];
    let refused = world
        .broker
        .query(&S::list(), &all)
        .await
        .expect(400)
        .any_problem();
    let named: BTreeSet<&str> = refused
        .errors
        .iter()
        .filter_map(|error| error.parameter.as_deref())
        .collect();
    assert_eq!(named, all.iter().map(|(name, _)| *name).collect());
}

async fn cursors_are_bound_to_their_list<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    fill::<S>(&world, 0..4).await;
    let page = world
        .broker
        .query(&S::list(), &[("limit", "2"), ("sort", "id")])
        .await
        .expect(200)
        .json();
    let cursor = page["next_cursor"].as_str().expect("a cursor").to_owned();
    let ask = async |path: &str, pairs: &[(&str, &str)]| world.broker.query(path, pairs).await;
    ask(
        &S::list(),
        &[("limit", "2"), ("sort", "id"), ("cursor", &cursor)],
    )
    .await
    .expect(200);
    // The page size may change between pages; filters and sort may not.
    ask(
        &S::list(),
        &[("limit", "1"), ("sort", "id"), ("cursor", &cursor)],
    )
    .await
    .expect(200);
    let others: [&[(&str, &str)]; 5] = [
        &[("cursor", &cursor)],
        &[("sort", "-id"), ("cursor", &cursor)],
        &[("sort", "id"), ("q", "x"), ("cursor", &cursor)],
        &[("sort", "id"), ("archived", "any"), ("cursor", &cursor)],
        &[("sort", "id"), ("owner_id", "1"), ("cursor", &cursor)],
    ];
    for pairs in others {
        ask(&S::list(), pairs).await.problem(400, "invalid_cursor");
    }
    for foreign in ["/suppliers", "/customers", "/purchase-orders", "/users"] {
        if foreign != S::list() {
            ask(foreign, &[("sort", "id"), ("cursor", &cursor)])
                .await
                .problem(400, "invalid_cursor");
        }
    }
    let mut wrong = vec![
        String::new(),
        "x".to_owned(),
        "eyJrIjoxfQ".to_owned(),
        cursor.repeat(50),
        format!("{cursor}A"),
    ];
    for place in [0, cursor.len() / 3, cursor.len() / 2, cursor.len() - 2] {
        let mut changed: Vec<char> = cursor.chars().collect();
        changed[place] = if changed[place] == 'A' { 'B' } else { 'A' };
        wrong.push(changed.into_iter().collect());
    }
    for cursor in wrong {
        ask(&S::list(), &[("sort", "id"), ("cursor", &cursor)])
            .await
            .problem(400, "invalid_cursor");
    }
}

async fn a_page_takes_the_same_queries_for_one_row_and_for_thirty<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let queries = async |limit: &str| {
        let reply = world
            .broker
            .query(
                &S::list(),
                &[("limit", limit), ("count", "true"), ("sort", "-id")],
            )
            .await
            .expect(200);
        let count: u32 = reply
            .header("x-query-count")
            .and_then(|count| count.parse().ok())
            .expect("X-Query-Count");
        (ids_of(&reply.json()).len(), count)
    };
    for n in 0..30 {
        // The last record fills every column of a row.
        let body = if n % 2 == 0 {
            S::minimal(&world, n)
        } else {
            S::full(&world, n)
        };
        world.admin.create(&S::list(), &body).await;
    }
    queries("30").await;
    let (one, for_one) = queries("1").await;
    let (thirty, for_thirty) = queries("30").await;
    assert_eq!((one, thirty), (1, 30));
    assert_eq!(
        for_one, for_thirty,
        "the number of queries grows with the rows"
    );
    assert!(for_thirty <= 8, "{for_thirty} queries for a page");
    let asks = world.broker.get(&S::list()).await.expect(200);
    assert_ne!(asks.json()["items"], Value::Null);
}
