//! The settings of the company: who changes them, and that the rules follow them at once. Each test has a server of its own, because
//! a server keeps its settings for the whole process.

use serde_json::{Value, json};

use crate::support::app::GIVEN_PASSWORD;
use crate::support::app::{Database, Place, http, runtime};
use crate::support::process::Process;
use crate::support::{Actor, Reply};

fn serve(test: impl AsyncFnOnce(&Actor, &Actor)) {
    let place = Place::empty(Database::Sqlite);
    let server = Process::serve(&place, &["--demo"], &[]);
    runtime().block_on(async {
        let (_, password) = server.greeting.rsplit_once(' ').expect("a sign-in");
        let dana = Actor::sign_in(&http(), &server.origin, "dana", password).await;
        let user = json!({
            "username": "kim", "email": "kim@projectmeats.example", "role": "broker", "password": GIVEN_PASSWORD,
            "first_name": "Kim", "last_name": "Dole",
        });
        dana.create("/users", &user).await;
        let kim = Actor::first_sign_in(&http(), &server.origin, "kim", GIVEN_PASSWORD).await;
        test(&dana, &kim).await;
    });
}

/// Changes settings as the administrator.
async fn set(dana: &Actor, change: &Value) -> Reply {
    let now = dana.get("/settings").await.expect(200);
    dana.patch("/settings", &now.etag(), change).await
}

#[test]
fn a_company_sets_its_weight_variance() {
    serve(async |dana, kim| {
        let orders = kim
            .ids("/purchase-orders", &[("status", "in_transit")])
            .await;
        let path = format!("/purchase-orders/{}", orders[0]);
        let order = kim.get(&path).await.expect(200);
        let line = &order.json()["lines"][0];
        assert_eq!(line["ordered_weight"], "40000.00");
        let weigh = async |weight: &str| {
            let weighed =
                json!({"id": line["id"], "actual_weight": weight, "weight_source": "bol"});
            let body = json!({"lines": [weighed]});
            kim.post_with_etag(&format!("{path}/weigh"), &order.etag(), &body)
                .await
        };
        let far = [("/lines/0/actual_weight", "weight_variance")];
        weigh("41000.00").await.refuses(&far);
        set(dana, &json!({"weight_variance_pct": "3.00"}))
            .await
            .expect(200);
        weigh("41400.00").await.refuses(&far);
        let weighed = weigh("41000.00").await.expect(200).json();
        assert_eq!(weighed["lines"][0]["is_off_variance"], false);
    });
}

#[test]
fn settings_are_kept_with_their_history() {
    serve(async |dana, kim| {
        let first = kim.get("/settings").await.expect(200);
        let standard = json!({
            "version": 1, "weight_variance_pct": "1.00", "net_weight_tolerance_pct": "0.50", "load_limit_lb": "42500.00",
            "overdue_limit_days": 60, "aging_first_edge": 30, "aging_second_edge": 60, "aging_third_edge": 90,
            "margin_floor_per_lb": null, "margin_floor_rule": "warn", "updated_at": null, "updated_by_name": null,
        });
        assert_eq!(first.json(), standard);
        kim.patch(
            "/settings",
            &first.etag(),
            &json!({"overdue_limit_days": 45}),
        )
        .await
        .problem(403, "forbidden");
        let changed = set(
            dana,
            &json!({"overdue_limit_days": 45, "aging_third_edge": 120}),
        )
        .await
        .expect(200);
        assert_eq!(
            (
                &changed.json()["version"],
                &changed.json()["overdue_limit_days"]
            ),
            (&json!(2), &json!(45))
        );
        // A version that was seen before the change is refused.
        dana.patch(
            "/settings",
            &first.etag(),
            &json!({"overdue_limit_days": 30}),
        )
        .await
        .problem(412, "stale_version");
        set(
            dana,
            &json!({"aging_first_edge": 60, "load_limit_lb": "0", "weight_variance_pct": "20.01"}),
        )
        .await
        .refuses(&[
            ("/weight_variance_pct", "out_of_range"),
            ("/load_limit_lb", "out_of_range"),
            ("/aging_second_edge", "out_of_range"),
        ]);
        let history = kim.get("/settings/history").await.expect(200).json();
        let changes = &history["items"][0]["changes"];
        assert_eq!(changes.as_array().map(Vec::len), Some(2), "{history}");
        assert_eq!(history["items"].as_array().map(Vec::len), Some(1));
        // The aging has the buckets of the company, unless it is asked for others.
        let aging = kim.get("/receivables/aging").await.expect(200).json();
        assert_eq!(aging["edges"], json!([30, 60, 120]));
        let asked = kim
            .get("/receivables/aging?edges=10,20,30")
            .await
            .expect(200)
            .json();
        assert_eq!(asked["edges"], json!([10, 20, 30]));
    });
}

#[test]
fn a_margin_below_the_floor_needs_its_reason() {
    serve(async |dana, kim| {
        let drafts = kim.ids("/purchase-orders", &[("status", "draft")]).await;
        let mut found = None;
        for id in drafts {
            let order = kim.get(&format!("/purchase-orders/{id}")).await.expect(200);
            if order.json()["margin_per_lb"].is_string() {
                found = Some(order);
            }
        }
        let order = found.expect("a draft with a margin");
        set(
            dana,
            &json!({"margin_floor_per_lb": "50", "margin_floor_rule": "stop"}),
        )
        .await
        .expect(200);
        let issue = async |body: Value| kim.act(&order, "issue", &body).await;
        let reason = json!({"margin_reason": "keeps the account"});
        issue(json!({}))
            .await
            .refuses(&[("/margin_reason", "below_margin_floor")]);
        let role = kim.get("/me").await.expect(200).json()["role"].clone();
        assert_eq!(role, "broker");
        issue(reason.clone())
            .await
            .refuses(&[("/margin_reason", "needs_manager")]);
        set(dana, &json!({"margin_floor_rule": "warn"}))
            .await
            .expect(200);
        let issued = issue(reason).await.expect(200);
        let history = kim
            .get(&format!("/purchase-orders/{}/history", issued.id()))
            .await
            .expect(200)
            .json();
        assert_eq!(history["items"][0]["reason"], "keeps the account");
    });
}
