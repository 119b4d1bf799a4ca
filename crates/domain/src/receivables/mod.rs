//! Receivables: what customers owe us, from the draft of an invoice to its end. One book only: payments touch receivables, never
//! orders. Amounts, balances and states of payment are computed here and set nowhere.

mod due;
mod figures;
mod life;
mod lines;
mod receivable;
mod sums;

pub use due::{AnchorDays, PaymentTerms};
pub use life::{
    AgingBucket, AgingEdges, DUE_SOON_DAYS, PaymentStatus, ReceivableAction, ReceivableKind,
    ReceivableStanding, ReceivableStatus, Standing, VoidReceivable,
};
pub use lines::ReceivableLine;
pub use receivable::{
    Receivable, ReceivableDraft, ReceivableFilter, ReceivableSort, ReceivableSummary,
};
pub use sums::ReceivableSums;
