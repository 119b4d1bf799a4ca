//! Due date of a receivable: its terms counted from a date of the deal (`trade.md` C6, 6.4), or a typed date with a reason.

use chrono::{NaiveDate, TimeDelta};

use super::life::ReceivableKind;
use super::receivable::ReceivableDraft;
use crate::choice_entries::{TermsAnchor, TermsKind};
use crate::date_range::{OUT_OF_RANGE, accepts_day};
use crate::fields::FieldErrors;

/// The meaning of a `payment_terms` code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentTerms {
    /// Kind of terms.
    pub kind: TermsKind,
    /// Days after the anchor; negative for days before it.
    pub days: i64,
    /// The date to count from.
    pub anchor: TermsAnchor,
}

/// The dates of a deal that terms may count from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AnchorDays {
    /// Ship date.
    pub shipped: Option<NaiveDate>,
    /// Delivery date.
    pub received: Option<NaiveDate>,
    /// Planned pickup date.
    pub pickup: Option<NaiveDate>,
}

impl PaymentTerms {
    /// Whether payment is due before pickup; the due date may then be before the invoice date.
    #[must_use]
    pub const fn is_prepaid(self) -> bool {
        matches!(self.kind, TermsKind::Prepaid)
    }

    /// The due date of an invoice with this date. If the anchor date is unknown, the terms count from the invoice date, and prepaid
    /// terms are due at once.
    #[must_use]
    pub fn due(self, invoice: NaiveDate, days: AnchorDays) -> NaiveDate {
        let anchor = match self.anchor {
            TermsAnchor::Invoice => Some(invoice),
            TermsAnchor::Ship => days.shipped,
            TermsAnchor::Receipt => days.received,
            TermsAnchor::Pickup => days.pickup,
        };
        let (from, count) = match anchor {
            Some(day) => (day, self.days),
            None => (invoice, self.days.max(0)),
        };
        TimeDelta::try_days(count)
            .and_then(|count| from.checked_add_signed(count))
            .unwrap_or(from)
    }
}

impl ReceivableDraft {
    /// Sets the due date from the terms, or keeps the typed one, which needs a reason if the terms give another. A due date that
    /// was computed in `before` is recomputed, so that it follows changes of the terms and the invoice date.
    ///
    /// # Errors
    /// If there is no due date, it is out of range, a typed one has no reason, or it is before the invoice date without prepaid
    /// terms.
    pub fn settle_due_date(
        &mut self,
        before: Option<&Self>,
        terms: Option<PaymentTerms>,
        days: AnchorDays,
        today: NaiveDate,
    ) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        let invoice = *self.invoice_date.get_or_insert(today);
        let computed = terms.map(|terms| terms.due(invoice, days));
        // A credit memo without terms is due at once.
        let at_once = |draft: &Self| {
            draft
                .invoice_date
                .filter(|_| draft.kind == ReceivableKind::CreditNote)
        };
        let untouched = before.filter(|before| before.due_date == self.due_date);
        let followed = untouched
            .is_some_and(|before| computed.is_some() || before.due_date == at_once(before));
        let typed = self
            .due_date
            .filter(|_| self.due_date_reason.is_some() || !followed);
        let due = match (typed, computed) {
            (Some(typed), Some(computed)) if typed != computed => {
                errors.require(
                    self.due_date_reason.is_some(),
                    "/due_date_reason",
                    "required",
                    &format!("The terms give {computed}. Enter the reason for another due date"),
                );
                Some(typed)
            }
            (typed, computed) => typed
                .or(computed)
                .or_else(|| at_once(self))
                .or(before.and_then(|before| before.due_date)),
        };
        let prepaid = terms.is_some_and(PaymentTerms::is_prepaid);
        match due {
            None => errors.add("/due_date", "required", "Choose terms or enter a due date"),
            // Terms can count past the last date that a body may contain.
            Some(day) if !accepts_day(day) => errors.add("/due_date", "out_of_range", OUT_OF_RANGE),
            Some(day) => errors.require(
                prepaid || day >= invoice,
                "/due_date",
                "before_invoice",
                "The due date cannot be before the invoice date",
            ),
        }
        self.due_date = due;
        errors.into_result()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const NET_30: PaymentTerms = PaymentTerms {
        kind: TermsKind::Net,
        days: 30,
        anchor: TermsAnchor::Invoice,
    };
    const PREPAID: PaymentTerms = PaymentTerms {
        kind: TermsKind::Prepaid,
        days: -1,
        anchor: TermsAnchor::Pickup,
    };

