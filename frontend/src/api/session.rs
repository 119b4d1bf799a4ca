//! The session: the signed-in user and their tokens. The access token lives in memory only; the refresh token is a cookie that
//! scripts cannot read.
//!
//! Every call to the server goes through the session: it refreshes a rejected token once, shows the sign-in form over the page
//! when the session has ended, and then repeats the call.

mod password_change;
mod profile;

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Poll, Waker};
use std::time::Duration;

use client::{AccessTokens, Client, ClientError, Fields, SignedIn};
use domain::choices::{Choices, Density, FixedChoice, Theme};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::api::tab_lock::with_tab_lock;
use crate::ui::app_error::AppError;
use crate::ui::dom::{sleep, store, stored};
use crate::ui::prefs::Prefs;
use crate::ui::toast::Toasts;
use crate::ui::unsaved_guard::UnsavedGuard;

/// The storage key that marks this browser as signed in. The start page reads it, and other tabs watch it.
const HINT: &str = "signed-in";

/// The longest `Retry-After` in seconds that a call waits for.
const PATIENCE: u64 = 10;

/// The stage of signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Not yet known.
    Starting,
    SignedOut,
    SignedIn,
    /// Signed in, but the password must be changed first.
    NewPassword,
    /// The server did not respond at start.
    Unreachable,
}

/// The signed-in user as JSON: typed deserializers would enlarge the first download.
#[derive(Debug, Clone, PartialEq)]
struct Profile(Fields);

impl Profile {
    fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.0.get(name).and_then(Value::as_i64)
    }

    fn page_size(&self) -> Option<u32> {
        let size = self.number("page_size")?;
        u32::try_from(size).ok()
    }
}

/// The session of this tab, from the context.
#[derive(Clone, Copy)]
pub struct Session {
    stage: RwSignal<Stage>,
    me: RwSignal<Option<Profile>>,
    choices: RwSignal<Arc<Choices>>,
    token: StoredValue<Option<String>>,
    asking: RwSignal<bool>,
    waiting: StoredValue<Vec<Waker>>,
    toasts: Toasts,
    prefs: Prefs,
}

/// The client of this app.
pub type Api = SignedIn<Session>;

impl AccessTokens for Session {
    async fn current(&self) -> Option<String> {
        match self.token.try_get_value().flatten() {
            Some(token) => Some(token),
            None => self.after_sign_in().await,
        }
    }

    async fn renewed(&self, stale: &str) -> Option<String> {
        let session = *self;
        let outcome = with_tab_lock("projectmeats-refresh", async move {
            // Another call of this tab may have refreshed it meanwhile.
            match session.token.try_get_value().flatten() {
                Some(token) if token != stale => Ok(()),
                _ => session.refresh().await,
            }
        })
        .await;
        match outcome {
            Ok(()) => self.token.try_get_value().flatten(),
            // The server is down or busy: the call fails and can be retried.
            Err(error) if AppError::from(error.clone()).is_transient() => Some(stale.to_owned()),
            Err(_ended) => {
                self.token.try_update_value(|token| *token = None);
                self.after_sign_in().await
            }
        }
    }

    async fn waited(&self, seconds: u64) -> bool {
        if seconds > PATIENCE {
            return false;
        }
        sleep(Duration::from_secs(seconds)).await;
        true
    }
}

impl Session {
    /// Puts the session into the context.
    pub fn provide() -> Self {
        let session = Self {
            stage: RwSignal::new(Stage::Starting),
            me: RwSignal::new(None),
            choices: RwSignal::new(Arc::default()),
            token: StoredValue::new(None),
            asking: RwSignal::new(false),
            waiting: StoredValue::new(Vec::new()),
            toasts: Toasts::from_context(),
            prefs: Prefs::from_context(),
        };
        provide_context(session);
        // Signed out in another tab: end the session here too. That tab has cleared the browser storage if needed.
        let listener = window_event_listener(ev::storage, move |event| {
            if event.key().as_deref() == Some(HINT) && event.new_value().is_none() {
                session.end();
            }
        });
        on_cleanup(move || listener.remove());
        session.watch_prefs();
        session
    }

    /// The session of this tab.
    #[must_use]
    pub fn from_context() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    /// How far signing in has come, tracked.
    #[must_use]
    pub fn stage(self) -> Stage {
        self.stage.get()
    }

    /// Whether the sign-in form is shown over the page.
    #[must_use]
    pub const fn asking(self) -> RwSignal<bool> {
        self.asking
    }

    /// The API as the signed-in user.
    #[must_use]
    pub fn api(self) -> Api {
        SignedIn::new(self.client(), self)
    }

    fn client(self) -> Client {
        Client::new(window().location().origin().unwrap_or_default())
    }

