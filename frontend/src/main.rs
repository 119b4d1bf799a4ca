//! The browser app of ProjectMeats: sign-in, shell, and one lazily loaded screen for each kind of record.
//!
//! `ui` holds the parts that know no entity, `screens` the pages of each, `session` who is signed in. Every call to the server
//! goes through the crate `client`; addresses of the API are spelled there.

#![expect(
    unreachable_pub,
    reason = "`#[component]` makes its items pub, and from a program nothing is reachable anyway"
)]

mod app;
mod drafts;
mod editor;
mod lock;
mod owner;
mod palette;
mod record_page;
mod records;
mod screens;
mod session;
mod shell;
mod theme;
mod trouble;
mod ui;
mod unreachable;
mod user_menu;

fn main() {
    // What stops the app is said in the console, with its place.
    std::panic::set_hook(Box::new(|what| leptos::logging::error!("{what}")));
    leptos::mount::mount_to_body(app::App);
}
