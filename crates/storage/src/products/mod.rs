//! Products: their columns, suppliers and customers, and entity-specific rules.

mod parts;

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::choices::{Edibility, WeightBasis};
use domain::products::{
    Product, ProductDraft, ProductFilter, ProductSort, ProductSummary, ProductSupplier, lean_texts,
    propose_code,
};
use domain::suppliers::Supplier;
use domain::text::name_key;
use domain::{Id, WeightAmount, WeightUnit};

use crate::connection::DbConnection;
use crate::entity_store::links::{Linked, Many};
use crate::entity_store::{
    ArchiveStore, DuplicateRule, ReadStore, WriteStore, entity_table::entity_table,
};
use crate::error::StoreError;
use crate::filters::{Conditions, Subquery};
use crate::fragment::{Fragment, Value};
use crate::paging::SortColumn;
use crate::records::Unique;
use crate::schema::{product_customers, product_details, product_suppliers, products};
use crate::search::Found;
use crate::transaction::Transaction;

use parts::{Details, Seller, write_customers, write_sellers};

entity_table! {
    Product, ProductDraft, ProductSummary in products;
    derived {
        supplier_id: Option<Id<Supplier>> = USUAL_SUPPLIER,
        supplier_name: Option<String> = format!("(SELECT suppliers.name FROM suppliers WHERE suppliers.id = {USUAL_SUPPLIER})"),
        supplier_count: i64 = "(SELECT count(*) FROM product_suppliers WHERE product_suppliers.product_id = products.id)",
        min_unit_weight: Option<WeightAmount> = "(SELECT product_details.min_unit_weight FROM product_details \
            WHERE product_details.product_id = products.id)",
        max_unit_weight: Option<WeightAmount> = "(SELECT product_details.max_unit_weight FROM product_details \
            WHERE product_details.product_id = products.id)",
    }
    links {}
    draft {
        code: String,
        description: String,
        species: String,
        lean_pct: Option<i64>,
        state: Option<String>,
        package: Option<String>,
        carton: Option<String>,
        weight_basis: WeightBasis,
        unit_weight: Option<WeightAmount>,
        unit_weight_unit: WeightUnit,
        edibility: Edibility,
        test_class: String,
        ships_from: Option<String>,
        country_of_origin: Option<String>,
        gtin: Option<String>,
    }
    computed |draft, _linked| {
        code_key: String = name_key(&draft.code),
        description_key: String = name_key(&draft.description),
    }
    record |parts| {
        supplier_id: parts.details.usual_supplier()
            .and_then(|index| parts.details.suppliers.get(index)?.supplier_id),
        supplier_name: parts.details.usual_supplier()
            .and_then(|index| parts.linked.name(&format!("suppliers/{index}/supplier_id"))),
        supplier_count: i64::try_from(parts.details.suppliers.len()).unwrap_or(i64::MAX),
        supplier_names: (0..parts.details.suppliers.len())
            .map(|index| parts.linked.required(&format!("suppliers/{index}/supplier_id")))
            .collect(),
        plant_names: (0..parts.details.suppliers.len())
            .map(|index| parts.linked.name(&format!("suppliers/{index}/plant_id")))
            .collect(),
        customer_names: (0..parts.details.customers.len())
            .map(|index| parts.linked.required(&format!("customers/{index}")))
            .collect(),
        archived_links: parts.linked.archived(),
    }
    list_row {
        code: String,
        description: String,
        species: String,
        lean_pct: Option<i64>,
        state: Option<String>,
        package: Option<String>,
        weight_basis: WeightBasis,
        unit_weight: Option<WeightAmount>,
        unit_weight_unit: WeightUnit,
        edibility: Edibility,
        test_class: String,
        ships_from: Option<String>,
        country_of_origin: Option<String>,
    }
    sort_only { code_key: String, description_key: String, }
    row |row, related, today| {
        min_unit_weight: related.derived.min_unit_weight,
        max_unit_weight: related.derived.max_unit_weight,
        supplier_count: related.derived.supplier_count,
        supplier_id: related.derived.supplier_id,
        supplier_name: related.derived.supplier_name.clone(),
    }
}

