//! Customers: who buys from us, and on what credit.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::choices::{Edibility, Origin, lists};
use crate::contact_details::{Address, check_email, check_phone, tidy_email, tidy_phone};
use crate::decimal::Money;
use crate::fields::{CheckContext, FieldErrors};
use crate::filter::{AnyOf, Choice};
use crate::id::Id;
use crate::record::{EntityKind, Resource, Stamps};
use crate::suppliers::{check_credit, check_terms};
use crate::text::{
    check_line, check_note, check_required, clean_line, tidy_line, tidy_note, tidy_set,
};
use crate::users::User;

draft! {
    /// What a person fills in about a customer.
    pub struct CustomerDraft {
        /// Name, unique among active customers ignoring case and spacing.
        #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company", max_length = 255))]
        pub name: String,
        /// Short code, unique among active customers.
        #[cfg_attr(feature = "openapi", schema(example = "WEX", max_length = 50))]
        pub code: Option<String>,
        /// Phone; North American numbers are stored as `+1NXXNXXXXXX`.
        #[cfg_attr(feature = "openapi", schema(example = "+13125550100", max_length = 40))]
        pub phone: Option<String>,
        /// E-mail address.
        #[cfg_attr(feature = "openapi", schema(example = "office@wexcombe.example", max_length = 254))]
        pub email: Option<String>,
        /// Papers each load needs, codes of `required_document`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["brc", "letter_of_guarantee"])))]
        pub documents_needed: Vec<String>,
        /// What trade it is in, codes of `customer_segment`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["processor"])))]
        pub segments: Vec<String>,
        /// Terms that it owes us under, a code of `payment_terms`.
        #[cfg_attr(feature = "openapi", schema(example = "net_15"))]
        pub payment_terms: Option<String>,
        /// How it pays, a code of `payment_method`.
        #[cfg_attr(feature = "openapi", schema(example = "check"))]
        pub payment_method: Option<String>,
        /// Credit limit in US dollars; null means none is checked.
        pub credit_limit: Option<Money>,
        /// Credit band as stated, a code of `credit_band`.
        #[cfg_attr(feature = "openapi", schema(example = "b500k"))]
        pub credit_band: Option<String>,
        /// Blocks issuing orders unless a manager overrides it.
        pub credit_hold: bool,
        /// Day the credit application was sent; not in the future.
        #[cfg_attr(feature = "openapi", schema(example = "2026-01-12"))]
        pub credit_application_sent_on: Option<NaiveDate>,
        /// Day it was approved; not before it was sent.
        pub credit_application_approved_on: Option<NaiveDate>,
        /// Kinds of animal it prefers, codes of `species`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["beef"])))]
        pub species: Vec<String>,
        /// What it buys; null means edible.
        pub edibility: Option<Edibility>,
        /// Fully cooks what it buys, so that it may buy positive or cooker-only lots.
        pub cooks_product: bool,
        /// Where it wants goods from.
        pub origin_preference: Option<Origin>,
        /// Sends its own truck.
        pub picks_up_loads: bool,
        /// Needs goods that may be exported.
        pub needs_exportable: bool,
        /// Certificates it asks for, codes of `certificate`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["brc"])))]
        pub certificates_required: Vec<String>,
        /// Internal notes, never printed on papers.
        #[cfg_attr(feature = "openapi", schema(max_length = 4000))]
        pub notes: Option<String>,
        /// Owner; the creator unless a manager says otherwise.
        pub owner_id: Option<Id<User>>,
    }
    flat {
        /// Bill-to address.
        pub address: Address,
    }
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Customer {
    /// Its id.
    pub id: Id<Customer>,
    /// Its version, the number inside the ETag.
    #[cfg_attr(feature = "openapi", schema(example = 3))]
    pub version: i64,
    /// What a person fills in.
    #[serde(flatten)]
    pub details: CustomerDraft,
    /// What it owes or has on order, against its limit: sell totals of orders issued and not yet closed.
    pub credit_exposure: Money,
    /// Orders that are issued and not yet closed.
    #[cfg_attr(feature = "openapi", schema(example = 2))]
    pub open_order_count: i64,
    /// Ownership, creation, change, archive.
    #[serde(flatten)]
    pub stamps: Stamps,
}

/// The light row of a customer in lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerSummary {
    /// Its id.
    pub id: Id<Customer>,
    /// Its version.
    pub version: i64,
    /// Name.
    #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company"))]
    pub name: String,
    /// Short code.
    #[cfg_attr(feature = "openapi", schema(example = "WEX"))]
    pub code: Option<String>,
    /// City.
    #[cfg_attr(feature = "openapi", schema(example = "Chicago"))]
    pub city: Option<String>,
    /// State.
    #[cfg_attr(feature = "openapi", schema(example = "IL"))]
    pub state: Option<String>,
    /// What trade it is in.
    pub segments: Vec<String>,
    /// Terms that it owes us under.
    pub payment_terms: Option<String>,
    /// Credit limit.
    pub credit_limit: Option<Money>,
    /// Whether orders are blocked.
    pub credit_hold: bool,
    /// Phone.
    pub phone: Option<String>,
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
    /// What the list of customers can be narrowed by.
    pub struct CustomerFilter {
        /// What trade it is in.
        pub segment: AnyOf<String>,
        /// Papers each load needs.
        pub document_needed: AnyOf<String>,
        /// Kinds of animal it prefers.
        pub species: AnyOf<String>,
        /// Terms that it owes us under.
        pub payment_terms: AnyOf<String>,
        /// What it buys.
        pub edibility: AnyOf<Choice<Edibility>>,
        /// State of its address.
        pub state: AnyOf<String>,
        /// Country of its address.
        pub country: AnyOf<String>,
        /// Whether orders are blocked.
        pub credit_hold: Option<bool>,
    }
}

