//! What a receivable takes over from an order, issuing and voiding, and the customer's open balance.

use domain::choices::UserRole;
use serde_json::{Value, json};

use super::{LIST, bill};
use crate::support::reply::contains;
use crate::support::samples::{full_order, merged, order, owes};
use crate::support::{App, World, on_both_databases};

on_both_databases!(
    an_order_gives_terms_days_and_number,
    an_issued_one_is_not_edited,
    a_void_one_keeps_its_number,
    who_may_issue_and_void,
    the_customer_is_kept_as_it_was,
    what_is_owed_follows_and_keeps_the_customer,
    an_order_that_is_billed_is_not_taken_back,
    a_load_with_an_issued_invoice_is_not_stepped_back,
);

async fn an_order_gives_terms_days_and_number(app: &mut App) {
    let world = World::new(app).await;
    let order = merged(
        order(&world),
        &json!({
            "order_date": "2026-03-02", "customer_terms": "wire_1_day_prior", "customer_po_number": "CP-0041",
            "pickup_date": "2026-03-04",
        }),
    );
    let draft = world.broker.create("/purchase-orders", &order).await;
    let issue = format!("/purchase-orders/{}/issue", draft.id());
    let issued = world
        .broker
        .post_with_etag(&issue, &draft.etag(), &json!({}))
        .await;
    let order = issued.expect(200);
    let line = order.json()["lines"][0]["id"].clone();
    let body = merged(
        bill(world.customer, "1.00"),
        &json!({
            "purchase_order_id": order.id(), "due_date": null,
            "lines": [{"description": "Trim", "po_line_id": line}],
        }),
    );
    let made = world.broker.create(LIST, &body).await;
    let wanted = json!({
        "payment_terms": "wire_1_day_prior", "customer_po_number": "CP-0041",
        // Prepaid: due a day before the pickup, even before the invoice date.
        "due_date": "2026-03-03", "purchase_order_number": order.json()["number"],
    });
    contains(&made.json(), &wanted, "");
    let strange = merged(
        body.clone(),
        &json!({"lines": [{"description": "Trim", "amount": "1.00", "po_line_id": 999_999}]}),
    );
    world
        .broker
        .post(LIST, &strange)
        .await
        .refuses(&[("/lines/0/po_line_id", "unknown_line")]);
    let other = json!({"name": "Another", "payment_terms": "net_7"});
    let other = world.broker.create("/customers", &other).await.id();
    let goods = json!({"customer_id": other, "lines": [{"description": "Trim", "amount": "1.00"}]});
    let foreign = merged(body, &goods);
    world
        .broker
        .post(LIST, &foreign)
        .await
        .refuses(&[("/purchase_order_id", "other_customer")]);
    // Without an order, the customer's own terms apply.
    let plain = merged(bill(other, "1.00"), &json!({"due_date": null}));
    let plain = world.broker.create(LIST, &plain).await.json();
    assert_eq!(
        (&plain["payment_terms"], &plain["due_date"]),
        (&json!("net_7"), &json!("2026-03-15"))
    );
    // Receivables can be searched by the new number of their order.
    let order = full_order(world.supplier, world.customer);
    let order = world.broker.create("/purchase-orders", &order).await;
    let link = json!({"purchase_order_id": order.id()});
    let body = merged(bill(world.customer, "1.00"), &link);
    let made = world.broker.create(LIST, &body).await;
    let path = format!("/purchase-orders/{}", order.id());
    let renumbered = json!({"number": "LOAD-77"});
    world
        .broker
        .patch(&path, &order.etag(), &renumbered)
        .await
        .expect(200);
    let found = world.broker.ids(LIST, &[("q", "load-77")]).await;
    assert_eq!(found, [made.id()]);
}

