//! Carriers: their columns, loading places and entity-specific rules.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::carriers::{
    AuthorityStatus, Carrier, CarrierDraft, CarrierFilter, CarrierSort, CarrierSummary,
    InsuranceState, TRUCK, TenderBlock,
};
use domain::choices::Currency;
use domain::claims::Claim;
use domain::contacts::Contact;
use domain::filter::{AnyOf, Choice};
use domain::text::name_key;
use domain::{Id, Money};

use crate::claim_rows;
use crate::codes::read as code;
use crate::connection::DbConnection;
use crate::contacts;
use crate::entity_store::links::Many;
use crate::entity_store::{
    ArchiveStore, Dependents, DuplicateRule, ReadStore, WriteStore, entity_table::entity_table,
    reindex_linked,
};
use crate::error::{BLOCKERS, StoreError};
use crate::filters::{Conditions, Subquery};
use crate::fragment::{Fragment, Value};
use crate::paging::{LAST_DAY, SortColumn};
use crate::purchase_order_rows;
use crate::purchase_orders;
use crate::records::Unique;
use crate::schema::{addresses, carrier_suppliers, carriers};
use crate::search::Found;
use crate::transaction::Transaction;
use domain::problem::Blocker;

entity_table! {
    Carrier, CarrierDraft, CarrierSummary in carriers, addressed;
    derived {}
    links {}
    draft {
        name: String,
        code: Option<String>,
        carrier_type: String,
        usdot_number: Option<String>,
        docket: Option<String>,
        authority_status: AuthorityStatus,
        authority_checked_on: Option<NaiveDate>,
        insurance_provider: Option<String>,
        insurance_policy_number: Option<String>,
        insurance_expires_on: Option<NaiveDate>,
        insurance_amount: Option<Money>,
        phone: Option<String>,
        email: Option<String>,
        our_account_number: Option<String>,
        payment_terms: Option<String>,
        payment_method: Option<String>,
        credit_band: Option<String>,
        appointment_method: Option<String>,
        release_number: Option<String>,
        notes: Option<String>,
    }
    computed |draft, _linked| {
        name_key: String = name_key(&draft.name),
        code_key: Option<String> = draft.code.as_deref().map(name_key),
    }
    record |parts| {
        currency: Currency::default(),
        insurance_state: InsuranceState::of(parts.details.insurance_expires_on, parts.today),
        tender_block: TenderBlock::of(
            parts.details.authority_status,
            parts.details.insurance_expires_on,
            parts.details.carrier_type == TRUCK,
            parts.details.usdot_number.as_deref(),
            parts.today,
        ),
        supplier_names: {
            let places = 0..parts.details.suppliers.len();
            places.map(|place| parts.linked.required(&format!("suppliers/{place}"))).collect()
        },
        archived_links: parts.linked.archived(),
    }
    list_row {
        name: String,
        code: Option<String>,
        carrier_type: String,
        usdot_number: Option<String>,
        docket: Option<String>,
        authority_status: AuthorityStatus,
        insurance_expires_on: Option<NaiveDate>,
        phone: Option<String>,
        payment_terms: Option<String>,
    }
    sort_only { name_key: String, }
    row |row, related, today| {
        insurance_state: InsuranceState::of(row.cells.insurance_expires_on, today),
        tender_block: TenderBlock::of(
            code(&row.cells.authority_status)?,
            row.cells.insurance_expires_on,
            row.cells.carrier_type == TRUCK,
            row.cells.usdot_number.as_deref(),
            today,
        ),
    }
}

/// Must match the index expression; carriers without insurance come last.
const EXPIRES_ON: &str = "coalesce(carriers.insurance_expires_on, '9999-12-31')";

impl ReadStore for Carrier {
    const MANY: &'static [Many<CarrierDraft>] = &[Many {
        table: "suppliers",
        name: "name",
        of: |draft| {
            let all = draft.suppliers.iter().enumerate();
            all.map(|(place, id)| (format!("suppliers/{place}"), id.get()))
                .collect()
        },
    }];

    fn apply_filter(all: &mut Conditions, filter: &CarrierFilter, today: NaiveDate) {
        all.any_of(carriers::carrier_type, &filter.carrier_type);
        all.any_of(carriers::authority_status, &filter.authority_status);
        all.any_of(addresses::state, &filter.state);
        all.range_through(EXPIRES_ON, &filter.insurance_expires_on);
        insured(all, &filter.insurance_state, today);
        let loads = Subquery {
            owner: "carrier_id",
            rows: "carrier_suppliers WHERE 1 = 1",
        };
        all.among("carriers.id", &loads, "supplier_id", &filter.supplier_id);
    }

    fn search(all: &mut Conditions, found: &Found) {
        all.search(found, carriers::id);
    }

    fn sort_column(key: CarrierSort) -> SortColumn<ListRow> {
        match key {
            CarrierSort::InsuranceExpiresOn => SortColumn::new(EXPIRES_ON, |row| {
                Value::Day(row.cells.insurance_expires_on.unwrap_or(LAST_DAY))
            }),
            _ => SortColumn::new("carriers.name_key", |row| {
                Value::Text(row.cells.name_key.clone())
            }),
        }
    }

    fn read_parts(
        conn: &mut DbConnection,
        id: i64,
        draft: &mut CarrierDraft,
    ) -> Result<(), StoreError> {
        let suppliers: Vec<i64> = carrier_suppliers::table
            .filter(carrier_suppliers::carrier_id.eq(id))
            .order(carrier_suppliers::supplier_id)
            .select(carrier_suppliers::supplier_id)
            .load(conn)?;
        draft.suppliers = suppliers.into_iter().map(Id::new).collect();
        Ok(())
    }
}

