//! The list page of every entity: header, search, filters, grid, footer.

mod bulk;
mod bulk_field;
mod bulk_preview;
mod bulk_send;
mod column_chooser;
mod copy;
mod footer;
mod layout;
mod lazy_parts;
mod list_order;
mod saved_views;
mod scroll_state;
mod search;
mod setup_checklist;
mod state;
mod view_name;
mod views_menu;

use domain::permissions::Operation;
use leptos::prelude::*;

use crate::api::session::Session;
use crate::config::list_config::ListConfig;
use crate::config::purchase_orders;
use crate::ui::button::{ButtonStyle, LinkButton};
use crate::ui::dom::set_title;
use crate::ui::filters::{clear_all, filter_bar};
use crate::ui::grid::Grid;
use crate::ui::icon::{Icon, icon, named_icon};
use crate::ui::live;
use crate::ui::menu::{Menu, MenuItem};
use crate::ui::page_states::{empty_list, failed, no_results};
use crate::ui::prefs::Prefs;
use crate::ui::toast::Toasts;
use crate::ui::url_query::{UrlQuery, narrows};
use column_chooser::chooser;
use lazy_parts::draw_part;
use list_order::ListOrder;
use views_menu::views_button;

pub use layout::ColumnLayout;
pub use lazy_parts::{FetchListParts, ListParts};
pub use saved_views::SavedViews;
pub use state::ListState;
pub use view_name::ViewNaming;

/// The list of an entity.
pub fn list_page(list: &'static ListConfig) -> AnyView {
    set_title(&[list.title]);
    let session = Session::from_context();
    let query = UrlQuery::current();
    let prefs = Prefs::from_context();
    let layout = ColumnLayout::new(list, session);
    let state = ListState::new(list, query, prefs, layout.sort().into());
    let saved_views = SavedViews::new(layout, state, session);
    let order = ListOrder::new(list, layout, query);
    let may_create = !list.made_elsewhere && session.may(Operation::Create, list.kind);
    let create = move || {
        may_create.then(|| {
            let (href, label) = (format!("{}/new", list.path), format!("New {}", list.singular));
            view! { <LinkButton href=href label=label look=ButtonStyle::Primary sign=Icon::Plus key="n"/> }
                .into_any()
        })
    };
    let views = list.view_tabs.map(|views| views());
    let acts =
        Memo::new(move |_| state.ticking.get() || state.ticked.with(|ticked| !ticked.is_empty()));
    let ticked = live(move || {
        acts.get()
            .then(|| draw_part(move |parts| (parts.bulk)(state, layout)))
    });
    view! {
        <div
            class="page fits"
            class:acts=acts
            on:click:capture=move |event| scroll_state::save(state, &event)
            on:keydown:capture=move |event| {
                if event.key() == "e" {
                    scroll_state::save(state, &event);
                }
            }
        >
            <header class="head">
                <div class="title"><h1 tabindex="-1">{list.title}</h1></div>
                <div class="actions row">{create()}</div>
            </header>
            {views}
            <div class="bar">
                {search::search_box(list, query)}
                {filters(list, session, query, order)}
                <div class="tools">
                    {views_button(saved_views)}
                    {list_order::order_button(order)}
                    {chooser(layout)}
                    {row_height(prefs)}
                    {more(state, layout)}
                </div>
            </div>
            {body(state, layout, prefs, order, create)}
            {footer::foot(state, prefs)}
            {ticked}
        </div>
    }
    .into_any()
}

/// The filters; on a phone in a sheet behind a button, together with the sort order.
fn filters(
    list: &'static ListConfig,
    session: Session,
    query: UrlQuery,
    order: ListOrder,
) -> AnyView {
    let set_count = Memo::new(move |_| {
        let set = query.pairs().into_iter();
        set.filter(|(name, _)| narrows(name) && name != "q").count()
    });
    let filter_count = live(move || {
        let count = set_count.get();
        (count > 0).then(|| view! { <span class="token">{count}</span> }.into_any())
    });
    view! {
        <button type="button" class="btn only-phone" popovertarget="filters">
            {icon(Icon::Filter)} "Filters"
            {filter_count}
        </button>
        <div class="filters" id="filters" popover="">
            <h2 class="only-phone">"Sort and filter"</h2>
            {list_order::order_fields(order)}
            <label class="hit only-phone">"Rows per page" {footer::page_sizes(query, Prefs::from_context())}</label>
            {filter_bar(list.filters, session.choices(), query, session.user_id(), lazy_parts::filter_control)}
            <button type="button" class="btn primary only-phone" popovertarget="filters" popovertargetaction="hide">
                {format!("Show {}", list.plural)}
            </button>
        </div>
    }
    .into_any()
}