/// The primary supplier, else the first.
const USUAL_SUPPLIER: &str = "coalesce((SELECT min(product_suppliers.supplier_id) FROM product_suppliers \
    WHERE product_suppliers.product_id = products.id AND product_suppliers.is_primary), \
    (SELECT min(product_suppliers.supplier_id) FROM product_suppliers WHERE product_suppliers.product_id = products.id \
    AND product_suppliers.position = (SELECT min(first.position) FROM product_suppliers AS first \
    WHERE first.product_id = products.id)))";

/// Suppliers and customers of products; with a condition, to which more can be added.
const SOLD_BY: Subquery<'static> = Subquery {
    owner: "product_id",
    rows: "product_suppliers WHERE 1 = 1",
};

const BOUGHT_BY: Subquery<'static> = Subquery {
    owner: "product_id",
    rows: "product_customers WHERE 1 = 1",
};

impl ReadStore for Product {
    const CALLED: &'static str = "code";
    const MANY: &'static [Many<ProductDraft>] = &[
        Many {
            table: "suppliers",
            name: "name",
            of: |draft| {
                sellers(draft, "supplier_id", |seller| {
                    seller.supplier_id.map(Id::get)
                })
            },
        },
        Many {
            table: "plants",
            name: "name",
            of: |draft| sellers(draft, "plant_id", |seller| seller.plant_id.map(Id::get)),
        },
        Many {
            table: "customers",
            name: "name",
            of: |draft| {
                let places = (0..).map(|index: usize| format!("customers/{index}"));
                places
                    .zip(draft.customers.iter().map(|id| id.get()))
                    .collect()
            },
        },
    ];

    fn apply_filter(all: &mut Conditions, filter: &ProductFilter, _today: NaiveDate) {
        all.any_of(products::id, &filter.id);
        all.any_of(products::species, &filter.species);
        all.any_of(products::state, &filter.state);
        all.any_of(products::package, &filter.package);
        all.any_of(products::carton, &filter.carton);
        all.any_of(products::weight_basis, &filter.weight_basis);
        all.any_of(products::edibility, &filter.edibility);
        all.any_of(products::test_class, &filter.test_class);
        all.any_of(products::ships_from, &filter.ships_from);
        all.range(products::lean_pct, &filter.lean_pct);
        all.any_of(products::country_of_origin, &filter.country_of_origin);
        all.among("products.id", &SOLD_BY, "supplier_id", &filter.supplier_id);
        all.among(
            "products.id",
            &BOUGHT_BY,
            "customer_id",
            &filter.customer_id,
        );
    }

    fn search(all: &mut Conditions, found: &Found) {
        all.search(found, products::id);
    }

    fn sort_column(key: ProductSort) -> SortColumn<ListRow> {
        match key {
            ProductSort::Description => SortColumn::new("products.description_key", |row| {
                Value::Text(row.cells.description_key.clone())
            }),
            _ => SortColumn::new("products.code_key", |row| {
                Value::Text(row.cells.code_key.clone())
            }),
        }
    }

    fn read_parts(
        conn: &mut DbConnection,
        id: i64,
        draft: &mut ProductDraft,
    ) -> Result<(), StoreError> {
        let details: Details = product_details::table
            .find(id)
            .select(Details::as_select())
            .get_result(conn)?;
        details.put_into(draft)?;
        let sellers: Vec<Seller> = product_suppliers::table
            .filter(product_suppliers::product_id.eq(id))
            .order(product_suppliers::position)
            .select(Seller::as_select())
            .load(conn)?;
        draft.suppliers = sellers
            .into_iter()
            .map(|row| ProductSupplier {
                supplier_id: Some(Id::new(row.supplier_id)),
                plant_id: row.plant_id.map(Id::new),
                supplier_item_number: row.supplier_item_number,
                is_primary: row.is_primary,
            })
            .collect();
        let customers: Vec<i64> = product_customers::table
            .filter(product_customers::product_id.eq(id))
            .order(product_customers::customer_id)
            .select(product_customers::customer_id)
            .load(conn)?;
        draft.customers = customers.into_iter().map(Id::new).collect();
        Ok(())
    }
}

