//! A case as the API shows it.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::decimal::{CaseWeight, WeightAmount};
use crate::id::Id;
use crate::pricing::WeightUnit;
use crate::purchase_orders::OrderLine;

fixed_choice! {
    /// Where the weight of a case came from.
    pub enum CaseSource in "case_source" {
        /// A GS1 barcode.
        #[default]
        Scan = "scan" => "Barcode",
        /// A list of weights.
        List = "list" => "List",
    }
}

/// A case of an order, or several on one pallet label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderCase {
    /// Id.
    pub id: Id<OrderCase>,
    /// Line that the case belongs to.
    pub line_id: Id<OrderLine>,
    /// GTIN of 14 digits; null if the label has none.
    #[cfg_attr(feature = "openapi", schema(example = "90012345678908"))]
    pub gtin: Option<String>,
    /// Number of cases: 1, or the count of a pallet label.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub units: i64,
    /// Weight as read, in `weight_unit`.
    pub weight: CaseWeight,
    /// Unit of the weight.
    pub weight_unit: WeightUnit,
    /// Weight in pounds, rounded to 2 decimals. Sums are computed from `weight`.
    pub weight_lb: WeightAmount,
    /// Production date (11).
    pub production_date: Option<NaiveDate>,
    /// Packaging date (13).
    pub packaging_date: Option<NaiveDate>,
    /// Best before (15).
    pub best_before: Option<NaiveDate>,
    /// Expiration date (17).
    pub expiration_date: Option<NaiveDate>,
    /// Batch or lot (10).
    #[cfg_attr(feature = "openapi", schema(example = "L2603A"))]
    pub lot_number: Option<String>,
    /// Serial number (21), or the SSCC (00) of a pallet label.
    #[cfg_attr(feature = "openapi", schema(example = "000123456"))]
    pub serial: Option<String>,
    /// Source of the weight.
    pub source: CaseSource,
    /// The text that was scanned or pasted.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "(01)90012345678908(3202)004125(21)000123456")
    )]
    pub scanned_text: String,
    /// Time of entry.
    #[serde(with = "crate::record::instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: NaiveDateTime,
    /// Display name of who entered it.
    #[cfg_attr(feature = "openapi", schema(example = "Lee Castell"))]
    pub created_by_name: String,
    /// Time of removal; null while the case counts.
    #[serde(with = "crate::record::instant::optional")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub removed_at: Option<NaiveDateTime>,
    /// Display name of who removed it.
    pub removed_by_name: Option<String>,
    /// Why it was removed.
    pub remove_reason: Option<String>,
}
