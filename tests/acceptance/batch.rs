//! Batches: independent and atomic changes, dry runs, undo.

use serde_json::{Value, json};

use crate::support::samples::order;
use crate::support::{Actor, App, People, World, on_both_databases};

on_both_databases!(
    each_change_counts_on_its_own,
    all_or_none,
    a_rehearsal_keeps_nothing,
    a_change_is_taken_back_with_what_was_before,
    a_batch_sent_again_is_done_once,
    wrong_batches_are_refused,
    roles_hold_in_batches,
    orders_change_in_batches_too,
);

async fn three(people: &People) -> Vec<(i64, String)> {
    let mut made = Vec::new();
    for name in ["Ash", "Birch", "Cedar"] {
        let body = json!({"name": name, "payment_terms": "net_7", "species": ["beef"]});
        let reply = people.broker.create("/suppliers", &body).await;
        made.push((reply.id(), reply.etag()));
    }
    made
}

fn each(records: &[(i64, String)], op: &str, body: Option<Value>) -> Vec<Value> {
    let item = |(id, etag): &(i64, String)| json!({"op": op, "id": id, "etag": etag, "body": body});
    records.iter().map(item).collect()
}

async fn send(actor: &Actor, body: &Value, status: u16) -> Value {
    actor
        .post("/suppliers/batch", body)
        .await
        .expect(status)
        .json()
}

async fn each_change_counts_on_its_own(app: &mut App) {
    let people = People::new(app).await;
    let mut records = three(&people).await;
    records[1].1 = "\"9\"".to_owned();
    let answer = send(
        &people.broker,
        &json!({"items": each(&records, "archive", None)}),
        207,
    )
    .await;
    assert_eq!(
        (&answer["done"], &answer["refused"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(answer["items"][1]["problem"]["code"], "stale_version");
    assert_eq!(
        (&answer["items"][1]["id"], &answer["items"][1]["label"]),
        (&json!(records[1].0), &json!("Birch")),
        "the refused one is named too"
    );
    assert_eq!(
        (&answer["items"][0]["label"], &answer["items"][0]["etag"]),
        (&json!("Ash"), &json!("\"2\""))
    );
    let history = people
        .broker
        .get(&format!("/suppliers/{}/history", records[0].0))
        .await
        .expect(200)
        .json();
    assert_eq!(
        history["items"].as_array().map(Vec::len),
        Some(2),
        "one entry a change"
    );
    let mixed = json!({"items": [
        {"op": "restore", "id": records[0].0, "etag": "\"2\""},
        {"op": "create", "body": {"name": "Dogwood"}},
        {"op": "create", "body": {"name": ""}},
        {"op": "archive", "id": 999_999, "etag": "\"1\""},
    ]});
    let answer = send(&people.broker, &mixed, 207).await;
    let statuses: Vec<&Value> = answer["items"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|item| &item["status"])
        .collect();
    assert_eq!(
        statuses,
        [&json!(200), &json!(201), &json!(422), &json!(404)]
    );
    assert_eq!(answer["items"][3]["label"], Value::Null);
}

async fn all_or_none(app: &mut App) {
    let people = People::new(app).await;
    let mut records = three(&people).await;
    let good =
        json!({"atomic": true, "items": each(&records, "update", Some(json!({"notes": "x"})))});
    send(&people.broker, &good, 200).await;
    for record in &mut records {
        record.1 = "\"2\"".to_owned();
    }
    let mut items = each(&records, "update", Some(json!({"notes": "y"})));
    items[2]["body"] = json!({"credit_limit": "-1"});
    let refused = people
        .broker
        .post("/suppliers/batch", &json!({"atomic": true, "items": items}))
        .await;
    assert_eq!(
        refused.wrong_fields(),
        [(
            "/items/2/body/credit_limit".to_owned(),
            "must_not_be_negative".to_owned()
        )]
    );
    let first = people
        .broker
        .get(&format!("/suppliers/{}", records[0].0))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&first["notes"], &first["version"]),
        (&json!("x"), &json!(2)),
        "nothing of it is kept"
    );
    let stale =
        json!({"atomic": true, "items": [{"op": "archive", "id": records[0].0, "etag": "\"1\""}]});
    let refused = people
        .broker
        .post("/suppliers/batch", &stale)
        .await
        .problem(412, "stale_version");
    assert_eq!(
        refused
            .errors
            .first()
            .and_then(|error| error.pointer.as_deref()),
        Some("/items/0")
    );
}

async fn a_rehearsal_keeps_nothing(app: &mut App) {
    let people = People::new(app).await;
    let records = three(&people).await;
    for atomic in [true, false] {
        let body =
            json!({"atomic": atomic, "dry_run": true, "items": each(&records, "archive", None)});
        let answer = send(&people.broker, &body, if atomic { 200 } else { 207 }).await;
        assert_eq!(answer["done"], 3);
    }
    for (id, _) in records {
        let now = people
            .broker
            .get(&format!("/suppliers/{id}"))
            .await
            .expect(200)
            .json();
        assert_eq!(
            (&now["version"], &now["archived_at"]),
            (&json!(1), &Value::Null)
        );
    }
}

async fn a_change_is_taken_back_with_what_was_before(app: &mut App) {
    let people = People::new(app).await;
    let records = three(&people).await;
    let patch = json!({"payment_terms": "net_30", "species": ["pork"], "notes": "new"});
    let answer = send(
        &people.broker,
        &json!({"items": each(&records, "update", Some(patch))}),
        207,
    )
    .await;
    let outcomes = answer["items"].as_array().cloned().unwrap_or_default();
    assert_eq!(
        outcomes[0]["before"],
        json!({"payment_terms": "net_7", "species": ["beef"], "notes": null})
    );
    let back = outcomes.iter().map(|done| json!({"op": "update", "id": done["id"], "etag": done["etag"], "body": done["before"]}));
    send(
        &people.broker,
        &json!({"items": back.collect::<Vec<_>>()}),
        207,
    )
    .await;
    let now = people
        .broker
        .get(&format!("/suppliers/{}", records[0].0))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&now["payment_terms"], &now["species"], &now["notes"]),
        (&json!("net_7"), &json!(["beef"]), &Value::Null)
    );
}

