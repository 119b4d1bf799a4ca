//! A record as its page and its form hold it, and the calls that read and write it.

use std::any::Any;
use std::sync::Arc;

use client::{Fields, Tagged};
use leptos::prelude::*;
use serde_json::Value;

use crate::api::record_json::{self, Record};
use crate::api::session::Session;
use crate::config::record_config::{ParsedRecord, RecordConfig, writable};
use crate::ui::app_error::BoxFuture;
use crate::ui::history::HistoryPage;
use crate::ui::object;

/// A record as a page needs it.
#[derive(Clone)]
pub struct LoadedRecord {
    pub id: i64,
    /// The ETag of the next change.
    pub etag: String,
    /// Its name.
    pub label: String,
    /// Whether it is archived.
    pub archived: bool,
    /// The whole record.
    pub record: Record,
    /// Its writable part, the initial values of a form.
    pub draft: Record,
    typed: Option<Arc<dyn Any + Send + Sync>>,
}

impl LoadedRecord {
    /// A record with its tag.
    #[must_use]
    pub fn new(config: &RecordConfig, tagged: Tagged<Fields>) -> Self {
        let record = tagged.value;
        let ParsedRecord { draft, typed } = match config.parse {
            Some(parse) => parse(&record),
            None => ParsedRecord {
                draft: writable(&record, config.groups),
                typed: None,
            },
        };
        Self {
            id: record_json::number(&record, "id").unwrap_or_default(),
            etag: tagged.etag,
            label: config.list.label(&record),
            archived: record_json::is_archived(&record),
            record,
            draft,
            typed,
        }
    }

    /// The record in the types of its entity, if that is how it is parsed.
    #[must_use]
    pub fn typed<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.typed.clone()?.downcast().ok()
    }

    /// A text of the record; empty when there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        record_json::text(&self.record, name)
    }

    /// A number of the record.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<i64> {
        record_json::number(&self.record, name)
    }

    /// An instant of the record.
    #[must_use]
    pub fn instant(&self, name: &str) -> Option<chrono::NaiveDateTime> {
        domain::record::instant::parse(self.text(name))
    }
}

/// The calls for the records of an entity.
#[derive(Clone, Copy)]
pub struct RecordCalls {
    /// Reads a record.
    pub read: Callback<i64, BoxFuture<LoadedRecord>>,
    /// Creates a record from form values, with an idempotency key.
    pub create: Callback<(Record, String), BoxFuture<LoadedRecord>>,
    /// Updates a record: id, ETag, merge patch.
    pub update: Callback<(i64, String, Record), BoxFuture<LoadedRecord>>,
    /// Reads the history of a record: id, cursor.
    pub history: Callback<(i64, Option<String>), BoxFuture<HistoryPage>>,
}

/// The calls of an entity.
#[must_use]
pub fn calls(session: Session, config: &'static RecordConfig) -> RecordCalls {
    let path = config.list.path;
    RecordCalls {
        read: Callback::new(move |id: i64| -> BoxFuture<LoadedRecord> {
            Box::pin(async move {
                let api = session.api();
                Ok(LoadedRecord::new(config, api.records(path).read(id).await?))
            })
        }),
        create: Callback::new(
            move |(values, key): (Record, String)| -> BoxFuture<LoadedRecord> {
                Box::pin(async move {
                    // What is not filled in takes the server's default.
                    let values = object(values.into_iter().filter(|(_, value)| !value.is_null()));
                    let api = session.api();
                    let made = api.records(path).create(&values, Some(&key)).await?;
                    Ok(LoadedRecord::new(config, made))
                })
            },
        ),
        update: Callback::new(
            move |(id, etag, patch): (i64, String, Record)| -> BoxFuture<LoadedRecord> {
                Box::pin(async move {
                    let (api, patch) = (session.api(), Value::Object(patch));
                    let now = api.records(path).update(id, &etag, &patch).await?;
                    Ok(LoadedRecord::new(config, now))
                })
            },
        ),
        history: Callback::new(
            move |(id, cursor): (i64, Option<String>)| -> BoxFuture<HistoryPage> {
                Box::pin(async move {
                    let api = session.api();
                    let page = api.records(path).history(id, cursor.as_deref()).await?;
                    Ok((page.items, page.next_cursor))
                })
            },
        ),
    }
}

/// Announces records that were changed outside their page, so that an open page reloads them; in the context of the shell.
#[derive(Debug, Clone, Copy)]
pub struct RecordChanges(RwSignal<Option<(&'static str, i64)>>);

impl RecordChanges {
    /// Puts the signal into the context. Once, in the shell.
    pub fn provide() {
        provide_context(Self(RwSignal::new(None)));
    }

    /// Announces a change.
    pub fn announce(self, path: &'static str, id: i64) {
        self.0.try_set(Some((path, id)));
    }

    /// Runs whenever this record has changed.
    pub fn watch(path: &'static str, id: i64, then: impl Fn() + 'static) {
        if let Some(Self(changes)) = use_context::<Self>() {
            Effect::new(move |before: Option<()>| {
                if changes.get() == Some((path, id)) && before.is_some() {
                    then();
                }
            });
        }
    }
}
