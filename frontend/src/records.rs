//! Dealings with the server that are the same for every entity. The type is named here once; behind these calls stands plain
//! data, so that pages and forms are compiled once for all entities.

use domain::fields::{Draft, FieldErrors, read_leniently};
use domain::list::ListQuery;
use domain::{Id, Resource};
use leptos::prelude::*;
use serde_json::{Map, Value};

use client::Tagged;

use crate::session::Session;
use crate::trouble::{Soon, Trouble};
use crate::ui::form::object_of;
use crate::ui::history::HistoryPage;
use crate::ui::list::RowPage;
use crate::ui::picker::Hit;
use crate::ui::place::Pairs;
use crate::ui::table::Row;

/// A record as a page needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// Its id.
    pub id: i64,
    /// The tag that the next change must send.
    pub etag: String,
    /// What people call it.
    pub label: String,
    /// Whether it is archived.
    pub archived: bool,
    /// The whole record.
    pub record: Map<String, Value>,
    /// Its writable part, which a form starts from.
    pub draft: Map<String, Value>,
}

impl Loaded {
    /// A record with its tag.
    pub fn of<R: Resource>(tagged: &Tagged<R>) -> Self {
        let record = &tagged.value;
        Self {
            id: record.id().get(),
            etag: tagged.etag.clone(),
            label: record.label(),
            archived: record.is_archived(),
            record: object_of(record),
            draft: object_of(&record.draft()),
        }
    }

    /// A text of the record; empty when there is none.
    pub fn text(&self, name: &str) -> &str {
        self.record
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// A number of the record.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.record.get(name).and_then(Value::as_i64)
    }

    /// An instant of the record.
    pub fn instant(&self, name: &str) -> Option<chrono::NaiveDateTime> {
        domain::record::instant::parse(self.text(name))
    }
}

/// What can be done with the records of an entity.
#[derive(Clone, Copy)]
pub struct Calls {
    /// Reads one.
    pub read: Callback<i64, Soon<Loaded>>,
    /// Makes one from the values of a form, under a key so that it is made once.
    pub create: Callback<(Map<String, Value>, String), Soon<Loaded>>,
    /// Changes one: id, tag, merge patch.
    pub update: Callback<(i64, String, Map<String, Value>), Soon<Loaded>>,
    /// Archives one: id, tag. A plain function, like the next, because it may be taken back after its page was left.
    pub archive: fn(Session, i64, String) -> Soon<Loaded>,
    /// Brings one back: id, tag.
    pub restore: fn(Session, i64, String) -> Soon<Loaded>,
    /// What happened to one: id, cursor.
    pub history: Callback<(i64, Option<String>), Soon<HistoryPage>>,
}

/// The calls of an entity.
pub fn calls<R: Resource>(session: Session) -> Calls {
    Calls {
        read: Callback::new(move |id: i64| -> Soon<Loaded> {
            Box::pin(async move { Ok(Loaded::of(&session.api().read(Id::<R>::new(id)).await?)) })
        }),
        create: Callback::new(
            move |(values, key): (Map<String, Value>, String)| -> Soon<Loaded> {
                Box::pin(async move {
                    let (draft, _) = read_leniently::<R::Draft>(Value::Object(values), &[]);
                    Ok(Loaded::of(
                        &session.api().create::<R>(&draft, Some(&key)).await?,
                    ))
                })
            },
        ),
        update: Callback::new(
            move |(id, etag, patch): (i64, String, Map<String, Value>)| -> Soon<Loaded> {
                Box::pin(async move {
                    let patch = Value::Object(patch);
                    Ok(Loaded::of(
                        &session
                            .api()
                            .update(Id::<R>::new(id), &etag, &patch)
                            .await?,
                    ))
                })
            },
        ),
        archive: |session, id, etag| {
            Box::pin(async move {
                Ok(Loaded::of(
                    &session.api().archive(Id::<R>::new(id), &etag).await?,
                ))
            })
        },
        restore: |session, id, etag| {
            Box::pin(async move {
                Ok(Loaded::of(
                    &session.api().restore(Id::<R>::new(id), &etag, None).await?,
                ))
            })
        },
        history: Callback::new(
            move |(id, cursor): (i64, Option<String>)| -> Soon<HistoryPage> {
                Box::pin(async move {
                    let page = session
                        .api()
                        .history(Id::<R>::new(id), cursor.as_deref())
                        .await?;
                    Ok((page.items, page.next_cursor))
                })
            },
        ),
    }
}

/// Loads the pages of a list; `row` makes a row of a summary.
pub fn rows<R: Resource>(
    session: Session,
    row: impl Fn(R::Summary) -> Row + Copy + Send + Sync + 'static,
) -> Callback<Pairs, Soon<RowPage>> {
    Callback::new(move |pairs: Pairs| -> Soon<RowPage> {
        Box::pin(async move {
            let query = ListQuery::read(pairs).map_err(Trouble::bad_address)?;
            let page = session.api().list::<R>(&query).await?;
            Ok(RowPage {
                rows: page.items.into_iter().map(row).collect(),
                next_cursor: page.next_cursor,
                total: page
                    .total
                    .map(|total| (total, page.total_is_exact.unwrap_or(true))),
            })
        })
    })
}

/// Searches an entity for a picker; `hit` makes a hit of a summary.
pub fn hits<R: Resource>(
    session: Session,
    hit: impl Fn(R::Summary) -> Hit + Copy + Send + Sync + 'static,
) -> Callback<String, Soon<Vec<Hit>>> {
    Callback::new(move |typed: String| -> Soon<Vec<Hit>> {
        Box::pin(async move {
            let typed: String = typed.trim().chars().take(100).collect();
            let mut pairs = vec![
                ("limit".to_owned(), "10".to_owned()),
                ("archived".to_owned(), "any".to_owned()),
            ];
            if !typed.is_empty() {
                pairs.push(("q".to_owned(), typed));
            }
            let query = ListQuery::read(pairs).map_err(Trouble::bad_address)?;
            let page = session.api().list::<R>(&query).await?;
            Ok(page.items.into_iter().map(hit).collect())
        })
    })
}

/// The name of a record, for a filter's chip.
pub fn name_of<R: Resource>(session: Session) -> Callback<i64, Soon<String>> {
    Callback::new(move |id: i64| -> Soon<String> {
        Box::pin(async move { Ok(session.api().read(Id::<R>::new(id)).await?.value.label()) })
    })
}

/// The rules of a draft for a form: what its `check` finds after tidying.
pub fn rules_of<D: Draft + 'static>(
    check: impl Fn(&mut D) -> FieldErrors + Send + Sync + 'static,
) -> crate::ui::form::Check {
    crate::ui::form::rules::<D>(move |mut draft| check(&mut draft))
}
