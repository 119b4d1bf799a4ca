//! The credit gate (`trade.md` 6.3): never exceeded, overridden by managers only, and recorded.

use domain::history::AuditAction;
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{path, today};
use crate::support::samples::{merged, order, order_of, sold};
use crate::support::{App, Sample, World, on_both_databases};

on_both_databases!(
    the_limit_holds_to_the_cent,
    parallel_issues_never_overshoot,
    a_hold_blocks_whatever_the_limit,
    a_manager_passes_with_a_reason,
    no_limit_and_stock_are_not_checked,
    a_dearer_order_is_looked_at_again,
    an_old_debt_blocks_new_orders,
);

/// A customer with a credit limit.
pub(super) async fn customer(world: &World, name: &str, fields: &Value) -> i64 {
    let body = merged(json!({"name": name}), fields);
    world.admin.create("/customers", &body).await.id()
}

/// An order that sells for an amount in dollars.
pub(super) fn worth(world: &World, customer: i64, dollars: &str) -> Value {
    let mut body = order_of(world, world.supplier, customer);
    body["lines"] = json!([sold(world, "1.00", "0.0100", None)]);
    body["lines"][0]["sell_price"] = json!(dollars);
    body["lines"][0]["sell_basis"] = json!("per_load");
    body
}

async fn the_limit_holds_to_the_cent(app: &mut App) {
    let world = World::new(app).await;
    let customer = customer(&world, "Marrowick", &json!({"credit_limit": "1000.00"})).await;
    let first = world
        .broker
        .create("/purchase-orders", &worth(&world, customer, "600.00"))
        .await;
    world
        .broker
        .act(&first, "issue", &json!({}))
        .await
        .expect(200);
    let over = world
        .broker
        .create("/purchase-orders", &worth(&world, customer, "400.01"))
        .await;
    let refused = world
        .broker
        .act(&over, "issue", &json!({}))
        .await
        .problem(409, "credit_blocked");
    let detail = refused.detail.unwrap_or_default();
    assert!(
        detail.contains("1000.01") && detail.contains("1000.00"),
        "the sentence says the figures: {detail}"
    );
    assert_eq!(
        world.broker.get(&path(over.id())).await.expect(200).json(),
        over.json(),
        "a refused step changes nothing"
    );
    let exact = world
        .broker
        .create("/purchase-orders", &worth(&world, customer, "400.00"))
        .await;
    world
        .broker
        .act(&exact, "issue", &json!({}))
        .await
        .expect(200);
    let record = world
        .broker
        .get(&format!("/customers/{customer}"))
        .await
        .expect(200)
        .json();
    assert_eq!(record["credit_exposure"], "1000.00");
    assert_eq!(record["credit_available"], "0.00");
}

async fn parallel_issues_never_overshoot(app: &mut App) {
    let world = World::new(app).await;
    let customer = customer(&world, "Marrowick", &json!({"credit_limit": "5000.00"})).await;
    let mut drafts = Vec::new();
    for _ in 0..12 {
        drafts.push(
            world
                .broker
                .create("/purchase-orders", &worth(&world, customer, "999.99"))
                .await,
        );
    }
    let nothing = json!({});
    let replies = join_all(
        drafts
            .iter()
            .map(|draft| world.broker.act(draft, "issue", &nothing)),
    )
    .await;
    let issued = replies.iter().filter(|reply| reply.status == 200).count();
    assert_eq!(
        issued,
        5,
        "{:?}",
        replies.iter().map(|reply| reply.status).collect::<Vec<_>>()
    );
    for refused in replies.iter().filter(|reply| reply.status != 200) {
        refused.problem(409, "credit_blocked");
    }
    let record = world
        .broker
        .get(&format!("/customers/{customer}"))
        .await
        .expect(200)
        .json();
    assert_eq!(record["credit_exposure"], "4999.95");
}

async fn a_hold_blocks_whatever_the_limit(app: &mut App) {
    let world = World::new(app).await;
    let customer = customer(&world, "Juntrell", &json!({"credit_hold": true})).await;
    let draft = world
        .broker
        .create("/purchase-orders", &worth(&world, customer, "1.00"))
        .await;
    world
        .broker
        .act(&draft, "issue", &json!({}))
        .await
        .problem(409, "credit_blocked");
    let path = format!("/customers/{customer}");
    world
        .admin
        .patch(&path, "\"1\"", &json!({"credit_hold": false}))
        .await
        .expect(200);
    world
        .broker
        .act(&draft, "issue", &json!({}))
        .await
        .expect(200);
}

