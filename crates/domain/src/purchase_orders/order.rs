//! The purchase order: its draft, and the record with computed fields.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::actions::{CorrectInvoices, Override};
use super::amount_limits::check_amounts;
use super::billing::OrderInvoice;
use super::costs::{CostDraft, MAX_COSTS, OrderCost, is_margin_estimated, sum_up};
use super::lifecycle::{OrderAction, OrderStatus};
use super::line_draft::LineDraft;
use super::lines::OrderLine;
use super::links::LinkNames;
use super::order_header::OrderHeader;
use super::totals::Totals;
use crate::choices::Currency;
use crate::decimal::Money;
use crate::field_rules::FieldRule;
use crate::fields::{CheckContext, FieldErrors, Rules};
use crate::id::Id;
use crate::party_snapshot::PartySnapshot;
use crate::record::{Instant, Stamps};
use crate::text::{check_line, tidy_line};
use crate::users::User;

/// Most lines on an order.
const MAX_LINES: usize = 200;
/// Longest reason for a change, in characters.
const REASON_MAX: usize = 500;

draft! {
    /// Writable fields of a purchase order.
    pub struct PurchaseOrderDraft {
        /// Confirms that an issued order may newly lose money after this change. Kept in the history only.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub accept_negative_margin: bool,
        /// Reason for replacing data that shipping requires; needed once the load has left. Kept in the history only.
        #[cfg_attr(feature = "openapi", schema(example = "sent to the other dock"))]
        pub change_reason: Option<String>,
        /// Reason for a margin that this change takes below the company's floor. Kept in the history only.
        #[cfg_attr(feature = "openapi", schema(example = json!(null), max_length = 500))]
        pub margin_reason: Option<String>,
    }
    flat {
        /// Header fields.
        pub header: OrderHeader,
    }
    lists {
        /// Order lines.
        pub lines: Vec<LineDraft>,
        /// Costs besides the goods and the agreed freight; the commission of an agent.
        pub costs: Vec<CostDraft>,
    }
    objects {
        /// Overrides a gate; managers only. Kept in the history only.
        pub r#override: Option<Override>,
        /// Required if an issued invoice bills a line whose amount changes. In history only.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub correct_invoices: Option<CorrectInvoices>,
    }
}

/// A status change of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Move {
    /// New status.
    pub status: OrderStatus,
    /// Time of the change.
    pub at: Instant,
    /// User; null if the program made the change.
    pub by: Option<Id<User>>,
    /// Display name of the user.
    #[cfg_attr(feature = "openapi", schema(example = "Lee Castell"))]
    pub by_name: String,
    /// Reason, where one was required.
    pub reason: Option<String>,
}

/// A purchase order. `lines` carry computed amounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PurchaseOrder {
    /// Id.
    pub id: Id<PurchaseOrder>,
    /// Version of the record; the `ETag` holds it.
    #[cfg_attr(feature = "openapi", schema(example = 5))]
    pub version: i64,
    /// Status; changed only by actions.
    pub status: OrderStatus,
    /// Actions that are allowed now.
    pub allowed_actions: Vec<OrderAction>,
    /// Writable fields without the lines.
    #[serde(flatten)]
    pub details: OrderHeader,
    /// Order lines with amounts.
    pub lines: Vec<OrderLine>,
    /// Costs besides the goods and the agreed freight; the commission of an agent.
    pub costs: Vec<OrderCost>,
    /// Whether the margin uses ordered weight or estimated costs.
    #[cfg_attr(feature = "openapi", schema(example = false))]
    pub is_margin_estimated: bool,
    /// Currency of its amounts.
    pub currency: Currency,
    /// Sums.
    #[serde(flatten)]
    pub totals: Totals,
    /// Name of the supplier today.
    #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
    pub supplier_name: String,
    /// Name of the customer today.
    pub customer_name: Option<String>,
    /// Names of the other linked records.
    #[serde(flatten)]
    pub links: LinkNames,
    /// Ship date.
    pub shipped_on: Option<NaiveDate>,
    /// Delivery date.
    pub delivered_on: Option<NaiveDate>,
    /// The supplier when the order was issued.
    pub supplier_snapshot: Option<PartySnapshot>,
    /// The customer when the order was issued.
    pub customer_snapshot: Option<PartySnapshot>,
    /// The carrier when the load left.
    pub carrier_snapshot: Option<PartySnapshot>,
    /// The place that the load left from, as it was then.
    pub ship_from_snapshot: Option<PartySnapshot>,
    /// The place that it went to, when the load left.
    pub ship_to_snapshot: Option<PartySnapshot>,
    /// Why it was cancelled.
    pub cancel_reason: Option<String>,
    /// Why it was closed without an invoice.
    pub unbilled_reason: Option<String>,
    /// Whether the terms are prepaid, so that the order can be billed before delivery.
    pub is_prepaid: bool,
    /// Invoices and credit memos of the order, including drafts but not void ones.
    pub invoices: Vec<OrderInvoice>,
    /// Amount of the order less the amount billed, over the lines that are billed; null if they agree.
    #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
    pub billing_difference: Option<Money>,
    /// Status changes, oldest first.
    pub moves: Vec<Move>,
    /// Ownership, creation, change, archive.
    #[serde(flatten)]
    pub stamps: Stamps,
}

