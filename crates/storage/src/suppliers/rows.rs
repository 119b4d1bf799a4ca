//! A supplier's rows, and the way between them and the supplier.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::choices::FixedChoice;
use domain::choices::lists::{CERTIFICATE, COUNTRY, SHIPPING_SCOPE, SPECIES};
use domain::suppliers::{Supplier, SupplierDraft};
use domain::text::name_key;
use domain::{Id, Money};

use crate::addresses::{self, AddressRow};
use crate::choice_sets::{OF_SUPPLIERS, Sets};
use crate::codes::{read as code, read_some};
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::names;
use crate::purchase_orders::{self, Party};
use crate::records::{Among, StampRow, Unique};
use crate::schema::{addresses as address_table, suppliers};

const NAME: Unique = Unique {
    table: "suppliers",
    column: "name_key",
    pointer: "/name",
    among: Among::Active,
};
const CODE: Unique = Unique {
    table: "suppliers",
    column: "code_key",
    pointer: "/code",
    among: Among::Active,
};

/// What people fill in, as columns.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = suppliers, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct Values {
    name: String,
    name_key: String,
    code: Option<String>,
    code_key: Option<String>,
    kind: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    delivery_profile: String,
    pickup_booking_method: Option<String>,
    pickup_booking_notes: Option<String>,
    credit_application_sent_on: Option<NaiveDate>,
    credit_application_approved_on: Option<NaiveDate>,
    payment_terms: Option<String>,
    payment_method: Option<String>,
    credit_band: Option<String>,
    credit_limit: Option<i64>,
    edibility: Option<String>,
    offers_tested_product: bool,
    offers_contracts: bool,
    offers_export_documents: bool,
    notes: Option<String>,
}

impl Values {
    /// The fields that stand in one active supplier only.
    pub(super) fn unique(&self) -> [(&'static Unique, Option<&str>); 2] {
        [
            (&NAME, Some(&self.name_key)),
            (&CODE, self.code_key.as_deref()),
        ]
    }

    fn into_draft(
        self,
        id: i64,
        owner: i64,
        address: AddressRow,
        mut sets: Sets,
    ) -> Result<SupplierDraft, StoreError> {
        Ok(SupplierDraft {
            name: self.name,
            code: self.code,
            kind: self.kind,
            phone: self.phone,
            email: self.email,
            delivery_profile: code(&self.delivery_profile)?,
            shipping_scopes: sets.take(id, SHIPPING_SCOPE),
            pickup_booking_method: self.pickup_booking_method,
            pickup_booking_notes: self.pickup_booking_notes,
            credit_application_sent_on: self.credit_application_sent_on,
            credit_application_approved_on: self.credit_application_approved_on,
            payment_terms: self.payment_terms,
            payment_method: self.payment_method,
            credit_band: self.credit_band,
            credit_limit: self.credit_limit.map(Money::of),
            species: sets.take(id, SPECIES),
            edibility: read_some(self.edibility.as_deref())?,
            certificates: sets.take(id, CERTIFICATE),
            offers_tested_product: self.offers_tested_product,
            offers_contracts: self.offers_contracts,
            offers_export_documents: self.offers_export_documents,
            origin_countries: sets.take(id, COUNTRY),
            notes: self.notes,
            owner_id: Some(Id::new(owner)),
            address: address.into(),
        })
    }
}

impl From<&SupplierDraft> for Values {
    fn from(draft: &SupplierDraft) -> Self {
        let draft = draft.clone();
        Self {
            name_key: name_key(&draft.name),
            name: draft.name,
            code_key: draft.code.as_deref().map(name_key),
            code: draft.code,
            kind: draft.kind,
            phone: draft.phone,
            email: draft.email,
            delivery_profile: draft.delivery_profile.code().to_owned(),
            pickup_booking_method: draft.pickup_booking_method,
            pickup_booking_notes: draft.pickup_booking_notes,
            credit_application_sent_on: draft.credit_application_sent_on,
            credit_application_approved_on: draft.credit_application_approved_on,
            payment_terms: draft.payment_terms,
            payment_method: draft.payment_method,
            credit_band: draft.credit_band,
            credit_limit: draft.credit_limit.map(Money::units),
            edibility: draft.edibility.map(|edibility| edibility.code().to_owned()),
            offers_tested_product: draft.offers_tested_product,
            offers_contracts: draft.offers_contracts,
            offers_export_documents: draft.offers_export_documents,
            notes: draft.notes,
        }
    }
}

/// The codes that a supplier has of each list.
pub(super) fn sets(draft: &SupplierDraft) -> [(&'static str, &[String]); 4] {
    [
        (SHIPPING_SCOPE, &draft.shipping_scopes),
        (SPECIES, &draft.species),
        (CERTIFICATE, &draft.certificates),
        (COUNTRY, &draft.origin_countries),
    ]
}

/// Reads a supplier, with the id of its address and its stamps as they stand in the table.
pub(super) fn read(
    conn: &mut DbConnection,
    id: Id<Supplier>,
) -> Result<(Supplier, i64, StampRow), StoreError> {
    let (version, address_id, values, stamps, address): (i64, i64, Values, StampRow, AddressRow) =
        suppliers::table
            .find(id.get())
            .inner_join(address_table::table)
            .select((
                suppliers::version,
                suppliers::address_id,
                Values::as_select(),
                (
                    suppliers::owner_id,
                    suppliers::created_at,
                    suppliers::created_by,
                    suppliers::updated_at,
                    suppliers::updated_by,
                    suppliers::archived_at,
                    suppliers::archived_by,
                ),
                addresses::PARTS,
            ))
            .first(conn)?;
    let sets = OF_SUPPLIERS.load(conn, &[id.get()], None)?;
    let names = names::of_users(conn, stamps.people())?;
    let open = purchase_orders::open_counts(conn, &[id.get()], Party::Supplier)?;
    let details = values.into_draft(id.get(), stamps.owner_id, address, sets)?;
    let supplier = Supplier {
        id,
        version,
        has_credit_application: details.credit_application_sent_on.is_some(),
        open_order_count: open.get(&id.get()).copied().unwrap_or(0),
        details,
        stamps: stamps.named(&names),
    };
    Ok((supplier, address_id, stamps))
}
