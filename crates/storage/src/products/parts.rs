//! The child tables of products: details, suppliers and customers.

use diesel::prelude::*;
use domain::choices::Origin;
use domain::products::{ProductDraft, ProductSupplier};
use domain::{Id, WeightAmount};

use crate::codes::read_some;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::schema::{product_customers, product_details, product_suppliers};

/// Columns of a product that lists do not show.
#[derive(PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = product_details, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct Details {
    cut: Option<String>,
    pieces_per_carton: Option<String>,
    min_unit_weight: Option<i64>,
    max_unit_weight: Option<i64>,
    origin: Option<String>,
    imps_code: Option<String>,
    usda_code: Option<String>,
    ub_code: Option<String>,
    quality_grade: Option<String>,
    fat_limit: Option<i64>,
    notes: Option<String>,
}

impl From<&ProductDraft> for Details {
    fn from(draft: &ProductDraft) -> Self {
        let origin = |origin: Origin| origin.to_string();
        Self {
            cut: draft.cut.clone(),
            pieces_per_carton: draft.pieces_per_carton.clone(),
            min_unit_weight: draft.min_unit_weight.map(WeightAmount::units),
            max_unit_weight: draft.max_unit_weight.map(WeightAmount::units),
            origin: draft.origin.map(origin),
            imps_code: draft.imps_code.clone(),
            usda_code: draft.usda_code.clone(),
            ub_code: draft.ub_code.clone(),
            quality_grade: draft.quality_grade.clone(),
            fat_limit: draft.fat_limit,
            notes: draft.notes.clone(),
        }
    }
}

impl Details {
    pub(super) fn put_into(self, draft: &mut ProductDraft) -> Result<(), StoreError> {
        draft.cut = self.cut;
        draft.pieces_per_carton = self.pieces_per_carton;
        draft.min_unit_weight = self.min_unit_weight.map(WeightAmount::of);
        draft.max_unit_weight = self.max_unit_weight.map(WeightAmount::of);
        draft.origin = read_some(self.origin.as_deref())?;
        draft.imps_code = self.imps_code;
        draft.usda_code = self.usda_code;
        draft.ub_code = self.ub_code;
        draft.quality_grade = self.quality_grade;
        draft.fat_limit = self.fat_limit;
        draft.notes = self.notes;
        Ok(())
    }
}

/// A row of `product_suppliers`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = product_suppliers, treat_none_as_default_value = false)]
pub(super) struct Seller {
    product_id: i64,
    position: i64,
    pub(super) supplier_id: i64,
    pub(super) plant_id: Option<i64>,
    pub(super) supplier_item_number: Option<String>,
    pub(super) is_primary: bool,
}

pub(super) fn write_sellers(
    conn: &mut DbConnection,
    id: i64,
    sellers: &[ProductSupplier],
) -> Result<(), StoreError> {
    let own = product_suppliers::table.filter(product_suppliers::product_id.eq(id));
    diesel::delete(own).execute(conn)?;
    for (position, seller) in (1..).zip(sellers) {
        let row = Seller {
            product_id: id,
            position,
            supplier_id: seller.supplier_id.map_or(0, Id::get),
            plant_id: seller.plant_id.map(Id::get),
            supplier_item_number: seller.supplier_item_number.clone(),
            is_primary: seller.is_primary,
        };
        diesel::insert_into(product_suppliers::table)
            .values(row)
            .execute(conn)?;
    }
    Ok(())
}

pub(super) fn write_customers<T>(
    conn: &mut DbConnection,
    id: i64,
    customers: &[Id<T>],
) -> Result<(), StoreError> {
    let own = product_customers::table.filter(product_customers::product_id.eq(id));
    diesel::delete(own).execute(conn)?;
    for customer in customers {
        diesel::insert_into(product_customers::table)
            .values((
                product_customers::product_id.eq(id),
                product_customers::customer_id.eq(customer.get()),
            ))
            .execute(conn)?;
    }
    Ok(())
}
