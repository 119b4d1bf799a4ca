//! The status actions of a record: the first allowed one is the page's main button, the others are in its menu.
//!
//! Each runs from a dialog with an idempotency key, so pressing it twice does no harm.

use std::sync::Arc;

use domain::ProblemCode;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::api::idempotency_key::new_key;
use crate::api::record_json::{self, Record};
use crate::config::record_config::RecordAction;
use crate::pages::loaded_record::LoadedRecord;
use crate::pages::record_page::RecordPage;
use crate::pages::unsaved_drafts::autosave_while_open;
use crate::ui::app_error::AppError;
use crate::ui::banner::refusal_banner;
use crate::ui::button::{Button, ButtonStyle, SubmitButton};
use crate::ui::dialog::{Dialog, ask_before_closing};
use crate::ui::dom::focus_soon;
use crate::ui::field::{Field, FieldPrefix};
use crate::ui::focus::{focus_next_step, show_errors, show_refusal};
use crate::ui::form::Form;
use crate::ui::icon::Icon;
use crate::ui::input::TextArea;
use crate::ui::live;
use crate::ui::menu::MenuItem;
use crate::ui::object;

/// The status actions in the page header.
pub struct ActionMenu {
    /// The entries of the menu.
    pub items: Signal<Vec<MenuItem>>,
    /// The main action.
    pub main: AnyView,
    /// The dialog of an action.
    pub dialog: AnyView,
}

/// The steps that a record allows now.
pub fn record_actions(page: RecordPage) -> ActionMenu {
    let actions = page.config.actions;
    let may = move |action: &RecordAction| page.session.may(action.needs, page.config.list.kind);
    let allowed = Memo::new(move |_| {
        page.loaded.with(|loaded| {
            let now: Vec<&str> = record_json::texts(&loaded.record, "allowed_actions").collect();
            let granted = actions.iter().filter(|action| may(action));
            let codes = granted.map(|action| action.code);
            codes
                .filter(|code| !loaded.archived && now.contains(code))
                .collect::<Vec<_>>()
        })
    });
    let asking = RwSignal::new(None::<RecordAction>);
    let open = RwSignal::new(false);
    let start = move |action: RecordAction| {
        asking.set(Some(action));
        open.set(true);
    };
    let found = move |code: &str| actions.iter().copied().find(|action| action.code == code);
    let first = move || allowed.with(|allowed| allowed.first().and_then(|code| found(code)));
    let items = Signal::derive(move || {
        let rest = allowed.get().into_iter().skip(1).filter_map(found);
        rest.map(|action| {
            let mut item = MenuItem::new(
                action.label,
                Some(Icon::Cancelled),
                Callback::new(move |()| start(action)),
            );
            item.danger = action.reason.is_some();
            item
        })
        .collect()
    });
    let main = live(move || {
        let action = first()?;
        let look = if action.reason.is_some() {
            ButtonStyle::Danger
        } else {
            ButtonStyle::Primary
        };
        Some(
            view! { <Button label=action.label look=look on_press=move |()| start(action)/> }
                .into_any(),
        )
    });
    let label = Signal::derive(move || {
        asking
            .get()
            .map(|action| action.label.to_owned())
            .unwrap_or_default()
    });
    let dialog = view! {
        <Dialog open=open label=label>
            {move || asking.get().map(|action| inside(page, action, open))}
        </Dialog>
    };
    ActionMenu {
        items,
        main,
        dialog: dialog.into_any(),
    }
}

/// The field for the reason.
const REASON: &str = "reason";

/// The state of an open dialog.
#[derive(Clone, Copy)]
struct ActionDialog {
    page: RecordPage,
    action: RecordAction,
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    refusal: RwSignal<Option<String>>,
    /// The key of the request with the body it was sent with: the same step pressed again is taken once.
    key: StoredValue<(String, Record)>,
}

