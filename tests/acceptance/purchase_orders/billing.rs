//! Invoices of orders (`trade.md` Q2, 6.1, 6.4): actual weight, each line once, freight.

use serde_json::{Value, json};

use super::{order_in, path, today, weighed};
use crate::support::reply::contains;
use crate::support::samples::{links, merged, order};
use crate::support::{App, Reply, World, on_both_databases};

on_both_databases!(
    an_arrived_order_is_billed_by_actual_weight,
    a_line_is_billed_once,
    what_prepays_is_billed_before_it_arrives,
    freight_is_billed_where_it_is_added,
    two_people_bill_at_once_one_wins,
    a_repeated_call_bills_once,
);

/// The latest receivable of an order.
pub(super) async fn bill(world: &World, order: &Reply) -> Reply {
    let invoices = order.json()["invoices"].clone();
    let last = invoices.as_array().and_then(|all| all.last()).cloned();
    let id = last.unwrap_or_default()["id"].clone();
    let bill = world.broker.get(&format!("/receivables/{id}")).await;
    bill.expect(200)
}

/// An order that is delivered and weighed.
pub(super) async fn arrived(world: &World) -> Reply {
    let order = order_in(world, "delivered").await;
    weighed(&world.broker, &order, "40127.50").await
}

/// A receivable entered by hand that bills a line of an order.
pub(super) fn by_hand(world: &World, order: &Reply, kind: &str) -> Value {
    let line = &order.json()["lines"][0]["id"];
    json!({
        "kind": kind, "customer_id": world.customer, "purchase_order_id": order.id(),
        "lines": [{"po_line_id": line, "description": "Trim 50's"}],
    })
}

