//! The saved views of a list and which one is open. The address names it, so that links and the back button restore it.

use domain::EntityKind;
use domain::permissions::Operation;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::layout::{ColumnLayout, LISTS};
use super::state::ListState;
use crate::api::record_json::{self, Record};
use crate::api::records::fetch_list;
use crate::api::session::Session;
use crate::ui::app_error::AppError;
use crate::ui::url_query::{Pairs, UrlQuery, VIEW, read_pairs, write_pairs};

/// The address of views in the API.
pub(super) const VIEWS: &str = "/views";

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    pub(super) id: i64,
    pub(super) etag: String,
    pub(super) name: String,
    pub(super) query: String,
    pub(super) columns: Vec<String>,
    pub(super) owner: Option<i64>,
    pub(super) owner_name: String,
    pub(super) shared: bool,
    pub(super) opens: bool,
}

impl SavedView {
    fn new(record: &Record) -> Self {
        Self {
            id: record_json::number(record, "id").unwrap_or_default(),
            etag: format!(
                "\"{}\"",
                record_json::number(record, "version").unwrap_or_default()
            ),
            name: record_json::text(record, "name").to_owned(),
            query: record_json::text(record, "query").to_owned(),
            columns: record_json::texts(record, "columns")
                .map(str::to_owned)
                .collect(),
            owner: record_json::number(record, "owner_id"),
            owner_name: record_json::text(record, "owner_name").to_owned(),
            shared: record_json::is(record, "is_shared"),
            opens: record_json::is(record, "is_default"),
        }
    }

    /// The JSON that creates it for a list.
    pub(super) fn body(&self, list: &str) -> Record {
        let body = json!({
            "list": list, "name": self.name, "query": self.query, "columns": self.columns,
            "is_shared": self.shared, "is_default": self.opens,
        });
        body.as_object().cloned().unwrap_or_default()
    }
}

/// The saved views of a list, and which of them it is open with.
#[derive(Clone, Copy)]
pub struct SavedViews {
    /// All usable views; `None` until they are loaded.
    pub(super) all: RwSignal<Option<Result<Vec<SavedView>, AppError>>>,
    pub(super) layout: ColumnLayout,
    pub(super) query: UrlQuery,
    pub(super) session: Session,
}

impl SavedViews {
    /// Opens the list: without parameters with the default view, else with the view that the address names.
    pub fn new(layout: ColumnLayout, state: ListState, session: Session) -> Self {
        let query = state.query;
        let opened = Self {
            all: RwSignal::new(None),
            layout,
            query,
            session,
        };
        let pairs = untrack(|| query.pairs());
        let named = pairs.iter().any(|(name, _)| name == VIEW);
        let bare = pairs.is_empty() || (named && pairs.len() == 1);
        if bare || named {
            state.held.set(bare);
            opened.fetch_then(move || {
                let wanted = opened.number();
                let found = opened.find(|view| match wanted {
                    Some(id) => view.id == id,
                    None => opened.opens_with(view),
                });
                match found {
                    // The user may have navigated meanwhile.
                    Some(view) if bare && untrack(|| query.pairs()) == pairs => {
                        query.open(&with_view(&view), true);
                    }
                    None if wanted.is_some() => query.set(&[(VIEW, None)], true),
                    _ => {}
                }
                state.held.set(false);
            });
        }
        // The columns follow the view, also at the back button.
        let which = Memo::new(move |_| opened.current().map(|view| (view.id, view.columns)));
        Effect::new(move || match which.get() {
            Some((_, columns)) => layout.show(&columns),
            None => layout.leave(),
        });
        opened
    }

    fn number(self) -> Option<i64> {
        untrack(|| self.query.get(VIEW))?.parse().ok()
    }

    fn find(self, wanted: impl Fn(&SavedView) -> bool) -> Option<SavedView> {
        self.all.with_untracked(|all| {
            let all = all.as_ref()?.as_ref().ok()?;
            all.iter().find(|view| wanted(view)).cloned()
        })
    }

