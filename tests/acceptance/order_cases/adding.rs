//! Cases that are added: what is kept and rejected, which line they belong to, and that they count once.

use futures_util::future::join_all;
use serde_json::json;

use super::{add, label, line, now, on_its_way, rejected};
use crate::support::reply::contains;
use crate::support::samples::{gtin, merged};
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    forty_barcodes_give_thirty_eight_cases,
    a_serial_number_counts_once_across_requests,
    two_scanners_at_once_count_a_case_once,
    a_gtin_picks_its_line,
    a_dry_run_keeps_nothing,
    a_repeated_request_adds_once,
);

async fn forty_barcodes_give_thirty_eight_cases(app: &mut App) {
    let world = World::new(app).await;
    let order = on_its_way(&world, None).await;
    let gtin = gtin(1);
    // 40.00, 40.01 .. lb; the tenth repeats a serial number, the twentieth has a wrong check digit.
    let mut labels: Vec<String> = (0..40)
        .map(|n| label(&gtin, 4_000 + n, &format!("S{n:04}")))
        .collect();
    labels[9] = label(&gtin, 4_009, "S0003");
    labels[19] = label("90012345678901", 4_019, "S0019");
    // As pasted: in parentheses, with FNC1, with a prefix, with Windows line ends.
    labels[1] = format!("01{gtin}32020040011126030110L2603A\u{1d}21S0001");
    labels[2] = format!("]C101{gtin}320200400221S0002\u{1d}10L2603A\u{1d}11260301");
    let body = json!({"text": labels.join("\r\n")});
    let refused = add(&world.broker, &order, &body).await;
    // 38 of 40 cases: 5 % under what was ordered.
    refused.refuses(&[("/lines/0/actual_weight", "weight_variance")]);
    let unchanged = now(&world, &order).await;
    assert_eq!(unchanged.json(), order.json());
    let body = merged(body, &json!({"accept_variance": true}));
    let added = add(&world.broker, &order, &body).await.expect(200);
    let answer = added.json();
    // 40 x 40.00 + 0.01 x (0 + 1 + .. + 39), without 40.09 and 40.19.
    let sum = json!({
        "line_no": 1, "added": 38, "case_count": 38, "weight": "1527.52", "weight_unit": "lb", "weight_lb": "1527.52",
    });
    contains(
        &answer,
        &json!({"kept": 38, "without_serial": 0, "dry_run": false, "lines": [sum]}),
        "",
    );
    let wrong = [
        (9, "serial_repeated".to_owned()),
        (19, "check_digit".to_owned()),
    ];
    assert_eq!(rejected(&answer), wrong);
    let order = now(&world, &order).await;
    assert_eq!(order.etag(), added.etag());
    let line = json!({
        "actual_units": 38, "actual_weight": "1527.52", "weight_source": "barcode_sum", "case_count": 38,
        "sell_amount": "2008.69", "buy_amount": "1875.03", "is_estimated": false,
    });
    contains(&order.json()["lines"][0], &line, "/lines/0");
    let cases = format!("{}/cases", order.path());
    let cases = world.broker.query(&cases, &[("limit", "200")]).await;
    let cases = cases.expect(200).json()["items"].clone();
    assert_eq!(cases.as_array().map(Vec::len), Some(38));
    let case = json!({
        "gtin": gtin, "units": 1, "weight": "40.02000", "weight_unit": "lb", "weight_lb": "40.02",
        "production_date": "2026-03-01", "expiration_date": null, "lot_number": "L2603A", "serial": "S0002", "source": "scan",
        "scanned_text": labels[2], "created_by_name": world.broker.me.user.display_name, "removed_at": null,
    });
    contains(&cases[2], &case, "");
    let history = format!("{}/history", order.path());
    let history = world.broker.get(&history).await.expect(200).json();
    contains(&history["items"][0], &json!({"action": "weigh"}), "");
    let changes = history["items"][0]["changes"].to_string();
    assert!(changes.contains("case_count") && changes.contains("1527.52"));
}

async fn a_serial_number_counts_once_across_requests(app: &mut App) {
    let world = World::new(app).await;
    let order = on_its_way(&world, None).await;
    let gtin = gtin(1);
    let first = json!({"scans": [label(&gtin, 4_000, "A1")], "accept_variance": true});
    let first = add(&world.broker, &order, &first).await.expect(200);
    let order = now(&world, &order).await;
    let scans = json!([
        label(&gtin, 4_000, "A1"),
        label(&gtin, 4_100, "A2"),
        label(&gtin, 4_000, "A1"),
    ]);
    let second = json!({"scans": scans, "accept_variance": true});
    let second = add(&world.broker, &order, &second).await.expect(200).json();
    let known = [0, 2].map(|index| (index, "serial_known".to_owned()));
    assert_eq!(rejected(&second), known);
    let sum = json!({"added": 1, "case_count": 2, "weight": "81.00"});
    contains(&second["lines"][0], &sum, "");
    assert!(second["version"].as_i64() > first.json()["version"].as_i64());
    // Nothing new: nothing changes.
    let order = now(&world, &order).await;
    let again = json!({"scans": [label(&gtin, 4_000, "A1")]});
    let again = add(&world.broker, &order, &again).await.expect(200);
    contains(&again.json(), &json!({"kept": 0, "lines": []}), "");
    assert_eq!(again.etag(), order.etag());
    // The same serial number on another order is another case.
    let other = on_its_way(&world, None).await;
    let body = json!({"scans": [label(&gtin, 4_000, "A1")], "accept_variance": true});
    let other = add(&world.broker, &other, &body).await.expect(200);
    assert_eq!(other.json()["kept"], 1);
}

