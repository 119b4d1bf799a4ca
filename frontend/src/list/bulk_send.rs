//! A change of several records on its way: sent in parts, told when done, and taken back from the message.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::state::ListState;
use crate::desk::Desk;
use crate::once::request_key;
use crate::session::Session;
use crate::trouble::{Soon, Trouble};
use crate::ui::table::Cell;
use crate::ui::toast::Toasts;
use crate::wire::{self, Record};

/// The most changes that fit in one request.
const CHUNK: usize = 500;

/// One change of a batch, as it travels.
pub(super) type Change = Value;

/// What became of a batch.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcome {
    /// What became of each record, as it travels.
    pub(super) items: Vec<Record>,
    /// How many were done.
    pub(super) done: usize,
    /// How many were refused.
    pub(super) refused: usize,
}

/// What a change of several records needs.
#[derive(Clone, Copy)]
pub(super) struct Bulk {
    pub(super) state: ListState,
    pub(super) session: Session,
    pub(super) toasts: Toasts,
    /// Whether it is under way.
    pub(super) busy: RwSignal<bool>,
}

impl Bulk {
    /// The same change for each of the ticked rows.
    pub(super) fn changes(self, op: &str, body: Option<&Value>) -> Vec<Change> {
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
    pub(super) fn preview(self, changes: Vec<Change>) -> Soon<Outcome> {
        send(self.session, self.state.desk, changes, true)
    }

    /// Does the changes, says so in a word, and offers to take them back.
    pub(super) fn run(self, changes: Vec<Change>, word: &'static str) {
        let Self {
            state,
            session,
            toasts,
            busy,
        } = self;
        let desk = state.desk;
        busy.set(true);
        spawn_local(async move {
            match send(session, desk, changes.clone(), false).await {
                Ok(outcome) => {
                    let noun = state.noun(outcome.done);
                    let text = match outcome.refused {
                        0 => format!("{} {noun} {word}", outcome.done),
                        refused => format!("{} {noun} {word}, {refused} refused", outcome.done),
                    };
                    let back = backwards(&changes, &outcome);
                    if back.is_empty() {
                        toasts.say(text);
                    } else {
                        toasts.offer_undo(text, move || {
                            let back = back.clone();
                            spawn_local(async move {
                                match send(session, desk, back, false).await {
                                    Ok(outcome) => {
                                        toasts.say(format!("{} taken back", outcome.done))
                                    }
                                    Err(trouble) => toasts.trouble(&trouble),
                                }
                                if !state.busy.is_disposed() {
                                    state.refresh();
                                }
                            });
                        });
                    }
                }
                Err(trouble) => toasts.trouble(&trouble),
            }
            if !busy.is_disposed() {
                busy.set(false);
                self.untick();
                state.refresh();
            }
        });
    }
}

/// The changes that take back what was done.
fn backwards(changes: &[Change], outcome: &Outcome) -> Vec<Change> {
    let done = changes.iter().zip(&outcome.items);
    done.filter_map(|(change, item)| {
        let (id, etag) = (wire::number(item, "id")?, wire::some_text(item, "etag")?);
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

fn send(
    session: Session,
    desk: &'static Desk,
    changes: Vec<Change>,
    dry_run: bool,
) -> Soon<Outcome> {
    Box::pin(async move {
        let api = session.api();
        let mut whole = Outcome::default();
        for chunk in changes.chunks(CHUNK) {
            let mut body = Record::new();
            body.insert("atomic".to_owned(), Value::Bool(false));
            body.insert("dry_run".to_owned(), Value::Bool(dry_run));
            body.insert("items".to_owned(), Value::from(chunk));
            let answer = api
                .records(desk.path)
                .batch(Some(&request_key()), &body)
                .await?;
            let Some(Value::Array(items)) = answer.get("items") else {
                return Err(Trouble::garbled());
            };
            let count = |name: &str| {
                let count = wire::number(&answer, name).unwrap_or_default();
                usize::try_from(count).unwrap_or_default()
            };
            whole.done += count("done");
            whole.refused += count("refused");
            whole
                .items
                .extend(items.iter().filter_map(|item| item.as_object().cloned()));
        }
        Ok(whole)
    })
}