    /// Asks for the views again.
    pub(super) fn fetch(self) {
        self.fetch_then(|| ());
    }

    fn fetch_then(self, then: impl FnOnce() + 'static) {
        let of = vec![("list".to_owned(), self.layout.list_name().to_owned())];
        let coming = fetch_list(self.session, VIEWS, of);
        spawn_local(async move {
            let answer = coming.await;
            if self.all.is_disposed() {
                return;
            }
            let views = answer.map(|listed| listed.items.iter().map(SavedView::new).collect());
            self.all.set(Some(views));
            then();
        });
    }

    /// The open view, tracked.
    pub(super) fn current(self) -> Option<SavedView> {
        let id: i64 = self.query.get(VIEW)?.parse().ok()?;
        self.all.with(|all| {
            let all = all.as_ref()?.as_ref().ok()?;
            all.iter().find(|view| view.id == id).cloned()
        })
    }

    /// Whether filters, order or columns differ from the view, tracked.
    pub(super) fn differs(self, view: &SavedView) -> bool {
        let sorted = |query: &str| {
            let mut pairs = read_pairs(query);
            pairs.retain(|(name, _)| name != VIEW);
            pairs.sort();
            pairs
        };
        let mut pairs = self.query.pairs();
        pairs.retain(|(name, _)| name != VIEW);
        pairs.sort();
        pairs != sorted(&view.query) || self.layout.columns() != self.layout.usual_or(&view.columns)
    }

    /// What is shown, as a view keeps it.
    pub(super) fn query(self) -> String {
        let mut pairs: Pairs = untrack(|| self.query.pairs());
        pairs.retain(|(name, _)| name != VIEW);
        let kept = self.layout.sort().get_untracked();
        if !kept.is_empty() && !pairs.iter().any(|(name, _)| name == "sort") {
            pairs.push(("sort".to_owned(), kept));
        }
        write_pairs(&pairs)
    }

    /// Whether a view is the user's default: a shared view that the user chose, else an own view.
    pub(super) fn opens_with(self, view: &SavedView) -> bool {
        match self.chosen() {
            Some(id) => id == view.id,
            None => view.opens && self.is_own(view),
        }
    }

    /// The shared view that is the user's default, as long as it exists.
    fn chosen(self) -> Option<i64> {
        let kept = self.session.preference(LISTS, self.layout.list_name());
        let id = kept.get("view")?.as_i64()?;
        self.find(|view| view.id == id).map(|view| view.id)
    }

    /// Stores whether a view is the user's default; for own views the server does.
    pub(super) fn open_with(self, view: &SavedView, on: bool) {
        let others = (on && !self.is_own(view)).then_some(view.id);
        if others != self.chosen() {
            let list = self.layout.list_name();
            self.session
                .save_preference(LISTS, list, json!({ "view": others }));
        }
    }

    pub(super) fn is_own(self, view: &SavedView) -> bool {
        view.owner.is_some() && view.owner == self.session.user_id()
    }

    /// Whether the user can change a view: an own view, or as a manager a shared one.
    pub(super) fn may_change(self, view: &SavedView) -> bool {
        let (session, owner) = (self.session, view.owner);
        session.may_to(Operation::Update, EntityKind::View, owner)
    }

    /// Whether the user can share views.
    pub(super) fn may_share(self) -> bool {
        self.session.may(Operation::Share, EntityKind::View)
    }

    /// Opens the list with a view.
    pub(super) fn open(self, view: &SavedView) {
        self.query.open(&with_view(view), false);
    }
}

/// The query of a view, and which view it is.
pub(super) fn with_view(view: &SavedView) -> String {
    let mut pairs = read_pairs(&view.query);
    pairs.retain(|(name, _)| name != VIEW);
    pairs.push((VIEW.to_owned(), view.id.to_string()));
    write_pairs(&pairs)
}
