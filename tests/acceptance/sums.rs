//! Sums of lists, compared with sums over the rows of all pages.

use serde_json::{Value, json};

use crate::support::samples::{line, merged, order};
use crate::support::{Actor, App, Reply, World, on_both_databases};

on_both_databases!(
    orders_add_up,
    orders_are_counted_by_status,
    receivables_add_up,
    only_filters_are_taken,
);

/// A decimal with two places in cents; `None` for null.
fn cents(value: &Value) -> Option<i64> {
    value.as_str()?.replace('.', "").parse().ok()
}

/// A decimal with four places as a whole number of ten-thousandths.
fn ten_thousandths(text: &str) -> i128 {
    text.replace('.', "").parse().expect("a decimal")
}

/// All rows of a list, read in small pages.
async fn rows(actor: &Actor, path: &str, filter: &[(&str, &str)]) -> Vec<Value> {
    let mut all = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let mut pairs = filter.to_vec();
        pairs.push(("limit", "2"));
        if let Some(cursor) = cursor.as_deref() {
            pairs.push(("cursor", cursor));
        }
        let page = actor.query(path, &pairs).await.expect(200).json();
        all.extend(page["items"].as_array().expect("rows").iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => return all,
        }
    }
}

fn sum(rows: &[Value], field: &str) -> i64 {
    rows.iter().filter_map(|row| cents(&row[field])).sum()
}

fn without(rows: &[Value], field: &str) -> usize {
    rows.iter().filter(|row| row[field].is_null()).count()
}

async fn orders_add_up(app: &mut App) {
    let world = World::new(app).await;
    let broker = &world.broker;
    let unpriced = json!({"lines": [line("Trim", "1000.00", "1.1000", None)]});
    let kilograms = json!({"lines": [
        merged(line("BSB", "777.77", "2.3333", Some("2.7777")), &json!({"weight_unit": "kg"})),
        line("Trim", "12345.67", "1.2345", Some("1.3456")),
    ]});
    let stock = json!({"supplier_id": world.supplier, "for_stock": true});
    for body in [
        order(&world),
        merged(order(&world), &kilograms),
        merged(order(&world), &unpriced),
        stock,
    ] {
        broker.create("/purchase-orders", &body).await;
    }
    let customer = world.customer.to_string();
    for filter in [
        vec![],
        vec![("customer_id", customer.as_str())],
        vec![("for_stock", "true")],
        vec![("q", "BSB")],
        vec![("status", "closed")],
    ] {
        let rows = rows(broker, "/purchase-orders", &filter).await;
        let reply = broker.query("/purchase-orders/sums", &filter).await;
        let sums = reply.expect(200).json();
        assert_eq!(sums["count"], json!(rows.len()), "{filter:?}");
        for field in ["weight_lb", "buy_total", "sell_total", "margin"] {
            assert_eq!(
                cents(&sums[field]),
                Some(sum(&rows, field)),
                "{field} of {filter:?}"
            );
        }
        for field in ["buy_total", "sell_total", "margin"] {
            let missing = &sums[format!("without_{field}")];
            assert_eq!(
                *missing,
                json!(without(&rows, field)),
                "{field} of {filter:?}"
            );
        }
        let estimated = rows.iter().any(|row| row["is_estimated"] == json!(true));
        assert_eq!(sums["is_estimated"], json!(estimated), "{filter:?}");
        let priced = rows.iter().filter(|row| !row["margin"].is_null());
        let weight: i64 = priced.filter_map(|row| cents(&row["weight_lb"])).sum();
        let per_lb = sums["margin_per_lb"].as_str().map(ten_thousandths);
        // Cents per hundredth of a pound equal dollars per pound; rounded half away from zero.
        let exact = (weight > 0).then(|| {
            let doubled = 2 * 10_000 * i128::from(sum(&rows, "margin"));
            (doubled.abs() + i128::from(weight)) / (2 * i128::from(weight)) * doubled.signum()
        });
        assert_eq!(per_lb, exact, "{filter:?}");
    }
    let all = broker
        .query("/purchase-orders/sums", &[])
        .await
        .expect(200)
        .json();
    assert_eq!(all["without_margin"], json!(2));
}

