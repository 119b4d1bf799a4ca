//! Settings that affect responses.

use serde_json::json;

use crate::support::Actor;
use crate::support::app::{Database, Place, http, runtime};
use crate::support::process::Process;

#[test]
fn a_company_sets_its_weight_variance() {
    let place = Place::empty(Database::Sqlite);
    let three = [("PROJECTMEATS_WEIGHT_VARIANCE_PERCENT", "3")];
    let server = Process::serve(&place, &["--demo"], &three);
    runtime().block_on(weigh(&server));
}

async fn weigh(server: &Process) {
    let (_, password) = server.greeting.rsplit_once(' ').expect("a sign-in");
    let dana = Actor::sign_in(&http(), &server.origin, "dana", password).await;
    let company = dana.get("/company").await.expect(200).json();
    assert_eq!(company["weight_variance_pct"], "3.00");
    let moving = dana.ids("/purchase-orders", &[("status", "in_transit")]);
    let path = format!("/purchase-orders/{}", moving.await[0]);
    let order = dana.get(&path).await.expect(200);
    let line = &order.json()["lines"][0];
    assert_eq!(line["ordered_weight"], "40000.00");
    let weigh = async |weight: &str| {
        let weighed = json!({"id": line["id"], "actual_weight": weight, "weight_source": "bol"});
        let body = json!({"lines": [weighed]});
        dana.post_with_etag(&format!("{path}/weigh"), &order.etag(), &body)
            .await
    };
    weigh("41400.00")
        .await
        .refuses(&[("/lines/0/actual_weight", "weight_variance")]);
    let weighed = weigh("41000.00").await.expect(200).json();
    assert_eq!(weighed["lines"][0]["is_off_variance"], false);
}
