//! What the database itself refuses.

use chrono::NaiveDate;
use domain::choices::UserRole;
use domain::customers::{Customer, CustomerDraft};
use domain::payments::{Allocation, Payment, PaymentDraft, VoidPayment};
use domain::receivables::{
    Receivable, ReceivableDraft, ReceivableKind, ReceivableLine, VoidReceivable,
};
use domain::settings::AgingEdges;
use domain::{Id, Money};

use super::{AgingQuery, aging, verify};
use crate::testing::{context, day, each_store, user};
use crate::{
    Expected, ReadRepository, Repository, Store, StoreError, Transaction, WriteContext, payments,
    receivables,
};

/// A customer with its writer and the day of the next step.
pub(super) struct Book<'a> {
    store: &'a Store,
    pub(super) context: WriteContext,
    pub(super) customer: Id<Customer>,
}

impl<'a> Book<'a> {
    pub(super) fn open(store: &'a Store, by: Id<domain::users::User>, name: &str) -> Self {
        let context = context(by, UserRole::Manager);
        let draft = CustomerDraft {
            name: name.to_owned(),
            ..CustomerDraft::default()
        };
        let made = store.write(&context, |tx| Customer::create(tx, draft.clone()));
        let customer = made.unwrap().value.id;
        Self {
            store,
            context: at(context, day(3, 1)),
            customer,
        }
    }

