//! The life cycle of an order against a model: random actions by users of every role; rejected ones change nothing.

use domain::choices::{FixedChoice, UserRole};
use domain::purchase_orders::{OrderAction, OrderStatus};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::{Value, json};

use super::{order_in, path, today};
use crate::support::reply::expected;
use crate::support::samples::order;
use crate::support::{Actor, App, Reply, World, on_both_databases, random};

on_both_databases!(
    random_steps_follow_the_model,
    every_step_from_every_state,
    each_move_is_stamped,
    steps_need_the_etag_and_a_known_name,
    two_people_step_at_once_one_wins,
);

/// State of an order in the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Model {
    status: OrderStatus,
    weighed: bool,
    billed: bool,
}

impl Model {
    /// The actions that `trade.md` 6.1 allows in this state, deliberately repeated here.
    fn allowed(self) -> &'static [&'static str] {
        match self.status {
            OrderStatus::Draft => &["issue", "cancel"],
            OrderStatus::Issued => &["confirm", "cancel", "step-back"],
            OrderStatus::Confirmed => &["ship", "cancel", "step-back"],
            OrderStatus::InTransit => &["deliver", "weigh", "step-back"],
            OrderStatus::Delivered if self.billed => &["close", "weigh", "step-back"],
            OrderStatus::Delivered => &["invoice", "close", "weigh", "step-back"],
            OrderStatus::Closed => &["step-back"],
            OrderStatus::Cancelled => &[],
        }
    }

    /// Expected response status, and the model afterwards.
    fn after(self, action: &str, role: UserRole) -> (u16, Self) {
        use OrderStatus as S;
        let manages = matches!(role, UserRole::Admin | UserRole::Manager);
        // The role is checked before the order.
        if role == UserRole::Viewer || (action == "step-back" && !manages) {
            return (403, self);
        }
        if !self.allowed().contains(&action) {
            return (409, self);
        }
        if action == "cancel" && self.status == S::Confirmed && !manages {
            return (403, self);
        }
        if matches!(action, "close" | "invoice") && !self.weighed {
            return (422, self);
        }
        // The invoice created by the action is still a draft.
        if action == "close" && self.billed {
            return (422, self);
        }
        let status = match (action, self.status) {
            ("issue", _) | ("step-back", S::Confirmed) => S::Issued,
            ("confirm", _) | ("step-back", S::InTransit) => S::Confirmed,
            ("ship", _) | ("step-back", S::Delivered) => S::InTransit,
            ("deliver", _) | ("step-back", S::Closed) => S::Delivered,
            ("close", _) => S::Closed,
            ("cancel", _) => S::Cancelled,
            ("weigh" | "invoice", same) => same,
            _ => S::Draft,
        };
        (
            200,
            Self {
                status,
                weighed: self.weighed || action == "weigh",
                billed: self.billed || action == "invoice",
            },
        )
    }
}

/// A body that an action accepts when it is allowed.
fn body(action: &str, order: &Value) -> Value {
    let day = &order["order_date"];
    let line = &order["lines"][0]["id"];
    match action {
        "ship" => json!({"shipped_on": day}),
        "deliver" => json!({"delivered_on": day}),
        "weigh" => {
            json!({"lines": [{"id": line, "actual_weight": "40127.50", "weight_source": "bol"}]})
        }
        "close" => json!({"unbilled_reason": "billed in the old system"}),
        "cancel" | "step-back" => json!({"reason": "the model says so"}),
        _ => json!({}),
    }
}

