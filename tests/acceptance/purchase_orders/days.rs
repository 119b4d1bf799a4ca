//! Dates follow the user's time zone, from UTC+14 to UTC-11.

use chrono::{Days, NaiveDate};
use serde_json::json;

use crate::support::reply::expected;
use crate::support::samples::order;
use crate::support::{App, World, on_both_databases};

on_both_databases!(today_is_where_the_user_is, days_travel_unchanged);

async fn today_is_where_the_user_is(app: &mut App) {
    let mut world = World::new(app).await;
    for (zone, minutes) in [
        ("Pacific/Kiritimati", 14 * 60),
        ("Pacific/Pago_Pago", -11 * 60),
        ("America/Phoenix", -7 * 60),
        ("Asia/Kolkata", 5 * 60 + 30),
    ] {
        let today = app.noon(minutes).await;
        let broker = app.sign_in(&world.broker.username, &world.broker.password);
        world.broker = broker.await;
        let me = world.broker.get("/me").await;
        let patch = json!({"time_zone": zone});
        let changed = world.broker.patch("/me", &me.etag(), &patch).await;
        changed.expect(200);
        app.advance(6);
        let made = world
            .broker
            .create("/purchase-orders", &order(&world))
            .await;
        assert_eq!(made.json()["order_date"], json!(today), "{zone}");
        // Today is not in the future; tomorrow is.
        let issued = world
            .broker
            .act(&made, "issue", &json!({}))
            .await
            .expect(200);
        let mut now = world
            .broker
            .act(&issued, "confirm", &json!({}))
            .await
            .expect(200);
        let tomorrow = today + Days::new(1);
        for (action, field) in [("ship", "shipped_on"), ("deliver", "delivered_on")] {
            let early = json!({ field: tomorrow });
            let early = world.broker.act(&now, action, &early).await;
            early.refuses(&[(&format!("/{field}"), "in_the_future")]);
            now = world
                .broker
                .act(&now, action, &json!({ field: today }))
                .await
                .expect(200);
        }
    }
}

async fn days_travel_unchanged(app: &mut App) {
    let world = World::new(app).await;
    for day in [
        "2024-02-29",
        "2026-03-08",
        "2026-11-01",
        "2026-12-31",
        "1999-01-01",
        "2099-12-31",
    ] {
        let mut body = order(&world);
        body["order_date"] = json!("1999-01-01");
        body["delivery_date"] = json!(day);
        body["delivery_appointment"] =
            json!({"at": format!("{day}T23:30:00-07:00"), "time_zone": "America/Phoenix"});
        let made = world.broker.create("/purchase-orders", &body).await.json();
        assert_eq!(made["delivery_date"], day);
        let at = made["delivery_appointment"]["at"]
            .as_str()
            .unwrap_or_default();
        let next: NaiveDate = day.parse::<NaiveDate>().expect("a day") + Days::new(1);
        assert_eq!(at, format!("{next}T06:30:00Z"), "instants are kept in UTC");
    }
    // The hour that occurs twice when clocks go back, and the edges of the skipped hour.
    for (sent, kept) in [
        ("2026-11-01T01:30:00-05:00", "2026-11-01T06:30:00Z"),
        ("2026-11-01T01:30:00-06:00", "2026-11-01T07:30:00Z"),
        ("2026-03-08T01:59:59-06:00", "2026-03-08T07:59:59Z"),
        ("2026-03-08T03:00:00-05:00", "2026-03-08T08:00:00Z"),
    ] {
        let mut body = order(&world);
        body["pickup_appointment"] = json!({"at": sent, "time_zone": "America/Chicago"});
        let made = world.broker.create("/purchase-orders", &body).await;
        let path = format!("/purchase-orders/{}", made.id());
        let patch = json!({"notes": "moved nothing"});
        let changed = world.broker.patch(&path, &made.etag(), &patch).await;
        let at = changed.expect(200).json()["pickup_appointment"]["at"].clone();
        assert_eq!(at, kept, "{sent}");
    }
    for wrong in [
        "2026-02-30",
        "2026-13-01",
        "26-01-01",
        "2026-1-1",
        "2026-01-01T00:00:00Z",
        "01.01.2026",
        "",
        " 2026-01-01",
    ] {
        let mut body = order(&world);
        body["delivery_date"] = json!(wrong);
        let found = world
            .broker
            .post("/purchase-orders", &body)
            .await
            .wrong_fields();
        assert_eq!(
            found,
            expected(&[("/delivery_date", "wrong_type")]),
            "{wrong:?}"
        );
    }
}
