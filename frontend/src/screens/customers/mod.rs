//! Customers: their list, one of them, and the form.

mod detail;
mod form;
mod list;

pub use detail::CustomerPage;
pub use form::CustomerEditor;
pub use list::CustomerList;

use crate::editor::Entity;

/// Customers among the entities.
const ENTITY: Entity = Entity {
    path: "/customers",
    title: "Customers",
    one: "customer",
    groups: form::GROUPS,
};
