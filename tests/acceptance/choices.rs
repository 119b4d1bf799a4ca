//! Choice lists: read by all users, edited by administrators, with permanent codes.

use serde_json::{Value, json};

use crate::support::reply::{expected, places};
use crate::support::{App, People, on_both_databases};

on_both_databases!(
    an_entry_is_added_offered_and_used,
    an_entry_is_relabelled_moved_and_retired,
    codes_and_lists_stay,
    terms_of_payment_say_what_they_mean,
    terms_with_a_discount_say_which,
    fixed_lists_and_wrong_entries_are_refused,
    only_administrators_edit,
);

/// Codes of a list in order, as served now.
async fn codes(people: &People, list: &str) -> Vec<String> {
    let lists = people.broker.get("/choices").await.expect(200).json();
    let found = lists["lists"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|found| found["name"] == list)
        .cloned()
        .unwrap_or_default();
    let entries = found["entries"].as_array().cloned().unwrap_or_default();
    let code = |entry: &Value| entry["code"].as_str().unwrap_or_default().to_owned();
    entries.iter().map(code).collect()
}

async fn an_entry_is_added_offered_and_used(app: &mut App) {
    let people = People::new(app).await;
    let body = json!({"list": "species", "code": "elk", "label": " Elk  ", "position": 2});
    let made = people.admin.post("/choices", &body).await.expect(201);
    assert_eq!(
        made.header("location"),
        Some(format!("/api/v1/choices/{}", made.id()).as_str())
    );
    let entry = made.json();
    assert_eq!(
        (&entry["label"], &entry["position"], &entry["retired"]),
        (&json!("Elk"), &json!(2), &json!(false))
    );
    assert_eq!(
        codes(&people, "species").await.get(..3),
        Some(["beef", "elk", "chicken"].map(str::to_owned).as_slice())
    );
    let supplier = json!({"name": "Elkhorn", "species": ["elk"]});
    people.broker.create("/suppliers", &supplier).await;
    let twice = people.admin.post("/choices", &body).await;
    assert_eq!(
        twice
            .problem(409, "duplicate")
            .existing
            .map(|found| found.id),
        Some(made.id())
    );
    let alike = json!({"list": "species", "code": "elk_2", "label": "ELK"});
    let alike = people
        .admin
        .post("/choices", &alike)
        .await
        .problem(409, "duplicate");
    assert_eq!(places(&alike.errors), expected(&[("/label", "duplicate")]));
}

