//! The bodies of the steps of payments and receivables, with the checks of their amounts and reasons.

use chrono::NaiveDate;

use crate::choices::lists;
use crate::decimal::Money;
use crate::fields::FieldErrors;
use crate::rules::{Code, Line, NotNegative, Note};
use crate::text::{check_required, clean_line};

draft! {
    /// Body of `void`.
    pub struct VoidPayment {
        /// Reason.
        #[cfg_attr(feature = "openapi", schema(example = "check returned unpaid", max_length = 500))]
        pub reason: String,
    }
}
draft! {
    /// Body of `refund`.
    pub struct Refund {
        /// Amount, at most what is unapplied; all of it if blank.
        pub amount: Option<Money>,
        /// Reason.
        #[cfg_attr(feature = "openapi", schema(example = "paid twice", max_length = 500))]
        pub reason: String,
    }
}
draft! {
    /// Body of `write-off`.
    pub struct WriteOff {
        /// Amount, at most the balance; all of it if blank.
        pub amount: Option<Money>,
        /// Reason.
        #[cfg_attr(feature = "openapi", schema(example = "wire fee, not worth a claim", max_length = 500))]
        pub reason: String,
    }
}
draft! {
    /// Body of `reverse`.
    pub struct Reverse {
        /// Reason.
        #[cfg_attr(feature = "openapi", schema(example = "applied to the wrong invoice", max_length = 500))]
        pub reason: String,
    }
}
draft! {
    /// A payment of one receivable.
    pub struct ReceivablePayment {
        /// Amount, in US dollars; the balance less the discount if blank. What exceeds the balance is unapplied cash.
        pub amount: Option<Money>,
        /// Discount taken, in US dollars.
        pub discount: Money,
        /// Day of receipt, not in the future; today if blank.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-20"))]
        pub received_on: Option<NaiveDate>,
        /// Payment method, a code of `payment_method`; check if blank.
        #[cfg_attr(feature = "openapi", schema(example = "check"))]
        pub method: Option<String>,
        /// Reference: the number of the check or the wire.
        #[cfg_attr(feature = "openapi", schema(example = "1048"))]
        pub reference: Option<String>,
        /// Internal notes.
        pub notes: Option<String>,
    }
}

rules! {
    ReceivablePayment {
        discount: NotNegative("The discount must be 0 or more"),
        method: Code(lists::PAYMENT_METHOD),
        reference: Line(100),
        notes: Note,
    }
    also |body, errors, _context| {
        errors.require(
            body.amount.is_none_or(|amount| amount > Money::ZERO),
            "/amount",
            "must_be_positive",
            "The amount must be more than 0",
        );
    }
}

/// Cleans and checks the reason of a step.
///
/// # Errors
/// If it is blank or too long.
fn reason(text: &str) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::new();
    let reason = clean_line(text);
    check_required(&mut errors, "/reason", &reason, 500, "A reason");
    errors.into_result()?;
    Ok(reason)
}

/// The amount of a step: what was typed, or all that remains.
///
/// # Errors
/// If it is not more than zero, or more than what remains.
fn part_of(amount: Option<Money>, left: Money, what: &str) -> Result<Money, FieldErrors> {
    let mut errors = FieldErrors::new();
    let part = amount.unwrap_or(left);
    errors.require(
        part > Money::ZERO,
        "/amount",
        "must_be_positive",
        "The amount must be more than 0",
    );
    errors.require(
        part <= left,
        "/amount",
        "exceeds_balance",
        &format!("{left} USD is {what}"),
    );
    errors.into_result()?;
    Ok(part)
}

impl VoidPayment {
    /// The cleaned reason.
    ///
    /// # Errors
    /// If it is blank or too long.
    pub fn reason(&self) -> Result<String, FieldErrors> {
        reason(&self.reason)
    }
}

impl Reverse {
    /// The cleaned reason.
    ///
    /// # Errors
    /// If it is blank or too long.
    pub fn reason(&self) -> Result<String, FieldErrors> {
        reason(&self.reason)
    }
}

impl Refund {
    /// The amount and the cleaned reason.
    ///
    /// # Errors
    /// If either is wrong.
    pub fn checked(&self, unapplied: Money) -> Result<(Money, String), FieldErrors> {
        Ok((
            part_of(self.amount, unapplied, "unapplied")?,
            reason(&self.reason)?,
        ))
    }
}

impl WriteOff {
    /// The amount and the cleaned reason.
    ///
    /// # Errors
    /// If either is wrong.
    pub fn checked(&self, balance: Money) -> Result<(Money, String), FieldErrors> {
        Ok((
            part_of(self.amount, balance, "open")?,
            reason(&self.reason)?,
        ))
    }
}
