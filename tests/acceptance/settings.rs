//! The settings of the company: who changes them, and that the rules follow them at once.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::samples::{merged, order};
use crate::support::{App, Reply, World, on_both_databases};

on_both_databases!(
    settings_are_kept_with_their_history,
    of_two_changes_at_once_one_is_stale,
    weighing_follows_its_variance,
    loads_are_marked_by_their_limit,
    a_margin_below_the_floor_needs_its_reason,
    a_server_that_starts_reads_them
);

/// Changes settings as the administrator.
async fn set(world: &World, change: &Value) -> Reply {
    let now = world.admin.get("/settings").await.expect(200);
    world.admin.patch("/settings", &now.etag(), change).await
}

async fn settings_are_kept_with_their_history(app: &mut App) {
    let world = World::new(app).await;
    let first = world.broker.get("/settings").await.expect(200);
    let standard = json!({
        "version": 1, "weight_variance_pct": "1.00", "net_weight_tolerance_pct": "0.50", "load_limit_lb": "42500.00",
        "overdue_limit_days": 60, "aging_first_edge": 30, "aging_second_edge": 60, "aging_third_edge": 90,
        "margin_floor_per_lb": null, "margin_floor_rule": "warn", "updated_at": null, "updated_by_name": null,
    });
    assert_eq!(first.json(), standard);
    let days = json!({"overdue_limit_days": 45, "aging_third_edge": 120});
    world
        .broker
        .patch("/settings", &first.etag(), &days)
        .await
        .problem(403, "forbidden");
    let changed = set(&world, &days).await.expect(200).json();
    assert_eq!(changed["version"], 2);
    assert_eq!(changed["overdue_limit_days"], 45);
    assert!(changed["updated_by_name"].is_string());
    let same = set(&world, &days).await.expect(200).json();
    assert_eq!(same, changed, "nothing changed");
    // A version from before the change is refused.
    world
        .admin
        .patch(
            "/settings",
            &first.etag(),
            &json!({"overdue_limit_days": 30}),
        )
        .await
        .problem(412, "stale_version");
    let wrong = json!({
        "aging_first_edge": 60, "load_limit_lb": "0", "weight_variance_pct": "20.01", "margin_floor_rule": "ask",
    });
    set(&world, &wrong).await.refuses(&[
        ("/margin_floor_rule", "unknown_code"),
        ("/weight_variance_pct", "out_of_range"),
        ("/load_limit_lb", "out_of_range"),
        ("/aging_second_edge", "out_of_range"),
    ]);
    let history = world.broker.get("/settings/history").await.expect(200);
    let items = history.json()["items"].clone();
    assert_eq!(items.as_array().map(Vec::len), Some(1), "{items}");
    let changes = &items[0]["changes"];
    assert_eq!(changes.as_array().map(Vec::len), Some(2), "{items}");
    // The aging has the buckets of the company, unless it is asked for others.
    let edges = async |query: &str| {
        let aging = world
            .broker
            .get(&format!("/receivables/aging{query}"))
            .await;
        aging.expect(200).json()["edges"].clone()
    };
    assert_eq!(edges("").await, json!([30, 60, 120]));
    assert_eq!(edges("?edges=10,20,30").await, json!([10, 20, 30]));
}

async fn of_two_changes_at_once_one_is_stale(app: &mut App) {
    let world = World::new(app).await;
    for version in 1..=5 {
        let now = world.admin.get("/settings").await.expect(200);
        assert_eq!(now.json()["version"], version);
        let etag = now.etag();
        let changes = [1, 2].map(|other| json!({"overdue_limit_days": 10 * version + other}));
        let sent = changes
            .iter()
            .map(|change| world.admin.patch("/settings", &etag, change));
        let mut statuses: Vec<u16> = join_all(sent)
            .await
            .iter()
            .map(|reply| reply.status)
            .collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
    }
}

