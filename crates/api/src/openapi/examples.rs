//! Example request bodies and problem details. The server accepts the bodies in order, starting with an empty
//! database that has one supplier and one customer.

use domain::history::StaleChange;
use domain::problem::Blocker;
use domain::{FieldError, FieldErrors, ProblemCode};
use serde_json::{Value, json};

use super::answers::at;
use super::entities;
use super::ledger;

/// A request ID.
pub(super) const REQUEST_ID: &str = "3f9a1c07d2b84e65a0f1";
/// A timestamp.
pub(super) const EARLIER: &str = "2026-03-02T14:11:08Z";
/// A later timestamp.
pub(super) const LATER: &str = "2026-03-02T15:42:30Z";

/// Body of an operation; `None` if it takes none.
pub(super) fn body(operation: &str) -> Option<Value> {
    Some(match operation {
        "login" => {
            json!({"username": "lee", "password": "five combos to chicago", "refresh": "body"})
        }
        "refresh" => json!({"refresh_token": "x4Hqf0Zr7mYk2cT9wLs5vB8nD1gJ6pA3eR0uKiXoQyE"}),
        "change_me" => {
            json!({"job_title": "Beef broker", "time_zone": "America/Denver", "preferences": {"sidebar": "narrow"}})
        }
        "change_own_password" => {
            json!({"current_password": "five combos to chicago", "new_password": "six combos to milwaukee"})
        }
        "create_purchase_order" | "replace_purchase_order" => order_body(),
        "change_purchase_order" => {
            json!({"delivery_date": "2026-03-07", "customer_po_number": "CP-0041"})
        }
        "issue_purchase_order" => json!({"accept_negative_margin": false}),
        "confirm_purchase_order" => json!({"supplier_confirmation_number": "SC-0041"}),
        "ship_purchase_order" => {
            json!({"shipped_on": "2026-03-04", "carrier_release_number": "REL-0041", "seal_out": "SL0041"})
        }
        "deliver_purchase_order" => json!({"delivered_on": "2026-03-06", "seal_in": "SL0041"}),
        "weigh_purchase_order" => json!({"lines": [
            {"id": 1, "actual_units": 8, "actual_weight": "16088.50", "weight_source": "bol"},
            {"id": 2, "actual_units": 8, "actual_weight": "16051.00", "weight_source": "bol"},
        ]}),
        "add_order_cases" => json!({
            "line_id": 1, "accept_variance": true,
            "text": "(01)90012345678908(3202)004125(11)260301(10)L2603A(21)000123456\n(01)90012345678908(3202)004010(11)260301(10)L2603A(21)000123457",
        }),
        "remove_order_cases" => {
            json!({"ids": [1], "reason": "label misread", "accept_variance": true})
        }
        "invoice_purchase_order" => json!({"invoice_date": "2026-03-08"}),
        "close_purchase_order" => json!({"unbilled_reason": "billed in the old system"}),
        "cancel_purchase_order" => json!({"reason": "customer cut its programme"}),
        "step_back_purchase_order" => json!({"reason": "marked shipped by mistake"}),
        batch if batch.starts_with("batch_") => {
            json!({"dry_run": true, "items": [{"op": "archive", "id": 1, "etag": "\"1\""}]})
        }
        "create_view" => json!({
            "list": "purchase-orders", "name": "My open loads", "query": "status=issued,confirmed&sort=-order_date", "is_default": true,
        }),
        "change_view" => json!({"is_shared": true}),
        "create_choice" => json!({"list": "species", "code": "elk", "label": "Elk", "position": 4}),
        "change_choice" => json!({"label": "Elk and deer", "retired": false}),
        "change_settings" => {
            json!({"margin_floor_per_lb": "0.0300", "margin_floor_rule": "stop"})
        }
        "void_receivable" => json!({"reason": "billed twice"}),
        "create_user" => user_body(true),
        "replace_user" => user_body(false),
        "change_user" => json!({"role": "manager", "department": "Accounting"}),
        other => return ledger::body(other).or_else(|| entities::body(other)),
    })
}

pub(super) fn order_body() -> Value {
    json!({
        "supplier_id": 1, "customer_id": 1, "order_date": "2026-03-02", "pickup_date": "2026-03-04", "delivery_date": "2026-03-06",
        "logistics_scenario": "supplier_delivery", "freight_terms": "fob_origin_collect", "temperature_setpoint_f": "28.0",
        "delivery_appointment": {"at": "2026-03-06T12:30:00Z", "time_zone": "America/Chicago", "method": "email"},
        "lines": [
            {"description": "Trim 85's - Tested", "ordered_units": 8, "ordered_weight": "16000", "weight_unit": "lb",
             "buy_price": "338.5000", "buy_basis": "per_cwt", "sell_price": "3.4750", "sell_basis": "per_lb"},
            {"description": "Trim 50's - Tested", "ordered_units": 8, "ordered_weight": "16000", "weight_unit": "lb",
             "buy_price": "122.7500", "buy_basis": "per_cwt", "sell_price": "1.3150", "sell_basis": "per_lb"},
        ],
    })
}

pub(super) fn user_body(with_password: bool) -> Value {
    let mut body = json!({
        "username": "priya", "email": "priya.nandan@projectmeats.example", "role": "broker",
        "first_name": "Priya", "last_name": "Nandan", "department": "Trading", "job_title": "Poultry and pork broker",
        "time_zone": "America/New_York",
    });
    if with_password && let Some(fields) = body.as_object_mut() {
        fields.insert("password".to_owned(), json!("boneless skinless breast"));
    }
    body
}

/// Errors of invalid fields.
pub(super) fn field_errors() -> Vec<FieldError> {
    let mut errors = FieldErrors::new();
    errors.add(
        "/lines/0/ordered_weight",
        "must_be_positive",
        "Weight must be more than 0",
    );
    errors.add(
        "/delivery_date",
        "before_pickup",
        "Delivery cannot be before pick-up",
    );
    errors.into_vec()
}

/// Errors of invalid query parameters.
pub(super) fn parameter_errors(code: ProblemCode) -> Vec<FieldError> {
    let (name, message) = match code {
        ProblemCode::UnknownParameter => ("page", "Use limit and cursor to page through a list"),
        ProblemCode::DuplicateParameter => {
            ("limit", "Send this parameter once; it takes one value")
        }
        _ => ("order_date[gte]", "Send a day as YYYY-MM-DD"),
    };
    let mut errors = FieldErrors::new();
    errors.add_parameter(name, code.code(), message);
    errors.into_vec()
}

/// Error of a field whose value another record already has.
pub(super) fn duplicate_errors() -> Vec<FieldError> {
    let mut errors = FieldErrors::new();
    errors.add(
        "/name",
        "duplicate",
        "Brindlemoor Beef Packing has this already",
    );
    errors.into_vec()
}

/// Records that refer to the record.
pub(super) fn blockers() -> Vec<Blocker> {
    vec![Blocker {
        entity: "purchase_order".to_owned(),
        id: 41,
        label: "PO-2026-0041".to_owned(),
    }]
}

/// Changes made since the version that was sent.
pub(super) fn stale_changes() -> Vec<StaleChange> {
    vec![StaleChange {
        pointer: "/payment_terms".to_owned(),
        from: json!("net_15"),
        to: json!("net_30"),
        by: "Sam Orton".to_owned(),
        at: at(EARLIER),
    }]
}
