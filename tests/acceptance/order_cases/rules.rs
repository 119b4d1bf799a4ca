//! Who may, when, and how much; pages and the export.

use serde_json::{Value, json};

use super::{add, line, now, on_its_way, rejected};
use crate::support::reply::contains;
use crate::support::samples::order;
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    cases_follow_the_rules_of_weighing,
    bodies_are_bounded,
    cases_are_paged_and_exported,
);

async fn cases_follow_the_rules_of_weighing(app: &mut App) {
    let world = World::new(app).await;
    let viewer = app.viewer().await;
    let body = json!({"text": "40 40"});
    let draft = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    let refused = add(&world.broker, &draft, &body).await;
    let problem = refused.problem(409, "illegal_transition");
    assert!(problem.allowed_actions.is_some());
    let order = on_its_way(&world, None).await;
    let removal = json!({"ids": [1], "reason": "x"});
    for (path, body) in [("cases", &body), ("cases/remove", &removal)] {
        let refused = viewer.act(&order, path, body).await;
        refused.problem(403, "forbidden");
        let bare = format!("{}/{path}", order.path());
        let refused = world.broker.call("POST", &bare).json(body).send().await;
        refused.problem(428, "precondition_required");
        let refused = world.broker.post_with_etag(&bare, "\"1\"", body).await;
        refused.problem(412, "stale_version");
        let nowhere = format!("/purchase-orders/999999/{path}");
        let refused = world.broker.post_with_etag(&nowhere, "\"1\"", body).await;
        refused.problem(404, "not_found");
    }
    for path in ["cases", "cases.csv"] {
        let read = format!("{}/{path}", order.path());
        viewer.get(&read).await.expect(200);
        let nowhere = format!("/purchase-orders/999999/{path}");
        let missing = world.broker.get(&nowhere).await;
        missing.problem(404, "not_found");
    }
    // More than twice the ordered containers is a mistake.
    let many = json!({"text": "19.75 ".repeat(81)});
    let refused = add(&world.broker, &order, &many).await;
    refused.refuses(&[("/lines/0/actual_units", "beyond_ordered")]);
    assert_eq!(now(&world, &order).await.json(), order.json());
    let path = format!("{}/cases", order.path());
    let kept = world.broker.ids(&path, &[]).await;
    assert_eq!(kept, [0; 0], "nothing of it is kept");
    // Closed: read only.
    let day = order.json()["order_date"].clone();
    let delivery = json!({"delivered_on": day});
    let order = world.broker.act(&order, "deliver", &delivery).await;
    let order = order.expect(200);
    let weights = json!({"text": "40 ".repeat(40)});
    add(&world.broker, &order, &weights).await.expect(200);
    let order = now(&world, &order).await;
    let closing = json!({"unbilled_reason": "test"});
    let closed = world.broker.act(&order, "close", &closing).await;
    let closed = closed.expect(200);
    let refused = add(&world.broker, &closed, &body).await;
    refused.problem(409, "illegal_transition");
    let id = world.broker.ids(&path, &[]).await[0];
    let removal = json!({"ids": [id], "reason": "x"});
    let refused = world.broker.act(&closed, "cases/remove", &removal).await;
    refused.problem(409, "illegal_transition");
    let path = closed.path();
    let archived = world.admin.delete(&path, &closed.etag()).await.expect(200);
    let refused = add(&world.broker, &archived, &body).await;
    refused.problem(409, "archived");
}

async fn bodies_are_bounded(app: &mut App) {
    let world = World::new(app).await;
    let order = on_its_way(&world, None).await;
    let refuses = async |body: Value, errors: &[(&str, &str)]| {
        add(&world.broker, &order, &body).await.refuses(errors);
    };
    refuses(json!({}), &[("/text", "required")]).await;
    let both = json!({"text": "1", "scans": ["2"]});
    refuses(both, &[("/scans", "text_or_scans")]).await;
    let many = json!({"text": "1 ".repeat(2_001)});
    refuses(many, &[("/text", "too_many")]).await;
    let long = json!({"text": "1".repeat(304_001)});
    refuses(long, &[("/text", "too_long")]).await;
    let many = json!({"scans": vec!["1"; 501]});
    refuses(many, &[("/scans", "too_many")]).await;
    let wrong = json!({"text": 5, "scans": [7], "cases": [], "line_id": "x"});
    let errors = [
        ("/text", "wrong_type"),
        ("/scans/0", "wrong_type"),
        ("/cases", "unknown_field"),
        ("/line_id", "invalid_id"),
    ];
    refuses(wrong, &errors).await;
    let whole = json!({"text": "x".repeat(1_100_000)});
    let refused = add(&world.broker, &order, &whole).await;
    refused.problem(413, "body_too_large");
    // Long scans and hostile text are rejected one by one.
    let scans = json!([
        "(21)".repeat(40),
        "\u{0}\u{0}",
        "'; DROP TABLE order_cases; --",
        "(01)\u{202e}",
        ""
    ]);
    let body = json!({"scans": scans});
    let answer = add(&world.broker, &order, &body).await.expect(200).json();
    let found = rejected(&answer).into_iter();
    let codes: Vec<String> = found.map(|(_, code)| code).collect();
    let wanted = [
        "too_long",
        "bad_character",
        "unknown_identifier",
        "bad_character",
        "empty",
    ];
    assert_eq!(codes, wanted);
    let cut = answer["rejected"][0]["text"].as_str().map(str::len);
    assert_eq!(cut, Some(40));
    // The largest request works.
    let lines = json!([line(&world, "20.00", 1_000)]);
    let order = on_its_way(&world, Some(lines)).await;
    let text: Vec<String> = (0..2_000)
        .map(|n| format!("(3205)0{n:05}(21){n}"))
        .collect();
    let body = json!({"text": text.join("\n"), "accept_variance": true});
    let answer = add(&world.broker, &order, &body).await.expect(200).json();
    // Only the one without weight is not kept: 0.00001 x (1 + .. + 1,999) lb.
    let told = json!({"kept": 1_999, "lines": [{"weight": "19.99"}]});
    contains(&answer, &told, "");
}

