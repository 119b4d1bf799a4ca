//! Replays the demo's events in order, each as its user and at its date.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use domain::choices::{Choices, UserRole};
use domain::customers::Customer;
use domain::fields::CheckContext;
use domain::purchase_orders::{OrderAction, OrderLine, PurchaseOrder};
use domain::users::User;
use domain::{Business, EntityKind, FieldErrors, Id, Resource, Rules};
use storage::{
    Expected, Repository, Store, StoreError, Transaction, WriteContext, choices, settings, users,
};

use super::MARKER;
use super::carriers::CARRIERS;
use super::claims::{DemoClaim, DemoEvent, EVENTS};
use super::goods::{PLANTS, PRODUCTS, SUPPLY_LINES};
use super::orders::{DemoOrder, Fate, ORDERS};
use super::parties::{CUSTOMERS, DemoCustomer, SUPPLIERS};
use super::payments::{DemoPayment, PAYMENTS};
use super::people::CONTACTS;
use super::places::LOCATIONS;
use super::receivables::RECEIVABLES;
use super::users::USERS;

/// Why seeding failed.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The database holds real records.
    #[error(
        "the database is not a demo: it has users of its own; choose an empty one with PROJECTMEATS_DATABASE_URL or PROJECTMEATS_DATA_DIR"
    )]
    NotADemo,
    /// The database failed or rejected a record.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Seeds the demo into an empty database, or leaves an existing demo unchanged. `password_hash` is for
/// [`super::SIGN_IN`].
/// Returns whether anything was created.
///
/// # Errors
/// When the database has users that the demo did not create, or when a write fails.
pub fn seed(store: &Store, now: NaiveDateTime, password_hash: &str) -> Result<bool, SeedError> {
    let (marked, used) = store.read(|conn| {
        Ok((
            settings::get(conn, MARKER)?.is_some(),
            users::any_exists(conn)?,
        ))
    })?;
    if marked {
        return Ok(false);
    }
    if used {
        return Err(SeedError::NotADemo);
    }
    let context = WriteContext::of_the_program(now);
    store.write(&context, |tx| {
        let choices = choices::all(tx.conn)?;
        let mut seed = DemoSeed {
            today: now.date(),
            choices,
            people: BTreeMap::new(),
            made: BTreeMap::new(),
            lines: BTreeMap::new(),
        };
        seed.run(tx, password_hash)?;
        settings::set(tx.conn, MARKER, &now.date().to_string(), now)
    })?;
    Ok(true)
}

/// State of a seeding run.
pub(super) struct DemoSeed {
    pub(super) today: NaiveDate,
    pub(super) choices: Choices,
    people: BTreeMap<&'static str, (Id<User>, UserRole)>,
    /// IDs of the records created so far, by seed key.
    made: BTreeMap<(EntityKind, &'static str), i64>,
    /// IDs of order lines, by the digits of the order number.
    lines: BTreeMap<&'static str, Vec<Option<Id<OrderLine>>>>,
}

/// Seed data of a record.
pub(super) trait Seeded: Sync + 'static {
    /// Type of the record.
    type Record: Repository + Business;

    /// Key by which other seed data refers to it.
    fn key(&self) -> &'static str;

    /// Username of the owner, who also creates it.
    fn owner(&self) -> &'static str;

    /// Draft as the owner enters it.
    fn draft(&self, seed: &DemoSeed) -> Result<<Self::Record as Resource>::Draft, StoreError>;

