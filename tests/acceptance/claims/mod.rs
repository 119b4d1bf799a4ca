//! Claims: opening those of an event, their steps and amounts. `opening` tests wrong bodies, `clock` the nine months, `settling` credit
//! memos and the order's loss, `orders` what claims mean for an order's steps, `rights` who may do what and the list, `parallel`
//! concurrent requests.

mod clock;
mod opening;
mod orders;
mod parallel;
mod rights;
mod settling;

pub(crate) use rights::OPERATIONS;

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::support::reply::contains;
use crate::support::samples::{merged, order};
use crate::support::{Actor, App, Reply, World, on_both_databases};

on_both_databases!(
    one_event_opens_three_claims,
    steps_ask_for_amounts_documents_and_reasons,
);

const LIST: &str = "/claims";

/// A load with a carrier, taken along its steps; `ordered` is the day of all of them, today if absent.
pub(crate) struct Load {
    pub(crate) order: Reply,
    pub(crate) carrier: i64,
}

impl Load {
    pub(crate) fn path(&self) -> String {
        format!("/purchase-orders/{}", self.order.id())
    }

    async fn step(&mut self, actor: &Actor, action: &str, body: &Value) {
        let path = format!("{}/{action}", self.path());
        let etag = self.order.etag();
        self.order = actor.post_with_etag(&path, &etag, body).await.expect(200);
    }

    /// The invoice of its lines, issued.
    pub(crate) async fn bill(&mut self, actor: &Actor) -> Reply {
        let line = self.order.json()["lines"][0]["id"].clone();
        let scale =
            json!({"lines": [{"id": line, "actual_weight": "40000.00", "weight_source": "bol"}]});
        self.step(actor, "weigh", &scale).await;
        self.step(actor, "invoice", &json!({})).await;
        let draft = format!("/receivables/{}", self.order.json()["invoices"][0]["id"]);
        let draft = actor.get(&draft).await.expect(200);
        let invoice = actor.act(&draft, "issue", &json!({})).await.expect(200);
        self.order = actor.get(&self.path()).await.expect(200);
        invoice
    }

    pub(crate) async fn open(&self, actor: &Actor, parts: &[(&str, &str)]) -> Vec<Value> {
        let path = format!("{}/claims", self.path());
        let opened = actor.post(&path, &event(parts)).await.expect(201).json();
        opened["items"].as_array().unwrap().clone()
    }
}

/// The body that opens claims of these parties and amounts.
fn event(parts: &[(&str, &str)]) -> Value {
    let claims = parts
        .iter()
        .map(|(party, claimed)| json!({"party": party, "claimed": claimed}));
    json!({
        "kind": "shortage", "description": "500 lb short on combo 14", "claims": claims.collect::<Vec<_>>(),
    })
}

/// An order that is in transit since a day, with a carrier.
async fn in_transit(world: &World, since: Option<NaiveDate>) -> Load {
    let hauler = json!({"name": format!("Hauler {}", world.broker.get("/carriers").await.json()["items"].as_array().unwrap().len())});
    let carrier = world.broker.create("/carriers", &hauler).await.id();
    let body = merged(
        order(world),
        &json!({"carrier_id": carrier, "order_date": since}),
    );
    let order = world.broker.create("/purchase-orders", &body).await;
    let day = order.json()["order_date"].clone();
    let mut load = Load { order, carrier };
    for (action, body) in [
        ("issue", json!({})),
        ("confirm", json!({})),
        ("ship", json!({"shipped_on": day})),
    ] {
        load.step(&world.broker, action, &body).await;
    }
    load
}

/// An order that was delivered on a day, today if absent.
pub(crate) async fn delivered(world: &World, on: Option<NaiveDate>) -> Load {
    let mut load = in_transit(world, on).await;
    let day = load.order.json()["order_date"].clone();
    let body = json!({"delivered_on": day});
    load.step(&world.broker, "deliver", &body).await;
    load
}

async fn read(actor: &Actor, claim: &Value) -> Reply {
    let path = format!("{LIST}/{}", claim["id"]);
    actor.get(&path).await.expect(200)
}

/// Takes a step on a claim as it is now.
async fn step(actor: &Actor, claim: &Value, action: &str, body: &Value) -> Reply {
    let now = read(actor, claim).await;
    let path = format!("{LIST}/{}/{action}", claim["id"]);
    actor.post_with_etag(&path, &now.etag(), body).await
}

async fn approved(actor: &Actor, claim: &Value, amount: &str) {
    let body = json!({"approved": amount});
    step(actor, claim, "approve", &body).await.expect(200);
}

