//! Customers: their columns and entity-specific rules.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::Money;
use domain::choices::lists::{CERTIFICATE, CUSTOMER_SEGMENT, REQUIRED_DOCUMENT, SPECIES};
use domain::choices::{Currency, Edibility, Origin};
use domain::claims::Claim;
use domain::contacts::Contact;
use domain::credit::CreditFigures;
use domain::customers::{Customer, CustomerDraft, CustomerFilter, CustomerSort, CustomerSummary};
use domain::locations::Location;
use domain::payments::Payment;
use domain::problem::Blocker;
use domain::receivables::Receivable;
use domain::supplier_plant_mappings::SupplierPlantMapping;
use domain::text::name_key;

use crate::choice_sets::ChoiceSets;
use crate::claim_rows;
use crate::connection::DbConnection;
use crate::contacts;
use crate::credit;
use crate::entity_store::{
    ArchiveStore, Dependents, DuplicateRule, ReadStore, SetField, WriteStore,
    entity_table::RecordParts, entity_table::entity_table, reindex_linked, sets,
};
use crate::error::{BLOCKERS, StoreError};
use crate::filters::{Conditions, Subquery};
use crate::fragment::{Fragment, Value};
use crate::ledger;
use crate::paging::SortColumn;
use crate::purchase_order_rows::{self, Party};
use crate::purchase_orders;
use crate::receivables;
use crate::records::Unique;
use crate::schema::{addresses, customers};
use crate::search::Found;
use crate::supply_line_names::{self, Renamed};
use crate::transaction::Transaction;

entity_table! {
    Customer, CustomerDraft, CustomerSummary in customers, addressed;
    derived {
        open: i64 = purchase_order_rows::count_open("customer_id", "customers"),
        open_balance: Money = "customers.open_balance",
        on_order: Money = "customers.on_order",
        oldest_due_date: Option<NaiveDate> = "customers.oldest_due_date",
    }
    links {}
    draft {
        name: String,
        code: Option<String>,
        phone: Option<String>,
        email: Option<String>,
        payment_terms: Option<String>,
        payment_method: Option<String>,
        credit_limit: Option<Money>,
        credit_band: Option<String>,
        credit_hold: bool,
        credit_application_sent_on: Option<NaiveDate>,
        credit_application_approved_on: Option<NaiveDate>,
        edibility: Option<Edibility>,
        cooks_product: bool,
        origin_preference: Option<Origin>,
        picks_up_loads: bool,
        needs_exportable: bool,
        notes: Option<String>,
    }
    computed |draft, _linked| {
        name_key: String = name_key(&draft.name),
        code_key: Option<String> = draft.code.as_deref().map(name_key),
    }
    record |parts| {
        currency: Currency::default(),
        credit_standing: figures(&parts).standing(parts.today),
        credit_exposure: figures(&parts).exposure(),
        credit_available: figures(&parts).available(),
        oldest_due_date: parts.derived.oldest_due_date,
        open_balance: parts.derived.open_balance,
        open_order_count: parts.derived.open,
    }
    list_row {
        name: String,
        code: Option<String>,
        payment_terms: Option<String>,
        credit_limit: Option<Money>,
        credit_hold: bool,
        phone: Option<String>,
        open_balance: Money,
    }
    sort_only { name_key: String, on_order: Money, oldest_due_date: Option<NaiveDate>, }
    row |row, related, today| {
        credit_standing: row_figures(row).standing(today),
        credit_exposure: row_figures(row).exposure(),
        credit_available: row_figures(row).available(),
        segments: related.codes.of(CUSTOMER_SEGMENT),
        open_order_count: related.derived.open,
    }
}

/// The credit figures of a record, with the limit and hold just written.
fn figures(parts: &RecordParts<Customer>) -> CreditFigures {
    CreditFigures {
        hold: parts.details.credit_hold,
        limit: parts.details.credit_limit,
        open_balance: parts.derived.open_balance,
        on_order: parts.derived.on_order,
        oldest_due_date: parts.derived.oldest_due_date,
    }
}

fn row_figures(row: &ListRow) -> CreditFigures {
    let cells = &row.cells;
    CreditFigures {
        hold: cells.credit_hold,
        limit: cells.credit_limit.map(Money::of),
        open_balance: Money::of(cells.open_balance),
        on_order: Money::of(cells.on_order),
        oldest_due_date: cells.oldest_due_date,
    }
}

const CODES: ChoiceSets = ChoiceSets {
    table: "customer_choices",
    link: "customer_id",
    id: "customers.id",
};

/// Products that customers buy.
const BUYS: Subquery<'static> = Subquery {
    owner: "customer_id",
    rows: "product_customers WHERE 1 = 1",
};

