//! Bulk data besides suppliers and orders: locations, contacts, carriers, receivables and users.

use chrono::Days;
use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;
use domain::carriers::{Carrier, CarrierDraft};
use domain::choices::UserRole;
use domain::contacts::{Contact, ContactDraft};
use domain::locations::{Location, LocationDraft};
use domain::receivables::{Receivable, ReceivableDraft, ReceivableLine};
use domain::users::{ProfileDraft, User, UserDraft};
use domain::{Id, Money};

use super::orders::Trader;
use super::words::{self, Dice};
use crate::Repository;
use crate::connection::DbConnection;
use crate::credit;
use crate::error::StoreError;
use crate::fragment::{Fragment, Statement, Value};
use crate::receivables;
use crate::records::Expected;
use crate::transaction::Transaction;
use crate::users;

/// Days in five years.
const DAYS: u32 = 1_826;

const ROLES: &[UserRole] = &[UserRole::Broker, UserRole::Broker, UserRole::Viewer];

/// The data from which the records are made.
pub(super) struct Around<'a> {
    pub(super) sellers: &'a [Trader],
    pub(super) buyers: &'a [Trader],
    pub(super) owners: &'a [Id<User>],
}

/// The parent of a record: suppliers and customers alternate.
enum Parent {
    Supplier(i64),
    Customer(i64),
}

impl Around<'_> {
    fn parent(&self, place: u32) -> Option<Parent> {
        let place = usize::try_from(place).unwrap_or(0);
        let of = |all: &[Trader]| {
            let at = (place / 2).checked_rem(all.len())?;
            all.get(at).map(|trader| trader.id)
        };
        if place.is_multiple_of(2) {
            of(self.sellers).map(Parent::Supplier)
        } else {
            of(self.buyers).map(Parent::Customer)
        }
    }

    pub(super) fn location(
        &self,
        tx: &mut Transaction<'_>,
        place: u32,
    ) -> Result<Option<Id<Location>>, StoreError> {
        let mut dice = Dice::new(4, place);
        let mut draft = LocationDraft {
            name: format!("Dock {place:05}"),
            location_type: dice.code(&["warehouse", "office", "cold_storage"]),
            contact_name: (!place.is_multiple_of(3)).then(|| words::person(place)),
            address: dice.address(),
            owner_id: words::owner(self.owners, place),
            ..LocationDraft::default()
        };
        match self.parent(place) {
            Some(Parent::Supplier(id)) => draft.supplier_id = Some(Id::new(id)),
            Some(Parent::Customer(id)) => draft.customer_id = Some(Id::new(id)),
            None => return Ok(None),
        }
        Ok(Some(Location::create(tx, draft)?.id))
    }

    pub(super) fn contact(
        &self,
        tx: &mut Transaction<'_>,
        place: u32,
    ) -> Result<Option<Id<Contact>>, StoreError> {
        let mut dice = Dice::new(5, place);
        let mut draft = ContactDraft {
            name: words::person(place),
            positions: dice
                .code(&["sales_rep", "buyer", "logistics", "accounts_payable"])
                .into_iter()
                .collect(),
            departments: dice
                .code(&["sales", "accounting", "shipping"])
                .into_iter()
                .collect(),
            email: Some(format!("person.{place}@sample.example")),
            phone: Some(format!("+1402555{:04}", 100 + place % 100)),
            owner_id: words::owner(self.owners, place),
            ..ContactDraft::default()
        };
        match self.parent(place) {
            Some(Parent::Supplier(id)) => draft.supplier_id = Some(Id::new(id)),
            Some(Parent::Customer(id)) => draft.customer_id = Some(Id::new(id)),
            None => return Ok(None),
        }
        Ok(Some(Contact::create(tx, draft)?.id))
    }

    pub(super) fn carrier(
        &self,
        tx: &mut Transaction<'_>,
        place: u32,
    ) -> Result<Option<Id<Carrier>>, StoreError> {
        let mut dice = Dice::new(6, place);
        let last_day = Days::new(u64::from(dice.below(400)));
        let draft = CarrierDraft {
            name: format!("{} Freight", words::supplier(place)),
            code: Some(format!("K{place:05}")),
            carrier_type: "truck".to_owned(),
            // A range that does not collide with the demo data, which may be present.
            usdot_number: Some(format!("98{place:06}")),
            insurance_expires_on: tx.context.today.checked_add_days(last_day),
            payment_terms: dice.code(words::TERMS),
            suppliers: dice
                .pick(self.sellers)
                .map(|seller| Id::new(seller.id))
                .into_iter()
                .collect(),
            address: dice.address(),
            owner_id: words::owner(self.owners, place),
            ..CarrierDraft::default()
        };
        Ok(Some(Carrier::create(tx, draft)?.id))
    }

    /// A receivable with a date in the last five years; all but one in fifty are issued.
    pub(super) fn receivable(
        &self,
        tx: &mut Transaction<'_>,
        place: u32,
    ) -> Result<Option<Id<Receivable>>, StoreError> {
        let mut dice = Dice::new(7, place);
        let back = Days::new(u64::from(dice.below(DAYS)));
        let Some(buyer) = dice.pick(self.buyers) else {
            return Ok(None);
        };
        let line = ReceivableLine {
            description: "Trim 85's".to_owned(),
            amount: Some(Money::of(100 * i64::from(20_000 + dice.below(100_000)))),
            ..ReceivableLine::default()
        };
        let draft = ReceivableDraft {
            customer_id: Some(Id::new(buyer.id)),
            invoice_date: tx.context.today.checked_sub_days(back),
            payment_terms: dice.code(words::TERMS),
            owner_id: words::owner(self.owners, place),
            lines: vec![line],
            ..ReceivableDraft::default()
        };
        let made = Receivable::create(tx, draft)?;
        if !place.is_multiple_of(50) {
            receivables::issue(tx, made.id, &Expected::any())?;
        }
        Ok(Some(made.id))
    }
}

