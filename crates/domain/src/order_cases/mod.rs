//! Cases of a load with their weights: scanned from GS1 labels or pasted as a list (`trade.md` Q2, Q8). The weights of a line's
//! cases sum up to its actual weight.

mod assigning;
mod bodies;
mod csv;
mod reading;
mod row;
mod sums;

pub use assigning::{Assigned, CaseFacts, KnownGtin, NewCase, assign};
pub use bodies::{AddCases, CasesAdded, LineCases, RejectedCase, RemoveCases};
pub use csv::cases_csv;
pub use reading::{CASES_MAX, CaseReading, Entry, read_cases, read_text};
pub use row::{CaseSource, OrderCase};
pub use sums::WeightSum;

#[cfg(test)]
mod tests;
