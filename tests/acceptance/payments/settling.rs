//! What settles besides cash: discounts, credit memos, write-offs; payments of one receivable, and the credit that cash frees.

use serde_json::{Value, json};

use super::{LIST, balance, open_balance, pays};
use crate::support::reply::contains;
use crate::support::samples::owes;
use crate::support::{App, Reply, World, on_both_databases};

on_both_databases!(
    a_discount_follows_the_terms,
    credit_memos_settle_other_invoices,
    a_balance_is_written_off_and_taken_back,
    one_receivable_is_paid_at_once,
    cash_frees_credit,
    what_is_archived_is_not_owed_again,
);

async fn a_discount_follows_the_terms(app: &mut App) {
    let world = World::bare(app).await;
    let today = app.noon(0).await;
    let invoice = async |day: String| {
        let body = json!({
            "customer_id": world.customer, "invoice_date": day, "payment_terms": "net_30_2_10",
            "lines": [{"description": "Trim", "amount": "100.00"}],
        });
        let broker = app
            .sign_in(&world.broker.username, &world.broker.password)
            .await;
        let made = broker.create("/receivables", &body).await;
        (
            broker.act(&made, "issue", &json!({})).await.expect(200),
            broker,
        )
    };
    let (in_time, broker) = invoice(today.to_string()).await;
    let takes = |receivable: &Reply, amount: &str, discount: &str| {
        json!({
            "customer_id": world.customer, "amount": amount,
            "allocations": [{"receivable_id": receivable.id(), "amount": amount, "discount": discount}],
        })
    };
    broker
        .post(LIST, &takes(&in_time, "97.00", "2.01"))
        .await
        .problem(403, "forbidden");
    let made = broker
        .post(LIST, &takes(&in_time, "98.00", "2.00"))
        .await
        .expect(201);
    contains(
        &made.json(),
        &json!({"applied": "98.00", "unapplied": "0.00"}),
        "",
    );
    assert_eq!(made.json()["allocations"][0]["discount"], "2.00");
    assert_eq!(balance(&broker, &in_time).await, "0.00");
    let eleven = today - chrono::Days::new(11);
    let (late, broker) = invoice(eleven.to_string()).await;
    broker
        .post(LIST, &takes(&late, "99.99", "0.01"))
        .await
        .problem(403, "forbidden");
    let admin = app
        .sign_in(&world.admin.username, &world.admin.password)
        .await;
    admin
        .post(LIST, &takes(&late, "99.99", "0.01"))
        .await
        .expect(201);
}

async fn credit_memos_settle_other_invoices(app: &mut App) {
    let world = World::bare(app).await;
    let first = owes(&world.broker, world.customer, "30.00").await;
    let second = owes(&world.broker, world.customer, "50.00").await;
    let memo = json!({
        "kind": "credit_note", "customer_id": world.customer, "corrects_id": first.id(), "credit_reason": "goodwill",
        "invoice_date": "2026-03-08", "lines": [{"description": "Short", "amount": "100.00"}],
    });
    let memo = world.admin.create("/receivables", &memo).await;
    let issued = world
        .admin
        .act(&memo, "issue", &json!({}))
        .await
        .expect(200);
    contains(
        &issued.json(),
        &json!({"balance": "70.00", "payment_status": "partial"}),
        "",
    );
    assert_eq!(balance(&world.broker, &first).await, "0.00");
    let part =
        |amount: &str| json!({"allocations": [{"receivable_id": second.id(), "amount": amount}]});
    world
        .broker
        .act(&second, "allocate", &part("1.00"))
        .await
        .problem(409, "illegal_transition");
    let discount = json!({"allocations": [{"receivable_id": second.id(), "amount": "1.00", "discount": "1.00"}]});
    world
        .broker
        .act(&issued, "allocate", &discount)
        .await
        .refuses(&[("/allocations/0/discount", "must_be_empty")]);
    let used = world
        .broker
        .act(&issued, "allocate", &part("50.00"))
        .await
        .expect(200);
    assert_eq!(used.json()["balance"], "20.00");
    let refunded = world
        .admin
        .act(
            &used,
            "refund",
            &json!({"amount": "5.00", "reason": "by wire"}),
        )
        .await
        .expect(200);
    assert_eq!(refunded.json()["balance"], "15.00");
    assert_eq!(open_balance(&world).await, "-15.00");
    // A refund is taken back before the memo is voided; what it settled is owed again then.
    world
        .admin
        .act(&refunded, "void", &json!({"reason": "wrong"}))
        .await
        .problem(409, "illegal_transition");
    let postings = world
        .broker
        .get(&format!("{}/postings", refunded.path()))
        .await
        .json();
    let refund = postings["items"][0]["id"].clone();
    assert_eq!(postings["items"][0]["kind"], "refund");
    let reverse = format!("/postings/{refund}/reverse");
    let reversed = world
        .admin
        .post(&reverse, &json!({"reason": "the wire came back"}))
        .await
        .expect(200);
    assert!(!reversed.json()["reversed_by_id"].is_null());
    let now = world.admin.get(&refunded.path()).await;
    world
        .admin
        .act(&now, "void", &json!({"reason": "wrong"}))
        .await
        .expect(200);
    assert_eq!(balance(&world.broker, &first).await, "30.00");
    assert_eq!(open_balance(&world).await, "80.00");
}

