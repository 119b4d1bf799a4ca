//! Who is signed in. The access token lives in memory only; the refresh token is a cookie that scripts cannot read. Every
//! call to the server goes through here: a refused token is refreshed once, an ended session asks to sign in again over the
//! page, and then what was asked is asked again.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Poll, Waker};

use client::{AccessTokens, Client, ClientError, SignedIn};
use domain::ProblemCode;
use domain::auth::{RefreshIn, TokenAnswer};
use domain::choices::{Choices, Density, FixedChoice, Theme, UserRole};
use domain::permissions::{Operation, Relation, allows, allows_some};
use domain::record::EntityKind;
use domain::users::Me;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use crate::lock::alone;
use crate::theme;
use crate::trouble::Trouble;
use crate::ui::dom::{store, stored};
use crate::ui::prefs::Prefs;
use crate::ui::toast::Toasts;

/// Says that this browser was signed in: the frame before the start is drawn by it, and other tabs watch it.
const HINT: &str = "signed-in";

/// How far signing in has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Not known yet.
    Starting,
    /// Nobody.
    SignedOut,
    /// Somebody.
    SignedIn,
    /// The server did not answer at the start.
    Unreachable,
}

/// The session of this tab; taken from the context.
#[derive(Clone, Copy)]
pub struct Session {
    stage: RwSignal<Stage>,
    me: RwSignal<Option<Me>>,
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
        let outcome = alone("projectmeats-refresh", async move {
            // Another call of this tab may have renewed it while this one waited.
            match session.token.try_get_value().flatten() {
                Some(token) if token != stale => Ok(()),
                _ => session.refresh().await,
            }
        })
        .await;
        match outcome {
            Ok(()) => self.token.try_get_value().flatten(),
            Err(error) if error.problem().is_some_and(|problem| problem.status < 500) => {
                self.token.try_update_value(|token| *token = None);
                self.after_sign_in().await
            }
            // The server is away: the call fails as such and may be tried again.
            Err(_away) => Some(stale.to_owned()),
        }
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
            toasts: Toasts::here(),
            prefs: Prefs::here(),
        };
        provide_context(session);
        // Signed out in another tab: here too.
        let listener = window_event_listener(ev::storage, move |event| {
            if event.key().as_deref() == Some(HINT) && event.new_value().is_none() {
                session.forget();
            }
        });
        on_cleanup(move || listener.remove());
        session.watch_prefs();
        session
    }

    /// The session of this tab.
    #[must_use]
    pub fn here() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    /// How far signing in has come, followed.
    #[must_use]
    pub fn stage(self) -> Stage {
        self.stage.get()
    }

    /// Whether one is asked to sign in over the page.
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

    /// Looks whether the session of the last visit still holds.
    pub fn start(self) {
        if stored(HINT).is_none() {
            self.stage.set(Stage::SignedOut);
            return;
        }
        self.stage.set(Stage::Starting);
        spawn_local(async move {
            let outcome = alone("projectmeats-refresh", self.refresh()).await;
            let outcome = match outcome {
                Ok(()) => self.enter().await,
                Err(error) => Err(error),
            };
            match outcome {
                Ok(()) => {}
                Err(error) if error.problem().is_some_and(|problem| problem.status < 500) => {
                    self.forget()
                }
                Err(_away) => self.stage.set(Stage::Unreachable),
            }
        });
    }

    /// Signs in; over a page it lets what waited go on.
    pub async fn sign_in(self, username: String, password: String) -> Result<(), Trouble> {
        let before = self.username();
        let answer = self
            .client()
            .login(username.trim(), &password, RefreshIn::Cookie)
            .await
            .map_err(Trouble::from)?;
        // Somebody else signs in over the page: nothing of the first user may be seen or sent.
        let other = before.is_some_and(|before| before != answer.user.user.details.username);
        if other && self.asking.get_untracked() {
            self.forget();
        }
        self.take(answer);
        self.enter().await.map_err(Trouble::from)?;
        self.asking.set(false);
        self.wake();
        Ok(())
    }

    /// Fetches what every page needs, then shows the app.
    async fn enter(self) -> Result<(), ClientError> {
        let choices = self.api().choices().await?;
        self.choices.set(Arc::new(choices));
        store(HINT, Some("yes"));
        if self.stage.get_untracked() != Stage::SignedIn {
            self.stage.set(Stage::SignedIn);
        }
        Ok(())
    }

    async fn refresh(self) -> Result<(), ClientError> {
        let answer = self.client().refresh(None).await?;
        self.take(answer);
        Ok(())
    }

    fn take(self, answer: TokenAnswer) {
        self.token.set_value(Some(answer.access_token));
        let profile = &answer.user.user.details.profile;
        // At sign-in the profile's preferences are taken over; what was never chosen leaves this browser's as they are.
        if self.me.with_untracked(Option::is_none) {
            if profile.theme != Theme::Auto {
                theme::show(profile.theme);
            }
            if profile.density != Density::default() {
                self.prefs.density.set(profile.density.code().to_owned());
            }
            if let Some(size) = profile.page_size {
                self.prefs.page_size.set(size);
            }
        }
        self.me.set(Some(answer.user));
    }

    /// Waits until somebody has signed in over the page; `None` when the page is given up instead.
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

    /// Ends the session on the server and here.
    pub fn sign_out(self) {
        spawn_local(async move {
            // Should the server be away, the session ends there by itself; here it ends now.
            drop(self.api().logout().await);
            self.forget();
        });
    }

    /// Forgets who was signed in, and what was kept for them in this browser.
    pub fn forget(self) {
        self.token.set_value(None);
        self.me.set(None);
        store(HINT, None);
        crate::drafts::forget_all();
        self.toasts.clear();
        self.stage.set(Stage::SignedOut);
        self.asking.set(false);
        self.wake();
    }

    /// All choice lists.
    #[must_use]
    pub fn choices(self) -> Arc<Choices> {
        self.choices.get_untracked()
    }

    /// The user name of who is signed in.
    #[must_use]
    pub fn username(self) -> Option<String> {
        self.me
            .with_untracked(|me| me.as_ref().map(|me| me.user.details.username.clone()))
    }

    /// What who is signed in is called, followed.
    #[must_use]
    pub fn display_name(self) -> String {
        self.me
            .with(|me| me.as_ref().map(|me| me.user.display_name.clone()))
            .unwrap_or_default()
    }

    /// The id of who is signed in.
    #[must_use]
    pub fn user_id(self) -> Option<i64> {
        self.me
            .with_untracked(|me| me.as_ref().map(|me| me.user.id.get()))
    }

    /// The role of who is signed in, followed.
    #[must_use]
    pub fn role(self) -> UserRole {
        self.me
            .with(|me| me.as_ref().map(Me::role))
            .unwrap_or_default()
    }

    /// Whether a button for something is drawn at all.
    #[must_use]
    pub fn may(self, operation: Operation, entity: EntityKind) -> bool {
        untrack(|| allows_some(self.role(), operation, entity))
    }

    /// Whether something may be done to a record of this owner.
    #[must_use]
    pub fn may_to(self, operation: Operation, entity: EntityKind, owner: Option<i64>) -> bool {
        let own = owner.is_some() && owner == self.user_id();
        untrack(|| {
            allows(
                self.role(),
                operation,
                entity,
                if own { Relation::Own } else { Relation::Others },
            )
        })
    }

    /// Keeps the theme in the profile.
    pub fn keep_theme(self, theme: Theme) {
        self.keep(json!({"theme": theme.code()}));
    }

    fn watch_prefs(self) {
        Effect::new(move |before: Option<(String, u32)>| {
            let now = (self.prefs.density.get(), self.prefs.page_size.get());
            let kept = self
                .me
                .with_untracked(|me| me.as_ref().and_then(|me| me.user.details.profile.page_size));
            if let Some(before) = before.filter(|before| *before != now) {
                if before.0 != now.0 {
                    self.keep(json!({"density": now.0}));
                } else if kept != Some(now.1) {
                    self.keep(json!({"page_size": now.1}));
                }
            }
            now
        });
    }

    /// Writes preferences into the profile. They are kept in this browser all the same, so a failure is not worth a word.
    fn keep(self, patch: Value) {
        if self.stage.get_untracked() != Stage::SignedIn {
            return;
        }
        spawn_local(async move {
            for _ in 0..2 {
                let Some(version) = self
                    .me
                    .try_get_untracked()
                    .flatten()
                    .map(|me| me.user.version)
                else {
                    return;
                };
                match self
                    .api()
                    .update_me(&format!("\"{version}\""), &patch)
                    .await
                {
                    Ok(me) => {
                        self.me.try_set(Some(me.value));
                        return;
                    }
                    // Changed elsewhere meanwhile: once more on what is there now.
                    Err(error) if error.is(ProblemCode::StaleVersion) => {
                        match self.api().me().await {
                            Ok(me) => drop(self.me.try_set(Some(me.value))),
                            Err(_away) => return,
                        }
                    }
                    Err(_refused) => return,
                }
            }
        });
    }
}

/// A key under which a request is done once, however often it is sent.
#[must_use]
pub fn request_key() -> String {
    // In base 36, as JavaScript writes it: the app carries no float formatting of its own.
    let text = |number: f64| {
        js_sys::Number::from(number)
            .to_string_with_radix(36)
            .map_or_else(|_never| String::new(), String::from)
    };
    let part = || {
        text(js_sys::Math::random())
            .chars()
            .skip(2)
            .collect::<String>()
    };
    format!("{}-{}{}", text(js_sys::Date::now()), part(), part())
}
