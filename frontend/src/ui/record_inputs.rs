//! Inputs for fields that refer to one or several other records.

use domain::choices::Choices;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::field_spec::{FieldSpec, Kind, name_field, names_field};
use super::field_text::shown;
use super::finder::{CreateRequest, Finder, Hit, IdFilter, PresetIds, QuickCreate, Search};
use super::form::Named;
use super::form_value::FormValue;
use super::icon::{Icon, icon};
use super::picker::{Picker, Scope};
use super::{live, live_text};

/// An input for the id of another record: field name, label, entity.
#[derive(Clone, Copy)]
pub struct RecordInput {
    pub field: &'static str,
    /// Its name.
    pub label: &'static str,
    /// The path of the entity.
    pub path: &'static str,
    /// The value.
    pub value: Memo<Value>,
    /// Puts another id there, or nothing.
    pub set: Callback<Value>,
    /// What a record that is made here belongs to.
    pub given: Callback<(), PresetIds>,
    /// Without a label, as in a table: the control has an accessible name.
    pub bare: bool,
}

/// The picker of one record; `within` narrows what is offered.
pub fn record_input(
    place: RecordInput,
    within: impl Fn() -> IdFilter + Send + Sync + 'static,
) -> AnyView {
    searched_input(place, Finder::from_context().narrowed(place.path, within))
}

/// The picker of one record with a search of its own.
pub fn searched_input(place: RecordInput, search: Search) -> AnyView {
    scoped_input(place, search, None)
}

/// The same with a search that looks at some of the records first, and the way to the others.
pub fn scoped_input(place: RecordInput, search: Search, scope: Option<Scope>) -> AnyView {
    let RecordInput {
        field,
        label,
        path,
        value,
        set,
        given,
        bare,
    } = place;
    let chosen = Memo::new(move |_| value.with(Value::as_i64));
    let known = known_name(field, path, chosen);
    let pick = Callback::new(move |hit: Option<Hit>| {
        set.run(hit.as_ref().map_or(Value::Null, |hit| Value::from(hit.id)));
        known.set(hit);
    });
    let shown = Signal::derive(move || known.get().filter(|hit| Some(hit.id) == chosen.get()));
    view! {
        <Picker
            value=shown
            on_pick=pick
            search=search
            label=label
            bare=bare
            placeholder="Type a name"
            on_create=quick_create_of(path, given, Callback::new(move |hit| pick.run(Some(hit))))
            scope=scope
        />
    }
    .into_any()
}

/// The name of a picked record: from the edited record, else from the server.
fn known_name(
    field: &'static str,
    path: &'static str,
    chosen: Memo<Option<i64>>,
) -> RwSignal<Option<Hit>> {
    let named = use_context::<Named>();
    let finder = Finder::from_context();
    let known = RwSignal::new(None::<Hit>);
    Effect::new(move || {
        let Some(id) = chosen.get() else {
            return;
        };
        if known.with_untracked(|hit| hit.as_ref().is_some_and(|hit| hit.id == id)) {
            return;
        }
        let loaded_name = named.and_then(|named| named.name_of(field, id));
        if let Some(name) = loaded_name {
            let archived = named.is_some_and(|named| named.is_past(field, id));
            known.set(Some(Hit {
                archived,
                ..Hit::named(id, name)
            }));
            return;
        }
        let coming = finder.name.run((path, id));
        spawn_local(async move {
            let name = coming.await.unwrap_or_else(|_away| format!("#{id}"));
            if chosen.try_get_untracked().flatten() == Some(id) {
                known.try_set(Some(Hit::named(id, name)));
            }
        });
    });
    known
}

/// A value of a field for display: records by name, `linked` to their pages, other values as in [`shown`].
pub fn value_view(value: &Value, kind: Option<Kind>, choices: &Choices, linked: bool) -> AnyView {
    match (kind, value) {
        (Some(Kind::Record(path) | Kind::Link(path)), Value::Number(id)) if !path.is_empty() => {
            name_of(path, id.as_i64().unwrap_or_default(), linked)
        }
        (Some(Kind::Records(path)), Value::Array(ids)) if !ids.is_empty() => {
            let names = ids.iter().filter_map(Value::as_i64);
            joined(names.map(|id| name_of(path, id, linked)), ", ")
        }
        (Some(Kind::Rows(fields)), Value::Array(rows)) if !rows.is_empty() => joined(
            rows.iter()
                .map(|row| row_view(row, fields, choices, linked)),
            "; ",
        ),
        (Some(Kind::Rows(fields)), Value::Object(_)) => row_view(value, fields, choices, linked),
        _ => shown(value, kind, choices).into_any(),
    }
}

/// What is made here belongs to nothing yet.
#[must_use]
pub fn nothing_given() -> Callback<(), PresetIds> {
    Callback::new(|()| PresetIds::new())
}

/// A row for display: its values; a set flag by its label.
fn row_view(row: &Value, fields: &[FieldSpec], choices: &Choices, linked: bool) -> AnyView {
    let parts = fields.iter().filter_map(|spec| {
        let value = row.get(spec.name).filter(|value| !value.is_null())?;
        match spec.kind {
            Kind::Flag if value == &Value::Bool(true) => Some(spec.label.to_lowercase().into_any()),
            Kind::Flag => None,
            kind => Some(value_view(value, Some(kind), choices, linked)),
        }
    });
    joined(parts, " ")
}

