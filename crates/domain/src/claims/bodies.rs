//! The bodies that open claims and step them on, with the checks of their amounts, documents and reasons.

use chrono::NaiveDate;

use super::claim::Claim;
use super::life::{ClaimAction, ClaimKind, ClaimParty, ClaimStatus};
use crate::decimal::Money;
use crate::fields::FieldErrors;
use crate::id::Id;
use crate::purchase_orders::{OrderLine, PurchaseOrder};
use crate::receivables::Receivable;
use crate::text::{check_required, clean_line};
use crate::transition_error::TransitionError;

/// Most claims that one event opens: one for each party.
pub const MAX_PARTIES: usize = 3;
/// Longest description, document or reason, in characters.
const TEXT_MAX: usize = 500;
/// Longest document reference, in characters.
const DOCUMENT_MAX: usize = 200;

draft! {
    /// A claim to open.
    pub struct NewClaim {
        /// The other side; each at most once.
        pub party: Option<ClaimParty>,
        /// Amount claimed, in US dollars.
        pub claimed: Option<Money>,
    }
}
draft! {
    /// Body that opens the claims of one event.
    pub struct OpenClaims {
        /// What happened.
        pub kind: Option<ClaimKind>,
        /// The day on which it happened or was found, not in the future; today if blank.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-06"))]
        pub happened_on: Option<NaiveDate>,
        /// What was found.
        #[cfg_attr(feature = "openapi", schema(example = "500 lb short on combo 14", max_length = 500))]
        pub description: String,
        /// The affected line of the order.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub line_id: Option<Id<OrderLine>>,
    }
    lists {
        /// One claim for each party concerned.
        pub claims: Vec<NewClaim>,
    }
}
draft! {
    /// Body of `approve`.
    pub struct ApproveClaim {
        /// Amount approved, at most the amount claimed.
        pub approved: Option<Money>,
    }
}
draft! {
    /// Body of `settle`.
    pub struct SettleClaim {
        /// Amount settled, at most the amount approved.
        pub settled: Option<Money>,
        /// The document: a check, a credit, a letter.
        #[cfg_attr(feature = "openapi", schema(example = "check 20418", max_length = 200))]
        pub document: String,
        /// The invoice to credit, for a claim of the customer; the order's invoice if it has one only.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub receivable_id: Option<Id<Receivable>>,
    }
}
draft! {
    /// Body of `deny`.
    pub struct DenyClaim {
        /// Reason.
        #[cfg_attr(feature = "openapi", schema(example = "seal intact, no exception on the POD", max_length = 500))]
        pub reason: String,
    }
}
draft! {
    /// Body of `cancel`.
    pub struct CancelClaim {
        /// Reason.
        #[cfg_attr(feature = "openapi", schema(example = "missing combo found at the dock", max_length = 500))]
        pub reason: String,
    }
}

/// An amount of more than zero, at most another one.
fn amount(
    errors: &mut FieldErrors,
    pointer: &str,
    amount: Option<Money>,
    most: Option<(Money, &str)>,
) -> Money {
    let Some(amount) = amount else {
        errors.add(pointer, "required", "Enter the amount");
        return Money::ZERO;
    };
    errors.require(
        amount > Money::ZERO,
        pointer,
        "must_be_positive",
        "The amount must be more than 0",
    );
    if let Some((most, what)) = most {
        errors.require(
            amount <= most,
            pointer,
            "exceeds_amount",
            &format!("At most {most} USD, the amount {what}"),
        );
    }
    amount
}

fn text(errors: &mut FieldErrors, pointer: &str, text: &str, max: usize, what: &str) -> String {
    let text = clean_line(text);
    check_required(errors, pointer, &text, max, what);
    text
}