async fn random_steps_follow_the_model(app: &mut App) {
    let world = World::new(app).await;
    let people = [
        app.viewer().await,
        world.broker.clone(),
        app.manager().await,
        world.admin.clone(),
    ];
    let actions: Vec<&str> = OrderAction::ALL
        .iter()
        .map(|action| action.code())
        .collect();
    // Forward actions are more likely, so that orders get far.
    let choice = (
        0..4_usize,
        prop_oneof![4 => prop::sample::select(actions), 1 => Just("cancel"), 6 => Just("on")],
    );
    let mut runner = random::runner();
    let mut reached = Vec::new();
    // Eight walks reach every status with most seeds; the others need more.
    for walk in 0..60 {
        if walk >= 8
            && OrderStatus::ALL
                .iter()
                .all(|status| reached.contains(status))
        {
            break;
        }
        let mut taken = Vec::new();
        let mut order = world
            .broker
            .create("/purchase-orders", &order(&world))
            .await;
        let mut model = Model {
            status: OrderStatus::Draft,
            weighed: false,
            billed: false,
        };
        for _ in 0..22 {
            let (person, action) = choice.new_tree(&mut runner).expect("a step").current();
            let person: &Actor = &people[person];
            let action = if action == "on" {
                let mut usual = model.allowed().iter().copied();
                let waits = |action: &&str| match *action {
                    // Every second order is closed without an invoice.
                    "invoice" => !model.weighed || walk % 2 == 0,
                    "close" => model.billed,
                    _ => false,
                };
                usual.find(|action| !waits(action)).unwrap_or("issue")
            } else {
                action
            };
            taken.push(format!("{action} by {}", person.me.role()));
            let (status, after) = model.after(action, person.me.role());
            let reply = person
                .act(&order, action, &body(action, &order.json()))
                .await;
            assert_eq!(
                reply.status,
                status,
                "{model:?} after {taken:?}: {}",
                reply.text()
            );
            if status == 200 {
                order = reply;
            } else {
                reply.any_problem();
            }
            model = after;
            let stored = world.broker.get(&path(order.id())).await.expect(200);
            assert_eq!(
                (stored.json(), stored.etag()),
                (order.json(), order.etag()),
                "{taken:?}: what is refused changes nothing"
            );
            let record = order.json();
            assert_eq!(record["status"], model.status.code());
            assert_eq!(record["allowed_actions"], json!(model.allowed()));
            reached.push(model.status);
        }
    }
    let unreached: Vec<&OrderStatus> = OrderStatus::ALL
        .iter()
        .filter(|status| !reached.contains(status))
        .collect();
    assert!(unreached.is_empty(), "the walk never came to {unreached:?}");
}

async fn every_step_from_every_state(app: &mut App) {
    let world = World::new(app).await;
    for status in OrderStatus::ALL {
        for action in OrderAction::ALL.iter().map(|action| action.code()) {
            let order = order_in(&world, status.code()).await;
            let model = Model {
                status: *status,
                weighed: *status == OrderStatus::Closed,
                billed: false,
            };
            let (wanted, after) = model.after(action, UserRole::Admin);
            let reply = world
                .admin
                .act(&order, action, &body(action, &order.json()))
                .await;
            assert_eq!(reply.status, wanted, "{status} {action}: {}", reply.text());
            match wanted {
                200 => assert_eq!(
                    reply.json()["status"],
                    after.status.code(),
                    "{status} {action}"
                ),
                409 => {
                    let problem = reply.problem(409, "illegal_transition");
                    let allowed = serde_json::to_value(problem.allowed_actions).expect("JSON");
                    assert_eq!(allowed, json!(model.allowed()), "{status} {action}");
                }
                _ => assert!(!reply.wrong_fields().is_empty()),
            }
        }
    }
}

