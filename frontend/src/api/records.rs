//! Calls for the records of any entity, on plain JSON: one page of a list, a count, archive and restore.

use client::{Fields, Tagged};
use serde_json::{Map, Value};

use crate::api::record_json::{self, Record};
use crate::api::session::Session;
use crate::ui::app_error::{AppError, BoxFuture};
use crate::ui::format::grouped;
use crate::ui::url_query::Pairs;

/// The records on one page of a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ListPage {
    /// The rows.
    pub items: Vec<Record>,
    /// The cursor of the next page.
    pub next_cursor: Option<String>,
    /// The number of matches and whether it is exact, if counted.
    pub total: Option<(i64, bool)>,
}

/// One page of a list.
pub fn fetch_list(session: Session, path: &'static str, pairs: Pairs) -> BoxFuture<ListPage> {
    Box::pin(async move {
        let api = session.api();
        let mut page = api.records(path).list(&pairs).await?;
        let Some(Value::Array(items)) = page.remove("items") else {
            return Err(AppError::unreadable());
        };
        let exact = page.get("total_is_exact").and_then(Value::as_bool);
        let records = items.into_iter().filter_map(|item| match item {
            Value::Object(record) => Some(record),
            _ => None,
        });
        Ok(ListPage {
            items: records.collect(),
            next_cursor: record_json::some_text(&page, "next_cursor"),
            total: record_json::number(&page, "total").map(|total| (total, exact.unwrap_or(true))),
        })
    })
}

/// The number of records under filters as text: `1,000+` above the counting limit.
pub fn count(
    session: Session,
    path: &'static str,
    mut filters: Pairs,
) -> BoxFuture<Option<String>> {
    filters.push(("limit".to_owned(), "1".to_owned()));
    filters.push(("count".to_owned(), "true".to_owned()));
    Box::pin(async move {
        let counted = fetch_list(session, path, filters).await?;
        Ok(counted.total.map(|(total, exact)| {
            let more = if exact { "" } else { "+" };
            format!("{}{more}", grouped(&total.to_string()))
        }))
    })
}

/// Archives or restores a record. A plain function, because undo can run after the page was left.
pub fn set_archived(
    session: Session,
    path: &'static str,
    id: i64,
    etag: String,
    archived: bool,
) -> BoxFuture<Tagged<Fields>> {
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
