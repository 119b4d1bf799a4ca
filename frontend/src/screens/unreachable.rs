//! The page for a server that does not respond at start.

use leptos::prelude::*;

use crate::api::session::Session;
use crate::ui::dom::set_title;

/// Says so, and offers another try.
pub fn draw() -> AnyView {
    set_title(&["No connection"]);
    let session = Session::from_context();
    view! {
        <main class="empty" role="alert">
            <h1>"The server is not responding"</h1>
            <p>"Check your connection, then try again."</p>
            <div class="row">
                <button type="button" class="btn primary" on:click=move |_| session.start()>"Try again"</button>
            </div>
        </main>
    }
    .into_any()
}