sort_keys! {
    /// What the list of customers can be sorted by.
    pub enum CustomerSort {
        /// Name, ignoring case.
        Name = "name",
        /// Creation.
        CreatedAt = "created_at",
        /// Last change.
        UpdatedAt = "updated_at",
        /// Id.
        Id = "id",
    }
    default [Name asc]
}

impl Resource for Customer {
    const KIND: EntityKind = EntityKind::Customer;
    const PATH: &'static str = "customers";
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
        "credit_exposure",
        "open_order_count",
    ];

    type Draft = CustomerDraft;
    type Summary = CustomerSummary;
    type Filter = CustomerFilter;
    type Sort = CustomerSort;

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn draft(&self) -> CustomerDraft {
        self.details.clone()
    }

    fn is_archived(&self) -> bool {
        self.stamps.archived_at.is_some()
    }

    fn label(&self) -> String {
        self.details.name.clone()
    }
}

impl CustomerDraft {
    /// Cleans the texts.
    pub fn tidy(&mut self) {
        self.name = clean_line(&self.name);
        for line in [
            &mut self.code,
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
            &mut self.documents_needed,
            &mut self.segments,
            &mut self.species,
            &mut self.certificates_required,
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
        check_note(&mut errors, "/notes", self.notes.as_deref());
        check_phone(&mut errors, "/phone", self.phone.as_deref());
        check_email(&mut errors, "/email", self.email.as_deref());
        self.address.check(&mut errors);
        choices.check(
            &mut errors,
            "/country",
            lists::COUNTRY,
            self.address.country.as_deref(),
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
            "/documents_needed",
            lists::REQUIRED_DOCUMENT,
            &self.documents_needed,
        );
        choices.check_set(
            &mut errors,
            "/segments",
            lists::CUSTOMER_SEGMENT,
            &self.segments,
        );
        choices.check_set(&mut errors, "/species", lists::SPECIES, &self.species);
        choices.check_set(
            &mut errors,
            "/certificates_required",
            lists::CERTIFICATE,
            &self.certificates_required,
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
