//! What stands before any page: the router, the session, and the fetching of what is drawn next. It is kept small, because
//! nothing is seen before it has run: the sign-in and the shell are modules of their own.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::Router;

use crate::screens::sign_in;
use crate::session::{Session, Stage};
use crate::shell;
use crate::ui::dialog::Asker;
use crate::ui::dom::find;
use crate::ui::guard::Guard;
use crate::ui::prefs::Prefs;
use crate::ui::toast::Toasts;
use crate::unreachable;

/// Draws a part of the app; the signal says whether a page is on its way.
pub type Draw = fn(RwSignal<bool>) -> AnyView;

/// The whole app.
#[component]
pub fn App() -> AnyView {
    Toasts::provide();
    Asker::provide();
    Guard::provide();
    Prefs::provide();
    Session::provide();
    let routing = RwSignal::new(false);
    view! {
        <Router set_is_routing=routing>
            <Inside routing=routing/>
        </Router>
    }
    .into_any()
}

#[component]
fn Inside(routing: RwSignal<bool>) -> AnyView {
    let session = Session::here();
    let shell = RwSignal::new(None::<Draw>);
    let door = RwSignal::new(None::<Draw>);
    session.start();
    // The shell is fetched while the server is still asked whether the last session holds.
    Effect::new(move || match session.stage() {
        Stage::Starting | Stage::SignedIn if shell.with_untracked(Option::is_none) => {
            spawn_local(async move {
                let fetched = shell::fetch().await;
                shell.set(Some(fetched));
            });
        }
        Stage::SignedOut if door.with_untracked(Option::is_none) => {
            spawn_local(async move {
                let fetched = sign_in::fetch().await;
                door.set(Some(fetched));
            });
        }
        _ => {}
    });
    let part = move || match session.stage() {
        Stage::Starting => None,
        Stage::SignedOut => door.get(),
        Stage::SignedIn => shell.get(),
        Stage::Unreachable => Some::<Draw>(unreachable::draw),
    };
    // What stood before the app started goes with the first thing that the app draws.
    Effect::new(move || {
        if part().is_some()
            && let Some(boot) = find("#boot")
        {
            boot.remove();
        }
    });
    (move || part().map(|draw| draw(routing))).into_any()
}