    pub(super) fn write<T: serde::Serialize + serde::de::DeserializeOwned>(
        &self,
        work: impl Fn(&mut Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        Ok(self.store.write(&self.context, |tx| work(tx))?.value)
    }

    pub(super) fn bill(
        &self,
        kind: ReceivableKind,
        cents: i64,
        corrects: Option<Id<Receivable>>,
    ) -> Result<Receivable, StoreError> {
        let today = self.context.today;
        let draft = ReceivableDraft {
            kind,
            customer_id: Some(self.customer),
            corrects_id: corrects,
            credit_reason: (kind == ReceivableKind::CreditNote).then(|| "goodwill".to_owned()),
            invoice_date: Some(today),
            due_date: Some(today),
            due_date_reason: Some("agreed".to_owned()),
            lines: vec![ReceivableLine {
                description: "Trim".to_owned(),
                amount: Some(Money::of(cents)),
                ..ReceivableLine::default()
            }],
            ..ReceivableDraft::default()
        };
        self.write(|tx| {
            let made = Receivable::create(tx, draft.clone())?;
            receivables::issue(tx, made.id, &Expected::any())
        })
    }

    pub(super) fn pay(
        &self,
        cents: i64,
        part: Option<(Id<Receivable>, i64)>,
    ) -> Result<Payment, StoreError> {
        let draft = PaymentDraft {
            customer_id: Some(self.customer),
            amount: Some(Money::of(cents)),
            allocations: part.into_iter().map(allocation).collect(),
            ..PaymentDraft::default()
        };
        self.write(|tx| payments::create(tx, draft.clone()))
    }

    pub(super) fn open_balance(&self) -> i64 {
        let customer = self
            .store
            .read_fresh(|conn| Customer::get(conn, self.context.today, self.customer));
        customer.unwrap().open_balance.units()
    }

    pub(super) fn aged(&self, as_of: NaiveDate) -> i64 {
        let query = AgingQuery {
            as_of,
            basis: domain::payments::AgingBasis::DueDate,
            edges: AgingEdges::default(),
            customer: Some(self.customer),
            limit: 10,
        };
        let aging = self.store.read_fresh(|conn| aging(conn, &query)).unwrap();
        assert!(aging.customers.len() <= 1);
        aging.totals.total.units()
    }

    fn sql(&self, sql: &str) -> bool {
        use diesel::connection::SimpleConnection;
        let done = self
            .store
            .write_plain(|conn| conn.batch_execute(sql).map_err(StoreError::from));
        done.is_ok()
    }
}

pub(super) fn at(context: WriteContext, today: NaiveDate) -> WriteContext {
    WriteContext {
        today,
        now: today.and_hms_opt(12, 0, 0).unwrap(),
        ..context
    }
}

pub(super) fn allocation((receivable, cents): (Id<Receivable>, i64)) -> Allocation {
    Allocation {
        receivable_id: Some(receivable),
        amount: Money::of(cents),
        ..Allocation::default()
    }
}

#[test]
fn the_database_refuses_what_must_never_be() {
    each_store(|store| {
        let by = user(store, "lee", UserRole::Manager);
        let book = Book::open(store, by, "Wexcombe");
        let other = Book::open(store, by, "Corvane");
        let invoice = book.bill(ReceivableKind::Invoice, 1_000, None).unwrap().id;
        let theirs = other.bill(ReceivableKind::Invoice, 1_000, None).unwrap().id;
        let void = book.bill(ReceivableKind::Invoice, 1_000, None).unwrap().id;
        let reason = VoidReceivable {
            reason: "billed twice".to_owned(),
        };
        book.write(|tx| receivables::void(tx, void, &Expected::any(), &reason))
            .unwrap();
        let paid = book.pay(500, Some((invoice, 300))).unwrap().id;
        let returned = book.pay(500, None).unwrap().id;
        let reason = VoidPayment {
            reason: "returned".to_owned(),
        };
        book.write(|tx| payments::void(tx, returned, &Expected::any(), &reason))
            .unwrap();
        let customer = book.customer;
        let post = |kind: &str,
                    customer: Id<Customer>,
                    receivable: Id<Receivable>,
                    payment: Id<Payment>,
                    cents: i64| {
            format!(
                "INSERT INTO postings (kind, customer_id, receivable_id, payment_id, amount, posted_on, created_at) \
                 VALUES ('{kind}', {customer}, {receivable}, {payment}, {cents}, '2026-03-01', '2026-03-01 12:00:00')"
            )
        };
        // What is allowed shows that the others fail for their own reason.
        assert!(book.sql(&post("allocation", customer, invoice, paid, 100)));
        for (what, sql) in [
            (
                "over the payment",
                post("allocation", customer, invoice, paid, 101),
            ),
            (
                "over the receivable",
                post("write_off", customer, invoice, paid, 601),
            ),
            (
                "to a void receivable",
                post("allocation", customer, void, paid, 1),
            ),
            (
                "of a void payment",
                post("allocation", customer, invoice, returned, 1),
            ),
            (
                "to another customer's",
                post("allocation", customer, theirs, paid, 1),
            ),
            (
                "by another customer",
                post("allocation", other.customer, theirs, paid, 1),
            ),
            ("of nothing", post("allocation", customer, invoice, paid, 0)),
            (
                "without what it reverses",
                post("allocation", customer, invoice, paid, -1),
            ),
            ("of another kind", post("gift", customer, invoice, paid, 1)),
            (
                "a second issue",
                format!(
                    "INSERT INTO postings (kind, customer_id, receivable_id, amount, posted_on, created_at) \
                 VALUES ('issue', {customer}, {invoice}, 999, '2026-03-01', '2026-03-01 12:00:00')"
                ),
            ),
            (
                "a changed posting",
                "UPDATE postings SET amount = amount + 1".to_owned(),
            ),
            ("a deleted posting", "DELETE FROM postings".to_owned()),
            (
                "a settled sum",
                format!("UPDATE receivables SET settled = settled + 1 WHERE id = {invoice}"),
            ),
            (
                "an applied sum",
                format!("UPDATE payments SET applied = applied - 1 WHERE id = {paid}"),
            ),
            (
                "a changed amount",
                format!("UPDATE payments SET amount = amount + 1 WHERE id = {paid}"),
            ),
            (
                "another payer",
                format!(
                    "UPDATE payments SET customer_id = {} WHERE id = {paid}",
                    other.customer
                ),
            ),
            (
                "a payment brought back",
                format!(
                    "UPDATE payments SET is_void = FALSE, void_reason = NULL WHERE id = {returned}"
                ),
            ),
            (
                "a deleted payment",
                format!("DELETE FROM payments WHERE id = {returned}"),
            ),
            (
                "a changed invoice",
                format!("UPDATE receivables SET amount = amount + 1 WHERE id = {invoice}"),
            ),
        ] {
            assert!(!book.sql(&sql), "{what}: {sql}");
        }
        let found = store.read_fresh(verify).unwrap();
        // An allocation moves no balance of the customer, so nothing differs, although the program did not post it.
        let fields: Vec<&str> = found.iter().map(|one| one.field).collect();
        assert_eq!(fields, Vec::<&str>::new(), "{found:?}");
    });
}
