//! The state of a record's page: loading, archive and restore with undo, the banner of an archived record.

use domain::permissions::Operation;
use domain::{Problem, ProblemCode};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::records::set_archived;
use crate::api::session::Session;
use crate::config::record_config::RecordConfig;
use crate::pages::archive_dialog::archive_dialog;
use crate::pages::loaded_record::{LoadedRecord, RecordCalls, RecordChanges};
use crate::pages::recent::remember;
use crate::ui::app_error::{AppError, BoxFuture};
use crate::ui::banner::banner;
use crate::ui::button::{Button, LinkButton};
use crate::ui::dom::set_title;
use crate::ui::focus::{ArrivalFocus, focus_heading, focus_next_step};
use crate::ui::format::{day, local_day};
use crate::ui::icon::Icon;
use crate::ui::live;
use crate::ui::menu::{Menu, MenuItem};
use crate::ui::page_states::{failed, not_found, record_skeleton};
use crate::ui::status::Tone;
use crate::ui::toast::Toasts;

/// The state of a record's page.
#[derive(Clone, Copy)]
pub struct RecordPage {
    /// The current record.
    pub loaded: RwSignal<LoadedRecord>,
    /// Its calls.
    pub calls: RecordCalls,
    /// The config of its entity.
    pub config: &'static RecordConfig,
    pub session: Session,
    /// Whether the archive dialog is open.
    pub archiving: RwSignal<bool>,
    pub(crate) toasts: Toasts,
    pub(crate) changes: Option<RecordChanges>,
}

/// Loads a record and draws its page.
pub fn record_page(
    config: &'static RecordConfig,
    calls: RecordCalls,
    id: i64,
    draw: fn(RecordPage) -> AnyView,
) -> AnyView {
    let session = Session::from_context();
    let toasts = Toasts::from_context();
    let list = config.list;
    let changes = use_context::<RecordChanges>();
    let answer = RwSignal::new(None::<Result<LoadedRecord, AppError>>);
    let fetch = move || {
        answer.set(None);
        let coming = calls.read.run(id);
        spawn_local(async move { drop(answer.try_set(Some(coming.await))) });
    };
    fetch();
    RecordChanges::watch(list.path, id, fetch);
    let after_saving = StoredValue::new(ArrivalFocus::is_after_saving());
    let is_first = StoredValue::new(true);
    (move || match answer.get() {
        None => record_skeleton(),
        Some(Err(error)) if error.status == 404 => {
            set_title(&["Not found", list.title]);
            let back = (list.path, list.title);
            not_found(
                "Record not found",
                "The address may be wrong, or your role cannot view it.",
                back,
            )
        }
        Some(Err(error)) => failed(&error, Some(Callback::new(move |()| fetch()))),
        Some(Ok(loaded)) => {
            set_title(&[&loaded.label, list.title]);
            remember(list, loaded.id, &loaded.label);
            if after_saving.get_value() {
                focus_next_step();
            } else if is_first.get_value() {
                focus_heading();
            }
            after_saving.set_value(false);
            is_first.set_value(false);
            let page = RecordPage {
                loaded: RwSignal::new(loaded),
                calls,
                config,
                session,
                archiving: RwSignal::new(false),
                toasts,
                changes,
            };
            view! { {draw(page)}{archive_dialog(page)} }.into_any()
        }
    })
    .into_any()
}

impl RecordPage {
    #[must_use]
    pub fn id(self) -> i64 {
        self.loaded.with_untracked(|loaded| loaded.id)
    }

    /// Shows a success message.
    pub fn say(self, text: String) {
        self.toasts.say(text);
    }