    /// Resumes the session of the last visit, if it is still valid.
    pub fn start(self) {
        if stored(HINT).is_none() {
            self.stage.set(Stage::SignedOut);
            return;
        }
        self.stage.set(Stage::Starting);
        spawn_local(async move {
            let outcome = with_tab_lock("projectmeats-refresh", self.refresh()).await;
            let outcome = match outcome {
                Ok(()) => self.load_app().await,
                Err(error) => Err(error),
            };
            match outcome {
                Ok(()) => {}
                Err(error) if AppError::from(error.clone()).is_transient() => {
                    self.stage.set(Stage::Unreachable);
                }
                Err(_ended) => self.end(),
            }
        });
    }

    /// Signs in. Waiting calls continue.
    pub async fn sign_in(self, username: String, password: String) -> Result<(), AppError> {
        let before = self.username();
        let answer = self.client().enter(username.trim(), &password).await?;
        // Another user signs in over the page: nothing of the first user may be shown or sent.
        let user = answer.get("user").and_then(|user| user.get("username"));
        let name = user.and_then(Value::as_str).unwrap_or_default();
        let other = before.is_some_and(|before| before != name);
        if other && self.asking.get_untracked() {
            self.forget();
        }
        self.apply_sign_in(answer);
        Ok(self.resume().await?)
    }

    /// Loads what every page needs, then shows the app.
    async fn load_app(self) -> Result<(), ClientError> {
        store(HINT, Some("yes"));
        if untrack(|| self.must_change_password()) {
            self.ask_for_password();
            return Ok(());
        }
        self.read_choices().await?;
        if self.stage.get_untracked() != Stage::SignedIn {
            self.stage.set(Stage::SignedIn);
        }
        Ok(())
    }

    /// Reads all choice lists.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn read_choices(self) -> Result<(), ClientError> {
        let choices = self.api().choices().await?;
        self.choices.set(Arc::new(choices));
        Ok(())
    }

    async fn refresh(self) -> Result<(), ClientError> {
        let answer = self.client().stay().await?;
        self.apply_sign_in(answer);
        Ok(())
    }

    fn apply_sign_in(self, mut answer: Fields) {
        if let Some(Value::String(token)) = answer.remove("access_token") {
            self.token.set_value(Some(token));
        }
        let Some(Value::Object(user)) = answer.remove("user") else {
            return;
        };
        let me = Profile(user);
        crate::api::browser_storage::set_user(me.text("username"));
        // At sign-in the profile's preferences apply; the default theme leaves this browser's theme as it is.
        if self.me.with_untracked(Option::is_none) {
            if let Ok(theme) = me.text("theme").parse::<Theme>()
                && theme != Theme::Auto
            {
                self.prefs.theme.set(theme);
            }
            if let Ok(density) = me.text("density").parse::<Density>() {
                self.prefs.density.set(density.code().to_owned());
            }
            if let Some(size) = me.page_size() {
                self.prefs.page_size.set(size);
            }
        }
        self.me.set(Some(me));
    }

    /// Waits until the user signs in over the page; `None` when the user leaves the page instead.
    async fn after_sign_in(self) -> Option<String> {
        if self.stage.try_get_untracked()? != Stage::SignedIn {
            return None;
        }
        self.asking.set(true);
        poll_fn(move |context| {
            if !self.asking.try_get_untracked().unwrap_or(false) {
                return Poll::Ready(());
            }
            self.waiting
                .try_update_value(|waiting| waiting.push(context.waker().clone()));
            Poll::Pending
        })
        .await;
        self.token.try_get_value().flatten()
    }

    fn wake(self) {
        let waiting = self
            .waiting
            .try_update_value(std::mem::take)
            .unwrap_or_default();
        for waker in waiting {
            waker.wake();
        }
    }

    /// Signs out on the server and here; asks first if changes would be lost.
    pub fn sign_out_asking(self, guard: Option<UnsavedGuard>) {
        match guard {
            Some(guard) => guard.leave(move || self.sign_out()),
            None => self.sign_out(),
        }
    }

    /// Leaves a page whose session has ended; asks first if changes would be lost.
    pub fn give_up(self, guard: Option<UnsavedGuard>) {
        match guard {
            Some(guard) => guard.leave(move || self.forget()),
            None => self.forget(),
        }
    }

    fn sign_out(self) {
        spawn_local(async move {
            // If the server does not respond, the session expires there by itself.
            drop(self.api().logout().await);
            self.forget();
        });
    }

    /// Ends the session here and clears what the browser stores for the user.
    fn forget(self) {
        crate::api::browser_storage::clear();
        self.end();
    }

    /// Ends the session here. What the browser stores for the user stays.
    fn end(self) {
        self.token.set_value(None);
        self.me.set(None);
        store(HINT, None);
        self.toasts.clear();
        self.stage.set(Stage::SignedOut);
        self.asking.set(false);
        self.wake();
    }
}
