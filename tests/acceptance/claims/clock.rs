//! The clock of claims against carriers.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::{LIST, approved, delivered, read};
use crate::support::{App, World, on_both_databases};

on_both_databases!(the_clock_runs_nine_months_from_delivery);

async fn the_clock_runs_nine_months_from_delivery(app: &mut App) {
    let world = World::new(app).await;
    let today = delivered(&world, None).await.order.json()["order_date"].clone();
    let today: NaiveDate = serde_json::from_value(today).unwrap();
    // The load whose nine months end in so many days.
    let ending = |days: i64| {
        let end = today + chrono::TimeDelta::days(days);
        let mut day = end - chrono::Months::new(9);
        while day + chrono::Months::new(9) < end {
            day = day + Days::new(1);
        }
        (day + chrono::Months::new(9) == end).then_some(day)
    };
    let mut claims = Vec::new();
    for (days, warning) in [
        (61, Value::Null),
        (60, json!("notice")),
        (16, json!("notice")),
        (15, json!("urgent")),
        (0, json!("urgent")),
        (-1, json!("expired")),
    ] {
        // At month ends, no load ends on some days.
        let Some(day) = ending(days) else { continue };
        let load = delivered(&world, Some(day)).await;
        let claim = load
            .open(&world.broker, &[("carrier", "10.00")])
            .await
            .remove(0);
        let ends = today + chrono::TimeDelta::days(days);
        assert_eq!(
            claim["clock"],
            json!({"ends_on": ends, "days_left": days, "warning": warning})
        );
        claims.push((days, claim, load));
    }
    assert!(claims.len() >= 3);
    for limit in [-1, 0, 15, 60, 61] {
        type Holds = fn(i64, i64) -> bool;
        let comparisons: [(&str, Holds); 5] = [
            ("days_left[lte]", |days, limit| days <= limit),
            ("days_left[gt]", |days, limit| days > limit),
            ("days_left[gte]", |days, limit| days >= limit),
            ("days_left[lt]", |days, limit| days < limit),
            ("days_left", |days, limit| days == limit),
        ];
        for (comparison, holds) in comparisons {
            let mut found = world
                .broker
                .ids(LIST, &[(comparison, &limit.to_string())])
                .await;
            found.sort_unstable();
            let wanted: Vec<i64> = claims
                .iter()
                .filter(|(days, ..)| holds(*days, limit))
                .filter_map(|(_, claim, _)| claim["id"].as_i64())
                .collect();
            assert_eq!(found, wanted, "{comparison}={limit}");
        }
    }
    // No day is too far for the filter.
    for limit in ["9223372036854775807", "-9223372036854775808", "4000000"] {
        let found = world.broker.query(LIST, &[("days_left[lte]", limit)]).await;
        found.expect(200);
    }
    // The clock stops with the decision, and while the load is not delivered.
    let (_, claim, mut load) = claims.pop().unwrap();
    load.step(&world.admin, "step-back", &json!({"reason": "not there"}))
        .await;
    let now = read(&world.broker, &claim).await.json();
    assert_eq!(
        (&now["clock"], &now["delivered_on"]),
        (&Value::Null, &Value::Null)
    );
    let (_, claim, _) = claims.pop().unwrap();
    approved(&world.admin, &claim, "10.00").await;
    assert!(read(&world.broker, &claim).await.json()["clock"].is_null());
}
