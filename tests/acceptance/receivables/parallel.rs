//! Concurrent requests on one customer's receivables: no amount is lost, and no rule is bypassed.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{LIST, bill};
use crate::support::samples::{merged, order, owes};
use crate::support::{Actor, App, Call, Reply, World, on_both_databases};

on_both_databases!(
    voids_and_issues_at_once_lose_no_sum,
    credit_memos_at_once_stay_within_their_invoice,
    a_step_back_beside_an_issue_leaves_no_early_invoice,
);

async fn owed(world: &World) -> Value {
    let customer = format!("/customers/{}", world.customer);
    world.broker.get(&customer).await.expect(200).json()["open_balance"].clone()
}

/// One of several concurrent requests.
fn call(actor: &Actor, receivable: &Reply, action: &str, body: &Value) -> Call {
    let path = format!("{LIST}/{}/{action}", receivable.id());
    actor
        .call("POST", &path)
        .etag(&receivable.etag())
        .json(body)
}

async fn voids_and_issues_at_once_lose_no_sum(app: &mut App) {
    let world = World::new(app).await;
    let reason = json!({"reason": "at once"});
    // Without the customer's lock, some round of these loses an amount.
    for _ in 0..8 {
        let before = owed(&world).await;
        let mut calls = Vec::new();
        for _ in 0..4 {
            let issued = owes(&world.broker, world.customer, "10.00").await;
            calls.push(call(&world.admin, &issued, "void", &reason));
            let draft = world
                .broker
                .create(LIST, &bill(world.customer, "10.00"))
                .await;
            calls.push(call(&world.broker, &draft, "issue", &json!({})));
        }
        let answers = join_all(calls.into_iter().map(Call::send)).await;
        for answer in answers {
            answer.expect(200);
        }
        let open = [("status", "issued")];
        let sums = world.broker.query(&format!("{LIST}/sums"), &open).await;
        let owed = owed(&world).await;
        assert_eq!(sums.json()["balance"], owed, "what is kept is the sum");
        assert_ne!(owed, before, "four more are open");
    }
}

async fn credit_memos_at_once_stay_within_their_invoice(app: &mut App) {
    let world = World::new(app).await;
    for _ in 0..3 {
        let invoice = owes(&world.broker, world.customer, "100.00").await;
        let memo = merged(
            bill(world.customer, "60.00"),
            &json!({"kind": "credit_note", "corrects_id": invoice.id()}),
        );
        let create = || world.broker.call("POST", LIST).json(&memo).send();
        let answers = join_all((0..4).map(|_| create())).await;
        let made = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(made, 1, "two of 60.00 are more than 100.00");
    }
}

async fn a_step_back_beside_an_issue_leaves_no_early_invoice(app: &mut App) {
    let world = World::new(app).await;
    for _ in 0..4 {
        let mut deal = world
            .broker
            .create("/purchase-orders", &order(&world))
            .await;
        let day = deal.json()["order_date"].clone();
        let path = format!("/purchase-orders/{}", deal.id());
        let line = deal.json()["lines"][0]["id"].clone();
        let scale =
            json!({"lines": [{"id": line, "actual_weight": "40127.50", "weight_source": "bol"}]});
        for (action, body) in [
            ("issue", json!({})),
            ("confirm", json!({})),
            ("ship", json!({"shipped_on": day})),
            ("deliver", json!({"delivered_on": day})),
            ("weigh", scale),
            ("invoice", json!({})),
        ] {
            let step = format!("{path}/{action}");
            deal = world
                .broker
                .post_with_etag(&step, &deal.etag(), &body)
                .await
                .expect(200);
        }
        let draft = format!("{LIST}/{}", deal.json()["invoices"][0]["id"]);
        let draft = world.broker.get(&draft).await.expect(200);
        let back = format!("{path}/step-back");
        let back = world.admin.call("POST", &back).etag(&deal.etag());
        let back = back.json(&json!({"reason": "not there yet"}));
        let issue = call(&world.broker, &draft, "issue", &json!({}));
        let (back, issue) = tokio::join!(back.send(), issue.send());
        assert!(
            (back.status == 200) != (issue.status == 200),
            "either the load is back on the road or its invoice is sent: {} {}",
            back.status,
            issue.status
        );
    }
}
