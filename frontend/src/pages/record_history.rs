//! The history of a record, with buttons that revert changes, and who created and last changed it.

use std::sync::Arc;

use domain::history::HistoryEntry;
use leptos::prelude::*;

use crate::api::record_json::Record;
use crate::config::users;
use crate::pages::record_page::RecordPage;
use crate::pages::undo::{offer_undo, reverse_patch, revert_patch};
use crate::ui::app_error::BoxFuture;
use crate::ui::field_spec::spec_of;
use crate::ui::format::{UNKNOWN, moment};
use crate::ui::history::{History, HistoryPage, WayBack};

impl RecordPage {
    /// Its history.
    pub fn history(self) -> AnyView {
        let id = self.loaded.with_untracked(|loaded| loaded.id);
        let history = self.calls.history;
        let load = Callback::new(move |cursor: Option<String>| -> BoxFuture<HistoryPage> {
            history.run((id, cursor))
        });
        let choices = self.session.choices();
        // Redrawn when the record changes, to include the latest change.
        (move || {
            self.loaded.track();
            let choices = Arc::clone(&choices);
            let back = self.revert_action();
            view! { <History load=load groups=self.config.groups choices=choices back=back/> }
        })
        .into_any()
    }

    /// Reverts the change of a history entry, if the role permits and the record is active.
    fn revert_action(self) -> Option<WayBack> {
        let (stands, draft) = self
            .loaded
            .with(|loaded| (!loaded.archived, loaded.draft.clone()));
        let draft = StoredValue::new(draft);
        (stands && self.may_edit()).then(|| WayBack {
            patch: Callback::new(move |entry: HistoryEntry| {
                let patch = draft.with_value(|draft| revert_patch(&entry, draft))?;
                let granted = patch.keys().all(|field| {
                    let spec = spec_of(self.config.groups, field);
                    let asks = spec.and_then(|spec| spec.needs);
                    asks.is_none_or(|asks| self.session.may(asks, self.config.list.kind))
                });
                granted.then_some(patch)
            }),
            take: Callback::new(move |patch: Record| self.change(patch)),
        })
    }

    /// Changes fields of it, and offers to take that back.
    fn change(self, patch: Record) {
        let Self {
            session,
            toasts,
            changes,
            config,
            calls,
            ..
        } = self;
        let before = self.loaded.with_untracked(|loaded| loaded.draft.clone());
        let sent = patch.clone();
        self.run(
            move |id, etag| calls.update.run((id, etag, patch)),
            move |now| {
                let back = reverse_patch(&sent, &before, &now.draft);
                offer_undo(session, toasts, changes, config, now, back);
            },
        );
    }

    /// Owner, creation and last change, as the last facts of the side column.
    pub fn stamps(self) -> AnyView {
        (move || {
            self.loaded.with(|loaded| {
                let at = |name: &str| {
                    loaded
                        .instant(name)
                        .map_or_else(|| UNKNOWN.to_owned(), moment)
                };
                let stamp = |label: &'static str, when: &str, who: &str| {
                    let name = loaded.text(&format!("{who}_name")).to_owned();
                    let person = (!name.is_empty()).then(|| {
                        view! { ", " {person(name, loaded.number(who))} }
                    });
                    view! { <dt>{label}</dt><dd>{at(when)}{person}</dd> }
                };
                let owner = loaded.text("owner_name").to_owned();
                let owner = (!owner.is_empty()).then(|| {
                    view! { <dt>"Owner"</dt><dd>{person(owner, loaded.number("owner_id"))}</dd> }
                });
                view! {
                    <dl class="pairs start">
                        {owner}
                        {stamp("Created", "created_at", "created_by")}
                        {stamp("Changed", "updated_at", "updated_by")}
                    </dl>
                }
                .into_any()
            })
        })
        .into_any()
    }
}

/// A user by name, with the way to their page.
pub fn person(name: String, id: Option<i64>) -> AnyView {
    match id {
        Some(id) => view! { <a class="link within" href=users::LIST.at(id)>{name}</a> }.into_any(),
        None => name.into_any(),
    }
}