impl ReadStore for Customer {
    const SETS: Option<(&'static ChoiceSets, &'static [SetField<CustomerDraft>])> = Some((
        &CODES,
        sets![CustomerDraft; REQUIRED_DOCUMENT => documents_needed, CUSTOMER_SEGMENT => segments, SPECIES => species, CERTIFICATE => certificates_required],
    ));
    const ROW_SETS: &'static [&'static str] = &[CUSTOMER_SEGMENT];

    fn apply_filter(all: &mut Conditions, filter: &CustomerFilter, today: NaiveDate) {
        all.any_of(customers::payment_terms, &filter.payment_terms);
        all.any_of(customers::edibility, &filter.edibility);
        all.any_of(addresses::state, &filter.state);
        all.any_of(addresses::country, &filter.country);
        all.among("customers.id", &BUYS, "product_id", &filter.product_id);
        // A literal condition, because the index is partial.
        all.holds(Fragment::sql("customers.credit_hold"), filter.credit_hold);
        all.computed(&filter.credit_standing, |standing| {
            credit::stands(standing, today)
        });
        all.holds(
            Fragment::sql("customers.open_balance > 0"),
            filter.has_open_balance,
        );
        CODES.apply_filter(all, CUSTOMER_SEGMENT, &filter.segment);
        CODES.apply_filter(all, REQUIRED_DOCUMENT, &filter.document_needed);
        CODES.apply_filter(all, SPECIES, &filter.species);
    }

    fn search(all: &mut Conditions, found: &Found) {
        all.search(found, customers::id);
    }

    fn sort_column(key: CustomerSort) -> SortColumn<ListRow> {
        match key {
            CustomerSort::OpenBalance => SortColumn::new("customers.open_balance", |row| {
                Value::Int(row.cells.open_balance)
            }),
            _ => SortColumn::new("customers.name_key", |row| {
                Value::Text(row.cells.name_key.clone())
            }),
        }
    }
}

impl WriteStore for Customer {
    const UNIQUE: &'static [Unique] = &[
        Unique::active("customers", &["name_key"], "/name"),
        Unique::active("customers", &["code_key"], "/code"),
    ];
    const DUPLICATE_RULES: &'static [DuplicateRule] = &[
        DuplicateRule::Name("name"),
        DuplicateRule::Same("phone", "phone"),
        DuplicateRule::Same("email", "email"),
    ];

    fn texts(&self) -> Vec<Option<&str>> {
        let draft = &self.details;
        let city = draft.address.city.as_deref();
        vec![Some(&draft.name), draft.code.as_deref(), city]
    }

    fn more_texts(
        conn: &mut DbConnection,
        ids: &[i64],
    ) -> Result<HashMap<i64, Vec<String>>, StoreError> {
        contacts::names_of(conn, "customer_id", ids)
    }

    fn after_save(
        tx: &mut Transaction<'_>,
        before: Option<&Self>,
        after: &Self,
    ) -> Result<(), StoreError> {
        let name = &after.details.name;
        let Some(before) = before.filter(|before| before.details.name != *name) else {
            return Ok(());
        };
        let renamed = Renamed {
            link: "customer_id",
            id: after.id.get(),
            before: &before.details.name,
            after: name,
        };
        supply_line_names::follow(tx, &renamed)?;
        let (id, key) = (after.id.get(), name_key(name));
        reindex_linked::<Location>(tx.conn, "customer_id", id, Some(("parent_key", &key)))?;
        reindex_linked::<Contact>(tx.conn, "customer_id", id, Some(("parent_key", &key)))?;
        reindex_linked::<SupplierPlantMapping>(tx.conn, "customer_id", id, None)?;
        reindex_linked::<Receivable>(tx.conn, "customer_id", id, Some(("customer_key", &key)))?;
        reindex_linked::<Payment>(tx.conn, "customer_id", id, Some(("customer_key", &key)))?;
        reindex_linked::<Claim>(tx.conn, "customer_id", id, Some(("party_key", &key)))?;
        purchase_orders::party_renamed(tx.conn, Party::Customer(id), name)
    }
}

impl ArchiveStore for Customer {
    fn blockers(conn: &mut DbConnection, id: i64) -> Result<(Vec<Blocker>, i64), StoreError> {
        let (mut blockers, mut count) =
            purchase_order_rows::open_orders_of(conn, Party::Customer(id))?;
        let (unsettled, more) = receivables::unsettled_of(conn, id)?;
        blockers.extend(unsettled);
        let (unapplied, payments) = ledger::unapplied_of(conn, id)?;
        blockers.extend(unapplied);
        let (open, claims) = claim_rows::open_of(conn, "customer_id", &[id])?;
        blockers.extend(open);
        blockers.truncate(BLOCKERS);
        count += more + payments + claims;
        Ok((blockers, count))
    }

    fn dependents() -> Dependents {
        Dependents::none()
            .and::<Location>("customer_id")
            .and::<Contact>("customer_id")
            .and::<SupplierPlantMapping>("customer_id")
    }
}
