//! Search for records by entity path, provided to pickers through the context.

use leptos::prelude::*;

use crate::ui::app_error::BoxFuture;

/// A record that can be picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub id: i64,
    pub name: String,
    /// What distinguishes records of the same name: code, city.
    pub detail: String,
    /// Whether it is archived: shown with a mark, but not selectable.
    pub archived: bool,
}

impl Hit {
    /// A hit with nothing but id and name, for showing what is already chosen.
    pub fn named(id: i64, name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            detail: String::new(),
            archived: false,
        }
    }
}

/// What a search for a picker answers.
pub type Search = Callback<String, BoxFuture<Vec<Hit>>>;

/// A filter and the id it asks for.
pub type IdFilter = Option<(&'static str, i64)>;

/// How records are found by the path of their entity; put into the context by the shell.
#[derive(Debug, Clone, Copy)]
pub struct Finder {
    /// At most ten hits for what was typed, narrowed by a filter where there is one.
    pub search: Callback<(&'static str, String, IdFilter), BoxFuture<Vec<Hit>>>,
    /// The name of a record.
    pub name: Callback<(&'static str, i64), BoxFuture<String>>,
}

impl Finder {
    /// The one of this app; outside the shell nothing is found.
    #[must_use]
    pub fn from_context() -> Self {
        use_context().unwrap_or_else(|| Self {
            search: Callback::new(|_| -> BoxFuture<Vec<Hit>> {
                Box::pin(async { Ok(Vec::new()) })
            }),
            name: Callback::new(|_| -> BoxFuture<String> { Box::pin(async { Ok(String::new()) }) }),
        })
    }

    /// The search of one entity.
    #[must_use]
    pub fn of(self, path: &'static str) -> Search {
        self.narrowed(path, || None)
    }

    /// The search of one entity, narrowed by a filter.
    #[must_use]
    pub fn narrowed(
        self,
        path: &'static str,
        within: impl Fn() -> IdFilter + Send + Sync + 'static,
    ) -> Search {
        Callback::new(move |typed: String| self.search.run((path, typed, untrack(&within))))
    }

    /// The search of one entity that offers first what belongs to something, then all others.
    #[must_use]
    pub fn preferring(
        self,
        path: &'static str,
        near: impl Fn() -> IdFilter + Send + Sync + 'static,
    ) -> Search {
        Callback::new(move |typed: String| -> BoxFuture<Vec<Hit>> {
            let near = untrack(&near);
            let search = self.search;
            Box::pin(async move {
                // The page may have been left by now, and its callbacks disposed.
                let first = near.and_then(|_| search.try_run((path, typed.clone(), near)));
                let mut hits = match first {
                    Some(coming) => coming.await?,
                    None => Vec::new(),
                };
                if hits.len() < MOST
                    && let Some(coming) = search.try_run((path, typed, None))
                {
                    let others = coming.await?;
                    let known: Vec<i64> = hits.iter().map(|hit| hit.id).collect();
                    hits.extend(others.into_iter().filter(|hit| !known.contains(&hit.id)));
                    hits.truncate(MOST);
                }
                Ok(hits)
            })
        })
    }
}

/// The most hits that a picker offers.
const MOST: usize = 10;

/// Fields of a form and the ids in them, which a record made from there starts with.
pub type PresetIds = Vec<(&'static str, i64)>;

/// A record that is to be made beside the page.
#[derive(Debug, Clone)]
pub struct CreateRequest {
    /// The path of its entity.
    pub path: &'static str,
    /// What was typed when it was not found.
    pub typed: String,
    /// What it belongs to.
    pub given: PresetIds,
    /// Called with the created record.
    pub made: Callback<Hit>,
}

/// Makes records beside the page. In the context of forms.
#[derive(Debug, Clone, Copy)]
pub struct QuickCreate {
    /// Whether records of the entity at a path can be made here.
    pub may: Callback<&'static str, bool>,
    /// Opens the dialog.
    pub make: Callback<CreateRequest>,
}
