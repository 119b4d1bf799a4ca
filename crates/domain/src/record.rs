//! What every business record has in common: who owns it, who made and changed it, whether it is archived.

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
    /// The kinds of record there are.
    pub enum EntityKind in "entity" {
        /// Who sells to us.
        #[default]
        Supplier = "supplier" => "Supplier",
        /// Who buys from us.
        Customer = "customer" => "Customer",
        /// A deal on one load.
        PurchaseOrder = "purchase_order" => "Purchase order",
        /// Who works with the program.
        User = "user" => "User",
        /// A place of a supplier or of a customer.
        Location = "location" => "Location",
        /// Where goods are made or stored.
        Plant = "plant" => "Plant",
        /// What is traded.
        Product = "product" => "Product",
        /// A person at a supplier, a customer or a carrier.
        Contact = "contact" => "Contact",
        /// Who moves loads.
        Carrier = "carrier" => "Carrier",
        /// A supplier that ships from a plant, for one customer or for any.
        SupplierPlantMapping = "supplier_plant_mapping" => "Supply line",
        /// What a customer owes.
        Receivable = "receivable" => "Receivable",
        /// An entry of a choice list.
        Choice = "choice" => "Choice",
        /// A saved view of a list.
        View = "view" => "Saved view",
    }
}

/// A UTC instant that a person fills in, RFC 3339 on the wire.
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
    use crate::fields::wire_error;

    /// Writes `2026-03-02T14:11:08Z`, with a fraction only where there is one.
    #[must_use]
    pub fn show(instant: &NaiveDateTime) -> String {
        instant
            .and_utc()
            .to_rfc3339_opts(SecondsFormat::AutoSi, true)
    }

    /// Reads any RFC 3339 instant that is in a year of four digits in UTC too.
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
    /// When the text is no instant.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<NaiveDateTime, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse(&text).ok_or_else(|| {
            wire_error(
                "invalid_instant",
                "Send an RFC 3339 instant, for example 2026-03-02T14:11:08Z",
            )
        })
    }

    /// The same for instants that may be absent.
    pub mod optional {
        use super::{
            Deserialize, Deserializer, NaiveDateTime, Serializer, parse, show, wire_error,
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
        /// When the text is no instant.
        pub fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<NaiveDateTime>, D::Error> {
            let Some(text) = Option::<String>::deserialize(deserializer)? else {
                return Ok(None);
            };
            parse(&text).map(Some).ok_or_else(|| {
                wire_error(
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

/// An entity with its own path in the API.
pub trait Resource:
    Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static
{
    /// Its kind.
    const KIND: EntityKind;
    /// Last part of its path, for example `purchase-orders`.
    const PATH: &'static str;
    /// Names of fields that answers carry and bodies may not.
    const READ_ONLY: &'static [&'static str];

    /// Writable fields.
    type Draft: Draft;
    /// The light row in lists.
    type Summary: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static;
    /// What its list can be narrowed by.
    type Filter: Filter;
    /// What its list can be sorted by.
    type Sort: SortKey;

    /// Its identity.
    fn id(&self) -> Id<Self>;

    /// Version of the record; the `ETag` holds it.
    fn version(&self) -> i64;

    /// Its writable part, for an edit form.
    fn draft(&self) -> Self::Draft;

    /// Whether it is archived.
    fn is_archived(&self) -> bool;

    /// The name that people call it by.
    fn label(&self) -> String;
}

/// A resource of the trade: it has an owner, stamps and rules of its own.
pub trait Business: Resource<Draft: Rules> {
    /// Ownership, creation, change, archive.
    fn stamps(&self) -> &Stamps;

    /// The owner that a draft names.
    fn owner(draft: &Self::Draft) -> Option<Id<User>>;

    /// Names the owner.
    fn set_owner(draft: &mut Self::Draft, owner: Id<User>);

    /// What the role must be granted beside creating and changing, for a change from one draft (none for a new record) to another.
    fn required_operation(before: Option<&Self::Draft>, after: &Self::Draft) -> Option<Operation>;
}

/// A business record that holds its draft as one piece; an order, whose lines carry amounts, does not. Declared with `record!`.
pub trait Drafted: Business {
    /// Writable fields.
    fn details(&self) -> &Self::Draft;
}
