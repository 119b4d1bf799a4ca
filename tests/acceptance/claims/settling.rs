//! A claim of the customer settles as a credit memo on its invoice, and the books agree whatever happens to it. Recoveries stand
//! against the loss.

use serde_json::{Value, json};

use super::{LIST, Load, approved, delivered, read, step};
use crate::support::reply::contains;
use crate::support::{Actor, App, World, on_both_databases};

on_both_databases!(
    the_customers_claim_settles_as_a_credit_memo,
    a_void_credit_memo_approves_the_claim_again,
    a_reversed_allocation_leaves_open_credit,
    the_invoice_to_credit_is_one_of_the_order,
    a_repeated_settlement_credits_once,
);

async fn owed(world: &World) -> Value {
    let customer = format!("/customers/{}", world.customer);
    world.broker.get(&customer).await.expect(200).json()["open_balance"].clone()
}

async fn sums(actor: &Actor, load: &Load) -> Value {
    actor
        .get(&format!("{}/claims", load.path()))
        .await
        .expect(200)
        .json()
}

fn settles(amount: &str) -> Value {
    json!({"settled": amount, "document": "scale ticket 7741"})
}

async fn the_customers_claim_settles_as_a_credit_memo(app: &mut App) {
    let world = World::new(app).await;
    let mut load = delivered(&world, None).await;
    let invoice = load.bill(&world.broker).await;
    assert_eq!(owed(&world).await, "52600.00");
    let parts = [
        ("customer", "1000.00"),
        ("supplier", "900.00"),
        ("carrier", "500.00"),
    ];
    let claims = load.open(&world.broker, &parts).await;
    for (claim, amount) in claims.iter().zip(["800.00", "600.00", "300.00"]) {
        approved(&world.admin, claim, amount).await;
    }
    assert_eq!(owed(&world).await, "52600.00", "an approval moves nothing");
    let settled = step(&world.admin, &claims[0], "settle", &settles("750.25")).await;
    let settled = settled.expect(200).json();
    contains(
        &settled,
        &json!({"status": "settled", "settled": "750.25", "document": "scale ticket 7741"}),
        "",
    );
    let memo = format!("/receivables/{}", settled["credit_memo_id"]);
    let memo = world.broker.get(&memo).await.expect(200).json();
    contains(
        &memo,
        &json!({
            "kind": "credit_note", "status": "issued", "amount": "750.25", "balance": "0.00", "corrects_id": invoice.id(),
            "customer_id": world.customer, "purchase_order_id": load.order.id(), "number": settled["credit_memo_number"],
            "is_correction": false,
        }),
        "",
    );
    let title = format!(
        "Claim {}: Short weight",
        settled["number"].as_str().unwrap()
    );
    assert_eq!(memo["lines"][0]["description"], json!(title));
    let bill = world.broker.get(&invoice.path()).await.json();
    assert_eq!(bill["balance"], "51849.75");
    assert_eq!(owed(&world).await, "51849.75");
    for (claim, amount) in claims[1..].iter().zip(["600.00", "250.00"]) {
        step(&world.admin, claim, "settle", &settles(amount))
            .await
            .expect(200);
    }
    assert_eq!(
        owed(&world).await,
        "51849.75",
        "recoveries are not the customer's"
    );
    contains(
        &sums(&world.broker, &load).await,
        &json!({"loss": "750.25", "recovered": "850.00", "net_loss": "-99.75", "open_count": 0}),
        "",
    );
    app.verify_ledger();
}

async fn a_void_credit_memo_approves_the_claim_again(app: &mut App) {
    let world = World::new(app).await;
    let mut load = delivered(&world, None).await;
    let invoice = load.bill(&world.broker).await;
    let claim = load
        .open(&world.broker, &[("customer", "100.00")])
        .await
        .remove(0);
    approved(&world.admin, &claim, "100.00").await;
    let settled = step(&world.admin, &claim, "settle", &settles("60.00")).await;
    let memo = format!(
        "/receivables/{}",
        settled.expect(200).json()["credit_memo_id"]
    );
    let now = world.admin.get(&invoice.path()).await;
    world
        .admin
        .act(&now, "void", &json!({"reason": "x"}))
        .await
        .problem(409, "in_use");
    let memo = world.admin.get(&memo).await.expect(200);
    world
        .admin
        .act(&memo, "void", &json!({"reason": "credited twice"}))
        .await
        .expect(200);
    contains(
        &read(&world.broker, &claim).await.json(),
        &json!({
            "status": "approved", "approved": "100.00", "settled": null, "document": null, "credit_memo_id": null, "version": 4,
            "allowed_actions": ["settle"],
        }),
        "",
    );
    assert_eq!(owed(&world).await, "52600.00");
    let history = format!("{LIST}/{}/history", claim["id"]);
    let history = world.broker.get(&history).await.expect(200).json();
    contains(
        &history["items"][0],
        &json!({"action": "unsettle", "reason": "credited twice", "version": 4, "actor_id": world.admin.id().get()}),
        "",
    );
    let again = step(&world.admin, &claim, "settle", &settles("100.00")).await;
    again.expect(200);
    assert_eq!(owed(&world).await, "52500.00");
    app.verify_ledger();
}

