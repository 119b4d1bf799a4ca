//! The children of a record: a tab each with its count, a table of them, and "add here" with the parent filled in.

use domain::permissions::Operation;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::desk::{Desk, Related};
use crate::desks::{plants, sheet_at, supplier_plant_mappings};
use crate::record_page::OnPage;
use crate::records::{count, list, rows};
use crate::session::Session;
use crate::trouble::Trouble;
use crate::ui::button::{Button, LinkButton, Look};
use crate::ui::grid::Grid;
use crate::ui::icon::Icon;
use crate::ui::record::block;
use crate::ui::spec::Kind;
use crate::ui::states::failed;
use crate::ui::table::{OnCard, Row, Shown};
use crate::ui::tabs::Tab;

/// How many rows a tab loads at a time.
const PAGE: usize = 50;

/// The tabs of a record: its overview, its children with their counts, its history.
pub fn tabs(page: OnPage) -> Signal<Vec<Tab>> {
    let related = page.sheet.related;
    let id = page.id();
    let counts = RwSignal::new(vec![None::<i64>; related.len()]);
    for (at, child) in related.iter().enumerate() {
        let coming = count(page.session, child.desk.path, child.by, id);
        spawn_local(async move {
            // A tab without its count stands all the same.
            if let Ok(found) = coming.await {
                counts.try_update(|counts| {
                    if let Some(place) = counts.get_mut(at) {
                        *place = found;
                    }
                });
            }
        });
    }
    Signal::derive(move || {
        let counts = counts.get();
        let children = related.iter().zip(counts).map(|(child, count)| Tab {
            name: child.tab(),
            label: child.desk.short,
            count,
        });
        let mut tabs = vec![Tab::new("", "Overview")];
        tabs.extend(children);
        tabs.push(Tab::new("history", "History"));
        tabs
    })
}

/// Whether a record of a desk names the parent itself, as one or among several; else the parent names its children.
fn names_parent(desk: &Desk, by: &str) -> bool {
    let several = by.strip_suffix("_id").map(|one| format!("{one}s"));
    sheet_at(desk.path).is_none_or(|sheet| {
        let mut fields = sheet.groups.iter().flat_map(|group| group.fields);
        fields.any(|spec| spec.name == by || several.as_deref() == Some(spec.name))
    })
}

impl Related {
    /// The name of their tab in the address.
    #[must_use]
    pub fn tab(&self) -> &'static str {
        self.desk.path.trim_start_matches('/')
    }

    /// What stands behind their tab, or, shortened, on the overview.
    pub fn block(&'static self, page: OnPage, shortened: bool) -> AnyView {
        let id = page.id();
        let (desk, by) = (self.desk, self.by);
        let list = format!("{}?{by}={id}", desk.path);
        let added = self.added();
        let named_there = names_parent(added, by);
        let (needed, kind) = if named_there {
            (Operation::Create, added.kind)
        } else {
            (Operation::Update, page.sheet.desk.kind)
        };
        let may_add = page.session.may(needed, kind);
        let add = move || {
            (may_add && !page.loaded.with(|loaded| loaded.archived)).then(|| {
                let (href, label, sign) = if named_there {
                    let href = format!("{}/new?{by}={id}", added.path);
                    (href, format!("Add {}", added.one), Icon::Plus)
                } else {
                    let href = format!("{}/edit?at={}", page.path(), desk.many);
                    (href, format!("Edit {}", desk.many), Icon::Edit)
                };
                view! { <LinkButton href=href label=label look=Look::Quiet slim=true sign=sign/> }
            })
        };
        let links = view! {
            <span class="row"><a class="link small" href=list>"Show in the list"</a>{add}</span>
        };
        let limit = if shortened { self.first } else { PAGE };
        block(
            desk.short,
            ().into_any(),
            links.into_any(),
            self.table(id, limit, !shortened),
        )
    }

    /// What is made so that one more stands here: a plant comes to a supplier or a customer by a supply line.
    fn added(&self) -> &'static Desk {
        if self.desk.path == plants::DESK.path {
            &supplier_plant_mappings::DESK
        } else {
            self.desk
        }
    }

    fn shown(&self) -> Vec<Shown> {
        let found = self
            .columns
            .iter()
            .filter_map(|name| self.desk.column(name));
        let mut shown: Vec<Shown> = found
            .map(|(at, column)| Shown {
                at,
                column,
                width: None,
            })
            .collect();
        // What is chosen for this place tells rows apart that the list calls by one name.
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

    fn table(&'static self, id: i64, limit: usize, further: bool) -> AnyView {
        let session = Session::here();
        let desk = self.desk;
        let found = RwSignal::new(Vec::<Row>::new());
        let next = RwSignal::new(None::<String>);
        let busy = RwSignal::new(true);
        let trouble = RwSignal::new(None::<Trouble>);
        let fetch = move |cursor: Option<String>| {
            let mut pairs = vec![
                (self.by.to_owned(), id.to_string()),
                ("limit".to_owned(), limit.to_string()),
            ];
            if let Some(cursor) = cursor {
                pairs.push(("cursor".to_owned(), cursor));
            }
            busy.set(true);
            trouble.set(None);
            let coming = list(session, desk.path, pairs);
            spawn_local(async move {
                let answer = coming.await;
                if busy.is_disposed() {
                    return;
                }
                match answer {
                    Ok(page) => {
                        found.update(|all| all.extend(rows(session, desk, &page.items)));
                        next.set(page.next_cursor);
                    }
                    Err(refused) => trouble.set(Some(refused)),
                }
                busy.set(false);
            });
        };
        fetch(None);
        let first = Signal::derive(move || busy.get() && found.with(Vec::is_empty));
        let body = move || {
            if let Some(trouble) = trouble.get() {
                let again = move |()| fetch(next.get_untracked());
                return failed(&trouble, Some(Callback::new(again)));
            }
            if !busy.get() && found.with(Vec::is_empty) {
                return view! { <p class="muted">{format!("No {} yet.", desk.many)}</p> }
                    .into_any();
            }
            view! {
                <div data-density="compact">
                    <Grid label=desk.title columns=Signal::stored(self.shown()) rows=found plain=true loading=first/>
                </div>
            }
            .into_any()
        };
        let more = move || {
            next.get().filter(|_| further).map(|cursor| {
                let more = move |()| fetch(Some(cursor.clone()));
                view! { <div class="foot"><Button label="Load more" slim=true busy=busy on_press=more/></div> }
            })
        };
        view! { {body}{more} }.into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desks::{contacts, products, purchase_orders, suppliers};

    #[test]
    fn a_child_is_added_where_it_names_its_parent() {
        assert!(names_parent(&contacts::DESK, "supplier_id"));
        assert!(names_parent(&products::DESK, "supplier_id"));
        assert!(names_parent(&purchase_orders::DESK, "product_id"));
        // The product says who sells it.
        assert!(!names_parent(&suppliers::DESK, "product_id"));
    }
}
