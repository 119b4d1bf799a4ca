//! Suppliers: their list, one of them, and the form.

mod detail;
mod form;
mod list;

pub use detail::SupplierPage;
pub use form::SupplierEditor;
pub use list::SupplierList;

use crate::editor::Entity;

/// Suppliers among the entities.
const ENTITY: Entity = Entity {
    path: "/suppliers",
    title: "Suppliers",
    one: "supplier",
    groups: form::GROUPS,
};
