//! Suppliers: companies that sell to us.

use chrono::NaiveDate;

use crate::choices::{Currency, DeliveryProfile, Edibility, lists};
use crate::contact_details::Address;
use crate::decimal::Money;
use crate::fields::FieldErrors;
use crate::filter::{AnyOf, Choice, Range};
use crate::id::Id;
use crate::products::Product;
use crate::rules::{
    Code, Codes, Email, Line, NotInFuture, NotNegative, Note, Phone, Postal, Required,
};
use crate::users::User;

draft! {
    /// Writable fields of a supplier.
    pub struct SupplierDraft {
        /// Name, unique among active suppliers ignoring case and spacing.
        #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
        pub name: String,
        /// Short code, unique among active suppliers.
        #[cfg_attr(feature = "openapi", schema(example = "BRI"))]
        pub code: Option<String>,
        /// Kind of company or plant, a code of `plant_kind`.
        #[cfg_attr(feature = "openapi", schema(example = "vertical"))]
        pub kind: Option<String>,
        /// Phone; North American numbers are stored as `+1NXXNXXXXXX`.
        #[cfg_attr(feature = "openapi", schema(example = "+14025550100"))]
        pub phone: Option<String>,
        /// E-mail address.
        #[cfg_attr(feature = "openapi", schema(example = "sales@brindlemoor.example"))]
        pub email: Option<String>,
        /// Whether it delivers.
        pub delivery_profile: DeliveryProfile,
        /// How far it ships, codes of `shipping_scope`; empty when it does not deliver.
        #[cfg_attr(feature = "openapi", schema(example = json!(["domestic"])))]
        pub shipping_scopes: Vec<String>,
        /// How pick-ups are booked, a code of `appointment_method`.
        #[cfg_attr(feature = "openapi", schema(example = "website"))]
        pub pickup_booking_method: Option<String>,
        /// Notes for booking a pick-up.
        pub pickup_booking_notes: Option<String>,
        /// Day the credit application was sent; not in the future.
        #[cfg_attr(feature = "openapi", schema(example = "2026-01-12"))]
        pub credit_application_sent_on: Option<NaiveDate>,
        /// Day the credit application was approved; not before it was sent.
        #[cfg_attr(feature = "openapi", schema(example = "2026-02-01"))]
        pub credit_application_approved_on: Option<NaiveDate>,
        /// Our payment terms with this supplier, a code of `payment_terms`.
        #[cfg_attr(feature = "openapi", schema(example = "net_15"))]
        pub payment_terms: Option<String>,
        /// How we pay, a code of `payment_method`.
        #[cfg_attr(feature = "openapi", schema(example = "wire"))]
        pub payment_method: Option<String>,
        /// Credit band as stated by the company, a code of `credit_band`.
        #[cfg_attr(feature = "openapi", schema(example = "b500k"))]
        pub credit_band: Option<String>,
        /// Credit limit in US dollars; not derived from the band.
        pub credit_limit: Option<Money>,
        /// Kinds of animal, codes of `species`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["beef"])))]
        pub species: Vec<String>,
        /// What it trades in.
        pub edibility: Option<Edibility>,
        /// Certificates it holds, codes of `certificate`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["brc", "haccp"])))]
        pub certificates: Vec<String>,
        /// Offers tested product.
        pub offers_tested_product: bool,
        /// Offers contracts.
        pub offers_contracts: bool,
        /// Offers export documents.
        pub offers_export_documents: bool,
        /// Countries of origin of its goods, ISO 3166 alpha-3.
        #[cfg_attr(feature = "openapi", schema(example = json!(["USA"])))]
        pub origin_countries: Vec<String>,
        /// Internal notes, never printed on documents.
        pub notes: Option<String>,
        /// Owner: the creator unless a manager names another user.
        pub owner_id: Option<Id<User>>,
    }
    flat {
        /// Postal address.
        pub address: Address,
    }
}

record! {
    /// A supplier.
    pub struct Supplier(Supplier) at "suppliers", drafted as SupplierDraft {
        /// Currency of its amounts.
        pub currency: Currency,
        /// Whether a credit application was sent.
        pub has_credit_application: bool,
        /// Whether the supplier has contacts.
        pub has_contacts: bool,
        /// Number of plants it uses.
        #[cfg_attr(feature = "openapi", schema(example = 2))]
        pub plant_count: i64,
        /// Number of orders that are issued and not closed.
        #[cfg_attr(feature = "openapi", schema(example = 2))]
        pub open_order_count: i64,
    }
    /// List row of a supplier.
    pub struct SupplierSummary {
        /// Name.
        #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
        pub name: String,
        /// Short code.
        #[cfg_attr(feature = "openapi", schema(example = "BRI"))]
        pub code: Option<String>,
        /// Kind of company or plant.
        pub kind: Option<String>,
        /// City.
        #[cfg_attr(feature = "openapi", schema(example = "Omaha"))]
        pub city: Option<String>,
        /// State.
        #[cfg_attr(feature = "openapi", schema(example = "NE"))]
        pub state: Option<String>,
        /// Whether it delivers.
        pub delivery_profile: DeliveryProfile,
        /// Kinds of animal.
        pub species: Vec<String>,
        /// Our payment terms.
        pub payment_terms: Option<String>,
        /// Phone.
        pub phone: Option<String>,
        /// Whether a credit application was sent.
        pub has_credit_application: bool,
        /// Whether the supplier has contacts.
        pub has_contacts: bool,
        /// Day the credit application was sent.
        pub credit_application_sent_on: Option<NaiveDate>,
        /// Number of plants it uses.
        pub plant_count: i64,
        /// Number of orders that are issued and not closed.
        pub open_order_count: i64,
    }
    narrowed by SupplierFilter, sorted by SupplierSort, called |supplier| supplier.details.name.clone()
}

