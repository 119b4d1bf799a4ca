//! Narrows the product pickers to the species that the customer prefers, until the user asks for all.

use domain::choices::{Choices, lists};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::order_form::OrderForm;
use crate::api::record_json::texts;
use crate::api::session::Session;
use crate::config::customers;
use crate::ui::picker::Scope;
use crate::ui::url_query::Pairs;

/// The species that the customer of a form prefers; in the context of the form's parts.
#[derive(Clone, Copy)]
pub(super) struct PreferredProducts {
    species: RwSignal<Vec<String>>,
    /// Whether all are offered all the same.
    all: RwSignal<bool>,
}

impl PreferredProducts {
    /// Follows the customer of a form.
    pub(super) fn provide(order: OrderForm) {
        let preferred = Self {
            species: RwSignal::new(Vec::new()),
            all: RwSignal::new(false),
        };
        provide_context(preferred);
        let session = Session::from_context();
        let customer = order.header(|header| header.customer_id.map(domain::Id::get));
        Effect::new(move || {
            preferred.all.set(false);
            preferred.species.set(Vec::new());
            let Some(id) = customer.get() else { return };
            spawn_local(async move {
                let api = session.api();
                // Without an answer all products are offered.
                let Ok(read) = api.records(customers::LIST.path).read(id).await else {
                    return;
                };
                if customer.try_get_untracked().flatten() == Some(id) {
                    let species = texts(&read.value, "species").map(str::to_owned);
                    preferred.species.set(species.collect());
                }
            });
        });
    }

    /// What narrows the products that are searched now.
    pub(super) fn pairs(self) -> Pairs {
        let wanted = self.species.get_untracked();
        if wanted.is_empty() || self.all.get_untracked() {
            return Pairs::new();
        }
        vec![("species".to_owned(), wanted.join(","))]
    }

    /// The way to all products, and back.
    pub(super) fn scope(self) -> Scope {
        let session = Session::from_context();
        let words = Signal::derive(move || {
            let species = self.species.get();
            (!species.is_empty()).then(|| way(&species, self.all.get(), &session.choices()))
        });
        Scope {
            words,
            switch: Callback::new(move |()| self.all.update(|all| *all = !*all)),
        }
    }
}

/// The label of the link to all products, or back to the preferred ones.
fn way(species: &[String], all: bool, choices: &Choices) -> String {
    let names: Vec<String> = species
        .iter()
        .map(|code| choices.label(lists::SPECIES, code).to_lowercase())
        .collect();
    let names = match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    };
    if all {
        format!("Only {names} (customer preference)")
    } else {
        format!("Show all, not only {names}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_names_what_is_preferred() {
        let species = |codes: &[&str]| {
            codes
                .iter()
                .map(|code| (*code).to_owned())
                .collect::<Vec<_>>()
        };
        let choices = Choices::default();
        let label_for = |codes: &[&str], all| way(&species(codes), all, &choices);
        assert_eq!(label_for(&["beef"], false), "Show all, not only beef");
        assert_eq!(
            label_for(&["beef", "veal", "pork"], true),
            "Only beef, veal and pork (customer preference)"
        );
    }
}
