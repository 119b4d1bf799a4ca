//! The choice lists that administrators edit.

use domain::choices::lists;
use domain::permissions::Operation;
use domain::record::EntityKind;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::choice_entry::{ENTRIES, entry_dialog, terms_in_words};
use crate::api::session::Session;
use crate::ui::button::{Button, ButtonStyle};
use crate::ui::dialog::Dialog;
use crate::ui::dom::set_title;
use crate::ui::field_spec::in_words;
use crate::ui::icon::Icon;
use crate::ui::input::{Choice, Select};
use crate::ui::page_states::not_found;
use crate::ui::record_parts::block;
use crate::ui::url_query::UrlQuery;
use crate::ui::{live, live_text};

pub fn draw() -> AnyView {
    let session = Session::from_context();
    if !session.may(Operation::Update, EntityKind::Choice) {
        return not_found(
            "Only administrators edit choice lists",
            "Ask an administrator to add an entry.",
            ("/", "Go to orders"),
        );
    }
    set_title(&["Choice lists"]);
    let query = UrlQuery::current();
    let version = RwSignal::new(0_u32);
    let edited = RwSignal::new(None::<Option<i64>>);
    let open = RwSignal::new(false);
    let all = move || {
        version.track();
        let choices = session.choices();
        let open = choices.lists.iter().filter(|list| !list.fixed);
        open.map(|list| Choice::new(list.name.clone(), in_words(&list.name)))
            .collect::<Vec<_>>()
    };
    let first = all().first().map(|list| list.code.clone());
    let chosen = Signal::derive(move || {
        query
            .get("list")
            .or_else(|| first.clone())
            .unwrap_or_default()
    });
    let edit = move |entry: Option<i64>| {
        edited.set(Some(entry));
        open.set(true);
    };
    let rows = live(move || {
        version.track();
        let choices = session.choices();
        let rows: Vec<AnyView> = choices
            .list(&chosen.get())
            .iter()
            .map(|entry| {
                let id = entry.id.map(domain::Id::get);
                let means = has_terms(&chosen.get_untracked()).then(|| {
                    view! { <td class="whole-cell muted" data-label="Meaning">{id.map(|id| terms(session, id))}</td> }
                });
                let word = if entry.retired { "Inactive" } else { "Active" };
                view! {
                    <tr class:past=entry.retired>
                        <th scope="row" class="pin head-cell">{entry.label.clone()}</th>
                        <td class="lead-cell muted">{entry.code.clone()}</td>
                        {means}
                        <td class="num lone">{entry.position}</td>
                        <td class="state-cell">{word}</td>
                        <td class="num side-cell"><Button label="Edit" slim=true on_press=move |()| edit(id)/></td>
                    </tr>
                }
                .into_any()
            })
            .collect();
        Some(rows.into_any())
    });
    let add = move |()| edit(None);
    let table = view! {
        <div class="scroll" data-density="compact" tabindex="0" role="region" aria-label="Entries of the list, table">
            <table class="table plain cards">
                <thead>
                    <tr>
                        <th scope="col">"Label"</th>
                        <th scope="col">"Code"</th>
                        {move || has_terms(&chosen.get()).then(|| view! { <th scope="col">"Meaning"</th> })}
                        <th scope="col" class="num">"Order"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col"><span class="unseen">"Edit"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    };
    let choose = move |list: String| query.set(&[("list", Some(list))], false);
    let saved = Callback::new(move |()| version.update(|version| *version += 1));
    let dialog = Signal::derive(move || "Entry".to_owned());
    view! {
        <header class="head">
            <div class="title"><h1 tabindex="-1">"Choice lists"</h1></div>
            <div class="actions row">
                <Button label="New entry" look=ButtonStyle::Primary sign=Icon::Plus key="n" on_press=add/>
            </div>
        </header>
        <div class="bar"><Select choices=Signal::derive(all) value=chosen on_change=choose label="List"/></div>
        {block("Entries", ().into_any(), ().into_any(), table.into_any())}
        <Dialog open=open label=dialog>
            {move || edited.get().map(|entry| entry_dialog(session, chosen.get_untracked(), entry, open, saved))}
        </Dialog>
    }
    .into_any()
}

fn has_terms(list: &str) -> bool {
    list == lists::PAYMENT_TERMS
}

/// What terms of payment mean, read with the entry.
fn terms(session: Session, id: i64) -> AnyView {
    let words = RwSignal::new(String::new());
    spawn_local(async move {
        let choices = session.choices();
        let api = session.api();
        // Without its terms the entry is shown all the same.
        if let Ok(entry) = api.records(ENTRIES).read(id).await {
            words.try_set(terms_in_words(&entry.value, &choices).unwrap_or_default());
        }
    });
    live_text(move || words.get())
}
