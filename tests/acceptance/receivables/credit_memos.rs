//! Credit memos of an invoice do not exceed it in total; without an invoice, or beyond it, a manager gives a reason.

use serde_json::{Value, json};

use super::{LIST, bill};
use crate::support::reply::contains;
use crate::support::samples::{merged, owes};
use crate::support::{Actor, App, Reply, World, on_both_databases};

on_both_databases!(
    a_credit_memo_takes_from_an_invoice,
    no_limit_is_lifted_by_a_free_credit_memo,
    an_invoice_with_credit_memos_is_not_voided,
    less_than_price_and_quantity_is_a_managers,
);

async fn owed(world: &World) -> Value {
    let customer = format!("/customers/{}", world.customer);
    world.broker.get(&customer).await.expect(200).json()["open_balance"].clone()
}

fn credit(customer: i64, invoice: i64, amount: &str) -> Value {
    let kind = json!({"kind": "credit_note", "corrects_id": invoice});
    merged(bill(customer, amount), &kind)
}

async fn sent(actor: &Actor, body: &Value) -> Reply {
    let made = actor.create(LIST, body).await;
    actor.act(&made, "issue", &json!({})).await.expect(200)
}

async fn a_credit_memo_takes_from_an_invoice(app: &mut App) {
    let world = World::new(app).await;
    let invoice = owes(&world.broker, world.customer, "100.00").await;
    let first = sent(
        &world.broker,
        &credit(world.customer, invoice.id(), "30.00"),
    )
    .await;
    let wanted = json!({"corrects_id": invoice.id(), "corrects_number": invoice.json()["number"], "balance": "0.00", "standing": "paid"});
    contains(&first.json(), &wanted, "");
    let place = format!("{LIST}/{}", invoice.id());
    let now = world.broker.get(&place).await.expect(200).json();
    contains(
        &now,
        &json!({"balance": "70.00", "payment_status": "partial"}),
        "",
    );
    assert_eq!(owed(&world).await, "70.00");
    // Every operation rejects more than the rest.
    let more = credit(world.customer, invoice.id(), "70.01");
    let beyond = [("/lines", "exceeds_invoice")];
    let refused = world.broker.post(LIST, &more).await;
    refused.refuses(&beyond);
    let second = world
        .broker
        .create(LIST, &credit(world.customer, invoice.id(), "70.00"))
        .await;
    let path = format!("{LIST}/{}", second.id());
    let lines = json!({"lines": [{"description": "Trim", "amount": "70.01"}]});
    let refused = world.broker.patch(&path, &second.etag(), &lines).await;
    refused.refuses(&beyond);
    let refused = world.broker.put(&path, &second.etag(), &more).await;
    refused.refuses(&beyond);
    for atomic in [true, false] {
        let items = json!({"atomic": atomic, "items": [
            {"op": "update", "id": second.id(), "etag": second.etag(), "body": lines},
            {"op": "create", "body": credit(world.customer, invoice.id(), "0.01")},
        ]});
        let answer = world
            .broker
            .post(&format!("{LIST}/batch"), &items)
            .await
            .json();
        assert!(!answer.to_string().contains("\"status\":20"), "{answer}");
    }
    world
        .broker
        .act(&second, "issue", &json!({}))
        .await
        .expect(200);
    assert_eq!(owed(&world).await, "0.00");
    let now = world.broker.get(&place).await.expect(200).json();
    contains(
        &now,
        &json!({"balance": "0.00", "standing": "paid", "is_overdue": false}),
        "",
    );
    let void = world
        .admin
        .act(&first, "void", &json!({"reason": "wrong"}))
        .await;
    void.expect(200);
    assert_eq!(owed(&world).await, "30.00", "what it settled is open again");
    // An archived draft cannot be restored beyond the rest either.
    let draft = world
        .broker
        .create(LIST, &credit(world.customer, invoice.id(), "30.00"))
        .await;
    let path = format!("{LIST}/{}", draft.id());
    let away = world.broker.delete(&path, &draft.etag()).await.expect(200);
    sent(
        &world.broker,
        &credit(world.customer, invoice.id(), "30.00"),
    )
    .await;
    let restore = format!("{path}/restore");
    let refused = world
        .broker
        .post_with_etag(&restore, &away.etag(), &json!({}))
        .await;
    refused.refuses(&beyond);
    // Another customer's invoice, a draft and a credit memo cannot be credited.
    let other = world
        .broker
        .create("/customers", &json!({"name": "Other"}))
        .await
        .id();
    let draft = world
        .broker
        .create(LIST, &bill(world.customer, "9.00"))
        .await
        .id();
    for (body, code) in [
        (credit(other, invoice.id(), "1.00"), "other_customer"),
        (credit(world.customer, draft, "1.00"), "not_issued"),
        (
            credit(world.customer, second.id(), "1.00"),
            "not_an_invoice",
        ),
        (
            merged(
                bill(world.customer, "1.00"),
                &json!({"corrects_id": invoice.id()}),
            ),
            "must_be_empty",
        ),
    ] {
        let found = world.broker.post(LIST, &body).await.wrong_fields();
        assert!(
            found.contains(&("/corrects_id".to_owned(), code.to_owned())),
            "{code}: {found:?}"
        );
    }
}

