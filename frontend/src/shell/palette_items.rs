//! The items of the palette as data: recent records, destinations, commands; and which of them match the input.

use domain::EntityKind;
use domain::choices::{FixedChoice, Theme};
use domain::permissions::Operation;

use crate::api::session::Session;
use crate::config::list_config::ListConfig;
use crate::pages::recent::recent;
use crate::shell::navigation::{REPORTS, places};
use crate::ui::highlight::holds_words;
use crate::ui::icon::Icon;
use crate::ui::page_actions::PageAction;

/// What a line does when it is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaletteAction {
    /// Opens an address.
    Opens(String),
    /// Does the action at a place among those of the page.
    Presses(usize),
    /// Shows a theme, and keeps it.
    Shows(Theme),
    /// Lists the keys.
    ListsKeys,
    /// Ends the session.
    SignsOut,
}

/// One line of the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaletteItem {
    /// The heading of its section.
    pub group: &'static str,
    pub sign: Icon,
    /// What it is called.
    pub name: String,
    /// What distinguishes it from others of its name.
    pub detail: String,
    /// Whether it is an archived record.
    pub archived: bool,
    /// The keys that do the same.
    pub keys: Vec<String>,
    /// What it does.
    pub action: PaletteAction,
}

impl PaletteItem {
    #[must_use]
    pub fn record(group: &'static str, list: &ListConfig, id: i64, name: String) -> Self {
        Self::new(group, list.icon, name, PaletteAction::Opens(list.at(id)))
    }

    fn new(group: &'static str, sign: Icon, name: String, action: PaletteAction) -> Self {
        Self {
            group,
            sign,
            name,
            detail: String::new(),
            archived: false,
            keys: Vec::new(),
            action,
        }
    }
}

/// The records opened last, save the one that is on the page.
#[must_use]
pub fn opened(here: &str) -> Vec<PaletteItem> {
    let kept = recent().into_iter();
    kept.filter(|(list, id, _)| list.at(*id) != here)
        .map(|(list, id, name)| PaletteItem {
            detail: list.singular.to_owned(),
            ..PaletteItem::record("Recent", list, id, name)
        })
        .collect()
}

/// What can be done with the page that is shown, each with its keys.
#[must_use]
pub fn of_page(actions: &[PageAction]) -> Vec<PaletteItem> {
    let actions = actions.iter().enumerate();
    let lines = actions.map(|(at, action)| PaletteItem {
        keys: action.keys.clone(),
        ..PaletteItem::new(
            "On this page",
            action.sign.unwrap_or(Icon::Next),
            action.label.clone(),
            PaletteAction::Presses(at),
        )
    });
    lines.collect()
}

/// Commands and destinations.
#[must_use]
pub fn actions(session: Session) -> Vec<PaletteItem> {
    let makeable = places()
        .filter(|(_, list)| !list.made_elsewhere && session.may(Operation::Create, list.kind));
    let make = makeable.map(|(_, list)| {
        let action = PaletteAction::Opens(format!("{}/new", list.path));
        PaletteItem::new(
            "Create",
            Icon::Plus,
            format!("New {}", list.singular),
            action,
        )
    });
    let go = places().map(|(_, list)| (list.title, list.path, list.icon));
    let admin = [
        ("Users", "/users", Icon::Contact),
        ("Choice lists", "/choice-lists", Icon::Lists),
        ("Settings", "/settings", Icon::Settings),
    ];
    let admin = admin
        .into_iter()
        .filter(|_| session.may(Operation::Create, EntityKind::User));
    let reports = REPORTS
        .iter()
        .map(|(_, path, name, sign)| (*name, *path, *sign));
    let go = std::iter::once(("Home", "/", Icon::Home))
        .chain(go)
        .chain(reports)
        .chain([
            ("Your profile", "/profile", Icon::Contact),
            #[cfg(feature = "style-guide")]
            ("Style guide", "/styleguide", Icon::Eye),
        ])
        .chain(admin);
    let go = go.map(|(name, path, sign)| {
        PaletteItem::new(
            "Go to",
            sign,
            name.to_owned(),
            PaletteAction::Opens(path.to_owned()),
        )
    });
    let themes = [Theme::Light, Theme::Dark, Theme::Auto].map(|theme| {
        let name = match theme {
            Theme::Auto => "System theme".to_owned(),
            theme => format!("{} theme", theme.label()),
        };
        PaletteItem::new("Commands", Icon::Eye, name, PaletteAction::Shows(theme))
    });
    let rest = [
        ("Keyboard shortcuts", Icon::Help, PaletteAction::ListsKeys),
        ("Sign out", Icon::Lock, PaletteAction::SignsOut),
    ];
    let rest = rest
        .map(|(name, sign, action)| PaletteItem::new("Commands", sign, name.to_owned(), action));
    make.chain(go).chain(themes).chain(rest).collect()
}

