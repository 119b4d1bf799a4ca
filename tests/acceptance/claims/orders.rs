//! Claims hold an order: it does not close while one is open, unless a manager says so, and it does not go back before its load left.

use serde_json::{Value, json};

use super::{LIST, Load, approved, delivered, event, in_transit, read, step};
use crate::support::{Actor, App, Reply, World, on_both_databases};

on_both_databases!(
    open_claims_keep_an_order_from_closing,
    a_load_with_claims_has_left,
    a_closed_order_takes_no_claims_and_keeps_its_credit_memos,
    parties_with_open_claims_are_not_archived,
);

/// Asks for a step without expecting its outcome.
async fn ask(actor: &Actor, load: &Load, action: &str, body: &Value) -> Reply {
    let now = actor.get(&load.path()).await.expect(200);
    let path = format!("{}/{action}", load.path());
    actor.post_with_etag(&path, &now.etag(), body).await
}

fn passing() -> Value {
    json!({"override": {"rule": "claims_open", "reason": "the carrier pays next year"}})
}

async fn open_claims_keep_an_order_from_closing(app: &mut App) {
    let world = World::new(app).await;
    let mut load = delivered(&world, None).await;
    load.bill(&world.broker).await;
    let parts = [("customer", "10.00"), ("carrier", "10.00")];
    let claims = load.open(&world.broker, &parts).await;
    let blocked = ask(&world.broker, &load, "close", &json!({})).await;
    let problem = blocked.problem(409, "claims_open");
    let detail = problem.detail.unwrap_or_default();
    for claim in &claims {
        let number = claim["number"].as_str().unwrap();
        assert!(detail.contains(number), "{detail}");
    }
    // Approved is still open.
    approved(&world.admin, &claims[0], "10.00").await;
    let reason = json!({"reason": "x"});
    step(&world.admin, &claims[1], "deny", &reason)
        .await
        .expect(200);
    let blocked = ask(&world.admin, &load, "close", &json!({})).await;
    blocked.problem(409, "claims_open");
    let other = json!({"override": {"rule": "credit_blocked", "reason": "x"}});
    let refused = ask(&world.admin, &load, "close", &other).await;
    refused.refuses(&[("/override/rule", "other_gate")]);
    let blank = json!({"override": {"rule": "claims_open", "reason": " "}});
    let refused = ask(&world.admin, &load, "close", &blank).await;
    refused.refuses(&[("/override/reason", "required")]);
    let refused = ask(&world.broker, &load, "close", &passing()).await;
    refused.problem(403, "forbidden");
    ask(&world.admin, &load, "close", &passing())
        .await
        .expect(200);
    let history = format!("{}/history", load.path());
    let history = world.broker.get(&history).await.json();
    let entry = &history["items"][0];
    assert_eq!(entry["reason"], "the carrier pays next year");
    let rule = json!({"pointer": "/overridden_rule", "before": null, "after": "claims_open"});
    assert!(
        entry["changes"].as_array().unwrap().contains(&rule),
        "{entry}"
    );
    // Its open claim is settled later, while it is active.
    let now = world.admin.get(&load.path()).await;
    let refused = world.admin.delete(&load.path(), &now.etag()).await;
    assert_eq!(refused.problem(409, "in_use").blockers[0].entity, "claim");
    let body = json!({"settled": "10.00", "document": "x"});
    step(&world.admin, &claims[0], "settle", &body)
        .await
        .expect(200);
    let now = world.admin.get(&load.path()).await;
    world
        .admin
        .delete(&load.path(), &now.etag())
        .await
        .expect(200);
    app.verify_ledger();
    // Without open claims, no override is asked for.
    let mut load = delivered(&world, None).await;
    load.bill(&world.broker).await;
    ask(&world.broker, &load, "close", &json!({}))
        .await
        .expect(200);
}

async fn a_load_with_claims_has_left(app: &mut App) {
    let world = World::new(app).await;
    let load = in_transit(&world, None).await;
    let claims = load
        .open(&world.broker, &[("carrier", "10.00"), ("supplier", "5.00")])
        .await;
    let back = json!({"reason": "it never left"});
    let refused = ask(&world.admin, &load, "step-back", &back).await;
    let blockers = refused.problem(409, "in_use").blockers;
    let numbers: Vec<&str> = blockers
        .iter()
        .map(|blocker| blocker.label.as_str())
        .collect();
    assert_eq!(numbers, [&claims[0]["number"], &claims[1]["number"]]);
    assert_eq!(blockers[0].entity, "claim");
    step(&world.broker, &claims[0], "cancel", &back)
        .await
        .expect(200);
    step(&world.admin, &claims[1], "deny", &back)
        .await
        .expect(200);
    ask(&world.admin, &load, "step-back", &back)
        .await
        .expect(200);
    // A delivered load may go back on the road with its claims.
    let load = delivered(&world, None).await;
    load.open(&world.broker, &[("supplier", "10.00")]).await;
    ask(&world.admin, &load, "step-back", &back)
        .await
        .expect(200);
}

