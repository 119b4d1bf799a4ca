//! Receivables: what customers owe us. Payments apply to receivables, never to orders. Amounts, balances and payment status are
//! computed here, never set.

mod due;
mod life;
mod lines;
mod receivable;
mod sums;

pub use due::{AnchorDays, PaymentTerms};
pub use life::{
    AgingBucket, DUE_SOON_DAYS, PaymentStatus, ReceivableAction, ReceivableKind,
    ReceivableStanding, ReceivableStatus, Standing, VoidReceivable,
};
pub use lines::ReceivableLine;
pub use receivable::{
    Receivable, ReceivableDraft, ReceivableFilter, ReceivableSort, ReceivableSummary,
};
pub use sums::ReceivableSums;
