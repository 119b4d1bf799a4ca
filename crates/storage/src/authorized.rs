//! Permission on the record that a transaction reads: each write asks before it changes anything.

use std::collections::BTreeSet;

use domain::permissions::{Operation, Relation, authorize};
use domain::record::authorize_write;
use domain::users::User;
use domain::{Business, EntityKind, Id};

use crate::entity_store::Repository;
use crate::error::StoreError;
use crate::records::Expected;
use crate::transaction::Transaction;

impl Transaction<'_> {
    /// Checks that the acting user may do something to a record of this relation, or without one to any record of the kind.
    pub(crate) fn authorize(
        &self,
        operation: Operation,
        kind: EntityKind,
        relation: Option<Relation>,
    ) -> Result<(), StoreError> {
        Ok(authorize(self.context.role, operation, kind, relation)?)
    }

    /// The relation of the acting user to a record of this owner.
    pub(crate) fn relation_to(&self, owner: Id<User>) -> Option<Relation> {
        Some(Relation::of(self.context.actor, Some(owner)))
    }
}

/// Creates a record for a request that gave these fields, if the acting user may.
///
/// # Errors
/// `Forbidden`, and those of [`Repository::create`].
pub fn create<E: Repository + Business>(
    tx: &mut Transaction<'_>,
    draft: E::Draft,
    given: &BTreeSet<String>,
) -> Result<E, StoreError> {
    authorize_write::<E>(tx.context.role, tx.context.actor, None, &draft)?;
    E::create_given(tx, draft, given)
}

/// Changes a record, if the acting user may make the change.
///
/// # Errors
/// `Forbidden`, and those of [`Repository::update`].
pub fn update<E: Repository + Business>(
    tx: &mut Transaction<'_>,
    id: Id<E>,
    expected: &Expected,
    change: impl FnOnce(&E::Draft) -> Result<E::Draft, StoreError>,
) -> Result<E, StoreError> {
    let (role, actor) = (tx.context.role, tx.context.actor);
    E::update(tx, id, expected, |record| {
        let before = record.draft();
        let after = change(&before)?;
        authorize_write::<E>(role, actor, Some(&before), &after)?;
        Ok(after)
    })
}
