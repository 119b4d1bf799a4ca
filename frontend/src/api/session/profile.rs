//! The signed-in user: name, role, permissions, and the preferences stored in the profile.

use std::sync::Arc;

use client::Fields;
use domain::ProblemCode;
use domain::choices::{Choices, FixedChoice, Theme, UserRole};
use domain::permissions::{Operation, Relation, allows, allows_some};
use domain::record::EntityKind;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value, json};

use super::{Profile, Session, Stage};

impl Session {
    /// All choice lists.
    #[must_use]
    pub fn choices(self) -> Arc<Choices> {
        self.choices.get_untracked()
    }

    /// The user name.
    #[must_use]
    pub fn username(self) -> Option<String> {
        self.me
            .with_untracked(|me| me.as_ref().map(|me| me.text("username").to_owned()))
    }

    /// The display name, tracked.
    #[must_use]
    pub fn display_name(self) -> String {
        self.me
            .with(|me| me.as_ref().map(|me| me.text("display_name").to_owned()))
            .unwrap_or_default()
    }

    /// The user id.
    #[must_use]
    pub fn user_id(self) -> Option<i64> {
        self.me
            .with_untracked(|me| me.as_ref().and_then(|me| me.number("id")))
    }

    /// The role, tracked.
    #[must_use]
    pub fn role(self) -> UserRole {
        self.me
            .with(|me| me.as_ref().and_then(|me| me.text("role").parse().ok()))
            .unwrap_or_default()
    }

    /// Whether the role permits an operation on some records of an entity.
    #[must_use]
    pub fn may(self, operation: Operation, entity: EntityKind) -> bool {
        untrack(|| allows_some(self.role(), operation, entity))
    }

    /// Whether the role permits an operation on a record of this owner.
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

    /// The profile, tracked.
    #[must_use]
    pub fn profile(self) -> Fields {
        self.me
            .with(|me| me.as_ref().map(|me| me.0.clone()))
            .unwrap_or_default()
    }

    /// The profile, untracked.
    #[must_use]
    pub fn profile_now(self) -> Fields {
        untrack(|| self.profile())
    }

    /// Replaces the profile with the server's.
    pub fn set_profile(self, profile: Fields) {
        drop(self.me.try_set(Some(Profile(profile))));
    }

    /// A preference by group, such as `lists`, and name, such as `suppliers`.
    #[must_use]
    pub fn preference(self, place: &str, name: &str) -> Map<String, Value> {
        let found = self.me.with_untracked(|me| {
            let all = me.as_ref()?.0.get("preferences")?;
            all.get(place)?.get(name)?.as_object().cloned()
        });
        found.unwrap_or_default()
    }

    /// Saves a preference; other names stay unchanged.
    pub fn save_preference(self, place: &str, name: &str, patch: Value) {
        self.me.update(|me| {
            let all = me.as_mut().and_then(|me| me.0.get_mut("preferences"));
            let place = all.and_then(Value::as_object_mut).map(|all| {
                all.entry(place.to_owned())
                    .or_insert_with(|| Value::Object(Map::new()))
            });
            if let (Some(Value::Object(place)), Value::Object(patch)) = (place, &patch) {
                let kept = place
                    .entry(name.to_owned())
                    .or_insert_with(|| Value::Object(Map::new()));
                if let Value::Object(kept) = kept {
                    kept.extend(patch.clone());
                }
            }
        });
        self.save(json!({"preferences": {place: {name: patch}}}));
    }

    pub(super) fn watch_prefs(self) {
        Effect::new(move |before: Option<(String, u32)>| {
            let now = (self.prefs.density.get(), self.prefs.page_size.get());
            // Values that come from the profile are not sent back.
            let kept = self.me.with_untracked(|me| {
                let me = me.as_ref()?;
                Some((me.text("density").to_owned(), me.page_size()?))
            });
            if before.is_some_and(|before| before != now) && kept.as_ref() != Some(&now) {
                self.save(json!({"density": now.0, "page_size": now.1}));
            }
            now
        });
        Effect::new(move |before: Option<Theme>| {
            let now = self.prefs.theme.get();
            let kept = self
                .me
                .with_untracked(|me| me.as_ref()?.text("theme").parse().ok());
            if before.is_some_and(|before| before != now) && kept != Some(now) {
                self.save(json!({"theme": now.code()}));
            }
            now
        });
    }

    /// Saves preferences in the profile. They are also stored in this browser, so failures are ignored.
    fn save(self, patch: Value) {
        if self.stage.get_untracked() != Stage::SignedIn {
            return;
        }
        spawn_local(async move {
            for _ in 0..2 {
                let version = self.me.try_get_untracked().flatten();
                let Some(version) = version.and_then(|me| me.number("version")) else {
                    return;
                };
                let etag = format!("\"{version}\"");
                match self.api().update_plain_me(&etag, &patch).await {
                    Ok(me) => {
                        self.me.try_set(Some(Profile(me)));
                        return;
                    }
                    // Changed elsewhere meanwhile: retry on the current version.
                    Err(error) if error.is(ProblemCode::StaleVersion) => {
                        match self.api().plain_me().await {
                            Ok(me) => drop(self.me.try_set(Some(Profile(me)))),
                            Err(_away) => return,
                        }
                    }
                    Err(_refused) => return,
                }
            }
        });
    }
}