read_in_parts!(PurchaseOrder {
    parts: details, totals, links, stamps;
    fields: id, version, status, allowed_actions, lines, costs, is_margin_estimated, currency, supplier_name, customer_name, shipped_on, delivered_on, supplier_snapshot, customer_snapshot, carrier_snapshot, ship_from_snapshot, ship_to_snapshot, cancel_reason, unbilled_reason, is_prepaid, invoices, billing_difference, moves,
});

impl PurchaseOrder {
    /// Recomputes the lines, sums and allowed actions.
    pub fn recompute(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        self.lines = lines
            .into_iter()
            .zip(1..)
            .map(|(line, no)| OrderLine {
                product_code: line.product_code,
                invoice_status: line.invoice_status,
                billed_amount: line.billed_amount,
                is_off_weight: line.is_off_weight,
                ..OrderLine::compute(no, line.details, line.weights)
            })
            .collect();
        self.note_billing_difference();
        self.totals = sum_up(&self.lines, &self.details, &mut self.costs);
        self.is_margin_estimated = is_margin_estimated(&self.totals, &self.costs);
        self.allow();
    }
}

impl PurchaseOrder {
    /// Computes the amounts of the costs of an order that was read; its sums are stored.
    pub fn estimate_costs(&mut self) {
        if !self.costs.is_empty() {
            // The sums themselves are stored.
            let _sums = sum_up(&self.lines, &self.details, &mut self.costs);
        }
        self.is_margin_estimated = is_margin_estimated(&self.totals, &self.costs);
    }
}

impl Rules for PurchaseOrderDraft {
    fn tidy(&mut self) {
        tidy_line(&mut self.change_reason);
        tidy_line(&mut self.margin_reason);
        self.header.tidy();
        self.lines.iter_mut().for_each(LineDraft::tidy);
        self.costs.iter_mut().for_each(CostDraft::tidy);
    }

    /// Issuing has further checks of its own.
    fn check(&self, context: CheckContext<'_>) -> FieldErrors {
        let mut errors = FieldErrors::new();
        let reason = self.change_reason.as_deref();
        check_line(&mut errors, "/change_reason", reason, REASON_MAX);
        self.header.check(&mut errors, context);
        errors.require(
            self.lines.len() <= MAX_LINES,
            "/lines",
            "too_many",
            "An order can have at most 200 lines",
        );
        for (index, line) in self.lines.iter().enumerate() {
            line.check(&mut errors, &format!("/lines/{index}"), context.choices);
        }
        errors.require(
            self.costs.len() <= MAX_COSTS,
            "/costs",
            "too_many",
            "An order can have at most 50 costs",
        );
        let reason = self.margin_reason.as_deref();
        check_line(&mut errors, "/margin_reason", reason, REASON_MAX);
        for (index, cost) in self.costs.iter().enumerate() {
            cost.check(
                &mut errors,
                &format!("/costs/{index}"),
                self.header.deal_role,
            );
        }
        let (lines, costs, totals) = self.preview();
        check_amounts(&mut errors, &lines, &costs, self.header.deal_role, &totals);
        errors
    }

    fn field_rules() -> Vec<FieldRule> {
        let mut rules = ["change_reason", "margin_reason"]
            .map(|name| FieldRule::named(name).at_most(REASON_MAX))
            .to_vec();
        rules.extend(OrderHeader::field_rules());
        rules
    }

    /// An order has no sets.
    fn sort_sets(&mut self) {}
}

impl PurchaseOrderDraft {
    /// Computes the lines, the costs and their sums, for a form to show while the user types.
    #[must_use]
    pub fn preview(&self) -> (Vec<OrderLine>, Vec<OrderCost>, Totals) {
        let lines: Vec<OrderLine> = self
            .lines
            .iter()
            .cloned()
            .zip(1..)
            .map(|(line, no)| OrderLine::compute(no, line, super::LineWeights::default()))
            .collect();
        let mut costs: Vec<OrderCost> = self.costs.iter().cloned().map(OrderCost::of).collect();
        let totals = sum_up(&lines, &self.header, &mut costs);
        (lines, costs, totals)
    }
}

#[cfg(test)]
mod tests {
    use super::super::order_fixtures::order;
    use super::*;

    #[test]
    fn an_order_is_read_as_it_was_written() {
        let mut order = order(2);
        order.links.carrier_name = Some("Kestrel Haul".to_owned());
        let mut json = serde_json::to_value(&order).unwrap();
        let read = |json: &serde_json::Value| serde_json::from_value::<PurchaseOrder>(json.clone());
        assert_eq!(read(&json).unwrap(), order);

        let fields = json.as_object_mut().unwrap();
        assert_eq!(
            fields.remove("cancel_reason"),
            Some(serde_json::Value::Null)
        );
        fields.insert("of_a_later_release".to_owned(), true.into());
        assert_eq!(read(&json).unwrap(), order);

        json["lines"][1].as_object_mut().unwrap().remove("line_no");
        let error = read(&json).unwrap_err().to_string();
        assert!(error.contains("lines: line_no"), "{error}");
    }
}
