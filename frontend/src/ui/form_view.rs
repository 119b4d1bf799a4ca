//! Draws a form from its field table: groups, controls, error summary.

use std::sync::Arc;

use domain::choices::Choices;
use domain::permissions::Operation;
use leptos::prelude::*;

use super::banner::refusal_banner;
use super::date_input::DateInput;
use super::field::Field;
use super::field_spec::{FieldGroup, FieldSpec, Kind, label_of_field, offered, spec_of};
use super::finder::{Finder, PresetIds, Search};
use super::form::Form;
use super::form_value::FormValue;
use super::input::{Choice, Select, Switch, TextArea, TextInput};
use super::multi_select::{TickList, TokenInput};
use super::number_input::{DecimalInput, Joined, Unit};
use super::record_inputs::{RecordInput, records_input, searched_input};
use super::rows_input::rows_input;
use super::zone_input::ZoneInput;

/// Whether the user has the permission that a field needs; other fields are left out. In the context of
/// the form.
#[derive(Debug, Clone, Copy)]
pub struct FieldPermissions(pub Callback<Operation, bool>);

/// All groups of a form, one under the other.
pub fn form_groups(form: Form, groups: &'static [FieldGroup], choices: &Arc<Choices>) -> AnyView {
    groups
        .iter()
        .map(|group| form_group(form, group, choices, None))
        .collect_view()
        .into_any()
}

/// One group, with further fields behind its own.
pub fn form_group(
    form: Form,
    group: &'static FieldGroup,
    choices: &Arc<Choices>,
    more: Option<AnyView>,
) -> AnyView {
    let may = use_context::<FieldPermissions>();
    let granted = |spec: &&FieldSpec| match (spec.needs, may) {
        (Some(needed), Some(FieldPermissions(may))) => may.run(needed),
        _ => true,
    };
    let fields = group
        .inputs()
        .filter(granted)
        .map(|spec| form_field(form, *spec, choices))
        .collect_view();
    frame(
        group.title,
        group.about,
        view! { <div class="fields">{fields}{more}</div> }.into_any(),
    )
}

/// The frame of a group round anything: title and sentence at the left, content at the right.
pub fn frame(title: &'static str, about: &'static str, content: AnyView) -> AnyView {
    view! {
        <section class="group" aria-label=title>
            <header><h2>{title}</h2>{(!about.is_empty()).then(|| view! { <p>{about}</p> })}</header>
            {content}
        </section>
    }
    .into_any()
}

/// One field with the control of its kind, tied to the form.
pub fn form_field(form: Form, spec: FieldSpec, choices: &Arc<Choices>) -> AnyView {
    let name = spec.name;
    if matches!(spec.kind, Kind::Link(_) | Kind::Town) {
        return ().into_any();
    }
    if matches!(spec.kind, Kind::Flag) {
        return view! {
            <div class="field" class:whole=spec.full_width>
                {(!spec.help.is_empty()).then(|| view! { <span class="help">{spec.help}</span> })}
                <Switch label=spec.label value=form.flag(name) on_change=form.set_flag(name)/>
            </div>
        }
        .into_any();
    }
    let choices = Arc::clone(choices);
    let form_value = FormValue::new(form, format!("/{name}"));
    let group = matches!(spec.kind, Kind::Ticks(_) | Kind::Rows(_));
    let rule = form.field_rule(name);
    view! {
        <Field
            name=name
            label=spec.label
            help=spec.help
            required=spec.required || rule.is_required
            max_length=rule.max_length.filter(|_| spec.kind.is_text())
            error=form.error(name)
            on_leave=form.leave(name)
            whole=spec.full_width
            group=group
        >
            {control(form_value, form, spec, &choices)}
        </Field>
    }
    .into_any()
}

/// The control of a kind, tied to one value of the form.
pub fn control(
    form_value: FormValue,
    form: Form,
    spec: FieldSpec,
    choices: &Arc<Choices>,
) -> AnyView {
    let entries = |list: &str| {
        let mut entries = offered(choices, list);
        entries.retain(|entry| !spec.omits.contains(&entry.code.as_str()));
        Signal::stored(entries)
    };
    let (text, set) = (form_value.text(), form_value.set_text());
    form_value.provide_pending();
    match spec.kind {
        Kind::Line => view! { <TextInput value=text on_change=set/> }.into_any(),
        Kind::Email => view! { <TextInput value=text on_change=set kind="email"/> }.into_any(),
        Kind::Secret => {
            let (text, set) = (form.secrets().text(spec.name), form.set_secret(spec.name));
            view! { <TextInput value=text on_change=set kind="password" autocomplete="new-password"/> }.into_any()
        }
        Kind::Phone => phone_input(text, set),
        Kind::Note => view! { <TextArea value=text on_change=set/> }.into_any(),
        Kind::Code(list) => view! { <Select choices=entries(list) value=text on_change=set blank="–"/> }.into_any(),
        Kind::Chosen(list) => view! { <Select choices=entries(list) value=text on_change=set/> }.into_any(),
        Kind::Ticks(list) => {
            view! { <TickList choices=entries(list) value=form_value.codes() on_change=form_value.set_codes()/> }.into_any()
        }
        Kind::Codes(list) => {
            view! { <TokenInput choices=entries(list) value=form_value.codes() on_change=form_value.set_codes()/> }.into_any()
        }
        Kind::State => state_input(form, text, set, entries("us_state")),
        Kind::Zone => view! { <ZoneInput value=text on_change=set/> }.into_any(),
        Kind::Day => view! { <DateInput value=text on_change=set/> }.into_any(),
        Kind::Money => view! {
            <Joined><DecimalInput value=text on_change=set/><Unit text="$"/></Joined>
        }
        .into_any(),
        Kind::Price => view! { <DecimalInput value=text on_change=set places=4/> }.into_any(),
        Kind::Weight => view! { <DecimalInput value=text on_change=set/> }.into_any(),
        Kind::Count => view! { <DecimalInput value=text on_change=form_value.set_count() places=0/> }.into_any(),
        Kind::Flag => view! {
            <input type="checkbox" class="check" aria-label=spec.label prop:checked=form_value.flag()
                on:change=move |event| form_value.set_flag().run(event_target_checked(&event))/>
        }
        .into_any(),
        Kind::Record(path) => {
            let place = RecordInput {
                field: spec.name,
                label: spec.label,
                path,
                value: form_value.value(),
                set: Callback::new(move |value| form_value.set(value)),
                given: given_by(form, spec),
                bare: false,
            };
            searched_input(place, search_of(form, spec, path))
        }
        Kind::Records(path) => records_input(form_value, spec.name, path, spec.label),
        Kind::Rows(fields) => rows_input(form, spec, fields, choices),
        Kind::Link(_) | Kind::Town => ().into_any(),
    }
}

