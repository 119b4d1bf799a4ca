//! The menu of saved views: own views, shared views, and the default view.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::lazy_parts::draw_part;
use super::saved_views::{SavedView, SavedViews, VIEWS};
use super::view_name::ViewNaming;
use crate::api::idempotency_key::new_key;
use crate::api::record_json::{self, Record};
use crate::ui::app_error::AppError;
use crate::ui::button::{Button, IconButton};
use crate::ui::dropdown_button::drop_button;
use crate::ui::icon::{Icon, icon};
use crate::ui::live;
use crate::ui::toast::Toasts;

/// The button with the saved views below it; it names the one that is open.
pub fn views_button(saved_views: SavedViews) -> AnyView {
    let open = RwSignal::new(false);
    let naming = RwSignal::new(None::<ViewNaming>);
    let label = Signal::derive(move || match saved_views.current() {
        Some(view) if saved_views.differs(&view) => format!("{}, changed", view.name),
        Some(view) => view.name,
        None => "Views".to_owned(),
    });
    let inside = move || draw_part(move |parts| (parts.views)(saved_views, open, naming));
    let dialog = live(move || {
        let wanted = naming.get()?;
        Some(draw_part(move |parts| {
            (parts.name_view)(saved_views, wanted.clone(), naming)
        }))
    });
    view! { {drop_button(Icon::Views, label, "Saved views", "views", open, inside)}{dialog} }
        .into_any()
}

