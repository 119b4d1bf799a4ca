//! Saving a record: the request, validation errors, the merge after a concurrent change, and the page that follows.

use std::sync::Arc;

use domain::ProblemCode;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{EditorState, LastChange};
use crate::api::record_json::Record;
use crate::config::form_overrides::SaveConfirmations;
use crate::pages::loaded_record::LoadedRecord;
use crate::pages::undo::{offer_undo, reverse_patch};
use crate::pages::unsaved_drafts::{self, UnsavedDraft};
use crate::ui::app_error::AppError;
use crate::ui::dialog::Question;
use crate::ui::focus::{show_errors, show_refusal};
use crate::ui::form::patch_between;
use crate::ui::format::moment;
use crate::ui::merge::Conflict;

impl EditorState {
    /// Restores the draft. If the record has changed since, the merge is shown first.
    pub(super) fn bring_back(self, draft: &UnsavedDraft, changed: &LastChange) {
        let there = self.form.base();
        self.form.replace(draft.base.clone(), draft.now.clone());
        if self.id.is_some() && !patch_between(&draft.base, &there).is_empty() {
            self.conflict.set(Some(Conflict {
                base: draft.base.clone(),
                mine: draft.now.clone(),
                theirs: there,
                by: changed.by.clone(),
                at: changed.at.clone(),
            }));
        }
    }

    pub(super) fn draft_name(self) -> String {
        let id = self
            .id
            .map_or_else(|| "new".to_owned(), |id| id.to_string());
        format!("{}/{id}", self.config.list.path.trim_start_matches('/'))
    }

    /// Saves and opens the record.
    pub(super) fn finish(self) {
        self.again.set_value(false);
        self.save();
    }

    pub(super) fn save(self) {
        if self.form.saving().get_untracked() {
            return;
        }
        self.refusal.set(None);
        self.duplicate.set(None);
        if !self.form.is_ready() {
            show_errors();
            return;
        }
        let patch = self.form.patch();
        // Nothing is changed, so there is nothing to save.
        if self.id.is_some() && !self.form.secrets().add_to(&patch) {
            self.leave_to(self.id);
            return;
        }
        match self.doubts.and_then(SaveConfirmations::question) {
            Some((title, text)) => self.asker.ask(Question {
                title,
                text,
                yes: "Save anyway".to_owned(),
                no: "Keep editing".to_owned(),
                on_yes: Arc::new(move || self.send(patch.clone())),
            }),
            None => self.send(patch),
        }
    }

    fn send(self, patch: Record) {
        self.form.saving().set(true);
        let sent = patch.clone();
        let secrets = self.form.secrets();
        let coming = match self.id {
            Some(id) => {
                let sent = (id, self.etag.get_value(), secrets.sent_with(patch));
                self.calls.update.run(sent)
            }
            None => self
                .calls
                .create
                .run((secrets.sent_with(self.form.now()), self.key.get())),
        };
        spawn_local(async move {
            let answer = coming.await;
            if self.refusal.is_disposed() {
                return;
            }
            self.form.saving().set(false);
            match answer {
                Ok(loaded) => self.saved(&loaded, &sent),
                Err(error) if error.is(ProblemCode::StaleVersion) => self.stale(error).await,
                Err(error) => self.refused(&error),
            }
        });
    }

    fn saved(self, loaded: &LoadedRecord, sent: &Record) {
        let back = reverse_patch(sent, &self.form.base(), &loaded.draft);
        if let Some(arrival) = self.arrival.filter(|_| !self.again.get_value()) {
            arrival.saved();
        }
        self.form.mark_saved();
        unsaved_drafts::store_draft(&self.draft_name(), None);
        if self.id.is_some() && back.is_empty() {
            // A secret alone was sent: nothing to take back.
            self.toasts.say(format!("{} saved", loaded.label));
        } else if self.id.is_some() {
            offer_undo(
                self.session,
                self.toasts,
                self.changes,
                self.config,
                loaded,
                back,
            );
        } else {
            self.toasts.say(format!("{} created", loaded.label));
        }
        if self.again.get_value() {
            self.round.update(|round| *round += 1);
            return;
        }
        match self.back.get_value().filter(|_| self.id.is_none()) {
            Some(back) => self.leave(back.replace("{id}", &loaded.id.to_string())),
            None => self.leave_to(Some(loaded.id)),
        }
    }

    fn leave_to(self, id: Option<i64>) {
        let list = self.config.list;
        self.leave(id.map_or_else(|| list.path.to_owned(), |id| list.at(id)));
    }

    fn leave(self, to: String) {
        if let Some(guard) = self.guard {
            guard.release();
        }
        self.opened.run(to);
    }

    pub(super) fn discard(self) {
        unsaved_drafts::store_draft(&self.draft_name(), None);
        self.leave_to(self.id);
    }

    fn refused(self, error: &AppError) {
        let errors = error.errors();
        self.duplicate.set(
            error
                .problem
                .as_ref()
                .and_then(|problem| problem.existing.clone()),
        );
        self.key.failed(error);
        if errors.is_empty() {
            self.refusal.set(Some(error.message()));
            show_refusal();
        } else {
            self.form.show_errors(errors);
            show_errors();
        }
    }

    /// After a concurrent change: reads the current record and shows the merge.
    async fn stale(self, error: AppError) {
        let Some(id) = self.id else { return };
        let last = error
            .problem
            .as_ref()
            .and_then(|problem| problem.changes.last().cloned());
        match self.calls.read.run(id).await {
            Ok(now) => {
                self.etag.try_set_value(now.etag.clone());
                let LastChange { by, at } = last.map_or_else(
                    || LastChange::last_of(&now),
                    |change| LastChange {
                        by: change.by,
                        at: moment(change.at),
                    },
                );
                self.conflict.try_set(Some(Conflict {
                    base: self.form.base(),
                    mine: self.form.now(),
                    theirs: now.draft,
                    by,
                    at,
                }));
            }
            Err(error) => self.refused(&error),
        }
    }

    pub(super) fn save_merged(self, result: Record) {
        let Some(conflict) = self.conflict.get_untracked() else {
            return;
        };
        self.form.replace(conflict.theirs, result);
        let patch = self.form.patch();
        self.conflict.set(None);
        if !self.form.secrets().add_to(&patch) {
            self.discard();
        } else if self.form.is_ready() {
            self.send(patch);
        } else {
            show_errors();
        }
    }
}
