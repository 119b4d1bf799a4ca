//! Data that an order takes from its products and its carrier.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::Id;
use domain::carriers::{Carrier, TRUCK};
use domain::products::Product;
use domain::purchase_orders::{CarrierFacts, ProductFacts, PurchaseOrder};
use domain::{WeightAmount, WeightUnit};

use crate::addresses::{AddressRow, PARTS};
use crate::codes::read as code;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::fragment::Fragment;
use crate::purchase_order_rows::snapshots::snapshot;
use crate::schema::{addresses, carriers, product_details, products};

/// Data of products by id.
type Products = BTreeMap<Id<Product>, ProductFacts>;

/// The data of the products of an order.
pub(super) fn products_of(
    conn: &mut DbConnection,
    order: &PurchaseOrder,
) -> Result<Products, StoreError> {
    let ids = order.lines.iter();
    product_facts(conn, ids.filter_map(|line| line.details.product_id))
}

/// The data of products.
pub(super) fn product_facts(
    conn: &mut DbConnection,
    ids: impl Iterator<Item = Id<Product>>,
) -> Result<Products, StoreError> {
    let ids: BTreeSet<i64> = ids.map(Id::get).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    type Row = (
        (i64, String, String, String),
        (String, Option<i64>, String),
        (String, String, Option<String>),
        (Option<i64>, Option<i64>),
    );
    let rows: Vec<Row> = products::table
        .inner_join(product_details::table)
        .filter(Fragment::among(products::id, ids))
        .select((
            (
                products::id,
                products::code,
                products::description,
                products::species,
            ),
            (
                products::weight_basis,
                products::unit_weight,
                products::unit_weight_unit,
            ),
            (
                products::edibility,
                products::test_class,
                products::country_of_origin,
            ),
            (
                product_details::min_unit_weight,
                product_details::max_unit_weight,
            ),
        ))
        .load(conn)?;
    rows.into_iter()
        .map(
            |((id, own_code, description, species), weight, traits, band)| {
                let (basis, unit_weight, unit) = weight;
                let (edibility, test_class, country_of_origin) = traits;
                let facts = ProductFacts {
                    code: own_code,
                    description,
                    species,
                    weight_basis: code(&basis)?,
                    unit_weight: unit_weight.map(WeightAmount::of),
                    unit_weight_unit: code::<WeightUnit>(&unit)?,
                    band: (band.0.map(WeightAmount::of), band.1.map(WeightAmount::of)),
                    edibility: code(&edibility)?,
                    test_class,
                    country_of_origin,
                };
                Ok((Id::new(id), facts))
            },
        )
        .collect()
}

/// The carrier data for the tender gate.
pub(super) fn carrier_facts(
    conn: &mut DbConnection,
    id: Id<Carrier>,
) -> Result<CarrierFacts, StoreError> {
    type Row = (
        (String, String, Option<String>, String),
        (Option<String>, Option<String>),
        Option<NaiveDate>,
        AddressRow,
    );
    let (identity, (phone, email), insurance_expires_on, address): Row = carriers::table
        .inner_join(addresses::table)
        .filter(carriers::id.eq(id.get()))
        .select((
            (
                carriers::name,
                carriers::carrier_type,
                carriers::usdot_number,
                carriers::authority_status,
            ),
            (carriers::phone, carriers::email),
            carriers::insurance_expires_on,
            PARTS,
        ))
        .get_result(conn)?;
    let (name, kind, usdot_number, authority) = identity;
    let carrier = snapshot(name.clone(), &address.into(), phone, email);
    Ok(CarrierFacts {
        name,
        is_truck: kind == TRUCK,
        usdot_number,
        authority: code(&authority)?,
        insurance_expires_on,
        snapshot: carrier,
    })
}
