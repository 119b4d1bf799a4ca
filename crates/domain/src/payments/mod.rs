//! The ledger of customers: payments, their allocation to receivables, aging and statements. What is posted is reversed by another
//! posting, never edited.

mod aging;
mod allocations;
mod payment;
mod postings;
mod statement;
mod steps;

pub use aging::{Aging, AgingBasis, AgingRow, BucketSums};
pub use allocations::{
    Allocate, Allocation, MAX_ALLOCATIONS, OpenItem, check_allocations, oldest_first,
};
pub use payment::{
    Payment, PaymentAction, PaymentDraft, PaymentFilter, PaymentSort, PaymentStanding,
    PaymentSummary,
};
pub use postings::{Posting, PostingKind};
pub use statement::{Statement, StatementLine};
pub use steps::{ReceivablePayment, Refund, Reverse, VoidPayment, WriteOff};
