//! Purchase orders: one deal on one load, bought from one supplier and normally sold to one customer.
//!
//! `order` is the header and what follows from it, `lines` what is bought and sold, `totals` the sums, `lifecycle` the states,
//! `actions` the bodies of the steps, `steps` the steps, `guards` what each requires, `facts` what it needs to know of other records, `links` which those are, `listing` the rows of lists.

mod actions;
mod facts;
mod guards;
mod lifecycle;
mod lines;
mod links;
mod listing;
mod order;
mod steps;
mod totals;

pub use actions::{
    CancelOrder, CloseOrder, ConfirmOrder, DeliverOrder, IssueOrder, LineWeight, OverridableRule,
    Override, ShipOrder, StepBack, WeighOrder,
};
pub use facts::{CarrierFacts, ProductFacts, StepFacts};
pub use lifecycle::{CreditFacts, OrderAction, OrderStatus, Refusal, StepContext, credit_gate};
pub use lines::{LineDraft, LineWeights, OrderLine};
pub(crate) use lines::{check_units, check_weight};
pub use links::LinkNames;
pub use listing::{PurchaseOrderFilter, PurchaseOrderSort, PurchaseOrderSummary};
pub use order::{Appointment, Move, OrderHeader, PartySnapshot, PurchaseOrder, PurchaseOrderDraft};
pub use totals::{LOAD_LIMIT_LB, TRUCKLOAD_LB, Totals, show_number};
