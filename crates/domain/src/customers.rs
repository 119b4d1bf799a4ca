//! Customers, with their credit.

use chrono::NaiveDate;

use crate::choices::{Currency, Edibility, Origin, lists};
use crate::contact_details::Address;
use crate::credit::CreditStanding;
use crate::decimal::Money;
use crate::filter::{AnyOf, Choice};
use crate::id::Id;
use crate::products::Product;
use crate::rules::{
    Code, Codes, Email, Line, NotInFuture, NotNegative, Note, OrElse, Phone, Postal, Required,
};
use crate::suppliers::check_credit_days;
use crate::users::User;

draft! {
    /// Writable fields of a customer.
    pub struct CustomerDraft {
        /// Name, unique among active customers ignoring case and spacing.
        #[cfg_attr(feature = "openapi", schema(example = "Wexcombe Grinding Company"))]
        pub name: String,
        /// Short code, unique among active customers.
        #[cfg_attr(feature = "openapi", schema(example = "WEX"))]
        pub code: Option<String>,
        /// Phone; North American numbers are stored as `+1NXXNXXXXXX`.
        #[cfg_attr(feature = "openapi", schema(example = "+13125550100"))]
        pub phone: Option<String>,
        /// E-mail address.
        #[cfg_attr(feature = "openapi", schema(example = "office@wexcombe.example"))]
        pub email: Option<String>,
        /// Documents required with each load, codes of `required_document`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["brc", "letter_of_guarantee"])))]
        pub documents_needed: Vec<String>,
        /// Market segments, codes of `customer_segment`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["processor"])))]
        pub segments: Vec<String>,
        /// The customer's payment terms, a code of `payment_terms`.
        #[cfg_attr(feature = "openapi", schema(example = "net_15"))]
        pub payment_terms: Option<String>,
        /// How it pays, a code of `payment_method`.
        #[cfg_attr(feature = "openapi", schema(example = "check"))]
        pub payment_method: Option<String>,
        /// Credit limit in US dollars; null means none is checked.
        pub credit_limit: Option<Money>,
        /// Credit band as stated by the company, a code of `credit_band`.
        #[cfg_attr(feature = "openapi", schema(example = "b500k"))]
        pub credit_band: Option<String>,
        /// Credit hold: orders cannot be issued without a manager's override.
        pub credit_hold: bool,
        /// Day the credit application was sent; not in the future.
        #[cfg_attr(feature = "openapi", schema(example = "2026-01-12"))]
        pub credit_application_sent_on: Option<NaiveDate>,
        /// Day the credit application was approved; not before it was sent.
        pub credit_application_approved_on: Option<NaiveDate>,
        /// Kinds of animal it prefers, codes of `species`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["beef"])))]
        pub species: Vec<String>,
        /// What it buys; edible if blank.
        pub edibility: Option<Edibility>,
        /// Fully cooks what it buys, so that it may buy positive or cooker-only lots.
        pub cooks_product: bool,
        /// Preferred origin of goods.
        pub origin_preference: Option<Origin>,
        /// Sends its own truck.
        pub picks_up_loads: bool,
        /// Needs goods that may be exported.
        pub needs_exportable: bool,
        /// Certificates it requires, codes of `certificate`.
        #[cfg_attr(feature = "openapi", schema(example = json!(["brc"])))]
        pub certificates_required: Vec<String>,
        /// Internal notes, never printed on documents.
        pub notes: Option<String>,
        /// Owner: the creator unless a manager names another user.
        pub owner_id: Option<Id<User>>,
    }
    flat {
        /// Bill-to address.
        pub address: Address,
    }
}