async fn cases_are_paged_and_exported(app: &mut App) {
    let world = World::new(app).await;
    let lines = json!([line(&world, "200.00", 5), line(&world, "200.00", 5)]);
    let mut order = on_its_way(&world, Some(lines)).await;
    let ids = [0, 1].map(|index| order.json()["lines"][index]["id"].clone());
    for (line, serial) in [(0, "1"), (1, "=2+3"), (0, "A,\"B\"")] {
        let text = format!("(3202)004000(10)-1(21){serial}");
        let body = json!({"text": text, "line_id": ids[line], "accept_variance": true});
        add(&world.broker, &order, &body).await.expect(200);
        order = now(&world, &order).await;
    }
    let path = format!("{}/cases", order.path());
    let page = world.broker.query(&path, &[("limit", "2")]).await;
    let page = page.expect(200).json();
    assert_eq!(page["items"].as_array().map(Vec::len), Some(2));
    let cursor = page["next_cursor"].as_str().expect("a cursor").to_owned();
    let onward = [("limit", "2"), ("cursor", cursor.as_str())];
    let rest = world.broker.query(&path, &onward).await.expect(200).json();
    assert_eq!(rest["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(rest["next_cursor"], Value::Null);
    let other = [("removed", "true"), ("cursor", cursor.as_str())];
    let other = world.broker.query(&path, &other).await;
    other.problem(400, "invalid_cursor");
    let second = ids[1].to_string();
    let of_line = world.broker.ids(&path, &[("line_id", &second)]).await;
    assert_eq!(of_line.len(), 1);
    for (name, value) in [("line_id", "x"), ("removed", "yes"), ("limit", "0")] {
        let wrong = world.broker.query(&path, &[(name, value)]).await;
        wrong.problem(400, "invalid_parameter");
    }
    let wrong = world.broker.query(&path, &[("sort", "id")]).await;
    wrong.problem(400, "unknown_parameter");
    // The export, with the removed ones.
    let removal = json!({"ids": of_line, "reason": "@home", "accept_variance": true});
    let removed = world.broker.act(&order, "cases/remove", &removal).await;
    removed.expect(200);
    let export = format!("{}/cases.csv", order.path());
    let call = world.broker.call("GET", &export);
    let reply = call.header("accept", "text/csv").send().await.expect(200);
    let media = reply.header("content-type");
    assert_eq!(media, Some("text/csv; charset=utf-8"));
    let name = format!("attachment; filename=\"order-{}-cases.csv\"", order.id());
    assert_eq!(reply.header("content-disposition"), Some(name.as_str()));
    let text = reply.text();
    let rows: Vec<&str> = text.trim_end().split("\r\n").collect();
    assert_eq!(rows.len(), 4, "{text}");
    assert!(rows[0].starts_with("line,gtin,units,weight,"), "{text}");
    let same = ",,1,40.00000,lb,40.00,,,,,'-1,";
    assert!(rows[1].starts_with(&format!("1{same}1,scan,")), "{text}");
    let guarded = format!("2{same}'=2+3,scan,");
    assert!(rows[2].starts_with(&guarded), "{text}");
    assert!(rows[2].ends_with(",'@home"), "{text}");
    assert!(rows[3].contains(",\"A,\"\"B\"\"\",scan,"), "{text}");
    let call = world.broker.call("GET", &export);
    let refused = call.header("accept", "application/json").send().await;
    refused.problem(406, "not_acceptable");
    let id = domain::Id::new(order.id());
    let typed = world.broker.api.order_cases_csv(id).await;
    assert_eq!(typed.expect("the export"), text);
}
