//! Changes of an order: which fields each status allows, and which gates a change must pass.

use super::actions::Override;
use super::facts::StepFacts;
use super::field_changes::{FieldChanges, object_of};
use super::field_locks::{FieldLock, stand_in};
use super::gates::{GateInput, ask_again};
use super::lifecycle::{OrderStatus, StepOutcome};
use super::order::{PurchaseOrder, PurchaseOrderDraft};
use crate::choices::UserRole;
use crate::decimal::Money;
use crate::fields::FieldErrors;
use crate::record::Resource;
use crate::transition_error::TransitionError;

use chrono::NaiveDate;

/// Notes of a change that are not fields of the order; the history keeps them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChangeNotes {
    /// Whether the user confirms a loss.
    pub accepts_loss: bool,
    /// Reason for replacing part of a shipped load's record.
    pub reason: Option<String>,
    /// Reason for a margin below the floor.
    pub margin_reason: Option<String>,
    /// Override of a gate.
    pub passed: Option<Override>,
}

impl PurchaseOrderDraft {
    /// Takes the notes out of the draft.
    pub fn take_notes(&mut self) -> ChangeNotes {
        ChangeNotes {
            accepts_loss: std::mem::take(&mut self.accept_negative_margin),
            reason: self.change_reason.take(),
            margin_reason: self.margin_reason.take(),
            passed: self.r#override.take(),
        }
    }
}

/// The role that makes a change, and the day.
#[derive(Debug, Clone, Copy)]
pub struct ChangeContext {
    /// Today in the user's time zone.
    pub today: NaiveDate,
    /// Role of the caller.
    pub role: UserRole,
}

impl PurchaseOrder {
    /// Checks that a change leaves alone the fields that are locked in this status: see [`OrderStatus::header_lock`].
    ///
    /// # Errors
    /// [`TransitionError::IllegalTransition`] when read only, else every changed field that is locked.
    pub fn allows_change(&self, after: &PurchaseOrderDraft) -> Result<(), TransitionError> {
        if self.status.is_read_only() {
            return Err(TransitionError::IllegalTransition);
        }
        if self.status == OrderStatus::Draft {
            return Ok(());
        }
        let before = self.draft();
        let changes = FieldChanges::of_drafts(&before, after);
        let mut errors = FieldErrors::new();
        for field in changes.header() {
            if let FieldLock::Fixed(why) = self.status.header_lock(field) {
                errors.add(format!("/{field}"), "fixed_by_status", why);
            }
        }
        let ids =
            |draft: &PurchaseOrderDraft| draft.lines.iter().map(|line| line.id).collect::<Vec<_>>();
        errors.require(
            ids(&before) == ids(after),
            "/lines",
            "fixed_by_status",
            "Lines can be added or removed only in a draft",
        );
        for (index, names) in changes.lines().enumerate() {
            for field in names {
                if let FieldLock::Fixed(why) = self.status.line_lock(field) {
                    errors.add(format!("/lines/{index}/{field}"), "fixed_by_status", why);
                }
            }
        }
        errors.into_result().map_err(TransitionError::from)
    }

    /// Reruns the gates that a change affects, and requires a reason if the record of a shipped load changes. Returns what the
    /// history keeps.
    ///
    /// # Errors
    /// See [`TransitionError`].
    pub fn check_change(
        &self,
        before: &Self,
        notes: &ChangeNotes,
        facts: &StepFacts,
        context: ChangeContext,
    ) -> Result<StepOutcome, TransitionError> {
        if before.status == OrderStatus::Draft {
            return Ok(StepOutcome::default());
        }
        let changes = FieldChanges::between(before, self);
        let mut errors = FieldErrors::new();
        let replaces = self.check_record_kept(&mut errors, before, &changes);
        errors.require(
            !replaces || notes.reason.is_some(),
            "/change_reason",
            "required",
            "The load has shipped. Enter the reason for this change",
        );
        let input = GateInput {
            facts,
            today: context.today,
            before: Some(before),
            accepts_loss: notes.accepts_loss,
            margin_reason: notes.margin_reason.as_deref(),
            role: context.role,
        };
        let passed = notes.passed.as_ref();
        let mut outcome = ask_again(self, &changes, &input, passed, context.role, errors)?;
        outcome.add_reason(notes.margin_reason.as_deref());
        let passing = outcome.reason.take();
        outcome.reason = notes.reason.clone();
        outcome.add_reason(passing.as_deref());
        Ok(outcome)
    }

    /// Rejects blanking a field of a shipped load's record, unless its alternative is set. Returns whether the change replaces a
    /// field of that record.
    fn check_record_kept(
        &self,
        errors: &mut FieldErrors,
        before: &Self,
        changes: &FieldChanges,
    ) -> bool {
        let blank = "The load has shipped. Enter another value; it cannot be left blank";
        let (old, new) = (object_of(&before.details), object_of(&self.details));
        let set = |value: Option<&serde_json::Value>| value.is_some_and(|value| !value.is_null());
        let mut replaces = false;
        for field in changes.header() {
            if before.status.header_lock(field) != FieldLock::Replaceable || !set(old.get(field)) {
                continue;
            }
            let kept =
                set(new.get(field)) || stand_in(field).is_some_and(|other| set(new.get(other)));
            errors.require(kept, format!("/{field}"), "kept_once_shipped", blank);
            replaces |= kept;
        }
        let appointments = [
            (
                "pickup_appointment",
                &before.details.pickup_appointment,
                &self.details.pickup_appointment,
            ),
            (
                "delivery_appointment",
                &before.details.delivery_appointment,
                &self.details.delivery_appointment,
            ),
        ];
        for (field, old, new) in appointments {
            let booked = |appointment: &Option<super::Appointment>| {
                appointment
                    .as_ref()
                    .is_some_and(super::Appointment::is_booked)
            };
            let unbooked = before.status.is_shipped() && booked(old) && !booked(new);
            errors.require(
                !unbooked || new.is_none(),
                format!("/{field}"),
                "kept_once_shipped",
                blank,
            );
        }
        for (index, names) in changes.lines().enumerate() {
            let old = before.lines.get(index).map(|line| object_of(&line.details));
            replaces |= names.iter().any(|field| {
                before.status.line_lock(field) == FieldLock::Replaceable
                    && set(old.as_ref().and_then(|old| old.get(field)))
            });
        }
        replaces
    }

    /// Whether the margin is negative.
    #[must_use]
    pub fn loses(&self) -> bool {
        self.totals.margin.is_some_and(Money::is_negative)
    }

    /// Whether the margin is negative, and lower than before.
    #[must_use]
    pub fn loses_more(&self, before: &Self) -> bool {
        let earlier = before.totals.margin.unwrap_or_default().min(Money::ZERO);
        self.totals.margin.is_some_and(|margin| margin < earlier)
    }
}