async fn a_batch_sent_again_is_done_once(app: &mut App) {
    let people = People::new(app).await;
    for atomic in [true, false] {
        let name = if atomic { "Together" } else { "Apart" };
        let body = json!({"atomic": atomic, "items": [{"op": "create", "body": {"name": name}}]});
        let send = || {
            people
                .broker
                .call("POST", "/suppliers/batch")
                .key(name)
                .json(&body)
                .send()
        };
        let (first_reply, again_reply) = (send().await, send().await);
        let (first, again) = (first_reply.json(), again_reply.json());
        assert_eq!(first["items"][0]["id"], again["items"][0]["id"]);
        assert_eq!(again["done"], 1);
        assert_eq!(first_reply.header("idempotency-replayed"), None);
        assert_eq!(again_reply.header("idempotency-replayed"), Some("true"));
    }
}

async fn wrong_batches_are_refused(app: &mut App) {
    let people = People::new(app).await;
    let body = json!({"items": [
        {"op": "create", "id": 1, "body": {}},
        {"op": "update", "body": {}},
        {"op": "archive", "id": 1, "etag": "1", "body": {}},
        {"op": "burn", "id": 1, "etag": "\"1\""},
    ]});
    let wrong = people
        .broker
        .post("/suppliers/batch", &body)
        .await
        .wrong_fields();
    for place in [
        "/items/0/id",
        "/items/1/id",
        "/items/1/etag",
        "/items/2/etag",
        "/items/2/body",
        "/items/3/op",
    ] {
        assert!(
            wrong.iter().any(|(pointer, _)| pointer == place),
            "{place}: {wrong:?}"
        );
    }
    for items in [
        json!([]),
        json!(vec![json!({"op": "create", "body": {"name": "x"}}); 501]),
    ] {
        let wrong = people
            .broker
            .post("/suppliers/batch", &json!({"items": items}))
            .await
            .wrong_fields();
        assert_eq!(
            wrong.first().map(|(pointer, _)| pointer.as_str()),
            Some("/items")
        );
    }
}

async fn roles_hold_in_batches(app: &mut App) {
    let people = People::new(app).await;
    let made = people
        .admin
        .create("/suppliers", &json!({"name": "Theirs"}))
        .await;
    let record = [(made.id(), made.etag())];
    let archive = json!({"items": each(&record, "archive", None)});
    people
        .viewer
        .post("/suppliers/batch", &archive)
        .await
        .problem(403, "forbidden");
    let answer = send(&people.broker, &archive, 207).await;
    assert_eq!(
        answer["items"][0]["problem"]["code"], "forbidden",
        "a broker archives own records only"
    );
    let answer = send(&people.manager, &archive, 207).await;
    assert_eq!(answer["done"], 1);
}

async fn orders_change_in_batches_too(app: &mut App) {
    let world = World::new(app).await;
    let mut made = Vec::new();
    for _ in 0..3 {
        let order = world
            .broker
            .create("/purchase-orders", &order(&world))
            .await;
        made.push((order.id(), order.etag()));
    }
    let (id, etag) = &made[2];
    let issue = format!("/purchase-orders/{id}/issue");
    let issued = world
        .broker
        .post_with_etag(&issue, etag, &json!({}))
        .await
        .expect(200);
    made[2].1 = issued.etag();
    let dated = Some(json!({"delivery_date": "2150-01-05"}));
    let items = each(&made, "update", dated);
    let answer = world
        .broker
        .post("/purchase-orders/batch", &json!({"items": items}))
        .await;
    let answer = answer.expect(207).json();
    assert_eq!(
        (&answer["done"], &answer["refused"]),
        (&json!(3), &json!(0))
    );
    let before = &answer["items"][0]["before"];
    assert_eq!(
        before,
        &json!({"delivery_date": null}),
        "what changed, and no more"
    );
    let now: Vec<(i64, String)> = made
        .iter()
        .zip(answer["items"].as_array().expect("outcomes"))
        .map(|((id, _), item)| (*id, item["etag"].as_str().expect("a tag").to_owned()))
        .collect();
    let items = each(&now, "archive", None);
    let answer = world
        .broker
        .post("/purchase-orders/batch", &json!({"items": items}))
        .await;
    let answer = answer.expect(207).json();
    assert_eq!(
        (&answer["done"], &answer["refused"]),
        (&json!(2), &json!(1))
    );
    let open = &answer["items"][2];
    assert_eq!(open["problem"]["code"], "illegal_transition");
    assert_eq!(
        open["label"],
        issued.json()["number"],
        "the refused one is named"
    );
    let left = world.broker.ids("/purchase-orders", &[]).await;
    assert_eq!(left, [made[2].0]);
}
