//! Effects of billing on an order: closing, credit, its lines, and a draft invoice that follows it.

use serde_json::{Value, json};

use super::billing::{arrived, bill, by_hand};
use super::{order_in, path, weighed};
use crate::support::reply::{contains, expected};
use crate::support::samples::{merged, order};
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    what_is_billed_closes_without_a_reason,
    credit_counts_an_order_until_it_is_invoiced,
    lines_that_are_billed_stay,
    lines_wait_for_the_load_and_its_weight,
    a_draft_follows_its_order_until_it_is_sent,
);

/// Credit exposure of the world's customer.
async fn exposure(world: &World) -> Value {
    let customer = format!("/customers/{}", world.customer);
    let customer = world.broker.get(&customer).await.expect(200).json();
    customer["credit_exposure"].clone()
}

async fn what_is_billed_closes_without_a_reason(app: &mut App) {
    let world = World::new(app).await;
    let order = arrived(&world).await;
    let billed = world
        .broker
        .act(&order, "invoice", &json!({}))
        .await
        .expect(200);
    let draft = bill(&world, &billed).await;
    let refused = world.broker.act(&billed, "close", &json!({})).await;
    assert_eq!(
        refused.wrong_fields(),
        expected(&[
            ("/invoices", "draft_invoice"),
            ("/unbilled_reason", "required")
        ]),
        "a draft bills nobody"
    );
    world
        .broker
        .act(&draft, "issue", &json!({}))
        .await
        .expect(200);
    let closed = world
        .broker
        .act(&billed, "close", &json!({}))
        .await
        .expect(200);
    contains(
        &closed.json(),
        &json!({"status": "closed", "unbilled_reason": null, "lines": [{"invoice_status": "issued"}]}),
        "",
    );
}

async fn credit_counts_an_order_until_it_is_invoiced(app: &mut App) {
    let world = World::new(app).await;
    let order = arrived(&world).await;
    assert_eq!(exposure(&world).await, "52767.66");
    let billed = world
        .broker
        .act(&order, "invoice", &json!({}))
        .await
        .expect(200);
    assert_eq!(
        exposure(&world).await,
        "52767.66",
        "a draft is not owed yet"
    );
    let draft = bill(&world, &billed).await;
    let issued = world
        .broker
        .act(&draft, "issue", &json!({}))
        .await
        .expect(200);
    assert_eq!(
        exposure(&world).await,
        "52767.66",
        "it is owed now, and counts once"
    );
    // Part of a second order is billed by hand: the rest still counts.
    let other = arrived(&world).await;
    let mut part = by_hand(&world, &other, "invoice");
    part["lines"][0]["po_line_id"] = Value::Null;
    part["lines"][0]["amount"] = json!("100.00");
    let part = world.broker.create("/receivables", &part).await;
    world
        .broker
        .act(&part, "issue", &json!({}))
        .await
        .expect(200);
    assert_eq!(exposure(&world).await, "105535.32");
    world
        .admin
        .act(&issued, "void", &json!({"reason": "wrong"}))
        .await
        .expect(200);
    assert_eq!(exposure(&world).await, "105535.32", "back on order");
    let again = world.broker.get(&path(order.id())).await.expect(200);
    let waived = json!({"unbilled_reason": "a sample"});
    world.broker.act(&again, "close", &waived).await.expect(200);
    assert_eq!(exposure(&world).await, "52767.66", "nobody is to pay it");
}

async fn lines_that_are_billed_stay(app: &mut App) {
    let world = World::new(app).await;
    let prepaid = merged(
        order(&world),
        &json!({"customer_terms": "wire_1_day_prior"}),
    );
    let draft = world.broker.create("/purchase-orders", &prepaid).await;
    let issued = world
        .broker
        .act(&draft, "issue", &json!({}))
        .await
        .expect(200);
    let bill = by_hand(&world, &issued, "invoice");
    let bill = world.broker.create("/receivables", &bill).await;
    let manager = app.manager().await;
    let reason = json!({"reason": "another line is missing"});
    let draft = manager.act(&issued, "step-back", &reason).await.expect(200);
    let emptied = json!({"lines": []});
    let place = path(draft.id());
    let refused = world.broker.patch(&place, &draft.etag(), &emptied).await;
    refused.refuses(&[("/lines", "billed")]);
    world
        .admin
        .act(&bill, "void", &json!({"reason": "no load"}))
        .await
        .expect(200);
    let refused = world.broker.patch(&place, &draft.etag(), &emptied).await;
    assert_eq!(
        refused.wrong_fields(),
        expected(&[("/lines", "billed")]),
        "the void bill still shows what it billed"
    );
}

async fn lines_wait_for_the_load_and_its_weight(app: &mut App) {
    let world = World::new(app).await;
    let issued = order_in(&world, "issued").await;
    let early = [
        ("/lines/0/po_line_id", "not_weighed"),
        ("/purchase_order_id", "not_delivered"),
    ];
    let body = merged(
        by_hand(&world, &issued, "invoice"),
        &json!({"payment_terms": "net_15"}),
    );
    let refused = world.broker.post("/receivables", &body).await;
    refused.refuses(&early);
    let delivered = order_in(&world, "delivered").await;
    let body = merged(
        by_hand(&world, &delivered, "invoice"),
        &json!({"payment_terms": "net_15"}),
    );
    let refused = world.broker.post("/receivables", &body).await;
    refused.refuses(&early[..1]);
    // A draft invoice cannot be issued after the load was stepped back.
    weighed(&world.broker, &delivered, "40127.50").await;
    let draft = world.broker.create("/receivables", &body).await;
    let now = world.broker.get(&path(delivered.id())).await.expect(200);
    let manager = app.manager().await;
    manager
        .act(&now, "step-back", &json!({"reason": "not there yet"}))
        .await
        .expect(200);
    let send = format!("/receivables/{}/issue", draft.id());
    let refused = world
        .broker
        .post_with_etag(&send, &draft.etag(), &json!({}))
        .await;
    refused.refuses(&early[1..]);
}

async fn a_draft_follows_its_order_until_it_is_sent(app: &mut App) {
    let world = World::new(app).await;
    let terms = json!({"customer_terms": "wire_1_day_prior"});
    let body = merged(order(&world), &terms);
    let draft = world.broker.create("/purchase-orders", &body).await;
    let issued = world
        .broker
        .act(&draft, "issue", &json!({}))
        .await
        .expect(200);
    let billed = world
        .broker
        .act(&issued, "invoice", &json!({}))
        .await
        .expect(200);
    let pro_forma = bill(&world, &billed).await;
    assert_eq!(
        pro_forma.json()["due_date"],
        pro_forma.json()["invoice_date"]
    );
    // An order with a draft invoice cannot be cancelled.
    let reason = json!({"reason": "test"});
    let refused = world.broker.act(&billed, "cancel", &reason).await;
    let refused = refused.problem(409, "in_use");
    assert_eq!(refused.blockers[0].id, pro_forma.id());
    // The pickup date became known.
    let day = json!({"pickup_date": "2999-01-05"});
    world
        .broker
        .patch(&path(billed.id()), &billed.etag(), &day)
        .await
        .expect(200);
    let sent = world
        .broker
        .act(&pro_forma, "issue", &json!({}))
        .await
        .expect(200);
    assert_eq!(sent.json()["due_date"], "2999-01-04");
}
