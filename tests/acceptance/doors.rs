//! Authorization of every operation in the document: no access without a token, and operations that the
//! permission table does not grant are rejected first.

use std::collections::BTreeSet;

use domain::EntityKind;
use domain::choices::UserRole;
use domain::permissions::{Operation, Relation, allows};
use serde_json::Value;

use crate::claims;
use crate::support::{App, on_both_databases};

on_both_databases!(nothing_opens_without_a_token, every_operation_is_classified);

/// Operations that need no token, as listed in `api.md` section 6.
const PUBLIC: &[&str] = &[
    "POST /api/v1/auth/login",
    "POST /api/v1/auth/refresh",
    "GET /health",
    "GET /health/live",
    "GET /health/ready",
    "GET /metrics",
    "GET /api/openapi.json",
    "GET /api/docs/",
    "GET /api/problems/{code}",
];

/// Operations that need a token, with the permission that they require; `None` if they only concern the
/// caller.
const GUARDED: &[(&str, Option<(Operation, EntityKind)>)] = &[
    ("POST /api/v1/auth/logout", None),
    ("POST /api/v1/auth/logout-all", None),
    ("GET /api/v1/auth/sessions", None),
    ("DELETE /api/v1/auth/sessions/{id}", None),
    ("GET /api/v1/me", None),
    ("PATCH /api/v1/me", None),
    ("POST /api/v1/me/password", None),
    ("GET /api/v1/choices", None),
    ("GET /api/v1/company", None),
    (
        "POST /api/v1/purchase-orders/{id}/copy",
        Some((Operation::Create, EntityKind::PurchaseOrder)),
    ),
    (
        "POST /api/v1/purchase-orders/{id}/back-order",
        Some((Operation::Create, EntityKind::PurchaseOrder)),
    ),
    (
        "POST /api/v1/purchase-orders/{id}/give-up-rest",
        Some((Operation::Act, EntityKind::PurchaseOrder)),
    ),
    (
        "GET /api/v1/home",
        Some((Operation::Read, EntityKind::PurchaseOrder)),
    ),
    (
        "GET /api/v1/reports/orders",
        Some((Operation::Read, EntityKind::PurchaseOrder)),
    ),
    (
        "GET /api/v1/settings",
        Some((Operation::Read, EntityKind::Settings)),
    ),
    (
        "PATCH /api/v1/settings",
        Some((Operation::Update, EntityKind::Settings)),
    ),
    (
        "GET /api/v1/settings/history",
        Some((Operation::Read, EntityKind::Settings)),
    ),
    (
        "POST /api/v1/choices",
        Some((Operation::Create, EntityKind::Choice)),
    ),
    (
        "GET /api/v1/choices/{id}",
        Some((Operation::Read, EntityKind::Choice)),
    ),
    (
        "PATCH /api/v1/choices/{id}",
        Some((Operation::Update, EntityKind::Choice)),
    ),
    (
        "GET /api/v1/choices/{id}/history",
        Some((Operation::Read, EntityKind::Choice)),
    ),
    (
        "POST /api/v1/receivables/{id}/issue",
        Some((Operation::Act, EntityKind::Receivable)),
    ),
    (
        "POST /api/v1/receivables/{id}/void",
        Some((Operation::Act, EntityKind::Receivable)),
    ),
    (
        "POST /api/v1/payments",
        Some((Operation::Create, EntityKind::Payment)),
    ),
    (
        "GET /api/v1/payments/{id}/postings",
        Some((Operation::Read, EntityKind::Payment)),
    ),
    (
        "POST /api/v1/payments/{id}/allocate",
        Some((Operation::Act, EntityKind::Payment)),
    ),
    (
        "POST /api/v1/payments/{id}/refund",
        Some((Operation::TakeBack, EntityKind::Payment)),
    ),
    (
        "POST /api/v1/payments/{id}/void",
        Some((Operation::TakeBack, EntityKind::Payment)),
    ),
    (
        "POST /api/v1/receivables/{id}/payments",
        Some((Operation::Create, EntityKind::Payment)),
    ),
    (
        "POST /api/v1/receivables/{id}/allocate",
        Some((Operation::Act, EntityKind::Receivable)),
    ),
    (
        "POST /api/v1/receivables/{id}/refund",
        Some((Operation::TakeBack, EntityKind::Receivable)),
    ),
    (
        "POST /api/v1/receivables/{id}/write-off",
        Some((Operation::Override, EntityKind::Receivable)),
    ),
    (
        "GET /api/v1/receivables/{id}/postings",
        Some((Operation::Read, EntityKind::Receivable)),
    ),
    (
        "POST /api/v1/postings/{id}/reverse",
        Some((Operation::TakeBack, EntityKind::Payment)),
    ),
    (
        "GET /api/v1/receivables/aging",
        Some((Operation::Read, EntityKind::Receivable)),
    ),
    (
        "GET /api/v1/customers/{id}/statement",
        Some((Operation::Read, EntityKind::Customer)),
    ),
    (
        "GET /api/v1/payments",
        Some((Operation::Read, EntityKind::Payment)),
    ),
    (
        "GET /api/v1/payments/{id}",
        Some((Operation::Read, EntityKind::Payment)),
    ),
    (
        "GET /api/v1/payments/{id}/history",
        Some((Operation::Read, EntityKind::Payment)),
    ),
    (
        "GET /api/v1/views",
        Some((Operation::Read, EntityKind::View)),
    ),
    (
        "POST /api/v1/views",
        Some((Operation::Create, EntityKind::View)),
    ),
    (
        "GET /api/v1/views/{id}",
        Some((Operation::Read, EntityKind::View)),
    ),
    (
        "PATCH /api/v1/views/{id}",
        Some((Operation::Update, EntityKind::View)),
    ),
    (
        "DELETE /api/v1/views/{id}",
        Some((Operation::Archive, EntityKind::View)),
    ),
    (
        "GET /api/v1/purchase-orders/counts",
        Some((Operation::Read, EntityKind::PurchaseOrder)),
    ),
    (
        "GET /api/v1/purchase-orders/{id}/warnings",
        Some((Operation::Read, EntityKind::PurchaseOrder)),
    ),
    (
        "GET /api/v1/purchase-orders/sums",
        Some((Operation::Read, EntityKind::PurchaseOrder)),
    ),
    (
        "GET /api/v1/receivables/sums",
        Some((Operation::Read, EntityKind::Receivable)),
    ),
    (
        "GET /api/v1/users",
        Some((Operation::Read, EntityKind::User)),
    ),
    (
        "GET /api/v1/users/{id}",
        Some((Operation::Read, EntityKind::User)),
    ),
    (
        "GET /api/v1/users/{id}/history",
        Some((Operation::Read, EntityKind::User)),
    ),
    (
        "POST /api/v1/users",
        Some((Operation::Create, EntityKind::User)),
    ),
    (
        "PATCH /api/v1/users/{id}",
        Some((Operation::Update, EntityKind::User)),
    ),
    (
        "PUT /api/v1/users/{id}",
        Some((Operation::Update, EntityKind::User)),
    ),
    (
        "POST /api/v1/purchase-orders/{id}/issue",
        Some((Operation::Act, EntityKind::PurchaseOrder)),
    ),
    (
        "POST /api/v1/purchase-orders/{id}/confirm",
        Some((Operation::Act, EntityKind::PurchaseOrder)),
    ),
    (
        "POST /api/v1/purchase-orders/{id}/ship",
        Some((Operation::Act, EntityKind::PurchaseOrder)),
    ),
    (
        "POST /api/v1/purchase-orders/{id}/deliver",
        Some((Operation::Act, EntityKind::PurchaseOrder)),
    ),
    (
        "POST /api/v1/purchase-orders/{id}/weigh",
        Some((Operation::Act, EntityKind::PurchaseOrder)),
    ),
    (
        "GET /api/v1/purchase-orders/{id}/cases",
        Some((Operation::Read, EntityKind::PurchaseOrder)),
    ),
    (
        "GET /api/v1/purchase-orders/{id}/cases.csv",
        Some((Operation::Read, EntityKind::PurchaseOrder)),
    ),
    (
        "POST /api/v1/purchase-orders/{id}/cases",
        Some((Operation::Act, EntityKind::PurchaseOrder)),
    ),
    (
        "POST /api/v1/purchase-orders/{id}/cases/remove",
        Some((Operation::Act, EntityKind::PurchaseOrder)),
    ),
    (
        "POST /api/v1/purchase-orders/{id}/invoice",
        Some((Operation::Act, EntityKind::PurchaseOrder)),
    ),
    (
        "POST /api/v1/purchase-orders/{id}/close",
        Some((Operation::Act, EntityKind::PurchaseOrder)),
    ),
    (
        "POST /api/v1/purchase-orders/{id}/cancel",
        Some((Operation::Act, EntityKind::PurchaseOrder)),
    ),
    (
        "POST /api/v1/purchase-orders/{id}/step-back",
        Some((Operation::TakeBack, EntityKind::PurchaseOrder)),
    ),
];

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
