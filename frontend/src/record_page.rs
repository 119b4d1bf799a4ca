//! The page of one record: loading, tabs, archive and restore with undo, the banner of an archived one, its history.

use std::sync::Arc;

use domain::permissions::Operation;
use domain::record::EntityKind;
use domain::{Problem, ProblemCode};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;

use crate::editor::Entity;
use crate::records::{Calls, Loaded};
use crate::session::Session;
use crate::trouble::{Soon, Trouble};
use crate::ui::banner::banner;
use crate::ui::button::{Button, LinkButton};
use crate::ui::dom::set_title;
use crate::ui::format::{UNKNOWN, day, local_day, moment};
use crate::ui::history::{History, HistoryPage};
use crate::ui::icon::Icon;
use crate::ui::menu::{Menu, MenuItem};
use crate::ui::record::pair;
use crate::ui::states::{failed, not_found, record_bones};
use crate::ui::status::Tone;
use crate::ui::toast::Toasts;

/// The id in the address, followed; `None` when it is no id.
#[must_use]
pub fn id_in_address() -> Memo<Option<i64>> {
    let params = use_params_map();
    Memo::new(move |_| {
        params.with(|params| {
            params
                .get_str("id")
                .and_then(|id| id.parse().ok())
                .filter(|id| *id > 0)
        })
    })
}

/// A record on its page.
#[derive(Clone, Copy)]
pub struct OnPage {
    /// The record now; changes when it is archived, restored or acted on.
    pub loaded: RwSignal<Loaded>,
    /// Its calls.
    pub calls: Calls,
    /// Its kind.
    pub kind: EntityKind,
    /// What it is called.
    pub entity: Entity,
    /// The session.
    pub session: Session,
    toasts: Toasts,
}

/// Loads the record that the address names and draws it with `draw`.
#[component]
pub fn RecordPage(
    /// What it is called.
    entity: Entity,
    /// Its kind, for permissions.
    kind: EntityKind,
    /// Its calls.
    calls: Calls,
    /// Draws it.
    draw: fn(OnPage) -> AnyView,
) -> AnyView {
    let id = id_in_address();
    let session = Session::here();
    let toasts = Toasts::here();
    let answer = RwSignal::new(None::<Result<Loaded, Trouble>>);
    let fetch = move || {
        answer.set(None);
        let Some(id) = id.get_untracked() else {
            answer.set(Some(Err(Trouble::missing())));
            return;
        };
        let coming = calls.read.run(id);
        spawn_local(async move { drop(answer.try_set(Some(coming.await))) });
    };
    Effect::new(move || {
        id.track();
        fetch();
    });
    (move || match answer.get() {
        None => record_bones(),
        Some(Err(trouble)) if trouble.status == 404 => {
            set_title(&["Not found", entity.title]);
            let back = (entity.path, entity.title);
            not_found(
                "There is no such record",
                "It may have been mistyped, or it is not for your role.",
                back,
            )
        }
        Some(Err(trouble)) => failed(&trouble, Some(Callback::new(move |()| fetch()))),
        Some(Ok(loaded)) => {
            set_title(&[&loaded.label, entity.title]);
            draw(OnPage {
                loaded: RwSignal::new(loaded),
                calls,
                kind,
                entity,
                session,
                toasts,
            })
        }
    })
    .into_any()
}

impl OnPage {
    /// Its own address.
    #[must_use]
    pub fn path(self) -> String {
        format!(
            "{}/{}",
            self.entity.path,
            self.loaded.with_untracked(|loaded| loaded.id)
        )
    }

    /// The banner of an archived record, with the button that brings it back.
    pub fn archived_banner(self) -> AnyView {
        (move || {
            let loaded = self.loaded.get();
            let at = loaded
                .archived
                .then(|| loaded.instant("archived_at"))
                .flatten()?;
            let action = self.may_archive().then(|| {
                view! { <Button label="Restore" slim=true on_press=move |()| self.restore()/> }
                    .into_any()
            });
            let text = format!(
                "{} was archived on {}. It stays on what names it; nothing new can name it.",
                loaded.label,
                day(local_day(at))
            );
            Some(banner(Tone::Still, Icon::Archive, text, action))
        })
        .into_any()
    }

    fn may_archive(self) -> bool {
        let owner = self.loaded.with(|loaded| loaded.number("owner_id"));
        self.session.may_to(Operation::Archive, self.kind, owner)
    }

    /// Edit, and archive or restore behind the three dots; `first` stands before them, `last` is the main action.
    pub fn actions(self, more: Signal<Vec<MenuItem>>, last: Option<AnyView>) -> AnyView {
        let items = Signal::derive(move || {
            let mut items = more.get();
            if self.may_archive() {
                items.push(if self.loaded.with(|loaded| loaded.archived) {
                    MenuItem::new(
                        "Restore",
                        Some(Icon::Undo),
                        Callback::new(move |()| self.restore()),
                    )
                } else {
                    MenuItem::new(
                        "Archive",
                        Some(Icon::Archive),
                        Callback::new(move |()| self.archive()),
                    )
                });
            }
            items
        });
        let may_edit = self.session.may(Operation::Update, self.kind);
        let edit = move || {
            (may_edit && !self.loaded.with(|loaded| loaded.archived)).then(|| {
                view! { <LinkButton href=format!("{}/edit", self.path()) label="Edit" sign=Icon::Edit key="e"/> }
            })
        };
        view! { <Menu label="More actions" items=items/> {edit} {last} }.into_any()
    }

