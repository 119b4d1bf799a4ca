//! Reports over orders and the start page: the sums of the rows, by one and two dimensions, with the span before.

use serde_json::{Value, json};

use crate::support::reply::contains;
use crate::support::samples::{merged, order};
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    reports_add_up_orders,
    reports_say_what_is_wrong_with_a_query,
    the_start_page_counts_what_waits,
    the_board_shows_loads_by_day
);

/// Issues an order of a day, with a cost.
async fn issued(world: &World, day: &str, weight: &str, cost: &str) -> Value {
    let mut body = merged(
        order(world),
        &json!({"order_date": day, "costs": [{"rate": cost}]}),
    );
    body["lines"][0]["ordered_weight"] = json!(weight);
    let made = world.broker.create("/purchase-orders", &body).await;
    let body = json!({"accept_negative_margin": true});
    let now = world.broker.act(&made, "issue", &body).await;
    now.expect(200).json()
}

/// A figure of an order or a report in hundredths.
fn hundredths(value: &Value) -> i64 {
    let text = value.as_str().expect("a decimal");
    text.replace('.', "").parse().expect("a number")
}

/// The sums of some orders, as a report has them.
fn sums(orders: &[&Value]) -> [i64; 6] {
    let sum = |field: &str| {
        orders
            .iter()
            .map(|order| hundredths(&order[field]))
            .sum::<i64>()
    };
    let (weight, sell, buy, margin) = (
        sum("weight_lb"),
        sum("sell_total"),
        sum("buy_total"),
        sum("margin"),
    );
    let count = i64::try_from(orders.len()).expect("few");
    [count, weight, sell, buy, sell - buy - margin, margin]
}

fn figures(row: &Value) -> [i64; 6] {
    let of = |field: &str| hundredths(&row[field]);
    [
        row["orders"].as_i64().expect("a count"),
        of("weight_lb"),
        of("sell_total"),
        of("buy_total"),
        of("costs"),
        of("margin"),
    ]
}

