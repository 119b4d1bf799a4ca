//! Makes an order from a checked draft, and applies a draft to an order, with what both take from other records.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::costs::OrderCost;
use super::facts::ProductFacts;
use super::lifecycle::OrderStatus;
use super::line_draft::LineDraft;
use super::lines::OrderLine;
use super::links::LinkNames;
use super::order::{PurchaseOrder, PurchaseOrderDraft};
use super::order_header::OrderHeader;
use super::totals::Totals;
use crate::choices::Currency;
use crate::fields::FieldErrors;
use crate::id::Id;
use crate::products::Product;
use crate::record::Stamps;

/// What an order takes from a party.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartyFacts {
    /// Name.
    pub name: String,
    /// Payment terms, a code of `payment_terms`.
    pub terms: Option<String>,
}

/// What a draft takes from other records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DraftFacts {
    /// Its supplier.
    pub supplier: PartyFacts,
    /// Its customer, if it has one.
    pub customer: Option<PartyFacts>,
    /// Names of its other links.
    pub links: LinkNames,
    /// Names of the carrier and of the supplier of each cost.
    pub payees: Vec<(Option<String>, Option<String>)>,
    /// The products of its lines.
    pub products: BTreeMap<Id<Product>, ProductFacts>,
    /// The payment terms that ask for payment before pickup.
    pub prepaid_terms: BTreeSet<String>,
}

impl PurchaseOrder {
    /// A new order. Number, order date and owner of the draft are set.
    ///
    /// # Errors
    /// See [`PurchaseOrder::apply`].
    pub fn from_draft(
        draft: PurchaseOrderDraft,
        facts: &DraftFacts,
        stamps: Stamps,
    ) -> Result<Self, FieldErrors> {
        let mut order = Self {
            id: Id::new(0),
            version: 1,
            status: OrderStatus::Draft,
            allowed_actions: Vec::new(),
            details: OrderHeader::default(),
            lines: Vec::new(),
            costs: Vec::new(),
            is_margin_estimated: false,
            currency: Currency::default(),
            totals: Totals::default(),
            supplier_name: String::new(),
            customer_name: None,
            links: LinkNames::default(),
            shipped_on: None,
            delivered_on: None,
            supplier_snapshot: None,
            customer_snapshot: None,
            carrier_snapshot: None,
            ship_from_snapshot: None,
            ship_to_snapshot: None,
            cancel_reason: None,
            unbilled_reason: None,
            is_prepaid: false,
            invoices: Vec::new(),
            billing_difference: None,
            moves: Vec::new(),
            stamps,
        };
        order.apply(draft, facts)?;
        Ok(order)
    }

    /// Sets the fields from a draft. Where the draft leaves them blank, copies the terms of a newly linked party and the data of a
    /// newly chosen product. Recomputes amounts.
    ///
    /// # Errors
    /// For the id of a line that the order does not have, or that is sent twice, and for a new unit of a line with cases.
    pub fn apply(
        &mut self,
        draft: PurchaseOrderDraft,
        facts: &DraftFacts,
    ) -> Result<(), FieldErrors> {
        let PurchaseOrderDraft {
            mut header,
            lines,
            costs,
            ..
        } = draft;
        let old = &self.details;
        if header.supplier_id != old.supplier_id {
            take_terms(
                &mut header.supplier_terms,
                &old.supplier_terms,
                &facts.supplier,
            );
        }
        if let Some(customer) = &facts.customer
            && header.customer_id != old.customer_id
        {
            take_terms(&mut header.customer_terms, &old.customer_terms, customer);
        }
        // The record of a shipped load keeps its words, so a blank one is refused there instead of filled in.
        let mut lines = lines;
        if !self.status.is_shipped() {
            fill_descriptions(&mut lines, &facts.products);
        }
        self.lines = merge_lines(&self.lines, lines, &facts.products)?;
        let terms = header.customer_terms.as_ref();
        self.is_prepaid = terms.is_some_and(|terms| facts.prepaid_terms.contains(terms));
        self.supplier_name.clone_from(&facts.supplier.name);
        self.customer_name = facts
            .customer
            .as_ref()
            .map(|customer| customer.name.clone());
        self.links.clone_from(&facts.links);
        self.costs = costs.into_iter().map(OrderCost::of).collect();
        for (cost, (carrier, supplier)) in self.costs.iter_mut().zip(&facts.payees) {
            cost.carrier_name.clone_from(carrier);
            cost.supplier_name.clone_from(supplier);
        }
        self.details = header;
        self.recompute();
        self.weigh_against(&facts.products);
        Ok(())
    }

    /// Records for each line whether its weight fits the containers of its product.
    pub fn weigh_against(&mut self, products: &BTreeMap<Id<Product>, ProductFacts>) {
        for line in &mut self.lines {
            if let Some(product) = line.details.product_id.and_then(|id| products.get(&id)) {
                line.product_code = Some(product.code.clone());
                line.weigh_against(product);
            }
        }
    }
}

/// Copies the terms of a newly linked party, unless others were given: terms of the previous party are replaced.
fn take_terms(terms: &mut Option<String>, old: &Option<String>, party: &PartyFacts) {
    if terms.is_none() || terms == old {
        terms.clone_from(&party.terms);
    }
}

