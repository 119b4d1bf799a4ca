//! Valid bodies of locations, carriers and contacts.

use domain::carriers::Carrier;
use domain::contacts::Contact;
use domain::locations::Location;
use serde_json::{Value, json};

use super::samples::{Sample, Unique, World, address, merged};

/// The name of the record's parent, which lists sort by as `parent_name`.
fn parent_or(record: &Value, key: &str) -> Value {
    if key != "parent_name" {
        return record[key].clone();
    }
    let names = ["supplier_name", "customer_name", "carrier_name"];
    let named = names.map(|name| record[name].clone());
    named.into_iter().find(Value::is_string).unwrap_or_default()
}

impl Sample for Location {
    const NAME: &'static str = "name";
    const UNIQUE: Option<Unique> = Unique::among_active("name");
    const NEEDED: &'static [&'static str] = &["/name"];
    const ONE_OF: &'static [&'static str] = &["/customer_id", "/supplier_id"];
    const VARIES: &'static [&'static str] = &["supplier_id"];
    const SET: Option<(&'static str, [&'static str; 4])> = None;
    const TEXT: &'static str = "notes";
    const DERIVED: &'static str = "full_address";
    const BEFORE: usize = 1;

    fn sorted(n: u32) -> Value {
        let cities = ["Reno", "omaha", "Chicago", "Boise", "Ames"];
        let place = usize::try_from(n).unwrap_or(0) % cities.len();
        json!({"city": cities[place]})
    }

    async fn apart(world: &World) -> Value {
        json!({"supplier_id": null, "customer_id": world.customer})
    }

    fn sorted_by(record: &Value, key: &str) -> Value {
        parent_or(record, key)
    }

    fn minimal(world: &World, n: u32) -> Value {
        json!({"supplier_id": world.supplier, "name": format!("Dock {n:03}")})
    }

    fn full(world: &World, n: u32) -> Value {
        let body = json!({
            "supplier_id": world.supplier, "customer_id": null, "name": format!("Chicago sales office {n:03}"),
            "code": format!("BRI-CHI-{n:03}"), "location_type": "office", "contact_name": "Front desk",
            "phone": "+13125550110", "email": "office@brindlemoor.example", "appointment_method": "email",
            "receiving_hours": "05:00-13:00", "time_zone": "America/Chicago", "notes": "gate 3\nring twice",
            "owner_id": world.broker.id().get(),
        });
        merged(body, &address(n))
    }

    fn wrong_types() -> (Value, &'static [(&'static str, &'static str)]) {
        let body = json!({
            "name": 5, "supplier_id": "12", "location_type": ["office"], "phone": 4_025_550_100_i64, "city": {},
            "supplier_name": "x", "colour": "red",
        });
        (
            body,
            &[
                ("/name", "wrong_type"),
                ("/supplier_id", "invalid_id"),
                ("/location_type", "wrong_type"),
                ("/phone", "wrong_type"),
                ("/city", "wrong_type"),
                ("/supplier_name", "read_only"),
                ("/colour", "unknown_field"),
            ],
        )
    }
}

impl Sample for Carrier {
    const NAME: &'static str = "name";
    const UNIQUE: Option<Unique> = Unique::among_active("code");
    const NEEDED: &'static [&'static str] = &["/name"];
    const SET: Option<(&'static str, [&'static str; 4])> = None;
    const TEXT: &'static str = "notes";
    const DERIVED: &'static str = "insurance_state";

    fn sorted(n: u32) -> Value {
        json!({"insurance_expires_on": format!("2027-01-{:02}", 20 - n)})
    }

    fn minimal(_world: &World, n: u32) -> Value {
        json!({"name": format!("Carrier {n:03}")})
    }

    fn full(world: &World, n: u32) -> Value {
        let body = json!({
            "name": format!("Northquill Refrigerated Lines {n:03}"), "code": format!("NQL{n:03}"), "carrier_type": "rail",
            "usdot_number": format!("99{n:06}"), "docket": "MC-9900011", "authority_status": "active",
            "authority_checked_on": "2026-02-20", "insurance_provider": "Sample Mutual",
            "insurance_policy_number": "SM-44210", "insurance_expires_on": "2026-12-31",
            "insurance_amount": "1000000.00", "phone": "+14025550140", "email": "dispatch@northquill.example",
            "our_account_number": "PM-1009", "payment_terms": "net_30", "payment_method": "ach",
            "credit_band": "b100k", "appointment_method": "email", "release_number": "STANDING-7",
            "suppliers": [world.supplier], "notes": "internal", "owner_id": world.broker.id().get(),
        });
        merged(body, &address(n))
    }

    fn wrong_types() -> (Value, &'static [(&'static str, &'static str)]) {
        let body = json!({
            "name": 5, "usdot_number": 99_000_011, "insurance_amount": 1_000_000, "authority_status": "maybe",
            "insurance_expires_on": "2026-02-30", "suppliers": ["one"], "insurance_state": "valid", "colour": "red",
        });
        (
            body,
            &[
                ("/name", "wrong_type"),
                ("/usdot_number", "wrong_type"),
                ("/insurance_amount", "expected_decimal_string"),
                ("/authority_status", "unknown_code"),
                ("/insurance_expires_on", "wrong_type"),
                ("/suppliers/0", "invalid_id"),
                ("/insurance_state", "read_only"),
                ("/colour", "unknown_field"),
            ],
        )
    }
}

impl Sample for Contact {
    const NAME: &'static str = "name";
    // Two people may have the same name.
    const UNIQUE: Option<Unique> = None;
    const NEEDED: &'static [&'static str] = &["/name"];
    const ONE_OF: &'static [&'static str] = &["/carrier_id", "/customer_id", "/supplier_id"];
    const VARIES: &'static [&'static str] = &["supplier_id"];
    const SET: Option<(&'static str, [&'static str; 4])> =
        Some(("positions", ["buyer", "logistics", "owner", "sales_rep"]));
    const TEXT: &'static str = "notes";
    const DERIVED: &'static str = "party";

    async fn apart(world: &World) -> Value {
        json!({"supplier_id": null, "customer_id": world.customer})
    }

    fn sorted_by(record: &Value, key: &str) -> Value {
        parent_or(record, key)
    }

    fn minimal(world: &World, n: u32) -> Value {
        json!({"supplier_id": world.supplier, "name": format!("Person {n:03}")})
    }

    fn full(world: &World, n: u32) -> Value {
        json!({
            "supplier_id": world.supplier, "customer_id": null, "carrier_id": null, "name": format!("Rosa Tillman {n:03}"),
            "title": "Sales manager", "positions": ["owner", "sales_rep"], "departments": ["docs_bol", "sales"],
            "email": "rosa.tillman@brindlemoor.example", "phone": "+14025550101", "phone_mobile": "+14025550102",
            "phone_direct": "+14025550103 x7", "is_primary": false, "notes": "calls before noon",
            "owner_id": world.broker.id().get(),
        })
    }

    fn wrong_types() -> (Value, &'static [(&'static str, &'static str)]) {
        let body = json!({
            "name": 5, "carrier_id": 1.5, "positions": "buyer", "departments": ["sales", 7], "is_primary": "yes",
            "party": "supplier", "colour": "red",
        });
        (
            body,
            &[
                ("/name", "wrong_type"),
                ("/carrier_id", "invalid_id"),
                ("/positions", "wrong_type"),
                ("/departments/1", "wrong_type"),
                ("/is_primary", "wrong_type"),
                ("/party", "read_only"),
                ("/colour", "unknown_field"),
            ],
        )
    }
}
