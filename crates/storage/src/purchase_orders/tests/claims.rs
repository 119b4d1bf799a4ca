//! Claims: what the database refuses, and what a void credit memo does. `claims_model` runs random steps.

use diesel::connection::SimpleConnection;
use domain::choices::UserRole;
use domain::claims::{
    ApproveClaim, Claim, ClaimKind, ClaimParty, ClaimStatus, DenyClaim, NewClaim, OpenClaims,
    SettleClaim,
};
use domain::purchase_orders::{OrderAction, PurchaseOrder, StepContext};
use domain::receivables::{Receivable, VoidReceivable};
use domain::{Id, Money};

use super::house::{House, take};
use crate::testing::{day, each_store, noon};
use crate::{
    Expected, ReadRepository, Store, StoreError, Transaction, WriteContext, claims, ledger,
    purchase_orders, receivables,
};

/// The fixtures, on the day after the load was delivered.
pub(super) fn late_house(store: &Store) -> House<'_> {
    let mut house = House::new(store);
    house.context = WriteContext {
        today: day(3, 9),
        now: noon(3, 9),
        ..house.context
    };
    house
}

fn acted(house: &House<'_>, order: &PurchaseOrder, actions: &[OrderAction]) -> PurchaseOrder {
    let choices = house.store.read(crate::choices::all).unwrap();
    let step = StepContext {
        today: day(3, 9),
        choices: &choices,
        role: UserRole::Manager,
    };
    let mut order = order.clone();
    for action in actions {
        order = house
            .act(&order, *action, |order, facts| {
                take(order, *action, step, facts)
            })
            .unwrap();
    }
    order
}

/// A delivered and weighed order with an issued invoice.
pub(super) fn billed(house: &House<'_>) -> (PurchaseOrder, Receivable) {
    use OrderAction::{Confirm, Deliver, Issue, Ship, Weigh};
    let mut draft = house.draft();
    draft.header.order_date = Some(day(3, 2));
    let order = house.create(&draft).unwrap();
    let order = acted(house, &order, &[Issue, Confirm, Ship, Deliver, Weigh]);
    let choices = house.store.read(crate::choices::all).unwrap();
    let order = write(house, |tx| {
        let step = StepContext {
            today: day(3, 9),
            choices: &choices,
            role: UserRole::Manager,
        };
        purchase_orders::invoice(tx, order.id, &Expected::any(), |order| {
            order.invoice(&domain::purchase_orders::InvoiceOrder::default(), step)
        })
    })
    .unwrap();
    let draft = order.invoices[0].id;
    let invoice = write(house, |tx| receivables::issue(tx, draft, &Expected::any())).unwrap();
    (order, invoice)
}