async fn a_reversed_allocation_leaves_open_credit(app: &mut App) {
    let world = World::new(app).await;
    let mut load = delivered(&world, None).await;
    let invoice = load.bill(&world.broker).await;
    let claim = load
        .open(&world.broker, &[("customer", "100.00")])
        .await
        .remove(0);
    approved(&world.admin, &claim, "100.00").await;
    let settled = step(&world.admin, &claim, "settle", &settles("100.00")).await;
    let memo = format!(
        "/receivables/{}",
        settled.expect(200).json()["credit_memo_id"]
    );
    let postings = world.broker.get(&format!("{memo}/postings")).await.json();
    let applied = postings["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|posting| posting["kind"] == "allocation")
        .unwrap()["id"]
        .clone();
    let reverse = format!("/postings/{applied}/reverse");
    world
        .admin
        .post(&reverse, &json!({"reason": "another invoice"}))
        .await
        .expect(200);
    // The claim stays settled: the customer has the credit, only not on this invoice.
    assert_eq!(
        read(&world.broker, &claim).await.json()["status"],
        "settled"
    );
    assert_eq!(world.broker.get(&memo).await.json()["balance"], "100.00");
    assert_eq!(
        world.broker.get(&invoice.path()).await.json()["balance"],
        "52600.00"
    );
    assert_eq!(owed(&world).await, "52500.00");
    app.verify_ledger();
    let now = world.admin.get(&memo).await;
    let reason = json!({"reason": "credited by mistake"});
    world.admin.act(&now, "void", &reason).await.expect(200);
    assert_eq!(
        read(&world.broker, &claim).await.json()["status"],
        "approved"
    );
    assert_eq!(owed(&world).await, "52600.00");
    app.verify_ledger();
}

async fn the_invoice_to_credit_is_one_of_the_order(app: &mut App) {
    let world = World::new(app).await;
    let mut load = delivered(&world, None).await;
    let claim = load
        .open(&world.broker, &[("customer", "100.00")])
        .await
        .remove(0);
    approved(&world.admin, &claim, "100.00").await;
    let pay = async |body: &Value| step(&world.admin, &claim, "settle", body).await;
    pay(&settles("100.00"))
        .await
        .refuses(&[("/receivable_id", "required")]);
    pay(&json!({"settled": "100.01", "document": " "}))
        .await
        .refuses(&[
            ("/document", "required"),
            ("/receivable_id", "required"),
            ("/settled", "exceeds_amount"),
        ]);
    let mut other = delivered(&world, None).await;
    let theirs = other.bill(&world.broker).await;
    let asks =
        |invoice: i64| json!({"settled": "100.00", "document": "x", "receivable_id": invoice});
    for id in [theirs.id(), 999_999] {
        pay(&asks(id))
            .await
            .refuses(&[("/receivable_id", "not_an_invoice")]);
    }
    let invoice = load.bill(&world.broker).await;
    let settled = pay(&asks(invoice.id())).await.expect(200).json();
    let memo = format!("/receivables/{}", settled["credit_memo_id"]);
    assert_eq!(
        world.broker.get(&memo).await.json()["corrects_id"],
        invoice.id()
    );
    app.verify_ledger();
}

async fn a_repeated_settlement_credits_once(app: &mut App) {
    let world = World::new(app).await;
    let mut load = delivered(&world, None).await;
    load.bill(&world.broker).await;
    let path = format!("{}/claims", load.path());
    let open = || {
        world
            .broker
            .call("POST", &path)
            .key("open-once")
            .json(&super::event(&[("customer", "100.00")]))
    };
    let first = open().send().await.expect(201).json();
    let second = open().send().await.expect(201);
    assert_eq!(second.header("idempotency-replayed"), Some("true"));
    assert_eq!(second.json(), first);
    let claim = &first["items"][0];
    approved(&world.admin, claim, "100.00").await;
    let etag = read(&world.admin, claim).await.etag();
    let path = format!("{LIST}/{}/settle", claim["id"]);
    let settle = || {
        let call = world.admin.call("POST", &path).etag(&etag);
        call.key("settle-once").json(&settles("100.00"))
    };
    let first = settle().send().await.expect(200).json();
    assert_eq!(settle().send().await.expect(200).json(), first);
    assert_eq!(owed(&world).await, "52500.00");
    let memos = [("kind", "credit_note")];
    assert_eq!(world.broker.ids("/receivables", &memos).await.len(), 1);
}
