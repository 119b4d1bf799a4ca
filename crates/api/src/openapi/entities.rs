//! Example records. Each body is written once; responses and list rows are derived from it with the domain's
//! types, so that they have exactly the right fields.

use domain::carriers::Carrier;
use domain::contacts::Contact;
use domain::customers::Customer;
use domain::locations::Location;
use domain::plants::Plant;
use domain::products::Product;
use domain::receivables::Receivable;
use domain::record::Resource;
use domain::supplier_plant_mappings::SupplierPlantMapping;
use domain::suppliers::Supplier;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::answers::{page, shown, stamps};

/// Body of an operation on a record. The server accepts these bodies in order, starting with an empty
/// database that has one supplier, one customer, one carrier and one plant.
pub(super) fn body(operation: &str) -> Option<Value> {
    let (verb, one) = operation.split_once('_')?;
    let (whole, change) = bodies(one)?;
    match verb {
        "create" | "replace" => Some(whole),
        "change" => Some(change),
        _ => None,
    }
}

/// Response of a schema: a record, or a page of records.
pub(super) fn answer(schema: &str) -> Option<Value> {
    match schema {
        "Supplier" | "Page_SupplierSummary" => of::<Supplier>(
            schema,
            "supplier",
            json!({"id": 12, "has_credit_application": true, "has_contacts": true, "plant_count": 2, "open_order_count": 1}),
        ),
        "Customer" | "Page_CustomerSummary" => of::<Customer>(
            schema,
            "customer",
            json!({
                "id": 7, "credit_standing": "good", "credit_exposure": "76640.00", "open_balance": "0.00",
                "open_order_count": 1,
            }),
        ),
        "Location" | "Page_LocationSummary" => of::<Location>(
            schema,
            "location",
            json!({
                "id": 5, "supplier_id": 12, "supplier_name": "Brindlemoor Beef Packing", "archived_links": [],
                "full_address": "55 Sample Road, Chicago, IL 60601",
            }),
        ),
        "Carrier" | "Page_CarrierSummary" => of::<Carrier>(
            schema,
            "carrier",
            json!({
                "id": 3, "suppliers": [12], "supplier_names": ["Brindlemoor Beef Packing"], "insurance_state": "valid",
                "tender_block": null, "archived_links": [],
            }),
        ),
        "Contact" | "Page_ContactSummary" => of::<Contact>(
            schema,
            "contact",
            json!({
                "id": 19, "party": "supplier", "supplier_id": 12, "supplier_name": "Brindlemoor Beef Packing",
                "has_contact_details": true, "archived_links": [],
            }),
        ),
        "Plant" | "Page_PlantSummary" => {
            let number = |typed: &str, prefix: &str| json!({"prefix": prefix, "number": "99101", "suffix": null, "as_typed": typed});
            let record = json!({
                "id": 4, "has_location": true, "establishments": [number("EST. 99101", "M"), number("P-99101", "P")],
                "establishment_numbers": ["M99101", "P99101"],
                "supplier_id": 12, "supplier_name": "Brindlemoor Beef Packing", "supplier_count": 1,
            });
            of::<Plant>(schema, "plant", record)
        }
        "Product" | "Page_ProductSummary" => of::<Product>(
            schema,
            "product",
            json!({
                "id": 31, "supplier_id": 12, "supplier_name": "Brindlemoor Beef Packing", "supplier_count": 1,
                "supplier_names": ["Brindlemoor Beef Packing"], "plant_names": [null],
                "customer_names": ["Wexcombe Grinding Company"], "archived_links": [],
            }),
        ),
        "SupplierPlantMapping" | "Page_SupplierPlantMappingSummary" => of::<SupplierPlantMapping>(
            schema,
            "supplier_plant_mapping",
            json!({
                "id": 9, "name": "Brindlemoor Beef Packing / Brindlemoor Grand Island", "supplier_id": 12, "plant_id": 4,
                "supplier_name": "Brindlemoor Beef Packing", "plant_name": "Brindlemoor Grand Island", "archived_links": [],
            }),
        ),
        "Receivable" | "Page_ReceivableSummary" => of::<Receivable>(
            schema,
            "receivable",
            json!({
                "id": 23, "customer_id": 7, "customer_name": "Wexcombe Grinding Company", "number": "INV-2026-0007",
                "purchase_order_number": null, "due_date": "2026-03-23", "status": "draft", "standing": "draft", "allowed_actions": ["issue", "void"],
                "amount": "140059.29", "balance": "140059.29", "payment_status": null, "is_overdue": false,
                "aging_bucket": null, "bill_to_snapshot": null, "void_reason": null, "archived_links": [],
                "corrects_number": null, "is_correction": false, "billing_difference": null,
            }),
        ),
        _ => None,
    }
}