/// The views, and what can be done with them.
pub fn views(
    saved_views: SavedViews,
    open: RwSignal<bool>,
    naming: RwSignal<Option<ViewNaming>>,
) -> AnyView {
    let toasts = Toasts::from_context();
    let panel = ViewsPanel {
        saved_views,
        open,
        naming,
        toasts,
        unfolded: RwSignal::new(None),
    };
    saved_views.fetch();
    let lines = live(move || {
        Some(match saved_views.all.get()? {
            Ok(views) if views.is_empty() => {
                view! { <p class="note muted">"No saved views."</p> }.into_any()
            }
            Ok(views) => {
                let lines = views.into_iter().map(|view| panel.line(view));
                lines.collect::<Vec<AnyView>>().into_any()
            }
            Err(error) => view! { <p class="note">{error.message()}</p> }.into_any(),
        })
    });
    let current = live(move || saved_views.current().map(|view| panel.current(view)));
    let save = move |_| {
        open.set(false);
        naming.set(Some(ViewNaming::New));
    };
    view! {
        {lines}
        <hr/>
        {current}
        <button type="button" on:click=save>{icon(Icon::Plus)} "Save current view"</button>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct ViewsPanel {
    saved_views: SavedViews,
    open: RwSignal<bool>,
    naming: RwSignal<Option<ViewNaming>>,
    toasts: Toasts,
    /// The view whose actions are shown.
    unfolded: RwSignal<Option<i64>>,
}

impl ViewsPanel {
    fn change(self, view: &SavedView, patch: Value, word: String) {
        let Self {
            saved_views,
            toasts,
            ..
        } = self;
        let (id, etag) = (view.id, view.etag.clone());
        spawn_local(async move {
            let api = saved_views.session.api();
            match api.records(VIEWS).update(id, &etag, &patch).await {
                Ok(_) => toasts.say(word),
                Err(error) => toasts.error(&error.into()),
            }
            if !saved_views.all.is_disposed() {
                saved_views.fetch();
            }
        });
    }

    /// Makes a view the user's default view, or no longer.
    fn open_with(self, view: &SavedView, on: bool) {
        let name = &view.name;
        let word = if on {
            format!("{name} is your default view")
        } else {
            format!("{name} is no longer your default view")
        };
        self.saved_views.open_with(view, on);
        if self.saved_views.is_own(view) {
            self.change(view, json!({"is_default": on}), word);
        } else {
            self.toasts.say(word);
            self.saved_views.fetch();
        }
    }

    fn remove(self, view: &SavedView) {
        let Self {
            saved_views,
            toasts,
            ..
        } = self;
        let (id, etag, name) = (view.id, view.etag.clone(), view.name.clone());
        let body = view.body(saved_views.layout.list_name());
        spawn_local(async move {
            let api = saved_views.session.api();
            match api.records(VIEWS).remove(id, &etag).await {
                Ok(()) => toasts.offer_undo(format!("View {name} removed"), move || {
                    self.put_back(body.clone());
                }),
                Err(error) => toasts.error(&AppError::from(error)),
            }
            if !saved_views.all.is_disposed() {
                saved_views.fetch();
            }
        });
    }

    /// Saves a removed view again.
    fn put_back(self, body: Record) {
        let Self {
            saved_views,
            toasts,
            ..
        } = self;
        spawn_local(async move {
            let api = saved_views.session.api();
            match api.records(VIEWS).create(&body, Some(&new_key())).await {
                Ok(view) => {
                    let name = record_json::text(&view.value, "name");
                    toasts.say(format!("View {name} restored"));
                }
                Err(error) => toasts.error(&AppError::from(error)),
            }
            if !saved_views.all.is_disposed() {
                saved_views.fetch();
            }
        });
    }

    /// What is done with the view that is open.
    fn current(self, view: SavedView) -> AnyView {
        let Self {
            saved_views, open, ..
        } = self;
        let (kept, shown) = (view.clone(), view.clone());
        let differs = Memo::new(move |_| saved_views.differs(&kept));
        let back = {
            let view = view.clone();
            move |_| {
                saved_views.layout.show(&view.columns);
                saved_views.open(&view);
            }
        };
        let changed = live(move || {
            let view = shown.clone();
            let back = back.clone();
            differs.get().then(|| {
                let first = if saved_views.may_change(&view) {
                    let label = format!("Save changes to {}", view.name);
                    let save = move |_| {
                        let columns = saved_views.layout.columns_now();
                        let patch = json!({"query": saved_views.query(), "columns": columns});
                        let word = format!("View {} saved", view.name);
                        self.change(&view, patch, word);
                    };
                    view! { <button type="button" on:click=save>{icon(Icon::Check)} {label}</button> }.into_any()
                } else {
                    let words = format!(
                        "{} belongs to {}. Only the owner or a manager can change it. Save the current view as your own instead.",
                        view.name, view.owner_name
                    );
                    view! { <p class="note muted">{words}</p> }.into_any()
                };
                view! {
                    {first}
                    <button type="button" on:click=back>{icon(Icon::Undo)} "Discard changes"</button>
                }
                .into_any()
            })
        });
        let leave = move |_| {
            open.set(false);
            saved_views.query.open("", false);
        };
        view! {
            {changed}
            <button type="button" on:click=leave>{icon(Icon::Cross)} {format!("Close view {}", view.name)}</button>
        }
        .into_any()
    }

    fn line(self, view: SavedView) -> AnyView {
        let Self {
            saved_views,
            open,
            unfolded,
            ..
        } = self;
        let own = saved_views.is_own(&view);
        let id = view.id;
        let marks = [
            (!own).then(|| view.owner_name.clone()),
            (own && view.shared).then(|| "shared".to_owned()),
            saved_views.opens_with(&view).then(|| "default".to_owned()),
        ];
        let marks: Vec<String> = marks.into_iter().flatten().collect();
        let joined_marks = marks.join(", ");
        let show = {
            let view = view.clone();
            move |_| {
                open.set(false);
                saved_views.open(&view);
            }
        };
        let current = Signal::derive(move || {
            saved_views
                .current()
                .is_some_and(|now| now.id == id)
                .then(|| "true".to_owned())
        });
        let label = format!("More actions for {}", view.name);
        let unfold = move |()| {
            unfolded.update(|now| *now = if *now == Some(id) { None } else { Some(id) });
        };
        let more = view! { <IconButton sign=Icon::More label=label slim=true on_press=unfold/> };
        let name = view.name.clone();
        let actions = live(move || (unfolded.get() == Some(id)).then(|| self.actions(&view)));
        view! {
            <div class="column-line" aria-current=current>
                <button type="button" class="link" on:click=show>{name}</button>
                <span class="muted small">{joined_marks}</span>
                {more}
            </div>
            {actions}
        }
        .into_any()
    }

    fn actions(self, view: &SavedView) -> AnyView {
        let Self {
            saved_views,
            open,
            naming,
            ..
        } = self;
        let rename = {
            let view = view.clone();
            move |()| {
                open.set(false);
                naming.set(Some(ViewNaming::Other(view.clone())));
            }
        };
        let flip = |field: &'static str, on: bool, word: String| {
            let view = view.clone();
            move |()| self.change(&view, json!({field: on}), word.clone())
        };
        let name = &view.name;
        let opens = {
            let view = view.clone();
            let on = !saved_views.opens_with(&view);
            let label = if on {
                "Make default"
            } else {
                "Remove as default"
            };
            let set = move |()| self.open_with(&view, on);
            view! { <Button label=label slim=true on_press=set/> }
        };
        if !saved_views.may_change(view) {
            return view! { <div class="view-actions">{opens}</div> }.into_any();
        }
        let may_share = saved_views.may_share();
        let share = may_share.then(|| {
            let (label, word) = if view.shared {
                ("Stop sharing", format!("{name} is private"))
            } else {
                (
                    "Share with everyone",
                    format!("{name} is shared with everyone"),
                )
            };
            view! { <Button label=label slim=true on_press=flip("is_shared", !view.shared, word)/> }
        });
        let removed = view.clone();
        view! {
            <div class="view-actions">
                <Button label="Rename" slim=true on_press=rename/>
                {opens}
                {share}
                <Button label="Remove" slim=true on_press=move |()| self.remove(&removed)/>
            </div>
        }
        .into_any()
    }
}
