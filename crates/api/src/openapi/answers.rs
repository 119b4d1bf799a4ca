//! Example responses, computed from the example bodies with domain code so that every amount is right.

use chrono::{NaiveDate, NaiveDateTime};
use domain::all_choices::all_choices;
use domain::auth::{Session, TokenAnswer};
use domain::choices::{ChoiceEntry, Choices, Currency};
use domain::history::{AuditAction, FieldChange, HistoryEntry};
use domain::list::Page;
use domain::purchase_orders::{
    LinkNames, Move, OrderLine, OrderStatus, OrderSums, PartySnapshot, PurchaseOrder,
    PurchaseOrderDraft, PurchaseOrderSummary, Totals,
};
use domain::record::{Instant, Stamps, instant};
use domain::users::{Me, User, UserDraft, UserSummary};
use domain::{Id, ProblemCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::entities;
use super::examples::{EARLIER, LATER, REQUEST_ID, order_body, user_body};
use super::ledger;

/// Example response of a schema.
pub(super) fn of(schema: &str) -> Option<Value> {
    match schema {
        "PurchaseOrder" => shown(&order()),
        "User" => shown(&user()),
        "Me" => shown(&Me::of(user())),
        "TokenAnswer" => shown(&TokenAnswer {
            access_token: "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.c2lnbmF0dXJl".to_owned(),
            token_type: "Bearer".to_owned(),
            expires_in: 900,
            refresh_token: Some("x4Hqf0Zr7mYk2cT9wLs5vB8nD1gJ6pA3eR0uKiXoQyE".to_owned()),
            user: Me::of(user()),
        }),
        "BatchAnswer" => Some(json!({"done": 1, "refused": 0, "items": [{
            "status": 200, "id": 12, "label": "Brindlemoor Beef Packing", "etag": "\"4\"", "before": null, "problem": null,
        }]})),
        "SavedView" => Some(view()),
        "SavedViews" => Some(json!({"items": [view()]})),
        "SimilarRecords" => Some(
            json!({"items": [{"id": 12, "label": "Brindlemoor Beef Packing", "field": "name", "archived": false}]}),
        ),
        "ChoiceItem" => Some(json!({
            "id": 212, "version": 1, "list": "species", "code": "elk", "label": "Elk", "position": 4, "retired": false, "terms": null,
        })),
        "CompanySettings" => Some(json!({
            "version": 2, "weight_variance_pct": "1.00", "net_weight_tolerance_pct": "0.50", "load_limit_lb": "42500.00",
            "overdue_limit_days": 60, "aging_first_edge": 30, "aging_second_edge": 60, "aging_third_edge": 90,
            "margin_floor_per_lb": "0.0300", "margin_floor_rule": "warn", "updated_at": LATER, "updated_by_name": "Lee Castell",
        })),
        "OrderSums" => shown(&order_sums()),
        "OrderWarnings" => Some(json!({"items": [{
            "pointer": "/delivery_appointment", "code": "outside_receiving_hours",
            "message": "4:30 AM is outside receiving hours (05:00-13:00)",
        }]})),
        "OrderCounts" => Some(
            json!({"draft": 2, "issued": 1, "confirmed": 3, "in_transit": 2, "delivered": 7, "cancelled": 1}),
        ),
        "Company" => Some(json!({"name": "Castell Provisions"})),
        "ReceivableSums" => Some(
            json!({"count": 3, "amount": "139351.79", "balance": "29592.50", "overdue": "29592.50"}),
        ),
        "CasesAdded" => Some(json!({
            "version": 6, "dry_run": false, "kept": 1, "without_serial": 0,
            "lines": [{
                "line_id": 101, "line_no": 1, "added": 1, "case_count": 1, "weight": "41.25", "weight_unit": "lb", "weight_lb": "41.25",
            }],
            "rejected": [{
                "index": 1, "text": "(01)90012345678901(3202)004010", "code": "check_digit",
                "message": "(01) The check digit of the GTIN is wrong",
            }],
        })),
        "Page_OrderCase" => page(json!({
            "id": 7, "line_id": 101, "gtin": "90012345678908", "units": 1, "weight": "41.25000", "weight_unit": "lb",
            "weight_lb": "41.25", "production_date": "2026-03-01", "packaging_date": null, "best_before": null,
            "expiration_date": null, "lot_number": "L2603A", "serial": "000123456", "source": "scan",
            "scanned_text": "(01)90012345678908(3202)004125(11)260301(10)L2603A(21)000123456", "created_at": LATER,
            "created_by_name": "Lee Castell", "removed_at": null, "removed_by_name": null, "remove_reason": null,
        })),
        "Page_PurchaseOrderSummary" => page(order_row()),
        "Page_UserSummary" => page(user_row()),
        "Page_HistoryEntry" => page(history()),
        "Session" => shown(&session()),
        "Choices" => shown(&choices()),
        "HealthReport" => Some(json!({
            "status": "healthy", "timestamp": EARLIER, "version": env!("CARGO_PKG_VERSION"),
            "database": "connected", "cache": "absent",
        })),
        "LifeSign" => Some(json!({
            "status": "healthy", "timestamp": EARLIER, "version": env!("CARGO_PKG_VERSION"),
        })),
        "ProblemPage" => Some(json!({
            "code": ProblemCode::StaleVersion.code(), "status": ProblemCode::StaleVersion.status(),
            "title": ProblemCode::StaleVersion.title(), "help": ProblemCode::StaleVersion.help(),
        })),
        other => ledger::answer(other).or_else(|| entities::answer(other)),
    }
}

fn view() -> Value {
    json!({
        "id": 2, "version": 1, "list": "purchase-orders", "name": "My open loads",
        "query": "status=issued,confirmed&sort=-order_date", "columns": [], "is_shared": false, "is_default": true,
        "owner_id": 3, "owner_name": "Lee Castell", "created_at": EARLIER, "updated_at": LATER,
    })
}

pub(super) fn shown<T: Serialize>(value: &T) -> Option<Value> {
    serde_json::to_value(value).ok()
}

pub(super) fn page<T: Serialize>(row: T) -> Option<Value> {
    shown(&Page {
        items: vec![row],
        next_cursor: None,
        total: None,
        total_is_exact: None,
    })
}

fn draft<T: DeserializeOwned + Default>(body: Value) -> T {
    serde_json::from_value(body).unwrap_or_default()
}

pub(super) fn at(text: &str) -> NaiveDateTime {
    instant::parse(text).unwrap_or_default()
}

fn lee() -> Id<User> {
    Id::new(3)
}

pub(super) fn stamps() -> Stamps {
    Stamps {
        owner_name: "Lee Castell".to_owned(),
        created_at: at(EARLIER),
        created_by: lee(),
        created_by_name: "Lee Castell".to_owned(),
        updated_at: at(LATER),
        updated_by: lee(),
        updated_by_name: "Lee Castell".to_owned(),
        archived_at: None,
        archived_by: None,
    }
}

fn order() -> PurchaseOrder {
    let mut sent: PurchaseOrderDraft = draft(order_body());
    for (line, id) in sent.lines.iter_mut().zip(101..) {
        line.id = Some(Id::new(id));
    }
    let lines: Vec<OrderLine> = sent.preview().0;
    let mut details = sent.header;
    details.number = Some("PO-2026-0041".to_owned());
    details.supplier_id = Some(Id::new(12));
    details.customer_id = Some(Id::new(7));
    details.supplier_terms = Some("net_7".to_owned());
    details.customer_terms = Some("net_15".to_owned());
    details.owner_id = Some(lee());
    let mut order = PurchaseOrder {
        costs: Vec::new(),
        is_margin_estimated: false,
        id: Id::new(41),
        version: 2,
        status: OrderStatus::Issued,
        allowed_actions: Vec::new(),
        details,
        lines,
        currency: Currency::default(),
        totals: Totals::default(),
        supplier_name: "Brindlemoor Beef Packing".to_owned(),
        customer_name: Some("Wexcombe Grinding Company".to_owned()),
        links: LinkNames::default(),
        shipped_on: None,
        delivered_on: None,
        carrier_snapshot: None,
        ship_from_snapshot: None,
        ship_to_snapshot: None,
        supplier_snapshot: Some(PartySnapshot {
            name: "Brindlemoor Beef Packing".to_owned(),
            address: "120 Sample Road, Omaha, NE 68102".to_owned(),
            phone: Some("+14025550100".to_owned()),
            email: Some("sales@brindlemoor.example".to_owned()),
            contact_name: Some("Rosa Tillman".to_owned()),
            contact_phone: Some("+14025550101".to_owned()),
            contact_email: Some("rosa.tillman@brindlemoor.example".to_owned()),
        }),
        customer_snapshot: Some(PartySnapshot {
            name: "Wexcombe Grinding Company".to_owned(),
            address: "48 Sample Road, Chicago, IL 60609".to_owned(),
            phone: Some("+13125550100".to_owned()),
            email: Some("office@wexcombe.example".to_owned()),
            ..PartySnapshot::default()
        }),
        cancel_reason: None,
        unbilled_reason: None,
        billing_difference: None,
        is_prepaid: false,
        invoices: Vec::new(),
        moves: vec![Move {
            status: OrderStatus::Issued,
            at: Instant(at(LATER)),
            by: Some(lee()),
            by_name: "Lee Castell".to_owned(),
            reason: None,
        }],
        stamps: stamps(),
    };
    order.recompute();
    order
}

/// Sums over a list that holds only the example order.
fn order_sums() -> OrderSums {
    let totals = order().totals;
    OrderSums {
        count: 1,
        weight_lb: totals.weight_lb,
        buy_total: totals.buy_total.unwrap_or_default(),
        sell_total: totals.sell_total.unwrap_or_default(),
        margin: totals.margin.unwrap_or_default(),
        margin_per_lb: totals.margin_per_lb,
        is_estimated: totals.is_estimated,
        ..OrderSums::default()
    }
}

fn order_row() -> PurchaseOrderSummary {
    let order = order();
    PurchaseOrderSummary {
        billing_difference: order.billing_difference,
        id: order.id,
        version: order.version,
        number: order.details.number.unwrap_or_default(),
        status: order.status,
        supplier_id: Id::new(12),
        supplier_name: order.supplier_name,
        customer_id: order.details.customer_id,
        customer_name: order.customer_name,
        for_stock: order.details.for_stock,
        logistics_scenario: order.details.logistics_scenario,
        order_date: order.details.order_date.unwrap_or(NaiveDate::MIN),
        pickup_date: order.details.pickup_date,
        delivery_date: order.details.delivery_date,
        shipped_on: None,
        delivered_on: None,
        carrier_id: order.details.carrier_id,
        carrier_name: order.links.carrier_name,
        ship_from_plant_id: order.details.ship_from_plant_id,
        ship_from_plant_name: order.links.ship_from_plant_name,
        totals: order.totals,
        owner_id: lee(),
        owner_name: "Lee Castell".to_owned(),
        created_at: at(EARLIER),
        updated_at: at(LATER),
        archived_at: None,
    }
}

fn user() -> User {
    let mut details: UserDraft = draft(user_body(false));
    details.is_active = Some(true);
    User {
        id: Id::new(4),
        version: 1,
        display_name: "Priya Nandan".to_owned(),
        details,
        password_change_required: false,
        last_login_at: Some(at(LATER)),
        created_at: at(EARLIER),
        updated_at: at(EARLIER),
    }
}

fn user_row() -> UserSummary {
    let User { details, .. } = user();
    UserSummary {
        id: Id::new(4),
        version: 1,
        username: details.username,
        display_name: "Priya Nandan".to_owned(),
        email: details.email,
        role: details.role,
        is_active: true,
        department: details.profile.department,
        job_title: details.profile.job_title,
        last_login_at: Some(at(LATER)),
        created_at: at(EARLIER),
        updated_at: at(EARLIER),
    }
}

fn history() -> HistoryEntry {
    HistoryEntry {
        id: 318,
        at: at(LATER),
        actor_id: Some(Id::new(2)),
        actor_name: "Sam Orton".to_owned(),
        action: AuditAction::Update,
        reason: None,
        request_id: Some(REQUEST_ID.to_owned()),
        version: 3,
        changes: vec![FieldChange {
            pointer: "/payment_terms".to_owned(),
            before: json!("net_15"),
            after: json!("net_30"),
        }],
    }
}

fn session() -> Session {
    Session {
        id: Id::new(9),
        user_id: lee(),
        device: Some("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0".to_owned()),
        device_name: "Firefox on Linux".to_owned(),
        address: Some("192.0.2.10".to_owned()),
        created_at: at(EARLIER),
        last_used_at: at(LATER),
        current: true,
    }
}

fn choices() -> Choices {
    let entry = |code: &str, label: &str, position| ChoiceEntry {
        id: Some(Id::new(i64::from(position))),
        code: code.to_owned(),
        label: label.to_owned(),
        position,
        retired: false,
    };
    let terms = vec![entry("net_7", "Net 7", 1), entry("net_15", "Net 15", 2)];
    let mut all = all_choices([("payment_terms".to_owned(), terms)].into());
    let few = ["payment_terms", "po_status"];
    all.lists.retain(|list| few.contains(&list.name.as_str()));
    all
}
