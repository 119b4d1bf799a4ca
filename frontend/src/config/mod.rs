//! The entities as data, one file each: columns, filters, fields and related records.

pub mod carriers;
pub mod cells;
pub mod claims;
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
    &claims::LIST,
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
    &claims::RECORD,
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
    use domain::field_rules::FieldRule;
    use domain::fields::Draft;
    use domain::record::Resource;

    use super::*;
    use crate::ui::field_spec::{FieldGroup, FieldSpec, Kind};

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

    /// The fields of a form, and of its rows, by the names of their rules.
    fn fields_by_rule(config: &RecordConfig) -> Vec<(String, FieldSpec)> {
        let mut all = Vec::new();
        for spec in config.groups.iter().flat_map(FieldGroup::inputs) {
            all.push((spec.name.to_owned(), *spec));
            if let Kind::Rows(fields) = spec.kind {
                let cells = fields.iter();
                all.extend(cells.map(|cell| (format!("{}/{}", spec.name, cell.name), *cell)));
            }
        }
        all
    }

    #[test]
    fn forms_mark_and_limit_what_the_rules_say() {
        for config in RECORDS {
            let path = config.list.path;
            let rules = (config.field_rules)();
            let fields = fields_by_rule(config);
            let longest = |name: &str| {
                let rule = rules.iter().find(|rule| rule.name == name);
                rule.and_then(|rule| rule.max_length)
            };
            for (name, spec) in &fields {
                // Only what no rule requires may be required by the form itself.
                let by_rule = rules
                    .iter()
                    .any(|rule| rule.name == name && rule.is_required);
                assert!(!(spec.required && by_rule), "{path} {name}");
            }
            // Every text that is stored as typed has a limit, except codes with a shape of their own.
            let shaped = ["usdot_number", "docket"];
            let texts = fields
                .iter()
                .filter(|(name, spec)| spec.kind.is_text() && !shaped.contains(&name.as_str()));
            for (name, _) in texts {
                assert!(longest(name).is_some(), "{path} {name} has no longest text");
            }
            // Every rule is about a field of the form. The locale of a user is not asked for anywhere.
            for rule in rules.iter().filter(|rule| rule.name != "locale") {
                let known = fields.iter().any(|(name, _)| name == rule.name);
                assert!(known, "{path} {} is in no form", rule.name);
            }
        }
        let name = |config: &RecordConfig| {
            (config.field_rules)()
                .into_iter()
                .find(|rule| rule.name == "name")
        };
        let wanted = FieldRule::named("name").required().at_most(255);
        assert_eq!(name(&suppliers::RECORD), Some(wanted));
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
