//! The command palette (Ctrl+K): searches all records through the lists' own search, and runs commands.

use leptos::prelude::*;

use crate::shell::lazy_parts::lazy_parts;
use crate::ui::dialog::Dialog;
use crate::ui::icon::{Icon, icon};
use crate::ui::lazy::draw_fetched;

/// Whether the palette is open; in the context.
#[derive(Debug, Clone, Copy)]
struct PaletteOpen(RwSignal<bool>);

fn is_open() -> RwSignal<bool> {
    use_context::<PaletteOpen>().map_or_else(|| RwSignal::new(false), |open| open.0)
}

/// Makes the palette known to the parts below. Once, in the shell.
pub fn provide_palette() {
    provide_context(PaletteOpen(RwSignal::new(false)));
}

/// The button in the top bar.
#[component]
pub fn PaletteButton() -> AnyView {
    let open = is_open();
    view! {
        <button type="button" class="find" data-key="palette" aria-keyshortcuts="Control+K" on:click=move |_| open.set(true)>
            {icon(Icon::Search)}
            <span>"Search or run a command"</span>
            <kbd aria-hidden="true">"Ctrl K"</kbd>
        </button>
    }
    .into_any()
}

#[component]
pub fn Palette() -> AnyView {
    let open = is_open();
    view! {
        <Dialog open=open label="Search or run a command" class="wide palette">
            {draw_fetched(lazy_parts(), move |parts| (parts.palette)(open))}
        </Dialog>
    }
    .into_any()
}
