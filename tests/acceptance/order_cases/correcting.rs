//! Cases and totals, removed cases, and the invoices of weighed lines.

use serde_json::{Map, Value, json};

use super::{add, label, line, now, on_its_way};
use crate::support::reply::contains;
use crate::support::samples::{gtin, merged};
use crate::support::{App, Reply, World, on_both_databases};

on_both_databases!(
    a_case_is_corrected_with_its_history,
    a_total_and_cases_never_disagree,
    issued_invoices_are_corrected_with_the_cases,
    lines_with_cases_stay,
);

async fn remove(world: &World, order: &Reply, body: &Value) -> Reply {
    world.broker.act(order, "cases/remove", body).await
}

async fn a_case_is_corrected_with_its_history(app: &mut App) {
    let world = World::new(app).await;
    let order = on_its_way(&world, None).await;
    let path = format!("{}/cases", order.path());
    let labels = [label(&gtin(1), 4_000, "A1"), label(&gtin(1), 8_000, "A2")];
    let body = json!({"scans": labels, "accept_variance": true});
    add(&world.broker, &order, &body).await.expect(200);
    let order = now(&world, &order).await;
    let cases = world.broker.get(&path).await.expect(200).json();
    let wrong = cases["items"][1]["id"].clone();
    let refused = remove(&world, &order, &json!({"ids": [], "reason": " "})).await;
    refused.refuses(&[("/ids", "required"), ("/reason", "required")]);
    let unknown = json!({"ids": [wrong, 999_999], "reason": "x"});
    let refused = remove(&world, &order, &unknown).await;
    refused.refuses(&[("/ids/1", "unknown_case")]);
    let body = json!({"ids": [wrong], "reason": "label  misread", "accept_variance": true});
    let order = remove(&world, &order, &body).await.expect(200);
    let sum = json!({"case_count": 1, "actual_units": 1, "actual_weight": "40.00"});
    contains(&order.json()["lines"][0], &sum, "");
    let refused = remove(&world, &order, &body).await;
    refused.refuses(&[("/ids/0", "removed")]);
    // The serial number is free again.
    let body = json!({"scans": [label(&gtin(1), 4_080, "A2")], "accept_variance": true});
    let added = add(&world.broker, &order, &body).await.expect(200).json();
    let sum = json!({"case_count": 2, "weight": "80.80"});
    contains(&added["lines"][0], &sum, "");
    let all = world.broker.query(&path, &[("removed", "true")]).await;
    let all = all.expect(200).json()["items"].clone();
    let three = json!([
        {"weight": "40.00000", "removed_at": null},
        {
            "id": wrong, "weight": "80.00000", "remove_reason": "label misread",
            "removed_by_name": world.broker.me.user.display_name,
        },
        {"weight": "40.80000", "removed_at": null},
    ]);
    contains(&all, &three, "");
    assert!(all[1]["removed_at"].is_string());
    assert_eq!(world.broker.ids(&path, &[]).await.len(), 2);
    let history = format!("{}/history", order.path());
    let history = world.broker.get(&history).await.expect(200).json();
    let entry = json!({"action": "weigh", "reason": "label misread"});
    contains(&history["items"][1], &entry, "");
    // Without cases the line is not weighed.
    let order = now(&world, &order).await;
    let body = json!({"ids": [all[0]["id"], all[2]["id"]], "reason": "other load"});
    let order = remove(&world, &order, &body).await.expect(200);
    let line = json!({
        "actual_weight": null, "weight_source": null, "actual_units": null, "case_count": 0,
    });
    contains(&order.json()["lines"][0], &line, "");
}

