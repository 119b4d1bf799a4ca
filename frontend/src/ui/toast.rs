//! Short messages at the bottom of the page, with an undo button and its countdown.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::Action;
use super::button::IconButton;
use super::icon::{Icon, icon};
use super::live_text;
use crate::ui::app_error::AppError;

/// How long an undo offer is shown, in seconds.
const UNDO_SECONDS: u32 = 30;
/// How long a plain message is shown.
const MESSAGE_SECONDS: u32 = 6;
/// How long an error is shown.
const TROUBLE_SECONDS: u32 = 20;

#[derive(Debug, Clone)]
struct Toast {
    id: u32,
    sign: Icon,
    text: String,
    action: Option<(&'static str, ToastAction)>,
    seconds: u32,
    /// The record whose last change can be taken back.
    about: Option<About>,
}

/// A record, by the path of its entity and its id.
pub type About = (&'static str, i64);

/// The most messages shown at once.
const MOST: usize = 4;

/// What a button of a message does.
#[derive(Clone)]
struct ToastAction(Action);

impl std::fmt::Debug for ToastAction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ToastAction")
    }
}

/// The stack of messages; taken from the context.
#[derive(Debug, Clone, Copy)]
pub struct Toasts {
    all: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl Toasts {
    /// Puts an empty stack into the context.
    pub fn provide() -> Self {
        let toasts = Self {
            all: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        };
        provide_context(toasts);
        toasts
    }

    /// The stack of this page.
    #[must_use]
    pub fn from_context() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    fn push(self, sign: Icon, text: String, seconds: u32, offer: Option<(Action, Option<About>)>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        let (action, about) = match offer {
            Some((undo, about)) => (Some(("Undo", ToastAction(undo))), about),
            None => (None, None),
        };
        self.all.update(|all| {
            all.push(Toast {
                id,
                sign,
                text,
                action,
                seconds,
                about,
            });
            if all.len() > MOST {
                let offers: Vec<bool> = all.iter().map(|toast| toast.action.is_some()).collect();
                all.remove(goes_first(&offers));
            }
        });
    }

    /// Shows a success message.
    pub fn say(self, text: impl Into<String>) {
        self.push(Icon::Check, text.into(), MESSAGE_SECONDS, None);
    }

    /// Shows a success message with an undo button for 30 seconds.
    pub fn offer_undo(self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        let undo: Action = Arc::new(undo);
        self.push(Icon::Check, text.into(), UNDO_SECONDS, Some((undo, None)));
    }

    /// The same for the change of one record: what was offered for it before cannot be taken back on its own any more.
    pub fn offer_undo_of(
        self,
        about: About,
        text: impl Into<String>,
        undo: impl Fn() + Send + Sync + 'static,
    ) {
        self.withdraw_offer(about);
        let undo: Action = Arc::new(undo);
        self.push(
            Icon::Check,
            text.into(),
            UNDO_SECONDS,
            Some((undo, Some(about))),
        );
    }

    /// Removes the undo offer of a record that was changed again.
    pub fn withdraw_offer(self, about: About) {
        self.all
            .try_update(|all| all.retain(|toast| toast.about != Some(about)));
    }

    /// Shows an error.
    pub fn error(self, error: &AppError) {
        self.push(Icon::Caution, error.message(), TROUBLE_SECONDS, None);
    }

    /// Removes all messages.
    pub fn clear(self) {
        self.all.set(Vec::new());
    }

    fn remove(self, id: u32) {
        self.all
            .try_update(|all| all.retain(|toast| toast.id != id));
    }
}

/// The message to drop when there are too many: the oldest without an undo offer, else the oldest; never the newest.
fn goes_first(offers: &[bool]) -> usize {
    let older = offers.iter().take(offers.len().saturating_sub(1));
    older.copied().position(|offers| !offers).unwrap_or(0)
}

/// Draws the stack. Once a page, at its end.
#[component]
pub fn ToastStack() -> AnyView {
    let toasts = Toasts::from_context();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For
                each=move || toasts.all.get()
                key=|toast| toast.id
                children=move |toast| one(toasts, toast)
            />
        </div>
    }
    .into_any()
}

fn one(toasts: Toasts, toast: Toast) -> AnyView {
    let id = toast.id;
    let left = RwSignal::new(toast.seconds);
    let held = RwSignal::new(false);
    let tick = set_interval_with_handle(
        move || {
            if !held.try_get_untracked().unwrap_or(true) {
                left.try_update(|left| *left = left.saturating_sub(1));
                if left.try_get_untracked() == Some(0) {
                    toasts.remove(id);
                }
            }
        },
        Duration::from_secs(1),
    );
    on_cleanup(move || {
        if let Ok(tick) = tick {
            tick.clear();
        }
    });
    let counts = toast.action.is_some();
    let action = toast.action.map(|(label, ToastAction(action))| {
        view! {
            <button
                type="button"
                class="btn slim"
                on:click=move |_| {
                    toasts.remove(id);
                    action();
                }
            >
                {label}
            </button>
        }
    });
    view! {
        <div
            class="toast"
            on:mouseenter=move |_| held.set(true)
            on:mouseleave=move |_| held.set(false)
            on:focusin=move |_| held.set(true)
            on:focusout=move |_| held.set(false)
        >
            {icon(toast.sign)}
            <span>{toast.text}</span>
            {counts.then(|| view! {
                <span class="left" aria-hidden="true">{live_text(move || format!("0:{:02}", left.get()))}</span>
            })}
            {action}
            <IconButton sign=Icon::Cross label="Close" slim=true on_press=move |()| toasts.remove(id)/>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_outlasts_what_only_tells() {
        assert_eq!(goes_first(&[true, false, true, false, true]), 1);
        assert_eq!(goes_first(&[true, true, true, true, false]), 0);
    }
}
