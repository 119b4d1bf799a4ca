//! Making a record in place: from a picker, in a dialog with the fields that its entity cannot do without.

use std::sync::Arc;

use domain::permissions::Operation;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::desk::Sheet;
use crate::desks::sheet_at;
use crate::records::calls;
use crate::session::{Session, request_key};
use crate::similar::similar;
use crate::ui::banner::banner;
use crate::ui::button::{Button, SubmitButton};
use crate::ui::dialog::Dialog;
use crate::ui::dom::focus_soon;
use crate::ui::field::FieldPrefix;
use crate::ui::finder::{Hit, Maker};
use crate::ui::form::{Check, Form};
use crate::ui::form_view::form_field;
use crate::ui::icon::Icon;
use crate::ui::spec::Kind;
use crate::ui::status::Tone;

/// What is to be made: what it is like, what was typed, who is told.
#[derive(Clone)]
struct Wanted {
    sheet: &'static Sheet,
    typed: String,
    made: Callback<Hit>,
}

/// Lets the pickers of this page make records; the answer draws the dialog and belongs at the end of the page.
pub fn provide_maker() -> AnyView {
    let session = Session::here();
    let open = RwSignal::new(false);
    let wanted = RwSignal::new(None::<Wanted>);
    provide_context(Maker {
        may: Callback::new(move |path: &'static str| {
            sheet_at(path).is_some_and(|sheet| {
                sheet.page.is_none() && session.may(Operation::Create, sheet.desk.kind)
            })
        }),
        make: Callback::new(
            move |(path, typed, made): (&'static str, String, Callback<Hit>)| {
                if let Some(sheet) = sheet_at(path) {
                    wanted.set(Some(Wanted { sheet, typed, made }));
                    open.set(true);
                }
            },
        ),
    });
    let label = Signal::derive(move || {
        wanted.with(|wanted| {
            wanted
                .as_ref()
                .map(|wanted| format!("New {}", wanted.sheet.desk.one))
                .unwrap_or_default()
        })
    });
    view! {
        <Dialog open=open label=label>
            {move || wanted.get().map(|wanted| inside(session, wanted, open, label))}
        </Dialog>
    }
    .into_any()
}

fn inside(
    session: Session,
    wanted: Wanted,
    open: RwSignal<bool>,
    label: Signal<String>,
) -> AnyView {
    provide_context(FieldPrefix("new-"));
    let sheet = wanted.sheet;
    let choices = session.choices();
    let check: Check = {
        let choices = Arc::clone(&choices);
        Arc::new(move |values| (sheet.check)(values, &choices))
    };
    let mut start = sheet.first_values();
    start.insert(sheet.desk.name.to_owned(), Value::from(wanted.typed.trim()));
    let form = Form::new(start, check);
    let key = StoredValue::new(request_key());
    let refusal = RwSignal::new(None::<String>);
    let create = calls(session, sheet).create;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        // The form behind the dialog is another one.
        event.stop_propagation();
        refusal.set(None);
        if form.saving().get_untracked() || !form.is_ready() {
            return;
        }
        form.saving().set(true);
        let coming = create.run((form.now(), key.get_value()));
        spawn_local(async move {
            let answer = coming.await;
            if refusal.is_disposed() {
                return;
            }
            form.saving().set(false);
            match answer {
                Ok(loaded) => {
                    open.set(false);
                    wanted.made.run(Hit::named(loaded.id, loaded.label));
                }
                Err(trouble) => {
                    key.set_value(request_key());
                    let errors = trouble.errors();
                    if errors.is_empty() {
                        refusal.set(Some(trouble.sentence()));
                    } else {
                        form.refuse(errors);
                    }
                }
            }
        });
    };
    let needed = sheet
        .groups
        .iter()
        .flat_map(|group| group.fields)
        .filter(|spec| {
            spec.name == sheet.desk.name || spec.required || sheet.desk.tell.contains(&spec.name)
        })
        .filter(|spec| !matches!(spec.kind, Kind::Rows(_) | Kind::Records(_)))
        .map(|spec| form_field(form, *spec, &choices))
        .collect_view();
    // What is wrong with fields that are not shown here is said in words.
    let wrong = form.wrong();
    let told = move || {
        let told = refusal.get().or_else(|| {
            let errors = wrong.get();
            let words: Vec<String> = errors.into_iter().map(|error| error.message).collect();
            (!words.is_empty()).then(|| words.join(". "))
        });
        told.map(|text| banner(Tone::Trouble, Icon::Caution, text, None))
    };
    focus_soon("dialog[open] form .input");
    view! {
        <form novalidate=true id="make" on:submit=submit>
            <div class="body">
                <h2>{move || label.get()}</h2>
                {told}
                {similar(sheet, form)}
                <div class="fields">{needed}</div>
            </div>
            <footer>
                <Button label="Cancel" on_press=move |()| open.set(false)/>
                <SubmitButton label="Create" busy=form.saving()/>
            </footer>
        </form>
    }
    .into_any()
}
