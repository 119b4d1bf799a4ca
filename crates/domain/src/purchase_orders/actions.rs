//! Request bodies of the order steps.

use chrono::NaiveDate;

use super::lines::OrderLine;
use crate::decimal::WeightAmount;
use crate::id::Id;

fixed_choice! {
    /// Gates that a manager may override with a reason.
    pub enum OverridableRule in "override_rule" {
        /// The credit gate.
        #[default]
        CreditBlocked = "credit_blocked" => "Credit",
        /// The tender gate: authority and insurance of the carrier.
        TenderBlocked = "tender_blocked" => "Carrier",
        /// The claims gate: an order closes without open claims.
        ClaimsOpen = "claims_open" => "Open claims",
    }
}

draft! {
    /// A manager's override of a check, kept in the history.
    pub struct Override {
        /// The check that is overridden.
        pub rule: OverridableRule,
        /// Reason.
        #[cfg_attr(feature = "openapi", schema(example = "paid by wire today", max_length = 500))]
        pub reason: String,
    }
}
draft! {
    /// Body of `issue`.
    pub struct IssueOrder {
        /// Accept a negative margin.
        pub accept_negative_margin: bool,
        /// Reason for a margin below the company's floor.
        #[cfg_attr(feature = "openapi", schema(example = json!(null), max_length = 500))]
        pub margin_reason: Option<String>,
    }
    objects {
        /// Override of the credit check; managers only.
        pub r#override: Option<Override>,
    }
}
draft! {
    /// Body of `confirm`.
    pub struct ConfirmOrder {
        /// The supplier's confirmation number; required if the release format uses it.
        #[cfg_attr(feature = "openapi", schema(example = "SC-0041", max_length = 100))]
        pub supplier_confirmation_number: Option<String>,
    }
}
draft! {
    /// Body of `ship`.
    pub struct ShipOrder {
        /// Ship date.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-04"))]
        pub shipped_on: Option<NaiveDate>,
        /// Release number given to the carrier.
        #[cfg_attr(feature = "openapi", schema(max_length = 100))]
        pub carrier_release_number: Option<String>,
        /// Seal at the plant.
        #[cfg_attr(feature = "openapi", schema(example = "SL0041", max_length = 50))]
        pub seal_out: Option<String>,
    }
    objects {
        /// Override of the carrier check; managers only.
        pub r#override: Option<Override>,
    }
}
draft! {
    /// Body of `deliver`.
    pub struct DeliverOrder {
        /// Delivery date.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-06"))]
        pub delivered_on: Option<NaiveDate>,
        /// Seal at the receiver.
        #[cfg_attr(feature = "openapi", schema(max_length = 50))]
        pub seal_in: Option<String>,
    }
}
draft! {
    /// The actual weight of one line.
    pub struct LineWeight {
        /// Id of the line.
        pub id: Option<Id<OrderLine>>,
        /// Number of containers delivered.
        #[cfg_attr(feature = "openapi", schema(example = 20, minimum = 0))]
        pub actual_units: Option<i64>,
        /// Actual weight in `weight_unit` of the line; null removes it.
        pub actual_weight: Option<WeightAmount>,
        /// Source of the weight, a code of `weight_source`.
        #[cfg_attr(feature = "openapi", schema(example = "bol"))]
        pub weight_source: Option<String>,
    }
}
draft! {
    /// Correction of billed lines: the same step issues a credit memo or an invoice for the difference.
    pub struct CorrectInvoices {
        /// Reason; shown on the correction and in the history.
        #[cfg_attr(feature = "openapi", schema(example = "scale ticket misread", max_length = 500))]
        pub reason: String,
    }
}
draft! {
    /// Body of `weigh`.
    pub struct WeighOrder {
        /// Confirms weights that differ from the ordered ones by more than the company allows, 1 % by default.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub accept_variance: bool,
    }
    lists {
        /// Lines with their actual weights; other lines stay as they are.
        pub lines: Vec<LineWeight>,
    }
    objects {
        /// Required if an issued invoice bills a line whose amount changes.
        pub correct_invoices: Option<CorrectInvoices>,
    }
}
draft! {
    /// Body of `invoice`.
    pub struct InvoiceOrder {
        /// Invoice date; today if blank.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-08"))]
        pub invoice_date: Option<NaiveDate>,
    }
}
draft! {
    /// Body of `close`.
    pub struct CloseOrder {
        /// Why the order is closed without an invoice; required unless issued invoices bill every line or the goods are for stock.
        /// Ignored if issued invoices bill every line.
        #[cfg_attr(feature = "openapi", schema(example = "billed in the old system", max_length = 500))]
        pub unbilled_reason: Option<String>,
    }
    objects {
        /// Override of the check for open claims; managers only.
        pub r#override: Option<Override>,
    }
}
draft! {
    /// Body of `cancel`.
    pub struct CancelOrder {
        /// Reason.
        #[cfg_attr(feature = "openapi", schema(example = "Customer cut its program", max_length = 500))]
        pub reason: String,
    }
}
draft! {
    /// Body of `step-back`.
    pub struct StepBack {
        /// Reason.
        #[cfg_attr(feature = "openapi", schema(example = "marked shipped by mistake", max_length = 500))]
        pub reason: String,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{Draft, read_body};
    use serde_json::json;

    #[test]
    fn an_override_is_read_under_the_name_it_is_written_with() {
        let passed = Override {
            rule: OverridableRule::CreditBlocked,
            reason: "paid".to_owned(),
        };
        let body = IssueOrder {
            accept_negative_margin: false,
            margin_reason: None,
            r#override: Some(passed),
        };
        let written = serde_json::to_value(&body).unwrap();
        assert_eq!(
            written.pointer("/override/rule"),
            Some(&json!("credit_blocked"))
        );
        assert_eq!(read_body::<IssueOrder>(written, &[]), Ok(body));
        assert!(IssueOrder::fields().contains(&"override"));
    }
}
