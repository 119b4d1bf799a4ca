//! The history of a record, newest first: user, time, fields before and after.

use std::sync::Arc;

use domain::choices::{Choices, FixedChoice};
use domain::history::{AuditAction, FieldChange, HistoryEntry};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value};

use super::button::Button;
use super::field_spec::{FieldGroup, label_of_field, spec_of};
use super::format::moment;
use super::page_states::failed;
use super::record_inputs::value_view;
use crate::ui::app_error::{AppError, BoxFuture};

/// One page of a history and the cursor of the next.
pub type HistoryPage = (Vec<HistoryEntry>, Option<String>);

/// How what an entry changed is set back.
#[derive(Debug, Clone, Copy)]
pub struct WayBack {
    /// The patch; `None` if the change cannot be reverted or already is.
    pub patch: Callback<HistoryEntry, Option<Map<String, Value>>>,
    pub take: Callback<Map<String, Value>>,
}

/// The history of a record, loaded page by page.
#[component]
pub fn History(
    /// Asks the server for the page behind a cursor.
    load: Callback<Option<String>, BoxFuture<HistoryPage>>,
    /// The fields, for labels and kinds.
    groups: &'static [FieldGroup],
    /// The choice lists, for the labels of codes.
    choices: Arc<Choices>,
    /// How an entry is set back; without it none can be.
    #[prop(optional_no_strip)]
    back: Option<WayBack>,
) -> AnyView {
    let entries = RwSignal::new(Vec::<HistoryEntry>::new());
    let next = RwSignal::new(None::<String>);
    let error = RwSignal::new(None::<AppError>);
    let busy = RwSignal::new(true);
    let fetch = move |cursor: Option<String>| {
        busy.set(true);
        error.set(None);
        let coming = load.run(cursor);
        spawn_local(async move {
            let answer = coming.await;
            // The page may have been left meanwhile.
            if busy.is_disposed() {
                return;
            }
            match answer {
                Ok((found, cursor)) => {
                    entries.update(|entries| entries.extend(found));
                    next.set(cursor);
                }
                Err(found) => error.set(Some(found)),
            }
            busy.set(false);
        });
    };
    fetch(None);
    let list = move || {
        let choices = Arc::clone(&choices);
        entries
            .get()
            .into_iter()
            .map(|entry| one(entry, groups, &choices, back))
            .collect_view()
    };
    let below = move || {
        if let Some(error) = error.get() {
            return failed(
                &error,
                Some(Callback::new(move |()| fetch(next.get_untracked()))),
            );
        }
        if busy.get() && entries.with(Vec::is_empty) {
            return (0..3)
                .map(|_| view! { <p><span class="bone long"></span></p> })
                .collect_view()
                .into_any();
        }
        if entries.with(Vec::is_empty) {
            return view! { <p class="muted">"No changes yet."</p> }.into_any();
        }
        next.get()
            .map(|cursor| view! { <Button label="Show earlier changes" busy=busy on_press=move |()| fetch(Some(cursor.clone()))/> })
            .into_any()
    };
    view! { <ol class="log">{list}</ol>{below} }.into_any()
}

fn one(
    entry: HistoryEntry,
    groups: &'static [FieldGroup],
    choices: &Choices,
    back: Option<WayBack>,
) -> AnyView {
    let set_back = back.and_then(|back| {
        let patch = back.patch.run(entry.clone())?;
        let label = format!(
            "Revert the change by {} {}",
            entry.actor_name,
            moment(entry.at)
        );
        let press = move |_| back.take.run(patch.clone());
        Some(view! {
            <button type="button" class="link" aria-label=label on:click=press>"Revert"</button>
        })
    });
    let created = entry.action == AuditAction::Create;
    let count = entry.changes.len();
    let did = match (entry.action, count) {
        (AuditAction::Update, 1) => "changed one field".to_owned(),
        (AuditAction::Update, count) => format!("changed {count} fields"),
        (AuditAction::Create, _) => "created it".to_owned(),
        (AuditAction::Issue, _) => "issued it".to_owned(),
        (AuditAction::Confirm, _) => "recorded the confirmation".to_owned(),
        (AuditAction::Ship, _) => "marked it shipped".to_owned(),
        (AuditAction::Deliver, _) => "marked it delivered".to_owned(),
        (AuditAction::Weigh, _) => "entered actual weights".to_owned(),
        (AuditAction::StepBack, _) => "moved it back one step".to_owned(),
        (action, _) => format!("{} it", action.label().to_lowercase()),
    };
    // Initial values are not listed, only changes.
    let changes = if created { Vec::new() } else { entry.changes };
    let changes = changes
        .into_iter()
        .map(|change| changed(&change, groups, choices))
        .collect_view();
    view! {
        <li>
            <span><b>{entry.actor_name}</b> " " {did}</span>
            <time>{moment(entry.at)}</time>
            <span class="change">{entry.reason.map(|reason| view! { <span>"“" {reason} "”"</span> })}{changes}{set_back}</span>
        </li>
    }
    .into_any()
}

fn changed(change: &FieldChange, groups: &'static [FieldGroup], choices: &Choices) -> AnyView {
    let kind = spec_of(groups, &change.pointer).map(|spec| spec.kind);
    let label = label_of_field(groups, &change.pointer);
    let (before, after) = (
        value_view(&change.before, kind, choices, true),
        value_view(&change.after, kind, choices, true),
    );
    view! {
        <span>
            {label} " "
            <span class="unseen">"from "</span><del>{before}</del>
            <span aria-hidden="true">" → "</span><span class="unseen">" to "</span><ins>{after}</ins>
        </span>
    }
    .into_any()
}
