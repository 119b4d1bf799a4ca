//! The common parts of business records: owner, creation, change, archive.

use chrono::NaiveDateTime;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::choices::UserRole;
use crate::fields::{Draft, Rules};
use crate::filter::Filter;
use crate::id::Id;
use crate::list::SortKey;
use crate::permissions::{Denied, Operation, Relation, authorize};
use crate::users::User;

pub use crate::entity_kind::EntityKind;
pub use crate::instant::{self, Instant};

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

/// Reads a field of a JSON object; a field that is absent is null.
pub(crate) fn read_field<T: DeserializeOwned>(
    object: &Value,
    name: &str,
) -> Result<T, serde_json::Error> {
    T::deserialize(object.get(name).unwrap_or(&Value::Null))
        .map_err(|error| serde::de::Error::custom(format_args!("{name}: {error}")))
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

/// Calls a macro with the types of all plain records: those declared with `record!`.
#[macro_export]
macro_rules! each_record {
    ($then:ident) => {
        $then! {
            $crate::carriers::Carrier,
            $crate::contacts::Contact,
            $crate::customers::Customer,
            $crate::locations::Location,
            $crate::plants::Plant,
            $crate::products::Product,
            $crate::receivables::Receivable,
            $crate::supplier_plant_mappings::SupplierPlantMapping,
            $crate::suppliers::Supplier
        }
    };
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

/// Decides whether a user may create a record (`before` is `None`) or change it: the write itself, a new owner, and what the entity
/// asks for besides. The creator of a record may become its owner.
///
/// # Errors
/// [`Denied`].
pub fn authorize_write<E: Business>(
    role: UserRole,
    user: Option<Id<User>>,
    before: Option<&E::Draft>,
    after: &E::Draft,
) -> Result<(), Denied> {
    let owner = before.map_or(user, E::owner);
    let relation = before.map(|_| Relation::of(user, owner));
    let write = match before {
        Some(_) => Operation::Update,
        None => Operation::Create,
    };
    authorize(role, write, E::KIND, relation)?;
    let new_owner = E::owner(after);
    if new_owner.is_some() && new_owner != owner {
        authorize(role, Operation::Reassign, E::KIND, relation)?;
    }
    match E::required_operation(before, after) {
        Some(operation) => authorize(role, operation, E::KIND, relation),
        None => Ok(()),
    }
}
