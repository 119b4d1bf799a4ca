//! Plants: their columns, establishment numbers and entity-specific rules.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::Id;
use domain::choices::lists::{LOAD_REQUIREMENT, PLANT_STORAGE, SPECIES};
use domain::plants::{Establishment, Plant, PlantDraft, PlantFilter, PlantSort, PlantSummary};
use domain::problem::{Blocker, Existing};
use domain::supplier_plant_mappings::SupplierPlantMapping;
use domain::suppliers::Supplier;
use domain::text::name_key;

use crate::choice_sets::ChoiceSets;
use crate::codes::FAR_TEXT;
use crate::connection::DbConnection;
use crate::entity_store::{
    ArchiveStore, Dependents, DuplicateRule, ReadStore, SetField, WriteStore,
    entity_table::entity_table, reindex, reindex_linked, sets,
};
use crate::error::StoreError;
use crate::filters::{Conditions, Subquery};
use crate::fragment::{Fragment, Value};
use crate::paging::SortColumn;
use crate::purchase_order_rows;
use crate::records::Unique;
use crate::schema::{addresses, plant_establishments, plants};
use crate::search::Found;
use crate::supplier_plant_mappings;
use crate::supply_line_names::{self, Renamed};
use crate::transaction::Transaction;

entity_table! {
    Plant, PlantDraft, PlantSummary in plants, addressed;
    derived {
        numbers: Option<String> = "(SELECT string_agg(plant_establishments.code, ' ') FROM plant_establishments \
            WHERE plant_establishments.plant_id = plants.id)",
        supplier_id: Option<Id<Supplier>> = supplier_plant_mappings::FIRST_SUPPLIER,
        supplier_name: Option<String> = format!(
            "(SELECT suppliers.name FROM suppliers WHERE suppliers.id = {})",
            supplier_plant_mappings::FIRST_SUPPLIER
        ),
        supplier_count: i64 = "(SELECT count(DISTINCT supplier_plant_mappings.supplier_id) FROM supplier_plant_mappings \
            WHERE supplier_plant_mappings.plant_id = plants.id AND supplier_plant_mappings.archived_at IS NULL)",
    }
    links {}
    draft {
        name: String,
        code: Option<String>,
        kind: Option<String>,
        location_text: Option<String>,
        phone: Option<String>,
        email: Option<String>,
        manager_name: Option<String>,
        release_number: Option<String>,
        appointment_method: Option<String>,
        time_zone: Option<String>,
        notes: Option<String>,
    }
    computed |draft, _linked| {
        name_key: String = name_key(&draft.name),
        code_key: Option<String> = draft.code.as_deref().map(name_key),
        code_sort: String = draft.code.as_deref().map_or_else(|| FAR_TEXT.to_owned(), name_key),
        has_location: bool = draft.has_location(),
    }
    record |parts| {
        has_location: parts.details.has_location(),
        establishment_numbers: parts.details.establishment_numbers(),
        supplier_id: parts.derived.supplier_id,
        supplier_name: parts.derived.supplier_name,
        supplier_count: parts.derived.supplier_count,
    }
    list_row {
        name: String,
        code: Option<String>,
        kind: Option<String>,
        location_text: Option<String>,
        phone: Option<String>,
        appointment_method: Option<String>,
        has_location: bool,
    }
    sort_only { name_key: String, code_sort: String, }
    row |row, related, today| {
        establishment_numbers: sorted_numbers(related.derived.numbers.as_deref()),
        supplier_id: related.derived.supplier_id,
        supplier_name: related.derived.supplier_name.clone(),
        supplier_count: related.derived.supplier_count,
        species: related.codes.of(SPECIES),
        storage: related.codes.of(PLANT_STORAGE),
        load_requirements: related.codes.of(LOAD_REQUIREMENT),
    }
}

const CODES: ChoiceSets = ChoiceSets {
    table: "plant_choices",
    link: "plant_id",
    id: "plants.id",
};

/// Active supply lines.
const SUPPLY_LINES: Subquery<'static> = Subquery {
    owner: "plant_id",
    rows: "supplier_plant_mappings WHERE archived_at IS NULL",
};

