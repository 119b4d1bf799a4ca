//! The day on which a receivable becomes overdue: the day after its due date, in the user's time zone.

use chrono::Days;
use serde_json::json;

use super::LIST;
use crate::support::{Actor, App, Reply, World, on_both_databases};

on_both_databases!(overdue_begins_the_day_after_in_the_users_zone);

/// A user who is signed in again after the clock moved, in a time zone.
async fn living_in(app: &App, actor: &Actor, zone: &str) -> Actor {
    let actor = app.sign_in(&actor.username, &actor.password).await;
    let me = actor.get("/me").await.expect(200);
    let patch = json!({"time_zone": zone});
    actor.patch("/me", &me.etag(), &patch).await.expect(200);
    app.advance(6);
    actor
}

/// Whether the receivables are overdue for a user: the same in the record, its row, both filters and the sums.
async fn overdue(actor: &Actor, receivables: &[&Reply]) -> Vec<bool> {
    let late = actor.ids(LIST, &[("is_overdue", "true")]).await;
    let standing = actor.ids(LIST, &[("standing", "overdue")]).await;
    assert_eq!(late, standing);
    let current = actor.ids(LIST, &[("is_overdue", "false")]).await;
    let mut found = Vec::new();
    for receivable in receivables {
        let record = actor.get(&receivable.path()).await.expect(200).json();
        let is_overdue = record["is_overdue"] == json!(true);
        assert_eq!(late.contains(&receivable.id()), is_overdue, "{record}");
        assert_eq!(current.contains(&receivable.id()), !is_overdue, "{record}");
        assert_eq!(record["standing"] == json!("overdue"), is_overdue);
        found.push(is_overdue);
    }
    let sums = actor.query(&format!("{LIST}/sums"), &[]).await.json();
    let dollars = found.iter().filter(|is_overdue| **is_overdue).count();
    assert_eq!(sums["overdue"], json!(format!("{dollars}.00")));
    let customer = receivables[0].json()["customer_id"].clone();
    let customer = actor.get(&format!("/customers/{customer}")).await.json();
    let standing = if dollars > 0 { "overdue" } else { "good" };
    assert_eq!(customer["credit_standing"], standing);
    found
}

async fn overdue_begins_the_day_after_in_the_users_zone(app: &mut App) {
    let world = World::bare(app).await;
    let manager = app.manager().await;
    // At noon UTC it is the next day in UTC+14 and still the same day in UTC-11.
    let today = app.noon(0).await;
    let broker = app.sign_in(&world.broker.username, &world.broker.password);
    let broker = broker.await;
    let mut receivables = Vec::new();
    for due in [today, today + Days::new(1)] {
        let body = json!({
            "customer_id": world.customer, "invoice_date": "2026-01-02", "due_date": due,
            "due_date_reason": "agreed", "lines": [{"description": "Trim", "amount": "1.00"}],
        });
        let made = broker.create(LIST, &body).await;
        let issued = broker.act(&made, "issue", &json!({})).await;
        receivables.push(issued.expect(200));
    }
    let both: Vec<&Reply> = receivables.iter().collect();
    // For one user it is already tomorrow.
    let west = living_in(app, &world.broker, "Pacific/Pago_Pago").await;
    let east = living_in(app, &manager, "Pacific/Kiritimati").await;
    assert_eq!(overdue(&west, &both).await, [false, false]);
    assert_eq!(overdue(&east, &both).await, [true, false]);
    app.advance(24 * 3_600);
    let west = app.sign_in(&west.username, &west.password).await;
    let east = app.sign_in(&east.username, &east.password).await;
    assert_eq!(overdue(&west, &both).await, [true, false]);
    assert_eq!(overdue(&east, &both).await, [true, true]);
}
