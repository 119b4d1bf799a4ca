//! Suppliers: who sells to us, and how they ship.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::choices::{DeliveryProfile, Edibility, lists};
use crate::contact_details::{Address, check_email, check_phone, tidy_email, tidy_phone};
use crate::decimal::Money;
use crate::fields::{CheckContext, FieldErrors};
use crate::filter::{AnyOf, Choice, Range};
use crate::id::Id;
use crate::record::{EntityKind, Resource, Stamps};
use crate::text::{
    check_line, check_note, check_required, clean_line, tidy_line, tidy_note, tidy_set,
};
use crate::users::User;

draft! {
    /// What a person fills in about a supplier.
    pub struct SupplierDraft {
        /// Name, unique among active suppliers ignoring case and spacing.
        #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing", max_length = 255))]
        pub name: String,
        /// Short code, unique among active suppliers.
        #[cfg_attr(feature = "openapi", schema(example = "BRI", max_length = 50))]
        pub code: Option<String>,
        /// Kind of house, a code of `plant_kind`.
        #[cfg_attr(feature = "openapi", schema(example = "vertical"))]
        pub kind: Option<String>,
        /// Phone; North American numbers are stored as `+1NXXNXXXXXX`.
        #[cfg_attr(feature = "openapi", schema(example = "+14025550100", max_length = 40))]
        pub phone: Option<String>,
        /// E-mail address.
        #[cfg_attr(feature = "openapi", schema(example = "sales@brindlemoor.example", max_length = 254))]
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
        #[cfg_attr(feature = "openapi", schema(max_length = 500))]
        pub pickup_booking_notes: Option<String>,
        /// Day the credit application was sent; not in the future.
        #[cfg_attr(feature = "openapi", schema(example = "2026-01-12"))]
        pub credit_application_sent_on: Option<NaiveDate>,
        /// Day it was approved; not before it was sent.
        #[cfg_attr(feature = "openapi", schema(example = "2026-02-01"))]
        pub credit_application_approved_on: Option<NaiveDate>,
        /// Terms that we owe this supplier under, a code of `payment_terms`.
        #[cfg_attr(feature = "openapi", schema(example = "net_15"))]
        pub payment_terms: Option<String>,
        /// How we pay, a code of `payment_method`.
        #[cfg_attr(feature = "openapi", schema(example = "wire"))]
        pub payment_method: Option<String>,
        /// Credit band as stated, a code of `credit_band`.
        #[cfg_attr(feature = "openapi", schema(example = "b500k"))]
        pub credit_band: Option<String>,
        /// Credit limit in US dollars; never invented from the band.
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
        /// Countries its goods come from, ISO alpha-3.
        #[cfg_attr(feature = "openapi", schema(example = json!(["USA"])))]
        pub origin_countries: Vec<String>,
        /// Internal notes, never printed on papers.
        #[cfg_attr(feature = "openapi", schema(max_length = 4000))]
        pub notes: Option<String>,
        /// Owner; the creator unless a manager says otherwise.
        pub owner_id: Option<Id<User>>,
    }
    flat {
        /// Postal address.
        pub address: Address,
    }
}

/// A supplier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Supplier {
    /// Its id.
    pub id: Id<Supplier>,
    /// Its version, the number inside the ETag.
    #[cfg_attr(feature = "openapi", schema(example = 3))]
    pub version: i64,
    /// What a person fills in.
    #[serde(flatten)]
    pub details: SupplierDraft,
    /// Whether a credit application was sent.
    pub has_credit_application: bool,
    /// Orders that are issued and not yet closed.
    #[cfg_attr(feature = "openapi", schema(example = 2))]
    pub open_order_count: i64,
    /// Ownership, creation, change, archive.
    #[serde(flatten)]
    pub stamps: Stamps,
}

