//! Batches grant nothing that a single change does not: owners and credit terms are set by managers only.

use serde_json::{Value, json};

use crate::support::{Actor, App, People, on_both_databases};

on_both_databases!(
    a_batch_gives_no_record_away,
    a_batch_sets_no_credit,
    managers_set_both_in_batches,
);

const CUSTOMERS: &str = "/customers";

/// A batch of one item and its outcome: rejected alone, and rejecting the whole batch when atomic.
async fn forbidden(actor: &Actor, item: &Value) {
    let apart = json!({"items": [item]});
    let outcome = actor.post(&format!("{CUSTOMERS}/batch"), &apart).await;
    let outcome = outcome.expect(207).json();
    assert_eq!(
        (&outcome["refused"], &outcome["items"][0]["problem"]["code"]),
        (&json!(1), &json!("forbidden")),
        "{item}"
    );
    let together = json!({"atomic": true, "items": [item]});
    let refused = actor.post(&format!("{CUSTOMERS}/batch"), &together).await;
    refused.problem(403, "forbidden");
}

/// Tries fields in a change of the broker's own record and in a new one; nothing is stored.
async fn cannot_be_set(people: &People, fields: &[Value]) {
    let own = json!({"name": "Wexcombe"});
    let own = people.broker.create(CUSTOMERS, &own).await;
    for body in fields {
        let change = json!({"op": "update", "id": own.id(), "etag": own.etag(), "body": body});
        forbidden(&people.broker, &change).await;
        let mut new = body.clone();
        new["name"] = json!("Corrigan");
        forbidden(&people.broker, &json!({"op": "create", "body": new})).await;
    }
    let now = people.admin.get(&own.path()).await.expect(200);
    assert_eq!(now.json(), own.json());
    assert_eq!(people.admin.ids(CUSTOMERS, &[]).await, [own.id()]);
}

async fn a_batch_gives_no_record_away(app: &mut App) {
    let people = People::new(app).await;
    let other = people.manager.id().get();
    cannot_be_set(&people, &[json!({"owner_id": other})]).await;
}

async fn a_batch_sets_no_credit(app: &mut App) {
    let people = People::new(app).await;
    let terms = [
        json!({"credit_limit": "500.00"}),
        json!({"credit_hold": true}),
    ];
    cannot_be_set(&people, &terms).await;
}

async fn managers_set_both_in_batches(app: &mut App) {
    let people = People::new(app).await;
    let made = people
        .broker
        .create(CUSTOMERS, &json!({"name": "Wexcombe"}))
        .await;
    let owner = people.manager.id().get();
    let body = json!({"credit_limit": "500.00", "credit_hold": true, "owner_id": owner});
    let item = json!({"op": "update", "id": made.id(), "etag": made.etag(), "body": body});
    let batch = format!("{CUSTOMERS}/batch");
    let outcome = people
        .manager
        .post(&batch, &json!({"items": [item]}))
        .await
        .expect(207);
    assert_eq!(outcome.json()["done"], 1, "{}", outcome.text());
    let now = people.broker.get(&made.path()).await.expect(200).json();
    for (field, value) in body.as_object().expect("fields") {
        assert_eq!(&now[field], value, "{field}");
    }
}