async fn a_balance_is_written_off_and_taken_back(app: &mut App) {
    let world = World::bare(app).await;
    let invoice = owes(&world.broker, world.customer, "100.00").await;
    let off = |amount: Value| json!({"amount": amount, "reason": "wire fee"});
    world
        .broker
        .act(&invoice, "write-off", &off(json!("1.00")))
        .await
        .problem(403, "forbidden");
    world
        .admin
        .act(&invoice, "write-off", &json!({"amount": "1.00"}))
        .await
        .refuses(&[("/reason", "required")]);
    world
        .admin
        .act(&invoice, "write-off", &off(json!("100.01")))
        .await
        .refuses(&[("/amount", "exceeds_balance")]);
    let less = world
        .admin
        .act(&invoice, "write-off", &off(json!("15.00")))
        .await
        .expect(200);
    assert_eq!(less.json()["balance"], "85.00");
    assert_eq!(open_balance(&world).await, "85.00");
    let none = world
        .admin
        .act(&less, "write-off", &off(Value::Null))
        .await
        .expect(200);
    contains(
        &none.json(),
        &json!({"balance": "0.00", "payment_status": "paid"}),
        "",
    );
    world
        .admin
        .act(&none, "write-off", &off(Value::Null))
        .await
        .problem(409, "illegal_transition");
    let postings = world
        .broker
        .get(&format!("{}/postings", none.path()))
        .await
        .json();
    let posting = &postings["items"][0];
    contains(
        posting,
        &json!({"kind": "write_off", "amount": "85.00", "reason": "wire fee"}),
        "",
    );
    let path = format!("/postings/{}/reverse", posting["id"]);
    world
        .broker
        .post(&path, &json!({"reason": "paid"}))
        .await
        .problem(403, "forbidden");
    world
        .admin
        .post(&path, &json!({}))
        .await
        .refuses(&[("/reason", "required")]);
    world
        .admin
        .post(&path, &json!({"reason": "paid after all"}))
        .await
        .expect(200);
    world
        .admin
        .post(&path, &json!({"reason": "again"}))
        .await
        .problem(409, "illegal_transition");
    assert_eq!(balance(&world.broker, &none).await, "85.00");
    let issue = postings["items"][2]["id"].clone();
    world
        .admin
        .post(
            &format!("/postings/{issue}/reverse"),
            &json!({"reason": "x"}),
        )
        .await
        .problem(409, "illegal_transition");
    world
        .admin
        .post("/postings/999999/reverse", &json!({"reason": "x"}))
        .await
        .problem(404, "not_found");
    let history = world
        .broker
        .get(&format!("{}/history", none.path()))
        .await
        .json();
    let actions: Vec<&Value> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["action"])
        .collect();
    assert_eq!(
        actions,
        ["reverse", "write_off", "write_off", "issue", "create"]
    );
}

