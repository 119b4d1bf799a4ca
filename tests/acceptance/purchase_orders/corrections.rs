//! An order and its invoices stay consistent: changing a billed line corrects its invoices.

use serde_json::{Value, json};

use super::{order_in, path, weighed};
use crate::support::reply::{contains, expected};
use crate::support::samples::{merged, order, owes};
use crate::support::{App, Reply, World, on_both_databases};

on_both_databases!(
    a_billed_line_bills_the_figures_of_its_order,
    a_change_of_an_issued_line_corrects_its_invoice,
    a_draft_invoice_follows_its_order,
    what_corrects_an_invoice_goes_with_it,
    a_closed_order_is_not_billed,
    a_standing_is_the_same_everywhere,
);

fn scale(order: &Reply, weight: &str) -> Value {
    let line = &order.json()["lines"][0]["id"];
    json!({"lines": [{"id": line, "actual_weight": weight, "weight_source": "bol"}]})
}

/// An order that is delivered, weighed and billed, and its invoice.
async fn billed(world: &World, issued: bool) -> (Reply, Reply) {
    let order = order_in(world, "delivered").await;
    let order = weighed(&world.broker, &order, "40127.50").await;
    let order = world
        .broker
        .act(&order, "invoice", &json!({}))
        .await
        .expect(200);
    let place = format!("/receivables/{}", order.json()["invoices"][0]["id"]);
    let mut invoice = world.broker.get(&place).await.expect(200);
    if issued {
        let issue = format!("{place}/issue");
        invoice = world
            .broker
            .post_with_etag(&issue, &invoice.etag(), &json!({}))
            .await
            .expect(200);
    }
    (order, invoice)
}

async fn owed(world: &World) -> Value {
    let customer = format!("/customers/{}", world.customer);
    world.broker.get(&customer).await.expect(200).json()["open_balance"].clone()
}

/// The lines of an order as a change sends them, with another sell price.
fn priced(order: &Reply, price: &str) -> Value {
    let line = &order.json()["lines"][0];
    json!([{
        "id": line["id"], "product_id": line["product_id"], "description": line["description"],
        "ordered_units": line["ordered_units"], "ordered_weight": line["ordered_weight"], "weight_unit": line["weight_unit"],
        "weight_basis": line["weight_basis"], "buy_price": line["buy_price"], "buy_basis": line["buy_basis"],
        "sell_price": price, "sell_basis": line["sell_basis"], "test_class": line["test_class"],
        "country_of_origin": line["country_of_origin"],
    }])
}

async fn a_billed_line_bills_the_figures_of_its_order(app: &mut App) {
    let world = World::new(app).await;
    let (_, invoice) = billed(&world, false).await;
    let place = format!("/receivables/{}", invoice.id());
    let line = invoice.json()["lines"][0].clone();
    for change in [
        json!({"weight": "1.00", "amount": null}),
        json!({"price": "0.0100", "amount": null}),
        json!({"amount": "0.01"}),
        json!({"amount": "99999.00"}),
    ] {
        let other = merged(line.clone(), &change);
        let patch = json!({"lines": [other]});
        let refused = world.broker.patch(&place, &invoice.etag(), &patch).await;
        let reason = [("/lines/0/amount_reason", "required")];
        assert_eq!(refused.wrong_fields(), expected(&reason), "{change}");
        let explained = json!({"lines": [merged(other, &json!({"amount_reason": "agreed"}))]});
        world
            .broker
            .patch(&place, &invoice.etag(), &explained)
            .await
            .problem(403, "forbidden");
    }
    let agreed = merged(
        line,
        &json!({"amount": "52000.00", "amount_reason": "agreed by phone"}),
    );
    let patch = json!({"lines": [agreed]});
    let manager = app.manager().await;
    let allowed = manager
        .patch(&place, &invoice.etag(), &patch)
        .await
        .expect(200);
    let wanted =
        json!({"amount": "52000.00", "computed_amount": "52767.66", "difference": "-767.66"});
    contains(&allowed.json()["lines"][0], &wanted, "");
    assert_eq!(
        allowed.json()["billing_difference"],
        Value::Null,
        "it was allowed"
    );
    let issue = format!("{place}/issue");
    world
        .broker
        .post_with_etag(&issue, &allowed.etag(), &json!({}))
        .await
        .expect(200);
}

