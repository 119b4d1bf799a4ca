//! Several changes to records of one kind in one request: all or none in one transaction, or each in its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::http::StatusCode;
use actix_web::web::Data;
use domain::batch::{BatchAnswer, BatchDraft, BatchItem, BatchOperation, BatchOutcome};
use domain::{Business, Id, Rules as _};
use serde_json::{Map, Value};
use storage::{Expected, IdempotencyKey, Repository, StoreError, Transaction, Written, authorized};

use super::handlers::names_of;

use crate::answer::{self, Answer};
use crate::caller::{Authorized, Caller, Update};
use crate::extract::{Body, Replay};
use crate::problem::ApiError;
use crate::request;
use crate::state::State;
use crate::validate::{Rules, change_of, new_of};

/// Most errors in the response to a non-atomic batch; beyond it each failed change has one.
const ERRORS_IN_ALL: usize = 500;
/// Most changes of stale records in one response.
const STALE_CHANGES: usize = 200;

/// A change with its context.
struct Step<'a> {
    item: &'a BatchItem,
    rules: &'a Rules,
}

pub(super) async fn batch<E: Repository + Business>(
    caller: Authorized<Update, E>,
    state: Data<State>,
    replay: Replay,
    body: Body,
) -> Answer {
    let items = body.value.get("items").and_then(Value::as_array);
    let items = items.map_or(0, Vec::len);
    if let Some(facts) = request::current() {
        state.throttle.batch(caller.user, items, &facts).await?;
    }
    let rules = Arc::new(state.rules(&caller).await?);
    let key = replay.of(&body.bytes);
    let draft: BatchDraft = new_of(body.value, &[], |draft: &mut BatchDraft| {
        draft.validate(rules.context())
    })
    .map_err(ApiError::invalid)?;
    if draft.atomic {
        let written = together::<E>(&state, &caller, key, rules, draft).await?;
        return answer::repeatable(StatusCode::OK, &summed(written.value), written.replayed);
    }
    let (mut done, mut replayed) = (0, 0);
    let mut items = Vec::with_capacity(draft.items.len());
    let mut limits = ResponseLimits {
        errors: ERRORS_IN_ALL,
        changes: STALE_CHANGES,
    };
    for (place, item) in draft.items.into_iter().enumerate() {
        let (id, key) = (item.id, key.as_ref().map(|key| of_place(key, place)));
        let rules = Arc::clone(&rules);
        let work = move |tx: &mut Transaction<'_>| {
            let step = Step {
                item: &item,
                rules: &rules,
            };
            step.take::<E>(tx)
        };
        let outcome = if draft.dry_run {
            state.dry_run(&caller, work).await
        } else {
            state.write(&caller, key, work).await.map(|written| {
                done += 1;
                replayed += usize::from(written.replayed);
                written.value
            })
        };
        items.push(match outcome {
            Ok(outcome) => outcome,
            // A server error ends the batch, because the remaining changes would fail too.
            Err(error) if error.code().status() >= 500 => {
                return Err(error.detail(format!(
                    "{done} changes were made; the change at /items/{place} and those after it were not"
                )));
            }
            Err(error) => refused(id, &error, &mut limits),
        });
    }
    name_refused::<E>(&state, &mut items).await?;
    let replayed = replayed > 0 && replayed == done;
    answer::repeatable(StatusCode::MULTI_STATUS, &summed(items), replayed)
}

/// Adds labels to the records whose changes failed.
async fn name_refused<E: Repository>(
    state: &State,
    items: &mut [BatchOutcome],
) -> Result<(), ApiError> {
    let unnamed = |item: &&mut BatchOutcome| item.problem.is_some() && item.id.is_some();
    let ids: Vec<i64> = items
        .iter_mut()
        .filter(unnamed)
        .filter_map(|item| item.id)
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    let labels = state.read_fresh(move |conn| E::labels(conn, &ids)).await?;
    for item in items.iter_mut().filter(unnamed) {
        item.label = item.id.and_then(|id| labels.get(&id).cloned());
    }
    Ok(())
}

