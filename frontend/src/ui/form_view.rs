//! Draws a form from its table of fields: groups by task, a control for each kind, the summary of what is wrong.

use std::sync::Arc;

use domain::choices::Choices;
use leptos::prelude::*;

use super::banner::banner;
use super::date_input::DateInput;
use super::dom::focus_soon;
use super::field::Field;
use super::figure_input::{DecimalInput, Joined, Unit};
use super::form::Form;
use super::icon::Icon;
use super::input::{Choice, Select, Switch, TextArea, TextInput};
use super::multi::{TickList, TokenInput};
use super::spec::{FieldGroup, FieldSpec, Kind, label_of_field, offered};
use super::status::Tone;

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
    let fields = group
        .fields
        .iter()
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
    let group = matches!(spec.kind, Kind::Ticks(_));
    if matches!(spec.kind, Kind::Link) {
        return ().into_any();
    }
    if matches!(spec.kind, Kind::Flag) {
        return view! {
            <div class="field" class:whole=spec.whole>
                <Switch label=spec.label value=form.flag(name) on_change=form.set_flag(name)/>
                {(!spec.help.is_empty()).then(|| view! { <span class="help">{spec.help}</span> })}
            </div>
        }
        .into_any();
    }
    let choices = Arc::clone(choices);
    view! {
        <Field
            name=name
            label=spec.label
            help=spec.help
            required=spec.required
            error=form.error(name)
            on_leave=form.leave(name)
            whole=spec.whole
            group=group
        >
            {control(form, spec, &choices)}
        </Field>
    }
    .into_any()
}

fn control(form: Form, spec: FieldSpec, choices: &Arc<Choices>) -> AnyView {
    let name = spec.name;
    let text = form.text(name);
    let set = form.set_text(name);
    let entries = |list: &str| Signal::stored(offered(choices, list));
    match spec.kind {
        Kind::Line => view! { <TextInput value=text on_change=set/> }.into_any(),
        Kind::Email => view! { <TextInput value=text on_change=set kind="email"/> }.into_any(),
        Kind::Phone => phone_input(text, set),
        Kind::Note => view! { <TextArea value=text on_change=set/> }.into_any(),
        Kind::Code(list) => view! { <Select choices=entries(list) value=text on_change=set blank="–"/> }.into_any(),
        Kind::Chosen(list) => view! { <Select choices=entries(list) value=text on_change=set/> }.into_any(),
        Kind::Ticks(list) => {
            view! { <TickList choices=entries(list) value=form.codes(name) on_change=form.set_codes(name)/> }.into_any()
        }
        Kind::Codes(list) => {
            view! { <TokenInput choices=entries(list) value=form.codes(name) on_change=form.set_codes(name)/> }.into_any()
        }
        Kind::State => state_input(form, text, set, entries("us_state")),
        Kind::Day => view! { <DateInput value=text on_change=set/> }.into_any(),
        Kind::Money => view! {
            <Joined><DecimalInput value=text on_change=set/><Unit text="$"/></Joined>
        }
        .into_any(),
        Kind::Price => view! { <DecimalInput value=text on_change=set places=4/> }.into_any(),
        Kind::Weight => view! { <DecimalInput value=text on_change=set/> }.into_any(),
        Kind::Count => view! { <DecimalInput value=text on_change=set places=0/> }.into_any(),
        Kind::Flag | Kind::Link => ().into_any(),
    }
}

/// A phone number stands formatted until it is typed in.
fn phone_input(text: Signal<String>, set: Callback<String>) -> AnyView {
    let typing = RwSignal::new(false);
    let shown = Signal::derive(move || {
        let stored = text.get();
        if typing.get() {
            stored
        } else {
            super::spec::phone(&stored)
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
            return Some(banner(Tone::Trouble, Icon::Caution, text, None));
        }
        if errors.is_empty() {
            return None;
        }
        let count = errors.len();
        let links = errors.into_iter().enumerate().map(|(index, error)| {
            let pointer = error.pointer.unwrap_or_default();
            let name = pointer
                .trim_start_matches('/')
                .split('/')
                .next()
                .unwrap_or_default()
                .to_owned();
            let label = label_of_field(groups, &pointer);
            let target = format!("#field-{name}");
            let href = target.clone();
            view! {
                {(index > 0).then_some(", ")}
                <a
                    class="link"
                    href=href
                    title=error.message
                    on:click=move |event| {
                        event.prevent_default();
                        super::dom::focus(&target);
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
        Some(banner(
            Tone::Trouble,
            Icon::Caution,
            view! { {words}{links.collect_view()} },
            None,
        ))
    })
    .into_any()
}

/// Puts the focus on the first field that is wrong.
pub fn focus_first_error() {
    focus_soon("[aria-invalid='true'], fieldset.field:has(.error)");
}
