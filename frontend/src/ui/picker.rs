//! A picker for one record: the server searches, ten results are offered.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::dropdown_position::place_soon;
use super::field::FieldLink;
use super::finder::{Hit, Search};
use super::icon::Icon;
use super::pending_text::{PendingText, ReportPending};
use super::picker_match::{SearchResult, first_of, meant, why_not};
use super::picker_rows::Rows;

/// The delay between the last key and the search.
const PAUSE: Duration = Duration::from_millis(150);

/// What the hits are narrowed to beyond what is typed, and the way to the others.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    /// The words of the way there: `Show all species`; none while nothing narrows.
    pub words: Signal<Option<String>>,
    /// Goes there, or back.
    pub switch: Callback<()>,
}

/// A picker for one record: arrows move, Enter chooses, Esc restores. Leaving it chooses the only result; other text stays and
/// shows an error.
#[component]
pub fn Picker(
    /// What is chosen.
    #[prop(into)]
    value: Signal<Option<Hit>>,
    /// Called with the new choice; `None` when it is cleared.
    #[prop(into)]
    on_pick: Callback<Option<Hit>>,
    /// Asks the server: at most ten hits for what was typed.
    search: Search,
    /// What is searched, read out: `Suppliers`.
    label: &'static str,
    /// Without a label: `label` is the accessible name of the input.
    #[prop(optional)]
    bare: bool,
    /// An example, in faint ink.
    #[prop(optional)]
    placeholder: &'static str,
    /// Offered last, with what was typed: `Create “...”`.
    #[prop(optional_no_strip, into)]
    on_create: Option<Callback<String>>,
    /// Offered behind the hits: others than those that are searched at first.
    #[prop(optional_no_strip)]
    scope: Option<Scope>,
    /// Whether archived records can be chosen, as in filters.
    #[prop(optional)]
    past_too: bool,
) -> AnyView {
    let link = FieldLink::from_context("");
    let invalid = link.aria_invalid();
    let list_id = format!("{}-hits", link.id);
    let typed = RwSignal::new(None::<String>);
    let hits = RwSignal::new(None::<SearchResult>);
    let at = RwSignal::new(0_usize);
    let open = RwSignal::new(false);
    let asked = StoredValue::new(0_u32);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    // Enter was pressed before the search returned: take its first result.
    let hurried = StoredValue::new(false);
    // The focus left before the search returned: decide when it does.
    let leaving = StoredValue::new(false);
    // Whether the arrows chose a row; Tab takes that one.
    let moved = StoredValue::new(false);
    let anchor = NodeRef::<html::Div>::new();
    let form = use_context::<ReportPending>();
    let report = move |text: Option<PendingText>| {
        if let Some(ReportPending(report)) = form {
            let _ = report.try_run(text);
        }
    };
    on_cleanup(move || report(None));
    let pending = move |message: String, is_shown: bool| {
        report(Some(PendingText { message, is_shown }));
    };
    Effect::new(move || {
        hits.track();
        if open.get() {
            place_soon(anchor);
        }
    });
    let close = move || {
        open.set(false);
        typed.set(None);
        hits.set(None);
        hurried.set_value(false);
        leaving.set_value(false);
        moved.set_value(false);
        report(None);
    };
    let take = move |hit: Hit| {
        on_pick.run(Some(hit));
        close();
    };

    // Resolves leftover text: takes the matching result, or keeps the text and explains why none matches.
    let settle = move |text: &str, found: &Result<Vec<Hit>, String>| {
        open.set(false);
        moved.set_value(false);
        match found {
            Ok(hits) => match meant(text, hits, past_too) {
                Some(hit) => take(hit.clone()),
                None if form.is_some() => pending(why_not(text, hits, past_too), true),
                None => close(),
            },
            Err(error) if form.is_some() => {
                pending(format!("“{text}” could not be looked up: {error}"), true);
            }
            Err(_) => close(),
        }
    };

    let ask = move |text: String| {
        asked.update_value(|count| *count += 1);
        let ticket = asked.get_value();
        let coming = search.run(text.clone());
        spawn_local(async move {
            let answer = coming.await;
            // A slower answer to an older question is dropped.
            if asked.try_get_value() != Some(ticket) {
                return;
            }
            let first = answer.as_ref().ok().and_then(|found| first_of(found));
            let found = answer.map_err(|error| error.title);
            hits.set(Some(SearchResult {
                text: text.clone(),
                found: found.clone(),
            }));
            at.set(0);
            if leaving.get_value() {
                leaving.set_value(false);
                settle(&text, &found);
                return;
            }
            if let Some(first) = first.filter(|_| hurried.get_value()) {
                take(first);
            }
            hurried.set_value(false);
        });
    };
    let keep_still = move || {
        if let Some(Some(handle)) = waiting.try_get_value() {
            handle.clear();
        }
    };
    let ask_soon = move |text: String| {
        keep_still();
        waiting.set_value(set_timeout_with_handle(move || ask(text), PAUSE).ok());
    };
    let text_now = move || typed.get_untracked().unwrap_or_default();
    let is_answered = move || {
        let text = text_now();
        hits.with_untracked(|hits| hits.as_ref().is_some_and(|hits| hits.text == text))
    };
    let create = move || {
        let text = text_now();
        close();
        if let Some(on_create) = on_create {
            on_create.run(text);
        }
    };
    let shown_hits = move || {
        hits.with(|hits| hits.as_ref()?.found.as_ref().ok().cloned())
            .unwrap_or_default()
    };
    let start = move || {
        if !open.get_untracked() {
            open.set(true);
            ask(text_now());
        }
    };
    // The focus went elsewhere.
    let leave = move || {
        let Some(text) = typed.get_untracked() else {
            return close();
        };
        let unchanged =
            value.with_untracked(|hit| hit.as_ref().is_some_and(|hit| hit.name == text));
        if text.trim().is_empty() {
            // Emptied and left: the choice is cleared.
            if value.with_untracked(Option::is_some) {
                on_pick.run(None);
            }
            close();
        } else if unchanged {
            close();
        } else if is_answered() {
            let found = hits.with_untracked(|hits| hits.as_ref().map(|hits| hits.found.clone()));
            if let Some(found) = found {
                settle(&text, &found);
            }
        } else {
            open.set(false);
            leaving.set_value(true);
            pending(format!("Looking up “{}” …", text.trim()), true);
            keep_still();
            ask(text);
        }
    };
    let scoped = move || scope.and_then(|scope| Some((scope.words.get()?, scope.switch)));
    let switch = move || {
        if let Some((_, switch)) = untrack(scoped) {
            switch.run(());
            ask(text_now());
        }
    };
    // The filter of the results changed while they were shown: search again.
    if let Some(scope) = scope {
        Effect::new(move |before: Option<Option<String>>| {
            let now = scope.words.get();
            let another = before.is_some_and(|before| before.is_some() != now.is_some());
            if another && open.get_untracked() {
                ask(text_now());
            }
            now
        });
    }
    let on_key = move |event: KeyboardEvent| {
        let found = shown_hits();
        let others = usize::from(untrack(scoped).is_some());
        let rows = found.len() + others + usize::from(on_create.is_some());
        // Alt with an arrow moves the line around the picker.
        if event.alt_key() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => {
                event.prevent_default();
                if open.get_untracked() && rows > 0 {
                    moved.set_value(true);
                    at.update(|at| *at = (*at + 1) % rows);
                } else {
                    start();
                }
            }
            "ArrowUp" if rows > 0 => {
                event.prevent_default();
                moved.set_value(true);
                at.update(|at| *at = (*at + rows - 1) % rows);
            }
            // What is shown answers an earlier text: nothing of it is taken.
            "Enter" if open.get_untracked() && !is_answered() => {
                event.prevent_default();
                if typed.with_untracked(Option::is_some) && !hurried.get_value() {
                    hurried.set_value(true);
                    keep_still();
                    ask(text_now());
                }
            }
            "Enter" if open.get_untracked() => {
                event.prevent_default();
                match found.get(at.get_untracked()) {
                    Some(hit) if past_too || !hit.archived => take(hit.clone()),
                    Some(_) => {}
                    None if at.get_untracked() < found.len() + others => switch(),
                    None if on_create.is_some() => create(),
                    None => {}
                }
            }
            // Leaving chooses the row selected by arrows; other text is resolved after the focus has left.
            "Tab" if open.get_untracked() && moved.get_value() && is_answered() => {
                if let Some(hit) = found.get(at.get_untracked())
                    && (past_too || !hit.archived)
                {
                    take(hit.clone());
                }
            }
            "Escape" if open.get_untracked() || typed.with_untracked(Option::is_some) => {
                event.stop_propagation();
                event.prevent_default();
                close();
            }
            _ => {}
        }
    };
    let rows = StoredValue::new(Rows {
        list_id: list_id.clone(),
        at,
        past_too,
        take: Callback::new(take),
    });
    let drop_id = list_id.clone();
    let drop_down = move || {
        let answer = hits.get();
        if !open.get() {
            return None;
        }
        let answer = answer?.found;
        let count = answer.as_ref().map_or(0, Vec::len);
        let body = match answer {
            Ok(found) if found.is_empty() && (on_create.is_none() || scope.is_some()) => {
                view! { <li class="note">"No matches"</li> }.into_any()
            }
            Ok(found) => {
                let needle = typed.get_untracked().unwrap_or_default();
                rows.with_value(|rows| rows.hits(found, &needle))
            }
            Err(text) => view! { <li class="note">{text}</li> }.into_any(),
        };
        let others = scoped().map(|(words, _)| {
            let act = Callback::new(move |()| switch());
            rows.with_value(|rows| rows.action(count, Icon::Filter, words, act))
        });
        let last = on_create.is_some().then(|| {
            let text = typed.get_untracked().unwrap_or_default();
            let words = if text.trim().is_empty() {
                "Create new".to_owned()
            } else {
                format!("Create “{}”", text.trim())
            };
            let index = count + usize::from(others.is_some());
            let act = Callback::new(move |()| create());
            rows.with_value(|rows| rows.action(index, Icon::Plus, words, act))
        });
        Some(
            view! { <ul class="list drop wide" role="listbox" id=drop_id.clone() aria-label=label>{body}{others}{last}</ul> },
        )
    };
    let active_id = list_id.clone();
    let input_name = (bare || link.id.is_empty()).then_some(label);
    view! {
        <div
            class="anchor"
            node_ref=anchor
            on:focusout=move |event| {
                if !super::dom::keeps_focus(&event) && !open.is_disposed() {
                    leave();
                }
            }
        >
            <input
                class="input"
                id=(!link.id.is_empty()).then_some(link.id)
                role="combobox"
                autocomplete="off"
                placeholder=placeholder
                aria-label=input_name
                aria-expanded=move || open.get().to_string()
                aria-controls=list_id
                aria-autocomplete="list"
                aria-activedescendant=move || open.get().then(|| format!("{active_id}-{}", at.get()))
                aria-required=link.required.then_some("true")
                aria-invalid=invalid
                aria-describedby=link.described_by
                prop:value=move || {
                    typed.get().unwrap_or_else(|| value.with(|hit| hit.as_ref().map(|hit| hit.name.clone())).unwrap_or_default())
                }
                on:input=move |event| {
                    let text = event_target_value(&event);
                    typed.set(Some(text.clone()));
                    hurried.set_value(false);
                    leaving.set_value(false);
                    moved.set_value(false);
                    if text.trim().is_empty() {
                        report(None);
                    } else {
                        pending(format!("“{}” is not picked yet. Pick one from the list.", text.trim()), false);
                    }
                    open.set(true);
                    ask_soon(text);
                }
                on:click=move |_| start()
                on:keydown=on_key
            />
            {move || value.with(|hit| hit.as_ref().is_some_and(|hit| hit.archived)).then(|| {
                view! { <span class="token after">"Archived"</span> }
            })}
            {drop_down}
        </div>
    }
    .into_any()
}