/// The earlier results that still match the input; a command matches no record.
#[must_use]
pub fn still_fitting(records: &[PaletteItem], typed: &str) -> Vec<PaletteItem> {
    match typed.trim() {
        "" => Vec::new(),
        typed if typed.starts_with('>') => Vec::new(),
        typed => holding(records, typed),
    }
}

/// The lines whose names hold every word that is typed, in any order.
#[must_use]
pub fn holding(lines: &[PaletteItem], typed: &str) -> Vec<PaletteItem> {
    let held = lines.iter().filter(|line| holds_words(&line.name, typed));
    held.cloned().collect()
}

/// The items that match the input: first those that contain it, then those with its letters in order.
#[must_use]
pub fn fitting(lines: &[PaletteItem], typed: &str) -> Vec<PaletteItem> {
    let needle = typed.trim().to_lowercase();
    let mut all = holding(lines, typed);
    let others: Vec<PaletteItem> = lines
        .iter()
        .filter(|line| resembles(&line.name.to_lowercase(), &needle) && !all.contains(line))
        .cloned()
        .collect();
    all.extend(others);
    all
}

/// Whether a name contains the typed letters in order: `nso` finds `new supplier order`.
fn resembles(name: &str, typed: &str) -> bool {
    let mut letters = name.chars();
    typed
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .all(|letter| letters.any(|known| known == letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_their_order_find_a_name() {
        assert!(resembles("purchase orders", "por"));
        assert!(resembles("new supplier", "new sup"));
        assert!(resembles("suppliers", ""));
        assert!(!resembles("suppliers", "rs p"));
    }

    #[test]
    fn records_found_for_other_words_go() {
        let line = |name: &str| {
            PaletteItem::new(
                "Suppliers",
                Icon::Search,
                name.to_owned(),
                PaletteAction::ListsKeys,
            )
        };
        let found = [line("Brindlemoor Beef"), line("Brixby Poultry")];
        let names = |typed| -> Vec<String> {
            let left = still_fitting(&found, typed).into_iter();
            left.map(|line| line.name).collect()
        };
        assert_eq!(names("brin"), ["Brindlemoor Beef"]);
        assert_eq!(names("wexc").len(), 0);
        assert_eq!(names("").len(), 0);
        assert_eq!(names("> bri").len(), 0);
    }

    #[test]
    fn what_holds_the_word_stands_before_what_holds_its_letters() {
        let line = |name: &str| {
            PaletteItem::new(
                "Go to",
                Icon::Search,
                name.to_owned(),
                PaletteAction::ListsKeys,
            )
        };
        let lines = [line("Dark theme"), line("New product"), line("Orders, all")];
        let names = |typed| -> Vec<String> {
            let found = fitting(&lines, typed).into_iter();
            found.map(|line| line.name).collect()
        };
        assert_eq!(names("or"), ["Orders, all"]);
        assert_eq!(names("da"), ["Dark theme", "Orders, all"]);
        assert_eq!(names(" D "), ["Dark theme", "New product", "Orders, all"]);
        assert_eq!(names("").len(), 3);
        assert_eq!(names("rd"), ["Orders, all", "New product"]);
    }
}
