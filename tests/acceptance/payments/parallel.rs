//! Concurrent requests on the money of one customer: no cent is applied twice, and every kept sum follows from the postings.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{LIST, balance, open_balance, pays};
use crate::support::samples::owes;
use crate::support::{Actor, App, Call, Reply, World, on_both_databases};

on_both_databases!(
    payments_at_once_settle_an_invoice_once,
    allocations_at_once_settle_an_invoice_once,
    voids_beside_allocations_lose_no_cent,
    numbers_have_no_gaps_with_refusals_between,
);

fn step(actor: &Actor, record: &Reply, action: &str, body: &Value) -> Call {
    let path = format!("{}/{action}", record.path());
    actor.call("POST", &path).etag(&record.etag()).json(body)
}

async fn payments_at_once_settle_an_invoice_once(app: &mut App) {
    let world = World::bare(app).await;
    for _ in 0..3 {
        let invoice = owes(&world.broker, world.customer, "100.00").await;
        let body = pays(world.customer, "60.00", &[(&invoice, "60.00")]);
        let pay = || world.broker.call("POST", LIST).json(&body).send();
        let answers = join_all((0..6).map(|_| pay())).await;
        let made = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(made, 1, "two of 60.00 are more than 100.00");
        for refused in answers.iter().filter(|answer| answer.status != 201) {
            refused.refuses(&[("/allocations/0/amount", "exceeds_balance")]);
        }
        assert_eq!(balance(&world.broker, &invoice).await, "40.00");
        let path = format!("{}/payments", invoice.path());
        world.broker.post(&path, &json!({})).await.expect(201);
    }
    assert_eq!(open_balance(&world).await, "0.00");
}

async fn allocations_at_once_settle_an_invoice_once(app: &mut App) {
    let world = World::bare(app).await;
    let invoice = owes(&world.broker, world.customer, "100.00").await;
    let mut payments = Vec::new();
    for _ in 0..4 {
        let body = pays(world.customer, "60.00", &[]);
        payments.push(world.broker.create(LIST, &body).await);
    }
    let part = json!({"allocations": [{"receivable_id": invoice.id(), "amount": "60.00"}]});
    let calls = payments
        .iter()
        .map(|payment| step(&world.broker, payment, "allocate", &part).send());
    let answers = join_all(calls).await;
    let done = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(done, 1, "two of 60.00 are more than 100.00");
    for refused in answers.iter().filter(|answer| answer.status != 200) {
        refused.refuses(&[("/allocations/0/amount", "exceeds_balance")]);
    }
    assert_eq!(balance(&world.broker, &invoice).await, "40.00");
    assert_eq!(open_balance(&world).await, "-140.00");
    app.verify_ledger();
}

async fn voids_beside_allocations_lose_no_cent(app: &mut App) {
    let world = World::bare(app).await;
    for round in 0..4 {
        let invoice = owes(&world.broker, world.customer, "100.00").await;
        let first = world
            .broker
            .create(LIST, &pays(world.customer, "50.00", &[(&invoice, "50.00")]))
            .await;
        let second = world
            .broker
            .create(LIST, &pays(world.customer, "80.00", &[]))
            .await;
        let part = json!({"allocations": [{"receivable_id": invoice.id(), "amount": "50.00"}]});
        let reason = json!({"reason": "at once"});
        let draft = json!({
            "customer_id": world.customer, "invoice_date": "2026-03-02", "due_date": "2026-03-17",
            "lines": [{"description": "Trim", "amount": "10.00"}],
        });
        let draft = world.broker.create("/receivables", &draft).await;
        let calls = [
            step(&world.admin, &first, "void", &reason),
            step(&world.broker, &second, "allocate", &part),
            step(&world.admin, &first, "void", &reason),
            step(&world.broker, &draft, "issue", &json!({})),
            step(
                &world.admin,
                &invoice,
                "write-off",
                &json!({"amount": "1.00", "reason": "fee"}),
            ),
        ];
        let answers = join_all(calls.into_iter().map(Call::send)).await;
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        assert!(
            statuses
                .iter()
                .all(|status| [200, 409, 412, 422].contains(status)),
            "{round}: {statuses:?}"
        );
        let sums = world
            .broker
            .query("/receivables/sums", &[("status", "issued")])
            .await
            .json();
        let aging = world.broker.query("/receivables/aging", &[]).await.json();
        assert_eq!(
            aging["totals"]["total"],
            open_balance(&world).await,
            "{round}"
        );
        let cents = |value: &Value| {
            value
                .as_str()
                .unwrap()
                .replace('.', "")
                .parse::<i64>()
                .unwrap()
        };
        let unapplied = cents(&aging["totals"]["unapplied"]);
        assert_eq!(
            cents(&sums["balance"]) - unapplied,
            cents(&aging["totals"]["total"]),
            "{round}"
        );
        app.verify_ledger();
    }
}

async fn numbers_have_no_gaps_with_refusals_between(app: &mut App) {
    let world = World::bare(app).await;
    let good = pays(world.customer, "1.00", &[]);
    let bad = json!({"customer_id": world.customer, "amount": "1.00", "allocations": [{"receivable_id": 999_999, "amount": "1.00"}]});
    let calls = (0..20).map(|place| {
        let body = if place % 3 == 0 { &bad } else { &good };
        world.broker.call("POST", LIST).json(body).send()
    });
    let answers = join_all(calls).await;
    let mut numbers: Vec<String> = answers
        .iter()
        .filter(|answer| answer.status == 201)
        .map(|answer| answer.json()["number"].as_str().unwrap().to_owned())
        .collect();
    numbers.sort();
    let year = numbers[0].split('-').nth(1).unwrap().to_owned();
    let wanted: Vec<String> = (1..=numbers.len())
        .map(|place| format!("PAY-{year}-{place:04}"))
        .collect();
    assert_eq!(numbers, wanted);
}
