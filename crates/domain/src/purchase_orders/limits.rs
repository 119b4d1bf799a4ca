//! Limits of orders that are the same for every company; the others are in [`crate::settings`].

use crate::decimal::WeightAmount;

/// One truckload in USDA reports (AMS carlot report): 40,000 lb.
pub const TRUCKLOAD_LB: WeightAmount = WeightAmount::of(4_000_000);

/// Maximum ratio of containers delivered to containers ordered; more is taken for a typing error.
pub(super) const UNITS_FACTOR: i64 = 2;
