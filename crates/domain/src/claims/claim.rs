//! The claim: its fields, filters and sort keys. It is opened with its event and changed only by steps.

use chrono::NaiveDate;

use super::clock::ClaimClock;
use super::life::{ClaimAction, ClaimKind, ClaimParty, ClaimStatus};
use crate::carriers::Carrier;
use crate::choices::Currency;
use crate::customers::Customer;
use crate::decimal::Money;
use crate::filter::{AnyOf, Choice, Range};
use crate::id::Id;
use crate::purchase_orders::{OrderLine, PurchaseOrder};
use crate::receivables::Receivable;
use crate::rules::Line;
use crate::suppliers::Supplier;
use crate::users::User;

/// What happened to a load; names the ids of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimEvent;

draft! {
    /// What a claim is opened with. It never changes.
    pub struct ClaimDraft {
        /// Number: `CLM-YYYY-NNNN`.
        #[cfg_attr(feature = "openapi", schema(example = "CLM-2026-0001"))]
        pub number: Option<String>,
        /// The event; claims of one event were opened together.
        #[cfg_attr(feature = "openapi", schema(example = 4))]
        pub event_id: Option<Id<ClaimEvent>>,
        /// Order of the load.
        #[cfg_attr(feature = "openapi", schema(example = 41))]
        pub purchase_order_id: Option<Id<PurchaseOrder>>,
        /// What happened.
        pub kind: ClaimKind,
        /// The day on which it happened or was found.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-06"))]
        pub happened_on: Option<NaiveDate>,
        /// Description of the event.
        #[cfg_attr(feature = "openapi", schema(example = "500 lb short on combo 14"))]
        pub description: String,
        /// The other side.
        pub party: ClaimParty,
        /// Customer who claims; null for the other parties.
        pub customer_id: Option<Id<Customer>>,
        /// Supplier against whom we claim; null for the other parties.
        pub supplier_id: Option<Id<Supplier>>,
        /// Carrier against whom we claim; null for the other parties.
        pub carrier_id: Option<Id<Carrier>>,
        /// Amount claimed, in US dollars.
        pub claimed: Option<Money>,
        /// Owner: who opened it.
        pub owner_id: Option<Id<User>>,
    }
}

rules! {
    ClaimDraft {
        number: Line(50),
    }
}

record! {
    /// A claim on a load.
    pub struct Claim(Claim) at "claims", drafted as ClaimDraft {
        /// Currency of its amounts.
        pub currency: Currency,
        /// Status; changed only by steps.
        pub status: ClaimStatus,
        /// Steps that are allowed now.
        pub allowed_actions: Vec<ClaimAction>,
        /// Number of the order.
        #[cfg_attr(feature = "openapi", schema(example = "PO-2026-0041"))]
        pub purchase_order_number: String,
        /// Name of the other side today.
        #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company"))]
        pub party_name: String,
        /// Name of the customer who claims.
        #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company"))]
        pub customer_name: Option<String>,
        /// Name of the supplier.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub supplier_name: Option<String>,
        /// Name of the carrier.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub carrier_name: Option<String>,
        /// The affected line of the order.
        pub line_id: Option<Id<OrderLine>>,
        /// Description of that line.
        #[cfg_attr(feature = "openapi", schema(example = "Trim 85's - Tested"))]
        pub line_description: Option<String>,
        /// Amount approved; null before approval.
        pub approved: Option<Money>,
        /// Amount settled; null until settled.
        pub settled: Option<Money>,
        /// The document of the settlement: a check, a credit, a letter.
        #[cfg_attr(feature = "openapi", schema(example = "check 20418"))]
        pub document: Option<String>,
        /// Why it was denied or cancelled.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub decision_reason: Option<String>,
        /// Credit memo by which a claim of the customer was settled. Voiding it approves the claim again.
        pub credit_memo_id: Option<Id<Receivable>>,
        /// Number of the credit memo.
        #[cfg_attr(feature = "openapi", schema(example = "CN-2026-0004"))]
        pub credit_memo_number: Option<String>,
        /// Day of delivery of the load.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-06"))]
        pub delivered_on: Option<NaiveDate>,
        /// Days left to file a pending claim with the carrier; null otherwise, and before delivery.
        pub clock: Option<ClaimClock>,
        /// The links that lead to an archived record.
        #[cfg_attr(feature = "openapi", schema(example = json!([])))]
        pub archived_links: Vec<String>,
    }
    /// List row of a claim.
    pub struct ClaimSummary {
        /// Number.
        #[cfg_attr(feature = "openapi", schema(example = "CLM-2026-0001"))]
        pub number: String,
        /// Status.
        pub status: ClaimStatus,
        /// The other side.
        pub party: ClaimParty,
        /// Name of the other side.
        #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company"))]
        pub party_name: String,
        /// What happened.
        pub kind: ClaimKind,
        /// The event; claims of one event were opened together.
        #[cfg_attr(feature = "openapi", schema(example = 4))]
        pub event_id: Id<ClaimEvent>,
        /// Order of the load.
        pub purchase_order_id: Id<PurchaseOrder>,
        /// Number of the order.
        #[cfg_attr(feature = "openapi", schema(example = "PO-2026-0041"))]
        pub purchase_order_number: String,
        /// The day on which it happened or was found.
        pub happened_on: NaiveDate,
        /// Amount claimed.
        pub claimed: Money,
        /// Amount approved.
        pub approved: Option<Money>,
        /// Amount settled.
        pub settled: Option<Money>,
        /// Days left to file a pending claim with the carrier.
        pub clock: Option<ClaimClock>,
        /// The links that lead to an archived record.
        pub archived_links: Vec<String>,
    }
    narrowed by ClaimFilter, sorted by ClaimSort,
    called |claim| claim.details.number.clone().unwrap_or_default()
}

filter! {
    /// Filters of the list of claims.
    pub struct ClaimFilter {
        /// Status.
        pub status: AnyOf<Choice<ClaimStatus>>,
        /// Whether it is pending or approved.
        pub is_open: Option<bool>,
        /// The other side.
        pub party: AnyOf<Choice<ClaimParty>>,
        /// What happened.
        pub kind: AnyOf<Choice<ClaimKind>>,
        /// Order of the load.
        pub purchase_order_id: AnyOf<Id<PurchaseOrder>>,
        /// Customer who claims.
        pub customer_id: AnyOf<Id<Customer>>,
        /// Supplier against whom we claim.
        pub supplier_id: AnyOf<Id<Supplier>>,
        /// Carrier against whom we claim.
        pub carrier_id: AnyOf<Id<Carrier>>,
        /// Days left to file a pending claim with the carrier.
        pub days_left: Range<i64>,
        /// The day on which it happened.
        pub happened_on: Range<NaiveDate>,
        /// Amount claimed.
        pub claimed: Range<Money>,
    }
}

sort_keys! {
    /// Sort keys of the list of claims.
    pub enum ClaimSort {
        /// The day on which it happened.
        HappenedOn = "happened_on",
        /// Number.
        Number = "number",
        /// Amount claimed.
        Claimed = "claimed",
        /// Name of the other side, ignoring case.
        PartyName = "party_name",
        /// Creation.
        CreatedAt = "created_at",
        /// Last change.
        UpdatedAt = "updated_at",
        /// Id.
        Id = "id",
    }
    default [HappenedOn desc]
}
