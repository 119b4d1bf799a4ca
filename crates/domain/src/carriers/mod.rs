//! Carriers: companies that move loads, with their operating authority and insurance.

mod insurance;
mod registrations;

use chrono::NaiveDate;

use crate::choices::{Currency, lists};
use crate::contact_details::Address;
use crate::decimal::Money;
use crate::filter::{AnyOf, Choice, Range};
use crate::id::Id;
use crate::rules::{
    Code, CodeOr, Email, Line, Links, NotInFuture, NotNegative, Note, Phone, Postal, Required,
};
use crate::suppliers::Supplier;
use crate::users::User;
pub use insurance::{EXPIRING_DAYS, InsuranceState, TenderBlock};
use registrations::{Docket, Usdot};

fixed_choice! {
    /// A carrier's operating authority to haul for hire, from the FMCSA register.
    pub enum AuthorityStatus in "authority_status" {
        /// Not checked yet.
        #[default]
        Unknown = "unknown" => "Unknown",
        /// Authority is active.
        Active = "active" => "Active",
        /// Authority is inactive; blocks a tender.
        Inactive = "inactive" => "Inactive",
    }
}

/// Code of the carrier type that needs a USDOT number.
pub const TRUCK: &str = "truck";

draft! {
    /// Writable fields of a carrier.
    pub struct CarrierDraft {
        /// Name.
        #[cfg_attr(feature = "openapi", schema(example = "Northquill Refrigerated Lines"))]
        pub name: String,
        /// Short code, unique among active carriers.
        #[cfg_attr(feature = "openapi", schema(example = "NQL"))]
        pub code: Option<String>,
        /// Type of carrier, a code of `carrier_type`; truck if blank.
        #[cfg_attr(feature = "openapi", schema(example = "truck", default = "truck"))]
        pub carrier_type: String,
        /// USDOT number (FMCSA), 1 to 8 digits, unique among active carriers.
        #[cfg_attr(feature = "openapi", schema(example = "99000011", max_length = 20))]
        pub usdot_number: Option<String>,
        /// FMCSA docket, kept as `MC-123456`, `FF-` or `MX-`; MC numbers are being retired.
        #[cfg_attr(feature = "openapi", schema(example = "MC-9900011", max_length = 20))]
        pub docket: Option<String>,
        /// Operating authority to haul for hire (FMCSA).
        pub authority_status: AuthorityStatus,
        /// Day on which the operating authority was checked (FMCSA); not in the future.
        #[cfg_attr(feature = "openapi", schema(example = "2026-02-20"))]
        pub authority_checked_on: Option<NaiveDate>,
        /// Insurance company.
        #[cfg_attr(feature = "openapi", schema(example = "Sample Mutual"))]
        pub insurance_provider: Option<String>,
        /// Policy number.
        #[cfg_attr(feature = "openapi", schema(example = "SM-44210"))]
        pub insurance_policy_number: Option<String>,
        /// Last day of insurance coverage.
        #[cfg_attr(feature = "openapi", schema(example = "2026-09-28"))]
        pub insurance_expires_on: Option<NaiveDate>,
        /// Liability insured, in US dollars.
        pub insurance_amount: Option<Money>,
        /// Phone; North American numbers are stored as `+1NXXNXXXXXX`.
        #[cfg_attr(feature = "openapi", schema(example = "+14025550140"))]
        pub phone: Option<String>,
        /// E-mail address.
        #[cfg_attr(feature = "openapi", schema(example = "dispatch@northquill.example"))]
        pub email: Option<String>,
        /// Our account number with this carrier.
        #[cfg_attr(feature = "openapi", schema(example = "PM-1009"))]
        pub our_account_number: Option<String>,
        /// Our payment terms with this carrier, a code of `payment_terms`.
        #[cfg_attr(feature = "openapi", schema(example = "net_30"))]
        pub payment_terms: Option<String>,
        /// How we pay, a code of `payment_method`.
        #[cfg_attr(feature = "openapi", schema(example = "ach"))]
        pub payment_method: Option<String>,
        /// Credit band as stated by the company, a code of `credit_band`.
        #[cfg_attr(feature = "openapi", schema(example = "b100k"))]
        pub credit_band: Option<String>,
        /// How to book it, a code of `appointment_method`.
        #[cfg_attr(feature = "openapi", schema(example = "email"))]
        pub appointment_method: Option<String>,
        /// Standing release number; the release number of one load is on its order.
        pub release_number: Option<String>,
        /// Suppliers where it usually loads.
        #[cfg_attr(feature = "openapi", schema(example = json!([12])))]
        pub suppliers: Vec<Id<Supplier>>,
        /// Internal notes, never printed on documents.
        pub notes: Option<String>,
        /// Owner: the creator unless a manager names another user.
        pub owner_id: Option<Id<User>>,
    }
    flat {
        /// Address.
        pub address: Address,
    }
}

