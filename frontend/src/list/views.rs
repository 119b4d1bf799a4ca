//! Saved views of a list: which rows, in which order, with which columns. One's own, those that others share, and the one that
//! the list opens with.

use domain::EntityKind;
use domain::permissions::Operation;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::layout::Layout;
use crate::later::later;
use crate::records::list;
use crate::session::{Session, request_key};
use crate::trouble::Trouble;
use crate::ui::button::{Button, IconButton, Look};
use crate::ui::dialog::Dialog;
use crate::ui::dom::{focus_soon, keeps_focus};
use crate::ui::field::{Field, FieldPrefix};
use crate::ui::icon::{Icon, icon};
use crate::ui::input::{Switch, TextInput};
use crate::ui::live;
use crate::ui::place::Place;
use crate::ui::toast::Toasts;
use crate::wire::{self, Record};

/// The address of views in the API.
const VIEWS: &str = "/views";

/// The button with the saved views below it.
pub fn views_button(layout: Layout, place: Place) -> AnyView {
    let open = RwSignal::new(false);
    let saving = RwSignal::new(false);
    let inside = live(move || {
        open.get().then(|| {
            let views = later(move |more| (more.views)(layout, place, open, saving));
            view! { <div class="list drop end views" tabindex="-1" role="group" aria-label="Saved views">{views}</div> }.into_any()
        })
    });
    let dialog = live(move || {
        saving
            .get()
            .then(|| later(move |more| (more.save_view)(layout, place, saving)))
    });
    view! {
        <div
            class="anchor"
            on:focusout=move |event| {
                if event.related_target().is_some() && !keeps_focus(&event) {
                    open.set(false);
                }
            }
            on:keydown=move |event| {
                if event.key() == "Escape" && open.get_untracked() {
                    event.stop_propagation();
                    open.set(false);
                }
            }
        >
            <button
                type="button"
                class="btn quiet slim"
                aria-expanded=Signal::derive(move || open.get().to_string())
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {icon(Icon::Views)} "Views"
            </button>
            {inside}
        </div>
        {dialog}
    }
    .into_any()
}

/// The views, and what can be done with them.
pub fn views(
    layout: Layout,
    place: Place,
    open: RwSignal<bool>,
    saving: RwSignal<bool>,
) -> AnyView {
    let session = Session::here();
    let toasts = Toasts::here();
    let found = RwSignal::new(None::<Result<Vec<Record>, Trouble>>);
    let fetch = move || {
        let of = vec![("list".to_owned(), layout.list().to_owned())];
        let coming = list(session, VIEWS, of);
        spawn_local(async move {
            let answer = coming.await.map(|listed| listed.items);
            found.try_set(Some(answer));
        });
    };
    fetch();
    let remove = move |id: i64, etag: String, opens: bool| {
        if opens {
            layout.open_with("");
        }
        spawn_local(async move {
            let api = session.api();
            match api.records(VIEWS).remove(id, &etag).await {
                Ok(()) => {
                    toasts.say("The view is removed");
                    if !found.is_disposed() {
                        fetch();
                    }
                }
                Err(error) => toasts.trouble(&error.into()),
            }
        });
    };
    let line = move |view: &Record| {
        let id = wire::number(view, "id").unwrap_or_default();
        let etag = format!("\"{}\"", wire::number(view, "version").unwrap_or_default());
        let name = wire::text(view, "name").to_owned();
        let query = wire::text(view, "query").to_owned();
        let columns: Vec<String> = wire::texts(view, "columns").map(str::to_owned).collect();
        let own = wire::number(view, "owner_id") == session.user_id();
        let opens = own && wire::is(view, "is_default");
        let told = match (
            own,
            wire::is(view, "is_shared"),
            wire::is(view, "is_default"),
        ) {
            (false, ..) => wire::text(view, "owner_name").to_owned(),
            (_, _, true) => "opens the list".to_owned(),
            (_, true, _) => "shared".to_owned(),
            _ => String::new(),
        };
        let show = move |_| {
            open.set(false);
            layout.show(&columns);
            place.open(&query, false);
        };
        let label = format!("Remove the view {name}");
        let cross = own.then(|| {
            view! { <IconButton sign=Icon::Cross label=label slim=true on_press=move |()| remove(id, etag.clone(), opens)/> }
        });
        view! {
            <div class="column-line">
                <button type="button" class="link" on:click=show>{name}</button>
                <span class="muted small">{told}</span>
                {cross}
            </div>
        }
        .into_any()
    };
    let lines = live(move || {
        Some(match found.get()? {
            Ok(views) if views.is_empty() => {
                view! { <p class="note muted">"No views are saved yet."</p> }.into_any()
            }
            Ok(views) => views.iter().map(line).collect::<Vec<AnyView>>().into_any(),
            Err(trouble) => view! { <p class="note">{trouble.sentence()}</p> }.into_any(),
        })
    });
    let save = move |_| {
        open.set(false);
        saving.set(true);
    };
    view! {
        {lines}
        <hr/>
        <button type="button" on:click=save>{icon(Icon::Plus)} "Save what is shown as a view"</button>
    }
    .into_any()
}

/// Asks for the name of a view and keeps it.
pub fn save_view(layout: Layout, place: Place, open: RwSignal<bool>) -> AnyView {
    view! { <Dialog open=open label="Save a view">{naming(layout, place, open)}</Dialog> }
        .into_any()
}

fn naming(layout: Layout, place: Place, open: RwSignal<bool>) -> AnyView {
    provide_context(FieldPrefix("view-"));
    let session = Session::here();
    let toasts = Toasts::here();
    let name = RwSignal::new(String::new());
    let (shared, first) = (RwSignal::new(false), RwSignal::new(false));
    let wrong = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let save = move |()| {
        let query = place.query();
        let columns = layout.names.get_untracked();
        let body = json!({
            "list": layout.list(), "name": name.get_untracked(), "query": query, "columns": columns,
            "is_shared": shared.get_untracked(), "is_default": first.get_untracked(),
        });
        let Value::Object(body) = body else { return };
        busy.set(true);
        spawn_local(async move {
            let api = session.api();
            let answer = api.records(VIEWS).create(&body, Some(&request_key())).await;
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match answer {
                Ok(_) => {
                    if first.get_untracked() {
                        layout.open_with(&place.query());
                    }
                    toasts.say("The view is saved");
                    open.set(false);
                }
                Err(error) => {
                    let trouble = Trouble::from(error);
                    let told = trouble.errors().first().map(|error| error.message.clone());
                    wrong.set(Some(told.unwrap_or_else(|| trouble.sentence())));
                }
            }
        });
    };
    let may_share = session.may(Operation::Share, EntityKind::View);
    let share = may_share.then(|| {
        view! { <Switch label="Everybody sees it" value=shared on_change=move |on| shared.set(on)/> }
    });
    focus_soon("#view-field-name");
    view! {
        <div class="body">
            <h2>"Save a view"</h2>
            <Field name="name" label="Name" required=true error=wrong>
                <TextInput value=name on_change=move |text| name.set(text)/>
            </Field>
            {share}
            <Switch label="My list opens with it" value=first on_change=move |on| first.set(on)/>
        </div>
        <footer>
            <Button label="Cancel" on_press=move |()| open.set(false)/>
            <Button label="Save" look=Look::Primary busy=busy on_press=save/>
        </footer>
    }
    .into_any()
}