fn joined(parts: impl Iterator<Item = AnyView>, between: &'static str) -> AnyView {
    let parts = parts.enumerate();
    let all: Vec<AnyView> = parts
        .map(|(at, part)| view! { {(at > 0).then_some(between)}{part} }.into_any())
        .collect();
    all.into_any()
}

/// The name of a record from the server; its id if that fails.
fn name_of(path: &'static str, id: i64, linked: bool) -> AnyView {
    let name = RwSignal::new(String::new());
    let coming = Finder::from_context().name.run((path, id));
    spawn_local(async move {
        let known = coming.await.unwrap_or_else(|_away| format!("No. {id}"));
        name.try_set(known);
    });
    let text = live_text(move || name.get());
    if linked {
        view! { <a class="link" href=format!("{path}/{id}")>{text}</a> }.into_any()
    } else {
        text
    }
}

/// Creates a record of an entity in a dialog, if permitted, and passes it to `made`.
fn quick_create_of(
    path: &'static str,
    given: Callback<(), PresetIds>,
    made: Callback<Hit>,
) -> Option<Callback<String>> {
    let quick_create = use_context::<QuickCreate>()?;
    let may = quick_create.may.run(path);
    let request = move |typed: String| CreateRequest {
        path,
        typed,
        given: given.run(()),
        made,
    };
    may.then(|| Callback::new(move |typed: String| quick_create.make.run(request(typed))))
}

/// Several records of the entity at `path`: those that are chosen as tokens, and a picker that adds one.
pub fn records_input(
    form_value: FormValue,
    field: &'static str,
    path: &'static str,
    label: &'static str,
) -> AnyView {
    let value = form_value.value();
    let ids = Memo::new(move |_| {
        value.with(|value| {
            let items = value.as_array().into_iter().flatten();
            items.filter_map(Value::as_i64).collect::<Vec<_>>()
        })
    });
    let picked = RwSignal::new(Vec::<Hit>::new());
    let add = Callback::new(move |hit: Option<Hit>| {
        let Some(hit) = hit else { return };
        let mut all = ids.get_untracked();
        if !all.contains(&hit.id) {
            all.push(hit.id);
            picked.update(|picked| picked.push(hit));
            form_value.set(Value::from(all));
        }
    });
    let token = move |id: i64| {
        let chosen = Memo::new(move |_| Some(id));
        let here = picked.with_untracked(|picked| picked.iter().find(|hit| hit.id == id).cloned());
        let known = match here {
            Some(hit) => RwSignal::new(Some(hit)),
            None => known_name(field, path, chosen),
        };
        let name = move || known.get().map(|hit| hit.name).unwrap_or_default();
        let archived = live(move || {
            let archived = known.with(|hit| hit.as_ref().is_some_and(|hit| hit.archived));
            archived.then(|| view! { <span class="muted">"Archived"</span> }.into_any())
        });
        let remove = move |_| {
            let left = ids.get_untracked().into_iter().filter(|other| *other != id);
            form_value.set(Value::from(left.collect::<Vec<_>>()));
        };
        view! {
            <span class="token">
                {name}
                {archived}
                <button type="button" aria-label=move || format!("Remove {}", name()) on:click=remove>{icon(Icon::Cross)}</button>
            </span>
        }
    };
    view! {
        <div class="several">
            <div class="row"><For each=move || ids.get() key=|id| *id children=token/></div>
            <Picker
                value=Signal::stored(None)
                on_pick=add
                search=Finder::from_context().of(path)
                label=label
                placeholder="Add by name"
                on_create=quick_create_of(path, nothing_given(), Callback::new(move |hit| add.run(Some(hit))))
            />
        </div>
    }
    .into_any()
}

impl Named {
    /// Whether the record with an id in one of its fields is archived.
    fn is_past(self, field: &str, id: i64) -> bool {
        self.0.with_value(|record| {
            let past = |link: &str| {
                let past = record.get("archived_links").and_then(Value::as_array);
                past.is_some_and(|past| past.iter().any(|known| known == link))
            };
            match record.get(field) {
                // Of several each is named by its place.
                Some(Value::Array(ids)) => ids
                    .iter()
                    .position(|known| known.as_i64() == Some(id))
                    .is_some_and(|at| past(&format!("{field}/{at}"))),
                Some(one) => one.as_i64() == Some(id) && past(field),
                None => false,
            }
        })
    }

    /// What the record under the form calls the record with an id in one of its fields.
    fn name_of(self, field: &str, id: i64) -> Option<String> {
        self.0.with_value(|record| {
            if record.get(field).and_then(Value::as_i64) == Some(id) {
                let name = record.get(&name_field(field))?.as_str()?;
                return Some(name.to_owned());
            }
            let ids = record.get(field)?.as_array()?;
            let names = record.get(&names_field(field))?.as_array()?;
            let at = ids.iter().position(|other| other.as_i64() == Some(id))?;
            Some(names.get(at)?.as_str()?.to_owned())
        })
    }
}
