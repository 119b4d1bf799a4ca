//! A customer's rows, and the way between them and the customer.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::choices::FixedChoice;
use domain::choices::lists::{CERTIFICATE, CUSTOMER_SEGMENT, REQUIRED_DOCUMENT, SPECIES};
use domain::customers::{Customer, CustomerDraft};
use domain::text::name_key;
use domain::{Id, Money};

use crate::addresses::{self, AddressRow};
use crate::choice_sets::{OF_CUSTOMERS, Sets};
use crate::codes::read_some;
use crate::connection::DbConnection;
use crate::error::StoreError;
use crate::names;
use crate::purchase_orders::{self, Party};
use crate::records::{Among, StampRow, Unique};
use crate::schema::{addresses as address_table, customers};

const NAME: Unique = Unique {
    table: "customers",
    column: "name_key",
    pointer: "/name",
    among: Among::Active,
};
const CODE: Unique = Unique {
    table: "customers",
    column: "code_key",
    pointer: "/code",
    among: Among::Active,
};

/// What people fill in, as columns.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = customers, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct Values {
    name: String,
    name_key: String,
    code: Option<String>,
    code_key: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    payment_terms: Option<String>,
    payment_method: Option<String>,
    credit_limit: Option<i64>,
    credit_band: Option<String>,
    credit_hold: bool,
    credit_application_sent_on: Option<NaiveDate>,
    credit_application_approved_on: Option<NaiveDate>,
    edibility: Option<String>,
    cooks_product: bool,
    origin_preference: Option<String>,
    picks_up_loads: bool,
    needs_exportable: bool,
    notes: Option<String>,
}

impl Values {
    /// The fields that stand in one active customer only.
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
    ) -> Result<CustomerDraft, StoreError> {
        Ok(CustomerDraft {
            name: self.name,
            code: self.code,
            phone: self.phone,
            email: self.email,
            documents_needed: sets.take(id, REQUIRED_DOCUMENT),
            segments: sets.take(id, CUSTOMER_SEGMENT),
            payment_terms: self.payment_terms,
            payment_method: self.payment_method,
            credit_limit: self.credit_limit.map(Money::of),
            credit_band: self.credit_band,
            credit_hold: self.credit_hold,
            credit_application_sent_on: self.credit_application_sent_on,
            credit_application_approved_on: self.credit_application_approved_on,
            species: sets.take(id, SPECIES),
            edibility: read_some(self.edibility.as_deref())?,
            cooks_product: self.cooks_product,
            origin_preference: read_some(self.origin_preference.as_deref())?,
            picks_up_loads: self.picks_up_loads,
            needs_exportable: self.needs_exportable,
            certificates_required: sets.take(id, CERTIFICATE),
            notes: self.notes,
            owner_id: Some(Id::new(owner)),
            address: address.into(),
        })
    }
}

impl From<&CustomerDraft> for Values {
    fn from(draft: &CustomerDraft) -> Self {
        let draft = draft.clone();
        Self {
            name_key: name_key(&draft.name),
            name: draft.name,
            code_key: draft.code.as_deref().map(name_key),
            code: draft.code,
            phone: draft.phone,
            email: draft.email,
            payment_terms: draft.payment_terms,
            payment_method: draft.payment_method,
            credit_limit: draft.credit_limit.map(Money::units),
            credit_band: draft.credit_band,
            credit_hold: draft.credit_hold,
            credit_application_sent_on: draft.credit_application_sent_on,
            credit_application_approved_on: draft.credit_application_approved_on,
            edibility: draft.edibility.map(|edibility| edibility.code().to_owned()),
            cooks_product: draft.cooks_product,
            origin_preference: draft
                .origin_preference
                .map(|origin| origin.code().to_owned()),
            picks_up_loads: draft.picks_up_loads,
            needs_exportable: draft.needs_exportable,
            notes: draft.notes,
        }
    }
}

/// The codes that a customer has of each list.
pub(super) fn sets(draft: &CustomerDraft) -> [(&'static str, &[String]); 4] {
    [
        (REQUIRED_DOCUMENT, &draft.documents_needed),
        (CUSTOMER_SEGMENT, &draft.segments),
        (SPECIES, &draft.species),
        (CERTIFICATE, &draft.certificates_required),
    ]
}

/// Reads a customer, with the id of its address and its stamps as they stand in the table.
pub(super) fn read(
    conn: &mut DbConnection,
    id: Id<Customer>,
) -> Result<(Customer, i64, StampRow), StoreError> {
    let (version, address_id, values, stamps, address): (i64, i64, Values, StampRow, AddressRow) =
        customers::table
            .find(id.get())
            .inner_join(address_table::table)
            .select((
                customers::version,
                customers::address_id,
                Values::as_select(),
                (
                    customers::owner_id,
                    customers::created_at,
                    customers::created_by,
                    customers::updated_at,
                    customers::updated_by,
                    customers::archived_at,
                    customers::archived_by,
                ),
                addresses::PARTS,
            ))
            .first(conn)?;
    let sets = OF_CUSTOMERS.load(conn, &[id.get()], None)?;
    let names = names::of_users(conn, stamps.people())?;
    let open = purchase_orders::open_counts(conn, &[id.get()], Party::Customer)?;
    let details = values.into_draft(id.get(), stamps.owner_id, address, sets)?;
    let customer = Customer {
        id,
        version,
        credit_exposure: purchase_orders::credit_exposure(conn, id.get())?,
        open_order_count: open.get(&id.get()).copied().unwrap_or(0),
        details,
        stamps: stamps.named(&names),
    };
    Ok((customer, address_id, stamps))
}