async fn no_limit_is_lifted_by_a_free_credit_memo(app: &mut App) {
    let world = World::new(app).await;
    let free = merged(
        bill(world.customer, "900000.00"),
        &json!({"kind": "credit_note"}),
    );
    let refused = world.broker.post(LIST, &free).await;
    refused.refuses(&[("/corrects_id", "required")]);
    let explained = merged(free.clone(), &json!({"credit_reason": "goodwill"}));
    world
        .broker
        .post(LIST, &explained)
        .await
        .problem(403, "forbidden");
    // Nor by changing what a manager allowed, or what was linked.
    let small = merged(
        bill(world.customer, "1.00"),
        &json!({"kind": "credit_note", "credit_reason": "goodwill"}),
    );
    let allowed = world.admin.create(LIST, &small).await;
    let path = format!("{LIST}/{}", allowed.id());
    let lines = json!({"lines": [{"description": "Trim", "amount": "900000.00"}]});
    world
        .broker
        .patch(&path, &allowed.etag(), &lines)
        .await
        .problem(403, "forbidden");
    let noted = json!({"notes": "by phone"});
    let noted = world
        .broker
        .patch(&path, &allowed.etag(), &noted)
        .await
        .expect(200);
    world
        .broker
        .act(&noted, "issue", &json!({}))
        .await
        .expect(200);
    let invoice = owes(&world.broker, world.customer, "10.00").await;
    let bound = world
        .broker
        .create(LIST, &credit(world.customer, invoice.id(), "10.00"))
        .await;
    let path = format!("{LIST}/{}", bound.id());
    let unbound = json!({"corrects_id": null, "credit_reason": "goodwill"});
    world
        .broker
        .patch(&path, &bound.etag(), &unbound)
        .await
        .problem(403, "forbidden");
}

async fn an_invoice_with_credit_memos_is_not_voided(app: &mut App) {
    let world = World::new(app).await;
    let invoice = owes(&world.broker, world.customer, "100.00").await;
    let memo = sent(
        &world.broker,
        &credit(world.customer, invoice.id(), "30.00"),
    )
    .await;
    let reason = json!({"reason": "billed twice"});
    let refused = world.admin.act(&invoice, "void", &reason).await;
    let refused = refused.problem(409, "in_use");
    assert_eq!(refused.blockers[0].id, memo.id());
    world.admin.act(&memo, "void", &reason).await.expect(200);
    world.admin.act(&invoice, "void", &reason).await.expect(200);
    assert_eq!(owed(&world).await, "0.00");
}

async fn less_than_price_and_quantity_is_a_managers(app: &mut App) {
    let world = World::new(app).await;
    let line = json!({"description": "Trim", "weight": "40000.00", "price": "1.3150", "basis": "per_lb",
        "amount": "0.01", "amount_reason": "agreed"});
    let cut = merged(bill(world.customer, "1.00"), &json!({"lines": [line]}));
    world
        .broker
        .post(LIST, &cut)
        .await
        .problem(403, "forbidden");
    let full = merged(
        bill(world.customer, "1.00"),
        &json!({"lines": [{"description": "Trim", "weight": "40000.00", "price": "1.3150", "basis": "per_lb"}]}),
    );
    let full = world.broker.create(LIST, &full).await;
    let path = format!("{LIST}/{}", full.id());
    let patch = json!({"lines": [line]});
    world
        .broker
        .patch(&path, &full.etag(), &patch)
        .await
        .problem(403, "forbidden");
    let allowed = world.admin.create(LIST, &cut).await;
    let wanted =
        json!({"amount": "0.01", "computed_amount": "52600.00", "difference": "-52599.99"});
    contains(&allowed.json()["lines"][0], &wanted, "");
    world
        .broker
        .act(&allowed, "issue", &json!({}))
        .await
        .expect(200);
}
