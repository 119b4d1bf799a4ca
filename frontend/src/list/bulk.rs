//! What is done to all rows that are ticked: archived, restored, a field set. Told when done, and taken back from the message.

use domain::permissions::Operation;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::bulk_field::field_dialog;
use super::state::ListState;
use crate::desk::Desk;
use crate::desks::sheet_at;
use crate::session::{Session, request_key};
use crate::trouble::{Soon, Trouble};
use crate::ui::button::{Button, IconButton};
use crate::ui::icon::Icon;
use crate::ui::live;
use crate::ui::toast::Toasts;
use crate::wire::{self, Record};

/// The most rows that are loaded to be ticked.
const MOST: usize = 10_000;
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

/// The bar that floats over the foot while rows are ticked.
pub fn bulk_bar(state: ListState) -> AnyView {
    let session = Session::here();
    let bulk = Bulk {
        state,
        session,
        toasts: Toasts::here(),
        busy: RwSignal::new(false),
    };
    let desk = state.desk;
    let setting = RwSignal::new(false);
    let words = move || {
        let count = state.ticked.with(std::collections::BTreeSet::len);
        format!("{count} {}", noun(desk, count))
    };
    let only_archived = move || state.place.get("archived").as_deref() == Some("true");
    let may_archive = session.may(Operation::Archive, desk.kind);
    let archive = live(move || {
        may_archive.then(|| {
            let (label, sign, op) = if only_archived() {
                ("Restore", Icon::Undo, "restore")
            } else {
                ("Archive", Icon::Archive, "archive")
            };
            view! { <Button label=label sign=sign slim=true busy=bulk.busy on_press=move |()| bulk.flip(op)/> }
                .into_any()
        })
    });
    let may_set = session.may(Operation::Update, desk.kind);
    let sheet = sheet_at(desk.path).filter(|_| may_set);
    let set = live(move || {
        sheet.filter(|_| !only_archived()).map(|_| {
            let start = move |()| setting.set(true);
            view! { <Button label="Set a field" sign=Icon::Edit slim=true busy=bulk.busy on_press=start/> }
                .into_any()
        })
    });
    let rest = live(move || {
        state.next.get().map(|_| {
            view! { <Button label="All that match" slim=true busy=state.busy on_press=move |()| state.tick_all(MOST)/> }
                .into_any()
        })
    });
    let untick = move |()| bulk.untick();
    view! {
        <div class="bulk" role="region" aria-label="Ticked rows">
            <span role="status">{words}</span>
            {rest}{archive}{set}
            <IconButton sign=Icon::Cross label="Untick all" slim=true on_press=untick/>
        </div>
        {sheet.map(|sheet| field_dialog(bulk, sheet, setting))}
    }
    .into_any()
}

fn noun(desk: &Desk, count: usize) -> &'static str {
    if count == 1 { desk.one } else { desk.many }
}

/// What a change of several records needs.
#[derive(Clone, Copy)]
pub(super) struct Bulk {
    state: ListState,
    session: Session,
    toasts: Toasts,
    /// Whether it is under way.
    pub(super) busy: RwSignal<bool>,
}

impl Bulk {
    /// The ticked rows: id and tag.
    pub(super) fn ticked(self) -> Vec<(i64, String)> {
        let ticked = self.state.ticked.get_untracked();
        self.state.rows.with_untracked(|rows| {
            let chosen = rows.iter().filter(|row| ticked.contains(&row.id));
            chosen
                .map(|row| (row.id, format!("\"{}\"", row.version)))
                .collect()
        })
    }

    fn untick(self) {
        self.state.ticked.update(std::collections::BTreeSet::clear);
    }

    fn flip(self, op: &'static str) {
        let changes = self.ticked();
        let changes = changes
            .into_iter()
            .map(|(id, etag)| json!({"op": op, "id": id, "etag": etag}));
        self.run(
            changes.collect(),
            if op == "archive" {
                "archived"
            } else {
                "restored"
            },
        );
    }

    /// Sends changes; with `dry_run` it only asks what would become of them.
    pub(super) fn send(self, changes: Vec<Change>, dry_run: bool) -> Soon<Outcome> {
        send(self.session, self.state.desk, changes, dry_run)
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
                    let noun = noun(desk, outcome.done);
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
