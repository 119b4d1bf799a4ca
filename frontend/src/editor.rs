//! The page on which a record is made or changed: the form, its summary of errors, saving, the merge when two saved, the
//! guard against leaving, and what was typed kept in this browser.

use std::sync::Arc;

use domain::ProblemCode;
use domain::problem::Existing;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::desk::Sheet;
use crate::drafts::{self, KeptDraft};
use crate::once::Once;
use crate::owner::owner_group;
use crate::records::{Calls, Loaded, Touched};
use crate::session::Session;
use crate::similar::{similar, twin_banner};
use crate::trouble::Trouble;
use crate::ui::attention::{Arrival, show_errors, show_refusal};
use crate::ui::banner::banner;
use crate::ui::button::{Button, LinkButton, SubmitButton};
use crate::ui::dialog::{Asker, Question};
use crate::ui::dom::{focus_soon, set_title};
use crate::ui::form::{Check, Form, Named, patch_between};
use crate::ui::format::moment;
use crate::ui::guard::Guard;
use crate::ui::icon::Icon;
use crate::ui::merge::{Conflict, MergeView};
use crate::ui::place::Place;
use crate::ui::states::{failed, record_bones};
use crate::ui::status::Tone;
use crate::ui::toast::Toasts;
use crate::undo::{offer_undo, way_back};
use crate::ways::{SaveDoubts, Ways};
use crate::wire::Record;

/// Makes (`id` is none) or changes a record.
#[component]
pub fn Editor(
    /// What its entity is like.
    sheet: &'static Sheet,
    /// The calls of its entity.
    calls: Calls,
    /// The rules of its draft.
    check: Check,
    /// Which record; none makes a new one.
    id: Option<i64>,
    /// What a new one starts from.
    start: Record,
    /// Where to go when it is made, instead of its own page; `{id}` stands for its id.
    #[prop(optional_no_strip)]
    back: Option<String>,
    /// Where Cancel leads, instead of there.
    #[prop(optional_no_strip)]
    away: Option<String>,
    /// What it does otherwise than the rest.
    #[prop(optional)]
    ways: Ways,
) -> AnyView {
    let round = RwSignal::new(0_u32);
    let Some(id) = id else {
        set_title(&["New", sheet.desk.title]);
        // Another one starts from a form of its own.
        return (move || {
            round.track();
            let (check, start) = (Arc::clone(&check), start.clone());
            let (back, away) = (back.clone(), away.clone());
            view! { <EditorForm sheet=sheet calls=calls check=check loaded=None start=start back=back away=away ways=ways round=round/> }
        })
        .into_any();
    };
    let answer = RwSignal::new(None::<Result<Loaded, Trouble>>);
    let fetch = move || {
        answer.set(None);
        let coming = calls.read.run(id);
        spawn_local(async move { drop(answer.try_set(Some(coming.await))) });
    };
    fetch();
    (move || match answer.get() {
        None => record_bones(),
        Some(Err(trouble)) => failed(&trouble, Some(Callback::new(move |()| fetch()))),
        Some(Ok(loaded)) => {
            set_title(&["Edit", &loaded.label, sheet.desk.title]);
            let (check, start) = (Arc::clone(&check), loaded.draft.clone());
            view! {
                <EditorForm sheet=sheet calls=calls check=check loaded=Some(loaded) start=start back=None away=None ways=ways round=round/>
            }
            .into_any()
        }
    })
    .into_any()
}

/// The state of a page that edits.
#[derive(Clone, Copy)]
struct Editing {
    form: Form,
    sheet: &'static Sheet,
    calls: Calls,
    id: Option<i64>,
    etag: StoredValue<String>,
    once: Once,
    refusal: RwSignal<Option<String>>,
    conflict: RwSignal<Option<Conflict>>,
    twin: RwSignal<Option<Existing>>,
    opened: Callback<String>,
    back: StoredValue<Option<String>>,
    /// Whether another one is made after this one.
    again: StoredValue<bool>,
    round: RwSignal<u32>,
    session: Session,
    touched: Option<Touched>,
    toasts: Toasts,
    guard: Option<Guard>,
    arrival: Option<Arrival>,
    /// What asks to be looked at again before it is saved.
    doubts: Option<SaveDoubts>,
    asker: Asker,
}

