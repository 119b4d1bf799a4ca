//! Claims: one event on a load opens claims against the supplier and the carrier, and answers the customer's (`trade.md` 6.5, C9, C10).

mod bodies;
mod claim;
mod clock;
mod life;
mod order_claims;

pub use bodies::{
    ApproveClaim, CancelClaim, DenyClaim, MAX_PARTIES, NewClaim, OpenClaims, SettleClaim,
};
pub use claim::{Claim, ClaimDraft, ClaimEvent, ClaimFilter, ClaimSort, ClaimSummary};
pub use clock::{CLOCK_MONTHS, ClaimClock, ClockWarning, clock_ends_on, last_delivery};
pub use life::{ClaimAction, ClaimKind, ClaimParty, ClaimStatus};
pub use order_claims::{MAX_CLAIMS, OpenedClaims, OrderClaims};
