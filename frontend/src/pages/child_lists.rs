//! The related records of a record: a tab each, with a count, a table and an add button.

use domain::permissions::Operation;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::records::{count, fetch_list};
use crate::config::cells::rows;
use crate::config::list_config::ListConfig;
use crate::config::record_config::ChildList;
use crate::config::{find_record_config, plants};
use crate::pages::record_page::RecordPage;
use crate::ui::app_error::AppError;
use crate::ui::button::{Button, ButtonStyle, LinkButton};
use crate::ui::field_spec::{FieldGroup, Kind};
use crate::ui::grid::Grid;
use crate::ui::icon::Icon;
use crate::ui::live;
use crate::ui::page_states::failed;
use crate::ui::record_parts::block;
use crate::ui::table::{OnCard, Row, Shown};
use crate::ui::tabs::Tab;
use crate::ui::url_query::{Pairs, write_pairs};

/// How many rows a tab loads at a time.
const PAGE: usize = 50;

/// The tabs of a record: its overview, its children with their counts, its history.
pub fn tabs(page: RecordPage) -> Vec<Tab> {
    let past = past(page);
    let child = |child: &'static ChildList| {
        let count = RwSignal::new(None::<String>);
        // Restoring the record changes the counts.
        Effect::new(move || {
            let coming = self::count(
                page.session,
                child.list.path,
                child.asked(page.id(), past.get()),
            );
            spawn_local(async move {
                // Without a count the tab is shown all the same.
                if let Ok(found) = coming.await {
                    count.try_set(found);
                }
            });
        });
        Tab {
            count: count.into(),
            ..Tab::new(child.tab(), child.list.short)
        }
    };
    let mut tabs = vec![Tab::new("", "Overview")];
    tabs.extend(page.config.related.iter().map(child));
    tabs.push(Tab::new("history", "History"));
    tabs
}

/// Whether the record is archived, tracked.
fn past(page: RecordPage) -> Memo<bool> {
    Memo::new(move |_| page.loaded.with(|loaded| loaded.archived))
}

/// Whether a child refers to its parent; else the parent refers to its children.
pub(crate) fn names_parent(list: &ListConfig, by: &str) -> bool {
    let several = by.strip_suffix("_id").map(|one| format!("{one}s"));
    find_record_config(list.path).is_none_or(|config| {
        let mut fields = config.groups.iter().flat_map(FieldGroup::inputs);
        fields.any(|spec| spec.name == by || several.as_deref() == Some(spec.name))
    })
}

impl ChildList {
    /// The name of their tab in the address.
    #[must_use]
    pub fn tab(&self) -> &'static str {
        self.list.path.trim_start_matches('/')
    }

    /// What the API is asked for: the children of a record. What an archived record has is archived with it for the most part,
    /// and shown all the same.
    pub(crate) fn asked(&self, id: i64, past: bool) -> Pairs {
        let mut pairs = vec![(self.by.to_owned(), id.to_string())];
        if past {
            pairs.push(("archived".to_owned(), "any".to_owned()));
        }
        pairs
    }

    /// The list with the same rows.
    fn listed(&self, id: i64, past: bool) -> String {
        let mut pairs = self.asked(id, past);
        let whole = self
            .list
            .unfiltered_param
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        pairs.extend(whole);
        format!("{}?{}", self.list.path, write_pairs(&pairs))
    }

    /// The content of their tab, or a short version for the overview.
    pub fn block(&'static self, page: RecordPage, shortened: bool) -> AnyView {
        let id = page.id();
        let (list, by) = (self.list, self.by);
        let past = past(page);
        let added = self.list;
        // A new plant is linked to its supplier by a supply line, so that form comes next.
        let named_there = added.path == plants::LIST.path || names_parent(added, by);
        let (needed, kind) = if named_there {
            (Operation::Create, added.kind)
        } else {
            (Operation::Update, page.config.list.kind)
        };
        let may_add = !added.made_elsewhere && page.session.may(needed, kind);
        let add = move || {
            (may_add && !page.loaded.with(|loaded| loaded.archived)).then(|| {
                let (href, label, sign) = if named_there {
                    let href = format!("{}/new?{by}={id}", added.path);
                    (href, format!("Add {}", added.singular), Icon::Plus)
                } else {
                    let href = format!("{}/edit?at={}", page.path(), list.plural);
                    (href, format!("Edit {}", list.plural), Icon::Edit)
                };
                view! { <LinkButton href=href label=label look=ButtonStyle::Quiet slim=true sign=sign/> }
            })
        };
        let links = view! {
            <span class="row">
                <a class="link small" href=move || self.listed(id, past.get())>"Show in the list"</a>
                {add}
            </span>
        };
        let limit = if shortened { self.first } else { PAGE };
        block(
            list.short,
            ().into_any(),
            links.into_any(),
            self.table(page, limit, !shortened),
        )
    }

    fn shown(&self) -> Vec<Shown> {
        let found = self
            .columns
            .iter()
            .filter_map(|name| self.list.column(name));
        let mut shown: Vec<Shown> = found
            .map(|(at, column)| Shown {
                at,
                column,
                width: None,
            })
            .collect();
        // The chosen columns distinguish rows of the same name.
        for other in &mut shown {
            if other.column.card == OnCard::Hidden && matches!(other.column.kind, Kind::Record(_)) {
                other.column.card = OnCard::Lead;
            }
        }
        if let Some(first) = shown.first_mut() {
            first.column.card = OnCard::Head;
        }
        shown
    }

    fn table(&'static self, page: RecordPage, limit: usize, further: bool) -> AnyView {
        let found = ChildRows {
            of: self,
            page,
            limit,
            rows: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            busy: RwSignal::new(true),
            error: RwSignal::new(None),
            archived: RwSignal::new(None),
            shows_archived: RwSignal::new(false),
        };
        let past = past(page);
        Effect::new(move || found.start(past.get(), further));
        let list = self.list;
        let ChildRows {
            rows,
            next,
            busy,
            error,
            ..
        } = found;
        let first = Signal::derive(move || busy.get() && rows.with(Vec::is_empty));
        let nothing = Memo::new(move |_| !busy.get() && rows.with(Vec::is_empty));
        let body = live(move || {
            if let Some(error) = error.get() {
                let again = move |()| found.fetch(next.get_untracked());
                return Some(failed(&error, Some(Callback::new(again))));
            }
            if nothing.get() {
                let none = format!("No {} yet.", list.plural);
                return Some(view! { <p class="muted">{none}</p> }.into_any());
            }
            let grid = view! {
                <div data-density="compact">
                    <Grid label=list.title columns=Signal::stored(self.shown()) rows=rows plain=true loading=first/>
                </div>
            };
            Some(grid.into_any())
        });
        let more = live(move || {
            let cursor = next.get().filter(|_| further)?;
            let more = move |()| found.fetch(Some(cursor.clone()));
            let button = view! { <Button label="Load more" slim=true busy=busy on_press=more/> };
            Some(view! { <div class="foot">{button}</div> }.into_any())
        });
        // Active records first, archived ones on request.
        let archived = live(move || {
            let count = found.archived.get()?;
            let all_there = !busy.get() && next.with(Option::is_none);
            (all_there && !found.shows_archived.get()).then(|| {
                let show = move |()| {
                    found.shows_archived.set(true);
                    found.fetch(None);
                };
                let label = format!("Show {count} archived");
                let button = view! { <Button label=label slim=true on_press=show/> };
                view! { <div class="foot">{button}</div> }.into_any()
            })
        });
        view! { {body}{more}{archived} }.into_any()
    }
}

