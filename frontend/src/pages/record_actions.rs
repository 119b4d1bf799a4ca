//! The actions of a record: the first allowed one is the page's main button, the others are in its menu.
//!
//! Each runs from a dialog with an idempotency key, so pressing it twice does no harm, or opens a page of its own.

use std::sync::Arc;

use domain::{Money, ProblemCode};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use serde_json::Value;

use crate::api::idempotency_key::new_key;
use crate::api::record_json::{self, Record};
use crate::config::record_config::RecordAction;
use crate::pages::loaded_record::LoadedRecord;
use crate::pages::record_page::RecordPage;
use crate::pages::unsaved_drafts::autosave_while_open;
use crate::ui::app_error::AppError;
use crate::ui::banner::refusal_banner;
use crate::ui::button::{Button, ButtonStyle, LinkButton, SubmitButton};
use crate::ui::dialog::{Dialog, ask_before_closing};
use crate::ui::dom::focus_soon;
use crate::ui::field::{Field, FieldPrefix};
use crate::ui::focus::{focus_next_step, show_errors, show_refusal};
use crate::ui::form::Form;
use crate::ui::format::cash;
use crate::ui::icon::Icon;
use crate::ui::input::TextArea;
use crate::ui::live;
use crate::ui::menu::MenuItem;
use crate::ui::number_input::{DecimalInput, Joined, Unit};
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

/// Draws the content of the dialog of an action; the signal closes it.
pub type OwnDialog = fn(RecordPage, RecordAction, RwSignal<bool>) -> AnyView;

/// The steps that a record allows now; `own` draws the dialogs that its screen has for itself.
pub fn record_actions(page: RecordPage, own: Option<OwnDialog>) -> ActionMenu {
    let actions = page.config.actions;
    let may = move |action: &RecordAction| page.session.may(action.needs, page.config.list.kind);
    let allowed = Memo::new(move |_| {
        page.loaded.with(|loaded| {
            let now: Vec<&str> = record_json::texts(&loaded.record, "allowed_actions").collect();
            let granted = actions.iter().filter(|action| may(action));
            let holds = |action: &&RecordAction| match action.when {
                Some(when) => when(&loaded.record),
                None => now.contains(&action.code),
            };
            let held = granted.filter(|action| !loaded.archived && holds(action));
            held.map(|action| action.code).collect::<Vec<_>>()
        })
    });
    let asking = RwSignal::new(None::<RecordAction>);
    let open = RwSignal::new(false);
    let navigate = StoredValue::new(use_navigate());
    let start = move |action: RecordAction| {
        if let Some(opens) = action.opens {
            let href = page.loaded.with_untracked(|loaded| opens(&loaded.record));
            navigate.with_value(|navigate| navigate(&href, NavigateOptions::default()));
            return;
        }
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
        if let Some(opens) = action.opens {
            let href = page.loaded.with(|loaded| opens(&loaded.record));
            return Some(view! { <LinkButton href=href label=action.label look=look/> }.into_any());
        }
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
            {move || asking.get().map(|action| match own.filter(|_| action.own_dialog) {
                Some(own) => own(page, action, open),
                None => inside(page, action, open),
            })}
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
/// The field for the amount.
const AMOUNT: &str = "amount";

/// The state of an open dialog.
#[derive(Clone, Copy)]
struct ActionDialog {
    page: RecordPage,
    action: RecordAction,
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    refusal: RwSignal<Option<String>>,
    /// What is wrong with the amount, and with the reason.
    wrong: RwSignal<(Option<String>, Option<String>)>,
    /// The key of the request with the body it was sent with: the same step pressed again is taken once.
    key: StoredValue<(String, Record)>,
}

fn inside(page: RecordPage, action: RecordAction, open: RwSignal<bool>) -> AnyView {
    FieldPrefix::provide("step-");
    let most: Money = action
        .amount
        .and_then(|field| {
            page.loaded
                .with_untracked(|loaded| loaded.text(field).parse().ok())
        })
        .unwrap_or_default();
    let first = action.amount.map(|_| most.to_string()).unwrap_or_default();
    let form = Form::new(
        object([
            (REASON.to_owned(), Value::from("")),
            (AMOUNT.to_owned(), Value::from(first)),
        ]),
        Arc::new(|_| Vec::new()),
    );
    let (reason, amount) = (form.text(REASON), form.text(AMOUNT));
    let id = page.loaded.with_untracked(|loaded| loaded.id);
    autosave_while_open(
        form,
        format!("dialog{}/{id}/{}", page.config.list.path, action.code),
    );
    let wrong = RwSignal::new((None::<String>, None::<String>));
    let asking = ActionDialog {
        page,
        action,
        open,
        busy: RwSignal::new(false),
        refusal: RwSignal::new(None),
        wrong,
        key: StoredValue::new((new_key(), Record::new())),
    };
    ask_before_closing(form.dirty());
    let go = move |event: SubmitEvent| {
        event.prevent_default();
        let text = reason.get_untracked().trim().to_owned();
        let missing = action.reason.is_some() && text.is_empty();
        let typed = amount.get_untracked();
        let beyond = action.amount.and_then(|_| wrong_amount(&typed, most));
        wrong.set((beyond, missing.then(|| "Enter a reason".to_owned())));
        if wrong.with_untracked(|wrong| wrong.0.is_some() || wrong.1.is_some()) {
            show_errors();
            return;
        }
        let mut body = Record::new();
        if action.amount.is_some() {
            body.insert(AMOUNT.to_owned(), Value::from(typed));
        }
        if action.reason.is_some() {
            body.insert(REASON.to_owned(), Value::from(text));
        }
        asking.send(body);
    };
    let field = action.reason.map(|label| {
        view! {
            <Field name=REASON label=label required=true error=Signal::derive(move || wrong.get().1)>
                <TextArea value=reason on_change=form.set_text(REASON)/>
            </Field>
        }
    });
    let amount = action.amount.map(|_| {
        view! {
            <Field name=AMOUNT label="Amount" required=true error=Signal::derive(move || wrong.get().0)>
                <Joined><DecimalInput value=amount on_change=form.set_text(AMOUNT)/><Unit text="$"/></Joined>
            </Field>
        }
    });
    let look = if action.reason.is_some() {
        ButtonStyle::Danger
    } else {
        ButtonStyle::Primary
    };
    focus_soon(if action.amount.is_some() {
        "dialog[open] input"
    } else if action.reason.is_some() {
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
                {amount}
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

/// What is wrong with an amount of which this much is there.
fn wrong_amount(typed: &str, most: Money) -> Option<String> {
    match typed.parse::<Money>() {
        Err(_no_amount) => Some("Enter an amount in dollars and cents".to_owned()),
        Ok(amount) if amount <= Money::ZERO => Some("The amount must be more than 0".to_owned()),
        Ok(amount) if amount > most => Some(format!("At most {}", cash(&most.to_string()))),
        Ok(_) => None,
    }
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
        let at = |field: &str| {
            let errors = error.errors().into_iter();
            let pointer = format!("/{field}");
            let mut here = errors.filter(|error| error.pointer.as_ref() == Some(&pointer));
            here.next().map(|error| error.message)
        };
        let fields = (at(AMOUNT), at(REASON));
        if fields.0.is_some() || fields.1.is_some() {
            if self.wrong.try_set(fields).is_none() {
                show_errors();
            }
        } else if self.refusal.try_set(Some(error.message())).is_none() {
            show_refusal();
        }
    }
}
