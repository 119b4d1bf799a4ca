//! Dealings with the server for the records of any desk: one set of calls on plain JSON, however many entities there are.

use client::{Fields, Tagged};
use domain::carriers::TenderBlock;
use domain::choices::FixedChoice;
use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::api::session::Session;
use crate::api::wire::{self, Record};
use crate::config::cells::row_of;
use crate::config::desk::{Desk, Sheet, writable};
use crate::config::desk_at;
use crate::ui::finder::{Finder, Hit, Within};
use crate::ui::format::grouped;
use crate::ui::history::HistoryPage;
use crate::ui::object;
use crate::ui::place::Pairs;
use crate::ui::table::Row;
use crate::ui::trouble::{Soon, Trouble};

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
    pub record: Record,
    /// Its writable part, which a form starts from.
    pub draft: Record,
}

impl Loaded {
    /// A record with its tag.
    #[must_use]
    pub fn of(sheet: &Sheet, tagged: Tagged<Fields>) -> Self {
        let record = tagged.value;
        let draft = match sheet.drafted {
            Some(drafted) => drafted(&record),
            None => writable(&record, sheet.groups),
        };
        Self {
            id: wire::number(&record, "id").unwrap_or_default(),
            etag: tagged.etag,
            label: sheet.desk.label(&record),
            archived: wire::is_archived(&record),
            record,
            draft,
        }
    }

    /// A text of the record; empty when there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        wire::text(&self.record, name)
    }

    /// A number of the record.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<i64> {
        wire::number(&self.record, name)
    }

    /// An instant of the record.
    #[must_use]
    pub fn instant(&self, name: &str) -> Option<chrono::NaiveDateTime> {
        domain::record::instant::parse(self.text(name))
    }
}

/// What can be done with the records of a desk.
#[derive(Clone, Copy)]
pub struct Calls {
    /// Reads one.
    pub read: Callback<i64, Soon<Loaded>>,
    /// Makes one from the values of a form, under a key so that it is made once.
    pub create: Callback<(Record, String), Soon<Loaded>>,
    /// Changes one: id, tag, merge patch.
    pub update: Callback<(i64, String, Record), Soon<Loaded>>,
    /// What happened to one: id, cursor.
    pub history: Callback<(i64, Option<String>), Soon<HistoryPage>>,
}

/// The calls of a desk.
#[must_use]
pub fn calls(session: Session, sheet: &'static Sheet) -> Calls {
    let path = sheet.desk.path;
    Calls {
        read: Callback::new(move |id: i64| -> Soon<Loaded> {
            Box::pin(async move {
                let api = session.api();
                Ok(Loaded::of(sheet, api.records(path).read(id).await?))
            })
        }),
        create: Callback::new(move |(values, key): (Record, String)| -> Soon<Loaded> {
            Box::pin(async move {
                // What is not filled in takes the server's default.
                let values = object(values.into_iter().filter(|(_, value)| !value.is_null()));
                let api = session.api();
                let made = api.records(path).create(&values, Some(&key)).await?;
                Ok(Loaded::of(sheet, made))
            })
        }),
        update: Callback::new(
            move |(id, etag, patch): (i64, String, Record)| -> Soon<Loaded> {
                Box::pin(async move {
                    let (api, patch) = (session.api(), Value::Object(patch));
                    let now = api.records(path).update(id, &etag, &patch).await?;
                    Ok(Loaded::of(sheet, now))
                })
            },
        ),
        history: Callback::new(
            move |(id, cursor): (i64, Option<String>)| -> Soon<HistoryPage> {
                Box::pin(async move {
                    let api = session.api();
                    let page = api.records(path).history(id, cursor.as_deref()).await?;
                    Ok((page.items, page.next_cursor))
                })
            },
        ),
    }
}

/// Archives a record or brings it back. A plain function, because it may be taken back after its page was left.
pub fn set_archived(
    session: Session,
    path: &'static str,
    id: i64,
    etag: String,
    archived: bool,
) -> Soon<Tagged<Fields>> {
    Box::pin(async move {
        let api = session.api();
        let records = api.records(path);
        Ok(if archived {
            records.archive(id, &etag).await?
        } else {
            records.act(id, "restore", &etag, None, &Map::new()).await?
        })
    })
}

/// The records on one page of a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listed {
    /// The light rows.
    pub items: Vec<Record>,
    /// Where the next page starts.
    pub next_cursor: Option<String>,
    /// How many match, and whether that is exact; only when counted.
    pub total: Option<(i64, bool)>,
}

