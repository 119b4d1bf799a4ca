//! The addresses of the app as typed routes.

use leptos::prelude::*;

use super::{customers, find_list};
use crate::config::list_config::ListConfig;

/// The page that an address names.
#[derive(Debug, Clone, Copy)]
pub enum Route {
    /// The first page.
    Home,
    /// The list of an entity.
    List(&'static ListConfig),
    Record(&'static ListConfig, i64),
    /// The form of a record, or of a new one.
    Edit(&'static ListConfig, Option<i64>),
    ChoiceLists,
    /// The settings of the company.
    Settings,
    /// Loads by day and dock, and the work that waits.
    Boards,
    /// What customers owe, by age.
    Aging,
    /// Figures of orders by customer, month and the like.
    Reports,
    /// The statement of a customer.
    Statement(i64),
    /// The own profile.
    Profile,
    /// The style guide.
    #[cfg(feature = "style-guide")]
    StyleGuide,
    /// An unknown address.
    Unknown,
}

impl Route {
    /// The route of a path.
    #[must_use]
    pub fn at(path: &str) -> Self {
        let mut steps = path.split('/').filter(|step| !step.is_empty());
        let Some(first) = steps.next() else {
            return Self::Home;
        };
        let (second, third, more) = (steps.next(), steps.next(), steps.next());
        match (first, second) {
            #[cfg(feature = "style-guide")]
            ("styleguide", None) => return Self::StyleGuide,
            ("choice-lists", None) => return Self::ChoiceLists,
            ("settings", None) => return Self::Settings,
            ("profile", None) => return Self::Profile,
            ("boards", None) => return Self::Boards,
            ("aging", None) => return Self::Aging,
            ("reports", None) => return Self::Reports,
            _ => {}
        }
        let Some(list) = find_list(&format!("/{first}")).filter(|list| !list.columns.is_empty())
        else {
            return Self::Unknown;
        };
        let id = |step: &str| step.parse::<i64>().ok().filter(|id| *id > 0);
        match (second, third, more) {
            (None, ..) => Self::List(list),
            (Some("new"), None, None) => Self::Edit(list, None),
            (Some(step), None, None) => id(step).map_or(Self::Unknown, |id| Self::Record(list, id)),
            (Some(step), Some("statement"), None) if list.path == customers::LIST.path => {
                id(step).map_or(Self::Unknown, Self::Statement)
            }
            (Some(step), Some("edit"), None) => {
                id(step).map_or(Self::Unknown, |id| Self::Edit(list, Some(id)))
            }
            _ => Self::Unknown,
        }
    }
}

/// Draws a route.
pub type DrawRoute = fn(Route) -> AnyView;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_asks_for_a_page() {
        assert!(matches!(Route::at("/"), Route::Home));
        assert!(matches!(Route::at("/suppliers"), Route::List(list) if list.path == "/suppliers"));
        assert!(matches!(Route::at("/suppliers/new"), Route::Edit(_, None)));
        assert!(matches!(Route::at("/suppliers/12"), Route::Record(_, 12)));
        assert!(matches!(
            Route::at("/suppliers/12/edit"),
            Route::Edit(_, Some(12))
        ));
        #[cfg(feature = "style-guide")]
        assert!(matches!(Route::at("/styleguide"), Route::StyleGuide));
        assert!(matches!(Route::at("/aging"), Route::Aging));
        assert!(matches!(
            Route::at("/customers/3/statement"),
            Route::Statement(3)
        ));
        for nowhere in [
            "/aging/1",
            "/suppliers/3/statement",
            "/no",
            "/suppliers/0",
            "/suppliers/x",
            "/suppliers/1/2",
            "/suppliers/1/edit/2",
        ] {
            assert!(matches!(Route::at(nowhere), Route::Unknown), "{nowhere}");
        }
    }
}
