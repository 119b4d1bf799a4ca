//! The entities as tables, one file each: what their lists show and ask, what their forms hold, what belongs to them.

pub mod carriers;
pub mod cells;
pub mod contacts;
pub mod customers;
pub mod desk;
pub mod form_overrides;
pub mod locations;
#[cfg(test)]
mod offered;
pub mod plants;
pub mod products;
pub mod purchase_orders;
mod receivable_columns;
pub mod receivables;
pub mod route;
mod shared;
pub mod supplier_plant_mappings;
pub mod suppliers;
pub mod users;
#[cfg(test)]
mod whole;

use domain::choices::FixedChoice as _;

use crate::config::desk::{Desk, Sheet};

pub use shared::ADDRESS;

/// All desks.
static DESKS: &[&Desk] = &[
    &purchase_orders::DESK,
    &receivables::DESK,
    &suppliers::DESK,
    &customers::DESK,
    &carriers::DESK,
    &contacts::DESK,
    &locations::DESK,
    &plants::DESK,
    &products::DESK,
    &supplier_plant_mappings::DESK,
    &users::DESK,
];

/// The sheets of the desks whose pages are drawn by tables alone.
static SHEETS: &[&Sheet] = &[
    &receivables::SHEET,
    &suppliers::SHEET,
    &customers::SHEET,
    &carriers::SHEET,
    &contacts::SHEET,
    &locations::SHEET,
    &plants::SHEET,
    &products::SHEET,
    &supplier_plant_mappings::SHEET,
    &users::SHEET,
];

/// The desk at a path.
#[must_use]
pub fn desk_at(path: &str) -> Option<&'static Desk> {
    DESKS.iter().copied().find(|desk| desk.path == path)
}

/// The desk of a kind, by its code.
#[must_use]
pub fn desk_of(kind: &str) -> Option<&'static Desk> {
    DESKS.iter().copied().find(|desk| desk.kind.code() == kind)
}

/// The sheet of a desk.
#[must_use]
pub fn sheet_at(path: &str) -> Option<&'static Sheet> {
    SHEETS.iter().copied().find(|sheet| sheet.desk.path == path)
}

#[cfg(test)]
mod tests {
    use domain::fields::Draft;

    use super::*;

    fn names(sheet: &Sheet) -> Vec<&'static str> {
        let fields = sheet.groups.iter().flat_map(|group| group.fields);
        let mut names: Vec<&str> = fields.map(|spec| spec.name).collect();
        names.sort_unstable();
        names
    }

    fn drafted<D: Draft>() -> Vec<&'static str> {
        let mut fields = D::fields();
        // The owner stands in every form, in a group of its own.
        fields.retain(|name| *name != "owner_id");
        fields.sort_unstable();
        fields
    }

    #[test]
    fn a_form_has_every_field_of_its_draft_and_no_other() {
        let all = [
            (
                &carriers::SHEET,
                drafted::<domain::carriers::CarrierDraft>(),
            ),
            (
                &contacts::SHEET,
                drafted::<domain::contacts::ContactDraft>(),
            ),
            (
                &customers::SHEET,
                drafted::<domain::customers::CustomerDraft>(),
            ),
            (
                &locations::SHEET,
                drafted::<domain::locations::LocationDraft>(),
            ),
            (&plants::SHEET, drafted::<domain::plants::PlantDraft>()),
            (
                &products::SHEET,
                drafted::<domain::products::ProductDraft>(),
            ),
            (
                &receivables::SHEET,
                drafted::<domain::receivables::ReceivableDraft>(),
            ),
            (
                &supplier_plant_mappings::SHEET,
                drafted::<domain::supplier_plant_mappings::SupplierPlantMappingDraft>(),
            ),
            (
                &suppliers::SHEET,
                drafted::<domain::suppliers::SupplierDraft>(),
            ),
        ];
        for (sheet, fields) in all {
            assert_eq!(names(sheet), fields, "{}", sheet.desk.path);
        }
    }

    #[test]
    fn names_in_tables_lead_somewhere() {
        for desk in DESKS {
            let columns: Vec<&str> = desk.columns.iter().map(|column| column.name).collect();
            let mut once = columns.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(
                once.len(),
                columns.len(),
                "{} has a column twice",
                desk.path
            );
        }
        for sheet in SHEETS {
            for child in sheet.related {
                for name in child.columns {
                    let path = (sheet.desk.path, child.desk.path);
                    assert!(child.desk.column(name).is_some(), "{path:?} {name}");
                }
                let filters = child.desk.filters;
                assert!(
                    filters.iter().any(|filter| filter.name == child.by),
                    "{}",
                    child.by
                );
            }
        }
    }
}