/// One page of a list.
pub fn list(session: Session, path: &'static str, pairs: Pairs) -> Soon<Listed> {
    Box::pin(async move {
        let api = session.api();
        let mut page = api.records(path).list(&pairs).await?;
        let Some(Value::Array(items)) = page.remove("items") else {
            return Err(Trouble::garbled());
        };
        let exact = page.get("total_is_exact").and_then(Value::as_bool);
        let records = items.into_iter().filter_map(|item| match item {
            Value::Object(record) => Some(record),
            _ => None,
        });
        Ok(Listed {
            items: records.collect(),
            next_cursor: wire::some_text(&page, "next_cursor"),
            total: wire::number(&page, "total").map(|total| (total, exact.unwrap_or(true))),
        })
    })
}

/// The rows of a page of a list.
#[must_use]
pub fn rows(session: Session, desk: &Desk, listed: &[Record]) -> Vec<Row> {
    let choices = session.choices();
    let rows = listed.iter().map(|record| row_of(desk, record, &choices));
    rows.collect()
}

fn pair(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

/// Records that match what was typed, archived ones too: at most so many.
pub fn find(
    session: Session,
    desk: &'static Desk,
    typed: &str,
    limit: u32,
    within: Within,
) -> Soon<Vec<Hit>> {
    let mut narrowed = Pairs::new();
    narrowed.extend(within.map(|(filter, id)| pair(filter, id.to_string())));
    find_among(session, desk, typed, limit, narrowed)
}

/// The same among those that any filters leave.
pub fn find_among(
    session: Session,
    desk: &'static Desk,
    typed: &str,
    limit: u32,
    narrowed: Pairs,
) -> Soon<Vec<Hit>> {
    let typed: String = typed.trim().chars().take(100).collect();
    let mut pairs = vec![pair("limit", limit.to_string())];
    if desk.owned {
        pairs.push(pair("archived", "any"));
    }
    pairs.extend(narrowed);
    if !typed.is_empty() {
        pairs.push(pair("q", typed));
    }
    Box::pin(async move {
        let found = list(session, desk.path, pairs).await?;
        Ok(found.items.iter().map(|record| hit(desk, record)).collect())
    })
}

/// What tells a record apart, with what stands against choosing it in words.
fn detail(desk: &Desk, record: &Record) -> String {
    let told = |name: &&str| {
        let text = wire::text(record, name);
        match text.parse::<TenderBlock>() {
            Ok(block) if *name == "tender_block" => block.label().to_owned(),
            _ => text.to_owned(),
        }
    };
    let parts = desk.tell.iter().map(told);
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

fn hit(desk: &Desk, record: &Record) -> Hit {
    Hit {
        id: wire::number(record, "id").unwrap_or_default(),
        name: desk.label(record),
        detail: detail(desk, record),
        archived: wire::is_archived(record)
            || record.get("is_active").and_then(Value::as_bool) == Some(false),
    }
}

/// How many records a list has under filters, in words: `100,000+` where no more are counted.
pub fn count(session: Session, path: &'static str, mut filters: Pairs) -> Soon<Option<String>> {
    filters.push(pair("limit", "1"));
    filters.push(pair("count", "true"));
    Box::pin(async move {
        let counted = list(session, path, filters).await?;
        Ok(counted.total.map(|(total, exact)| {
            let more = if exact { "" } else { "+" };
            format!("{}{more}", grouped(&total.to_string()))
        }))
    })
}

/// Which record was changed from outside its page, so that a page that shows it reads it again; in the context of the shell.
#[derive(Debug, Clone, Copy)]
pub struct Touched(RwSignal<Option<(&'static str, i64)>>);

impl Touched {
    /// Says that a record has changed.
    pub fn touch(self, path: &'static str, id: i64) {
        self.0.try_set(Some((path, id)));
    }

    /// Runs whenever this record has changed.
    pub fn watch(path: &'static str, id: i64, then: impl Fn() + 'static) {
        if let Some(Self(touched)) = use_context::<Self>() {
            Effect::new(move |before: Option<()>| {
                if touched.get() == Some((path, id)) && before.is_some() {
                    then();
                }
            });
        }
    }
}

/// Makes the records of all desks findable for pickers and filters. Once, in the shell.
pub fn provide_finder(session: Session) {
    provide_context(Touched(RwSignal::new(None)));
    provide_context(Finder {
        search: Callback::new(
            move |(path, typed, within): (&'static str, String, Within)| -> Soon<Vec<Hit>> {
                match desk_at(path) {
                    Some(desk) => find(session, desk, &typed, 10, within),
                    None => Box::pin(async { Err(Trouble::missing()) }),
                }
            },
        ),
        name: Callback::new(move |(path, id): (&'static str, i64)| -> Soon<String> {
            Box::pin(async move {
                let desk = desk_at(path).ok_or_else(Trouble::missing)?;
                let api = session.api();
                let tagged = api.records(path).read(id).await?;
                Ok(desk.label(&tagged.value))
            })
        }),
    });
}