async fn orders_are_counted_by_status(app: &mut App) {
    let world = World::new(app).await;
    let broker = &world.broker;
    let make = async || broker.create("/purchase-orders", &order(&world)).await;
    let (cancelled, issued, archived) = (make().await, make().await, make().await);
    make().await;
    world.admin.create("/purchase-orders", &order(&world)).await;
    let step = async |order: &Reply, action: &str, body: &Value| {
        let path = format!("/purchase-orders/{}/{action}", order.id());
        broker
            .post_with_etag(&path, &order.etag(), body)
            .await
            .expect(200);
    };
    step(&cancelled, "cancel", &json!({"reason": "Called off"})).await;
    step(&issued, "issue", &json!({})).await;
    let path = format!("/purchase-orders/{}", archived.id());
    broker.delete(&path, &archived.etag()).await.expect(200);
    let counts = async |filter: &[(&str, &str)]| {
        let reply = broker.query("/purchase-orders/counts", filter).await;
        reply.expect(200).json()
    };
    let wanted = |draft: i64, issued: i64, cancelled: i64| json!({"draft": draft, "issued": issued, "confirmed": 0, "in_transit": 0, "delivered": 0, "cancelled": cancelled});
    assert_eq!(counts(&[]).await, wanted(2, 1, 1));
    assert_eq!(counts(&[("archived", "any")]).await, wanted(3, 1, 1));
    let own = broker.id().to_string();
    assert_eq!(counts(&[("owner_id", &own)]).await, wanted(1, 1, 1));
    assert_eq!(counts(&[("status", "issued")]).await, wanted(0, 1, 0));
    for status in ["draft", "issued", "cancelled"] {
        let listed = rows(broker, "/purchase-orders", &[("status", status)]).await;
        assert_eq!(counts(&[]).await[status], json!(listed.len()), "{status}");
    }
}

async fn receivables_add_up(app: &mut App) {
    let world = World::new(app).await;
    let broker = &world.broker;
    let bill = |amount: &str, due: &str, kind: &str| {
        json!({
            "customer_id": world.customer, "kind": kind, "invoice_date": "2020-01-08", "due_date": due,
            "due_date_reason": "agreed", "lines": [{"description": "Trim 85's", "amount": amount}],
        })
    };
    let mut issued = Vec::new();
    for mut body in [
        bill("100.25", "2020-01-23", "invoice"),
        bill("40.05", "2020-01-23", "credit_note"),
        bill("250.00", "2999-01-23", "invoice"),
        bill("999.99", "2020-01-23", "invoice"),
    ] {
        if body["kind"] == "credit_note" {
            body["credit_reason"] = json!("goodwill");
        }
        let made = world.admin.create("/receivables", &body).await;
        let path = format!("/receivables/{}/issue", made.id());
        issued.push(
            broker
                .post_with_etag(&path, &made.etag(), &json!({}))
                .await
                .expect(200),
        );
    }
    let last = issued.last().expect("four");
    let path = format!("/receivables/{}/void", last.id());
    let reason = json!({"reason": "written twice"});
    world
        .admin
        .post_with_etag(&path, &last.etag(), &reason)
        .await
        .expect(200);
    let sums = async |filter: &[(&str, &str)]| {
        let reply = broker.query("/receivables/sums", filter).await;
        reply.expect(200).json()
    };
    assert_eq!(
        sums(&[]).await,
        json!({"count": 4, "amount": "310.20", "balance": "310.20", "overdue": "100.25"})
    );
    assert_eq!(
        sums(&[("kind", "credit_note")]).await,
        json!({"count": 1, "amount": "-40.05", "balance": "-40.05", "overdue": "0.00"})
    );
    assert_eq!(
        sums(&[("is_overdue", "true")]).await,
        json!({"count": 1, "amount": "100.25", "balance": "100.25", "overdue": "100.25"})
    );
    assert_eq!(
        sums(&[("customer_id", "999999")]).await,
        json!({"count": 0, "amount": "0.00", "balance": "0.00", "overdue": "0.00"})
    );
}

async fn only_filters_are_taken(app: &mut App) {
    let broker = app.broker().await;
    for path in ["/purchase-orders/sums", "/receivables/sums"] {
        for pair in [("sort", "number"), ("limit", "5"), ("color", "red")] {
            let reply = broker.query(path, &[pair]).await;
            reply.problem(400, "unknown_parameter");
        }
    }
}
