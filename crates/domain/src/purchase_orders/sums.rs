//! Sums and counts over the orders that match a filter.

use serde::{Deserialize, Serialize};

use crate::decimal::{Money, PricePerLb, WeightAmount};

/// Totals over all orders that match the filters. An order without a figure is left out of that total and counted separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderSums {
    /// Number of orders.
    #[cfg_attr(feature = "openapi", schema(example = 16))]
    pub count: i64,
    /// Weight in pounds: actual where known, else ordered.
    pub weight_lb: WeightAmount,
    /// Buying totals.
    pub buy_total: Money,
    /// Selling totals.
    pub sell_total: Money,
    /// Margin after our freight cost.
    pub margin: Money,
    /// Margin per pound over the orders that have a margin; null if none has.
    pub margin_per_lb: Option<PricePerLb>,
    /// Whether any order uses ordered weight.
    pub is_estimated: bool,
    /// Orders without a buying total.
    #[cfg_attr(feature = "openapi", schema(example = 0))]
    pub without_buy_total: i64,
    /// Orders without a selling total.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub without_sell_total: i64,
    /// Orders without a margin.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub without_margin: i64,
}

/// Number of orders in each status. Closed orders, which are most of the table, are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderCounts {
    /// Drafts.
    #[cfg_attr(feature = "openapi", schema(example = 2))]
    pub draft: i64,
    /// Issued, to be confirmed by the supplier.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub issued: i64,
    /// Confirmed, to be shipped.
    #[cfg_attr(feature = "openapi", schema(example = 3))]
    pub confirmed: i64,
    /// In transit.
    #[cfg_attr(feature = "openapi", schema(example = 2))]
    pub in_transit: i64,
    /// Delivered, to be closed.
    #[cfg_attr(feature = "openapi", schema(example = 7))]
    pub delivered: i64,
    /// Cancelled.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub cancelled: i64,
}
