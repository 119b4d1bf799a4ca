//! The rows of a list and what is under way for them.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::desk::Desk;
use crate::records::{list, rows};
use crate::session::Session;
use crate::trouble::Trouble;
use crate::ui::grid::Ticked;
use crate::ui::place::{Pairs, Place, VIEW, narrows};
use crate::ui::prefs::Prefs;
use crate::ui::table::Row;
use crate::wire::Record;

/// The rows of a list.
#[derive(Clone, Copy)]
pub struct ListState {
    /// What is loaded.
    pub rows: RwSignal<Vec<Row>>,
    /// Where the next page starts.
    pub next: RwSignal<Option<String>>,
    /// How many match, once counted, and whether that is exact.
    pub total: RwSignal<Option<(i64, bool)>>,
    /// Why the last call came to nothing.
    pub trouble: RwSignal<Option<Trouble>>,
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
    /// What the rows that match come to, once asked for.
    pub sums: RwSignal<Option<Record>>,
    /// The list.
    pub desk: &'static Desk,
    /// The address.
    pub place: Place,
    session: Session,
    prefs: Prefs,
    sort: Signal<String>,
    asked: StoredValue<u32>,
}

impl ListState {
    /// Loads the list that the address asks for, and again when it asks for something else. `sort` is the order in which it
    /// comes unless the address names one.
    pub fn of(desk: &'static Desk, place: Place, prefs: Prefs, sort: Signal<String>) -> Self {
        let state = Self {
            rows: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            total: RwSignal::new(None),
            trouble: RwSignal::new(None),
            busy: RwSignal::new(true),
            first: RwSignal::new(true),
            ticked: RwSignal::new(BTreeSet::new()),
            ticking: RwSignal::new(false),
            held: RwSignal::new(false),
            sums: RwSignal::new(None),
            desk,
            place,
            session: Session::here(),
            prefs,
            sort,
            asked: StoredValue::new(0),
        };
        Effect::new(move || {
            drop(place.pairs());
            prefs.page_size.track();
            sort.track();
            state.total.set(None);
            state.sums.set(None);
            state.ticked.set(BTreeSet::new());
            state.fetch(None);
        });
        state
    }

    /// What the list asks the server for.
    pub fn pairs(self) -> Pairs {
        let mut pairs = untrack(|| self.place.pairs());
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
        if let Some(ask) = self.desk.ask {
            ask(&mut pairs);
        }
        pairs
    }

    /// One of them or several, in a word.
    #[must_use]
    pub fn noun(self, count: usize) -> &'static str {
        if count == 1 {
            self.desk.one
        } else {
            self.desk.many
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

    /// Asks what all rows that match come to, where the list has sums.
    fn sum(self) {
        if self.desk.sums.is_none() {
            return;
        }
        let mut pairs = self.pairs();
        pairs.retain(|(name, _)| narrows(name));
        let asked = pairs.clone();
        let session = self.session;
        let path = self.desk.path;
        spawn_local(async move {
            let api = session.api();
            // Without sums the list is as good: a failure is not worth a word.
            let Ok(sums) = api.records(path).sums(&asked).await else {
                return;
            };
            if !self.sums.is_disposed() {
                let mut now = self.pairs();
                now.retain(|(name, _)| narrows(name));
                if now == pairs {
                    self.sums.set(Some(sums));
                }
            }
        });
    }

    /// Asks for the page behind a cursor, or for the first.
    pub fn fetch(self, cursor: Option<String>) {
        let mut pairs = self.pairs();
        let further = cursor.is_some();
        if let Some(cursor) = cursor {
            pairs.push(("cursor".to_owned(), cursor));
        }
        self.asked
            .update_value(|asked| *asked = asked.wrapping_add(1));
        let ticket = self.asked.get_value();
        self.busy.set(true);
        self.trouble.set(None);
        let coming = list(self.session, self.desk.path, pairs);
        spawn_local(async move {
            let answer = coming.await;
            // A slower answer to an older question is dropped, and so is one to a page that was left.
            if self.asked.try_get_value() != Some(ticket) {
                return;
            }
            match answer {
                Ok(page) => {
                    let found = rows(self.session, self.desk, &page.items);
                    if further {
                        self.rows.update(|rows| rows.extend(found));
                    } else {
                        self.rows.set(found);
                    }
                    let whole = page.next_cursor.is_none();
                    self.next.set(page.next_cursor);
                    if whole && self.rows.with_untracked(|rows| rows.len() > 1) {
                        self.sum();
                    }
                }
                Err(trouble) => self.trouble.set(Some(trouble)),
            }
            self.busy.set(false);
            self.first.set(false);
        });
    }

    /// Loads what is left, up to so many rows, and ticks all of them.
    pub fn tick_all(self, most: usize) {
        self.busy.set(true);
        spawn_local(async move {
            while let Some(cursor) = self.next.try_get_untracked().flatten() {
                if self.rows.with_untracked(Vec::len) >= most {
                    break;
                }
                let mut pairs = self.pairs();
                pairs.retain(|(name, _)| name != "limit");
                pairs.push(("limit".to_owned(), "200".to_owned()));
                pairs.push(("cursor".to_owned(), cursor));
                let Ok(page) = list(self.session, self.desk.path, pairs).await else {
                    break;
                };
                if self.rows.is_disposed() {
                    return;
                }
                let found = rows(self.session, self.desk, &page.items);
                self.rows.update(|rows| rows.extend(found));
                self.next.set(page.next_cursor);
            }
            if !self.rows.is_disposed() {
                let all = self
                    .rows
                    .with_untracked(|rows| rows.iter().map(|row| row.id).collect());
                self.ticked.set(all);
                self.busy.set(false);
            }
        });
    }

    /// Counts all that match.
    pub fn count(self) {
        self.sum();
        let mut pairs = self.pairs();
        pairs.retain(|(name, _)| name != "limit");
        pairs.push(("limit".to_owned(), "1".to_owned()));
        pairs.push(("count".to_owned(), "true".to_owned()));
        let coming = list(self.session, self.desk.path, pairs);
        spawn_local(async move {
            if let Ok(page) = coming.await {
                self.total.try_set(page.total);
            }
        });
    }
}
