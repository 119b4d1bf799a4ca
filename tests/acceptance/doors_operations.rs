//! The operations of the document by what they ask for.

use domain::EntityKind;
use domain::permissions::Operation;

/// Operations that need no token, as listed in `api.md` section 6.
pub(super) const PUBLIC: &[&str] = &[
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
pub(super) const GUARDED: &[(&str, Option<(Operation, EntityKind)>)] = &[
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
        "GET /api/v1/boards/loads",
        Some((Operation::Read, EntityKind::PurchaseOrder)),
    ),
    (
        "GET /api/v1/boards/work",
        Some((Operation::Read, EntityKind::PurchaseOrder)),
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
