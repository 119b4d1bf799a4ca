//! The filters and sort keys of users.

use domain::list::SortKey;
use domain::users::UserSort;
use serde_json::json;

use super::users::draft;
use crate::support::listing::Shelf;
use crate::support::samples::merged;
use crate::support::{App, on_both_databases};

on_both_databases!(every_filter_filters_and_every_key_sorts);

async fn every_filter_filters_and_every_key_sorts(app: &mut App) {
    let admin = app.admin().await;
    let low = merged(
        draft("adam"),
        &json!({"first_name": "Adam", "last_name": "Zim", "department": "Trading", "role": "manager"}),
    );
    let high = merged(
        draft("zoe"),
        &json!({"first_name": "Zoë", "last_name": "Abel", "department": "Accounting", "is_active": false}),
    );
    let low = admin.create("/users", &low).await;
    let high = admin.create("/users", &high).await;
    let empty = admin
        .create(
            "/users",
            &merged(draft("middle"), &json!({"role": "viewer"})),
        )
        .await;
    let moment = |field: &str| high.json()[field].as_str().unwrap_or_default().to_owned();
    let (created, updated) = (moment("created_at"), moment("updated_at"));
    let shelf = Shelf {
        actor: &admin,
        path: "/users",
        records: vec![
            ("low", low.id()),
            ("high", high.id()),
            ("empty", empty.id()),
        ],
    };
    let own = low.id().to_string();
    let mut cases: Vec<(&str, &str, &[&str])> = vec![
        ("q", "zoe", &["high"]),
        ("q", "acc", &["high"]),
        ("archived", "true", &[]),
        ("archived", "any", &["low", "high", "empty"]),
        // Users count as owners of their own record.
        ("owner_id", &own, &["low"]),
        ("owner_id[not]", &own, &["high", "empty"]),
        ("owner_id[is_null]", "true", &[]),
        ("role", "manager", &["low"]),
        ("role", "manager,viewer", &["low", "empty"]),
        ("role[not]", "broker", &["low", "empty"]),
        ("role[is_null]", "true", &[]),
        ("is_active", "false", &["high"]),
        ("is_active", "true", &["low", "empty"]),
        ("department", "Trading", &["low"]),
        ("department[not]", "Trading", &["high", "empty"]),
        ("department[is_null]", "true", &["empty"]),
        ("created_at", &created, &["high"]),
        ("created_at[gte]", &created, &["high", "empty"]),
        ("created_at[gt]", &created, &["empty"]),
        ("created_at[lte]", &created, &["low", "high"]),
        ("created_at[lt]", &created, &["low"]),
        ("created_at[is_null]", "true", &[]),
        ("updated_at", &updated, &["high"]),
        ("updated_at[gte]", &updated, &["high", "empty"]),
        ("updated_at[gt]", &updated, &["empty"]),
        ("updated_at[lte]", &updated, &["low", "high"]),
        ("updated_at[lt]", &updated, &["low"]),
        ("updated_at[is_null]", "true", &[]),
    ];
    cases.sort_by_key(|(name, ..)| *name);
    shelf.try_all(&cases).await;
    for key in UserSort::ALL {
        for direction in ["", "-"] {
            let sort = format!("{direction}{}", key.code());
            let whole = admin.ids("/users", &[("sort", &sort)]).await;
            assert_eq!(whole.len(), 4, "sort={sort}");
            let first = admin
                .query("/users", &[("sort", &sort), ("limit", "2")])
                .await
                .expect(200)
                .json();
            let cursor = first["next_cursor"].as_str().expect("a cursor");
            let rest = admin
                .ids(
                    "/users",
                    &[("sort", &sort), ("limit", "2"), ("cursor", cursor)],
                )
                .await;
            assert_eq!(rest, whole[2..], "sort={sort}");
        }
    }
    let by_name = admin.ids("/users", &[("role[not]", "admin")]).await;
    assert_eq!(by_name[..2], [high.id(), low.id()], "by last name");
}
