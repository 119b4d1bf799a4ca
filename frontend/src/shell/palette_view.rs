//! The content of the palette: input, results, and what choosing an item does.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::session::Session;
use crate::pages::record_search::find;
use crate::shell::navigation::places;
use crate::shell::palette_items::{
    PaletteAction, PaletteItem, actions, fitting, holding, of_page, opened, still_fitting,
};
use crate::ui::dom::{find as element, focus_soon};
use crate::ui::highlight::marked;
use crate::ui::icon::{Icon, icon};
use crate::ui::menu::PageMenus;
use crate::ui::page_actions::page_actions;
use crate::ui::prefs::Prefs;
use crate::ui::shortcuts::Shortcuts;
use crate::ui::unsaved_guard::UnsavedGuard;

/// The delay between the last key and the search.
const PAUSE: Duration = Duration::from_millis(150);

/// The most records opened last that are offered.
const RECENT: usize = 6;

pub fn inside(open: RwSignal<bool>) -> AnyView {
    let session = Session::from_context();
    let guard = use_context::<UnsavedGuard>();
    let prefs = Prefs::from_context();
    let typed = RwSignal::new(String::new());
    let records = RwSignal::new(Vec::<PaletteItem>::new());
    // What the arrows chose; lines that come meanwhile do not move the choice.
    let chosen = RwSignal::new(None::<PaletteAction>);
    // Enter was pressed before the results came: open the first one when it comes.
    let hurried = StoredValue::new(false);
    let pending = StoredValue::new(false);
    let asked = StoredValue::new(0_u32);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let here_actions = page_actions(PageMenus::from_context());
    let mut actions = actions(session);
    actions.splice(0..0, of_page(&here_actions));
    // Elements of the page stay in the thread that draws it.
    let here_actions = StoredValue::new_local(here_actions);
    let here = window().location().pathname().unwrap_or_default();
    let opened = opened(&here);
    let found = Memo::new(move |_| {
        let typed = typed.get();
        // A leading `>` searches commands only.
        let (typed, alone) = match typed.trim().strip_prefix('>') {
            Some(rest) => (rest.trim(), true),
            None => (typed.trim(), false),
        };
        let mut all = Vec::new();
        if !alone {
            all.extend(holding(&opened, typed).into_iter().take(RECENT));
            let hits = records.get().into_iter();
            let new: Vec<PaletteItem> = hits
                .filter(|hit| !all.iter().any(|line| line.action == hit.action))
                .collect();
            all.extend(new);
        }
        all.extend(fitting(&actions, typed));
        all
    });
    let at = Memo::new(move |_| {
        found.with(|found| {
            let place =
                |action: &PaletteAction| found.iter().position(|line| line.action == *action);
            chosen
                .with(|chosen| chosen.as_ref().and_then(place))
                .unwrap_or(0)
        })
    });
    let shortcuts = use_context::<Shortcuts>();
    let take = move |line: PaletteItem, beside: bool| {
        open.set(false);
        match line.action {
            PaletteAction::Opens(href) if beside => {
                // If the browser blocks the window, it tells the user.
                drop(window().open_with_url_and_target(&href, "_blank"));
            }
            PaletteAction::Opens(href) => {
                if let Some(guard) = guard {
                    guard.go(href);
                }
            }
            PaletteAction::Presses(at) => {
                let action = here_actions.with_value(|actions| actions.get(at).cloned());
                // By then the dialog is closed and the focus is back on the page.
                request_animation_frame(move || {
                    if let Some(action) = action {
                        action.run();
                    }
                });
            }
            PaletteAction::Shows(chosen) => prefs.theme.set(chosen),
            PaletteAction::ListsKeys => {
                if let Some(shortcuts) = shortcuts {
                    shortcuts.listed.set(true);
                }
            }
            PaletteAction::SignsOut => session.sign_out_asking(guard),
        }
    };
    let ask = move |text: String| {
        asked.update_value(|asked| *asked += 1);
        let ticket = asked.get_value();
        if text.trim().is_empty() || text.trim().starts_with('>') {
            pending.set_value(false);
            return;
        }
        let coming: Vec<_> = places()
            .map(|(_, list)| (list, find(session, list, &text, 5, None)))
            .collect();
        spawn_local(async move {
            let mut all = Vec::new();
            for (list, answer) in coming {
                // One list that fails leaves the others standing.
                for hit in answer.await.unwrap_or_default() {
                    all.push(PaletteItem {
                        detail: hit.detail,
                        archived: hit.archived,
                        ..PaletteItem::record(list.short, list, hit.id, hit.name)
                    });
                }
                if asked.try_get_value() != Some(ticket) {
                    return;
                }
                records.set(all.clone());
                if let Some(first) = all.first().filter(|_| hurried.get_value()) {
                    take(first.clone(), false);
                    return;
                }
            }
            pending.set_value(false);
            hurried.set_value(false);
        });
    };
    let on_input = move |event| {
        let text = event_target_value(&event);
        typed.set(text.clone());
        // Of what was found for other words only that stays which fits these.
        records.update(|records| *records = still_fitting(records, &text));
        chosen.set(None);
        hurried.set_value(false);
        pending.set_value(true);
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        waiting.set_value(set_timeout_with_handle(move || ask(text), PAUSE).ok());
    };
    // The palette was closed during the pause.
    on_cleanup(move || {
        if let Some(Some(handle)) = waiting.try_get_value() {
            handle.clear();
        }
    });
    let line_at = move |at: usize| found.with_untracked(|found| found.get(at).cloned());
    let choose = move |at: usize| chosen.set(line_at(at).map(|line| line.action));
    let on_key = move |event: KeyboardEvent| {
        let (count, now) = (found.with_untracked(Vec::len), at.get_untracked());
        match event.key().as_str() {
            "ArrowDown" if count > 0 => choose((now + 1) % count),
            "ArrowUp" if count > 0 => choose((now + count - 1) % count),
            "Enter" => match line_at(now) {
                Some(line) => take(line, event.ctrl_key() || event.meta_key()),
                None => hurried.set_value(pending.get_value()),
            },
            _ => return,
        }
        event.prevent_default();
    };
    // What is chosen by the arrows is seen.
    Effect::new(move || {
        let id = format!("#palette-{}", at.get());
        request_animation_frame(move || {
            if let Some(line) = element(&id) {
                line.scroll_into_view_with_bool(false);
            }
        });
    });
    focus_soon(".palette input");
    let line = move |index: usize, entry: PaletteItem| {
        let taken = entry.clone();
        let chosen = move || (at.get() == index).to_string();
        view! {
            <li role="option" id=format!("palette-{index}") aria-selected=chosen on:click=move |event| take(taken.clone(), event.ctrl_key())>
                {icon(entry.sign)}
                <span>{marked(&entry.name, &typed.get_untracked())} " " <span class="muted">{entry.detail}</span></span>
                {entry.archived.then(|| view! { <span class="token">"Archived"</span> })}
                {(!entry.keys.is_empty()).then(|| {
                    let keys = entry.keys.into_iter().map(|key| view! { <kbd>{key}</kbd> " " });
                    view! { <span class="end">{keys.collect_view()}</span> }
                })}
            </li>
        }
    };
    let groups = move || {
        let all = found.get();
        let mut group = "";
        let lines = all
            .into_iter()
            .enumerate()
            .map(|(index, entry)| {
                let head = (entry.group != group).then_some(entry.group);
                group = entry.group;
                let head = head.map(|head| view! { <h3 role="presentation">{head}</h3> });
                view! { {head}{line(index, entry)} }
            })
            .collect_view();
        view! { <ul class="list" role="listbox" id="palette-found" aria-label="Results">{lines}</ul> }
    };
    view! {
        <div class="ask">
            {icon(Icon::Search)}
            <input
                type="text"
                role="combobox"
                autocomplete="off"
                placeholder="Number, name or action"
                aria-label="Search"
                aria-expanded="true"
                aria-controls="palette-found"
                aria-activedescendant=move || (!found.with(Vec::is_empty)).then(|| format!("palette-{}", at.get()))
                prop:value=move || typed.get()
                on:input=on_input
                on:keydown=on_key
            />
        </div>
        <div class="found" tabindex="0" role="group" aria-label="What is found">
            {groups}
            <Show when=move || found.with(Vec::is_empty)><p class="muted nothing">"Nothing found"</p></Show>
        </div>
        <footer>
            <span><kbd>"↑"</kbd> " " <kbd>"↓"</kbd> " choose"</span>
            <span><kbd>"Enter"</kbd> " open"</span>
            <span><kbd>"Ctrl Enter"</kbd> " open in new tab"</span>
            <span><kbd>">"</kbd> " actions only"</span>
        </footer>
    }
    .into_any()
}