record! {
    /// A carrier.
    pub struct Carrier(Carrier) at "carriers", drafted as CarrierDraft {
        /// Currency of its amounts.
        pub currency: Currency,
        /// Insurance status as of today.
        pub insurance_state: InsuranceState,
        /// Why it cannot take a load today; null if it can.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub tender_block: Option<TenderBlock>,
        /// Names of `suppliers`, in the same order.
        #[cfg_attr(feature = "openapi", schema(example = json!(["Brindlemoor Beef Packing"])))]
        pub supplier_names: Vec<String>,
        /// The links that lead to an archived record.
        #[cfg_attr(feature = "openapi", schema(example = json!([])))]
        pub archived_links: Vec<String>,
    }
    /// List row of a carrier.
    pub struct CarrierSummary {
        /// Name.
        #[cfg_attr(feature = "openapi", schema(example = "Northquill Refrigerated Lines"))]
        pub name: String,
        /// Short code.
        #[cfg_attr(feature = "openapi", schema(example = "NQL"))]
        pub code: Option<String>,
        /// Type of carrier.
        #[cfg_attr(feature = "openapi", schema(example = "truck"))]
        pub carrier_type: String,
        /// USDOT number.
        #[cfg_attr(feature = "openapi", schema(example = "99000011"))]
        pub usdot_number: Option<String>,
        /// FMCSA docket.
        pub docket: Option<String>,
        /// Operating authority to haul for hire (FMCSA).
        pub authority_status: AuthorityStatus,
        /// Last day of insurance coverage.
        pub insurance_expires_on: Option<NaiveDate>,
        /// Insurance status as of today.
        pub insurance_state: InsuranceState,
        /// Why it cannot take a load today; null if it can.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub tender_block: Option<TenderBlock>,
        /// City.
        pub city: Option<String>,
        /// State.
        pub state: Option<String>,
        /// Phone.
        pub phone: Option<String>,
        /// Our payment terms with this carrier.
        pub payment_terms: Option<String>,
    }
    narrowed by CarrierFilter, sorted by CarrierSort, called |carrier| carrier.details.name.clone()
}

rules! {
    CarrierDraft {
        name: Required(255, "A name"),
        code: Line(50),
        carrier_type: CodeOr(lists::CARRIER_TYPE, "truck"),
        usdot_number: Usdot,
        docket: Docket,
        authority_checked_on: NotInFuture("The date checked cannot be in the future"),
        insurance_provider: Line(200),
        insurance_policy_number: Line(100),
        insurance_amount: NotNegative("The amount must be 0 or more"),
        phone: Phone,
        email: Email,
        our_account_number: Line(100),
        payment_terms: Code(lists::PAYMENT_TERMS),
        payment_method: Code(lists::PAYMENT_METHOD),
        credit_band: Code(lists::CREDIT_BAND),
        appointment_method: Code(lists::APPOINTMENT_METHOD),
        release_number: Line(100),
        suppliers: Links,
        notes: Note,
        address: Postal,
    }
}

filter! {
    /// Filters of the list of carriers.
    pub struct CarrierFilter {
        /// Type of carrier.
        pub carrier_type: AnyOf<String> as lists::CARRIER_TYPE,
        /// Suppliers where it usually loads.
        pub supplier_id: AnyOf<Id<Supplier>>,
        /// State of its address.
        pub state: AnyOf<String>,
        /// Operating authority to haul for hire (FMCSA).
        pub authority_status: AnyOf<Choice<AuthorityStatus>>,
        /// Insurance status as of today.
        pub insurance_state: AnyOf<Choice<InsuranceState>>,
        /// Last day of insurance coverage.
        pub insurance_expires_on: Range<NaiveDate>,
    }
}

sort_keys! {
    /// Sort keys of the list of carriers.
    pub enum CarrierSort {
        /// Name, ignoring case.
        Name = "name",
        /// Last day of its insurance; carriers without one come last when ascending.
        InsuranceExpiresOn = "insurance_expires_on",
        /// Creation.
        CreatedAt = "created_at",
        /// Last change.
        UpdatedAt = "updated_at",
        /// Id.
        Id = "id",
    }
    default [Name asc]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::Choices;
    use crate::fields::{CheckContext, FieldErrors, Rules};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn validate(draft: &mut CarrierDraft) -> FieldErrors {
        draft.name = "Northquill".to_owned();
        draft.validate(CheckContext {
            today: day("2026-03-02"),
            choices: &Choices::default(),
            is_zone: |_| true,
        })
    }

    #[test]
    fn numbers_are_kept_in_one_spelling() {
        for (typed, usdot, docket) in [
            ("USDOT# 0123456", Some("123456"), None),
            ("99000011", Some("99000011"), None),
            ("mc #123456", None, Some("MC-123456")),
            ("FF-0042", None, Some("FF-0042")),
            ("0", None, None),
            ("MC", None, None),
            ("XX-1", None, None),
            ("123456789", None, None),
            ("12A", None, None),
        ] {
            let mut draft = CarrierDraft {
                usdot_number: Some(typed.to_owned()),
                docket: Some(typed.to_owned()),
                ..CarrierDraft::default()
            };
            let errors = validate(&mut draft);
            assert_eq!(errors.has("/usdot_number"), usdot.is_none(), "{typed}");
            assert_eq!(errors.has("/docket"), docket.is_none(), "{typed}");
            if usdot.is_some() {
                assert_eq!(draft.usdot_number.as_deref(), usdot);
            }
            if docket.is_some() {
                assert_eq!(draft.docket.as_deref(), docket);
            }
        }
    }

    #[test]
    fn a_carrier_is_a_truck_unless_said_otherwise() {
        let mut draft = CarrierDraft::default();
        let _errors = validate(&mut draft);
        assert_eq!(draft.carrier_type, "truck");
    }

    #[test]
    fn insurance_ends_with_its_last_day() {
        let today = day("2026-03-02");
        let state = |text: &str| InsuranceState::of(Some(day(text)), today);
        assert_eq!(InsuranceState::of(None, today), InsuranceState::Missing);
        assert_eq!(state("2026-03-01"), InsuranceState::Expired);
        assert_eq!(state("2026-03-02"), InsuranceState::Expiring);
        assert_eq!(state("2026-04-01"), InsuranceState::Expiring);
        assert_eq!(state("2026-04-02"), InsuranceState::Valid);
    }
}
