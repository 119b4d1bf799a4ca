//! The inside of the palette: what is typed, what is found, where one goes.

use std::time::Duration;

use domain::EntityKind;
use domain::permissions::Operation;
use leptos::ev::KeyboardEvent;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::navigation::places;
use crate::records::find;
use crate::session::Session;
use crate::ui::dom::focus_soon;
use crate::ui::guard::Guard;
use crate::ui::icon::{Icon, icon};
use crate::ui::picker::marked;

/// One line of the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    group: &'static str,
    sign: Icon,
    name: String,
    detail: String,
    archived: bool,
    href: String,
}

/// How long after the last key the server is asked.
const PAUSE: Duration = Duration::from_millis(150);

/// Draws it.
pub fn inside(open: RwSignal<bool>) -> AnyView {
    let session = Session::here();
    let guard = use_context::<Guard>();
    let typed = RwSignal::new(String::new());
    let records = RwSignal::new(Vec::<Found>::new());
    let at = RwSignal::new(0_usize);
    let asked = StoredValue::new(0_u32);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let actions = actions(session);
    let found = Memo::new(move |_| {
        let needle = typed.get().trim().to_lowercase();
        let mut all = records.get();
        all.extend(
            actions
                .iter()
                .filter(|action| resembles(&action.name.to_lowercase(), &needle))
                .cloned(),
        );
        all
    });
    let ask = move |text: String| {
        asked.update_value(|asked| *asked += 1);
        let ticket = asked.get_value();
        if text.trim().is_empty() {
            records.set(Vec::new());
            return;
        }
        let coming: Vec<_> = places()
            .map(|(_, desk)| (desk, find(session, desk, &text, 5, None)))
            .collect();
        spawn_local(async move {
            let mut all = Vec::new();
            for (desk, answer) in coming {
                // One list that fails leaves the others standing.
                for hit in answer.await.unwrap_or_default() {
                    all.push(Found {
                        group: desk.short,
                        sign: desk.sign,
                        href: desk.at(hit.id),
                        name: hit.name,
                        detail: hit.detail,
                        archived: hit.archived,
                    });
                }
                if asked.try_get_value() != Some(ticket) {
                    return;
                }
                records.set(all.clone());
                at.set(0);
            }
        });
    };
    let on_input = move |event| {
        let text = event_target_value(&event);
        typed.set(text.clone());
        at.set(0);
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        waiting.set_value(set_timeout_with_handle(move || ask(text), PAUSE).ok());
    };
    let go = move |href: String| {
        open.set(false);
        if let Some(guard) = guard {
            guard.go(href);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let count = found.with(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => at.update(|at| *at = (*at + count - 1) % count),
            "Enter" => {
                if let Some(chosen) = found.with(|found| found.get(at.get_untracked()).cloned()) {
                    go(chosen.href);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    focus_soon(".palette input");
    let line = move |index: usize, entry: Found| {
        let href = entry.href;
        let chosen = move || (at.get() == index).to_string();
        view! {
            <li role="option" id=format!("palette-{index}") aria-selected=chosen on:click=move |_| go(href.clone())>
                {icon(entry.sign)}
                <span>{marked(&entry.name, &typed.get_untracked())} " " <span class="muted">{entry.detail}</span></span>
                {entry.archived.then(|| view! { <span class="token">"Archived"</span> })}
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
        view! { <ul class="list" role="listbox" id="palette-found" aria-label="Found">{lines}</ul> }
    };
    view! {
        <div class="ask">
            {icon(Icon::Search)}
            <input
                type="text"
                role="combobox"
                autocomplete="off"
                placeholder="Number, supplier, customer, or where to go"
                aria-label="Search"
                aria-expanded="true"
                aria-controls="palette-found"
                aria-activedescendant=move || format!("palette-{}", at.get())
                prop:value=move || typed.get()
                on:input=on_input
                on:keydown=on_key
            />
        </div>
        <div class="found">
            {groups}
            <Show when=move || found.with(Vec::is_empty)><p class="muted nothing">"Nothing found"</p></Show>
        </div>
        <footer><span>"Arrows choose"</span><span>"Enter opens"</span><span>"Esc closes"</span></footer>
    }
    .into_any()
}

fn actions(session: Session) -> Vec<Found> {
    let action = |group: &'static str, sign: Icon, name: String, href: String| Found {
        group,
        sign,
        name,
        detail: String::new(),
        archived: false,
        href,
    };
    let go = places().map(|(_, desk)| {
        action(
            "Go to",
            Icon::Next,
            desk.title.to_owned(),
            desk.path.to_owned(),
        )
    });
    let makeable = places().filter(|(_, desk)| session.may(Operation::Create, desk.kind));
    let make = makeable.map(|(_, desk)| {
        let name = format!("New {}", desk.one);
        action("Create", Icon::Plus, name, format!("{}/new", desk.path))
    });
    let mine = [("Your profile", "/profile")];
    let admin = [("Users", "/users"), ("Choice lists", "/choice-lists")];
    let admin = admin
        .into_iter()
        .filter(|_| session.may(Operation::Create, EntityKind::User));
    let rest = mine.into_iter().chain(admin);
    let rest =
        rest.map(|(name, path)| action("Go to", Icon::Next, name.to_owned(), path.to_owned()));
    go.chain(rest).chain(make).collect()
}

/// Whether the letters that were typed stand in a name, in their order: `nso` finds `new supplier order`.
fn resembles(name: &str, typed: &str) -> bool {
    let mut letters = name.chars();
    typed
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .all(|letter| letters.any(|known| known == letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_their_order_find_a_name() {
        assert!(resembles("purchase orders", "por"));
        assert!(resembles("new supplier", "new sup"));
        assert!(resembles("suppliers", ""));
        assert!(!resembles("suppliers", "rs p"));
    }
}