async fn one_receivable_is_paid_at_once(app: &mut App) {
    let world = World::bare(app).await;
    let invoice = owes(&world.broker, world.customer, "100.00").await;
    let path = format!("{}/payments", invoice.path());
    world
        .broker
        .post(&path, &json!({"amount": "-1.00"}))
        .await
        .refuses(&[("/amount", "must_be_positive")]);
    world
        .broker
        .post(&path, &json!({"discount": "5.00"}))
        .await
        .problem(403, "forbidden");
    let part = world
        .broker
        .post(
            &path,
            &json!({"amount": "40.00", "method": "wire", "reference": "W-1"}),
        )
        .await
        .expect(201);
    contains(
        &part.json(),
        &json!({"amount": "40.00", "applied": "40.00", "method": "wire", "reference": "W-1"}),
        "",
    );
    let more = world
        .broker
        .post(&path, &json!({"amount": "100.00"}))
        .await
        .expect(201);
    contains(
        &more.json(),
        &json!({"applied": "60.00", "unapplied": "40.00"}),
        "",
    );
    world
        .broker
        .post(&path, &json!({}))
        .await
        .problem(409, "illegal_transition");
    let second = owes(&world.broker, world.customer, "7.00").await;
    let whole = world
        .broker
        .post(&format!("{}/payments", second.path()), &json!({}))
        .await
        .expect(201);
    assert_eq!(whole.json()["amount"], "7.00");
}

async fn cash_frees_credit(app: &mut App) {
    let world = World::bare(app).await;
    let path = format!("/customers/{}", world.customer);
    let customer = world.admin.get(&path).await;
    world
        .admin
        .patch(&path, &customer.etag(), &json!({"credit_limit": "100.00"}))
        .await
        .expect(200);
    let invoice = owes(&world.broker, world.customer, "120.00").await;
    let now = world.broker.get(&path).await.json();
    contains(
        &now,
        &json!({"credit_exposure": "120.00", "credit_available": "-20.00"}),
        "",
    );
    let over = [("credit_standing", "over_limit,long_overdue")];
    assert_eq!(
        world.broker.ids("/customers", &over).await,
        [world.customer]
    );
    let paid = pays(world.customer, "120.00", &[(&invoice, "120.00")]);
    world.broker.create(LIST, &paid).await;
    let now = world.broker.get(&path).await.json();
    contains(
        &now,
        &json!({"credit_exposure": "0.00", "credit_available": "100.00", "credit_standing": "good", "oldest_due_date": null}),
        "",
    );
    assert_eq!(
        world.broker.ids("/customers", &over).await,
        Vec::<i64>::new()
    );
}

async fn what_is_archived_is_not_owed_again(app: &mut App) {
    let world = World::bare(app).await;
    let invoice = owes(&world.broker, world.customer, "100.00").await;
    let body = pays(world.customer, "100.00", &[(&invoice, "100.00")]);
    let paid = world.broker.create(LIST, &body).await;
    let archive = async |path: &str| {
        let record = world.admin.get(path).await;
        let archived = world.admin.delete(path, &record.etag()).await;
        archived.expect(200)
    };
    let postings = format!("{}/postings", paid.path());
    let postings = world.admin.get(&postings).await.expect(200).json();
    let allocation = format!("/postings/{}/reverse", postings["items"][0]["id"]);
    let reason = json!({"reason": "returned by the bank"});
    let customer = format!("/customers/{}", world.customer);
    // The invoice is archived, then its customer instead.
    for path in [invoice.path(), customer] {
        let archived = archive(&path).await;
        let now = world.admin.get(&paid.path()).await;
        let void = world.admin.act(&now, "void", &reason).await;
        void.refuses(&[("", "archived")]);
        let reversed = world.admin.post(&allocation, &reason).await;
        reversed.refuses(&[("", "archived")]);
        let restore = format!("{path}/restore");
        let etag = archived.etag();
        let restored = world
            .admin
            .post_with_etag(&restore, &etag, &json!({}))
            .await;
        restored.expect(200);
    }
    let now = world.admin.get(&paid.path()).await;
    world.admin.act(&now, "void", &reason).await.expect(200);
    assert_eq!(balance(&world.broker, &invoice).await, "100.00");
}
