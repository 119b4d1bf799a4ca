//! The queries to test on each list: every sort key in both directions, and every documented filter parameter with sample values.
//! The test fails for a new text filter without sample values here.

use std::collections::BTreeMap;
use std::fmt;

use domain::filter::Filter;
use domain::list::SortKey;
use serde_json::Value as Json;

use super::filled::RARE;

/// Sample values of text filters: common ones, combinations, and one that matches no row.
const TEXTS: &[(&str, &[&str])] = &[
    (
        "q",
        &[
            "1234",
            "packing",
            "zzzz",
            "o-12",
            "packing 12",
            "zzzz 1 packing",
        ],
    ),
    ("carrier_type", &["truck", "rail", "truck,rail"]),
    ("carton", &["poly_bulk", "co2", "nude,waxed_lined"]),
    ("certificate", &["halal", "brc,kosher"]),
    ("city", &["Omaha", "Nowhere", "Omaha,Dallas"]),
    ("country", &["USA", "MEX", "CAN,MEX"]),
    ("country_of_origin", &["USA", "MEX", "CAN,MEX"]),
    (
        "department",
        &["sales", "quality", "sales,shipping", "Trading"],
    ),
    ("document", &["brc", "audit_reports", "brc,spec_sheet"]),
    ("document_needed", &["brc", "label_picture,spec_sheet"]),
    ("kind", &["vertical", "other", "vertical,processor"]),
    (
        "load_requirement",
        &["forklift_required", "handle_with_care"],
    ),
    ("location_type", &["warehouse", "store", "office,warehouse"]),
    ("package", &["boxed", "bulk", "combo,tote"]),
    ("payment_terms", &["net_30", "prepaid", "net_7,net_15"]),
    ("position", &["buyer", "owner", "buyer,sales_rep"]),
    ("segment", &["retail", "export", "retail,processor"]),
    (
        "shipping_scope",
        &["domestic", "export", "domestic,international"],
    ),
    ("ships_from", &["packer", "boxed_cold_storage"]),
    ("species", &["beef", "venison", "beef,pork"]),
    (
        "state",
        &["NE", "AK", "NE,TX", "fresh", "hard_chilled", "fresh,frozen"],
    ),
    ("storage", &["internal_cold", "internal_cold,outside_cold"]),
    (
        "test_class",
        &["not_applicable", "tested", "tested,not_tested"],
    ),
];
const DAYS: &[&str] = &["2021-03-02", "2023-09-01", "2026-02-27", "2031-01-01"];
const INSTANTS: &[&str] = &[
    "2021-03-02T00:00:00Z",
    "2026-03-02T13:00:00Z",
    "2031-01-01T00:00:00Z",
];
const AMOUNTS: &[&str] = &["0.00", "40000.00", "900000.00", "90000000.00"];

/// Parameters that may read more rows than a page needs, though never a whole table: list, parameter, reason.
const EXCUSED: &[(&str, &str, &str)] = &[
    ("receivables", "invoice_date[gte]", INVOICED),
    ("receivables", "invoice_date[gt]", INVOICED),
    ("receivables", "has_billing_difference", DIFFERS),
    ("purchase_orders", "has_billing_difference", DIFFERS),
    ("purchase_orders", "carrier_id", LINKED),
    ("purchase_orders", "product_id", LINKED),
    ("purchase_orders", "ship_from_plant_id", LINKED),
    ("purchase_orders", "species", LINKED),
    ("purchase_orders", "shipped_on[gte]", SHIPPED),
    ("purchase_orders", "shipped_on[gt]", SHIPPED),
    ("purchase_orders", "delivered_on[gte]", SHIPPED),
    ("purchase_orders", "delivered_on[gt]", SHIPPED),
];
const DIFFERS: &str = "Nothing that is written makes such a row; those there are stand in a small table that is looked up by its key";
const INVOICED: &str = "The oldest due day comes first, and is of an invoice before the day: planners do not know that both days \
    go together. The next index would be the sixth on days that are written with each invoice";
