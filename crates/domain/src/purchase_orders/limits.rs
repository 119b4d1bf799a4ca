//! Limits that `trade.md` leaves to each company, in one place.
//!
//! They are constants because server and browser check with the same code and no company record exists yet to hold them; the
//! company profile takes them over.

use crate::decimal::WeightAmount;

/// One truckload in USDA reports (AMS carlot report): 40,000 lb.
pub const TRUCKLOAD_LB: WeightAmount = WeightAmount::of(4_000_000);

/// Net weight above which a load is flagged: 42,500 lb (`trade.md` Q4).
pub const LOAD_LIMIT_LB: WeightAmount = WeightAmount::of(4_250_000);

/// Days past its due date after which an invoice blocks its customer's orders (`trade.md` 6.3).
pub const OVERDUE_LIMIT_DAYS: u64 = 60;

/// Difference between actual and ordered weight above which weighing asks for a confirmation, in hundredths of a percent: 1 %
/// (`trade.md` 6.1).
pub const VARIANCE_LIMIT: i64 = 100;

/// Net weight may differ from that of its containers by one part in so many: 0.5 % (`trade.md` Q3).
pub(super) const NET_TOLERANCE: i128 = 200;

/// Most containers that can arrive for each one ordered; more is a typing error.
pub(super) const UNITS_FACTOR: i64 = 2;
