//! Authorization of every operation in the document: no access without a token, and operations that the
//! permission table does not grant are rejected first.

use std::collections::BTreeSet;

use domain::EntityKind;
use domain::choices::UserRole;
use domain::permissions::{Relation, allows};
use serde_json::Value;

#[path = "doors_operations.rs"]
mod operations_by_need;

use crate::claims;
use crate::support::{App, on_both_databases};
use operations_by_need::{GUARDED, PUBLIC};

on_both_databases!(nothing_opens_without_a_token, every_operation_is_classified);

/// Method and path template of every operation in the document.
async fn operations(app: &App) -> BTreeSet<String> {
    let document = app
        .call("GET", "/api/openapi.json")
        .send()
        .await
        .expect(200)
        .json();
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item
                .as_object()
                .map(|item| item.keys().cloned().collect::<Vec<_>>())
                .unwrap_or_default();
            methods
                .into_iter()
                .map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect()
}

/// Kinds of record with the common operations.
const COMMON: &[&str] = &[
    "suppliers",
    "locations",
    "customers",
    "plants",
    "products",
    "contacts",
    "carriers",
    "supplier-plant-mappings",
    "purchase-orders",
    "receivables",
];

/// Kinds without a search for possible duplicates.
const NEVER_ALIKE: &[&str] = &["supplier-plant-mappings", "purchase-orders", "receivables"];

/// The operations that every kind of record has.
fn common() -> Vec<String> {
    let mut all = Vec::new();
    for kind in COMMON {
        let path = format!("/api/v1/{kind}");
        all.extend([
            format!("GET {path}"),
            format!("POST {path}"),
            format!("POST {path}/{{id}}/restore"),
            format!("GET {path}/{{id}}/history"),
            format!("POST {path}/batch"),
        ]);
        all.extend(
            ["GET", "PUT", "PATCH", "DELETE"].map(|method| format!("{method} {path}/{{id}}")),
        );
        if !NEVER_ALIKE.contains(kind) {
            all.push(format!("GET {path}/similar"));
        }
    }
    all
}

async fn every_operation_is_classified(app: &mut App) {
    let guarded = GUARDED.iter().map(|(operation, _)| (*operation).to_owned());
    let known: BTreeSet<String> = guarded
        .chain(PUBLIC.iter().map(|operation| (*operation).to_owned()))
        .chain(
            claims::OPERATIONS
                .iter()
                .map(|(operation, _)| (*operation).to_owned()),
        )
        .chain(common())
        .collect();
    let there = operations(app).await;
    let new: Vec<&String> = there.difference(&known).collect();
    assert!(
        new.is_empty(),
        "operations that this file does not classify: {new:?}"
    );
    let gone: Vec<&String> = known.difference(&there).collect();
    let optional = [
        "PUT /api/v1/users/{id}",
        "GET /api/openapi.json",
        "GET /api/docs/",
    ];
    let gone: Vec<&&String> = gone
        .iter()
        .filter(|operation| !optional.contains(&operation.as_str()))
        .collect();
    assert!(
        gone.is_empty(),
        "operations that the document does not have: {gone:?}"
    );
    // A viewer is rejected before any other check wherever the table grants nothing.
    let viewer = app.viewer().await;
    let all = GUARDED.iter().copied();
    let on_claims = claims::OPERATIONS.iter();
    for (operation, rule) in
        all.chain(on_claims.map(|(of, may)| (*of, Some((*may, EntityKind::Claim)))))
    {
        let Some((wanted, kind)) = rule else { continue };
        let (method, path) = operation.split_once(' ').expect("method and path");
        if there.contains(operation) && !allows(UserRole::Viewer, wanted, kind, Relation::Own) {
            let path = path.trim_start_matches("/api/v1").replace("{id}", "999999");
            let reply = viewer
                .call(method, &path)
                .body("application/json", "{")
                .send()
                .await;
            reply.problem(403, "forbidden");
        }
    }
}

async fn nothing_opens_without_a_token(app: &mut App) {
    let known = operations(app).await;
    for operation in &known {
        if PUBLIC.contains(&operation.as_str()) {
            continue;
        }
        let (method, pattern) = operation.split_once(' ').expect("method and path");
        let path = pattern.replace("{id}", "1");
        for bodied in [false, true] {
            let call = app.call(method, &path);
            let call = if bodied {
                call.etag("\"1\"").key("k").json(&Value::Null)
            } else {
                call
            };
            call.send().await.problem(401, "unauthenticated");
        }
        let head = app.call("HEAD", &path).send().await;
        let is_read = known.contains(&format!("GET {pattern}"));
        let status = if is_read { 401 } else { 405 };
        assert_eq!(head.status, status, "HEAD {path}");
    }
}
