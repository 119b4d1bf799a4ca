//! What the orders of a filter come to.

use serde::{Deserialize, Serialize};

use crate::decimal::{Money, PricePerLb, WeightAmount};

/// Sums over all orders that a filter leaves, whatever page shows them. An order that lacks a figure is left out of that sum, and
/// counted beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderSums {
    /// How many orders.
    #[cfg_attr(feature = "openapi", schema(example = 16))]
    pub count: i64,
    /// Weight in pounds: actual where known, else ordered.
    pub weight_lb: WeightAmount,
    /// What we pay suppliers.
    pub buy_total: Money,
    /// What we charge customers.
    pub sell_total: Money,
    /// What is left once freight that is ours is paid.
    pub margin: Money,
    /// Margin by pound of the orders that have one; null where none has.
    pub margin_per_lb: Option<PricePerLb>,
    /// Whether an order among them rests on ordered weight.
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
