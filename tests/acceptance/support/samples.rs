//! Valid bodies of every kind of record: the least that is taken, and everything at once.

use domain::choices::UserRole;
use domain::customers::Customer;
use domain::purchase_orders::PurchaseOrder;
use domain::suppliers::Supplier;
use domain::{Id, Resource};
use serde_json::{Value, json};

use super::{Actor, App};

/// Who and what a test works with: one person of each role, a supplier, a customer.
pub(crate) struct World {
    pub(crate) admin: Actor,
    pub(crate) broker: Actor,
    pub(crate) supplier: i64,
    pub(crate) customer: i64,
}

impl World {
    /// Signs in, and makes a supplier and a customer.
    pub(crate) async fn new(app: &mut App) -> Self {
        let (admin, broker) = (app.admin().await, app.user(UserRole::Broker).await);
        let supplier = broker
            .create("/suppliers", &json!({"name": "World supplier"}))
            .await
            .id();
        let customer = broker
            .create("/customers", &json!({"name": "World customer"}))
            .await
            .id();
        Self {
            admin,
            broker,
            supplier,
            customer,
        }
    }
}

/// A kind of record that the generic tests know how to fill in.
pub(crate) trait Sample: Resource {
    /// The text field that names a record and must be unique.
    const NAME: &'static str;
    /// A text field that may be absent and is not unique.
    const TEXT: &'static str;
    /// A field that only the server sets, besides the common ones.
    const DERIVED: &'static str;

    /// What the world holds at the start.
    const BEFORE: usize;

    /// The least that is taken, different for each `n`.
    fn minimal(world: &World, n: u32) -> Value;

    /// Every field that a person may fill in, different for each `n`.
    fn full(world: &World, n: u32) -> Value;

    /// A body that is wrong in type in several places, with what must be said about it.
    fn wrong_types() -> (Value, &'static [(&'static str, &'static str)]);

    /// Path of the list.
    fn list() -> String {
        format!("/{}", Self::PATH)
    }

    /// Path of a record.
    fn path(id: i64) -> String {
        format!("/{}/{id}", Self::PATH)
    }

    /// The record's typed id.
    fn typed(id: i64) -> Id<Self> {
        Id::new(id)
    }
}

/// Address fields that fit the rules of the USA.
fn address(n: u32) -> Value {
    json!({
        "address_line1": format!("{} Sample Road", 100 + n), "address_line2": "Dock 4", "city": "Omaha", "state": "NE",
        "postal_code": "68102-1234", "country": "USA",
    })
}

/// One object of the fields of two.
pub(crate) fn merged(mut one: Value, other: &Value) -> Value {
    if let (Value::Object(fields), Value::Object(more)) = (&mut one, other) {
        fields.extend(more.clone());
    }
    one
}

impl Sample for Supplier {
    const NAME: &'static str = "name";
    const TEXT: &'static str = "notes";
    const DERIVED: &'static str = "open_order_count";
    const BEFORE: usize = 1;

    fn minimal(_world: &World, n: u32) -> Value {
        json!({"name": format!("Supplier {n:03}")})
    }

    fn full(world: &World, n: u32) -> Value {
        let body = json!({
            "name": format!("Brindlemoor Beef Packing {n:03}"), "code": format!("BRI{n:03}"), "kind": "vertical",
            "phone": "+14025550100", "email": "sales@brindlemoor.example", "delivery_profile": "delivers",
            "shipping_scopes": ["domestic", "export"], "pickup_booking_method": "website",
            "pickup_booking_notes": "Ask for Rosa", "credit_application_sent_on": "2026-01-12",
            "credit_application_approved_on": "2026-01-20", "payment_terms": "net_15", "payment_method": "wire",
            "credit_band": "b500k", "credit_limit": "250000.00", "species": ["beef", "veal"], "edibility": "both",
            "certificates": ["brc", "haccp"], "offers_tested_product": true, "offers_contracts": true,
            "offers_export_documents": true, "origin_countries": ["CAN", "USA"],
            "notes": "O'Brien & <Sons>\nsecond line", "owner_id": world.broker.id().get(),
        });
        merged(body, &address(n))
    }

    fn wrong_types() -> (Value, &'static [(&'static str, &'static str)]) {
        let body = json!({
            "name": 5, "credit_limit": 250_000, "species": ["beef", 7], "offers_contracts": "yes",
            "delivery_profile": "flies", "credit_application_sent_on": "2026-02-30", "colour": "red", "version": 3,
        });
        (
            body,
            &[
                ("/name", "wrong_type"),
                ("/credit_limit", "expected_decimal_string"),
                ("/species/1", "wrong_type"),
                ("/offers_contracts", "wrong_type"),
                ("/delivery_profile", "unknown_code"),
                ("/credit_application_sent_on", "wrong_type"),
                ("/colour", "unknown_field"),
                ("/version", "read_only"),
            ],
        )
    }
}

impl Sample for Customer {
    const NAME: &'static str = "name";
    const TEXT: &'static str = "notes";
    const DERIVED: &'static str = "credit_exposure";
    const BEFORE: usize = 1;

    fn minimal(_world: &World, n: u32) -> Value {
        json!({"name": format!("Customer {n:03}")})
    }

    fn full(world: &World, n: u32) -> Value {
        let body = json!({
            "name": format!("Wexcombe Grinding Company {n:03}"), "code": format!("WEX{n:03}"), "phone": "+13125550100",
            "email": "office@wexcombe.example", "documents_needed": ["brc", "letter_of_guarantee"],
            "segments": ["processor"], "payment_terms": "net_15", "payment_method": "check",
            "credit_limit": "400000.00", "credit_band": "b500k", "credit_hold": true,
            "credit_application_sent_on": "2026-01-12", "credit_application_approved_on": "2026-01-12",
            "species": ["beef"], "edibility": "edible", "cooks_product": true, "origin_preference": "domestic",
            "picks_up_loads": true, "needs_exportable": true, "certificates_required": ["brc"],
            "notes": "Çelik naïve 東京", "owner_id": world.broker.id().get(),
        });
        merged(body, &address(n))
    }