/// Bodies that create and change a record.
fn bodies(one: &str) -> Option<(Value, Value)> {
    Some(match one {
        "supplier" => (
            json!({
                "name": "Brindlemoor Beef Packing", "code": "BRI", "kind": "vertical",
                "phone": "+14025550100", "email": "sales@brindlemoor.example",
                "address_line1": "120 Sample Road", "city": "Omaha", "state": "NE", "postal_code": "68102", "country": "USA",
                "delivery_profile": "delivers", "shipping_scopes": ["domestic", "export"], "pickup_booking_method": "website",
                "credit_application_sent_on": "2026-01-12", "credit_application_approved_on": "2026-02-01",
                "payment_terms": "net_7", "payment_method": "wire", "credit_limit": "250000.00",
                "species": ["beef"], "edibility": "both", "certificates": ["brc", "haccp"],
                "offers_tested_product": true, "origin_countries": ["USA"],
            }),
            json!({"credit_limit": null, "species": ["beef", "veal"]}),
        ),
        "customer" => (
            json!({
                "name": "Wexcombe Grinding Company", "code": "WEX",
                "phone": "+13125550100", "email": "office@wexcombe.example",
                "address_line1": "48 Sample Road", "city": "Chicago", "state": "IL", "postal_code": "60609", "country": "USA",
                "documents_needed": ["brc", "letter_of_guarantee"], "segments": ["processor"],
                "payment_terms": "net_15", "payment_method": "check", "credit_limit": "400000.00",
                "species": ["beef"], "edibility": "edible",
            }),
            json!({"payment_terms": "net_30", "documents_needed": ["brc"]}),
        ),
        "location" => (
            json!({
                "supplier_id": 1, "name": "Chicago sales office", "code": "BRI-CHI", "location_type": "office",
                "address_line1": "55 Sample Road", "city": "Chicago", "state": "IL", "postal_code": "60601", "country": "USA",
                "contact_name": "Front desk", "phone": "+13125550110", "appointment_method": "email",
                "receiving_hours": "05:00-13:00", "time_zone": "America/Chicago",
            }),
            json!({"receiving_hours": "06:00-14:00", "contact_name": null}),
        ),
        "carrier" => (
            json!({
                "name": "Northquill Refrigerated Lines", "code": "NQL", "carrier_type": "truck",
                "usdot_number": "99000011", "docket": "MC-9900011", "authority_status": "active",
                "authority_checked_on": "2026-02-20", "insurance_provider": "Sample Mutual",
                "insurance_policy_number": "SM-44210", "insurance_expires_on": "2026-12-31", "insurance_amount": "1000000.00",
                "address_line1": "9 Sample Road", "city": "Lincoln", "state": "NE", "postal_code": "68508", "country": "USA",
                "phone": "+14025550140", "email": "dispatch@northquill.example", "payment_terms": "net_30",
                "payment_method": "ach", "appointment_method": "email", "suppliers": [1],
            }),
            json!({"insurance_expires_on": "2027-12-31", "insurance_amount": "1500000.00"}),
        ),
        "contact" => (
            json!({
                "supplier_id": 1, "name": "Rosa Tillman", "title": "Sales manager", "positions": ["sales_rep"],
                "departments": ["sales"], "email": "rosa.tillman@brindlemoor.example", "phone": "+14025550101",
                "is_primary": true,
            }),
            json!({"departments": ["sales", "docs_coa"], "phone_mobile": "+14025550102"}),
        ),
        "plant" => (
            json!({
                "name": "Brindlemoor Grand Island", "code": "BRI-GI", "kind": "vertical", "species": ["beef"],
                "establishments": [{"as_typed": "EST. 99101"}, {"as_typed": "P-99101"}],
                "address_line1": "600 Sample Road", "city": "Grand Island", "state": "NE", "postal_code": "68801", "country": "USA",
                "phone": "+13085550120", "manager_name": "Tom Ashe", "load_requirements": ["forklift_required"],
                "storage": ["internal_cold"], "appointment_method": "website", "time_zone": "America/Chicago",
            }),
            json!({"establishments": [{"as_typed": "M99101+P99101"}], "release_number": "STANDING-7"}),
        ),
        "product" => (
            json!({
                "code": "BEEF-050-FC-T", "description": "Trim 50's - Tested", "species": "beef", "cut": "Trim", "lean_pct": 50,
                "state": "fresh", "package": "combo", "carton": "poly_bulk", "pieces_per_carton": "p1_1",
                "weight_basis": "catch", "unit_weight": "2000.00", "unit_weight_unit": "lb", "edibility": "edible",
                "test_class": "tested", "ships_from": "packer", "country_of_origin": "USA",
                "suppliers": [{"supplier_id": 1, "supplier_item_number": "10-4471", "is_primary": true}], "customers": [1],
            }),
            json!({"min_unit_weight": "1900.00", "max_unit_weight": "2100.00"}),
        ),
        "supplier_plant_mapping" => (
            json!({"supplier_id": 1, "plant_id": 1, "documents": ["letter_of_guarantee", "spec_sheet"]}),
            json!({"documents": ["brc", "letter_of_guarantee", "spec_sheet"]}),
        ),
        "receivable" => (
            json!({
                "customer_id": 1, "invoice_date": "2026-03-08", "payment_terms": "net_15", "customer_po_number": "CP-0041",
                "freight_amount": "300.00", "lines": [
                    {"description": "Trim 85's - Tested", "units": 20, "weight": "40218.50", "weight_unit": "lb",
                     "price": "3.4750", "basis": "per_lb"},
                ],
            }),
            json!({"freight_amount": "0.00", "notes": "Freight was billed by the carrier"}),
        ),
        _ => return None,
    })
}

/// Builds a record from its body, the fields that the server adds (`more`) and its stamps; or a page with its
/// row.
fn of<E: Resource>(schema: &str, one: &str, more: Value) -> Option<Value> {
    let (body, _) = bodies(one)?;
    let draft: E::Draft = read(body)?;
    let mut record = shown(&draft)?;
    let fields = record.as_object_mut()?;
    for part in [
        shown(&stamps())?,
        json!({"version": 3, "owner_id": 3, "currency": "USD"}),
        more,
    ] {
        if let Value::Object(part) = part {
            fields.extend(part);
        }
    }
    let record = shown(&read::<E>(record)?)?;
    if schema.starts_with("Page_") {
        page(read::<E::Summary>(record)?)
    } else {
        Some(record)
    }
}

fn read<T: DeserializeOwned>(value: Value) -> Option<T> {
    serde_json::from_value(value).ok()
}