async fn a_change_of_an_issued_line_corrects_its_invoice(app: &mut App) {
    let world = World::new(app).await;
    let (order, invoice) = billed(&world, true).await;
    let price = json!({"lines": priced(&order, "1.3000")});
    // Rejected in every operation with the invoice named; nothing changes.
    let refused = world
        .broker
        .act(&order, "weigh", &scale(&order, "40000.00"))
        .await;
    let problem = refused.problem(409, "line_billed");
    assert_eq!(problem.blockers[0].id, invoice.id());
    assert_eq!(invoice.json()["number"], problem.blockers[0].label.as_str());
    let place = path(order.id());
    let refused = world.broker.patch(&place, &order.etag(), &price).await;
    refused.problem(409, "line_billed");
    for atomic in [true, false] {
        let items = json!({"atomic": atomic, "items": [
            {"op": "update", "id": order.id(), "etag": order.etag(), "body": price},
        ]});
        let answer = world.broker.post("/purchase-orders/batch", &items).await;
        assert!(answer.text().contains("line_billed"), "{}", answer.text());
    }
    let mut blank = merged(
        scale(&order, "40000.00"),
        &json!({"correct_invoices": {"reason": " "}}),
    );
    let refused = world.broker.act(&order, "weigh", &blank).await;
    let missing = [("/correct_invoices/reason", "required")];
    refused.refuses(&missing);
    assert_eq!(owed(&world).await, "52767.66");
    let same = world.broker.get(&place).await.expect(200);
    assert_eq!(same.etag(), order.etag());
    // Less: a credit memo for the difference, which settles the invoice.
    blank["correct_invoices"] = json!({"reason": "scale ticket misread"});
    let lower = world.broker.act(&order, "weigh", &blank).await.expect(200);
    let answer = lower.json();
    let line =
        json!({"sell_amount": "52600.00", "billed_amount": "52600.00", "billing_difference": null});
    contains(&answer["lines"][0], &line, "");
    let memo = json!({"kind": "credit_note", "status": "issued", "amount": "167.66"});
    contains(&answer["invoices"][1], &memo, "");
    assert_eq!(owed(&world).await, "52600.00");
    let memo = format!("/receivables/{}", answer["invoices"][1]["id"]);
    let memo = world.broker.get(&memo).await.expect(200);
    contains(
        &memo.json(),
        &json!({"corrects_id": invoice.id(), "is_correction": true, "balance": "0.00", "billing_difference": null}),
        "",
    );
    let history = format!("{place}/history");
    let history = world.broker.get(&history).await.expect(200).json();
    assert_eq!(history["items"][0]["reason"], "scale ticket misread");
    // More: a second invoice for the difference.
    let dearer =
        json!({"lines": priced(&lower, "1.3200"), "correct_invoices": {"reason": "agreed price"}});
    let higher = world
        .broker
        .patch(&place, &lower.etag(), &dearer)
        .await
        .expect(200);
    let answer = higher.json();
    contains(
        &answer["lines"][0],
        &json!({"billed_amount": "52800.00", "billing_difference": null}),
        "",
    );
    let more = json!({"kind": "invoice", "status": "issued", "amount": "200.00"});
    contains(&answer["invoices"][2], &more, "");
    assert_eq!(owed(&world).await, "52800.00");
    // A change that does not affect the invoice needs no correction.
    let noted = json!({"notes": "called the dock"});
    let noted = world
        .broker
        .patch(&place, &higher.etag(), &noted)
        .await
        .expect(200);
    // The price of a billed line cannot be removed.
    let mut gone = priced(&noted, "1.3200");
    gone[0]["sell_price"] = Value::Null;
    let gone = json!({"lines": gone, "correct_invoices": {"reason": "no price"}});
    let refused = world.broker.patch(&place, &noted.etag(), &gone).await;
    refused.refuses(&[("/lines/0/sell_price", "billed")]);
    let differs = [("has_billing_difference", "true")];
    assert_eq!(
        world.broker.ids("/purchase-orders", &differs).await,
        [0_i64; 0]
    );
}

async fn a_draft_invoice_follows_its_order(app: &mut App) {
    let world = World::new(app).await;
    let (order, invoice) = billed(&world, false).await;
    let order = world
        .broker
        .act(&order, "weigh", &scale(&order, "40000.00"))
        .await
        .expect(200);
    let place = format!("/receivables/{}", invoice.id());
    let now = world.broker.get(&place).await.expect(200);
    contains(
        &now.json()["lines"][0],
        &json!({"weight": "40000.00", "amount": "52600.00"}),
        "",
    );
    assert_eq!(now.json()["amount"], "52600.00");
    assert_eq!(order.json()["invoices"][0]["amount"], "52600.00");
    let price = json!({"lines": priced(&order, "1.3000")});
    let order = world
        .broker
        .patch(&path(order.id()), &order.etag(), &price)
        .await
        .expect(200);
    assert_eq!(order.json()["lines"][0]["billing_difference"], Value::Null);
    let now = world.broker.get(&place).await.expect(200);
    assert_eq!(now.json()["amount"], "52000.00");
    let issue = format!("{place}/issue");
    world
        .broker
        .post_with_etag(&issue, &now.etag(), &json!({}))
        .await
        .expect(200);
}