/// A user who cannot sign in; every tenth is inactive.
pub(super) fn colleague(
    tx: &mut Transaction<'_>,
    place: u32,
) -> Result<Option<Id<User>>, StoreError> {
    let mut dice = Dice::new(11, place);
    let name = words::person(place);
    let (first, last) = name.split_once(' ').unwrap_or((&name, ""));
    let draft = UserDraft {
        username: format!("colleague.{place}"),
        email: format!("colleague.{place}@sample.example"),
        role: *dice.pick(ROLES).unwrap_or(&UserRole::Viewer),
        is_active: Some(!place.is_multiple_of(10)),
        profile: ProfileDraft {
            first_name: Some(first.to_owned()),
            last_name: Some(last.to_owned()),
            department: dice.code(&["Trading", "Logistics", "Accounting"]),
            ..ProfileDraft::default()
        },
        ..UserDraft::default()
    };
    Ok(Some(users::create(tx, draft, None)?.id))
}

/// Receivables that one statement pays: a statement has a time limit.
const PAID_AT_ONCE: i64 = 10_000;

/// Pays everything issued, except for late payers: a payment for each invoice, of half the amount for some.
pub(super) fn settle(conn: &mut DbConnection) -> Result<(), StoreError> {
    let last = Fragment::sql("SELECT coalesce(max(id), 0) FROM receivables");
    let last: i64 = Statement::<BigInt>::new(last).get_result(conn)?;
    let mut from = 0;
    while from < last {
        pay(conn, from, from + PAID_AT_ONCE)?;
        from += PAID_AT_ONCE;
    }
    credit::refresh_all(conn)
}

fn pay(conn: &mut DbConnection, after: i64, until: i64) -> Result<(), StoreError> {
    // The number of a payment names its receivable.
    const NUMBER: &str = "(100000000000 + receivables.id)";
    const PAYS: &str = "receivables.status = 'issued' AND receivables.kind = 'invoice' \
         AND (receivables.id % 12 > 0 OR receivables.id % 36 = 0) AND receivables.amount > 1 AND receivables.id > ";
    const PAID: &str = "payments JOIN receivables ON payments.number_key = 'pay-' || (100000000000 + receivables.id)";
    let statements = [
        format!(
            "INSERT INTO payments (number, number_key, number_sort, customer_id, customer_key, method, received_on, amount, owner_id, \
             created_at, created_by, updated_at, updated_by) SELECT 'PAY-' || {NUMBER}, 'pay-' || {NUMBER}, 'pay-' || {NUMBER}, customer_id, \
             customer_key, 'check', invoice_date, CASE WHEN id % 12 > 0 THEN amount ELSE amount / 2 END, owner_id, created_at, created_by, \
             created_at, created_by FROM receivables WHERE {PAYS}"
        ),
        format!(
            "INSERT INTO postings (kind, customer_id, payment_id, amount, posted_on, created_at, created_by) SELECT 'payment', \
             payments.customer_id, payments.id, payments.amount, payments.received_on, payments.created_at, payments.created_by \
             FROM {PAID} WHERE {PAYS}"
        ),
        format!(
            "INSERT INTO postings (kind, customer_id, receivable_id, payment_id, amount, posted_on, created_at, created_by) \
             SELECT 'allocation', payments.customer_id, receivables.id, payments.id, payments.amount, payments.received_on, \
             payments.created_at, payments.created_by FROM {PAID} WHERE {PAYS}"
        ),
    ];
    for statement in statements {
        Fragment::sql(statement)
            .value(Value::Int(after))
            .and_sql(" AND receivables.id <= ")
            .value(Value::Int(until))
            .execute(conn)?;
    }
    Ok(())
}