impl ReadStore for Plant {
    const SETS: Option<(&'static ChoiceSets, &'static [SetField<PlantDraft>])> = Some((
        &CODES,
        sets![PlantDraft; SPECIES => species, PLANT_STORAGE => storage, LOAD_REQUIREMENT => load_requirements],
    ));
    const ROW_SETS: &'static [&'static str] = &[SPECIES, PLANT_STORAGE, LOAD_REQUIREMENT];

    fn apply_filter(all: &mut Conditions, filter: &PlantFilter, _today: NaiveDate) {
        all.any_of(plants::kind, &filter.kind);
        all.any_of(addresses::state, &filter.state);
        all.flag(plants::has_location, filter.has_location);
        CODES.apply_filter(all, SPECIES, &filter.species);
        CODES.apply_filter(all, PLANT_STORAGE, &filter.storage);
        CODES.apply_filter(all, LOAD_REQUIREMENT, &filter.load_requirement);
        all.among(
            "plants.id",
            &SUPPLY_LINES,
            "supplier_id",
            &filter.supplier_id,
        );
        all.among(
            "plants.id",
            &SUPPLY_LINES,
            "customer_id",
            &filter.customer_id,
        );
    }

    fn search(all: &mut Conditions, found: &Found) {
        all.search(found, plants::id);
    }

    fn sort_column(key: PlantSort) -> SortColumn<ListRow> {
        match key {
            PlantSort::Code => SortColumn::new("plants.code_sort", |row| {
                Value::Text(row.cells.code_sort.clone())
            }),
            _ => SortColumn::new("plants.name_key", |row| {
                Value::Text(row.cells.name_key.clone())
            }),
        }
    }

    fn read_parts(
        conn: &mut DbConnection,
        id: i64,
        draft: &mut PlantDraft,
    ) -> Result<(), StoreError> {
        type Number = (String, String, Option<String>, String);
        let rows: Vec<Number> = plant_establishments::table
            .filter(plant_establishments::plant_id.eq(id))
            .order(plant_establishments::code)
            .select((
                plant_establishments::prefix,
                plant_establishments::number,
                plant_establishments::suffix,
                plant_establishments::as_typed,
            ))
            .load(conn)?;
        draft.establishments = rows
            .into_iter()
            .map(|(prefix, number, suffix, as_typed)| Establishment {
                prefix: Some(prefix),
                number: Some(number),
                suffix,
                as_typed: Some(as_typed),
            })
            .collect();
        Ok(())
    }
}

impl WriteStore for Plant {
    const UNIQUE: &'static [Unique] = &[Unique::active("plants", &["code_key"], "/code")];
    const DUPLICATE_RULES: &'static [DuplicateRule] = &[
        DuplicateRule::Elsewhere(
            "establishment",
            "SELECT plant_id FROM plant_establishments WHERE code = ",
            |typed| Establishment::read(typed).map(|number| number.code()),
        ),
        DuplicateRule::Name("name"),
        DuplicateRule::Same("phone", "phone"),
    ];

    fn texts(&self) -> Vec<Option<&str>> {
        let draft = &self.details;
        let mut texts = vec![
            Some(draft.name.as_str()),
            draft.code.as_deref(),
            draft.address.city.as_deref(),
            draft.location_text.as_deref(),
        ];
        let typed = draft.establishments.iter();
        texts.extend(typed.map(|number| number.as_typed.as_deref()));
        texts
    }

    const TEXTS_IN_PARTS: bool = true;

    fn more_texts(
        conn: &mut DbConnection,
        ids: &[i64],
    ) -> Result<HashMap<i64, Vec<String>>, StoreError> {
        establishment_numbers(conn, ids)
    }

    fn write_parts(
        tx: &mut Transaction<'_>,
        id: i64,
        before: Option<&PlantDraft>,
        draft: &mut PlantDraft,
    ) -> Result<(), StoreError> {
        if before.map_or(&[][..], |before| &before.establishments) == draft.establishments {
            return Ok(());
        }
        must_be_free(tx, id, &draft.establishments)?;
        let own = plant_establishments::table.filter(plant_establishments::plant_id.eq(id));
        diesel::delete(own).execute(tx.conn)?;
        for number in &draft.establishments {
            diesel::insert_into(plant_establishments::table)
                .values((
                    plant_establishments::plant_id.eq(id),
                    plant_establishments::code.eq(number.code()),
                    plant_establishments::prefix.eq(number.prefix.clone().unwrap_or_default()),
                    plant_establishments::number.eq(number.number.clone().unwrap_or_default()),
                    plant_establishments::suffix.eq(number.suffix.clone()),
                    plant_establishments::as_typed.eq(number.as_typed.clone().unwrap_or_default()),
                ))
                .execute(tx.conn)?;
        }
        Ok(())
    }

    fn after_save(
        tx: &mut Transaction<'_>,
        before: Option<&Self>,
        after: &Self,
    ) -> Result<(), StoreError> {
        let (id, active) = (after.id.get(), after.stamps.archived_at.is_none());
        let turned = before.is_some_and(|before| before.stamps.archived_at.is_none() != active);
        if turned {
            if active {
                must_be_free(tx, id, &after.details.establishments)?;
            }
            let own = plant_establishments::table.filter(plant_establishments::plant_id.eq(id));
            diesel::update(own)
                .set(plant_establishments::is_active.eq(active))
                .execute(tx.conn)?;
        }
        let named = |plant: &Self| {
            let draft = &plant.details;
            (draft.name.clone(), draft.establishments.clone())
        };
        if let Some(before) = before.filter(|before| named(before) != named(after)) {
            let renamed = Renamed {
                link: "plant_id",
                id,
                before: &before.details.name,
                after: &after.details.name,
            };
            supply_line_names::follow(tx, &renamed)?;
            reindex_linked::<SupplierPlantMapping>(tx.conn, "plant_id", id, None)?;
            let suppliers = supplier_plant_mappings::suppliers_of(tx.conn, id)?;
            reindex::<Supplier>(tx.conn, &suppliers)?;
        }
        Ok(())
    }
}

