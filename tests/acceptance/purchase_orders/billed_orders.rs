//! Effects of billing on an order: closing, credit, its lines, and a draft invoice that follows it.

use serde_json::{Value, json};

use super::billing::{arrived, bill, by_hand, takes};
use super::{done, order_in, path, step, weighed};
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
    let billed = done(&world.broker, &order, "invoice", &json!({})).await;
    let draft = bill(&world, &billed).await;
    let refused = step(&world.broker, &billed, "close", &json!({})).await;
    assert_eq!(
        refused.wrong_fields(),
        expected(&[
            ("/invoices", "draft_invoice"),
            ("/unbilled_reason", "required")
        ]),
        "a draft bills nobody"
    );
    takes(&world.broker, &draft, "issue", &json!({})).await;
    let closed = done(&world.broker, &billed, "close", &json!({})).await;
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
    let billed = done(&world.broker, &order, "invoice", &json!({})).await;
    assert_eq!(
        exposure(&world).await,
        "52767.66",
        "a draft is not owed yet"
    );
    let draft = bill(&world, &billed).await;
    let issued = takes(&world.broker, &draft, "issue", &json!({})).await;
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
    takes(&world.broker, &part, "issue", &json!({})).await;
    assert_eq!(exposure(&world).await, "105535.32");
    takes(&world.admin, &issued, "void", &json!({"reason": "wrong"})).await;
    assert_eq!(exposure(&world).await, "105535.32", "back on order");
    let again = world.broker.get(&path(order.id())).await.expect(200);
    let waived = json!({"unbilled_reason": "a sample"});
    done(&world.broker, &again, "close", &waived).await;
    assert_eq!(exposure(&world).await, "52767.66", "nobody is to pay it");
}

async fn lines_that_are_billed_stay(app: &mut App) {
    let world = World::new(app).await;
    let prepaid = merged(
        order(&world),
        &json!({"customer_terms": "wire_1_day_prior"}),
    );
    let draft = world.broker.create("/purchase-orders", &prepaid).await;
    let issued = done(&world.broker, &draft, "issue", &json!({})).await;
    let bill = by_hand(&world, &issued, "invoice");
    let bill = world.broker.create("/receivables", &bill).await;
    let manager = app.manager().await;
    let reason = json!({"reason": "another line is missing"});
    let draft = done(&manager, &issued, "step-back", &reason).await;
    let emptied = json!({"lines": []});
    let place = path(draft.id());
    let refused = world.broker.patch(&place, &draft.etag(), &emptied).await;
    assert_eq!(refused.wrong_fields(), expected(&[("/lines", "billed")]));
    takes(&world.admin, &bill, "void", &json!({"reason": "no load"})).await;
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
    assert_eq!(refused.wrong_fields(), expected(&early));
    let delivered = order_in(&world, "delivered").await;
    let body = merged(
        by_hand(&world, &delivered, "invoice"),
        &json!({"payment_terms": "net_15"}),
    );
    let refused = world.broker.post("/receivables", &body).await;
    assert_eq!(refused.wrong_fields(), expected(&early[..1]));
    // A draft invoice cannot be issued after the load was stepped back.
    weighed(&world.broker, &delivered, "40127.50").await;
    let draft = world.broker.create("/receivables", &body).await;
    let now = world.broker.get(&path(delivered.id())).await.expect(200);
    let manager = app.manager().await;
    done(
        &manager,
        &now,
        "step-back",
        &json!({"reason": "not there yet"}),
    )
    .await;
    let send = format!("/receivables/{}/issue", draft.id());
    let refused = world
        .broker
        .post_with_etag(&send, &draft.etag(), &json!({}))
        .await;
    assert_eq!(refused.wrong_fields(), expected(&early[1..]));
}

async fn a_draft_follows_its_order_until_it_is_sent(app: &mut App) {
    let world = World::new(app).await;
    let terms = json!({"customer_terms": "wire_1_day_prior"});
    let body = merged(order(&world), &terms);
    let draft = world.broker.create("/purchase-orders", &body).await;
    let issued = done(&world.broker, &draft, "issue", &json!({})).await;
    let billed = done(&world.broker, &issued, "invoice", &json!({})).await;
    let pro_forma = bill(&world, &billed).await;
    assert_eq!(
        pro_forma.json()["due_date"],
        pro_forma.json()["invoice_date"]
    );
    // An order with a draft invoice cannot be cancelled.
    let reason = json!({"reason": "test"});
    let refused = step(&world.broker, &billed, "cancel", &reason).await;
    let refused = refused.problem(409, "in_use");
    assert_eq!(refused.blockers[0].id, pro_forma.id());
    // The pickup date became known.
    let day = json!({"pickup_date": "2999-01-05"});
    world
        .broker
        .patch(&path(billed.id()), &billed.etag(), &day)
        .await
        .expect(200);
    let sent = takes(&world.broker, &pro_forma, "issue", &json!({})).await;
    assert_eq!(sent.json()["due_date"], "2999-01-04");
}