/// What else is done with a list.
fn more(state: ListState, layout: ColumnLayout) -> AnyView {
    let toasts = Toasts::from_context();
    let columns = layout.shown();
    let tick = Callback::new(move |()| {
        state.ticking.update(|on| *on = !*on);
        if !state.ticking.get_untracked() {
            state.ticked.update(std::collections::BTreeSet::clear);
        }
    });
    let copied = Callback::new(move |()| copy::copy(state, &columns.get_untracked(), toasts));
    let items = Signal::derive(move || {
        let label = if state.ticking.get() {
            "Stop selecting"
        } else {
            "Select rows"
        };
        vec![
            MenuItem::new(label, Some(Icon::Tick), tick),
            MenuItem::new("Copy rows", Some(Icon::Copy), copied),
        ]
    });
    view! { <Menu label="More list actions" items=items of_page=true/> }.into_any()
}

fn body(
    state: ListState,
    layout: ColumnLayout,
    prefs: Prefs,
    order: ListOrder,
    create: impl Fn() -> Option<AnyView> + Copy + Send + Sync + 'static,
) -> AnyView {
    let (list, query) = (state.list, state.query);
    let toasts = Toasts::from_context();
    let on_sort = Callback::new(move |key: &'static str| order.choose(key));
    let on_clear = Callback::new(move |()| clear_all(query));
    let loading = Signal::derive(move || state.first.get() || state.held.get());
    let nothing =
        Memo::new(move |_| state.rows.with(Vec::is_empty) && !loading.get() && !state.busy.get());
    // Returning to the list focuses the row that was opened.
    let at_once = scroll_state::saved().is_some();
    let columns = layout.shown();
    let on_copy = Callback::new(move |()| copy::copy(state, &columns.get_untracked(), toasts));
    let may_edit = Session::from_context().may_to(Operation::Update, list.kind, None);
    // A new request clears the error; the memo keeps that from redrawing the grid, which would lose the focus.
    let error = Memo::new(move |_| {
        let error = state.error.get();
        error.filter(|_| state.rows.with(Vec::is_empty))
    });
    live(move || {
        if let Some(error) = error.get() {
            let again = Callback::new(move |()| state.refresh());
            // A link may ask for what there is not: taking the filters away helps, another try does not.
            return Some(if error.status == 400 {
                let clear =
                    view! { <crate::ui::button::Button label="Clear filters" on_press=on_clear/> };
                view! { {failed(&error, None)}<div class="empty-action">{clear}</div> }.into_any()
            } else {
                failed(&error, Some(again))
            });
        }
        if nothing.get() {
            return Some(nothing_listed(list, query, on_clear, create()));
        }
        let grid = view! {
            <Grid
                label=list.title
                columns=columns
                rows=state.rows
                at_once=at_once
                sorting=order.now
                on_sort=on_sort
                on_width=layout.on_width()
                loading=loading
                busy=state.busy
                density=prefs.density
                ticked=Some(state.ticked)
                ticking=state.ticking
                editable=may_edit
                on_copy=on_copy
                on_long=Callback::new(move |id: i64| {
                    state.ticking.set(true);
                    state.ticked.update(|ticked| ticked.extend([id]));
                })
                on_end=Callback::new(move |()| state.fetch_next())
                sums=footer::sums(state, columns)
            />
        };
        Some(grid.into_any())
    })
}

/// Why there are no rows, and what to do about it.
fn nothing_listed(
    list: &'static ListConfig,
    query: UrlQuery,
    on_clear: Callback<()>,
    create: Option<AnyView>,
) -> AnyView {
    let pairs = untrack(|| query.pairs());
    let mut narrowing = pairs.iter().filter(|(name, _)| narrows(name));
    let archived = narrowing.all(|(name, value)| name == "archived" && value == "true");
    if !query.is_filtered() && list.path == purchase_orders::LIST.path {
        // The first page after sign-in: without any order it shows the setup checklist.
        let about = move || empty_list(format!("No {} yet", list.plural), list.description, None);
        if Session::from_context().may(Operation::Create, list.kind) {
            setup_checklist::setup_checklist()
        } else {
            about()
        }
    } else if !query.is_filtered() {
        empty_list(format!("No {} yet", list.plural), list.description, create)
    } else if archived {
        let about = "Archived records are hidden from lists. Restore them here.";
        empty_list(format!("No archived {}", list.plural), about, None)
    } else {
        no_results(on_clear)
    }
}

fn row_height(prefs: Prefs) -> AnyView {
    let density = move |code: &'static str, sign: Icon, name: &'static str| {
        view! {
            <label>
                <input
                    class="unseen"
                    type="radio"
                    name="density"
                    prop:validate=Signal::derive(move || prefs.density.with(|now| now == code))
                    on:change=move |_| prefs.density.set(code.to_owned())
                />
                {named_icon(sign, name)}
            </label>
        }
    };
    view! {
        <fieldset class="segment not-phone">
            <legend class="unseen">"Row height"</legend>
            {density("comfortable", Icon::Comfortable, "Comfortable")}
            {density("compact", Icon::Compact, "Compact")}
            {density("dense", Icon::Dense, "Dense")}
        </fieldset>
    }
    .into_any()
}
