//! Sends a bulk change in batches, reports the outcome, and undoes it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::state::ListState;
use crate::api::idempotency_key::new_key;
use crate::api::record_json::{self, Record};
use crate::api::session::Session;
use crate::config::list_config::ListConfig;
use crate::ui::app_error::{AppError, BoxFuture};
use crate::ui::table::Cell;
use crate::ui::toast::Toasts;

/// The most changes that fit in one request.
const CHUNK: usize = 500;

/// One change of a batch as JSON.
pub(super) type BatchChange = Value;

/// What became of a batch.
#[derive(Debug, Clone, Default)]
pub(super) struct BatchOutcome {
    /// The outcome of each record as JSON.
    pub(super) items: Vec<Record>,
    /// How many were done.
    pub(super) done: usize,
    /// How many were refused.
    pub(super) refused: usize,
    /// Why the rest was not reached.
    pub(super) error: Option<AppError>,
}

/// What a change of several records needs.
#[derive(Clone, Copy)]
pub(super) struct BulkChange {
    pub(super) state: ListState,
    pub(super) session: Session,
    pub(super) toasts: Toasts,
    /// Whether it is under way.
    pub(super) busy: RwSignal<bool>,
}

impl BulkChange {
    /// The same change for each of the ticked rows.
    pub(super) fn changes(self, op: &str, body: Option<&Value>) -> Vec<BatchChange> {
        let ticked = self.state.ticked.get_untracked();
        self.state.rows.with_untracked(|rows| {
            let chosen = rows.iter().filter(|row| ticked.contains(&row.id));
            chosen
                .map(|row| {
                    let etag = format!("\"{}\"", row.version);
                    match body {
                        Some(body) => json!({"op": op, "id": row.id, "etag": etag, "body": body}),
                        None => json!({"op": op, "id": row.id, "etag": etag}),
                    }
                })
                .collect()
        })
    }

    /// What a row that is loaded is called.
    pub(super) fn name_of(self, id: i64) -> Option<String> {
        self.state.rows.with_untracked(|rows| {
            let row = rows.iter().find(|row| row.id == id)?;
            row.cells.first().map(Cell::copied)
        })
    }

    /// Takes all ticks away.
    pub(super) fn untick(self) {
        self.state.ticked.update(std::collections::BTreeSet::clear);
        self.state.ticking.set(false);
    }

    /// Asks what would become of changes.
    pub(super) fn preview(self, changes: Vec<BatchChange>) -> BoxFuture<BatchOutcome> {
        let coming = send(self.session, self.state.list, changes, true);
        Box::pin(async move {
            let outcome = coming.await;
            match outcome.error {
                Some(error) => Err(error),
                None => Ok(outcome),
            }
        })
    }

    /// Runs the changes, reports the outcome and offers undo, also for those that succeeded before a failure.
    pub(super) fn run(self, changes: Vec<BatchChange>, word: &'static str) {
        let Self {
            state,
            session,
            toasts,
            busy,
        } = self;
        let list = state.list;
        busy.set(true);
        spawn_local(async move {
            let outcome = send(session, list, changes.clone(), false).await;
            let text = format!(
                "{} {} {word}{}",
                outcome.done,
                noun(list, outcome.done),
                not_done(&outcome, changes.len())
            );
            let back = reverse_changes(&changes, &outcome);
            if !back.is_empty() {
                toasts.offer_undo(text, move || {
                    take_back(state, session, toasts, back.clone())
                });
            } else if outcome.error.is_none() || outcome.done > 0 {
                toasts.say(text);
            }
            if let Some(error) = &outcome.error {
                toasts.error(error);
            }
            if !busy.is_disposed() {
                busy.set(false);
                self.untick();
                state.refresh();
            }
        });
    }
}

fn take_back(state: ListState, session: Session, toasts: Toasts, back: Vec<BatchChange>) {
    spawn_local(async move {
        let count = back.len();
        let outcome = send(session, state.list, back, false).await;
        toasts.say(format!(
            "{} undone{}",
            outcome.done,
            not_done(&outcome, count)
        ));
        if let Some(error) = &outcome.error {
            toasts.error(error);
        }
        if !state.busy.is_disposed() {
            state.refresh();
        }
    });
}

fn noun(list: &ListConfig, count: usize) -> &'static str {
    if count == 1 {
        list.singular
    } else {
        list.plural
    }
}

