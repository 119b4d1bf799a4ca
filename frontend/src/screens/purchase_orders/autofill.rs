//! Fills in what follows from supplier, customer and supply line. The domain decides what; this reads the records it follows from.
//!
//! User input is never overwritten; a filled-in value is removed when it no longer follows.

use domain::Id;
use domain::choices::LogisticsScenario;
use domain::purchase_orders::{
    ContactFacts, CustomerFacts, DefaultFacts, OrderDefaults, OrderHeader, SupplierFacts,
    SupplyLineFacts,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::order_form::OrderForm;
use crate::api::record_json::{Record, id, is, some_text, text};
use crate::api::records::fetch_list;
use crate::api::session::Session;
use crate::config::{carriers, contacts, customers, locations, supplier_plant_mappings, suppliers};
use crate::ui::form::{object_of, patch_between};
use crate::ui::url_query::Pairs;

/// Stores the records of a party in the facts.
type Take = fn(&mut DefaultFacts, Vec<Record>);

/// Fills in a form.
#[derive(Clone, Copy)]
pub(super) struct Autofill {
    order: OrderForm,
    session: Session,
    facts: StoredValue<DefaultFacts>,
    /// What was filled in.
    filled: RwSignal<OrderDefaults>,
}

impl Autofill {
    /// The autofill of a form; `new` for a new order.
    pub(super) fn new(order: OrderForm, new: bool) -> Self {
        let autofill = Self {
            order,
            session: Session::from_context(),
            facts: StoredValue::new(DefaultFacts::default()),
            filled: RwSignal::new(OrderDefaults::default()),
        };
        if new {
            // The scenario that a new order starts with was not chosen.
            let usual = Some(LogisticsScenario::default());
            autofill
                .filled
                .update(|filled| filled.logistics_scenario = usual);
            if let Some(header) = order.header_now() {
                autofill.learn_supplier(header.supplier_id.map(Id::get));
                autofill.learn_customer(header.customer_id.map(Id::get));
                autofill.line_chosen(header.mapping_id.map(Id::get));
            }
        }
        let scenario = order.header(|header| header.logistics_scenario);
        Effect::new(move |before: Option<LogisticsScenario>| {
            let now = scenario.get();
            if before.is_some_and(|before| before != now) {
                autofill.fill_in();
            }
            now
        });
        autofill
    }

    /// Another supplier is chosen.
    pub(super) fn supplier_chosen(self, id: Option<i64>) {
        self.clear(&["mapping_id", "ship_from_location_id", "supplier_contact_id"]);
        self.filled.update(|filled| {
            filled.mapping_id = None;
            filled.supplier_contact_id = None;
        });
        self.learn_supplier(id);
    }

    fn learn_supplier(self, id: Option<i64>) {
        self.facts.update_value(|facts| {
            facts.supplier = None;
            facts.supply_lines.clear();
            facts.supplier_contacts.clear();
            facts.carriers.clear();
        });
        let Some(id) = id else {
            self.fill_in();
            return;
        };
        let by = "supplier_id";
        self.read(suppliers::LIST.path, by, id, |facts, supplier| {
            facts.supplier = Some(SupplierFacts {
                payment_terms: some_text(&supplier, "payment_terms"),
                delivery_profile: text(&supplier, "delivery_profile").parse().ok(),
            });
        });
        self.find(
            supplier_plant_mappings::LIST.path,
            by,
            id,
            |facts, found| {
                facts.supply_lines = found.iter().filter_map(supply_line).collect();
            },
        );
        self.find(contacts::LIST.path, by, id, |facts, found| {
            facts.supplier_contacts = contacts_in(&found);
        });
        self.find(carriers::LIST.path, by, id, |facts, found| {
            // A carrier that may not be given a load today is never filled in.
            let usable = |carrier: &&Record| some_text(carrier, "tender_block").is_none();
            facts.carriers = ids(found.iter().filter(usable));
        });
    }

    /// Another customer is chosen, or none.
    pub(super) fn customer_chosen(self, id: Option<i64>) {
        self.clear(&["ship_to_location_id", "customer_contact_id"]);
        self.filled.update(|filled| {
            filled.ship_to_location_id = None;
            filled.customer_contact_id = None;
        });
        self.learn_customer(id);
    }

    fn learn_customer(self, id: Option<i64>) {
        self.facts.update_value(|facts| {
            facts.customer = None;
            facts.customer_locations.clear();
            facts.customer_contacts.clear();
        });
        let Some(id) = id else {
            self.fill_in();
            return;
        };
        let by = "customer_id";
        self.read(customers::LIST.path, by, id, |facts, customer| {
            facts.customer = Some(CustomerFacts {
                payment_terms: some_text(&customer, "payment_terms"),
                picks_up_loads: is(&customer, "picks_up_loads"),
            });
        });
        self.find(locations::LIST.path, by, id, |facts, found| {
            facts.customer_locations = ids(found.iter());
        });
        self.find(contacts::LIST.path, by, id, |facts, found| {
            facts.customer_contacts = contacts_in(&found);
        });
    }

    /// A supply line is chosen; without parties it names them.
    pub(super) fn line_chosen(self, id: Option<i64>) {
        let Some(id) = id else { return };
        let session = self.session;
        spawn_local(async move {
            let path = supplier_plant_mappings::LIST.path;
            let Ok(read) = session.api().records(path).read(id).await else {
                return;
            };
            let chosen = |header: &OrderHeader| header.mapping_id == Some(Id::new(id));
            let Some(before) = self.order.header_now().filter(chosen) else {
                return;
            };
            let Some(line) = supply_line(&read.value) else {
                return;
            };
            let mut after = before.clone();
            after.take_parties_of(&line);
            if after.supplier_id != before.supplier_id {
                let supplier = after.supplier_id.map(Id::get);
                self.order.form.set("supplier_id", Value::from(supplier));
                self.learn_supplier(supplier);
            }
            if after.customer_id != before.customer_id {
                let customer = after.customer_id.map(Id::get);
                self.order.form.set("customer_id", Value::from(customer));
                self.learn_customer(customer);
            }
            self.facts.update_value(|facts| {
                facts.supply_lines.retain(|other| other.id != line.id);
                facts.supply_lines.push(line);
            });
            self.fill_in();
        });
    }

    /// Removes values that belong to the previous party.
    fn clear(self, names: &[&str]) {
        for name in names {
            self.order.form.set(name, Value::Null);
        }
    }

    fn read(
        self,
        path: &'static str,
        field: &'static str,
        id: i64,
        take: fn(&mut DefaultFacts, Record),
    ) {
        let session = self.session;
        spawn_local(async move {
            // A help, not a rule: without an answer the fields are typed.
            if let Ok(read) = session.api().records(path).read(id).await {
                self.learned(field, id, |facts| take(facts, read.value));
            }
        });
    }

    fn find(self, path: &'static str, by: &'static str, id: i64, take: Take) {
        let pairs: Pairs = vec![
            (by.to_owned(), id.to_string()),
            ("limit".to_owned(), "50".to_owned()),
        ];
        let session = self.session;
        spawn_local(async move {
            if let Ok(found) = fetch_list(session, path, pairs).await {
                self.learned(by, id, |facts| take(facts, found.items));
            }
        });
    }

    /// Stores a response, unless another party was chosen meanwhile.
    fn learned(self, field: &str, id: i64, take: impl FnOnce(&mut DefaultFacts)) {
        let Some(header) = self.order.header_now() else {
            return;
        };
        let chosen = match field {
            "supplier_id" => header.supplier_id.map(Id::get),
            _ => header.customer_id.map(Id::get),
        };
        if chosen == Some(id) {
            self.facts.update_value(take);
            self.fill_in();
        }
    }

    /// Fills in what follows.
    fn fill_in(self) {
        let Some(mut header) = self.order.header_now() else {
            return;
        };
        let before = self.filled.get_untracked();
        let mut after = before.clone();
        self.facts
            .with_value(|facts| header.fill_defaults(facts, &mut after));
        let changed = patch_between(&object_of(&before), &object_of(&after));
        self.filled.set(after);
        for (name, value) in changed {
            self.order.form.set(&name, value);
        }
    }

    /// Lists the values that were filled in and not changed since.
    pub(super) fn summary(self) -> AnyView {
        let words = move || {
            let typed = self.order.typed;
            self.filled
                .with(|filled| typed.with(|typed| filled_summary(filled, &typed.draft.header)))
        };
        view! { <p class="small muted whole" role="status">{words}</p> }.into_any()
    }
}

fn supply_line(line: &Record) -> Option<SupplyLineFacts> {
    Some(SupplyLineFacts {
        id: id(line, "id")?,
        supplier_id: id(line, "supplier_id"),
        customer_id: id(line, "customer_id"),
        plant_id: id(line, "plant_id"),
        contact_id: id(line, "contact_id"),
    })
}

fn contacts_in(records: &[Record]) -> Vec<ContactFacts> {
    let facts = |contact: &Record| {
        Some(ContactFacts {
            id: id(contact, "id")?,
            is_primary: is(contact, "is_primary"),
        })
    };
    records.iter().filter_map(facts).collect()
}

fn ids<'a, T>(records: impl Iterator<Item = &'a Record>) -> Vec<Id<T>> {
    records.filter_map(|record| id(record, "id")).collect()
}

