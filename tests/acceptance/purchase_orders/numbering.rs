//! Numbers: no gaps and no duplicates under concurrent writes.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::samples::merged;
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    fifty_at_once_are_numbered_without_gap_or_double,
    a_refused_order_uses_no_number,
    a_typed_number_is_kept_and_pushes_the_sequence_on,
    each_year_has_its_own_sequence,
    a_number_is_fixed_once_the_order_is_issued,
);

fn number(record: &Value) -> String {
    record["number"].as_str().unwrap_or_default().to_owned()
}

/// The digits after the last dash.
fn ordinal(number: &str) -> u32 {
    number
        .rsplit('-')
        .next()
        .and_then(|digits| digits.parse().ok())
        .unwrap_or_default()
}

async fn fifty_at_once_are_numbered_without_gap_or_double(app: &mut App) {
    let world = World::new(app).await;
    let body = json!({"supplier_id": world.supplier});
    let first = world.broker.create("/purchase-orders", &body).await.json();
    let wrong = json!({"supplier_id": world.supplier, "freight_cost": "-1.00"});
    let calls = (0..50).map(|n| {
        let (actor, body) = if n % 2 == 0 {
            (&world.broker, &body)
        } else {
            (&world.admin, &body)
        };
        let wrong = &wrong;
        async move {
            // Rejected orders in between must leave no gap.
            if n % 5 == 0 {
                actor.post("/purchase-orders", wrong).await.expect(422);
            }
            number(&actor.create("/purchase-orders", body).await.json())
        }
    });
    let numbers = join_all(calls).await;
    let year = first["order_date"]
        .as_str()
        .and_then(|day| day.get(..4))
        .expect("a year");
    let prefix = format!("PO-{year}-");
    assert!(
        numbers
            .iter()
            .all(|number| number.starts_with(&prefix) && number.len() >= prefix.len() + 4),
        "{numbers:?}"
    );
    let ordinals: BTreeSet<u32> = numbers.iter().map(|number| ordinal(number)).collect();
    let start = ordinal(&number(&first)) + 1;
    assert_eq!(ordinals, (start..start + 50).collect(), "{numbers:?}");
}

async fn a_refused_order_uses_no_number(app: &mut App) {
    let world = World::new(app).await;
    let one = world
        .broker
        .create("/purchase-orders", &json!({"supplier_id": world.supplier}))
        .await
        .json();
    let unknown = json!({"supplier_id": 999_999});
    world
        .broker
        .post("/purchase-orders", &unknown)
        .await
        .refuses(&[("/supplier_id", "unknown_id")]);
    let unknown = json!({"supplier_id": world.supplier, "customer_id": 999_999});
    world
        .broker
        .post("/purchase-orders", &unknown)
        .await
        .refuses(&[("/customer_id", "unknown_id")]);
    world
        .broker
        .post(
            "/purchase-orders",
            &json!({"supplier_id": world.supplier, "number": number(&one)}),
        )
        .await
        .expect(409);
    let two = world
        .broker
        .create("/purchase-orders", &json!({"supplier_id": world.supplier}))
        .await
        .json();
    assert_eq!(ordinal(&number(&two)), ordinal(&number(&one)) + 1);
}

async fn a_typed_number_is_kept_and_pushes_the_sequence_on(app: &mut App) {
    let world = World::new(app).await;
    let plain = json!({"supplier_id": world.supplier});
    let one = world.broker.create("/purchase-orders", &plain).await.json();
    let prefix = number(&one)
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .to_owned();
    let typed = |number: &str| merged(plain.clone(), &json!({"number": number}));
    let odd = world
        .broker
        .create("/purchase-orders", &typed(" Wexcombe 7/b "))
        .await
        .json();
    assert_eq!(number(&odd), "Wexcombe 7/b");
    let ahead = format!("{prefix}0040");
    assert_eq!(
        number(
            &world
                .broker
                .create("/purchase-orders", &typed(&ahead))
                .await
                .json()
        ),
        ahead
    );
    let next = world.broker.create("/purchase-orders", &plain).await.json();
    assert_eq!(number(&next), format!("{prefix}0041"));
    let behind = format!("{prefix}0007");
    assert_eq!(
        number(
            &world
                .broker
                .create("/purchase-orders", &typed(&behind))
                .await
                .json()
        ),
        behind
    );
    let next = world.broker.create("/purchase-orders", &plain).await;
    assert_eq!(number(&next.json()), format!("{prefix}0042"));
    let refused = world
        .broker
        .post("/purchase-orders", &typed(&ahead))
        .await
        .problem(409, "duplicate");
    assert_eq!(refused.errors[0].pointer.as_deref(), Some("/number"));
    // Cancelled and archived orders keep their numbers forever.
    let cancel = format!("/purchase-orders/{}/cancel", next.id());
    world
        .broker
        .post_with_etag(&cancel, &next.etag(), &json!({"reason": "test"}))
        .await
        .expect(200);
    world
        .broker
        .post("/purchase-orders", &typed(&format!("{prefix}0042")))
        .await
        .problem(409, "duplicate");
    world
        .broker
        .post("/purchase-orders", &typed(&"9".repeat(51)))
        .await
        .refuses(&[("/number", "too_long")]);
    // A number too large to count does not break numbering.
    world
        .broker
        .create(
            "/purchase-orders",
            &typed(&format!("{prefix}{}", "9".repeat(30))),
        )
        .await;
    let next = world.broker.create("/purchase-orders", &plain).await.json();
    assert_eq!(number(&next), format!("{prefix}0043"));
}

async fn each_year_has_its_own_sequence(app: &mut App) {
    let world = World::new(app).await;
    let dated = |day: &str| json!({"supplier_id": world.supplier, "order_date": day});
    for (day, wanted) in [
        ("2024-12-31", "PO-2024-0001"),
        ("2025-01-01", "PO-2025-0001"),
        ("2024-01-01", "PO-2024-0002"),
        ("2025-06-30", "PO-2025-0002"),
    ] {
        assert_eq!(
            number(
                &world
                    .broker
                    .create("/purchase-orders", &dated(day))
                    .await
                    .json()
            ),
            wanted,
            "{day}"
        );
    }
}

async fn a_number_is_fixed_once_the_order_is_issued(app: &mut App) {
    let world = World::new(app).await;
    let made = world
        .broker
        .create("/purchase-orders", &crate::support::samples::order(&world))
        .await;
    let path = super::path(made.id());
    let renamed = world
        .broker
        .patch(&path, &made.etag(), &json!({"number": "Mine"}))
        .await
        .expect(200);
    let kept = world
        .broker
        .patch(&path, &renamed.etag(), &json!({"number": null}))
        .await
        .expect(200);
    assert!(
        !number(&kept.json()).is_empty(),
        "an order always has a number: {}",
        kept.text()
    );
    let issued = world
        .broker
        .act(&kept, "issue", &json!({}))
        .await
        .expect(200);
    let refused = world
        .broker
        .patch(&path, &issued.etag(), &json!({"number": "Other"}))
        .await;
    refused.refuses(&[("/number", "fixed_by_status")]);
}
