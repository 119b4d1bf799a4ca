//! Bodies of the steps: what each asks for.

use chrono::NaiveDate;

use super::lines::OrderLine;
use crate::decimal::WeightAmount;
use crate::id::Id;

fixed_choice! {
    /// Gates that a manager may pass with a reason.
    pub enum OverridableRule in "override_rule" {
        /// The credit gate.
        #[default]
        CreditBlocked = "credit_blocked" => "Credit",
        /// The tender gate: authority and insurance of the carrier.
        TenderBlocked = "tender_blocked" => "Carrier",
    }
}

draft! {
    /// Passing a gate, on record.
    pub struct Override {
        /// Which gate.
        pub rule: OverridableRule,
        /// Why.
        #[cfg_attr(feature = "openapi", schema(example = "paid by wire today", max_length = 500))]
        pub reason: String,
    }
}
draft! {
    /// Body of `issue`.
    pub struct IssueOrder {
        /// Yes, although it loses money.
        pub accept_negative_margin: bool,
    }
    objects {
        /// Passing the credit gate; managers only.
        pub r#override: Option<Override>,
    }
}
draft! {
    /// Body of `confirm`.
    pub struct ConfirmOrder {
        /// The supplier's confirmation number; needed when the release format asks for it.
        #[cfg_attr(feature = "openapi", schema(example = "SC-0041", max_length = 100))]
        pub supplier_confirmation_number: Option<String>,
    }
}
draft! {
    /// Body of `ship`.
    pub struct ShipOrder {
        /// Day the load left.
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
        /// Passing the tender gate; managers only.
        pub r#override: Option<Override>,
    }
}
draft! {
    /// Body of `deliver`.
    pub struct DeliverOrder {
        /// Day the load arrived.
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
        /// Which line.
        pub id: Option<Id<OrderLine>>,
        /// Outside containers that came.
        #[cfg_attr(feature = "openapi", schema(example = 20, minimum = 0))]
        pub actual_units: Option<i64>,
        /// Actual weight, in the unit of the line; null takes it back.
        pub actual_weight: Option<WeightAmount>,
        /// How it became known, a code of `weight_source`.
        #[cfg_attr(feature = "openapi", schema(example = "bol"))]
        pub weight_source: Option<String>,
    }
}
draft! {
    /// Body of `weigh`.
    pub struct WeighOrder {}
    lists {
        /// The lines that were weighed; the others stay as they are.
        pub lines: Vec<LineWeight>,
    }
}
draft! {
    /// Body of `invoice`.
    pub struct InvoiceOrder {
        /// Day of the invoice; today when left blank.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-08"))]
        pub invoice_date: Option<NaiveDate>,
    }
}
draft! {
    /// Body of `close`.
    pub struct CloseOrder {
        /// Why something is not billed; needed unless an issued invoice bills each line, or the goods are for stock.
        #[cfg_attr(feature = "openapi", schema(example = "billed in the old system", max_length = 500))]
        pub unbilled_reason: Option<String>,
    }
}
draft! {
    /// Body of `cancel`.
    pub struct CancelOrder {
        /// Why.
        #[cfg_attr(feature = "openapi", schema(example = "customer cut its programme", max_length = 500))]
        pub reason: String,
    }
}
draft! {
    /// Body of `step-back`.
    pub struct StepBack {
        /// Why.
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
