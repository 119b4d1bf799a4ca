//! The footer of a list: row count, next page, totals.

use leptos::prelude::*;

use super::state::ListState;
use crate::api::record_json::Record;
use crate::ui::app_error::AppError;
use crate::ui::button::Button;
use crate::ui::format::grouped;
use crate::ui::input::{Choice, Select};
use crate::ui::prefs::Prefs;
use crate::ui::table::{Cell, Shown};
use crate::ui::url_query::UrlQuery;
use crate::ui::{live, live_text};

/// The row of sums: how many rows in the first column, and what they come to.
pub(super) fn sums(state: ListState, columns: Signal<Vec<Shown>>) -> Signal<Option<Vec<Cell>>> {
    let list = state.list;
    Signal::derive(move || {
        let read = list.sums?;
        let known = state.sums.with(|sums| {
            let sums = sums.as_ref()?;
            let count = crate::api::record_json::number(sums, "count").unwrap_or_default();
            Some((read(sums), usize::try_from(count).unwrap_or_default()))
        });
        // The row keeps its place until the sums are known, so that nothing moves when they come.
        let (found, words) = match known {
            Some((found, count)) => {
                let count_text = grouped(&count.to_string());
                (found, format!("{count_text} {}", state.noun(count)))
            }
            None if is_whole(state) => (read(&Record::new()), list.short.to_owned()),
            None => return None,
        };
        let first = columns.with(|columns| columns.first().map(|shown| shown.at));
        let cells = list.columns.iter().enumerate().map(|(at, column)| {
            let sum = found.cells.iter().find(|(name, _)| *name == column.name);
            match sum {
                Some((_, cell)) => cell.clone(),
                None if Some(at) == first => Cell::Text(words.clone()),
                None => Cell::Text(String::new()),
            }
        });
        Some(cells.collect())
    })
}

/// Whether all rows are loaded, which is when totals are requested.
fn is_whole(state: ListState) -> bool {
    state.next.with(Option::is_none) && state.rows.with(|rows| rows.len() > 1)
}

/// How many rows a page has.
pub(super) fn page_sizes(query: UrlQuery, prefs: Prefs) -> AnyView {
    let sizes = ["25", "50", "100", "200"]
        .map(|size| Choice::new(size, size))
        .to_vec();
    let size = Signal::derive(move || {
        let asked = query.get("limit");
        asked.unwrap_or_else(|| prefs.page_size.get().to_string())
    });
    let set_size = move |size: String| {
        query.set(&[("limit", None)], true);
        prefs.page_size.set(size.parse().unwrap_or(50));
    };
    view! { <Select choices=sizes value=size on_change=set_size label="Rows per page"/> }.into_any()
}

/// The foot.
pub(super) fn foot(state: ListState, prefs: Prefs) -> AnyView {
    let (list, query) = (state.list, state.query);
    let shown = move || {
        let count = state.rows.with(Vec::len);
        let noun = if count == 1 {
            list.singular
        } else {
            list.plural
        };
        let shown = grouped(&count.to_string());
        match (state.next.with(Option::is_some), state.total.get()) {
            // The sums count them already.
            (false, _) if state.sums.with(Option::is_some) => "All shown".to_owned(),
            (false, _) => format!("{shown} {noun}"),
            (true, Some((total, true))) => format!("{shown} of {}", grouped(&total.to_string())),
            (true, Some((total, false))) => {
                format!("{shown} of {}+", grouped(&total.to_string()))
            }
            (true, None) => format!("{shown} of many"),
        }
    };
    let load_more = move |()| state.fetch_next();
    let has_more = Memo::new(move |_| state.next.with(Option::is_some));
    let more = live(move || {
        has_more.get().then(|| {
            view! { <Button label="Load more" slim=true busy=state.busy on_press=load_more/> }
                .into_any()
        })
    });
    let count = live(move || {
        (has_more.get() && state.total.with(Option::is_none)).then(|| {
            view! { <button type="button" class="link" on:click=move |_| state.count()>"Count all"</button> }.into_any()
        })
    });
    let error = move || {
        let error = state.error.get();
        error.filter(|_| state.rows.with(|rows| !rows.is_empty()))
    };
    let late = move || error().map(|error| error.message()).unwrap_or_default();
    let again = live(move || {
        error().filter(AppError::is_transient).map(|_| {
            view! { <Button label="Try again" slim=true busy=state.busy on_press=move |()| state.retry()/> }
                .into_any()
        })
    });
    let note = move || {
        let read = list.sums;
        let sums = state.sums.with(|sums| Some(read?(sums.as_ref()?)));
        sums.map(|sums| sums.note).unwrap_or_default()
    };
    let none = Memo::new(move |_| state.rows.with(Vec::is_empty));
    view! {
        <div class="foot" hidden=none>
            {more}
            <span role="status">{live_text(shown)}</span>
            {count}
            <span>{live_text(note)}</span>
            <span class="toned trouble" role="status">{live_text(late)}</span>
            {again}
            <span class="grow"></span>
            <label class="hit not-phone">"Rows" {page_sizes(query, prefs)}</label>
        </div>
    }
    .into_any()
}
