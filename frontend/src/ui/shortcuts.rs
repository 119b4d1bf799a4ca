//! Keyboard shortcuts. Elements declare their key in `data-key`; a key clicks the element that declares it.
//!
//! Single keys can be switched off, and do nothing while a dialog or menu is open.

use std::time::Duration;

use leptos::ev;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::button::Button;
use super::dialog::Dialog;
use super::dom::{find, find_all, has_layer, is_typing, top_dialog};
use super::grid::move_row;
use super::input::Switch;
use super::menu::PageMenus;
use super::page_actions::{page_actions, run_numbered};
use super::unsaved_guard::UnsavedGuard;

/// How long after `g` or `0` another key still belongs to it.
const GOING: Duration = Duration::from_millis(1500);

/// A letter after `g`, its address and its label.
pub type GoToKey = (&'static str, &'static str, &'static str);

/// A key that waits for another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PendingKey {
    /// `g`: a place follows.
    Place,
    /// `0`: the number of an action follows.
    Action,
}

/// The keys of the app; taken from the context to open their list.
#[derive(Debug, Clone, Copy)]
pub struct Shortcuts {
    /// Whether the list of keys is shown.
    pub listed: RwSignal<bool>,
    off: RwSignal<bool>,
    /// The key that waits for another one behind it.
    begun: StoredValue<Option<PendingKey>>,
    on_switch: Callback<bool>,
    places: StoredValue<Vec<GoToKey>>,
    /// The menus of the page, whose entries have numbers too.
    menus: Option<PageMenus>,
}

impl Shortcuts {
    /// Puts them into the context and listens. Once, in the shell, with the destinations of `g` and a letter, whether
    /// single keys are switched off, and a callback that stores the setting.
    pub fn provide(places: Vec<GoToKey>, off: bool, on_switch: Callback<bool>) -> Self {
        let shortcuts = Self {
            listed: RwSignal::new(false),
            off: RwSignal::new(off),
            begun: StoredValue::new(None),
            on_switch,
            places: StoredValue::new(places),
            menus: PageMenus::from_context(),
        };
        provide_context(shortcuts);
        let guard = use_context::<UnsavedGuard>();
        let listener =
            window_event_listener(ev::keydown, move |event| shortcuts.press(&event, guard));
        on_cleanup(move || listener.remove());
        shortcuts
    }

    /// Whether a single key does what a part of the page makes of it: not while they are off, nor behind `g` or `0`.
    #[must_use]
    pub fn single(self) -> bool {
        !self.off.get_untracked() && self.begun.get_value().is_none()
    }

    /// The same, tracked.
    #[must_use]
    pub fn is_on(self) -> Signal<bool> {
        Signal::derive(move || !self.off.get())
    }

    /// Switches single keys on or off and stores the setting.
    pub fn switch(self, on: bool) {
        self.off.set(!on);
        self.on_switch.run(on);
    }

    fn press(self, event: &KeyboardEvent, guard: Option<UnsavedGuard>) {
        let begun = self.begun;
        let key = event.key();
        if event.default_prevented() || event.alt_key() {
            return;
        }
        if event.ctrl_key() || event.meta_key() {
            let offered = match key.as_str() {
                "s" => "save",
                "Enter" if press_offered("save-next") => return event.prevent_default(),
                "Enter" => "save",
                "k" => "palette",
                _ => return,
            };
            if press_offered(offered) || key == "s" {
                event.prevent_default();
            }
            return;
        }
        if self.off.get_untracked() || is_typing() || has_layer() {
            return;
        }
        if let Some(before) = begun.get_value() {
            begun.set_value(None);
            let place = self
                .places
                .with_value(|places| places.iter().copied().find(|place| place.0 == key));
            match (before, place, guard) {
                (PendingKey::Place, Some((_, path, _)), Some(guard)) => {
                    event.prevent_default();
                    guard.go(path.to_owned());
                }
                (PendingKey::Action, ..) if run_numbered(self.menus, &["0", &key]) => {
                    event.prevent_default()
                }
                _ => {}
            }
            return;
        }
        let begin = move |now: PendingKey| {
            begun.set_value(Some(now));
            let forget = move || {
                begun.try_set_value(None);
            };
            set_timeout(forget, GOING);
            true
        };
        let taken = match key.as_str() {
            "g" => begin(PendingKey::Place),
            "0" => begin(PendingKey::Action),
            "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" => {
                run_numbered(self.menus, &[&key])
            }
            "?" => {
                self.listed.set(true);
                true
            }
            "/" => press_offered("/"),
            "j" | "k" => find("[data-grid]")
                .is_some_and(|grid| move_row(&grid, if key == "j" { 1 } else { -1 })),
            "n" | "e" => press_offered(&key),
            _ => false,
        };
        if taken {
            event.prevent_default();
        }
    }
}