async fn an_arrived_order_is_billed_by_actual_weight(app: &mut App) {
    let world = World::new(app).await;
    let issued = order_in(&world, "issued").await;
    let refused = world.broker.act(&issued, "invoice", &json!({})).await;
    let refused = refused.problem(409, "illegal_transition");
    assert_eq!(
        serde_json::to_value(refused.allowed_actions).expect("JSON"),
        json!(["confirm", "cancel", "step-back"])
    );
    let mut body = merged(order(&world), &json!({"customer_po_number": "CP-0041"}));
    let mut unpriced = body["lines"][0].clone();
    unpriced["sell_price"] = Value::Null;
    unpriced["ordered_weight"] = json!("100.00");
    body["lines"] = json!([body["lines"][0], unpriced]);
    let mut order = world.broker.create("/purchase-orders", &body).await;
    let day = today(&order);
    for (action, body) in [
        ("issue", json!({})),
        ("confirm", json!({})),
        ("ship", json!({"shipped_on": day})),
        ("deliver", json!({"delivered_on": day})),
    ] {
        order = world.broker.act(&order, action, &body).await.expect(200);
    }
    let bare = json!({"customer_terms": null});
    let order = world
        .broker
        .patch(&path(order.id()), &order.etag(), &bare)
        .await
        .expect(200);
    let found = world.broker.act(&order, "invoice", &json!({})).await;
    let wanted = [
        ("/customer_terms", "required"),
        ("/lines/0/actual_weight", "required"),
        ("/lines/1/sell_price", "required"),
        ("/lines/1/actual_weight", "required"),
    ];
    found.refuses(&wanted);
    let order = weighed(&world.broker, &order, "40127.50").await;
    let mut lines = order.json()["lines"].clone();
    let lines: Vec<Value> = lines
        .as_array_mut()
        .expect("lines")
        .iter()
        .map(|line| {
            json!({
                "id": line["id"], "product_id": line["product_id"], "description": line["description"],
                "ordered_units": 20, "ordered_weight": line["ordered_weight"], "buy_price": "1.2275",
                "buy_basis": "per_lb", "sell_price": "1.3150", "sell_basis": "per_lb",
            })
        })
        .collect();
    let priced = json!({"customer_terms": "net_15", "lines": lines});
    let order = world
        .broker
        .patch(&path(order.id()), &order.etag(), &priced)
        .await
        .expect(200);
    let billed = world
        .broker
        .act(&order, "invoice", &json!({"invoice_date": "2026-12-01"}))
        .await
        .expect(200);
    let answer = billed.json();
    contains(
        &answer,
        &json!({
            "status": "delivered", "allowed_actions": ["close", "weigh", "step-back"],
            "version": order.json()["version"].as_i64().map(|version| version + 1),
        }),
        "",
    );
    let states: Vec<&Value> = answer["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| &line["invoice_status"])
        .collect();
    assert_eq!(states, ["draft", "draft"]);
    let bill = bill(&world, &billed).await.json();
    let line = json!({
        "po_line_id": answer["lines"][0]["id"], "units": 20, "weight": "40127.50", "weight_unit": "lb", "price": "1.3150",
        "basis": "per_lb", "computed_amount": "52767.66", "amount": "52767.66",
    });
    contains(
        &bill,
        &json!({
            "kind": "invoice", "status": "draft", "customer_id": world.customer, "purchase_order_id": order.id(),
            "invoice_date": "2026-12-01", "due_date": "2026-12-16", "payment_terms": "net_15", "customer_po_number": "CP-0041",
            "freight_amount": "0.00", "amount": "105535.32", "notes": null, "created_by": world.broker.id().get(),
        }),
        "",
    );
    contains(&bill["lines"][0], &line, "/lines/0");
    assert_eq!(
        answer["invoices"],
        json!([{"id": bill["id"], "number": bill["number"], "kind": "invoice", "status": "draft", "amount": "105535.32"}])
    );
    let history = format!("{}/history", path(order.id()));
    let history = world.broker.get(&history).await.expect(200).json();
    contains(&history["items"][0], &json!({"action": "invoice"}), "");
    assert_eq!(history["items"][0]["changes"][0]["pointer"], "/invoices");
}

async fn a_line_is_billed_once(app: &mut App) {
    let world = World::new(app).await;
    let order = arrived(&world).await;
    let billed = world
        .broker
        .act(&order, "invoice", &json!({}))
        .await
        .expect(200);
    let again = world.broker.act(&billed, "invoice", &json!({})).await;
    again.problem(409, "illegal_transition");
    let invoice = by_hand(&world, &order, "invoice");
    let taken = [("/lines/0/po_line_id", "already_billed")];
    let refused = world.broker.post("/receivables", &invoice).await;
    refused.refuses(&taken);
    let mut twice = by_hand(&world, &arrived(&world).await, "invoice");
    twice["lines"] = json!([twice["lines"][0], twice["lines"][0]]);
    let refused = world.broker.post("/receivables", &twice).await;
    refused.refuses(&[("/lines/1/po_line_id", "duplicate_line")]);
    // A void receivable bills nothing, and neither does an archived draft.
    let draft = bill(&world, &billed).await;
    world
        .admin
        .act(&draft, "void", &json!({"reason": "wrong day"}))
        .await
        .expect(200);
    let free = world.broker.get(&path(order.id())).await.expect(200);
    assert_eq!(free.json()["invoices"], json!([]));
    let own = world.broker.create("/receivables", &invoice).await;
    let place = format!("/receivables/{}", own.id());
    let away = world.broker.delete(&place, &own.etag()).await.expect(200);
    let free = world.broker.get(&path(order.id())).await.expect(200);
    assert_eq!(free.json()["lines"][0]["invoice_status"], Value::Null);
    let billed = world
        .broker
        .act(&free, "invoice", &json!({}))
        .await
        .expect(200);
    let restore = format!("{place}/restore");
    let refused = world
        .broker
        .post_with_etag(&restore, &away.etag(), &json!({}))
        .await;
    let refused = refused.problem(409, "in_use");
    assert_eq!(refused.blockers[0].id, bill(&world, &billed).await.id());
}

async fn what_prepays_is_billed_before_it_arrives(app: &mut App) {
    let world = World::new(app).await;
    let terms = json!({"customer_terms": "wire_1_day_prior", "pickup_date": "2999-01-05"});
    let body = merged(order(&world), &terms);
    let draft = world.broker.create("/purchase-orders", &body).await;
    assert_eq!(draft.json()["is_prepaid"], true);
    world
        .broker
        .act(&draft, "invoice", &json!({}))
        .await
        .problem(409, "illegal_transition");
    let issued = world
        .broker
        .act(&draft, "issue", &json!({}))
        .await
        .expect(200);
    assert_eq!(
        issued.json()["allowed_actions"],
        json!(["confirm", "cancel", "step-back", "invoice"])
    );
    let billed = world
        .broker
        .act(&issued, "invoice", &json!({}))
        .await
        .expect(200);
    let pro_forma = bill(&world, &billed).await;
    contains(
        &pro_forma.json(),
        &json!({"amount": "52600.00", "due_date": "2999-01-04"}),
        "",
    );
    assert_eq!(pro_forma.json()["lines"][0]["weight"], "40000.00");
    let noted = pro_forma.json()["notes"].to_string();
    assert!(noted.contains("Pro forma"), "{noted}");
    // While it is a draft, it follows the weight.
    let second = by_hand(&world, &billed, "invoice");
    let taken = [("/lines/0/po_line_id", "already_billed")];
    let refused = world.broker.post("/receivables", &second).await;
    refused.refuses(&taken);
    let pro_forma = world
        .broker
        .act(&pro_forma, "issue", &json!({}))
        .await
        .expect(200);
    let mut order = world
        .broker
        .act(&billed, "confirm", &json!({}))
        .await
        .expect(200);
    let ship = json!({"shipped_on": today(&order)});
    order = world.broker.act(&order, "ship", &ship).await.expect(200);
    // Once issued, it is corrected when the weight changes: by a second invoice for the difference.
    let line = order.json()["lines"][0]["id"].clone();
    let mut scale =
        json!({"lines": [{"id": line, "actual_weight": "40127.50", "weight_source": "bol"}]});
    let refused = world.broker.act(&order, "weigh", &scale).await;
    let refused = refused.problem(409, "line_billed");
    assert_eq!(refused.blockers[0].id, pro_forma.id());
    scale["correct_invoices"] = json!({"reason": "weighed at the dock"});
    let weighed = world.broker.act(&order, "weigh", &scale).await.expect(200);
    let second = bill(&world, &weighed).await.json();
    // 52,767.66 - 52,600.00
    contains(
        &second,
        &json!({"kind": "invoice", "status": "issued", "amount": "167.66", "corrects_id": pro_forma.id(), "is_correction": true}),
        "",
    );
    assert_eq!(weighed.json()["billing_difference"], Value::Null);
    let again = by_hand(&world, &order, "invoice");
    let refused = world.broker.post("/receivables", &again).await;
    refused.refuses(&taken);
}

async fn freight_is_billed_where_it_is_added(app: &mut App) {
    let mut world = World::new(app).await;
    links(&mut world).await;
    for (terms, freight) in [
        ("fob_origin_prepaid_add", "1980.00"),
        ("fob_origin_prepaid", "0.00"),
    ] {
        let ours = json!({
            "logistics_scenario": "we_pickup", "freight_cost": "1980.00", "freight_terms": terms,
            "carrier_id": world.links["carrier_id"], "carrier_release_number": "REL-1",
            "pickup_appointment": {"method": "first_come_first_serve"},
        });
        let body = merged(order(&world), &ours);
        let mut order = world.broker.create("/purchase-orders", &body).await;
        let day = today(&order);
        for (action, body) in [
            ("issue", json!({})),
            ("confirm", json!({})),
            ("ship", json!({"shipped_on": day})),
            ("deliver", json!({"delivered_on": day})),
        ] {
            order = world.broker.act(&order, action, &body).await.expect(200);
        }
        let order = weighed(&world.broker, &order, "40000.00").await;
        let billed = world
            .broker
            .act(&order, "invoice", &json!({}))
            .await
            .expect(200);
        let bill = bill(&world, &billed).await.json();
        assert_eq!(bill["freight_amount"], freight, "{terms}");
    }
}

async fn two_people_bill_at_once_one_wins(app: &mut App) {
    let world = World::new(app).await;
    for _ in 0..4 {
        let order = arrived(&world).await;
        let nothing = json!({});
        let (one, other) = tokio::join!(
            world.broker.act(&order, "invoice", &nothing),
            world.admin.act(&order, "invoice", &nothing)
        );
        let (won, lost) = if one.status == 200 {
            (one, other)
        } else {
            (other, one)
        };
        won.expect(200);
        lost.problem(412, "stale_version");
        let id = order.id().to_string();
        let bills = [("purchase_order_id", id.as_str())];
        assert_eq!(world.broker.ids("/receivables", &bills).await.len(), 1);
    }
}

async fn a_repeated_call_bills_once(app: &mut App) {
    let world = World::new(app).await;
    let order = arrived(&world).await;
    let mut answers = Vec::new();
    for _ in 0..2 {
        let call = world
            .broker
            .call("POST", &format!("{}/invoice", path(order.id())));
        let call = call.etag(&order.etag()).key("bill-1").json(&json!({}));
        answers.push(call.send().await.expect(200).json());
    }
    assert_eq!(answers[0], answers[1]);
    let viewer = app.viewer().await;
    viewer
        .act(&order, "invoice", &json!({}))
        .await
        .problem(403, "forbidden");
}
