//! Purchase orders: the list, the page of one order with its life, and the form with its lines.
//!
//! `fields` names the fields once for form, history and merge; `words` and `docks` say figures and appointments as people read
//! them. `list`, `page` and `editor` are the three pages, each loaded when it is first opened; the rest are their parts.

mod appointment;
mod cells;
mod docks;
mod editor;
mod facts;
mod fields;
mod figures;
mod form;
mod line_cells;
mod line_details;
mod line_editor;
mod line_row;
mod lines_table;
mod list;
mod logistics;
mod merging;
mod merging_lines;
mod page;
mod parties;
mod readouts;
mod step_dialog;
mod step_fields;
mod steps;
mod summary;
mod told;
mod weigh;
mod weights;
mod words;

pub use editor::PurchaseOrderEditor;
pub use list::PurchaseOrderList;
pub use page::PurchaseOrderPage;

use crate::editor::Entity;

/// Purchase orders among the entities.
const ENTITY: Entity = Entity {
    path: "/purchase-orders",
    title: "Purchase orders",
    one: "order",
    groups: fields::GROUPS,
};
