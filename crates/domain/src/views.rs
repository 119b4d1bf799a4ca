//! Saved views of lists: filters, order and columns. A view is private or shared, and may be the default of its list.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::record::{EntityKind, Resource, instant};
use crate::rules::Required;
use crate::users::User;

/// Longest query of a view, in bytes.
const QUERY_MAX: usize = 4_000;
/// Most columns of a view.
const COLUMNS_MAX: usize = 60;
/// Maximum number of views per user and list.
pub const VIEWS_MAX: i64 = 100;

draft! {
    /// Writable fields of a saved view.
    pub struct ViewDraft {
        /// The list, by the last part of its path; cannot change later.
        #[cfg_attr(feature = "openapi", schema(example = "purchase-orders"))]
        pub list: String,
        /// Name, unique among your views of the list.
        #[cfg_attr(feature = "openapi", schema(example = "My open loads"))]
        pub name: String,
        /// Filters, search and order, as the query string of the list.
        #[cfg_attr(feature = "openapi", schema(example = "status=issued,confirmed&sort=-order_date", max_length = 4000))]
        pub query: String,
        /// Columns in order; empty for the default ones.
        #[cfg_attr(feature = "openapi", schema(example = json!(["number", "supplier_name", "status"])))]
        pub columns: Vec<String>,
        /// Whether other users see it.
        pub is_shared: bool,
        /// Whether your list opens with this view.
        pub is_default: bool,
    }
}

rules! {
    ViewDraft {
        list: Required(50, "A list"),
        name: Required(100, "A name"),
    }
    also |draft, errors, _context| {
        let known = LISTS.contains(&draft.list.as_str());
        errors.require(
            known || draft.list.is_empty(),
            "/list",
            "unknown_code",
            "Unknown list",
        );
        let plain = draft.query.bytes().all(|byte| byte.is_ascii_graphic());
        errors.require(plain, "/query", "invalid_characters", "Send it encoded, as in an address");
        errors.require(
            draft.query.len() <= QUERY_MAX,
            "/query",
            "too_long",
            "At most 4,000 characters fit",
        );
        let named = draft.columns.iter().all(|column| {
            !column.is_empty()
                && column.len() <= 60
                && column.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        });
        errors.require(
            named && draft.columns.len() <= COLUMNS_MAX,
            "/columns",
            "invalid_columns",
            "Send at most 60 names of fields",
        );
    }
}

/// The lists that support views.
const LISTS: &[&str] = &[
    crate::suppliers::Supplier::PATH,
    crate::locations::Location::PATH,
    crate::customers::Customer::PATH,
    crate::plants::Plant::PATH,
    crate::products::Product::PATH,
    crate::contacts::Contact::PATH,
    crate::carriers::Carrier::PATH,
    crate::supplier_plant_mappings::SupplierPlantMapping::PATH,
    crate::purchase_orders::PurchaseOrder::PATH,
    crate::receivables::Receivable::PATH,
    crate::payments::Payment::PATH,
    crate::claims::Claim::PATH,
    crate::users::User::PATH,
];

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedView {
    /// Id.
    pub id: Id<SavedView>,
    /// Version of the record; the `ETag` holds it.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub version: i64,
    /// Writable fields.
    #[serde(flatten)]
    pub details: ViewDraft,
    /// Owner.
    pub owner_id: Id<User>,
    /// Display name of the owner.
    #[cfg_attr(feature = "openapi", schema(example = "Lee Castell"))]
    pub owner_name: String,
    /// Time of creation.
    #[serde(with = "instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: NaiveDateTime,
    /// Time of the last change.
    #[serde(with = "instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub updated_at: NaiveDateTime,
}

impl SavedView {
    /// Its kind.
    pub const KIND: EntityKind = EntityKind::View;
}

/// The user's views of a list: own ones first, then the shared ones of others, each by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedViews {
    /// The views.
    pub items: Vec<SavedView>,
}
