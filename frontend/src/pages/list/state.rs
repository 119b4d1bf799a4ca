//! The rows of a list and its pending requests.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::scroll_state;
use crate::api::record_json::Record;
use crate::api::records::{ListPage, fetch_list};
use crate::api::session::Session;
use crate::config::cells::rows;
use crate::config::list_config::ListConfig;
use crate::ui::app_error::AppError;
use crate::ui::grid::Ticked;
use crate::ui::prefs::Prefs;
use crate::ui::set_of;
use crate::ui::table::Row;
use crate::ui::toast::Toasts;
use crate::ui::url_query::{Pairs, UrlQuery, VIEW, narrows, value_of};

/// The most rows of one page.
const LARGEST_PAGE: usize = 200;
/// The rows of a page where the question names no number.
const USUAL_PAGE: usize = 50;

/// The rows of a list.
#[derive(Clone, Copy)]
pub struct ListState {
    /// What is loaded.
    pub rows: RwSignal<Vec<Row>>,
    /// The cursor of the next page.
    pub next: RwSignal<Option<String>>,
    /// How many match, once counted, and whether that is exact.
    pub total: RwSignal<Option<(i64, bool)>>,
    /// Why the last call came to nothing.
    pub error: RwSignal<Option<AppError>>,
    /// Whether a call is under way.
    pub busy: RwSignal<bool>,
    /// Whether nothing has come yet.
    pub first: RwSignal<bool>,
    /// The rows that are ticked.
    pub ticked: Ticked,
    /// Whether a press on a row ticks it, as on a phone after `Tick rows`.
    pub ticking: RwSignal<bool>,
    /// Whether the rows wait until it is known with which view the list opens.
    pub held: RwSignal<bool>,
    /// The totals of the matching rows, once loaded.
    pub sums: RwSignal<Option<Record>>,
    pub list: &'static ListConfig,
    /// The address.
    pub query: UrlQuery,
    session: Session,
    prefs: Prefs,
    sort: Signal<String>,
    asked: StoredValue<u32>,
    /// The question that the rows answer.
    answered: StoredValue<Pairs>,
    /// The number of the last request.
    tried: StoredValue<Option<String>>,
    /// The number of rows to load when the user returns to a list.
    wanted: StoredValue<usize>,
}

impl ListState {
    /// Loads the list that the address names, and again when the address changes. `sort` is the order unless the address names
    /// one.
    pub fn new(
        list: &'static ListConfig,
        query: UrlQuery,
        prefs: Prefs,
        sort: Signal<String>,
    ) -> Self {
        let state = Self {
            rows: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            total: RwSignal::new(None),
            error: RwSignal::new(None),
            busy: RwSignal::new(true),
            first: RwSignal::new(true),
            ticked: RwSignal::new(BTreeSet::new()),
            ticking: RwSignal::new(false),
            held: RwSignal::new(false),
            sums: RwSignal::new(None),
            list,
            query,
            session: Session::from_context(),
            prefs,
            sort,
            asked: StoredValue::new(0),
            answered: StoredValue::new(Pairs::new()),
            tried: StoredValue::new(None),
            wanted: StoredValue::new(0),
        };
        if let Some(scroll) = scroll_state::saved() {
            state.wanted.set_value(scroll.rows);
            scroll_state::restore(state, scroll);
        }
        Effect::new(move |before: Option<()>| {
            if before.is_some() {
                state.wanted.set_value(0);
            }
            drop(query.pairs());
            prefs.page_size.track();
            sort.track();
            state.total.set(None);
            state.sums.set(None);
            state.ticked.set(BTreeSet::new());
            state.fetch(None);
        });
        state
    }

    /// The query parameters of the request.
    pub fn pairs(self) -> Pairs {
        let mut pairs = untrack(|| self.query.pairs());
        pairs.retain(|(name, _)| name != VIEW);
        let has = |pairs: &Pairs, name: &str| pairs.iter().any(|(known, _)| known == name);
        let size = self.prefs.page_size.get_untracked();
        if size != 50 && !has(&pairs, "limit") {
            pairs.push(("limit".to_owned(), size.to_string()));
        }
        let sort = self.sort.get_untracked();
        if !has(&pairs, "sort") && !sort.is_empty() {
            pairs.push(("sort".to_owned(), sort));
        }
        if let Some(ask) = self.list.default_params {
            ask(&mut pairs);
        }
        pairs
    }