/// An order of 40,000 lb in transit.
async fn in_transit(world: &World) -> Reply {
    let mut now = world.broker.create("/purchase-orders", &order(world)).await;
    let day = now.json()["order_date"].clone();
    for (step, body) in [
        ("issue", json!({})),
        ("confirm", json!({})),
        ("ship", json!({"shipped_on": day})),
    ] {
        now = world.broker.act(&now, step, &body).await.expect(200);
    }
    now
}

async fn weighing_follows_its_variance(app: &mut App) {
    let world = World::new(app).await;
    let moving = in_transit(&world).await;
    let line = moving.json()["lines"][0]["id"].clone();
    let weigh = async |weight: &str| {
        let line = json!({"id": line, "actual_weight": weight, "weight_source": "bol"});
        let body = json!({"lines": [line]});
        world.broker.act(&moving, "weigh", &body).await
    };
    let far = [("/lines/0/actual_weight", "weight_variance")];
    weigh("41000.00").await.refuses(&far);
    set(&world, &json!({"weight_variance_pct": "3.00"}))
        .await
        .expect(200);
    weigh("41400.00").await.refuses(&far);
    let weighed = weigh("41000.00").await.expect(200).json();
    assert_eq!(weighed["lines"][0]["is_off_variance"], false);
}

async fn loads_are_marked_by_their_limit(app: &mut App) {
    let world = World::new(app).await;
    let made = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    assert_eq!(made.json()["is_overweight"], false);
    set(&world, &json!({"load_limit_lb": "39999.99"}))
        .await
        .expect(200);
    let read = world.broker.get(&made.path()).await.expect(200).json();
    assert_eq!(read["is_overweight"], true);
}

async fn a_margin_below_the_floor_needs_its_reason(app: &mut App) {
    let world = World::new(app).await;
    let made = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    let floor = json!({"margin_floor_per_lb": "50", "margin_floor_rule": "stop"});
    set(&world, &floor).await.expect(200);
    let reason = json!({"margin_reason": "keeps the  account"});
    let issue = async |body: &Value| world.broker.act(&made, "issue", body).await;
    issue(&json!({}))
        .await
        .refuses(&[("/margin_reason", "below_margin_floor")]);
    issue(&json!({"margin_reason": "  "}))
        .await
        .refuses(&[("/margin_reason", "below_margin_floor")]);
    issue(&reason)
        .await
        .refuses(&[("/margin_reason", "needs_manager")]);
    set(&world, &json!({"margin_floor_rule": "warn"}))
        .await
        .expect(200);
    let issued = issue(&reason).await.expect(200);
    let newest = async |path: &str| {
        let history = world.broker.get(&format!("{path}/history")).await;
        history.expect(200).json()["items"][0]["reason"].clone()
    };
    assert_eq!(newest(&issued.path()).await, "keeps the account");
    // A lower margin asks again, a higher one does not.
    let freight = |amount: &str| json!({"costs": [{"rate": amount}]});
    let refused = world
        .broker
        .patch(&issued.path(), &issued.etag(), &freight("5"))
        .await;
    refused.refuses(&[("/margin_reason", "below_margin_floor")]);
    let said = merged(freight("5"), &json!({"margin_reason": "storage"}));
    let lower = world
        .broker
        .patch(&issued.path(), &issued.etag(), &said)
        .await;
    let lower = lower.expect(200);
    assert_eq!(newest(&lower.path()).await, "storage");
    let higher = world
        .broker
        .patch(&lower.path(), &lower.etag(), &freight("4"))
        .await;
    higher.expect(200);
}

async fn a_server_that_starts_reads_them(app: &mut App) {
    let world = World::new(app).await;
    let made = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    set(&world, &json!({"load_limit_lb": "39999.99"}))
        .await
        .expect(200);
    app.restart().await;
    let admin = app.admin().await;
    let read = admin.get(&made.path()).await.expect(200).json();
    assert_eq!(read["is_overweight"], true);
}
