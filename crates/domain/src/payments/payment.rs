//! The payment: its draft, computed fields, filters and sort keys.

use chrono::NaiveDate;

use super::allocations::{Allocation, MAX_ALLOCATIONS};
use crate::choices::{Currency, FixedChoice, lists};
use crate::customers::Customer;
use crate::decimal::Money;
use crate::field_rules::FieldRule;
use crate::filter::{AnyOf, Choice, Range};
use crate::id::Id;
use crate::receivables::Receivable;
use crate::rules::{At, Code, Line, Linked, Note, Rule};
use crate::users::User;

fixed_choice! {
    /// How much of a payment is applied; computed.
    pub enum PaymentStanding in "payment_standing" {
        /// Nothing is applied.
        #[default]
        Unapplied = "unapplied" => "Unapplied",
        /// Some of it is applied or refunded.
        PartlyApplied = "partly_applied" => "Partly applied",
        /// All of it is applied or refunded.
        Applied = "applied" => "Applied",
        /// Voided.
        Void = "void" => "Void",
    }
}
fixed_choice! {
    /// Steps of a payment.
    pub enum PaymentAction in "payment_action" {
        /// Apply unapplied cash to receivables.
        #[default]
        Allocate = "allocate" => "Apply",
        /// Pay unapplied cash back.
        Refund = "refund" => "Refund",
        /// Void it.
        Void = "void" => "Void",
    }
}

draft! {
    /// A payment of a customer. It never changes: to correct it, void it and enter it again.
    pub struct PaymentDraft {
        /// Number; the next `PAY-YYYY-NNNN` when blank. Never used twice.
        #[cfg_attr(feature = "openapi", schema(example = "PAY-2026-0007"))]
        pub number: Option<String>,
        /// Customer.
        #[cfg_attr(feature = "openapi", schema(example = 7))]
        pub customer_id: Option<Id<Customer>>,
        /// Day of receipt, not in the future; today if blank.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-20"))]
        pub received_on: Option<NaiveDate>,
        /// Payment method, a code of `payment_method`; check if blank.
        #[cfg_attr(feature = "openapi", schema(example = "check"))]
        pub method: Option<String>,
        /// Reference: the number of the check or the wire.
        #[cfg_attr(feature = "openapi", schema(example = "1048"))]
        pub reference: Option<String>,
        /// Amount, in US dollars.
        pub amount: Option<Money>,
        /// Internal notes.
        pub notes: Option<String>,
        /// Owner: the creator unless a manager names another user.
        pub owner_id: Option<Id<User>>,
    }
    lists {
        /// The receivables that it pays. The rest of the amount is unapplied cash of the customer.
        pub allocations: Vec<Allocation>,
    }
}

/// The amount of a payment.
struct Received;

impl Rule<Option<Money>> for Received {
    fn describe(&self, name: &'static str) -> FieldRule {
        FieldRule::named(name).required()
    }

    fn check(&self, at: &mut At<'_>, amount: &Option<Money>) {
        match amount {
            None => at.errors.add(at.pointer, "required", "Enter the amount"),
            Some(amount) => at.errors.require(
                *amount > Money::ZERO,
                at.pointer,
                "must_be_positive",
                "The amount must be more than 0",
            ),
        }
    }
}

/// The number of allocations.
struct Allocations;

impl Rule<Vec<Allocation>> for Allocations {
    fn check(&self, at: &mut At<'_>, allocations: &Vec<Allocation>) {
        at.errors.require(
            allocations.len() <= MAX_ALLOCATIONS,
            at.pointer,
            "too_many",
            &format!("At most {MAX_ALLOCATIONS} receivables in one payment"),
        );
    }
}

rules! {
    PaymentDraft {
        number: Line(50),
        customer_id: Linked("A customer"),
        method: Code(lists::PAYMENT_METHOD),
        reference: Line(100),
        amount: Received,
        notes: Note,
        allocations: Allocations,
    }
}