/// The children of a record as they come.
#[derive(Clone, Copy)]
struct ChildRows {
    of: &'static ChildList,
    page: RecordPage,
    limit: usize,
    rows: RwSignal<Vec<Row>>,
    next: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
    /// The number of archived records, if any.
    archived: RwSignal<Option<String>>,
    /// Whether archived records are shown after the active ones.
    shows_archived: RwSignal<bool>,
}

impl ChildRows {
    /// Asks for the first page, and counts what is archived where the whole of it is shown.
    fn start(self, past: bool, further: bool) {
        self.rows.set(Vec::new());
        self.next.set(None);
        self.archived.set(None);
        self.shows_archived.set(false);
        self.fetch(None);
        if further && !past && self.of.list.owned {
            let mut only = self.of.asked(self.page.id(), false);
            only.push(("archived".to_owned(), "true".to_owned()));
            let coming = count(self.page.session, self.of.list.path, only);
            spawn_local(async move {
                if let Ok(Some(count)) = coming.await
                    && count != "0"
                {
                    self.archived.try_set(Some(count));
                }
            });
        }
    }

    fn fetch(self, cursor: Option<String>) {
        let (session, list) = (self.page.session, self.of.list);
        let past = self.page.loaded.with_untracked(|loaded| loaded.archived);
        let mut pairs = self.of.asked(self.page.id(), past);
        if self.shows_archived.get_untracked() {
            pairs.push(("archived".to_owned(), "true".to_owned()));
        }
        pairs.push(("limit".to_owned(), self.limit.to_string()));
        pairs.extend(cursor.map(|cursor| ("cursor".to_owned(), cursor)));
        self.busy.set(true);
        self.error.set(None);
        let coming = fetch_list(session, list.path, pairs);
        spawn_local(async move {
            let answer = coming.await;
            if self.busy.is_disposed() {
                return;
            }
            match answer {
                Ok(page) => {
                    self.rows
                        .update(|all| all.extend(rows(session, list, &page.items)));
                    self.next.set(page.next_cursor);
                }
                Err(refused) => self.error.set(Some(refused)),
            }
            self.busy.set(false);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{contacts, products, purchase_orders, suppliers};

    #[test]
    fn a_child_is_added_where_it_names_its_parent() {
        assert!(names_parent(&contacts::LIST, "supplier_id"));
        assert!(names_parent(&products::LIST, "supplier_id"));
        assert!(names_parent(&purchase_orders::LIST, "product_id"));
        // The product names its suppliers.
        assert!(!names_parent(&suppliers::LIST, "product_id"));
    }
}
