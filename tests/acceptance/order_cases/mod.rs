//! Actual weights by case (`trade.md` Q2, Q8): scanned or pasted, kept, corrected, exported; their sums are the weights of the
//! lines.

mod adding;
mod correcting;
mod rules;

use serde_json::{Value, json};

use crate::support::samples::{merged, order, sold};
use crate::support::{Actor, Reply, World};

/// An order on its way with one line of 40 cases, 1,600 lb, or with the given lines.
async fn on_its_way(world: &World, lines: Option<Value>) -> Reply {
    let mut body = order(world);
    body["lines"] = lines.unwrap_or_else(|| json!([line(world, "1600.00", 40)]));
    let mut order = world.broker.create("/purchase-orders", &body).await;
    let day = order.json()["order_date"].clone();
    for (action, body) in [
        ("issue", json!({})),
        ("confirm", json!({})),
        ("ship", json!({"shipped_on": day})),
    ] {
        order = world.broker.act(&order, action, &body).await.expect(200);
    }
    order
}

fn line(world: &World, weight: &str, units: u32) -> Value {
    let line = sold(world, weight, "1.2275", Some("1.3150"));
    merged(line, &json!({"ordered_units": units}))
}

/// A label: GTIN, hundredths of a pound, serial number.
fn label(gtin: &str, weight: u32, serial: &str) -> String {
    format!("(01){gtin}(3202){weight:06}(11)260301(10)L2603A(21){serial}")
}

async fn add(actor: &Actor, order: &Reply, body: &Value) -> Reply {
    actor.act(order, "cases", body).await
}

/// The order as it is now.
async fn now(world: &World, order: &Reply) -> Reply {
    world.broker.get(&order.path()).await.expect(200)
}

/// Position and code of each rejected entry.
fn rejected(answer: &Value) -> Vec<(i64, String)> {
    let all = answer["rejected"].as_array().expect("rejected");
    all.iter()
        .map(|entry| {
            let code = entry["code"].as_str().unwrap_or_default().to_owned();
            assert!(!entry["message"].as_str().unwrap_or_default().is_empty());
            (entry["index"].as_i64().unwrap_or(-1), code)
        })
        .collect()
}
