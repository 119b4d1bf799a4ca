//! Status of a receivable, its steps, its payment status and aging (`trade.md` C8, 6.4).

use chrono::{Days, NaiveDate};

use super::receivable::Receivable;
use crate::decimal::Money;
use crate::fields::FieldErrors;
use crate::party_snapshot::PartySnapshot;
use crate::settings::AgingEdges;
use crate::text::{check_required, clean_line};
use crate::transition_error::TransitionError;

fixed_choice! {
    /// Kind of receivable.
    pub enum ReceivableKind in "receivable_kind" {
        /// An invoice to a customer.
        #[default]
        Invoice = "invoice" => "Invoice",
        /// A credit to a customer; its amount reduces what the customer owes.
        CreditNote = "credit_note" => "Credit memo",
        /// A balance from before this system was in use.
        OpeningBalance = "opening_balance" => "Opening balance",
    }
}
fixed_choice! {
    /// Status of a receivable; changed only by actions.
    pub enum ReceivableStatus in "receivable_status" {
        /// Not issued yet.
        #[default]
        Draft = "draft" => "Draft",
        /// Sent to the customer; can be credited or voided, but not edited.
        Issued = "issued" => "Issued",
        /// Voided; its number is never reused.
        Void = "void" => "Void",
    }
}
fixed_choice! {
    /// Steps of a receivable.
    pub enum ReceivableAction in "receivable_action" {
        /// Send it to the customer.
        #[default]
        Issue = "issue" => "Issue",
        /// Void it.
        Void = "void" => "Void",
    }
}
fixed_choice! {
    /// How much of an issued receivable is paid or credited; computed.
    pub enum PaymentStatus in "payment_status" {
        /// Nothing.
        #[default]
        Unpaid = "unpaid" => "Unpaid",
        /// Some of it.
        Partial = "partial" => "Partly paid",
        /// All of it.
        Paid = "paid" => "Paid",
    }
}
fixed_choice! {
    /// Aging bucket: days that a balance is past due; computed.
    pub enum AgingBucket in "aging_bucket" {
        /// Not yet due.
        #[default]
        Current = "current" => "Current",
        /// Up to the first edge, 30 days by default.
        D1To30 = "d1_30" => "1-30",
        /// Up to the second edge, 60 days by default.
        D31To60 = "d31_60" => "31-60",
        /// Up to the third edge, 90 days by default.
        D61To90 = "d61_90" => "61-90",
        /// Beyond the third edge.
        D90Plus = "d90_plus" => "90+",
    }
}

fixed_choice! {
    /// Overall status today: the status, and once issued whether the balance is paid, due or overdue; computed.
    pub enum ReceivableStanding in "receivable_standing" {
        /// Not issued yet.
        #[default]
        Draft = "draft" => "Draft",
        /// Voided.
        Void = "void" => "Void",
        /// The balance is zero.
        Paid = "paid" => "Paid",
        /// A balance remains, not due within a week.
        Open = "open" => "Open",
        /// A balance is due within a week.
        DueSoon = "due_soon" => "Due soon",
        /// A balance is past its due date.
        Overdue = "overdue" => "Overdue",
    }
}

/// Days before the due date from which a balance counts as due soon.
pub const DUE_SOON_DAYS: u64 = 7;

draft! {
    /// Body of `void`.
    pub struct VoidReceivable {
        /// Reason.
        #[cfg_attr(feature = "openapi", schema(example = "billed twice", max_length = 500))]
        pub reason: String,
    }
}

impl VoidReceivable {
    /// The cleaned reason.
    ///
    /// # Errors
    /// If it is blank or too long.
    pub fn reason(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::new();
        let reason = clean_line(&self.reason);
        check_required(&mut errors, "/reason", &reason, 500, "A reason");
        errors.into_result()?;
        Ok(reason)
    }
}