/// Describes lines without a description by their product.
fn fill_descriptions(lines: &mut [LineDraft], products: &BTreeMap<Id<Product>, ProductFacts>) {
    for line in lines.iter_mut().filter(|line| line.description.is_empty()) {
        if let Some(product) = line.product_id.and_then(|id| products.get(&id)) {
            line.description.clone_from(&product.description);
        }
    }
}

/// Merges drafts with the lines of an order: lines with an id keep their weights and billing data, others are new.
fn merge_lines(
    before: &[OrderLine],
    drafts: Vec<LineDraft>,
    products: &BTreeMap<Id<Product>, ProductFacts>,
) -> Result<Vec<OrderLine>, FieldErrors> {
    let known: HashMap<_, &OrderLine> = before
        .iter()
        .filter_map(|line| Some((line.details.id?, line)))
        .collect();
    let mut errors = FieldErrors::new();
    let mut seen = HashSet::new();
    let mut lines = Vec::with_capacity(drafts.len());
    for ((index, mut draft), line_no) in drafts.into_iter().enumerate().zip(1..) {
        let mut old = None;
        if let Some(id) = draft.id {
            let pointer = format!("/lines/{index}/id");
            match known.get(&id) {
                None => errors.add(pointer, "unknown_line", "The order has no such line"),
                Some(_) if !seen.insert(id) => {
                    errors.add(pointer, "duplicate_line", "The line was sent twice");
                }
                Some(line) => old = Some(*line),
            }
        }
        if let Some(line) = old.filter(|line| line.weights.case_count > 0) {
            errors.require(
                line.details.weight_unit == draft.weight_unit,
                format!("/lines/{index}/weight_unit"),
                "has_cases",
                "The weight is the sum of the line's cases. Remove them to change the unit",
            );
        }
        if old.and_then(|line| line.details.product_id) != draft.product_id
            && let Some(product) = draft.product_id.and_then(|id| products.get(&id))
        {
            draft.take_over(product);
        }
        let weights = old.map(|line| line.weights.clone());
        lines.push(OrderLine {
            invoice_status: old.and_then(|line| line.invoice_status),
            billed_amount: old.and_then(|line| line.billed_amount),
            ..OrderLine::compute(line_no, draft, weights.unwrap_or_default())
        });
    }
    errors.into_result()?;
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::purchase_orders::order_fixtures::order;
    use crate::record::Resource;

    fn facts() -> DraftFacts {
        let trim = ProductFacts {
            code: "TRIM".to_owned(),
            description: "Trim 50's".to_owned(),
            ..ProductFacts::default()
        };
        DraftFacts {
            supplier: PartyFacts {
                name: "S".to_owned(),
                terms: Some("net_7".to_owned()),
            },
            customer: Some(PartyFacts {
                name: "C".to_owned(),
                terms: Some("prepaid".to_owned()),
            }),
            products: BTreeMap::from([(Id::new(3), trim)]),
            prepaid_terms: BTreeSet::from(["prepaid".to_owned()]),
            ..DraftFacts::default()
        }
    }

    #[test]
    fn blank_fields_are_copied_from_parties_and_products() {
        let mut draft = order(1).draft();
        draft.header.customer_terms = None;
        draft.lines[0].id = None;
        draft.lines[0].description = String::new();
        let made = PurchaseOrder::from_draft(draft, &facts(), order(1).stamps).unwrap();
        assert_eq!(made.details.supplier_terms.as_deref(), Some("net_7"));
        assert_eq!(made.details.customer_terms.as_deref(), Some("prepaid"));
        assert!(made.is_prepaid);
        assert_eq!(made.lines[0].details.description, "Trim 50's");
        assert_eq!(made.lines[0].product_code.as_deref(), Some("TRIM"));
        assert_eq!(made.totals.sell_total, "44000.00".parse().ok());
    }

    #[test]
    fn terms_follow_a_new_party_but_not_a_known_one() {
        let mut order = order(1);
        let mut same = order.draft();
        same.header.customer_terms = None;
        order.apply(same, &facts()).unwrap();
        assert_eq!(order.details.customer_terms, None, "blanked on purpose");
        let mut other = order.draft();
        other.header.customer_id = Some(Id::new(2));
        order.apply(other, &facts()).unwrap();
        assert_eq!(order.details.customer_terms.as_deref(), Some("prepaid"));
    }

    #[test]
    fn lines_are_matched_by_id() {
        let mut order = order(2);
        order.lines[1].weights.actual_units = Some(19);
        let mut draft = order.draft();
        draft.lines.remove(0);
        draft.lines.push(LineDraft::default());
        order.apply(draft, &facts()).unwrap();
        let kept: Vec<_> = order.lines.iter().map(|line| line.details.id).collect();
        assert_eq!(kept, [Some(Id::new(2)), None]);
        assert_eq!(order.lines[0].weights.actual_units, Some(19));
        let mut draft = order.draft();
        draft.lines[1].id = Some(Id::new(2));
        draft.lines.push(LineDraft {
            id: Some(Id::new(9)),
            ..LineDraft::default()
        });
        let errors = order.apply(draft, &facts()).unwrap_err();
        let pointers: Vec<_> = errors
            .iter()
            .map(|error| error.pointer.as_deref())
            .collect();
        assert_eq!(pointers, [Some("/lines/1/id"), Some("/lines/2/id")]);
    }
}
