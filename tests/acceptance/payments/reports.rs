//! Aging and statements: any day, as it stood then, and the same cents everywhere.

use chrono::Days;
use serde_json::{Value, json};

use super::{LIST, pays};
use crate::support::reply::contains;
use crate::support::{Actor, App, Reply, World, on_both_databases};

on_both_databases!(
    a_past_day_is_answered_as_it_stood,
    statements_join_without_a_gap,
    reports_name_wrong_queries,
);

/// A user who is signed in again after the clock moved.
async fn again(app: &App, actor: &Actor) -> Actor {
    app.sign_in(&actor.username, &actor.password).await
}

async fn invoice(
    actor: &Actor,
    customer: i64,
    (day, due): (String, String),
    amount: &str,
) -> Reply {
    let body = json!({
        "customer_id": customer, "invoice_date": day, "due_date": due, "due_date_reason": "agreed",
        "lines": [{"description": "Trim", "amount": amount}],
    });
    let made = actor.create("/receivables", &body).await;
    actor.act(&made, "issue", &json!({})).await.expect(200)
}

async fn aging(actor: &Actor, pairs: &[(&str, &str)]) -> Value {
    actor
        .query("/receivables/aging", pairs)
        .await
        .expect(200)
        .json()
}

async fn a_past_day_is_answered_as_it_stood(app: &mut App) {
    let world = World::bare(app).await;
    let start = app.noon(0).await;
    let day = |offset: u64| (start + Days::new(offset)).to_string();
    let back = |days: u64| (start - Days::new(days)).to_string();
    let (broker, admin) = (
        again(app, &world.broker).await,
        again(app, &world.admin).await,
    );
    let old = invoice(&broker, world.customer, (back(100), back(70)), "100.00").await;
    invoice(&broker, world.customer, (back(20), back(5)), "40.00").await;
    let printed = aging(&broker, &[]).await;
    contains(
        &printed["totals"],
        &json!({
            "current": "0.00", "d1_30": "40.00", "d31_60": "0.00", "d61_90": "100.00", "d90_plus": "0.00", "credits": "0.00",
            "unapplied": "0.00", "total": "140.00",
        }),
        "",
    );
    assert_eq!(printed["customers"][0]["customer_id"], world.customer);
    let by_invoice = aging(&broker, &[("basis", "invoice_date")]).await;
    contains(
        &by_invoice["totals"],
        &json!({"d1_30": "40.00", "d90_plus": "100.00", "total": "140.00"}),
        "",
    );
    let edges = aging(&broker, &[("edges", "3,69,80")]).await;
    contains(
        &edges["totals"],
        &json!({"d31_60": "40.00", "d61_90": "100.00"}),
        "",
    );
    // Two days later the old one is paid with more than it needs, and a credit memo is left open.
    app.advance(2 * 86_400);
    let (broker, admin_later) = (again(app, &broker).await, again(app, &admin).await);
    let paid = broker
        .create(LIST, &pays(world.customer, "130.00", &[(&old, "100.00")]))
        .await;
    let memo = json!({
        "kind": "credit_note", "customer_id": world.customer, "credit_reason": "goodwill", "invoice_date": day(2),
        "lines": [{"description": "Short", "amount": "7.00"}],
    });
    let memo = admin_later.create("/receivables", &memo).await;
    admin_later
        .act(&memo, "issue", &json!({}))
        .await
        .expect(200);
    let then = aging(&broker, &[]).await;
    contains(
        &then["totals"],
        &json!({"d1_30": "40.00", "d61_90": "0.00", "credits": "7.00", "unapplied": "30.00", "total": "3.00"}),
        "",
    );
    // The day after, the payment is voided.
    app.advance(86_400);
    let (broker, admin) = (again(app, &broker).await, again(app, &admin).await);
    admin
        .act(&paid, "void", &json!({"reason": "returned"}))
        .await
        .expect(200);
    let now = aging(&broker, &[]).await;
    contains(
        &now["totals"],
        &json!({"d1_30": "40.00", "d61_90": "100.00", "credits": "7.00", "unapplied": "0.00", "total": "133.00"}),
        "",
    );
    let customer = format!("/customers/{}", world.customer);
    assert_eq!(broker.get(&customer).await.json()["open_balance"], "133.00");
    // The earlier days stand as they were printed.
    assert_eq!(aging(&broker, &[("as_of", &day(0))]).await, printed);
    assert_eq!(aging(&broker, &[("as_of", &day(2))]).await, then);
    let before = aging(&broker, &[("as_of", &back(1))]).await;
    assert_eq!(before["totals"]["total"], "0.00");
    assert_eq!(before["customers"], json!([]));
    // A single customer, and a limit.
    let other = broker
        .create("/customers", &json!({"name": "Corvane"}))
        .await
        .id();
    invoice(&broker, other, (day(0), day(30)), "500.00").await;
    let one = aging(&broker, &[("customer_id", &world.customer.to_string())]).await;
    assert_eq!(one["totals"]["total"], "133.00");
    let first = aging(&broker, &[("limit", "1")]).await;
    assert_eq!(
        (&first["has_more"], &first["customers"][0]["customer_id"]),
        (&json!(true), &json!(other))
    );
    assert_eq!(first["totals"]["total"], "633.00");
}