/// The search of a field that names a record of the entity at `path`: narrowed, or led, by another field of the form.
pub fn search_of(form: Form, spec: FieldSpec, path: &'static str) -> Search {
    let at = move |field: Option<&'static str>| {
        let id = form.value_at(field?)?.as_i64()?;
        Some((field?, id))
    };
    let finder = Finder::from_context();
    match spec.first_of {
        Some(_) => finder.preferring(path, move || at(spec.first_of)),
        None => finder.narrowed(path, move || at(spec.within)),
    }
}

/// What a record that is made from a field belongs to: that by which the field is narrowed or led, and what else it brings.
pub fn given_by(form: Form, spec: FieldSpec) -> Callback<(), PresetIds> {
    Callback::new(move |()| {
        let now = form.now();
        let lead = spec.within.or(spec.first_of);
        let names = lead.into_iter().chain(spec.brings.iter().copied());
        names
            .filter_map(|name| Some((name, now.get(name)?.as_i64()?)))
            .collect()
    })
}

/// A phone number is formatted unless it has the focus.
fn phone_input(text: Signal<String>, set: Callback<String>) -> AnyView {
    let typing = RwSignal::new(false);
    let shown = Signal::derive(move || {
        let stored = text.get();
        if typing.get() {
            stored
        } else {
            super::field_text::phone(&stored)
        }
    });
    let set = Callback::new(move |value: String| {
        typing.set(true);
        set.run(value);
    });
    view! {
        <div on:focusout=move |_| typing.set(false)>
            <TextInput value=shown on_change=set kind="tel" placeholder="(402) 555-0100"/>
        </div>
    }
    .into_any()
}

fn state_input(
    form: Form,
    text: Signal<String>,
    set: Callback<String>,
    states: Signal<Vec<Choice>>,
) -> AnyView {
    let country = form.text("country");
    let home = Memo::new(move |_| country.with(|country| country.is_empty() || country == "USA"));
    (move || {
        if home.get() {
            view! { <Select choices=states value=text on_change=set blank="–"/> }.into_any()
        } else {
            view! { <TextInput value=text on_change=set/> }.into_any()
        }
    })
    .into_any()
}

/// What is wrong, with a link to each field; nothing while all is well. `refusal` is what was refused as a whole.
pub fn error_summary(
    form: Form,
    groups: &'static [FieldGroup],
    refusal: Signal<Option<String>>,
) -> AnyView {
    let wrong = form.wrong();
    (move || {
        let errors = wrong.get();
        if let Some(text) = refusal.get() {
            return Some(refusal_banner(text));
        }
        if errors.is_empty() {
            return None;
        }
        let count = errors.len();
        let links = errors.into_iter().enumerate().map(|(index, error)| {
            let pointer = error.pointer.unwrap_or_default();
            // Errors without a field in this form are written out in full.
            let label = match spec_of(groups, &pointer) {
                Some(_) => label_of_field(groups, &pointer),
                None => error.message.clone(),
            };
            let target = control_of(&pointer);
            let href = format!("#{}", target.first().cloned().unwrap_or_default());
            view! {
                {(index > 0).then_some(", ")}
                <a
                    class="link"
                    href=href
                    title=error.message
                    on:click=move |event| {
                        event.prevent_default();
                        let there = |id: &&String| super::dom::find(&format!("#{id}")).is_some();
                        if let Some(id) = target.iter().find(there) {
                            super::dom::focus(&format!("#{id}"));
                        }
                    }
                >
                    {label}
                </a>
            }
        });
        let words = if count == 1 {
            "1 field needs attention: ".to_owned()
        } else {
            format!("{count} fields need attention: ")
        };
        Some(refusal_banner(view! { {words}{links.collect_view()} }))
    })
    .into_any()
}

/// The possible ids of a pointer's control: its own, or that of its field.
fn control_of(pointer: &str) -> Vec<String> {
    let path = pointer.trim_start_matches('/');
    let whole = path.split('/').next().unwrap_or_default();
    vec![
        format!("field-{}", path.replace('/', "-")),
        format!("field-{whole}"),
    ]
}