impl AgingBucket {
    /// The first and last due date that fall in the bucket today; `None` where unbounded.
    #[must_use]
    pub fn due_dates(
        self,
        today: NaiveDate,
        AgingEdges([first, second, third]): AgingEdges,
    ) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let back = |days: u64| today.checked_sub_days(Days::new(days));
        match self {
            Self::Current => (Some(today), None),
            Self::D1To30 => (back(first), back(1)),
            Self::D31To60 => (back(second), back(first + 1)),
            Self::D61To90 => (back(third), back(second + 1)),
            Self::D90Plus => (None, back(third + 1)),
        }
    }

    /// The bucket that a due date falls in today.
    #[must_use]
    pub fn of(due: NaiveDate, today: NaiveDate, edges: AgingEdges) -> Self {
        let holds = |bucket: &Self| {
            let (first, last) = bucket.due_dates(today, edges);
            first.is_none_or(|first| due >= first) && last.is_none_or(|last| due <= last)
        };
        [Self::Current, Self::D1To30, Self::D31To60, Self::D61To90]
            .into_iter()
            .find(holds)
            .unwrap_or(Self::D90Plus)
    }
}

impl ReceivableStatus {
    /// The steps allowed in this status.
    #[must_use]
    pub const fn allowed_actions(self) -> &'static [ReceivableAction] {
        match self {
            Self::Draft => &[ReceivableAction::Issue, ReceivableAction::Void],
            Self::Issued => &[ReceivableAction::Void],
            Self::Void => &[],
        }
    }
}

/// Fields computed from a receivable and today's date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Overall status.
    pub standing: ReceivableStanding,
    /// Payment status; only of issued receivables.
    pub payment_status: Option<PaymentStatus>,
    /// Whether a balance is past its due date; a credit memo never is.
    pub is_overdue: bool,
    /// Aging of the balance; only if something is owed.
    pub aging_bucket: Option<AgingBucket>,
}

impl Standing {
    /// Computes the fields for today.
    #[must_use]
    pub fn of(
        (kind, status): (ReceivableKind, ReceivableStatus),
        (amount, balance): (Money, Money),
        due: NaiveDate,
        today: NaiveDate,
    ) -> Self {
        let standing = match status {
            ReceivableStatus::Draft => ReceivableStanding::Draft,
            ReceivableStatus::Void => ReceivableStanding::Void,
            ReceivableStatus::Issued => ReceivableStanding::of_issued(kind, balance, due, today),
        };
        if status != ReceivableStatus::Issued {
            return Self {
                standing,
                ..Self::default()
            };
        }
        let owed = kind != ReceivableKind::CreditNote && balance > Money::ZERO;
        Self {
            standing,
            payment_status: Some(match balance {
                Money::ZERO => PaymentStatus::Paid,
                balance if balance == amount => PaymentStatus::Unpaid,
                _ => PaymentStatus::Partial,
            }),
            is_overdue: owed && due < today,
            aging_bucket: owed.then(|| AgingBucket::of(due, today, AgingEdges::default())),
        }
    }
}

impl ReceivableStanding {
    fn of_issued(kind: ReceivableKind, balance: Money, due: NaiveDate, today: NaiveDate) -> Self {
        let soon = today.checked_add_days(Days::new(DUE_SOON_DAYS));
        if balance == Money::ZERO {
            Self::Paid
        } else if kind == ReceivableKind::CreditNote {
            Self::Open
        } else if due < today {
            Self::Overdue
        } else if soon.is_some_and(|soon| due <= soon) {
            Self::DueSoon
        } else {
            Self::Open
        }
    }
}

impl Receivable {
    /// Issues it to the customer: from now on it cannot be edited, and it keeps a snapshot of the customer.
    ///
    /// # Errors
    /// If it is not a draft.
    pub fn issue(&mut self, bill_to: PartySnapshot) -> Result<(), TransitionError> {
        self.step(ReceivableAction::Issue)?;
        self.status = ReceivableStatus::Issued;
        self.bill_to_snapshot = Some(bill_to);
        Ok(())
    }

