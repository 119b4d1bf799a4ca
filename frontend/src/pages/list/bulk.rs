//! The toolbar for selected rows: copy, archive, restore, set a field.

use domain::permissions::Operation;
use leptos::prelude::*;

use super::bulk_field::field_dialog;
use super::bulk_preview::archive_dialog;
use super::bulk_send::BulkChange;
use super::copy::copy;
use super::layout::ColumnLayout;
use super::state::ListState;
use crate::api::session::Session;
use crate::ui::button::{Button, IconButton};
use crate::ui::format::grouped;
use crate::ui::icon::Icon;
use crate::ui::live;
use crate::ui::toast::Toasts;

/// The most rows that are loaded to be ticked.
const MOST: usize = 10_000;

pub fn bulk_bar(state: ListState, layout: ColumnLayout) -> AnyView {
    let session = Session::from_context();
    let toasts = Toasts::from_context();
    let bulk = BulkChange {
        state,
        session,
        toasts,
        busy: RwSignal::new(false),
    };
    let list = state.list;
    let setting = RwSignal::new(false);
    let flipping = RwSignal::new(false);
    let count = Memo::new(move |_| state.ticked.with(std::collections::BTreeSet::len));
    let words = move || {
        let shown = grouped(&count.get().to_string());
        if count.get() < MOST || state.next.with(Option::is_none) {
            return format!("{shown} selected");
        }
        // No more are ticked at once: the others wait for the next turn.
        match state.total.get() {
            Some((total, true)) => format!("{shown} of {} selected", grouped(&total.to_string())),
            Some((total, false)) => {
                format!("{shown} of {}+ selected", grouped(&total.to_string()))
            }
            None => format!("{shown} of many selected"),
        }
    };
    let none = Signal::derive(move || count.get() == 0);
    let only_archived = Memo::new(move |_| state.query.get("archived").as_deref() == Some("true"));
    let may_archive = list.owned && session.may(Operation::Archive, list.kind);
    let archive = live(move || {
        may_archive.then(|| {
            let (label, sign) = if only_archived.get() {
                ("Restore", Icon::Undo)
            } else {
                ("Archive", Icon::Archive)
            };
            let start = move |()| flipping.set(true);
            view! { <Button label=label sign=sign slim=true busy=bulk.busy disabled=none on_press=start/> }
                .into_any()
        })
    });
    let fields = super::bulk_field::fields(list, session);
    let may_set =
        list.owned && session.may_to(Operation::Update, list.kind, None) && !fields.is_empty();
    let set = live(move || {
        (may_set && !only_archived.get()).then(|| {
            let start = move |()| setting.set(true);
            view! { <Button label="Set a field" sign=Icon::Edit slim=true busy=bulk.busy disabled=none on_press=start/> }
                .into_any()
        })
    });
    let every = move |()| state.ticked.set(state.ids());
    // A phone has no head with a tick for all.
    let loaded = live(move || {
        (state.ticking.get() && state.rows.with(Vec::len) > count.get())
            .then(|| view! { <Button label="All shown" slim=true on_press=every/> }.into_any())
    });
    let rest = live(move || {
        let more = state.next.with(Option::is_some) && state.rows.with(Vec::len) < MOST;
        more.then(|| {
            let label = match state.total.get() {
                Some((total, true)) => {
                    format!("All {} matching", grouped(&total.to_string()))
                }
                _ => "All matching".to_owned(),
            };
            view! { <Button label=label slim=true busy=state.busy on_press=move |()| state.tick_all(MOST, toasts)/> }
                .into_any()
        })
    });
    let columns = layout.shown();
    let copied = move |()| copy(state, &columns.get_untracked(), toasts);
    view! {
        <div class="bulk" role="region" aria-label="Selected rows">
            <span role="status">{words}</span>
            {loaded}{rest}
            <Button label="Copy" sign=Icon::Copy slim=true disabled=none on_press=copied/>
            {archive}{set}
            <IconButton sign=Icon::Cross label="Clear selection" slim=true on_press=move |()| bulk.untick()/>
        </div>
        {archive_dialog(bulk, only_archived, flipping)}
        {field_dialog(bulk, StoredValue::new(fields), setting)}
    }
    .into_any()
}
