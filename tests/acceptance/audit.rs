//! The history names the session and the address of every change. The API does not show them, so the tests read PostgreSQL's table.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::claims::delivered;
use crate::support::app::{Database, PASSWORD, run};
use crate::support::samples::order;
use crate::support::{App, Reply, World};

/// Every kind of entry that the test below causes, written by hand: a change without its entry is missing here.
const ENTRIES: &[&str] = &[
    "carrier create",
    "choice create",
    "choice update",
    "claim approve",
    "claim cancel",
    "claim create",
    "claim deny",
    "claim settle",
    "claim unsettle",
    "contact archive",
    "contact create",
    "contact restore",
    "plant create",
    "purchase_order archive",
    "purchase_order cancel",
    "purchase_order close",
    "purchase_order confirm",
    "purchase_order create",
    "purchase_order deliver",
    "purchase_order invoice",
    "purchase_order issue",
    "purchase_order restore",
    "purchase_order ship",
    "purchase_order step_back",
    "purchase_order update",
    "purchase_order weigh",
    "receivable create",
    "receivable issue",
    "receivable update",
    "receivable void",
    "supplier archive",
    "supplier create",
    "supplier restore",
    "supplier update",
    "supplier_plant_mapping archive",
    "supplier_plant_mapping create",
    "supplier_plant_mapping restore",
    "supplier_plant_mapping update",
    "user create",
    "user password",
    "user update",
    "view archive",
    "view create",
    "view update",
];

#[test]
fn every_change_names_its_session_and_address() {
    run(Database::Postgres, async |app: &mut App| {
        let world = World::new(app).await;
        let last = app.place.ask("SELECT max(id) FROM audit_entries")[0].clone();
        parties(&world).await;
        documents(&world).await;
        claims(&world).await;
        people(&world).await;
        let found: BTreeSet<String> = app
            .place
            .ask(&format!(
                "SELECT DISTINCT entity || ' ' || action FROM audit_entries WHERE id > {last}"
            ))
            .into_iter()
            .collect();
        let wanted: BTreeSet<String> = ENTRIES.iter().map(|entry| (*entry).to_owned()).collect();
        assert_eq!(found, wanted);
        let nameless = app.place.ask(&format!(
            "SELECT entity || ' ' || action || coalesce(' of session ' || session_id, '') || coalesce(' from ' || address, '') \
             FROM audit_entries AS entry WHERE id > {last} AND (address IS DISTINCT FROM '127.0.0.1' \
             OR request_id IS NULL OR NOT EXISTS (SELECT 1 FROM sessions \
             WHERE sessions.id = entry.session_id AND sessions.user_id = entry.actor_id))"
        ));
        assert_eq!(nameless, [""; 0]);
    });
}

/// Records, with those that change with them.
async fn parties(world: &World) {
    let broker = &world.broker;
    let supplier = broker
        .create("/suppliers", &json!({"name": "Brindlemoor"}))
        .await;
    let plant = broker.create("/plants", &json!({"name": "Works"})).await;
    let line = json!({"supplier_id": supplier.id(), "plant_id": plant.id()});
    broker.create("/supplier-plant-mappings", &line).await;
    let contact = json!({"supplier_id": supplier.id(), "name": "Rosa"});
    broker.create("/contacts", &contact).await;
    let renamed = json!({"name": "Brindlemoor Beef"});
    let path = supplier.path();
    let now = broker.put(&path, &supplier.etag(), &renamed).await;
    let now = now.expect(200);
    let item = |op: &str, record: &Reply, body: Value| json!({"items": [{"op": op, "id": record.id(), "etag": record.etag(), "body": body}]});
    let noted = item("update", &now, json!({"notes": "x"}));
    broker.post("/suppliers/batch", &noted).await.expect(207);
    let lone = broker.create("/suppliers", &json!({"name": "Lone"})).await;
    let away = broker.delete(&lone.path(), &lone.etag()).await.expect(200);
    broker.act(&away, "restore", &json!({})).await.expect(200);
    // Its contact and its supply line go and come back with it.
    let now = broker.get(&path).await.expect(200);
    let away = broker.delete(&path, &now.etag()).await.expect(200);
    broker.act(&away, "restore", &json!({})).await.expect(200);
}

