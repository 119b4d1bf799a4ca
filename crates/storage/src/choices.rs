//! The open choice lists, whose entries an administrator edits. Codes never change; labels, positions and the retired flag can.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::all_choices::all_choices;
use domain::choice_entries::{ChoiceDraft, ChoiceItem, TermsDraft};
use domain::choices::lists::PAYMENT_TERMS;
use domain::choices::{ChoiceEntry, Choices, FixedChoice};
use domain::history::AuditAction;
use domain::problem::Existing;
use domain::{EntityKind, Id, WeightAmount};
use serde_json::{Value as Json, json};

use crate::audit::{self, Entry};
use crate::codes;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::records::{self, Expected};
use crate::schema::{choice_lists, choice_versions, choices, payment_terms};
use crate::transaction::Transaction;

const KIND: EntityKind = EntityKind::Choice;

/// All choice lists, including the fixed ones.
///
/// # Errors
/// If the database fails.
pub fn all(conn: &mut DbConnection) -> Result<Choices, StoreError> {
    let names: Vec<String> = choice_lists::table.select(choice_lists::name).load(conn)?;
    let mut open: BTreeMap<String, Vec<ChoiceEntry>> =
        names.into_iter().map(|name| (name, Vec::new())).collect();
    let rows: Vec<(i64, String, String, String, i32, bool)> = choices::table
        .inner_join(
            choice_versions::table.on(choice_versions::list
                .eq(choices::list)
                .and(choice_versions::code.eq(choices::code))),
        )
        .order((choices::list, choices::position, choices::code))
        .select((
            choice_versions::id,
            choices::list,
            choices::code,
            choices::label,
            choices::position,
            choices::retired,
        ))
        .load(conn)?;
    for (id, list, code, label, position, retired) in rows {
        open.entry(list).or_default().push(ChoiceEntry {
            id: Some(Id::new(id)),
            code,
            label,
            position,
            retired,
        });
    }
    Ok(all_choices(open))
}

/// One entry.
///
/// # Errors
/// If there is none, or the database fails.
pub fn get(conn: &mut DbConnection, id: Id<ChoiceItem>) -> Result<ChoiceItem, StoreError> {
    let (version, list, code): (i64, String, String) = choice_versions::table
        .find(id.get())
        .select((
            choice_versions::version,
            choice_versions::list,
            choice_versions::code,
        ))
        .get_result(conn)?;
    let (label, position, retired): (String, i32, bool) = choices::table
        .find((&list, &code))
        .select((choices::label, choices::position, choices::retired))
        .get_result(conn)?;
    type Terms = (String, i32, String, Option<i32>, Option<i32>);
    let terms: Option<Terms> = payment_terms::table
        .filter(payment_terms::list.eq(&list))
        .filter(payment_terms::code.eq(&code))
        .select((
            payment_terms::kind,
            payment_terms::days,
            payment_terms::anchor,
            payment_terms::discount_hundredths,
            payment_terms::discount_days,
        ))
        .get_result(conn)
        .optional()?;
    let terms = terms
        .map(
            |(kind, days, anchor, discount, discount_days)| -> Result<_, StoreError> {
                Ok(TermsDraft {
                    kind: codes::read(&kind)?,
                    days: Some(i64::from(days)),
                    anchor: codes::read(&anchor)?,
                    discount_pct: discount.map(|share| WeightAmount::of(i64::from(share))),
                    discount_days: discount_days.map(i64::from),
                })
            },
        )
        .transpose()?;
    Ok(ChoiceItem {
        id,
        version,
        details: ChoiceDraft {
            list,
            code,
            label,
            position: Some(i64::from(position)),
            retired,
            terms,
        },
    })
}

/// Adds an entry to its list.
///
/// # Errors
/// If the list already has the code, or the database fails.
pub fn create(tx: &mut Transaction<'_>, draft: &ChoiceDraft) -> Result<ChoiceItem, StoreError> {
    if let Some(existing) = find(tx.conn, &draft.list, &draft.code)? {
        return Err(StoreError::Duplicate {
            pointer: "/code".to_owned(),
            existing,
        });
    }
    refuse_same_label(tx.conn, draft)?;
    let last = positions(tx.conn, &draft.list)?.len();
    diesel::insert_into(choices::table)
        .values((
            choices::list.eq(&draft.list),
            choices::code.eq(&draft.code),
            choices::label.eq(&draft.label),
            choices::position.eq(i32::try_from(last + 1).unwrap_or(i32::MAX)),
            choices::retired.eq(draft.retired),
        ))
        .execute(tx.conn)?;
    let id: i64 = diesel::insert_into(choice_versions::table)
        .values((
            choice_versions::list.eq(&draft.list),
            choice_versions::code.eq(&draft.code),
        ))
        .returning(choice_versions::id)
        .get_result(tx.conn)?;
    if let Some(terms) = &draft.terms {
        diesel::insert_into(payment_terms::table)
            .values((
                payment_terms::code.eq(&draft.code),
                payment_terms::list.eq(PAYMENT_TERMS),
                meaning(terms),
            ))
            .execute(tx.conn)?;
    }
    place(tx.conn, draft)?;
    let made = get(tx.conn, Id::new(id))?;
    keep_history(tx, AuditAction::Create, &json!({}), &made)?;
    Ok(made)
}

