//! Keys: `/` search, `n` new, `e` edit, `g` then a letter, `j`/`k` in lists, Ctrl+S save, `?` the list of them. Elements offer
//! themselves by `data-key`; a key presses the element that offers it. Single keys can be switched off.

use std::time::Duration;

use leptos::ev;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::button::Button;
use super::dialog::Dialog;
use super::dom::{find, find_all, is_typing, top_dialog};
use super::grid::move_row;
use super::guard::Guard;
use super::input::Switch;

/// How long after `g` a letter still leads somewhere.
const GOING: Duration = Duration::from_millis(1500);

/// A letter behind `g`, the address it leads to, and what that is called.
pub type KeyPlace = (&'static str, &'static str, &'static str);

/// The keys of the app; taken from the context to open their list.
#[derive(Debug, Clone, Copy)]
pub struct Shortcuts {
    /// Whether the list of keys is shown.
    pub listed: RwSignal<bool>,
    off: RwSignal<bool>,
    /// Whether `g` was pressed and a letter may follow.
    going: StoredValue<bool>,
    on_switch: Callback<bool>,
    places: StoredValue<Vec<KeyPlace>>,
}

impl Shortcuts {
    /// Puts them into the context and listens. Once, in the shell, with the places that `g` and a letter lead to, whether
    /// single keys are switched off, and who keeps that when it changes.
    pub fn provide(places: Vec<KeyPlace>, off: bool, on_switch: Callback<bool>) -> Self {
        let shortcuts = Self {
            listed: RwSignal::new(false),
            off: RwSignal::new(off),
            going: StoredValue::new(false),
            on_switch,
            places: StoredValue::new(places),
        };
        provide_context(shortcuts);
        let guard = use_context::<Guard>();
        let listener =
            window_event_listener(ev::keydown, move |event| shortcuts.press(&event, guard));
        on_cleanup(move || listener.remove());
        shortcuts
    }

    /// Whether a single key does what a part of the page makes of it: not while they are off, nor behind `g`.
    #[must_use]
    pub fn single(self) -> bool {
        !self.off.get_untracked() && !self.going.get_value()
    }

    /// The same, followed.
    #[must_use]
    pub fn is_on(self) -> Signal<bool> {
        Signal::derive(move || !self.off.get())
    }

    /// Switches single keys on or off, and has it kept.
    pub fn switch(self, on: bool) {
        self.off.set(!on);
        self.on_switch.run(on);
    }

    fn press(self, event: &KeyboardEvent, guard: Option<Guard>) {
        let going = self.going;
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
        if self.off.get_untracked() || is_typing() {
            return;
        }
        if going.get_value() {
            going.set_value(false);
            let place = self
                .places
                .with_value(|places| places.iter().copied().find(|place| place.0 == key));
            if let (Some((_, path, _)), Some(guard)) = (place, guard) {
                event.prevent_default();
                guard.go(path.to_owned());
            }
            return;
        }
        let taken = match key.as_str() {
            "g" => {
                going.set_value(true);
                let forget = move || {
                    going.try_set_value(false);
                };
                set_timeout(forget, GOING);
                true
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
    // What lies under a dialog is out of reach.
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
    view! {
        <Dialog open=shortcuts.listed label="Keys" class="wide">
            <div class="body">
                <h2>"Keys"</h2>
                <dl class="keys">
                    {keys(&["Ctrl", "K"], "Search, or run a command")}
                    {keys(&["/"], "Search in the list")}
                    {keys(&["n"], "New")}
                    {keys(&["e"], "Edit the record, or the row")}
                    {keys(&["j", "k"], "Next and previous row, as the arrows do")}
                    {keys(&["Enter"], "Open the row")}
                    {keys(&["x"], "Tick the row; with Shift and the mouse all between")}
                    {keys(&["Home", "End"], "First and last row that is loaded")}
                    {keys(&["Ctrl", "C"], "Copy the ticked rows, or all that are loaded")}
                    {places()}
                    {keys(&["Ctrl", "S"], "Save")}
                    {keys(&["Ctrl", "Enter"], "Save and add another")}
                    {keys(&["Esc"], "Close what is on top")}
                    {keys(&["?"], "This list")}
                </dl>
                <Switch
                    label="Single keys are on"
                    value=shortcuts.is_on()
                    on_change=move |on: bool| shortcuts.switch(on)
                />
            </div>
            <footer><Button label="Close" on_press=move |()| shortcuts.listed.set(false)/></footer>
        </Dialog>
    }
    .into_any()
}