pub(super) fn write<T: serde::Serialize + serde::de::DeserializeOwned>(
    house: &House<'_>,
    work: impl Fn(&mut Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    Ok(house.store.write(&house.context, |tx| work(tx))?.value)
}

pub(super) fn open(
    house: &House<'_>,
    order: &PurchaseOrder,
    parts: &[(ClaimParty, i64)],
) -> Result<Vec<Claim>, StoreError> {
    let claim = |(party, cents): &(ClaimParty, i64)| NewClaim {
        party: Some(*party),
        claimed: Some(Money::of(*cents)),
    };
    let body = OpenClaims {
        kind: Some(ClaimKind::Shortage),
        description: "short".to_owned(),
        line_id: order.lines[0].details.id,
        claims: parts.iter().map(claim).collect(),
        ..OpenClaims::default()
    };
    write(house, |tx| claims::open(tx, order.id, &body))
}

pub(super) fn approve(house: &House<'_>, id: Id<Claim>, cents: i64) -> Result<Claim, StoreError> {
    let body = ApproveClaim {
        approved: Some(Money::of(cents)),
    };
    write(house, |tx| claims::approve(tx, id, &Expected::any(), &body))
}

pub(super) fn settle(house: &House<'_>, id: Id<Claim>, cents: i64) -> Result<Claim, StoreError> {
    let body = SettleClaim {
        settled: Some(Money::of(cents)),
        document: "check 20418".to_owned(),
        receivable_id: None,
    };
    write(house, |tx| claims::settle(tx, id, &Expected::any(), &body))
}

pub(super) fn void(house: &House<'_>, id: Id<Receivable>) -> Result<Receivable, StoreError> {
    let body = VoidReceivable {
        reason: "credited by mistake".to_owned(),
    };
    write(house, |tx| {
        receivables::void(tx, id, &Expected::any(), &body)
    })
}

pub(super) fn read(house: &House<'_>, id: Id<Claim>) -> Claim {
    let today = house.context.today;
    let claim = house.store.read_fresh(|conn| Claim::get(conn, today, id));
    claim.unwrap()
}

#[test]
fn the_database_refuses_what_no_step_makes() {
    each_store(|store| {
        let house = late_house(store);
        let (order, invoice) = billed(&house);
        let both = [(ClaimParty::Customer, 1_000), (ClaimParty::Supplier, 900)];
        let first = open(&house, &order, &both).unwrap();
        let second = open(&house, &order, &both).unwrap();
        let third = open(&house, &order, &both[..1]).unwrap()[0].id;
        let (settled, supplier) = (first[0].id, first[1].id);
        let (approved, pending) = (second[0].id, second[1].id);
        approve(&house, settled, 800).unwrap();
        let memo = settle(&house, settled, 700)
            .unwrap()
            .credit_memo_id
            .unwrap();
        approve(&house, approved, 800).unwrap();
        approve(&house, supplier, 800).unwrap();
        settle(&house, supplier, 800).unwrap();
        let denied = DenyClaim {
            reason: "within tolerance".to_owned(),
        };
        write(&house, |tx| {
            claims::deny(tx, third, &Expected::any(), &denied)
        })
        .unwrap();
        let run = |sql: &str| {
            store
                .write_plain(|conn| conn.batch_execute(sql).map_err(StoreError::from))
                .is_ok()
        };
        let set = |id: Id<Claim>, what: &str| format!("UPDATE claims SET {what} WHERE id = {id}");
        let copied = |what: &str, with: &str| {
            let columns = "number, number_key, number_sort, event_id, purchase_order_id, kind, happened_on, party, party_key, \
                 customer_id, supplier_id, carrier_id, status, claimed, approved, settled, document, decision_reason, \
                 credit_memo_id, owner_id, created_at, created_by, updated_at, updated_by";
            let values = columns.replace("number_key", "'x'").replace(what, with);
            format!(
                "INSERT INTO claims ({columns}) SELECT {values} FROM claims WHERE id = {pending}"
            )
        };
        let refused = [
            set(pending, "approved = 901, status = 'approved'"),
            set(pending, "approved = 0, status = 'approved'"),
            set(pending, "approved = 5"),
            set(pending, "status = 'approved'"),
            set(pending, "status = 'settled', approved = 5, settled = 5, document = 'x'"),
            set(pending, "status = 'denied'"),
            set(pending, "status = 'denied', decision_reason = ' '"),
            set(pending, "status = 'lost'"),
            set(pending, "claimed = 1000"),
            set(pending, "party = 'customer'"),
            set(pending, "supplier_id = NULL"),
            set(pending, "number = 'CLM-1'"),
            set(pending, "archived_at = '2026-03-09 12:00:00', archived_by = 1"),
            set(approved, "approved = 700"),
            set(approved, "status = 'pending', approved = NULL"),
            set(approved, "status = 'denied', approved = NULL, decision_reason = 'x'"),
            // Settled without a document, over the approved amount, without its credit memo, with another's, with an invoice.
            set(approved, "status = 'settled', settled = 700"),
            set(approved, "status = 'settled', settled = 801, document = 'x'"),
            set(approved, "status = 'settled', settled = 700, document = 'x'"),
            set(approved, &format!("status = 'settled', settled = 700, document = 'x', credit_memo_id = {memo}")),
            set(
                approved,
                &format!("status = 'settled', settled = 700, document = 'x', credit_memo_id = {}", invoice.id),
            ),
            set(settled, "settled = 600"),
            set(settled, "document = 'another'"),
            set(settled, "credit_memo_id = NULL"),
            set(settled, "status = 'approved', settled = NULL, document = NULL, credit_memo_id = NULL"),
            set(supplier, "status = 'approved', settled = NULL, document = NULL"),
            set(third, "status = 'pending', decision_reason = NULL"),
            format!("DELETE FROM claims WHERE id = {third}"),
            "UPDATE claim_events SET description = 'x'".to_owned(),
            "DELETE FROM claim_events".to_owned(),
            "INSERT INTO claim_events (purchase_order_id, kind, happened_on, description, line_id, line_description, created_at, \
             created_by) VALUES (1, 'late', '2026-03-09', 'x', 99999, 'x', '2026-03-09 12:00:00', 1)"
                .to_owned(),
            copied("status", "'approved'"),
            // A second claim of the same party and event; one of another kind than its event.
            copied("none", "none"),
            copied("kind", "'late'"),
        ];
        for sql in &refused {
            assert!(!run(sql), "{sql}");
        }
        // What is allowed shows that the others fail for their own reason.
        assert!(run(&set(pending, "approved = 900, status = 'approved'")));
        assert!(run(&set(
            pending,
            "status = 'settled', settled = 900, document = 'x'"
        )));
        assert_eq!(read(&house, settled).status, ClaimStatus::Settled);
        assert_eq!(store.read_fresh(ledger::verify).unwrap(), []);
    });
}

#[test]
fn voiding_the_credit_memo_approves_the_claim_again() {
    each_store(|store| {
        let house = late_house(store);
        let (order, invoice) = billed(&house);
        let claim = open(&house, &order, &[(ClaimParty::Customer, 1_000)]).unwrap()[0].id;
        approve(&house, claim, 800).unwrap();
        let first = settle(&house, claim, 700).unwrap();
        assert!(
            void(&house, invoice.id).is_err(),
            "a credit memo stands on it"
        );
        void(&house, first.credit_memo_id.unwrap()).unwrap();
        let again = read(&house, claim);
        assert_eq!(again.status, ClaimStatus::Approved);
        assert_eq!((again.settled, again.credit_memo_id), (None, None));
        assert_eq!(again.version, first.version + 1);
        let history = |id: i64| {
            let kind = domain::EntityKind::Claim;
            store.read_fresh(|conn| crate::history(conn, kind, id, None, 10))
        };
        let newest = &history(claim.get()).unwrap()[0];
        assert_eq!(newest.action, domain::history::AuditAction::Unsettle);
        assert_eq!(newest.reason.as_deref(), Some("credited by mistake"));
        assert_eq!(newest.version, again.version);
        let second = settle(&house, claim, 800).unwrap();
        assert_ne!(second.credit_memo_id, first.credit_memo_id);
        assert_eq!(store.read_fresh(ledger::verify).unwrap(), []);
    });
}
