//! The user's own profile: personal details, time zone, password, signed-in devices.

mod calls;
mod password;
mod sessions;

use std::sync::Arc;

use domain::ProblemCode;
use domain::choices::FixedChoice as _;
use domain::users::ProfileDraft;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value};

use crate::api::session::Session;
use crate::pages::undo::reverse_patch;
use crate::pages::unsaved_drafts::autosave_while_open;
use crate::ui::button::SubmitButton;
use crate::ui::dom::set_title;
use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind, label_of_field};
use crate::ui::focus::{show_errors, show_refusal};
use crate::ui::form::Form;
use crate::ui::form_view::{error_summary, form_groups, frame};
use crate::ui::input::Switch;
use crate::ui::live_text;
use crate::ui::object;
use crate::ui::shortcuts::Shortcuts;
use crate::ui::theme::ThemeSwitch;
use crate::ui::toast::Toasts;
use crate::ui::unsaved_guard::UnsavedGuard;

const GROUPS: &[FieldGroup] = &[
    FieldGroup {
        title: "Your details",
        about: "Shown to your colleagues.",
        fields: &[
            FieldSpec::new("first_name", "First name", Kind::Line),
            FieldSpec::new("last_name", "Last name", Kind::Line),
            FieldSpec::new("job_title", "Job title", Kind::Line),
            FieldSpec::new("department", "Department", Kind::Line),
            FieldSpec::new("phone", "Phone", Kind::Phone),
            FieldSpec::new("bio", "About you", Kind::Note).full_width(),
        ],
    },
    FieldGroup {
        title: "Time zone",
        about: "Sets “today” for order and due dates.",
        fields: &[FieldSpec::new("time_zone", "Time zone", Kind::Zone).help("UTC if not set")],
    },
];

pub fn draw() -> AnyView {
    set_title(&["Your profile"]);
    let session = Session::from_context();
    let toasts = Toasts::from_context();
    // The server knows the rules; what it refuses lands on the fields.
    let form = Form::new(own_fields(session), Arc::new(|_| Vec::new()))
        .with_field_rules(ProfileDraft::field_rules());
    autosave_while_open(form, "profile".to_owned());
    UnsavedGuard::watch(form.dirty());
    let refusal = RwSignal::new(None::<String>);
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
        let back = reverse_patch(&patch, &form.base(), &Map::new());
        spawn_local(async move {
            let answer = calls::change_profile(session, patch).await;
            if refusal.is_disposed() {
                return;
            }
            form.saving().set(false);
            match answer {
                Ok(()) => {
                    let kept = own_fields(session);
                    form.replace(kept.clone(), kept);
                    form.mark_saved();
                    toasts.offer_undo("Profile saved", move || {
                        take_back(session, toasts, form, back.clone());
                    });
                }
                Err(error) if error.is(ProblemCode::StaleVersion) => {
                    refusal.set(Some(
                        "Your profile was changed elsewhere. Save again to keep this version."
                            .to_owned(),
                    ));
                    show_refusal();
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
    let summary = live_text(move || {
        let role = session.role().label().to_owned();
        let name = session.username().unwrap_or_default();
        format!("{}, {role}. {}", name, completion(session))
    });
    let theme = view! { <div class="row"><ThemeSwitch/></div> }.into_any();
    let keys = use_context::<Shortcuts>().map(|keys| {
        let (value, on_change) = (keys.is_on(), move |on: bool| keys.switch(on));
        view! { <Switch label="Use single-key shortcuts such as n and /" value=value on_change=on_change/> }.into_any()
    });
    view! {
        <header class="head stays">
            <div class="title"><h1 tabindex="-1">"Your profile"</h1></div>
            <div class="actions row"><SubmitButton label="Save" form="profile" busy=form.saving()/></div>
            <div class="summary">{summary}</div>
        </header>
        {error_summary(form, GROUPS, refusal.into())}
        <form class="form" id="profile" novalidate=true on:submit=submit>
            {form_groups(form, GROUPS, &session.choices())}
        </form>
        <div class="form">
            {frame("Appearance", "Light, dark, or the system setting.", theme)}
            {keys.map(|content| frame("Shortcuts", "Press ? for the list.", content))}
            {password::password(session, toasts)}
            {sessions::sessions(session, toasts)}
        </div>
    }
    .into_any()
}

/// Restores the profile, also after its page was left.
fn take_back(session: Session, toasts: Toasts, form: Form, back: Map<String, Value>) {
    spawn_local(async move {
        match calls::change_profile(session, back).await {
            Ok(()) => {
                toasts.say("Change undone");
                if !form.saving().is_disposed() {
                    let kept = own_fields(session);
                    form.replace(kept.clone(), kept);
                    form.mark_saved();
                }
            }
            Err(error) => toasts.error(&error),
        }
    });
}

/// The fields of the form as the profile has them.
fn own_fields(session: Session) -> Map<String, Value> {
    let all = session.profile_now();
    let fields = GROUPS.iter().flat_map(|group| group.fields);
    object(fields.map(|spec| {
        let value = all.get(spec.name).cloned().unwrap_or(Value::Null);
        (spec.name.to_owned(), value)
    }))
}

/// How much of the profile is filled, and what is missing.
fn completion(session: Session) -> String {
    let all = session.profile();
    let percent = all.get("profile_completion").and_then(Value::as_i64);
    let missing = all.get("profile_missing").and_then(Value::as_array);
    let missing: Vec<String> = missing
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|name| label_of_field(GROUPS, &format!("/{name}")).to_lowercase())
        .collect();
    match percent {
        Some(percent) if !missing.is_empty() => {
            format!("{percent}% complete. Missing: {}.", missing.join(", "))
        }
        Some(_) => "Your profile is complete.".to_owned(),
        None => String::new(),
    }
}