async fn reports_add_up_orders(app: &mut App) {
    let world = World::new(app).await;
    let january = issued(&world, "2026-01-31", "40000.00", "400").await;
    let february = issued(&world, "2026-02-01", "39000.00", "100.01").await;
    let late = issued(&world, "2026-02-28", "1000.00", "0").await;
    // Neither a draft nor a cancelled order counts.
    let dated = |day: &str| merged(order(&world), &json!({"order_date": day}));
    world
        .broker
        .create("/purchase-orders", &dated("2026-02-10"))
        .await;
    let gone = world
        .broker
        .create("/purchase-orders", &dated("2026-02-11"))
        .await;
    let reason = json!({"reason": "not needed"});
    world.broker.act(&gone, "cancel", &reason).await.expect(200);
    let report = async |query: &str| {
        let path = format!("/reports/orders?{query}");
        world.broker.get(&path).await.expect(200).json()
    };
    let all = [&january, &february, &late];
    let months = report("from=2026-01-01&to=2026-03-31&by=month").await;
    assert_eq!(figures(&months["totals"]), sums(&all));
    assert_eq!(months["totals"]["previous"], Value::Null);
    let rows = months["rows"].as_array().expect("rows");
    let keys: Vec<&Value> = rows.iter().map(|row| &row["key"]).collect();
    assert_eq!(keys, [&json!("2026-01"), &json!("2026-02")]);
    assert_eq!(figures(&rows[0]), sums(&[&january]));
    assert_eq!(figures(&rows[1]), sums(&[&february, &late]));
    // The first and the last day belong to the span; the span before is as long.
    let short =
        report("from=2026-02-01&to=2026-02-28&by=supplier&across=customer&compare=true").await;
    contains(
        &short,
        &json!({"previous_from": "2026-01-04", "previous_to": "2026-01-31", "by": "supplier", "across": "customer", "has_more": false}),
        "",
    );
    let rows = short["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 1, "{short}");
    assert_eq!(figures(&rows[0]), sums(&[&february, &late]));
    assert_eq!(figures(&rows[0]["previous"]), sums(&[&january]));
    assert_eq!(rows[0]["key"], json!(world.supplier.to_string()));
    assert_eq!(rows[0]["across_key"], json!(world.customer.to_string()));
    for label in ["label", "across_label"] {
        assert!(rows[0][label].is_string(), "{short}");
    }
    let margin = hundredths(&rows[0]["margin"]);
    let weight = hundredths(&rows[0]["weight_lb"]);
    let doubled = 2 * margin * 10_000 + weight * margin.signum();
    let per_lb = rows[0]["margin_per_lb"]
        .as_str()
        .expect("a price")
        .replace('.', "");
    assert_eq!(per_lb.parse::<i64>().ok(), Some(doubled / (2 * weight)));
    // Every dimension names its rows; rows beyond the limit are said.
    for by in [
        "customer", "supplier", "carrier", "owner", "scenario", "month",
    ] {
        let found = report(&format!("from=2026-01-01&to=2026-12-31&by={by}")).await;
        let rows = found["rows"].as_array().expect("rows");
        let total: i64 = rows.iter().map(|row| figures(row)[0]).sum();
        assert_eq!(total, 3, "{by}");
    }
    let cut = report("from=2026-01-01&to=2026-12-31&by=month&limit=1").await;
    assert_eq!(cut["rows"].as_array().map(Vec::len), Some(1));
    assert_eq!(cut["has_more"], true);
    let empty = report("from=2020-01-01&to=2020-12-31").await;
    assert_eq!(empty["rows"], json!([]));
    assert_eq!(figures(&empty["totals"]), [0; 6]);
}

async fn reports_say_what_is_wrong_with_a_query(app: &mut App) {
    let world = World::new(app).await;
    for (query, parameter) in [
        ("from=yesterday", "from"),
        ("from=2026-02-02&to=2026-02-01", "to"),
        ("by=moon", "by"),
        ("by=month&across=month", "across"),
        ("compare=maybe", "compare"),
        ("limit=5001", "limit"),
    ] {
        let path = format!("/reports/orders?{query}");
        let problem = world
            .broker
            .get(&path)
            .await
            .problem(400, "invalid_parameter");
        assert_eq!(
            problem.errors[0].parameter.as_deref(),
            Some(parameter),
            "{query}"
        );
    }
}

async fn the_start_page_counts_what_waits(app: &mut App) {
    let world = World::new(app).await;
    let empty = world.broker.get("/home").await.expect(200).json();
    let waiting = |home: &Value, kind: &str| {
        let all = home["waiting"].as_array().expect("a list");
        let found = all.iter().find(|work| work["kind"] == kind);
        found.expect("every kind")["count"]
            .as_i64()
            .expect("a count")
    };
    assert_eq!(waiting(&empty, "drafts"), 0);
    assert_eq!(empty["months"].as_array().map(Vec::len), Some(13));
    assert_eq!(empty["top_customers"], json!([]));
    world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    let made = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    let issued = world
        .broker
        .act(&made, "issue", &json!({}))
        .await
        .expect(200);
    let home = async || world.broker.get("/home").await.expect(200).json();
    let now = home().await;
    assert_eq!(
        (waiting(&now, "drafts"), waiting(&now, "to_confirm")),
        (1, 1)
    );
    let confirmed = world
        .broker
        .act(&issued, "confirm", &json!({}))
        .await
        .expect(200);
    let day = confirmed.json()["order_date"].clone();
    let shipped = world
        .broker
        .act(&confirmed, "ship", &json!({"shipped_on": day}))
        .await;
    let shipped = shipped.expect(200);
    let now = home().await;
    assert_eq!(
        (waiting(&now, "to_confirm"), waiting(&now, "to_weigh")),
        (0, 1)
    );
    let line = json!({"id": shipped.json()["lines"][0]["id"], "actual_weight": "40000.00", "weight_source": "bol"});
    let weighed = world
        .broker
        .act(&shipped, "weigh", &json!({"lines": [line]}))
        .await;
    let delivered = world
        .broker
        .act(
            &weighed.expect(200),
            "deliver",
            &json!({"delivered_on": day}),
        )
        .await
        .expect(200);
    let now = home().await;
    assert_eq!(
        (waiting(&now, "to_weigh"), waiting(&now, "to_invoice")),
        (0, 1)
    );
    world
        .broker
        .act(&delivered, "invoice", &json!({}))
        .await
        .expect(200);
    assert_eq!(waiting(&home().await, "to_invoice"), 0);
    let viewer = app.viewer().await;
    viewer.get("/home").await.expect(200);
}

async fn the_board_shows_loads_by_day(app: &mut App) {
    let world = World::new(app).await;
    let dated = json!({
        "order_date": "2026-03-02", "pickup_date": "2026-03-04", "delivery_date": "2026-03-06", "logistics_scenario": "supplier_delivery",
        "delivery_appointment": null,
    });
    let made = world
        .broker
        .create("/purchase-orders", &merged(order(&world), &dated))
        .await;
    let board = async |query: &str| {
        let board = world.broker.get(&format!("/boards/loads{query}")).await;
        board.expect(200).json()
    };
    let week = "?from=2026-03-02";
    assert_eq!(board(week).await["loads"], json!([]), "a draft is no load");
    let issued = world
        .broker
        .act(&made, "issue", &json!({}))
        .await
        .expect(200);
    let found = board(week).await;
    contains(
        &found,
        &json!({"from": "2026-03-02", "to": "2026-03-15", "has_more": false, "loads": [
            {"end": "pickup", "day": "2026-03-04", "needs_appointment": false, "is_done": false, "is_late": true, "dock": "World plant"},
            {"end": "delivery", "day": "2026-03-06", "needs_appointment": true, "dock": "World dock", "order": {"id": issued.id()}},
        ]}),
        "",
    );
    // Each kind of work has its orders, as the board marks them.
    let work = async |kind: &str| {
        let list = world.broker.get(&format!("/boards/work?kind={kind}")).await;
        let list = list.expect(200).json();
        assert_eq!(list["kind"], kind);
        list["orders"].as_array().map(Vec::len)
    };
    for (kind, orders) in [
        ("no_appointment", 1),
        ("late", 1),
        ("to_confirm", 1),
        ("drafts", 0),
        ("claims", 0),
    ] {
        assert_eq!(work(kind).await, Some(orders), "{kind}");
    }
    // First come, first served needs none.
    let method = json!({"delivery_appointment": {"method": "first_come_first_serve"}});
    world
        .broker
        .patch(&issued.path(), &issued.etag(), &method)
        .await
        .expect(200);
    let found = board(week).await;
    contains(
        &found["loads"][1],
        &json!({"needs_appointment": false, "is_first_come": true}),
        "",
    );
    assert_eq!(board("?from=2026-03-07").await["loads"], json!([]));
    assert_eq!(work("no_appointment").await, Some(0));
    let wrong = world.broker.get("/boards/work?kind=moon").await;
    wrong.problem(400, "invalid_parameter");
}