    /// Changes made on the same day.
    fn afterwards(
        &self,
        _tx: &mut Transaction<'_>,
        _made: &Self::Record,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    /// How many days ago it was archived.
    fn archived(&self) -> Option<u64> {
        None
    }
}

/// [`Seeded`] without its record type, so that events of all kinds fit in one list.
trait SeedRecord: Sync {
    fn maker(&self) -> &'static str;
    fn make(&self, seed: &mut DemoSeed, tx: &mut Transaction<'_>) -> Result<(), StoreError>;
    fn archive(&self, seed: &DemoSeed, tx: &mut Transaction<'_>) -> Result<(), StoreError>;
}

impl<T: Seeded> SeedRecord for T {
    fn maker(&self) -> &'static str {
        self.owner()
    }

    fn make(&self, seed: &mut DemoSeed, tx: &mut Transaction<'_>) -> Result<(), StoreError> {
        let mut draft = self.draft(seed)?;
        checked(draft.validate(seed.check_context()))?;
        let made = T::Record::create(tx, draft)?;
        seed.keep(self.key(), &made);
        self.afterwards(tx, &made)
    }

    fn archive(&self, seed: &DemoSeed, tx: &mut Transaction<'_>) -> Result<(), StoreError> {
        T::Record::archive(tx, seed.id(self.key())?, &Expected::any()).map(drop)
    }
}

/// An event: its day relative to the seeding day, its position within that day, and what happens.
type Event = (i64, usize, EventKind);

#[derive(Clone, Copy)]
enum EventKind {
    Make(&'static dyn SeedRecord),
    Archive(&'static dyn SeedRecord),
    Hold(&'static DemoCustomer),
    Order(&'static DemoOrder),
    Pay(&'static DemoPayment),
    VoidPayment(&'static DemoPayment),
    OpenClaims(&'static DemoEvent),
    Approve(&'static DemoClaim),
    Settle(&'static DemoClaim),
    Step(&'static DemoOrder, OrderAction),
}

impl DemoSeed {
    fn run(&mut self, tx: &mut Transaction<'_>, password_hash: &str) -> Result<(), StoreError> {
        for user in USERS {
            let context = WriteContext::of_the_program(self.at(-420, 8));
            let mut tx = tx.acting_as(&context);
            let hash = (user.username == super::SIGN_IN).then_some(password_hash);
            let password = hash.map(|hash| users::NewPassword {
                hash,
                must_change: false,
            });
            let made = users::create(&mut tx, user.draft(), password)?;
            self.people.insert(user.username, (made.id, user.role));
        }
        for (day, place, event) in events() {
            self.apply(tx, day, place, event)?;
        }
        Ok(())
    }

    fn apply(
        &mut self,
        tx: &mut Transaction<'_>,
        day: i64,
        place: usize,
        event: EventKind,
    ) -> Result<(), StoreError> {
        let actor = match event {
            EventKind::Make(record) => record.maker(),
            EventKind::Archive(_) => "dana",
            EventKind::Hold(_) => "sam",
            EventKind::Pay(_) | EventKind::VoidPayment(_) => DemoPayment::MAKER,
            EventKind::OpenClaims(_) => DemoEvent::OPENER,
            EventKind::Approve(_) | EventKind::Settle(_) => DemoClaim::DECIDER,
            EventKind::Step(order, OrderAction::Issue) if order.credit_override.is_some() => "sam",
            EventKind::Order(order) | EventKind::Step(order, _) => order.owner(),
        };
        let hour = 14 + u32::try_from(place).unwrap_or(0);
        let context = self.context(actor, day, hour);
        let mut tx = tx.acting_as(&context);
        match event {
            EventKind::Make(record) => record.make(self, &mut tx)?,
            EventKind::Archive(record) => record.archive(self, &mut tx)?,
            EventKind::Hold(party) => {
                let id: Id<Customer> = self.id(party.code)?;
                Customer::update(&mut tx, id, &Expected::any(), |customer| {
                    let mut draft = customer.details.clone();
                    draft.credit_hold = true;
                    Ok(draft)
                })?;
            }
            EventKind::Order(order) => {
                let mut draft = self.order(order)?;
                checked(draft.validate(self.check_context()))?;
                let made = PurchaseOrder::create(&mut tx, draft)?;
                self.keep(order.digits, &made);
                let lines = made.lines.iter().map(|line| line.details.id);
                self.lines.insert(order.digits, lines.collect());
            }
            EventKind::Pay(payment) => payment.make(self, &mut tx)?,
            EventKind::VoidPayment(payment) => payment.take_back(self, &mut tx)?,
            EventKind::OpenClaims(event) => event.open(self, &mut tx)?,
            EventKind::Approve(claim) => claim.approve(self, &mut tx)?,
            EventKind::Settle(claim) => claim.settle(self, &mut tx)?,
            EventKind::Step(order, action) => {
                let id = self.id(order.digits)?;
                self.step(&mut tx, id, order, action)?;
            }
        }
        Ok(())
    }

    fn context(&self, actor: &str, day: i64, hour: u32) -> WriteContext {
        let (id, role) = self.people.get(actor).copied().unzip();
        let now = self.at(day, hour);
        WriteContext {
            actor: id,
            role: role.unwrap_or_default(),
            today: now.date(),
            now,
            ..WriteContext::of_the_program(now)
        }
    }

    /// ID of a line of an order, once the order exists.
    pub(super) fn line(&self, order: &str, place: usize) -> Option<Id<OrderLine>> {
        self.lines.get(order)?.get(place).copied().flatten()
    }

    /// Notes the ID of a record by its seed key.
    pub(super) fn keep<E: Resource>(&mut self, key: &'static str, record: &E) {
        self.made.insert((E::KIND, key), record.id().get());
    }

    /// ID of the record with a seed key.
    pub(super) fn id<E: Resource>(&self, key: &'static str) -> Result<Id<E>, StoreError> {
        let id = self.made.get(&(E::KIND, key)).copied();
        id.map(Id::new).ok_or(StoreError::NotFound)
    }

    pub(super) const fn check_context(&self) -> CheckContext<'_> {
        CheckContext {
            today: self.today,
            choices: &self.choices,
            is_zone: |name| name.parse::<chrono_tz::Tz>().is_ok(),
        }
    }

    pub(super) fn day(&self, offset: i64) -> NaiveDate {
        let days = Days::new(offset.unsigned_abs());
        let moved = if offset < 0 {
            self.today.checked_sub_days(days)
        } else {
            self.today.checked_add_days(days)
        };
        moved.unwrap_or(self.today)
    }

    /// A time on a day. Hours past midnight run into the next day, which keeps events in order.
    pub(super) fn at(&self, offset: i64, hour: u32) -> NaiveDateTime {
        self.day(offset).and_time(NaiveTime::MIN) + chrono::TimeDelta::hours(i64::from(hour))
    }
}

/// All events in chronological order.
fn events() -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    tell(&mut events, -410, SUPPLIERS);
    tell(&mut events, -405, CUSTOMERS);
    tell(&mut events, -404, LOCATIONS);
    tell(&mut events, -403, PLANTS);
    tell(&mut events, -402, PRODUCTS);
    tell(&mut events, -401, CARRIERS);
    tell(&mut events, -400, CONTACTS);
    for receivable in RECEIVABLES {
        events.push((receivable.day(), 6, EventKind::Make(receivable)));
    }
    for payment in PAYMENTS {
        events.push((payment.day, 7, EventKind::Pay(payment)));
        let void = payment
            .void
            .map(|(day, _)| (day, 7, EventKind::VoidPayment(payment)));
        events.extend(void);
    }
    for event in EVENTS {
        events.push((event.day, 8, EventKind::OpenClaims(event)));
        for claim in event.claims {
            let approved = claim.approved.map(|(day, _)| day);
            let settled = claim.settled.map(|(day, ..)| day);
            events.extend(approved.map(|day| (day, 8, EventKind::Approve(claim))));
            events.extend(settled.map(|day| (day, 8, EventKind::Settle(claim))));
        }
    }
    tell(&mut events, -398, SUPPLY_LINES);
    for party in CUSTOMERS {
        events.extend(
            party
                .hold
                .map(|days| (back(days), 0, EventKind::Hold(party))),
        );
    }
    for order in ORDERS {
        events.push((order.ordered, 0, EventKind::Order(order)));
        let mut step = |day: i64, place: usize, action: OrderAction| {
            events.push((day, place, EventKind::Step(order, action)))
        };
        if let Fate::Cancelled { on, .. } = order.fate {
            step(order.ordered, 1, OrderAction::Issue);
            step(on, 0, OrderAction::Cancel);
        } else if order.fate != Fate::Draft {
            step(order.ordered, 1, OrderAction::Issue);
            if order.fate != Fate::Issued {
                step(order.ordered + 1, 0, OrderAction::Confirm);
            }
        }
        let (shipped, delivered, closed) = order.journey();
        if let Some(day) = shipped {
            step(day, 2, OrderAction::Ship);
            step(delivered.unwrap_or(day), 4, OrderAction::Weigh);
        }
        if let Some(day) = delivered {
            step(day, 3, OrderAction::Deliver);
        }
        if let Some(day) = closed {
            step(day, 5, OrderAction::Close);
        }
    }
    events.sort_by_key(|(day, place, _)| (*day, *place));
    events
}

/// Adds the creation and archiving of all records of a kind; they are created on the same day.
fn tell<T: Seeded>(events: &mut Vec<Event>, day: i64, all: &'static [T]) {
    for one in all {
        events.push((day, 0, EventKind::Make(one)));
        let archived = one.archived();
        events.extend(archived.map(|days| (back(days), 1, EventKind::Archive(one))));
    }
}

fn back(days: u64) -> i64 {
    -i64::try_from(days).unwrap_or(0)
}

pub(super) fn checked(errors: FieldErrors) -> Result<(), StoreError> {
    errors.into_result().map_err(StoreError::Invalid)
}
