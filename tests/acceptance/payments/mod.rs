//! Payments: entering with allocations, applying, refunding, voiding. `settling` tests discounts, write-offs and credit memos, `rights`
//! who may do what and the list, `reports` aging and statements, `parallel` concurrent requests.

mod parallel;
mod reports;
mod rights;
mod settling;

use serde_json::{Value, json};

use crate::support::reply::contains;
use crate::support::samples::{merged, owes};
use crate::support::{Actor, App, Reply, World, on_both_databases};

on_both_databases!(
    a_payment_settles_what_it_names,
    wrong_payments_are_named,
    unapplied_cash_is_applied_later_or_refunded,
    a_void_payment_owes_everything_again,
);

const LIST: &str = "/payments";

/// A payment of some receivables.
fn pays(customer: i64, amount: &str, allocations: &[(&Reply, &str)]) -> Value {
    let parts = allocations
        .iter()
        .map(|(receivable, part)| json!({"receivable_id": receivable.id(), "amount": part}));
    json!({
        "customer_id": customer, "amount": amount, "reference": "1048",
        "allocations": parts.collect::<Vec<_>>(),
    })
}

async fn balance(actor: &Actor, receivable: &Reply) -> Value {
    actor.get(&receivable.path()).await.expect(200).json()["balance"].clone()
}

async fn open_balance(world: &World) -> Value {
    let customer = format!("/customers/{}", world.customer);
    world.broker.get(&customer).await.expect(200).json()["open_balance"].clone()
}