async fn an_issued_one_is_not_edited(app: &mut App) {
    let world = World::new(app).await;
    let made = world
        .broker
        .create(LIST, &bill(world.customer, "100.00"))
        .await;
    let kind = json!({"kind": "credit_note"});
    let path = format!("{LIST}/{}", made.id());
    let refused = world.broker.patch(&path, &made.etag(), &kind).await;
    refused.refuses(&[("/kind", "cannot_change")]);
    assert_eq!(made.json()["allowed_actions"], json!(["issue", "void"]));
    world
        .broker
        .post_with_etag(&format!("{path}/issue"), "\"9\"", &json!({}))
        .await
        .problem(412, "stale_version");
    let issued = world
        .broker
        .act(&made, "issue", &json!({}))
        .await
        .expect(200);
    let wanted = json!({
        "status": "issued", "allowed_actions": ["void"], "payment_status": "unpaid", "version": 2, "balance": "100.00",
    });
    contains(&issued.json(), &wanted, "");
    let again = world.broker.act(&issued, "issue", &json!({})).await;
    let problem = again.problem(409, "illegal_transition");
    assert_eq!(problem.allowed_actions, Some(vec!["void".to_owned()]));
    for patch in [
        json!({"freight_amount": "1.00"}),
        json!({"due_date": "2026-04-01", "due_date_reason": "x"}),
        json!({"number": "OTHER"}),
        json!({"lines": [{"description": "Trim", "amount": "99.00"}]}),
    ] {
        let refused = world.admin.patch(&path, &issued.etag(), &patch).await;
        refused.problem(409, "illegal_transition");
    }
    let noted = json!({"notes": "second reminder"});
    let noted = world.broker.patch(&path, &issued.etag(), &noted).await;
    let noted = noted.expect(200);
    assert_eq!(noted.json()["status"], "issued");
    // Its owner can change too, but only a manager may reassign it, as with any record.
    let given = json!({"owner_id": world.admin.id().get()});
    world
        .broker
        .patch(&path, &noted.etag(), &given)
        .await
        .problem(403, "forbidden");
    let noted = world.admin.patch(&path, &noted.etag(), &given).await;
    let noted = noted.expect(200);
    world
        .admin
        .delete(&path, &noted.etag())
        .await
        .problem(409, "illegal_transition");
    let history = format!("{path}/history");
    let history = world.broker.get(&history).await.expect(200).json();
    let actions: Vec<&Value> = history["items"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| &entry["action"])
        .collect();
    assert_eq!(actions, ["update", "update", "issue", "create"]);
    assert_eq!(
        history["items"][2]["changes"],
        json!([{"pointer": "/status", "before": "draft", "after": "issued"}])
    );
}

async fn a_void_one_keeps_its_number(app: &mut App) {
    let world = World::new(app).await;
    let made = world
        .broker
        .create(LIST, &bill(world.customer, "100.00"))
        .await;
    let issued = world
        .broker
        .act(&made, "issue", &json!({}))
        .await
        .expect(200);
    let found = world
        .admin
        .act(&issued, "void", &json!({"reason": " "}))
        .await;
    found.refuses(&[("/reason", "required")]);
    let reason = json!({"reason": "billed twice"});
    let void = world.admin.act(&issued, "void", &reason).await.expect(200);
    let wanted = json!({
        "status": "void", "allowed_actions": [], "void_reason": "billed twice", "balance": "0.00", "amount": "100.00",
        "payment_status": null, "is_overdue": false, "aging_bucket": null, "number": "INV-2026-0001",
    });
    contains(&void.json(), &wanted, "");
    world
        .admin
        .act(&void, "void", &reason)
        .await
        .problem(409, "illegal_transition");
    let taken = merged(
        bill(world.customer, "1.00"),
        &json!({"number": "INV-2026-0001"}),
    );
    world
        .broker
        .post(LIST, &taken)
        .await
        .problem(409, "duplicate");
    let path = format!("{LIST}/{}", void.id());
    world.admin.delete(&path, &void.etag()).await.expect(200);
}

async fn who_may_issue_and_void(app: &mut App) {
    let world = World::new(app).await;
    for role in [UserRole::Viewer, UserRole::Broker, UserRole::Manager] {
        let person = app.user(role).await;
        let made = world
            .broker
            .create(LIST, &bill(world.customer, "1.00"))
            .await;
        let issued = person.act(&made, "issue", &json!({})).await;
        if role == UserRole::Viewer {
            issued.problem(403, "forbidden");
            continue;
        }
        let issued = issued.expect(200);
        let void = person.act(&issued, "void", &json!({"reason": "x"})).await;
        if role == UserRole::Manager {
            void.expect(200);
        } else {
            void.problem(403, "forbidden");
        }
    }
}

async fn the_customer_is_kept_as_it_was(app: &mut App) {
    let world = World::new(app).await;
    let customer = json!({"name": "Wexcombe", "address_line1": "1 Sample Road", "city": "Chicago", "state": "IL", "phone": "312-555-0100"});
    let customer = world.broker.create("/customers", &customer).await;
    let person = |name: &str, positions: &[&str], first: bool| json!({"customer_id": customer.id(), "name": name, "positions": positions, "email": format!("{name}@wexcombe.example"), "is_primary": first});
    for body in [
        person("walt", &["buyer"], true),
        person("fern", &["accounts_payable"], false),
    ] {
        world.broker.create("/contacts", &body).await;
    }
    let made = world
        .broker
        .create(LIST, &bill(customer.id(), "1.00"))
        .await;
    assert_eq!(made.json()["bill_to_snapshot"], Value::Null);
    let issued = world
        .broker
        .act(&made, "issue", &json!({}))
        .await
        .expect(200);
    let path = format!("/customers/{}", customer.id());
    let renamed = json!({"name": "Wexcombe & Sons", "city": "Joliet"});
    world
        .broker
        .patch(&path, &customer.etag(), &renamed)
        .await
        .expect(200);
    let record = world
        .broker
        .get(&format!("{LIST}/{}", issued.id()))
        .await
        .expect(200)
        .json();
    assert_eq!(record["customer_name"], "Wexcombe & Sons");
    let wanted = json!({
        "name": "Wexcombe", "address": "1 Sample Road, Chicago, IL", "phone": "+13125550100", "email": null,
        "contact_name": "fern", "contact_email": "fern@wexcombe.example", "contact_phone": null,
    });
    assert_eq!(record["bill_to_snapshot"], wanted);
    let found = world.broker.ids(LIST, &[("q", "wexcombe & s")]).await;
    assert_eq!(found, [issued.id()]);
}

