//! Every cell of the permission table: role x operation x own or others' record, against
//! `domain::permissions`.

use domain::EntityKind;
use domain::choices::{FixedChoice, UserRole};
use domain::permissions::{Operation, Relation, allows};
use domain::purchase_orders::PurchaseOrder;
use serde_json::json;

use crate::support::samples::{merged, order};
use crate::support::{Actor, App, Reply, Sample, World, for_every_resource, on_both_databases};

for_every_resource!(reading_and_creating, changing_and_archiving);
on_both_databases!(taking_orders_on, setting_credit, managing_users,);

/// One user of each role.
async fn people(app: &mut App) -> Vec<(UserRole, Actor)> {
    let mut all = Vec::new();
    for role in UserRole::ALL {
        all.push((*role, app.user(*role).await));
    }
    all
}

/// Asserts the table's rule: success, or 403.
#[track_caller]
fn ruled(reply: &Reply, allowed: bool, cell: &str) {
    if allowed {
        assert!(
            reply.status < 300,
            "{cell} is allowed: {} {}",
            reply.status,
            reply.text()
        );
    } else {
        reply.problem(403, "forbidden");
    }
}

async fn reading_and_creating<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let id = world
        .broker
        .create(&S::list(), &S::minimal(&world, 900))
        .await
        .id();
    for (n, (role, person)) in people(app).await.into_iter().enumerate() {
        for path in [S::list(), S::path(id), format!("{}/history", S::path(id))] {
            ruled(
                &person.get(&path).await,
                allows(role, Operation::Read, S::KIND, Relation::Others),
                &format!("{role} reads {path}"),
            );
        }
        let n = u32::try_from(n).unwrap_or_default();
        let made = person.post(&S::list(), &S::minimal(&world, n)).await;
        ruled(
            &made,
            allows(role, Operation::Create, S::KIND, Relation::Own),
            &format!("{role} creates"),
        );
        // Creating a record for another user is a reassignment.
        let given = merged(
            S::minimal(&world, 100 + n),
            &json!({"owner_id": world.broker.id().get()}),
        );
        let made = person.post(&S::list(), &given).await;
        let may = allows(role, Operation::Create, S::KIND, Relation::Others)
            && allows(role, Operation::Reassign, S::KIND, Relation::Others);
        ruled(&made, may, &format!("{role} creates for another"));
    }
}

async fn changing_and_archiving<S: Sample>(app: &mut App) {
    let world = World::of::<S>(app).await;
    let mut n = 0;
    for (role, person) in people(app).await {
        for (relation, owner) in [
            (Relation::Own, person.id().get()),
            (Relation::Others, world.broker.id().get()),
        ] {
            let cell = |what: &str| format!("{role} {what} {relation:?}");
            n += 1;
            let body = merged(S::minimal(&world, n), &json!({"owner_id": owner}));
            let mut record = world.admin.create(&S::list(), &body).await;
            let path = S::path(record.id());
            let update = allows(role, Operation::Update, S::KIND, relation);
            let reassign = allows(role, Operation::Reassign, S::KIND, relation);
            let archive = allows(role, Operation::Archive, S::KIND, relation);
            let patches = [
                (json!({S::TEXT: "changed"}), update),
                (json!({"owner_id": world.admin.id().get()}), reassign),
                (json!({"owner_id": owner}), reassign),
            ];
            for (patch, allowed) in patches {
                let reply = person.patch(&path, &record.etag(), &patch).await;
                // Assigning the record to its current owner changes nothing.
                let unchanged = patch["owner_id"] == record.json()["owner_id"];
                ruled(
                    &reply,
                    if unchanged { update } else { allowed },
                    &cell(&format!("patches {patch}")),
                );
                if reply.status == 200 {
                    record = reply;
                } else {
                    assert_eq!(
                        world.admin.get(&path).await.json(),
                        record.json(),
                        "what is refused changes nothing"
                    );
                }
            }
            let whole = merged(
                S::minimal(&world, n),
                &json!({"owner_id": owner, S::TEXT: "replaced"}),
            );
            let reply = person.put(&path, &record.etag(), &whole).await;
            ruled(&reply, update, &cell("puts"));
            record = world.admin.get(&path).await;
            let reply = person.delete(&path, &record.etag()).await;
            ruled(&reply, archive, &cell("archives"));
            let archived = if archive {
                reply
            } else {
                world.admin.delete(&path, &record.etag()).await.expect(200)
            };
            let reply = person
                .post_with_etag(&format!("{path}/restore"), &archived.etag(), &json!({}))
                .await;
            ruled(&reply, archive, &cell("restores"));
        }
    }
}

/// As administrator, takes an owner's order to the status before an action.
async fn order_before(world: &World, owner: i64, action: &str) -> Reply {
    let body = merged(order(world), &json!({"owner_id": owner}));
    let mut order = world.admin.create("/purchase-orders", &body).await;
    let day = order.json()["order_date"].clone();
    let weights = json!({"lines": [{"id": order.json()["lines"][0]["id"], "actual_weight": "40000.00", "weight_source": "bol"}]});
    let road = [
        ("issue", json!({})),
        ("confirm", json!({})),
        ("ship", json!({"shipped_on": day})),
        ("deliver", json!({"delivered_on": day})),
        ("weigh", weights),
        ("close", json!({"unbilled_reason": "test"})),
    ];
    for (step, body) in road {
        if step == action
            || (action == "cancel" && step == "issue")
            || (action == "take back" && step == "ship")
        {
            break;
        }
        let path = format!("{}/{step}", PurchaseOrder::path(order.id()));
        order = world
            .admin
            .post_with_etag(&path, &order.etag(), &body)
            .await
            .expect(200);
    }
    order
}

