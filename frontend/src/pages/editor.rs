//! The page that creates or edits a record: form, error summary, merge after a concurrent change, unsaved-changes guard,
//! draft.

mod saving;

use std::sync::Arc;

use domain::problem::Existing;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::idempotency_key::IdempotencyKey;
use crate::api::record_json::Record;
use crate::api::session::Session;
use crate::config::form_overrides::{FormOverrides, SaveConfirmations};
use crate::config::record_config::RecordConfig;
use crate::pages::loaded_record::{LoadedRecord, RecordCalls, RecordChanges};
use crate::pages::owner_field::owner_group;
use crate::pages::possible_duplicates::{duplicate_banner, possible_duplicates};
use crate::pages::unsaved_drafts;
use crate::ui::app_error::AppError;
use crate::ui::banner::banner;
use crate::ui::button::{Button, LinkButton, SubmitButton};
use crate::ui::dialog::ConfirmDialog;
use crate::ui::dom::{focus_soon, set_title};
use crate::ui::focus::ArrivalFocus;
use crate::ui::form::{Check, Form, Named};
use crate::ui::format::moment;
use crate::ui::icon::Icon;
use crate::ui::merge::{Conflict, MergeView};
use crate::ui::page_states::{failed, record_skeleton};
use crate::ui::status::Tone;
use crate::ui::toast::Toasts;
use crate::ui::unsaved_guard::UnsavedGuard;
use crate::ui::url_query::UrlQuery;

/// Makes (`id` is none) or changes a record.
#[component]
pub fn Editor(
    /// The config of its entity.
    config: &'static RecordConfig,
    /// The calls of its entity.
    calls: RecordCalls,
    /// The rules of its draft.
    check: Check,
    /// Which record; none makes a new one.
    id: Option<i64>,
    /// The initial values of a new record.
    start: Record,
    /// The page to open after creation instead of the record's; `{id}` is replaced by its id.
    #[prop(optional_no_strip)]
    back: Option<String>,
    /// Where Cancel leads, instead of there.
    #[prop(optional_no_strip)]
    away: Option<String>,
    /// What it does otherwise than the rest.
    #[prop(optional)]
    overrides: FormOverrides,
) -> AnyView {
    let round = RwSignal::new(0_u32);
    let Some(id) = id else {
        set_title(&["New", config.list.title]);
        // Another one starts from a form of its own.
        return (move || {
            round.track();
            let (check, start) = (Arc::clone(&check), start.clone());
            let (back, away) = (back.clone(), away.clone());
            view! { <EditorForm config=config calls=calls check=check loaded=None start=start back=back away=away overrides=overrides round=round/> }
        })
        .into_any();
    };
    let answer = RwSignal::new(None::<Result<LoadedRecord, AppError>>);
    let fetch = move || {
        answer.set(None);
        let coming = calls.read.run(id);
        spawn_local(async move { drop(answer.try_set(Some(coming.await))) });
    };
    fetch();
    (move || match answer.get() {
        None => record_skeleton(),
        Some(Err(error)) => failed(&error, Some(Callback::new(move |()| fetch()))),
        Some(Ok(loaded)) => {
            set_title(&["Edit", &loaded.label, config.list.title]);
            let (check, start) = (Arc::clone(&check), loaded.draft.clone());
            view! {
                <EditorForm config=config calls=calls check=check loaded=Some(loaded) start=start back=None away=None overrides=overrides round=round/>
            }
            .into_any()
        }
    })
    .into_any()
}

/// The state of a page that edits.
#[derive(Clone, Copy)]
struct EditorState {
    form: Form,
    config: &'static RecordConfig,
    calls: RecordCalls,
    id: Option<i64>,
    etag: StoredValue<String>,
    key: IdempotencyKey,
    refusal: RwSignal<Option<String>>,
    conflict: RwSignal<Option<Conflict>>,
    duplicate: RwSignal<Option<Existing>>,
    opened: Callback<String>,
    back: StoredValue<Option<String>>,
    /// Whether another record is created after this one.
    again: StoredValue<bool>,
    round: RwSignal<u32>,
    session: Session,
    changes: Option<RecordChanges>,
    toasts: Toasts,
    guard: Option<UnsavedGuard>,
    arrival: Option<ArrivalFocus>,
    /// Questions asked before saving.
    doubts: Option<SaveConfirmations>,
    asker: ConfirmDialog,
}