/// The light row of a supplier in lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SupplierSummary {
    /// Its id.
    pub id: Id<Supplier>,
    /// Its version.
    pub version: i64,
    /// Name.
    #[cfg_attr(feature = "openapi", schema(example = "Brindlemoor Beef Packing"))]
    pub name: String,
    /// Short code.
    #[cfg_attr(feature = "openapi", schema(example = "BRI"))]
    pub code: Option<String>,
    /// Kind of house.
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
    /// Terms that we owe it under.
    pub payment_terms: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// Whether a credit application was sent.
    pub has_credit_application: bool,
    /// Day the credit application was sent.
    pub credit_application_sent_on: Option<NaiveDate>,
    /// Orders that are issued and not yet closed.
    pub open_order_count: i64,
    /// Owner.
    pub owner_id: Id<User>,
    /// Display name of the owner.
    pub owner_name: String,
    /// When it was archived; null while active.
    #[serde(with = "crate::record::instant::optional")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub archived_at: Option<chrono::NaiveDateTime>,
}

filter! {
    /// What the list of suppliers can be narrowed by.
    pub struct SupplierFilter {
        /// Whether it delivers.
        pub delivery_profile: AnyOf<Choice<DeliveryProfile>>,
        /// How far it ships.
        pub shipping_scope: AnyOf<String>,
        /// Kinds of animal.
        pub species: AnyOf<String>,
        /// Certificates it holds.
        pub certificate: AnyOf<String>,
        /// Kind of house.
        pub kind: AnyOf<String>,
        /// Terms that we owe it under.
        pub payment_terms: AnyOf<String>,
        /// What it trades in.
        pub edibility: AnyOf<Choice<Edibility>>,
        /// State of its address.
        pub state: AnyOf<String>,
        /// Country of its address.
        pub country: AnyOf<String>,
        /// Whether a credit application was sent.
        pub has_credit_application: Option<bool>,
        /// Day the credit application was sent.
        pub credit_application_sent_on: Range<NaiveDate>,
    }
}

sort_keys! {
    /// What the list of suppliers can be sorted by.
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

impl Resource for Supplier {
    const KIND: EntityKind = EntityKind::Supplier;
    const PATH: &'static str = "suppliers";
    const READ_ONLY: &'static [&'static str] = &[
        "id",
        "version",
        "owner_name",
        "created_at",
        "created_by",
        "created_by_name",
        "updated_at",
        "updated_by",
        "updated_by_name",
        "archived_at",
        "archived_by",
        "has_credit_application",
        "open_order_count",
    ];

    type Draft = SupplierDraft;
    type Summary = SupplierSummary;
    type Filter = SupplierFilter;
    type Sort = SupplierSort;

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn draft(&self) -> SupplierDraft {
        self.details.clone()
    }

    fn is_archived(&self) -> bool {
        self.stamps.archived_at.is_some()
    }

    fn label(&self) -> String {
        self.details.name.clone()
    }
}

impl SupplierDraft {
    /// Cleans the texts.
    pub fn tidy(&mut self) {
        self.name = clean_line(&self.name);
        for line in [
            &mut self.code,
            &mut self.kind,
            &mut self.pickup_booking_method,
            &mut self.pickup_booking_notes,
            &mut self.payment_terms,
            &mut self.payment_method,
            &mut self.credit_band,
        ] {
            tidy_line(line);
        }
        tidy_phone(&mut self.phone);
        tidy_email(&mut self.email);
        tidy_note(&mut self.notes);
        self.address.tidy();
    }

    /// Puts the sets in order without repeats, as they are kept. After checking, which names a wrong code by its place as sent.
    pub fn sort_sets(&mut self) {
        for set in [
            &mut self.shipping_scopes,
            &mut self.species,
            &mut self.certificates,
            &mut self.origin_countries,
        ] {
            tidy_set(set);
        }
    }

