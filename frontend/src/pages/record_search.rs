//! Search for records by name, for pickers, filters and the palette.

use domain::carriers::TenderBlock;
use domain::choices::FixedChoice;
use leptos::prelude::*;
use serde_json::Value;

use crate::api::record_json::{self, Record};
use crate::api::records::fetch_list;
use crate::api::session::Session;
use crate::config::find_list;
use crate::config::list_config::ListConfig;
use crate::ui::app_error::{AppError, BoxFuture};
use crate::ui::finder::{Finder, Hit, IdFilter};
use crate::ui::url_query::Pairs;

/// Provides the search to pickers and filters. Once, in the shell.
pub fn provide_finder(session: Session) {
    provide_context(Finder {
        search: Callback::new(
            move |(path, typed, within): (&'static str, String, IdFilter)| -> BoxFuture<Vec<Hit>> {
                match find_list(path) {
                    Some(list) => find(session, list, &typed, 10, within),
                    None => Box::pin(async { Err(AppError::not_found()) }),
                }
            },
        ),
        name: Callback::new(
            move |(path, id): (&'static str, i64)| -> BoxFuture<String> {
                Box::pin(async move {
                    let list = find_list(path).ok_or_else(AppError::not_found)?;
                    let api = session.api();
                    let tagged = api.records(path).read(id).await?;
                    Ok(list.label(&tagged.value))
                })
            },
        ),
    });
}

/// Searches records by text, including archived ones, up to a limit.
pub fn find(
    session: Session,
    list: &'static ListConfig,
    typed: &str,
    limit: u32,
    within: IdFilter,
) -> BoxFuture<Vec<Hit>> {
    let mut narrowed = Pairs::new();
    narrowed.extend(within.map(|(filter, id)| pair(filter, id.to_string())));
    find_among(session, list, typed, limit, narrowed)
}

/// The same with any filters.
pub fn find_among(
    session: Session,
    list: &'static ListConfig,
    typed: &str,
    limit: u32,
    narrowed: Pairs,
) -> BoxFuture<Vec<Hit>> {
    let typed: String = typed.trim().chars().take(100).collect();
    let mut pairs = vec![pair("limit", limit.to_string())];
    if list.owned {
        pairs.push(pair("archived", "any"));
    }
    pairs.extend(narrowed);
    if !typed.is_empty() {
        pairs.push(pair("q", typed));
    }
    Box::pin(async move {
        let found = fetch_list(session, list.path, pairs).await?;
        Ok(found.items.iter().map(|record| hit(list, record)).collect())
    })
}

/// The distinguishing fields of a record, and why it should not be chosen.
fn detail(list: &ListConfig, record: &Record) -> String {
    let shown = |name: &&str| {
        let text = record_json::text(record, name);
        match text.parse::<TenderBlock>() {
            Ok(block) if *name == "tender_block" => block.label().to_owned(),
            _ => text.to_owned(),
        }
    };
    let parts = list.distinguishing_fields.iter().map(shown);
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

fn hit(list: &ListConfig, record: &Record) -> Hit {
    Hit {
        id: record_json::number(record, "id").unwrap_or_default(),
        name: list.label(record),
        detail: detail(list, record),
        archived: record_json::is_archived(record)
            || record.get("is_active").and_then(Value::as_bool) == Some(false),
    }
}

fn pair(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}
