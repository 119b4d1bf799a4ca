//! The dialog that names a new saved view or renames one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::saved_views::{SavedView, SavedViews, VIEWS};
use crate::api::idempotency_key::IdempotencyKey;
use crate::api::record_json;
use crate::ui::app_error::AppError;
use crate::ui::button::{Button, ButtonStyle};
use crate::ui::dialog::{Dialog, ask_before_closing};
use crate::ui::dom::focus_soon;
use crate::ui::field::{Field, FieldPrefix};
use crate::ui::focus::show_errors;
use crate::ui::input::{Switch, TextInput};
use crate::ui::toast::Toasts;
use crate::ui::url_query::VIEW;

/// What is named.
#[derive(Debug, Clone)]
pub enum ViewNaming {
    /// What is shown, as a new view.
    New,
    /// A saved view.
    Other(SavedView),
}

/// Asks for the name; closed when `naming` is emptied.
pub fn name_view(
    saved_views: SavedViews,
    wanted: ViewNaming,
    naming: RwSignal<Option<ViewNaming>>,
) -> AnyView {
    let open = RwSignal::new(true);
    Effect::new(move || {
        if !open.get() {
            naming.set(None);
        }
    });
    let label = match wanted {
        ViewNaming::New => "Save a view",
        ViewNaming::Other(_) => "Rename the view",
    };
    view! { <Dialog open=open label=label>{inside(saved_views, wanted.clone(), open, label)}</Dialog> }
        .into_any()
}

fn inside(
    saved_views: SavedViews,
    wanted: ViewNaming,
    open: RwSignal<bool>,
    title: &'static str,
) -> AnyView {
    FieldPrefix::provide("view-");
    let toasts = Toasts::from_context();
    let is_new = matches!(wanted, ViewNaming::New);
    let name = RwSignal::new(match &wanted {
        ViewNaming::New => String::new(),
        ViewNaming::Other(view) => view.name.clone(),
    });
    let (shared, first) = (RwSignal::new(false), RwSignal::new(false));
    let wrong = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let key = IdempotencyKey::new();
    let before = name.get_untracked();
    ask_before_closing(Signal::derive(move || name.with(|name| *name != before)));
    let save = move || {
        if busy.get_untracked() {
            return;
        }
        let named = name.get_untracked();
        let wanted = wanted.clone();
        let body = json!({
            "list": saved_views.layout.list_name(), "name": named, "query": saved_views.query(),
            "columns": saved_views.layout.columns_now(),
            "is_shared": shared.get_untracked(), "is_default": first.get_untracked(),
        });
        busy.set(true);
        spawn_local(async move {
            let api = saved_views.session.api();
            let views = api.records(VIEWS);
            let answer = match (wanted, body) {
                (ViewNaming::Other(view), _) => {
                    let patch = json!({"name": named});
                    views.update(view.id, &view.etag, &patch).await
                }
                (ViewNaming::New, Value::Object(body)) => {
                    views.create(&body, Some(&key.get())).await
                }
                _ => return,
            };
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match answer {
                Ok(view) => {
                    toasts.say(format!("View {named} saved"));
                    let id = record_json::number(&view.value, "id").map(|id| id.to_string());
                    open.set(false);
                    saved_views.fetch();
                    if is_new {
                        saved_views.query.set(&[(VIEW, id)], true);
                    }
                }
                Err(error) => {
                    let error = AppError::from(error);
                    key.failed(&error);
                    let message = error.errors().first().map(|error| error.message.clone());
                    wrong.set(Some(message.unwrap_or_else(|| error.message())));
                    show_errors();
                }
            }
        });
    };
    let options = is_new.then(|| {
        let share = saved_views.may_share().then(|| {
            view! { <Switch label="Shared with everyone" value=shared on_change=move |on| shared.set(on)/> }
        });
        view! {
            {share}
            <Switch label="My default view" value=first on_change=move |on| first.set(on)/>
        }
    });
    focus_soon("#view-field-name");
    let pressed = save.clone();
    view! {
        <form
            class="body"
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <h2>{title}</h2>
            <Field name="name" label="Name" required=true error=wrong>
                <TextInput value=name on_change=move |text| name.set(text)/>
            </Field>
            {options}
        </form>
        <footer>
            <Button label="Cancel" on_press=move |()| open.set(false)/>
            <Button label="Save" look=ButtonStyle::Primary busy=busy on_press=move |()| pressed()/>
        </footer>
    }
    .into_any()
}