/// The values that were filled in and not changed since, as a sentence.
fn filled_summary(filled: &OrderDefaults, now: &OrderHeader) -> Option<String> {
    fn stands<T: PartialEq>(filled: &Option<T>, now: &Option<T>) -> bool {
        filled.is_some() && filled == now
    }
    let parts = [
        (stands(&filled.mapping_id, &now.mapping_id), "supply line"),
        (stands(&filled.carrier_id, &now.carrier_id), "carrier"),
        (
            stands(&filled.ship_from_plant_id, &now.ship_from_plant_id),
            "plant",
        ),
        (
            stands(&filled.ship_to_location_id, &now.ship_to_location_id),
            "dock",
        ),
        (
            stands(&filled.supplier_contact_id, &now.supplier_contact_id)
                || stands(&filled.customer_contact_id, &now.customer_contact_id),
            "contacts",
        ),
        (
            stands(&filled.supplier_terms, &now.supplier_terms)
                || stands(&filled.customer_terms, &now.customer_terms),
            "terms",
        ),
    ];
    let words: Vec<&str> = parts
        .iter()
        .filter_map(|(stands, word)| stands.then_some(*word))
        .collect();
    (!words.is_empty()).then(|| format!("Filled in from their records: {}.", words.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_filled_in_is_told_as_long_as_it_stands() {
        let filled = OrderDefaults {
            supplier_contact_id: Some(Id::new(20)),
            customer_contact_id: Some(Id::new(21)),
            mapping_id: Some(Id::new(2)),
            supplier_terms: Some("net_7".to_owned()),
            ..OrderDefaults::default()
        };
        let now = OrderHeader {
            supplier_contact_id: Some(Id::new(20)),
            customer_contact_id: Some(Id::new(21)),
            mapping_id: Some(Id::new(2)),
            supplier_terms: Some("net_15".to_owned()),
            ..OrderHeader::default()
        };
        assert_eq!(
            filled_summary(&filled, &now).as_deref(),
            Some("Filled in from their records: supply line, contacts.")
        );
        assert_eq!(filled_summary(&OrderDefaults::default(), &now), None);
    }
}
