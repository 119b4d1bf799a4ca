//! Defaults of an order that follow from its supplier, customer and supply line.

use std::collections::BTreeMap;

use domain::choices::{DeliveryProfile, FixedChoice, LogisticsScenario};
use serde_json::Value;

use crate::api::record_json::{Record, is, number, some_text, text};

/// What is known of the parties of a form.
#[derive(Debug, Clone, Default)]
pub(super) struct PartyFacts {
    pub(super) supplier: Record,
    pub(super) customer: Record,
    /// The supply lines of the supplier.
    pub(super) lines: Vec<Record>,
    /// Where the customer receives.
    pub(super) docks: Vec<Record>,
    pub(super) sellers: Vec<Record>,
    pub(super) buyers: Vec<Record>,
    /// The carriers that usually load at the supplier.
    pub(super) carriers: Vec<Record>,
}

/// The fields that are filled in, in form order, with their names in the summary.
const TOLD: &[(&str, &str)] = &[
    ("mapping_id", "supply line"),
    ("carrier_id", "carrier"),
    ("ship_from_plant_id", "plant"),
    ("ship_to_location_id", "dock"),
    ("supplier_contact_id", "contacts"),
    ("customer_contact_id", "contacts"),
    ("supplier_terms", "terms"),
    ("customer_terms", "terms"),
];

/// The values that were filled in and not changed since, as a sentence.
pub(super) fn filled_summary(ours: &BTreeMap<&'static str, Value>, now: &Record) -> Option<String> {
    let stands = |name: &str| {
        ours.get(name)
            .is_some_and(|value| !value.is_null() && now.get(name) == Some(value))
    };
    let mut words: Vec<&str> = TOLD
        .iter()
        .filter(|(name, _)| stands(name))
        .map(|(_, word)| *word)
        .collect();
    words.dedup();
    (!words.is_empty()).then(|| format!("Filled in from their records: {}.", words.join(", ")))
}

/// What is to be put into which field.
pub(super) fn derived_values(
    known: &PartyFacts,
    now: &Record,
    ours: &BTreeMap<&'static str, Value>,
) -> Vec<(&'static str, Value)> {
    let mut after = now.clone();
    let mut changed = Vec::new();
    let mut put = |after: &mut Record, name: &'static str, value: Value| {
        if may_fill(after.get(name), ours.get(name), &value) {
            after.insert(name.to_owned(), value.clone());
            changed.push((name, value));
        }
    };
    let code = |party: &Record, name: &str| some_text(party, name).map_or(Value::Null, Value::from);
    if !known.supplier.is_empty() {
        put(
            &mut after,
            "supplier_terms",
            code(&known.supplier, "payment_terms"),
        );
    }
    if !known.customer.is_empty() {
        put(
            &mut after,
            "customer_terms",
            code(&known.customer, "payment_terms"),
        );
    }
    let scenario = Value::from(who_moves(known).code());
    put(&mut after, "logistics_scenario", scenario);
    let customer = number(&after, "customer_id");
    put(
        &mut after,
        "mapping_id",
        id_of(line_for(&known.lines, customer)),
    );
    let line = number(&after, "mapping_id").and_then(|id| {
        known
            .lines
            .iter()
            .find(|line| number(line, "id") == Some(id))
    });
    let plant = line.and_then(|line| number(line, "plant_id"));
    let elsewhere = number(&after, "ship_from_location_id").is_some();
    let plant = plant.filter(|_| !elsewhere);
    put(
        &mut after,
        "ship_from_plant_id",
        plant.map_or(Value::Null, Value::from),
    );
    let asked = line.and_then(|line| number(line, "contact_id"));
    put(
        &mut after,
        "supplier_contact_id",
        id_of(whom(&known.sellers, asked)),
    );
    put(
        &mut after,
        "customer_contact_id",
        id_of(whom(&known.buyers, asked)),
    );
    let elsewhere = number(&after, "ship_to_plant_id").is_some();
    let dock = only(&known.docks).filter(|_| !elsewhere);
    put(&mut after, "ship_to_location_id", id_of(dock));
    let ours_to_haul =
        text(&after, "logistics_scenario").parse() == Ok(LogisticsScenario::WePickup);
    let carrier = only(&known.carriers).filter(|_| ours_to_haul);
    put(&mut after, "carrier_id", id_of(carrier));
    changed
}

/// Blank fields and earlier autofilled values are updated; user input stays, also a cleared field.
fn may_fill(now: Option<&Value>, ours: Option<&Value>, wanted: &Value) -> bool {
    let blank = now.is_none_or(Value::is_null);
    match ours {
        Some(ours) if blank => ours != wanted && !wanted.is_null(),
        Some(ours) => now == Some(ours) && ours != wanted,
        None => blank && !wanted.is_null(),
    }
}