impl WriteStore for Carrier {
    const UNIQUE: &'static [Unique] = &[
        Unique::active("carriers", &["code_key"], "/code"),
        Unique::active("carriers", &["usdot_number"], "/usdot_number"),
    ];
    const DUPLICATE_RULES: &'static [DuplicateRule] = &[
        DuplicateRule::Same("usdot_number", "usdot_number"),
        DuplicateRule::Name("name"),
        DuplicateRule::Same("phone", "phone"),
        DuplicateRule::Same("email", "email"),
    ];

    fn texts(&self) -> Vec<Option<&str>> {
        let draft = &self.details;
        vec![
            Some(&draft.name),
            draft.code.as_deref(),
            draft.usdot_number.as_deref(),
            draft.docket.as_deref(),
            draft.address.city.as_deref(),
            draft.release_number.as_deref(),
        ]
    }

    fn write_parts(
        tx: &mut Transaction<'_>,
        id: i64,
        before: Option<&CarrierDraft>,
        draft: &mut CarrierDraft,
    ) -> Result<(), StoreError> {
        if before.is_some_and(|before| before.suppliers == draft.suppliers) {
            return Ok(());
        }
        let old = carrier_suppliers::table.filter(carrier_suppliers::carrier_id.eq(id));
        diesel::delete(old).execute(tx.conn)?;
        for supplier in &draft.suppliers {
            diesel::insert_into(carrier_suppliers::table)
                .values((
                    carrier_suppliers::carrier_id.eq(id),
                    carrier_suppliers::supplier_id.eq(supplier.get()),
                ))
                .execute(tx.conn)?;
        }
        Ok(())
    }

    fn more_texts(
        conn: &mut DbConnection,
        ids: &[i64],
    ) -> Result<HashMap<i64, Vec<String>>, StoreError> {
        contacts::names_of(conn, "carrier_id", ids)
    }

    fn after_save(
        tx: &mut Transaction<'_>,
        before: Option<&Self>,
        after: &Self,
    ) -> Result<(), StoreError> {
        let name = &after.details.name;
        if before.is_none_or(|before| before.details.name == *name) {
            return Ok(());
        }
        let key = name_key(name);
        let id = after.id.get();
        reindex_linked::<Contact>(tx.conn, "carrier_id", id, Some(("parent_key", &key)))?;
        reindex_linked::<Claim>(tx.conn, "carrier_id", id, Some(("party_key", &key)))?;
        purchase_orders::carrier_renamed(tx.conn, after.id.get())
    }
}

impl ArchiveStore for Carrier {
    fn blockers_among(
        conn: &mut DbConnection,
        ids: &[i64],
    ) -> Result<(Vec<Blocker>, i64), StoreError> {
        let (mut blockers, count) =
            purchase_order_rows::open_orders_linking(conn, &["carrier_id"], ids)?;
        let (open, claims) = claim_rows::open_of(conn, "carrier_id", ids)?;
        blockers.extend(open);
        blockers.truncate(BLOCKERS);
        Ok((blockers, count + claims))
    }

    fn dependents() -> Dependents {
        Dependents::none().and::<Contact>("carrier_id")
    }
}

/// Insurance status today, as bounds on the last day of coverage.
fn insured(all: &mut Conditions, filter: &AnyOf<Choice<InsuranceState>>, today: NaiveDate) {
    let state = |state: InsuranceState| {
        let last_day = || Fragment::sql("carriers.insurance_expires_on");
        let until = Value::Day(InsuranceState::expiring_until(today));
        match state {
            InsuranceState::Missing => last_day().and_sql(" IS NULL"),
            InsuranceState::Expired => last_day().and_sql(" < ").value(Value::Day(today)),
            InsuranceState::Expiring => last_day()
                .and_sql(" BETWEEN ")
                .value(Value::Day(today))
                .and_sql(" AND ")
                .value(until),
            InsuranceState::Valid => last_day().and_sql(" > ").value(until),
        }
    };
    all.computed(filter, state);
}
