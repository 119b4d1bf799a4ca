//! The browser app of ProjectMeats: sign-in, shell, lists; records with their forms, and orders, are fetched when first opened.
//!
//! Imports run one way, from the last of these modules to the first; `cargo xtask check` refuses the others:
//! `ui` holds parts of a screen that name no entity, `api` the session and the calls to the server, `config` the entities as data,
//! `pages` the lists, records and forms that this data drives, `screens` the pages that it does not, `shell` what surrounds them.

#![expect(
    unreachable_pub,
    reason = "`#[component]` makes its items pub, and from a program nothing is reachable anyway"
)]

mod api;
mod app;
mod config;
mod pages;
mod screens;
mod shell;
mod ui;

fn main() {
    // Log panics to the console.
    std::panic::set_hook(Box::new(|what| leptos::logging::error!("{what}")));
    leptos::mount::mount_to_body(app::App);
}
