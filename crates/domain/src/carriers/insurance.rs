//! Insurance status of a carrier on a given day, and the reasons that block a tender.

use chrono::{Days, NaiveDate};

use super::AuthorityStatus;

/// Days before the end of coverage from which insurance counts as expiring.
pub const EXPIRING_DAYS: u64 = 30;

fixed_choice! {
    /// Insurance status of a carrier on a given day.
    pub enum InsuranceState in "insurance_state" {
        /// In force for more than 30 days.
        Valid = "valid" => "Valid",
        /// In force, ends within 30 days.
        Expiring = "expiring" => "Expiring",
        /// Ended; blocks a tender.
        Expired = "expired" => "Expired",
        /// No end date on record; blocks a tender.
        #[default]
        Missing = "missing" => "Missing",
    }
}

fixed_choice! {
    /// Why a carrier cannot take a load (`trade.md` C13).
    pub enum TenderBlock in "tender_block" {
        /// FMCSA lists its operating authority as inactive.
        #[default]
        AuthorityInactive = "authority_inactive" => "Authority inactive",
        /// No end date of its insurance is on record.
        InsuranceMissing = "insurance_missing" => "No insurance on record",
        /// Its insurance has ended.
        InsuranceExpired = "insurance_expired" => "Insurance expired",
        /// It hauls by truck and has no USDOT number on record.
        UsdotMissing = "usdot_missing" => "No USDOT number",
    }
}

impl TenderBlock {
    /// The most serious reason not to give a carrier a load on this day.
    #[must_use]
    pub fn of(
        authority: AuthorityStatus,
        insurance_expires_on: Option<NaiveDate>,
        is_truck: bool,
        usdot_number: Option<&str>,
        day: NaiveDate,
    ) -> Option<Self> {
        let insurance = InsuranceState::of(insurance_expires_on, day);
        if authority == AuthorityStatus::Inactive {
            Some(Self::AuthorityInactive)
        } else if insurance == InsuranceState::Missing {
            Some(Self::InsuranceMissing)
        } else if insurance == InsuranceState::Expired {
            Some(Self::InsuranceExpired)
        } else if is_truck && usdot_number.is_none() {
            Some(Self::UsdotMissing)
        } else {
            None
        }
    }
}

impl InsuranceState {
    /// The last end date that counts as expiring.
    #[must_use]
    pub fn expiring_until(today: NaiveDate) -> NaiveDate {
        today
            .checked_add_days(Days::new(EXPIRING_DAYS))
            .unwrap_or(NaiveDate::MAX)
    }

    /// The status today of insurance that ends on this day.
    #[must_use]
    pub fn of(expires_on: Option<NaiveDate>, today: NaiveDate) -> Self {
        match expires_on {
            None => Self::Missing,
            Some(day) if day < today => Self::Expired,
            Some(day) if day <= Self::expiring_until(today) => Self::Expiring,
            Some(_) => Self::Valid,
        }
    }
}
