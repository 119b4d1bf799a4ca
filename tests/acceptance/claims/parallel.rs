//! Concurrent requests on the claims of one order: no rule is bypassed, and the books agree.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{LIST, Load, approved, delivered, event, read};
use crate::support::{Actor, App, Call, Reply, World, on_both_databases};

on_both_databases!(
    a_close_beside_an_opening_leaves_no_open_claim,
    settlements_at_once_credit_once,
    a_void_beside_a_settlement_leaves_no_credit_without_invoice,
);

fn call(actor: &Actor, path: &str, etag: Option<&Reply>, body: &Value) -> Call {
    let call = actor.call("POST", path).json(body);
    match etag {
        Some(reply) => call.etag(&reply.etag()),
        None => call,
    }
}

async fn a_close_beside_an_opening_leaves_no_open_claim(app: &mut App) {
    let world = World::new(app).await;
    let (mut closed, mut opened) = (0, 0);
    // Without the lock on the order, some round of these has a closed order with an open claim.
    for _ in 0..12 {
        let mut load = delivered(&world, None).await;
        load.bill(&world.broker).await;
        let close = format!("{}/close", load.path());
        let open = format!("{}/claims", load.path());
        let body = event(&[("customer", "10.00"), ("carrier", "10.00")]);
        let (close, open) = tokio::join!(
            call(&world.broker, &close, Some(&load.order), &json!({})).send(),
            call(&world.broker, &open, None, &body).send(),
        );
        match (close.status, open.status) {
            (200, 409) => closed += 1,
            (409, 201) => {
                close.problem(409, "claims_open");
                opened += 1;
            }
            outcome => panic!("either the order is closed or it has claims: {outcome:?}"),
        }
    }
    assert_eq!(closed + opened, 12);
}

async fn settlements_at_once_credit_once(app: &mut App) {
    let world = World::new(app).await;
    for _ in 0..4 {
        let mut load = delivered(&world, None).await;
        let invoice = load.bill(&world.broker).await;
        let claim = load
            .open(&world.broker, &[("customer", "10.00")])
            .await
            .remove(0);
        approved(&world.admin, &claim, "10.00").await;
        let now = read(&world.admin, &claim).await;
        let path = format!("{LIST}/{}/settle", claim["id"]);
        let body = json!({"settled": "10.00", "document": "x"});
        let settle = || call(&world.admin, &path, Some(&now), &body).send();
        let answers = join_all((0..4).map(|_| settle())).await;
        let done = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(done, 1, "one of four settles it");
        let left = world.broker.get(&invoice.path()).await.json();
        assert_eq!(left["balance"], "52590.00");
    }
    app.verify_ledger();
}

async fn a_void_beside_a_settlement_leaves_no_credit_without_invoice(app: &mut App) {
    let world = World::new(app).await;
    for _ in 0..8 {
        let mut load = delivered(&world, None).await;
        let invoice = load.bill(&world.broker).await;
        let claim = load
            .open(&world.broker, &[("customer", "10.00")])
            .await
            .remove(0);
        approved(&world.admin, &claim, "10.00").await;
        let now = read(&world.admin, &claim).await;
        let path = format!("{LIST}/{}/settle", claim["id"]);
        let body = json!({"settled": "10.00", "document": "x"});
        let void = format!("{}/void", invoice.path());
        let (settle, void) = tokio::join!(
            call(&world.admin, &path, Some(&now), &body).send(),
            call(&world.admin, &void, Some(&invoice), &json!({"reason": "x"})).send(),
        );
        // The credit memo changes the invoice's balance, not its version.
        assert!(
            (settle.status == 200) != (void.status == 200),
            "either it is credited or it is void: {} {}",
            settle.status,
            void.status
        );
        credited(&world, &load, settle.status == 200).await;
    }
    app.verify_ledger();
}

/// Whether the order's claim is settled.
async fn credited(world: &World, load: &Load, settled: bool) {
    let sums = world.broker.get(&format!("{}/claims", load.path())).await;
    let loss = if settled { "10.00" } else { "0.00" };
    assert_eq!(sums.expect(200).json()["loss"], loss);
}