async fn what_corrects_an_invoice_goes_with_it(app: &mut App) {
    let world = World::new(app).await;
    let (order, invoice) = billed(&world, true).await;
    let body = merged(
        scale(&order, "40000.00"),
        &json!({"correct_invoices": {"reason": "misread"}}),
    );
    let order = world.broker.act(&order, "weigh", &body).await.expect(200);
    let memo = format!("/receivables/{}", order.json()["invoices"][1]["id"]);
    let memo = world.broker.get(&memo).await.expect(200);
    let reason = json!({"reason": "no load"});
    let alone = format!("/receivables/{}/void", memo.id());
    let refused = world
        .admin
        .post_with_etag(&alone, &memo.etag(), &reason)
        .await;
    assert_eq!(refused.problem(409, "in_use").blockers[0].id, invoice.id());
    let void = format!("/receivables/{}/void", invoice.id());
    world
        .admin
        .post_with_etag(&void, &invoice.etag(), &reason)
        .await
        .expect(200);
    let memo = world
        .broker
        .get(&format!("/receivables/{}", memo.id()))
        .await;
    assert_eq!(memo.json()["status"], "void");
    assert_eq!(owed(&world).await, "0.00");
    let free = world.broker.get(&path(order.id())).await.expect(200).json();
    assert_eq!(free["invoices"], json!([]));
    contains(
        &free["lines"][0],
        &json!({"billed_amount": null, "billing_difference": null}),
        "",
    );
}

async fn a_closed_order_is_not_billed(app: &mut App) {
    let world = World::new(app).await;
    let (order, draft) = billed(&world, false).await;
    let waived = json!({"unbilled_reason": "a sample"});
    let refused = world.broker.act(&order, "close", &waived).await;
    refused.refuses(&[("/invoices", "draft_invoice")]);
    let place = format!("/receivables/{}", draft.id());
    let away = world.broker.delete(&place, &draft.etag()).await.expect(200);
    let order = world.broker.get(&path(order.id())).await.expect(200);
    let closed = world.broker.act(&order, "close", &waived).await.expect(200);
    let restore = format!("{place}/restore");
    let refused = world
        .broker
        .post_with_etag(&restore, &away.etag(), &json!({}))
        .await;
    assert_eq!(refused.problem(409, "in_use").blockers[0].id, closed.id());
    let line = &closed.json()["lines"][0]["id"];
    let late = json!({
        "customer_id": world.customer, "purchase_order_id": closed.id(),
        "lines": [{"po_line_id": line, "description": "Trim"}],
    });
    let refused = world.broker.post("/receivables", &late).await;
    refused.refuses(&[("/purchase_order_id", "not_delivered")]);
    // To void the invoice of a closed order, the order must be stepped back first, which its invoice does not prevent.
    let (order, invoice) = billed(&world, true).await;
    let closed = world
        .broker
        .act(&order, "close", &json!({}))
        .await
        .expect(200);
    let reason = json!({"reason": "wrong customer"});
    let void = format!("/receivables/{}/void", invoice.id());
    let refused = world
        .admin
        .post_with_etag(&void, &invoice.etag(), &reason)
        .await;
    assert_eq!(refused.problem(409, "in_use").blockers[0].id, closed.id());
    world
        .admin
        .act(&closed, "step-back", &reason)
        .await
        .expect(200);
    world
        .admin
        .post_with_etag(&void, &invoice.etag(), &reason)
        .await
        .expect(200);
}

async fn a_standing_is_the_same_everywhere(app: &mut App) {
    let world = World::new(app).await;
    let customer = format!("/customers/{}", world.customer);
    let standing = async || {
        let record = world.broker.get(&customer).await.expect(200).json();
        let found = record["credit_standing"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let only = [("credit_standing", found.as_str())];
        assert_eq!(
            world.broker.ids("/customers", &only).await,
            [world.customer]
        );
        let row = world.broker.query("/customers", &[]).await.json()["items"][0].clone();
        for field in ["credit_standing", "credit_exposure", "credit_available"] {
            assert_eq!(record[field], row[field], "{field}");
        }
        found
    };
    assert_eq!(standing().await, "good");
    let limit = async |limit: Value| {
        let now = world.admin.get(&customer).await.expect(200);
        let patch = json!({"credit_limit": limit});
        world
            .admin
            .patch(&customer, &now.etag(), &patch)
            .await
            .expect(200);
    };
    // An order counts from issue until it is cancelled.
    limit(json!("52600.00")).await;
    let draft = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    assert_eq!(standing().await, "good");
    let issued = world
        .broker
        .act(&draft, "issue", &json!({}))
        .await
        .expect(200);
    assert_eq!(standing().await, "near_limit");
    limit(json!("52599.99")).await;
    assert_eq!(standing().await, "over_limit");
    world
        .broker
        .act(&issued, "cancel", &json!({"reason": "test"}))
        .await
        .expect(200);
    assert_eq!(standing().await, "good");
    // An invoice of March is long overdue by now.
    let debt = owes(&world.broker, world.customer, "1.00").await;
    assert_eq!(debt.json()["standing"], "overdue");
    assert_eq!(standing().await, "long_overdue");
    let now = world.admin.get(&customer).await.expect(200);
    let held = json!({"credit_hold": true});
    world
        .admin
        .patch(&customer, &now.etag(), &held)
        .await
        .expect(200);
    assert_eq!(standing().await, "on_hold");
}
