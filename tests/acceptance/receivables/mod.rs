//! Receivables: their own rules and filters, numbers, amounts, due dates; `life` tests the life cycle, `credit_memos` credits,
//! `parallel` concurrent requests.

mod credit_memos;
mod life;
mod overdue;
mod parallel;

use serde_json::{Value, json};

use crate::support::listing::{Case, Shelf};
use crate::support::reply::expected;
use crate::support::samples::{full_order, merged, owes};
use crate::support::{App, Reply, World, on_both_databases};

on_both_databases!(
    every_filter_filters,
    rules_name_every_wrong_field,
    amounts_are_sums_of_rounded_lines,
    numbers_have_no_gaps_and_two_series,
    the_due_date_follows_the_terms,
);

const LIST: &str = "/receivables";

/// A minimal receivable of an amount.
fn bill(customer: i64, amount: &str) -> Value {
    json!({
        "customer_id": customer, "invoice_date": "2026-03-08", "due_date": "2026-03-23",
        "lines": [{"description": "Trim 85's", "amount": amount}],
    })
}

async fn every_filter_filters(app: &mut App) {
    let mut world = World::new(app).await;
    let other = json!({"name": "Wexcombe"});
    let other = world.broker.create("/customers", &other).await.id();
    let order = full_order(world.supplier, world.customer);
    world.order = world.broker.create("/purchase-orders", &order).await.id();
    let days = |invoice: &str, due: &str| json!({"invoice_date": invoice, "due_date": due});
    let low = merged(
        bill(world.customer, "100.00"),
        &days("2020-01-10", "2020-01-25"),
    );
    let low = merged(
        low,
        &json!({"purchase_order_id": world.order, "customer_po_number": "CP-77"}),
    );
    let low = world.broker.create(LIST, &low).await;
    world
        .broker
        .act(&low, "issue", &json!({}))
        .await
        .expect(200);
    // A fully credited invoice, and an additional credit memo, which a manager allows and which settles nothing.
    let credited = owes(&world.broker, other, "9.00").await.id();
    let beyond = |amount: &str| {
        let memo =
            json!({"kind": "credit_note", "corrects_id": credited, "credit_reason": "goodwill"});
        merged(
            merged(bill(other, amount), &days("2020-02-10", "2020-02-20")),
            &memo,
        )
    };
    let all = world.admin.create(LIST, &beyond("9.00")).await;
    world.admin.act(&all, "issue", &json!({})).await.expect(200);
    let high = beyond("250.00");
    let high = world.admin.create(LIST, &high).await;
    world
        .admin
        .act(&high, "issue", &json!({}))
        .await
        .expect(200);
    let empty = merged(bill(other, "500.00"), &days("2020-03-10", "2999-03-20"));
    let empty = world.broker.create(LIST, &empty).await;
    let shelf = Shelf {
        actor: &world.broker,
        path: LIST,
        records: vec![
            ("low", low.id()),
            ("high", high.id()),
            ("empty", empty.id()),
        ],
    };
    let ranges = [
        ("invoice_date", "2020-01-10", "2020-02-10"),
        ("due_date", "2020-01-25", "2020-02-20"),
        ("amount", "100.00", "250.00"),
        ("balance", "100.00", "250"),
    ];
    let mut parameters: Vec<(String, &str, &[&str])> = Vec::new();
    for (field, first, second) in ranges {
        parameters.extend([
            (field.to_owned(), first, &["low"][..]),
            (format!("{field}[gte]"), second, &["high", "empty"]),
            (format!("{field}[gt]"), first, &["high", "empty"]),
            (format!("{field}[lte]"), second, &["low", "high"]),
            (format!("{field}[lt]"), second, &["low"]),
            (format!("{field}[is_null]"), "true", &[]),
        ]);
    }
    let (order, customer) = (world.order.to_string(), world.customer.to_string());
    let credited = credited.to_string();
    let mut cases: Vec<Case<'_>> = vec![
        ("q", "cn-2020", &["high"]),
        ("q", "wexc", &["high", "empty"]),
        ("q", "cp-77", &["low"]),
        ("q", "po-2026", &["low"]),
        ("status", "issued", &["low", "high"]),
        ("status[not]", "issued", &["empty"]),
        ("status[is_null]", "true", &[]),
        ("standing", "overdue", &["low"]),
        ("standing", "open", &["high"]),
        ("standing", "draft,paid", &["empty"]),
        ("standing", "due_soon,void", &[]),
        ("standing[not]", "overdue", &["high", "empty"]),
        ("standing[is_null]", "true", &[]),
        ("has_billing_difference", "true", &[]),
        ("has_billing_difference", "false", &["low", "high", "empty"]),
        ("payment_status", "unpaid", &["low", "high"]),
        ("payment_status", "partial,paid", &[]),
        ("payment_status[not]", "unpaid", &["empty"]),
        ("payment_status[is_null]", "true", &["empty"]),
        ("is_overdue", "true", &["low"]),
        ("is_overdue", "false", &["high", "empty"]),
        ("aging_bucket", "d90_plus,current", &["low"]),
        ("aging_bucket[not]", "d90_plus", &["high", "empty"]),
        ("aging_bucket[is_null]", "true", &["high", "empty"]),
        ("aging_bucket[is_null]", "false", &["low"]),
        ("kind", "credit_note", &["high"]),
        ("kind[not]", "credit_note", &["low", "empty"]),
        ("kind[is_null]", "true", &[]),
        ("customer_id", &customer, &["low"]),
        ("customer_id[not]", &customer, &["high", "empty"]),
        ("customer_id[is_null]", "true", &[]),
        ("purchase_order_id", &order, &["low"]),
        ("purchase_order_id[not]", &order, &["high", "empty"]),
        ("purchase_order_id[is_null]", "true", &["high", "empty"]),
        ("corrects_id", &credited, &["high"]),
        ("corrects_id[not]", &credited, &["low", "empty"]),
        ("corrects_id[is_null]", "true", &["low", "empty"]),
    ];
    cases.extend(
        parameters
            .iter()
            .map(|(name, value, wanted)| (name.as_str(), *value, *wanted)),
    );
    shelf.try_all_of_three(&world, &cases).await;
    let pairs = [("is_overdue", "true"), ("customer_id", customer.as_str())];
    shelf.try_together(&pairs, &["low"]).await;
}

