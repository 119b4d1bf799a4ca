//! A record on its page: loading, archive and restore with undo, the banner of an archived one, its history.

use std::sync::Arc;

use domain::permissions::Operation;
use domain::{Problem, ProblemCode};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::desk::Sheet;
use crate::plain_page::plain_page;
use crate::recent::remember;
use crate::records::{Calls, Loaded, Touched, set_archived};
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

/// A record on its page.
#[derive(Clone, Copy)]
pub struct OnPage {
    /// The record now; changes when it is archived, restored or acted on.
    pub loaded: RwSignal<Loaded>,
    /// Its calls.
    pub calls: Calls,
    /// What its entity is like.
    pub sheet: &'static Sheet,
    /// The session.
    pub session: Session,
    toasts: Toasts,
}

/// Loads a record and draws its page: as its sheet says, or with the sheet's own `page`.
pub fn record_page(sheet: &'static Sheet, calls: Calls, id: i64) -> AnyView {
    let session = Session::here();
    let toasts = Toasts::here();
    let desk = sheet.desk;
    let answer = RwSignal::new(None::<Result<Loaded, Trouble>>);
    let fetch = move || {
        answer.set(None);
        let coming = calls.read.run(id);
        spawn_local(async move { drop(answer.try_set(Some(coming.await))) });
    };
    fetch();
    Touched::watch(desk.path, id, fetch);
    let draw = sheet.page.unwrap_or(plain_page);
    (move || match answer.get() {
        None => record_bones(),
        Some(Err(trouble)) if trouble.status == 404 => {
            set_title(&["Not found", desk.title]);
            let back = (desk.path, desk.title);
            not_found(
                "There is no such record",
                "It may have been mistyped, or it is not for your role.",
                back,
            )
        }
        Some(Err(trouble)) => failed(&trouble, Some(Callback::new(move |()| fetch()))),
        Some(Ok(loaded)) => {
            set_title(&[&loaded.label, desk.title]);
            remember(desk, loaded.id, &loaded.label);
            draw(OnPage {
                loaded: RwSignal::new(loaded),
                calls,
                sheet,
                session,
                toasts,
            })
        }
    })
    .into_any()
}

impl OnPage {
    /// Its id.
    #[must_use]
    pub fn id(self) -> i64 {
        self.loaded.with_untracked(|loaded| loaded.id)
    }

    /// Says that something is done.
    pub fn say(self, text: String) {
        self.toasts.say(text);
    }

    /// Its own address.
    #[must_use]
    pub fn path(self) -> String {
        self.sheet.desk.at(self.id())
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
        if !self.sheet.desk.owned {
            return false;
        }
        let owner = self.loaded.with(|loaded| loaded.number("owner_id"));
        self.session
            .may_to(Operation::Archive, self.sheet.desk.kind, owner)
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
        let may_edit = self.session.may(Operation::Update, self.sheet.desk.kind);
        let edit = move || {
            (may_edit && !self.loaded.with(|loaded| loaded.archived)).then(|| {
                view! { <LinkButton href=format!("{}/edit", self.path()) label="Edit" sign=Icon::Edit key="e"/> }
            })
        };
        view! { <Menu label="More actions" items=items of_page=true/> {edit} {last} }.into_any()
    }

    /// Archives it and offers to take that back, also when its page has been left by then.
    pub fn archive(self) {
        let Self {
            session,
            toasts,
            loaded,
            sheet,
            ..
        } = self;
        self.run(
            move |id, etag| change_archived(session, sheet, id, etag, true),
            move |now| {
                let (id, etag, text) =
                    (now.id, now.etag.clone(), format!("{} archived", now.label));
                toasts.offer_undo(text, move || {
                    let etag = etag.clone();
                    spawn_local(async move {
                        match change_archived(session, sheet, id, etag, false).await {
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
            sheet,
            ..
        } = self;
        self.run(
            move |id, etag| change_archived(session, sheet, id, etag, false),
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
            view! { <History load=load groups=self.sheet.groups choices=choices/> }
        })
        .into_any()
    }

    /// Owner, creation and last change, as the last facts of the side column.
    pub fn stamps(self) -> AnyView {
        (move || {
            self.loaded.with(|loaded| {
                let at = |name: &str| loaded.instant(name).map_or_else(|| UNKNOWN.to_owned(), moment);
                let by = |moment: String, name: &str| match loaded.text(name) {
                    "" => moment,
                    name => format!("{moment}, {name}"),
                };
                let created = by(at("created_at"), "created_by_name");
                let changed = by(at("updated_at"), "updated_by_name");
                let owner = loaded.text("owner_name").to_owned();
                let owner = (!owner.is_empty()).then(|| pair("Owner", owner));
                view! {
                    <dl class="pairs start">{owner}{pair("Created", created)}{pair("Changed", changed)}</dl>
                }
                .into_any()
            })
        })
        .into_any()
    }
}

fn change_archived(
    session: Session,
    sheet: &'static Sheet,
    id: i64,
    etag: String,
    archived: bool,
) -> Soon<Loaded> {
    let coming = set_archived(session, sheet.desk.path, id, etag, archived);
    Box::pin(async move { Ok(Loaded::of(sheet, coming.await?)) })
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