#[component]
fn EditorForm(
    config: &'static RecordConfig,
    calls: RecordCalls,
    check: Check,
    loaded: Option<LoadedRecord>,
    start: Record,
    back: Option<String>,
    away: Option<String>,
    overrides: FormOverrides,
    round: RwSignal<u32>,
) -> AnyView {
    let list = config.list;
    let session = Session::from_context();
    let navigate = use_navigate();
    let form = Form::new(start, check).with_field_rules((config.field_rules)());
    let id = loaded.as_ref().map(|loaded| loaded.id);
    let editing = EditorState {
        form,
        config,
        calls,
        id,
        etag: StoredValue::new(
            loaded
                .as_ref()
                .map(|loaded| loaded.etag.clone())
                .unwrap_or_default(),
        ),
        key: IdempotencyKey::new(),
        refusal: RwSignal::new(None),
        conflict: RwSignal::new(None),
        duplicate: RwSignal::new(None),
        opened: Callback::new(move |href: String| navigate(&href, NavigateOptions::default())),
        back: StoredValue::new(back.clone()),
        again: StoredValue::new(false),
        round,
        session,
        changes: use_context(),
        toasts: Toasts::from_context(),
        guard: use_context(),
        arrival: use_context(),
        doubts: use_context(),
        asker: ConfirmDialog::from_context(),
    };
    UnsavedGuard::watch(form.dirty());
    let name = editing.draft_name();
    let kept =
        RwSignal::new(unsaved_drafts::stored_draft(&name).filter(|kept| kept.now != form.now()));
    unsaved_drafts::autosave(form, name, kept);
    let label = loaded.as_ref().map(|loaded| loaded.label.clone());
    let owner_name = loaded
        .as_ref()
        .map(|loaded| loaded.text("owner_name").to_owned());
    let title = label.clone().map_or_else(
        || format!("New {}", list.singular),
        |label| format!("Edit {label}"),
    );
    let changed = loaded.as_ref().map(LastChange::last_of).unwrap_or_default();
    let away = match id {
        Some(id) => list.at(id),
        None => away.or(back).unwrap_or_else(|| list.path.to_owned()),
    };
    // What the form refers to, by name.
    provide_context(Named(StoredValue::new(
        loaded.map(|loaded| loaded.record).unwrap_or_default(),
    )));
    let choices = session.choices();
    let asked = untrack(|| UrlQuery::current().get("at")).filter(|_| id.is_some());
    if let Some(field) = asked {
        focus_soon(format!(
            "[id^='field-{field}']:is(input, select, textarea), [id='field-{field}'] :is(input, button)"
        ));
    } else if id.is_none() {
        focus_soon(".form .input");
    }
    let merge_choices = Arc::clone(&choices);
    let merge = move || {
        editing.conflict.get().map(|conflict| {
            let apart = (overrides.split)(&conflict);
            let shown = apart.clone();
            let follows = overrides.consequences.map(|draw| {
                let (conflict, apart) = (conflict.clone(), apart.clone());
                Callback::new(move |result| {
                    draw(&conflict, (overrides.join)(&conflict, &apart, result))
                })
            });
            let on_save = Callback::new(move |result| {
                editing.save_merged((overrides.join)(&conflict, &apart, result))
            });
            view! {
                <MergeView
                    conflict=shown
                    groups=config.groups
                    choices=Arc::clone(&merge_choices)
                    title=label.clone().unwrap_or_default()
                    saving=form.saving()
                    on_save=on_save
                    on_back=Callback::new(move |()| editing.conflict.set(None))
                    on_discard=Callback::new(move |()| editing.discard())
                    follows=follows
                />
            }
        })
    };
    let offer = move || {
        kept.get().map(|draft| {
            let changed = StoredValue::new(changed.clone());
            let take = move |()| {
                changed.with_value(|changed| editing.bring_back(&draft, changed));
                kept.set(None);
            };
            let forget = move |()| {
                unsaved_drafts::store_draft(&editing.draft_name(), None);
                kept.set(None);
            };
            banner(
                Tone::Still,
                Icon::Undo,
                "You have unsaved changes from an earlier visit.",
                Some(
                    view! {
                        <Button label="Restore changes" slim=true on_press=take/>
                        <Button label="Discard" slim=true on_press=forget/>
                    }
                    .into_any(),
                ),
            )
        })
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        editing.finish();
    };
    let another = id.is_none().then(|| {
        let press = move |()| {
            editing.again.set_value(true);
            editing.save();
        };
        view! { <Button label="Create and add another" key="save-next" busy=form.saving() on_press=press/> }
    });
    let action = if id.is_some() { "Save" } else { "Create" };
    view! {
        {merge}
        <div hidden=move || editing.conflict.with(Option::is_some)>
            <header class="head stays">
                <div class="title"><a class="up" href=list.path>{list.title}</a><h1 tabindex="-1">{title}</h1></div>
                <div class="actions row">
                    <LinkButton href=away label="Cancel"/>
                    {another}
                    <SubmitButton label=action form="editor" busy=form.saving()/>
                </div>
            </header>
            {(overrides.summary)(form, config.groups, editing.refusal.into())}
            {move || editing.duplicate.get().map(|duplicate| duplicate_banner(config, &duplicate))}
            {id.is_none().then(|| possible_duplicates(config, form, Callback::new(move |()| editing.finish())))}
            {offer}
            <form class="form" id="editor" novalidate=true on:submit=submit>
                {(overrides.groups)(form, config.groups, &choices)}
                {list.owned.then(|| owner_group(form, session, owner_name))}
            </form>
        </div>
    }
    .into_any()
}

/// The last change of a record: user and time as text.
#[derive(Debug, Clone, Default)]
struct LastChange {
    by: String,
    at: String,
}

impl LastChange {
    fn last_of(loaded: &LoadedRecord) -> Self {
        Self {
            by: loaded.text("updated_by_name").to_owned(),
            at: loaded.instant("updated_at").map(moment).unwrap_or_default(),
        }
    }
}
