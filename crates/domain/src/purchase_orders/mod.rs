//! Purchase orders: one deal on one load, bought from one supplier and normally sold to one customer.

mod actions;
mod amount_limits;
mod apply;
mod billing;
mod changes;
mod costs;
mod defaults;
mod facts;
mod field_changes;
mod field_locks;
mod gate_blocks;
mod gates;
mod guards;
mod invoice_figures;
mod lifecycle;
mod limits;
mod line_draft;
mod lines;
mod links;
mod listing;
mod order;
#[cfg(test)]
mod order_fixtures;
mod order_header;
mod snapshots;
mod steps;
mod sums;
mod totals;
mod warnings;
mod weighing;

pub use crate::party_snapshot::PartySnapshot;
pub use crate::transition_error::TransitionError;
pub use actions::{
    CancelOrder, CloseOrder, ConfirmOrder, CorrectInvoices, DeliverOrder, InvoiceOrder, IssueOrder,
    LineWeight, OverridableRule, Override, ShipOrder, StepBack, WeighOrder,
};
pub use apply::{DraftFacts, PartyFacts};
pub use billing::OrderInvoice;
pub use changes::{ChangeContext, ChangeNotes};
pub use costs::{
    CostBasis, CostDraft, CostKind, CostPayee, CostPayer, OrderCost, is_margin_estimated, sum_up,
};
pub use defaults::{
    ContactFacts, CustomerFacts, DefaultFacts, OrderDefaults, SupplierFacts, SupplyLineFacts,
};
pub use facts::{CarrierFacts, ProductFacts, StepFacts};
pub use field_locks::FieldLock;
pub use gates::{GATES, Gate};
pub use lifecycle::{CreditFacts, OrderAction, OrderStatus, StepContext, StepOutcome, credit_gate};
pub use limits::TRUCKLOAD_LB;
pub use line_draft::LineDraft;
pub use lines::{LineWeights, OrderLine};
pub use links::LinkNames;
pub use listing::{PurchaseOrderFilter, PurchaseOrderSort, PurchaseOrderSummary};
pub use order::{Move, PurchaseOrder, PurchaseOrderDraft};
pub use order_header::{Appointment, OrderHeader};
pub use sums::{OrderCounts, OrderSums};
pub use totals::{Totals, show_number};
pub use warnings::{DockFacts, OrderWarnings, WarningFacts, order_warnings};
pub use weighing::CaseSum;
