//! The dialog for one entry of a choice list: label, order, active, payment terms, history.

use std::sync::Arc;

use domain::choice_entries::{ChoiceDraft, TermsAnchor, TermsKind};
use domain::choices::{Choices, FixedChoice, lists};
use domain::fields::Rules as _;
use domain::{FieldError, ProblemCode};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use crate::api::idempotency_key::IdempotencyKey;
use crate::api::record_json::{Record, number, text};
use crate::api::session::Session;
use crate::config::record_config::validate;
use crate::pages::unsaved_drafts::autosave_while_open;
use crate::ui::app_error::{AppError, BoxFuture};
use crate::ui::banner::refusal_banner;
use crate::ui::button::{Button, SubmitButton};
use crate::ui::dialog::ask_before_closing;
use crate::ui::dom::focus_soon;
use crate::ui::field::{Field, FieldPrefix};
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::focus::{show_errors, show_refusal};
use crate::ui::form::{Check, Form};
use crate::ui::form_value::FormValue;
use crate::ui::form_view::{control, form_field};
use crate::ui::history::{History, HistoryPage};
use crate::ui::input::TextInput;
use crate::ui::live;
use crate::ui::object;
use crate::ui::page_states::failed;
use crate::ui::toast::Toasts;

/// The address of entries in the API.
pub const ENTRIES: &str = "/choices";

const LABEL: FieldSpec = FieldSpec::new("label", "Label", Kind::Line);
const POSITION: FieldSpec =
    FieldSpec::new("position", "Order", Kind::Count).help("1 is first. The others move down");
const RETIRED: FieldSpec = FieldSpec::new("retired", "Existing records keep it", Kind::Flag);

/// What terms of payment consist of.
const TERMS: &[FieldSpec] = &[
    FieldSpec::new("kind", "Due date rule", Kind::Chosen(TermsKind::LIST)),
    FieldSpec::new("days", "Days", Kind::Count).help("Days after the date. Negative for prepaid"),
    FieldSpec::new("anchor", "Count from", Kind::Chosen(TermsAnchor::LIST)),
    FieldSpec::new("discount_pct", "Discount, %", Kind::Weight)
        .help("For early payment. Only of terms with a discount"),
    FieldSpec::new("discount_days", "Discount days", Kind::Count).help("After the invoice date"),
];

const GROUPS: &[FieldGroup] = &[FieldGroup {
    title: "Entry",
    about: "",
    fields: &[
        FieldSpec::new("code", "Code", Kind::Line),
        LABEL,
        POSITION,
        FieldSpec::new("retired", "Inactive", Kind::Flag),
        FieldSpec::new("terms", "Terms", Kind::Line),
        FieldSpec::new("kind", "Due date rule", Kind::Chosen(TermsKind::LIST)),
        FieldSpec::new("days", "Days", Kind::Count),
        FieldSpec::new("anchor", "Count from", Kind::Chosen(TermsAnchor::LIST)),
        FieldSpec::new("discount_pct", "Discount, %", Kind::Weight),
        FieldSpec::new("discount_days", "Discount days", Kind::Count),
    ],
}];

/// Payment terms as text: `15 days from the invoice date`.
#[must_use]
pub fn terms_in_words(entry: &Record, choices: &Choices) -> Option<String> {
    let terms = entry.get("terms")?.as_object()?;
    let kind: TermsKind = text(terms, "kind").parse().unwrap_or_default();
    let days = number(terms, "days");
    let anchor = choices.label(TermsAnchor::LIST, text(terms, "anchor"));
    let anchor = anchor.to_lowercase();
    let counted = days.map(|days| {
        let word = if days.abs() == 1 { "day" } else { "days" };
        match days {
            0 => format!("on the {anchor}"),
            1.. => format!("{days} {word} from the {anchor}"),
            _ => format!("{} {word} before the {anchor}", days.abs()),
        }
    });
    let discount = text(terms, "discount_pct");
    let within = number(terms, "discount_days").filter(|_| !discount.is_empty());
    let discount = within.map(|days| format!(", {discount}% within {days} days"));
    let meaning = match (kind, counted) {
        (TermsKind::Net, Some(counted)) => counted,
        (kind, Some(counted)) => format!("{}, {counted}", kind.label()),
        (kind, None) => kind.label().to_owned(),
    };
    Some(format!("{meaning}{}", discount.unwrap_or_default()))
}

/// An entry being edited: id, ETag, values.
#[derive(Debug, Clone)]
struct StoredEntry {
    id: i64,
    etag: String,
    record: Record,
}

