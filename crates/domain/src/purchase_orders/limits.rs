//! Limits that `trade.md` leaves to each company, in one place.
//!
//! These are constants, apart from the variance limit, because no company record exists yet to hold them.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::decimal::WeightAmount;

/// One truckload in USDA reports (AMS carlot report): 40,000 lb.
pub const TRUCKLOAD_LB: WeightAmount = WeightAmount::of(4_000_000);

/// Net weight above which a load is flagged: 42,500 lb (`trade.md` Q4).
pub const LOAD_LIMIT_LB: WeightAmount = WeightAmount::of(4_250_000);

pub use crate::credit::OVERDUE_LIMIT_DAYS;

/// Default variance between actual and ordered weight above which weighing needs a confirmation, in hundredths of a percent: 1 %
/// (`trade.md` 6.1).
pub const VARIANCE_LIMIT: i64 = 100;

static VARIANCE: AtomicI64 = AtomicI64::new(VARIANCE_LIMIT);

/// Sets the variance limit of this process, in hundredths of a percent. The server sets it from its configuration when it starts,
/// the browser app from the server's response when a user signs in.
pub fn set_variance_limit(hundredths: i64) {
    VARIANCE.store(hundredths, Ordering::Relaxed);
}

pub(super) fn variance_limit() -> i64 {
    VARIANCE.load(Ordering::Relaxed)
}

/// Net weight may differ from its containers' weight by 1/200, that is 0.5 % (`trade.md` Q3).
pub(super) const NET_TOLERANCE: i128 = 200;

/// Maximum ratio of containers delivered to containers ordered; more is taken for a typing error.
pub(super) const UNITS_FACTOR: i64 = 2;