record! {
    /// A customer.
    pub struct Customer(Customer) at "customers", drafted as CustomerDraft {
        /// Currency of its amounts.
        pub currency: Currency,
        /// Credit status today, the worst that applies.
        pub credit_standing: CreditStanding,
        /// Amount that counts against the limit: open balances of issued receivables plus issued orders not invoiced yet.
        pub credit_exposure: Money,
        /// Credit left: limit less exposure, negative when over the limit; null without a limit.
        pub credit_available: Option<Money>,
        /// Due date of the oldest invoice with a balance.
        pub oldest_due_date: Option<NaiveDate>,
        /// Open balance of issued receivables, less credit notes.
        pub open_balance: Money,
        /// Number of orders that are issued and not closed.
        #[cfg_attr(feature = "openapi", schema(example = 2))]
        pub open_order_count: i64,
    }
    /// List row of a customer.
    pub struct CustomerSummary {
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
        /// Market segments.
        pub segments: Vec<String>,
        /// The customer's payment terms.
        pub payment_terms: Option<String>,
        /// Credit limit.
        pub credit_limit: Option<Money>,
        /// Whether orders are blocked.
        pub credit_hold: bool,
        /// Credit status today, the worst that applies.
        pub credit_standing: CreditStanding,
        /// Amount that counts against the limit: open balances plus issued orders not invoiced yet.
        pub credit_exposure: Money,
        /// Credit left: limit less exposure, negative when over the limit; null without a limit.
        pub credit_available: Option<Money>,
        /// Phone.
        pub phone: Option<String>,
        /// Open balance of issued receivables, less credit notes.
        pub open_balance: Money,
        /// Number of orders that are issued and not closed.
        pub open_order_count: i64,
    }
    narrowed by CustomerFilter, sorted by CustomerSort, called |customer| customer.details.name.clone(),
    asking SetCredit when |before, after| {
        let credit = |draft: &CustomerDraft| (draft.credit_limit, draft.credit_hold);
        credit(after) != before.map_or((None, false), credit)
    }
}

rules! {
    CustomerDraft {
        name: Required(255, "A name"),
        code: Line(50),
        phone: Phone,
        email: Email,
        documents_needed: Codes(lists::REQUIRED_DOCUMENT),
        segments: Codes(lists::CUSTOMER_SEGMENT),
        payment_terms: Code(lists::PAYMENT_TERMS),
        payment_method: Code(lists::PAYMENT_METHOD),
        credit_limit: NotNegative("The limit must be 0 or more"),
        credit_band: Code(lists::CREDIT_BAND),
        credit_application_sent_on: NotInFuture("The date sent cannot be in the future"),
        species: Codes(lists::SPECIES),
        edibility: OrElse(Edibility::Edible),
        certificates_required: Codes(lists::CERTIFICATE),
        notes: Note,
        address: Postal,
    }
    also |draft, errors, _context| {
        check_credit_days(
            errors,
            draft.credit_application_sent_on,
            draft.credit_application_approved_on,
        );
    }
}

filter! {
    /// Filters of the list of customers.
    pub struct CustomerFilter {
        /// Market segments.
        pub segment: AnyOf<String> as lists::CUSTOMER_SEGMENT,
        /// Documents required with each load.
        pub document_needed: AnyOf<String> as lists::REQUIRED_DOCUMENT,
        /// Kinds of animal it prefers.
        pub species: AnyOf<String> as lists::SPECIES,
        /// The customer's payment terms.
        pub payment_terms: AnyOf<String> as lists::PAYMENT_TERMS,
        /// What it buys.
        pub edibility: AnyOf<Choice<Edibility>>,
        /// State of its address.
        pub state: AnyOf<String>,
        /// Country of its address.
        pub country: AnyOf<String> as lists::COUNTRY,
        /// Product it buys.
        pub product_id: AnyOf<Id<Product>>,
        /// Credit status today, the worst that applies.
        pub credit_standing: AnyOf<Choice<CreditStanding>>,
        /// Whether orders are blocked.
        pub credit_hold: Option<bool>,
        /// Whether it owes anything.
        pub has_open_balance: Option<bool>,
    }
}

sort_keys! {
    /// Sort keys of the list of customers.
    pub enum CustomerSort {
        /// Name, ignoring case.
        Name = "name",
        /// Open balance of issued receivables, less credit notes.
        OpenBalance = "open_balance",
        /// Creation.
        CreatedAt = "created_at",
        /// Last change.
        UpdatedAt = "updated_at",
        /// Id.
        Id = "id",
    }
    default [Name asc]
}