    /// Everything that is wrong with a tidied draft.
    #[must_use]
    pub fn check(&self, context: CheckContext<'_>) -> FieldErrors {
        let mut errors = FieldErrors::new();
        let choices = context.choices;
        check_required(&mut errors, "/name", &self.name, 255, "A name");
        check_line(&mut errors, "/code", self.code.as_deref(), 50);
        check_line(
            &mut errors,
            "/pickup_booking_notes",
            self.pickup_booking_notes.as_deref(),
            500,
        );
        check_note(&mut errors, "/notes", self.notes.as_deref());
        check_phone(&mut errors, "/phone", self.phone.as_deref());
        check_email(&mut errors, "/email", self.email.as_deref());
        self.address.check(&mut errors);
        choices.check(
            &mut errors,
            "/kind",
            lists::PLANT_KIND,
            self.kind.as_deref(),
        );
        choices.check(
            &mut errors,
            "/country",
            lists::COUNTRY,
            self.address.country.as_deref(),
        );
        choices.check(
            &mut errors,
            "/pickup_booking_method",
            lists::APPOINTMENT_METHOD,
            self.pickup_booking_method.as_deref(),
        );
        check_terms(
            &mut errors,
            context,
            self.payment_terms.as_deref(),
            self.payment_method.as_deref(),
            self.credit_band.as_deref(),
        );
        choices.check_set(
            &mut errors,
            "/shipping_scopes",
            lists::SHIPPING_SCOPE,
            &self.shipping_scopes,
        );
        choices.check_set(&mut errors, "/species", lists::SPECIES, &self.species);
        choices.check_set(
            &mut errors,
            "/certificates",
            lists::CERTIFICATE,
            &self.certificates,
        );
        choices.check_set(
            &mut errors,
            "/origin_countries",
            lists::COUNTRY,
            &self.origin_countries,
        );
        let stays = self.delivery_profile == DeliveryProfile::DoesNotDeliver;
        errors.require(
            !stays || self.shipping_scopes.is_empty(),
            "/shipping_scopes",
            "must_be_empty",
            "A supplier that does not deliver ships nowhere",
        );
        check_credit(
            &mut errors,
            context,
            self.credit_application_sent_on,
            self.credit_application_approved_on,
            self.credit_limit,
        );
        errors
    }
}

/// Checks the codes of terms that suppliers and customers share.
pub(crate) fn check_terms(
    errors: &mut FieldErrors,
    context: CheckContext<'_>,
    terms: Option<&str>,
    method: Option<&str>,
    band: Option<&str>,
) {
    context
        .choices
        .check(errors, "/payment_terms", lists::PAYMENT_TERMS, terms);
    context
        .choices
        .check(errors, "/payment_method", lists::PAYMENT_METHOD, method);
    context
        .choices
        .check(errors, "/credit_band", lists::CREDIT_BAND, band);
}

/// Checks the credit application and limit that suppliers and customers share.
pub(crate) fn check_credit(
    errors: &mut FieldErrors,
    context: CheckContext<'_>,
    sent: Option<NaiveDate>,
    approved: Option<NaiveDate>,
    limit: Option<Money>,
) {
    errors.require(
        sent.is_none_or(|day| day <= context.today),
        "/credit_application_sent_on",
        "in_the_future",
        "The day it was sent cannot be in the future",
    );
    match (sent, approved) {
        (None, Some(_)) => errors.add(
            "/credit_application_approved_on",
            "not_sent",
            "Say when the application was sent",
        ),
        (Some(sent), Some(approved)) if approved < sent => {
            errors.add(
                "/credit_application_approved_on",
                "before_sent",
                "It cannot be approved before it was sent",
            );
        }
        _ => {}
    }
    errors.require(
        limit.is_none_or(|limit| !limit.is_negative()),
        "/credit_limit",
        "must_not_be_negative",
        "A limit is 0 or more",
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::Choices;
    use crate::fields::read_body;
    use serde_json::json;

    fn check(mut draft: SupplierDraft) -> FieldErrors {
        let choices = Choices::default();
        draft.tidy();
        draft.check(CheckContext {
            today: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
            choices: &choices,
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