/// Makes all changes or none; an error names the change that failed.
async fn together<E: Repository + Business>(
    state: &State,
    caller: &Caller,
    key: Option<IdempotencyKey>,
    rules: Arc<Rules>,
    draft: BatchDraft,
) -> Result<Written<Vec<BatchOutcome>>, ApiError> {
    let reached = Arc::new(AtomicUsize::new(0));
    let place_now = Arc::clone(&reached);
    let work = move |tx: &mut Transaction<'_>| {
        let ids: Vec<i64> = draft.items.iter().filter_map(|item| item.id).collect();
        E::lock_all(tx, &ids)?;
        let mut outcomes = Vec::with_capacity(draft.items.len());
        for (place, item) in draft.items.iter().enumerate() {
            place_now.store(place, Ordering::Relaxed);
            let step = Step {
                item,
                rules: &rules,
            };
            outcomes.push(step.take::<E>(tx)?);
        }
        Ok(outcomes)
    };
    let outcome = if draft.dry_run {
        state.dry_run(caller, work).await.map(|value| Written {
            value,
            replayed: false,
        })
    } else {
        state.write(caller, key, work).await
    };
    outcome.map_err(|error| error.within(&format!("/items/{}", reached.load(Ordering::Relaxed))))
}

/// The key of one item, so that a repeated request replays each of its changes.
fn of_place(key: &IdempotencyKey, place: usize) -> IdempotencyKey {
    IdempotencyKey {
        route: format!("{} {place}", key.route),
        ..key.clone()
    }
}

impl Step<'_> {
    fn take<E: Repository + Business>(
        &self,
        tx: &mut Transaction<'_>,
    ) -> Result<BatchOutcome, StoreError> {
        let id: Id<E> = Id::new(self.item.id.unwrap_or(0));
        let expected = Expected::Version(self.item.version().into_iter().collect());
        let body = || Value::Object(self.item.body.clone().unwrap_or_default());
        let check = |draft: &mut E::Draft| draft.validate(self.rules.context());
        let mut before = None;
        let record = match self.item.op {
            BatchOperation::Create => {
                let body = body();
                let given = names_of(&body);
                let draft: E::Draft = new_of(body, E::READ_ONLY, check)?;
                authorized::create::<E>(tx, draft, &given)?
            }
            BatchOperation::Update => {
                let mut was = None;
                let after = authorized::update::<E>(tx, id, &expected, |before| {
                    was = Some(before.clone());
                    Ok(change_of(before, body(), E::READ_ONLY, check)?)
                })?;
                before = was.map(|was| changed(&was, &after.draft()));
                after
            }
            BatchOperation::Archive => E::archive(tx, id, &expected)?,
            BatchOperation::Restore => E::restore(tx, id, &expected)?,
        };
        Ok(BatchOutcome {
            status: if self.item.op == BatchOperation::Create {
                201
            } else {
                200
            },
            id: Some(record.id().get()),
            label: Some(record.label()),
            etag: Some(format!("\"{}\"", record.version())),
            before,
            problem: None,
        })
    }
}

/// The fields that differ, with their previous values; null for empty ones.
fn changed<D: serde::Serialize>(before: &D, after: &D) -> Map<String, Value> {
    let fields = |draft: &D| match serde_json::to_value(draft) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let after = fields(after);
    let mut before = fields(before);
    before.retain(|name, value| after.get(name) != Some(value));
    before
}

/// How many details the response may still list.
struct ResponseLimits {
    errors: usize,
    changes: usize,
}

/// The outcome of a failed change: its first error, and more errors and changes within the remaining limits.
fn refused(id: Option<i64>, error: &ApiError, limits: &mut ResponseLimits) -> BatchOutcome {
    let mut problem = error.problem().clone();
    let listed = problem.errors.len().min(1.max(limits.errors));
    if listed < problem.errors.len() {
        problem.errors.truncate(listed);
        problem.errors_truncated = Some(true);
    }
    limits.errors = limits.errors.saturating_sub(listed);
    if problem.changes.len() > limits.changes {
        problem.changes.truncate(limits.changes);
        problem.changes_truncated = Some(true);
    }
    limits.changes -= problem.changes.len();
    BatchOutcome {
        status: error.code().status(),
        id,
        label: None,
        etag: None,
        before: None,
        problem: Some(problem),
    }
}

fn summed(items: Vec<BatchOutcome>) -> BatchAnswer {
    let refused = items.iter().filter(|item| item.problem.is_some()).count();
    BatchAnswer {
        done: items.len() - refused,
        refused,
        items,
    }
}