async fn an_entry_is_relabelled_moved_and_retired(app: &mut App) {
    let people = People::new(app).await;
    let body = json!({"list": "package", "code": "tray", "label": "Tray"});
    let made = people.admin.post("/choices", &body).await.expect(201);
    let path = format!("/choices/{}", made.id());
    let last = codes(&people, "package").await;
    assert_eq!(last.last().map(String::as_str), Some("tray"));
    people
        .admin
        .patch(&path, "", &json!({}))
        .await
        .problem(428, "precondition_required");
    let patch = json!({"label": "Trays", "position": 1, "retired": true});
    let changed = people
        .admin
        .patch(&path, &made.etag(), &patch)
        .await
        .expect(200);
    assert_eq!(changed.json()["version"], 2);
    let first = codes(&people, "package").await;
    assert_eq!(first.first().map(String::as_str), Some("tray"));
    assert_eq!(first.len(), last.len());
    people
        .admin
        .patch(&path, &made.etag(), &patch)
        .await
        .problem(412, "stale_version");
    let same = people
        .admin
        .patch(&path, &changed.etag(), &patch)
        .await
        .expect(200);
    assert_eq!(
        same.etag(),
        changed.etag(),
        "nothing differs, nothing is written"
    );
    let history = people
        .viewer
        .get(&format!("{path}/history"))
        .await
        .expect(200)
        .json();
    assert_eq!(history["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        history["items"][0]["changes"].as_array().map(Vec::len),
        Some(3)
    );
    // A retired code stays on the records that have it, and is still accepted.
    let product = people.broker.get("/choices").await.expect(200).text();
    assert!(product.contains("Trays"));
}

async fn codes_and_lists_stay(app: &mut App) {
    let people = People::new(app).await;
    let body = json!({"list": "package", "code": "tray", "label": "Tray"});
    let made = people.admin.post("/choices", &body).await.expect(201);
    let path = format!("/choices/{}", made.id());
    for (field, value) in [("code", "trays"), ("list", "carton")] {
        let refused = people
            .admin
            .patch(&path, &made.etag(), &json!({field: value}))
            .await;
        refused.refuses(&[(&format!("/{field}"), "cannot_change")]);
    }
    people
        .admin
        .delete(&path, &made.etag())
        .await
        .problem(405, "method_not_allowed");
}

async fn terms_of_payment_say_what_they_mean(app: &mut App) {
    let people = People::new(app).await;
    let without = json!({"list": "payment_terms", "code": "net_10", "label": "Net 10"});
    let refused = people.admin.post("/choices", &without).await;
    refused.refuses(&[("/terms", "required")]);
    let mut body = without.clone();
    body["terms"] = json!({"kind": "net", "days": 400, "anchor": "invoice"});
    let refused = people.admin.post("/choices", &body).await;
    refused.refuses(&[("/terms/days", "out_of_range")]);
    body["terms"]["days"] = json!(10);
    let made = people.admin.post("/choices", &body).await.expect(201);
    assert_eq!(
        made.json()["terms"],
        json!({"kind": "net", "days": 10, "anchor": "invoice", "discount_pct": null, "discount_days": null})
    );
    let path = format!("/choices/{}", made.id());
    let changed = people
        .admin
        .patch(
            &path,
            &made.etag(),
            &json!({"terms": {"anchor": "receipt"}}),
        )
        .await
        .expect(200);
    assert_eq!(changed.json()["terms"]["anchor"], "receipt");
    let supplier = json!({"name": "Tenday", "payment_terms": "net_10"});
    people.broker.create("/suppliers", &supplier).await;
    let elsewhere = json!({"list": "package", "code": "x", "label": "X", "terms": {"days": 1}});
    let refused = people.admin.post("/choices", &elsewhere).await;
    refused.refuses(&[("/terms", "must_be_empty")]);
}

async fn terms_with_a_discount_say_which(app: &mut App) {
    let people = People::new(app).await;
    let terms = json!({"kind": "discount", "days": 30, "anchor": "invoice", "discount_pct": "1.00", "discount_days": 10});
    let body = json!({"list": "payment_terms", "code": "net_30_1_10", "label": "1/10 net 30", "terms": terms});
    let made = people.admin.post("/choices", &body).await.expect(201);
    assert_eq!(made.json()["terms"], terms);
    let path = format!("/choices/{}", made.id());
    let now = people.broker.get(&path).await.expect(200).json();
    assert_eq!(now["terms"], terms);
    for (change, errors) in [
        (
            json!({"discount_pct": null}),
            [("/terms/discount_pct", "out_of_range")].as_slice(),
        ),
        (
            json!({"discount_pct": "100.01"}),
            &[("/terms/discount_pct", "out_of_range")],
        ),
        (
            json!({"discount_days": -1}),
            &[("/terms/discount_days", "out_of_range")],
        ),
        (
            json!({"kind": "net"}),
            &[
                ("/terms/discount_pct", "must_be_empty"),
                ("/terms/discount_days", "must_be_empty"),
            ],
        ),
    ] {
        let change = json!({"terms": change});
        let refused = people.admin.patch(&path, &made.etag(), &change).await;
        refused.refuses(errors);
    }
    let plain = json!({"terms": {"kind": "net", "discount_pct": null, "discount_days": null}});
    people
        .admin
        .patch(&path, &made.etag(), &plain)
        .await
        .expect(200);
}

async fn fixed_lists_and_wrong_entries_are_refused(app: &mut App) {
    let people = People::new(app).await;
    for (list, pointer, code) in [
        ("edibility", "/list", "unknown_code"),
        ("nonsense", "/list", "unknown_code"),
    ] {
        let body = json!({"list": list, "code": "x", "label": "X"});
        let refused = people.admin.post("/choices", &body).await;
        refused.refuses(&[(pointer, code)]);
    }
    let body =
        json!({"list": "species", "code": "two words", "label": " ", "position": 0, "colour": 1});
    let refused = people.admin.post("/choices", &body).await;
    let wrong = [
        ("/code", "invalid_characters"),
        ("/colour", "unknown_field"),
        ("/label", "required"),
        ("/position", "out_of_range"),
    ];
    refused.refuses(&wrong);
    people
        .admin
        .get("/choices/999999")
        .await
        .problem(404, "not_found");
}

async fn only_administrators_edit(app: &mut App) {
    let people = People::new(app).await;
    let body = json!({"list": "species", "code": "elk", "label": "Elk"});
    for actor in [&people.manager, &people.broker, &people.viewer] {
        actor
            .post("/choices", &body)
            .await
            .problem(403, "forbidden");
        let first = actor.get("/choices/1").await.expect(200);
        let refused = actor
            .patch("/choices/1", &first.etag(), &json!({"label": "Y"}))
            .await;
        refused.problem(403, "forbidden");
    }
}