impl ArchiveStore for Plant {
    fn blockers_among(
        conn: &mut DbConnection,
        ids: &[i64],
    ) -> Result<(Vec<Blocker>, i64), StoreError> {
        purchase_order_rows::open_orders_linking(
            conn,
            &["ship_from_plant_id", "ship_to_plant_id"],
            ids,
        )
    }

    fn dependents() -> Dependents {
        Dependents::none().and::<SupplierPlantMapping>("plant_id")
    }
}

/// The establishment numbers of a list row, sorted.
fn sorted_numbers(numbers: Option<&str>) -> Vec<String> {
    let numbers = numbers.unwrap_or_default().split_whitespace();
    let mut numbers: Vec<String> = numbers.map(str::to_owned).collect();
    numbers.sort();
    numbers
}

/// The establishment numbers of plants, sorted, for their search texts.
fn establishment_numbers(
    conn: &mut DbConnection,
    ids: &[i64],
) -> Result<HashMap<i64, Vec<String>>, StoreError> {
    let rows: Vec<(i64, String)> = plant_establishments::table
        .filter(Fragment::among(
            plant_establishments::plant_id,
            ids.iter().copied(),
        ))
        .order(plant_establishments::code)
        .select((plant_establishments::plant_id, plant_establishments::code))
        .load(conn)?;
    let mut all: HashMap<i64, Vec<String>> = HashMap::new();
    for (id, code) in rows {
        all.entry(id).or_default().push(code);
    }
    Ok(all)
}

/// Returns `Duplicate` if an active plant has one of these numbers.
fn must_be_free(
    tx: &mut Transaction<'_>,
    id: i64,
    numbers: &[Establishment],
) -> Result<(), StoreError> {
    if !tx.diagnoses_unique() {
        return Ok(());
    }
    for (index, number) in numbers.iter().enumerate() {
        let holder: Option<(i64, String)> = plant_establishments::table
            .inner_join(plants::table)
            .filter(plant_establishments::code.eq(number.code()))
            .filter(plant_establishments::is_active)
            .filter(plant_establishments::plant_id.ne(id))
            .select((plants::id, plants::name))
            .get_result(tx.conn)
            .optional()?;
        if let Some((id, label)) = holder {
            return Err(StoreError::Duplicate {
                pointer: format!("/establishments/{index}"),
                existing: Existing {
                    id,
                    label,
                    archived: false,
                },
            });
        }
    }
    Ok(())
}
