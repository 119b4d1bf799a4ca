//! The common parts of business records: owner, creation, change, archive.

use chrono::NaiveDateTime;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::fields::{Draft, Rules};
use crate::filter::Filter;
use crate::id::Id;
use crate::list::SortKey;
use crate::permissions::Operation;
use crate::users::User;

fixed_choice! {
    /// Kinds of records.
    pub enum EntityKind in "entity" {
        /// A company that sells to us.
        #[default]
        Supplier = "supplier" => "Supplier",
        /// A company that buys from us.
        Customer = "customer" => "Customer",
        /// A deal on one load.
        PurchaseOrder = "purchase_order" => "Purchase order",
        /// A user of the application.
        User = "user" => "User",
        /// A place of a supplier or of a customer.
        Location = "location" => "Location",
        /// A place where goods are made or stored.
        Plant = "plant" => "Plant",
        /// Goods that are traded.
        Product = "product" => "Product",
        /// A person at a supplier, a customer or a carrier.
        Contact = "contact" => "Contact",
        /// A company that moves loads.
        Carrier = "carrier" => "Carrier",
        /// A supplier that ships from a plant, for one customer or for any.
        SupplierPlantMapping = "supplier_plant_mapping" => "Supply line",
        /// An amount that a customer owes.
        Receivable = "receivable" => "Receivable",
        /// An entry of a choice list.
        Choice = "choice" => "Choice",
        /// A saved view of a list.
        View = "view" => "Saved view",
    }
}

/// A UTC instant in a request body, RFC 3339 in JSON.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-03-04T11:30:00Z"))]
#[serde(transparent)]
pub struct Instant(#[serde(with = "instant")] pub NaiveDateTime);

/// Instants as RFC 3339 text.
pub mod instant {
    use chrono::{DateTime, NaiveDateTime, SecondsFormat};
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::date_range::has_four_digits;
    use crate::fields::json_error;

    /// Formats `2026-03-02T14:11:08Z`, with a fraction only if there is one.
    #[must_use]
    pub fn show(instant: &NaiveDateTime) -> String {
        instant
            .and_utc()
            .to_rfc3339_opts(SecondsFormat::AutoSi, true)
    }

    /// Parses any RFC 3339 instant whose year in UTC has four digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<NaiveDateTime> {
        let instant = DateTime::parse_from_rfc3339(text).ok()?.naive_utc();
        has_four_digits(instant.date()).then_some(instant)
    }

    /// For `#[serde(with)]`.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(
        instant: &NaiveDateTime,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&show(instant))
    }

    /// For `#[serde(with)]`.
    ///
    /// # Errors
    /// If the text is not an instant.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<NaiveDateTime, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse(&text).ok_or_else(|| {
            json_error(
                "invalid_instant",
                "Send an RFC 3339 instant, for example 2026-03-02T14:11:08Z",
            )
        })
    }

    /// The same functions for optional instants.
    pub mod optional {
        use super::{
            Deserialize, Deserializer, NaiveDateTime, Serializer, json_error, parse, show,
        };

        /// For `#[serde(with)]`.
        ///
        /// # Errors
        /// Those of the serializer.
        pub fn serialize<S: Serializer>(
            instant: &Option<NaiveDateTime>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            match instant {
                Some(instant) => serializer.serialize_some(&show(instant)),
                None => serializer.serialize_none(),
            }
        }

        /// For `#[serde(with)]`.
        ///
        /// # Errors
        /// If the text is not an instant.
        pub fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<NaiveDateTime>, D::Error> {
            let Some(text) = Option::<String>::deserialize(deserializer)? else {
                return Ok(None);
            };
            parse(&text).map(Some).ok_or_else(|| {
                json_error(
                    "invalid_instant",
                    "Send an RFC 3339 instant, for example 2026-03-02T14:11:08Z",
                )
            })
        }
    }
}

/// Ownership, creation, change and archive of a record; the server sets all but the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stamps {
    /// Display name of the owner.
    #[cfg_attr(feature = "openapi", schema(example = "Lee Castell"))]
    pub owner_name: String,
    /// Time of creation.
    #[serde(with = "instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: NaiveDateTime,
    /// User who created it.
    pub created_by: Id<User>,
    /// Display name of the creator.
    pub created_by_name: String,
    /// Time of the last change, including archive and restore.
    #[serde(with = "instant")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub updated_at: NaiveDateTime,
    /// User of the last change.
    pub updated_by: Id<User>,
    /// Display name of the user of the last change.
    pub updated_by_name: String,
    /// Time of archiving; null while active.
    #[serde(with = "instant::optional")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub archived_at: Option<NaiveDateTime>,
    /// User who archived it.
    pub archived_by: Option<Id<User>>,
}

/// A record type with its own path in the API.
pub trait Resource:
    Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static
{
    /// Its kind.
    const KIND: EntityKind;
    /// Last segment of its path, for example `purchase-orders`.
    const PATH: &'static str;
    /// Names of fields that responses contain and bodies may not.
    const READ_ONLY: &'static [&'static str];

    /// Writable fields.
    type Draft: Draft;
    /// The list row.
    type Summary: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static;
    /// Filters of its list.
    type Filter: Filter;
    /// Sort keys of its list.
    type Sort: SortKey;

    /// Its identity.
    fn id(&self) -> Id<Self>;

    /// Version of the record; the `ETag` holds it.
    fn version(&self) -> i64;

    /// Its draft, for an edit form.
    fn draft(&self) -> Self::Draft;

    /// Whether it is archived.
    fn is_archived(&self) -> bool;

    /// Its display name.
    fn label(&self) -> String;
}

/// A business record: it has an owner, stamps and rules.
pub trait Business: Resource<Draft: Rules> {
    /// Ownership, creation, change, archive.
    fn stamps(&self) -> &Stamps;

    /// The owner in a draft.
    fn owner(draft: &Self::Draft) -> Option<Id<User>>;

    /// Sets the owner.
    fn set_owner(draft: &mut Self::Draft, owner: Id<User>);

    /// The extra permission that a change from one draft (`None` for a new record) to another needs, besides create and update.
    fn required_operation(before: Option<&Self::Draft>, after: &Self::Draft) -> Option<Operation>;
}

/// A business record that stores its draft as one field, declared with `record!`. Not for orders, whose lines carry amounts.
pub trait Drafted: Business {
    /// Writable fields.
    fn details(&self) -> &Self::Draft;
}