async fn one_event_opens_three_claims(app: &mut App) {
    let world = World::new(app).await;
    let load = delivered(&world, None).await;
    let today = load.order.json()["order_date"].clone();
    let parts = [
        ("customer", "1737.50"),
        ("supplier", "1692.50"),
        ("carrier", "300.00"),
    ];
    let claims = load.open(&world.broker, &parts).await;
    assert_eq!(claims.len(), 3);
    let names = ["World customer", "World supplier", "Hauler 0"];
    let links = [
        ("customer_id", world.customer),
        ("supplier_id", world.supplier),
        ("carrier_id", load.carrier),
    ];
    for (place, claim) in claims.iter().enumerate() {
        let (party, claimed) = parts[place];
        contains(
            claim,
            &json!({
                "party": party, "claimed": claimed, "party_name": names[place], "status": "pending", "kind": "shortage",
                "happened_on": today, "description": "500 lb short on combo 14", "event_id": claims[0]["event_id"],
                "purchase_order_id": load.order.id(), "purchase_order_number": load.order.json()["number"],
                "allowed_actions": ["approve", "deny", "cancel"], "approved": null, "settled": null, "currency": "USD",
                "owner_id": world.broker.id().get(), "delivered_on": today,
            }),
            "",
        );
        for (field, id) in links {
            let wanted = if links[place].0 == field {
                json!(id)
            } else {
                Value::Null
            };
            assert_eq!(claim[field], wanted, "{party}: {field}");
        }
        assert_eq!(claim["clock"].is_null(), party != "carrier", "{claim}");
        assert_eq!(&read(&world.broker, claim).await.json(), claim);
    }
    let number = |place: usize| {
        claims[place]["number"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let (head, first) = number(0)
        .rsplit_once('-')
        .map(|(head, tail)| (head.to_owned(), tail.parse::<u32>().unwrap()))
        .unwrap();
    assert!(head.starts_with("CLM-"), "{head}");
    assert_eq!(number(2), format!("{head}-{:04}", first + 2));
    let of_order = world.broker.get(&format!("{}/claims", load.path())).await;
    let of_order = of_order.expect(200).json();
    contains(
        &of_order,
        &json!({"loss": "0.00", "recovered": "0.00", "net_loss": "0.00", "open_count": 3}),
        "",
    );
    assert_eq!(of_order["items"].as_array().unwrap().len(), 3);
    let history = format!("{LIST}/{}/history", claims[0]["id"]);
    let history = world.broker.get(&history).await.expect(200).json();
    assert_eq!(history["items"][0]["action"], "create");
    // A line can be named; its description is kept.
    let line = load.order.json()["lines"][0].clone();
    let body = merged(
        event(&parts[..1]),
        &json!({"line_id": line["id"], "kind": "late"}),
    );
    let path = format!("{}/claims", load.path());
    let late = world.broker.post(&path, &body).await.expect(201).json();
    contains(
        &late["items"][0],
        &json!({"kind": "late", "line_id": line["id"], "line_description": line["description"]}),
        "",
    );
}

async fn steps_ask_for_amounts_documents_and_reasons(app: &mut App) {
    let world = World::new(app).await;
    let load = delivered(&world, None).await;
    let parts = [
        ("customer", "100.00"),
        ("supplier", "100.00"),
        ("carrier", "100.00"),
    ];
    let claims = load.open(&world.broker, &parts).await;
    let (customer, supplier, carrier) = (&claims[0], &claims[1], &claims[2]);
    let take = async |claim: &Value, action: &str, body: Value| {
        step(&world.admin, claim, action, &body).await
    };
    for (approved, code) in [
        (Value::Null, "required"),
        (json!("0.00"), "must_be_positive"),
        (json!("-5.00"), "must_be_positive"),
        (json!("100.01"), "exceeds_amount"),
        (json!("1.005"), "too_many_decimals"),
    ] {
        let refused = take(supplier, "approve", json!({"approved": approved})).await;
        refused.refuses(&[("/approved", code)]);
    }
    let early = take(
        supplier,
        "settle",
        json!({"settled": "1.00", "document": "x"}),
    )
    .await;
    let problem = early.problem(409, "illegal_transition");
    let allowed = ["approve", "deny", "cancel"].map(str::to_owned);
    assert_eq!(problem.allowed_actions, Some(allowed.to_vec()));
    let stale = read(&world.admin, supplier).await.etag();
    let now = take(supplier, "approve", json!({"approved": "80.00"})).await;
    contains(
        &now.expect(200).json(),
        &json!({"status": "approved", "approved": "80.00", "allowed_actions": ["settle"], "version": 2}),
        "",
    );
    let path = format!("{LIST}/{}/settle", supplier["id"]);
    let body = json!({"settled": "80.00", "document": "check 20418"});
    let late = world.admin.post_with_etag(&path, &stale, &body).await;
    late.problem(412, "stale_version");
    world
        .admin
        .post(&path, &body)
        .await
        .problem(428, "precondition_required");
    take(supplier, "settle", json!({}))
        .await
        .refuses(&[("/document", "required"), ("/settled", "required")]);
    let beyond = json!({"settled": "80.01", "document": "x".repeat(201), "receivable_id": 1});
    take(supplier, "settle", beyond).await.refuses(&[
        ("/document", "too_long"),
        ("/receivable_id", "must_be_empty"),
        ("/settled", "exceeds_amount"),
    ]);
    let settled = take(supplier, "settle", body.clone()).await.expect(200);
    contains(
        &settled.json(),
        &json!({
            "status": "settled", "settled": "80.00", "document": "check 20418", "credit_memo_id": null, "allowed_actions": [],
        }),
        "",
    );
    for (claim, action, status) in [
        (customer, "deny", "denied"),
        (carrier, "cancel", "cancelled"),
    ] {
        for reason in ["", "  "] {
            let refused = take(claim, action, json!({"reason": reason})).await;
            refused.refuses(&[("/reason", "required")]);
        }
        let long = take(claim, action, json!({"reason": "x".repeat(501)})).await;
        long.refuses(&[("/reason", "too_long")]);
        let ended = take(claim, action, json!({"reason": " within  tolerance "})).await;
        contains(
            &ended.expect(200).json(),
            &json!({"status": status, "decision_reason": "within tolerance", "allowed_actions": []}),
            "",
        );
    }
    for claim in &claims {
        for (action, body) in [
            ("approve", json!({"approved": "1.00"})),
            ("settle", json!({"settled": "1.00", "document": "x"})),
            ("deny", json!({"reason": "x"})),
            ("cancel", json!({"reason": "x"})),
        ] {
            let refused = take(claim, action, body).await;
            refused.problem(409, "illegal_transition");
        }
    }
    let history = format!("{LIST}/{}/history", supplier["id"]);
    let history = world.broker.get(&history).await.expect(200).json();
    let actions: Vec<&Value> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["action"])
        .collect();
    assert_eq!(actions, ["settle", "approve", "create"]);
}