async fn a_total_and_cases_never_disagree(app: &mut App) {
    let world = World::new(app).await;
    let order = on_its_way(&world, None).await;
    let id = order.json()["lines"][0]["id"].clone();
    let total = |weight: &str| {
        let line =
            json!({"id": id, "actual_units": 40, "actual_weight": weight, "weight_source": "bol"});
        json!({"lines": [line]})
    };
    // A total first; the cases replace it.
    let weighed = world.broker.act(&order, "weigh", &total("1605.00")).await;
    let order = weighed.expect(200);
    let weights = vec!["18.2"; 40].join(" ");
    let body = json!({"text": format!("{weights} kg")});
    let added = add(&world.broker, &order, &body).await.expect(200).json();
    // 728 kg are 1,604.9652.. lb.
    let told = json!({"kept": 40, "without_serial": 40, "lines": [{"weight": "1604.97"}]});
    contains(&added, &told, "");
    let order = now(&world, &order).await;
    let none = json!({"lines": [{"id": id, "actual_weight": null, "weight_source": null}]});
    for body in [total("1605.00"), none] {
        let refused = world.broker.act(&order, "weigh", &body).await;
        refused.refuses(&[("/lines/0/actual_weight", "has_cases")]);
    }
    let cases = format!("{}/cases", order.path());
    let ids = world.broker.ids(&cases, &[("limit", "200")]).await;
    let body = json!({"ids": ids, "reason": "scale ticket is right"});
    let order = remove(&world, &order, &body).await.expect(200);
    let weighed = world.broker.act(&order, "weigh", &total("1605.00")).await;
    let line = json!({"weight_source": "bol", "case_count": 0});
    contains(&weighed.expect(200).json()["lines"][0], &line, "");
}

async fn issued_invoices_are_corrected_with_the_cases(app: &mut App) {
    let world = World::new(app).await;
    let order = on_its_way(&world, None).await;
    let weights = json!({"text": "40 ".repeat(40)});
    add(&world.broker, &order, &weights).await.expect(200);
    let mut order = now(&world, &order).await;
    let day = order.json()["order_date"].clone();
    for (action, body) in [
        ("deliver", json!({"delivered_on": day})),
        ("invoice", json!({})),
    ] {
        order = world.broker.act(&order, action, &body).await.expect(200);
    }
    let invoice = order.json()["invoices"][0]["id"].clone();
    let invoice = world.broker.get(&format!("/receivables/{invoice}")).await;
    assert_eq!(invoice.json()["amount"], "2104.00");
    let issued = world.broker.act(&invoice, "issue", &json!({})).await;
    issued.expect(200);
    let order = now(&world, &order).await;
    // One more case, of 10 lb: $13.15.
    let more = json!({"text": "10"});
    let refused = add(&world.broker, &order, &more).await;
    refused.problem(409, "line_billed");
    let path = format!("{}/cases", order.path());
    let count = async || world.broker.ids(&path, &[("limit", "200")]).await.len();
    assert_eq!(count().await, 40);
    let why = json!({"correct_invoices": {"reason": "a case was missed"}});
    let more = merged(more, &why);
    add(&world.broker, &order, &more).await.expect(200);
    let order = now(&world, &order).await.json();
    let sums = json!({"billing_difference": null, "sell_total": "2117.15"});
    contains(&order, &sums, "");
    assert_eq!(order["invoices"][1]["amount"], "13.15");
    assert_eq!(count().await, 41);
}

async fn lines_with_cases_stay(app: &mut App) {
    let world = World::new(app).await;
    let lines = json!([line(&world, "200.00", 5), line(&world, "200.00", 5)]);
    let order = on_its_way(&world, Some(lines)).await;
    let id = order.json()["lines"][0]["id"].clone();
    let body = json!({"text": "40 40 40 40 40", "line_id": id});
    add(&world.broker, &order, &body).await.expect(200);
    let mut order = now(&world, &order).await;
    for _ in 0..3 {
        let back = json!({"reason": "shipped too early"});
        let stepped = world.admin.act(&order, "step-back", &back).await;
        order = stepped.expect(200);
    }
    assert_eq!(order.json()["status"], "draft");
    let own = |line: &Value| {
        let names = [
            "id",
            "product_id",
            "ordered_units",
            "ordered_weight",
            "buy_price",
            "buy_basis",
            "sell_price",
            "sell_basis",
        ];
        let fields = names.map(|name| (name.to_owned(), line[name].clone()));
        Value::Object(Map::from_iter(fields))
    };
    let [first, second] = [0, 1].map(|index| own(&order.json()["lines"][index]));
    let patch = async |lines: Value| {
        let body = json!({"lines": lines});
        let path = order.path();
        world.broker.patch(&path, &order.etag(), &body).await
    };
    let in_kg = merged(first.clone(), &json!({"weight_unit": "kg"}));
    let refused = patch(json!([in_kg, second])).await;
    refused.refuses(&[("/lines/0/weight_unit", "has_cases")]);
    let refused = patch(json!([second])).await;
    refused.refuses(&[("/lines", "has_cases")]);
    patch(json!([first])).await.expect(200);
}
