//! Fills in what follows from supplier, customer and supply line: terms, logistics, plant, locations, contacts, carrier.
//!
//! User input is never overwritten; a filled-in value is removed when it no longer follows.

use std::collections::BTreeMap;

use domain::choices::{FixedChoice, LogisticsScenario};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::party_defaults::{PartyFacts, derived_values, filled_summary};
use crate::api::record_json::{Record, is, number, some_text};
use crate::api::records::fetch_list;
use crate::api::session::Session;
use crate::config::{carriers, contacts, customers, locations, supplier_plant_mappings, suppliers};
use crate::ui::form::Form;
use crate::ui::url_query::Pairs;

/// Stores the records of a party in the facts.
type Take = fn(&mut PartyFacts, Vec<Record>);

/// Fills in a form.
#[derive(Clone, Copy)]
pub(super) struct Autofill {
    form: Form,
    session: Session,
    known: StoredValue<PartyFacts>,
    /// What was filled in by field.
    ours: RwSignal<BTreeMap<&'static str, Value>>,
}

impl Autofill {
    /// The autofill of a form; `new` for a new order.
    pub(super) fn new(form: Form, new: bool) -> Self {
        let autofill = Self {
            form,
            session: Session::from_context(),
            known: StoredValue::new(PartyFacts::default()),
            ours: RwSignal::new(BTreeMap::new()),
        };
        if new {
            // The first scenario is not a default.
            let usual = Value::from(LogisticsScenario::default().code());
            autofill
                .ours
                .update(|ours| drop(ours.insert("logistics_scenario", usual)));
            let now = form.now();
            autofill.learn_supplier(number(&now, "supplier_id"));
            autofill.learn_customer(number(&now, "customer_id"));
            autofill.line_chosen(number(&now, "mapping_id"));
        }
        let scenario = form.text("logistics_scenario");
        Effect::new(move |before: Option<String>| {
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
        self.part_from(&["mapping_id", "ship_from_location_id", "supplier_contact_id"]);
        self.learn_supplier(id);
    }

    fn learn_supplier(self, id: Option<i64>) {
        self.known.update_value(|known| {
            known.supplier = Record::new();
            known.lines.clear();
            known.sellers.clear();
            known.carriers.clear();
        });
        let Some(id) = id else {
            self.fill_in();
            return;
        };
        let by = "supplier_id";
        self.read(suppliers::LIST.path, by, id, |known, party| {
            known.supplier = party;
        });
        self.find(
            supplier_plant_mappings::LIST.path,
            by,
            id,
            |known, found| known.lines = found,
        );
        self.find(contacts::LIST.path, by, id, |known, found| {
            known.sellers = found;
        });
        self.find(carriers::LIST.path, by, id, |known, found| {
            // A carrier that may not be given a load today is never filled in.
            let usable = |carrier: &Record| some_text(carrier, "tender_block").is_none();
            known.carriers = found.into_iter().filter(usable).collect();
        });
    }

    /// Another customer is chosen, or none.
    pub(super) fn customer_chosen(self, id: Option<i64>) {
        self.part_from(&["ship_to_location_id", "customer_contact_id"]);
        self.learn_customer(id);
    }

    fn learn_customer(self, id: Option<i64>) {
        self.known.update_value(|known| {
            known.customer = Record::new();
            known.docks.clear();
            known.buyers.clear();
        });
        let Some(id) = id else {
            self.fill_in();
            return;
        };
        let by = "customer_id";
        self.read(customers::LIST.path, by, id, |known, party| {
            known.customer = party;
        });
        self.find(locations::LIST.path, by, id, |known, found| {
            known.docks = found;
        });
        self.find(contacts::LIST.path, by, id, |known, found| {
            known.buyers = found;
        });
    }

    /// A supply line is chosen; without parties it names them.
    pub(super) fn line_chosen(self, id: Option<i64>) {
        let Some(id) = id else { return };
        let (session, form) = (self.session, self.form);
        spawn_local(async move {
            let path = supplier_plant_mappings::LIST.path;
            let Ok(line) = session.api().records(path).read(id).await else {
                return;
            };
            if form.saving().is_disposed() || number(&form.now(), "mapping_id") != Some(id) {
                return;
            }
            let line = line.value;
            let now = form.now();
            if let (None, Some(supplier)) =
                (number(&now, "supplier_id"), number(&line, "supplier_id"))
            {
                form.set("supplier_id", Value::from(supplier));
                self.learn_supplier(Some(supplier));
            }
            if let (None, Some(customer), false) = (
                number(&now, "customer_id"),
                number(&line, "customer_id"),
                is(&now, "for_stock"),
            ) {
                form.set("customer_id", Value::from(customer));
                self.learn_customer(Some(customer));
            }
            self.known.update_value(|known| {
                known.lines.retain(|other| number(other, "id") != Some(id));
                known.lines.push(line);
            });
            self.fill_in();
        });
    }

    /// Removes values that belong to the previous party.
    fn part_from(self, names: &[&'static str]) {
        for name in names {
            self.form.set(name, Value::Null);
            self.ours.update(|ours| drop(ours.remove(name)));
        }
    }

    fn read(
        self,
        path: &'static str,
        field: &'static str,
        id: i64,
        take: fn(&mut PartyFacts, Record),
    ) {
        let session = self.session;
        spawn_local(async move {
            // A help, not a rule: without an answer the fields are typed.
            if let Ok(read) = session.api().records(path).read(id).await {
                self.learned(field, id, |known| take(known, read.value));
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
                self.learned(by, id, |known| take(known, found.items));
            }
        });
    }

    /// Stores a response, unless another party was chosen meanwhile.
    fn learned(self, field: &str, id: i64, take: impl FnOnce(&mut PartyFacts)) {
        if self.form.saving().is_disposed() || number(&self.form.now(), field) != Some(id) {
            return;
        }
        self.known.update_value(take);
        self.fill_in();
    }

    /// Fills in the derived values.
    fn fill_in(self) {
        let known = self.known.get_value();
        let ours = self.ours.get_untracked();
        for (name, value) in derived_values(&known, &self.form.now(), &ours) {
            self.form.set(name, value.clone());
            self.ours.update(|ours| drop(ours.insert(name, value)));
        }
    }

    /// Lists the values that were filled in and not changed since.
    pub(super) fn summary(self) -> AnyView {
        let words = move || {
            let now = self.form.tracked();
            self.ours.with(|ours| filled_summary(ours, &now))
        };
        view! { <p class="small muted whole" role="status">{words}</p> }.into_any()
    }
}