    fn wrong_types() -> (Value, &'static [(&'static str, &'static str)]) {
        let body = json!({
            "name": ["Wexcombe"], "credit_limit": "1e3", "segments": "processor", "credit_hold": 1,
            "origin_preference": "lunar", "owner_id": "2", "colour": null, "credit_exposure": "5.00",
        });
        (
            body,
            &[
                ("/name", "wrong_type"),
                ("/credit_limit", "invalid_decimal"),
                ("/segments", "wrong_type"),
                ("/credit_hold", "wrong_type"),
                ("/origin_preference", "unknown_code"),
                ("/owner_id", "invalid_id"),
                ("/colour", "unknown_field"),
                ("/credit_exposure", "read_only"),
            ],
        )
    }
}

impl Sample for PurchaseOrder {
    const NAME: &'static str = "number";
    const TEXT: &'static str = "notes";
    const DERIVED: &'static str = "status";
    const BEFORE: usize = 0;

    fn minimal(world: &World, n: u32) -> Value {
        json!({"supplier_id": world.supplier, "number": format!("T-{n:03}")})
    }

    fn full(world: &World, n: u32) -> Value {
        json!({
            "number": format!("LOAD-{n:03}"), "supplier_id": world.supplier, "customer_id": world.customer,
            "for_stock": false, "deal_role": "agent", "order_date": "2026-03-02",
            "requested_delivery_date": "2026-03-07", "pickup_date": "2026-03-04", "delivery_date": "2026-03-06",
            "logistics_scenario": "we_pickup", "freight_terms": "fob_origin_collect", "freight_cost": "1980.00",
            "supplier_confirmation_number": "SC-0041", "release_format": "both", "carrier_release_number": "REL-0041",
            "customer_po_number": "CP-0041", "supplier_terms": "net_7", "customer_terms": "net_15",
            "temperature_setpoint_f": "28.0", "seal_out": "SL0041", "seal_in": "SL0041",
            "special_instructions": "Pre-cool\nto 28 F", "notes": "internal", "owner_id": world.broker.id().get(),
            "pickup_appointment": {
                "at": "2026-03-04T11:30:00Z", "time_zone": "America/Chicago", "method": "email", "confirmation": "A-77",
            },
            "delivery_appointment": {"method": "first_come_first_serve"},
            "lines": [full_line(), line("Trim 85's", "10000.00", "1.1500", Some("1.2500"))],
        })
    }

    fn wrong_types() -> (Value, &'static [(&'static str, &'static str)]) {
        let body = json!({
            "supplier_id": "12", "for_stock": "no", "freight_cost": 12.5, "order_date": 20_260_302,
            "pickup_appointment": "monday", "status": "issued", "lines": [
                {"description": 7, "ordered_weight": "12.345", "buy_basis": "per_stone", "weight": 5},
                "a line",
            ],
        });
        (
            body,
            &[
                ("/supplier_id", "invalid_id"),
                ("/for_stock", "wrong_type"),
                ("/freight_cost", "expected_decimal_string"),
                ("/order_date", "wrong_type"),
                ("/pickup_appointment", "wrong_type"),
                ("/status", "read_only"),
                ("/lines/0/description", "wrong_type"),
                ("/lines/0/ordered_weight", "too_many_decimals"),
                ("/lines/0/buy_basis", "unknown_code"),
                ("/lines/0/weight", "unknown_field"),
                ("/lines/1", "wrong_type"),
            ],
        )
    }
}

/// A line with every field that a person may fill in.
fn full_line() -> Value {
    json!({
        "description": "Trim 50's - Tested", "ordered_units": 20, "ordered_weight": "40000.00", "weight_unit": "lb",
        "weight_basis": "catch", "buy_price": "122.7500", "buy_basis": "per_cwt", "zero_price_reason": "sample",
        "sell_price": "1.3150", "sell_basis": "per_lb", "max_age": "d10", "production_date": "2026-02-26",
        "lot_number": "BL-4802", "test_class": "tested", "lot_test_result": "negative", "country_of_origin": "USA",
        "notes": "combo bins",
    })
}

/// A plain line in pounds, priced per pound.
pub(crate) fn line(description: &str, weight: &str, buy: &str, sell: Option<&str>) -> Value {
    let mut line = json!({
        "description": description, "ordered_weight": weight, "buy_price": buy, "buy_basis": "per_lb",
    });
    if let Some(sell) = sell {
        line["sell_price"] = json!(sell);
        line["sell_basis"] = json!("per_lb");
    }
    line
}

/// An order that can be issued at once.
pub(crate) fn order(world: &World) -> Value {
    order_between(world.supplier, world.customer)
}

/// The same between a supplier and a customer.
pub(crate) fn order_between(supplier: i64, customer: i64) -> Value {
    json!({
        "supplier_id": supplier, "customer_id": customer,
        "delivery_appointment": {"method": "first_come_first_serve"},
        "lines": [line("Trim 50's", "40000.00", "1.2275", Some("1.3150"))],
    })
}

/// An order with everything filled in, between a supplier and a customer.
pub(crate) fn full_order(supplier: i64, customer: i64) -> Value {
    let mut body = order_between(supplier, customer);
    body["lines"] = json!([
        full_line(),
        line("Trim 85's", "10000.00", "1.1500", Some("1.2500"))
    ]);
    body["order_date"] = json!("2026-03-02");
    body["special_instructions"] = json!("Pre-cool to 28 F");
    body
}