    /// Its own address.
    #[must_use]
    pub fn path(self) -> String {
        self.config.list.at(self.id())
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
                "{} was archived on {}. Existing records keep it; new ones cannot use it.",
                loaded.label,
                day(local_day(at))
            );
            Some(banner(Tone::Still, Icon::Archive, text, action))
        })
        .into_any()
    }

    /// The banner of a record that is not edited any more: why, and what can be done instead.
    pub fn fixed_banner(self) -> AnyView {
        live(move || {
            let fixed = self.loaded.with(|loaded| {
                (self.config.read_only)(&loaded.record).filter(|_| !loaded.archived)
            })?;
            let kind = self.config.list.kind;
            let instead = fixed
                .instead
                .filter(|_| self.session.may(Operation::Create, kind))
                .map(|(label, href)| {
                    view! { <LinkButton href=href label=label slim=true/> }.into_any()
                });
            Some(banner(Tone::Still, Icon::Lock, fixed.words, instead))
        })
    }

    /// Whether the role and the record's status permit archive or restore.
    fn may_archive(self) -> bool {
        if !self.config.list.owned {
            return false;
        }
        let (owner, leaves) = self.loaded.with(|loaded| {
            let leaves = loaded.archived || (self.config.may_archive)(&loaded.record);
            (loaded.number("owner_id"), leaves)
        });
        leaves
            && self
                .session
                .may_to(Operation::Archive, self.config.list.kind, owner)
    }

    /// The menu item that archives or restores, if permitted.
    pub fn archive_item(self) -> Option<MenuItem> {
        self.may_archive().then(|| {
            if self.loaded.with(|loaded| loaded.archived) {
                let restore = Callback::new(move |()| self.restore());
                MenuItem::new("Restore", Some(Icon::Undo), restore)
            } else {
                let ask = Callback::new(move |()| self.archiving.set(true));
                MenuItem::new("Archive", Some(Icon::Archive), ask)
            }
        })
    }

    /// Whether the role changes records of others too, which is what a form is for.
    pub fn may_edit(self) -> bool {
        let kind = self.config.list.kind;
        self.session.may_to(Operation::Update, kind, None)
    }

    /// The edit button and the menu with archive or restore after the items of `more`; `last` is the main action.
    pub fn actions(self, more: Signal<Vec<MenuItem>>, last: Option<AnyView>) -> AnyView {
        let items = Signal::derive(move || {
            let mut items = more.get();
            items.extend(self.archive_item());
            items
        });
        let edits = self.may_edit();
        let edit = move || {
            let open = self.loaded.with(|loaded| {
                !loaded.archived && (self.config.read_only)(&loaded.record).is_none()
            });
            (edits && open).then(|| {
                view! { <LinkButton href=format!("{}/edit", self.path()) label="Edit" sign=Icon::Edit key="e"/> }
            })
        };
        view! { <Menu label="More actions" items=items of_page=true/> {edit} {last} }.into_any()
    }

    /// Archives the record, with undo.
    pub fn archive(self) {
        self.set_archived(true);
    }

    /// Restores the record, with undo.
    pub fn restore(self) {
        self.set_archived(false);
    }

    /// Archives or restores the record and offers undo, which also works after the page was left.
    fn set_archived(self, archived: bool) {
        let Self {
            session,
            toasts,
            loaded,
            config,
            changes,
            ..
        } = self;
        let path = config.list.path;
        self.run(
            move |id, etag| change_archived(session, config, id, etag, archived),
            move |now| {
                let (id, etag) = (now.id, now.etag.clone());
                let undo = move || {
                    let etag = etag.clone();
                    spawn_local(async move {
                        match change_archived(session, config, id, etag, !archived).await {
                            Ok(now) => {
                                toasts.say(done_message(&now));
                                // On another page of it, that one reads it again.
                                if loaded.try_set(now).is_some()
                                    && let Some(changes) = changes
                                {
                                    changes.announce(path, id);
                                }
                            }
                            Err(error) => toasts.error(&error),
                        }
                    });
                };
                toasts.offer_undo_of((path, id), done_message(now), undo);
            },
        );
    }

    /// Runs a call with the record's id and ETag, stores the response, then runs `done`.
    pub fn run(
        self,
        call: impl FnOnce(i64, String) -> BoxFuture<LoadedRecord> + 'static,
        done: impl FnOnce(&LoadedRecord) + 'static,
    ) {
        self.run_boxed(Box::new(call), Box::new(done));
    }

    fn run_boxed(
        self,
        call: Box<dyn FnOnce(i64, String) -> BoxFuture<LoadedRecord>>,
        done: Box<dyn FnOnce(&LoadedRecord)>,
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
                Err(error) if error.is(ProblemCode::StaleVersion) => {
                    self.toasts.error(&error);
                    // Changed meanwhile: shows the current record, so that the user can decide again.
                    if !self.loaded.is_disposed()
                        && let Ok(loaded) = self.calls.read.run(id).await
                    {
                        self.loaded.try_set(loaded);
                    }
                }
                Err(error) => self.toasts.error(&in_use(error)),
            }
        });
    }
}

fn done_message(now: &LoadedRecord) -> String {
    let done = if now.archived { "archived" } else { "restored" };
    format!("{} {done}", now.label)
}

fn change_archived(
    session: Session,
    config: &'static RecordConfig,
    id: i64,
    etag: String,
    archived: bool,
) -> BoxFuture<LoadedRecord> {
    let coming = set_archived(session, config.list.path, id, etag, archived);
    Box::pin(async move { Ok(LoadedRecord::new(config, coming.await?)) })
}

/// Names the records that prevent archiving.
fn in_use(error: AppError) -> AppError {
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
    match &error.problem {
        Some(problem) if !problem.blockers.is_empty() => {
            let title = names(problem);
            AppError {
                status: error.status,
                title,
                problem: None,
            }
        }
        _ => error,
    }
}
