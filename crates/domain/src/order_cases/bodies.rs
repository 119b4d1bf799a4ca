//! Request and response bodies of the cases of an order.

use serde::{Deserialize, Serialize};

use super::row::OrderCase;
use crate::decimal::WeightAmount;
use crate::field_errors::FieldErrors;
use crate::id::Id;
use crate::pricing::WeightUnit;
use crate::purchase_orders::{CorrectInvoices, OrderLine};
use crate::text::check_required;

draft! {
    /// Cases to add: `text` or `scans`.
    pub struct AddCases {
        /// Line of the cases whose GTIN does not tell it. Not needed if the order has one line.
        #[cfg_attr(feature = "openapi", schema(example = 1))]
        pub line_id: Option<Id<OrderLine>>,
        /// Pasted text: one GS1 barcode a line, or case weights separated by spaces, tabs, commas or lines. At most 2,000 cases.
        #[cfg_attr(feature = "openapi", schema(example = "41.25, 40.10 kg", max_length = 304_000))]
        pub text: String,
        /// GS1 barcodes as scanned, with FNC1 as ASCII 29, a prefix such as `]C1`, or parentheses.
        #[cfg_attr(feature = "openapi", schema(max_items = 500))]
        pub scans: Vec<String>,
        /// Checks everything and answers as usual, but keeps nothing.
        pub dry_run: bool,
        /// Confirms sums that differ from the ordered weight by more than the company allows, 1 % by default.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub accept_variance: bool,
    }
    objects {
        /// Required if an issued invoice bills a line whose amount changes.
        pub correct_invoices: Option<CorrectInvoices>,
    }
}
draft! {
    /// Cases to remove. They stay in the list, marked as removed.
    pub struct RemoveCases {
        /// Ids of the cases.
        #[cfg_attr(feature = "openapi", schema(example = json!([7]), max_items = 500))]
        pub ids: Vec<Id<OrderCase>>,
        /// Reason.
        #[cfg_attr(feature = "openapi", schema(example = "label misread", max_length = 500))]
        pub reason: String,
        /// Confirms sums that differ from the ordered weight by more than the company allows, 1 % by default.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub accept_variance: bool,
    }
    objects {
        /// Required if an issued invoice bills a line whose amount changes.
        pub correct_invoices: Option<CorrectInvoices>,
    }
}

impl RemoveCases {
    /// Checks the ids and the reason.
    ///
    /// # Errors
    /// Every field that is missing or wrong.
    pub fn checked(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.require(
            !self.ids.is_empty(),
            "/ids",
            "required",
            "Choose at least one case",
        );
        check_required(&mut errors, "/reason", &self.reason, 500, "A reason");
        errors.into_result()
    }
}

/// An entry that was not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RejectedCase {
    /// Position among the entries sent, from 0.
    #[cfg_attr(feature = "openapi", schema(example = 3))]
    pub index: i64,
    /// The entry, at most 40 characters of it.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "(01)90012345678901(3202)004125")
    )]
    pub text: String,
    /// Stable code.
    #[cfg_attr(feature = "openapi", schema(example = "check_digit"))]
    pub code: String,
    /// What is wrong, in English.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "(01) The check digit of the GTIN is wrong")
    )]
    pub message: String,
}

/// The cases of one line after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineCases {
    /// Line.
    pub line_id: Id<OrderLine>,
    /// Its position, from 1.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub line_no: i32,
    /// Cases added by this request.
    #[cfg_attr(feature = "openapi", schema(example = 38))]
    pub added: i64,
    /// All cases of the line.
    #[cfg_attr(feature = "openapi", schema(example = 38))]
    pub case_count: i64,
    /// Sum of their weights: the actual weight of the line, in `weight_unit`.
    pub weight: Option<WeightAmount>,
    /// Unit of the line.
    pub weight_unit: WeightUnit,
    /// The same in pounds.
    pub weight_lb: Option<WeightAmount>,
}

/// What became of the cases that were sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CasesAdded {
    /// Version of the order; the `ETag` holds it.
    #[cfg_attr(feature = "openapi", schema(example = 6))]
    pub version: i64,
    /// Whether nothing was kept because `dry_run` was sent.
    pub dry_run: bool,
    /// Entries kept.
    #[cfg_attr(feature = "openapi", schema(example = 38))]
    pub kept: i64,
    /// Entries among them without a serial number: repeated scans of them cannot be found.
    #[cfg_attr(feature = "openapi", schema(example = 0))]
    pub without_serial: i64,
    /// The lines that got cases.
    pub lines: Vec<LineCases>,
    /// The entries that were not kept, each with what is wrong.
    pub rejected: Vec<RejectedCase>,
}