async fn taking_orders_on(app: &mut App) {
    let world = World::new(app).await;
    for (role, person) in people(app).await {
        for (relation, owner) in [
            (Relation::Own, person.id().get()),
            (Relation::Others, world.broker.id().get()),
        ] {
            let steps = [
                ("issue", "issue", Operation::Act),
                ("confirm", "confirm", Operation::Act),
                ("ship", "ship", Operation::Act),
                ("deliver", "deliver", Operation::Act),
                ("weigh", "weigh", Operation::Act),
                ("close", "invoice", Operation::Act),
                ("close", "close", Operation::Act),
                ("cancel", "cancel", Operation::Act),
                ("take back", "cancel", Operation::TakeBack),
                ("take back", "step-back", Operation::TakeBack),
            ];
            for (before, action, operation) in steps {
                let order = order_before(&world, owner, before).await;
                let day = order.json()["order_date"].clone();
                let body = match action {
                    "ship" => json!({"shipped_on": day}),
                    "deliver" => json!({"delivered_on": day}),
                    "weigh" => {
                        json!({"lines": [{"id": order.json()["lines"][0]["id"], "actual_weight": "40000.00", "weight_source": "bol"}]})
                    }
                    "close" => json!({"unbilled_reason": "test"}),
                    "cancel" | "step-back" => json!({"reason": "test"}),
                    _ => json!({}),
                };
                let path = PurchaseOrder::path(order.id());
                let reply = person
                    .post_with_etag(&format!("{path}/{action}"), &order.etag(), &body)
                    .await;
                let allowed = allows(role, operation, EntityKind::PurchaseOrder, relation);
                ruled(
                    &reply,
                    allowed,
                    &format!("{role} {action} {relation:?} ({before})"),
                );
                if !allowed {
                    assert_eq!(
                        world.admin.get(&path).await.json(),
                        order.json(),
                        "what is refused changes nothing"
                    );
                }
            }
        }
    }
}

async fn setting_credit(app: &mut App) {
    let world = World::new(app).await;
    for (role, person) in people(app).await {
        for (relation, owner) in [
            (Relation::Own, person.id().get()),
            (Relation::Others, world.broker.id().get()),
        ] {
            let body = json!({"name": format!("{role} {relation:?}"), "owner_id": owner, "credit_hold": true});
            let customer = world.admin.create("/customers", &body).await;
            // Overriding the credit gate.
            let body = merged(
                order(&world),
                &json!({"customer_id": customer.id(), "owner_id": owner}),
            );
            let draft = world.admin.create("/purchase-orders", &body).await;
            let passing =
                json!({"override": {"rule": "credit_blocked", "reason": "paid by wire today"}});
            let reply = person
                .post_with_etag(
                    &format!("{}/issue", PurchaseOrder::path(draft.id())),
                    &draft.etag(),
                    &passing,
                )
                .await;
            let may = allows(
                role,
                Operation::Override,
                EntityKind::PurchaseOrder,
                relation,
            );
            ruled(&reply, may, &format!("{role} overrides {relation:?}"));
            // Changing the credit terms.
            let path = format!("/customers/{}", customer.id());
            let mut etag = customer.etag();
            for patch in [
                json!({"credit_limit": "5.00"}),
                json!({"credit_hold": false}),
            ] {
                let reply = person.patch(&path, &etag, &patch).await;
                ruled(
                    &reply,
                    allows(role, Operation::SetCredit, EntityKind::Customer, relation),
                    &format!("{role} sets {patch} {relation:?}"),
                );
                if reply.status == 200 {
                    etag = reply.etag();
                }
            }
        }
    }
}

async fn managing_users(app: &mut App) {
    let admin = app.admin().await;
    let other = app.broker().await;
    let path = format!("/users/{}", other.id());
    for (role, person) in people(app).await {
        for path in ["/users", &path, &format!("{path}/history")] {
            ruled(
                &person.get(path).await,
                allows(role, Operation::Read, EntityKind::User, Relation::Others),
                &format!("{role} reads {path}"),
            );
        }
        let body = json!({"username": format!("new{role}"), "email": format!("new{role}@x.example"), "password": crate::support::app::PASSWORD});
        let made = person.post("/users", &body).await;
        ruled(
            &made,
            allows(role, Operation::Create, EntityKind::User, Relation::Others),
            &format!("{role} makes a user"),
        );
        let etag = admin.get(&path).await.etag();
        let changed = person
            .patch(
                &path,
                &etag,
                &json!({"job_title": format!("set by {role}")}),
            )
            .await;
        ruled(
            &changed,
            allows(role, Operation::Update, EntityKind::User, Relation::Others),
            &format!("{role} changes another"),
        );
        let me = person.get("/me").await.expect(200);
        let own = person
            .patch("/me", &me.etag(), &json!({"job_title": "mine"}))
            .await;
        ruled(
            &own,
            allows(role, Operation::Update, EntityKind::User, Relation::Own),
            &format!("{role} changes itself"),
        );
        // Users cannot raise their own role.
        let raised = person
            .patch(
                &format!("/users/{}", person.id()),
                &own.etag(),
                &json!({"role": "admin"}),
            )
            .await;
        if role == UserRole::Admin {
            raised.expect(200);
        } else {
            raised.problem(403, "forbidden");
            assert_eq!(
                admin.get(&format!("/users/{}", person.id())).await.json()["role"],
                role.code()
            );
        }
    }
}