/// Draws the dialog's content; `id` is `None` for a new entry of `list`. Calls `saved` when the lists have changed.
pub fn entry_dialog(
    session: Session,
    list: String,
    id: Option<i64>,
    open: RwSignal<bool>,
    saved: Callback<()>,
) -> AnyView {
    FieldPrefix::provide("entry-");
    let Some(id) = id else {
        return inside(session, list, None, open, saved);
    };
    let found = RwSignal::new(None::<Result<StoredEntry, AppError>>);
    let fetch = move || {
        spawn_local(async move { drop(found.try_set(Some(read(session, id).await))) });
    };
    fetch();
    live(move || {
        Some(match found.get()? {
            Ok(stored) => inside(session, list.clone(), Some(stored), open, saved),
            Err(error) => failed(&error, Some(Callback::new(move |()| fetch()))),
        })
    })
}

fn start_of(list: &str, stored: Option<&StoredEntry>) -> Record {
    let mut start = object([("list".to_owned(), json!(list))]);
    for name in ["code", "label", "position", "retired", "terms"] {
        let value = stored.and_then(|stored| stored.record.get(name).cloned());
        let fresh = match name {
            "retired" => json!(false),
            "terms" if list == lists::PAYMENT_TERMS => {
                json!({
                    "kind": TermsKind::default().code(), "days": null, "anchor": TermsAnchor::default().code(),
                    "discount_pct": null, "discount_days": null,
                })
            }
            "code" | "label" => json!(""),
            _ => Value::Null,
        };
        start.insert(name.to_owned(), value.unwrap_or(fresh));
    }
    start
}

fn inside(
    session: Session,
    list: String,
    stored: Option<StoredEntry>,
    open: RwSignal<bool>,
    saved: Callback<()>,
) -> AnyView {
    let toasts = Toasts::from_context();
    let choices = session.choices();
    let check: Check = {
        let choices = Arc::clone(&choices);
        Arc::new(move |values| validate::<ChoiceDraft>(values, &choices))
    };
    let form = Form::new(start_of(&list, stored.as_ref()), check)
        .with_field_rules(ChoiceDraft::field_rules());
    let refusal = RwSignal::new(None::<String>);
    let key = IdempotencyKey::new();
    let known = stored.is_some();
    let title = if known { "Edit entry" } else { "New entry" };
    let history = stored
        .as_ref()
        .map(|stored| past(session, stored.id, &choices));
    let target = StoredValue::new(stored.map(|stored| (stored.id, stored.etag)));
    let kept_as = match target.get_value() {
        Some((id, _)) => format!("choices/{id}"),
        None => format!("choices/new/{list}"),
    };
    autosave_while_open(form, kept_as);
    ask_before_closing(form.dirty());
    let has_terms = list == lists::PAYMENT_TERMS;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        refusal.set(None);
        if form.saving().get_untracked() {
            return;
        }
        if !form.is_ready() {
            show_errors();
            return;
        }
        form.saving().set(true);
        let list = list.clone();
        spawn_local(async move {
            let answer = send(session, target.get_value(), form, &key.get()).await;
            if refusal.is_disposed() {
                return;
            }
            form.saving().set(false);
            match answer {
                Ok(()) => {
                    open.set(false);
                    toasts.say("List saved");
                    saved.run(());
                }
                Err(error) => {
                    key.failed(&error);
                    if error.is(ProblemCode::StaleVersion) {
                        let message = join(session, &list, target, form).await;
                        refusal.try_set(Some(message.unwrap_or_else(|away| away.message())));
                        show_refusal();
                    } else if error.errors().is_empty() {
                        refusal.set(Some(error.message()));
                        show_refusal();
                    } else {
                        form.show_errors(error.errors());
                        show_errors();
                    }
                }
            }
        });
    };
    // Errors without a field in this dialog are shown at its top.
    let wrong = form.wrong();
    let elsewhere = move || {
        let shown = |error: &FieldError| {
            let pointer = error.pointer.as_deref().unwrap_or_default();
            let own = pointer.trim_start_matches('/');
            matches!(own, "code" | "label" | "position" | "retired")
                || (has_terms && own.starts_with("terms/"))
        };
        let wrong = wrong.get().into_iter().filter(|error| !shown(error));
        let words: Vec<String> = wrong.map(|error| error.message).collect();
        (!words.is_empty()).then(|| words.join(". "))
    };
    let terms = has_terms.then(|| {
        let fields = TERMS.iter().map(|spec| term(form, *spec, &choices));
        view! { <div class="fields">{fields.collect_view()}</div> }
    });
    focus_soon(if known {
        "#entry-field-label"
    } else {
        "#entry-field-code"
    });
    view! {
        <form novalidate=true on:submit=submit>
            <div class="body">
                <h2>{title}</h2>
                {move || refusal.get().or_else(elsewhere).map(refusal_banner)}
                <Field name="code" label="Code" help="Cannot be changed later" required=!known max_length=form.field_rule("code").max_length error=form.error("code") on_leave=form.leave("code")>
                    <TextInput value=form.text("code") on_change=form.set_text("code") read_only=known/>
                </Field>
                {form_field(form, LABEL, &choices)}
                {form_field(form, POSITION, &choices)}
                {terms}
                {form_field(form, RETIRED, &choices)}
                {history}
            </div>
            <footer>
                <Button label="Cancel" on_press=move |()| open.set(false)/>
                <SubmitButton label="Save" busy=form.saving()/>
            </footer>
        </form>
    }
    .into_any()
}