    fn settle(
        draft: &mut ReceivableDraft,
        before: Option<&ReceivableDraft>,
        terms: Option<PaymentTerms>,
    ) -> Vec<String> {
        let days = AnchorDays {
            pickup: Some(day("2026-03-02")),
            ..AnchorDays::default()
        };
        let outcome = draft.settle_due_date(before, terms, days, day("2026-03-05"));
        let errors = outcome.err().unwrap_or_default();
        errors
            .iter()
            .filter_map(|error| error.pointer.clone())
            .collect()
    }

    #[test]
    fn terms_give_the_due_date() {
        let mut draft = ReceivableDraft::default();
        assert_eq!(settle(&mut draft, None, Some(NET_30)), [""; 0]);
        assert_eq!(draft.invoice_date, Some(day("2026-03-05")));
        assert_eq!(draft.due_date, Some(day("2026-04-04")));
        let mut prepaid = ReceivableDraft::default();
        assert_eq!(settle(&mut prepaid, None, Some(PREPAID)), [""; 0]);
        assert_eq!(
            prepaid.due_date,
            Some(day("2026-03-01")),
            "before the invoice"
        );
        let none = AnchorDays::default();
        assert_eq!(PREPAID.due(day("2026-03-05"), none), day("2026-03-05"));
    }

    #[test]
    fn terms_cannot_count_beyond_the_last_day() {
        let mut draft = ReceivableDraft {
            invoice_date: Some(day("2999-12-01")),
            ..ReceivableDraft::default()
        };
        assert_eq!(settle(&mut draft, None, Some(NET_30)), [""; 0]);
        assert_eq!(draft.due_date, Some(day("2999-12-31")));
        draft.invoice_date = Some(day("2999-12-02"));
        draft.due_date = None;
        assert_eq!(settle(&mut draft, None, Some(NET_30)), ["/due_date"]);
    }

    #[test]
    fn another_day_needs_a_reason() {
        let mut draft = ReceivableDraft {
            due_date: Some(day("2026-03-20")),
            ..ReceivableDraft::default()
        };
        assert_eq!(settle(&mut draft, None, Some(NET_30)), ["/due_date_reason"]);
        draft.due_date_reason = Some("agreed by phone".to_owned());
        assert_eq!(settle(&mut draft, None, Some(NET_30)), [""; 0]);
        assert_eq!(draft.due_date, Some(day("2026-03-20")));
        draft.due_date = Some(day("2026-03-01"));
        assert_eq!(settle(&mut draft, None, Some(NET_30)), ["/due_date"]);
    }

    #[test]
    fn a_computed_day_follows_its_invoice() {
        let mut before = ReceivableDraft::default();
        settle(&mut before, None, Some(NET_30));
        let mut after = before.clone();
        after.invoice_date = Some(day("2026-03-10"));
        assert_eq!(settle(&mut after, Some(&before), Some(NET_30)), [""; 0]);
        assert_eq!(after.due_date, Some(day("2026-04-09")));
    }

    #[test]
    fn without_terms_somebody_says_when() {
        let mut draft = ReceivableDraft::default();
        assert_eq!(settle(&mut draft, None, None), ["/due_date"]);
        draft.due_date = Some(day("2026-03-31"));
        assert_eq!(settle(&mut draft, None, None), [""; 0]);
        let before = draft.clone();
        assert_eq!(settle(&mut draft, Some(&before), None), [""; 0]);
        assert_eq!(draft.due_date, Some(day("2026-03-31")));
        let mut credit = ReceivableDraft {
            kind: ReceivableKind::CreditNote,
            ..ReceivableDraft::default()
        };
        assert_eq!(settle(&mut credit, None, None), [""; 0]);
        assert_eq!(credit.due_date, credit.invoice_date);
    }
}
