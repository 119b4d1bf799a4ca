//! Weight checks while typing: against the ordered weight and against the container weight of the product.

use std::collections::{BTreeMap, BTreeSet};

use domain::choices::WeightBasis;
use domain::purchase_orders::{OrderLine, ProductFacts};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::formatting::variance;
use crate::api::record_json::{Record, number, some_text, text};
use crate::api::records;
use crate::api::session::Session;
use crate::config::products;
use crate::ui::icon::Icon;
use crate::ui::set_of;
use crate::ui::status::{StatusLabel, Tone, status};

/// Products that are read in one request.
const PAGE: usize = 200;

/// The container weights of products; each product is read once, new ones in one request.
#[derive(Clone, Copy)]
pub(super) struct ContainerWeights {
    session: Session,
    /// By the product's id; nothing while it is not known.
    known: RwSignal<BTreeMap<i64, Option<ProductFacts>>>,
}

impl ContainerWeights {
    /// Nothing is known yet.
    pub(super) fn new() -> Self {
        Self {
            session: Session::from_context(),
            known: RwSignal::new(BTreeMap::new()),
        }
    }

    /// Reads the products of lines that are not known yet.
    pub(super) fn ask<'a>(self, lines: impl IntoIterator<Item = &'a OrderLine>) {
        let picked = lines.into_iter().filter_map(|line| line.details.product_id);
        let unknown: BTreeSet<i64> = self.known.with_untracked(|known| {
            let ids = picked.map(domain::Id::get);
            set_of(ids.filter(|id| !known.contains_key(id)))
        });
        self.known
            .update_untracked(|known| known.extend(unknown.iter().map(|id| (*id, None))));
        let unknown: Vec<String> = unknown.iter().map(ToString::to_string).collect();
        for some in unknown.chunks(PAGE) {
            let pairs = vec![
                ("id".to_owned(), some.join(",")),
                ("archived".to_owned(), "any".to_owned()),
                ("limit".to_owned(), PAGE.to_string()),
            ];
            spawn_local(async move {
                // Without an answer there are no weight warnings here; the server reports them after saving.
                let listed = records::fetch_list(self.session, products::LIST.path, pairs).await;
                for product in listed.map(|page| page.items).unwrap_or_default() {
                    if let Some(id) = number(&product, "id") {
                        self.note(id, &product);
                    }
                }
            });
        }
    }

    /// Takes over what was read of a product.
    pub(super) fn note(self, id: i64, product: &Record) {
        let facts = facts_of(product);
        drop(self.known.try_update(|known| known.insert(id, Some(facts))));
    }

    /// The weight warnings of lines with known products, tracked.
    pub(super) fn weigh(self, lines: &mut [OrderLine]) {
        self.known.with(|known| {
            for line in lines {
                let product = line.details.product_id.map(domain::Id::get);
                if let Some(Some(product)) = product.and_then(|id| known.get(&id)) {
                    line.weigh_against(product);
                }
            }
        });
    }
}

/// What a line has to do with of its product.
fn facts_of(product: &Record) -> ProductFacts {
    let weight = |name: &str| text(product, name).parse().ok();
    ProductFacts {
        code: text(product, "code").to_owned(),
        description: text(product, "description").to_owned(),
        species: text(product, "species").to_owned(),
        weight_basis: text(product, "weight_basis").parse().unwrap_or_default(),
        unit_weight: weight("unit_weight"),
        unit_weight_unit: text(product, "unit_weight_unit")
            .parse()
            .unwrap_or_default(),
        band: (weight("min_unit_weight"), weight("max_unit_weight")),
        edibility: text(product, "edibility").parse().unwrap_or_default(),
        test_class: text(product, "test_class").to_owned(),
        country_of_origin: some_text(product, "country_of_origin"),
    }
}

/// What needs a look in the weight of a line.
fn remarks(line: &OrderLine) -> Vec<String> {
    let far = line.variance().filter(|_| line.is_off_variance);
    let unfit = match line.details.weight_basis {
        WeightBasis::Net => "Differs from the product's net weight",
        WeightBasis::Catch => "Average outside the product's range",
    };
    let unfit = line.is_off_weight.then(|| unfit.to_owned());
    far.map(variance).into_iter().chain(unfit).collect()
}

/// The same as marks, one under the other; nothing while nothing needs a look.
pub(super) fn weight_marks(line: &OrderLine) -> AnyView {
    let marks = remarks(line).into_iter().map(|words| {
        let mark = status(StatusLabel::new(Tone::Caution, Icon::Caution, words));
        view! { <small class="mark">{mark}</small> }
    });
    marks.collect_view().into_any()
}

#[cfg(test)]
mod tests {
    use domain::purchase_orders::{LineDraft, LineWeights};
    use serde_json::json;

    use super::*;

    #[test]
    fn weights_that_need_a_look_are_told() {
        let product = json!({
            "code": "BEEF-050-FC-T", "weight_basis": "catch", "min_unit_weight": "1900.00", "max_unit_weight": "2100.00",
            "unit_weight_unit": "lb",
        });
        let facts = facts_of(product.as_object().unwrap());
        let remarks_for = |basis, actual: &str| {
            let details = LineDraft {
                ordered_units: Some(20),
                ordered_weight: "40000".parse().ok(),
                weight_basis: basis,
                ..LineDraft::default()
            };
            let weights = LineWeights {
                actual_weight: actual.parse().ok(),
                ..LineWeights::default()
            };
            let mut line = OrderLine::compute(1, details, weights);
            line.weigh_against(&facts);
            remarks(&line)
        };
        assert_eq!(remarks_for(WeightBasis::Catch, "40400"), [""; 0]);
        assert_eq!(remarks_for(WeightBasis::Catch, "40404"), ["1.01% over"]);
        assert_eq!(
            remarks_for(WeightBasis::Catch, "37000"),
            ["7.50% under", "Average outside the product's range"]
        );
        // Of net weight nothing is known here but what was ordered.
        assert_eq!(remarks_for(WeightBasis::Net, "37000"), ["7.50% under"]);
    }
}