async fn two_scanners_at_once_count_a_case_once(app: &mut App) {
    let world = World::new(app).await;
    for round in 0..4 {
        let order = on_its_way(&world, None).await;
        let body = json!({"scans": [label(&gtin(1), 4_000, "A1")], "accept_variance": true});
        let sent = (0..3).map(|_| add(&world.broker, &order, &body));
        let replies = join_all(sent).await;
        let done = replies.iter().filter(|reply| reply.status == 200).count();
        assert_eq!(done, 1, "round {round}");
        for stale in replies.iter().filter(|reply| reply.status != 200) {
            stale.problem(412, "stale_version");
        }
        let line = now(&world, &order).await.json()["lines"][0].clone();
        let sum = json!({"case_count": 1, "actual_weight": "40.00"});
        contains(&line, &sum, "");
    }
}

async fn a_gtin_picks_its_line(app: &mut App) {
    let world = World::new(app).await;
    let product = async |description: &str, gtin: Option<String>| {
        let body = json!({"description": description, "species": "pork", "gtin": gtin});
        world.broker.create("/products", &body).await.id()
    };
    let belly = product("Belly", Some(gtin(7))).await;
    let loin = product("Loin", None).await;
    product("Ham", Some(gtin(8))).await;
    let lines = [belly, loin].map(|id| {
        let goods = json!({"product_id": id});
        merged(line(&world, "1600.00", 40), &goods)
    });
    let order = on_its_way(&world, Some(json!(lines))).await;
    let ids = [0, 1].map(|index| order.json()["lines"][index]["id"].clone());
    let scans = json!([
        label(&gtin(7), 4_000, "1"),
        label(&gtin(8), 4_000, "2"),
        label(&gtin(9), 4_000, "3"),
    ]);
    let body = json!({"scans": scans, "accept_variance": true});
    let added = add(&world.broker, &order, &body).await.expect(200).json();
    let wrong = [
        (1, "other_product".to_owned()),
        (2, "line_unclear".to_owned()),
    ];
    assert_eq!(rejected(&added), wrong);
    assert_eq!(added["lines"][0]["line_id"], ids[0]);
    // A chosen line takes what no product has, and nothing else.
    let order = now(&world, &order).await;
    let body = json!({
        "scans": [label(&gtin(7), 4_000, "4"), label(&gtin(9), 4_000, "3")], "line_id": ids[1], "accept_variance": true,
    });
    let added = add(&world.broker, &order, &body).await.expect(200).json();
    assert_eq!(rejected(&added), []);
    let sums = json!([
        {"line_id": ids[0], "added": 1, "case_count": 2},
        {"line_id": ids[1], "added": 1, "case_count": 1},
    ]);
    contains(&added["lines"], &sums, "");
    // From then on the order knows the GTIN.
    let order = now(&world, &order).await;
    let body = json!({"scans": [label(&gtin(9), 4_000, "5")], "accept_variance": true});
    let added = add(&world.broker, &order, &body).await.expect(200).json();
    let sums = json!([{"line_id": ids[1], "case_count": 2}]);
    contains(&added["lines"], &sums, "");
    let order = now(&world, &order).await;
    let body = json!({"text": "40", "line_id": 999_999});
    let refused = add(&world.broker, &order, &body).await;
    refused.refuses(&[("/line_id", "unknown_line")]);
    // Two active products do not share a GTIN.
    let body = json!({"description": "Other", "species": "pork", "gtin": gtin(7)});
    let taken = world.broker.post("/products", &body).await;
    let taken = taken.problem(409, "duplicate");
    assert_eq!(taken.errors[0].pointer.as_deref(), Some("/gtin"));
}

async fn a_dry_run_keeps_nothing(app: &mut App) {
    let world = World::new(app).await;
    let order = on_its_way(&world, None).await;
    let text = [label(&gtin(1), 4_000, "1"), "nonsense".to_owned()].join("\n");
    let body = json!({"text": text, "dry_run": true, "accept_variance": true});
    let path = format!("{}/cases", order.path());
    let call = world.broker.call("POST", &path).etag(&order.etag());
    let answer = call.key("dry").json(&body).send().await.expect(200);
    assert_eq!(answer.etag(), order.etag());
    let told = json!({
        "dry_run": true, "kept": 1, "lines": [{"case_count": 1, "weight": "40.00"}], "rejected": [{"index": 1}],
    });
    contains(&answer.json(), &told, "");
    assert_eq!(now(&world, &order).await.json(), order.json());
    assert!(world.broker.ids(&path, &[]).await.is_empty());
}

async fn a_repeated_request_adds_once(app: &mut App) {
    let world = World::new(app).await;
    let order = on_its_way(&world, None).await;
    // Without serial numbers nothing but the key tells a repeated request.
    let body = json!({"text": "40.00 41.00", "accept_variance": true});
    let path = format!("{}/cases", order.path());
    let send = async |body: &serde_json::Value| {
        let call = world.broker.call("POST", &path).etag(&order.etag());
        call.key("dock-3").json(body).send().await
    };
    let first = send(&body).await.expect(200);
    let again = send(&body).await.expect(200);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!((again.json(), again.etag()), (first.json(), first.etag()));
    let line = now(&world, &order).await.json()["lines"][0].clone();
    let sum = json!({"case_count": 2, "actual_weight": "81.00"});
    contains(&line, &sum, "");
    let other = json!({"text": "40.00", "accept_variance": true});
    let other = send(&other).await;
    other.problem(422, "idempotency_key_reused");
}