/// Presses (or, for an input, enters) the element that offers a key.
fn press_offered(key: &str) -> bool {
    // The page below a dialog is inert.
    let element = match top_dialog() {
        Some(dialog) => find_all(&dialog, &format!("[data-key='{key}']"))
            .into_iter()
            .next(),
        None => find(&format!(":not(dialog *)[data-key='{key}']")),
    };
    let Some(element) = element else {
        return false;
    };
    if element.dyn_ref::<web_sys::HtmlInputElement>().is_some() {
        element.focus().is_ok()
    } else {
        element.click();
        true
    }
}

/// The list of keys. Once a page, at its end.
#[component]
pub fn ShortcutList() -> AnyView {
    let Some(shortcuts) = use_context::<Shortcuts>() else {
        return ().into_any();
    };
    let keys = |keys: &'static [&'static str], what: &'static str| {
        let keys = keys.iter().map(|key| view! { <kbd>{*key}</kbd> });
        view! { <div><dt>{keys.collect_view()}</dt><dd>{what}</dd></div> }
    };
    let places = move || {
        let places = shortcuts.places.get_value().into_iter();
        places
            .map(|(key, _, name)| view! { <div><dt><kbd>"g"</kbd><kbd>{key}</kbd></dt><dd>{name}</dd></div> })
            .collect_view()
    };
    let here = move || {
        let lines = page_actions(shortcuts.menus).into_iter().map(|action| {
            let keys = action
                .keys
                .into_iter()
                .map(|key| view! { <kbd>{key}</kbd> });
            view! { <div><dt>{keys.collect_view()}</dt><dd>{action.label}</dd></div> }
        });
        let lines: Vec<_> = lines.collect();
        (!lines.is_empty()).then(|| view! { <h3>"On this page"</h3><dl class="keys">{lines}</dl> })
    };
    view! {
        <Dialog open=shortcuts.listed label="Keyboard shortcuts" class="wide">
            <div class="body">
                <h2>"Keyboard shortcuts"</h2>
                {here()}
                <h3>"Everywhere"</h3>
                <dl class="keys">
                    {keys(&["Ctrl", "K"], "Search or run a command")}
                    {keys(&["/"], "Search the list")}
                    {keys(&["n"], "New")}
                    {keys(&["e"], "Edit the record or row")}
                    {keys(&["j", "k"], "Next and previous row; arrow keys too")}
                    {keys(&["Enter"], "Open the row")}
                    {keys(&["x"], "Select the row; Shift-click selects a range")}
                    {keys(&["Home", "End"], "First and last loaded row")}
                    {keys(&["Ctrl", "C"], "Copy the selected rows, or all loaded rows")}
                    {places()}
                    {keys(&["Ctrl", "S"], "Save")}
                    {keys(&["Ctrl", "Enter"], "Save and add another")}
                    {keys(&["Esc"], "Close the top dialog or menu")}
                    {keys(&["?"], "Show this list")}
                </dl>
                <Switch
                    label="Use single-key shortcuts"
                    value=shortcuts.is_on()
                    on_change=move |on: bool| shortcuts.switch(on)
                />
            </div>
            <footer><Button label="Close" on_press=move |()| shortcuts.listed.set(false)/></footer>
        </Dialog>
    }
    .into_any()
}