    /// Archives it and offers to take that back, also when its page has been left by then.
    pub fn archive(self) {
        let Self {
            session,
            toasts,
            calls,
            loaded,
            ..
        } = self;
        self.run(
            move |id, etag| (calls.archive)(session, id, etag),
            move |now| {
                let (id, etag, text) =
                    (now.id, now.etag.clone(), format!("{} archived", now.label));
                toasts.offer_undo(text, move || {
                    let etag = etag.clone();
                    spawn_local(async move {
                        match (calls.restore)(session, id, etag).await {
                            Ok(now) => {
                                toasts.say(format!("{} restored", now.label));
                                loaded.try_set(now);
                            }
                            Err(trouble) => toasts.trouble(&trouble),
                        }
                    });
                });
            },
        );
    }

    /// Brings it back.
    pub fn restore(self) {
        let Self {
            session,
            toasts,
            calls,
            ..
        } = self;
        self.run(
            move |id, etag| (calls.restore)(session, id, etag),
            move |now| toasts.say(format!("{} restored", now.label)),
        );
    }

    /// Runs a call on the record as it is seen (its id and tag), takes over the answer, then does `done`.
    pub fn run(
        self,
        call: impl FnOnce(i64, String) -> Soon<Loaded> + 'static,
        done: impl FnOnce(&Loaded) + 'static,
    ) {
        self.run_boxed(Box::new(call), Box::new(done));
    }

    fn run_boxed(
        self,
        call: Box<dyn FnOnce(i64, String) -> Soon<Loaded>>,
        done: Box<dyn FnOnce(&Loaded)>,
    ) {
        let Some((id, etag)) = self
            .loaded
            .try_with_untracked(|loaded| (loaded.id, loaded.etag.clone()))
        else {
            return;
        };
        spawn_local(async move {
            match call(id, etag).await {
                Ok(loaded) => {
                    self.loaded.try_set(loaded.clone());
                    done(&loaded);
                }
                Err(trouble) if trouble.is(ProblemCode::StaleVersion) => {
                    self.toasts.trouble(&trouble);
                    // Somebody changed it meanwhile: shows what is there now, and lets one decide again.
                    if !self.loaded.is_disposed()
                        && let Ok(loaded) = self.calls.read.run(id).await
                    {
                        self.loaded.try_set(loaded);
                    }
                }
                Err(trouble) => self.toasts.trouble(&in_use(trouble)),
            }
        });
    }

    /// Its history.
    pub fn history(self) -> AnyView {
        let id = self.loaded.with_untracked(|loaded| loaded.id);
        let history = self.calls.history;
        let load = Callback::new(move |cursor: Option<String>| -> Soon<HistoryPage> {
            history.run((id, cursor))
        });
        let choices = self.session.choices();
        // Drawn anew when the record changes, so that what was just done is there.
        (move || {
            self.loaded.track();
            let choices = Arc::clone(&choices);
            view! { <History load=load groups=self.entity.groups choices=choices/> }
        })
        .into_any()
    }

    /// Owner, creation and last change, as the last facts of the side column.
    pub fn stamps(self) -> AnyView {
        (move || {
            self.loaded.with(|loaded| {
                let at = |name: &str| loaded.instant(name).map_or_else(|| UNKNOWN.to_owned(), moment);
                let created = format!("{}, {}", at("created_at"), loaded.text("created_by_name"));
                let changed = format!("{}, {}", at("updated_at"), loaded.text("updated_by_name"));
                let owner = loaded.text("owner_name").to_owned();
                view! {
                    <dl class="pairs start">{pair("Owner", owner)}{pair("Created", created)}{pair("Changed", changed)}</dl>
                }
                .into_any()
            })
        })
        .into_any()
    }
}

/// What stands in the way of an archive, by name.
fn in_use(trouble: Trouble) -> Trouble {
    let names = |problem: &Problem| {
        let labels: Vec<&str> = problem
            .blockers
            .iter()
            .take(3)
            .map(|blocker| blocker.label.as_str())
            .collect();
        let more = problem.blocker_count.unwrap_or_default() > 3;
        format!(
            "Still in use by {}{}",
            labels.join(", "),
            if more { " and others" } else { "" }
        )
    };
    match &trouble.problem {
        Some(problem) if !problem.blockers.is_empty() => {
            let title = names(problem);
            Trouble {
                status: trouble.status,
                title,
                problem: None,
            }
        }
        _ => trouble,
    }
}
