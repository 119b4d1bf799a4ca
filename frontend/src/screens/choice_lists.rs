//! The choice lists that an administrator edits: what people read, in which order, and what is no longer offered.

use domain::permissions::Operation;
use domain::record::EntityKind;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use crate::session::{Session, request_key};
use crate::trouble::Trouble;
use crate::ui::button::{Button, Look};
use crate::ui::dialog::Dialog;
use crate::ui::dom::set_title;
use crate::ui::field::Field;
use crate::ui::icon::Icon;
use crate::ui::input::{Choice, Select, Switch, TextInput};
use crate::ui::live;
use crate::ui::place::Place;
use crate::ui::record::block;
use crate::ui::spec::in_words;
use crate::ui::states::not_found;
use crate::ui::toast::Toasts;
use crate::wire::Record;

/// The address of entries in the API.
const ENTRIES: &str = "/choices";

/// An entry that is being edited; none for a new one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Edited {
    id: Option<i64>,
    code: String,
    label: String,
    position: String,
    retired: bool,
}

/// Draws the page.
pub fn draw() -> AnyView {
    let session = Session::here();
    if !session.may(Operation::Update, EntityKind::Choice) {
        return not_found(
            "Choice lists are kept by administrators",
            "Ask one of them for a new entry.",
            ("/", "To the start"),
        );
    }
    set_title(&["Choice lists"]);
    let place = Place::here();
    let version = RwSignal::new(0_u32);
    let edited = RwSignal::new(None::<Edited>);
    let open = RwSignal::new(false);
    let lists = move || {
        version.track();
        let choices = session.choices();
        let open = choices.lists.iter().filter(|list| !list.fixed);
        open.map(|list| Choice::new(list.name.clone(), in_words(&list.name)))
            .collect::<Vec<_>>()
    };
    let first = lists().first().map(|list| list.code.clone());
    let chosen = Signal::derive(move || {
        place
            .get("list")
            .or_else(|| first.clone())
            .unwrap_or_default()
    });
    let edit = move |entry: Edited| {
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
                let change = Edited {
                    id: entry.id.map(domain::Id::get),
                    code: entry.code.clone(),
                    label: entry.label.clone(),
                    position: entry.position.to_string(),
                    retired: entry.retired,
                };
                let word = if entry.retired { "No longer offered" } else { "Offered" };
                view! {
                    <tr class:past=entry.retired>
                        <th scope="row" class="pin head-cell">{entry.label.clone()}</th>
                        <td class="lead-cell muted">{entry.code.clone()}</td>
                        <td class="num">{entry.position}</td>
                        <td class="state-cell">{word}</td>
                        <td class="far"><Button label="Change" slim=true on_press=move |()| edit(change.clone())/></td>
                    </tr>
                }
                .into_any()
            })
            .collect();
        Some(rows.into_any())
    });
    let add = move |()| edit(Edited::default());
    let table = view! {
        <div class="scroll" data-density="compact" tabindex="0" role="region" aria-label="Entries of the list, table">
            <table class="table plain cards">
                <thead>
                    <tr>
                        <th scope="col">"Read as"</th>
                        <th scope="col">"Code"</th>
                        <th scope="col" class="num">"Place"</th>
                        <th scope="col">"State"</th>
                        <th scope="col"><span class="unseen">"Change"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    };
    let choose = move |list: String| place.set(&[("list", Some(list))], false);
    let dialog = Signal::derive(move || "Entry".to_owned());
    view! {
        <header class="head">
            <div class="title"><h1 tabindex="-1">"Choice lists"</h1></div>
            <div class="actions row">
                <Button label="New entry" look=Look::Primary sign=Icon::Plus key="n" on_press=add/>
            </div>
        </header>
        <div class="bar"><Select choices=Signal::derive(lists) value=chosen on_change=choose label="List"/></div>
        {block("Entries", ().into_any(), ().into_any(), table.into_any())}
        <Dialog open=open label=dialog>
            {move || edited.get().map(|entry| inside(session, entry, chosen.get_untracked(), open, version))}
        </Dialog>
    }
    .into_any()
}

fn inside(
    session: Session,
    entry: Edited,
    list: String,
    open: RwSignal<bool>,
    version: RwSignal<u32>,
) -> AnyView {
    let toasts = Toasts::here();
    let id = entry.id;
    let (code, label) = (RwSignal::new(entry.code), RwSignal::new(entry.label));
    let (position, retired) = (RwSignal::new(entry.position), RwSignal::new(entry.retired));
    let errors = RwSignal::new(Vec::<domain::FieldError>::new());
    let busy = RwSignal::new(false);
    let error = move |name: &'static str| {
        Signal::derive(move || {
            errors.with(|errors| {
                let found = errors
                    .iter()
                    .find(|error| error.pointer.as_deref() == Some(name));
                found.map(|error| error.message.clone())
            })
        })
    };
    let save = move |()| {
        let mut body = Record::from_iter([
            ("label".to_owned(), json!(label.get_untracked())),
            ("retired".to_owned(), json!(retired.get_untracked())),
        ]);
        if let Ok(place) = position.get_untracked().parse::<i64>() {
            body.insert("position".to_owned(), json!(place));
        }
        if id.is_none() {
            body.insert("list".to_owned(), json!(list));
            body.insert("code".to_owned(), json!(code.get_untracked()));
        }
        busy.set(true);
        spawn_local(async move {
            let answer = send(session, id, body).await;
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match answer {
                Ok(()) => {
                    open.set(false);
                    toasts.say("The list is changed, for everybody");
                    version.update(|version| *version += 1);
                }
                Err(trouble) if trouble.errors().is_empty() => toasts.trouble(&trouble),
                Err(trouble) => errors.set(trouble.errors()),
            }
        });
    };
    view! {
        <div class="body">
            <h2>{if id.is_some() { "Change the entry" } else { "New entry" }}</h2>
            <Field name="code" label="Code" help="Never changes once it is made" error=error("/code")>
                <TextInput value=code on_change=move |text| code.set(text) read_only=id.is_some()/>
            </Field>
            <Field name="label" label="Read as" required=true error=error("/label")>
                <TextInput value=label on_change=move |text| label.set(text)/>
            </Field>
            <Field name="position" label="Place" help="1 stands first; the others move" error=error("/position")>
                <TextInput value=position on_change=move |text| position.set(text)/>
            </Field>
            <Switch label="No longer offered; kept on what has it" value=retired on_change=move |on| retired.set(on)/>
        </div>
        <footer>
            <Button label="Cancel" on_press=move |()| open.set(false)/>
            <Button label="Save" look=Look::Primary busy=busy on_press=save/>
        </footer>
    }
    .into_any()
}

/// Saves an entry and reads all lists again, which every page takes them from.
async fn send(session: Session, id: Option<i64>, body: Record) -> Result<(), Trouble> {
    let api = session.api();
    let entries = api.records(ENTRIES);
    match id {
        Some(id) => {
            let now = entries.read(id).await?;
            entries.update(id, &now.etag, &Value::Object(body)).await?;
        }
        None => {
            entries.create(&body, Some(&request_key())).await?;
        }
    }
    session.read_choices().await?;
    Ok(())
}
