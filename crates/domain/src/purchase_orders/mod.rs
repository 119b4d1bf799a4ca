//! Purchase orders: one deal on one load, bought from one supplier and normally sold to one customer.
//!
//! `order` is the header and what follows from it, `lines` what is bought and sold, `totals` the sums, `lifecycle` the states,
//! `actions` the bodies of the steps, `steps` the steps, `billing` what is billed of an order, `guards` what each requires, `changes` what may be
//! changed in which state, `facts` what a step needs to know of other records, `links` which those are, `listing` the rows of lists, `sums` what those of a filter come to.

mod actions;
mod billing;
mod changes;
mod facts;
mod guards;
mod lifecycle;
mod lines;
mod links;
mod listing;
mod order;
mod steps;
mod sums;
mod totals;

pub use actions::{
    CancelOrder, CloseOrder, ConfirmOrder, DeliverOrder, InvoiceOrder, IssueOrder, LineWeight,
    OverridableRule, Override, ShipOrder, StepBack, WeighOrder,
};
pub use billing::OrderInvoice;
pub use facts::{CarrierFacts, ProductFacts, StepFacts};
pub use lifecycle::{
    CreditFacts, OVERDUE_LIMIT_DAYS, OrderAction, OrderStatus, Refusal, StepContext, credit_gate,
};
pub use lines::{LineDraft, LineWeights, OrderLine, VARIANCE_LIMIT};
pub(crate) use lines::{check_units, check_weight};
pub use links::LinkNames;
pub use listing::{PurchaseOrderFilter, PurchaseOrderSort, PurchaseOrderSummary};
pub use order::{Appointment, Move, OrderHeader, PartySnapshot, PurchaseOrder, PurchaseOrderDraft};
pub use sums::OrderSums;
pub use totals::{LOAD_LIMIT_LB, TRUCKLOAD_LB, Totals, show_number};
