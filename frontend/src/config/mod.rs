//! The entities as data, one file each: columns, filters, fields and related records.

pub mod carriers;
pub mod cells;
pub mod contacts;
pub mod customers;
#[cfg(test)]
mod field_coverage;
#[cfg(test)]
mod filter_coverage;
pub mod form_overrides;
pub mod list_config;
pub mod locations;
pub mod payments;
pub mod plants;
pub mod products;
pub mod purchase_orders;
mod receivable_columns;
pub mod receivables;
pub mod record_config;
pub mod route;
mod shared;
pub mod supplier_plant_mappings;
pub mod suppliers;
pub mod users;

use domain::choices::FixedChoice as _;

use crate::config::list_config::ListConfig;
use crate::config::record_config::RecordConfig;

pub use shared::ADDRESS;

/// All lists.
static LISTS: &[&ListConfig] = &[
    &purchase_orders::LIST,
    &receivables::LIST,
    &payments::LIST,
    &suppliers::LIST,
    &customers::LIST,
    &carriers::LIST,
    &contacts::LIST,
    &locations::LIST,
    &plants::LIST,
    &products::LIST,
    &supplier_plant_mappings::LIST,
    &users::LIST,
];

/// The records whose pages are drawn from their config alone.
static RECORDS: &[&RecordConfig] = &[
    &receivables::RECORD,
    &payments::RECORD,
    &suppliers::RECORD,
    &customers::RECORD,
    &carriers::RECORD,
    &contacts::RECORD,
    &locations::RECORD,
    &plants::RECORD,
    &products::RECORD,
    &supplier_plant_mappings::RECORD,
    &users::RECORD,
];

/// The list at a path.
#[must_use]
pub fn find_list(path: &str) -> Option<&'static ListConfig> {
    LISTS.iter().copied().find(|list| list.path == path)
}

/// The list of an entity kind, by its code.
#[must_use]
pub fn find_list_of_kind(kind: &str) -> Option<&'static ListConfig> {
    LISTS.iter().copied().find(|list| list.kind.code() == kind)
}

/// The record config at a path.
#[must_use]
pub fn find_record_config(path: &str) -> Option<&'static RecordConfig> {
    RECORDS
        .iter()
        .copied()
        .find(|config| config.list.path == path)
}

#[cfg(test)]
mod tests {
    use domain::EntityKind;
    use domain::fields::Draft;
    use domain::record::Resource;

    use super::*;
    use crate::ui::field_spec::FieldGroup;

    fn names(config: &RecordConfig) -> Vec<&'static str> {
        let fields = config.groups.iter().flat_map(FieldGroup::inputs);
        let mut names: Vec<&str> = fields.map(|spec| spec.name).collect();
        names.sort_unstable();
        names
    }

    fn drafted<R: Resource>() -> (EntityKind, Vec<&'static str>) {
        let mut fields = R::Draft::fields();
        // Every form has the owner, in its own group.
        fields.retain(|name| *name != "owner_id");
        fields.sort_unstable();
        (R::KIND, fields)
    }

    #[test]
    fn a_form_has_every_field_of_its_draft_and_no_other() {
        macro_rules! drafts {
            ($($record:path),+) => { [$(drafted::<$record>()),+] };
        }
        for (kind, fields) in domain::each_record!(drafts) {
            let config = RECORDS.iter().find(|config| config.list.kind == kind);
            assert_eq!(config.map(|config| names(config)), Some(fields), "{kind}");
        }
    }

    #[test]
    fn names_in_tables_lead_somewhere() {
        for list in LISTS {
            let columns: Vec<&str> = list.columns.iter().map(|column| column.name).collect();
            let mut once = columns.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(
                once.len(),
                columns.len(),
                "{} has a column twice",
                list.path
            );
        }
        for config in RECORDS {
            for child in config.related {
                for name in child.columns {
                    let path = (config.list.path, child.list.path);
                    assert!(child.list.column(name).is_some(), "{path:?} {name}");
                }
                let filters = child.list.filters;
                assert!(
                    filters.iter().any(|filter| filter.name == child.by),
                    "{}",
                    child.by
                );
            }
        }
    }
}
