//! The browser app of ProjectMeats: sign-in, shell, lists; records with their forms, and orders, are fetched when first opened.
//!
//! `ui` holds the parts that know no entity, `desks` the entities as tables, and the modules at this level the pages that are
//! driven by them: `list`, `record_page` with `plain_page`, `editor` with `plain_editor`. `screens` are the pages that no table
//! draws, `session` is who is signed in. Every call to the server goes through the crate `client`.

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
    // What stops the app is said in the console, with its place.
    std::panic::set_hook(Box::new(|what| leptos::logging::error!("{what}")));
    leptos::mount::mount_to_body(app::App);
}