async fn a_manager_passes_with_a_reason(app: &mut App) {
    let world = World::new(app).await;
    let manager = app.manager().await;
    let customer = customer(
        &world,
        "Juntrell",
        &json!({"credit_hold": true, "credit_limit": "0.00"}),
    )
    .await;
    let draft = world
        .broker
        .create("/purchase-orders", &worth(&world, customer, "10.00"))
        .await;
    let passing = json!({"override": {"rule": "credit_blocked", "reason": "paid by wire today"}});
    world
        .broker
        .act(&draft, "issue", &passing)
        .await
        .problem(403, "forbidden");
    for reason in [json!(""), json!("   "), Value::Null] {
        let body = json!({"override": {"rule": "credit_blocked", "reason": reason}});
        let found = manager.act(&draft, "issue", &body).await.wrong_fields();
        assert_eq!(
            found,
            crate::support::reply::expected(&[("/override/reason", "required")])
        );
    }
    let other = json!({"override": {"rule": "tender_blocked", "reason": "x"}});
    manager.act(&draft, "issue", &other).await.expect(422);
    manager
        .act(&draft, "issue", &json!({}))
        .await
        .problem(409, "credit_blocked");
    let issued = manager.act(&draft, "issue", &passing).await.expect(200);
    assert_eq!(issued.json()["status"], "issued");
    let id = domain::purchase_orders::PurchaseOrder::typed(draft.id());
    let history = manager.api.history(id, None).await.expect("a history");
    let entry = &history.items[0];
    assert_eq!(
        (entry.action, entry.reason.as_deref()),
        (AuditAction::Issue, Some("paid by wire today"))
    );
    assert_eq!(entry.actor_id, Some(manager.id()));
    // The override needs no right when the gate does not block.
    let free = world
        .broker
        .create("/purchase-orders", &crate::support::samples::order(&world))
        .await;
    world.broker.act(&free, "issue", &passing).await.expect(200);
}

async fn no_limit_and_stock_are_not_checked(app: &mut App) {
    let world = World::new(app).await;
    let unlimited = customer(&world, "Saltmarrow", &json!({})).await;
    let draft = world
        .broker
        .create("/purchase-orders", &worth(&world, unlimited, "900000.00"))
        .await;
    world
        .broker
        .act(&draft, "issue", &json!({}))
        .await
        .expect(200);
    let stock = merged(
        worth(&world, unlimited, "1.00"),
        &json!({"customer_id": null, "for_stock": true}),
    );
    let draft = world.broker.create("/purchase-orders", &stock).await;
    let issued = world
        .broker
        .act(&draft, "issue", &json!({}))
        .await
        .expect(200)
        .json();
    assert_eq!(issued["customer_snapshot"], Value::Null);
    assert_eq!(issued["supplier_snapshot"]["name"], "World supplier");
}

async fn a_dearer_order_is_looked_at_again(app: &mut App) {
    let world = World::new(app).await;
    let customer = customer(&world, "Marrowick", &json!({"credit_limit": "1000.00"})).await;
    let body = worth(&world, customer, "600.00");
    let draft = world.broker.create("/purchase-orders", &body).await;
    let issued = world
        .broker
        .act(&draft, "issue", &json!({}))
        .await
        .expect(200);
    let priced = |dollars: &str| {
        let mut line = body["lines"][0].clone();
        line["id"] = issued.json()["lines"][0]["id"].clone();
        line["sell_price"] = json!(dollars);
        json!({"lines": [line]})
    };
    let place = path(issued.id());
    let refused = world
        .broker
        .patch(&place, &issued.etag(), &priced("1000.01"))
        .await
        .problem(409, "credit_blocked");
    let detail = refused.detail.unwrap_or_default();
    assert!(detail.contains("1000.01"), "{detail}");
    let dearer = world
        .broker
        .patch(&place, &issued.etag(), &priced("1000.00"))
        .await
        .expect(200);
    // A cheaper order, or an unrelated change, is not checked even above the limit.
    let limit = json!({"credit_limit": "10.00"});
    let path = format!("/customers/{customer}");
    world.admin.patch(&path, "\"1\"", &limit).await.expect(200);
    let cheaper = world
        .broker
        .patch(&place, &dearer.etag(), &priced("900.00"))
        .await
        .expect(200);
    let noted = json!({"notes": "called"});
    world
        .broker
        .patch(&place, &cheaper.etag(), &noted)
        .await
        .expect(200);
}

async fn an_old_debt_blocks_new_orders(app: &mut App) {
    let world = World::new(app).await;
    let draft = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    let today: chrono::NaiveDate = serde_json::from_value(today(&draft)).expect("a day");
    let back = |days: u64| {
        let day = today.checked_sub_days(chrono::Days::new(days));
        json!(day.expect("a day"))
    };
    let mut debts = Vec::new();
    for days in [60, 61] {
        let debt = json!({
            "customer_id": world.customer, "invoice_date": back(days), "due_date": back(days), "due_date_reason": "agreed",
            "lines": [{"description": "Trim", "amount": "1.00"}],
        });
        debts.push(world.broker.create("/receivables", &debt).await);
    }
    world
        .broker
        .act(&debts[0], "issue", &json!({}))
        .await
        .expect(200);
    world
        .broker
        .act(&draft, "issue", &json!({}))
        .await
        .expect(200);
    let old = world
        .broker
        .act(&debts[1], "issue", &json!({}))
        .await
        .expect(200);
    let next = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    let refused = world.broker.act(&next, "issue", &json!({})).await;
    let refused = refused.problem(409, "credit_blocked");
    let detail = refused.detail.unwrap_or_default();
    assert!(detail.contains("60 days"), "{detail}");
    world
        .admin
        .act(&old, "void", &json!({"reason": "paid before"}))
        .await
        .expect(200);
    world
        .broker
        .act(&next, "issue", &json!({}))
        .await
        .expect(200);
}
