//! The actions of the current page: its buttons and menu entries. The palette and the shortcut list offer them.

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::dom::find_all;
use super::icon::Icon;
use super::menu::PageMenus;

/// Selectors of a page's buttons, in the order of their numbers.
const BUTTONS: [&str; 6] = [
    "main .head > .actions .btn.primary",
    "main .head > .actions > .btn",
    "main .banner > .btn",
    "main .block > header .btn",
    "main .bulk > .btn",
    "main .bar .btn",
];

/// What is done with the page that is shown.
#[derive(Clone)]
pub struct PageAction {
    pub label: String,
    /// Its sign, where it is an entry of a menu.
    pub sign: Option<Icon>,
    /// The keys that do it, one after the other or together.
    pub keys: Vec<String>,
    act: Act,
}

#[derive(Clone)]
enum Act {
    /// Presses a button or follows a link.
    Click(HtmlElement),
    /// Runs an entry of a menu.
    Run(Callback<()>),
}

impl PageAction {
    pub fn run(&self) {
        match &self.act {
            Act::Click(element) => element.click(),
            Act::Run(entry) => drop(entry.try_run(())),
        }
    }
}

/// The actions of the page now. Those without a key of their own are numbered: `1` to `9`, then `0` and a digit.
#[must_use]
pub fn page_actions(menus: Option<PageMenus>) -> Vec<PageAction> {
    let mut actions: Vec<PageAction> = Vec::new();
    let Some(root) = document().document_element() else {
        return actions;
    };
    for element in BUTTONS
        .iter()
        .flat_map(|selector| find_all(&root, selector))
    {
        let opens_menu = element.has_attribute("aria-haspopup");
        let Some(label) = name_of(&element).filter(|_| !opens_menu && is_offered(&element)) else {
            continue;
        };
        let known = actions
            .iter()
            .any(|other| matches!(&other.act, Act::Click(one) if one.is_same_node(Some(&element))));
        if !known {
            actions.push(PageAction {
                label,
                sign: None,
                keys: own_keys(&element),
                act: Act::Click(element),
            });
        }
    }
    let entries = menus.map(PageMenus::entries).unwrap_or_default();
    actions.extend(entries.into_iter().map(|entry| PageAction {
        label: entry.label,
        sign: entry.sign,
        keys: Vec::new(),
        act: Act::Run(entry.on_press),
    }));
    let unkeyed = actions.iter_mut().filter(|action| action.keys.is_empty());
    for (place, action) in unkeyed.enumerate() {
        action.keys = number_keys(place + 1);
    }
    actions
}

/// The keys of the action of a number; none beyond 19.
fn number_keys(number: usize) -> Vec<String> {
    match number {
        0..=9 => vec![number.to_string()],
        10..=19 => vec!["0".to_owned(), (number - 10).to_string()],
        _ => Vec::new(),
    }
}

/// Does the action of a number. Whether there is one.
pub fn run_numbered(menus: Option<PageMenus>, keys: &[&str]) -> bool {
    let action = page_actions(menus)
        .into_iter()
        .find(|action| action.keys == keys);
    action.is_some_and(|action| {
        action.run();
        true
    })
}

/// The keys of a button that offers itself by `data-key`, as people read them.
fn own_keys(element: &HtmlElement) -> Vec<String> {
    let keys: &[&str] = match element.get_attribute("data-key").as_deref() {
        Some("save") => &["Ctrl", "S"],
        Some("save-next") => &["Ctrl", "Enter"],
        Some("palette") => &["Ctrl", "K"],
        Some(key) => return vec![key.to_owned()],
        None => &[],
    };
    keys.iter().map(|key| (*key).to_owned()).collect()
}

/// What a button is called.
fn name_of(element: &HtmlElement) -> Option<String> {
    let named = element.get_attribute("aria-label");
    let text = named.or_else(|| element.text_content())?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// Whether a button is drawn and can be pressed.
fn is_offered(element: &HtmlElement) -> bool {
    let frame = element.get_bounding_client_rect();
    frame.width() > 0.0 && !element.has_attribute("disabled")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_beyond_nine_have_two_keys() {
        assert_eq!(number_keys(1), ["1"]);
        assert_eq!(number_keys(9), ["9"]);
        assert_eq!(number_keys(10), ["0", "0"]);
        assert_eq!(number_keys(19), ["0", "9"]);
        assert!(number_keys(20).is_empty());
    }
}