async fn a_payment_settles_what_it_names(app: &mut App) {
    let world = World::bare(app).await;
    let first = owes(&world.broker, world.customer, "100.00").await;
    let second = owes(&world.broker, world.customer, "50.00").await;
    assert_eq!(open_balance(&world).await, "150.00");
    let body = pays(
        world.customer,
        "130.00",
        &[(&first, "100.00"), (&second, "20.00")],
    );
    let made = world.broker.create(LIST, &body).await;
    let shown = made.json();
    contains(
        &shown,
        &json!({
            "amount": "130.00", "applied": "120.00", "unapplied": "10.00", "refunded": "0.00", "standing": "partly_applied",
            "method": "check", "reference": "1048", "allowed_actions": ["allocate", "refund", "void"],
        }),
        "",
    );
    assert!(
        shown["number"].as_str().unwrap().starts_with("PAY-"),
        "{shown}"
    );
    assert_eq!(
        shown["allocations"][0]["receivable_number"],
        first.json()["number"]
    );
    assert_eq!(made.json(), world.broker.get(&made.path()).await.json());
    for (receivable, left, status) in [(&first, "0.00", "paid"), (&second, "30.00", "partial")] {
        let now = world.broker.get(&receivable.path()).await.json();
        contains(
            &now,
            &json!({"balance": left, "payment_status": status}),
            "",
        );
    }
    // 150.00 less 130.00: what is not applied counts too.
    assert_eq!(open_balance(&world).await, "20.00");
    let postings = format!("{}/postings", second.path());
    let postings = world.broker.get(&postings).await.expect(200).json();
    let kinds: Vec<&Value> = postings["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["kind"])
        .collect();
    assert_eq!(kinds, ["allocation", "issue"]);
    assert_eq!(postings["items"][0]["payment_number"], shown["number"]);
    let first_page = format!("{}/postings", made.path());
    let page = world
        .broker
        .query(&first_page, &[("limit", "2")])
        .await
        .expect(200)
        .json();
    let cursor = page["next_cursor"]
        .as_str()
        .expect("a second page")
        .to_owned();
    let rest = world
        .broker
        .query(&first_page, &[("limit", "2"), ("cursor", &cursor)])
        .await
        .expect(200)
        .json();
    assert_eq!(rest["items"][0]["kind"], "payment", "{rest}");
    let history = world
        .broker
        .get(&format!("{}/history", made.path()))
        .await
        .expect(200)
        .json();
    assert_eq!(history["items"][0]["action"], "create");
}

async fn wrong_payments_are_named(app: &mut App) {
    let world = World::bare(app).await;
    let invoice = owes(&world.broker, world.customer, "100.00").await;
    let draft = json!({
        "customer_id": world.customer, "invoice_date": "2026-03-02", "due_date": "2026-03-17",
        "lines": [{"description": "Trim", "amount": "5.00"}],
    });
    let draft = world.broker.create("/receivables", &draft).await;
    let other = world
        .broker
        .create("/customers", &json!({"name": "Corvane"}))
        .await
        .id();
    let theirs = owes(&world.broker, other, "100.00").await;
    let refuses = async |body: Value, errors: &[(&str, &str)]| {
        world.broker.post(LIST, &body).await.refuses(errors);
    };
    let customer = world.customer;
    refuses(
        json!({}),
        &[("/customer_id", "required"), ("/amount", "required")],
    )
    .await;
    refuses(
        pays(customer, "0.00", &[]),
        &[("/amount", "must_be_positive")],
    )
    .await;
    refuses(
        json!({"customer_id": customer, "amount": "1.00", "received_on": "2999-01-01"}),
        &[("/received_on", "in_the_future")],
    )
    .await;
    refuses(
        json!({"customer_id": customer, "amount": "1.00", "method": "barter"}),
        &[("/method", "unknown_code")],
    )
    .await;
    refuses(
        json!({"customer_id": customer, "amount": "1.00", "standing": "void", "tip": 1}),
        &[("/standing", "read_only"), ("/tip", "unknown_field")],
    )
    .await;
    let first = |code: &'static str| [("/allocations/0/receivable_id", code)];
    refuses(
        pays(customer, "9.00", &[(&theirs, "9.00")]),
        &first("other_customer"),
    )
    .await;
    refuses(
        pays(customer, "9.00", &[(&draft, "9.00")]),
        &first("not_issued"),
    )
    .await;
    refuses(
        pays(customer, "200.00", &[(&invoice, "100.01")]),
        &[("/allocations/0/amount", "exceeds_balance")],
    )
    .await;
    refuses(
        pays(customer, "99.00", &[(&invoice, "100.00")]),
        &[("/allocations", "exceeds_payment")],
    )
    .await;
    refuses(
        pays(customer, "9.00", &[(&invoice, "-1.00")]),
        &[("/allocations/0/amount", "must_be_positive")],
    )
    .await;
    refuses(
        pays(customer, "9.00", &[(&invoice, "1.00"), (&invoice, "1.00")]),
        &[("/allocations/1/receivable_id", "listed_twice")],
    )
    .await;
    let missing = json!({"customer_id": customer, "amount": "1.00", "allocations": [{"receivable_id": 999_999, "amount": "1.00"}]});
    refuses(missing, &first("unknown_record")).await;
    let many = vec![json!({"receivable_id": invoice.id(), "amount": "0.01"}); 201];
    let many = json!({"customer_id": customer, "amount": "9.00", "allocations": many});
    let reply = world
        .broker
        .post(LIST, &many)
        .await
        .problem(422, "validation_failed");
    assert!(reply.errors.iter().any(|error| error.code == "too_many"));
    // Nothing was written, and no number was used.
    assert_eq!(world.broker.ids(LIST, &[]).await, Vec::<i64>::new());
    assert_eq!(balance(&world.broker, &invoice).await, "100.00");
    let made = world
        .broker
        .create(LIST, &pays(customer, "1.00", &[]))
        .await;
    assert!(made.json()["number"].as_str().unwrap().ends_with("-0001"));
}

async fn unapplied_cash_is_applied_later_or_refunded(app: &mut App) {
    let world = World::bare(app).await;
    let made = world
        .broker
        .create(LIST, &pays(world.customer, "100.00", &[]))
        .await;
    assert_eq!(made.json()["standing"], "unapplied");
    assert_eq!(open_balance(&world).await, "-100.00");
    let invoice = owes(&world.broker, world.customer, "60.00").await;
    let part =
        |amount: &str| json!({"allocations": [{"receivable_id": invoice.id(), "amount": amount}]});
    let none = world.broker.act(&made, "allocate", &json!({})).await;
    none.refuses(&[("/allocations", "required")]);
    world
        .broker
        .act(&made, "allocate", &part("60.01"))
        .await
        .refuses(&[("/allocations/0/amount", "exceeds_balance")]);
    let applied = world
        .broker
        .act(&made, "allocate", &part("60.00"))
        .await
        .expect(200);
    contains(
        &applied.json(),
        &json!({"applied": "60.00", "unapplied": "40.00", "version": 2}),
        "",
    );
    world
        .broker
        .act(&made, "allocate", &part("1.00"))
        .await
        .problem(412, "stale_version");
    assert_eq!(balance(&world.broker, &invoice).await, "0.00");
    let back = |amount: Value| json!({"amount": amount, "reason": "paid twice"});
    world
        .broker
        .act(&applied, "refund", &back(json!("1.00")))
        .await
        .problem(403, "forbidden");
    world
        .admin
        .act(&applied, "refund", &json!({}))
        .await
        .refuses(&[("/reason", "required")]);
    world
        .admin
        .act(&applied, "refund", &back(json!("40.01")))
        .await
        .refuses(&[("/amount", "exceeds_balance")]);
    let refunded = world
        .admin
        .act(&applied, "refund", &back(Value::Null))
        .await
        .expect(200);
    contains(
        &refunded.json(),
        &json!({"refunded": "40.00", "unapplied": "0.00", "standing": "applied", "allowed_actions": []}),
        "",
    );
    assert_eq!(open_balance(&world).await, "0.00");
    world
        .admin
        .act(&refunded, "void", &json!({"reason": "mistake"}))
        .await
        .problem(409, "illegal_transition");
    world
        .admin
        .act(&refunded, "refund", &back(json!("1.00")))
        .await
        .problem(409, "illegal_transition");
}

async fn a_void_payment_owes_everything_again(app: &mut App) {
    let world = World::bare(app).await;
    let invoice = owes(&world.broker, world.customer, "100.00").await;
    let made = world
        .broker
        .create(LIST, &pays(world.customer, "70.00", &[(&invoice, "70.00")]))
        .await;
    // What is settled cannot be voided itself.
    let paid = world.broker.get(&invoice.path()).await;
    world
        .admin
        .act(&paid, "void", &json!({"reason": "billed twice"}))
        .await
        .problem(409, "illegal_transition");
    world
        .admin
        .act(&made, "void", &json!({}))
        .await
        .refuses(&[("/reason", "required")]);
    let void = world
        .admin
        .act(&made, "void", &json!({"reason": "returned by the bank"}))
        .await
        .expect(200);
    contains(
        &void.json(),
        &json!({
            "standing": "void", "applied": "0.00", "unapplied": "0.00", "allocations": [], "allowed_actions": [],
            "void_reason": "returned by the bank",
        }),
        "",
    );
    assert_eq!(balance(&world.broker, &invoice).await, "100.00");
    assert_eq!(open_balance(&world).await, "100.00");
    world
        .admin
        .act(&void, "void", &json!({"reason": "again"}))
        .await
        .problem(409, "illegal_transition");
    let part = json!({"allocations": [{"receivable_id": invoice.id(), "amount": "1.00"}]});
    world
        .broker
        .act(&void, "allocate", &part)
        .await
        .problem(409, "illegal_transition");
    let postings = world
        .broker
        .get(&format!("{}/postings", void.path()))
        .await
        .json();
    let rows: Vec<(&Value, &Value)> = postings["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["kind"], &one["amount"]))
        .collect();
    assert_eq!(
        rows,
        [
            (&json!("payment_void"), &json!("-70.00")),
            (&json!("allocation"), &json!("-70.00")),
            (&json!("allocation"), &json!("70.00")),
            (&json!("payment"), &json!("70.00")),
        ]
    );
    // The number stays used.
    let number = json!({"number": void.json()["number"]});
    let again = merged(pays(world.customer, "1.00", &[]), &number);
    world
        .broker
        .post(LIST, &again)
        .await
        .problem(409, "duplicate");
}