#[component]
fn EditorForm(
    sheet: &'static Sheet,
    calls: Calls,
    check: Check,
    loaded: Option<Loaded>,
    start: Record,
    back: Option<String>,
    away: Option<String>,
    ways: Ways,
    round: RwSignal<u32>,
) -> AnyView {
    let desk = sheet.desk;
    let session = Session::here();
    let navigate = use_navigate();
    let form = Form::new(start, check);
    let id = loaded.as_ref().map(|loaded| loaded.id);
    let editing = Editing {
        form,
        sheet,
        calls,
        id,
        etag: StoredValue::new(
            loaded
                .as_ref()
                .map(|loaded| loaded.etag.clone())
                .unwrap_or_default(),
        ),
        once: Once::new(),
        refusal: RwSignal::new(None),
        conflict: RwSignal::new(None),
        twin: RwSignal::new(None),
        opened: Callback::new(move |href: String| navigate(&href, NavigateOptions::default())),
        back: StoredValue::new(back.clone()),
        again: StoredValue::new(false),
        round,
        session,
        touched: use_context(),
        toasts: Toasts::here(),
        guard: use_context(),
        arrival: use_context(),
        doubts: use_context(),
        asker: Asker::here(),
    };
    Guard::watch(form.dirty());
    let name = editing.draft_name();
    let kept = RwSignal::new(drafts::kept(&name).filter(|kept| kept.now != form.now()));
    drafts::follow(form, name, kept);
    let label = loaded.as_ref().map(|loaded| loaded.label.clone());
    let owner_name = loaded
        .as_ref()
        .map(|loaded| loaded.text("owner_name").to_owned());
    let title = label.clone().map_or_else(
        || format!("New {}", desk.one),
        |label| format!("Edit {label}"),
    );
    let changed = loaded.as_ref().map(Changed::last_of).unwrap_or_default();
    let away = match id {
        Some(id) => desk.at(id),
        None => away.or(back).unwrap_or_else(|| desk.path.to_owned()),
    };
    // What the form refers to, by name.
    provide_context(Named(StoredValue::new(
        loaded.map(|loaded| loaded.record).unwrap_or_default(),
    )));
    let choices = session.choices();
    let asked = untrack(|| Place::here().get("at")).filter(|_| id.is_some());
    if let Some(field) = asked {
        focus_soon(format!(
            "[id^='field-{field}']:is(input, select, textarea), [id='field-{field}'] :is(input, button)"
        ));
    } else if id.is_none() {
        focus_soon(".form .input");
    }
    let merge_choices = Arc::clone(&choices);
    let merge = move || {
        editing.conflict.get().map(|conflict| {
            let apart = (ways.apart)(&conflict);
            let shown = apart.clone();
            let follows = ways.follows.map(|draw| {
                let (conflict, apart) = (conflict.clone(), apart.clone());
                Callback::new(move |result| {
                    draw(&conflict, (ways.together)(&conflict, &apart, result))
                })
            });
            let on_save = Callback::new(move |result| {
                editing.save_merged((ways.together)(&conflict, &apart, result))
            });
            view! {
                <MergeView
                    conflict=shown
                    groups=sheet.groups
                    choices=Arc::clone(&merge_choices)
                    title=label.clone().unwrap_or_default()
                    saving=form.saving()
                    on_save=on_save
                    on_back=Callback::new(move |()| editing.conflict.set(None))
                    on_discard=Callback::new(move |()| editing.discard())
                    follows=follows
                />
            }
        })
    };
    let offer = move || {
        kept.get().map(|draft| {
            let changed = StoredValue::new(changed.clone());
            let take = move |()| {
                changed.with_value(|changed| editing.bring_back(&draft, changed));
                kept.set(None);
            };
            let forget = move |()| {
                drafts::keep(&editing.draft_name(), None);
                kept.set(None);
            };
            banner(
                Tone::Still,
                Icon::Undo,
                "You have unsaved changes from an earlier visit.",
                Some(
                    view! {
                        <Button label="Restore changes" slim=true on_press=take/>
                        <Button label="Discard" slim=true on_press=forget/>
                    }
                    .into_any(),
                ),
            )
        })
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        editing.finish();
    };
    let another = id.is_none().then(|| {
        let press = move |()| {
            editing.again.set_value(true);
            editing.save();
        };
        view! { <Button label="Create and add another" key="save-next" busy=form.saving() on_press=press/> }
    });
    let action = if id.is_some() { "Save" } else { "Create" };
    view! {
        {merge}
        <div hidden=move || editing.conflict.with(Option::is_some)>
            <header class="head stays">
                <div class="title"><a class="up" href=desk.path>{desk.title}</a><h1 tabindex="-1">{title}</h1></div>
                <div class="actions row">
                    <LinkButton href=away label="Cancel"/>
                    {another}
                    <SubmitButton label=action form="editor" busy=form.saving()/>
                </div>
            </header>
            {(ways.summary)(form, sheet.groups, editing.refusal.into())}
            {move || editing.twin.get().map(|twin| twin_banner(sheet, &twin))}
            {id.is_none().then(|| similar(sheet, form, Callback::new(move |()| editing.finish())))}
            {offer}
            <form class="form" id="editor" novalidate=true on:submit=submit>
                {(ways.groups)(form, sheet.groups, &choices)}
                {desk.owned.then(|| owner_group(form, session, owner_name))}
            </form>
        </div>
    }
    .into_any()
}