    /// Voids it. Returns the reason.
    ///
    /// # Errors
    /// If it is void already, has payments or credits, or no reason is given.
    pub fn void(&mut self, body: &VoidReceivable) -> Result<String, TransitionError> {
        self.step(ReceivableAction::Void)?;
        if self.balance != self.amount {
            return Err(TransitionError::IllegalTransition);
        }
        let reason = body.reason()?;
        self.status = ReceivableStatus::Void;
        self.void_reason = Some(reason.clone());
        self.balance = Money::ZERO;
        Ok(reason)
    }

    fn step(&self, action: ReceivableAction) -> Result<(), TransitionError> {
        if self.status.allowed_actions().contains(&action) {
            Ok(())
        } else {
            Err(TransitionError::IllegalTransition)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn buckets_count_from_the_due_date() {
        let today = day("2026-06-30");
        let bucket = |days: u64| {
            let due = today.checked_sub_days(Days::new(days)).unwrap();
            AgingBucket::of(due, today, AgingEdges::default())
        };
        assert_eq!(bucket(0), AgingBucket::Current);
        assert_eq!(
            (bucket(1), bucket(30)),
            (AgingBucket::D1To30, AgingBucket::D1To30)
        );
        assert_eq!(
            (bucket(31), bucket(60)),
            (AgingBucket::D31To60, AgingBucket::D31To60)
        );
        assert_eq!(
            (bucket(61), bucket(90)),
            (AgingBucket::D61To90, AgingBucket::D61To90)
        );
        assert_eq!(
            (bucket(91), bucket(900)),
            (AgingBucket::D90Plus, AgingBucket::D90Plus)
        );
        assert_eq!(
            AgingBucket::of(day("2027-01-01"), today, AgingEdges::default()),
            AgingBucket::Current
        );
    }

    #[test]
    fn only_what_is_owed_gets_late() {
        use ReceivableKind::{CreditNote, Invoice};
        use ReceivableStatus::{Draft, Issued, Void};
        let today = day("2026-06-30");
        let stands = |kind, status, balance| {
            let amounts = (Money::of(1_000), Money::of(balance));
            Standing::of((kind, status), amounts, day("2026-06-01"), today)
        };
        for (status, standing) in [
            (Draft, ReceivableStanding::Draft),
            (Void, ReceivableStanding::Void),
        ] {
            let expected = Standing {
                standing,
                ..Standing::default()
            };
            assert_eq!(stands(Invoice, status, 1_000), expected);
        }
        let open = stands(Invoice, Issued, 1_000);
        assert_eq!(open.payment_status, Some(PaymentStatus::Unpaid));
        assert!(open.is_overdue);
        assert_eq!(open.aging_bucket, Some(AgingBucket::D1To30));
        let partly = stands(Invoice, Issued, 1);
        assert_eq!(partly.payment_status, Some(PaymentStatus::Partial));
        let paid = stands(Invoice, Issued, 0);
        assert_eq!(paid.payment_status, Some(PaymentStatus::Paid));
        assert!(!paid.is_overdue && paid.aging_bucket.is_none());
        let credit = stands(CreditNote, Issued, 1_000);
        assert!(!credit.is_overdue && credit.aging_bucket.is_none());
    }

    #[test]
    fn an_issued_one_stands_by_its_balance_and_due_date() {
        use ReceivableKind::{CreditNote, Invoice};
        use ReceivableStanding::{DueSoon, Open, Overdue, Paid};
        let today = day("2026-06-30");
        for (kind, balance, due, wanted) in [
            (Invoice, 100, "2026-06-29", Overdue),
            (Invoice, 1, "2026-06-29", Overdue),
            (Invoice, 0, "2026-06-29", Paid),
            (Invoice, 100, "2026-06-30", DueSoon),
            (Invoice, 100, "2026-07-07", DueSoon),
            (Invoice, 100, "2026-07-08", Open),
            (CreditNote, 100, "2026-06-01", Open),
            (CreditNote, 0, "2026-06-01", Paid),
        ] {
            let amounts = (Money::of(100), Money::of(balance));
            let found = Standing::of((kind, ReceivableStatus::Issued), amounts, day(due), today);
            assert_eq!(found.standing, wanted, "{kind} {balance} {due}");
        }
    }
}
