//! Why a step of an order or a receivable was rejected.

use crate::field_errors::FieldErrors;
use crate::permissions::Denied;

/// Why a step was rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransitionError {
    /// The status does not allow it.
    IllegalTransition,
    /// Fields are missing or wrong.
    Invalid(FieldErrors),
    /// The customer's credit does not allow it; the message says why.
    CreditBlocked(String),
    /// The carrier cannot take the load; the message says why.
    TenderBlocked(String),
    /// Open claims do not allow it; the message names them.
    ClaimsOpen(String),
    /// The caller's role does not allow it.
    Forbidden,
}

impl From<FieldErrors> for TransitionError {
    fn from(errors: FieldErrors) -> Self {
        Self::Invalid(errors)
    }
}

impl From<Denied> for TransitionError {
    fn from(_denied: Denied) -> Self {
        Self::Forbidden
    }
}
