//! Archiving and restoring a record together with its dependents.

use domain::Id;
use domain::history::AuditAction;
use domain::permissions::Operation;

use super::dependents;
use super::locks::lock_with_parents;
use super::write::{Read, keep_history, must_be_free, read, set};
use super::{ArchiveStore, RecordParts};
use crate::error::StoreError;
use crate::fragment::{Nothing, Value};
use crate::records::Expected;
use crate::transaction::Transaction;

pub(super) fn set_archived<R: ArchiveStore>(
    tx: &mut Transaction<'_>,
    id: Id<R>,
    expected: &Expected,
    archive: bool,
) -> Result<R, StoreError> {
    let id = id.get();
    R::lock(tx.conn, id)?;
    let found = read::<R>(tx.conn, tx.context.today, id)?;
    let owner = R::owner(found.record.details()).map_or_else(|| tx.actor(), Ok)?;
    tx.authorize(Operation::Archive, R::KIND, tx.relation_to(owner))?;
    expected.check(R::KIND, id, found.record.version())?;
    if found.record.is_archived() == archive {
        return Ok(found.record);
    }
    let parents_active = lock_with_parents::<R>(tx.conn, found.record.details(), id)?;
    if archive {
        let (blockers, count) = R::blockers(tx.conn, id)?;
        if count > 0 {
            return Err(StoreError::InUse { blockers, count });
        }
    } else if !parents_active {
        return Err(StoreError::Archived);
    }
    let before = found.record.stamps().archived_at;
    let after = turn::<R>(tx, found, archive)?;
    let label = after.label();
    match (archive, before) {
        (true, _) => dependents::archive(tx, &R::dependents(), id, &label)?,
        (false, Some(since)) => dependents::restore(tx, &R::dependents(), id, since, &label)?,
        (false, None) => {}
    }
    Ok(after)
}

/// Archives or restores a record that was read; the caller handles its parents and dependents.
fn turn<R: ArchiveStore>(
    tx: &mut Transaction<'_>,
    found: Read<R>,
    archive: bool,
) -> Result<R, StoreError> {
    let Read {
        record: before,
        derived,
        linked,
        ..
    } = found;
    let id = before.id().get();
    if !archive {
        must_be_free::<R>(tx, Some(id), &R::columns(before.details(), &linked))?;
    }
    let mut stamps = tx.stamps_of_changed(before.stamps())?;
    stamps.archived_at = archive.then(|| tx.now());
    stamps.archived_by = archive.then_some(stamps.updated_by);
    let or_nothing = |kind, value: Option<Value>| value.unwrap_or(Value::Nothing(kind));
    let archived_at = or_nothing(Nothing::Instant, stamps.archived_at.map(Value::Instant));
    let archived_by = or_nothing(
        Nothing::Int,
        stamps.archived_by.map(|user| Value::Int(user.get())),
    );
    let columns = vec![
        ("updated_at", Value::Instant(stamps.updated_at)),
        ("updated_by", Value::Int(stamps.updated_by.get())),
        ("archived_at", archived_at),
        ("archived_by", archived_by),
    ];
    set(tx.conn, R::TABLE, (id, before.version()), columns)?;
    let after = R::assemble(RecordParts {
        today: tx.context.today,
        id,
        version: before.version() + 1,
        details: before.draft(),
        derived,
        linked,
        stamps,
    });
    let action = if archive {
        AuditAction::Archive
    } else {
        AuditAction::Restore
    };
    keep_history(tx, action, None, &before.watched()?, &after)?;
    R::after_save(tx, Some(&before), &after)?;
    Ok(after)
}
