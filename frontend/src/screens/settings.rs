//! The settings of the company, which administrators change.

use std::sync::Arc;

use domain::ProblemCode;
use domain::choices::FixedChoice as _;
use domain::fields::Rules as _;
use domain::permissions::Operation;
use domain::record::EntityKind;
use domain::settings::{CompanySettings, MarginFloorRule, SettingsDraft};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value};

use crate::api::session::Session;
use crate::config::record_config::validate;
use crate::pages::unsaved_drafts::autosave_while_open;
use crate::ui::app_error::{AppError, BoxFuture};
use crate::ui::button::SubmitButton;
use crate::ui::dom::set_title;
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};
use crate::ui::focus::{show_errors, show_refusal};
use crate::ui::form::{Check, Form};
use crate::ui::form_view::{error_summary, form_groups, frame};
use crate::ui::format::moment;
use crate::ui::history::{History, HistoryPage};
use crate::ui::live;
use crate::ui::page_states::{failed, not_found};
use crate::ui::toast::Toasts;
use crate::ui::unsaved_guard::UnsavedGuard;

const GROUPS: &[FieldGroup] = &[
    FieldGroup {
        title: "Weights",
        about: "What is normal for a load.",
        fields: &[
            FieldSpec::new("weight_variance_pct", "Weight variance, %", Kind::Weight)
                .help("Above it, weighing asks for a confirmation"),
            FieldSpec::new(
                "net_weight_tolerance_pct",
                "Net weight tolerance, %",
                Kind::Weight,
            )
            .help("Between net weight and containers times unit weight"),
            FieldSpec::new("load_limit_lb", "Load limit, lb", Kind::Weight)
                .help("A heavier load is marked"),
        ],
    },
    FieldGroup {
        title: "Margin",
        about: "A loss always asks for a confirmation.",
        fields: &[
            FieldSpec::new("margin_floor_per_lb", "Margin floor, $ per lb", Kind::Price)
                .help("Lowest margin that needs no reason. Empty for none"),
            FieldSpec::new(
                "margin_floor_rule",
                "Below the floor",
                Kind::Chosen(MarginFloorRule::LIST),
            ),
        ],
    },
    FieldGroup {
        title: "Credit and aging",
        about: "Days are counted from the due date.",
        fields: &[
            FieldSpec::new("overdue_limit_days", "Overdue limit, days", Kind::Count)
                .help("An invoice that is longer overdue stops new orders of its customer"),
            FieldSpec::new("aging_first_edge", "First bucket ends on day", Kind::Count),
            FieldSpec::new(
                "aging_second_edge",
                "Second bucket ends on day",
                Kind::Count,
            ),
            FieldSpec::new("aging_third_edge", "Third bucket ends on day", Kind::Count),
        ],
    },
];

/// The settings as they were read.
#[derive(Debug, Clone)]
struct Stored {
    etag: String,
    settings: CompanySettings,
}

pub fn draw() -> AnyView {
    let session = Session::from_context();
    if !session.may(Operation::Update, EntityKind::Settings) {
        return not_found(
            "Only administrators change settings",
            "Ask an administrator to change one.",
            ("/", "Go to the start page"),
        );
    }
    set_title(&["Settings"]);
    let found = RwSignal::new(None::<Result<Stored, AppError>>);
    let fetch = move || {
        spawn_local(async move { drop(found.try_set(Some(read(session).await))) });
    };
    fetch();
    live(move || {
        Some(match found.get()? {
            Ok(stored) => form(session, stored, found),
            Err(error) => failed(&error, Some(Callback::new(move |()| fetch()))),
        })
    })
}

fn form(
    session: Session,
    stored: Stored,
    found: RwSignal<Option<Result<Stored, AppError>>>,
) -> AnyView {
    let toasts = Toasts::from_context();
    let choices = session.choices();
    let check: Check = {
        let choices = Arc::clone(&choices);
        Arc::new(move |values| validate::<SettingsDraft>(values, &choices))
    };
    let form =
        Form::new(values(&stored.settings), check).with_field_rules(SettingsDraft::field_rules());
    autosave_while_open(form, "settings".to_owned());
    UnsavedGuard::watch(form.dirty());
    let refusal = RwSignal::new(None::<String>);
    let etag = stored.etag.clone();
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
        let patch = form.patch();
        if patch.is_empty() {
            return;
        }
        form.saving().set(true);
        let etag = etag.clone();
        spawn_local(async move {
            let answer = save(session, &etag, patch).await;
            if refusal.is_disposed() {
                return;
            }
            form.saving().set(false);
            match answer {
                Ok(stored) => {
                    let kept = values(&stored.settings);
                    form.replace(kept.clone(), kept);
                    form.mark_saved();
                    toasts.say("Settings saved");
                    found.set(Some(Ok(stored)));
                }
                Err(error) if error.is(ProblemCode::StaleVersion) => {
                    if let Ok(stored) = read(session).await {
                        found.try_set(Some(Ok(stored)));
                    }
                    toasts.say("Someone else changed the settings meanwhile. They are shown as they are now");
                }
                Err(error) if error.errors().is_empty() => {
                    refusal.set(Some(error.message()));
                    show_refusal();
                }
                Err(error) => {
                    form.show_errors(error.errors());
                    show_errors();
                }
            }
        });
    };
    let summary = match (
        &stored.settings.updated_at,
        &stored.settings.updated_by_name,
    ) {
        (Some(at), Some(by)) => format!("Last changed by {by}, {}", moment(at.0)),
        _ => "Never changed: these are the usual values of the trade.".to_owned(),
    };
    let version = stored.settings.version;
    let load = Callback::new(move |cursor: Option<String>| -> BoxFuture<HistoryPage> {
        Box::pin(async move {
            let page = session.api().settings_history(cursor.as_deref()).await?;
            Ok((page.items, page.next_cursor))
        })
    });
    let past = (version > 1).then(|| {
        let history = view! { <History load=load groups=GROUPS choices=Arc::clone(&choices)/> };
        view! { <div class="form">{frame("History", "Who changed what.", history.into_any())}</div> }
    });
    view! {
        <header class="head stays">
            <div class="title"><h1 tabindex="-1">"Settings"</h1></div>
            <div class="actions row"><SubmitButton label="Save" form="settings" busy=form.saving()/></div>
            <div class="summary">{summary}</div>
        </header>
        {error_summary(form, GROUPS, refusal.into())}
        <form class="form" id="settings" novalidate=true on:submit=submit>
            {form_groups(form, GROUPS, &choices)}
        </form>
        {past}
    }
    .into_any()
}

fn values(settings: &CompanySettings) -> Map<String, Value> {
    match serde_json::to_value(&settings.details) {
        Ok(Value::Object(values)) => values,
        _ => Map::new(),
    }
}

async fn read(session: Session) -> Result<Stored, AppError> {
    let tagged = session.api().settings().await?;
    Ok(Stored {
        etag: tagged.etag,
        settings: tagged.value,
    })
}

async fn save(session: Session, etag: &str, patch: Map<String, Value>) -> Result<Stored, AppError> {
    let api = session.api();
    let tagged = api.update_settings(etag, &Value::Object(patch)).await?;
    domain::settings::set_current(tagged.value.details.clone());
    Ok(Stored {
        etag: tagged.etag,
        settings: tagged.value,
    })
}