async fn a_closed_order_takes_no_claims_and_keeps_its_credit_memos(app: &mut App) {
    let world = World::new(app).await;
    let mut load = delivered(&world, None).await;
    load.bill(&world.broker).await;
    let claim = load
        .open(&world.broker, &[("customer", "10.00")])
        .await
        .remove(0);
    approved(&world.admin, &claim, "10.00").await;
    let body = json!({"settled": "10.00", "document": "x"});
    let settled = step(&world.admin, &claim, "settle", &body)
        .await
        .expect(200);
    let memo = format!("/receivables/{}", settled.json()["credit_memo_id"]);
    ask(&world.broker, &load, "close", &json!({}))
        .await
        .expect(200);
    let path = format!("{}/claims", load.path());
    world
        .broker
        .post(&path, &event(&[("customer", "1.00")]))
        .await
        .problem(409, "illegal_transition");
    // Voiding the credit memo would open the claim again.
    let reason = json!({"reason": "credited by mistake"});
    let now = world.admin.get(&memo).await;
    let refused = world.admin.act(&now, "void", &reason).await;
    assert_eq!(
        refused.problem(409, "in_use").blockers[0].entity,
        "purchase_order"
    );
    ask(&world.admin, &load, "step-back", &reason)
        .await
        .expect(200);
    world.admin.act(&now, "void", &reason).await.expect(200);
    assert_eq!(
        read(&world.broker, &claim).await.json()["status"],
        "approved"
    );
    let blocked = ask(&world.broker, &load, "close", &json!({})).await;
    blocked.problem(409, "claims_open");
}

async fn parties_with_open_claims_are_not_archived(app: &mut App) {
    let world = World::new(app).await;
    let mut load = delivered(&world, None).await;
    let invoice = load.bill(&world.broker).await;
    let parts = [
        ("customer", "10.00"),
        ("supplier", "10.00"),
        ("carrier", "10.00"),
    ];
    let claims = load.open(&world.broker, &parts).await;
    ask(&world.admin, &load, "close", &passing())
        .await
        .expect(200);
    let paid = json!({"amount": "52600.00"});
    let path = format!("{}/payments", invoice.path());
    world.broker.post(&path, &paid).await.expect(201);
    let paths = [
        format!("/customers/{}", world.customer),
        format!("/suppliers/{}", world.supplier),
        format!("/carriers/{}", load.carrier),
    ];
    for (path, claim) in paths.iter().zip(&claims) {
        let now = world.admin.get(path).await;
        let refused = world.admin.delete(path, &now.etag()).await;
        let blockers = refused.problem(409, "in_use").blockers;
        assert_eq!(blockers.len(), 1, "{path}");
        assert_eq!(blockers[0].label, claim["number"].as_str().unwrap());
        let reason = json!({"reason": "x"});
        step(&world.admin, claim, "deny", &reason).await.expect(200);
        let now = world.admin.get(path).await;
        world.admin.delete(path, &now.etag()).await.expect(200);
        // The claim stays readable and says so.
        let now = world.broker.get(&format!("{LIST}/{}", claim["id"])).await;
        let links = now.expect(200).json()["archived_links"].clone();
        assert_eq!(links.as_array().unwrap().len(), 1, "{links}");
    }
    // A party under a new name is found by it.
    let path = format!("/customers/{}", world.customer);
    let archived = world.admin.get(&path).await;
    let restore = format!("{path}/restore");
    let restored = world
        .admin
        .post_with_etag(&restore, &archived.etag(), &json!({}))
        .await
        .expect(200);
    let name = json!({"name": "Zephyr Grinding"});
    world
        .admin
        .patch(&path, &restored.etag(), &name)
        .await
        .expect(200);
    let found = world.broker.ids(LIST, &[("q", "zephyr")]).await;
    assert_eq!(found, [claims[0]["id"].as_i64().unwrap()]);
}