/// Who changed a record last, and when, in words.
#[derive(Debug, Clone, Default)]
struct Changed {
    by: String,
    at: String,
}

impl Changed {
    fn last_of(loaded: &Loaded) -> Self {
        Self {
            by: loaded.text("updated_by_name").to_owned(),
            at: loaded.instant("updated_at").map(moment).unwrap_or_default(),
        }
    }
}

impl Editing {
    /// Puts what was kept back into the form. Where the record has changed since, both are shown first.
    fn bring_back(self, draft: &KeptDraft, changed: &Changed) {
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

    fn draft_name(self) -> String {
        let id = self
            .id
            .map_or_else(|| "new".to_owned(), |id| id.to_string());
        format!("{}/{id}", self.sheet.desk.path.trim_start_matches('/'))
    }

    /// Saves, and goes to the record.
    fn finish(self) {
        self.again.set_value(false);
        self.save();
    }

    fn save(self) {
        if self.form.saving().get_untracked() {
            return;
        }
        self.refusal.set(None);
        self.twin.set(None);
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
        match self.doubts.and_then(SaveDoubts::question) {
            Some((title, text)) => self.asker.ask(Question {
                title,
                text,
                yes: "Save anyway".to_owned(),
                no: "Keep editing".to_owned(),
                on_yes: Arc::new(move || self.send(self.form.patch())),
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
                .run((secrets.sent_with(self.form.now()), self.once.key())),
        };
        spawn_local(async move {
            let answer = coming.await;
            if self.refusal.is_disposed() {
                return;
            }
            self.form.saving().set(false);
            match answer {
                Ok(loaded) => self.saved(&loaded, &sent),
                Err(trouble) if trouble.is(ProblemCode::StaleVersion) => self.stale(trouble).await,
                Err(trouble) => self.refused(&trouble),
            }
        });
    }

    fn saved(self, loaded: &Loaded, sent: &Record) {
        let back = way_back(sent, &self.form.base(), &loaded.draft);
        if let Some(arrival) = self.arrival.filter(|_| !self.again.get_value()) {
            arrival.saved();
        }
        self.form.settle();
        drafts::keep(&self.draft_name(), None);
        if self.id.is_some() && back.is_empty() {
            // A secret alone was sent: nothing to take back.
            self.toasts.say(format!("{} saved", loaded.label));
        } else if self.id.is_some() {
            offer_undo(
                self.session,
                self.toasts,
                self.touched,
                self.sheet,
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
        let desk = self.sheet.desk;
        self.leave(id.map_or_else(|| desk.path.to_owned(), |id| desk.at(id)));
    }

    fn leave(self, to: String) {
        if let Some(guard) = self.guard {
            guard.release();
        }
        self.opened.run(to);
    }

    fn discard(self) {
        drafts::keep(&self.draft_name(), None);
        self.leave_to(self.id);
    }

    fn refused(self, trouble: &Trouble) {
        let errors = trouble.errors();
        self.twin.set(
            trouble
                .problem
                .as_ref()
                .and_then(|problem| problem.existing.clone()),
        );
        self.once.failed(trouble);
        if errors.is_empty() {
            self.refusal.set(Some(trouble.sentence()));
            show_refusal();
        } else {
            self.form.refuse(errors);
            show_errors();
        }
    }

    /// Somebody saved meanwhile: reads what is there now and shows both.
    async fn stale(self, trouble: Trouble) {
        let Some(id) = self.id else { return };
        let last = trouble
            .problem
            .as_ref()
            .and_then(|problem| problem.changes.last().cloned());
        match self.calls.read.run(id).await {
            Ok(now) => {
                self.etag.try_set_value(now.etag.clone());
                let Changed { by, at } = last.map_or_else(
                    || Changed::last_of(&now),
                    |change| Changed {
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
            Err(trouble) => self.refused(&trouble),
        }
    }

    fn save_merged(self, result: Record) {
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