/// Changes an entry; its list and code cannot change.
///
/// # Errors
/// If the version is stale, its list or code would change, or the database fails.
pub fn update(
    tx: &mut Transaction<'_>,
    id: Id<ChoiceItem>,
    expected: &Expected,
    change: impl FnOnce(&ChoiceItem) -> Result<ChoiceDraft, StoreError>,
) -> Result<ChoiceItem, StoreError> {
    let before = get(tx.conn, id)?;
    expected.check(KIND, id.get(), before.version)?;
    let mut draft = change(&before)?;
    draft.position = draft.position.or(before.details.position);
    for (pointer, same) in [
        ("/list", draft.list == before.details.list),
        ("/code", draft.code == before.details.code),
    ] {
        if !same {
            let message = "Codes cannot be changed. Deactivate this entry and create another";
            return Err(StoreError::invalid(pointer, "cannot_change", message));
        }
    }
    if draft == before.details {
        return Ok(before);
    }
    if draft.label != before.details.label {
        refuse_same_label(tx.conn, &draft)?;
    }
    let met = diesel::update(
        choice_versions::table
            .find(id.get())
            .filter(choice_versions::version.eq(before.version)),
    )
    .set(choice_versions::version.eq(before.version + 1))
    .execute(tx.conn)?;
    records::ensure_updated(met)?;
    diesel::update(choices::table.find((&draft.list, &draft.code)))
        .set((
            choices::label.eq(&draft.label),
            choices::retired.eq(draft.retired),
        ))
        .execute(tx.conn)?;
    if let Some(terms) = &draft.terms {
        diesel::update(payment_terms::table.find(&draft.code))
            .set(meaning(terms))
            .execute(tx.conn)?;
    }
    place(tx.conn, &draft)?;
    let after = get(tx.conn, id)?;
    keep_history(tx, AuditAction::Update, &json!(before.details), &after)?;
    Ok(after)
}

type Meaning = (
    diesel::dsl::Eq<payment_terms::kind, &'static str>,
    diesel::dsl::Eq<payment_terms::days, i32>,
    diesel::dsl::Eq<payment_terms::anchor, &'static str>,
    diesel::dsl::Eq<payment_terms::discount_hundredths, Option<i32>>,
    diesel::dsl::Eq<payment_terms::discount_days, Option<i32>>,
);

/// The rules keep it below 10,000.
fn small(number: Option<i64>) -> Option<i32> {
    number.and_then(|number| i32::try_from(number).ok())
}

fn meaning(terms: &TermsDraft) -> Meaning {
    let days = i32::try_from(terms.days.unwrap_or(0)).unwrap_or(0);
    (
        payment_terms::kind.eq(terms.kind.code()),
        payment_terms::days.eq(days),
        payment_terms::anchor.eq(terms.anchor.code()),
        payment_terms::discount_hundredths.eq(small(terms.discount_pct.map(WeightAmount::units))),
        payment_terms::discount_days.eq(small(terms.discount_days)),
    )
}

fn find(conn: &mut DbConnection, list: &str, code: &str) -> Result<Option<Existing>, StoreError> {
    let id: Option<i64> = choice_versions::table
        .filter(choice_versions::list.eq(list))
        .filter(choice_versions::code.eq(code))
        .select(choice_versions::id)
        .get_result(conn)
        .optional()?;
    Ok(id.map(|id| Existing {
        id,
        label: code.to_owned(),
        archived: false,
    }))
}

/// Rejects a label that another entry of the list has.
fn refuse_same_label(conn: &mut DbConnection, draft: &ChoiceDraft) -> Result<(), StoreError> {
    let labels: Vec<(String, String)> = choices::table
        .filter(choices::list.eq(&draft.list))
        .filter(choices::code.ne(&draft.code))
        .select((choices::code, choices::label))
        .load(conn)?;
    let key = domain::text::name_key(&draft.label);
    let taken = labels
        .into_iter()
        .find(|(_, label)| domain::text::name_key(label) == key);
    match taken {
        None => Ok(()),
        Some((code, _)) => Err(StoreError::Duplicate {
            pointer: "/label".to_owned(),
            existing: find(conn, &draft.list, &code)?.ok_or(StoreError::NotFound)?,
        }),
    }
}

fn positions(conn: &mut DbConnection, list: &str) -> Result<Vec<(String, i32)>, StoreError> {
    let rows = choices::table
        .filter(choices::list.eq(list))
        .order((choices::position, choices::code))
        .select((choices::code, choices::position))
        .load(conn)?;
    Ok(rows)
}

/// Moves an entry to its position and renumbers the others.
fn place(conn: &mut DbConnection, draft: &ChoiceDraft) -> Result<(), StoreError> {
    let Some(wanted) = draft.position else {
        return Ok(());
    };
    let now = positions(conn, &draft.list)?;
    let mut order: Vec<&(String, i32)> =
        now.iter().filter(|(code, _)| *code != draft.code).collect();
    let at = usize::try_from(wanted - 1).unwrap_or(0).min(order.len());
    if let Some(own) = now.iter().find(|(code, _)| *code == draft.code) {
        order.insert(at, own);
    }
    for ((code, position), place) in order.into_iter().zip(1..) {
        if *position != place {
            diesel::update(choices::table.find((&draft.list, code)))
                .set(choices::position.eq(place))
                .execute(conn)?;
        }
    }
    Ok(())
}

fn keep_history(
    tx: &mut Transaction<'_>,
    action: AuditAction,
    before: &Json,
    after: &ChoiceItem,
) -> Result<(), StoreError> {
    let entry = Entry {
        entity: KIND,
        id: after.id.get(),
        version: after.version,
        action,
        reason: None,
        before,
        after: &json!(after.details),
    };
    audit::record(tx, &entry)
}
