//! Postal addresses: one row per party; empty if nothing is known.

use diesel::prelude::*;
use domain::contact_details::Address;

use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::schema::addresses;

/// The address columns, for rows that are joined with their address.
pub(crate) type Parts = (
    addresses::address_line1,
    addresses::address_line2,
    addresses::city,
    addresses::state,
    addresses::postal_code,
    addresses::country,
);

/// The columns of [`Parts`].
pub(crate) const PARTS: Parts = (
    addresses::address_line1,
    addresses::address_line2,
    addresses::city,
    addresses::state,
    addresses::postal_code,
    addresses::country,
);

/// An address row.
#[derive(Debug, Clone, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = addresses, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct AddressRow {
    address_line1: Option<String>,
    address_line2: Option<String>,
    city: Option<String>,
    state: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
}

impl From<AddressRow> for Address {
    fn from(row: AddressRow) -> Self {
        Self {
            address_line1: row.address_line1,
            address_line2: row.address_line2,
            city: row.city,
            state: row.state,
            postal_code: row.postal_code,
            country: row.country,
        }
    }
}

impl From<&Address> for AddressRow {
    fn from(address: &Address) -> Self {
        let address = address.clone();
        Self {
            address_line1: address.address_line1,
            address_line2: address.address_line2,
            city: address.city,
            state: address.state,
            postal_code: address.postal_code,
            country: address.country,
        }
    }
}

/// Inserts an address; returns its id.
pub(crate) fn insert(conn: &mut DbConnection, address: &Address) -> Result<i64, StoreError> {
    Ok(diesel::insert_into(addresses::table)
        .values(AddressRow::from(address))
        .returning(addresses::id)
        .get_result(conn)?)
}

/// Updates an address.
pub(crate) fn update(
    conn: &mut DbConnection,
    id: i64,
    address: &Address,
) -> Result<(), StoreError> {
    diesel::update(addresses::table.find(id))
        .set(AddressRow::from(address))
        .execute(conn)?;
    Ok(())
}