async fn what_is_owed_follows_and_keeps_the_customer(app: &mut App) {
    let world = World::new(app).await;
    let path = format!("/customers/{}", world.customer);
    let owed = async || {
        let record = world.broker.get(&path).await.expect(200).json();
        let row = world.broker.query("/customers", &[]).await.json()["items"][0].clone();
        assert_eq!(
            record["open_balance"], row["open_balance"],
            "row and record"
        );
        assert_eq!(record["version"], 1, "what follows makes no version");
        record["open_balance"].clone()
    };
    assert_eq!(owed().await, "0.00");
    world
        .broker
        .create(LIST, &bill(world.customer, "7.00"))
        .await;
    assert_eq!(owed().await, "0.00", "a draft is not owed");
    let first = owes(&world.broker, world.customer, "100.00").await;
    assert_eq!(owed().await, "100.00");
    let credit = merged(
        bill(world.customer, "30.00"),
        &json!({"kind": "credit_note", "credit_reason": "goodwill"}),
    );
    let credit = world.admin.create(LIST, &credit).await;
    let credit = world
        .broker
        .act(&credit, "issue", &json!({}))
        .await
        .expect(200);
    assert_eq!(owed().await, "70.00");
    let refused = world.admin.delete(&path, "\"1\"").await;
    let problem = refused.problem(409, "in_use");
    assert_eq!(problem.blocker_count, Some(2));
    assert_eq!(problem.blockers[0].entity, "receivable");
    assert_eq!(problem.blockers[0].id, first.id());
    let reason = json!({"reason": "billed twice"});
    for issued in [first, credit] {
        world.admin.act(&issued, "void", &reason).await.expect(200);
    }
    assert_eq!(owed().await, "0.00");
    world.admin.delete(&path, "\"1\"").await.expect(200);
    let draft = bill(world.customer, "1.00");
    world
        .broker
        .post(LIST, &draft)
        .await
        .refuses(&[("/customer_id", "archived")]);
}

async fn an_order_that_is_billed_is_not_taken_back(app: &mut App) {
    let world = World::new(app).await;
    let order = full_order(world.supplier, world.customer);
    let order = world.broker.create("/purchase-orders", &order).await;
    let path = format!("/purchase-orders/{}", order.id());
    let body = merged(
        bill(world.customer, "1.00"),
        &json!({"purchase_order_id": order.id()}),
    );
    let made = world.broker.create(LIST, &body).await;
    let issued = world
        .broker
        .act(&made, "issue", &json!({}))
        .await
        .expect(200);
    let cancel = json!({"reason": "customer cut its programme"});
    let refused = world
        .admin
        .post_with_etag(&format!("{path}/cancel"), &order.etag(), &cancel)
        .await;
    let problem = refused.problem(409, "in_use");
    assert_eq!(problem.blockers[0].label, "INV-2026-0001");
    world
        .admin
        .act(&issued, "void", &json!({"reason": "x"}))
        .await
        .expect(200);
    world
        .admin
        .post_with_etag(&format!("{path}/cancel"), &order.etag(), &cancel)
        .await
        .expect(200);
}

async fn a_load_with_an_issued_invoice_is_not_stepped_back(app: &mut App) {
    let world = World::new(app).await;
    let draft = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    let day = draft.json()["order_date"].clone();
    let line = draft.json()["lines"][0]["id"].clone();
    let scale =
        json!({"lines": [{"id": line, "actual_weight": "40127.50", "weight_source": "bol"}]});
    let mut now = draft;
    for (action, body) in [
        ("issue", json!({})),
        ("confirm", json!({})),
        ("ship", json!({"shipped_on": day})),
        ("deliver", json!({"delivered_on": day})),
        ("weigh", scale),
        ("invoice", json!({})),
    ] {
        now = world.broker.act(&now, action, &body).await.expect(200);
    }
    let invoice = format!("{LIST}/{}", now.json()["invoices"][0]["id"]);
    let invoice = world.broker.get(&invoice).await.expect(200);
    let issued = world.broker.act(&invoice, "issue", &json!({})).await;
    let issued = issued.expect(200);
    let reason = json!({"reason": "not there yet"});
    let refused = world.admin.act(&now, "step-back", &reason).await;
    assert_eq!(refused.problem(409, "in_use").blockers[0].id, issued.id());
    let same = world.admin.get(&now.path()).await.expect(200);
    assert_eq!(
        (same.etag(), same.json()["status"].clone()),
        (now.etag(), json!("delivered"))
    );
    let void = world.admin.act(&issued, "void", &reason).await;
    void.expect(200);
    let free = world.admin.get(&now.path()).await.expect(200);
    let back = world.admin.act(&free, "step-back", &reason).await;
    assert_eq!(back.expect(200).json()["status"], "in_transit");
}