impl OpenClaims {
    /// Checks the body against its order and fills in the day. Returns the claims with their parties.
    ///
    /// # Errors
    /// Every wrong field, each party that the order does not have.
    pub fn checked(
        &mut self,
        order: &PurchaseOrder,
        today: NaiveDate,
    ) -> Result<Vec<(ClaimParty, Money)>, FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.require(
            self.kind.is_some(),
            "/kind",
            "required",
            "Choose what happened",
        );
        let day = *self.happened_on.get_or_insert(today);
        errors.require(
            day <= today,
            "/happened_on",
            "in_the_future",
            "The day cannot be in the future",
        );
        errors.require(
            order.shipped_on.is_none_or(|shipped| day >= shipped),
            "/happened_on",
            "too_early",
            "The load had not left on that day",
        );
        self.description = text(
            &mut errors,
            "/description",
            &self.description,
            TEXT_MAX,
            "A description",
        );
        errors.require(
            self.line_id
                .is_none_or(|id| order.lines.iter().any(|line| line.details.id == Some(id))),
            "/line_id",
            "unknown_line",
            "The order has no such line",
        );
        errors.require(
            !self.claims.is_empty(),
            "/claims",
            "required",
            "Enter at least one claim",
        );
        errors.require(
            self.claims.len() <= MAX_PARTIES,
            "/claims",
            "too_many",
            "One claim for each party: at most 3",
        );
        let mut claims = Vec::new();
        for (index, claim) in self.claims.iter().take(MAX_PARTIES).enumerate() {
            let at = |field: &str| format!("/claims/{index}/{field}");
            let claimed = amount(&mut errors, &at("claimed"), claim.claimed, None);
            let Some(party) = claim.party else {
                errors.add(at("party"), "required", "Choose the party");
                continue;
            };
            errors.require(
                !claims.iter().any(|(other, _)| *other == party),
                at("party"),
                "listed_twice",
                "This party is listed twice",
            );
            errors.require(
                order.has_claim_party(party),
                at("party"),
                "not_on_order",
                &format!("The order has no {party}"),
            );
            claims.push((party, claimed));
        }
        errors.into_result()?;
        Ok(claims)
    }
}

impl ApproveClaim {
    /// The amount approved, of what was claimed.
    ///
    /// # Errors
    /// If it is missing, not more than zero, or more than that.
    pub fn checked(&self, claimed: Money) -> Result<Money, FieldErrors> {
        let mut errors = FieldErrors::new();
        let most = Some((claimed, "claimed"));
        let approved = amount(&mut errors, "/approved", self.approved, most);
        errors.into_result()?;
        Ok(approved)
    }
}

impl SettleClaim {
    /// The amount settled, of what was approved, and its document.
    ///
    /// # Errors
    /// Every wrong field.
    pub fn checked(
        &self,
        approved: Money,
        party: ClaimParty,
    ) -> Result<(Money, String), FieldErrors> {
        let mut errors = FieldErrors::new();
        let most = Some((approved, "approved"));
        let settled = amount(&mut errors, "/settled", self.settled, most);
        let what = "A document reference";
        let document = text(&mut errors, "/document", &self.document, DOCUMENT_MAX, what);
        errors.require(
            self.receivable_id.is_none() || party == ClaimParty::Customer,
            "/receivable_id",
            "must_be_empty",
            "Only a claim of the customer is credited on an invoice",
        );
        errors.into_result()?;
        Ok((settled, document))
    }
}

impl PurchaseOrder {
    /// Whether the order names this party.
    #[must_use]
    pub const fn has_claim_party(&self, party: ClaimParty) -> bool {
        match party {
            ClaimParty::Customer => self.details.customer_id.is_some(),
            ClaimParty::Supplier => self.details.supplier_id.is_some(),
            ClaimParty::Carrier => self.details.carrier_id.is_some(),
        }
    }
}

impl Claim {
    /// The status after a step.
    ///
    /// # Errors
    /// If the status does not allow it.
    pub fn step(&self, action: ClaimAction) -> Result<ClaimStatus, TransitionError> {
        self.status
            .after(action)
            .ok_or(TransitionError::IllegalTransition)
    }

    /// The amount that a body approves.
    ///
    /// # Errors
    /// If the status does not allow it, or the amount is wrong.
    pub fn approve(&self, body: &ApproveClaim) -> Result<Money, TransitionError> {
        self.step(ClaimAction::Approve)?;
        Ok(body.checked(self.details.claimed.unwrap_or_default())?)
    }

    /// The amount that a body settles, and its document.
    ///
    /// # Errors
    /// If the status does not allow it, or a field is wrong.
    pub fn settle(&self, body: &SettleClaim) -> Result<(Money, String), TransitionError> {
        self.step(ClaimAction::Settle)?;
        Ok(body.checked(self.approved.unwrap_or_default(), self.details.party)?)
    }

    /// The cleaned reason of a denial or a withdrawal.
    ///
    /// # Errors
    /// If the status does not allow the step, or the reason is blank or too long.
    pub fn end(&self, action: ClaimAction, reason: &str) -> Result<String, TransitionError> {
        self.step(action)?;
        let mut errors = FieldErrors::new();
        let reason = text(&mut errors, "/reason", reason, TEXT_MAX, "A reason");
        errors.into_result()?;
        Ok(reason)
    }
}