async fn each_move_is_stamped(app: &mut App) {
    let world = World::new(app).await;
    let closed = order_in(&world, "closed").await;
    let back = world
        .admin
        .act(&closed, "step-back", &json!({"reason": "weighed wrong"}))
        .await
        .expect(200)
        .json();
    let moves = back["moves"].as_array().expect("moves");
    let states: Vec<&Value> = moves.iter().map(|step| &step["status"]).collect();
    let wanted = [
        "issued",
        "confirmed",
        "in_transit",
        "delivered",
        "closed",
        "delivered",
    ];
    let wanted: Vec<Value> = wanted.iter().map(|status| json!(status)).collect();
    let states: Vec<&Value> = states
        .into_iter()
        .filter(|status| **status != json!("draft"))
        .collect();
    assert_eq!(states, wanted.iter().collect::<Vec<_>>());
    let last = moves.last().expect("a move");
    assert_eq!(
        (&last["by"], &last["by_name"]),
        (
            &json!(world.admin.id().get()),
            &json!(world.admin.me.user.display_name)
        )
    );
    assert_eq!(last["reason"], "weighed wrong");
    assert!(moves.is_sorted_by(|one, next| one["at"].as_str() <= next["at"].as_str()));
    assert_eq!(
        back["unbilled_reason"],
        Value::Null,
        "taken back with the step"
    );
    let cancelled = order_in(&world, "cancelled").await.json();
    assert_eq!(cancelled["cancel_reason"], "test");
    assert_eq!(
        cancelled["moves"]
            .as_array()
            .and_then(|moves| moves.last())
            .map(|last| &last["reason"]),
        Some(&json!("test"))
    );
}

async fn steps_need_the_etag_and_a_known_name(app: &mut App) {
    let world = World::new(app).await;
    let draft = world
        .broker
        .create("/purchase-orders", &order(&world))
        .await;
    for action in OrderAction::ALL.iter().map(|action| action.code()) {
        let path = format!("{}/{action}", path(draft.id()));
        let bare = world
            .broker
            .call("POST", &path)
            .json(&body(action, &draft.json()))
            .send()
            .await;
        bare.problem(428, "precondition_required");
        let gone = format!("/purchase-orders/999999/{action}");
        let gone = world
            .broker
            .post_with_etag(&gone, "\"1\"", &body(action, &draft.json()))
            .await;
        // A broker can never step back, whatever the order.
        if action == "step-back" {
            gone.problem(403, "forbidden");
        } else {
            gone.problem(404, "not_found");
        }
        let mut odd = body(action, &draft.json());
        odd["colour"] = json!("red");
        let found = world
            .broker
            .post_with_etag(&path, &draft.etag(), &odd)
            .await;
        if action == "step-back" {
            found.problem(403, "forbidden");
        } else {
            let unknown = ("/colour".to_owned(), "unknown_field".to_owned());
            assert!(found.wrong_fields().contains(&unknown), "{action}");
        }
    }
    for action in ["bill", "Issue", "step_back", "delete"] {
        let reply = world
            .broker
            .post_with_etag(
                &format!("{}/{action}", path(draft.id())),
                &draft.etag(),
                &json!({}),
            )
            .await;
        reply.problem(404, "route_not_found");
    }
    let changed = world
        .broker
        .patch(&path(draft.id()), &draft.etag(), &json!({"notes": "x"}))
        .await
        .expect(200);
    let stale = world
        .broker
        .act(&draft, "issue", &json!({}))
        .await
        .problem(412, "stale_version");
    assert_eq!(stale.current_etag.as_deref(), Some(changed.etag().as_str()));
    assert_eq!(stale.changes[0].pointer, "/notes");
    let put = world
        .broker
        .patch(
            &path(draft.id()),
            &changed.etag(),
            &json!({"status": "issued"}),
        )
        .await;
    assert_eq!(
        put.wrong_fields(),
        expected(&[("/status", "read_only")]),
        "status moves by steps only"
    );
}

async fn two_people_step_at_once_one_wins(app: &mut App) {
    let world = World::new(app).await;
    for _ in 0..5 {
        let order: Reply = order_in(&world, "confirmed").await;
        let (ship, cancel) = (
            json!({"shipped_on": today(&order)}),
            json!({"reason": "too late"}),
        );
        let both = (
            world.broker.act(&order, "ship", &ship),
            world.admin.act(&order, "cancel", &cancel),
        );
        let (shipped, cancelled) = tokio::join!(both.0, both.1);
        let (won, lost) = if shipped.status == 200 {
            (shipped, cancelled)
        } else {
            (cancelled, shipped)
        };
        let won = won.expect(200);
        lost.problem(412, "stale_version");
        assert_eq!(
            world.broker.get(&path(order.id())).await.expect(200).json(),
            won.json()
        );
    }
}