async fn statements_join_without_a_gap(app: &mut App) {
    let world = World::bare(app).await;
    let start = app.noon(0).await;
    let day = |offset: u64| (start + Days::new(offset)).to_string();
    let broker = again(app, &world.broker).await;
    let first = invoice(&broker, world.customer, (day(0), day(30)), "100.00").await;
    broker
        .create(LIST, &pays(world.customer, "60.00", &[(&first, "50.00")]))
        .await;
    app.advance(86_400);
    let (broker, admin) = (again(app, &broker).await, again(app, &world.admin).await);
    invoice(&broker, world.customer, (day(1), day(31)), "25.50").await;
    let now = admin.get(&first.path()).await;
    admin
        .act(
            &now,
            "write-off",
            &json!({"amount": "0.50", "reason": "rounding"}),
        )
        .await
        .expect(200);
    let path = format!("/customers/{}/statement", world.customer);
    let statement = async |from: u64, to: u64| {
        let (from, to) = (day(from), day(to));
        broker
            .query(&path, &[("from", &from), ("to", &to)])
            .await
            .expect(200)
            .json()
    };
    let whole = statement(0, 1).await;
    contains(
        &whole,
        &json!({"opening_balance": "0.00", "closing_balance": "65.00", "customer_id": world.customer}),
        "",
    );
    let lines: Vec<(&Value, &Value, &Value)> = whole["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (&line["kind"], &line["amount"], &line["balance"]))
        .collect();
    let line =
        |kind: &str, amount: &str, balance: &str| (json!(kind), json!(amount), json!(balance));
    let wanted = [
        line("issue", "100.00", "100.00"),
        line("payment", "-60.00", "40.00"),
        line("issue", "25.50", "65.50"),
        line("write_off", "-0.50", "65.00"),
    ];
    assert_eq!(
        lines,
        wanted
            .iter()
            .map(|(kind, amount, balance)| (kind, amount, balance))
            .collect::<Vec<_>>()
    );
    assert_eq!(whole["lines"][0]["number"], first.json()["number"]);
    assert_eq!(whole["lines"][1]["reference"], "1048");
    let (yesterday, today) = (statement(0, 0).await, statement(1, 1).await);
    assert_eq!(yesterday["closing_balance"], today["opening_balance"]);
    assert_eq!(today["closing_balance"], "65.00");
    let customer = broker
        .get(&format!("/customers/{}", world.customer))
        .await
        .json();
    assert_eq!(customer["open_balance"], whole["closing_balance"]);
}

async fn reports_name_wrong_queries(app: &mut App) {
    let world = World::bare(app).await;
    for (path, name, value) in [
        ("/receivables/aging", "as_of", "yesterday"),
        ("/receivables/aging", "basis", "paid_date"),
        ("/receivables/aging", "edges", "30,20,90"),
        ("/receivables/aging", "limit", "1001"),
        ("/receivables/aging", "customer_id", "x"),
    ] {
        let problem = world
            .broker
            .query(path, &[(name, value)])
            .await
            .problem(400, "invalid_parameter");
        assert!(
            problem
                .errors
                .iter()
                .any(|error| error.parameter.as_deref() == Some(name)),
            "{name}"
        );
    }
    let unknown = [("colour", "red")];
    let unknown = world.broker.query("/receivables/aging", &unknown).await;
    unknown.problem(400, "unknown_parameter");
    let path = format!("/customers/{}/statement", world.customer);
    let turned = [("from", "2026-03-02"), ("to", "2026-03-01")];
    world
        .broker
        .query(&path, &turned)
        .await
        .problem(400, "invalid_parameter");
    world
        .broker
        .get("/customers/999999/statement")
        .await
        .problem(404, "not_found");
}