/// Every action of claims, and the void that undoes a settlement.
async fn claims(world: &World) {
    let admin = &world.admin;
    let mut load = delivered(world, None).await;
    load.bill(admin).await;
    let parts = [
        ("customer", "10.00"),
        ("supplier", "10.00"),
        ("carrier", "10.00"),
    ];
    let claims = load.open(admin, &parts).await;
    let take = async |place: usize, action: &str, body: Value| {
        let claim = admin.get(&format!("/claims/{}", claims[place]["id"])).await;
        admin.act(&claim, action, &body).await.expect(200)
    };
    let reason = json!({"reason": "test"});
    take(1, "deny", reason.clone()).await;
    take(2, "cancel", reason.clone()).await;
    take(0, "approve", json!({"approved": "10.00"})).await;
    let settles = json!({"settled": "10.00", "document": "test"});
    let settled = take(0, "settle", settles).await;
    let memo = format!("/receivables/{}", settled.json()["credit_memo_id"]);
    let memo = admin.get(&memo).await;
    admin.act(&memo, "void", &reason).await.expect(200);
}

/// Every action of orders and receivables.
async fn documents(world: &World) {
    let broker = &world.broker;
    let draft = broker.create("/purchase-orders", &order(world)).await;
    let day = draft.json()["order_date"].clone();
    let line = draft.json()["lines"][0]["id"].clone();
    let scale =
        json!({"lines": [{"id": line, "actual_weight": "40127.50", "weight_source": "bol"}]});
    let away = broker.delete(&draft.path(), &draft.etag()).await;
    let mut now = away.expect(200);
    for (action, body) in [
        ("restore", json!({})),
        ("issue", json!({})),
        ("confirm", json!({})),
        ("ship", json!({"shipped_on": day})),
        ("deliver", json!({"delivered_on": day})),
        ("weigh", scale),
        ("invoice", json!({})),
    ] {
        now = broker.act(&now, action, &body).await.expect(200);
    }
    let invoice = format!("/receivables/{}", now.json()["invoices"][0]["id"]);
    let invoice = broker.get(&invoice).await.expect(200);
    let noted = json!({"notes": "x"});
    let invoice = broker
        .patch(&invoice.path(), &invoice.etag(), &noted)
        .await
        .expect(200);
    let issued = broker.act(&invoice, "issue", &json!({})).await.expect(200);
    let reason = json!({"reason": "test"});
    now = broker.act(&now, "close", &json!({})).await.expect(200);
    now = world
        .admin
        .act(&now, "step-back", &reason)
        .await
        .expect(200);
    now = broker
        .patch(&now.path(), &now.etag(), &noted)
        .await
        .expect(200);
    assert_eq!(now.json()["status"], "delivered");
    world.admin.act(&issued, "void", &reason).await.expect(200);
    let other = broker.create("/purchase-orders", &order(world)).await;
    broker.act(&other, "cancel", &reason).await.expect(200);
}

/// Users, their views, and choice lists.
async fn people(world: &World) {
    let view = json!({"list": "plants", "name": "One", "query": ""});
    let view = world.broker.create("/views", &view).await;
    let path = view.path();
    let named = json!({"name": "Two"});
    let view = world.broker.patch(&path, &view.etag(), &named).await;
    let view = view.expect(200);
    world.broker.delete(&path, &view.etag()).await.expect(204);
    let me = world.broker.get("/me").await;
    let dark = json!({"theme": "dark"});
    let me = world.broker.patch("/me", &me.etag(), &dark).await;
    me.expect(200);
    let lee = crate::users::draft("lee");
    world.admin.create("/users", &lee).await;
    let choice = json!({"list": "species", "code": "elk", "label": "Elk"});
    let choice = world.admin.create("/choices", &choice).await;
    let label = json!({"label": "Elk and deer"});
    let changed = world
        .admin
        .patch(&choice.path(), &choice.etag(), &label)
        .await;
    changed.expect(200);
    let new = json!({"current_password": PASSWORD, "new_password": "quiet river stone"});
    world.broker.post("/me/password", &new).await.expect(204);
}