async fn rules_name_every_wrong_field(app: &mut App) {
    let world = World::new(app).await;
    let body = json!({
        "number": "x".repeat(51), "kind": "invoice", "payment_terms": "net_1000", "due_date_reason": "because",
        "customer_po_number": "x".repeat(101), "freight_amount": "-0.01", "tax_amount": "-1", "opening_amount": "5.00",
        "notes": "x".repeat(4001),
        "lines": [
            {"description": " ", "units": -1, "weight": "0.00", "price": "-1", "amount": "-1.00"},
            {"description": "Trim", "weight": "100.00", "price": "2.0000", "basis": "per_lb", "amount": "150.00"},
            {"description": "Trim", "po_line_id": 1},
        ],
    });
    let found = world.broker.post(LIST, &body).await.wrong_fields();
    let wanted = [
        ("/customer_id", "required"),
        ("/number", "too_long"),
        ("/payment_terms", "unknown_code"),
        ("/due_date_reason", "must_be_empty"),
        ("/customer_po_number", "too_long"),
        ("/freight_amount", "must_not_be_negative"),
        ("/tax_amount", "must_not_be_negative"),
        ("/opening_amount", "must_be_empty"),
        ("/notes", "too_long"),
        ("/lines/0/description", "required"),
        ("/lines/0/units", "out_of_range"),
        ("/lines/0/weight", "must_be_positive"),
        ("/lines/0/price", "must_not_be_negative"),
        ("/lines/0/basis", "required"),
        ("/lines/0/amount", "must_not_be_negative"),
        ("/lines/1/amount_reason", "required"),
        ("/lines/2/po_line_id", "needs_order"),
    ];
    assert_eq!(found, expected(&wanted));
    let nothing = merged(bill(world.customer, "0.00"), &json!({}));
    world
        .broker
        .post(LIST, &nothing)
        .await
        .refuses(&[("/lines", "must_be_positive")]);
    let nobody = bill(999_999, "1.00");
    world
        .broker
        .post(LIST, &nobody)
        .await
        .refuses(&[("/customer_id", "unknown_id")]);
    let opening = json!({
        "customer_id": world.customer, "kind": "opening_balance", "due_date": "2999-01-01", "opening_amount": "500.00",
    });
    let opened = world.broker.create(LIST, &opening).await.json();
    assert_eq!(opened["amount"], "500.00");
}

