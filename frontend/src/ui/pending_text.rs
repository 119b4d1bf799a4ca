//! Text in a picker that matches no record. It blocks saving, so that it is never dropped silently.

use domain::FieldError;
use leptos::prelude::*;

use super::form::Form;

/// A text in a picker that names no record yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingText {
    /// What is wrong with it, with the way out.
    pub message: String,
    /// Whether the message is shown: not while the text is typed.
    pub is_shown: bool,
}

/// Reports the pending text of a picker to its form; in the context of the picker.
#[derive(Debug, Clone, Copy)]
pub struct ReportPending(pub Callback<Option<PendingText>>);

impl Form {
    /// Lets the pickers below this part of the page report text that names no record yet.
    pub fn provide_pending(self, at: Signal<String>) {
        provide_context(ReportPending(Callback::new(move |text| {
            self.set_pending(at, text);
        })));
    }

    fn set_pending(self, at: Signal<String>, text: Option<PendingText>) {
        let known = self.pending.try_with_untracked(|all| {
            let known = all.iter().find(|(other, _)| *other == at);
            known.map(|(_, text)| text.clone())
        });
        if known.is_some_and(|known| known != text) {
            self.pending.update(|all| {
                all.retain(|(other, _)| *other != at);
                all.extend(text.map(|text| (at, text)));
            });
        }
    }

    /// Whether a picker holds text that names no record yet, tracked.
    pub(super) fn has_pending(self) -> bool {
        self.pending.with(|pending| !pending.is_empty())
    }

    /// The message of the picker at a pointer, where it is shown.
    pub(super) fn pending_message(self, is_here: impl Fn(&str) -> bool) -> Option<String> {
        self.pending.with(|all| {
            let here = all
                .iter()
                .find(|(at, text)| text.is_shown && at.try_get().is_some_and(|at| is_here(&at)));
            here.map(|(_, text)| text.message.clone())
        })
    }

    /// Shows the messages of all pickers whose text names no record yet. Whether there are any.
    pub(super) fn show_pending(self) -> bool {
        let any = self.pending.with_untracked(|pending| !pending.is_empty());
        if any {
            self.pending.update(|pending| {
                for (_, text) in pending {
                    text.is_shown = true;
                }
            });
        }
        any
    }

    /// The messages that are shown, as errors of their fields.
    pub(super) fn pending_errors(self) -> Vec<FieldError> {
        self.pending.with(|pending| {
            let shown = pending.iter().filter(|(_, text)| text.is_shown);
            shown
                .map(|(at, text)| FieldError {
                    pointer: at.try_get(),
                    parameter: None,
                    code: "not_picked".to_owned(),
                    message: text.message.clone(),
                })
                .collect()
        })
    }
}