fn term(form: Form, spec: FieldSpec, choices: &Arc<Choices>) -> AnyView {
    let form_value = FormValue::new(form, format!("/terms/{}", spec.name));
    let choices = Arc::clone(choices);
    view! {
        <Field name=format!("terms-{}", spec.name) label=spec.label help=spec.help error=form_value.error()>
            {control(form_value, form, spec, &choices)}
        </Field>
    }
    .into_any()
}

/// The history of the entry, loaded on request.
fn past(session: Session, id: i64, choices: &Arc<Choices>) -> AnyView {
    let load = Callback::new(move |cursor: Option<String>| -> BoxFuture<HistoryPage> {
        Box::pin(async move {
            let api = session.api();
            let mut page = api.records(ENTRIES).history(id, cursor.as_deref()).await?;
            // Parts of the terms are called by their own words.
            for change in page.items.iter_mut().flat_map(|entry| &mut entry.changes) {
                if let Some(part) = change.pointer.strip_prefix("/terms") {
                    change.pointer = part.to_owned();
                }
            }
            Ok((page.items, page.next_cursor))
        })
    });
    let asked = RwSignal::new(false);
    let choices = Arc::clone(choices);
    view! {
        <details class="past-changes" on:toggle=move |_| asked.set(true)>
            <summary class="link">"History"</summary>
            {move || asked.get().then(|| view! { <History load=load groups=GROUPS choices=Arc::clone(&choices)/> })}
        </details>
    }
    .into_any()
}

/// After a concurrent change: keeps the input on top of the current entry, so that it can be saved.
async fn join(
    session: Session,
    list: &str,
    target: StoredValue<Option<(i64, String)>>,
    form: Form,
) -> Result<String, AppError> {
    let Some((id, _)) = target.try_get_value().flatten() else {
        return Err(AppError::not_found());
    };
    let stored = read(session, id).await?;
    // Closed meanwhile: there is no form to go on with.
    if target.is_disposed() {
        return Ok(String::new());
    }
    let theirs = start_of(list, Some(&stored));
    let mut both = theirs.clone();
    both.extend(form.patch());
    form.replace(theirs, both);
    target.set_value(Some((id, stored.etag)));
    let by = text(&stored.record, "updated_by_name");
    let by = if by.is_empty() { "Someone" } else { by };
    Ok(format!(
        "{by} changed this entry. Your input is kept. Check it, then save again."
    ))
}

async fn read(session: Session, id: i64) -> Result<StoredEntry, AppError> {
    let api = session.api();
    let tagged = api.records(ENTRIES).read(id).await?;
    Ok(StoredEntry {
        id,
        etag: tagged.etag,
        record: tagged.value,
    })
}

/// Saves an entry and reads all lists again, which every page takes them from.
async fn send(
    session: Session,
    target: Option<(i64, String)>,
    form: Form,
    key: &str,
) -> Result<(), AppError> {
    let api = session.api();
    let entries = api.records(ENTRIES);
    match target {
        Some((id, etag)) => {
            let patch = Value::Object(form.patch());
            entries.update(id, &etag, &patch).await?;
        }
        None => {
            let mut body = form.now();
            body.retain(|_, value| !value.is_null());
            entries.create(&body, Some(key)).await?;
        }
    }
    session.read_choices().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_told_in_words() {
        let choices = domain::all_choices::all_choices(std::collections::BTreeMap::new());
        let message = |terms: Value| {
            let entry = json!({ "terms": terms });
            terms_in_words(entry.as_object().unwrap(), &choices)
        };
        assert_eq!(
            message(json!({"kind": "net", "days": 15, "anchor": "invoice"})).as_deref(),
            Some("15 days from the invoice date")
        );
        assert_eq!(
            message(json!({"kind": "prepaid", "days": -1, "anchor": "pickup"})).as_deref(),
            Some("Prepaid, 1 day before the pick-up date")
        );
        assert_eq!(
            message(json!({"kind": "discount", "days": 30, "anchor": "invoice", "discount_pct": "2.00", "discount_days": 10})).as_deref(),
            Some("Net days with discount, 30 days from the invoice date, 2.00% within 10 days")
        );
        assert_eq!(message(Value::Null), None);
    }
}
