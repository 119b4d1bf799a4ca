//! While a new record is typed: whether there is one much like it already. Only a warning; it may be made all the same.

use domain::problem::Existing;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::desk::Sheet;
use crate::session::Session;
use crate::trouble::Soon;
use crate::ui::banner::banner;
use crate::ui::button::{Button, LinkButton};
use crate::ui::form::Form;
use crate::ui::icon::Icon;
use crate::ui::live;
use crate::ui::place::Pairs;
use crate::ui::spec::label_of_field;
use crate::ui::status::{Tone, token};
use crate::wire::{self, Record};

/// A record like the one that is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Alike {
    id: i64,
    label: String,
    field: String,
    archived: bool,
}

/// Asks for records like what was typed.
fn alike(session: Session, sheet: &'static Sheet, typed: Pairs) -> Soon<Vec<Alike>> {
    Box::pin(async move {
        let api = session.api();
        let found = api.records(sheet.desk.path).similar(&typed).await?;
        let items = found.get("items").and_then(Value::as_array).cloned();
        let items = items.unwrap_or_default();
        let records = items.iter().filter_map(Value::as_object);
        let read = |record: &Record| {
            Some(Alike {
                id: wire::number(record, "id")?,
                label: wire::text(record, "label").to_owned(),
                field: wire::text(record, "field").to_owned(),
                archived: wire::is(record, "archived"),
            })
        };
        Ok(records.filter_map(read).collect())
    })
}

/// What is typed in a field that tells: a text, or the first of the rows that the field of its plural holds.
fn told(now: &Record, name: &str) -> Option<(String, String)> {
    if let Some(id) = wire::number(now, name) {
        return Some((name.to_owned(), id.to_string()));
    }
    let row = || {
        let rows = now.get(&format!("{name}s"))?.as_array()?;
        let texts = rows.iter().filter_map(|row| row.get("as_typed")?.as_str());
        texts.map(str::to_owned).next()
    };
    let text = wire::some_text(now, name).or_else(row)?;
    let text = text.trim().to_owned();
    (text.len() > 2).then(|| (name.to_owned(), text))
}

/// The warning; nothing while nothing is like it.
pub fn similar(sheet: &'static Sheet, form: Form) -> AnyView {
    let session = Session::here();
    let found = RwSignal::new(Vec::<Alike>::new());
    let asked = StoredValue::new(Pairs::new());
    Effect::new(move || {
        form.leaving();
        let now = form.now();
        let typed: Pairs = sheet
            .twins
            .iter()
            .filter_map(|name| told(&now, name))
            .collect();
        if typed == asked.get_value() {
            return;
        }
        asked.set_value(typed.clone());
        if typed.is_empty() {
            found.set(Vec::new());
            return;
        }
        let coming = alike(session, sheet, typed.clone());
        spawn_local(async move {
            // It is a help, not a rule: where the server is away it is left out.
            let answer = coming.await.unwrap_or_default();
            if asked.try_get_value().as_ref() == Some(&typed) {
                found.set(answer);
            }
        });
    });
    live(move || {
        let all = found.get();
        if all.is_empty() {
            return None;
        }
        let links = all.into_iter().map(|one| {
            let mark = one.archived.then(|| view! { " " {token("Archived")} });
            let field = label_of_field(sheet.groups, &one.field).to_lowercase();
            view! {
                " "
                <a class="link" href=sheet.desk.at(one.id) target="_blank">{one.label}</a>
                " " <span class="muted">{format!("by {field}")}</span> {mark}
            }
        });
        let words = view! { "Looks like:" {links.collect_view()} };
        let anyway = move |()| found.set(Vec::new());
        let action = view! { <Button label="Create anyway" slim=true on_press=anyway/> };
        Some(banner(
            Tone::Caution,
            Icon::Copy,
            words,
            Some(action.into_any()),
        ))
    })
    .into_any()
}

/// The record that has the name or number already, one click away.
pub fn twin_banner(sheet: &Sheet, twin: &Existing) -> AnyView {
    let desk = sheet.desk;
    let text = if twin.archived {
        format!(
            "The archived {} {} has this already; it can be restored.",
            desk.one, twin.label
        )
    } else {
        format!("The {} {} has this already.", desk.one, twin.label)
    };
    let href = desk.at(twin.id);
    let action = view! { <LinkButton href=href label="Open it" slim=true/> }.into_any();
    banner(Tone::Caution, Icon::Copy, text, Some(action))
}