fn id_of(record: Option<&Record>) -> Value {
    record
        .and_then(|record| number(record, "id"))
        .map_or(Value::Null, Value::from)
}

fn only(records: &[Record]) -> Option<&Record> {
    match records {
        [one] => Some(one),
        _ => None,
    }
}

/// The supply line of this customer, else the one for any; none where there are several to choose from.
fn line_for(lines: &[Record], customer: Option<i64>) -> Option<&Record> {
    let of = |wanted: Option<i64>| {
        let mut found = lines
            .iter()
            .filter(move |line| number(line, "customer_id") == wanted);
        let first = found.next();
        (first, found.next().is_some())
    };
    match customer.map(|_| of(customer)) {
        Some((Some(line), several)) => (!several).then_some(line),
        _ => match of(None) {
            (Some(line), false) => Some(line),
            _ => None,
        },
    }
}

/// The contact of the supply line, else the primary contact, else the only contact.
fn whom(contacts: &[Record], named: Option<i64>) -> Option<&Record> {
    let by_line = contacts
        .iter()
        .find(|contact| named.is_some() && number(contact, "id") == named);
    let primary = || contacts.iter().find(|contact| is(contact, "is_primary"));
    by_line.or_else(primary).or_else(|| only(contacts))
}

/// Customer pickup if the customer picks up, else supplier delivery unless the supplier never delivers.
fn who_moves(known: &PartyFacts) -> LogisticsScenario {
    let stays = text(&known.supplier, "delivery_profile") == DeliveryProfile::DoesNotDeliver.code();
    if is(&known.customer, "picks_up_loads") {
        LogisticsScenario::CustomerPickup
    } else if stays {
        LogisticsScenario::WePickup
    } else {
        LogisticsScenario::SupplierDelivery
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Record {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn what_was_typed_or_taken_out_stays() {
        let (a, b) = (json!("net_7"), json!("net_15"));
        assert!(may_fill(None, None, &a));
        assert!(!may_fill(Some(&b), None, &a), "typed");
        assert!(
            may_fill(Some(&a), Some(&a), &b),
            "filled in, and another now"
        );
        assert!(may_fill(Some(&a), Some(&a), &Value::Null));
        assert!(!may_fill(Some(&Value::Null), Some(&a), &a), "taken out");
        assert!(!may_fill(Some(&b), Some(&a), &json!("net_30")), "changed");
    }

    #[test]
    fn what_was_filled_in_is_told_as_long_as_it_stands() {
        let ours = BTreeMap::from([
            ("supplier_contact_id", json!(20)),
            ("customer_contact_id", json!(21)),
            ("mapping_id", json!(2)),
            ("carrier_id", Value::Null),
            ("supplier_terms", json!("net_7")),
        ]);
        let now = object(json!({
            "supplier_contact_id": 20, "customer_contact_id": 21, "mapping_id": 2, "carrier_id": null,
            "supplier_terms": "net_15",
        }));
        assert_eq!(
            filled_summary(&ours, &now).as_deref(),
            Some("Filled in from their records: supply line, contacts.")
        );
        assert_eq!(filled_summary(&BTreeMap::new(), &now), None);
    }

    #[test]
    fn a_supply_line_brings_its_plant_and_its_contact() {
        let known = PartyFacts {
            lines: vec![
                object(json!({"id": 1, "plant_id": 10, "customer_id": null})),
                object(json!({"id": 2, "plant_id": 11, "customer_id": 5, "contact_id": 21})),
            ],
            sellers: vec![
                object(json!({"id": 20, "is_primary": true})),
                object(json!({"id": 21, "is_primary": false})),
            ],
            docks: vec![object(json!({"id": 30}))],
            supplier: object(
                json!({"id": 3, "payment_terms": "net_7", "delivery_profile": "does_not_deliver"}),
            ),
            carriers: vec![object(json!({"id": 40}))],
            ..PartyFacts::default()
        };
        let start = BTreeMap::from([("logistics_scenario", json!("supplier_delivery"))]);
        let now = object(json!({"customer_id": 5, "logistics_scenario": "supplier_delivery"}));
        let put: BTreeMap<&str, Value> = derived_values(&known, &now, &start).into_iter().collect();
        let wanted = [
            ("supplier_terms", json!("net_7")),
            ("logistics_scenario", json!("we_pickup")),
            ("mapping_id", json!(2)),
            ("ship_from_plant_id", json!(11)),
            ("supplier_contact_id", json!(21)),
            ("ship_to_location_id", json!(30)),
            ("carrier_id", json!(40)),
        ];
        assert_eq!(put, BTreeMap::from(wanted));
        let any = line_for(&known.lines, Some(6)).and_then(|line| number(line, "id"));
        assert_eq!(any, Some(1), "the line for any customer");
    }
}