async fn amounts_are_sums_of_rounded_lines(app: &mut App) {
    let world = World::new(app).await;
    let body = merged(
        bill(world.customer, "12.34"),
        &json!({
            "freight_amount": "100.00", "tax_amount": "0.66", "lines": [
                {"description": "Trim", "weight": "40127.50", "price": "122.7500", "basis": "per_cwt"},
                {"description": "Beef", "weight": "18143.69", "weight_unit": "kg", "price": "2.7100", "basis": "per_kg"},
                {"description": "Pallets", "amount": "12.34"},
            ],
        }),
    );
    let made = world.broker.create(LIST, &body).await;
    let record = made.json();
    // 49,256.51 + 49,169.40 + 12.34 + 100.00 + 0.66
    assert_eq!(record["amount"], "98538.91");
    assert_eq!(record["balance"], "98538.91");
    assert_eq!(record["lines"][0]["amount"], "49256.51");
    assert_eq!(record["lines"][1]["computed_amount"], "49169.40");
    assert_eq!(record["lines"][2]["computed_amount"], Value::Null);
    // Lines are sent back as received; an amount that differs from its new price needs a reason.
    let mut lines = record["lines"].clone();
    lines[0]["price"] = json!("123.0000");
    let path = format!("{LIST}/{}", made.id());
    let patch = json!({"lines": lines});
    let refused = world.broker.patch(&path, &made.etag(), &patch).await;
    refused.refuses(&[("/lines/0/amount_reason", "required")]);
    lines[0]["amount"] = Value::Null;
    let patch = json!({"lines": lines});
    let changed = world.broker.patch(&path, &made.etag(), &patch).await;
    let changed = changed.expect(200).json();
    assert_eq!(changed["lines"][0]["amount"], "49356.83");
    assert_eq!(changed["amount"], "98639.23");
}

async fn numbers_have_no_gaps_and_two_series(app: &mut App) {
    let world = World::new(app).await;
    let make = async |more: Value| {
        let body = merged(bill(world.customer, "1.00"), &more);
        world.admin.post(LIST, &body).await
    };
    let number = |reply: &Reply| reply.json()["number"].clone();
    assert_eq!(number(&make(json!({})).await), "INV-2026-0001");
    assert_eq!(
        number(&make(json!({"kind": "credit_note", "credit_reason": "goodwill"})).await),
        "CN-2026-0001"
    );
    make(json!({"due_date": "2026-03-07"})).await.expect(422);
    assert_eq!(number(&make(json!({})).await), "INV-2026-0002", "no gap");
    assert_eq!(
        number(&make(json!({"number": "inv-2026-0009"})).await),
        "inv-2026-0009"
    );
    assert_eq!(number(&make(json!({})).await), "INV-2026-0010");
    let before = json!({"invoice_date": "2025-12-31", "due_date": "2026-01-15"});
    assert_eq!(number(&make(before).await), "INV-2025-0001");
    make(json!({"number": "INV-2026-0001"}))
        .await
        .problem(409, "duplicate");
}

async fn the_due_date_follows_the_terms(app: &mut App) {
    let world = World::new(app).await;
    let base = merged(
        bill(world.customer, "1.00"),
        &json!({"due_date": null, "payment_terms": "net_15"}),
    );
    let made = world.broker.create(LIST, &base).await;
    assert_eq!(made.json()["due_date"], "2026-03-23");
    let path = format!("{LIST}/{}", made.id());
    let later = json!({"invoice_date": "2026-03-10"});
    let moved = world.broker.patch(&path, &made.etag(), &later).await;
    assert_eq!(
        moved.json()["due_date"],
        "2026-03-25",
        "it follows its invoice"
    );
    let typed = json!({"due_date": "2026-04-01"});
    let refused = world.broker.patch(&path, &moved.etag(), &typed).await;
    refused.refuses(&[("/due_date_reason", "required")]);
    let agreed = json!({"due_date": "2026-04-01", "due_date_reason": "agreed by phone"});
    let agreed = world.broker.patch(&path, &moved.etag(), &agreed).await;
    let agreed = agreed.expect(200);
    let kept = world
        .broker
        .patch(
            &path,
            &agreed.etag(),
            &json!({"invoice_date": "2026-03-12"}),
        )
        .await;
    assert_eq!(kept.json()["due_date"], "2026-04-01", "a typed one stays");
    let early = json!({"due_date": "2026-03-01"});
    let refused = world.broker.patch(&path, &kept.etag(), &early).await;
    refused.refuses(&[("/due_date", "before_invoice")]);
    let without = merged(base, &json!({"payment_terms": null}));
    world
        .broker
        .post(LIST, &without)
        .await
        .refuses(&[("/due_date", "required")]);
    let credit = merged(
        without,
        &json!({"kind": "credit_note", "credit_reason": "goodwill"}),
    );
    let credit = world.admin.create(LIST, &credit).await.json();
    assert_eq!(credit["due_date"], credit["invoice_date"], "at once");
}