const LINKED: &str = "What orders are linked to stands beside them, in its index; which way is shorter, from there or along the order \
    of the list, is guessed from samples, and the guess is wrong where all that is linked is old";
const SHIPPED: &str = "The newest order comes first, and has shipped since the day, or nothing has: only for a day in the future is \
    the walk long";

/// One query to test.
pub(super) struct Asked {
    pub(super) table: &'static str,
    name: String,
    value: String,
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.name, self.value)
    }
}

impl Asked {
    pub(super) fn parameters(&self) -> Vec<(String, String)> {
        vec![(self.name.clone(), self.value.clone())]
    }

    /// Negated conditions: no index serves them, so the list is walked in its order.
    pub(super) fn is_negative(&self) -> bool {
        self.name.ends_with("[not]") || self.name.ends_with("[is_null]")
    }

    /// A condition on a single value, which an index can serve in the list's order.
    pub(super) fn is_one_value(&self) -> bool {
        !self.name.contains('[') && !self.value.contains(',')
    }

    /// Whether [`EXCUSED`] lists it.
    pub(super) fn is_excused(&self) -> bool {
        EXCUSED
            .iter()
            .any(|(table, name, _)| *table == self.table && *name == self.name)
    }
}

/// All queries to test on a list.
pub(super) fn all<F: Filter, S: SortKey>(table: &'static str) -> Vec<Asked> {
    let asked = |name: &str, value: String| Asked {
        table,
        name: name.to_owned(),
        value,
    };
    let orders = S::ALL
        .iter()
        .flat_map(|key| ["", "-"].map(|sign| asked("sort", format!("{sign}{}", key.code()))));
    let mut all: Vec<Asked> = orders.collect();
    let mut schemas = Vec::new();
    F::schemas(&mut schemas);
    let schemas: BTreeMap<String, Json> = schemas
        .into_iter()
        .map(|(name, schema)| (name, serde_json::to_value(&schema).unwrap()))
        .collect();
    for parameter in F::parameters() {
        let parameter = serde_json::to_value(&parameter).unwrap();
        let name = parameter["name"].as_str().unwrap();
        all.extend(
            values(name, &parameter["schema"], &schemas)
                .into_iter()
                .map(|value| asked(name, value)),
        );
    }
    all
}

/// Resolves a reference to a schema of the document.
fn resolved<'a>(schema: &'a Json, schemas: &'a BTreeMap<String, Json>) -> &'a Json {
    let name = schema["$ref"].as_str().and_then(|at| at.rsplit('/').next());
    name.and_then(|name| schemas.get(name)).unwrap_or(schema)
}

/// Sample values of a parameter.
fn values(name: &str, schema: &Json, schemas: &BTreeMap<String, Json>) -> Vec<String> {
    let plain = name.split('[').next().unwrap_or_default();
    let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
    let schema = resolved(schema, schemas);
    let schema = if schema["type"] == "array" {
        resolved(&schema["items"], schemas)
    } else {
        schema
    };
    if let Some(codes) = schema["enum"].as_array() {
        let codes: Vec<&str> = codes.iter().filter_map(Json::as_str).collect();
        let mut values: Vec<String> = owned(&codes);
        if plain != "archived" && codes.len() > 2 {
            values.push(codes[..2].join(","));
        }
        return values;
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("boolean"), _) => owned(&["true", "false"]),
        (Some("integer"), _) if plain == "id" || plain.ends_with("_id") => {
            vec!["1".to_owned(), RARE.to_string(), format!("1,2,{RARE}")]
        }
        (Some("integer"), _) => owned(&["55", "70", "99"]),
        (_, Some("date")) => owned(DAYS),
        (_, Some("date-time")) => owned(INSTANTS),
        (Some("string"), None) if schema["pattern"].is_string() => owned(AMOUNTS),
        _ => TEXTS
            .iter()
            .find(|(known, _)| *known == plain)
            .map(|(_, values)| owned(values))
            .unwrap_or_else(|| panic!("no values to try for {name}: put some down ({schema})")),
    }
}