record! {
    /// A payment.
    pub struct Payment(Payment) at "payments", drafted as PaymentDraft {
        /// Currency of its amounts.
        pub currency: Currency,
        /// How much of it is applied.
        pub standing: PaymentStanding,
        /// Steps that are allowed now.
        pub allowed_actions: Vec<PaymentAction>,
        /// Name of the customer today.
        #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company"))]
        pub customer_name: String,
        /// The part that is applied to receivables.
        pub applied: Money,
        /// The part that was paid back.
        pub refunded: Money,
        /// Unapplied cash: amount less applied and refunded; zero once void.
        pub unapplied: Money,
        /// Void reason.
        pub void_reason: Option<String>,
        /// The links that lead to an archived record.
        #[cfg_attr(feature = "openapi", schema(example = json!([])))]
        pub archived_links: Vec<String>,
    }
    /// List row of a payment.
    pub struct PaymentSummary {
        /// Number.
        #[cfg_attr(feature = "openapi", schema(example = "PAY-2026-0007"))]
        pub number: String,
        /// How much of it is applied.
        pub standing: PaymentStanding,
        /// Customer.
        pub customer_id: Id<Customer>,
        /// Name of the customer.
        #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company"))]
        pub customer_name: String,
        /// Day of receipt.
        pub received_on: NaiveDate,
        /// Payment method.
        #[cfg_attr(feature = "openapi", schema(example = "check"))]
        pub method: String,
        /// Reference.
        #[cfg_attr(feature = "openapi", schema(example = "1048"))]
        pub reference: Option<String>,
        /// Amount.
        pub amount: Money,
        /// Unapplied cash.
        pub unapplied: Money,
        /// The links that lead to an archived record.
        pub archived_links: Vec<String>,
    }
    narrowed by PaymentFilter, sorted by PaymentSort,
    called |payment| payment.details.number.clone().unwrap_or_default()
}

impl PaymentStanding {
    /// Computes it from the amount and what remains of it.
    #[must_use]
    pub fn of(is_void: bool, amount: Money, unapplied: Money) -> Self {
        if is_void {
            Self::Void
        } else if unapplied == amount {
            Self::Unapplied
        } else if unapplied > Money::ZERO {
            Self::PartlyApplied
        } else {
            Self::Applied
        }
    }

    /// The steps allowed in this standing. A payment of which a part was refunded is not voided.
    #[must_use]
    pub fn allowed_actions(self, refunded: Money) -> Vec<PaymentAction> {
        let is_open = matches!(self, Self::Unapplied | Self::PartlyApplied);
        let is_voidable = self != Self::Void && refunded == Money::ZERO;
        let allowed = |action: &PaymentAction| match action {
            PaymentAction::Allocate | PaymentAction::Refund => is_open,
            PaymentAction::Void => is_voidable,
        };
        PaymentAction::ALL.iter().copied().filter(allowed).collect()
    }
}

filter! {
    /// Filters of the list of payments.
    pub struct PaymentFilter {
        /// How much of it is applied.
        pub standing: AnyOf<Choice<PaymentStanding>>,
        /// Customer.
        pub customer_id: AnyOf<Id<Customer>>,
        /// Payment method.
        pub method: AnyOf<String> as lists::PAYMENT_METHOD,
        /// Receivable that it pays.
        pub receivable_id: AnyOf<Id<Receivable>>,
        /// Whether a part is unapplied.
        pub has_unapplied: Option<bool>,
        /// Whether it is void.
        pub voided: Option<bool>,
        /// Day of receipt.
        pub received_on: Range<NaiveDate>,
        /// Amount.
        pub amount: Range<Money>,
        /// Unapplied cash.
        pub unapplied: Range<Money>,
    }
}

sort_keys! {
    /// Sort keys of the list of payments.
    pub enum PaymentSort {
        /// Day of receipt.
        ReceivedOn = "received_on",
        /// Number.
        Number = "number",
        /// Amount.
        Amount = "amount",
        /// Unapplied cash.
        Unapplied = "unapplied",
        /// Name of the customer, ignoring case.
        CustomerName = "customer_name",
        /// Creation.
        CreatedAt = "created_at",
        /// Last change.
        UpdatedAt = "updated_at",
        /// Id.
        Id = "id",
    }
    default [ReceivedOn desc]
}