fn inside(page: RecordPage, action: RecordAction, open: RwSignal<bool>) -> AnyView {
    FieldPrefix::provide("step-");
    let form = Form::new(
        object([(REASON.to_owned(), Value::from(""))]),
        Arc::new(|_| Vec::new()),
    );
    let reason = form.text(REASON);
    let id = page.loaded.with_untracked(|loaded| loaded.id);
    autosave_while_open(
        form,
        format!("dialog{}/{id}/{}", page.config.list.path, action.code),
    );
    let missing = RwSignal::new(None::<String>);
    let asking = ActionDialog {
        page,
        action,
        open,
        busy: RwSignal::new(false),
        refusal: RwSignal::new(None),
        key: StoredValue::new((new_key(), Record::new())),
    };
    ask_before_closing(form.dirty());
    let go = move |event: SubmitEvent| {
        event.prevent_default();
        let text = reason.get_untracked().trim().to_owned();
        if action.reason.is_some() && text.is_empty() {
            missing.set(Some("Enter a reason".to_owned()));
            show_errors();
            return;
        }
        missing.set(None);
        let body = match action.reason {
            Some(_) => object([(REASON.to_owned(), Value::from(text))]),
            None => Record::new(),
        };
        asking.send(body);
    };
    let field = action.reason.map(|label| {
        view! {
            <Field name=REASON label=label required=true error=missing>
                <TextArea value=reason on_change=form.set_text(REASON)/>
            </Field>
        }
    });
    let look = if action.reason.is_some() {
        ButtonStyle::Danger
    } else {
        ButtonStyle::Primary
    };
    focus_soon(if action.reason.is_some() {
        "dialog[open] textarea"
    } else {
        "dialog[open] button[type=submit]"
    });
    let label = page.loaded.with_untracked(|loaded| loaded.label.clone());
    view! {
        <form novalidate=true on:submit=go>
            <div class="body">
                <h2>{format!("{} {label}?", action.label)}</h2>
                <p class="muted">{action.about}</p>
                {move || asking.refusal.get().map(refusal_banner)}
                {field}
            </div>
            <footer>
                <Button label="Not now" on_press=move |()| open.set(false)/>
                <SubmitButton label=action.label look=look busy=asking.busy/>
            </footer>
        </form>
    }
    .into_any()
}

impl ActionDialog {
    fn send(self, body: Record) {
        let page = self.page;
        let seen = page
            .loaded
            .try_with_untracked(|loaded| (loaded.id, loaded.etag.clone()));
        let Some((id, etag)) = seen.filter(|_| !self.busy.get_untracked()) else {
            return;
        };
        self.busy.set(true);
        self.refusal.set(None);
        // The same request again keeps its key, another one gets its own.
        if self.key.with_value(|(_, sent)| *sent != body) {
            self.key.set_value((new_key(), body.clone()));
        }
        let key = self.key.with_value(|(key, _)| key.clone());
        spawn_local(async move {
            let answer = self.act(id, &etag, &key, &body).await;
            if self.busy.is_disposed() {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(loaded) => {
                    let words = format!("{} done for {}", self.action.label, loaded.label);
                    self.open.set(false);
                    page.loaded.set(loaded);
                    page.say(words);
                    focus_next_step();
                }
                Err(error) => self.refused(&error, id).await,
            }
        });
    }

    async fn act(
        self,
        id: i64,
        etag: &str,
        key: &str,
        body: &Record,
    ) -> Result<LoadedRecord, AppError> {
        let config = self.page.config;
        let api = self.page.session.api();
        let records = api.records(config.list.path);
        let now = records
            .act(id, self.action.code, etag, Some(key), body)
            .await?;
        Ok(LoadedRecord::new(config, now))
    }

    async fn refused(self, error: &AppError, id: i64) {
        // Concurrent changes are shown behind the dialog; the next try is a new request.
        if error.is(ProblemCode::StaleVersion) || error.is(ProblemCode::IllegalTransition) {
            let coming = self.page.calls.read.try_run(id);
            if let Some(coming) = coming
                && let Ok(loaded) = coming.await
            {
                self.page.loaded.try_set(loaded);
            }
        }
        if !error.is_transient() {
            self.key
                .try_update_value(|key| *key = (new_key(), Record::new()));
        }
        if self.refusal.try_set(Some(error.message())).is_none() {
            show_refusal();
        }
    }
}