impl WriteStore for Product {
    const UNIQUE: &'static [Unique] = &[
        Unique::active("products", &["code_key"], "/code"),
        Unique::active("products", &["gtin"], "/gtin"),
    ];
    const DUPLICATE_RULES: &'static [DuplicateRule] = &[
        DuplicateRule::Key("code", "code_key"),
        DuplicateRule::Key("description", "description_key"),
    ];

    fn texts(&self) -> Vec<Option<&str>> {
        let draft = &self.details;
        let mut texts = vec![
            Some(draft.code.as_str()),
            Some(draft.description.as_str()),
            draft.cut.as_deref(),
            draft.imps_code.as_deref(),
            draft.usda_code.as_deref(),
            draft.ub_code.as_deref(),
            draft.gtin.as_deref(),
        ];
        let sellers = draft.suppliers.iter();
        texts.extend(sellers.map(|seller| seller.supplier_item_number.as_deref()));
        texts
    }

    const TEXTS_IN_PARTS: bool = true;

    fn more_texts(
        conn: &mut DbConnection,
        ids: &[i64],
    ) -> Result<HashMap<i64, Vec<String>>, StoreError> {
        let rows: Vec<(i64, String, Option<i64>)> = products::table
            .filter(Fragment::among(products::id, ids.iter().copied()))
            .select((products::id, products::description, products::lean_pct))
            .load(conn)?;
        let texts = rows
            .into_iter()
            .map(|(id, description, lean)| (id, lean_texts(&description, lean)));
        Ok(texts.collect())
    }

    fn prepare(
        tx: &mut Transaction<'_>,
        before: Option<&Self>,
        draft: &mut ProductDraft,
        _linked: &Linked,
    ) -> Result<(), StoreError> {
        if !draft.code.is_empty() {
            return Ok(());
        }
        if let Some(before) = before {
            draft.code.clone_from(&before.details.code);
            return Ok(());
        }
        let mut outcome = Ok(());
        draft.code = propose_code(draft, |code| {
            let same = products::table.filter(products::code_key.eq(name_key(code)));
            let known = diesel::select(diesel::dsl::exists(same)).get_result(tx.conn);
            known.unwrap_or_else(|error| {
                outcome = Err(error);
                false
            })
        });
        Ok(outcome?)
    }

    fn write_parts(
        tx: &mut Transaction<'_>,
        id: i64,
        before: Option<&ProductDraft>,
        draft: &mut ProductDraft,
    ) -> Result<(), StoreError> {
        let details = Details::from(&*draft);
        match before {
            None => {
                diesel::insert_into(product_details::table)
                    .values((product_details::product_id.eq(id), details))
                    .execute(tx.conn)?;
            }
            Some(before) if Details::from(before) != details => {
                diesel::update(product_details::table.find(id))
                    .set(details)
                    .execute(tx.conn)?;
            }
            Some(_) => {}
        }
        if before.map_or(&[][..], |before| &before.suppliers) != draft.suppliers {
            write_sellers(tx.conn, id, &draft.suppliers)?;
        }
        if before.map_or(&[][..], |before| &before.customers) != draft.customers {
            write_customers(tx.conn, id, &draft.customers)?;
        }
        Ok(())
    }
}

impl ArchiveStore for Product {}

/// The links of one kind in the list of suppliers, with their paths.
fn sellers(
    draft: &ProductDraft,
    field: &str,
    link: fn(&ProductSupplier) -> Option<i64>,
) -> Vec<(String, i64)> {
    let links = draft.suppliers.iter().enumerate();
    links
        .filter_map(|(index, seller)| Some((format!("suppliers/{index}/{field}"), link(seller)?)))
        .collect()
}