    /// One of them or several, in a word.
    #[must_use]
    pub fn noun(self, count: usize) -> &'static str {
        if count == 1 {
            self.list.singular
        } else {
            self.list.plural
        }
    }

    /// Asks again from the first page on.
    pub fn refresh(self) {
        self.sums.set(None);
        self.fetch(None);
    }

    /// Asks for the next page, if there is one and none is under way.
    pub fn fetch_next(self) {
        if let Some(cursor) = self
            .next
            .get_untracked()
            .filter(|_| !self.busy.get_untracked())
        {
            self.fetch(Some(cursor));
        }
    }

    /// Asks once more for the page that did not come.
    pub fn retry(self) {
        self.fetch(self.tried.get_value());
    }

    /// The query parameters that filter rows.
    fn narrowing(self) -> Pairs {
        let mut pairs = self.pairs();
        pairs.retain(|(name, _)| narrows(name));
        pairs
    }

    /// Asks what all rows that match come to, where the list has sums.
    fn sum(self) {
        if self.list.sums.is_none() {
            return;
        }
        let pairs = self.narrowing();
        let session = self.session;
        let path = self.list.path;
        spawn_local(async move {
            let api = session.api();
            // Without sums the list is as good: a failure is not worth a word.
            let Ok(sums) = api.records(path).sums(&pairs).await else {
                return;
            };
            if !self.sums.is_disposed() && self.narrowing() == pairs {
                self.sums.set(Some(sums));
            }
        });
    }

    /// Asks for the page behind a cursor, or for the first.
    pub fn fetch(self, cursor: Option<String>) {
        let question = self.pairs();
        let mut pairs = question.clone();
        let further = cursor.is_some();
        self.tried.set_value(cursor.clone());
        if let Some(cursor) = cursor {
            pairs.push(("cursor".to_owned(), cursor));
        }
        let missing_rows = self.missing_rows(further);
        let usual = value_of(&pairs, "limit").and_then(|limit| limit.parse().ok());
        if missing_rows > usual.unwrap_or(USUAL_PAGE) {
            limit_to(&mut pairs, missing_rows.min(LARGEST_PAGE));
        }
        let request_number = self.request_number();
        self.busy.set(true);
        self.error.set(None);
        let coming = fetch_list(self.session, self.list.path, pairs);
        spawn_local(async move {
            let answer = coming.await;
            // A slower answer to an older question is dropped, and so is one to a page that was left.
            if self.asked.try_get_value() != Some(request_number) {
                return;
            }
            match answer {
                Ok(page) => {
                    self.take(page, further);
                    self.answered.set_value(question);
                }
                Err(error) => {
                    // Drop rows of an earlier query.
                    if !further && self.answered.get_value() != question {
                        self.rows.set(Vec::new());
                        self.next.set(None);
                    }
                    self.error.set(Some(error));
                }
            }
            self.busy.set(false);
            self.first.set(false);
            if self.error.with_untracked(Option::is_none) && self.missing_rows(true) > 0 {
                self.fetch_next();
            }
        });
    }

    fn request_number(self) -> u32 {
        self.asked
            .update_value(|asked| *asked = asked.wrapping_add(1));
        self.asked.get_value()
    }

    /// How many rows are still to come until there are as many as when the list was left.
    fn missing_rows(self, further: bool) -> usize {
        let there = if further {
            self.rows.with_untracked(Vec::len)
        } else {
            0
        };
        self.wanted.get_value().saturating_sub(there)
    }

    /// Adds a page of rows, or replaces all rows with it.
    fn take(self, page: ListPage, further: bool) {
        let found = rows(self.session, self.list, &page.items);
        if further {
            self.rows.update(|rows| rows.extend(found));
        } else {
            self.rows.set(found);
            self.untick_missing();
        }
        let whole = page.next_cursor.is_none();
        self.next.set(page.next_cursor);
        if whole {
            self.wanted.set_value(0);
            if self.rows.with_untracked(|rows| rows.len() > 1) {
                self.sum();
            }
        }
    }

    /// What is not loaded any more cannot be seen, and must not be changed with the rest.
    fn untick_missing(self) {
        if self.ticked.with_untracked(BTreeSet::is_empty) {
            return;
        }
        let there = self.ids();
        self.ticked
            .update(|ticked| ticked.retain(|id| there.contains(id)));
    }

    /// The rows that are loaded, by id.
    pub(super) fn ids(self) -> BTreeSet<i64> {
        self.rows
            .with_untracked(|rows| set_of(rows.iter().map(|row| row.id)))
    }

    /// Loads the remaining rows, up to a limit, and selects all of them. Stops if a page fails.
    pub(super) fn tick_all(self, most: usize, toasts: Toasts) {
        let request_number = self.request_number();
        let mut question = self.pairs();
        limit_to(&mut question, LARGEST_PAGE);
        self.busy.set(true);
        spawn_local(async move {
            while let Some(cursor) = self.next.try_get_untracked().flatten() {
                if self.rows.with_untracked(Vec::len) >= most {
                    break;
                }
                let mut pairs = question.clone();
                pairs.push(("cursor".to_owned(), cursor));
                let answer = fetch_list(self.session, self.list.path, pairs).await;
                // Another query was sent meanwhile: ignore these rows.
                if self.asked.try_get_value() != Some(request_number) {
                    return;
                }
                match answer {
                    Ok(page) => self.take(page, true),
                    Err(error) => {
                        self.busy.set(false);
                        toasts.error(&error);
                        return;
                    }
                }
            }
            if self.asked.try_get_value() == Some(request_number) {
                self.ticked.set(self.ids());
                self.busy.set(false);
                if self.next.with_untracked(Option::is_some) {
                    self.count();
                }
            }
        });
    }

    /// Counts all that match.
    pub fn count(self) {
        self.sum();
        let asked = self.narrowing();
        let mut pairs = asked.clone();
        limit_to(&mut pairs, 1);
        pairs.push(("count".to_owned(), "true".to_owned()));
        let coming = fetch_list(self.session, self.list.path, pairs);
        spawn_local(async move {
            if let Ok(page) = coming.await
                && !self.total.is_disposed()
                && self.narrowing() == asked
            {
                self.total.set(page.total);
            }
        });
    }
}

/// Sets how many rows a page has.
fn limit_to(pairs: &mut Pairs, limit: usize) {
    pairs.retain(|(name, _)| name != "limit");
    pairs.push(("limit".to_owned(), limit.to_string()));
}