/// What was not done: how many were refused and why the first was, and how many were never reached.
fn not_done(outcome: &BatchOutcome, asked: usize) -> String {
    let mut words = String::new();
    if outcome.refused > 0 {
        let why = outcome.items.iter().find_map(problem_of);
        let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
        words = format!(", {} refused{why}", outcome.refused);
    }
    let unreached = asked.saturating_sub(outcome.items.len());
    if unreached > 0 {
        words.push_str(&format!(", {unreached} unchanged"));
    }
    words
}

/// Why a change was refused.
pub(super) fn problem_of(item: &Record) -> Option<String> {
    let problem = item.get("problem").and_then(Value::as_object)?;
    let detail = record_json::some_text(problem, "detail");
    Some(detail.unwrap_or_else(|| record_json::text(problem, "title").to_owned()))
}

/// The changes that take back what was done.
fn reverse_changes(changes: &[BatchChange], outcome: &BatchOutcome) -> Vec<BatchChange> {
    let done = changes.iter().zip(&outcome.items);
    done.filter_map(|(change, item)| {
        let (id, etag) = (
            record_json::number(item, "id")?,
            record_json::some_text(item, "etag")?,
        );
        match change.get("op").and_then(Value::as_str)? {
            "archive" => Some(json!({"op": "restore", "id": id, "etag": etag})),
            "restore" => Some(json!({"op": "archive", "id": id, "etag": etag})),
            _ => {
                let before = item.get("before").filter(|before| before.is_object())?;
                Some(json!({"op": "update", "id": id, "etag": etag, "body": before}))
            }
        }
    })
    .collect()
}

/// Sends changes in parts. When one part does not come through, the outcome holds those before it, and the trouble.
async fn send(
    session: Session,
    list: &'static ListConfig,
    changes: Vec<BatchChange>,
    dry_run: bool,
) -> BatchOutcome {
    let mut whole = BatchOutcome::default();
    for chunk in changes.chunks(CHUNK) {
        if let Err(error) = send_part(session, list, chunk, dry_run, &mut whole).await {
            whole.error = Some(error);
            break;
        }
    }
    whole
}

async fn send_part(
    session: Session,
    list: &'static ListConfig,
    chunk: &[BatchChange],
    dry_run: bool,
    whole: &mut BatchOutcome,
) -> Result<(), AppError> {
    let mut body = Record::new();
    body.insert("atomic".to_owned(), Value::Bool(false));
    body.insert("dry_run".to_owned(), Value::Bool(dry_run));
    body.insert("items".to_owned(), Value::from(chunk));
    let api = session.api();
    let answer = api
        .records(list.path)
        .batch(Some(&new_key()), &body)
        .await?;
    let Some(Value::Array(items)) = answer.get("items") else {
        return Err(AppError::unreadable());
    };
    let count = |name: &str| {
        let count = record_json::number(&answer, name).unwrap_or_default();
        usize::try_from(count).unwrap_or_default()
    };
    whole.done += count("done");
    whole.refused += count("refused");
    let items = items.iter().filter_map(Value::as_object);
    whole.items.extend(items.cloned());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(all: Value) -> Vec<Record> {
        let all = all.as_array().cloned().unwrap();
        all.iter()
            .map(|item| item.as_object().cloned().unwrap())
            .collect()
    }

    #[test]
    fn what_came_through_before_a_failure_can_be_taken_back() {
        let changes: Vec<BatchChange> = (1..=3)
            .map(|id| json!({"op": "archive", "id": id}))
            .collect();
        let outcome = BatchOutcome {
            items: items(json!([{"id": 1, "etag": "\"2\""}])),
            done: 1,
            refused: 0,
            error: Some(AppError::unreachable()),
        };
        let wanted = json!({"op": "restore", "id": 1, "etag": "\"2\""});
        assert_eq!(reverse_changes(&changes, &outcome), [wanted]);
        assert_eq!(not_done(&outcome, 3), ", 2 unchanged");
    }

    #[test]
    fn the_refused_are_told_with_the_reason_of_the_first() {
        let outcome = BatchOutcome {
            items: items(json!([{"id": 1}, {"id": 2, "problem": {"title": "Someone changed it"}}])),
            done: 1,
            refused: 1,
            error: None,
        };
        assert_eq!(not_done(&outcome, 2), ", 1 refused (Someone changed it)");
    }
}