rules! {
    SupplierDraft {
        name: Required(255, "A name"),
        code: Line(50),
        kind: Code(lists::PLANT_KIND),
        phone: Phone,
        email: Email,
        shipping_scopes: Codes(lists::SHIPPING_SCOPE),
        pickup_booking_method: Code(lists::APPOINTMENT_METHOD),
        pickup_booking_notes: Line(500),
        credit_application_sent_on: NotInFuture("The day it was sent cannot be in the future"),
        payment_terms: Code(lists::PAYMENT_TERMS),
        payment_method: Code(lists::PAYMENT_METHOD),
        credit_band: Code(lists::CREDIT_BAND),
        credit_limit: NotNegative("A limit is 0 or more"),
        species: Codes(lists::SPECIES),
        certificates: Codes(lists::CERTIFICATE),
        origin_countries: Codes(lists::COUNTRY),
        notes: Note,
        address: Postal,
    }
    also |draft, errors, _context| {
        let stays = draft.delivery_profile == DeliveryProfile::DoesNotDeliver;
        errors.require(
            !stays || draft.shipping_scopes.is_empty(),
            "/shipping_scopes",
            "must_be_empty",
            "A supplier that does not deliver ships nowhere",
        );
        check_credit_days(
            errors,
            draft.credit_application_sent_on,
            draft.credit_application_approved_on,
        );
    }
}

filter! {
    /// Filters of the list of suppliers.
    pub struct SupplierFilter {
        /// Whether it delivers.
        pub delivery_profile: AnyOf<Choice<DeliveryProfile>>,
        /// How far it ships.
        pub shipping_scope: AnyOf<String> as lists::SHIPPING_SCOPE,
        /// Kinds of animal.
        pub species: AnyOf<String> as lists::SPECIES,
        /// Certificates it holds.
        pub certificate: AnyOf<String> as lists::CERTIFICATE,
        /// Kind of company or plant.
        pub kind: AnyOf<String> as lists::PLANT_KIND,
        /// Our payment terms.
        pub payment_terms: AnyOf<String> as lists::PAYMENT_TERMS,
        /// What it trades in.
        pub edibility: AnyOf<Choice<Edibility>>,
        /// State of its address.
        pub state: AnyOf<String>,
        /// Country of its address.
        pub country: AnyOf<String> as lists::COUNTRY,
        /// What it sells.
        pub product_id: AnyOf<Id<Product>>,
        /// Whether a credit application was sent.
        pub has_credit_application: Option<bool>,
        /// Whether the supplier has contacts.
        pub has_contacts: Option<bool>,
        /// Whether it uses any plant.
        pub has_plants: Option<bool>,
        /// Whether it has issued orders not yet closed.
        pub has_open_orders: Option<bool>,
        /// Day the credit application was sent.
        pub credit_application_sent_on: Range<NaiveDate>,
    }
}

sort_keys! {
    /// Sort keys of the list of suppliers.
    pub enum SupplierSort {
        /// Name, ignoring case.
        Name = "name",
        /// Day the credit application was sent; suppliers without one come last when ascending.
        CreditApplicationSentOn = "credit_application_sent_on",
        /// Creation.
        CreatedAt = "created_at",
        /// Last change.
        UpdatedAt = "updated_at",
        /// Id.
        Id = "id",
    }
    default [Name asc]
}

/// Checks the dates of a credit application of a supplier or a customer.
pub(crate) fn check_credit_days(
    errors: &mut FieldErrors,
    sent: Option<NaiveDate>,
    approved: Option<NaiveDate>,
) {
    match (sent, approved) {
        (None, Some(_)) => errors.add(
            "/credit_application_approved_on",
            "not_sent",
            "Say when the application was sent",
        ),
        (Some(sent), Some(approved)) if approved < sent => errors.add(
            "/credit_application_approved_on",
            "before_sent",
            "It cannot be approved before it was sent",
        ),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::Choices;
    use crate::fields::{CheckContext, Rules, read_body};
    use serde_json::json;

    fn check(mut draft: SupplierDraft) -> FieldErrors {
        let choices = Choices::default();
        draft.tidy();
        draft.check(CheckContext {
            today: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
            choices: &choices,
            is_zone: |_| true,
        })
    }

    #[test]
    fn the_flat_address_is_read_and_written() {
        let draft: SupplierDraft = read_body(
            json!({"name": "A", "city": "Omaha", "credit_limit": "5"}),
            &[],
        )
        .unwrap();
        assert_eq!(draft.address.city.as_deref(), Some("Omaha"));
        let written = serde_json::to_value(&draft).unwrap();
        assert_eq!(
            (&written["city"], &written["credit_limit"]),
            (&json!("Omaha"), &json!("5.00"))
        );
        assert_eq!(
            serde_json::from_value::<SupplierDraft>(written).unwrap(),
            draft
        );
    }

    #[test]
    fn all_errors_come_at_once() {
        let errors = check(SupplierDraft {
            credit_application_sent_on: NaiveDate::from_ymd_opt(2026, 3, 3),
            credit_limit: Some(Money::of(-1)),
            email: Some("nobody".to_owned()),
            delivery_profile: DeliveryProfile::DoesNotDeliver,
            shipping_scopes: vec!["domestic".to_owned()],
            ..SupplierDraft::default()
        });
        for pointer in [
            "/name",
            "/credit_application_sent_on",
            "/credit_limit",
            "/email",
            "/shipping_scopes",
        ] {
            assert!(errors.has(pointer), "{pointer}");
        }
    }
}
